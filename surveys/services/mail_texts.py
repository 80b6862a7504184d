"""What mails say: an assessment's own words, or ours, with placeholders by name.

A placeholder is replaced by plain text, once: what a value contains is never read as a placeholder
or as anything else. Our words are translated like every other text of the program.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from surveys.models import Assessment, MailKind, MailText, User
from surveys.services import audit

__all__ = [
    "PLACEHOLDERS",
    "REQUIRED",
    "Line",
    "MailKind",
    "Words",
    "fill",
    "keep",
    "language_for",
    "languages",
    "lines",
    "reset",
    "unknown",
    "words_for",
]

PLACEHOLDER = re.compile(r"\{([^{}\n]{0,60})\}")

COMMON = ("organisation", "title", "sponsor", "contact", "closes")
ABOUT = ("minutes", "floor")
PLACEHOLDERS: dict[str, tuple[str, ...]] = {
    MailKind.ANNOUNCEMENT: (*COMMON, *ABOUT),
    MailKind.INVITATION: ("name", "department", "link", *COMMON, *ABOUT),
    MailKind.REMINDER: ("name", "department", "link", *COMMON, *ABOUT),
    MailKind.HEAD: ("name", "department", "link", *COMMON),
    MailKind.OWNER: (
        *("name", "link", "activity", "asked", "day"),
        *("organisation", "title", "sponsor", "contact"),
    ),
}
REQUIRED: dict[str, tuple[str, ...]] = {
    MailKind.ANNOUNCEMENT: (),
    MailKind.INVITATION: ("link",),
    MailKind.REMINDER: ("link",),
    MailKind.HEAD: ("link",),
    MailKind.OWNER: ("link",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """``own``: whether somebody wrote them for this assessment."""

    subject: str
    body: str
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A kind of mail in a language, for the list."""

    kind: str
    title: str
    language: str
    language_name: str
    own: bool


SUBJECTS = {
    MailKind.ANNOUNCEMENT: gettext_lazy("We ask for your view: {title}"),
    MailKind.INVITATION: gettext_lazy("Your view, please: {minutes} minutes for {title}"),
    MailKind.REMINDER: gettext_lazy("A reminder: {title}"),
    MailKind.HEAD: gettext_lazy("{department}: two facts we need from you for {title}"),
    MailKind.OWNER: gettext_lazy("Yes or no, please: {activity}"),
}
BODIES = {
    MailKind.ANNOUNCEMENT: (
        gettext_lazy("Dear colleagues,"),
        gettext_lazy(
            "in the next days you will get a personal link to some questions about how we work "
            "today: {title}. Answering takes about {minutes} minutes, on a phone too, and you can "
            "stop and go on later."
        ),
        gettext_lazy(
            "Please say what happens today, not what should happen. There are no right answers, "
            "and “I don’t know” is a useful one."
        ),
        gettext_lazy(
            "Your answers are confidential. Results come only for groups in which at least {floor} "
            "people have answered. Once the questions have closed, nobody can look up who answered "
            "what. Until you send your answers they are kept with your link, so that you can come "
            "back to them: that is why we say confidential, not anonymous."
        ),
        gettext_lazy("Taking part is voluntary. Questions: {contact}."),
        gettext_lazy("Thank you.\n{sponsor}\n{organisation}"),
    ),
    MailKind.INVITATION: (
        gettext_lazy("Dear {name},"),
        gettext_lazy(
            "{sponsor} asks for your view on how we work today: {title}. It takes about {minutes} "
            "minutes. You can stop at any time and go on later with the same link, until {closes}."
        ),
        "{link}",
        gettext_lazy(
            "The link is yours alone; please do not pass it on. Whoever has it can see what you "
            "have answered until you send it."
        ),
        gettext_lazy(
            "Your answers are confidential: results come only for groups in which at least {floor} "
            "people have answered, and once the questions have closed nobody can look up who "
            "answered what."
        ),
    ),
    MailKind.REMINDER: (
        gettext_lazy("Dear {name},"),
        gettext_lazy(
            "some answers to {title} are still missing, and yours would help. If you have begun, "
            "what you have answered is still there. You have until {closes}."
        ),
        "{link}",
        gettext_lazy(
            "This mail was sent by a program to links that have not been used to the end. Nobody "
            "in {organisation} sees who has answered and who has not."
        ),
    ),
    MailKind.HEAD: (
        gettext_lazy("Dear {name},"),
        gettext_lazy(
            "for {title} we ask you, as head of {department}, for two facts: how many hours a week "
            "your department can give, and how far it may speak in public without asking elsewhere."
        ),
        "{link}",
        gettext_lazy(
            "What you state there is not confidential: it is printed in the report, with your "
            "name. Your own answers to the questions everybody gets are confidential and have a "
            "link of their own."
        ),
    ),
    MailKind.OWNER: (
        gettext_lazy("Dear {name},"),
        gettext_lazy(
            "on {day} colleagues of {organisation} met about {title} and agreed what is to be done "
            "about “{activity}”. They ask you {asked}."
        ),
        "{link}",
        gettext_lazy(
            "There you see what was agreed and until when, and say yes or no. It is not settled "
            "until you have said yes. Your name and your answer are printed in the report."
        ),
        gettext_lazy("Questions: {contact}."),
    ),
}


