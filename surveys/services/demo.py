"""The two sample organisations in the database: one with its result published, one still open.

Loaded once, through the same services as any other organisation; loading again changes nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac

from surveys import queries
from surveys.models import (
    Assessment,
    Department,
    Invitation,
    InvitationState,
    Member,
    Organisation,
    Person,
    Release,
    ReportKind,
    Role,
    State,
    User,
    Workshop,
)
from surveys.services import (
    answers,
    assessments,
    invitations,
    model_versions,
    releases,
    reports,
    workshops,
)
from surveys.services.addresses import absolute
from surveys.services.model_files import find_model
from surveys.services.sample_reports import HEALTHY, PLANTED, SAMPLES, Sample
from surveys.services.sign_in import new_account

CODES = {PLANTED.folder: "demaaaaaaaap", HEALTHY.folder: "demaaaaaaaah"}
STILL_TO_ANSWER = 3
"""Every third of those who answer in the open sample has not done so yet."""

MINUTES = 90
"""Of the workshop that the published sample is talked about in."""

CONSULTANT, EXECUTIVE = "consultant@example.com", "executive@example.com"
PASSWORD_LENGTH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    role: str
    email: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """``token``: of a personal link, None once nobody of the open sample is left to answer.

    ``workshop``: the address of the published sample's, None once it was taken off.
    """

    made: bool
    token: str | None
    workshop: str | None
    sign_ins: tuple[SignIn, ...]


def load(*, documents: Path, now: datetime) -> Loaded:
    """Load what is not there yet, and make a personal link to try.

    ``documents`` is where the sample's reports were made; they are taken over where they were made
    from the very same figures, and drawn otherwise.
    """
    made = False
    for sample in (PLANTED, HEALTHY):
        if not Organisation.objects.filter(code=CODES[sample.folder]).exists():
            with transaction.atomic():
                _load(sample, documents, now)
            made = True
    return Loaded(
        made=made,
        token=_token(now),
        workshop=_workshop(),
        sign_ins=tuple(
            SignIn(role=role, email=email, password=_password(email))
            for role, email in (("consultant", CONSULTANT), ("executive", EXECUTIVE))
        ),
    )


def _load(sample: Sample, documents: Path, now: datetime) -> None:
    organisation = Organisation.objects.create(
        code=CODES[sample.folder], name=sample.organisation, time_zone="Europe/London"
    )
    _members(organisation)
    departments = _departments(organisation, sample)
    assessment = assessments.create(
        organisation=organisation,
        model_version=model_versions.store(find_model("social-media-readiness")),
        title=f"Social media readiness, {sample.period}",
        departments=departments.values(),
        sponsor=next(iter(departments.values())).head_name,
        period=sample.period,
    )
    _facts(assessment, sample, now)
    assessments.open_for_answers(assessment=assessment, user=None, now=now)
    issued = invitations.create_all(
        assessment=assessment, people=queries.people_without_link(assessment)
    )
    invitations.mark_sent(assessment=assessment)
    given = _given(sample)
    if sample is HEALTHY:
        done = [each for place, each in enumerate(given) if place % STILL_TO_ANSWER]
        _answer(issued, done, now)
        return
    _answer(issued, given, now)
    assessments.close(assessment=assessment, user=None, now=now)
    release = releases.make(assessment=assessment, user=None, now=now)
    assessments.publish(assessment=assessment, user=None, now=now)
    _take_over(release, sample, documents, now)
    reports.make(release=release, now=now, kinds=(ReportKind.SUMMARY, ReportKind.ORGANISATION))
    # The rest waits for a worker, where there is one.
    reports.draw_again(assessment=assessment, user=None, now=now)
    # Named, so that whoever tries it alone sees what a vote comes to.
    hour = workshops.Given(
        title="Who owns what", held_on=now.date(), minutes=MINUTES, anonymous=False
    )
    workshops.make(assessment=assessment, given=hour, user=None, now=now)


def _members(organisation: Organisation) -> None:
    """The consultant of both samples, and the executive of the published one."""
    roles = [(CONSULTANT, "Carla Consultant", Role.CONSULTANT)]
    if organisation.code == CODES[PLANTED.folder]:
        roles.append((EXECUTIVE, "Erin Executive", Role.EXECUTIVE))
    for email, name, role in roles:
        user = User.objects.filter(email=email).first()
        user = user or new_account(email=email, name=name, password=_password(email))
        Member.objects.create(user=user, organisation=organisation, role=role)


def _departments(organisation: Organisation, sample: Sample) -> dict[str, Department]:
    """By key, with their people."""
    found = {}
    for row in _rows(sample, "departments"):
        name, _comma, role = row["head"].partition(", ")
        found[row["key"]] = Department.objects.create(
            organisation=organisation,
            key=row["key"],
            name=row["name"],
            type=row["type"],
            head_name=name,
            head_role=role,
            headcount=int(row["headcount"]),
        )
    Person.objects.bulk_create(
        Person(
            organisation=organisation,
            department=found[row["department"]],
            name=row["name"],
            email=row["email"],
            role=row["role"],
        )
        for row in _rows(sample, "people")
    )
    return found


def _facts(assessment: Assessment, sample: Sample, now: datetime) -> None:
    stated = {row["key"]: row for row in _rows(sample, "departments")}
    for row in queries.scope_departments(assessment):
        facts = stated[row.department.key]
        assessments.set_facts(
            row=row,
            head=row.head,
            hours=int(facts["hours"]) if facts["hours"] else None,
            authority=int(facts["authority"]) if facts["authority"] else None,
            user=None,
            now=now,
        )
    assessment.refresh_from_db()


def _given(sample: Sample) -> list[tuple[str, dict[str, str]]]:
    """By respondent, in the order of the file: department, and question to value."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for row in _rows(sample, "answers"):
        _department, values = found.setdefault(row["respondent"], (row["department"], {}))
        values[row["question"]] = row["value"]
    return list(found.values())


