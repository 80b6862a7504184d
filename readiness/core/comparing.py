"""Which questions and figures of two models may be compared, and if not, why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel
    from readiness.core.parts import Item, OwnershipQuestion

Reason = Literal[
    "added", "removed", "reworded", "rescaled", "asked", "contents", "reweighted", "rules"
]

REASONS: tuple[Reason, ...] = (
    *("added", "removed", "reworded", "rescaled", "asked", "contents", "reweighted", "rules"),
)
OVERALL = "overall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether the answers to a question, or the figures of a node, may be compared.

    ``reasons`` say why not: words, answers or people asked are others; of a node its contents,
    their weights or the rules are. A changed target leaves scores comparable, gaps are not judged.
    """

    code: str
    sort: Literal["item", "question", "activity", "domain", "overall"]
    reasons: tuple[Reason, ...] = ()

    @property
    def comparable(self) -> bool:
        """Nothing stands against it."""
        return not self.reasons


Found = dict[str, Verdict]


def verdicts(*, old: ActivityModel, new: ActivityModel) -> Mapping[str, Verdict]:
    """By code: items, other questions, activities, domains, and ``overall`` for the whole."""
    found: Found = {}
    for code in dict.fromkeys((*new.items, *old.items)):
        found[code] = Verdict(code=code, sort="item", reasons=_item(code, old, new))
    before, after = _questions(old), _questions(new)
    for code in dict.fromkeys((*after, *before)):
        reasons = _asked_alike(before.get(code), after.get(code))
        if code in before and code in after and _is_retold(old, new, _addresses(new, code)):
            reasons.append("reworded")
        found[code] = Verdict(code=code, sort="question", reasons=_ordered(reasons))
    return found | _nodes(old, new, found)


def retold(*, old: ActivityModel, new: ActivityModel) -> Iterator[tuple[str, str, str, str]]:
    """Language, address, old and new words of what both translate and each in another way."""
    for language, texts in new.translations.items():
        before = old.translations.get(language, {})
        for address, text in texts.items():
            if address in before and before[address].split() != text.split():
                yield language, address, before[address], text


def _is_retold(old: ActivityModel, new: ActivityModel, addresses: tuple[str, ...]) -> bool:
    return any(address.startswith(addresses) for _l, address, _o, _n in retold(old=old, new=new))


def _addresses(model: ActivityModel, code: str) -> tuple[str, ...]:
    """Where the words of a question that is no item begin."""
    if activity := model.today_codes.get(code):
        return (f"{activity.code}.phrase", "ownership_questions.today.")
    if domain := model.should_codes.get(code):
        return (f"{domain.code}.should_phrase", "ownership_questions.should.")
    return (f"{code}.",)


