"""What the votes of a workshop say. The one place that reads their values.

Only rounds that everybody has been shown are read, for every role: which they are is asked of the
database in the same SQL as the votes. The survey's figure and the proposed owner are part of a
result, so that nobody is steered before the vote.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count, F, Q, Sum

from readiness.core import workshop as core
from readiness.core.activity_model import ActivityModel
from readiness.core.decisions import levels_of
from readiness.core.release import Node, Release
from readiness.core.scope import Scope
from readiness.core.tree import Tree, build_tree, items_in_scope
from surveys.models import About, AgendaItem, Vote, VoteCount, Workshop
from surveys.models import Release as ReleaseRow
from surveys.services.model_versions import in_words
from surveys.services.scopes import scope_of
from surveys.services.stored_release import read_release

DONT_KNOW, NOT_MY_AREA = core.DONT_KNOW, core.NOT_MY_AREA
SHOWN = Q(about=About.LEVEL, round__lte=F("item__levels_shown")) | Q(
    about=About.OWNER, round__lte=F("item__owners_shown")
)
"""Of votes and of counts: their round was shown to everybody."""

Round = tuple[str, int]
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLevel:
    """A department's own level, or several departments' together, as the survey shows it."""

    name: str
    level: str
    score: str
    n: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """What the survey shows of an activity. ``value`` as in files, empty where it has no level.

    ``text``: the level in words, or why there is none. ``groups``: by department.
    """

    value: str
    text: str
    score: str
    n: int | None
    groups: tuple[GroupLevel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """The survey's proposed owner. ``department``: a key; ``verdict`` and ``reasons`` in words."""

    department: str | None
    name: str
    verdict: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundResult:
    """One shown round. ``options``: every value with its words, in the order to show them.

    ``on_paper``: how many of the votes were typed in. ``survey`` and ``surveyed`` stand beside a
    level, ``recommended`` (a department's key) and ``reasons`` beside an owner.
    """

    about: str
    round: int
    options: tuple[tuple[str, str], ...]
    spread: core.Spread | core.OwnerSpread
    on_paper: int
    surveyed: Surveyed | None = None
    recommendation: Recommendation | None = None

    @property
    def survey(self) -> str | None:
        """The survey's level as it is voted for."""
        return self.surveyed.value or None if self.surveyed else None

    @property
    def recommended(self) -> str | None:
        return self.recommendation.department if self.recommendation else None

    @property
    def reasons(self) -> tuple[str, ...]:
        return self.recommendation.reasons if self.recommendation else ()

    def word(self, value: str) -> str:
        """What stands for ``value``."""
        return dict(self.options).get(value, value)


@dataclass(frozen=True, kw_only=True)
class RoomModel:
    """The model and the departments that a room votes within, in the language of now."""

    model: ActivityModel
    scope: Scope
    tree: Tree

    def levels(self, activity: str) -> dict[str, str]:
        """The levels of an activity, lowest first, with their words; empty where it has none."""
        if activity not in self.tree.branches:
            return {}
        known = levels_of(self.tree, activity)
        return {value: word or value for value, (_number, word) in known.items()}

    def numbers(self, activity: str) -> dict[str, float]:
        """Their numbers."""
        return {value: number for value, (number, _word) in levels_of(self.tree, activity).items()}

    def value_of(self, activity: str, level: float | None) -> str:
        """How a level is written in files; empty where it is none of the activity's."""
        if level is None or activity not in self.tree.branches:
            return ""
        known = levels_of(self.tree, activity)
        return next((value for value, (number, _word) in known.items() if number == level), "")

    @property
    def departments(self) -> dict[str, str]:
        """Names by key, in the order of names."""
        found = sorted(self.scope.departments, key=lambda d: (d.name.casefold(), d.key))
        return {department.key: department.name for department in found}

    @property
    def owners(self) -> dict[str, str]:
        """Whom one may vote for: departments, then the model's other answers."""
        questions = self.model.ownership_questions
        rest = {o.code: o.text for o in questions.should.options} if questions else {}
        return self.departments | rest


