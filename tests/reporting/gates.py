"""What a PDF has to pass before a client gets it: the rules of both standards, and our own."""

import io
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partialmethod
from pathlib import Path

import page as page_validation
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import IndirectObject

PROFILES = ("ua1", "3a")


@contextmanager
def unpacked() -> Iterator[None]:
    """Have documents written without packing their streams.

    The validator misreads the length of a packed stream that happens to end in a carriage return.
    """
    from weasyprint.document import Document

    write = Document.write_pdf
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Document, "write_pdf", partialmethod(write, uncompressed_pdf=True))
        yield


def faults(data: bytes, folder: Path) -> list[str]:
    """What PDF/UA-1 and PDF/A-3a have against an unpacked file, and what is broken in it."""
    path = folder / "file.pdf"
    path.write_bytes(data)
    done = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
    said = [] if done.returncode == 0 else [done.stdout + done.stderr]
    for profile in PROFILES:
        checked = page_validation.validate_pdf(str(path), profile=profile)
        said += [f"{profile} {fault.rule_id}: {fault.message}" for fault in checked.failures]
    return said


def resolved(entry):
    return entry.get_object() if isinstance(entry, IndirectObject) else entry


def kids(element):
    """The structure elements right below one, in the order they are read out."""
    below = resolved(element.get("/K", []))
    below = below if isinstance(below, list) else [below]
    found = [resolved(each) for each in below]
    return [each for each in found if isinstance(each, dict) and "/S" in each]


def in_reading_order(element):
    yield element
    for kid in kids(element):
        yield from in_reading_order(kid)


def structure_faults(reader: PdfReader) -> list[str]:
    """What a screen reader would trip over, which no validator finds."""
    root = resolved(resolved(reader.trailer["/Root"])["/StructTreeRoot"])
    elements = [each for top in kids(root) for each in in_reading_order(top)]
    return [
        *_levels(elements),
        *(f"no text for {each['/S']}" for each in elements if _is_mute(each)),
        *(said for each in elements if each["/S"] == "/Table" for said in _table(each)),
        *_order(reader, elements),
        *_fonts(reader),
    ]


def structure_texts(reader: PdfReader) -> list[str]:
    """What is read out, paragraph by paragraph, as poppler reads it."""
    written = io.BytesIO()
    PdfWriter(clone_from=reader).write(written)
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(written.getvalue())
        file.flush()
        done = subprocess.run(
            ["pdfinfo", "-struct-text", file.name], capture_output=True, text=True, check=True
        )
    return [
        found.replace('"', "") for found in re.findall(r'^ *"(.*)"$', done.stdout, re.MULTILINE)
    ]


def _is_mute(element) -> bool:
    return element["/S"] == "/Figure" and not str(element.get("/Alt", "")).strip()


def _levels(elements) -> list[str]:
    levels = [int(str(each["/S"])[2:]) for each in elements if str(each["/S"])[2:].isdecimal()]
    pairs = zip([0, *levels], levels, strict=False)
    return [f"h{low} is followed by h{high}" for low, high in pairs if high > low + 1]


def _table(table) -> list[str]:
    """Cells of the head are over columns; below it, the first cell of a row heads the row."""
    said = []
    for part in kids(table):
        for row in kids(part) if part["/S"] != "/TR" else [part]:
            for place, cell in enumerate(kids(row)):
                if cell["/S"] == "/TH":
                    beside = part["/S"] != "/THead" and place == 0
                    scope = "/Row" if beside else "/Column"
                    if cell["/A"].get("/Scope") != scope:
                        said.append(f"a header cell in {part['/S']} is no {scope}")
    return said


def _order(reader, elements) -> list[str]:
    """Pages are read from the first to the last."""
    numbers = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages)}
    begun = [each for each in elements if each["/S"] in {"/H1", "/Sect"}]
    pages = [numbers[each.raw_get("/Pg").idnum] for each in begun]
    return [] if pages == sorted(pages) else ["pages are not read in their order"]


def _fonts(reader) -> list[str]:
    said = []
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            descriptor = resolved(font)["/DescendantFonts"][0]["/FontDescriptor"]
            if not {"/FontFile2", "/FontFile3"} & set(descriptor):
                said.append(f"{font['/BaseFont']} is not embedded")
    return said
