"""Two organisations with everything in them: Kestrel is ours, Canary is the other.

Every text of Canary contains "canary" and every text of Kestrel "kestrel", and no code or key does:
whoever sees the word sees something of theirs.
"""

import io
from dataclasses import dataclass, field
from functools import cache

from allauth.usersessions.models import UserSession
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from PIL import Image

from surveys import room_access
from surveys.models import (
    Action,
    AnswerCount,
    Brand,
    Comment,
    Department,
    Dot,
    Evidence,
    HeadLink,
    Job,
    Logo,
    Member,
    MemberInvitation,
    Message,
    NotApplicable,
    Organisation,
    Owner,
    Person,
    Release,
    Reminder,
    ReportEdit,
    ReportFile,
    ReportSection,
    User,
    Vote,
    VoteCount,
    Workshop,
)
from surveys.services import (
    answering_times,
    heads,
    invitations,
    mail_texts,
    members,
    report_edits,
    rooms,
    roster_imports,
    shared_links,
    workshops,
)
from tests import cast
from tests.factories import NOW, SAMPLES, assessment, respond, upload
from tests.small_models import OPTIONS

ANSWERS = {"PRF-2": "staff", "PRF-3": "never", "MON-1-Q1": "2"}
INVITED_TOKEN = "ab" * 16  # of nobody


@dataclass
class Tenant:
    """``ids``: what stands for its rows in addresses and forms."""

    organisation: Organisation
    open: object
    ids: dict = field(default_factory=dict)


def tenant(word, number, departments):
    """``number`` is different for each tenant, so that a release's number is somebody's."""
    of = Organisation.objects.create(name=f"{word} Ltd")
    for key in departments:
        Department.objects.create(
            organisation=of, key=key, name=f"{word} {key}", type="other", head_name=f"{word} head"
        )
    made = assessment(of, title=f"{word} open", sponsor=f"{word} sponsor")
    made.scope.update(head=f"{word} head of department")
    first = of.departments.order_by("key").first()
    people = [
        Person.objects.create(
            organisation=of,
            department=first,
            name=f"{word} person {n}",
            email=f"p{n}@{word}.example",
        )
        for n in range(3)
    ]
    issued = invitations.create(assessment=made, department=first, person=people[0])
    said = invitations.create(assessment=made, department=first, person=people[1])
    respond(said.invitation, ANSWERS, comments=[("MON-1", f"{word} comment")])
    answering_times.note(assessment=made, seconds=600)
    link, shared = invited_otherwise(word, made, first)
    found = Tenant(organisation=of, open=made)
    found.ids = {
        "organisation": of.code,
        "open": made.code,
        "department": first.key,
        "invitation": str(issued.invitation.key),
        "token": issued.token,
        "number": str(number),
        "member": member(word, "colin", "consultant", of),
        "member_invitation": invited(word, of),
        "job": job(word, made),
        "message": message(word, issued.invitation),
        "evidence": evidence(word, made),
        "workshop": prepared(word, made).code,
        **held(word, made),
        "published": published(word, number, of).code,
        "section": "gaps",
        "section_seen": report_edits.mark_of(f"0 {word} note"),
        "model": model(word, "1.0.0", of),
        "newer_model": model(word, f"{number}.0.0", of),
        **draft(word, of),
        "unused": unused(word, number, of),
        "head": str(link.key),
        "head_token": shared_links.token_of_head(link),
        "department_token": shared_links.token_for(shared),
        "person": people[0].code,
        "leaver": people[2].code,
    }
    found.ids |= roster(word, of)
    return found


def roster(word, of):
    """A list of people that is looked at, and what was seen of it; to be made last."""
    text = f"Name,E-mail,Department\n{word} new,new@{word}.example,{word} spare\n"
    made = roster_imports.begin(organisation=of, content=text, name=word, user=None, now=NOW)
    return {"roster": made.code, "roster_mark": roster_imports.look(made)[1].mark}


