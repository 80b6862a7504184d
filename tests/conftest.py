import socket

import pytest
from django.conf import settings
from django.utils import translation


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """`-m django_db` chooses every test that touches rows, also by the fixture alone."""
    for item in items:
        if "db" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    """SQLite in a file, as it is in use: a server's thread and the test each have a connection.

    In memory they share one, and whoever reads while the other writes is told that it is locked.
    It need not survive a power cut; what tests of crashes kill has a database of its own.
    """
    default = settings.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        default["TEST"]["NAME"] = tmp_path_factory.mktemp("database") / "tests.sqlite3"
        options, durable = default["OPTIONS"], "synchronous=FULL"
        assert durable in options["init_command"]
        options["init_command"] = options["init_command"].replace(durable, "synchronous=OFF")


@pytest.fixture(autouse=True)
def _english():
    """Every test begins in English, whatever a page before it was shown in."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """A test that reaches beyond this computer fails instead of depending on the weather."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            pytest.fail(f"A test tried to connect to {address}.")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
