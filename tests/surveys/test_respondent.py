"""The respondent's pages: what each address answers in every state."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client

from surveys.access import COOKIE_MAX_AGE, cookie_name
from surveys.models import CommentDraft, Response, State
from surveys.services import invitations
from tests.factories import NOW, assessment, invite_with_token, organisation
from tests.rosa import PAGES, Rosa

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def rosa():
    return Rosa()


def all_rows():
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in apps.get_app_config("surveys").get_models()
    }


def heading(response):
    [found] = re.findall(r"<h1[^>]*>(.*?)</h1>", response.text, re.DOTALL)
    return found


# The link


def test_a_link_becomes_a_cookie_and_a_clean_address_and_writes_nothing():
    issued = invite_with_token(assessment())
    code = issued.invitation.assessment.code
    before = all_rows()
    client = Client()
    response = client.get(f"/r/{issued.token}")
    assert (response.status_code, response.headers["Location"]) == (302, f"/r/{code}/")
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response.headers["Cache-Control"]
    cookie = response.cookies[cookie_name(code)]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"], cookie["secure"]) == (
        *(True, "Lax", COOKIE_MAX_AGE),
        "",
    )
    assert issued.token not in cookie.value
    for _ in range(20):
        assert Client().get(f"/r/{issued.token}").status_code == 302
    assert all_rows() == before


def test_in_production_the_cookie_is_for_this_host_and_https_alone(settings):
    settings.SESSION_COOKIE_SECURE = True
    issued = invite_with_token(assessment())
    response = Client().get(f"/r/{issued.token}")
    name = f"__Host-r-{issued.invitation.assessment.code}"
    assert (response.cookies[name]["secure"], response.cookies[name]["path"]) == (True, "/")


def test_no_page_of_a_respondent_is_kept_by_the_browser_or_tells_other_sites(rosa):
    for address in ("", "who-sees/", *PAGES):
        headers = rosa.get(address).headers
        assert "no-store" in headers["Cache-Control"], address
        assert headers["Referrer-Policy"] == "same-origin", address


def test_reading_pages_writes_nothing(rosa):
    before = all_rows()
    for address in ("", "who-sees/", "thanks/", *PAGES):
        assert rosa.get(address).status_code in {200, 302}
    assert all_rows() == before


def test_welcome_says_who_asks_what_is_seen_and_that_sending_is_final():
    rosa = Rosa(started=False, closes_on=date(2999, 12, 12))
    text = re.sub(r"\s+", " ", rosa.get().text)
    for words in (
        "Dana Whitlock at Acme asks for your view",
        "About 14 minutes; 17 for those who are asked more because of their work.",
        "groups in which at least 5 people have answered",
        "confidential, not anonymous",
        "Sending is final",
        "until 12 December 2999",
        ">Start</button>",
    ):
        assert words in text


def test_welcome_names_the_departments_shown_together_with_ones_own():
    of = organisation(departments=("it", "sales"))
    rosa = Rosa(of=of, started=False)
    assert "shown together with" not in rosa.get().text
    rosa.assessment.scope.update(group="it")
    rosa.assessment.scope_revision += 1
    rosa.assessment.save()
    assert "shown together with those of Sales" in rosa.get().text


def test_pages_lead_to_the_welcome_page_until_start_was_pressed():
    rosa = Rosa(started=False)
    for address in PAGES:
        response = rosa.get(address)
        assert (response.status_code, response.headers["Location"]) == (302, rosa.base)
    assert rosa.get("start/").status_code == 405
    assert Response.objects.count() == 0
    assert rosa.post("start/").headers["Location"] == f"{rosa.base}pages/you/"
    assert rosa.post("start/").headers["Location"] == f"{rosa.base}pages/you/"
    assert Response.objects.count() == 1
    assert ">Continue</button>" in rosa.get().text


# Links that lead nowhere


def test_an_unknown_link_is_404():
    response = Client().get("/r/nothing-like-this")
    assert (response.status_code, heading(response)) == (404, "We do not know this link")


def test_a_revoked_link_is_410_at_once_on_every_page(rosa):
    invitations.revoke(invitation=rosa.invitation, user=None, now=NOW)
    for response in (Client().get(f"/r/{rosa.token}"), *map(rosa.get, ("", *PAGES))):
        assert (response.status_code, heading(response)) == (410, "This link is no longer valid")
    assert rosa.save("MON-1-Q1", "2").status_code == 410


@pytest.mark.parametrize(
    ("state", "status", "title"),
    [
        (State.CLOSED, 410, "These questions have closed"),
        (State.PUBLISHED, 410, "These questions have closed"),
        (State.PAUSED, 403, "These questions are paused"),
        (State.DRAFT, 403, "These questions are not open yet"),
    ],
)
def test_an_assessment_that_takes_no_answers_says_so_and_keeps_them(rosa, state, status, title):
    rosa.save("MON-1-Q1", "2")
    rosa.set_state(state)
    for response in (Client().get(f"/r/{rosa.token}"), *map(rosa.get, ("", *PAGES))):
        assert (response.status_code, heading(response)) == (status, title)
    refused = rosa.save("MON-1-Q1", "3", revision=1)
    assert (refused.status_code, "<html" in refused.text) == (status, False)
    assert "Not saved:" in refused.text
    assert rosa.post("pages/MON-1/", {"MON-1-Q1": "3"}).status_code == status
    assert rosa.post("submit/").status_code == status
    assert rosa.stored == {"MON-1-Q1": ("2", 1)}


def test_after_the_last_day_the_link_has_expired(rosa):
    rosa.assessment.opens_on = rosa.assessment.closes_on = date(2020, 1, 1)
    rosa.assessment.save()
    assert rosa.get().status_code == 410
    assert Client().get(f"/r/{rosa.token}").status_code == 410


@pytest.mark.parametrize("forged", [None, "", "x", "0" * 32 + ".abc:def", "é\x7f", "a" * 4000])
def test_without_its_cookie_or_with_a_forged_one_a_page_asks_for_the_link(rosa, forged):
    client = Client()
    if forged is not None:
        client.cookies[cookie_name(rosa.assessment.code)] = forged
    for code in (rosa.assessment.code, "nothing"):
        response = client.get(f"/r/{code}/pages/MON-1/")
        assert response.status_code == 403
        assert heading(response) == "Please open your personal link again"
    assert client.post(f"{rosa.base}submit/").status_code == 403
    assert Response.objects.filter(invitation=rosa.invitation).count() == 1


def test_the_cookie_of_one_assessment_opens_no_other(rosa):
    other = assessment(organisation("Other"))
    name = cookie_name(rosa.assessment.code)
    client = Client()
    client.cookies[cookie_name(other.code)] = rosa.client.cookies[name].value
    assert client.get(f"/r/{other.code}/").status_code == 403


# Pages


def test_a_page_asks_in_staff_words_and_shows_no_number_target_or_purpose(rosa):
    text = rosa.get("pages/MON-1/").text
    assert "<title>What people say in public – Readiness</title>" in text
    assert "<legend><h1>How does your department find out what people say about us" in text
    statements = re.findall(r'name="MON-1-Q1" value="(\w+)"', text)
    assert statements == ["0", "1", "2", "3", "4", "np", "dk"]
    today = re.findall(r'name="MON-1:today" value="(\w+)"', text)
    assert today == ["it", "each", "several", "nobody", "agency", "sales", "dk"]
    for hidden in ("Improvised", "Routine", "Notice relevant public comments", "target:"):
        assert hidden not in text
    assert '" checked>' not in text


def test_an_item_about_the_organisation_offers_no_not_our_work(rosa):
    assert re.findall(r'name="RSP-3-Q1" value="(\w+)"', rosa.get("pages/RSP-3/").text) == [
        *("0", "1", "2", "3", "4", "dk"),
    ]


def test_leads_are_asked_more_once_the_first_page_is_saved(rosa):
    early = rosa.get("pages/CND-1-Q1/")
    assert (early.status_code, early.headers["Location"]) == (302, f"{rosa.base}overview/")
    assert rosa.get("pages/CND-1-Q9/").status_code == 404
    assert "MON-2-Q1" not in rosa.get("pages/MON-2/").text
    response = rosa.post("pages/you/", {"PRF-2": "lead", "PRF-3": "never"})
    assert response.headers["Location"].startswith(f"{rosa.base}pages/MON-1/?saved=")
    assert rosa.get("pages/CND-1-Q1/").status_code == 200
    assert "MON-2-Q1" in rosa.get("pages/MON-2/").text
    assert "rehearsed within the past year" in rosa.get("pages/RSP-4/").text


def test_beyond_twelve_departments_the_owner_is_chosen_from_a_list():
    keys = (*(f"d{number:02}" for number in range(12)), "it")
    few = Rosa(of=organisation("Few", keys[1:]))
    assert '<select class="form-select" name="MON-1:today"' not in few.get("pages/MON-1/").text
    many = Rosa(of=organisation("Many", keys))
    assert '<select class="form-select" name="MON-1:today"' in many.get("pages/MON-1/").text


def test_a_page_saves_and_leads_on_to_the_end(rosa):
    rosa.post("pages/you/", {"PRF-2": "staff", "PRF-3": "less"})
    address = "pages/MON-1/"
    seen = []
    while address.startswith("pages/"):
        page = rosa.get(address).text
        names = dict(re.findall(r'name="([\w:-]+)" value="(\w+)"', page))
        names |= dict.fromkeys(re.findall(r'<select [^>]*name="([\w:-]+)"', page), "dk")
        seen.append(address.split("/")[1])
        address = rosa.post(address, names).headers["Location"].removeprefix(rosa.base)
    assert len(seen) == 16 + 1 + 1
    assert address.startswith("overview/?saved=")
    assert len(rosa.stored) == 38
    assert "Every question has an answer" in rosa.get(address).text


def test_blanks_are_allowed_and_named_before_sending(rosa):
    response = rosa.post("pages/MON-1/", {"MON-1-Q1.revision": "0"})
    assert response.status_code == 302
    assert rosa.stored == {}
    assert rosa.get("check/").text.count("No answer") == 38


def test_from_the_check_page_change_leads_back_to_it(rosa):
    assert 'pages/MON-1/?from=check#MON-1-today"' in rosa.get("check/").text
    page = rosa.get("pages/MON-1/?from=check").text
    assert '<input type="hidden" name="from" value="check">' in page
    sent = {"MON-1-Q1": "4", "from": "check"}
    there = rosa.post("pages/MON-1/", sent).headers["Location"]
    assert re.fullmatch(rf"{rosa.base}check/\?saved=\d\d%3A\d\d#row-MON-1-Q1", there)
    assert "Saved " in rosa.get(there.removeprefix(rosa.base)).text


def test_an_answer_can_be_cleared_and_what_else_was_chosen_is_kept(rosa):
    rosa.save("MON-1-Q1", "3")
    sent = {"MON-1-Q1": "3", "MON-1-Q1.revision": 1, "MON-1:today": "it", "clear": "MON-1-Q1"}
    there = rosa.post("pages/MON-1/", sent).headers["Location"]
    assert there == f"{rosa.base}pages/MON-1/?cleared=yes#MON-1-Q1"
    assert rosa.stored == {"MON-1-Q1": ("", 2), "MON-1:today": ("it", 1)}
    assert "Your answer is cleared." in rosa.get("pages/MON-1/?cleared=yes").text


def test_overview_says_for_each_section_how_far_it_is(rosa):
    rosa.post("pages/you/", {"PRF-2": "staff", "PRF-3": "less"})
    rosa.save("MON-1-Q1", "3")
    text = rosa.get("overview/").text
    states = re.findall(r'class="state (\w+)"', text)
    assert states == ["done", "in_progress", *["not_started"] * 7]
    assert "1 of 5" in text
    assert f'href="{rosa.base}pages/MON-1/#MON-1-today">Go to the next' in text


def test_a_comment_is_kept_with_its_consent_and_shown_again(rosa):
    rosa.post("pages/MON-1/", {"comment": "Ask the <b>press office</b>", "consent": "on"})
    [draft] = CommentDraft.objects.all()
    assert (draft.activity, draft.text, draft.consent) == (
        *("MON-1", "Ask the <b>press office</b>"),
        True,
    )
    text = rosa.get("pages/MON-1/").text
    assert "Ask the &lt;b&gt;press office&lt;/b&gt;</textarea>" in text
    assert 'name="consent" checked' in text
    assert "Your comment on: What people say in public" in rosa.get("check/").text
    rosa.post("pages/MON-1/", {"comment": "", "comment.revision": "1"})
    assert CommentDraft.objects.get().text == ""


def test_a_saved_time_in_the_address_is_a_time_or_nothing(rosa):
    assert "Saved 14:02" in rosa.get("overview/?saved=14:02").text
    for forged in ("<b>", "14:021", "99:99", "٣٣:٣٣"):
        assert "Saved" not in rosa.get("overview/", data={"saved": forged}).text
