"""People of an organisation, and lists of them to import."""

from django.urls import path

from surveys.views import people, roster

ROSTER = "<code:organisation>/roster/"
IMPORT = f"{ROSTER}<code:code>/"
PEOPLE = "<code:organisation>/people/"
PERSON = f"{PEOPLE}<code:code>/"

urlpatterns = [
    path(ROSTER, roster.upload, name="roster"),
    path(IMPORT, roster.look, name="roster-import"),
    path(f"{IMPORT}confirm/", roster.confirm, name="roster-confirm"),
    path(f"{IMPORT}drop/", roster.drop, name="roster-drop"),
    path(PEOPLE, people.people, name="people"),
    path(PERSON, people.person, name="person"),
    path(f"{PERSON}send/", people.send, name="person-send"),
    path(f"{PERSON}remove/", people.remove, name="person-remove"),
]
