from django.urls import path

from surveys.views import account

app_name = "account"
urlpatterns = [
    path("", account.home, name="home"),
    path("sessions/", account.sessions, name="sessions"),
    path("sessions/end-others/", account.sessions_end, name="sessions-end"),
    path("sessions/<int:number>/end/", account.session_end, name="session-end"),
    path("set-up/<str:token>/", account.set_up, name="set-up"),
]
