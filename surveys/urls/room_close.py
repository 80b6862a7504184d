"""How a workshop ends: its lead's pages, what a phone is asked, what a mailed link opens.

All of them are named ``room:…``.
"""

from django.urls import path

from surveys.views import owners, room_close

CLOSING = "w/<code:code>/closing/"
ACTION = f"{CLOSING}actions/<code:action>/"

urlpatterns = [
    path("w/owners/<str:token>", owners.link, name="owner-link"),
    path("w/owners/<uuid:key>/", owners.page, name="owner"),
    path("w/<code:code>/mine/", owners.mine, name="mine"),
    path("w/<code:code>/mine/<uuid:key>/", owners.answer, name="answer"),
    path(CLOSING, room_close.closing, name="closing"),
    path(f"{CLOSING}items/<str:activity>/action/", room_close.new_action, name="action-new"),
    path(f"{CLOSING}items/<str:activity>/owner/", room_close.accountable, name="accountable"),
    path(ACTION, room_close.action, name="action"),
    path(f"{ACTION}remove/", room_close.remove_action, name="action-remove"),
    path(f"{CLOSING}mails/", room_close.mails, name="mails"),
    path(f"{CLOSING}end/", room_close.end, name="end"),
]
