"""A whole visit as a browser with scripts makes it: the link, pages, each answer, sending.

Answers are saved one by one, as soon as they are chosen; only the page about the person is also
posted as a whole, because it decides what follows. The floor of a visit asks for as many bare pages
and bare upserts as the visit reads pages and stores something. What a visit does beside that, such
as its redirects, has no counterpart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from benchmarks.connection import Connection, hidden_in
from tests.web_server import Server

PROFILE = {"PRF-2": "staff", "PRF-3": "never"}


class Sheet(NamedTuple):
    """A page of questions and an answer to each; ``decides``: what is asked after it."""

    slug: str
    answers: dict[str, str]
    decides: bool


class Step(NamedTuple):
    """A request and the status that it is answered with."""

    method: str
    path: str
    status: int
    data: dict[str, str]


BARE_PAGE = Step("GET", "/bare/page/", 200, {})
BARE_SAVE = Step("POST", "/bare/save/all/", 200, {"MON-1-Q1": "2"})


def plan(invitation: Any) -> list[Sheet]:  # noqa: ANN401 - Django is not set up yet
    """What somebody who is asked what everybody is would answer: the first choice everywhere."""
    from surveys.services.answers import questionnaire_of

    asked = questionnaire_of(invitation, {code: (value, 1) for code, value in PROFILE.items()})
    return [
        Sheet(
            slug,
            {q.code: PROFILE.get(q.code, q.choices[0].value) for q in page.questions},
            decides=page is asked.about_you,
        )
        for slug, page in asked.pages.items()
    ]


def steps(base: str, token: str, sheets: Iterable[Sheet]) -> Iterator[Step]:
    yield Step("GET", f"/r/{token}", 302, {})
    yield Step("GET", base, 200, {})
    yield Step("POST", f"{base}start/", 302, {})
    for sheet in sheets:
        page = f"{base}pages/{sheet.slug}/"
        yield Step("GET", page, 200, {})
        for code, value in sheet.answers.items():
            yield Step(
                "POST", f"{base}answers/{code}/", 200, {code: value, f"{code}.revision": "0"}
            )
        if sheet.decides:
            revisions = {f"{code}.revision": "1" for code in sheet.answers}
            yield Step("POST", f"{page}?kept=yes", 302, sheet.answers | revisions)
    yield Step("GET", f"{base}overview/", 200, {})
    yield Step("GET", f"{base}check/", 200, {})
    yield Step("POST", f"{base}submit/", 302, {})
    yield Step("GET", f"{base}thanks/", 200, {})


def floor_of(visit: Iterable[Step]) -> list[Step]:
    """A bare page for each page that is read, a bare upsert for each step that stores something."""
    return [
        BARE_PAGE if step.method == "GET" else BARE_SAVE
        for step in visit
        if (step.status == 200 if step.method == "GET" else "/pages/" not in step.path)
    ]


class Visitor:
    """One after the other comes with a link of their own, over one kept connection."""

    def __init__(
        self, server: Server, code: str, tokens: Iterator[str], sheets: list[Sheet]
    ) -> None:
        self.base, self.tokens, self.sheets = f"/r/{code}/", tokens, sheets
        self.connection = Connection(server)
        self.floor = floor_of(steps(self.base, "", sheets))
        self.hidden: dict[str, str] = {}

    def visit(self) -> None:
        self.connection.cookies.clear()
        self.hidden = {}
        self._take(steps(self.base, next(self.tokens), self.sheets))

    def bare_visit(self) -> None:
        self._take(self.floor)

    def close(self) -> None:
        self.connection.close()

    def _take(self, visit: Iterable[Step]) -> None:
        """Every form sends what the first page has hidden in its own: they stay the same."""
        for method, path, status, data in visit:
            sent = data | self.hidden if method == "POST" else {}
            text = self.connection.ask(method, path, status, sent)
            self.hidden = self.hidden or hidden_in(text)


def visitors(server: Server, assessment: Any, number: int, each: int) -> list[Visitor]:  # noqa: ANN401 - as above
    """``number`` connections with links for ``each`` visits."""
    from tests.factories import invite, invite_with_token

    sheets = plan(invite(assessment))
    tokens = [invite_with_token(assessment).token for _ in range(number * each)]
    return [
        Visitor(server, assessment.code, iter(tokens[n::number]), sheets) for n in range(number)
    ]
