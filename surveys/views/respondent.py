"""The respondent's way: link, welcome, pages of questions, overview, check, thank-you."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from surveys.access import (
    AssessmentNotOpen,
    LinkExpired,
    LinkRevoked,
    LinkUnknown,
    cookie_name,
)
from surveys.services import answers, lengths, more_questions, visits
from surveys.services.invitations import open_link
from surveys.services.questionnaire import Question, Questionnaire, progress
from surveys.services.visits import Invitation
from surveys.views import pace
from surveys.views.cookies import keep
from surveys.views.language import begin_in
from surveys.views.refusals import UNKNOWN, VISIT, for_respondent, refusal_of, refuse

CLOCK = re.compile(r"[0-2][0-9]:[0-5][0-9]", re.ASCII)
CHECK = "check"


@never_cache
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Swap the token for a cookie and a clean address. Writes nothing: scanners open links too."""
    try:
        invitation, value = open_link(token, now=timezone.now())
    except LinkUnknown:
        return refuse(request, UNKNOWN)
    except (LinkRevoked, LinkExpired, AssessmentNotOpen) as error:
        return refuse(request, refusal_of(error))
    code = invitation.assessment.code
    response = redirect("respondent:welcome", code)
    keep(response, cookie_name(code), value)
    begin_in(response, request, invitation)
    return response


@require_safe
@for_respondent
def welcome(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    try:
        answers.answers_of(invitation)
        started = True
    except answers.NotStarted:
        started = False
    minutes, most = lengths.span_of(invitation.assessment)
    context = {
        "promise": visits.promise_of(invitation),
        "started": started,
        "minutes": minutes,
        "most_minutes": most,
    }
    return _page(request, invitation, "welcome", context)


@require_safe
@for_respondent
def promise(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    return _page(request, invitation, "promise", {"promise": visits.promise_of(invitation)})


@require_POST
@for_respondent
def start(request: HttpRequest, invitation: Invitation) -> HttpResponse:  # noqa: ARG001 - as all views
    """Begin, or go on where the person was."""
    answers.start(invitation=invitation, now=timezone.now())
    given = answers.answers_of(invitation)
    code = invitation.assessment.code
    if any(value for value, _revision in given.values()):
        return redirect("respondent:overview", code)
    slug = next(iter(answers.questionnaire_of(invitation, given).pages), None)
    first = (
        redirect("respondent:page", code, slug) if slug else redirect("respondent:overview", code)
    )
    pace.begin(first, invitation, now=timezone.now())
    return first


@require_safe
@for_respondent
def overview(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    given = answers.answers_of(invitation)
    questionnaire, values = _asked_and_given(invitation, given)
    rows = [
        {
            "section": section,
            "progress": progress(section.questions, values),
            "slug": (
                _first_left(section.questions, questionnaire, values)
                or {"slug": section.pages[0].slug}
            )["slug"],
        }
        for section in questionnaire.sections
    ]
    context = {
        "rows": rows,
        "you": progress(questionnaire.about_you.questions, values),
        "total": progress(questionnaire.questions.values(), values),
        "next": _first_left(questionnaire.questions.values(), questionnaire, values),
        "more": more_questions.offer_of(invitation, given),
        "saved": read_clock(request),
    }
    return _page(request, invitation, "overview", context, answering=True)


@require_safe
@for_respondent
def later(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    questionnaire, values = _asked_and_given(invitation)
    total = progress(questionnaire.questions.values(), values)
    context = {"total": total, "promise": visits.promise_of(invitation), "keeps": True}
    response = _page(request, invitation, "later", context)
    # Who leaves may leave a shared device: it keeps no page of the visit, only what is not sent.
    response.headers[VISIT] = ""
    return response


@require_safe
@for_respondent
def check(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    questionnaire, values = _asked_and_given(invitation)
    comments = answers.comments_of(invitation)
    sections = [
        {
            "title": section.title,
            "pages": [
                {
                    "page": page,
                    "rows": _rows(page.questions, values),
                    "comment": comments.get(page.activity or ""),
                }
                for page in section.pages
            ],
        }
        for section in questionnaire.sections
    ]
    if questionnaire.about_you.questions:
        rows = _rows(questionnaire.about_you.questions, values)
        about_you = {"page": questionnaire.about_you, "rows": rows}
        sections.insert(0, {"title": "", "pages": [about_you]})
    context = {
        "sections": sections,
        "next": _first_left(questionnaire.questions.values(), questionnaire, values),
        "total": progress(questionnaire.questions.values(), values),
        "promise": visits.promise_of(invitation),
        "saved": read_clock(request),
    }
    return _page(request, invitation, "check", context, answering=True)


@require_POST
@for_respondent
def submit(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Final. A second click finds it submitted and is shown the same thanks."""
    code, now = invitation.assessment.code, timezone.now()
    seconds = pace.taken(request, invitation, now=now)
    answers.submit(invitation=invitation, now=now, seconds=seconds)
    response = redirect("respondent:thanks", code)
    pace.forget(response, invitation)
    return response


@require_safe
@for_respondent
def thanks(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    if not visits.is_answered(invitation):
        return redirect("respondent:overview", invitation.assessment.code)
    return _page(request, invitation, "thanks", {"promise": visits.promise_of(invitation)})


def read_clock(request: HttpRequest) -> str:
    """The time of the last save, which a redirect carries to the next page."""
    sent = request.GET.get("saved", "")
    return sent if CLOCK.fullmatch(sent) else ""


def address(invitation: Invitation, slug: str, **query: str) -> str:
    """Where a page of questions is."""
    return reverse(
        "respondent:page",
        args=[invitation.assessment.code, slug],
        query={name: value for name, value in query.items() if value},
    )


def _page(
    request: HttpRequest,
    invitation: Invitation,
    name: str,
    context: dict[str, Any],
    *,
    answering: bool = False,
) -> HttpResponse:
    context |= {"visit": visits.visit_of(invitation), "answering": answering}
    return render(request, f"respondent/{name}.html", context)


def _asked_and_given(
    invitation: Invitation, given: Mapping[str, tuple[str, int]] | None = None
) -> tuple[Questionnaire, dict[str, str]]:
    given = answers.answers_of(invitation) if given is None else given
    values = {question: value for question, (value, _revision) in given.items() if value}
    return answers.questionnaire_of(invitation, given), values


def _first_left(
    questions: Iterable[Question], questionnaire: Questionnaire, values: dict[str, str]
) -> dict[str, str] | None:
    """Where the first question without an answer is: its page and its place there."""
    for question in questions:
        if question.code not in values and not question.of:
            page = questionnaire.page_of[question.code]
            return {"slug": page.slug, "html_id": question.html_id}
    return None


def _rows(questions: tuple[Question, ...], values: dict[str, str]) -> list[dict[str, object]]:
    return [
        {"question": question, "answer": question.texts.get(values.get(question.code, ""), "")}
        for question in questions
        if question.code in values or not question.of
    ]
