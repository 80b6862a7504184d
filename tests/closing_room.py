"""A room whose voting is over: Ana and Ben of it and sales sit in it, MON-1 and MON-2 were decided.

Made of rows, so that what closes a room is tested without what fills it.
"""

from collections import Counter
from datetime import date

from django.test import Client

from surveys import room_access, room_queries
from surveys.models import (
    About,
    AgendaItem,
    Decision,
    DecisionLetter,
    Dot,
    Mode,
    Phase,
    Seat,
    Stage,
    Vote,
    Workshop,
)
from tests.factories import NOW, assessment

HELD = date(2026, 3, 10)


def room(of=None, *, stage=Stage.ACTIONS, anonymous=False, **fields):
    """Three items: the first two decided, it and sales accountable; the third parked."""
    made = Workshop.objects.create(
        assessment=of or assessment(opened=False),
        title="Workshop on the results",
        held_on=HELD,
        stage=stage,
        anonymous=anonymous,
        join_code="abcdefgh",
        began_at=NOW,
        **fields,
    )
    item(made, "MON-1", 1, Phase.DECIDED, accountable="it")
    item(made, "MON-2", 2, Phase.DECIDED, accountable="sales")
    item(made, "RSP-1", 3, Phase.PARKED)
    return made


def item(of, activity, position, phase, *, accountable=None, level="2"):
    made = AgendaItem.objects.create(
        workshop=of,
        activity=activity,
        position=position,
        phase=phase,
        mode=Mode.BOTH,
        levels_shown=1,
        owners_shown=1,
    )
    if accountable:
        department = of.assessment.organisation.departments.get(key=accountable)
        decision = Decision.objects.create(
            assessment=of.assessment, activity=activity, level=level, reason="Why", decided_on=HELD
        )
        DecisionLetter.objects.create(decision=decision, department=department, letter="A")
        made.owner_department, made.level = department, level
        made.save()
    return made


def seat(of, name, **fields):
    hidden = {"cookie_hash": f"c-{name}", "short_code": f"{of.seats.count():x>8}"}
    return Seat.objects.create(workshop=of, name=name, **hidden | fields)


def votes(of, activity, values, *, about=About.LEVEL, number=1):
    """``values``: by value how many voted so, each from a seat of its own."""
    on = of.items.get(activity=activity)
    for place, value in enumerate(Counter(values).elements()):
        sitting = seats(of, place + 1)[place]
        Vote.objects.create(
            workshop=of, item=on, about=about, round=number, seat_key=sitting.key, value=value
        )


def seats(of, least):
    for number in range(of.seats.count(), least):
        seat(of, f"Seat {number}")
    return list(of.seats.order_by("pk"))


def dots(of, *given):
    """What each seat marks: "MON-1 MON-2" are the two dots of one."""
    for place, marked in enumerate(given):
        sitting = seats(of, place + 1)[place]
        for activity in marked.split():
            Dot.objects.create(item=of.items.get(activity=activity), seat_key=sitting.key)


def phone(of_seat):
    """The browser of somebody in the room."""
    secret = f"secret of {of_seat.name}"
    of_seat.cookie_hash = room_queries.hash_of_secret(secret)
    of_seat.save()
    client = Client()
    client.cookies[room_access.seat_cookie_name(of_seat.workshop.code)] = secret
    return client
