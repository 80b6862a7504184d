"""Answered before any view sees it: /health, and input that no page of ours can have sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.shortcuts import render

Respond = Callable[[HttpRequest], HttpResponse]

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
LARGEST_ANSWER = 64 * 1024
"""Bytes; the largest page of a respondent sends less than a tenth."""
SMALL = ("/r/", "/w/", "/join/")
"""Where respondents, and people in a workshop's room, send something."""
LONGEST_ADDRESS = 2048
"""Bytes, with what stands after the question mark; our longest is the way back after signing in."""
LARGEST_HEADERS = 32 * 1024
DEEPEST_JSON = 50
HEALTH = "/health"

TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
UNREADABLE = (BadRequest, MultiPartParserError, UnreadablePostError, UnicodeError, LookupError)


def answer_health(get_response: Respond) -> Respond:
    """Whether this process can work: ``ok``, or 503 with what stands in the way.

    It stands before everything else, so that a probe needs no name of ours, no HTTPS and no
    session. It tells nothing else and asks the database once.
    """
    migrated: set[str] = set()

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info != HEALTH:
            return get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponse(
                status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, HEAD"}
            )
        trouble = _trouble(migrated)
        response = HttpResponse(
            f"{trouble or 'ok'}\n",
            status=HTTPStatus.SERVICE_UNAVAILABLE if trouble else HTTPStatus.OK,
            content_type="text/plain; charset=utf-8",
        )
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    return middleware


def _trouble(migrated: set[str]) -> str | None:
    """``migrated`` keeps that all migrations were seen applied: they do not come undone."""
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if DEFAULT_DB_ALIAS not in migrated:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                return "the database is older than this version: run manage.py migrate"
            migrated.add(DEFAULT_DB_ALIAS)
    except DatabaseError:
        return "the database cannot be reached"
    return None


def refuse_odd_input(get_response: Respond) -> Respond:
    """400 for NUL, half characters, broken UTF-8 anywhere; 413, 414, 431 for what is too large."""

    def middleware(request: HttpRequest) -> HttpResponse:
        status = _too_large(request)
        if status is None:
            try:
                status = HTTPStatus.BAD_REQUEST if is_odd(request) else None
            except TOO_LARGE:
                status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            except UNREADABLE:
                status = HTTPStatus.BAD_REQUEST
        if status is None:
            return get_response(request)
        page = "400.html" if status == HTTPStatus.BAD_REQUEST else "413.html"
        return render(request, page, status=status)

    return middleware


def _too_large(request: HttpRequest) -> HTTPStatus | None:
    query = request.META.get("QUERY_STRING", "")
    if len(request.path_info.encode("utf-8", "replace")) + len(query) > LONGEST_ADDRESS:
        return HTTPStatus.REQUEST_URI_TOO_LONG
    headers = sum(len(name) + len(value) for name, value in request.headers.items())
    if headers > LARGEST_HEADERS:
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
    length = request.headers.get("Content-Length") or "0"
    most = LARGEST_ANSWER if request.path_info.startswith(SMALL) else settings.LARGEST_REQUEST
    if not length.isascii() or not length.isdigit() or int(length) > most:
        return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return None


def is_odd(request: HttpRequest) -> bool:
    # Django leaves bytes of the path that are no UTF-8 as %XX.
    query = str(request.META.get("QUERY_STRING", ""))
    raw = [unquote_to_bytes(request.path_info), unquote_to_bytes(query)]
    # A server hands headers on with a letter for each byte.
    raw.append(request.headers.get("Cookie", "").encode("latin-1", "replace"))
    texts: list[str] = [request.path_info, *request.headers.values()]
    if request.method not in {"GET", "HEAD", "OPTIONS"}:
        if request.content_type == FORM:
            raw.append(unquote_to_bytes(request.body.replace(b"+", b" ")))
        elif request.content_type == JSON:
            raw.append(request.body)
            texts += _texts(_json(request.body))
        texts += _sent(request)
    return any(map(_is_broken, raw)) or any(map(_is_unstorable, texts))


def _sent(request: HttpRequest) -> Iterable[str]:
    for name, values in request.POST.lists():
        yield name
        yield from (value for value in values if isinstance(value, str))


def _json(body: bytes) -> object:
    try:
        found: object = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequest from None
    return found


def _texts(found: object, depth: int = 0) -> Iterable[str]:
    """Every text in it, and every name. Raises BadRequest where it is nested too deep."""
    if depth > DEEPEST_JSON:
        raise BadRequest
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for name, value in found.items():
            yield name
            yield from _texts(value, depth + 1)
    elif isinstance(found, list):
        for value in found:
            yield from _texts(value, depth + 1)


def _is_broken(raw: bytes) -> bool:
    if b"\x00" in raw:
        return True
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def _is_unstorable(text: str) -> bool:
    """Whether a database would refuse it."""
    return "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text)
