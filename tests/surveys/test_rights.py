"""The URLconf walk: every address × method × role × tenant, with ids of another tenant everywhere.

What is asked is read from the program, what is expected stands in ``tests/rights.py``.
"""

import itertools
import re
from unittest import mock

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, path
from django.urls.resolvers import URLPattern

from readiness.reporting import pdf
from surveys.models import Assessment, Department, ModelVersion, Organisation, Person, Release
from tests.form_fields import Fields
from tests.rights import RIGHTS
from tests.roles import GONE, MEMBERS, METHODS, NO, ROLES, to_members
from tests.tenant_rows import NOBODYS, WAYS
from tests.walking import NO_SUCH_CODE, NOBODY, OWNED, World, laid_out, owned_by

pytestmark = pytest.mark.django_db

REFUSED = (400, 404, 409, 422)
# Names that a careless view might look at.
EVERY_NAME = (
    *("organisation", "assessment", "code", "department", "person", "invitation", "release"),
    *("key", "id", "pk", "user", "member", "job", "number", "group", "group-it", "tenant"),
    *("model", "model_version", "version", "fingerprint", "to", "profile", "seen", "drop"),
)
TOKENS = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')


def routes(patterns, prefix=""):
    """Every named address of the program, and a mark for one without a name."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}" if pattern.name else f"{prefix}{pattern.pattern}"
        else:
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from routes(pattern.url_patterns, inner)


def owned(route):
    return owned_by(RIGHTS[route])


def status_and_text(answer, *ids):
    """To be compared between two answers that differ in the ids that were asked for."""
    text = TOKENS.sub(b"", answer.body) + answer.get("Location", "").encode()
    for one in ids:
        text = text.replace(one.encode(), b"ID")
    return answer.status_code, text


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):  # noqa: ARG001 - makes the database
    """Made once: every request's changes are taken back."""
    drawn = mock.patch.object(pdf, "printed", laid_out)
    with django_db_blocker.unblock(), transaction.atomic(), drawn:
        yield World()
        transaction.set_rollback(True)


# Nothing is left out.


def test_every_address_has_a_row():
    assert set(routes(get_resolver().url_patterns)) == set(RIGHTS)


def test_an_address_without_a_row_is_seen(settings):
    planted = [path("planted/", print, name="planted"), path("nameless/<int:x>/", print)]
    settings.ROOT_URLCONF = with_addresses(*planted)
    found = set(routes(get_resolver(settings.ROOT_URLCONF).url_patterns))
    assert found - set(RIGHTS) == {"planted", "nameless/<int:x>/"}


def test_every_row_of_the_database_has_a_way_to_its_organisation():
    from django.apps import apps

    models = {model.__name__ for model in apps.get_app_config("surveys").get_models()}
    assert models == set(WAYS) | NOBODYS


def test_both_tenants_have_rows_of_every_kind_that_pages_name(world):
    of = world.canary
    assert set(OWNED) <= set(of.ids)
    assert set(OWNED) <= set(world.kestrel.ids)
    empty = {name for name, rows in world.before.items() if not rows}
    assert empty == {
        "ClosedActivity",
        "Decision",
        "DecisionLetter",
        "CommentDraft",
    }


# The walk.


@pytest.mark.parametrize("route", sorted(RIGHTS))
def test_every_role_gets_what_the_row_says_for_every_method(route, world):
    row, where = RIGHTS[route], world.address(route)
    found = {
        (role, method): world.ask(role, method, where, world.data(row, method)).status_code
        for role in ROLES
        for method in METHODS
    }
    assert found == {
        (role, method): row.expected(role, method) for role in ROLES for method in METHODS
    }


@pytest.mark.parametrize("route", sorted(filter(owned, RIGHTS)))
def test_what_is_another_tenants_is_as_if_it_did_not_exist(route, world):
    """In each part of the address by itself and in all of them together, for every role."""
    names = owned(route)
    for changed in {*((name,) for name in names), tuple(names)}:
        theirs = {name: world.canary.ids[name] for name in changed}
        nobodys = {name: NOBODY.get(name, NO_SUCH_CODE) for name in changed}
        check_foreign(world, route, theirs, nobodys)


def check_foreign(world, route, theirs, nobodys):
    row, everything = RIGHTS[route], len(theirs) == len(owned(route))
    # Who belongs to Kestrel, and each method with a meaning of its own; once everybody and all.
    for role in ROLES if everything else MEMBERS:
        if role == "olaf" and {"organisation", "room"} & theirs.keys():
            continue  # it is his
        for method in METHODS if everything else row.methods:
            foreign, none = (
                world.ask(role, method, world.address(route, **ids), world.data(row, method))
                for ids in (theirs, nobodys)
            )
            told = status_and_text(foreign, *theirs.values())
            assert told == status_and_text(none, *nobodys.values()), (role, method, theirs)
            if row.admits(role, method):
                assert foreign.status_code in (NO, GONE), (role, method, theirs)


@pytest.mark.parametrize("route", sorted(RIGHTS))
def test_ids_of_another_tenant_in_the_query_change_nothing(route, world):
    row, where = RIGHTS[route], world.address(route)
    for role, ids in world.ids_by_role(row, "GET"):
        told = status_and_text(world.ask(role, "GET", where))
        for one in ids:
            names = [name for name in EVERY_NAME if name not in row.chosen]
            asked = world.ask(role, "GET", where, dict.fromkeys(names, one))
            got = status_and_text(asked)
            assert got[0] == told[0], (role, one)
            assert got == told or row.fresh, (role, one)


