"""What the database itself keeps of model versions, on SQLite and on PostgreSQL."""

import pytest
from django.db import DatabaseError, transaction

from surveys.models import ModelVersion
from surveys.services import model_versions
from surveys.services.model_versions import InUse
from tests.factories import NOW, answer_all, assessment, organisation, upload
from tests.small_models import OPTIONS

LONG = "A" * 64


@pytest.fixture(autouse=True)
def _database(real_database):
    assert real_database.exists()


def test_a_stored_version_never_changes():
    upload(organisation(), OPTIONS)
    for change in ({"text": "x"}, {"organisation": None}, {"version": "2.0.0"}):
        with (
            pytest.raises(DatabaseError, match="a model version never changes"),
            transaction.atomic(),
        ):
            ModelVersion.objects.update(**change)
    assert ModelVersion.objects.get().text == OPTIONS


def test_a_used_version_is_kept_by_the_database_and_by_the_service():
    made = assessment(text=OPTIONS)
    [line] = [each for each in model_versions.catalogue(made.organisation) if not each.shipped]
    with pytest.raises(InUse):
        model_versions.remove(organisation=made.organisation, line=line, user=None, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        ModelVersion.objects.filter(pk=made.model_version_id)._raw_delete("default")
    assert ModelVersion.objects.count() == 1


def test_the_same_name_is_free_for_each_organisation_and_taken_within_one():
    acme, other = organisation(), organisation("Other")
    upload(acme, OPTIONS)
    upload(other, OPTIONS.replace("lies", "rests"))
    for owner in (acme, other):
        row = {"model_id": "data-care", "version": "1.0.0", "title": "x", "sha256": "x", "text": ""}
        with pytest.raises(DatabaseError), transaction.atomic():
            ModelVersion.objects.create(organisation=owner, **row)


def test_codes_as_long_as_a_model_may_have_are_stored():
    made = assessment(text=OPTIONS.replace("INV-1-A", LONG).replace("largely", "l" * 63))
    answer_all(made, "it", 1, {"INV-1": "l" * 63, LONG: "yes"})
