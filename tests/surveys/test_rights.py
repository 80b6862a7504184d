"""Who may do what: every address of the program against one table. An address without a row fails.

The assessment is Acme's and open; ``published`` is another of Acme's, with its result published.
"""

import io
from functools import cache

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern

from surveys.models import ModelVersion, Release, ReportFile
from tests import cast
from tests.factories import NOW, SAMPLES, assessment, invite_with_token, upload
from tests.small_models import OPTIONS

ROLES = ("anonymous", "rosa", "carla", "cora", "erin", "olaf")
SIGN_IN = 302  # to the sign-in page
NO, GONE, NOT_SO = 403, 404, 405

# Address and method: anonymous, Rosa (respondent), Carla (consultant), Cora (coordinator),
# Erin (executive), Olaf (another organisation's consultant).
TABLE = {
    ("start", "GET"): (200, 200, 200, 200, 200, 200),
    ("start", "POST"): (NOT_SO,) * 6,
    ("sample", "GET"): (GONE,) * 6,
    ("sample", "POST"): (NOT_SO,) * 6,
    # Accounts.
    ("account:sign-in", "GET"): (200,) * 6,
    ("account:sign-in", "POST"): (422,) * 6,
    ("account:sign-out", "GET"): (NOT_SO,) * 6,
    ("account:sign-out", "POST"): (302,) * 6,
    ("account:home", "GET"): (SIGN_IN, SIGN_IN, 302, 302, 302, 302),
    ("account:home", "POST"): (SIGN_IN, SIGN_IN, NOT_SO, NOT_SO, NOT_SO, NOT_SO),
    # The console: consultants, and coordinators for what is not about links, groups and steps.
    ("console:assessments", "GET"): (SIGN_IN, SIGN_IN, 200, 200, NO, GONE),
    ("console:assessments", "POST"): (SIGN_IN, SIGN_IN, NOT_SO, NOT_SO, NOT_SO, NOT_SO),
    ("console:assessment", "GET"): (SIGN_IN, SIGN_IN, 200, 200, NO, GONE),
    ("console:assessment", "POST"): (SIGN_IN, SIGN_IN, NOT_SO, NOT_SO, NOT_SO, NOT_SO),
    ("console:department", "GET"): (SIGN_IN, SIGN_IN, 200, 200, NO, GONE),
    ("console:department", "POST"): (SIGN_IN, SIGN_IN, 302, 302, NO, GONE),
    ("console:groups", "GET"): (SIGN_IN, SIGN_IN, 200, NO, NO, GONE),
    ("console:groups", "POST"): (SIGN_IN, SIGN_IN, 302, NO, NO, GONE),
    ("console:links", "GET"): (SIGN_IN, SIGN_IN, 200, NO, NO, GONE),
    ("console:links", "POST"): (SIGN_IN, SIGN_IN, 200, NO, NO, GONE),
    ("console:links-sent", "GET"): (SIGN_IN, SIGN_IN, NOT_SO, NOT_SO, NOT_SO, NOT_SO),
    ("console:links-sent", "POST"): (SIGN_IN, SIGN_IN, 302, NO, NO, GONE),
    ("console:link-renew", "GET"): (SIGN_IN, SIGN_IN, NOT_SO, NOT_SO, NOT_SO, NOT_SO),
    ("console:link-renew", "POST"): (SIGN_IN, SIGN_IN, 200, NO, NO, GONE),
    ("console:link-revoke", "GET"): (SIGN_IN, SIGN_IN, 200, NO, NO, GONE),
    ("console:link-revoke", "POST"): (SIGN_IN, SIGN_IN, 302, NO, NO, GONE),
    ("console:step", "GET"): (SIGN_IN, SIGN_IN, 200, NO, NO, GONE),
    ("console:step", "POST"): (SIGN_IN, SIGN_IN, 302, NO, NO, GONE),
    ("console:assessment-new", "GET"): (SIGN_IN, SIGN_IN, 200, NO, NO, GONE),
    ("console:assessment-new", "POST"): (SIGN_IN, SIGN_IN, 422, NO, NO, GONE),
    ("console:assessment-model", "GET"): (SIGN_IN, SIGN_IN, 409, NO, NO, GONE),  # it is open
    ("console:assessment-model", "POST"): (SIGN_IN, SIGN_IN, 409, NO, NO, GONE),
    ("console:models", "GET"): (SIGN_IN, SIGN_IN, 200, NO, NO, GONE),
    ("console:models", "POST"): (SIGN_IN, SIGN_IN, NOT_SO, NOT_SO, NOT_SO, NOT_SO),
    ("console:model-new", "GET"): (SIGN_IN, SIGN_IN, 200, NO, NO, GONE),
    ("console:model-new", "POST"): (SIGN_IN, SIGN_IN, 422, NO, NO, GONE),
    ("console:model", "GET"): (SIGN_IN, SIGN_IN, 200, NO, NO, GONE),
    ("console:model", "POST"): (SIGN_IN, SIGN_IN, NOT_SO, NOT_SO, NOT_SO, NOT_SO),
    ("console:model-file", "GET"): (SIGN_IN, SIGN_IN, 200, NO, NO, GONE),
    ("console:model-file", "POST"): (SIGN_IN, SIGN_IN, NOT_SO, NOT_SO, NOT_SO, NOT_SO),
    ("console:model-remove", "GET"): (SIGN_IN, SIGN_IN, 200, NO, NO, GONE),
    ("console:model-remove", "POST"): (SIGN_IN, SIGN_IN, 302, NO, NO, GONE),
    ("console:model-changes", "GET"): (SIGN_IN, SIGN_IN, 200, NO, NO, GONE),
    ("console:model-changes", "POST"): (SIGN_IN, SIGN_IN, NOT_SO, NOT_SO, NOT_SO, NOT_SO),
    ("console:report", "GET"): (SIGN_IN, SIGN_IN, 200, NO, NO, GONE),
    ("console:report", "POST"): (SIGN_IN, SIGN_IN, NOT_SO, NOT_SO, NOT_SO, NOT_SO),
    # Results: executives and consultants.
    ("executive:results", "GET"): (SIGN_IN, SIGN_IN, 200, NO, 200, GONE),
    ("executive:results", "POST"): (SIGN_IN, SIGN_IN, NOT_SO, NOT_SO, NOT_SO, NOT_SO),
    ("executive:summary", "GET"): (SIGN_IN, SIGN_IN, 200, NO, 200, GONE),
    ("executive:summary", "POST"): (SIGN_IN, SIGN_IN, NOT_SO, NOT_SO, NOT_SO, NOT_SO),
    ("executive:report", "GET"): (SIGN_IN, SIGN_IN, 200, NO, 200, GONE),
    ("executive:report", "POST"): (SIGN_IN, SIGN_IN, NOT_SO, NOT_SO, NOT_SO, NOT_SO),
    # Respondents: whoever has the link's cookie, and nobody by an account.
    ("respondent:link", "GET"): (302,) * 6,
    ("respondent:link", "POST"): (NOT_SO,) * 6,
    ("respondent:welcome", "GET"): (NO, 200, NO, NO, NO, NO),
    ("respondent:welcome", "POST"): (NOT_SO,) * 6,
    ("respondent:start", "GET"): (NOT_SO,) * 6,
    ("respondent:start", "POST"): (NO, 302, NO, NO, NO, NO),
    ("respondent:promise", "GET"): (NO, 200, NO, NO, NO, NO),
    ("respondent:promise", "POST"): (NOT_SO,) * 6,
    ("respondent:page", "GET"): (NO, 200, NO, NO, NO, NO),
    ("respondent:page", "POST"): (NO, 302, NO, NO, NO, NO),
    ("respondent:save", "GET"): (NOT_SO,) * 6,
    ("respondent:save", "POST"): (NO, 302, NO, NO, NO, NO),
    ("respondent:overview", "GET"): (NO, 200, NO, NO, NO, NO),
    ("respondent:overview", "POST"): (NOT_SO,) * 6,
    ("respondent:later", "GET"): (NO, 200, NO, NO, NO, NO),
    ("respondent:later", "POST"): (NOT_SO,) * 6,
    ("respondent:check", "GET"): (NO, 200, NO, NO, NO, NO),
    ("respondent:check", "POST"): (NOT_SO,) * 6,
    ("respondent:submit", "GET"): (NOT_SO,) * 6,
    ("respondent:submit", "POST"): (NO, 302, NO, NO, NO, NO),
    ("respondent:thanks", "GET"): (NO, 302, NO, NO, NO, NO),
    ("respondent:thanks", "POST"): (NOT_SO,) * 6,
}


