"""An assessment's states, reporting groups, releases and links: what leads where, and what not."""

import pytest
from django.db import IntegrityError

from surveys import queries
from surveys.models import AuditEvent, Invitation, InvitationState, Release, Response, State
from surveys.services import answers, assessments, groups, invitations, model_versions, releases
from surveys.services.assessments import (
    FactsOutOfRange,
    IllegalTransition,
    NobodyInScope,
    ReleaseMissing,
)
from surveys.services.groups import FoldedTogether, GroupsFrozen, UnknownGroup
from surveys.services.invitations import (
    AssessmentNotOpen,
    LinkExpired,
    LinkRevoked,
    LinkUnknown,
    NotInScope,
)
from surveys.services.model_versions import AnotherModel
from tests.factories import NOW, answer_all, assessment, invite, invite_with_token, organisation

pytestmark = pytest.mark.django_db

STEPS = {
    "open": assessments.open_for_answers,
    "pause": assessments.pause,
    "resume": assessments.resume,
    "close": assessments.close,
    "reopen": assessments.reopen,
    "release": releases.make,
    "publish": assessments.publish,
    "archive": assessments.archive,
}
LEGAL = {
    ("draft", "open"): "open",
    ("open", "pause"): "paused",
    ("open", "close"): "closed",
    ("paused", "resume"): "open",
    ("paused", "close"): "closed",
    ("closed", "reopen"): "open",
    ("closed", "release"): "closed",
    ("published", "release"): "published",
    ("published", "archive"): "archived",
}
ANSWERS = {"PRF-2": "staff", "MON-1-Q1": "2", "MON-1:today": "it"}


def do(step, made):
    return STEPS[step](assessment=made, user=None, now=NOW)


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("step", STEPS)
def test_every_step_leads_where_it_may_and_nowhere_else(state, step):
    made = assessment(opened=False, state=state)
    if (state, step) in LEGAL:
        do(step, made)
        made.refresh_from_db()
        assert made.state == LEGAL[state, step]
        return
    with pytest.raises(
        ReleaseMissing if (state, step) == ("closed", "publish") else IllegalTransition
    ):
        do(step, made)
    made.refresh_from_db()
    assert made.state == state
    assert AuditEvent.objects.count() == 0


def test_a_closed_assessment_is_published_once_it_has_a_release():
    made = assessment()
    for step in ("close", "release", "publish"):
        do(step, made)
    assert made.state == State.PUBLISHED
    noted = AuditEvent.objects.order_by("pk").values_list("what", flat=True)
    assert list(noted) == ["open", "closed", "release", "published"]


def test_after_the_first_release_it_does_not_open_again():
    made = assessment()
    do("close", made)
    do("release", made)
    with pytest.raises(IllegalTransition):
        do("reopen", made)


def test_an_assessment_without_departments_does_not_open():
    with pytest.raises(NobodyInScope):
        assessment(departments=())


def test_a_release_is_made_once_for_the_same_figures():
    made = assessment()
    do("close", made)
    first = do("release", made)
    assert do("release", made) == first
    row = made.scope.get(department__key="it")
    assessments.set_facts(row=row, head="Ada", hours=3, authority=2, user=None, now=NOW)
    second = do("release", made)
    assert (first.number, second.number) == (1, 2)
    assert first.text != second.text
    assert Release.objects.get(number=1).text == first.text


@pytest.mark.parametrize(("hours", "authority"), [(-1, 1), (168_001, 1), (1, -1), (1, 5)])
def test_facts_nobody_can_have_are_refused(hours, authority):
    row = assessment().scope.first()
    with pytest.raises(FactsOutOfRange):
        assessments.set_facts(
            row=row, head="", hours=hours, authority=authority, user=None, now=NOW
        )


class TestGroups:
    @pytest.fixture
    def made(self):
        made = assessment(departments=("hr", "it", "legal", "sales"))
        for department, number in (("hr", 3), ("it", 9), ("legal", 2), ("sales", 7)):
            answer_all(made, department, number, ANSWERS)
        return made

    def change(self, made, **changed):
        groups.set_groups(assessment=made, groups=changed, user=None, now=NOW)

    def test_the_smallest_are_joined_until_the_floor_is_reached(self, made):
        assert groups.propose(made) == {"hr": "", "it": "", "legal": "hr", "sales": ""}

    def test_groups_already_made_stay_together(self, made):
        self.change(made, hr="it")
        assert groups.propose(made) == {"hr": "it", "it": "", "legal": "sales", "sales": ""}

    def test_one_department_alone_has_nothing_to_join(self):
        made = assessment(departments=("it",))
        assert groups.propose(made) == {"it": ""}

    def test_they_change_until_the_first_release(self, made):
        self.change(made, legal="sales")
        do("close", made)
        self.change(made, sales="it", legal="it")
        do("release", made)
        with pytest.raises(GroupsFrozen):
            self.change(made, sales="")
        assert groups.current(made) == {"hr": "", "it": "", "legal": "it", "sales": "it"}
        assert AuditEvent.objects.filter(what="groups-refused").count() == 1

    def test_what_closing_counted_together_stays_together(self, made):
        self.change(made, legal="sales")
        do("close", made)
        with pytest.raises(FoldedTogether):
            self.change(made, legal="")
        self.change(made, it="sales")

    @pytest.mark.parametrize(
        "changed", [{"hr": "finance"}, {"finance": "hr"}, {"hr": "it", "it": "sales"}]
    )
    def test_a_group_is_named_after_a_department_in_no_other(self, made, changed):
        with pytest.raises(UnknownGroup):
            self.change(made, **changed)

    def test_every_process_learns_of_a_change(self, made):
        from surveys.services.scopes import scope_of

        assert len(scope_of(made).groups()) == 4
        self.change(made, hr="it")
        made.refresh_from_db()
        assert len(scope_of(made).groups()) == 3