def room_model(workshop: Workshop) -> RoomModel:
    """Put together once for each language and revision of the scope."""
    assessment = workshop.assessment
    model = in_words(assessment)
    key = (assessment.code, assessment.scope_revision, model.sha256, model.model.language)
    return _room(_Parts(key, model, scope_of(assessment)))


class _Parts:
    """Known by what they were read from, so that equal ones are put together once."""

    def __init__(self, key: tuple[str, int, str, str], model: ActivityModel, scope: Scope) -> None:
        self.key, self.model, self.scope = key, model, scope

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Parts) and self.key == other.key


@lru_cache(maxsize=64)
def _room(parts: _Parts) -> RoomModel:
    model, scope = parts.model, parts.scope
    items = items_in_scope(model=model, profile=scope.profile, closed=scope.closed)
    return RoomModel(model=model, scope=scope, tree=build_tree(model=model, items=items))


def shown(*, workshop: Workshop, item: AgendaItem) -> tuple[RoundResult, ...]:
    """Every round of the item that was shown: levels before owners, the first before the second."""
    phones, paper = _phones(item), _paper(item)
    now = AgendaItem.objects.only("levels_shown", "owners_shown").get(pk=item.pk)
    rounds = [(str(About.LEVEL), number + 1) for number in range(now.levels_shown)]
    rounds += [(str(About.OWNER), number + 1) for number in range(now.owners_shown)]
    if not rounds:
        return ()
    room = room_model(workshop)
    return tuple(
        _result(workshop, item, room, found, phones.get(found, {}), paper.get(found, {}))
        for found in rounds
    )


def latest(*, workshop: Workshop, item: AgendaItem, about: str) -> RoundResult | None:
    """The last shown round on the level, or on the owner."""
    return next(
        (r for r in reversed(shown(workshop=workshop, item=item)) if r.about == about), None
    )


def on_paper(*, item: AgendaItem, about: str, number: int) -> int:
    """How many votes of a round were typed in; not which."""
    rows = VoteCount.objects.filter(item=item, about=about, round=number, by_hand=True)
    return rows.aggregate(n=Sum("n"))["n"] or 0


def release_of(workshop: Workshop) -> Release | None:
    """The Release that the agenda was proposed from; read once by each process."""
    if workshop.release is None:
        return None
    return _read(workshop.release.pk, workshop.release.sha256)


def surveyed(workshop: Workshop, activity: str) -> Surveyed | None:
    """What the survey shows of an activity. To be shown after a vote on it, not before."""
    release = release_of(workshop)
    if release is None:
        return None
    return _surveyed(release, room_model(workshop), activity)


def recommendation(workshop: Workshop, activity: str) -> Recommendation | None:
    """The survey's proposed owner and why. To be shown after a vote on it, not before."""
    from readiness.reporting.story.reading import Reading  # noqa: PLC0415 - slow import
    from readiness.reporting.story.room import owner_in_words  # noqa: PLC0415 - slow import

    release = release_of(workshop)
    if release is None:
        return None
    reading = Reading(release=release, model=in_words(workshop.assessment))
    owner = reading.results[activity].ownership if activity in reading.results else None
    if owner is None:
        return None
    name, verdict, reasons = owner_in_words(reading, activity)
    return Recommendation(department=owner.recommended, name=name, verdict=verdict, reasons=reasons)


def differs(workshop: Workshop, activity: str, value: str) -> bool:
    """Whether the survey shows another level, or none: then the report asks why."""
    release, room = release_of(workshop), room_model(workshop)
    nodes = (n for n in (release.nodes if release else ()) if n.department is None)
    node = next((n for n in nodes if n.code == activity), None)
    return node is None or room.value_of(activity, node.level) != value


