"""A page of questions, and the saving of one answer as soon as it is chosen."""

from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from surveys.forms.respondent import COMMENT, CONSENT, PageForm, normalised, read_revision
from surveys.services import answers, visits
from surveys.services.answers import Conflict, RevisionConflict
from surveys.services.questionnaire import Page, Questionnaire, progress
from surveys.services.visits import Invitation
from surveys.views.refusals import (
    NOT_ASKED,
    NOT_OFFERED,
    TOO_LONG,
    for_respondent,
    refuse,
)
from surveys.views.respondent import CHECK, address, read_clock

Given = dict[str, tuple[str, int]]
Context = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
@for_respondent
def page(request: HttpRequest, invitation: Invitation, slug: str) -> HttpResponse:
    given = answers.answers_of(invitation)
    questionnaire = answers.questionnaire_of(invitation, given)
    asked = questionnaire.pages.get(slug)
    if asked is None and visits.has_page(invitation.assessment, slug):
        # Led here by a page that was made before the person said what they do.
        return redirect("respondent:overview", invitation.assessment.code)
    if asked is None:
        raise Http404
    form = PageForm(
        request.POST if request.method == "POST" else None,
        questions=asked.questions,
        stored=given,
        comment=_comment(invitation, asked),
    )
    status = HTTPStatus.OK
    if form.is_bound:
        status = _save_page(invitation, asked, form, cleared=request.POST.get("clear", ""))
        if status == HTTPStatus.FOUND:
            return redirect(_next(request, invitation, questionnaire, asked))
        given = answers.answers_of(invitation)
        form.go_on_from(given, _comment(invitation, asked))
    context = _context(request, invitation, questionnaire, asked, given)
    return render(request, "respondent/page.html", context | {"form": form}, status=status)


@require_POST
@for_respondent
def save(request: HttpRequest, invitation: Invitation, question: str) -> HttpResponse:
    """Store one answer for a script, and say back which revision is stored and when."""
    value, revision = request.POST.get(question, ""), _next_revision(request, question)
    now = timezone.now()
    try:
        stored_revision = answers.save_answer(
            invitation=invitation, question=question, value=value, revision=revision, now=now
        )
    except answers.UnknownQuestion:
        return refuse(request, NOT_ASKED)
    except answers.UnknownValue:
        return refuse(request, NOT_OFFERED)
    except RevisionConflict as conflict:
        stored = conflict.stored
        return _conflict(stored, {question: stored.value}, _in_words(invitation, stored))
    return _acknowledged(invitation, stored_revision, now)


@require_POST
@for_respondent
def comment(request: HttpRequest, invitation: Invitation, activity: str) -> HttpResponse:
    """Store a comment for a script, as ``save`` does an answer."""
    text, consent = request.POST.get(COMMENT, ""), bool(request.POST.get(CONSENT))
    revision = _next_revision(request, COMMENT)
    try:
        stored = _save_comment(invitation, activity, (normalised(text), consent, revision))
    except answers.UnknownQuestion:
        return refuse(request, NOT_ASKED)
    except answers.UnknownValue:
        return refuse(request, NOT_OFFERED)
    except answers.TooLong:
        return refuse(request, TOO_LONG)
    except RevisionConflict as conflict:
        draft = answers.comments_of(invitation)[activity]
        fields = {COMMENT: draft.text, CONSENT: "on" if draft.consent else ""}
        return _conflict(conflict.stored, fields, draft.text)
    return _acknowledged(invitation, stored, timezone.now())


def _next_revision(request: HttpRequest, name: str) -> int:
    return read_revision(request.POST.get(f"{name}.revision")) + 1


def _acknowledged(invitation: Invitation, revision: int, now: datetime) -> HttpResponse:
    words = _("Saved %(saved)s") % {"saved": visits.clock_of(invitation.assessment, now)}
    return JsonResponse({"revision": revision, "saved": words})


def _conflict(stored: Conflict, fields: dict[str, str], text: str) -> HttpResponse:
    """What is stored instead: the fields that would show it, and its words."""
    other = {"fields": fields, "text": text, "revision": stored.revision}
    return JsonResponse({"other": other}, status=HTTPStatus.CONFLICT)


def _save_page(invitation: Invitation, asked: Page, form: PageForm, *, cleared: str) -> HTTPStatus:
    """Store what was changed and is valid; the status of the page, FOUND when all went well."""
    form.is_valid()
    changed = form.changed(cleared=cleared)
    comment = form.changed_comment()
    conflicts = {}
    try:
        answers.save_answers(invitation=invitation, answers=changed, now=timezone.now())
    except RevisionConflict as error:
        texts = {question.code: question.texts for question in asked.questions}
        for stored in error.conflicts:
            mine = changed[stored.question][0]
            conflicts[stored.question] = _two_windows(texts[stored.question], stored, mine)
    try:
        if comment and asked.activity:
            _save_comment(invitation, asked.activity, comment)
    except RevisionConflict as error:
        conflicts[COMMENT] = _two_windows({}, error.stored, comment[0] if comment else "")
    for name, reason in conflicts.items():
        form.add_error(name, reason)
    if conflicts:
        return HTTPStatus.CONFLICT
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.FOUND


