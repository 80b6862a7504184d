"""Setting an assessment up: its settings, who takes part, what does not apply to whom."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from surveys.access import CONSULTS, Assessment, get_assessment
from surveys.forms.setting_up import ApplicableForm, ScopeForm, SettingsForm
from surveys.services import (
    answering_times,
    assessment_settings,
    departments,
    lengths,
    scope_changes,
)
from surveys.services.assessment_settings import FIRST_DAY, Settings
from surveys.views.members import for_members

FROZEN = gettext_lazy(
    "Somebody has begun to answer, so this does not change any more: it was promised, or it "
    "decides what people are asked. Nothing was saved, and it is noted that it was tried."
)
OPENED = gettext_lazy(
    "The assessment has been opened, so its first day does not change any more. Nothing was saved, "
    "and it is noted that it was tried."
)
OVER = gettext_lazy("The assessment is closed, so its settings do not change any more.")
TOO_EARLY = gettext_lazy("The last day is before the first one, or over already.")
CHANGED = gettext_lazy("Something has changed since this page was made. Look at it again.")


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """What it is called, says and promises."""
    found = get_assessment(request.user, organisation, code, roles=CONSULTS)
    form = _settings_form(request, found)
    status = HTTPStatus.OK
    if form.is_valid():
        status = _save_settings(request, found, form)
        if status == HTTPStatus.FOUND:
            messages.success(request, _("The settings are saved."))
            return redirect("console:assessment", organisation, code)
    elif form.is_bound:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    page = {
        "form": form,
        "lengths": lengths.lengths_of(found),
        "limit": lengths.TOO_LONG,
        "measured": answering_times.measured(found),
    }
    return _shown(request, found, "settings", page, status=status)


def _settings_form(request: HttpRequest, assessment: Assessment) -> SettingsForm:
    now = assessment_settings.current(assessment)
    return SettingsForm(
        request.POST if request.method == "POST" else None,
        floors=assessment_settings.floors(assessment),
        extended=lengths.has_extended(assessment),
        frozen=assessment_settings.frozen(assessment),
        initial={name: getattr(now, name) for name in SettingsForm.base_fields},
    )


def _save_settings(request: HttpRequest, assessment: Assessment, form: SettingsForm) -> HTTPStatus:
    """Store them; FOUND when all went well, otherwise the form says why not."""
    try:
        assessment_settings.change(
            assessment=assessment,
            settings=Settings(**form.values),
            user=request.user,  # type: ignore[arg-type]  # signed in
            now=timezone.now(),
        )
    except assessment_settings.Over:
        form.add_error(None, str(OVER))
    except assessment_settings.Frozen as error:
        for name in error.names:
            form.add_error(name, str(OPENED if name == FIRST_DAY else FROZEN))
    except assessment_settings.FloorOutOfRange:
        form.add_error("floor", _("The activity model allows no smaller groups than this."))
    except assessment_settings.LastDayTooEarly:
        form.add_error("closes_on", str(TOO_EARLY))
        return HTTPStatus.UNPROCESSABLE_ENTITY
    else:
        return HTTPStatus.FOUND
    return HTTPStatus.CONFLICT


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def scope(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """Which departments take part."""
    found = get_assessment(request.user, organisation, code, roles=CONSULTS)
    lines = departments.lines(found.organisation)
    form = ScopeForm(
        request.POST if request.method == "POST" else None,
        departments=[(line.key, line.name) for line in lines],
        initial={"departments": sorted(scope_changes.in_scope(found))},
    )
    status = 422 if form.is_bound else 200
    if form.is_valid():
        refusal = _save_scope(request, found, form)
        if refusal is None:
            messages.success(request, _("The departments are saved."))
            return redirect("console:assessment", organisation, code)
        form.add_error(None, refusal)
        status = 409
    page = {"form": form, "lines": lines, "may_change": scope_changes.may_change(found)}
    return _shown(request, found, "departments", page, status=status)


def _save_scope(request: HttpRequest, assessment: Assessment, form: ScopeForm) -> str | None:
    """Store it; otherwise say why not."""
    try:
        scope_changes.set_departments(
            assessment=assessment,
            keys=form.cleaned_data["departments"],
            user=request.user,  # type: ignore[arg-type]  # signed in
            now=timezone.now(),
        )
    except scope_changes.ScopeFrozen:
        return str(FROZEN)
    except scope_changes.UnknownChoice:
        return str(CHANGED)
    except scope_changes.PeopleInvited as error:
        text = _("People were invited there already, so they stay: %(names)s. Take back the links.")
        return text % {"names": ", ".join(error.departments)}
    return None


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def applicable(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """What does not apply to a department, and which activities are closed."""
    found = get_assessment(request.user, organisation, code, roles=CONSULTS)
    activities = scope_changes.activities(found)
    form = ApplicableForm(
        request.POST if request.method == "POST" else None,
        rows=scope_changes.matrix(found),
        transition=[each for each in activities if each.transition],
        closed=scope_changes.closed_on(found),
    )
    status = 422 if form.is_bound else 200
    if form.is_valid():
        refusal = _save_applicable(request, found, form)
        if refusal is None:
            messages.success(request, _("What does not apply is saved."))
            return redirect("console:assessment", organisation, code)
        form.add_error(None, refusal)
        status = 409
    page = {
        "form": form,
        "activities": scope_changes.markable(found),
        "may_change": scope_changes.may_change(found),
    }
    return _shown(request, found, "applicable", page, status=status)


def _save_applicable(
    request: HttpRequest, assessment: Assessment, form: ApplicableForm
) -> str | None:
    """Store it; otherwise say why not."""
    try:
        scope_changes.set_applicable(
            assessment=assessment,
            marks=form.marks,
            closed=form.closed,
            user=request.user,  # type: ignore[arg-type]  # signed in
            now=timezone.now(),
        )
    except scope_changes.ScopeFrozen:
        return str(FROZEN)
    except scope_changes.UnknownChoice:
        return str(CHANGED)
    return None


def _shown(
    request: HttpRequest, assessment: Assessment, name: str, page: dict[str, Any], *, status: int
) -> HttpResponse:
    page |= {"organisation": assessment.organisation, "assessment": assessment}
    return render(request, f"console/set_up/{name}.html", page, status=status)
