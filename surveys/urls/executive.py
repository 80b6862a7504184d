from django.urls import path

from surveys.views import executive

ONE = "<code:organisation>/<code:code>/"

app_name = "executive"
urlpatterns = [
    path("<code:organisation>/", executive.results, name="results"),
    path(ONE, executive.summary, name="summary"),
    path(f"{ONE}reports/<int:number>/<document:kind>", executive.report, name="report"),
]
