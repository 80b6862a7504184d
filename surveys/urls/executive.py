from django.urls import path

from surveys.views import executive

ONE = "<code:organisation>/<code:code>/"

app_name = "executive"
urlpatterns = [
    path("<code:organisation>/", executive.results, name="results"),
    path(ONE, executive.summary, name="summary"),
    path(f"{ONE}questions/<str:question>/", executive.question, name="question"),
    path(f"{ONE}activities/<str:activity>/", executive.activity, name="activity"),
    path(f"{ONE}changes/", executive.changes, name="changes"),
    path(f"{ONE}reports/<int:number>/<document:kind>", executive.report, name="report"),
]
