"""Posters, and the page for the works council."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, get_language_info
from django.views.decorators.http import require_safe

from surveys.access import SETS_UP, Assessment, get_assessment, get_department_link
from surveys.services import mail_texts, posters, works_council
from surveys.views.members import for_members


@for_members
@require_safe
def index(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """Every poster there is, in every language."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    lines = posters.lines(assessment)
    page = _page(assessment) | {
        "lines": lines,
        "languages": _languages(),
        "together": len(lines) <= posters.AT_ONCE,
    }
    return render(request, "console/invite/posters.html", page)


@for_members
@require_safe
def announcement(request: HttpRequest, organisation: str, code: str, language: str) -> HttpResponse:
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    return _pdf(language, "poster", lambda: posters.announcement(assessment, language=language))


@for_members
@require_safe
def departments(request: HttpRequest, organisation: str, code: str, language: str) -> HttpResponse:
    """One file with a page for each department that has a link."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    return _pdf(language, "posters", lambda: posters.of_departments(assessment, language=language))


@for_members
@require_safe
def department(
    request: HttpRequest, organisation: str, code: str, language: str, key: str
) -> HttpResponse:
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    get_department_link(assessment, key)
    made = lambda: posters.of_departments(assessment, language=language, key=key)  # noqa: E731 - as its neighbours
    return _pdf(language, f"poster-{key}", made)


@for_members
@require_safe
def council(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """The page in the language of the console, and the way to its PDFs."""
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    page = _page(assessment) | {
        "sheet": works_council.sheet_of(assessment, now=timezone.now()),
        "languages": _languages(),
    }
    return render(request, "console/invite/works_council.html", page)


@for_members
@require_safe
def council_pdf(request: HttpRequest, organisation: str, code: str, language: str) -> HttpResponse:
    assessment = get_assessment(request.user, organisation, code, roles=SETS_UP)
    now = timezone.now()
    return _pdf(
        language,
        "works-council",
        lambda: works_council.pdf(assessment, language=language, now=now),
    )


def _pdf(language: str, name: str, made: Callable[[], bytes]) -> HttpResponse:
    """Raises Http404 for a language that we do not have, or without any link."""
    if language not in mail_texts.languages():
        raise Http404
    try:
        content = made()
    except posters.NoLink:
        raise Http404 from None
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}-{language}.pdf"'},
    )


def _languages() -> list[tuple[str, str]]:
    """Code and own name of each, the one of the console first."""
    codes = mail_texts.languages()
    codes.sort(key=lambda code: code != get_language())
    return [(code, get_language_info(code)["name_local"]) for code in codes]


def _page(assessment: Assessment) -> dict[str, object]:
    return {"organisation": assessment.organisation, "assessment": assessment}
