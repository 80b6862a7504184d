from django.urls import path

from surveys.views import heads

app_name = "head"
urlpatterns = [
    path("<str:token>", heads.link, name="link"),
    path("<uuid:key>/", heads.page, name="page"),
]
