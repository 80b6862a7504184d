"""The document that a report is written into: its styles, head and foot, paragraphs and tables."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import get_language_bidi

from readiness.reporting.about import mark_words, title_of
from readiness.reporting.look import Look
from readiness.reporting.plain_text import cut, fit
from readiness.reporting.story.types import Cell, Heading, Rich, Table
from readiness.reporting.story.whole import Story

ACCENT = "#12304f"
GREY = "55606d"
PALE = "eef3f8"
LONGEST = 10_000  # characters of one text
LONGEST_HEAD = 120
LONGEST_PROPERTY = 255
MILLIMETRE = 36_000  # in the units of Office
SIZES = {"A4": (210, 297), "Letter": (215.9, 279.4)}
MARGIN = 20
TWIP = 635
LETTER, PADDING = 115, 200  # twips: of a letter at the size of tables, and around a text
FULL_LINE = 80  # letters; a longer text asks for no more width
LOGO = (60, 22)  # millimetres that a logo has at most


class Styled(StrEnum):
    """Styles of paragraphs, by their names in the document."""

    PLAIN = "Normal"
    POINT = "List Bullet"
    NUMBERED = "List Number"
    CAPTION = "Caption"
    EYEBROW = "Subtitle"


def _clean(text: str, limit: int = LONGEST) -> str:
    return cut(fit(text), limit)


@dataclass
class Paper:
    """A document on the way."""

    document: Any
    story: Story
    look: Look
    _level: int = 1
    _turned: bool = False

    @classmethod
    def of(cls, story: Story, look: Look) -> Paper:
        """An empty document in the client's look."""
        from docx import Document  # noqa: PLC0415 - slow import

        paper = cls(document=Document(), story=story, look=look)
        paper._set_styles()
        paper._set_size(paper.document.sections[0], landscape=False)
        paper._set_head_and_foot()
        return paper

    # Text

    def heading(self, heading: Heading, *, first: bool) -> None:
        """The head of a page; the first has the client's logo and name above it."""
        if first:
            self._pictures()
            self.text(mark_words(self.look.mark), strong=True)
            self.text(self.story.cover.name, strong=True)
        eyebrow = self.document.add_paragraph(_clean(heading.eyebrow), style=Styled.EYEBROW)
        eyebrow.paragraph_format.keep_with_next = True
        # The eyebrow begins the page; a heading alone would leave it behind.
        eyebrow.paragraph_format.page_break_before = not first and not self._turned
        self._turned = False
        self._level = 1
        self.document.add_heading(_clean(heading.title), level=1)
        if heading.lead is not None:
            self.paragraph(heading.lead)

    def title(self, text: str, level: int = 2) -> None:
        """A heading inside a page, at most one level below the last."""
        if text:
            self._level = min(level, self._level + 1)
            self.document.add_heading(_clean(text), level=self._level)

    def text(self, text: str, *, strong: bool = False) -> None:
        """A paragraph of one run."""
        if text:
            self.document.add_paragraph().add_run(_clean(text)).bold = strong or None

    def small(self, text: str) -> None:
        """A remark below what it is about."""
        if text:
            self._grey(self.document.add_paragraph().add_run(_clean(text)))

    def paragraph(self, text: Rich, style: Styled = Styled.PLAIN) -> None:
        """A paragraph of several runs, without what points to pages by their number."""
        parts = [part for part in text.parts if part.ref is None and part.text]
        if not parts:
            return
        paragraph = self.document.add_paragraph(style=style)
        for part in parts:
            paragraph.add_run(_clean(part.text)).bold = part.strong or None

    def facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Labels and what they say, a line each."""
        found = [fact for fact in facts if fact[1]]
        for place, (label, text) in enumerate(found):
            paragraph = self.document.add_paragraph()
            self._grey(paragraph.add_run(f"{_clean(label)}: "))
            paragraph.add_run(_clean(text)).bold = True
            last = place == len(found) - 1
            paragraph.paragraph_format.space_after = None if last else 0

    # Tables

    def table(self, table: Table, *, has_caption: bool = True) -> None:
        """A table of the report with its notes, and its caption where no heading says the same."""
        heads = [column.title for column in table.columns]
        figures = tuple(
            place for place, column in enumerate(table.columns) if column.kind != "text"
        )
        rows: list[list[str]] = []
        groups: dict[int, str] = {}
        depths: dict[int, int] = {}
        group: str | None = None
        for row in table.rows:
            if row.group and row.group != group:
                groups[len(rows)] = row.group
                rows.append([row.group])
            group = row.group
            depths[len(rows)] = row.depth
            rows.append([_cell_text(cell) for cell in row.cells])
        caption = " ".join(filter(None, [table.number, table.caption]))
        if caption and has_caption:
            shown = self.document.add_paragraph(_clean(caption), style=Styled.CAPTION)
            shown.paragraph_format.keep_with_next = True
        self.rows(heads, rows, caption=caption, figures=figures, groups=groups, depths=depths)
        for note in table.notes:
            self.small(note)

    def rows(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        caption: str,
        figures: Sequence[int] = (),
        groups: dict[int, str] | None = None,
        depths: dict[int, int] | None = None,
        widths: Sequence[int] = (),
    ) -> None:
        """A table whose first row is repeated on every page and whose rows are never cut."""
        from readiness.reporting.docx_table import Grid, table_element  # noqa: PLC0415 - slow import

        section = self.document.sections[-1]
        width = (section.page_width - section.left_margin - section.right_margin) // TWIP
        grid = Grid(
            heads=[_clean(head) for head in heads],
            rows=[[_clean(text) for text in row] for row in rows],
            shares=_shares(heads, rows, widths, width),
            figures=frozenset(figures),
            groups=frozenset(groups or ()),
            depths=depths or {},
        )
        accent = (self.look.accent or ACCENT).removeprefix("#")
        said = _clean(caption, LONGEST_PROPERTY)
        element = table_element(grid, caption=said, width=width, accent=accent)
        body = self.document.element.body
        body.insert(len(body) - 1, element)  # the last is the section's own
        self.document.add_paragraph().paragraph_format.space_after = 0

    # Pages

    def turn(self, *, landscape: bool) -> None:
        """Go on upright or on its side, on a new page."""
        section = self.document.add_section()
        self._set_size(section, landscape=landscape)
        self._turned = True

    def close(self, made: datetime) -> None:
        """What the file says of itself to whoever lists or reads it aloud."""
        properties = self.document.core_properties
        properties.title = _clean(title_of(self.story, self.look), LONGEST_PROPERTY)
        properties.subject = _clean(self.story.subject, LONGEST_PROPERTY)
        properties.language = self.story.language
        properties.author = properties.comments = properties.keywords = ""
        properties.last_modified_by = ""
        properties.created = properties.modified = made
        properties.revision = 1

    def _set_size(self, section: Any, *, landscape: bool) -> None:  # noqa: ANN401
        short, long = SIZES.get(self.look.paper, SIZES["A4"])
        width, height = (long, short) if landscape else (short, long)
        section.orientation = int(landscape)
        section.page_width = int(width * MILLIMETRE)
        section.page_height = int(height * MILLIMETRE)
        section.left_margin = section.right_margin = MARGIN * MILLIMETRE
        section.top_margin = section.bottom_margin = MARGIN * MILLIMETRE

    def _set_styles(self) -> None:
        from docx.oxml import OxmlElement  # noqa: PLC0415 - slow import
        from docx.oxml.ns import qn  # noqa: PLC0415 - slow import
        from docx.shared import Pt, RGBColor  # noqa: PLC0415 - slow import

        styles = self.document.styles
        accent = RGBColor.from_string((self.look.accent or ACCENT).removeprefix("#").upper())
        sizes = {"Normal": 10, "Heading 1": 18, "Heading 2": 13, "Heading 3": 11}
        for name, size in (sizes | {"Subtitle": 10, "Caption": 10}).items():
            font = styles[name].font
            font.name, font.size = "Calibri", Pt(size)
            fonts = styles[name].element.get_or_add_rPr().get_or_add_rFonts()
            for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{kind}"), None)
            if name != "Normal":
                font.color.rgb, font.italic = accent, False
        styles["Normal"].paragraph_format.space_after = Pt(6)
        for language in styles.element.iter(qn("w:lang")):
            language.set(qn("w:val"), self.story.language)
        if get_language_bidi():
            styles["Normal"].element.get_or_add_pPr().append(OxmlElement("w:bidi"))

    def _set_head_and_foot(self) -> None:
        section = self.document.sections[0]
        names = [self.story.cover.name, mark_words(self.look.mark)]
        words = " · ".join(_clean(name, LONGEST_HEAD) for name in names if name)
        self._grey(section.header.paragraphs[0].add_run(words))
        foot = section.footer.paragraphs[0]
        self._grey(foot.add_run(f"{_clean(self.story.running, LONGEST_HEAD)} · "))
        for number, name in enumerate(("PAGE", "NUMPAGES")):
            if number:
                self._grey(foot.add_run(" / "))
            self._field(foot, name)

    def _field(self, paragraph: Any, name: str) -> None:  # noqa: ANN401 - a paragraph
        """A number that the reader's program fills in."""
        from docx.oxml import OxmlElement  # noqa: PLC0415 - slow import
        from docx.oxml.ns import qn  # noqa: PLC0415 - slow import

        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), name)
        paragraph._p.append(field)  # noqa: SLF001 - its own way to an element
        self._grey(paragraph.add_run("1"))
        field.append(paragraph.runs[-1]._r)  # noqa: SLF001

    def _grey(self, run: Any) -> None:  # noqa: ANN401 - a run
        from docx.shared import Pt, RGBColor  # noqa: PLC0415 - slow import

        run.font.size, run.font.color.rgb = Pt(9), RGBColor.from_string(GREY.upper())

    def _pictures(self) -> None:
        """The client's logo and the consultant's own, in their proportions."""
        pictures = [(self.look.logo, self.story.cover.name), (self.look.brand, "")]
        found = [(content, alt) for content, alt in pictures if content]
        if not found:
            return
        run = self.document.add_paragraph().add_run()
        for content, alt in found:
            shape = run.add_picture(io.BytesIO(content))
            scale = min(LOGO[0] * MILLIMETRE / shape.width, LOGO[1] * MILLIMETRE / shape.height, 1)
            shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
            described = shape._inline.docPr  # noqa: SLF001
            described.set("descr", _clean(alt, LONGEST_PROPERTY))
            run.add_text("   ")


def _cell_text(cell: Cell) -> str:
    return f"{cell.text} {cell.note}" if cell.note else cell.text


def _shares(
    heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], width: int
) -> list[float]:
    """How the columns share the width: no word is broken, and long texts take what is left."""
    if widths:
        return [each / sum(widths) for each in widths]
    columns = list(zip(heads, *(row for row in rows if len(row) == len(heads)), strict=True))
    words = [
        max(len(word) for text in texts for word in (text.split() or [""])) for texts in columns
    ]
    least = [LETTER * word + PADDING for word in words]
    longest = [min(max(len(text) for text in texts), FULL_LINE) for texts in columns]
    more = [max(0, LETTER * length - word) for length, word in zip(longest, least, strict=True)]
    rest = max(0, width - sum(least)) / (sum(more) or 1)
    wanted = [word + extra * rest for word, extra in zip(least, more, strict=True)]
    return [each / sum(wanted) for each in wanted]
