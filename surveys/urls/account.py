from django.urls import path

from surveys.views import account

app_name = "account"
urlpatterns = [
    path("", account.home, name="home"),
    path("sign-in/", account.sign_in, name="sign-in"),
    path("sign-out/", account.sign_out, name="sign-out"),
]
