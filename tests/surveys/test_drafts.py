"""Beginning an assessment with a model, and moving a draft to another one."""

from datetime import date

import pytest

from surveys.models import (
    Assessment,
    AuditEvent,
    ClosedActivity,
    ModelVersion,
    NotApplicable,
    Organisation,
    State,
)
from surveys.services import drafts, model_versions
from surveys.services.drafts import MarksChanged, NotDraft
from surveys.services.model_versions import UnknownVersion
from surveys.services.scopes import allowed_of, scope_of
from tests import cast
from tests.factories import NOW, assessment, organisation, our_model, upload
from tests.small_models import NESTED, OPTIONS

pytestmark = pytest.mark.django_db

LATER = OPTIONS.replace("version: 1.0.0", "version: 1.1.0").replace("where it lies", "where it is")


@pytest.fixture
def acme():
    return organisation()


@pytest.fixture
def carla(acme):
    return cast.carla(acme)


def words(response):
    return " ".join(response.text.split())


def at(of, rest):
    return f"/console/{of.code}/assessments/{rest}"


def move(browser, made, version, *, drop=(), seen=None):
    sent = {
        "model": version.fingerprint,
        "seen": seen or made.model_version.sha256,
        "drop": list(drop),
    }
    return browser.post(at(made.organisation, f"{made.code}/model/"), sent)


# Beginning


def test_a_draft_begins_with_a_model_a_title_and_every_department(acme, carla):
    form = carla.get(at(acme, f"new/?model={our_model().sha256[:16]}"))
    assert f'<option value="{our_model().sha256[:16]}" selected>' in form.text
    sent = {"model": our_model().sha256[:16], "title": "Spring", "period": "March 2026"}
    answer = carla.post(at(acme, "new/"), sent)
    made = Assessment.objects.get()
    assert (answer.status_code, answer.url) == (302, at(acme, f"{made.code}/"))
    assert (made.title, made.period, made.state, made.profile) == (
        *("Spring", "March 2026", State.DRAFT),
        "",
    )
    assert (made.model_version.sha256, made.model_version.organisation) == (
        our_model().sha256,
        None,
    )
    assert [row.department.key for row in made.scope.order_by("department__key")] == ["it", "sales"]
    assert [event.what for event in AuditEvent.objects.all()] == ["draft"]
    assert "Activity model: Social media readiness 0.4.0" in words(carla.get(answer.url))


def test_a_second_draft_uses_the_stored_row_of_a_shipped_model(acme, carla):
    for title in ("Spring", "Autumn"):
        carla.post(at(acme, "new/"), {"model": our_model().sha256[:16], "title": title})
    assert (Assessment.objects.count(), ModelVersion.objects.count()) == (2, 1)


def test_a_selection_of_items_is_chosen_with_its_model(acme, carla):
    version = upload(acme, OPTIONS)
    choice = f"{version.fingerprint}.core"
    form = carla.get(at(acme, "new/"))
    assert f'<option value="{choice}">Care for data 1.0.0, only: Core items</option>' in form.text
    carla.post(at(acme, "new/"), {"model": choice, "title": "Spring"})
    made = Assessment.objects.get()
    assert (made.profile, scope_of(made).profile) == ("core", "core")
    assert "Only this selection of items: Core items." in words(
        carla.get(at(acme, f"{made.code}/"))
    )


@pytest.mark.parametrize("model", ["", "0123456789abcdef", "{other}", "{mine}.none"])
def test_no_draft_begins_with_a_model_that_is_not_ones_own(acme, carla, model):
    other = upload(Organisation.objects.create(name="Other"), NESTED)
    mine = upload(acme, OPTIONS)
    chosen = model.format(other=other.fingerprint, mine=mine.fingerprint)
    answer = carla.post(at(acme, "new/"), {"model": chosen, "title": "Spring"})
    assert answer.status_code == 422
    assert 'value="Spring"' in answer.text
    assert not Assessment.objects.exists()


# Moving


@pytest.fixture
def draft(acme):
    return assessment(acme, opened=False, text=OPTIONS)


def test_a_draft_is_moved_after_the_difference_was_shown(acme, carla, draft):
    later = upload(acme, LATER)
    where = at(acme, f"{draft.code}/model/")
    assert "Choose another model" in carla.get(at(acme, f"{draft.code}/")).text
    page = words(carla.get(f"{where}?model={later.fingerprint}"))
    assert "<dd>We know where it is.</dd>" in page
    assert "Departments, links and marks stay as they are." in page
    draft.refresh_from_db()
    assert draft.model_version.version == "1.0.0"
    assert "INV-2" in allowed_of(draft)
    answer = move(carla, draft, later)
    assert (answer.status_code, answer.url) == (302, at(acme, f"{draft.code}/"))
    draft.refresh_from_db()
    assert draft.model_version == later
    assert "This draft now uses Care for data 1.1.0." in words(carla.get(answer.url))
    event = AuditEvent.objects.get(what="model-changed")
    assert event.details == "data-care 1.0.0 → data-care 1.1.0"


def test_what_a_process_remembers_of_a_draft_is_read_anew_after_a_move(acme, carla, draft):
    assert "INV-1" in allowed_of(draft)
    move(carla, draft, upload(acme, NESTED))
    draft.refresh_from_db()
    assert {"INV-1", "HEAR-1"} & set(allowed_of(draft)) == {"HEAR-1"}


