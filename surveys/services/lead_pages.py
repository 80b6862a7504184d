"""What the facilitator's page shows: the step as everybody sees it, and what can be done with it.

It is drawn once for each step, as the other screens are, so nothing stands in it that changes
within a step: numbers, clock and the list of people are put in by the page and its script.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.models import AgendaItem, Letter, Mode, Phase, Stage, Workshop
from surveys.services import room_actions
from surveys.services.lead_hints import hint, next_label
from surveys.services.results import RoundResult, differs, room_model, shown
from surveys.services.room_decisions import BulkLine, bulk_lines, decision_of
from surveys.services.room_letters import letters_for
from surveys.services.room_steps import ROUNDS, following
from surveys.services.room_turns import OPEN, SHOWN
from surveys.services.screens import Screen, screen_of

__all__ = [
    "LeadPage",
    "Levels",
    "Owners",
    "ends_at",
    "lead_page",
    "minutes_left",
    "owners_of",
    "was_here",
]

SEEN_EVERY = timedelta(seconds=5)
DONE = (Phase.DECIDED, Phase.PARKED)
MOST_LETTERS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A key and what it does: ``do`` is what is sent. ``on``: whether it does something now."""

    key: str
    do: str
    label: str
    on: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An item in the list at the side. ``state`` in words, ``kind`` as the row knows it."""

    item: int
    title: str
    state: str
    kind: str
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level to choose; ``key`` is what one presses."""

    value: str
    word: str
    key: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """``differs``: those for which the report asks why, as the survey shows another or none."""

    options: tuple[Level, ...]
    between: bool
    agreed: str
    differs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A department with the letter it has, or will have."""

    key: str
    name: str
    letter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """Who makes sure of it (a key, or empty), everybody's letter, and what to look at first."""

    department: str
    departments: tuple[tuple[str, str], ...]
    shares: tuple[Share, ...]
    checks: tuple[str, ...]
    agreed: str

    @property
    def folded(self) -> tuple[Share, ...]:
        """Of many departments those without a letter, put away."""
        if len(self.shares) <= MOST_LETTERS:
            return ()
        return tuple(share for share in self.shares if not share.letter)

    @property
    def listed(self) -> tuple[Share, ...]:
        return tuple(share for share in self.shares if share not in self.folded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    reason: str
    dissent: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadPage:
    """``left``: items still to talk about. ``undo``: what can be taken back.

    ``ends``: when the minutes planned are over, in seconds of the clock. ``hint``: what to do now.
    """

    screen: Screen
    turns: tuple[Turn, ...]
    rows: tuple[Row, ...]
    bulk_rows: tuple[Row, ...]
    left: int
    ends: int | None
    undo: str
    hint: str
    levels: Levels | None = None
    owners: Owners | None = None
    notes: Notes | None = None
    bulk: tuple[BulkLine, ...] = ()
    actions: tuple[room_actions.Line, ...] = ()
    activity: str = ""
    split: bool = False

    @property
    def agrees(self) -> bool:
        """Whether there is something to agree on, or to agree on otherwise."""
        return bool(self.levels or self.owners or self.bulk)

    @property
    def waits(self) -> bool:
        """Whether something was voted on, or read out, and is not agreed yet."""
        if self.owners is not None:
            return not self.owners.agreed
        return bool(self.bulk) or (self.levels is not None and not self.levels.agreed)

    @property
    def main(self) -> str:
        """The key that is pressed next in most rooms."""
        on = {turn.key for turn in self.turns if turn.on}
        if self.waits and self.screen.phase != Phase.PARKED:
            return "v" if self.split and "v" in on else "a"
        return next((key for key in ("r", "n") if key in on), "")


def lead_page(workshop: Workshop, screen: Screen | None = None) -> LeadPage:
    """The page of the step where the room is, in the language of now."""
    items = list(AgendaItem.objects.filter(workshop=workshop))
    rows = {item.pk: _row(workshop, item) for item in items}
    here = workshop.current if workshop.stage == Stage.ITEMS else None
    rest: dict[str, object] = _of_item(workshop, here) if here else {}
    then, band = following(items, here), str(rest.pop("band", ""))
    if workshop.stage == Stage.BULK:
        rest = {"bulk": bulk_lines(workshop)}
    return LeadPage(
        screen=screen or screen_of(workshop),
        turns=_turns(workshop, here, then),
        rows=tuple(rows[item.pk] for item in items if not item.bulk),
        bulk_rows=tuple(rows[item.pk] for item in items if item.bulk),
        left=sum(1 for item in items if not item.bulk and item.phase not in DONE),
        ends=_seconds(ends_at(workshop)),
        undo=_undo(workshop),
        hint=hint(workshop, here, then, band=band),
        **rest,  # type: ignore[arg-type]  # each as its field says
    )


def owners_of(
    workshop: Workshop, department: str, letters: Mapping[str, str] | None = None
) -> Owners:
    """The letters of the item in hand once ``department`` makes sure of it.

    They are proposed by the model's rules, unless ``letters`` are given.
    """
    item = workshop.current
    names = room_model(workshop).departments
    if item is None or department not in names:
        return Owners(
            department="",
            departments=tuple(names.items()),
            shares=(),
            checks=(_("Choose who makes sure of it."),),
            agreed="",
        )
    desk = letters_for(workshop, item.activity)
    given = desk.proposed(department) if letters is None else dict(letters)
    return Owners(
        department=department,
        departments=tuple(names.items()),
        shares=tuple(
            Share(key=key, name=name, letter=given.get(key, ""))
            for key, name in names.items()
            if key != department
        ),
        checks=tuple(_check(code, desk.most_consulted) for code in desk.checks(department, given)),
        agreed=item.owner_department.name if item.owner_department else "",
    )


def minutes_left(workshop: Workshop, *, now: datetime) -> int | None:
    """Of the minutes planned, from the start on; negative once they are over."""
    ends = ends_at(workshop)
    return None if ends is None else int((ends - now).total_seconds() // 60)


def ends_at(workshop: Workshop) -> datetime | None:
    """When the minutes planned are over; nothing before the first item."""
    if workshop.began_at is None:
        return None
    return workshop.began_at + timedelta(minutes=workshop.minutes)


def was_here(workshop: Workshop, *, now: datetime) -> None:
    """Note that a facilitator's page is open; nothing on a screen changes by it."""
    stale = Q(lead_seen__isnull=True) | Q(lead_seen__lt=now - SEEN_EVERY)
    Workshop.objects.filter(stale, pk=workshop.pk).exclude(stage=Stage.ENDED).update(lead_seen=now)


def _seconds(moment: datetime | None) -> int | None:
    return int(moment.timestamp()) if moment else None


def _of_item(workshop: Workshop, item: AgendaItem) -> dict[str, object]:
    rounds = shown(workshop=workshop, item=item) if item.phase not in OPEN else ()
    decision = decision_of(workshop, item.activity)
    found: dict[str, object] = {
        "activity": item.activity,
        "actions": tuple(
            line for line in room_actions.lines(workshop) if line.activity == item.activity
        ),
    }
    if item.phase in OPEN or not rounds:
        return found
    last = rounds[-1]
    found["band"], found["split"] = last.spread.band or "", last.spread.band == "split"
    if item.phase == Phase.LEVEL_SHOWN or item.mode == Mode.LEVEL:
        found["levels"] = _levels(workshop, item, rounds)
    elif item.phase == Phase.OWNER_SHOWN or item.mode == Mode.OWNER:
        found["owners"] = _owners(workshop, item, rounds)
    else:
        found["levels"] = _levels(workshop, item, rounds)
        found["owners"] = _owners(workshop, item, rounds) if item.owners_shown else None
    mine = decision is not None and bool(item.level or item.owner_department_id)
    found["notes"] = Notes(
        reason=decision.reason if decision and mine else "",
        dissent=decision.dissent if decision and mine else "",
        evidence=item.evidence,
    )
    return found


def _levels(workshop: Workshop, item: AgendaItem, rounds: tuple[RoundResult, ...]) -> Levels | None:
    """What was agreed is chosen, else the middle of the votes; of two middles the lower."""
    found = [each for each in rounds if each.about == "level"]
    if not found:
        return None
    spread = found[-1].spread
    offered = item.level or spread.offered or ""
    words = room_model(workshop).levels(item.activity)
    digits = all(len(value) == 1 and value.isdigit() for value in words)
    median = getattr(spread, "median", None)
    return Levels(
        options=tuple(
            Level(
                value=value,
                word=word,
                key=value if digits else str(place) if place < 10 else "",  # noqa: PLR2004 - keys
                chosen=value == offered,
            )
            for place, (value, word) in enumerate(words.items(), start=1)
        ),
        between=not item.level and median is not None and not float(median).is_integer(),
        agreed=words.get(item.level, item.level),
        differs=bool(offered) and differs(workshop, item.activity, offered),
    )


def _owners(workshop: Workshop, item: AgendaItem, rounds: tuple[RoundResult, ...]) -> Owners:
    """What was agreed, else who was named most, else who was proposed after the survey."""
    if item.owner_department is not None:
        decision = decision_of(workshop, item.activity)
        letters = {
            each.department.key: each.letter
            for each in (decision.letters.all() if decision else ())
            if each.letter != Letter.ACCOUNTABLE
        }
        return owners_of(workshop, item.owner_department.key, letters)
    found = [each for each in rounds if each.about == "owner"]
    wanted = [found[-1].spread.offered, found[-1].recommended] if found else []
    names = room_model(workshop).departments
    return owners_of(workshop, next((key for key in wanted if key in names), "") or "")


def _check(code: str, consulted: int) -> str:
    said = {
        "dated_condition": _("A condition is to be settled with its head: agree until when."),
        "many_consulted": ngettext(
            "More than %(n)s department is to be asked before.",
            "More than %(n)s departments are to be asked before.",
            consulted,
        )
        % {"n": consulted},
        "letter_missing": _("By the model’s rules some department would have more to do with it."),
        "end_date": _("It is not meant to last: agree until when."),
    }
    return said.get(code, code)


def _turns(
    workshop: Workshop, item: AgendaItem | None, then: AgendaItem | None
) -> tuple[Turn, ...]:
    """Always the same keys in the same places; those that do nothing now are dimmed."""
    stage = Stage(workshop.stage)
    phase = item.phase if item else ""
    level = phase == Phase.LEVEL_SHOWN
    rounds = (item.level_round if level else item.owner_round) if item else ROUNDS
    agreed = bool(item and (item.level if level else item.owner_department_id))
    return (
        Turn(
            key="n",
            do="next",
            label=next_label(workshop, item, then),
            on=_can_next(stage, phase),
        ),
        Turn(key="r", do="reveal", label=_("Show"), on=phase in OPEN),
        Turn(key="a", do="", label=_("Agree")),
        Turn(
            key="v",
            do="again",
            label=_("Vote again"),
            on=phase in SHOWN and rounds < ROUNDS and not agreed,
        ),
        Turn(key="p", do="park", label=_("Leave open"), on=phase in (*OPEN, *SHOWN)),
        Turn(key="u", do="undo", label=_("Undo"), on=bool(_undo(workshop))),
        Turn(key="t", do="timer", label=_("2 min clock"), on=bool(item)),
    )


def _can_next(stage: Stage, phase: str) -> bool:
    return stage not in (Stage.ACTIONS, Stage.ENDED) and phase not in OPEN


def _row(workshop: Workshop, item: AgendaItem) -> Row:
    activities = room_model(workshop).model.activities
    found = activities.get(item.activity)
    here = workshop.stage == Stage.ITEMS and workshop.current_id == item.pk
    words = {Phase.DECIDED: _("agreed"), Phase.PARKED: _("left open")}
    return Row(
        item=item.pk,
        title=found.staff_title if found else item.activity,
        state=_("now") if here else str(words.get(Phase(item.phase), "")),
        kind=item.phase,
        here=here,
    )


def _undo(workshop: Workshop) -> str:
    """What was done last and may be taken back; whether it is still time is for the server."""
    if not workshop.undo or workshop.undoes is None:
        return ""
    found = room_model(workshop).model.activities.get(workshop.undoes.activity)
    return found.staff_title if found else workshop.undoes.activity