def _ordered(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    wanted = set(reasons)
    return tuple(reason for reason in REASONS if reason in wanted)


def _item(code: str, old: ActivityModel, new: ActivityModel) -> tuple[Reason, ...]:
    was, is_now = old.items.get(code), new.items.get(code)
    if was is None or is_now is None:
        return ("added",) if was is None else ("removed",)
    reasons: list[Reason] = []
    criteria = (f"{entry.code}." for entry in is_now.criteria)
    addresses = (f"{code}.", f"scales.{is_now.scale}.", *criteria)
    if _words(old, was) != _words(new, is_now) or _is_retold(old, new, addresses):
        reasons.append("reworded")
    if _answers(old, was) != _answers(new, is_now):
        reasons.append("rescaled")
    if _people(old, was) != _people(new, is_now):
        reasons.append("asked")
    rules = ("answers", "level", "rounding")
    if any(getattr(old.rules, name) != getattr(new.rules, name) for name in rules):
        reasons.append("rules")
    return _ordered(reasons)


def _words(model: ActivityModel, item: Item) -> list[list[str]]:
    """All that is read before answering; names of a scale only where no statement replaces them."""
    scale = model.scales[item.scale]
    texts = {anchor.value: anchor.text for anchor in item.anchors}
    shown = [
        (texts[value],) if value in texts else (name, scale.meaning(number))
        for value, name, number in zip(scale.values, scale.names, scale.numbers, strict=True)
    ]
    lines = (
        *(item.text, item.help or "", scale.reading_rule or ""),
        *(line for lines in shown for line in lines),
        *(anchor.text for anchor in item.anchors_for_leads),
        *(entry.text for entry in item.criteria),
    )
    return [line.split() for line in lines]


def _answers(model: ActivityModel, item: Item) -> object:
    scale = model.scales[item.scale]
    caps = tuple((entry.code, entry.caps_at) for entry in item.criteria)
    return scale.values, scale.numbers, scale.ordinal, caps


def _people(model: ActivityModel, item: Item) -> object:
    audience = model.audiences[item.audience]
    wanted = {code: frozenset(options) for code, options in audience.asked_if_any.items()}
    roles = frozenset(item.roles)
    return audience.pooled, audience.optional, wanted, item.referent, roles


Asked = tuple[list[str], dict[str, list[str]]]
"""The words of a question and of its answers."""


def _questions(model: ActivityModel) -> dict[str, Asked]:
    found: dict[str, Asked] = {}
    for asked in model.profile_questions:
        options = {option.code: option.text.split() for option in asked.options}
        found[asked.code] = (asked.text.split(), options)
    if owners := model.ownership_questions:
        for code, activity in model.today_codes.items():
            text = owners.today.stem.replace("{phrase}", activity.phrase)
            found[code] = (text.split(), _options(owners.today))
        for code, domain in model.should_codes.items():
            line = owners.should.line.replace("{should_phrase}", domain.should_phrase)
            found[code] = (f"{owners.should.stem} {line}".split(), _options(owners.should))
    return found


def _options(question: OwnershipQuestion) -> dict[str, list[str]]:
    options = {option.code: option.text.split() for option in question.options}
    return {**options, "dk": question.dont_know.split()}


def _asked_alike(old: Asked | None, new: Asked | None) -> list[Reason]:
    if old is None or new is None:
        return ["added"] if old is None else ["removed"]
    (text, answers), (new_text, new_answers) = old, new
    shared = answers.keys() & new_answers.keys()
    reasons: list[Reason] = []
    if text != new_text or any(answers[code] != new_answers[code] for code in shared):
        reasons.append("reworded")
    if answers.keys() != new_answers.keys():
        reasons.append("rescaled")
    return reasons


def _nodes(old: ActivityModel, new: ActivityModel, items: Found) -> Found:
    """From the activities up: a node is what it was when all that it is made of is."""
    before, after = _areas(old), _areas(new)
    found: Found = {}
    for code, (sort, rule, parts) in after.items():
        reasons: list[Reason] = []
        if code not in before:
            reasons.append("added")
        else:
            _sort, old_rule, old_parts = before[code]
            known = items | found
            if parts.keys() != old_parts.keys() or not all(known[c].comparable for c in parts):
                reasons.append("contents")
            if any(parts[c] != old_parts[c] for c in parts.keys() & old_parts.keys()):
                reasons.append("reweighted")
            if rule != old_rule:
                reasons.append("rules")
        found[code] = Verdict(code=code, sort=sort, reasons=_ordered(reasons))
    gone = (code for code in before if code not in after)
    return found | {c: Verdict(code=c, sort=before[c][0], reasons=("removed",)) for c in gone}


Sort = Literal["activity", "domain", "overall"]
Node = tuple[Sort, object, dict[str, float]]
"""What a node is, how its figures are made, and the weight of each of its parts by code."""


def _areas(model: ActivityModel) -> dict[str, Node]:
    """Every node, each after its parts."""
    rules = model.rules
    general = (rules.answers, rules.rounding, rules.level)
    found: dict[str, Node] = {}
    for activity in model.activities.values():
        ways = (activity.score_rule, activity.level_rule, activity.level, rules.scoring.activities)
        weights = {item.code: item.weight for item in activity.items}
        found[activity.code] = ("activity", (*general, *ways), weights)
    if moods := model.conditions:
        weights = {item.code: item.weight for item in moods.items}
        found[moods.code] = ("domain", general, weights)
    for domain in reversed(model.all_domains):
        own = (domain.score_rule, domain.level_rule, domain.level, rules.scoring.domains)
        weights = {inner.code: inner.weight for inner in domain.domains}
        weights |= {activity.code: activity.weight for activity in domain.activities}
        found[domain.code] = ("domain", (*general, *own), weights)
    weights = {domain.code: domain.weight for domain in model.domains}
    found[OVERALL] = ("overall", (*general, rules.scoring.overall), weights)
    return found
