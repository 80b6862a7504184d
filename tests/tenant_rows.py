"""Whose every row of the database is: from each table to the organisation, and what ties across."""

from functools import cache

from django.apps import apps
from django.db import connection
from django.db.models import F

# From each row to the organisation that it belongs to.
WAYS = {
    "Organisation": "pk",
    "Department": "organisation",
    "Person": "organisation",
    "RosterImport": "organisation",
    "Member": "organisation",
    "Logo": "organisation",
    "Brand": "organisation",
    "MemberInvitation": "organisation",
    "Assessment": "organisation",
    "AuditEvent": "organisation",
    "Job": "organisation",
    "ModelVersion": "organisation",
    "ScopeDepartment": "assessment__organisation",
    "ClosedActivity": "assessment__organisation",
    "AnsweringTime": "assessment__organisation",
    "MailText": "assessment__organisation",
    "Message": "organisation",
    "Reminder": "assessment__organisation",
    "DepartmentLink": "assessment__organisation",
    "HeadLink": "scope_department__assessment__organisation",
    "NotApplicable": "scope_department__assessment__organisation",
    "Invitation": "assessment__organisation",
    "Response": "assessment__organisation",
    "Answer": "response__assessment__organisation",
    "AnswerCount": "assessment__organisation",
    "Comment": "assessment__organisation",
    "CommentDraft": "response__assessment__organisation",
    "Release": "assessment__organisation",
    "ReportFile": "release__assessment__organisation",
    "ReportEdit": "release__assessment__organisation",
    "ReportSection": "release__assessment__organisation",
    "Decision": "assessment__organisation",
    "Evidence": "assessment__organisation",
    "DecisionLetter": "decision__assessment__organisation",
    "Workshop": "assessment__organisation",
    "AgendaItem": "workshop__assessment__organisation",
    "Seat": "workshop__assessment__organisation",
    "Vote": "workshop__assessment__organisation",
    "VoteCount": "item__workshop__assessment__organisation",
    "Dot": "item__workshop__assessment__organisation",
    "Owner": "item__workshop__assessment__organisation",
    "Action": "item__workshop__assessment__organisation",
}
NOBODYS = {"User"}
# Of releases and their files, which have a hash beside.
HASHED, LARGE = {"Release", "ReportFile"}, {"text", "content"}


def rows_of(organisation):
    """All that the organisation has, to be compared."""
    found = {}
    for name, (sql, params) in looks(organisation.pk).items():
        with connection.cursor() as cursor:
            found[name] = sorted(cursor.execute(sql, params).fetchall(), key=repr)
    return found


@cache
def looks(organisation):
    """By table what asks for the organisation's rows: written once, asked again and again."""
    found = {}
    for name, way in WAYS.items():
        fields = [one.attname for one in rows(name).model._meta.concrete_fields]
        small = [one for one in fields if name not in HASHED or one not in LARGE]
        theirs = rows(name).filter(**{way: organisation}).order_by()
        found[name] = theirs.values_list(*small).query.sql_with_params()
    return found


def rows(name):
    return apps.get_model("surveys", name).objects


def ties_between_tenants():
    """Rows that refer to a row of another organisation."""
    found = []
    for name, (sql, params) in tied().items():
        with connection.cursor() as cursor:
            found += [name] * len(cursor.execute(sql, params).fetchall())
    return found


@cache
def tied():
    """By name of a reference what asks for those across organisations: written once, too."""
    found = {}
    for name, way in WAYS.items():
        for one in rows(name).model._meta.get_fields():
            other = WAYS.get(one.related_model.__name__) if one.many_to_one else None
            if other is None or one.name == way:
                continue
            mine = "organisation" if way == "organisation" else way
            theirs = one.name if other == "pk" else f"{one.name}__{other}"
            # What nobody owns, such as a model that we ship, is there for everybody.
            across = rows(name).filter(**{f"{theirs}__isnull": False}).exclude(**{theirs: F(mine)})
            asked = across.order_by().values_list("pk").query
            found[f"{name}.{one.name}"] = asked.sql_with_params()
    return found
