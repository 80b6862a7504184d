"""Posters: one for each department's link, and one that only announces.

Drawn when they are asked for: a department's takes a fraction of a second (docs/inviting.md).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.formats import date_format
from django.utils.translation import get_language_info, override
from django.utils.translation import gettext as _

from readiness.reporting.sheets import Language, Poster, posters_pdf
from surveys import queries, shared_queries
from surveys.models import Assessment, DepartmentLink
from surveys.services import lengths, visits
from surveys.services.mail_parts import one_line
from surveys.services.model_versions import model_of
from surveys.services.shared_links import address_of

__all__ = ["AT_ONCE", "Line", "NoLink", "announcement", "lines", "of_departments", "print_language"]


AT_ONCE = 60
"""Posters in one file: about five seconds' work."""


class NoLink(Exception):  # noqa: N818 - reads as what happened
    """No department has an open link, or too many for one file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    key: str
    name: str


def lines(assessment: Assessment) -> list[Line]:
    """The departments with an open link, by name. One SQL."""
    return [Line(key=link.department.key, name=link.department.name) for link in _open(assessment)]


def of_departments(assessment: Assessment, *, language: str, key: str | None = None) -> bytes:
    """A page for each department with an open link, or for the one of ``key``. Raises NoLink."""
    found = [link for link in _open(assessment) if key in (None, link.department.key)]
    if not 0 < len(found) <= AT_ONCE:
        raise NoLink
    with override(language):
        posters = [_poster(assessment, link) for link in found]
    return _printed(assessment, posters, language)


def announcement(assessment: Assessment, *, language: str) -> bytes:
    """Without a link: it says that one will come."""
    with override(language):
        poster = _poster(assessment, None)
    return _printed(assessment, [poster], language)


def print_language(code: str) -> Language:
    info = get_language_info(code)
    return Language(code=code, right_to_left=bool(info["bidi"]))


def _printed(assessment: Assessment, posters: Sequence[Poster], language: str) -> bytes:
    logo = queries.logo(assessment.organisation)
    with override(language):
        return posters_pdf(posters=posters, logo=logo, language=print_language(language))


def _open(assessment: Assessment) -> list[DepartmentLink]:
    links = shared_queries.department_links(assessment).values()
    is_open = [link for link in links if link.token_hash is not None]
    return sorted(is_open, key=lambda link: (link.department.name, link.pk))


def _poster(assessment: Assessment, link: DepartmentLink | None) -> Poster:
    address = address_of(link) if link else ""
    parts = urlsplit(address)
    how = _("Point your phone’s camera at the picture, or type this address:")
    return Poster(
        organisation=one_line(assessment.organisation.name),
        department=one_line(link.department.name) if link else "",
        title=one_line(assessment.title),
        headline=str(visits.HEADLINES.get(model_of(assessment).model.id, ""))
        or one_line(assessment.title),
        lead=_lead(assessment),
        how=how if link else _("You will get a personal link by e-mail."),
        address=f"{parts.netloc}{parts.path}",
        qr=_qr(address) if address else b"",
        points=_points(assessment),
        foot=_("Questions? Ask %(contact)s.") % {"contact": _contact(assessment)},
    )


def _lead(assessment: Assessment) -> str:
    names = {
        "sponsor": one_line(assessment.sponsor),
        "organisation": one_line(assessment.organisation.name),
    }
    if assessment.sponsor:
        return _("%(sponsor)s at %(organisation)s asks for your view.") % names
    return _("%(organisation)s asks for your view.") % names


def _points(assessment: Assessment) -> tuple[str, ...]:
    shown = {"minutes": lengths.minutes_of(assessment), "floor": assessment.floor}
    points = [
        _("About %(minutes)s minutes, on a phone too. You can stop and go on later.") % shown,
        _("Confidential: results come only for groups of %(floor)s people or more.") % shown,
        _("Once the questions have closed, nobody can look up who answered what."),
        _("Taking part is voluntary."),
    ]
    if assessment.closes_on:
        day = date_format(assessment.closes_on, "DATE_FORMAT")
        points.append(_("Open until %(day)s.") % {"day": day})
    return tuple(points)


def _contact(assessment: Assessment) -> str:
    return one_line(assessment.contact or assessment.sponsor or assessment.organisation.name)


def _qr(address: str) -> bytes:
    import segno  # noqa: PLC0415 - slow import

    out = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(out, kind="svg", border=4, light="#fff", xmldecl=False)
    return out.getvalue()
