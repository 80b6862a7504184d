"""Two people with one browser, and cookies under other names: nobody answers as another."""

import re

import pytest
from django.urls import reverse

from surveys.access import cookie_name, visit_key
from surveys.models import Answer, CommentDraft, Response, State
from tests.factories import assessment, invite_with_token, organisation
from tests.rosa import PAGES, Rosa

pytestmark = pytest.mark.django_db

REFUSED = "Not saved: another link was opened in this browser. Open your personal link again."


def heading(response):
    [found] = re.findall(r"<h1[^>]*>(.*?)</h1>", response.text, re.DOTALL)
    return found


@pytest.fixture
def rosa():
    return Rosa()


@pytest.fixture
def olga(rosa):
    """She has opened her own link in Rosa's browser since, and pressed Start."""
    issued = invite_with_token(rosa.assessment, "sales")
    rosa.client.get(f"/r/{issued.token}")
    rosa.post("start/", {"visit.key": visit_key(issued.invitation)})
    return issued.invitation


def test_what_an_open_page_of_rosa_saves_is_not_stored_as_olgas(rosa, olga):
    mine = {"visit.key": visit_key(rosa.invitation)}
    for address, fields in (
        ("answers/MON-1-Q1/", {"MON-1-Q1": "2", "MON-1-Q1.revision": "0"}),
        ("comments/MON-1/", {"comment": "Mine", "comment.revision": "0"}),
    ):
        reply = rosa.post(address, fields | mine)
        assert (reply.status_code, reply.json()) == (403, {"refused": REFUSED})
    assert (Answer.objects.count(), CommentDraft.objects.count()) == (0, 0)
    theirs = {"visit.key": visit_key(olga)}
    assert rosa.post("answers/MON-1-Q1/", {"MON-1-Q1": "3"} | theirs).status_code == 200
    assert Answer.objects.get().response.invitation == olga


@pytest.mark.parametrize("address", ["start/", "more/", "pages/MON-1/", "submit/"])
def test_no_form_of_rosas_pages_does_anything_for_olga_and_what_she_entered_is_shown(
    rosa, olga, address
):
    rosa.post("answers/MON-1:today/", {"MON-1:today": "it"})
    sent = {"MON-1-Q1": "2", "comment": "Mine", "wanted": "yes"}
    reply = rosa.post(address, sent | {"visit.key": visit_key(rosa.invitation)})
    assert (reply.status_code, heading(reply)) == (403, "Please open your personal link again")
    assert "Another personal link has been opened in this browser" in reply.text
    assert re.findall(r"<dd>(.*?)</dd>", reply.text) == [
        "A named colleague or tool checks agreed sources at least weekly.",
        "Mine",
    ]
    # Nor is she shown what the device keeps of Olga's visit.
    assert visit_key(olga) not in reply.text
    assert list(Answer.objects.values_list("question", "value")) == [("MON-1:today", "it")]
    assert CommentDraft.objects.count() == 0
    assert set(Response.objects.values_list("invitation", "state")) == {
        (rosa.invitation.pk, "started"),
        (olga.pk, "started"),
    }


def test_every_form_of_a_visit_says_whose_it_is(rosa):
    key = visit_key(rosa.invitation)
    own = reverse("shared:own", args=[rosa.assessment.code])
    texts = {address: rosa.get(address).text for address in ("", *PAGES)}
    texts[own] = rosa.client.get(own).text
    forms = {
        address: [
            form.count(f'<input type="hidden" name="visit.key" value="{key}">')
            for form in re.findall(r'<form method="post".*?</form>', text, re.DOTALL)
            if "/language/" not in form
        ]
        for address, text in texts.items()
    }
    assert forms == {address: [] if address == "later/" else [1] for address in texts}


def test_a_page_from_before_forms_said_whose_they_are_is_still_taken(rosa):
    assert rosa.post("pages/MON-1/", {"MON-1-Q1": "2"}).status_code == 302
    assert rosa.stored == {"MON-1-Q1": ("2", 1)}


def test_a_cookie_under_the_name_of_another_tenants_assessment_reads_no_words_of_it(rosa):
    foreign = assessment(organisation("Foreign", departments=("it", "secret-lab")))
    foreign.state = State.CLOSED
    foreign.save()
    cookies = rosa.client.cookies
    cookies[cookie_name(foreign.code)] = cookies[cookie_name(rosa.assessment.code)].value
    reply = rosa.client.post(f"/r/{foreign.code}/pages/MON-1/", {"MON-1:today": "secret-lab"})
    assert (reply.status_code, heading(reply)) == (403, "Please open your personal link again")
    assert "Secret-Lab" not in reply.text
    assert "How does" not in reply.text
