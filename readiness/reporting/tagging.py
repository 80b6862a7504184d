"""Mends what WeasyPrint 70 leaves open in the tags of a PDF, before the file is written.

Running heads and feet become artifacts, so that no reader stops at them on every page; header cells
say whether they head a row or a column; pictures say where they stand on the page.
"""

from __future__ import annotations

from typing import Any

POINTS = 0.75  # in a CSS pixel


def repair_tags(document: Any, pdf: Any) -> None:  # noqa: ANN401 - WeasyPrint ships no types
    """Change ``pdf`` in place. WeasyPrint calls this as its finisher."""
    objects = {entry.reference: entry for entry in pdf.objects}
    reached = _reached(objects, objects[pdf.catalog["StructTreeRoot"]])
    heights = {
        reference: page.height * POINTS
        for reference, page in zip(pdf.page_references, document.pages, strict=True)
    }
    for element in reached:
        if element["S"] == "/Figure":
            _place(element, heights[element["Pg"]])
        elif element["S"] == "/TH":
            _scope(element, objects)
    _free_margins(pdf, objects, {element.reference for element in reached})


def _reached(objects: dict[bytes, Any], root: Any) -> list[Any]:  # noqa: ANN401 - WeasyPrint ships no types
    """Every structure element below ``root``."""
    found: list[Any] = []
    waiting = list(root["K"])
    while waiting:
        element = objects.get(waiting.pop())
        # Kids that are no references are marks on the page; OBJR stands for a link's rectangle.
        if element is not None and element.get("Type") == "/StructElem":
            found.append(element)
            waiting.extend(kid for kid in element["K"] if isinstance(kid, bytes))
    return found


def _place(figure: Any, height: float) -> None:  # noqa: ANN401 - WeasyPrint ships no types
    """From pixels counted from the top to points counted from the bottom."""
    x1, y1, x2, y2 = (side * POINTS for side in figure["A"]["BBox"])
    figure["A"]["BBox"][:] = [x1, height - y2, x2, height - y1]


def _scope(cell: Any, objects: dict[bytes, Any]) -> None:  # noqa: ANN401 - WeasyPrint ships no types
    """The cells of a table's head are over columns; below it, the first of a row is beside it."""
    row = objects[cell["P"]]
    in_head = objects[row["P"]]["S"] == "/THead"
    heads_row = not in_head and row["K"][0] == cell.reference
    cell["A"]["Scope"] = "/Row" if heads_row else "/Column"


def _free_margins(pdf: Any, objects: dict[bytes, Any], reached: set[bytes]) -> None:  # noqa: ANN401
    """Make artifacts of the marked text that hangs on no branch of the tree."""
    parents = objects[objects[pdf.catalog["StructTreeRoot"]]["ParentTree"]]["Nums"]
    pages = (objects[reference] for reference in pdf.page_references)
    for page, owners in zip(pages, parents[1::2], strict=False):
        stream = objects[page["Contents"]].stream
        for place, entry in enumerate(stream):
            mark = entry.get("MCID") if isinstance(entry, dict) else None
            if mark is not None and owners[mark] not in reached:
                stream[place - 1] = "/Artifact"
                entry.clear()
                entry["Type"] = "/Pagination"
                owners[mark] = "null"
