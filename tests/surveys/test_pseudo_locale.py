"""Every page of the program in a made-up language: no text is left that nobody marked."""

import json
import re
from contextlib import contextmanager
from zoneinfo import available_timezones

import pytest
from django.apps import apps
from django.db import transaction

from readiness.core.activity_model import ActivityModel, read_model
from readiness.core.document import parse_document
from readiness.core.translations import texts_of
from surveys.models import ModelVersion, Organisation, Release, RosterImport
from surveys.services.model_files import shipped_models
from surveys.services.roster_encoding import ENCODINGS
from tests.pseudo_locale import QPS, Unmarked, speaking, unmarked
from tests.rights import RIGHTS
from tests.roles import ROLES
from tests.walking import World

pytestmark = pytest.mark.django_db

# What is the same in every language.
ZONES = {zone.replace("_", " ") for zone in available_timezones()}
FORMATS = {"(PDF)", "(XLSX)", "(DOCX)", "(ZIP)"}
NAMES = {"SHA-256", "UTC", "abcd 2345", *FORMATS, *ZONES, *ENCODINGS.values()}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):  # noqa: ARG001 - makes the database
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def data(world, django_db_blocker):  # noqa: ARG001 - looks into its database
    """Every text that was entered, and every text of a model."""
    found = set(NAMES)
    with django_db_blocker.unblock():
        for model in apps.get_app_config("surveys").get_models():
            for row in model.objects.values():
                found |= {value for value in row.values() if isinstance(value, str)}
        for content in RosterImport.objects.values_list("content", flat=True):
            found |= set(re.split("[,\n]", bytes(content).decode()))
        for text in Release.objects.values_list("text", flat=True):
            found |= {department["name"] for department in json.loads(text)["departments"]}
        for text in {*ModelVersion.objects.values_list("text", flat=True)}:
            found |= words_of_model(text)
    for path, _model in shipped_models().values():
        found |= words_of_model(path.read_text(encoding="utf-8"))
    return {text.strip() for text in found if len(text) > 1}


def words_of_model(text):
    """Its texts and codes, and what is put together of them."""
    model = read_model(text)
    found = {model.model.id, *texts_of(parse_document(text), ActivityModel).values()}
    found |= {
        *model.activities,
        *model.items,
        *model.criteria,
        *(d.code for d in model.all_domains),
    }
    if asked := model.ownership_questions:
        phrases = [activity.phrase for activity in model.activities.values()]
        found |= {asked.today.stem.replace("{phrase}", phrase) for phrase in phrases}
        phrases = [domain.should_phrase for domain in model.all_domains]
        found |= {asked.should.line.replace("{should_phrase}", phrase) for phrase in phrases}
    return found


@contextmanager
def reports_in(language, organisation):
    """A report's sentences speak the language of its organisation, whoever looks."""
    Organisation.objects.filter(pk=organisation.pk).update(language=language)
    yield
    Organisation.objects.filter(pk=organisation.pk).update(language="en")


def admitted(row, method):
    return next((role for role in ROLES if row.admits(role, method)), None)


def test_an_unmarked_text_is_seen():
    page = '<p>⟦Hello ⟦x⟧ <b>you</b>⟧ there Rosa<img alt="Odd"><script>no</script></p>'
    assert Unmarked(page).found == ["there Rosa", "Odd"]
    assert unmarked(page, {"Rosa"}) == ["there Rosa", "Odd"]
    assert unmarked(page, {"there Rosa"}) == ["Odd"]


@pytest.mark.parametrize("route", sorted(RIGHTS))
def test_every_text_of_a_page_is_marked(route, world, data):
    row, found = RIGHTS[route], []
    spoken = QPS if route.startswith("console:report") else "en"
    for method in ("GET", "POST"):
        role = admitted(row, method)
        if method not in row.methods or role is None:
            continue
        with speaking(QPS), reports_in(spoken, world.kestrel.organisation):
            answer = world.ask(role, method, world.address(route))
        if answer.get("Content-Type", "").startswith("text/html"):
            found += unmarked(answer.body.decode(), data)
    assert found == []
