"""The reports of an assessment: its documents, and what a consultant words otherwise."""

from django.urls import path

from surveys.views import reports

ONE = "<code:organisation>/assessments/<code:code>/reports/"

urlpatterns = [
    path(ONE, reports.overview, name="reports"),
    path(f"{ONE}again/", reports.again, name="report-again"),
    path(f"{ONE}sections/<str:section>/", reports.section, name="report-section"),
]
