from django.urls import path

from surveys.views import device, more, questions, respondent

app_name = "respondent"
urlpatterns = [
    path("worker.js", device.worker, name="worker"),
    path("<str:token>", respondent.link, name="link"),
    path("<str:code>/", respondent.welcome, name="welcome"),
    path("<str:code>/start/", respondent.start, name="start"),
    path("<str:code>/who-sees/", respondent.promise, name="promise"),
    path("<str:code>/pages/<str:slug>/", questions.page, name="page"),
    path("<str:code>/answers/<str:question>/", questions.save, name="save"),
    path("<str:code>/more/", more.more, name="more"),
    path("<str:code>/comments/<str:activity>/", questions.comment, name="comment"),
    path("<str:code>/overview/", respondent.overview, name="overview"),
    path("<str:code>/later/", respondent.later, name="later"),
    path("<str:code>/check/", respondent.check, name="check"),
    path("<str:code>/submit/", respondent.submit, name="submit"),
    path("<str:code>/thanks/", respondent.thanks, name="thanks"),
]
