"""A mail as it leaves: escaped, in one language, about what still holds, and no more."""

import re
from datetime import date

import pytest
from PIL import Image

from surveys import mail_queries
from surveys.models import Department, Logo, Message
from surveys.services import heads, invitations, mail_parts, mail_texts
from surveys.services.mail_parts import NotSendable, render_message
from tests.factories import NOW, assessment, invite, organisation, person, respond

pytestmark = pytest.mark.django_db

ADDRESS = re.compile(r"https?://[^\s\"'<]+")


@pytest.fixture
def made():
    return assessment(organisation("Acme"), sponsor="Dana Whitlock", contact="hr@acme.example")


def message(made, kind="invitation", **fields):
    return Message(
        organisation=made.organisation,
        assessment=made,
        kind=kind,
        created_at=NOW,
        not_before=NOW,
        **fields,
    )


def invited(made, kind="invitation", name="Rosa"):
    invitation = invite(made, "it", name)
    return message(made, kind, person=invitation.person, invitation=invitation)


def link_of(found):
    return f"http://127.0.0.1:8000/r/{invitations.token_for(found.invitation)}"


def own(made, body, kind="invitation", subject="S", language="en"):
    mail_texts.keep(
        assessment=made,
        kind=kind,
        language=language,
        subject=subject,
        body=body,
        user=None,
        now=NOW,
    )


def test_an_invitation_says_what_is_set_and_where_it_leads(made):
    made.closes_on = date(2026, 4, 17)
    found = invited(made)
    own(made, "{name}|{department}|{organisation}|{title}|{sponsor}|{contact}|{floor}\n\n{link}")
    parts = render_message(found, now=NOW)
    assert parts.text.split("\n-- \n")[0] == (
        f"Rosa|It|Acme|Readiness 2026|Dana Whitlock|hr@acme.example|5\n\n{link_of(found)}\n"
    )
    assert (parts.to, parts.language, parts.images) == ("rosa@example.com", "en", ())


def test_the_only_addresses_in_a_mail_are_its_link_and_the_one_that_ends_reminders(made):
    found = invited(made)
    parts = render_message(found, now=NOW)
    stop = f"http://127.0.0.1:8000/no-reminders/{mail_parts.opt_out_token(found.person)}"
    assert parts.stop == stop
    assert ADDRESS.findall(parts.text) == [link_of(found), stop]
    assert ADDRESS.findall(parts.html) == [link_of(found), link_of(found), stop]
    assert "src=" not in parts.html


def test_every_value_is_text_and_stays_on_its_line(made):
    of = made.organisation
    of.name = "A & B <b>"
    of.save()
    Department.objects.filter(key="it").update(name="{link}")
    made.title = "https://evil.example www.evil.example"
    made.sponsor = "Dana\r\nBcc: all@acme.example"
    found = invited(made, name="Ro\u202esa")
    own(
        made,
        "{name} {title} {department} {sponsor} {organisation}\n\n{link}",
        subject="{sponsor} {organisation}",
    )
    parts = render_message(found, now=NOW)
    assert parts.subject == "Dana Bcc: all@acme.example A & B <b>"
    assert parts.text.splitlines()[0] == (
        "Ro sa https: //evil.example www. evil.example {link} Dana Bcc: all@acme.example A & B <b>"
    )
    assert "<bdi>{link}</bdi>" in parts.html
    assert "<bdi>A &amp; B &lt;b&gt;</bdi>" in parts.html
    assert "<b>" not in parts.html.replace("<bdi>", "")
    assert parts.html.count(link_of(found)) == 2


def test_a_link_in_a_line_is_a_link_and_on_its_own_line_a_button(made):
    found = invited(made)
    own(made, "Here: {link}.")
    assert (
        f'Here: <a href="{link_of(found)}">{link_of(found)}</a>.'
        in render_message(found, now=NOW).html
    )
    own(made, "Here:\n\n{link}")
    assert (
        f'<a href="{link_of(found)}" style="display:inline-block'
        in render_message(found, now=NOW).html
    )


def test_what_is_not_set_reads_as_something_true(made):
    made.sponsor = made.contact = ""
    own(made, "{sponsor}|{contact}|{closes}\n\n{link}")
    assert (
        render_message(invited(made), now=NOW).text.splitlines()[0] == "Acme|Acme|the closing day"
    )