def _result(
    workshop: Workshop,
    item: AgendaItem,
    room: RoomModel,
    found: Round,
    phones: Counts,
    paper: Counts,
) -> RoundResult:
    about, number = found
    counts = Counter(phones) + Counter(paper)
    spread: core.Spread | core.OwnerSpread
    if about == About.LEVEL:
        options = room.levels(item.activity)
        numbers = room.numbers(item.activity)
        spread = core.spread(counts=counts, numbers=numbers, anonymous=False)
        alone = core.spread(counts=phones, numbers=numbers, anonymous=workshop.anonymous)
        if hidden := _hidden(alone.hidden, phones, paper):
            spread = core.Spread(n=spread.n, band=alone.band, hidden=hidden)
    else:
        options = room.owners
        spread = core.owner_spread(counts=counts, anonymous=False)
        chosen = core.owner_spread(counts=phones, anonymous=workshop.anonymous)
        if hidden := _hidden(chosen.hidden, phones, paper):
            spread = core.OwnerSpread(n=spread.n, band=chosen.band, hidden=hidden)
    level = about == About.LEVEL
    return RoundResult(
        about=about,
        round=number,
        options=tuple(options.items()),
        spread=spread,
        on_paper=sum(paper.values()),
        surveyed=surveyed(workshop, item.activity) if level else None,
        recommendation=None if level else recommendation(workshop, item.activity),
    )


def _hidden(hidden: str | None, phones: Counts, paper: Counts) -> str | None:
    """Votes on phones protect each other; those on paper are known to who typed them in.

    Were both counted together, the paper's could be taken away again; were even one word said of
    both, typing in this and that would tell the phones' votes one by one.
    """
    return None if paper and not phones else hidden


def _phones(item: AgendaItem) -> dict[Round, dict[str, int]]:
    """Votes of shown rounds by value, and what they became when the room ended."""
    votes = Vote.objects.filter(SHOWN, item=item)
    found: dict[Round, dict[str, int]] = defaultdict(dict)
    for about, number, value, n in (
        votes.values_list("about", "round", "value").annotate(n=Count("pk")).order_by("value")
    ):
        found[about, number][value] = n
    return _counted(found, item, by_hand=False)


def _paper(item: AgendaItem) -> dict[Round, dict[str, int]]:
    return _counted(defaultdict(dict), item, by_hand=True)


def _counted(
    found: dict[Round, dict[str, int]], item: AgendaItem, *, by_hand: bool
) -> dict[Round, dict[str, int]]:
    rows = VoteCount.objects.filter(SHOWN, item=item, by_hand=by_hand, n__gt=0)
    for row in rows.order_by("value"):
        there = found[row.about, row.round]
        there[row.value] = there.get(row.value, 0) + row.n
    return found


@lru_cache(maxsize=16)
def _read(pk: int, sha256: str) -> Release:  # noqa: ARG001 - part of what it is known by
    """A stored Release never changes."""
    return read_release(ReleaseRow.objects.values_list("text", flat=True).get(pk=pk))


def _surveyed(release: Release, room: RoomModel, activity: str) -> Surveyed | None:
    from readiness.reporting.story import words  # noqa: PLC0415 - slow import
    from readiness.reporting.story.wording import node_score  # noqa: PLC0415 - slow import

    places = room.model.rules.rounding.decimals
    nodes = {node.department: node for node in release.nodes if node.code == activity}
    whole = nodes.get(None)
    if whole is None:
        return None
    names = {group.key: group.name for group in release.groups}

    def text(node: Node) -> str:
        value = room.value_of(activity, node.level)
        if value:
            word = room.levels(activity)[value]
            return words.level_words(value, word) if word != value else value
        return words.no_level(node.no_level) if node.no_level else ""

    return Surveyed(
        value=room.value_of(activity, whole.level),
        text=text(whole),
        score=node_score(whole, places) if whole.score is not None else "",
        n=whole.n,
        groups=tuple(
            GroupLevel(
                name=names.get(key, key),
                level=text(node),
                score=node_score(node, places) if node.score is not None else "",
                n=node.n,
            )
            for key, node in nodes.items()
            if key is not None and node.released
        ),
    )


__all__ = [
    "DONT_KNOW",
    "NOT_MY_AREA",
    "GroupLevel",
    "Recommendation",
    "RoomModel",
    "RoundResult",
    "Surveyed",
    "differs",
    "latest",
    "on_paper",
    "recommendation",
    "release_of",
    "room_model",
    "shown",
    "surveyed",
]
