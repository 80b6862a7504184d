"""What the organisation report says, as frozen dataclasses of finished text.

No markup, no layout: a template decides how a part looks. Every figure is already formatted;
``value`` beside a text is the same figure of the Release as a number, for drawing. Names of
organisations, departments and heads are data and must be escaped where they are printed.
"""

from __future__ import annotations

from dataclasses import dataclass

Number = float | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A run of text.

    With ``ref``, the anchor of a page, the layout prints that page's number after the text; where
    the page is not in the same file it leaves the whole run out, and the sentence reads on.
    """

    text: str
    strong: bool = False
    ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rich:
    """One paragraph. The parts are joined as they are; their spaces are their own."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The paragraph as plain text."""
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The head of a page. ``code``: its anchor, unique in the report; ``title``: the finding.

    ``note`` is the consultant's own, in a box at the page's end.
    """

    code: str
    eyebrow: str
    title: str
    lead: Rich | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column. ``kind``: text, figure (set to the right) or letters (RACI)."""

    key: str
    title: str
    kind: str = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of a table.

    ``state``: shown, withheld (may not be shown; all look alike) or none (there is nothing).
    ``tone`` is a code for the colour: an achievement band, a pattern, a RACI letter, a criterion,
    or yes, no, untested.
    """

    text: str
    note: str = ""
    state: str = "shown"
    tone: str | None = None
    value: Number = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row headed by its first cell, set in by ``depth``; ``group`` stands above a run of them."""

    key: str
    cells: tuple[Cell, ...]
    group: str | None = None
    mark: str | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a sentence as caption. ``number`` is "A1" and so on in the annex, else None."""

    code: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    number: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A label and what it says: cover lines, key figures, model identity."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Page 1. ``organisation`` may be None; ``name`` is what to print instead."""

    heading: Heading
    name: str
    period: str | None
    facts: tuple[Fact, ...]
    confidentiality: Rich


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A block of the summary, beginning with a strong lead-in. ``tone``: verdict or pattern."""

    code: str
    text: Rich
    tone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedStep:
    number: int
    text: Rich


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Page 2, and a PDF of its own."""

    heading: Heading
    basis: str
    opening: Rich
    findings: tuple[Finding, ...]
    form: Finding | None
    monday_title: str
    monday: tuple[NumberedStep, ...]
    sure: Rich


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A label with a figure today and, where it was asked, the wanted one; both in per cent."""

    key: str
    label: str
    kind: str  # department or option
    today: Number
    today_text: str
    should: Number
    should_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Today against wanted for one activity, largest first. ``title`` and ``alt`` are sentences."""

    code: str
    title: str
    alt: str
    today_label: str
    should_label: str
    rows: tuple[Bar, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternLine:
    """What staff say about one activity."""

    code: str
    activity: str
    pattern: str
    word: str
    sentence: Rich
    details: tuple[Rich, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """A candidate's points by criterion, best candidate first: a stacked bar and a table row."""

    key: str
    department: str
    total: Number
    total_text: str
    pieces: tuple[Cell, ...]  # in the order of Why.criteria; value = points
    penalty: Cell | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why this candidate: sentences and the points of at most three candidates."""

    title: str
    sentences: tuple[Rich, ...]
    criteria: tuple[Column, ...]
    candidates: tuple[Points, ...]
    alt: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """The next step of one activity, with its first step."""

    code: str
    activity: str
    owner: str
    text: str
    first_step: str
    effort: str
    condition: str
    provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A short draft. ``code`` is its anchor; ``to`` is the head as stated, or the department's."""

    code: str
    title: str
    to: str
    subject: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A small heading with its paragraphs or points."""

    code: str
    title: str
    paragraphs: tuple[Rich, ...] = ()
    points: tuple[Rich, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPage:
    """Pages 3 to 5, one for each executive question of the model."""

    heading: Heading
    question: str
    verdict: str
    verdict_word: str
    answer: Rich
    activities: tuple[PatternLine, ...]
    bars: Bars | None
    why: Why | None
    changes: Section
    conditions: Section | None
    exceptions: Section | None
    step: NextStep | None
    mails: tuple[Mail, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapPoint:
    """Today and target of one activity, to be drawn."""

    key: str
    label: str
    today: Number
    today_text: str
    target: Number
    target_text: str
    gap_text: str
    by_level: bool = False  # drawn as steps up to the level


@dataclass(frozen=True, slots=True, kw_only=True)
class GapChart:
    """Points that share one scale. A label is left empty where no point has such a figure."""

    chart_title: str
    chart_alt: str
    today_label: str
    target_label: str
    gap_label: str
    scale: tuple[Fact, ...]
    points: tuple[GapPoint, ...]
    moves: bool = False  # from an earlier round to this one, not from today to a target


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsPage:
    """Where everything stands, for models whose areas have scales and targets of their own."""

    heading: Heading
    charts: tuple[GapChart, ...]
    table: Table
    notes: tuple[Rich, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsPage:
    """Page 6. Rows of the table and points of the chart are in the same order."""

    heading: Heading
    chart_title: str
    chart_alt: str
    today_label: str
    target_label: str
    scale: tuple[Fact, ...]  # label "0", text "Absent"
    points: tuple[GapPoint, ...]
    table: Table
    notes: tuple[Rich, ...]

    @property
    def gap_label(self) -> str:
        """The title of the column that the chart repeats."""
        return next((column.title for column in self.table.columns if column.key == "gap"), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentsPage:
    """Page 7: a row a department shown, a column a domain.

    ``scale`` is the one that all columns share; empty where they share none.
    """

    heading: Heading
    table: Table
    notes: tuple[Rich, ...]
    scale: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RaciPage:
    """Page 8: a row an activity, a column a department; ``checks``: look at these first."""

    heading: Heading
    table: Table
    legend: tuple[Fact, ...]
    checks: tuple[Rich, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormBlock:
    """One organising form with its conditions. ``result``: chosen, evidence, runner_up or other."""

    code: str
    title: str
    result: str
    tally: str
    table: Table
    always: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """Page 9."""

    heading: Heading
    gate: Table | None
    forms: tuple[FormBlock, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsPage:
    """Page 10: what to do in the first 90 days, then later, and what each owner would carry.

    ``agreed``: what a workshop agreed is to be done.
    """

    heading: Heading
    soon: Table
    later: Table | None
    owners: Table | None
    notes: tuple[Rich, ...]
    agreed: Table | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GatesPage:
    """What the model asks for before it grants something: every test, and all together."""

    heading: Heading
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodPage:
    """Page 11."""

    heading: Heading
    sections: tuple[Section, ...]
    identity: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """Page 12 and on: every figure of the Release that a page is made from."""

    heading: Heading
    tables: tuple[Table, ...]
