"""A SELECT that is put into words once, for what every page and save of a respondent reads."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import UUIDField

if TYPE_CHECKING:
    from django.db.models import QuerySet

KEY = UUIDField()
NO_KEY = uuid.UUID(int=0)


class Prepared:
    """Django writes a query's SQL anew at each call, which takes ten times as long as running it.

    ``make`` returns a query for values, made with anything as its parameters; ``rows`` takes the
    real ones, in the order of its SQL, as the database knows them. So are the values that come
    back: SQLite has no UUID.
    """

    def __init__(self, make: Callable[[], QuerySet[Any, tuple[Any, ...]]]) -> None:
        self._make = make
        self._sql: dict[str, str] = {}

    def rows(self, *parameters: str | int | uuid.UUID, end: str = "") -> list[tuple[Any, ...]]:
        """``end`` stands behind the SELECT: how its rows are locked."""
        sql = self._sql.get(connection.vendor)
        if sql is None:
            sql, _made_with = self._make().query.sql_with_params()
            self._sql[connection.vendor] = sql
        with connection.cursor() as cursor:
            cursor.execute(sql + end, parameters)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found


def as_stored(key: uuid.UUID) -> str | uuid.UUID:
    """A key as the database knows it."""
    stored: str | uuid.UUID = KEY.get_db_prep_value(key, connection)
    return stored
