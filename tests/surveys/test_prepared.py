"""SQL that is put into words once says the same as Django's own, on both databases."""

import uuid

import pytest
from django.db import connection, transaction
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from surveys import queries
from surveys.models import Response
from tests.factories import assessment, invite, respond

PARTS = (
    "assessment",
    "department",
    "assessment.organisation",
    "assessment.model_version",
)


def told(invitation):
    """All that is known of an invitation and what it belongs to."""
    found = {"": model_to_dict(invitation) | {"pk": invitation.pk, "new": invitation._state.adding}}
    for part in PARTS:
        row = invitation
        for name in part.split("."):
            row = getattr(row, name)
        known = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
        found[part] = known | {"new": row._state.adding}
    return found


@pytest.mark.usefixtures("real_database")
def test_an_invitation_by_its_key_is_what_the_query_gives_by_one_sql():
    made = assessment(closes_on="2026-04-01", sponsor="Dana", asks_extended=True)
    invited = invite(made, name="Rosa")
    with CaptureQueriesContext(connection) as sent:
        found = queries.invitation_by_key(invited.pk, made.code)
        parts = [found.department, found.assessment.organisation, found.assessment.model_version]
    assert (len(sent), len(parts)) == (1, 3)
    assert told(found) == told(queries.invitations().get(pk=invited.pk))
    assert queries.invitation_by_key(invited.pk, "another") is None
    assert queries.invitation_by_key(uuid.uuid4(), made.code) is None


@pytest.mark.usefixtures("real_database")
def test_a_started_response_is_locked_and_one_that_was_submitted_is_none():
    made = assessment(closes_on="2026-04-01")
    started, submitted = invite(made), invite(made)
    respond(started, {"MON-1-Q1": "2"}, submit=False)
    respond(submitted, {"MON-1-Q1": "2"})
    with transaction.atomic(), CaptureQueriesContext(connection) as sent:
        found = queries.started(started.pk)
        assert queries.started(submitted.pk) is None
    made.refresh_from_db()
    key = Response.objects.get(invitation=started).pk
    assert found == (key, "ready", "open", made.closes_on)
    locks = ["FOR UPDATE" in query["sql"] for query in sent]
    assert locks == [connection.vendor == "postgresql"] * 2