def routes(patterns, prefix=""):
    """Every named address of the program, and a mark for one without a name."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}" if pattern.name else f"{prefix}{pattern.pattern}"
        else:
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from routes(pattern.url_patterns, inner)


def test_every_address_has_a_row_for_reading_and_for_changing():
    everything = {
        (route, method)
        for route in routes(get_resolver().url_patterns)
        for method in ("GET", "POST")
    }
    assert everything == set(TABLE)


def test_an_address_without_a_row_is_seen():
    from django.urls import include, path

    added = [path("new/", include(([path("x/", print, name="x")], "new")))]
    assert list(routes(added)) == ["new:x"]
    assert ("new:x", "GET") not in TABLE


@pytest.fixture
def acme():
    """The open and the published assessment."""
    made = assessment()
    published = assessment(made.organisation, opened=False, state="published")
    release = Release.objects.create(
        assessment=published, number=1, text=some_release(), sha256="a", made_on=NOW.date()
    )
    ReportFile.objects.create(release=release, kind="summary", content=b"%PDF", sha256="a", size=4)
    return made, published


@cache
def some_release():
    """Any Release; computing one takes seconds."""
    text = io.StringIO()
    out = {"json": "-", "stdout": text, "stderr": io.StringIO()}
    call_command("assess", "social-media-readiness", SAMPLES / "planted" / "answers.csv", **out)
    return text.getvalue()


def browsers(made):
    of = made.organisation
    return {
        "anonymous": Client(),
        "rosa": cast.rosa(made),
        "carla": cast.carla(of),
        "cora": cast.cora(of),
        "erin": cast.erin(of),
        "olaf": cast.olaf(),
    }


def address(route, made, published):
    of = made.organisation
    one = {"organisation": of.code, "code": made.code}
    result = {"organisation": of.code, "code": published.code}
    issued = invite_with_token(made)
    uploaded = ModelVersion.objects.filter(organisation=of).first() or upload(of, OPTIONS)
    model = {"organisation": of.code, "fingerprint": uploaded.fingerprint}
    named = {
        "sample": {"name": "none.pdf"},
        "console:assessments": {"organisation": of.code},
        "console:assessment-new": {"organisation": of.code},
        "console:models": {"organisation": of.code},
        "console:model-new": {"organisation": of.code},
        "console:model": model,
        "console:model-file": model,
        "console:model-remove": model,
        "console:model-changes": model | {"to": uploaded.fingerprint},
        "console:department": one | {"key": "it"},
        "console:link-renew": one | {"key": issued.invitation.key},
        "console:link-revoke": one | {"key": issued.invitation.key},
        "console:step": one | {"name": "pause"},
        "console:report": result | {"number": 1, "kind": "summary"},
        "executive:results": {"organisation": of.code},
        "executive:summary": result,
        "executive:report": result | {"number": 1, "kind": "summary"},
        "respondent:link": {"token": issued.token},
        "respondent:page": {"code": made.code, "slug": "MON-1"},
        "respondent:save": {"code": made.code, "question": "MON-1-Q1"},
    }
    if route.startswith("console:"):
        return reverse(route, kwargs=named.get(route, one))
    if route.startswith("respondent:"):
        return reverse(route, kwargs=named.get(route, {"code": made.code}))
    return reverse(route, kwargs=named.get(route, {}))


@pytest.mark.django_db
@pytest.mark.parametrize(("route", "method"), TABLE)
def test_every_role_gets_what_the_table_says(route, method, acme):
    made, published = acme
    people, found = browsers(made), {}
    where = address(route, made, published)
    for role in ROLES:
        with transaction.atomic():
            found[role] = people[role].generic(method, where).status_code
            transaction.set_rollback(True)
    assert found == dict(zip(ROLES, TABLE[route, method], strict=True))


@pytest.mark.django_db
@pytest.mark.parametrize("route", sorted({route for route, _method in TABLE}))
def test_no_change_is_made_without_a_token_of_the_form(route, acme):
    made, published = acme
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = cast.carla(made.organisation).cookies
    status = browser.post(address(route, made, published)).status_code
    assert status in (403, 405) or TABLE[route, "POST"][0] == 404
