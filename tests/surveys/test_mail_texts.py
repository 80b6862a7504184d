"""Texts of mails: placeholders by plain replacement, kept, previewed and sent to oneself."""

import pytest
from django.conf import settings

from surveys.models import AuditEvent, MailKind, MailText, Message
from surveys.services import mail_texts
from tests import cast
from tests.factories import NOW, assessment, organisation, person

pytestmark = pytest.mark.django_db

BODY = "Dear {name},\n\n{link}\n"


@pytest.fixture
def made():
    made = assessment(organisation("Acme"), sponsor="Dana Whitlock", contact="hr@acme.example")
    person(made.organisation, "it", "Rosa")
    return made


@pytest.fixture
def carla(made):
    return cast.carla(made.organisation)


def at(made, rest=""):
    return f"/console/{made.organisation.code}/assessments/{made.code}/{rest}"


def test_known_placeholders_are_replaced_once_and_all_else_stays():
    values = {"name": "{link} {0}", "link": "L"}
    text = "{name} {link} {name.__class__} {0} {} {{link}} {link!r} %(link)s $link {unknown}"
    assert mail_texts.fill(text, values) == (
        "{link} {0} L {name.__class__} {0} {} {L} {link!r} %(link)s $link {unknown}"
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{nmae}", "{nmae} is no placeholder of this mail. Did you mean {name}?"),
        ("{Name}", "{Name} is no placeholder of this mail. Did you mean {name}?"),
        ("{ link }", "{ link } is no placeholder of this mail. Did you mean {link}?"),
        (
            "{name.__class__}",
            "{name.__class__} is no placeholder of this mail. Did you mean {name}?",
        ),
        ("{}", "{} is no placeholder of this mail. There are: {name}, {link}."),
        ("{qqq}", "{qqq} is no placeholder of this mail. There are: {name}, {link}."),
    ],
)
def test_what_is_no_placeholder_is_named_with_the_nearest(text, sentence):
    assert mail_texts.unknown(f"{{name}} {text} {text}", ("name", "link")) == [sentence]


@pytest.mark.parametrize("kind", MailKind.values)
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_the_standard_text_has_the_needed_placeholders_and_no_unknown_ones(made, kind, language):
    words = mail_texts.words_for(made, kind=kind, language=language)
    known = mail_texts.PLACEHOLDERS[kind]
    assert mail_texts.unknown(f"{words.subject} {words.body}", known) == []
    assert "{link}" not in words.subject
    for name in mail_texts.REQUIRED[kind]:
        assert f"{{{name}}}" in words.body


def test_a_language_is_taken_without_its_country_and_ours_where_there_is_none():
    assert mail_texts.language_for("de-AT", "en") == "de"
    assert mail_texts.language_for("", "de") == "de"
    assert mail_texts.language_for("xx", "de_CH") == "de"
    assert mail_texts.language_for("xx", "") == "en"


def test_an_own_text_is_kept_noted_and_taken_back(made, carla):
    where = at(made, "mail-texts/invitation/en/")
    posted = {"subject": " Please,\r\n {name} ", "body": "Dear {name},\r\n\r\n{link}\r\n"}
    assert carla.post(where, posted).status_code == 302
    text = MailText.objects.get()
    assert (text.subject, text.body) == ("Please, {name}", "Dear {name},\n\n{link}")
    assert "Your own" in carla.get(at(made, "mail-texts/")).text
    assert carla.post(f"{where}standard/").status_code == 302
    assert not MailText.objects.exists()
    notes = AuditEvent.objects.filter(what__startswith="mail text").order_by("pk")
    assert list(notes.values_list("what", "details")) == [
        ("mail text", "invitation en"),
        ("mail text reset", "invitation en"),
    ]


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        ({"body": "no link"}, "{link} is missing: without it nobody can answer."),
        ({"body": "{link} {lnik}"}, "{lnik} is no placeholder of this mail. Did you mean {link}?"),
        ({"subject": "{link}"}, "{link} is no placeholder of this mail."),
        ({"subject": "x" * 201}, "at most 200 characters"),
        ({"body": "{link}" + "x" * 5000}, "at most 5000 characters"),
        ({"subject": ""}, "This field is required."),
    ],
)
def test_a_text_with_mistakes_is_not_kept_and_nothing_typed_is_lost(made, carla, posted, said):
    sent = {"subject": "Hello {name}", "body": BODY} | posted
    answer = carla.post(at(made, "mail-texts/invitation/en/"), sent)
    assert (answer.status_code, MailText.objects.count()) == (422, 0)
    assert said in answer.text
    for typed in sent.values():
        assert typed.strip() in answer.text.replace("&#x27;", "'")


