"""What a respondent sends: saved once, never overwritten, never lost, and never a server error."""

import logging
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from surveys.log_filters import HideSecrets
from surveys.models import Answer, CommentDraft, Invitation, Response
from surveys.services import answers, assessments
from tests.factories import NOW
from tests.rosa import PAGES, Rosa

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def rosa():
    return Rosa()


def heading(response):
    [found] = re.findall(r"<h1[^>]*>(.*?)</h1>", response.text, re.DOTALL)
    return found


# Saving one answer


def test_saving_one_answer_says_when_and_hands_back_the_revision(rosa):
    response = rosa.save("MON-1-Q1", "3")
    assert response.status_code == 200
    said = response.json()
    assert re.fullmatch(r"Saved \d\d:\d\d", said.pop("saved"))
    assert said == {"revision": 1}
    assert rosa.save("MON-1-Q1", "1", revision=1).status_code == 200
    assert rosa.stored == {"MON-1-Q1": ("1", 2)}


@pytest.mark.parametrize(
    ("question", "value", "status"),
    [
        ("MON-1-Q1", "5", 422),
        ("MON-1-Q1", "-1", 422),
        ("MON-1-Q1", "２", 422),
        ("MON-1-Q1", "na", 422),
        ("RSP-3-Q1", "np", 422),
        ("CND-3-Q1", "np", 422),
        ("MON-1:today", "nobody else", 422),
        ("MON-1:today", "new_team", 422),
        ("MON-1-Q9", "2", 404),
        ("nothing", "2", 404),
        ("MON-1:should:today", "2", 404),
        ("x" * 300, "2", 404),
    ],
)
def test_what_the_model_does_not_offer_is_refused_and_nothing_is_lost(
    rosa, question, value, status
):
    rosa.save("MON-1-Q1", "3")
    assert rosa.save(question, value, revision=1).status_code == status
    assert rosa.stored == {"MON-1-Q1": ("3", 1)}


def test_a_refused_value_on_a_page_is_explained_and_the_others_are_saved(rosa):
    response = rosa.post("pages/MON-1/", {"MON-1-Q1": "7", "MON-1:today": "it"})
    assert response.status_code == 422
    text = response.text
    assert "<title>Error: What people say in public – Readiness</title>" in text
    assert '<a href="#MON-1-Q1">Choose one of the answers offered here.</a>' in text
    assert 'role="alert" tabindex="-1"' in text
    assert rosa.stored == {"MON-1:today": ("it", 1)}


def test_a_comment_that_is_too_long_is_shown_again_and_the_answers_are_saved(rosa):
    long = "é" * 2001
    response = rosa.post("pages/MON-1/", {"MON-1-Q1": "2", "comment": long})
    assert response.status_code == 422
    assert long in response.text
    assert '<a href="#comment-text">Write at most 2,000 characters.</a>' in response.text
    assert rosa.stored == {"MON-1-Q1": ("2", 1)}
    assert CommentDraft.objects.count() == 0


# Sending, twice and late


def test_sending_twice_thanks_twice_and_stores_once(rosa):
    rosa.save("MON-1-Q1", "3")
    for _ in range(2):
        response = rosa.post("submit/")
        assert response.headers["Location"] == f"{rosa.base}thanks/"
    assert heading(rosa.get("thanks/")) == "Thank you"
    assert list(Response.objects.values_list("invitation", "state")) == [(None, "submitted")]
    assert list(Answer.objects.values_list("question", "value")) == [("MON-1-Q1", "3")]
    assert Client().get(f"/r/{rosa.token}").status_code == 302


def test_after_sending_every_page_leads_to_the_thanks_and_nothing_changes(rosa):
    rosa.save("MON-1-Q1", "3")
    rosa.post("submit/")
    for address in ("", *PAGES):
        response = rosa.get(address)
        assert response.headers["Location"] == f"{rosa.base}thanks/"
    for address in ("start/", "pages/MON-1/", "submit/"):
        response = rosa.post(address, {"MON-1-Q1": "1"})
        assert response.headers["Location"] == f"{rosa.base}thanks/"
    late = rosa.save("MON-1-Q1", "1", revision=1)
    assert (late.status_code, late.json()) == (
        *(409, {"refused": "Not saved: you have already sent your answers."}),
    )
    assert list(Answer.objects.values_list("question", "value")) == [("MON-1-Q1", "3")]


