"""A mail scanner opens every link in a mail a hundred times: nothing is spent, nothing opened."""

import re

import pytest
from django.apps import apps
from django.test import Client

from surveys.models import Message
from surveys.services import mail_parts, outbox, reminders
from tests.factories import NOW, assessment, invite
from tests.outbox import Clock, work
from tests.smtp_server import smtp_server, use

pytestmark = pytest.mark.django_db
ORDINARY = {"GET": 50, "HEAD": 50}
SITE = "http://127.0.0.1:8000"


def everything():
    """All rows of all tables, but for the cache, which counts who asks too often."""
    return {
        model._meta.label: sorted(map(repr, model.objects.values_list()))
        for model in apps.get_models()
    }


def links(mail):
    """Every address in the mail, in both bodies and in the headers, as a scanner finds them."""
    bodies = [mail.get_body((kind,)).get_content() for kind in ("plain", "html")]
    text = "\n".join([*bodies, *(str(value) for value in mail.values())])
    return {found.rstrip(".,)>") for found in re.findall(r"https?://[^\s\"'<>]+", text)}


def test_a_scanner_that_opens_every_link_a_hundred_times_changes_no_row(settings):
    clock = Clock()
    made = assessment(departments=("it",), sponsor="Dana Whitlock")
    invitation = invite(made, "it", "Ada")
    with smtp_server() as server:
        use(settings, server)
        outbox.queue_invitation(invitation=invitation, user=None, now=clock())
        work(clock)
        reminders.approve(assessment=made, number=1, user=None, now=NOW)
        clock.forward(days=6)
        work(clock)
    assert [message.kind for message in Message.objects.order_by("pk")] == [
        "invitation",
        "reminder",
    ]
    found = set().union(*(links(mail.mail) for mail in server.accepted))
    assert {link.partition(SITE)[0] for link in found} == {""}, "only this site is linked"
    before, seen = everything(), set()
    for link in found:
        for method, times in ORDINARY.items():
            for _ in range(times):
                scanner = Client()
                page = getattr(scanner, method.lower())(link.removeprefix(SITE), follow=True)
                seen.add((re.sub(r"[\w:-]{20,}", "…", link), page.status_code))
    assert seen == {(f"{SITE}/r/…", 200), (f"{SITE}/no-reminders/…", 200)}
    assert everything() == before


def test_the_example_link_of_a_trial_copy_opens_nothing():
    made = assessment()
    invite(made, "it", "Ada")
    assert Client().get(f"/r/{mail_parts.EXAMPLE}").status_code == 404
