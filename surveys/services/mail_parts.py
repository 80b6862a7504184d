"""A mail as it leaves: subject, text and HTML, made at that moment and stored nowhere.

Everything in it is escaped; nothing is fetched from elsewhere, nothing tells that it was read, and
the only address that is a link is the one the mail is for (and the one that ends reminders).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from surveys import access, mail_queries, queries, shared_queries
from surveys.models import (
    Assessment,
    Invitation,
    InvitationState,
    MailKind,
    Message,
    OwnerStatus,
    Person,
    State,
)
from surveys.services import lengths, mail_texts, owner_words, room_owners
from surveys.services.addresses import absolute
from surveys.services.invitations import is_current, token_for
from surveys.services.mail_texts import PLACEHOLDER, Words, fill
from surveys.services.owner_words import OwnerWords
from surveys.services.shared_links import token_of_head

LOGO = "logo"
EXAMPLE = "this-is-an-example-link"
"""In trial copies and previews; a token is never made of words, so this opens nothing."""
LONGEST_SUBJECT = 200

TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Letters that turn the direction of what follows, and so could show another text than there is."""
DRAWS = re.compile(r"(https?:|www\.)(?=\S)", re.IGNORECASE)
"""What mail programs make a link of, though we do not."""


class NotSendable(Exception):  # noqa: N818 - reads as what happened
    """The mail has nobody or nothing to be about any more.

    ``reason``: gone, answered, revoked, over, opted-out, no-address or said. Only a reminder can be
    too late because somebody has answered, and how reminders go is for nobody to see.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """``images``: content id and bytes of each PNG. ``stop``: where reminders are ended, or empty.

    ``body`` is the text without its foot, to be copied; ``html`` is a whole document.
    """

    subject: str
    text: str
    html: str
    to: str
    images: tuple[tuple[str, bytes], ...]
    language: str
    stop: str = ""
    body: str = ""


class _About(NamedTuple):
    """Whom a mail is for, and what it leads to."""

    name: str
    department: str
    to: str
    link: str
    language: str
    stop: str
    owner: OwnerWords | None = None


def render_message(message: Message, *, now: datetime | None = None) -> Parts:
    """What leaves for ``message``. Raises NotSendable.

    A trial copy is in the language of its ``subject_key``, and says what a real person would read.
    """
    assessment = message.assessment
    if message.copy:
        language = mail_texts.language_for(message.subject_key, assessment.organisation.language)
        about = sample(assessment, kind=message.kind)._replace(to=message.to, language=language)
    else:
        now = now or datetime.now(UTC)
        if _is_over(message, now=now):
            raise NotSendable("over")
        about = _about(message)
        if not about.to:
            raise NotSendable("no-address")
    words = mail_texts.words_for(assessment, kind=message.kind, language=about.language)
    return _parts(assessment, words, about)


def preview(assessment: Assessment, *, kind: str, language: str, words: Words) -> Parts:
    """``words`` as the first real person would get them, with a link that opens nothing."""
    about = sample(assessment, kind=kind)._replace(language=language)
    return _parts(assessment, words, about)


def values(assessment: Assessment, *, kind: str, language: str) -> dict[str, str]:
    """What stands for each placeholder of the kind in a preview."""
    with override(language):
        found = _values(assessment, sample(assessment, kind=kind))
    return {name: found[name] for name in mail_texts.PLACEHOLDERS[kind]}


def sample(assessment: Assessment, *, kind: str) -> _About:
    """The first real person, or head, with an example link."""
    language = mail_texts.language_for(assessment.organisation.language)
    if kind == MailKind.HEAD:
        row = shared_queries.first_head(assessment)
        link = absolute(reverse("head:link", args=[EXAMPLE]))
        name = (row.head or row.department.head_name) if row else ""
        return _About(name, row.department.name if row else "", "", link, language, "")
    if kind == MailKind.OWNER:
        link = absolute(reverse("room:owner-link", args=[EXAMPLE]))
        row = shared_queries.first_head(assessment)
        name = (row.head or row.department.head_name) if row else ""
        return _About(name, "", "", link, language, "", owner_words.example(assessment))
    person = shared_queries.first_person(assessment)
    link = "" if kind == MailKind.ANNOUNCEMENT else _personal(EXAMPLE)
    stop = _stop(EXAMPLE) if link else ""
    name, department = (person.name, person.department.name) if person else ("", "")
    return _About(name, department, "", link, language, stop)


def opt_out_token(person: Person) -> str:
    """Stands for the person in the address that ends reminders."""
    return _signer().sign(person.code)


def opted_out_code(token: str) -> str | None:
    """The code of the person of a token of ours, or None."""
    try:
        return _signer().unsign(token)
    except BadSignature:
        return None


def _about(message: Message) -> _About:
    """Raises NotSendable."""
    if message.kind == MailKind.HEAD:
        return _about_head(message)
    if message.kind == MailKind.OWNER:
        return _about_owner(message)
    person = message.person
    if person is None:
        raise NotSendable("gone")
    assessment = message.assessment
    language = mail_texts.language_for(person.language, assessment.organisation.language)
    if message.kind == MailKind.ANNOUNCEMENT:
        return _About(person.name, person.department.name, person.email, "", language, "")
    invitation = message.invitation
    if invitation is None or invitation.token_hash is None:
        raise NotSendable("gone")
    # It is the same row; read again it would cost a query for each mail.
    invitation.assessment = assessment
    if invitation.state == InvitationState.REVOKED:
        raise NotSendable("revoked")
    if message.kind == MailKind.REMINDER:
        _check_reminder(invitation, person)
    return _About(
        person.name,
        invitation.department.name,
        person.email,
        _personal(token_for(invitation)),
        language,
        _stop(opt_out_token(person)),
    )


def _check_reminder(invitation: Invitation, person: Person) -> None:
    """Raises NotSendable. Invitations leave in each of these cases, or it would show."""
    if invitation.state == InvitationState.ANSWERED:
        raise NotSendable("answered")
    if person.no_reminders:
        raise NotSendable("opted-out")
    if not is_current(invitation):
        raise NotSendable("gone")


def _about_head(message: Message) -> _About:
    link = shared_queries.head_link(message.assessment, message.subject_key)
    if link is None or link.token_hash is None:
        raise NotSendable("gone")
    return _About(
        link.name,
        link.scope_department.department.name,
        link.email,
        absolute(reverse("head:link", args=[token_of_head(link)])),
        mail_texts.language_for(message.assessment.organisation.language),
        "",
    )


def _about_owner(message: Message) -> _About:
    owner = owner_words.owner_of(message.subject_key)
    if owner is None or owner.token_hash is None:
        raise NotSendable("gone")
    if owner.status != OwnerStatus.PROPOSED:
        raise NotSendable("said")
    return _About(
        owner.name,
        "",
        owner.email,
        room_owners.address_of(owner),
        mail_texts.language_for(message.assessment.organisation.language),
        "",
        owner_words.of(owner),
    )


def _is_over(message: Message, *, now: datetime) -> bool:
    assessment = message.assessment
    if message.kind in mail_queries.AFTER_CLOSING:
        return assessment.state == State.ARCHIVED
    return assessment.state in access.OVER or access.is_past(assessment, now=now)


def _parts(assessment: Assessment, words: Words, about: _About) -> Parts:
    with override(about.language):
        found = _values(assessment, about)
        logo = queries.logo(assessment.organisation)
        subject = one_line(fill(words.subject, found))[:LONGEST_SUBJECT]
        page = {
            "subject": subject,
            "organisation": found["organisation"],
            "logo": LOGO if logo else "",
            "blocks": _blocks(words.body, found),
            "foot": _foot(found, about),
            "stop": about.stop,
        }
        body = fill(words.body, found).strip()
        foot = [
            *_foot(found, about),
            *([_("Send me no reminders:") + f" {about.stop}"] if about.stop else []),
        ]
        return Parts(
            subject=subject,
            text="\n".join([body, "", "-- ", *foot, ""]),
            html=_html(page),
            to=about.to,
            images=((LOGO, logo),) if logo else (),
            language=about.language,
            stop=about.stop,
            body=body,
        )


def _html(page: Mapping[str, object]) -> str:
    """Without the empty lines that templates leave."""
    lines = render_to_string("emails/frame.html", dict(page)).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip()) + "\n"


def _foot(found: Mapping[str, str], about: _About) -> list[str]:
    """Who sends this, why, and whom to ask."""
    shown = {**found, "site": settings.BASE_HOST}
    why = _(
        "You get this mail because %(organisation)s asks its staff how they work. Questions: "
        "%(contact)s."
    )
    if about.owner:
        why = _(
            "You get this mail because you were named in a workshop at %(organisation)s. "
            "Questions: %(contact)s."
        )
    return [
        why % shown,
        _(
            "Sent for %(organisation)s by Readiness at %(site)s. Nothing in this mail tells us "
            "whether you have read it."
        )
        % shown,
    ]


def _values(assessment: Assessment, about: _About) -> dict[str, str]:
    """In the active language; what is not set reads as something true and general."""
    organisation = assessment.organisation.name
    sponsor = assessment.sponsor or organisation
    closes = assessment.closes_on
    found = {
        "name": about.name or _("colleague"),
        "department": about.department or _("your department"),
        "organisation": organisation,
        "title": assessment.title,
        "sponsor": sponsor,
        "closes": date_format(closes, "DATE_FORMAT") if closes else _("the closing day"),
        "minutes": str(lengths.minutes_of(assessment, "everyone")),
        "floor": str(assessment.floor),
    } | (about.owner.values(assessment) if about.owner else {})
    found = {name: DRAWS.sub(r"\1 ", one_line(value)) for name, value in found.items()}
    return found | {"contact": one_line(assessment.contact or sponsor), "link": about.link}


def _blocks(body: str, found: Mapping[str, str]) -> list[dict[str, object]]:
    """Each paragraph as escaped HTML; the link on a line of its own is a button."""
    blocks: list[dict[str, object]] = []
    for paragraph in re.split(r"\n\s*\n", body.strip()):
        if paragraph.strip() == "{link}" and found.get("link"):
            blocks.append({"link": found["link"]})
        else:
            lines = [_escaped(line, found) for line in paragraph.strip().splitlines()]
            blocks.append({"html": mark_safe("<br>".join(lines))})  # noqa: S308 - each is escaped
    return blocks


def _escaped(line: str, found: Mapping[str, str]) -> SafeString:
    """One line with its values, each in the direction of its own letters."""

    def one(place: re.Match[str]) -> str:
        if place[1] not in found:
            return conditional_escape(place[0])
        if place[1] == "link" and found["link"]:
            return format_html('<a href="{0}">{0}</a>', found["link"])
        return format_html("<bdi>{}</bdi>", found[place[1]])

    made, end = [], 0
    for place in PLACEHOLDER.finditer(line):
        made += [conditional_escape(line[end : place.start()]), one(place)]
        end = place.end()
    made.append(conditional_escape(line[end:]))
    return mark_safe("".join(made))  # noqa: S308 - each piece is escaped


def one_line(text: str) -> str:
    """Fit for a header: no line breaks, nothing that does not show or turns the direction."""
    return " ".join("".join(" " if _hidden(letter) else letter for letter in text).split())


def _hidden(letter: str) -> bool:
    return letter in TURNS or unicodedata.category(letter) in {"Cc", "Zl", "Zp", "Cs"}


def _personal(token: str) -> str:
    return absolute(reverse("respondent:link", args=[token]))


def _stop(token: str) -> str:
    return absolute(reverse("mail-opt-out", args=[token]))


def _signer() -> Signer:
    return Signer(salt="surveys.no-reminders")
