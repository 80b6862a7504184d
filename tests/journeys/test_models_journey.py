"""Carla uploads a model, compares two and moves a draft; Rosa answers options and ticks boxes."""

import pytest
from playwright.sync_api import expect

from surveys.models import Answer, Assessment, Member, User
from tests.factories import assessment, invite_with_token, organisation, upload
from tests.journeys.conftest import DESK, faults
from tests.journeys.test_console_journey import PASSWORD, sign_in
from tests.small_models import OPTIONS

pytestmark = pytest.mark.django_db(transaction=True)

BROKEN = OPTIONS.replace("scale: done", "scale: dun").replace("version: 1.0.0", "version: one")
LATER = OPTIONS.replace("version: 1.0.0", "version: 1.1.0").replace("where it lies", "where it is")


@pytest.fixture
def acme(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    of = organisation("Acme", ("it", "sales"))
    user = User.objects.create_user("carla@example.com", PASSWORD, name="Carla")
    Member.objects.create(user=user, organisation=of, role="consultant")
    return of


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_from_an_upload_to_a_moved_draft(browse, live_server, acme, tmp_path, scripts):
    upload(acme, OPTIONS)
    page = browse(scripts=scripts, size=DESK)
    sign_in(page, live_server, "carla")
    page.get_by_role("link", name="New assessment").click()
    page.get_by_label("Activity model").select_option(label="Care for data 1.0.0")
    page.get_by_label("Title").fill("Spring")
    page.get_by_role("button", name="Begin the draft").click()
    page.get_by_role("link", name="Acme").click()
    page.get_by_role("link", name="Activity models").click()
    page.get_by_role("link", name="Upload a model").click()
    file = tmp_path / "mine.yaml"
    file.write_text(BROKEN, encoding="utf-8")
    page.get_by_label("YAML file").set_input_files(file)
    page.get_by_role("button", name="Check and store").click()
    expect(page.get_by_text("In the file mine.yaml.")).to_be_visible()
    page.get_by_label("… or its text").fill(LATER)
    page.get_by_role("button", name="Check and store").click()
    expect(page.get_by_text("Stored: Care for data 1.1.0.")).to_be_visible()
    page.get_by_role("link", name="what changes from 1.0.0 to 1.1.0").click()
    expect(page.get_by_text("We know where it is.").first).to_be_visible()
    page.goto(f"{live_server.url}/console/{acme.code}/assessments/")
    page.get_by_role("link", name="Spring").click()
    page.get_by_role("link", name="Choose another model").click()
    page.get_by_label("Activity model").select_option(label="Care for data 1.1.0")
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text("This draft now uses Care for data 1.1.0.")).to_be_visible()
    assert Assessment.objects.get().model_version.version == "1.1.0"


def test_pages_about_models_are_accessible_and_narrow(browse, live_server, acme):
    made = assessment(acme, opened=False, text=OPTIONS)
    old, new = made.model_version.fingerprint, upload(acme, LATER).fingerprint
    page = browse(scripts=True, size=DESK)
    sign_in(page, live_server, "carla")
    base = f"{live_server.url}/console/{acme.code}"
    found = []
    for name, address in {
        "models": "models/",
        "model": f"models/{old}/",
        "model-changes": f"models/{old}/changes/{new}/",
        "model-remove": f"models/{new}/remove/",
        "assessment-new": "assessments/new/",
        "assessment-model": f"assessments/{made.code}/model/?model={new}",
    }.items():
        page.goto(f"{base}/{address}")
        found += faults(page, f"console-{name}")
    page.goto(f"{base}/models/new/")
    page.get_by_label("… or its text").fill(BROKEN)
    page.get_by_role("button", name="Check and store").click()
    found += faults(page, "console-model-new-invalid")
    assert found == []


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
def test_options_are_chosen_and_boxes_ticked(browse, live_server, acme, scripts):
    made = assessment(acme, text=OPTIONS)
    page = browse(scripts=scripts)
    page.goto(f"{live_server.url}/r/{invite_with_token(made).token}")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("radio", name="Largely").first.check()
    page.get_by_role("checkbox", name="Somebody keeps it.").check()
    if scripts:
        assert faults(page, "respondent-options") == []
        page.locator("#INV-1-B .mark", has_text="Saved").wait_for()
        assert dict(Answer.objects.values_list("question", "value")) == {
            "INV-1": "largely",
            "INV-1-B": "yes",
        }
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("heading", name="We delete what we do not need.").wait_for()
    assert dict(Answer.objects.values_list("question", "value")) == {
        "INV-1": "largely",
        "INV-1-A": "no",
        "INV-1-B": "yes",
    }
