"""A department's link: bounded, typed from a poster, and a personal link for each who begins."""

import re

import pytest
from django.test import Client

from surveys import access
from surveys.models import DepartmentLink, Invitation, Response
from surveys.services import assessments, shared_links
from tests import cast
from tests.factories import NOW, assessment, invite_with_token, respond

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return assessment(closes_on=None)


@pytest.fixture
def link(made):
    return make(made)


def make(made, most=3, key="it"):
    department = made.organisation.departments.get(key=key)
    return shared_links.make(assessment=made, department=department, most=most, user=None, now=NOW)


def path(link):
    return f"/d/{shared_links.token_for(link)}"


def at(made, rest=""):
    return f"/console/{made.organisation.code}/assessments/{made.code}/department-links/{rest}"


def begun(link):
    link.refresh_from_db()
    return link.begun, Invitation.objects.count()


def test_the_address_can_be_typed(link):
    token = shared_links.token_for(link)
    assert re.fullmatch(r"(?:[2-9a-hjkmnp-z]{4}-){3}[2-9a-hjkmnp-z]{4}", token)
    client = Client()
    for typed in (token, token.upper(), token.replace("-", ""), token.replace("-", "%20")):
        assert client.get(f"/d/{typed}").status_code == 200, typed
    for wrong in (token[:-1], token + "2", "-", "0" * 16, "this-is-an-example-link", "ü" * 16):
        assert client.get(f"/d/{wrong}").status_code == 404, wrong


def test_reading_it_a_hundred_times_begins_nothing(link):
    client = Client()
    for _ in range(100):
        assert client.get(path(link)).status_code == 200
        assert client.head(path(link)).status_code == 200
    assert begun(link) == (0, 0)


def test_who_begins_gets_an_address_of_their_own_and_goes_on_with_it_elsewhere(made, link):
    phone = Client()
    answer = phone.post(path(link))
    assert (answer.status_code, answer["Location"]) == (302, f"/d/{made.code}/own/")
    page = phone.get(answer["Location"]).text
    [address] = set(re.findall(r"http://127\.0\.0\.1:8000(/r/[\w-]+)", page))
    invitation = Invitation.objects.get()
    assert (invitation.person, invitation.department.key, invitation.state) == (None, "it", "sent")
    assert phone.post(f"/r/{made.code}/start/").status_code == 302
    elsewhere = Client()
    assert elsewhere.get(address)["Location"] == f"/r/{made.code}/"
    assert elsewhere.get(f"/r/{made.code}/overview/").status_code == 200
    assert Response.objects.get().invitation == invitation


def test_the_same_browser_goes_on_and_somebody_else_in_it_begins_anew(made, link):
    kiosk = Client()
    kiosk.post(path(link))
    assert "Somebody has begun on this device" in kiosk.get(path(link)).text
    assert kiosk.post(path(link))["Location"] == f"/r/{made.code}/"
    assert begun(link) == (1, 1)
    assert kiosk.post(path(link), {"anew": "yes"})["Location"] == f"/d/{made.code}/own/"
    assert begun(link) == (2, 2)
    mine = Invitation.objects.get(key=invitation_of(kiosk, made).key)
    respond(mine, {"MON-1-Q1": "2"})
    assert "Answers were sent from this device." in kiosk.get(path(link)).text
    assert kiosk.post(path(link))["Location"] == f"/d/{made.code}/own/"
    assert begun(link) == (3, 3)


def invitation_of(client, made):
    class Request:
        COOKIES = {name: cookie.value for name, cookie in client.cookies.items()}  # noqa: RUF012

    return access.get_invitation(Request(), made.code, now=NOW)


def test_no_more_begin_than_were_allowed_to(link):
    answers = [Client().post(path(link)).status_code for _ in range(5)]
    assert answers == [302, 302, 302, 409, 409]
    assert begun(link) == (3, 3)
    page = Client().get(path(link))
    assert (page.status_code, "Nobody else can begin over this link" in page.text) == (409, True)


def test_a_new_link_ends_the_old_one_and_who_has_begun_goes_on(made, link):
    phone, old = Client(), path(link)
    phone.post(old)
    shared_links.renew(link=link, user=None, now=NOW)
    link.refresh_from_db()
    assert path(link) != old
    assert [Client().get(each).status_code for each in (old, path(link))] == [404, 200]
    assert Client().post(old).status_code == 404
    assert phone.get(f"/r/{made.code}/").status_code == 200


