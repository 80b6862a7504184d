"""Real databases for tests: SQLite in a file, and a PostgreSQL that the tests start themselves."""

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.core.management import call_command
from django.db import connections

from readiness import settings

ROOT_RUNS_AS = "nobody"
HOW_TO_INSTALL = "apt-get install postgresql"


class PostgresqlMissing(Exception):  # noqa: N818 - reads as what happened
    """Its programs are not installed."""


def postgresql_programs():
    """The folder of PostgreSQL's programs, or nothing where none is installed."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return debian[-1].parent if debian else None


@contextmanager
def postgresql_server(*, durable=False):
    """A server of our own on a socket of our own; yields its folder.

    What it acknowledges is on the disk where it is ``durable``, which tests need not wait for.
    """
    programs = postgresql_programs()
    if programs is None:
        raise PostgresqlMissing(f"PostgreSQL is not installed: {HOW_TO_INSTALL}")
    folder = Path(tempfile.mkdtemp(prefix="readiness-pg-"))
    # PostgreSQL does not run as root.
    user = {"user": ROOT_RUNS_AS} if os.geteuid() == 0 else {}
    if user:
        shutil.chown(folder, ROOT_RUNS_AS)
    data, control = folder / "data", programs / "pg_ctl"

    def run(*command):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **user)

    options = ["-D", str(data), "-w"]
    try:
        run(programs / "initdb", "-D", data, "-U", "readiness", "-A", "trust", "-E", "UTF8", "-N")
        settings_line = f"-k {folder} -c listen_addresses='' -c autovacuum=off"
        settings_line += "" if durable else " -c fsync=off"
        log = str(folder / "log")
        run(control, *options, "-l", log, "-o", settings_line, "start")
        try:
            yield folder
        finally:
            run(control, *options, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def default_database(configuration):
    """Everything inside uses this database."""
    before = connections.settings["default"]
    connections["default"].close()
    kept = connections["default"]
    del connections["default"]
    connections.settings["default"] = connections.configure_settings({"default": configuration})[
        "default"
    ]
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = before
        connections["default"] = kept


def configuration():
    """The default database's, for another process."""
    wanted = ("ENGINE", "NAME", "USER", "HOST", "PORT", "OPTIONS")
    kept = ("CONN_MAX_AGE", "CONN_HEALTH_CHECKS")
    return {name: connections["default"].settings_dict[name] for name in (*wanted, *kept)}


def make_tables(configuration):
    with default_database(configuration):
        call_command("migrate", verbosity=0)


def sqlite(folder):
    return settings.sqlite(folder / "readiness.sqlite3")


def postgresql(folder, name, *, template=None):
    """A new database on the server in ``folder``, empty or a copy of another."""
    copied = ["-T", template] if template else []
    programs = postgresql_programs()
    subprocess.run(
        [programs / "createdb", "-h", folder, "-U", "readiness", *copied, name], check=True
    )
    return settings.postgresql(address(folder, name))


def address(folder, name):
    """What DATABASE_URL says of a database on the server in ``folder``."""
    return f"postgresql://readiness@{quote(str(folder), safe='')}/{name}"
