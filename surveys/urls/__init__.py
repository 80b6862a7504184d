from django.urls import include, path

from surveys.views import start

urlpatterns = [
    path("", start.start, name="start"),
    path("sample/<str:name>", start.sample, name="sample"),
    path("r/", include("surveys.urls.respondent")),
]
