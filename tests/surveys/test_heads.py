"""A head's link: named, not confidential, and a rate that points at nobody."""

from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from surveys.models import AuditEvent, HeadLink, Message, ScopeDepartment
from surveys.services import groups, heads
from tests import cast
from tests.factories import NOW, answer_all, assessment, invite

pytestmark = pytest.mark.django_db

FACTS = {"head": "Ada Byron, Head of IT", "hours": "6", "authority": "3"}


@pytest.fixture
def made():
    return assessment(departments=("it", "legal", "sales"))


@pytest.fixture
def link(made):
    return keep(made)


def keep(made, name="Ada Byron", email="ada@acme.example", key="it"):
    row = made.scope.get(department__key=key)
    return heads.keep(row=row, name=name, email=email, user=None, now=NOW)


def at(made, rest=""):
    return f"/console/{made.organisation.code}/assessments/{made.code}/heads/{rest}"


def facts(made):
    row = ScopeDepartment.objects.get(assessment=made, department__key="it")
    return row.head, row.hours, row.authority


def test_a_head_states_hours_and_authority_and_it_is_noted_as_theirs(made, link):
    hedda = cast.hedda(link)
    page = hedda.get(f"/h/{link.key}/").text
    assert "<strong>not confidential</strong>" in page
    assert "We may speak alone in our field within written limits." in page
    assert hedda.post(f"/h/{link.key}/", FACTS).status_code == 302
    assert facts(made) == ("Ada Byron, Head of IT", 6, 3)
    link.refresh_from_db()
    assert link.stated_on is not None
    note = AuditEvent.objects.get(what="stated by head")
    assert (note.user, note.details) == (None, "it: Ada Byron")
    assert 'value="6"' in hedda.get(f"/h/{link.key}/").text


@pytest.mark.parametrize("wrong", [{"hours": "-1"}, {"hours": "1.5"}, {"authority": "9"}])
def test_what_cannot_be_is_refused_and_nothing_is_stated(made, link, wrong):
    hedda = cast.hedda(link)
    answer = hedda.post(f"/h/{link.key}/", FACTS | wrong)
    assert (answer.status_code, facts(made)[1:]) == (422, (None, None))
    assert "Ada Byron, Head of IT" in answer.text


def test_opening_the_link_a_hundred_times_states_nothing(made, link):
    before = list(HeadLink.objects.values())
    for _ in range(100):
        scanner = Client()
        assert scanner.get(f"/h/{heads.token_of_head(link)}", follow=True).status_code == 200
        assert scanner.head(f"/h/{link.key}/").status_code == 200
    assert list(HeadLink.objects.values()) == before
    assert facts(made) == ("", None, None)


def test_without_the_link_the_page_is_nobodys(made, link):
    other = keep(made, name="Sid", key="sales")
    for browser in (Client(), cast.hedda(other), cast.carla(made.organisation), cast.rosa(made)):
        answer = browser.get(f"/h/{link.key}/")
        assert (answer.status_code, "Ada" in answer.text) == (403, False)
        assert browser.post(f"/h/{link.key}/", FACTS).status_code == 403
    assert Client().get("/h/this-is-an-example-link").status_code == 404


def test_another_link_and_another_name_end_the_old_one(made, link):
    for change in (
        lambda: heads.renew(link=link, user=None, now=NOW),
        lambda: keep(made, name="Grace Hopper"),
        lambda: heads.revoke(link=link, user=None, now=NOW),
    ):
        link.refresh_from_db()
        hedda, old = cast.hedda(link), heads.address_of(link).removeprefix("http://127.0.0.1:8000")
        assert hedda.get(f"/h/{link.key}/").status_code == 200
        change()
        assert hedda.get(f"/h/{link.key}/").status_code == 403
        assert hedda.post(f"/h/{link.key}/", FACTS).status_code == 403
        assert Client().get(old).status_code == 404
    assert facts(made) == ("", None, None)


def test_who_got_a_mistyped_mail_is_left_with_a_link_that_opens_nothing(made, link):
    hedda, old = cast.hedda(link), heads.address_of(link).removeprefix("http://127.0.0.1:8000")
    link.stated_on = NOW.date()
    link.save()
    mended = keep(made, email="ada@right.example")
    assert Client().get(old).status_code == 404
    assert hedda.get(f"/h/{link.key}/").status_code == 403
    assert (mended.email, mended.stated_on) == ("ada@right.example", NOW.date())
    assert cast.hedda(mended).get(f"/h/{link.key}/").status_code == 200


def test_an_address_where_there_was_none_keeps_the_link_that_was_handed_over(made):
    before = heads.address_of(keep(made, email=""))
    assert heads.address_of(keep(made, email="ada@acme.example")) == before
    assert heads.address_of(keep(made, email="ada@acme.example")) == before


def test_a_link_that_was_taken_back_stays_so_in_an_old_tab(made, link):
    carla = cast.carla(made.organisation)
    assert carla.post(at(made, "it/revoke/")).status_code == 302
    ended = list(HeadLink.objects.values())
    said = carla.post(at(made, "it/renew/"), follow=True).text
    assert "This link was taken back meanwhile. Make it anew." in said
    carla.post(at(made, "it/revoke/"))
    # As a page that was read before knows the row.
    with pytest.raises(heads.LinkRevoked):
        heads.renew(link=link, user=None, now=NOW)
    assert list(HeadLink.objects.values()) == ended
    notes = AuditEvent.objects.filter(what__startswith="head link").order_by("pk")
    assert [each.what for each in notes] == ["head link", "head link revoked"]


