"""Rows for tests, made through the services wherever there is one."""

import csv
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from readiness.core.activity_model import load_model
from surveys.models import Department, ModelVersion, Organisation, Person
from surveys.services import answers, assessments, invitations, model_versions
from surveys.services.model_files import find_model

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
SAMPLES = Path(__file__).resolve().parent.parent / "readiness" / "data" / "sample"


def model_version():
    """The shipped model, read once for all tests."""
    identity = our_model().model
    version, _made = ModelVersion.objects.get_or_create(
        model_id=identity.id,
        version=identity.version,
        defaults={
            "title": identity.title,
            "sha256": our_model().sha256,
            "text": find_model(identity.id).read_text(encoding="utf-8"),
        },
    )
    return version


def upload(of, text):
    """The version that an organisation uploaded."""
    line, _made = model_versions.upload(organisation=of, content=text, user=None, now=NOW)
    return ModelVersion.objects.get(organisation=of, sha256=line.sha256)


@cache
def our_model():
    return load_model(find_model("social-media-readiness"))


def organisation(name="Acme", departments=("it", "sales"), **fields):
    made = Organisation.objects.create(name=name, **fields)
    for key in departments:
        Department.objects.create(organisation=made, key=key, name=key.title(), type="other")
    return made


def assessment(of=None, *, opened=True, departments=("it", "sales"), text="", **fields):
    """Of the shipped model, or of the one in ``text``."""
    of = of or organisation(departments=departments)
    made = assessments.create(
        organisation=of,
        model_version=upload(of, text) if text else model_version(),
        title="Readiness 2026",
        departments=of.departments.order_by("key"),
    )
    for name, value in fields.items():
        setattr(made, name, value)
    made.save()
    if opened:
        assessments.open_for_answers(assessment=made, user=None, now=NOW)
    return made


def person(of, department, name):
    return Person.objects.create(
        organisation=of,
        department=of.departments.get(key=department),
        name=name,
        email=f"{name.lower()}@example.com",
    )


def invite(to, department="it", name=None):
    """An invitation, its token thrown away."""
    return invite_with_token(to, department, name).invitation


def invite_with_token(to, department="it", name=None):
    found = to.organisation.departments.get(key=department)
    return invitations.create(
        assessment=to,
        department=found,
        person=name and person(to.organisation, department, name),
    )


def respond(invitation, values, *, submit=True, comments=()):
    """Answer through the services; ``values`` is question to value."""
    answers.start(invitation=invitation, now=NOW)
    answers.save_answers(
        invitation=invitation,
        answers={question: (value, 1) for question, value in values.items()},
        now=NOW,
    )
    for activity, text in comments:
        answers.save_comment(
            invitation=invitation, activity=activity, text=text, consent=True, revision=1, now=NOW
        )
    if submit:
        answers.submit(invitation=invitation, now=NOW)


def answer_all(to, department, number, values):
    """``number`` people of a department give the same answers."""
    for _ in range(number):
        respond(invite(to, department), values)


def sample(folder, organisation_name, period):
    """A sample organisation with everybody invited and all of its answers submitted."""
    rows = rows_of(folder, "departments")
    of = Organisation.objects.create(name=organisation_name)
    for row in rows:
        Department.objects.create(
            organisation=of,
            key=row["key"],
            name=row["name"],
            type=row["type"],
            headcount=int(row["headcount"]),
        )
    made = assessment(of, opened=False, period=period)
    for scoped in made.scope.select_related("department"):
        [row] = [row for row in rows if row["key"] == scoped.department.key]
        assessments.set_facts(
            row=scoped,
            head=row["head"],
            hours=int(row["hours"]) if row["hours"] else None,
            authority=int(row["authority"]) if row["authority"] else None,
            user=None,
            now=NOW,
        )
    made.refresh_from_db()
    assessments.open_for_answers(assessment=made, user=None, now=NOW)
    invited = {
        row["key"]: [invite(made, row["key"]) for _ in range(int(row["invited"]))] for row in rows
    }
    given = {}
    for row in rows_of(folder, "answers"):
        who = given.setdefault((row["respondent"], row["department"]), {})
        who[row["question"]] = row["value"]
    for (_respondent, department), values in given.items():
        respond(invited[department].pop(), values)
    return made


def rows_of(folder, name):
    text = (SAMPLES / folder / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
