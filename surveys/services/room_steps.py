"""The way of a room: prepared → lobby → trial → items ⇄ bulk → dots → actions, and of an item.

An item is opened for votes, shown, opened once more if people are split, and left decided or
parked. Nothing here decides for the room: what was voted is shown, and people agree.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from readiness.core.workshop import WORDS_FROM
from surveys import room_queries
from surveys.models import AgendaItem, Dot, Mode, Phase, Stage, User, Vote, Workshop
from surveys.services import room_undo, rooms
from surveys.services.room_turns import OPEN, SHOWN, MovedOn, NotNow, RoomEnded, in_hand, note, turn

__all__ = [
    "TIMER",
    "DotsStand",
    "MovedOn",
    "NoThirdRound",
    "NotNow",
    "NothingAgreed",
    "RoomEnded",
    "StillOpen",
    "VotesMissing",
    "following",
    "go_to",
    "is_done",
    "next_step",
    "open_lobby",
    "park",
    "past_dots",
    "reveal",
    "run_named",
    "start",
    "timer",
    "to_actions",
    "to_bulk",
    "to_dots",
    "vote_again",
]

TIMER = timedelta(minutes=2)
ROUNDS = 2
AGAIN = {Phase.LEVEL_SHOWN: Phase.LEVEL_OPEN, Phase.OWNER_SHOWN: Phase.OWNER_OPEN}
REVEALED = {opened: shown for shown, opened in AGAIN.items()}


class VotesMissing(Exception):  # noqa: N818 - reads as what happened
    """Not everybody has voted; it can be shown all the same."""

    def __init__(self, *, voted: int, present: int) -> None:
        self.voted, self.present = voted, present
        super().__init__(f"{voted} of {present}")


class NothingAgreed(Exception):  # noqa: N818 - reads as what happened
    """Nothing was agreed on what was voted; the room can go on all the same."""


class StillOpen(Exception):  # noqa: N818 - reads as what happened
    """People are voting: show it or park it first."""


class DotsStand(Exception):  # noqa: N818 - reads as what happened
    """An anonymous room has seen what its dots come to."""


class NoThirdRound(Exception):  # noqa: N818 - reads as what happened
    """They have voted twice."""


def open_lobby(*, workshop: Workshop, seen: int, user: User | None, now: datetime) -> None:
    """Let people in. Raises NotNow, MovedOn or RoomEnded, as every turn below."""
    with turn(workshop, seen=seen) as room:
        if room.stage != Stage.PREPARED:
            raise NotNow
        rooms.new_join_code(room)
        room.stage = Stage.LOBBY
        note("room-opened", room, user=user, now=now)


def start(*, workshop: Workshop, seen: int, user: User | None, now: datetime) -> None:
    """From the lobby or the trial question to the first item."""
    with turn(workshop, seen=seen) as room:
        if room.stage not in (Stage.LOBBY, Stage.TRIAL):
            raise NotNow
        room.began_at = room.began_at or now
        _onward(room)
        note("room-started", room, user=user, now=now)


def run_named(*, workshop: Workshop, seen: int, user: User | None, now: datetime) -> None:
    """Show numbers however few vote, still without names: for a room too small to be anonymous.

    Never once somebody has voted on an item or placed a dot: they were promised otherwise. Raises
    NotNow.
    """
    with turn(workshop, seen=seen) as room:
        voted = Vote.objects.filter(workshop=room, item__isnull=False).exists()
        if not room.anonymous or voted or Dot.objects.filter(item__workshop=room).exists():
            raise NotNow
        room.anonymous = False
        note("room-named", room, user=user, now=now)


def next_step(
    *, workshop: Workshop, seen: int, user: User | None, now: datetime, sure: bool = False
) -> None:
    """What comes next, wherever the room is.

    Raises StillOpen while people vote, NothingAgreed where nothing came out of it and ``sure`` is
    not set, NotNow where nothing comes next.
    """
    match workshop.stage:
        case Stage.PREPARED:
            open_lobby(workshop=workshop, seen=seen, user=user, now=now)
        case Stage.LOBBY:
            with turn(workshop, seen=seen) as room:
                room.stage = Stage.TRIAL
        case Stage.TRIAL:
            start(workshop=workshop, seen=seen, user=user, now=now)
        case Stage.ITEMS:
            with turn(workshop, seen=seen) as room:
                _from_item(room, sure=sure)
        case Stage.BULK:
            to_dots(workshop=workshop, seen=seen)
        case Stage.DOTS:
            to_actions(workshop=workshop, seen=seen)
        case _:
            raise NotNow


def go_to(*, workshop: Workshop, seen: int, item: int, now: datetime) -> None:
    """To any item of the agenda; what is left undecided waits for its turn. Raises NotNow."""
    with turn(workshop, seen=seen) as room:
        wanted = AgendaItem.objects.filter(workshop=room, pk=item).first()
        if room.stage == Stage.PREPARED or wanted is None:
            raise NotNow
        _leave(room)
        room.began_at = room.began_at or now
        _begin(room, AgendaItem.objects.get(pk=wanted.pk))


def reveal(*, workshop: Workshop, seen: int, sure: bool = False) -> None:
    """Show the open round to everybody. Raises VotesMissing unless ``sure``."""
    with turn(workshop, seen=seen) as room:
        item = in_hand(room)
        if item.phase not in OPEN:
            raise NotNow
        voted, present = room_queries.voted(room), room_queries.present(room)
        if voted < present and not sure:
            raise VotesMissing(voted=voted, present=present)
        if item.phase == Phase.LEVEL_OPEN:
            item.levels_shown = item.level_round
        else:
            item.owners_shown = item.owner_round
        item.phase = REVEALED[Phase(item.phase)]
        item.save()
        room.timer_ends = None


def vote_again(*, workshop: Workshop, seen: int) -> None:
    """Open the second round; the first stays beside it. Raises NoThirdRound or NotNow."""
    with turn(workshop, seen=seen) as room:
        item = in_hand(room)
        level = item.phase == Phase.LEVEL_SHOWN
        agreed = bool(item.level) if level else item.owner_department_id is not None
        if item.phase not in SHOWN or agreed:
            raise NotNow
        if (item.level_round if level else item.owner_round) >= ROUNDS:
            raise NoThirdRound
        if level:
            item.level_round += 1
        else:
            item.owner_round += 1
        item.phase = AGAIN[Phase(item.phase)]
        item.save()
        room.timer_ends = None


def timer(*, workshop: Workshop, seen: int, now: datetime) -> None:
    """Start the clock, or stop it. It warns and closes nothing."""
    with turn(workshop, seen=seen, step=False) as room:
        running = room.timer_ends is not None and room.timer_ends > now
        room.timer_ends = None if running else now + TIMER


def park(*, workshop: Workshop, seen: int, user: User | None, now: datetime) -> None:
    """Leave the item undecided and go on; votes that nobody has seen are kept for later."""
    with turn(workshop, seen=seen, undoable=True) as room:
        item = in_hand(room)
        room_undo.remember(room, [item], now=now)
        item.phase = Phase.PARKED
        item.save()
        room.timer_ends = None
        note("room-parked", room, user=user, now=now, about=item.activity)


def to_bulk(*, workshop: Workshop, seen: int) -> None:
    """To what is accepted together."""
    _to(workshop, seen, Stage.BULK)


def to_dots(*, workshop: Workshop, seen: int) -> None:
    """To what matters most. Raises DotsStand at the actions of a room that has seen its dots."""
    _to(workshop, seen, Stage.DOTS)


def to_actions(*, workshop: Workshop, seen: int) -> None:
    """To who does what until when."""
    _to(workshop, seen, Stage.ACTIONS)


def is_done(item: AgendaItem) -> bool:
    """Whether all that was to be voted on has come to something."""
    level = item.mode == Mode.OWNER or bool(item.level)
    return level and (item.mode == Mode.LEVEL or item.owner_department_id is not None)


def following(items: Iterable[AgendaItem], here: AgendaItem | None) -> AgendaItem | None:
    """The item that is talked about next, or one of those that are accepted together, or none.

    The next one that waits, from here on or else from the first.
    """
    waiting = [item for item in items if item.phase == Phase.WAITING and item != here]
    full = [item for item in waiting if not item.bulk]
    place = here.position if here else -1
    later = [item for item in full if item.position > place]
    return next(iter([*later, *full, *waiting]), None)


def past_dots(room: Workshop) -> Stage:
    """Dots that an anonymous room has seen stay: what changes then would be one person's."""
    return Stage.ACTIONS if room.anonymous and room.dots_shown else Stage.DOTS


