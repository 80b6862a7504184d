"""Links for heads of departments: over them they state hours and authority, by name.

What a head states is not confidential. Of the answers they see how many of their own department
have answered, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys import access, queries, shared_queries
from surveys.access import LinkExpired, LinkRevoked, LinkUnknown
from surveys.models import Assessment, HeadLink, ScopeDepartment, State, User
from surveys.services import assessments, audit, model_versions
from surveys.services.addresses import absolute
from surveys.services.assessments import FactsOutOfRange, today_at
from surveys.services.scopes import scope_of
from surveys.services.shared_links import hash_of, token_of_head

__all__ = [
    "FactsOutOfRange",
    "HeadLink",
    "LinkExpired",
    "LinkRevoked",
    "LinkUnknown",
    "Page",
    "Row",
    "address_of",
    "authority_levels",
    "keep",
    "make_all",
    "open_link",
    "page_of",
    "renew",
    "revoke",
    "row_of",
    "rows",
    "state",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A department on the page of heads. ``address`` is empty without a link."""

    key: str
    department: str
    name: str
    email: str
    address: str
    stated_on: date | None
    can_make: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a head's own page says. ``rate`` and ``missing`` are whole sentences, or empty."""

    organisation: str
    title: str
    name: str
    department: str
    contact: str
    closes_on: date | None
    stated_on: date | None
    rate: str
    missing: str


def rows(assessment: Assessment) -> list[Row]:
    """Every department in scope, by name. Two SQL."""
    return [_row(row, link) for row, link in shared_queries.heads(assessment)]


def row_of(row: ScopeDepartment) -> Row:
    link = shared_queries.head_link(row.assessment, row.department.key)
    return _row(row, link)


def keep(
    *, row: ScopeDepartment, name: str, email: str, user: User | None, now: datetime
) -> HeadLink:
    """The link of this head. Another name or address of the same department is a new link.

    Whoever got a mail by mistake is left with one that opens nothing. Raises LinkExpired when the
    assessment is over.
    """
    with transaction.atomic():
        row.assessment = _locked(row.assessment)
        link = HeadLink.objects.filter(scope_department=row).first()
        return _kept(row, link, name, email, user=user, now=now)


def make_all(*, assessment: Assessment, user: User | None, now: datetime) -> int:
    """Links for all heads whose name is known and who have none; how many. Raises LinkExpired."""
    made = 0
    with transaction.atomic():
        locked = _locked(assessment)
        for row, link in shared_queries.heads(locked):
            known = _known(row)
            if known and (link is None or link.token_hash is None):
                row.assessment = locked
                _kept(row, link, *known, user=user, now=now)
                made += 1
    return made


def renew(*, link: HeadLink, user: User | None, now: datetime) -> None:
    """A new address; the old one ends. Raises LinkExpired or LinkRevoked."""
    with transaction.atomic():
        _locked(link.scope_department.assessment)
        locked = shared_queries.head_links().select_for_update(of=("self",)).get(pk=link.pk)
        if locked.token_hash is None:
            raise LinkRevoked
        locked.number += 1
        locked.token_hash = hash_of(token_of_head(locked))
        locked.save(update_fields=["number", "token_hash"])
        _note("head link renewed", locked.scope_department, user, now)


def revoke(*, link: HeadLink, user: User | None, now: datetime) -> None:
    """The link ends; what was stated stays."""
    with transaction.atomic():
        # In the order of all others, so that no two wait for each other.
        Assessment.objects.select_for_update().get(pk=link.scope_department.assessment_id)
        locked = shared_queries.head_links().select_for_update(of=("self",)).get(pk=link.pk)
        if locked.token_hash is None:
            return
        locked.number, locked.token_hash = locked.number + 1, None
        locked.save(update_fields=["number", "token_hash"])
        _note("head link revoked", locked.scope_department, user, now)


def open_link(token: str) -> tuple[HeadLink, str]:
    """The link and the value of its cookie. Reads only. Raises LinkUnknown or LinkExpired."""
    link = shared_queries.head_link_by_hash(hash_of(token))
    if link is None:
        raise LinkUnknown
    access.check_head_link(link)
    return link, access.head_cookie_value(link)


def address_of(link: HeadLink) -> str:
    return absolute(reverse("head:link", args=[token_of_head(link)]))


def page_of(link: HeadLink) -> Page:
    """Two SQL."""
    row = link.scope_department
    assessment = row.assessment
    rate, missing = _rate(assessment, row)
    return Page(
        organisation=assessment.organisation.name,
        title=assessment.title,
        name=link.name,
        department=row.department.name,
        contact=assessment.contact or assessment.sponsor,
        closes_on=assessment.closes_on,
        stated_on=link.stated_on,
        rate=rate,
        missing=missing,
    )


