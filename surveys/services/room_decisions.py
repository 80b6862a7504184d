"""What a room agrees becomes a decision of its assessment at once, and stays beside the survey.

A level, an owner with the letters of the others, or both; why, and who sees it otherwise. For a
few seconds it can be taken back (``room_undo``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from readiness.core.decisions import Decision as Decided
from surveys import room_queries
from surveys.models import (
    AgendaItem,
    Assessment,
    Decision,
    DecisionLetter,
    DecisionStatus,
    Letter,
    Mode,
    Phase,
    Stage,
    User,
    Workshop,
)
from surveys.services import room_owners, room_undo
from surveys.services.assessments import today_at
from surveys.services.results import differs, release_of, room_model
from surveys.services.room_letters import SourceError, letters_for
from surveys.services.room_turns import SHOWN, MovedOn, NotNow, RoomEnded, in_hand, note, turn

__all__ = [
    "BulkLine",
    "MovedOn",
    "NotNow",
    "RoomEnded",
    "Said",
    "SourceError",
    "UnknownValue",
    "accept_bulk",
    "agree_level",
    "agree_owner",
    "bulk_lines",
    "decision_of",
    "say",
]

AGREES_IN = (*SHOWN, Phase.DECIDED, Phase.PARKED)


class UnknownValue(Exception):  # noqa: N818 - reads as what happened
    """No such level of the activity, or no such department."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is written down with a decision; None leaves what is there."""

    reason: str | None = None
    dissent: str | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkLine:
    """What is accepted as the survey has it. Empty where the survey has none, or none is asked."""

    item: int
    activity: str
    title: str
    level: str
    level_text: str
    owner: str
    owner_name: str

    @property
    def can_be(self) -> bool:
        """Whether there is anything to accept."""
        return bool(self.level or self.owner)


def agree_level(
    *, workshop: Workshop, seen: int, value: str, said: Said, user: User | None, now: datetime
) -> None:
    """Write down the level that the room agreed on, once votes on it were shown.

    Raises NotNow, UnknownValue, MovedOn or RoomEnded.
    """
    with turn(workshop, seen=seen, undoable=True) as room:
        item = _agreeing(room, Mode.OWNER)
        if value not in room_model(room).levels(item.activity):
            raise UnknownValue
        room_undo.remember(room, [item], now=now)
        decision = _decision(room, item, now)
        decision.level = value
        _write(decision, item, said)
        decision.reason = decision.reason or _unsaid(room, item.activity, value)
        decision.save()
        item.level = value
        if item.mode == Mode.LEVEL:
            item.phase = Phase.DECIDED
        item.save()
        room.timer_ends = None
        note("room-level", room, user=user, now=now, about=item.activity)


def agree_owner(
    *,
    workshop: Workshop,
    seen: int,
    department: str,
    letters: Mapping[str, str],
    said: Said,
    user: User | None,
    now: datetime,
) -> None:
    """Write down who makes sure of it, and the other departments' letters.

    ``department`` and ``letters`` are keys. Raises NotNow, UnknownValue, SourceError, MovedOn or
    RoomEnded.
    """
    with turn(workshop, seen=seen, undoable=True) as room:
        item = _agreeing(room, Mode.LEVEL)
        if item.phase == Phase.LEVEL_SHOWN:
            raise NotNow
        room_undo.remember(room, [item], now=now)
        decision = _decision(room, item, now)
        _write(decision, item, said)
        _name(room, item, decision, department, letters)
        item.phase = Phase.DECIDED
        item.save()
        room.timer_ends = None
        note("room-owner", room, user=user, now=now, about=f"{item.activity} {department}")


def say(*, workshop: Workshop, seen: int, said: Said, step: bool = True) -> None:
    """Why, who sees it otherwise, what shows it. ``step`` is off where a turn follows at once.

    Raises NotNow, MovedOn or RoomEnded.
    """
    with turn(workshop, seen=seen, step=step, undoable=True) as room:
        item = in_hand(room)
        decision = decision_of(room, item.activity)
        if decision is not None:
            _write(decision, item, said)
            if decision.level:
                decision.reason = decision.reason or _unsaid(room, item.activity, decision.level)
            decision.save()
        elif said.evidence is not None:
            item.evidence = said.evidence
        item.save()


def accept_bulk(
    *,
    workshop: Workshop,
    seen: int,
    items: Collection[int],
    user: User | None,
    now: datetime,
) -> None:
    """Accept several as the survey has them; the others go on waiting.

    Raises NotNow, MovedOn or RoomEnded.
    """
    with turn(workshop, seen=seen, undoable=True) as room:
        if room.stage != Stage.BULK:
            raise NotNow
        lines = {line.item: line for line in bulk_lines(room) if line.can_be and line.item in items}
        found = list(AgendaItem.objects.filter(workshop=room, pk__in=lines, phase=Phase.WAITING))
        room_undo.remember(room, found, now=now)
        for item in found:
            item.workshop = room
            _accept(room, item, lines[item.pk], now)
        note("room-bulk", room, user=user, now=now, about=str(len(found)))


