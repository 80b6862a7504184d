"""A consultant's own words in a report: sentences said otherwise, notes added, sections left out.

Edits change what ``story`` says and nothing else, so every format follows them. Figures are locked:
``problem`` refuses a sentence with a figure that its original does not have.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from readiness.reporting.story.types import (
    Annex,
    Cell,
    Column,
    Heading,
    MethodPage,
    Part,
    Rich,
    Row,
    Section,
    Table,
)

Told = TypeVar("Told")
Say = Callable[[str, str], str | None]
"""What is said in place of a sentence, or None where it stays; told its place and its words."""

MARK = "\u00a0†"
LONGEST_NOTE = 1000
SHORTEST_LIMIT = 200
STAYS = frozenset({"cover", "summary", "method", "annex"})
"""Sections that no report is without: what it is, what it says, and how that was measured."""
# Sentences that are no paragraphs, by where they stand. Labels, cells and charts are not said anew.
SENTENCES = {
    "Heading": ("title",),
    "Summary": ("basis",),
    "Mail": ("subject", "paragraphs"),
    "NextStep": ("text", "first_step", "condition"),
    "Why": ("note",),
    "Bars": ("note",),
    "Table": ("caption", "notes"),
    "FormBlock": ("always",),
}
NAMES = ("code", "key", "number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """``original`` is the sentence as the Release says it; the edit stands while it says that."""

    original: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edits:
    """By the place of a sentence, the section of a note, and the codes of sections left out."""

    sentences: Mapping[str, Edit] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()


NONE = Edits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A sentence of a report. ``place`` stays the same while what it is about has its code."""

    place: str
    section: str
    text: str


def headings(story: object) -> tuple[Heading, ...]:
    """Of every section, in order."""
    return tuple(page.heading for page in _pages(story))


def places(story: object) -> tuple[Place, ...]:
    """Every sentence that can be said otherwise, in the order of the report."""
    found: list[Place] = []
    for page in _pages(story):
        section = page.heading.code

        def note(place: str, text: str, section: str = section) -> None:
            found.append(Place(place=place, section=section, text=text))

        _walk(page, section, note)
    return tuple(found)


def edited(story: Told, edits: Edits) -> Told:
    """``story`` with the edits that still fit it, marked, and with what it says of them."""
    if edits == NONE:
        return story
    left_out = [each for each in headings(story) if each.code in edits.left_out - STAYS]
    done: list[tuple[str, Edit]] = []

    def say(place: str, text: str) -> str | None:
        edit = edits.sentences.get(place)
        if edit is None or edit.original != text or edit.text == text:
            return None
        done.append((place.partition("/")[0], edit))
        return edit.text

    eyebrows = {each.code: each.eyebrow for each in headings(story)}
    told = without(story, edits.left_out)

    def page(found: Any) -> Any:  # noqa: ANN401 - any page
        section = found.heading.code
        found = _walk(found, section, say)
        note = edits.notes.get(section, "")
        return replace(found, heading=replace(found.heading, note=note)) if note else found

    told = _with_pages(told, page)
    rows = [(eyebrows[section], edit) for section, edit in done]
    noted = any(each.note for each in headings(told))
    return _explained(told, rows, [each.eyebrow for each in left_out], noted=noted)


def edited_alike(story: Told, edits: Edits) -> Told:
    """Another document's ``story``: what it says in the report's own words is edited as there."""
    anew = {edit.original: edit for edit in edits.sentences.values()}
    shared = {each.place: anew[each.text] for each in places(story) if each.text in anew}
    return edited(story, Edits(sentences=shared)) if shared else story


def without(story: Told, left_out: frozenset[str]) -> Told:
    """``story`` without these sections, and without what points to their pages."""
    gone = left_out - STAYS
    if not gone:
        return story
    before = set(_anchors(story))
    told = _with_pages(story, lambda page: None if page.heading.code in gone else page)
    return _unlinked(told, before - set(_anchors(told)))  # type: ignore[no-any-return]  # as it came


# Figures.

_SPACES = "\u00a0\u202f\u2009"
_FIGURE = re.compile(
    rf"(?<![\w)%])[+\-\u2212\u2013]?(?=\d)(?:\d+(?:[{_SPACES}'\u2019](?=\d{{3}}(?!\d))\d{{3}})*"
    rf"(?:[.,:/\u2044\u066b\u066c]\d+)*)(?:[{_SPACES} ]?[%\u2030\u066a])?"
    rf"|\d+(?:[.,:/\u2044\u066b\u066c]\d+)*(?:[{_SPACES} ]?[%\u2030\u066a])?"
)
_SAME = str.maketrans({"\u2212": "-", "\u2013": "-", "\u066a": "%", "\u2019": "'"})


