"""A page of questions, and the saving of one answer as soon as it is chosen."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from surveys.forms.respondent import COMMENT, PageForm, read_revision
from surveys.services import answers, visits
from surveys.services.answers import Conflict, RevisionConflict
from surveys.services.questionnaire import Page, Question, Questionnaire, progress
from surveys.services.visits import Invitation
from surveys.views.refusals import for_respondent
from surveys.views.respondent import CHECK, address, read_clock

Given = dict[str, tuple[str, int]]
Context = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
@for_respondent
def page(request: HttpRequest, invitation: Invitation, slug: str) -> HttpResponse:
    given = answers.answers_of(invitation)
    questionnaire = answers.questionnaire_of(invitation, given)
    asked = questionnaire.pages.get(slug)
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
    context = _context(request, invitation, questionnaire, asked, given)
    return render(request, "respondent/page.html", context | {"form": form}, status=status)


@require_POST
@for_respondent
def save(request: HttpRequest, invitation: Invitation, question: str) -> HttpResponse:
    """Store one answer. A script shows what comes back beside it; a browser goes to the page."""
    value = request.POST.get(question, "")
    revision = read_revision(request.POST.get(f"{question}.revision")) + 1
    now = timezone.now()
    context: Context = {
        "visit": visits.visit_of(invitation),
        "code": question,
        "revision": revision - 1,
    }
    try:
        answers.save_answer(
            invitation=invitation, question=question, value=value, revision=revision, now=now
        )
    except answers.UnknownQuestion:
        raise Http404 from None
    except answers.UnknownValue:
        return render(request, "respondent/saved.html", context, status=422)
    except RevisionConflict as conflict:
        # The old revision stays on the page: only "Keep my choice here" overwrites.
        context |= _both(invitation, conflict.stored, value)
        return render(request, "respondent/saved.html", context, status=409)
    clock = visits.clock_of(invitation.assessment, now)
    if not request.headers.get("HX-Request"):
        shown = _find(invitation, question)[0]
        return redirect(address(invitation, shown.slug, saved=clock))
    context |= {"revision": revision, "saved": clock}
    # By far the most frequent answer of all: without what templates of pages are given.
    return HttpResponse(render_to_string("respondent/saved.html", context))


def _save_page(invitation: Invitation, asked: Page, form: PageForm, *, cleared: str) -> HTTPStatus:
    """Store what was changed and is valid; the status of the page, FOUND when all went well."""
    form.is_valid()
    changed = form.changed(cleared=cleared)
    comment = form.changed_comment()
    now = timezone.now()
    try:
        answers.save_answers(invitation=invitation, answers=changed, now=now)
    except RevisionConflict as error:
        texts = {question.code: question.texts for question in asked.questions}
        for stored in error.conflicts:
            mine = changed[stored.question][0]
            reason = _two_windows(texts[stored.question], stored, mine)
            form.refuse(stored.question, reason, revision=stored.revision)
        return HTTPStatus.CONFLICT
    try:
        if comment and asked.activity:
            _save_comment(invitation, asked.activity, comment)
    except RevisionConflict as error:
        reason = _two_windows({}, error.stored, comment[0] if comment else "")
        form.refuse(COMMENT, reason, revision=error.stored.revision)
        return HTTPStatus.CONFLICT
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.FOUND


def _save_comment(invitation: Invitation, activity: str, comment: tuple[str, bool, int]) -> None:
    text, consent, revision = comment
    answers.save_comment(
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


def _both(invitation: Invitation, stored: Conflict, value: str) -> Context:
    """The answer that is stored and the one that came now, in words."""
    shown, question = _find(invitation, stored.question)
    return {
        "slug": shown.slug,
        "question": question,
        "newer": stored.revision,
        "other": question.texts.get(stored.value) or _("no answer"),
        "mine": question.texts.get(value) or _("no answer"),
    }


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


def _find(invitation: Invitation, code: str) -> tuple[Page, Question]:
    questionnaire = answers.questionnaire_of(invitation, answers.answers_of(invitation))
    if code not in questionnaire.questions:
        raise Http404
    return questionnaire.page_of[code], questionnaire.questions[code]


def _next(
    request: HttpRequest, invitation: Invitation, questionnaire: Questionnaire, asked: Page
) -> str:
    """Where a saved page leads: on, or back to the check page it was opened from."""
    code = invitation.assessment.code
    origin = CHECK if request.POST.get("from") == CHECK else ""
    clock = visits.clock_of(invitation.assessment, timezone.now())
    cleared = request.POST.get("clear", "")
    if cleared in questionnaire.questions:
        again = address(invitation, asked.slug, **{"from": origin, "cleared": "yes"})
        return f"{again}#{questionnaire.questions[cleared].html_id}"
    if origin:
        back = reverse("respondent:check", args=[code], query={"saved": clock})
        return f"{back}#row-{asked.questions[0].html_id}"
    following = questionnaire.neighbour(asked, 1)
    if following:
        return address(invitation, following.slug, saved=clock)
    return reverse("respondent:overview", args=[code], query={"saved": clock})


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
        "back": _back(request, invitation, questionnaire.neighbour(asked, -1)),
        "came_from": _origin(request),
        "glossary": visits.glossary_of(invitation.assessment),
        "saved": read_clock(request),
        "cleared": request.GET.get("cleared") == "yes",
    }