def bulk_lines(workshop: Workshop) -> tuple[BulkLine, ...]:
    """What there is to accept together and still waits."""
    release, room = release_of(workshop), room_model(workshop)
    nodes = {n.code: n for n in (release.nodes if release else ()) if n.department is None}
    results = {a.code: a for a in (release.activities if release else ())}
    found = []
    waiting = AgendaItem.objects.filter(workshop=workshop, bulk=True, phase=Phase.WAITING)
    for item in waiting:
        node, result = nodes.get(item.activity), results.get(item.activity)
        value = room.value_of(item.activity, node.level) if node else ""
        value = "" if item.mode == Mode.OWNER else value
        raci = result.raci if result else None
        owner = raci.accountable if raci and not raci.provisional else None
        owner = None if item.mode == Mode.LEVEL else owner
        found.append(
            BulkLine(
                item=item.pk,
                activity=item.activity,
                title=room.model.activities[item.activity].staff_title,
                level=value,
                level_text=room.levels(item.activity).get(value, ""),
                owner=owner or "",
                owner_name=room.departments.get(owner, owner) if owner else "",
            )
        )
    return tuple(found)


def decision_of(workshop: Workshop, activity: str) -> Decision | None:
    """What is decided on an activity so far."""
    rows = Decision.objects.filter(assessment=workshop.assessment_id, activity=activity)
    return rows.prefetch_related("letters__department").first()


def _agreeing(room: Workshop, other: Mode) -> AgendaItem:
    """The item in hand, where votes were shown and not the ``other`` alone is asked."""
    item = in_hand(room)
    if item.phase not in AGREES_IN or item.mode == other:
        raise NotNow
    return item


def _decision(room: Workshop, item: AgendaItem, now: datetime) -> Decision:
    """One for each activity, whoever else decides on it or makes a report at the same moment."""
    Assessment.objects.select_for_update(no_key=True).get(pk=room.assessment_id)
    found = decision_of(room, item.activity)
    found = found or Decision(assessment=room.assessment, activity=item.activity)
    found.decided_on = today_at(room.assessment, now)
    if found.status_on is not None:
        # An answer is never older than what it answers.
        found.status_on = max(found.status_on, found.decided_on)
    return found


def _write(decision: Decision, item: AgendaItem, said: Said) -> None:
    decision.reason = decision.reason if said.reason is None else said.reason
    decision.dissent = decision.dissent if said.dissent is None else said.dissent
    item.evidence = item.evidence if said.evidence is None else said.evidence


def _unsaid(room: Workshop, activity: str, value: str) -> str:
    """The report takes no level other than the survey's without a reason."""
    return _("Agreed in the workshop.") if differs(room, activity, value) else ""


def _name(
    room: Workshop,
    item: AgendaItem,
    decision: Decision,
    department: str,
    letters: Mapping[str, str],
) -> None:
    """Save the letters; another accountable department has not accepted anything yet."""
    rows = {row.key: row for row in room_queries.departments(room)}
    others = {key: letter for key, letter in letters.items() if key != department and letter}
    if department not in rows or not set(others) <= set(rows):
        raise UnknownValue
    letters_for(room, item.activity).check(_as_core(item, decision, department, others))
    if item.owner_department_id != rows[department].pk:
        room_owners.forget_accountable(item)
        decision.status, decision.status_on = DecisionStatus.PROPOSED, None
        decision.status_by = ""
    decision.save()
    decision.letters.all().delete()
    given = others | {department: str(Letter.ACCOUNTABLE)}
    DecisionLetter.objects.bulk_create(
        DecisionLetter(decision=decision, department=rows[key], letter=letter)
        for key, letter in given.items()
    )
    item.owner_department = rows[department]


def _as_core(
    item: AgendaItem, decision: Decision, department: str, others: Mapping[str, str]
) -> Decided:
    def holders(letter: str) -> tuple[str, ...]:
        return tuple(sorted(key for key, held in others.items() if held == letter))

    return Decided(
        activity=item.activity,
        decided_on=decision.decided_on.isoformat(),
        level=decision.level or None,
        accountable=department,
        responsible=holders("R"),
        consulted=holders("C"),
        informed=holders("I"),
        reason=decision.reason or None,
        dissent=decision.dissent or None,
    )


def _accept(room: Workshop, item: AgendaItem, line: BulkLine, now: datetime) -> None:
    decision = _decision(room, item, now)
    if line.level:
        decision.level = item.level = line.level
    decision.save()
    if line.owner:
        _name(room, item, decision, line.owner, letters_for(room, item.activity).surveyed)
    item.phase = Phase.DECIDED
    item.save()
