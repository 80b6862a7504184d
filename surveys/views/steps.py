"""The steps of an assessment's life, each with a page that says what it does before it is done."""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from surveys.access import CONSULTS, Assessment, Job, get_assessment
from surveys.forms.console import GroupsForm
from surveys.services import assessments, console, reports
from surveys.services.groups import FoldedTogether, GroupsFrozen, UnknownGroup
from surveys.views.members import for_members


class Step(NamedTuple):
    """``leads_from``: the states in which it is offered."""

    title: Promise
    text: tuple[Promise, ...]
    button: Promise
    done: Promise
    leads_from: tuple[str, ...]
    do: Callable[..., object]
    until_release: bool = False
    after_release: bool = False


STEPS = {
    "open": Step(
        _("Open for answers"),
        (
            _("From now on the personal links work."),
            _(
                "As soon as somebody begins to answer, the floor, the questions and the "
                "departments do not change any more."
            ),
        ),
        _("Open"),
        _("The assessment is open."),
        ("draft",),
        assessments.open_for_answers,
    ),
    "pause": Step(
        _("Pause"),
        (
            _("Nobody can answer until you resume. What was saved stays saved."),
            _("Whoever opens a link is told to come back later."),
        ),
        _("Pause"),
        _("The assessment is paused."),
        ("open",),
        assessments.pause,
    ),
    "resume": Step(
        _("Resume"),
        (_("The personal links work again, and everybody goes on where they left off."),),
        _("Resume"),
        _("The assessment is open again."),
        ("paused",),
        assessments.resume,
    ),
    "close": Step(
        _("Close"),
        (
            _("All answers become counts, and single answers are deleted for good."),
            _("After that nobody, not even the operator, can look up who answered what."),
            _("The personal links end."),
        ),
        _("Close and count"),
        _("The assessment is closed, and its answers are counted."),
        ("open", "paused"),
        assessments.close,
    ),
    "reopen": Step(
        _("Open again"),
        (
            _("More people can answer; what was counted stays counted."),
            _("The old links ended at closing: make new ones for those who have none."),
        ),
        _("Open again"),
        _("The assessment is open again."),
        ("closed",),
        assessments.reopen,
        until_release=True,
    ),
    "report": Step(
        _("Make the report"),
        (
            _("The figures are computed from the counts and kept as they are."),
            _(
                "With the first report the reporting groups freeze, and the assessment can no "
                "longer be opened again."
            ),
            _("This takes about half a minute; you can go on working meanwhile."),
        ),
        _("Make the report"),
        _("The report is being made."),
        ("closed", "published"),
        reports.request,
    ),
    "publish": Step(
        _("Publish"),
        (
            _("The executives of the organisation see the summary and can download the report."),
            _(
                "The documents are drawn again without the mark of a draft; executives find them "
                "as soon as that is done."
            ),
        ),
        _("Publish"),
        _("The result is published."),
        ("closed",),
        reports.publish,
        after_release=True,
    ),
    "archive": Step(
        _("Archive"),
        (_("Nothing can be changed any more. The result stays readable."),),
        _("Archive"),
        _("The assessment is archived."),
        ("published",),
        assessments.archive,
    ),
}
"""Named as in their addresses."""


class StepLink(NamedTuple):
    name: str
    title: Promise


def next_steps(state: str, *, released: bool) -> list[StepLink]:
    """What can be done now."""
    return [
        StepLink(name, step.title)
        for name, step in STEPS.items()
        if state in step.leads_from
        and not (step.until_release and released)
        and not (step.after_release and not released)
    ]


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, organisation: str, code: str, name: str) -> HttpResponse:
    """Say what the step does; do it on POST."""
    assessment = get_assessment(request.user, organisation, code, roles=CONSULTS)
    if name not in STEPS:
        raise Http404
    wanted = STEPS[name]
    form = groups_form(request, assessment, closing=True) if name == "close" else None
    refusal = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        more = {"groups": form.groups} if form else {}
        try:
            done = wanted.do(assessment=assessment, user=request.user, now=timezone.now(), **more)
        except REFUSALS as error:
            refusal = why_not(error)
        else:
            if isinstance(done, Job):
                return redirect("console:job", organisation, done.code)
            messages.success(request, str(wanted.done))
            return redirect("console:assessment", organisation, code)
    page = {
        "organisation": assessment.organisation,
        "assessment": assessment,
        "details": console.page_of(assessment) if form else None,
        "step": wanted,
        "form": form,
        "refusal": refusal,
    }
    status = 200 if request.method != "POST" else 409 if refusal else 422
    return render(request, "console/step.html", page, status=status)


def groups_form(
    request: HttpRequest, assessment: Assessment, *, closing: bool = False
) -> GroupsForm:
    """Filled with the proposed groups, or those that stand."""
    groups = console.proposed_groups(assessment, closing=closing)
    return GroupsForm(
        request.POST if request.method == "POST" else None,
        departments=console.department_names(assessment),
        initial={f"group-{key}": group for key, group in groups.items()},
    )


WHY_NOT: dict[type[Exception], Promise] = {
    assessments.IllegalTransition: _("The assessment has moved on; this cannot be done any more."),
    assessments.NobodyInScope: _("No department takes part yet."),
    assessments.LastDayOver: _("The last day to answer is over. Set another one first."),
    assessments.ReleaseMissing: _("Make the report first."),
    GroupsFrozen: _("A report was made, so the groups do not change any more."),
    UnknownGroup: _(
        "Choose for a group one department that stands on its own, and join the others to it."
    ),
    FoldedTogether: _(
        "Departments that were counted together at closing cannot be shown apart any more."
    ),
}
REFUSALS = tuple(WHY_NOT)


def why_not(error: Exception) -> str:
    """In plain words."""
    return str(WHY_NOT[type(error)])