def test_a_closed_link_opens_again_at_another_address(made, link):
    old = path(link)
    shared_links.close(link=link, user=None, now=NOW)
    assert Client().get(old).status_code == 404
    again = make(made, most=5)
    assert (again.pk, again.most) == (link.pk, 5)
    assert [Client().get(each).status_code for each in (old, path(again))] == [404, 200]


def test_a_closed_link_is_not_opened_by_renewing_it_in_an_old_tab(made, link):
    shared_links.close(link=link, user=None, now=NOW)
    answer = cast.carla(made.organisation).post(at(made, "it/renew/"))
    assert (answer.status_code, "This link was closed meanwhile." in answer.text) == (409, True)
    # As a page that was read before knows the row.
    with pytest.raises(shared_links.LinkRevoked):
        shared_links.renew(link=link, user=None, now=NOW)
    link.refresh_from_db()
    assert (link.number, link.token_hash) == (1, None)


def test_the_same_link_stays_when_only_the_number_changes(made, link):
    assert path(make(made, most=7)) == path(link)
    assert path(make(made, key="sales")) != path(link)


def test_the_database_holds_no_token(link):
    token = shared_links.token_for(link)
    stored = str(list(DepartmentLink.objects.values()))
    assert token not in stored
    assert token.replace("-", "") not in stored


@pytest.mark.parametrize(
    ("state", "status"), [("draft", 403), ("paused", 403), ("closed", 410), ("archived", 410)]
)
def test_nobody_begins_while_answers_are_not_taken(made, link, state, status):
    made.state = state
    made.save()
    assert Client().get(path(link)).status_code == status
    assert Client().post(path(link)).status_code == status
    assert begun(link) == (0, 0)


def test_answers_begun_over_it_are_counted_at_closing_like_all_others(made, link):
    for _ in range(3):
        phone = Client()
        phone.post(path(link))
        respond(invitation_of(phone, made), {"MON-1-Q1": "2"})
    assessments.close(assessment=made, user=None, now=NOW)
    assert made.scope.get(department__key="it").invited == 3
    assert Client().get(path(link)).status_code == 410


def test_whose_link_is_personal_is_not_shown_it_as_one_to_keep(made):
    issued = invite_with_token(made, "it", "Rosa")
    browser = Client()
    browser.get(f"/r/{issued.token}")
    assert browser.get(f"/d/{made.code}/own/")["Location"] == f"/r/{made.code}/"
    assert Client().get(f"/d/{made.code}/own/").status_code == 403


def test_a_coordinator_makes_changes_and_closes_a_link(made):
    cora = cast.cora(made.organisation)
    assert cora.post(at(made, "it/open/"), {"most": "20"}).status_code == 302
    link = DepartmentLink.objects.get()
    page = cora.get(at(made)).text
    assert f"http://127.0.0.1:8000{path(link)}" in page
    assert "0 of 20 have begun." in page
    assert cora.post(at(made, "it/renew/")).status_code == 302
    assert cora.post(at(made, "it/close/")).status_code == 302
    assert "Closed; 0 have begun and can go on." in cora.get(at(made)).text
    notes = made.organisation.events.filter(what__startswith="department link").order_by("pk")
    assert list(notes.values_list("what", "details")) == [
        ("department link", "it 20"),
        ("department link renewed", "it"),
        ("department link closed", "it"),
    ]


@pytest.mark.parametrize("most", ["", "0", "-1", "1.5", "many", "5001", "1"])
def test_a_number_that_cannot_be_is_refused_where_it_stands(made, most):
    cora, link = cast.cora(made.organisation), make(made, most=3)
    for _ in range(2):
        Client().post(path(link))
    answer = cora.post(at(made, "it/open/"), {"most": most})
    assert answer.status_code == 422
    assert 'aria-invalid="true" aria-describedby="wrong-it"' in answer.text
    link.refresh_from_db()
    assert link.most == 3


def test_an_over_assessment_makes_no_links(made):
    made.state = "closed"
    made.save()
    carla = cast.carla(made.organisation)
    answer = carla.post(at(made, "it/open/"), {"most": "3"})
    assert (answer.status_code, DepartmentLink.objects.count()) == (409, 0)
