"""What may be saved, what may not, and that nothing saved is lost or doubled."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from surveys.models import Answer, AnswerCount, Invitation, InvitationState, Response
from surveys.services import answers, assessments, invitations
from surveys.services.answers import (
    AlreadySubmitted,
    AssessmentNotOpen,
    Conflict,
    Draft,
    LinkExpired,
    LinkRevoked,
    NotStarted,
    RevisionConflict,
    TooLong,
    UnknownQuestion,
    UnknownValue,
)
from tests.factories import NOW, assessment, invite, invite_with_token, respond
from tests.together import together

ITEM = "MON-1-Q1"


@pytest.fixture
def invitation(db):  # noqa: ARG001 - allows the database
    return started(invite(assessment()))


def started(invitation):
    answers.start(invitation=invitation, now=NOW)
    return invitation


def save(invitation, value, revision=1, question=ITEM):
    answers.save_answer(
        invitation=invitation, question=question, value=value, revision=revision, now=NOW
    )


def test_an_answer_is_stored_with_its_revision(invitation):
    save(invitation, "2", 7)
    assert answers.answers_of(invitation) == {ITEM: ("2", 7)}


def test_a_higher_revision_replaces(invitation):
    save(invitation, "2", 1)
    save(invitation, "3", 2)
    assert answers.answers_of(invitation) == {ITEM: ("3", 2)}


def test_the_same_save_again_changes_nothing(invitation):
    save(invitation, "2", 3)
    save(invitation, "2", 3)
    save(invitation, "2", 1)
    assert answers.answers_of(invitation) == {ITEM: ("2", 3)}


@pytest.mark.parametrize("revision", [1, 3])
def test_another_value_without_a_higher_revision_is_a_conflict(invitation, revision):
    save(invitation, "2", 3)
    with pytest.raises(RevisionConflict) as raised:
        save(invitation, "4", revision)
    assert raised.value.stored == Conflict(question=ITEM, value="2", revision=3)
    assert answers.answers_of(invitation) == {ITEM: ("2", 3)}


def test_of_a_page_what_does_not_conflict_is_stored(invitation):
    save(invitation, "2", 3)
    page = {ITEM: ("4", 3), "MON-1:today": ("sales", 1)}
    with pytest.raises(RevisionConflict):
        answers.save_answers(invitation=invitation, answers=page, now=NOW)
    assert answers.answers_of(invitation) == {ITEM: ("2", 3), "MON-1:today": ("sales", 1)}


def test_an_answer_taken_back_is_not_brought_back_by_a_late_save(invitation):
    save(invitation, "2", 1)
    save(invitation, "", 2)
    with pytest.raises(RevisionConflict):
        save(invitation, "2", 1)
    assert answers.answers_of(invitation) == {ITEM: ("", 2)}
    answers.submit(invitation=invitation, now=NOW)
    assert Answer.objects.count() == 0


@pytest.mark.parametrize(
    ("question", "value", "error"),
    [
        ("MON-9-Q1", "2", UnknownQuestion),
        ("MON-1:tomorrow", "it", UnknownQuestion),
        ("", "2", UnknownQuestion),
        ("\x00", "2", UnknownQuestion),
        ("\ud800", "2", UnknownQuestion),
        ("x" * 10_000, "2", UnknownQuestion),
        (ITEM, "5", UnknownValue),
        (ITEM, "-1", UnknownValue),
        (ITEM, "\uff12", UnknownValue),
        (ITEM, "2.0", UnknownValue),
        (ITEM, "\x00", UnknownValue),
        (ITEM, "\udfff", UnknownValue),
        ("RSP-3-Q1", "np", UnknownValue),
        ("CND-3-Q1", "np", UnknownValue),
        ("MON-1:today", "hr", UnknownValue),
        ("MON-1:today", "new_team", UnknownValue),
        ("PRF-2", "dk", UnknownValue),
    ],
)
def test_what_the_model_does_not_offer_is_refused(invitation, question, value, error):
    save(invitation, "1")
    with pytest.raises(error):
        save(invitation, value, 2, question)
    assert answers.answers_of(invitation) == {ITEM: ("1", 1)}


@pytest.mark.parametrize("revision", [0, -1, 2**31, 10**30])
def test_a_revision_that_no_client_sends_is_refused(invitation, revision):
    with pytest.raises(UnknownValue):
        save(invitation, "1", revision)


@pytest.mark.parametrize("value", ["0", "4", "dk", "np"])
def test_every_value_the_model_offers_is_taken(invitation, value):
    save(invitation, value)
    assert answers.answers_of(invitation) == {ITEM: (value, 1)}


@pytest.mark.django_db
def test_a_department_is_not_asked_what_does_not_apply():
    made = assessment(opened=False)
    row = made.scope.get(department__key="it")
    row.not_applicable.create(activity="MON-1", reason="No public work")
    assessments.open_for_answers(assessment=made, user=None, now=NOW)
    it, sales = started(invite(made, "it")), started(invite(made, "sales"))
    save(sales, "1")
    with pytest.raises(UnknownQuestion):
        save(it, "1")
    save(it, "it", question="MON-1:today")
    assert ITEM not in answers.questionnaire_of(it, {}).questions
    assert ITEM in answers.questionnaire_of(sales, {}).questions


@pytest.mark.django_db
def test_nothing_is_saved_before_the_start():
    invitation = invite(assessment())
    with pytest.raises(NotStarted):
        save(invitation, "1")
    with pytest.raises(NotStarted):
        answers.answers_of(invitation)
    with pytest.raises(NotStarted):
        answers.submit(invitation=invitation, now=NOW)


def test_after_submission_nothing_can_be_read_or_changed(invitation):
    save(invitation, "1")
    answers.submit(invitation=invitation, now=NOW)
    for attempt in (
        lambda: save(invitation, "2", 2),
        lambda: answers.answers_of(invitation),
        lambda: answers.submit(invitation=invitation, now=NOW),
        lambda: answers.start(invitation=invitation, now=NOW),
    ):
        with pytest.raises(AlreadySubmitted):
            attempt()
    assert Response.objects.get().invitation is None
    assert Answer.objects.get().value == "1"


def test_submission_leaves_out_what_the_final_role_is_not_asked(invitation):
    for question, value in {"PRF-2": "lead", "CND-1-Q1": "3", ITEM: "1"}.items():
        save(invitation, value, 1, question)
    save(invitation, "staff", 2, "PRF-2")
    answers.submit(invitation=invitation, now=NOW)
    assert dict(Answer.objects.values_list("question", "value")) == {"PRF-2": "staff", ITEM: "1"}


def test_a_paused_or_closed_assessment_takes_nothing(invitation):
    made = invitation.assessment
    save(invitation, "1")
    assessments.pause(assessment=made, user=None, now=NOW)
    for attempt in (lambda: save(invitation, "2", 2), lambda: submit(invitation)):
        with pytest.raises(AssessmentNotOpen):
            attempt()
    assert answers.answers_of(invitation) == {ITEM: ("1", 1)}
    assessments.close(assessment=made, user=None, now=NOW)
    for attempt in (lambda: save(invitation, "2", 2), lambda: submit(invitation)):
        with pytest.raises(LinkExpired):
            attempt()
    assert AnswerCount.objects.count() == 0  # one person is below the floor


def submit(invitation):
    answers.submit(invitation=invitation, now=NOW)


@pytest.mark.django_db
def test_the_last_day_ends_where_the_organisation_is_with_a_grace():
    made = assessment(closes_on=date(2026, 3, 10))
    made.organisation.time_zone = "America/New_York"
    made.organisation.save()
    invitation = started(invite(made))
    last = datetime(2026, 3, 11, 4, 14, 59, tzinfo=UTC)  # 00:14:59 in New York
    over = datetime(2026, 3, 11, 4, 15, tzinfo=UTC)
    answers.save_answer(invitation=invitation, question=ITEM, value="1", revision=1, now=last)
    with pytest.raises(LinkExpired):
        answers.save_answer(invitation=invitation, question=ITEM, value="2", revision=2, now=over)


def test_a_revoked_link_takes_nothing_and_its_answers_are_deleted(invitation):
    save(invitation, "1")
    invitations.revoke(invitation=invitation, user=None, now=NOW)
    with pytest.raises(LinkRevoked):
        save(invitation, "2", 2)
    assert Response.objects.count() == 0


class TestComments:
    def comment(self, invitation, text, revision=1, activity="MON-1"):
        answers.save_comment(
            invitation=invitation,
            activity=activity,
            text=text,
            consent=True,
            revision=revision,
            now=NOW,
        )

    def test_it_can_be_changed_until_submission(self, invitation):
        self.comment(invitation, "Too loud")
        self.comment(invitation, "Too quiet", 2)
        draft = Draft(text="Too quiet", consent=True, revision=2)
        assert answers.comments_of(invitation) == {"MON-1": draft}

    def test_another_text_without_a_higher_revision_is_a_conflict(self, invitation):
        self.comment(invitation, "Too loud", 2)
        self.comment(invitation, "Too loud", 2)
        with pytest.raises(RevisionConflict) as raised:
            self.comment(invitation, "Too quiet", 2)
        assert raised.value.stored == Conflict(question="MON-1", value="Too loud", revision=2)

    @pytest.mark.parametrize("text", ["x" * 2001, "a\x00b", "a\ud800"])
    def test_what_cannot_be_stored_is_refused(self, invitation, text):
        with pytest.raises(TooLong):
            self.comment(invitation, text)

    def test_an_unknown_activity_is_refused(self, invitation):
        with pytest.raises(UnknownQuestion):
            self.comment(invitation, "x", activity="MON-9")


class Statements(CaptureQueriesContext):
    """What is sent to the database, without the words around a transaction."""

    @property
    def sent(self):
        words = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
        return [q["sql"] for q in self.captured_queries if not q["sql"].startswith(words)]


class TestQueries:
    """Counted in a warm process."""

    def test_saving_takes_two_statements_and_opening_one(self, invitation):
        save(invitation, "1", 1)
        with Statements(connection) as counted:
            save(invitation, "2", 2)
        assert len(counted.sent) == 2
        with Statements(connection) as counted, pytest.raises(RevisionConflict):
            save(invitation, "3", 2)
        assert len(counted.sent) == 3

    def test_a_page_takes_one_statement_beside_loading_the_invitation(self, invitation):
        given = {f"{code}:today": ("it", 1) for code in ("MON-1", "MON-2", "RSP-1", "GDL-1")}
        answers.save_answers(invitation=invitation, answers=given, now=NOW)
        with Statements(connection) as counted:
            known = answers.answers_of(invitation)
            answers.questionnaire_of(invitation, known)
        assert len(counted.sent) == 1


def names_of(outcomes):
    return sorted(type(outcome).__name__ for outcome in outcomes)


class TestTwoAtOnce:
    """On SQLite in a file and on PostgreSQL."""

    @pytest.fixture
    def invited(self, real_database):
        assert real_database.exists()
        return invite(assessment())

    def test_two_starts_make_one_response(self, invited):
        outcomes = together(*[lambda: answers.start(invitation=invited, now=NOW)] * 8)
        assert outcomes == [None] * 8
        assert Response.objects.count() == 1

    def test_two_submits_count_once(self, invited):
        respond(invited, {ITEM: "1"}, submit=False)
        outcomes = together(*[lambda: answers.submit(invitation=invited, now=NOW)] * 8)
        assert names_of(outcomes) == ["AlreadySubmitted"] * 7 + ["NoneType"]
        assert Response.objects.count() == 1
        assert Invitation.objects.get().state == InvitationState.ANSWERED

    def test_of_two_saves_with_one_revision_one_is_told_of_the_other(self, invited):
        started(invited)
        outcomes = together(lambda: save(invited, "1"), lambda: save(invited, "2"))
        assert names_of(outcomes) == ["NoneType", "RevisionConflict"]
        [conflict] = [each for each in outcomes if each is not None]
        assert answers.answers_of(invited) == {ITEM: (conflict.stored.value, 1)}

    def test_a_save_and_a_closing_lose_nothing(self, invited):
        made = invited.assessment
        for _ in range(5):
            respond(invite(made), {ITEM: "1"})
        respond(invited, {"PRF-2": "staff"}, submit=False)
        outcomes = together(
            lambda: save(invited, "1"),
            lambda: assessments.close(assessment=made, user=None, now=NOW),
        )
        saved = 0 if isinstance(outcomes[0], LinkExpired) else 1
        assert outcomes[0] is None or saved == 0
        assert AnswerCount.objects.get(question=ITEM, value="1").n == 5 + saved
        assert Answer.objects.count() == 0


@pytest.mark.django_db
def test_a_link_is_unlike_every_other():
    made = assessment()
    tokens = {invite_with_token(made).token for _ in range(50)}
    assert len(tokens) == 50
    assert {len(token) for token in tokens} == {12 + 32}  # 192 bits of chance
    assert {token[:12] for token in tokens} == {made.code}