def test_a_preview_shows_the_first_real_person_and_keeps_nothing(made, carla):
    sent = {"subject": "Hello {name}", "body": BODY, "preview": "yes"}
    page = carla.post(at(made, "mail-texts/invitation/en/"), sent).text
    assert "This is a preview. The text is not saved yet." in page
    assert "<strong>Hello Rosa</strong>" in page
    assert "http://127.0.0.1:8000/r/this-is-an-example-link" in page
    assert MailText.objects.count() == 0
    assert carla.get("/r/this-is-an-example-link").status_code == 404
    assert carla.get("/h/this-is-an-example-link").status_code == 404


def test_the_html_preview_is_a_page_that_can_load_and_run_nothing(made, carla):
    sent = {"subject": "Hello", "body": "<script>alert(1)</script>\n\n{link}"}
    answer = carla.post(at(made, "mail-texts/invitation/en/preview/"), sent)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert "<script" not in answer.text
    policy = answer["Content-Security-Policy"]
    assert sorted(part.strip() for part in policy.split(";") if part.strip()) == [
        "base-uri 'none'",
        "default-src 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "img-src data:",
        "style-src 'unsafe-inline'",
    ]
    assert (
        carla.post(at(made, "mail-texts/invitation/en/preview/"), {"body": ""}).status_code == 422
    )


def test_a_trial_copy_is_queued_for_who_asks_in_the_language_of_the_text(made, carla):
    assert carla.post(at(made, "mail-texts/reminder/de/test/")).status_code == 302
    message = Message.objects.get()
    assert (message.kind, message.to, message.copy, message.subject_key) == (
        "reminder",
        "carla@example.com",
        True,
        "de",
    )
    assert (message.person, message.invitation) == (None, None)


def test_without_a_mail_server_no_trial_copy_is_promised(made, carla, settings):
    settings.SENDS_MAIL = False
    page = carla.post(at(made, "mail-texts/invitation/en/test/"), follow=True).text
    assert "No mail server is set up here, so nothing was sent." in page
    assert Message.objects.count() == 0


def test_other_kinds_and_languages_are_not_found(made, carla):
    for rest in ("invitation/xx", "other/en"):
        for page in ("", "preview/", "test/", "standard/"):
            assert carla.post(at(made, f"mail-texts/{rest}/{page}")).status_code == 404


def test_everybody_on_the_roster_gets_one_announcement_however_often_it_is_asked(made, carla):
    of = made.organisation
    person(of, "sales", "Sam")
    silent = person(of, "sales", "Silent")
    silent.email = ""
    silent.save()
    bounced = person(of, "it", "Bounced")
    bounced.trouble = "no such address"
    bounced.save()
    assert "Send it to 2 people" in carla.get(at(made, "announcement/")).text
    for _ in range(2):
        assert carla.post(at(made, "announcement/")).status_code == 302
    assert sorted(Message.objects.values_list("kind", "person__name")) == [
        ("announcement", "Rosa"),
        ("announcement", "Sam"),
    ]
    person(of, "it", "Joiner")
    page = carla.get(at(made, "announcement/")).text
    assert "Send it to 1 person" in page
    assert "2 people have got it or will." in page
    made.state = "closed"
    made.save()
    answer = carla.post(at(made, "announcement/"))
    assert (answer.status_code, Message.objects.count()) == (409, 2)


def test_the_announcement_can_be_copied_in_every_language(made, carla):
    page = carla.get(at(made, "announcement/")).text
    assert page.count("<textarea") == len(settings.LANGUAGES)
    assert "Dear colleagues,\n\nin the next days you will get a personal link" in page
    assert "Questions: hr@acme.example." in page


def test_announcing_is_noted_once_for_each_time(made):
    from surveys.services import announcements

    assert announcements.announce(assessment=made, user=None, now=NOW) == 1
    assert announcements.announce(assessment=made, user=None, now=NOW) == 0
    notes = AuditEvent.objects.filter(what="announcement").order_by("pk")
    assert list(notes.values_list("details", flat=True)) == ["1", "0"]
