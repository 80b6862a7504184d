"""Evidence, decisions and an earlier round beside the survey, from the console into the Release."""

import json
from datetime import date

import pytest

from surveys.models import (
    AnswerCount,
    AuditEvent,
    Decision,
    DecisionLetter,
    Evidence,
    Member,
    Release,
    User,
)
from surveys.services import drawing, releases, sources
from tests import cast
from tests.factories import NOW, assessment, organisation

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 9)


def closed(of, title, *, level="2", released=True, **fields):
    """Ten people of each department who all chose ``level`` of MON-1."""
    made = assessment(of, opened=False, state="closed", title=title, **fields)
    for department in of.departments.all():
        rows = {"MON-1-Q1": {level: 10}, "MON-1:today": {"it": 10}}
        for question, cell in rows.items():
            for value, n in cell.items():
                AnswerCount.objects.create(
                    assessment=made, department=department, question=question, value=value, n=n
                )
    if released:
        Release.objects.create(assessment=made, number=1, text="{}", sha256="0", made_on=DAY)
    return made


@pytest.fixture
def client():
    of = organisation()
    user = User.objects.create_user("carla@example.com", name="Carla")
    Member.objects.create(user=user, organisation=of, role="consultant")
    return of, cast.signed_in(user)


def says(**changed):
    return sources.Said(
        **{
            "activity": "MON-1",
            "kind": "document",
            "level": "3",
            "by": "Carla",
            "reason": "The rota of June",
            "seen_on": "2026-03-09",
        }
        | changed
    )


def made(of, **fields):
    found = closed(of, "Second", released=False, **fields)
    return found, lambda: json.loads(releases.make(assessment=found, user=None, now=NOW).text)


def activity(result, code="MON-1"):
    return next(a for a in result["activities"] if a["code"] == code)


def test_evidence_stands_beside_the_survey_in_the_next_release(client):
    found, release = made(client[0])
    before = release()
    sources.add(assessment=found, found=says(), user=None, now=NOW)
    after = release()
    assert activity(before)["sources"]["evidence"] == []
    assert activity(after)["sources"]["evidence"] == [
        {
            "kind": "document",
            "level": 3,
            "level_word": "Routine",
            "by": "Carla",
            "reason": "The rota of June",
            "seen_on": "2026-03-09",
            "delta": 1,
        }
    ]
    assert after["nodes"] == before["nodes"]


@pytest.mark.parametrize("wrong", [{"level": "9"}, {"activity": "XXX-1"}, {"level": ""}])
def test_a_level_that_the_activity_does_not_have_is_refused(client, wrong):
    found, _release = made(client[0])
    with pytest.raises(sources.UnknownLevel):
        sources.add(assessment=found, found=says(**wrong), user=None, now=NOW)
    assert not Evidence.objects.exists()


def test_nothing_is_added_to_or_taken_from_an_archived_assessment(client):
    found, _release = made(client[0])
    row = sources.add(assessment=found, found=says(), user=None, now=NOW)
    found.state = "archived"
    found.save()
    with pytest.raises(sources.Over):
        sources.add(assessment=found, found=says(), user=None, now=NOW)
    with pytest.raises(sources.Over):
        sources.remove(evidence=row, user=None, now=NOW)
    with pytest.raises(sources.Over):
        sources.compare_with(assessment=found, earlier=None, user=None, now=NOW)
    assert Evidence.objects.count() == 1


def test_a_decision_stands_beside_the_survey_with_its_letters(client):
    of = client[0]
    found, release = made(of)
    row = Decision.objects.create(
        assessment=found,
        activity="MON-1",
        level="3",
        reason="Seen in the room",
        status="accepted",
        decided_on=DAY,
        status_on=DAY,
        status_by="Head of Sales",
    )
    for key, letter in (("sales", "A"), ("it", "C")):
        department = of.departments.get(key=key)
        DecisionLetter.objects.create(decision=row, department=department, letter=letter)
    source = activity(release())["sources"]
    assert source["delta"] == 1
    names = ("level", "accountable", "responsible", "consulted", "status", "status_on", "status_by")
    assert [source["decision"][name] for name in names] == [
        *(3, "sales", ["sales"], ["it"], "accepted", "2026-03-09", "Head of Sales"),
    ]


def test_an_earlier_round_is_compared_in_the_next_release(client):
    earlier = closed(client[0], "First", level="1")
    found, release = made(client[0])
    assert release()["change"] is None
    sources.compare_with(assessment=found, earlier=earlier, user=None, now=NOW)
    found.refresh_from_db()
    [node] = [
        n
        for n in release()["change"]["nodes"]
        if (n["code"], n["department"]) == ("MON-1-Q1", None)
    ]
    assert (node["before"], node["change"], node["not_comparable"]) == (1.0, 1.0, [])