def authority_levels(assessment: Assessment) -> tuple[tuple[int, str], ...]:
    """The levels with what each means, where a question of the model says so."""
    model = model_versions.in_words(assessment)
    levels = model_versions.authority_levels(model)
    facts = model.department_facts
    if not facts:
        return ()
    asked = [item for item in model.items.values() if item.scale == facts.authority_scale]
    anchors = {each.level: each.text for each in asked[0].anchors} if asked else {}
    return tuple(
        (each.level, f"{each.name}: {anchors[each.level]}" if each.level in anchors else each.name)
        for each in levels
    )


def state(
    *, link: HeadLink, head: str, hours: int | None, authority: int | None, now: datetime
) -> None:
    """What the head states by name, as if a member had entered it, and noted as the head's own.

    Raises LinkExpired, LinkUnknown or FactsOutOfRange.
    """
    with transaction.atomic():
        row = link.scope_department
        assessment = _locked(row.assessment)
        mine = HeadLink.objects.select_for_update().filter(pk=link.pk, token_hash=link.token_hash)
        if not mine.exists():
            raise LinkUnknown
        assessments.set_facts(
            row=row, head=head, hours=hours, authority=authority, user=None, now=now
        )
        mine.update(stated_on=today_at(assessment, now))
        details = f"{row.department.key}: {link.name}"
        audit.note("stated by head", assessment=assessment, user=None, now=now, details=details)


def _rate(assessment: Assessment, row: ScopeDepartment) -> tuple[str, str]:
    """How many have answered, and how many more it takes.

    Nothing where so few were invited that a number would point at somebody.
    """
    if assessment.state == State.DRAFT:
        return _("Nobody can answer yet."), ""
    [mine] = [each for each in queries.progress(assessment) if each.key == row.department.key]
    floor, name = assessment.floor, row.department.name
    if mine.invited < floor:
        return _(
            "Fewer than %(floor)s people of %(name)s have a link, so no number is shown here."
        ) % {"floor": floor, "name": name}, ""
    rate = _("%(answered)s of %(invited)s answered.") % {
        "answered": mine.answered,
        "invited": mine.invited,
    }
    together = next(group for group in scope_of(assessment).groups() if mine.key in group.keys)
    if len(together.keys) > 1:
        others = ", ".join(each.name for each in together.departments if each.key != mine.key)
        return rate, _("%(name)s is shown together with %(others)s.") % {
            "name": name,
            "others": others,
        }
    left = floor - mine.answered
    if left <= 0:
        return rate, _("That is enough for %(name)s to be shown.") % {"name": name}
    missing = ngettext(
        "%(name)s needs %(left)s more to be shown.",
        "%(name)s needs %(left)s more to be shown.",
        left,
    )
    return rate, missing % {"name": name, "left": left}


def _row(row: ScopeDepartment, link: HeadLink | None) -> Row:
    known = _known(row) or ("", "")
    is_open = link is not None and link.token_hash is not None
    return Row(
        key=row.department.key,
        department=row.department.name,
        name=link.name if link else known[0],
        email=link.email if link else known[1],
        address=address_of(link) if link and is_open else "",
        stated_on=link.stated_on if link else None,
        can_make=bool(known[0]) and not is_open,
    )


def _known(row: ScopeDepartment) -> tuple[str, str] | None:
    """Name and address of the head as the organisation, or else the assessment, has them."""
    name = row.department.head_name or row.head
    return (name, row.department.head_email) if name else None


def _locked(assessment: Assessment) -> Assessment:
    """Raises LinkExpired."""
    rows = Assessment.objects.select_related("organisation").select_for_update(of=("self",))
    locked = rows.get(pk=assessment.pk)
    if locked.state in access.OVER:
        raise LinkExpired(locked)
    return locked


def _kept(
    row: ScopeDepartment,
    link: HeadLink | None,
    name: str,
    email: str,
    *,
    user: User | None,
    now: datetime,
) -> HeadLink:
    """The link of this head; ``row`` holds its assessment.

    That was locked before ``link`` was read, as by everybody who changes links.
    """
    if link is None:
        link = HeadLink(scope_department=row, name=name, email=email)
    elif link.name != name:
        link.number, link.stated_on = link.number + 1, None
    elif link.email not in ("", email):
        link.number += 1
    link.name, link.email, link.scope_department = name, email, row
    link.token_hash = hash_of(token_of_head(link))
    link.save()
    _note("head link", row, user, now)
    return link


def _note(what: str, row: ScopeDepartment, user: User | None, now: datetime) -> None:
    audit.note(what, assessment=row.assessment, user=user, now=now, details=row.department.key)