@pytest.fixture
def marked(acme):
    """A draft of a nested model with marks, of which a flat model keeps none."""
    made = assessment(acme, opened=False, text=NESTED)
    row = made.scope.get(department__key="it")
    row.authority = 3
    row.save()
    NotApplicable.objects.create(scope_department=row, activity="HEAR", reason="too far away")
    ClosedActivity.objects.create(assessment=made, activity="SAY", closed_on=date(2026, 3, 1))
    return made


MARKS = ["na:It:HEAR:too far away", "closed::SAY:"]


def test_marks_that_do_not_fit_are_listed_and_dropped_only_when_confirmed(acme, carla, marked):
    flat = upload(acme, OPTIONS)
    page = words(carla.get(f"{at(acme, f'{marked.code}/model/')}?model={flat.fingerprint}"))
    for shown in (
        "These marks do not fit the other model and are dropped:",
        "It: HEAR is not part of its work (too far away)",
        "SAY is closed",
        "Move, and drop these marks",
    ):
        assert shown in page
    for confirmed in ([], MARKS[:1]):
        refused = move(carla, marked, flat, drop=confirmed)
        assert refused.status_code == 409
        assert "Something has changed since this page was made." in words(refused)
    marked.refresh_from_db()
    assert marked.model_version.model_id == "talking"
    assert NotApplicable.objects.count() == ClosedActivity.objects.count() == 1
    assert move(carla, marked, flat, drop=MARKS).status_code == 302
    assert NotApplicable.objects.count() == ClosedActivity.objects.count() == 0


def test_marks_that_fit_stay(acme, carla, marked):
    later = upload(acme, NESTED.replace("version: 2.1.0", "version: 2.2.0"))
    assert move(carla, marked, later).status_code == 302
    assert NotApplicable.objects.count() == ClosedActivity.objects.count() == 1
    assert marked.scope.get(department__key="it").authority == 3


def test_a_closed_activity_that_is_no_longer_passing_is_not_closed_any_more(acme, marked):
    ongoing = NESTED.replace("            phase: transition\n", "")
    version = upload(acme, ongoing.replace("version: 2.1.0", "version: 3.0.0"))
    found = model_versions.find(acme, version.fingerprint)
    assert [mark.key for mark in drafts.marks_to_drop(marked, found.model)] == ["closed::SAY:"]


def test_authority_that_the_other_scale_does_not_have_is_not_stated_any_more(acme, carla, marked):
    hours = NESTED.replace("authority_scale: practice", "authority_scale: hours")
    version = upload(acme, hours.replace("version: 2.1.0", "version: 3.0.0"))
    page = carla.get(f"{at(acme, f'{marked.code}/model/')}?model={version.fingerprint}")
    assert "It: authority, level 3" in words(page)
    assert move(carla, marked, version, drop=["authority:It::3"]).status_code == 302
    assert marked.scope.get(department__key="it").authority is None


def test_a_draft_that_was_moved_in_between_is_shown_again(acme, carla, draft):
    answer = move(carla, draft, upload(acme, NESTED), seen="0" * 64)
    assert answer.status_code == 409
    draft.refresh_from_db()
    assert draft.model_version.model_id == "data-care"


def test_groups_are_never_smaller_than_the_model_allows(acme, carla, draft):
    shy = upload(acme, f"{LATER}rules: {{release: {{floor: 8}}}}\n")
    move(carla, draft, shy)
    draft.refresh_from_db()
    assert draft.floor == 8
    carla.post(at(acme, "new/"), {"model": shy.fingerprint, "title": "Spring"})
    assert Assessment.objects.get(title="Spring").floor == 8


def test_only_a_selection_changes(acme, carla, draft):
    version = draft.model_version
    sent = {"model": f"{version.fingerprint}.core", "seen": version.sha256}
    assert carla.post(at(acme, f"{draft.code}/model/"), sent).status_code == 302
    draft.refresh_from_db()
    assert (draft.model_version, draft.profile) == (version, "core")


@pytest.mark.parametrize("state", [state for state in State if state != State.DRAFT])
def test_an_assessment_that_has_begun_is_not_moved(acme, carla, draft, state):
    later = upload(acme, LATER)
    Assessment.objects.filter(pk=draft.pk).update(state=state)
    for answer in (
        carla.get(f"{at(acme, f'{draft.code}/model/')}?model={later.fingerprint}"),
        move(carla, draft, later),
    ):
        assert answer.status_code == 409
        assert "the model of this assessment does not change any more" in words(answer)
    assert "Choose another model" not in carla.get(at(acme, f"{draft.code}/")).text
    with pytest.raises(NotDraft):
        drafts.move(
            assessment=draft,
            seen=draft.model_version.sha256,
            to=model_versions.find(acme, later.fingerprint),
            profile="",
            confirmed=[],
            user=None,
            now=NOW,
        )
    draft.refresh_from_db()
    assert draft.model_version.version == "1.0.0"


def test_no_draft_is_moved_to_a_model_of_another_organisation(acme, carla, draft):
    foreign = upload(Organisation.objects.create(name="Other"), NESTED)
    assert move(carla, draft, foreign).status_code == 422
    with pytest.raises(UnknownVersion):
        model_versions.find(acme, foreign.fingerprint)


def test_a_service_refuses_marks_that_were_not_confirmed(acme, marked):
    with pytest.raises(MarksChanged):
        drafts.move(
            assessment=marked,
            seen=marked.model_version.sha256,
            to=model_versions.find(acme, upload(acme, OPTIONS).fingerprint),
            profile="",
            confirmed=[],
            user=None,
            now=NOW,
        )
