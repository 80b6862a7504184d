from django.urls import path

from surveys.urls import invite, messages, reports, roster, set_up, workshops
from surveys.views import console, drafts, jobs, membership, models, sources, steps

ONE = "<code:organisation>/assessments/<code:code>/"
MODELS = "<code:organisation>/models/"
VERSION = f"{MODELS}<fingerprint:fingerprint>/"
MEMBERS = "<code:organisation>/members/"
JOB = "<code:organisation>/jobs/<code:code>/"

app_name = "console"
urlpatterns = [
    path("<code:organisation>/assessments/", console.assessments, name="assessments"),
    path("<code:organisation>/assessments/new/", drafts.new, name="assessment-new"),
    path("<code:organisation>/jobs/", jobs.jobs, name="jobs"),
    path(JOB, jobs.job, name="job"),
    path(f"{JOB}cancel/", jobs.cancel, name="job-cancel"),
    path(f"{JOB}retry/", jobs.retry, name="job-retry"),
    path(ONE, console.assessment, name="assessment"),
    *set_up.urlpatterns,
    *invite.urlpatterns,
    path(f"{ONE}model/", drafts.move, name="assessment-model"),
    path(f"{ONE}departments/<slug:key>/", console.department, name="department"),
    path(f"{ONE}groups/", console.groups, name="groups"),
    *roster.urlpatterns,
    *messages.urlpatterns,
    path(f"{ONE}steps/<slug:name>/", steps.step, name="step"),
    path(f"{ONE}sources/", sources.beside, name="sources"),
    path(f"{ONE}sources/<str:activity>/", sources.evidence, name="evidence"),
    path(f"{ONE}evidence/<code:key>/remove/", sources.remove, name="evidence-remove"),
    *workshops.urlpatterns,
    path(MODELS, models.models, name="models"),
    path(f"{MODELS}new/", models.upload, name="model-new"),
    path(VERSION, models.model, name="model"),
    path(f"{VERSION}file/", models.file, name="model-file"),
    path(f"{VERSION}remove/", models.remove, name="model-remove"),
    path(f"{VERSION}changes/<fingerprint:to>/", models.changes, name="model-changes"),
    path(MEMBERS, membership.members, name="members"),
    path(f"{MEMBERS}<code:code>/role/", membership.role, name="member-role"),
    path(f"{MEMBERS}<code:code>/remove/", membership.remove, name="member-remove"),
    path(
        f"{MEMBERS}invitations/<code:code>/send/",
        membership.send_again,
        name="member-invitation-send",
    ),
    path(
        f"{MEMBERS}invitations/<code:code>/withdraw/",
        membership.withdraw,
        name="member-invitation-withdraw",
    ),
    *reports.urlpatterns,
    path(f"{ONE}reports/<int:number>/<document:kind>", console.report, name="report"),
]