def _answer(
    issued: Iterable[invitations.Issued],
    given: Iterable[tuple[str, dict[str, str]]],
    now: datetime,
) -> None:
    """Somebody of the department gives each respondent's answers; nobody in particular."""
    waiting: dict[str, list[Invitation]] = {}
    for each in issued:
        waiting.setdefault(each.invitation.department.key, []).append(each.invitation)
    for department, values in given:
        invitation = queries.invitations().get(pk=waiting[department].pop().pk)
        answers.start(invitation=invitation, now=now)
        page = {question: (value, 1) for question, value in values.items()}
        answers.save_answers(invitation=invitation, answers=page, now=now)
        answers.submit(invitation=invitation, now=now)


def _take_over(release: Release, sample: Sample, documents: Path, now: datetime) -> None:
    """Keep the documents that were made from the same figures, byte for byte, a moment ago."""
    report, summary, figures = (documents / name for name in sample.files)
    if not figures.is_file() or figures.read_bytes() != release.text.encode():
        return
    setting = reports.setting_of(release)
    for kind, path in ((ReportKind.ORGANISATION, report), (ReportKind.SUMMARY, summary)):
        if path.is_file():
            reports.keep(
                release=release,
                piece=(kind.value, ""),
                content=path.read_bytes(),
                setting=setting,
                now=now,
            )


def _token(now: datetime) -> str | None:
    """A new link for somebody of the open sample who has not started."""
    waiting = queries.invitations().filter(
        assessment__organisation__code=CODES[HEALTHY.folder],
        assessment__state=State.OPEN,
        state__in=(InvitationState.READY, InvitationState.SENT),
        response__isnull=True,
    )
    invitation = waiting.first()
    return invitations.renew(invitation=invitation, user=None, now=now) if invitation else None


def _workshop() -> str | None:
    """Where the one that was prepared here is, or the newest that was prepared since."""
    rows = Workshop.objects.filter(assessment__organisation__code=CODES[PLANTED.folder])
    found = rows.select_related("assessment").order_by("-pk").first()
    if found is None:
        return None
    codes = [CODES[PLANTED.folder], found.assessment.code, found.code]
    return absolute(reverse("console:workshop", args=codes))


def _password(email: str) -> str:
    """The same on every run, and another on every computer."""
    return salted_hmac("surveys.demo", email, algorithm="sha256").hexdigest()[:PASSWORD_LENGTH]


def _rows(sample: Sample, name: str) -> list[dict[str, str]]:
    text = (SAMPLES / sample.folder / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