def _save_comment(invitation: Invitation, activity: str, comment: tuple[str, bool, int]) -> int:
    text, consent, revision = comment
    return answers.save_comment(
        invitation=invitation,
        activity=activity,
        text=text,
        consent=consent,
        revision=revision,
        now=timezone.now(),
    )


def _comment(invitation: Invitation, asked: Page) -> tuple[str, bool, int] | None:
    """The comment on this page, or nothing where none can be given."""
    if asked.activity is None:
        return None
    draft = answers.comments_of(invitation).get(asked.activity)
    return (draft.text, draft.consent, draft.revision) if draft else ("", False, 0)


def _two_windows(texts: dict[str, str], stored: Conflict, mine: str) -> str:
    words = {
        "other": texts.get(stored.value, stored.value) or _("no answer"),
        "mine": texts.get(mine, mine) or _("no answer"),
    }
    text = _(
        "You answered this in another window: “%(other)s”. Here you chose “%(mine)s”. "
        "Choose the one that counts and save again."
    )
    return text % words


def _in_words(invitation: Invitation, stored: Conflict) -> str:
    """As the person is shown it; what only others are asked now, as they are."""
    asked = answers.questionnaire_of(invitation, answers.answers_of(invitation)).questions
    if stored.question in asked:
        return asked[stored.question].texts.get(stored.value, "")
    shown = visits.words_of(invitation.assessment, {stored.question: stored.value})
    return shown[0][1] if shown else ""


def _next(
    request: HttpRequest, invitation: Invitation, questionnaire: Questionnaire, asked: Page
) -> str:
    """Where a saved page leads: on, or to itself where an answer was cleared."""
    cleared = request.POST.get("clear", "")
    if cleared in questionnaire.questions:
        again = address(invitation, asked.slug, **{"from": _origin(request), "cleared": "yes"})
        return f"{again}#{questionnaire.questions[cleared].html_id}"
    clock = visits.clock_of(invitation.assessment, timezone.now())
    return _onward(request, invitation, questionnaire, asked, saved=clock)


def _onward(
    request: HttpRequest,
    invitation: Invitation,
    questionnaire: Questionnaire,
    asked: Page,
    **query: str,
) -> str:
    """What follows the page, or the check page where it was opened from there."""
    code = invitation.assessment.code
    if _origin(request):
        back = reverse("respondent:check", args=[code], query=query)
        return f"{back}#row-{asked.questions[0].html_id}"
    following = questionnaire.neighbour(asked, 1)
    if following:
        return address(invitation, following.slug, **query)
    return reverse("respondent:overview", args=[code], query=query)


def _back(request: HttpRequest, invitation: Invitation, before: Page | None) -> str:
    code = invitation.assessment.code
    if _origin(request):
        return reverse("respondent:check", args=[code])
    if before:
        return address(invitation, before.slug)
    return reverse("respondent:welcome", args=[code])


def _origin(request: HttpRequest) -> str:
    sent = request.POST if request.method == "POST" else request.GET
    return CHECK if sent.get("from") == CHECK else ""


def _context(
    request: HttpRequest,
    invitation: Invitation,
    questionnaire: Questionnaire,
    asked: Page,
    given: Given,
) -> Context:
    values = {code: value for code, (value, _revision) in given.items() if value}
    section = questionnaire.section_of.get(asked.slug)
    total = progress(questionnaire.questions.values(), values)
    where = {
        "title": section.title if section else "",
        "number": questionnaire.sections.index(section) + 1 if section else 0,
        "sections": len(questionnaire.sections),
        "place": section.pages.index(asked) + 1 if section else 1,
        "pages": len(section.pages) if section else 1,
        "total": total,
    }
    return {
        "visit": visits.visit_of(invitation),
        "answering": True,
        "page": asked,
        "where": where,
        "onward": _onward(request, invitation, questionnaire, asked),
        # What is answered here may change which pages follow, so the server is asked.
        "decides": asked is questionnaire.about_you,
        "back": _back(request, invitation, questionnaire.neighbour(asked, -1)),
        "came_from": _origin(request),
        "glossary": visits.glossary_of(invitation.assessment),
        "saved": read_clock(request),
        "cleared": request.GET.get("cleared") == "yes",
    }