def test_the_language_is_the_persons_else_the_organisations(made):
    own(made, "Hallo {link}", language="de")
    own(made, "Hello {link}", language="en")
    found = invited(made)
    assert render_message(found, now=NOW).text.startswith("Hello")
    made.organisation.language = "de"
    assert render_message(found, now=NOW).text.startswith("Hallo")
    found.person.language = "en-GB"
    parts = render_message(found, now=NOW)
    assert parts.text.startswith("Hello")
    assert '<html lang="en" dir="ltr">' in parts.html


def test_the_logo_travels_within_the_mail(made, tmp_path):
    Image.new("RGB", (4, 4)).save(tmp_path / "logo.png")
    logo = (tmp_path / "logo.png").read_bytes()
    Logo.objects.create(organisation=made.organisation, content=logo)
    parts = render_message(invited(made), now=NOW)
    assert parts.images == (("logo", logo),)
    assert '<img src="cid:logo" alt="Acme"' in parts.html


def test_what_has_ended_does_not_leave(made):
    found = invited(made)
    gone = message(made, person=None, invitation=found.invitation)
    silent = invited(made, name="Silent")
    silent.person.email = ""
    tired = invited(made, "reminder", name="Tired")
    tired.person.no_reminders = True
    taken = invited(made, name="Taken")
    invitations.revoke(invitation=taken.invitation, user=None, now=NOW)
    taken.invitation.refresh_from_db()
    said = invited(made, "reminder", name="Said")
    respond(said.invitation, {"MON-1-Q1": "2"})
    said.invitation.refresh_from_db()
    stale = invited(made, "reminder", name="Stale")
    stale.invitation.token_hash = "0" * 64
    reasons = []
    for each in (gone, silent, tired, taken, said, stale):
        with pytest.raises(NotSendable) as error:
            render_message(each, now=NOW)
        reasons.append(error.value.reason)
    assert reasons == ["gone", "no-address", "opted-out", "revoked", "answered", "gone"]
    for each in (tired, said, stale):
        each.kind = "invitation"
        assert render_message(each, now=NOW).to == each.person.email
    made.closes_on = NOW.date().replace(day=1)
    with pytest.raises(NotSendable, match="over"):
        render_message(found, now=NOW)


def test_a_head_is_written_to_by_name_about_their_department(made):
    row = made.scope.get(department__key="it")
    link = heads.keep(row=row, name="Ada Byron", email="ada@acme.example", user=None, now=NOW)
    found = message(made, "head", subject_key="it", to="old@acme.example")
    parts = render_message(found, now=NOW)
    assert (parts.to, parts.stop) == ("ada@acme.example", "")
    assert parts.subject == "It: two facts we need from you for Readiness 2026"
    assert ADDRESS.findall(parts.text) == [heads.address_of(link)]
    heads.revoke(link=link, user=None, now=NOW)
    with pytest.raises(NotSendable, match="gone"):
        render_message(found, now=NOW)


@pytest.mark.parametrize("kind", ["announcement", "invitation", "reminder", "head"])
def test_a_trial_copy_leaves_also_when_all_is_over_and_opens_nothing(made, kind):
    person(made.organisation, "it", "Rosa")
    made.state = "archived"
    found = message(made, kind, to="carla@example.com", copy=True, subject_key="en")
    parts = render_message(found, now=NOW)
    assert parts.to == "carla@example.com"
    shown = {address.rpartition("/")[2] for address in ADDRESS.findall(parts.text)}
    assert shown <= {"this-is-an-example-link"}


def test_the_token_that_ends_reminders_is_the_persons_and_cannot_be_made_up(made):
    rosa = person(made.organisation, "it", "Rosa")
    token = mail_parts.opt_out_token(rosa)
    assert mail_parts.opted_out_code(token) == rosa.code
    assert mail_parts.opted_out_code(token[:-1]) is None
    assert mail_parts.opted_out_code(rosa.code) is None


def test_one_mail_more_costs_one_query(made, django_assert_num_queries):
    first = invited(made)
    first.save()
    render_message(first, now=NOW)
    [row] = mail_queries.messages()
    with django_assert_num_queries(1):  # the text
        render_message(row, now=NOW)
