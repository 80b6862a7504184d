from django.urls import path

from surveys.views import room_lead, take_over

LEAD = "w/<code:code>/lead/"

urlpatterns = [
    path(LEAD, room_lead.lead, name="lead"),
    path(f"{LEAD}state/", room_lead.state, name="lead-state"),
    path(f"{LEAD}here/", room_lead.here, name="lead-here"),
    path(f"{LEAD}letters/", room_lead.letters, name="lead-letters"),
    path(f"{LEAD}paper/", room_lead.paper, name="lead-paper"),
    path(f"{LEAD}people/", room_lead.people, name="lead-people"),
    path(f"{LEAD}code/", take_over.make_code, name="lead-code"),
    path("w/<code:code>/take-over/", take_over.take_over, name="take-over"),
]