def _to(workshop: Workshop, seen: int, stage: Stage) -> None:
    with turn(workshop, seen=seen) as room:
        wanted = past_dots(room) if stage == Stage.DOTS else stage
        if wanted != stage and room.stage == wanted:
            raise DotsStand
        if room.stage in (Stage.PREPARED, wanted):
            raise NotNow
        _leave(room)
        if wanted == Stage.ACTIONS:
            room.dots_shown = room.dots_shown or room_queries.givers(room) >= WORDS_FROM
        room.stage, room.current, room.timer_ends = wanted, None, None


def _from_item(room: Workshop, *, sure: bool) -> None:
    item = room.current
    if item is not None and item.phase in OPEN:
        raise StillOpen
    if item is not None and item.phase in SHOWN:
        level = item.phase == Phase.LEVEL_SHOWN
        agreed = bool(item.level) if level else item.owner_department_id is not None
        if not agreed and not sure:
            raise NothingAgreed
        if level and item.mode == Mode.BOTH:
            _open(room, item, owner=True)
            return
        item.phase = Phase.DECIDED if is_done(item) else Phase.PARKED
        item.save()
    _onward(room)


def _onward(room: Workshop) -> None:
    """The next item that waits; then what comes after them."""
    found = following(AgendaItem.objects.filter(workshop=room), room.current)
    if found is not None and not found.bulk:
        _begin(room, found)
        return
    room.stage = Stage.BULK if found else past_dots(room)
    room.current = room.timer_ends = None


def _begin(room: Workshop, item: AgendaItem) -> None:
    """Go on with an item where it was left."""
    room.stage, room.current, room.timer_ends = Stage.ITEMS, item, None
    if item.phase != Phase.DECIDED:
        _open(room, item, owner=item.mode == Mode.OWNER or bool(item.level))


def _open(room: Workshop, item: AgendaItem, *, owner: bool) -> None:
    """Its level or its owner: for votes, or as it was shown."""
    if owner:
        shown = item.owners_shown == item.owner_round
        item.phase = Phase.OWNER_SHOWN if shown else Phase.OWNER_OPEN
    else:
        shown = item.levels_shown == item.level_round
        item.phase = Phase.LEVEL_SHOWN if shown else Phase.LEVEL_OPEN
    room.timer_ends = None
    item.save()


def _leave(room: Workshop) -> None:
    """What is talked about waits for its turn, unless it came to an end."""
    item = room.current
    if item is not None and item.phase in (*OPEN, *SHOWN):
        item.phase = Phase.WAITING
        item.save()
