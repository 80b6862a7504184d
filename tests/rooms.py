"""Rooms for tests: a workshop with an agenda at any stage, and browsers that sit in it."""

from django.core.cache import caches
from django.test import Client

from surveys import room_access
from surveys.models import AgendaItem, Workshop
from surveys.services import rooms
from tests.factories import NOW, assessment

ACTIVITIES = ("GDL-1", "LED-2")


def room(
    of=None,
    *,
    stage="items",
    phase="level_open",
    anonymous=False,
    activities=ACTIVITIES,
    **fields,
):
    """A workshop in which the first of ``activities`` is in ``phase``; its door is open."""
    caches["here"].clear()
    made = Workshop.objects.create(
        assessment=of or assessment(),
        title="The hour",
        held_on=NOW.date(),
        anonymous=anonymous,
        stage=stage,
        lead_seen=None,
    )
    for place, activity in enumerate(activities, start=1):
        AgendaItem.objects.create(workshop=made, activity=activity, position=place)
    first = made.items.first()
    if stage == "items" and first:
        first.phase = phase
        first.save()
        made.current = first
    rooms.new_join_code(made)
    for name, value in fields.items():
        setattr(made, name, value)
    made.save()
    return again(made)


def again(workshop):
    """As it is in the database now."""
    from surveys import room_queries

    return room_queries.workshop_by_code(workshop.code)


def seat(workshop, name="", **fields):
    """A seat and the browser that sits on it."""
    secret = rooms.new_secret()
    made = rooms.join(workshop=again(workshop), secret=secret, name=name, **fields)
    client = Client()
    client.cookies[room_access.seat_cookie_name(workshop.code)] = secret
    return made, client


def projector(workshop):
    """A browser that opened the projector's link."""
    client = Client()
    address = rooms.screen_address(again(workshop))
    client.get(address[address.index("/w/") :])
    return client


def vote(client, workshop, value, **changed):
    """What a phone's script sends for the current item's level."""
    body = {"item": workshop.current_id, "about": "level", "round": 1, "value": value} | changed
    return client.put(f"/w/{workshop.code}/votes/", body, content_type="application/json")


def show(workshop):
    """The open round of the current item is over and everybody sees it."""
    item = again(workshop).current
    level = item.phase == "level_open"
    item.phase = "level_shown" if level else "owner_shown"
    if level:
        item.levels_shown = item.level_round
    else:
        item.owners_shown = item.owner_round
    item.save()
    Workshop.objects.filter(pk=workshop.pk).update(rev=workshop.rev + 50, step=workshop.step + 1)
