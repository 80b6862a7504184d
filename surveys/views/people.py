"""The people of an organisation: found, corrected, moved, removed."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from surveys.access import SETS_UP, Person, get_organisation, get_person
from surveys.forms.roster import PersonForm
from surveys.services import roster_people
from surveys.views.members import for_members

WHY_NOT_SENT: dict[type[Exception], Promise] = {
    roster_people.NoMailServer: gettext_lazy(
        "No mail server is set up here: hand out the link in another way."
    ),
    roster_people.NoAddress: gettext_lazy("There is no address to send to: enter one first."),
    roster_people.NothingToSend: gettext_lazy(
        "There is no link to send: make one with the assessment’s links."
    ),
}


@for_members
@require_safe
def people(request: HttpRequest, organisation: str) -> HttpResponse:
    """Fifty a page, by name; searched by name, address or department."""
    found = get_organisation(request.user, organisation, roles=SETS_UP)
    departments = roster_people.departments_of(found)
    said, department = request.GET.get("q", "")[:200], request.GET.get("department", "")
    if department not in dict(departments):
        department = ""
    rows = roster_people.search(found, said=said, department=department)
    page = {
        "organisation": found,
        "people": Paginator(rows, roster_people.PAGE).get_page(request.GET.get("page")),
        "departments": departments,
        "said": said,
        "department": department,
        "searched": bool(said or department),
    }
    return render(request, "console/roster/people.html", page)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    found = get_person(request.user, organisation, code)
    posted = request.method == "POST"
    form = _form(found, request if posted else None)
    if posted and form.is_valid():
        details = roster_people.Details(**form.cleaned_data)
        try:
            roster_people.change(
                person=found,
                details=details,
                user=request.user,  # type: ignore[arg-type]  # signed in
                now=timezone.now(),
            )
        except roster_people.EmailTaken:
            form.add_error("email", _("Somebody else of the roster has this address."))
        else:
            messages.success(request, _("Saved: %(name)s.") % {"name": details.name})
            return redirect("console:person", organisation, code)
    page = _page(found) | {"form": form}
    return render(request, "console/roster/person.html", page, status=422 if posted else 200)


@for_members
@require_POST
def send(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """Mail the person's links once more; they stay the same."""
    found = get_person(request.user, organisation, code)
    try:
        titles = roster_people.resend(person=found, user=request.user, now=timezone.now())  # type: ignore[arg-type]  # signed in
    except tuple(WHY_NOT_SENT) as error:
        page = _page(found) | {"form": _form(found), "refusal": WHY_NOT_SENT[type(error)]}
        return render(request, "console/roster/person.html", page, status=409)
    text = _("The same link goes to %(email)s: %(titles)s.")
    messages.success(request, text % {"email": found.email, "titles": ", ".join(titles)})
    return redirect("console:person", organisation, code)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """Ask, then take somebody off the roster."""
    found = get_person(request.user, organisation, code)
    if request.method != "POST":
        return render(request, "console/roster/remove.html", _page(found))
    roster_people.remove(person=found, user=request.user, now=timezone.now())  # type: ignore[arg-type]  # signed in
    messages.success(request, _("Removed: %(name)s.") % {"name": found.name})
    return redirect("console:people", organisation)


def _form(found: Person, request: HttpRequest | None = None) -> PersonForm:
    return PersonForm(
        request.POST if request else None,
        departments=roster_people.departments_of(found.organisation),
        languages=settings.LANGUAGES,
        initial={
            "name": found.name,
            "email": found.email,
            "department": found.department.key,
            "role": found.role,
            "language": found.language,
        },
    )


def _page(found: Person) -> dict[str, object]:
    return {
        "organisation": found.organisation,
        "person": found,
        "titles": roster_people.titles_of_invitations(found),
    }