class TestLinks:
    def test_a_link_opens_its_invitation(self):
        issued = invite_with_token(assessment())
        invitation, _value = invitations.open_link(issued.token, now=NOW)
        assert invitation == issued.invitation
        assert Invitation.objects.get().state == InvitationState.READY

    @pytest.mark.parametrize("token", ["", "x", "\x00", "\ud800", "é" * 44, "a" * 10_000])
    def test_what_was_never_a_link_is_unknown(self, token):
        assessment()
        with pytest.raises(LinkUnknown):
            invitations.open_link(token, now=NOW)

    def test_one_letter_more_or_less_is_unknown(self):
        token = invite_with_token(assessment()).token
        for near in (token[:-1], token + "a", token.swapcase()):
            with pytest.raises(LinkUnknown):
                invitations.open_link(near, now=NOW)

    def test_a_new_link_ends_the_old_one_and_keeps_the_answers(self):
        issued = invite_with_token(assessment())
        answers.start(invitation=issued.invitation, now=NOW)
        token = invitations.renew(invitation=issued.invitation, user=None, now=NOW)
        with pytest.raises(LinkUnknown):
            invitations.open_link(issued.token, now=NOW)
        invitation, _value = invitations.open_link(token, now=NOW)
        assert answers.answers_of(invitation) == {}

    def test_a_revoked_link_says_so_and_is_final(self):
        issued = invite_with_token(assessment())
        invitations.revoke(invitation=issued.invitation, user=None, now=NOW)
        with pytest.raises(LinkRevoked):
            invitations.open_link(issued.token, now=NOW)
        with pytest.raises(LinkRevoked):
            invitations.renew(invitation=issued.invitation, user=None, now=NOW)

    def test_taking_back_an_answered_link_looks_the_same_and_keeps_the_answers(self):
        made = assessment()
        answered, other = invite_with_token(made), invite_with_token(made)
        answers.start(invitation=answered.invitation, now=NOW)
        answers.submit(invitation=answered.invitation, now=NOW)
        for issued in (answered, other):
            invitations.revoke(invitation=issued.invitation, user=None, now=NOW)
            issued.invitation.refresh_from_db()
            assert issued.invitation.state == "revoked"
        [it] = [each for each in queries.progress(made) if each.key == "it"]
        assert (it.answered, Response.objects.count()) == (1, 1)

    def test_an_answered_link_is_made_anew_like_every_other(self):
        issued = invite_with_token(assessment())
        answers.start(invitation=issued.invitation, now=NOW)
        answers.submit(invitation=issued.invitation, now=NOW)
        token = invitations.renew(invitation=issued.invitation, user=None, now=NOW)
        invitation, _value = invitations.open_link(token, now=NOW)
        assert invitation.state == "answered"

    def test_before_opening_and_after_closing_it_says_so(self):
        made = assessment(opened=False)
        issued = invite_with_token(made)
        with pytest.raises(AssessmentNotOpen):
            invitations.open_link(issued.token, now=NOW)
        do("open", made)
        do("close", made)
        with pytest.raises(LinkExpired):
            invitations.open_link(issued.token, now=NOW)
        with pytest.raises(LinkExpired):
            invite(made)

    def test_only_departments_in_scope_are_invited(self):
        made = assessment()
        other = organisation("Other", departments=("it",)).departments.get()
        with pytest.raises(NotInScope):
            invitations.create(assessment=made, department=other)


def test_another_model_under_the_same_name_is_refused(tmp_path):
    from surveys.services.model_files import find_model

    made = assessment()
    text = find_model("social-media-readiness").read_text(encoding="utf-8")
    other = tmp_path / "other.yaml"
    other.write_text(text.replace("Who should lead monitoring?", "Who leads?"), encoding="utf-8")
    with pytest.raises(AnotherModel):
        model_versions.store(other)
    with pytest.raises(IntegrityError, match="never changes"):
        made.model_version.save()