def figures(text: str) -> Counter[str]:
    """The figures in ``text``, whatever digits they are written with, and how often each stands."""
    # What has no shape of its own could part two figures that are seen as one.
    shown = "".join(c for c in text if unicodedata.category(c) != "Cf")
    found: Counter[str] = Counter()
    for match in _FIGURE.finditer(_plain_digits(shown)):
        figure = match[0].translate(_SAME)
        found["".join(c for c in figure if not c.isspace())] += 1
    return found


def figures_problem(original: str, text: str) -> str | None:
    """Why ``text`` may not stand for ``original``, in plain words: it says another figure."""
    there = figures(original)
    wrong = [each for each, n in figures(text).items() if n > there[each]]
    if not wrong:
        return None
    values = {"figures": ", ".join(wrong), "permitted": ", ".join(there)}
    if not there:
        message = ngettext(
            "%(figures)s is no figure of the original sentence, which has none. Figures stay as "
            "they were computed.",
            "%(figures)s are no figures of the original sentence, which has none. Figures stay as "
            "they were computed.",
            len(wrong),
        )
    else:
        message = ngettext(
            "%(figures)s does not stand in the original sentence, or not so often. Figures stay as "
            "they were computed; here they are %(permitted)s.",
            "%(figures)s do not stand in the original sentence, or not so often. Figures stay as "
            "they were computed; here they are %(permitted)s.",
            len(wrong),
        )
    return message % values


def longest(original: str) -> int:
    """How long a sentence in its place may be, for the pages to hold it."""
    return max(SHORTEST_LIMIT, 2 * len(original))


def problem(original: str, text: str) -> str | None:
    """Why ``text`` may not stand for ``original``, in plain words."""
    if len(text) > longest(original):
        return _("This is %(n)s characters long; at most %(most)s fit here.") % {
            "n": len(text),
            "most": longest(original),
        }
    return figures_problem(original, text)


def tidied(text: str) -> str:
    """One paragraph: no line breaks, and nothing that turns the order of what is read."""
    lines = re.sub(r"[\t\r\n ]+", " ", text)
    return "".join(c for c in lines if c not in _TURNS and unicodedata.category(c) != "Cc").strip()


_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e")


def _plain_digits(text: str) -> str:
    return "".join(_plain(c) for c in text)


def _plain(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character in _SPACES or not character.isnumeric():
        return "%" if character in "\uff05\ufe6a" else character
    return unicodedata.normalize("NFKC", character)


# Walking a story.


def _pages(story: Any) -> Iterator[Any]:  # noqa: ANN401 - any story
    for each in dataclasses.fields(story):
        value = getattr(story, each.name)
        for page in value if isinstance(value, tuple) else (value,):
            if isinstance(getattr(page, "heading", None), Heading):
                yield page


def _with_pages(story: Told, change: Callable[[Any], Any]) -> Told:
    """``story`` with each page changed; None takes it out."""
    changes: dict[str, Any] = {}
    for each in dataclasses.fields(story):  # type: ignore[arg-type]  # a dataclass
        value = getattr(story, each.name)
        if isinstance(value, tuple) and any(hasattr(page, "heading") for page in value):
            found = (change(page) for page in value)
            changes[each.name] = tuple(page for page in found if page is not None)
        elif isinstance(getattr(value, "heading", None), Heading):
            changes[each.name] = change(value)
    return replace(story, **changes)  # type: ignore[type-var]  # a dataclass


def _walk(value: Any, place: str, say: Say) -> Any:  # noqa: ANN401 - any part of a story
    """``value`` with every sentence in it said anew."""
    if isinstance(value, Rich):
        text = _words(value)
        new = say(place, text) if text.strip() else None
        return value if new is None else _rich(value, new)
    if isinstance(value, tuple):
        found = zip(value, _names(value), strict=True)
        return tuple(_walk(each, f"{place}/{name}", say) for each, name in found)
    if not dataclasses.is_dataclass(value):
        return value
    ours, changes = SENTENCES.get(type(value).__name__, ()), {}
    for each in dataclasses.fields(value):
        old, at = getattr(value, each.name), f"{place}/{each.name}"
        changes[each.name] = _strings(old, at, say) if each.name in ours else _walk(old, at, say)
    return replace(value, **changes)  # type: ignore[type-var]  # an instance


def _strings(value: str | tuple[str, ...], place: str, say: Say) -> str | tuple[str, ...]:
    if isinstance(value, tuple):
        numbered = enumerate(value, start=1)
        return tuple(str(_strings(each, f"{place}/{n}", say)) for n, each in numbered)
    new = say(place, value) if value.strip() else None
    return value if new is None else new + MARK


def _names(values: tuple[Any, ...]) -> Iterator[str]:
    """What each is called in a place: its code where it has one, and its number among its like."""
    seen: Counter[str] = Counter()
    for number, each in enumerate(values, start=1):
        code = next((str(getattr(each, name)) for name in NAMES if hasattr(each, name)), "")
        name = code or str(number)
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name}~{seen[name]}"