def model(word, version, of):
    """The fingerprint of one of its own; both tenants have the id, and the first version too."""
    text = OPTIONS.replace("Care for data", f"{word} care").replace("We know", f"{word} knows")
    return upload(of, text.replace("version: 1.0.0", f"version: {version}")).fingerprint


def draft(word, of):
    """One of the shipped model, with a mark that does not fit its own."""
    made = assessment(of, opened=False, title=f"{word} draft")
    row = made.scope.select_related("department").order_by("department__key").first()
    NotApplicable.objects.create(scope_department=row, activity="MON-1", reason=f"{word} reason")
    mark = f"na:{row.department.name}:MON-1:{word} reason"
    return {"draft": made.code, "seen": made.model_version.sha256, "mark": mark}


def invited_otherwise(word, made, first):
    """A link for the head of a department and one for all of it; a text of its own, and a logo."""
    logo = io.BytesIO()
    Image.new("RGB", (4, 4)).save(logo, "PNG")
    content = logo.getvalue() + word.encode()  # what follows is not looked at
    for kind in (Logo, Brand):
        kind.objects.create(organisation=made.organisation, content=content)
    shared = shared_links.make(assessment=made, department=first, most=9, user=None, now=NOW)
    words = {"subject": f"{word} subject", "body": f"{word} {{link}}"}
    for kind in ("announcement", "invitation"):
        mail_texts.keep(assessment=made, kind=kind, language="en", **words, user=None, now=NOW)
    row = made.scope.get(department=first)
    address = f"head@{word}.example"
    link = heads.keep(row=row, name=f"{word} head", email=address, user=None, now=NOW)
    return link, shared


def unused(word, number, of):
    """The key of a department that nobody belongs to and no assessment has; to be made last."""
    return Department.objects.create(
        organisation=of, key=f"spare-{number}", name=f"{word} spare", type="other"
    ).key


def member(word, name, role, of):
    user = User.objects.create_user(f"{name}@{word}.example", name=f"{word} {name}")
    return Member.objects.create(organisation=of, user=user, role=role).code


def invited(word, of):
    return MemberInvitation.objects.create(
        organisation=of,
        email=f"invited@{word}.example",
        role="executive",
        token_hash=f"{of.code:0>64}",
        expires_at=timezone.now() + members.LIFE,
    ).code


def message(word, invitation):
    """A mail that could not be sent, and a reminder that somebody approved."""
    made = invitation.assessment
    Reminder.objects.create(assessment=made, number=1, due_at=NOW, state="approved")
    return Message.objects.create(
        organisation=made.organisation,
        assessment=made,
        kind="invitation",
        person=invitation.person,
        invitation=invitation,
        to=f"{word}@old.example",
        state="failed",
        error=f"{word} error",
        created_at=NOW,
        not_before=NOW,
    ).code


def job(word, made):
    return Job.objects.create(
        kind="report",
        subject=made.code,
        organisation=made.organisation,
        assessment=made,
        error=f"{word} error",
        created_at=NOW,
        not_before=NOW,
    ).code


def evidence(word, made):
    return Evidence.objects.create(
        assessment=made,
        activity="MON-1",
        kind="interview",
        level="2",
        by=f"{word} consultant",
        reason=f"{word} reason",
        seen_on=NOW.date(),
    ).code


def prepared(word, made):
    """A workshop that nobody has joined yet, with two activities to talk about."""
    given = workshops.Given(title=f"{word} workshop", held_on=NOW.date(), minutes=90)
    room = workshops.make(assessment=made, given=given, user=None, now=NOW)
    for activity in ("MON-1", "MON-2"):
        workshops.add(workshop=room, activity=activity)
    return room


