from django.urls import path

from surveys.views import shared_links

app_name = "shared"
urlpatterns = [
    path("<str:token>", shared_links.link, name="link"),
    path("<code:code>/own/", shared_links.own, name="own"),
]
