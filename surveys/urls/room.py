from django.urls import path

from surveys.urls import room_close, room_lead
from surveys.views import rooms

ROOM = "w/<code:code>/"

app_name = "room"
urlpatterns = [
    path("join/", rooms.join, name="join"),
    path("join/<str:typed>/", rooms.join_code, name="join-code"),
    path(ROOM, rooms.phone, name="phone"),
    path(f"{ROOM}state/", rooms.state, name="state"),
    path(f"{ROOM}votes/", rooms.vote, name="votes"),
    path(f"{ROOM}dots/", rooms.dots, name="dots"),
    path(f"{ROOM}leave/", rooms.leave, name="leave"),
    path(f"{ROOM}screen/", rooms.screen, name="screen"),
    path(f"{ROOM}screen/state/", rooms.screen_state, name="screen-state"),
    path(f"{ROOM}screen/<str:token>", rooms.screen_link, name="screen-link"),
    *room_lead.urlpatterns,
    *room_close.urlpatterns,
]
