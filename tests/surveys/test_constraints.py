"""The database itself refuses rows that make no sense, on SQLite and on PostgreSQL."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from surveys.models import (
    Answer,
    AnswerCount,
    Assessment,
    ClosedActivity,
    Comment,
    CommentDraft,
    Decision,
    DecisionLetter,
    Department,
    Invitation,
    Member,
    ModelVersion,
    NotApplicable,
    Organisation,
    Person,
    Release,
    ReportEdit,
    ReportFile,
    ReportSection,
    Response,
    ScopeDepartment,
    User,
)
from tests.factories import assessment, invite

TODAY = date(2026, 3, 10)
HASH = "b" * 64


@pytest.fixture
def rows(real_database):
    """One good row of each kind."""
    assert real_database.exists()
    made = assessment()
    it = made.organisation.departments.get(key="it")
    user = User.objects.create_user("carla@example.com")
    invitation = invite(made, "it")
    response = Response.objects.create(assessment=made, department=it, invitation=invitation)
    release = Release.objects.create(
        assessment=made, number=1, text="{}", sha256="a", made_on=TODAY
    )
    decision = Decision.objects.create(assessment=made, activity="MON-1", decided_on=TODAY)
    Answer.objects.create(response=response, question="MON-1-Q1", value="1", revision=1)
    AnswerCount.objects.create(assessment=made, department=it, question="q", value="1", n=1)
    ClosedActivity.objects.create(assessment=made, activity="LED-1", closed_on=TODAY)
    CommentDraft.objects.create(response=response, activity="MON-1", text="x", revision=1)
    DecisionLetter.objects.create(decision=decision, department=it, letter="A")
    Member.objects.create(user=user, organisation=made.organisation, role="consultant")
    scoped = made.scope.get(department=it)
    NotApplicable.objects.create(scope_department=scoped, activity="MON-1", reason="x")
    person = Person.objects.create(
        organisation=made.organisation, department=it, name="Rosa", email="rosa@example.com"
    )
    Invitation.objects.create(assessment=made, department=it, person=person, token_hash=HASH)
    ReportEdit.objects.create(
        release=release, place="gaps/heading/title", original="x", text="y", edited_on=TODAY
    )
    ReportSection.objects.create(release=release, section="gaps", left_out=True)
    ReportFile.objects.create(release=release, kind="summary", content=b"x", sha256="a", size=1)
    return {
        "a": made,
        "of": made.organisation,
        "it": it,
        "sales": made.organisation.departments.get(key="sales"),
        "user": user,
        "i": invitation,
        "r": response,
        "rel": release,
        "d": decision,
        "s": scoped,
        "p": person,
    }


REFUSED = {
    "an e-mail address twice": lambda _r: User(email="carla@example.com"),
    "an e-mail address in capitals": lambda _r: User(email="Carla@example.com"),
    "a code twice": lambda r: Organisation(name="x", code=r["of"].code),
    "an assessment's code twice": lambda r: Assessment(
        organisation=r["of"], model_version=r["a"].model_version, title="x", code=r["a"].code
    ),
    "a department's key twice": lambda r: Department(organisation=r["of"], key="it", name="x"),
    "a department without a key": lambda r: Department(organisation=r["of"], key="", name="x"),
    "a person's e-mail address twice": lambda r: Person(
        organisation=r["of"], department=r["it"], name="x", email="rosa@example.com"
    ),
    "a member twice": lambda r: Member(user=r["user"], organisation=r["of"], role="executive"),
    "an unknown role": lambda r: Member(
        user=User.objects.create_user("x@example.com"), organisation=r["of"], role="boss"
    ),
    "a model version twice": lambda _r: ModelVersion(
        model_id="social-media-readiness", version="0.4.0", title="x", sha256="x", text="x"
    ),
    "an unknown state": lambda r: Assessment(
        organisation=r["of"], model_version=r["a"].model_version, title="x", state="done"
    ),
    "a floor of 4": lambda r: Assessment(
        organisation=r["of"], model_version=r["a"].model_version, title="x", floor=4
    ),
    "a floor of 11": lambda r: Assessment(
        organisation=r["of"], model_version=r["a"].model_version, title="x", floor=11
    ),
    "closing before opening": lambda r: Assessment(
        organisation=r["of"],
        model_version=r["a"].model_version,
        title="x",
        opens_on=TODAY,
        closes_on=date(2026, 3, 9),
    ),
    "a department in scope twice": lambda r: ScopeDepartment(assessment=r["a"], department=r["it"]),
    "a mark twice": lambda r: NotApplicable(scope_department=r["s"], activity="MON-1", reason="y"),
    "a mark without a reason": lambda r: NotApplicable(
        scope_department=r["s"], activity="MON-2", reason=""
    ),
    "an activity closed twice": lambda r: ClosedActivity(
        assessment=r["a"], activity="LED-1", closed_on=TODAY
    ),
    "a person invited twice": lambda r: Invitation(
        assessment=r["a"], department=r["it"], person=r["p"]
    ),
    "a link twice": lambda r: Invitation(assessment=r["a"], department=r["it"], token_hash=HASH),
    "an opened invitation": lambda r: Invitation(
        assessment=r["a"], department=r["it"], state="opened"
    ),
    "a second response to an invitation": lambda r: Response(
        assessment=r["a"], department=r["it"], invitation=r["i"]
    ),
    "a submitted response that is still tied": lambda r: Response(
        assessment=r["a"],
        department=r["it"],
        invitation=invite(r["a"], "sales"),
        state="submitted",
    ),
    "a started response that is tied to nothing": lambda r: Response(
        assessment=r["a"], department=r["it"]
    ),
    "an answer to nothing": lambda _r: Answer(question="x", value="1", revision=1),
    "a count twice": lambda r: AnswerCount(
        assessment=r["a"], department=r["it"], question="q", value="1", n=2
    ),
    "a count below nothing": lambda r: AnswerCount(
        assessment=r["a"], department=r["it"], question="q", value="2", n=-1
    ),
    "a count of blanks": lambda r: AnswerCount(
        assessment=r["a"], department=r["it"], question="q", value="", n=1
    ),
    "an empty comment": lambda r: Comment(assessment=r["a"], activity="MON-1", text=""),
    "a release's number twice": lambda r: Release(
        assessment=r["a"], number=1, text="x", sha256="x", made_on=TODAY
    ),
    "a release with the number 0": lambda r: Release(
        assessment=r["a"], number=0, text="x", sha256="x", made_on=TODAY
    ),
    "a report twice": lambda r: ReportFile(
        release=r["rel"], kind="summary", content=b"y", sha256="y", size=1
    ),
    "a report with an unknown mark": lambda r: ReportFile(
        release=r["rel"], kind="annex", mark="secret", content=b"y", sha256="y", size=1
    ),
    "a sentence edited twice": lambda r: ReportEdit(
        release=r["rel"], place="gaps/heading/title", original="x", text="z", edited_on=TODAY
    ),
    "an edit that says nothing": lambda r: ReportEdit(
        release=r["rel"], place="gaps/heading/lead", original="x", text="", edited_on=TODAY
    ),
    "a section twice": lambda r: ReportSection(release=r["rel"], section="gaps", note="x"),
    "an unknown paper": lambda _r: Organisation(name="x", paper="A5"),
    "an unknown report": lambda r: ReportFile(
        release=r["rel"], kind="poster", content=b"y", sha256="y", size=1
    ),
    "a decision twice": lambda r: Decision(assessment=r["a"], activity="MON-1", decided_on=TODAY),
    "an unknown status": lambda r: Decision(
        assessment=r["a"], activity="MON-2", decided_on=TODAY, status="maybe"
    ),
    "a second accountable department": lambda r: DecisionLetter(
        decision=r["d"], department=r["sales"], letter="A"
    ),
    "a letter twice": lambda r: DecisionLetter(decision=r["d"], department=r["it"], letter="A"),
    "an unknown letter": lambda r: DecisionLetter(decision=r["d"], department=r["it"], letter="X"),
}


def test_the_database_refuses_rows_that_make_no_sense(rows):
    accepted = []
    for what, make in REFUSED.items():
        row = make(rows)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            continue
        accepted.append(what)
    assert accepted == []


def test_an_answer_and_a_comment_stand_once(rows):
    for duplicate in (
        Answer(response=rows["r"], question="MON-1-Q1", value="2", revision=2),
        CommentDraft(response=rows["r"], activity="MON-1", text="y", revision=2),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            duplicate.save(force_insert=True)


def test_a_release_and_a_model_version_never_change(rows):
    for change in (
        lambda: Release.objects.update(text="other"),
        lambda: Release.objects.filter(pk=rows["rel"].pk).update(number=2),
        rows["rel"].save,
        lambda: ModelVersion.objects.update(text="other"),
        rows["a"].model_version.save,
    ):
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            change()
    assert Release.objects.get().text == "{}"


def test_a_model_version_in_use_is_not_deleted(rows):
    with pytest.raises(IntegrityError):
        rows["a"].model_version.delete()


def test_an_organisation_is_deleted_with_all_of_its_rows(rows):
    rows["of"].delete()
    kinds = (Assessment, Department, Invitation, Response, Answer, AnswerCount, Release, Member)
    assert [kind.objects.count() for kind in kinds] == [0] * len(kinds)
