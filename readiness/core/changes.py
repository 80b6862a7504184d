"""What changed from one model to another, and which answers and figures can still be compared.

A change is told with the path of the value as it stands in the file. Whether two rounds may be
compared is decided question by question: who read other words, chose among other answers or was
chosen in another way gave another answer, whatever the code says.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from readiness.core.comparing import Verdict, retold, verdicts
from readiness.core.parts import Anchor
from readiness.core.scales import Scale

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel

Kind = Literal[
    "added",
    "removed",
    "moved",
    "reworded",
    "rescaled",
    "asked",
    "reweighted",
    "retargeted",
    "rules",
]
Sort = Literal[
    "model",
    "domain",
    "activity",
    "item",
    "question",
    "executive",
    "scale",
    "audience",
    "profile",
    "language",
]

KINDS: tuple[Kind, ...] = (
    *("added", "removed", "moved", "reworded", "rescaled", "asked"),
    *("reweighted", "retargeted", "rules"),
)
"""The kinds in the order in which they are told."""

# By the last key of a path; what stands in neither is a rule.
WORDS = {
    *("title", "text", "help", "staff_title", "purpose", "why_it_matters", "evidence", "summary"),
    *("phrase", "should_phrase", "target_rationale", "names", "meanings", "reading_rule", "term"),
    *("stem", "line", "dont_know", "not_our_work", "intro", "submit_note", "meaning", "language"),
    *("first_step", "closes"),
}
OF_KEY: Mapping[str, Kind] = {
    **dict.fromkeys(("scale", "answers", "numbers", "ordinal", "caps_at"), "rescaled"),
    **dict.fromkeys(("audience", "referent", "roles", "profiles"), "asked"),
    **dict.fromkeys(("target", "target_level", "level"), "retargeted"),
    "weight": "reweighted",
}
NOT_TOLD = {"id", "version", "licence", "status", "seed_claims"}

Path = tuple[str, ...]
WHOLE: tuple[Sort, str] = ("model", "model")
"""What has no code: of two models with other ids too it is the same part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference at the part ``code``.

    ``field`` is the path of the value inside the part, empty where the whole part was added,
    removed or moved; ``old`` and ``new`` are the value, the title or the parent, empty for none.
    """

    kind: Kind
    sort: Sort
    code: str
    field: str = ""
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """``differences`` by kind and then in the order of the file; ``verdicts`` by code."""

    differences: tuple[Change, ...]
    verdicts: Mapping[str, Verdict]

    def of(self, kind: Kind) -> tuple[Change, ...]:
        """The differences of one kind."""
        return tuple(change for change in self.differences if change.kind == kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """Something with a code: what it is called, where it belongs and its values by path."""

    title: str
    parent: str
    values: Mapping[Path, str]


Parts = dict[tuple[Sort, str], _Part]


def changes(*, old: ActivityModel, new: ActivityModel) -> Changes:
    """What was added, removed, moved, reworded, rescaled, weighted or ruled otherwise."""
    before, after = _parts(old), _parts(new)
    found = [
        *_came(before, after, "added"),
        *_came(after, before, "removed"),
        *(change for key in after if key in before for change in _changed(key, before, after)),
        *_told_anew(old, new, before | after),
    ]
    return Changes(
        differences=tuple(sorted(found, key=lambda change: KINDS.index(change.kind))),
        verdicts=verdicts(old=old, new=new),
    )


def _came(before: Parts, after: Parts, kind: Literal["added", "removed"]) -> Iterator[Change]:
    """What stands in ``after`` alone."""
    side = "new" if kind == "added" else "old"
    for (sort, code), part in after.items():
        if (sort, code) not in before:
            yield Change(kind=kind, sort=sort, code=code, **{side: part.title})


def _changed(key: tuple[Sort, str], before: Parts, after: Parts) -> Iterator[Change]:
    (sort, code), old, new = key, before[key], after[key]
    if old.parent != new.parent:
        yield Change(kind="moved", sort=sort, code=code, old=old.parent, new=new.parent)
    for path in dict.fromkeys((*new.values, *old.values)):
        was, is_now = old.values.get(path, ""), new.values.get(path, "")
        if was.split() != is_now.split():
            yield Change(
                kind=_kind(sort, path),
                sort=sort,
                code=code,
                field=".".join(path),
                old=was,
                new=is_now,
            )


def _kind(sort: Sort, path: Path) -> Kind:
    if path[0] in {"score_rule", "level_rule"} or (sort == "model" and path[0] == "rules"):
        return "rules"
    if sort == "audience":
        return "asked"
    if path[0] in {"anchors", "anchors_for_leads"} or path[-1] in WORDS:
        return "reworded"
    return OF_KEY.get(path[-1], "rules")


def _parts(model: ActivityModel) -> Parts:
    """Everything that has a code, and the model itself for all that has none."""
    whole = ("model", "questionnaire", "ownership_questions", "department_facts")
    rest = {name: getattr(model, name) for name in (*whole, "department_types", "rules")}
    found: Parts = {WHOLE: _part(rest, model.model.title)}
    for name, scale in model.scales.items():
        found["scale", name] = _Part(title=name, parent="", values=dict(_scale(scale)))
    for name, audience in model.audiences.items():
        found["audience", name] = _part(audience, name)
    for profile in model.profiles:
        found["profile", profile.code] = _part(profile, profile.title)
    for asked in model.profile_questions:
        found["question", asked.code] = _part(asked, asked.text)
    for answered in model.executive_questions:
        found["executive", answered.code] = _part(answered, answered.title)
    for language in model.translations:
        found["language", language] = _Part(title=language, parent="", values={})
    return found | _tree(model)


def _tree(model: ActivityModel) -> Parts:
    found: Parts = {}
    parents = {inner.code: domain.code for domain in model.all_domains for inner in domain.domains}
    for domain in model.all_domains:
        parent = parents.get(domain.code, "")
        without = {"domains", "activities"}
        found["domain", domain.code] = _part(domain, domain.title, parent, without=without)
        for activity in domain.activities:
            found["activity", activity.code] = _part(
                activity, activity.title, domain.code, without={"items"}
            )
            for item in activity.items:
                found["item", item.code] = _part(item, item.text, activity.code)
    if moods := model.conditions:
        found["domain", moods.code] = _part(moods, moods.title, without={"items"})
        for item in moods.items:
            found["item", item.code] = _part(item, item.text, moods.code)
    return found


def _told_anew(old: ActivityModel, new: ActivityModel, parts: Parts) -> Iterator[Change]:
    """Other words of a translation, at the part that their address begins with."""
    by_code = {code: key for key in parts if (code := key[1])}
    for language, address, was, is_now in retold(old=old, new=new):
        code, _dot, field = address.partition(".")
        key, rest = (by_code[code], field) if code in by_code else (WHOLE, address)
        yield Change(
            kind="reworded",
            sort=key[0],
            code=key[1],
            field=f"translations.{language}.{rest}",
            old=was,
            new=is_now,
        )


def _part(value: object, title: str, parent: str = "", *, without: Iterable[str] = ()) -> _Part:
    values = {
        path: text
        for path, text in _flat(value, ())
        if path[0] not in {"code", *without} and path[-1] not in NOT_TOLD
    }
    return _Part(title=title, parent=parent, values=values)


def _scale(scale: Scale) -> Iterator[tuple[Path, str]]:
    entries = scale.levels or scale.options
    yield ("answers",), ", ".join(scale.values)
    if not scale.ordinal:
        yield ("numbers",), ", ".join(f"{number:g}" for number in scale.numbers)
    yield ("ordinal",), _text(scale.ordinal)
    yield ("names",), ", ".join(scale.names)
    yield ("meanings",), " / ".join(entry.meaning for entry in entries if entry.meaning)
    yield ("reading_rule",), scale.reading_rule or ""
    hours = [level.from_hours for level in scale.levels if level.from_hours is not None]
    yield ("from_hours",), ", ".join(map(str, hours))


def _flat(value: Any, path: Path) -> Iterator[tuple[Path, str]]:  # noqa: ANN401 - any part of a model
    """Every single value with its path; entries of lists by their code where they have one."""
    if isinstance(value, Anchor):
        yield path, value.text
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            key = field.metadata.get("key", field.name)
            yield from _flat(getattr(value, field.name), (*path, key))
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _flat(entry, (*path, key))
    elif isinstance(value, tuple) and not all(isinstance(entry, str) for entry in value):
        for place, entry in enumerate(value, start=1):
            yield from _flat(entry, (*path, _name(entry, place)))
    else:
        yield path, _text(value)


def _name(entry: object, place: int) -> str:
    """The key of an entry of a list: its answer, its code or its place."""
    name = entry.value if isinstance(entry, Anchor) else getattr(entry, "code", "")
    return str(name or place)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(value)
    return f"{value:g}" if isinstance(value, float) else str(value)
