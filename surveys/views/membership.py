"""Who belongs to an organisation, for its consultants."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from surveys.access import (
    CONSULTS,
    EVERYBODY,
    Organisation,
    get_member,
    get_member_invitation,
    get_organisation,
)
from surveys.forms.members import InviteForm, RoleForm
from surveys.services import members as members_of
from surveys.services.addresses import absolute
from surveys.views.members import for_members, for_members_again

ROLES = [(role.value, role.label) for role in EVERYBODY]

WHY_NOT: dict[type[Exception], str | Promise] = {
    members_of.AlreadyMember: gettext_lazy("This person is a member already."),
    members_of.AlreadyInvited: gettext_lazy(
        "This address was invited before. Below you can send the invitation again."
    ),
    members_of.TooManyInvitations: gettext_lazy(
        "This organisation has sent as many invitations as it may within a day. Go on tomorrow."
    ),
    members_of.MailNotSent: gettext_lazy(
        "The invitation is kept, but its mail could not be sent. Try “Send again” in a few "
        "minutes; if that fails too, ask whoever runs this site."
    ),
    members_of.InvitationEnded: gettext_lazy(
        "This invitation was accepted or withdrawn meanwhile."
    ),
    members_of.LastConsultant: gettext_lazy(
        "This is the only consultant of the organisation. Make somebody else a consultant first."
    ),
}
REFUSALS = tuple(WHY_NOT)


@for_members_again
@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest, organisation: str) -> HttpResponse:
    """Everybody who belongs to the organisation; on POST an invitation by e-mail."""
    found = get_organisation(request.user, organisation, roles=CONSULTS)
    form = InviteForm(request.POST if request.method == "POST" else None, roles=ROLES)
    if request.method == "POST" and form.is_valid():
        try:
            members_of.invite(
                organisation=found,
                **form.cleaned_data,
                user=request.user,  # type: ignore[arg-type]  # signed in
                now=timezone.now(),
                address_of=_address_of,
            )
        except REFUSALS as error:
            form.add_error(None, str(WHY_NOT[type(error)]))
        else:
            messages.success(request, _("An invitation was sent to %(email)s.") % form.cleaned_data)
            return redirect("console:members", organisation)
    return _list(request, found, form, status=422 if form.is_bound else 200)


@for_members_again
@require_http_methods(["GET", "HEAD", "POST"])
def role(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """Give a member another role."""
    member = get_member(request.user, organisation, code)
    data = request.POST if request.method == "POST" else None
    form = RoleForm(data, roles=ROLES, initial={"role": member.role})
    if form.is_valid():
        try:
            members_of.change_role(
                member=member,
                role=form.cleaned_data["role"],
                user=request.user,  # type: ignore[arg-type]  # signed in
                now=timezone.now(),
            )
        except REFUSALS as error:
            form.add_error(None, str(WHY_NOT[type(error)]))
        else:
            messages.success(request, _("Saved: %(name)s.") % {"name": member.user})
            return _after_change(request, member)
    page = {"organisation": member.organisation, "member": member, "form": form}
    return render(request, "console/member.html", page, status=422 if form.is_bound else 200)


@for_members_again
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """End a member's access, after asking."""
    member = get_member(request.user, organisation, code)
    refusal = ""
    if request.method == "POST":
        try:
            members_of.remove(
                member=member,
                user=request.user,  # type: ignore[arg-type]  # signed in
                now=timezone.now(),
            )
        except REFUSALS as error:
            refusal = str(WHY_NOT[type(error)])
        else:
            messages.success(request, _("%(name)s was removed.") % {"name": member.user})
            return _after_change(request, member)
    page = {"organisation": member.organisation, "member": member, "refusal": refusal}
    return render(request, "console/member_remove.html", page, status=409 if refusal else 200)


@for_members
@require_POST
def send_again(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """Mail a new link to somebody who was invited; the old one ends."""
    invitation = get_member_invitation(request.user, organisation, code)
    try:
        members_of.send_again(
            invitation=invitation,
            user=request.user,  # type: ignore[arg-type]  # signed in
            now=timezone.now(),
            address_of=_address_of,
        )
    except REFUSALS as error:
        form = InviteForm(roles=ROLES)
        refusal = str(WHY_NOT[type(error)])
        return _list(request, invitation.organisation, form, refusal=refusal, status=409)
    sent = {"email": invitation.email}
    messages.success(request, _("A new invitation was sent to %(email)s.") % sent)
    return redirect("console:members", organisation)


@for_members
@require_POST
def withdraw(request: HttpRequest, organisation: str, code: str) -> HttpResponse:
    """End the link of somebody who was invited."""
    invitation = get_member_invitation(request.user, organisation, code)
    members_of.withdraw(
        invitation=invitation,
        user=request.user,  # type: ignore[arg-type]  # signed in
        now=timezone.now(),
    )
    withdrawn = {"email": invitation.email}
    messages.success(request, _("The invitation to %(email)s is withdrawn.") % withdrawn)
    return redirect("console:members", organisation)


def _list(
    request: HttpRequest,
    organisation: Organisation,
    form: InviteForm,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    user = request.user
    page = {
        "organisation": organisation,
        "members": members_of.member_lines(organisation, user=user),  # type: ignore[arg-type]  # signed in
        "invitations": members_of.invitation_lines(organisation, now=timezone.now()),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "console/members.html", page, status=status)


def _after_change(request: HttpRequest, member: members_of.Member) -> HttpResponse:
    """Who changed their own rights may not see the list any more."""
    if member.user == request.user:
        return redirect("account:home")
    return redirect("console:members", member.organisation.code)


def _address_of(token: str) -> str:
    return absolute(reverse("invited-link", args=[token]))
