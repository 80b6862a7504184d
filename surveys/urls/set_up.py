"""Setting up: a part of the console's addresses."""

from django.urls import path

from surveys.views import departments, dry_run, setting_up

ONE = "<code:organisation>/assessments/<code:code>/"
DEPARTMENTS = "<code:organisation>/departments/"

urlpatterns = [
    path(f"{ONE}set-up/", setting_up.settings, name="set-up"),
    path(f"{ONE}departments/", setting_up.scope, name="departments"),
    path(f"{ONE}applicable/", setting_up.applicable, name="applicable"),
    path(f"{ONE}sample/", dry_run.make, name="sample"),
    path(f"{ONE}sample/<slug:kind>.pdf", dry_run.document, name="sample-document"),
    path(DEPARTMENTS, departments.listed, name="organisation-departments"),
    path(f"{DEPARTMENTS}new/", departments.new, name="organisation-department-new"),
    path(f"{DEPARTMENTS}<slug:key>/", departments.edit, name="organisation-department"),
    path(
        f"{DEPARTMENTS}<slug:key>/remove/",
        departments.remove,
        name="organisation-department-remove",
    ),
]
