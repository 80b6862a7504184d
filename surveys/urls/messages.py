"""Invitations, mails and reminders of an assessment."""

from django.urls import path

from surveys.views import links, messages

ONE = "<code:organisation>/assessments/<code:code>/"
LINK = f"{ONE}links/<uuid:key>/"
REMINDER = f"{ONE}reminders/<int:number>/"

urlpatterns = [
    path(f"{ONE}links/", links.links, name="links"),
    path(f"{ONE}links/send/", links.send_all, name="links-send"),
    path(f"{ONE}links/file/", links.file, name="links-file"),
    path(f"{LINK}send/", links.send, name="link-send"),
    path(f"{LINK}show/", links.show, name="link-show"),
    path(f"{LINK}renew/", links.renew, name="link-renew"),
    path(f"{LINK}revoke/", links.revoke, name="link-revoke"),
    path(f"{ONE}mails/", messages.mails, name="mails"),
    path(f"{ONE}mails/again/", messages.all_again, name="mails-again"),
    path(f"{ONE}mails/<code:message>/again/", messages.again, name="mail-again"),
    path(f"{ONE}reminders/", messages.all_reminders, name="reminders"),
    path(REMINDER, messages.reminder, name="reminder"),
    path(f"{REMINDER}approve/", messages.reminder_approve, name="reminder-approve"),
    path(f"{REMINDER}skip/", messages.reminder_skip, name="reminder-skip"),
    path(f"{REMINDER}undo/", messages.reminder_undo, name="reminder-undo"),
]
