"""How staff answered, question by question, and how far they agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from readiness.core.release import Node
from readiness.core.scales import Scale
from readiness.reporting.story import words
from readiness.reporting.story.gaps import scale_facts, shares_one_scale
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.types import Cell, Heading, Rich
from readiness.reporting.story.wording import (
    listed,
    missing,
    paragraph,
    percent,
    plain,
    quoted,
    whole,
)

NAMED = 3
LONG = 60
"""Questions: more fill over two pages, which only the annex has room for."""

# From most to least apart; what cannot be told is not among them.
APART = ("polarised", "none", "weak", "moderate", "strong", "very_strong")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One question. ``counts``: answers by level, lowest first; don't-knows are of all who did."""

    code: str
    label: str
    counts: tuple[Cell, ...]
    dont_know: Cell
    agreement: Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersChart:
    """Questions on one scale. A label is left empty where no row has such a figure."""

    title: str
    names: tuple[str, ...]  # of the answers, lowest first
    dont_know: str
    agreement: str
    rows: tuple[AnswerRow, ...]
    alt: str
    small: bool = False  # for questions in their full words


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersPage:
    """How staff answered. ``long``: for the annex, too much for the report itself."""

    heading: Heading
    charts: tuple[AnswersChart, ...]
    notes: tuple[Rich, ...]
    long: bool = False


def build_answers(reading: Reading) -> AnswersPage | None:
    """None where no question's answers may be shown, and of one person, whose are no spread."""
    if reading.alone:
        return None
    charts = _charts(reading)
    rows = [row for chart in charts for row in chart.rows]
    if not rows:
        return None
    return AnswersPage(
        heading=Heading(
            code="answers",
            eyebrow=_("How staff answered"),
            title=_title(reading, rows),
            lead=_lead(reading, rows),
        ),
        charts=charts,
        notes=_notes(reading, rows),
        long=len(rows) > LONG,
    )


def _charts(reading: Reading) -> tuple[AnswersChart, ...]:
    """One for every scale; activities on one scale of levels go by their titles."""
    model = reading.model
    if model.asks_for_owners and shares_one_scale(reading):
        facts = scale_facts(reading)
        nodes = [node for node in _items(reading) if _counted(node) == len(facts)]
        names = tuple(f"{fact.label} {fact.text}" for fact in facts)
        return (_chart(reading, nodes, names, _("Answers by level")),) if nodes else ()
    found = []
    for code, scale in model.scales.items():
        nodes = [
            node
            for node in _items(reading)
            if model.items[node.code].scale == code and _counted(node) == len(scale.values)
        ]
        if nodes:
            found.append(_chart(reading, nodes, _names(scale), _("Answers"), small=True))
    return tuple(found)


def _items(reading: Reading) -> list[Node]:
    """The organisation's questions with answers that may be shown."""
    return [
        node
        for node in reading.nodes("item")
        if node.code in reading.model.activity_of and sum(node.distribution or ()) > 0
    ]


def _counted(node: Node) -> int:
    return len(node.distribution or ())


def _names(scale: Scale) -> tuple[str, ...]:
    if not scale.levels:
        return tuple(scale.names)
    return tuple(f"{plain(n)} {word}" for n, word in zip(scale.numbers, scale.names, strict=True))


def _chart(
    reading: Reading,
    nodes: Sequence[Node],
    names: tuple[str, ...],
    title: str,
    *,
    small: bool = False,
) -> AnswersChart:
    unsure = any(node.dk for node in nodes)
    rows = tuple(_row(reading, node, small=small) for node in nodes)
    return AnswersChart(
        title=title,
        names=names,
        dont_know=_dont_know(reading) if unsure else "",
        agreement=_("Agreement") if any(row.agreement.tone for row in rows) else "",
        rows=rows,
        alt="; ".join(_row_words(row) for row in rows),
        small=small,
    )


def _dont_know(reading: Reading) -> str:
    return reading.model.questionnaire.dont_know or _("I don't know")


def _row(reading: Reading, node: Node, *, small: bool) -> AnswerRow:
    band = node.agreement.band
    unsure = Cell(text=percent(node.dk), value=node.dk)
    return AnswerRow(
        code=node.code,
        label=reading.node_title(node.code) if small else _label(reading, node.code),
        counts=tuple(Cell(text=whole(n), value=n) for n in node.distribution or ()),
        dont_know=unsure if node.dk is not None else Cell(text=missing(), state="none"),
        agreement=Cell(text=words.agreement(band), tone=band)
        if band
        else Cell(text=missing(), state="none"),
    )


def _label(reading: Reading, code: str) -> str:
    """The activity's title; an activity's second question needs its code."""
    activity = reading.model.activity_of[code]
    return activity.title if activity.items[0].code == code else f"{activity.title} ({code})"


def _row_words(row: AnswerRow) -> str:
    return f"{row.label} {', '.join(cell.text for cell in row.counts)}"


# What it says


def _title(reading: Reading, rows: Sequence[AnswerRow]) -> str:
    bands = [row.agreement.tone for row in rows if row.agreement.tone]
    if not bands:
        return _most_unsure(reading, rows) or _("How answers are spread, question by question")
    least = min(bands, key=APART.index)
    if len(bands) > 1 and len(set(bands)) == 1 and least not in {"polarised", "none"}:
        return _("People agree alike on everything: agreement is %(word)s") % {
            "word": words.agreement(least)
        }
    found = [row for row in rows if row.agreement.tone == least]
    values = {"questions": _named(reading, found), "word": words.agreement(least)}
    sentences = {
        "polarised": _("Opinions are far apart on %(questions)s"),
        "none": _("There is no agreement on %(questions)s"),
    }
    other = _("Opinions differ most on %(questions)s: agreement is %(word)s there")
    return sentences.get(least, other) % values


def _named(reading: Reading, rows: Sequence[AnswerRow]) -> str:
    """The first few activities, inside a sentence."""
    titles = dict.fromkeys(reading.mid(reading.model.activity_of[row.code].title) for row in rows)
    names = list(titles)
    return listed([*names[:NAMED], _("others")] if len(names) > NAMED else names)


def _most_unsure(reading: Reading, rows: Sequence[AnswerRow]) -> str:
    """What most people say they don't know, by whole per cent; "" where nobody does."""
    most = max((row.dont_know.value or 0 for row in rows), default=0)
    found = [row for row in rows if row.dont_know.value == most and most]
    if not found:
        return ""
    return _("%(answer)s was said most about %(questions)s: %(share)s") % {
        "answer": quoted(_dont_know(reading)),
        "questions": _named(reading, found),
        "share": percent(most),
    }


def _lead(reading: Reading, rows: Sequence[AnswerRow]) -> Rich | None:
    if not any(row.agreement.tone for row in rows):
        return None
    unsure = _most_unsure(reading, rows)
    return paragraph(f"{unsure}.") if unsure else None


def _notes(reading: Reading, rows: Sequence[AnswerRow]) -> tuple[Rich, ...]:
    drawn = {row.code for row in rows}
    left = [
        node.code
        for node in reading.nodes("item")
        if node.code in reading.model.activity_of and node.released and node.code not in drawn
    ]
    texts = [
        _(
            "Figures in the bars are answers. Who does not know is counted apart, of all who "
            "answered."
        ),
        ngettext(
            "Not drawn, since its answers by level may not be shown: %(codes)s.",
            "Not drawn, since their answers by level may not be shown: %(codes)s.",
            len(left),
        )
        % {"codes": listed(left)}
        if left and reading.protected and len(left) <= LONG
        else "",
    ]
    return tuple(paragraph(text) for text in texts if text)