def held(word, made):
    """A workshop in its room: an item is voted on, and somebody is to do something about it."""
    room = prepared(word, made)
    item = room.items.order_by("position").first()
    item.phase = "level_open"
    item.save()
    room.stage, room.current, room.takeover_hash = "items", item, f"{word:0>64}"
    rooms.new_join_code(room)
    room.save()
    secret = rooms.new_secret()
    seat = rooms.join(workshop=room, secret=secret, name=f"{word} guest", department="")
    Vote.objects.create(workshop=room, item=item, about="level", seat_key=seat.key, value="1")
    VoteCount.objects.create(item=item, about="level", round=1, value="1", n=1, by_hand=True)
    Dot.objects.create(item=item, seat_key=seat.key)
    owner = Owner.objects.create(item=item, name=f"{word} owner", seat=seat)
    action = Action.objects.create(item=item, text=f"{word} action", owner=owner, due=NOW.date())
    return {
        "room": room.code,
        "seat": seat.code,
        "seat_secret": secret,
        "owner": str(owner.key),
        "action": action.code,
    }


def published(word, number, of):
    made = assessment(of, opened=False, state="published", title=f"{word} published")
    department = of.departments.order_by("key").first()
    AnswerCount.objects.create(
        assessment=made, department=department, question="MON-1-Q1", value="2", n=7
    )
    Comment.objects.create(assessment=made, activity="MON-1", text=f"{word} said")
    text = some_release()
    release = Release.objects.create(
        assessment=made, number=number, text=text, sha256="a", made_on=NOW.date()
    )
    ReportFile.objects.create(
        release=release, kind="summary", content=f"%PDF {word}".encode(), sha256="a", size=4
    )
    ReportEdit.objects.create(
        release=release, place=f"{word}/title", original=word, text=word, edited_on=NOW.date()
    )
    ReportSection.objects.create(release=release, section="gaps", note=f"{word} note")
    return made


@cache
def some_release():
    """Any Release; computing one takes seconds."""
    text = io.StringIO()
    out = {"json": "-", "stdout": text, "stderr": io.StringIO()}
    call_command("assess", "social-media-readiness", SAMPLES / "planted" / "answers.csv", **out)
    return text.getvalue()


def browsers(kestrel, canary):
    """One for every role of ``tests.roles``."""
    of = kestrel.organisation
    third = Organisation.objects.create(name="Third")
    people = {
        "carla": [("consultant", of)],
        "cora": [("coordinator", of)],
        "erin": [("executive", of)],
        "mia": [("executive", of), ("consultant", third)],
        "olaf": [("consultant", canary.organisation)],
        "remo": [("consultant", of)],
        "stella": [],
    }
    found = {"anonymous": Client(), "rosa": cast.rosa(kestrel.open)}
    found["hedda"] = cast.hedda(HeadLink.objects.get(pk=kestrel.ids["head"]))
    found |= in_the_room(kestrel)
    for name, memberships in people.items():
        user = User.objects.create_user(
            f"{name}@people.example", name=name, is_superuser=name == "stella"
        )
        for role, organisation in memberships:
            Member.objects.create(user=user, organisation=organisation, role=role)
        found[name] = cast.signed_in(user)
    removed = Member.objects.get(user__name="remo")
    members.remove(member=removed, user=removed.user, now=NOW)
    carla = User.objects.get(name="carla")
    session = UserSession.objects.create(
        user=carla, session_key=found["carla"].session.session_key, ip="127.0.0.1", user_agent=""
    )
    kestrel.ids["session"] = str(session.pk)
    return found


def in_the_room(kestrel):
    room = Workshop.objects.get(code=kestrel.ids["room"])
    cookies = {
        "sami": (room_access.seat_cookie_name(room.code), kestrel.ids["seat_secret"]),
        "pia": (
            room_access.screen_cookie_name(room.code),
            room_access.screen_cookie_value(room),
        ),
        "lea": (room_access.lead_cookie_name(room.code), room_access.lead_cookie_value(room)),
    }
    found = {name: Client() for name in cookies}
    for name, (cookie, value) in cookies.items():
        found[name].cookies[cookie] = value
    return found
