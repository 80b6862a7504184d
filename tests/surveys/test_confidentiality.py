"""After closing nobody can look up who answered what: every way we know is tried.

Each way is first shown to work before closing, so that a test that finds nothing means something.
"""

import uuid

import pytest
from django.apps import apps
from django.db import connection

from surveys.models import (
    Answer,
    AnswerCount,
    AuditEvent,
    Comment,
    CommentDraft,
    Invitation,
    InvitationState,
    Response,
    ResponseState,
)
from surveys.services import answers, assessments, invitations
from tests.factories import NOW, assessment, invite_with_token, organisation, person, respond

PEOPLE = 12
ANSWERS = {"PRF-2": "staff", "PRF-3": "never", "MON-1-Q1": "2", "MON-1:today": "it"}


@pytest.fixture
def story(real_database):
    """Twelve people of IT, invited in the order of their names, who answer in another."""
    made = assessment(organisation(departments=("it", "sales")))
    issued = [invite_with_token(made, "it", f"Person{number:02}") for number in range(PEOPLE)]
    for each in issued[::2] + issued[1::2]:
        respond(each.invitation, ANSWERS, submit=False, comments=[("MON-1", "Too loud")])
    return real_database, made, issued


def bytes_of(folder):
    """All that lies in the database's files, also what was deleted there."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
            cursor.execute("SELECT oid::text FROM pg_database WHERE datname = current_database()")
            [folder] = [folder / oid for (oid,) in cursor.fetchall()]
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())


def written_forms(key):
    return [key.bytes, key.hex.encode(), str(key).encode()]


def found_in(folder, keys, hashes):
    """How many of the keys and hashes lie in the files, in any form."""
    content = bytes_of(folder)
    forms = [written_forms(key) for key in keys] + [[text.encode()] for text in hashes]
    return sum(any(form in content for form in each) for each in forms)


def hidden(table, columns):
    """Rows with what databases keep beside the columns, in the order they lie in the file."""
    place, stamp = ("rowid", "0") if connection.vendor == "sqlite" else ("ctid", "xmin::text")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {stamp}, {columns} FROM {table} ORDER BY {place}")  # noqa: S608
        return cursor.fetchall()


def test_before_submission_the_tie_is_there_so_that_a_response_can_be_resumed(story):
    folder, _made, issued = story
    keys = list(Response.objects.values_list("key", flat=True))
    hashes = [each.invitation.token_hash for each in issued]
    assert found_in(folder, keys, hashes) == 2 * PEOPLE
    assert Response.objects.filter(invitation__person__name="Person03").count() == 1


def test_after_submission_no_row_ties_a_response_to_an_invitation(story):
    _folder, _made, issued = story
    for each in issued:
        answers.submit(invitation=each.invitation, now=NOW)
    assert set(Response.objects.values_list("state", "invitation")) == {
        (ResponseState.SUBMITTED, None)
    }
    assert CommentDraft.objects.count() == 0
    assert Comment.objects.count() == PEOPLE
    # All who answered were written in one statement: no transaction tells who was last.
    stamps = {stamp for stamp, _state in hidden("surveys_invitation", "state")}
    assert len(stamps) == 1
    assert AuditEvent.objects.filter(what__in=["answers", "submitted"]).count() == 0


def test_after_closing_only_counts_are_left(story):
    _folder, made, issued = story
    for each in issued:
        answers.submit(invitation=each.invitation, now=NOW)
    assessments.close(assessment=made, user=None, now=NOW)
    assert [m.objects.count() for m in (Response, Answer, CommentDraft)] == [0, 0, 0]
    assert set(AnswerCount.objects.values_list("question", "value", "n")) == {
        (question, value, PEOPLE) for question, value in ANSWERS.items()
    }


@pytest.mark.parametrize("submitted", [0, 5, PEOPLE])
def test_after_closing_the_files_hold_no_response_and_no_link(story, submitted):
    folder, made, issued = story
    keys = list(Response.objects.values_list("key", flat=True))
    keys += [each.invitation.key for each in issued]
    hashes = [each.invitation.token_hash for each in issued]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    assert found_in(folder, keys, hashes) == 3 * PEOPLE
    for each in issued[:submitted]:
        answers.submit(invitation=each.invitation, now=NOW)
    assessments.close(assessment=made, user=None, now=NOW)
    assert found_in(folder, keys, hashes) == 0
    assert found_in(folder, list(Invitation.objects.values_list("key", flat=True)), []) == PEOPLE


def test_after_closing_neither_order_nor_transactions_tell_who_was_when(story):
    _folder, made, issued = story
    invited = [row[1] for row in hidden("surveys_invitation", "person_id")]
    assert invited == [each.invitation.person_id for each in issued]
    for each in issued:
        answers.submit(invitation=each.invitation, now=NOW)
    assessments.close(assessment=made, user=None, now=NOW)
    rows = hidden("surveys_invitation", "person_id")
    order = [person for _stamp, person in rows]
    answered = [each.invitation.person_id for each in issued[::2] + issued[1::2]]
    assert sorted(order) == sorted(invited)
    assert order not in (invited, answered)
    assert len({stamp for stamp, _person in rows}) == 1
    counts = hidden("surveys_answercount", "question, value")
    assert [(q, v) for _stamp, q, v in counts] == sorted(ANSWERS.items())
    assert len({stamp for stamp, *_rest in counts}) == 1
    assert len({stamp for stamp, *_rest in hidden("surveys_comment", "key")}) == 1


def test_after_closing_comments_lie_in_an_order_of_chance(real_database):
    assert real_database.exists()
    made = assessment(organisation(departments=("it",)))
    for number in range(PEOPLE):
        issued = invite_with_token(made, "it")
        respond(issued.invitation, ANSWERS, comments=[("MON-1", f"Comment {number:02}")])
    said = [f"Comment {number:02}" for number in range(PEOPLE)]
    assert [text for _stamp, text in hidden("surveys_comment", "text")] == said
    before = set(Comment.objects.values_list("key", flat=True))
    assessments.close(assessment=made, user=None, now=NOW)
    after = [text for _stamp, text in hidden("surveys_comment", "text")]
    assert sorted(after) == said
    assert after != said
    assert not before & set(Comment.objects.values_list("key", flat=True))


def test_no_table_but_those_of_members_has_a_time():
    """A time beside an answer or an invitation would tie the two together.

    Mails have times, and persons until closing: when one left tells nothing of when, or whether,
    somebody answered. Lists of people are given before anybody answers. Of reminders there is
    the time they were planned for, and how many they were. Of a workshop there is when it began
    and ended, and until when something can be taken back. Of a document there is when it was
    drawn.
    """
    tables = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if getattr(field, "get_internal_type", str)() in {"DateTimeField", "TimeField"}
    }
    assert tables == {
        "surveys.AuditEvent",
        "surveys.Job",
        "surveys.MemberInvitation",
        "surveys.Message",
        "surveys.Reminder",
        "surveys.ReportFile",
        "surveys.RosterImport",
        "surveys.User",
        "surveys.Workshop",
        "account.EmailConfirmation",
        "django_tasks_database.DBTaskResult",
        "mfa.Authenticator",
        "sessions.Session",
        "socialaccount.SocialAccount",
        "socialaccount.SocialToken",
        "usersessions.UserSession",
    }


def test_rows_of_respondents_refer_to_nothing_that_was_numbered_in_order():
    """Keys are of chance, or made of the response's key."""
    for model in (Response, Invitation, Comment):
        assert model._meta.pk.get_internal_type() == "UUIDField"
        assert model._meta.pk.default is uuid.uuid4
    for model in (Answer, CommentDraft):
        assert model._meta.pk_fields[0].name == "response"


