from django.urls import path

from surveys.views import start

urlpatterns = [
    path("", start.start, name="start"),
    path("sample/<str:name>", start.sample, name="sample"),
]
