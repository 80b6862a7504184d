"""A room with its lead's turns as tests take them: each on the step that the room is at.

Seats are made and votes cast as rows, so that what leads a room is tested without what fills it.
"""

from datetime import date
from functools import partial

from surveys.models import About, AgendaItem, AnswerCount, Mode, Seat, Stage, Vote, Workshop
from surveys.services import paper_votes, releases, room_decisions, room_steps, room_undo
from surveys.services.room_decisions import Said
from tests.factories import NOW, assessment, organisation

HELD = date(2026, 3, 10)


class Room:
    """Takes turns on the workshop as it is now, as somebody who has just looked at it."""

    def __init__(self, workshop):
        self.pk = workshop.pk

    @property
    def now(self):
        return Workshop.objects.select_related("assessment__organisation", "current").get(
            pk=self.pk
        )

    @property
    def item(self):
        return self.now.current

    def items(self, activity):
        return self.now.items.get(activity=activity)

    def next(self, **rest):
        self._do(room_steps.next_step, user=None, now=NOW, **rest)

    def reveal(self, *, sure=True):
        self._do(room_steps.reveal, sure=sure)

    def again(self):
        self._do(room_steps.vote_again)

    def park(self, now=NOW):
        self._do(room_steps.park, user=None, now=now)

    def go_to(self, activity):
        self._do(room_steps.go_to, item=self.items(activity).pk, now=NOW)

    def timer(self, now=NOW):
        self._do(room_steps.timer, now=now)

    def agree(self, value, now=NOW, **said):
        said = Said(**said)
        self._do(room_decisions.agree_level, value=value, said=said, user=None, now=now)

    def own(self, department, letters=(), now=NOW, **said):
        do = partial(self._do, room_decisions.agree_owner, user=None, now=now)
        do(department=department, letters=dict(letters), said=Said(**said))

    def say(self, **said):
        self._do(room_decisions.say, said=Said(**said))

    def bulk(self, *activities):
        items = [self.items(activity).pk for activity in activities]
        self._do(room_decisions.accept_bulk, items=items, user=None, now=NOW)

    def undo(self, now=NOW):
        self._do(room_undo.undo, user=None, now=now)

    def paper(self, **votes):
        votes = {key.removeprefix("v"): n for key, n in votes.items()}
        self._do(paper_votes.count, votes=votes, user=None, now=NOW)

    def to(self, step):
        self._do(step)

    def vote(self, *values):
        """One seat each, in the open round of the item in hand."""
        item = self.item
        level = item.phase == "level_open"
        about, number = (
            (About.LEVEL, item.level_round) if level else (About.OWNER, item.owner_round)
        )
        for seat, value in zip(self.seats(len(values)), values, strict=False):
            Vote.objects.create(
                workshop_id=self.pk,
                item=item,
                about=about,
                round=number,
                seat_key=seat.key,
                value=value,
            )

    def seats(self, number):
        there = Seat.objects.filter(workshop=self.pk).count()
        for place in range(there, number):
            Seat.objects.create(workshop_id=self.pk, cookie_hash=f"cookie {self.pk} {place}")
        return list(Seat.objects.filter(workshop=self.pk).order_by("pk"))

    def _do(self, turn, **rest):
        now = self.now
        turn(workshop=now, seen=now.step, **rest)


def room(of=None, *, items=("MON-1", "MON-2"), bulk=(), mode=Mode.BOTH, **fields):
    """A prepared workshop in a room of its own."""
    fields = {"title": "Workshop", "held_on": HELD, "anonymous": False} | fields
    made = Workshop.objects.create(assessment=of or assessment(opened=False), **fields)
    for place, activity in enumerate([*items, *bulk]):
        AgendaItem.objects.create(
            workshop=made, activity=activity, position=place, mode=mode, bulk=activity in bulk
        )
    return Room(made)


def at_items(*votes, **rest):
    """At the first item; ``votes`` on it are cast and shown."""
    made = room(stage=Stage.TRIAL, **rest)
    made.next()
    if votes:
        made.vote(*votes)
        made.reveal()
    return made


def with_survey(level="2"):
    """An assessment whose ten people a department chose ``level`` of MON-1, owned by it."""
    of = organisation()
    made = assessment(of, opened=False, state="closed", title="Survey")
    for department in of.departments.all():
        for question, value in (("MON-1-Q1", level), ("MON-1:today", "it")):
            AnswerCount.objects.create(
                assessment=made, department=department, question=question, value=value, n=10
            )
    return made, releases.make(assessment=made, user=None, now=NOW)
