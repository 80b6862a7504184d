"""Members who set up the same things at once, on databases as in production."""

from threading import Event

import pytest
from django.db import connection, transaction
from django.utils import timezone

from surveys.models import (
    AuditEvent,
    Department,
    DepartmentLink,
    HeadLink,
    Invitation,
    Job,
    Message,
)
from surveys.services import (
    assessment_settings,
    departments,
    heads,
    jobs,
    outbox,
    roster_imports,
    roster_job,
    roster_moves,
    roster_people,
    shared_links,
)
from tests.factories import NOW, assessment, invite, organisation
from tests.together import together

pytestmark = pytest.mark.usefixtures("real_database")


def told(*doing):
    """What each gave back, or the name of the error it ended with; sorted."""
    return sorted(
        type(each).__name__ if isinstance(each, Exception) else str(each or "done")
        for each in together(*doing)
    )


def called(name, key=""):
    return departments.Details(
        key=key, name=name, type="", head_name="", head_role="", head_email="", headcount=None
    )


def test_of_those_who_add_one_department_at_once_one_does():
    of = organisation("Acme")
    add = lambda: departments.add(organisation=of, details=called("Care"), user=None, now=NOW)  # noqa: E731 - said once
    assert told(*[add] * 4) == ["Care", *["NameTaken"] * 3]
    assert Department.objects.filter(name="Care").count() == 1


def test_of_two_departments_that_are_given_one_name_at_once_one_gets_it():
    of = organisation("Acme")
    rows = list(of.departments.order_by("key"))
    doing = [
        lambda row=row: departments.change(
            department=row, details=called("Care"), user=None, now=NOW
        )
        for row in rows
    ]
    assert told(*doing) == ["NameTaken", "done"]
    assert Department.objects.filter(name="Care").count() == 1


def test_a_department_and_a_round_are_changed_at_once_and_neither_waits_for_the_other():
    made = assessment()
    row = made.organisation.departments.get(key="it")
    for number in range(10):
        settings = assessment_settings.current(made)
        changed = type(settings)(
            **{name: getattr(settings, name) for name in settings.__slots__}
            | {"title": f"Round {number}"}
        )
        got = told(
            lambda n=number: departments.change(
                department=row, details=called(f"It {n}"), user=None, now=NOW
            ),
            lambda s=changed: (
                assessment_settings.change(assessment=made, settings=s, user=None, now=NOW) and None
            ),
        )
        assert got == ["done", "done"]


def test_a_heads_link_is_kept_renewed_and_taken_back_at_once_without_waiting_for_each_other():
    made = assessment()
    row = made.scope.select_related("department").get(department__key="it")
    for number in range(10):
        kept = heads.keep(row=row, name=f"Ada {number}", email="", user=None, now=NOW)
        got = told(
            lambda n=number: heads.keep(row=row, name=f"Cleo {n}", email="", user=None, now=NOW),
            lambda link=kept: heads.revoke(link=link, user=None, now=NOW),
            lambda link=kept: heads.renew(link=link, user=None, now=NOW),
        )
        assert got in (
            [f"Cleo {number}", "done", "done"],
            [f"Cleo {number}", "LinkRevoked", "done"],
        )
    link = HeadLink.objects.get()
    noted = AuditEvent.objects.filter(what__startswith="head link").count()
    # Nobody has written over what another did: one note for each change, and one for the first.
    assert link.number == noted - 1


def test_a_departments_link_is_opened_and_closed_at_once_without_waiting_for_each_other():
    made = assessment()
    department = made.organisation.departments.get(key="it")
    inputs = {"assessment": made, "department": department, "user": None, "now": NOW}
    for number in range(10):
        link = shared_links.make(most=9, **inputs)
        got = told(
            lambda n=number: shared_links.make(most=20 + n, **inputs),
            lambda link=link: shared_links.close(link=link, user=None, now=NOW),
        )
        assert got == ["It", "done"]
        assert DepartmentLink.objects.get().most == 20 + number


def correcting(person):
    details = roster_people.Details(
        name="Ada", email="ada@example.com", role="Boss", language="", department="sales"
    )
    return lambda: roster_people.change(person=person, details=details, user=None, now=NOW)


def removing(person):
    return lambda: roster_people.remove(person=person, user=None, now=NOW)


def importing(person):
    list_ = b"Name,E-mail,Department\nAda,ada@example.com,Sales\n"
    roster = roster_imports.begin(
        organisation=person.organisation, content=list_, name="", user=None, now=NOW
    )
    mark = roster_imports.look(roster)[1].mark
    ticked = {"leave_out": False, "remove": False}
    roster_imports.confirm(roster=roster, mark=mark, **ticked, user=None, now=NOW)
    held = jobs.claim(Job.objects.get(kind="roster").code, clock=timezone.now)
    return lambda: roster_job.work(held)


def once_set(event, do):
    """``do``, which says that it is reached."""

    def reached(people):
        event.set()
        return do(people)

    return reached


@pytest.mark.parametrize(
    ("moving", "after"),
    [
        (correcting, ("sales", "ready")),
        (importing, ("sales", "ready")),
        (removing, ("it", "revoked")),
    ],
)
def test_a_link_is_sent_while_its_person_is_moved_or_removed_and_neither_fails(
    monkeypatch, moving, after
):
    invitation, queued, locked = invite(assessment(), "it", "Ada"), Event(), Event()
    move = moving(invitation.person)
    for name in ("move", "leave"):
        monkeypatch.setattr(roster_moves, name, once_set(locked, getattr(roster_moves, name)))

    def send():
        with transaction.atomic():
            outbox.queue_invitation(invitation=invitation, user=None, now=NOW)
            queued.set()
            # The other has locked what it locks first, and asks for the invitation next. SQLite
            # lets it begin only after this.
            assert connection.vendor == "sqlite" or locked.wait(10)

    assert together(send, lambda: queued.wait(10) and move()) == [None, None]
    assert Message.objects.count() == 1
    assert Invitation.objects.values_list("department__key", "state").get() == after
