import itertools
import shutil

import pytest

from tests.databases import (
    PostgresqlMissing,
    default_database,
    make_tables,
    postgresql,
    postgresql_server,
    sqlite,
)

NAMES = (f"readiness{number}" for number in itertools.count(1))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory, django_db_blocker):
    folder = tmp_path_factory.mktemp("sqlite")
    with django_db_blocker.unblock():
        make_tables(sqlite(folder))
    return folder / "readiness.sqlite3"


@pytest.fixture(scope="session")
def postgresql_folder(django_db_blocker):
    try:
        with postgresql_server() as folder, django_db_blocker.unblock():
            make_tables(postgresql(folder, "template"))
            yield folder
    except PostgresqlMissing as missing:
        pytest.skip(str(missing))


@pytest.fixture(params=["sqlite", "postgresql"])
def real_database(request, tmp_path, django_db_blocker):
    """A database in files, of both kinds; yields the folder that its files lie in."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path)
        folder, configuration = tmp_path, sqlite(tmp_path)
    else:
        server = request.getfixturevalue("postgresql_folder")
        folder = server / "data" / "base"
        configuration = postgresql(server, next(NAMES), template="template")
    with django_db_blocker.unblock(), default_database(configuration):
        yield folder