def test_nothing_of_a_closed_round_without_a_report_is_published_by_another(client):
    """It can be opened again, or its departments shown with others: its figures are not fixed."""
    earlier = closed(client[0], "First", level="1", released=False)
    found, release = made(client[0])
    assert list(sources.earlier_rounds(found)) == []
    with pytest.raises(sources.NotComparable):
        sources.compare_with(assessment=found, earlier=earlier, user=None, now=NOW)
    # As it was stored before this was refused.
    found.earlier = earlier
    found.save()
    assert release()["change"] is None
    page = f"/console/{client[0].code}/assessments/{found.code}/sources/"
    assert "There is no round to compare with yet" in client[1].get(page).text


def test_a_floor_that_is_raised_afterwards_ends_the_comparison(client):
    earlier = closed(client[0], "First", level="1")
    found, release = made(client[0])
    sources.compare_with(assessment=found, earlier=earlier, user=None, now=NOW)
    found.refresh_from_db()
    found.floor = 7
    found.save()
    assert release()["change"] is None
    found.floor = 5
    found.save()
    assert release()["change"] is not None


def test_only_released_rounds_of_the_same_model_that_protect_as_well_can_be_compared(client):
    of = client[0]
    found, _release = made(of)
    first = closed(of, "First")
    closed(of, "Less protected").__class__.objects.filter(title="First").update(floor=7)
    later = closed(of, "Refers to this")
    later.earlier = found
    later.save()
    assessment(of, opened=False, title="Draft")
    closed(organisation(name="Other"), "Somebody else's")
    assert {each.title for each in sources.earlier_rounds(found)} == {"First", "Less protected"}
    found.floor = 7
    found.save()
    assert [each.title for each in sources.earlier_rounds(found)] == [first.title]
    with pytest.raises(sources.NotComparable):
        sources.compare_with(assessment=found, earlier=later, user=None, now=NOW)


def test_what_a_release_is_computed_from_travels_whole(client):
    """Everything of the scope, the profile too, or the child would compute something else."""
    of = client[0]
    found, _release = made(of, profile="core")
    earlier = closed(of, "First")
    found.earlier = earlier
    found.save()
    sources.add(assessment=found, found=says(), user=None, now=NOW)
    row = Decision.objects.create(assessment=found, activity="MON-1", level="2", decided_on=DAY)
    for key in ("it", "sales"):
        department = of.departments.get(key=key)
        DecisionLetter.objects.create(decision=row, department=department, letter="C")
    inputs = releases.gather(found)
    assert (inputs.scope.profile, len(inputs.decisions), len(inputs.evidence)) == ("core", 1, 1)
    assert inputs.before is not None
    assert drawing.Inputs.from_data(json.loads(json.dumps(inputs.as_data()))) == inputs


class TestPages:
    def address(self, found, rest=""):
        return f"/console/{found.organisation.code}/assessments/{found.code}/{rest}"

    def test_evidence_is_added_read_and_removed(self, client):
        found, _release = made(client[0])
        browser = client[1]
        page = self.address(found, "sources/MON-1/")
        said = {
            "kind": "interview",
            "level": "3",
            "by": "C",
            "reason": "R",
            "seen_on": "2026-03-09",
        }
        assert browser.post(page, said).status_code == 302
        text = browser.get(self.address(found, "sources/")).content.decode()
        assert "Routine" in text
        assert "Interview" in text
        code = Evidence.objects.get().code
        assert browser.post(self.address(found, f"evidence/{code}/remove/")).status_code == 302
        assert not Evidence.objects.exists()
        assert [e.what for e in AuditEvent.objects.order_by("pk")] == [
            *("evidence", "evidence-removed"),
        ]

    @pytest.mark.parametrize(
        ("wrong", "why"),
        [
            ({"seen_on": "2999-01-01"}, "This day is still to come."),
            ({"level": "9"}, "Select a valid choice"),
            ({"reason": " "}, "This field is required."),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_typed_is_lost(self, client, wrong, why):
        found, _release = made(client[0])
        said = {
            "kind": "interview",
            "level": "3",
            "by": "Me",
            "reason": "R",
            "seen_on": "2026-03-09",
        }
        answer = client[1].post(self.address(found, "sources/MON-1/"), said | wrong)
        text = answer.content.decode()
        assert answer.status_code == 422
        assert why in text
        assert 'value="Me"' in text
        assert not Evidence.objects.exists()

    def test_an_activity_that_is_not_assessed_has_no_page(self, client):
        found, _release = made(client[0])
        assert client[1].get(self.address(found, "sources/XXX/")).status_code == 404

    def test_the_earlier_round_is_chosen_among_those_that_can_be_compared(self, client):
        earlier = closed(client[0], "First")
        found, _release = made(client[0])
        page = self.address(found, "sources/")
        assert client[1].post(page, {"earlier": earlier.code}).status_code == 302
        found.refresh_from_db()
        assert found.earlier == earlier
        assert client[1].post(page, {"earlier": found.code}).status_code == 422
        assert client[1].post(page, {"earlier": ""}).status_code == 302
        found.refresh_from_db()
        assert found.earlier is None
