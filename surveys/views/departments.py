"""The departments of an organisation, by hand."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from surveys.access import SETS_UP, Department, Organisation, get_department, get_organisation
from surveys.forms.setting_up import DepartmentForm
from surveys.services import departments
from surveys.services.departments import Details
from surveys.views.members import for_members

LIST = "console:organisation-departments"


@for_members
@require_safe
def listed(request: HttpRequest, organisation: str) -> HttpResponse:
    of = get_organisation(request.user, organisation, roles=SETS_UP)
    page = {"organisation": of, "departments": departments.lines(of)}
    return render(request, "console/set_up/organisation_departments.html", page)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, organisation: str) -> HttpResponse:
    of = get_organisation(request.user, organisation, roles=SETS_UP)
    form = _form(request, of)
    if form.is_valid():
        try:
            made = departments.add(
                organisation=of,
                details=Details(**form.cleaned_data),
                user=request.user,  # type: ignore[arg-type]  # signed in
                now=timezone.now(),
            )
        except departments.KeyTaken:
            form.add_error("key", _("This key is taken. Choose another one, or leave it empty."))
        except departments.NameTaken as error:
            form.add_error("name", _taken(error))
        else:
            messages.success(request, _("Added: %(name)s.") % {"name": made.name})
            return redirect(LIST, organisation)
    return _shown(request, of, form, None)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, organisation: str, key: str) -> HttpResponse:
    of = get_organisation(request.user, organisation, roles=SETS_UP)
    department = get_department(of, key)
    form = _form(request, of, department)
    if form.is_valid():
        try:
            departments.change(
                department=department,
                details=Details(key=department.key, **form.cleaned_data),
                user=request.user,  # type: ignore[arg-type]  # signed in
                now=timezone.now(),
            )
        except departments.NameTaken as error:
            form.add_error("name", _taken(error))
        else:
            messages.success(request, _("Saved: %(name)s.") % {"name": department.name})
            return redirect(LIST, organisation)
    return _shown(request, of, form, department)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, organisation: str, key: str) -> HttpResponse:
    """Say what would be removed; do it on POST."""
    of = get_organisation(request.user, organisation, roles=SETS_UP)
    department = get_department(of, key)
    status, refusal = 200, ""
    if request.method == "POST":
        try:
            departments.remove(
                department=department,
                user=request.user,  # type: ignore[arg-type]  # signed in
                now=timezone.now(),
            )
        except departments.DepartmentInUse:
            status = 409
            refusal = _("People or assessments belong to this department, so it stays.")
        else:
            messages.success(request, _("Removed: %(name)s.") % {"name": department.name})
            return redirect(LIST, organisation)
    page = {"organisation": of, "department": department, "refusal": refusal}
    return render(request, "console/set_up/department_remove.html", page, status=status)


def _taken(error: departments.NameTaken) -> str:
    said = _(
        "There is a department %(name)s already. Choose a name that differs from it in more than "
        "capitals and signs."
    )
    return said % {"name": error.name}


def _form(
    request: HttpRequest, of: Organisation, department: Department | None = None
) -> DepartmentForm:
    known = departments.types(of)
    if department and department.type and department.type not in known:
        known = (*known, department.type)
    names = [name for name in DepartmentForm.base_fields if name != "key"]
    return DepartmentForm(
        request.POST if request.method == "POST" else None,
        types=[(each, departments.type_name(each)) for each in known],
        new=department is None,
        initial={name: getattr(department, name) for name in names} if department else None,
    )


def _shown(
    request: HttpRequest, of: Organisation, form: DepartmentForm, department: Department | None
) -> HttpResponse:
    page = {"organisation": of, "form": form, "department": department}
    status = 422 if form.is_bound else 200
    return render(request, "console/set_up/department.html", page, status=status)