def languages() -> list[str]:
    """The languages that mails can be written in."""
    return [code for code, _name in settings.LANGUAGES]


def language_for(*wanted: str) -> str:
    """The first of ``wanted`` that we have, also without its country."""
    have = languages()
    for each in wanted:
        code = each.lower().replace("_", "-")
        for candidate in (code, code.partition("-")[0]):
            if candidate in have:
                return candidate
    return str(settings.LANGUAGE_CODE)


def words_for(assessment: Assessment, *, kind: str, language: str) -> Words:
    """The assessment's own words, or ours. One SQL."""
    own = MailText.objects.filter(assessment=assessment, kind=kind, language=language).first()
    if own is not None:
        return Words(subject=own.subject, body=own.body, own=True)
    with override(language):
        body = "\n\n".join(str(each) for each in BODIES[MailKind(kind)])
        return Words(subject=str(SUBJECTS[MailKind(kind)]), body=body, own=False)


def lines(assessment: Assessment) -> list[Line]:
    """Every kind in every language. One SQL."""
    own = set(MailText.objects.filter(assessment=assessment).values_list("kind", "language"))
    return [
        Line(
            kind=kind.value,
            title=str(kind.label),
            language=code,
            language_name=str(name),
            own=(kind.value, code) in own,
        )
        for kind in MailKind
        for code, name in settings.LANGUAGES
    ]


def keep(
    *,
    assessment: Assessment,
    kind: str,
    language: str,
    subject: str,
    body: str,
    user: User | None,
    now: datetime,
) -> None:
    """From now on mails of this kind say this."""
    with transaction.atomic():
        MailText.objects.update_or_create(
            assessment=assessment,
            kind=kind,
            language=language,
            defaults={"subject": subject, "body": body},
        )
        details = f"{kind} {language}"
        audit.note("mail text", assessment=assessment, user=user, now=now, details=details)


def reset(
    *, assessment: Assessment, kind: str, language: str, user: User | None, now: datetime
) -> None:
    """Go back to our words."""
    with transaction.atomic():
        own = MailText.objects.filter(assessment=assessment, kind=kind, language=language)
        if own.delete()[0]:
            details = f"{kind} {language}"
            audit.note(
                "mail text reset", assessment=assessment, user=user, now=now, details=details
            )


def fill(text: str, values: Mapping[str, str]) -> str:
    """``text`` with each known placeholder replaced; everything else stays as it stands."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def unknown(text: str, known: Iterable[str]) -> list[str]:
    """For each thing in braces that is no placeholder a sentence that says so."""
    known = tuple(known)
    wrong = dict.fromkeys(name for name in PLACEHOLDER.findall(text) if name not in known)
    return [_sentence(name, known) for name in wrong]


def _sentence(name: str, known: tuple[str, ...]) -> str:
    letters = re.split(r"[^a-z]", name.strip().lower())[0]
    near = difflib.get_close_matches(letters, known, n=1, cutoff=0.5)
    shown = {"wrong": f"{{{name}}}", "near": f"{{{near[0]}}}" if near else ""}
    if near:
        return _("%(wrong)s is no placeholder of this mail. Did you mean %(near)s?") % shown
    every = ", ".join(f"{{{each}}}" for each in known)
    return _("%(wrong)s is no placeholder of this mail. There are: %(every)s.") % (
        shown | {"every": every}
    )