def test_an_answer_that_arrives_while_closing_is_refused_in_plain_words(rosa):
    rosa.save("MON-1-Q1", "3")
    assessments.close(assessment=rosa.assessment, user=None, now=NOW)
    assert rosa.save("MON-1-Q1", "1", revision=1).status_code == 410
    assert rosa.get("thanks/").status_code == 410
    assert Client().get(f"/r/{rosa.token}").status_code == 410


# Odd input


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("pages/MON-1/", b"comment=a%00b"),
        ("pages/MON-1/", b"comment=%ED%A0%80"),
        ("pages/MON-1/", b"comment=\xed\xa0\x80"),
        ("pages/MON-1/", b"comment=%FF"),
        ("pages/MON-1/", b"a%00=1"),
        ("pages/MON-1/", b"from=%00"),
        ("answers/MON-1-Q1/", b"MON-1-Q1=%00"),
        ("answers/MON-1-Q1/", b"MON-1-Q1=%ED%B0%80"),
        ("start/", b"x=%00"),
        ("submit/", b"x=%00"),
    ],
)
def test_nul_and_half_characters_in_a_field_are_400_and_nothing_is_lost(rosa, address, body):
    rosa.save("MON-1-Q1", "3")
    response = rosa.client.post(
        rosa.base + address, body, content_type="application/x-www-form-urlencoded"
    )
    assert (response.status_code, heading(response)) == (400, "We could not read this")
    assert rosa.stored == {"MON-1-Q1": ("3", 1)}


@pytest.mark.parametrize("charset", ["raw_unicode_escape", "utf-7", "nothing"])
def test_a_charset_that_makes_half_characters_is_400(rosa, charset):
    body = b"--b\r\nContent-Disposition: form-data; name=comment\r\n\r\n\\ud800\r\n--b--\r\n"
    kind = f"multipart/form-data; boundary=b; charset={charset}"
    response = rosa.client.generic("POST", f"{rosa.base}pages/MON-1/", body, content_type=kind)
    assert response.status_code in {302, 400}
    assert not CommentDraft.objects.filter(text__contains="\ud800".encode("utf-8", "replace"))


@pytest.mark.parametrize("odd", ["%00", "a%00b", "%ED%A0%80", "%FF", "a%ED%B0%80"])
def test_nul_and_half_characters_in_an_address_are_400(rosa, odd):
    addresses = [f"/r/{odd}", f"/r/{odd}/", f"{rosa.base}pages/{odd}/", f"{rosa.base}?from={odd}"]
    for address in addresses:
        response = rosa.client.get(address)
        assert (response.status_code, heading(response)) == (400, "We could not read this")


@pytest.mark.parametrize("size", [70_000, 3_000_000])
def test_a_body_larger_than_any_answer_is_413(rosa, size):
    response = rosa.post("pages/MON-1/", {"comment": "a" * size})
    assert (response.status_code, heading(response)) == (413, "This is too large")
    assert CommentDraft.objects.count() == 0


def test_a_post_from_elsewhere_is_403_in_plain_words(rosa):
    strict = Client(enforce_csrf_checks=True, headers={"origin": "https://elsewhere.example"})
    strict.cookies = rosa.client.cookies
    page = strict.post(f"{rosa.base}submit/")
    assert (page.status_code, heading(page)) == (403, "This page was open for too long")
    line = strict.post(f"{rosa.base}answers/MON-1-Q1/", {"MON-1-Q1": "2"})
    assert (line.status_code, line.json()) == (403, {"refused": "Not saved: load this page again."})
    assert Response.objects.filter(invitation=rosa.invitation).count() == 1


@pytest.mark.parametrize("revision", ["-1", "x", "9" * 40, "٣", "1e3", ""])
def test_a_forged_revision_overwrites_nothing(rosa, revision):
    rosa.save("MON-1-Q1", "3")
    assert rosa.save("MON-1-Q1", "1", revision=revision).status_code == 409
    assert rosa.stored == {"MON-1-Q1": ("3", 1)}


# Promises


def statements(captured):
    """The SQL of a request without the marks of its transaction (in a test: savepoints)."""
    marks = ("SAVEPOINT", "RELEASE SAVEPOINT", "BEGIN", "COMMIT")
    return [query["sql"] for query in captured if not query["sql"].startswith(marks)]