@pytest.mark.django_db
class TestSmallGroups:
    def test_answers_below_the_floor_are_not_kept(self):
        made = assessment(departments=("it", "sales"))
        for department, number in (("it", 5), ("sales", 4)):
            for _ in range(number):
                respond(invite_with_token(made, department).invitation, ANSWERS)
        folded = assessments.close(assessment=made, user=None, now=NOW)
        assert folded.dropped == ("sales",)
        assert set(AnswerCount.objects.values_list("department__key", flat=True)) == {"it"}

    def test_a_small_department_is_counted_with_the_largest_of_its_group(self):
        made = assessment(departments=("it", "legal", "sales"))
        for department, number in (("it", 6), ("legal", 2), ("sales", 7)):
            for _ in range(number):
                respond(invite_with_token(made, department).invitation, ANSWERS)
        groups = {"it": "", "legal": "it", "sales": ""}
        folded = assessments.close(assessment=made, user=None, now=NOW, groups=groups)
        assert folded.moved == {"legal": "it"}
        counted = AnswerCount.objects.filter(question="MON-1-Q1")
        assert set(counted.values_list("department__key", "n")) == {("it", 8), ("sales", 7)}

    def test_the_only_lead_of_a_department_is_not_known_by_what_leads_alone_answer(self):
        made = assessment(departments=("it", "sales"))
        lead = {"PRF-2": "lead", "PRF-3": "never", "MON-1-Q1": "2", "CND-1-Q1": "0"}
        for department, levels in (("it", "4"), ("sales", "01234")):
            for level in levels:
                respond(invite_with_token(made, department).invitation, lead | {"CND-1-Q1": level})
            for _ in range(6):
                respond(invite_with_token(made, department).invitation, ANSWERS)
        assessments.close(assessment=made, user=None, now=NOW)
        rows = AnswerCount.objects.filter(question="CND-1-Q1").values_list(
            "department__key", "value", "n"
        )
        # IT's lead said 4; what is kept is that one lead of IT answered, and the sum by level.
        assert set(rows) == {
            ("it", "0", 1),
            ("sales", "1", 1),
            ("sales", "2", 1),
            ("sales", "3", 1),
            ("sales", "4", 2),
        }

    def test_a_comment_names_its_department_from_ten_answers_on(self):
        made = assessment(departments=("it", "sales"))
        for department, number in (("it", 10), ("sales", 9)):
            issued = [invite_with_token(made, department) for _ in range(10)]
            for each in issued[:number]:
                respond(each.invitation, ANSWERS, comments=[("MON-1", department)])
        assert Comment.objects.filter(department__key="sales").count() == 9
        assessments.close(assessment=made, user=None, now=NOW)
        assert set(Comment.objects.values_list("text", "department__key")) == {
            ("it", "it"),
            ("sales", None),
        }

    @pytest.mark.parametrize("counts", [True, False])
    def test_what_was_not_submitted_counts_where_the_welcome_page_said_so(self, counts):
        made = assessment(departments=("it",), counts_unsubmitted=counts)
        for number in range(6):
            issued = invite_with_token(made, "it")
            respond(issued.invitation, ANSWERS, submit=number < 5, comments=[("MON-1", "x")])
        assessments.close(assessment=made, user=None, now=NOW)
        assert AnswerCount.objects.get(question="MON-1-Q1").n == (6 if counts else 5)
        answered = Invitation.objects.filter(state=InvitationState.ANSWERED).count()
        assert answered == (6 if counts else 5)
        assert Comment.objects.count() == 5

    def test_answers_given_after_reopening_are_added(self):
        made = assessment(departments=("it",))
        for _ in range(5):
            respond(invite_with_token(made, "it").invitation, ANSWERS)
        late = person(made.organisation, "it", "Late")
        invitation = invitations.create(
            assessment=made, department=late.department, person=late
        ).invitation
        assessments.close(assessment=made, user=None, now=NOW)
        assessments.reopen(assessment=made, user=None, now=NOW)
        invitation = Invitation.objects.get(person=late)
        assert invitation.token_hash is None
        invitations.renew(invitation=invitation, user=None, now=NOW)
        respond(invitation, ANSWERS)
        assessments.close(assessment=made, user=None, now=NOW)
        assert AnswerCount.objects.get(question="MON-1-Q1").n == 6
