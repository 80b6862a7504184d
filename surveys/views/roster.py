"""A list of people on its way into the roster: given, looked at, confirmed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from surveys.access import SETS_UP, RosterImport, get_organisation, get_roster_import
from surveys.forms.roster import ReadingForm, RosterForm
from surveys.services import job_pages, roster_imports, roster_pages
from surveys.services.roster_imports import FileRefused
from surveys.views.members import for_members

WHY_NOT: dict[type[Exception], Promise] = {
    roster_imports.NotDraft: gettext_lazy(
        "This list is being stored, or was: nothing was changed."
    ),
    roster_imports.PlanChanged: gettext_lazy(
        "The roster or the choices have changed since you looked. Below is how it is now; confirm "
        "again."
    ),
    roster_imports.ProblemsLeft: gettext_lazy(
        "Some rows cannot be taken. Mend the file and choose it again, or tick that they are left "
        "out."
    ),
    roster_imports.DecisionsMissing: gettext_lazy(
        "Something is not decided yet: look at the columns and the departments."
    ),
}
REFUSALS: tuple[type[Exception], ...] = (*WHY_NOT, FileRefused)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, organisation: str) -> HttpResponse:
    """Take a list to be looked at; nothing of it is in the roster yet."""
    found = get_organisation(request.user, organisation, roles=SETS_UP)
    posted = request.method == "POST"
    form = RosterForm(request.POST, request.FILES) if posted else RosterForm()
    if posted and form.is_valid():
        try:
            roster = roster_imports.begin(
                organisation=found,
                content=form.content,
                name=form.file_name,
                user=request.user,  # type: ignore[arg-type]  # signed in
                now=timezone.now(),
            )
        except FileRefused as error:
            form.add_error("file" if form.file_name else "text", str(error))
        else:
            return redirect("console:roster-import", organisation, roster.code)
    page = {"organisation": found, "form": form}
    return render(request, "console/roster/upload.html", page, status=422 if posted else 200)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """What the list would do; on POST keep what was chosen about reading it, and look again."""
    roster = get_roster_import(request.user, organisation, code)
    if roster.state == "done":
        return render(request, "console/roster/done.html", _frame(roster))
    if (job := roster_imports.under_way(roster)) is not None:
        line = job_pages.line_of(job, now=timezone.now())
        if line.active:
            return _progress(request, roster, line)
        if request.method != "POST":
            return _dry_run(request, roster, refusal=line.sentence)
    if request.method != "POST":
        return _dry_run(request, roster)
    return _choose(request, roster)


@for_members
@require_POST
def confirm(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """Ask for the list to be stored, as it was shown."""
    roster = get_roster_import(request.user, organisation, code)
    try:
        roster_imports.confirm(
            roster=roster,
            mark=request.POST.get("mark", ""),
            leave_out="leave_out" in request.POST,
            remove="remove" in request.POST,
            user=request.user,  # type: ignore[arg-type]  # signed in
            now=timezone.now(),
        )
    except roster_imports.NotDraft:
        messages.info(request, str(WHY_NOT[roster_imports.NotDraft]))
    except REFUSALS as error:
        return _dry_run(request, roster, refusal=_words(error), status=409)
    return redirect("console:roster-import", organisation, code)


@for_members
@require_POST
def drop(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """Forget the list."""
    roster = get_roster_import(request.user, organisation, code)
    try:
        roster_imports.drop(roster=roster)
    except roster_imports.NotDraft as error:
        messages.info(request, _words(error))
        return redirect("console:roster-import", organisation, code)
    messages.success(request, _("The list is forgotten; the roster is as it was."))
    return redirect("console:people", organisation)


def _choose(request: HttpRequest, roster: RosterImport) -> HttpResponse:
    page = roster_pages.page_of(roster)
    form = _form(page, request)
    if not form.is_valid():
        return _shown(request, roster, page, form, status=422)
    if request.POST.get("seen") != page.plan.mark:
        return _dry_run(request, roster, refusal=_words(roster_imports.PlanChanged()), status=409)
    try:
        roster_imports.choose(roster=roster, choices=form.chosen)
    except roster_imports.NotDraft as error:
        messages.info(request, _words(error))
    except FileRefused as error:
        return _dry_run(request, roster, refusal=str(error), status=422)
    return redirect("console:roster-import", roster.organisation.code, roster.code)


def _dry_run(
    request: HttpRequest, roster: RosterImport, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    page = roster_pages.page_of(roster)
    return _shown(request, roster, page, _form(page), refusal=refusal, status=status)


def _shown(
    request: HttpRequest,
    roster: RosterImport,
    page: roster_pages.Page,
    form: ReadingForm,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    read = [form[name] for name in form.READ if name in form.fields]
    columns = [(column, form[column.field]) for column in page.columns]
    departments = [
        (each.department, form[f"department-{i}"], form[f"type-{i}"])
        for i, each in enumerate(page.asked)
    ]
    context = _frame(roster) | {
        "page": page,
        "plan": page.plan,
        "form": form,
        "read": read,
        "columns": columns,
        "departments": departments,
        "refusal": refusal,
        "confirmed": request.POST if "mark" in request.POST else {},
    }
    return render(request, "console/roster/look.html", context, status=status)


def _form(page: roster_pages.Page, request: HttpRequest | None = None) -> ReadingForm:
    return ReadingForm(
        request.POST if request else None,
        choices=page.choices,
        columns=[
            _("Column %(number)s %(heading)s") % {"number": each.number, "heading": each.heading}
            for each in page.columns
        ],
        departments=[(e.department.place, e.department.name, e.choices) for e in page.asked],
        initial=page.chosen,
    )


def _progress(request: HttpRequest, roster: RosterImport, line: job_pages.JobLine) -> HttpResponse:
    if request.method != "POST" and request.GET.get("seen") == line.mark:
        return HttpResponse(status=204)
    page = _frame(roster) | {"job": line, "still": "still" in request.GET}
    return render(request, "console/roster/progress.html", page)


def _frame(roster: RosterImport) -> dict[str, object]:
    return {
        "organisation": roster.organisation,
        "roster": roster,
        "running": roster_pages.running(roster.organisation) if roster.state == "done" else [],
    }


def _words(error: Exception) -> str:
    return str(WHY_NOT[type(error)]) if type(error) in WHY_NOT else str(error)
