"""The console's pages about workshops; all of them are named ``console:…``."""

from django.urls import path

from surveys.views import workshop_record, workshops

ALL = "<code:organisation>/assessments/<code:code>/workshops/"
ROOM = f"{ALL}<code:key>/"

urlpatterns = [
    path(ALL, workshops.index, name="workshops"),
    path(f"{ALL}new/", workshops.new, name="workshop-new"),
    path(ROOM, workshops.prepare, name="workshop"),
    path(f"{ROOM}settings/", workshops.settings, name="workshop-settings"),
    path(f"{ROOM}items/", workshops.add, name="workshop-add"),
    path(f"{ROOM}items/<str:activity>/", workshops.item, name="workshop-item"),
    path(f"{ROOM}propose/", workshops.propose, name="workshop-propose"),
    path(f"{ROOM}record/", workshop_record.record, name="workshop-record"),
    path(f"{ROOM}remove/", workshops.remove, name="workshop-remove"),
    path(f"{ROOM}projector/", workshops.projector, name="workshop-projector"),
    path(f"{ROOM}sheets/<slug:kind>/<slug:language>.pdf", workshops.sheet, name="workshop-sheet"),
]