@pytest.mark.parametrize("route", sorted(RIGHTS))
def test_ids_of_another_tenant_in_a_body_are_refused(route, world):
    row, where = RIGHTS[route], world.address(route)
    for role, ids in world.ids_by_role(row, "POST"):
        form = Fields(page_of(world, role, route).decode())
        sent = form.values | world.data(row, "POST")
        usual = world.ask(role, "POST", where, sent).status_code
        for one in ids:
            more = {name: one for name in EVERY_NAME if name not in sent}
            assert world.ask(role, "POST", where, sent | more).status_code == usual, (role, one)
            for name in form.references(row.free):
                status = world.ask(role, "POST", where, sent | {name: one}).status_code
                assert status in REFUSED, (role, name, one)
        for name in form.values:
            world.ask(role, "POST", where, sent | {name: ids[0]})


def page_of(world, role, route):
    if "GET" not in RIGHTS[route].methods:
        return b""
    row = RIGHTS[route]
    return world.ask(role, "GET", world.address(route), world.data(row, "GET")).body


@pytest.mark.parametrize("route", sorted(route for route in RIGHTS if RIGHTS[route].chosen))
def test_what_is_chosen_of_another_tenants_is_as_if_it_did_not_exist(route, world):
    row, where = RIGHTS[route], world.address(route)
    for name in sorted({name for name in row.chosen.values() if name in OWNED}):
        for role, method in itertools.product(row.who, row.methods):
            theirs, nobodys = (ids[name] for ids in (world.canary.ids, NOBODY))
            foreign, none = (
                world.ask(role, method, where, world.data(row, method, **{name: one}))
                for one in (theirs, nobodys)
            )
            told = status_and_text(foreign, theirs)
            assert told == status_and_text(none, nobodys), (role, method)
            assert method == "GET" or told[0] in REFUSED, (role, method)


# Its signed address says who may: mail programs post there by themselves.
SIGNED = {"mail-opt-out"}
# The worst a forged choice does is another language; views/language.py says more.
HARMLESS = {"language"}


@pytest.mark.parametrize("route", sorted(RIGHTS.keys() - SIGNED - HARMLESS))
def test_no_change_is_made_without_a_token_of_the_form(route, world):
    row = RIGHTS[route]
    for role in (role for role in ROLES if "POST" in row.methods):
        browser = Client(enforce_csrf_checks=True)
        browser.cookies = world.browsers[role].cookies
        assert browser.post(world.address(route), world.data(row, "POST")).status_code in (403, 405)


# The walk sees what it is for.


def with_addresses(*added):
    """A URLconf of all of ours and these."""
    return type("urlconf", (), {"urlpatterns": [*get_resolver().url_patterns, *added]})


def leaks_name(_request, organisation):
    return HttpResponse(Organisation.objects.get(code=organisation).name)


def tells_that_it_exists(_request, organisation):
    return HttpResponse(status=403 if Organisation.objects.filter(code=organisation) else 404)


def takes_any_department(request, organisation):
    person = Person.objects.filter(organisation__code=organisation).first()
    if found := Department.objects.filter(key=request.POST.get("department")).first():
        person.department = found
        person.save()
    return HttpResponse()


def takes_any_model(request, organisation):
    for found in ModelVersion.objects.filter(sha256__startswith=request.POST.get("model", "-")):
        drafts = Assessment.objects.filter(organisation__code=organisation, state="draft")
        drafts.update(model_version=found)
    return HttpResponse()


def reads_any_release(request, organisation):
    number = request.GET.get("number", "1")
    known = number.isdigit() and Release.objects.filter(number=number).exists()
    return HttpResponse(f"{organisation} {known}")


def plant(settings, monkeypatch, view, **methods):
    address = path("planted/<code:organisation>/", view, name="planted")
    settings.ROOT_URLCONF = with_addresses(address)
    row = to_members(("carla", "cora", "erin", "mia"), **methods)
    monkeypatch.setitem(RIGHTS, "planted", row)


@pytest.mark.parametrize(("view", "why"), [(leaks_name, "canary"), (tells_that_it_exists, "403")])
def test_a_view_that_forgets_whose_it_is_is_seen(view, why, world, settings, monkeypatch):
    plant(settings, monkeypatch, view, GET=200)
    with pytest.raises(AssertionError, match=why):
        test_what_is_another_tenants_is_as_if_it_did_not_exist("planted", world)


def test_a_form_that_takes_another_tenants_department_is_seen(world, settings, monkeypatch):
    plant(settings, monkeypatch, takes_any_department, POST=200)
    with pytest.raises(AssertionError, match=r"Person\.department"):
        test_ids_of_another_tenant_in_a_body_are_refused("planted", world)


def test_a_form_that_takes_another_tenants_model_is_seen(world, settings, monkeypatch):
    plant(settings, monkeypatch, takes_any_model, POST=200)
    with pytest.raises(AssertionError, match=r"Assessment\.model_version"):
        test_ids_of_another_tenant_in_a_body_are_refused("planted", world)


def test_a_query_that_reads_another_tenants_release_is_seen(world, settings, monkeypatch):
    plant(settings, monkeypatch, reads_any_release, GET=200)
    with pytest.raises(AssertionError, match="27777"):
        test_ids_of_another_tenant_in_the_query_change_nothing("planted", world)
