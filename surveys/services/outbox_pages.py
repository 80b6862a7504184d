"""What the pages about invitations and mails show, as frozen values; never who has answered."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys import mail_queries, queries
from surveys.models import (
    BEFORE_CLOSING,
    Assessment,
    Invitation,
    InvitationState,
    MailKind,
    Message,
    MessageState,
    User,
)
from surveys.services import audit, invitations, outbox

if TYPE_CHECKING:
    from django.utils.functional import Promise

ON_A_PAGE = 100
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would work out instead of showing it."""

MAILS: dict[str | None, Promise] = {
    None: gettext_lazy("No mail yet"),
    MessageState.WAITING: gettext_lazy("Mail on its way"),
    MessageState.SENDING: gettext_lazy("Mail on its way"),
    MessageState.SENT: gettext_lazy("Mail sent"),
    MessageState.RETURNED: gettext_lazy("Mail came back"),
    MessageState.FAILED: gettext_lazy("Mail could not be sent"),
}
STATES: dict[str, Promise] = {
    MessageState.WAITING: gettext_lazy("On its way"),
    MessageState.SENDING: gettext_lazy("On its way"),
    MessageState.SENT: gettext_lazy("Sent"),
    MessageState.RETURNED: gettext_lazy("Came back"),
    MessageState.FAILED: gettext_lazy("Could not be sent"),
    MessageState.CANCELLED: gettext_lazy("Not needed any more"),
}
COLUMNS = (
    (MessageState.WAITING, MessageState.SENDING),
    (MessageState.SENT,),
    (MessageState.RETURNED,),
    (MessageState.FAILED,),
)
"""Of the table of numbers."""
SHOW: dict[str, Q] = {
    "unsent": Q(mail__isnull=True) & ~Q(person__email="") & ~Q(state=InvitationState.REVOKED),
    "problems": Q(mail__in=mail_queries.PROBLEMS) | ~Q(person__trouble=""),
    "no-address": Q(person__email=""),
}
FILTERS: dict[str, tuple[str, ...]] = {
    "problems": tuple(mail_queries.PROBLEMS),
    "under-way": tuple(mail_queries.UNDER_WAY),
    "sent": (MessageState.SENT,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLine:
    """``word``: how the mail with the link stands; nothing depends on whether it was answered."""

    key: uuid.UUID
    code: str
    person: str
    email: str
    department: str
    word: str
    trouble: str
    revoked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksPage:
    """``unsent``: who would get a mail; ``unlinked``: who has no link at all."""

    lines: tuple[LinkLine, ...]
    total: int
    page: int
    pages: int
    unsent: int
    unlinked: int
    trouble: int
    without_address: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLine:
    code: str
    kind: str
    name: str
    detail: str
    word: str
    error: str
    at: datetime
    again: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLine:
    """Of one kind of mail how many are on their way, sent, came back, failed."""

    kind: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailsPage:
    lines: tuple[MessageLine, ...]
    counts: tuple[CountLine, ...]
    total: int
    page: int
    pages: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """``possible``: whether there is a mail server; ``held_up``: why it takes nothing just now."""

    possible: bool
    held_up: str
    next_try: datetime | None


def sending() -> Sending:
    job = mail_queries.waiting_for_server() if settings.SENDS_MAIL else None
    return Sending(
        possible=settings.SENDS_MAIL,
        held_up=job.error if job else "",
        next_try=job.not_before if job else None,
    )


def links_page(assessment: Assessment, *, page: int, show: str = "", search: str = "") -> LinksPage:
    """A hundred links. Eight SQL, however many people."""
    rows = mail_queries.personal_invitations(assessment)
    if show in SHOW:
        rows = rows.filter(SHOW[show])
    if search:
        rows = rows.filter(Q(person__name__icontains=search) | Q(person__email__icontains=search))
    pages = Paginator(rows, ON_A_PAGE)
    found = pages.get_page(page)
    unlinked = queries.people_without_link(assessment)
    reachable = unlinked.exclude(email="").filter(trouble="").count()
    of = assessment.organisation
    return LinksPage(
        lines=tuple(_link(each) for each in found),
        total=pages.count,
        page=found.number,
        pages=pages.num_pages,
        unsent=reachable + mail_queries.to_be_invited(assessment).count(),
        unlinked=unlinked.count() + queries.invitations_without_link(assessment).count(),
        trouble=mail_queries.people_with_trouble(of, assessment),
        without_address=mail_queries.people_without_address(of, assessment),
    )


def mails_page(assessment: Assessment, *, page: int, show: str = "") -> MailsPage:
    rows = mail_queries.shown_messages(assessment)
    if show in FILTERS:
        rows = rows.filter(state__in=FILTERS[show])
    pages = Paginator(rows, ON_A_PAGE)
    found = pages.get_page(page)
    counts = mail_queries.message_counts(assessment)
    names = dict(queries.scope_departments(assessment).values_list("department__key",
                                                                  "department__name"))  # fmt: skip
    return MailsPage(
        lines=tuple(_message(each, names, assessment) for each in found),
        counts=tuple(
            CountLine(
                kind=str(kind.label), counts=tuple(_sum(counts, kind, each) for each in COLUMNS)
            )
            for kind in MailKind
            if any((kind, state) in counts for state in MessageState)
        ),
        total=pages.count,
        page=found.number,
        pages=pages.num_pages,
        failed=sum(_sum(counts, kind, (MessageState.FAILED,)) for kind in MailKind),
    )


def links_file(
    assessment: Assessment, *, address_of: Callable[[str], str], user: User | None, now: datetime
) -> str:
    """Every link as CSV, for who mails or prints them in another way; that it was made is noted."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_("Name"), _("E-mail address"), _("Department"), _("Link")])
    rows = mail_queries.personal_invitations(assessment).exclude(state=InvitationState.REVOKED)
    count = 0
    for each in rows.iterator(chunk_size=2000):
        address = address_of(invitations.token_for(each)) if _shows(each) else ""
        person, department = each.person, each.department.name
        if person is not None:
            row = (person.name, person.email, department, address)
            writer.writerow([_plain(cell) for cell in row])
            count += 1
    audit.note("links as a file", assessment=assessment, user=user, now=now, details=str(count))
    return text.getvalue()


def _shows(invitation: Invitation) -> bool:
    """Whether the link can be shown, which does not depend on whether it was answered."""
    return invitation.assessment.state in BEFORE_CLOSING and invitations.is_current(invitation)


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _link(invitation: Invitation) -> LinkLine:
    person = invitation.person
    mail: str | None = getattr(invitation, "mail", None)
    revoked = invitation.state == InvitationState.REVOKED
    if revoked:
        word = _("Taken back")
    elif mail is None and person is not None and not person.email:
        word = _("No e-mail address")
    else:
        word = str(MAILS[mail])
    return LinkLine(
        key=invitation.key,
        code=person.code if person else "",
        person=person.name if person else "",
        email=person.email if person else "",
        department=invitation.department.name,
        word=word,
        trouble=person.trouble if person else "",
        revoked=revoked,
    )


def _message(message: Message, names: dict[str, str], assessment: Assessment) -> MessageLine:
    person = message.person
    department = names.get(message.subject_key, message.subject_key)
    return MessageLine(
        code=message.code,
        kind=str(message.get_kind_display()),
        name=person.name if person else department or message.to or _("Not known any more"),
        detail=person.department.name if person else message.to,
        word=str(STATES[message.state]),
        error=message.error,
        at=message.sent_at or message.created_at,
        again=message.state in mail_queries.PROBLEMS and outbox.may_leave(assessment, message.kind),
    )


def _sum(counts: dict[tuple[str, str], int], kind: str, states: tuple[str, ...]) -> int:
    return sum(counts.get((kind, state), 0) for state in states)