def _words(rich: Rich) -> str:
    """Without what points to a page, as where that page is not in the same file."""
    return "".join(part.text for part in rich.parts if part.ref is None)


def _rich(old: Rich, text: str) -> Rich:
    """``text`` with those runs strong that were strong before."""
    parts, rest = [], text
    for strong in [part.text for part in old.parts if part.strong and part.text.strip()]:
        before, found, after = rest.partition(strong)
        if found:
            parts += [Part(text=before), Part(text=strong, strong=True)]
            rest = after
    return Rich(parts=tuple(part for part in (*parts, Part(text=rest + MARK)) if part.text))


def _anchors(value: Any) -> Iterator[str]:  # noqa: ANN401 - any part of a story
    if isinstance(value, tuple):
        for each in value:
            yield from _anchors(each)
    elif dataclasses.is_dataclass(value):
        if isinstance(code := getattr(value, "code", None), str):
            yield code
        for each in dataclasses.fields(value):
            yield from _anchors(getattr(value, each.name))


def _unlinked(value: Any, gone: set[str]) -> Any:  # noqa: ANN401 - any part of a story
    if isinstance(value, Rich):
        parts = tuple(part for part in value.parts if part.ref not in gone)
        return value if len(parts) == len(value.parts) else Rich(parts=parts)
    if isinstance(value, tuple):
        return tuple(_unlinked(each, gone) for each in value)
    if not dataclasses.is_dataclass(value):
        return value
    fields = [each.name for each in dataclasses.fields(value)]
    return replace(value, **{name: _unlinked(getattr(value, name), gone) for name in fields})  # type: ignore[type-var]  # an instance


# What a report says of its edits.


def _explained(
    story: Told, rows: list[tuple[str, Edit]], left_out: list[str], *, noted: bool
) -> Told:
    """With a word on them where the method stands, and the originals in the annex."""
    told: list[str] = []
    if rows:
        told.append(
            _(
                "A sentence marked † was worded otherwise by the consultant; its figures are those "
                "that were computed. The annex has it as it was."
            )
        )
    if noted:
        told.append(_("Boxes headed “Consultant’s note” hold the consultant’s own words."))
    if left_out:
        sections = ", ".join(left_out)
        told.append(_("Left out by the consultant: %(sections)s.") % {"sections": sections})
    method, annex = getattr(story, "method", None), getattr(story, "annex", None)
    changes: dict[str, Any] = {}
    if told and isinstance(method, MethodPage):
        section = Section(
            code="method-edits",
            title=_("What the consultant edited"),
            paragraphs=tuple(Rich(parts=(Part(text=text),)) for text in told),
        )
        changes["method"] = replace(method, sections=(*method.sections, section))
    if rows and isinstance(annex, Annex):
        table = _originals(rows, number=f"A{len(annex.tables) + 1}")
        changes["annex"] = replace(annex, tables=(*annex.tables, table))
    return replace(story, **changes) if changes else story  # type: ignore[type-var]  # a dataclass


def _originals(rows: list[tuple[str, Edit]], *, number: str) -> Table:
    return Table(
        code="annex-edits",
        caption=_("Sentences that the consultant worded otherwise"),
        columns=(
            Column(key="section", title=_("Section")),
            Column(key="original", title=_("As it was")),
            Column(key="text", title=_("As it is printed")),
        ),
        rows=tuple(
            Row(
                key=str(place),
                cells=(Cell(text=section), Cell(text=edit.original), Cell(text=edit.text)),
            )
            for place, (section, edit) in enumerate(rows, start=1)
        ),
        number=number,
    )