def test_an_answer_page_costs_three_queries_and_a_save_three(rosa):
    rosa.get("pages/MON-1/")
    rosa.save("MON-1-Q1", "2")
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert rosa.get("pages/MON-1/").status_code == 200
    assert len(statements(captured)) == 3
    with CaptureQueriesContext(connection) as captured:
        assert rosa.save("MON-1-Q1", "3", revision=1).status_code == 200
    assert len(statements(captured)) == 3
    with CaptureQueriesContext(connection) as captured:
        assert rosa.get("check/").status_code == 200
    assert len(statements(captured)) == 3


def test_the_logo_is_not_read_with_every_page_and_save(rosa):
    rosa.get("pages/MON-1/")
    with CaptureQueriesContext(connection) as captured:
        assert rosa.get("pages/MON-1/").status_code == 200
        assert rosa.save("MON-1-Q1", "3").status_code == 200
    read = " ".join(statements(captured))
    assert ('"time_zone"' in read, "logo" in read) == (True, False)


def test_the_token_is_in_no_page_redirect_or_cookie_and_in_no_log(rosa, capfd):
    for name in ("django", "django.server"):
        [handler] = [
            h
            for h in logging.getLogger(name).handlers
            if any(isinstance(f, HideSecrets) for f in h.filters)
        ]
        handler.setStream(sys.stderr)
    token, unknown = rosa.token, rosa.token[:-1] + "!"
    Client().get(f"/r/{unknown}")
    Client().post(f"/r/{unknown}")
    Client().get(f"/r/{unknown}/pages/x/")
    logging.getLogger("django.server").info('"GET /r/%s HTTP/1.1" 302 0' % token)  # noqa: UP031 G002
    logging.getLogger("django.server").info('"%s" %s', f"GET /r/{token} HTTP/1.1", 302)
    error = ValueError(f"/r/{token}")
    logging.getLogger("django.request").error("Server Error: /r/%s", token, exc_info=error)
    logged = capfd.readouterr().err
    assert logged.count("/r/[hidden]") >= 5
    assert (token in logged, unknown in logged) == (False, False)
    seen = [rosa.get(address).text for address in ("", *PAGES)]
    assert [token in text for text in seen] == [False] * len(seen)
    assert token not in str(rosa.client.cookies)


def test_a_page_of_a_respondent_imports_nothing_slow(tmp_path):
    script = f"""
import sys, django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = {str(tmp_path / "rows.sqlite3")!r}
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.test import Client
from surveys.models import Assessment, Department, Organisation
from surveys.services import answers, invitations, model_versions
from surveys.services.model_files import find_model
of = Organisation.objects.create(name="Acme")
it = Department.objects.create(organisation=of, key="it", name="IT")
version = model_versions.store(find_model("social-media-readiness"))
made = Assessment.objects.create(
    organisation=of, model_version=version, title="Round", state="open")
made.scope.create(department=it)
token = invitations.create(assessment=made, department=it).token
client = Client(SERVER_NAME="localhost")
base = "/r/" + made.code + "/"
steps = [client.get("/r/" + token), client.post(base + "start/")]
page = base + "pages/MON-1/"
steps += [client.get(page), client.post(page, {{"MON-1-Q1": "2"}})]
steps += [client.get(base + "check/"), client.post(base + "submit/"), client.get(base + "thanks/")]
print([step.status_code for step in steps])
print({{"pandas", "matplotlib", "weasyprint"}} & set(sys.modules))
"""
    served = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "readiness.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (served.stdout, served.stderr) == (
        "[302, 302, 200, 302, 200, 302, 200]\nset()\n",
        "",
    )


def test_templates_hold_no_inline_script_or_style(rosa):
    for address in ("", *PAGES):
        text = rosa.get(address).text
        assert [bad for bad in ("<style", "style=", "onclick", "hx-on") if bad in text] == []
        assert re.findall(r"<script(?! src=)", text) == []


def test_an_invitation_row_does_not_say_that_its_link_was_opened(rosa):
    before = Invitation.objects.filter(pk=rosa.invitation.pk).values().get()
    rosa.get("pages/MON-1/")
    assert Invitation.objects.filter(pk=rosa.invitation.pk).values().get() == before
    assert answers.answers_of(rosa.invitation) == {}
