from django.urls import path

from surveys.views import console, links, steps

ONE = "<code:organisation>/assessments/<code:code>/"

app_name = "console"
urlpatterns = [
    path("<code:organisation>/assessments/", console.assessments, name="assessments"),
    path(ONE, console.assessment, name="assessment"),
    path(f"{ONE}departments/<slug:key>/", console.department, name="department"),
    path(f"{ONE}groups/", console.groups, name="groups"),
    path(f"{ONE}links/", links.links, name="links"),
    path(f"{ONE}links/sent/", links.sent, name="links-sent"),
    path(f"{ONE}links/<uuid:key>/renew/", links.renew, name="link-renew"),
    path(f"{ONE}links/<uuid:key>/revoke/", links.revoke, name="link-revoke"),
    path(f"{ONE}steps/<slug:name>/", steps.step, name="step"),
    path(f"{ONE}reports/<int:number>/<slug:kind>.pdf", console.report, name="report"),
]