def test_a_link_is_taken_back_as_it_stands_and_not_as_it_was_read(made, link):
    stale = HeadLink.objects.get(pk=link.pk)
    keep(made, name="Grace Hopper", email="grace@acme.example")
    heads.revoke(link=stale, user=None, now=NOW)
    link.refresh_from_db()
    assert (link.name, link.email, link.number) == ("Grace Hopper", "grace@acme.example", 2)


@pytest.mark.parametrize("state", ["closed", "published", "archived"])
def test_after_closing_nothing_is_stated_over_it(made, link, state):
    hedda = cast.hedda(link)
    made.state = state
    made.save()
    for answer in (
        Client().get(f"/h/{heads.token_of_head(link)}"),
        hedda.get(f"/h/{link.key}/"),
        hedda.post(f"/h/{link.key}/", FACTS),
    ):
        assert (answer.status_code, "What was stated stays." in answer.text) == (410, True)
    assert facts(made) == ("", None, None)


@pytest.mark.parametrize(
    ("answered", "open_", "sentence"),
    [
        (0, 5, "0 of 5 answered. It needs 5 more to be shown."),
        (3, 4, "3 of 7 answered. It needs 2 more to be shown."),
        (5, 0, "5 of 5 answered. That is enough for It to be shown."),
        (3, 1, "Fewer than 5 people of It have a link, so no number is shown here."),
    ],
)
def test_a_head_sees_the_rate_of_their_own_department_alone(made, link, answered, open_, sentence):
    answer_all(made, "it", answered, {"MON-1-Q1": "2"})
    for _ in range(open_):
        invite(made, "it")
    answer_all(made, "sales", 9, {"MON-1-Q1": "2"})
    page = heads.page_of(heads.open_link(heads.token_of_head(link))[0])
    assert f"{page.rate} {page.missing}".strip() == sentence
    assert "Sales" not in cast.hedda(link).get(f"/h/{link.key}/").text


def test_a_department_shown_with_another_is_told_with_which(made, link):
    answer_all(made, "it", 5, {"MON-1-Q1": "2"})
    groups.set_groups(assessment=made, groups={"it": "sales"}, user=None, now=NOW)
    page = heads.page_of(heads.open_link(heads.token_of_head(link))[0])
    assert (page.rate, page.missing) == ("5 of 5 answered.", "It is shown together with Sales.")


def test_links_are_made_for_all_heads_whose_name_is_known(made):
    carla = cast.carla(made.organisation)
    made.organisation.departments.filter(key="it").update(
        head_name="Ada", head_email="ada@acme.example"
    )
    made.scope.filter(department__key="legal").update(head="Luz, Counsel")
    assert "Make the links of 2 heads whose names are known" in carla.get(at(made)).text
    assert carla.post(at(made)).status_code == 302
    assert list(HeadLink.objects.order_by("name").values_list("name", "email")) == [
        ("Ada", "ada@acme.example"),
        ("Luz, Counsel", ""),
    ]
    assert carla.post(at(made)).status_code == 302
    assert HeadLink.objects.count() == 2


def test_links_of_more_heads_take_no_more_looks_at_the_assessment_and_its_links(made):
    made.scope.update(head="Ada")
    with CaptureQueriesContext(connection) as sent:
        assert heads.make_all(assessment=made, user=None, now=NOW) == 3
    looks = Counter(
        table
        for table in ("assessment", "headlink")
        for each in sent
        if f'FROM "surveys_{table}"' in each["sql"]
    )
    assert looks == {"assessment": 1, "headlink": 1}


def test_a_coordinator_makes_sends_and_ends_a_heads_link(made):
    cora = cast.cora(made.organisation)
    posted = {"name": "Ada Byron", "email": "Ada@Acme.example"}
    assert cora.post(at(made, "it/"), posted).status_code == 302
    link = HeadLink.objects.get()
    assert heads.address_of(link) in cora.get(at(made, "it/")).text
    assert cora.post(at(made, "it/send/")).status_code == 302
    message = Message.objects.get()
    assert (message.kind, message.subject_key, message.to, message.copy) == (
        "head",
        "it",
        "ada@acme.example",
        False,
    )
    assert cora.post(at(made, "it/revoke/")).status_code == 302
    assert heads.address_of(link) not in cora.get(at(made, "it/")).text
    assert cora.post(at(made, "it/send/"), follow=True).text.count("Make the link first") == 1
    assert cora.get(at(made, "legal/send/")).status_code == 405
    assert cora.post(at(made, "legal/send/")).status_code == 404


@pytest.mark.parametrize("wrong", [{"name": ""}, {"email": "nobody"}, {"email": "a@b.c\u200b"}])
def test_a_head_without_name_or_with_a_wrong_address_is_refused(made, wrong):
    posted = {"name": "Ada", "email": "ada@acme.example"} | wrong
    answer = cast.carla(made.organisation).post(at(made, "it/"), posted)
    assert (answer.status_code, HeadLink.objects.count()) == (422, 0)


def test_the_page_says_when_it_was_stated(link):
    HeadLink.objects.update(stated_on=date(2026, 3, 9))
    assert "2026" in cast.hedda(link).get(f"/h/{link.key}/").text
