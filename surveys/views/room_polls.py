"""The short way for what all phones of a room ask every second or two: whether anything is new."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from surveys.room_access import get_heard
from surveys.services import snapshots
from surveys.services.snapshots import Asked, Count
from surveys.views.language import speak_for
from surveys.views.rooms import tell, told

Respond = Callable[[HttpRequest], HttpResponse]

ADDRESS = re.compile(r"/w/([0-9a-z]{12})/state/")
SENT = re.compile(r"rev=([0-9]{1,9})&step=([0-9]{1,9})&voted=([0-9]{1,9})(&away=1)?")
"""As the script of the page asks; whatever else is sent is not for here."""


def answer_polls(get_response: Respond) -> Respond:
    """What ``rooms.state`` would say, in a third of the time.

    It stands after host, headers and language, and before sessions, accounts and messages, none of
    which it needs. Who has no seat in the room is told so by the view.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        address = ADDRESS.fullmatch(request.path_info) if request.method == "GET" else None
        sent = SENT.fullmatch(request.META.get("QUERY_STRING", "")) if address else None
        answer = _answer(request, address[1], sent) if address and sent else None
        if answer is None:
            return get_response(request)
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["Content-Length"] = str(len(answer.content))
        answer.headers["X-Frame-Options"] = settings.X_FRAME_OPTIONS
        return answer

    return middleware


def _answer(request: HttpRequest, code: str, sent: re.Match[str]) -> HttpResponse | None:
    request.get_host()  # raises where it is none of ours
    heard = get_heard(request, code)
    if heard is None:
        return None
    rev, step, voted = (int(sent[place]) for place in (1, 2, 3))
    asked = Asked(rev=rev, step=step, voted=voted, away=bool(sent[4]))
    now = timezone.now()
    count = snapshots.counted(heard, asked, now=now)
    if count is not None:
        return told(None if count == voted else Count(voted=count))
    room = snapshots.room_of(heard, code)
    if room is None:
        return None
    speak_for(request, room.assessment.organisation)
    return tell(heard.seat_in(room), asked, now=now)
