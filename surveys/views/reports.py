"""An assessment's report: its documents, and the sentences, notes and sections of them."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys.access import CONSULTS, get_assessment, get_newest_release
from surveys.forms.reports import SectionForm, SentenceForm
from surveys.services import documents, report_edits
from surveys.services import reports as making
from surveys.services.job_pages import report_line
from surveys.services.report_edits import ChangedMeanwhile, NotFitting, Over, SectionLine
from surveys.views.members import for_members


class Failed(NamedTuple):
    """What could not be saved, as it was typed. ``theirs``: how it stands by now."""

    place: str
    text: str
    error: str
    seen: str
    theirs: str = ""


@for_members
@require_safe
def overview(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """The documents of the newest report and how they stand, and the sections to edit."""
    assessment = get_assessment(request.user, organisation, code, roles=CONSULTS)
    release = get_newest_release(assessment)
    page = {
        "organisation": assessment.organisation,
        "assessment": assessment,
        "release": release,
        "documents": documents.every(assessment, release),
        "sections": report_edits.sections(release, assessment),
        "boxes": report_edits.boxes(release, assessment),
        "report": report_line(assessment, now=timezone.now()),
        "editable": assessment.state != "archived",
    }
    return render(request, "console/reports/overview.html", page)


@for_members
@require_POST
def again(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """Draw what is missing or out of date, of the figures as they were released."""
    assessment = get_assessment(request.user, organisation, code, roles=CONSULTS)
    get_newest_release(assessment)
    job = making.draw_again(
        assessment=assessment,
        user=request.user,  # type: ignore[arg-type]  # signed in
        now=timezone.now(),
    )
    if job is not None:
        return redirect("console:job", organisation, job.code)
    messages.success(request, _("Every document is up to date."))
    return redirect("console:reports", organisation, code)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, organisation: str, code: str, section: str) -> HttpResponse:
    """A section's sentences, each to be worded otherwise; its note, and whether it is left out."""
    assessment = get_assessment(request.user, organisation, code, roles=CONSULTS)
    release = get_newest_release(assessment)
    who = {"release": release, "assessment": assessment, "user": request.user}
    failed: Failed | None = None
    form: SectionForm | None = None
    if request.method == "POST":
        about_sentence = request.POST.get("do") in ("save", "revert")
        outcome = _sentence(request, who) if about_sentence else _section(request, section, who)
        if isinstance(outcome, str):
            return redirect(f"{request.path}{outcome}")
        failed, form = (outcome, None) if isinstance(outcome, Failed) else (None, outcome)
    found = _line(report_edits.sections(release, assessment), section)
    page = {
        "organisation": assessment.organisation,
        "assessment": assessment,
        "section": found,
        "failed": failed,
        "form": form or _section_form(found),
        "editable": assessment.state != "archived",
    }
    status = 422 if failed or form else 200
    return render(request, "console/reports/section.html", page, status=status)


def _sentence(request: HttpRequest, who: dict[str, Any]) -> str | Failed:
    """Save it, or take the edit back; where to go then, or what was wrong."""
    form = SentenceForm(request.POST)
    place, typed = request.POST.get("place", ""), request.POST.get("text", "")
    if not form.is_valid():
        return Failed(place, typed, _("This text cannot be stored."), request.POST.get("seen", ""))
    found, seen = form.cleaned_data, form.cleaned_data["seen"]
    revert = request.POST["do"] == "revert"
    try:
        changed = report_edits.save(
            **who,
            place=found["place"],
            text=None if revert else found["text"],
            seen=seen,
            now=timezone.now(),
        )
    except report_edits.UnknownPlace:
        raise Http404 from None
    except NotFitting as error:
        return Failed(place, typed, str(error), seen)
    except ChangedMeanwhile as error:
        return Failed(place, typed, _changed(), error.seen, error.now)
    except REFUSALS as error:
        return Failed(place, typed, _refused(error), seen)
    if changed:
        messages.success(request, _("Saved. Make the documents again, so that they say it."))
    else:
        messages.info(request, _("Nothing was changed."))
    return ""


def _section(request: HttpRequest, code: str, who: dict[str, Any]) -> str | SectionForm:
    """Save note and choice; where to go then, or the form with what was wrong."""
    form = SectionForm(request.POST)
    if not form.is_valid():
        return form
    try:
        changed = report_edits.keep_section(
            **who, **form.cleaned_data, section=code, now=timezone.now()
        )
    except report_edits.UnknownPlace:
        raise Http404 from None
    except ChangedMeanwhile as error:
        form.data = {**request.POST.dict(), "seen": error.seen}
        form.add_error("note", _changed())
        form.add_error(None, _left_out(error))
        if error.now:
            form.add_error(None, _("Their note: %(note)s") % {"note": error.now})
        return form
    except REFUSALS as error:
        form.add_error(None, _refused(error))
        return form
    if changed:
        messages.success(request, _("Saved. Make the documents again, so that they say it."))
    else:
        messages.info(request, _("Nothing was changed."))
    return ""


REFUSALS = (Over, report_edits.Superseded)


def _refused(error: Exception) -> str:
    if isinstance(error, Over):
        return _("An archived assessment cannot be changed.")
    return _("A newer report has been made meanwhile. Save again to edit that one.")


def _changed() -> str:
    return _(
        "Somebody else has changed this since you read it. Your text is still here: save again to "
        "put it in place of theirs."
    )


def _left_out(error: ChangedMeanwhile) -> str:
    if error.left_out:
        return _("They leave this section out.")
    return _("They do not leave this section out.")


def _section_form(found: SectionLine) -> SectionForm:
    return SectionForm(initial={"note": found.note, "left_out": found.left_out, "seen": found.seen})


def _line(found: tuple[SectionLine, ...], code: str) -> SectionLine:
    for each in found:
        if each.code == code:
            return each
    raise Http404
