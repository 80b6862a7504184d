"""What one respondent is asked, in order: sections, pages and questions in the words staff see.

Titles for reports, targets, purposes and numbers of levels never get in here. Everything is frozen
and holds no answers; the pages lay the answers beside it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

ABOUT_YOU = "you"

WORDS_A_MINUTE = 200
SECONDS = {"profile": 5, "rating": 9, "criterion": 4, "today": 10, "should": 8}

Kind = Literal["profile", "rating", "criterion", "today", "should"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """``hint`` says what the text means, where the model does."""

    value: str
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A department of the assessment, as a possible answer."""

    key: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question. ``choices`` come first, then ``others``, then ``apart`` after an "or".

    A criterion is a box to tick; ``of`` is the code of the item that it belongs to.
    """

    code: str
    kind: Kind
    text: str
    choices: tuple[Choice, ...]
    others: tuple[Choice, ...] = ()
    apart: tuple[Choice, ...] = ()
    help: str = ""
    reading_rule: str = ""
    as_select: bool = False
    of: str = ""

    @cached_property
    def texts(self) -> dict[str, str]:
        """The words of every value that may be given."""
        offered = (*self.choices, *self.others, *self.apart)
        return {choice.value: choice.text for choice in offered}

    @cached_property
    def html_id(self) -> str:
        return self.code.replace(":", "-")

    @cached_property
    def words(self) -> int:
        """How many are read; people scan options of ownership, not read them."""
        read = self.choices if self.kind == "rating" else ()
        texts = [self.text, *(text for choice in read for text in (choice.text, choice.hint))]
        return sum(len(text.split()) for text in texts)

    @cached_property
    def seconds(self) -> float:
        """How long reading and answering take."""
        return self.words * 60 / WORDS_A_MINUTE + SECONDS[self.kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What stands on one page; a comment on it belongs to ``activity``, where there is one."""

    slug: str
    title: str
    questions: tuple[Question, ...]
    activity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    code: str
    title: str
    pages: tuple[Page, ...]

    @property
    def questions(self) -> Iterator[Question]:
        return (question for page in self.pages for question in page.questions)


@dataclass(frozen=True, kw_only=True)
class Questionnaire:
    """All that one respondent is asked.

    The first page, about the person, decides the others; a model may have none.
    """

    about_you: Page
    sections: tuple[Section, ...]

    @cached_property
    def pages(self) -> dict[str, Page]:
        """Every page by its slug, in the order asked."""
        asked = (page for section in self.sections for page in section.pages)
        first = (self.about_you,) if self.about_you.questions else ()
        return {page.slug: page for page in (*first, *asked)}

    @cached_property
    def questions(self) -> dict[str, Question]:
        """Every question that may be answered, by its code."""
        return {q.code: q for page in self.pages.values() for q in page.questions}

    @cached_property
    def page_of(self) -> dict[str, Page]:
        """The page of every question code."""
        return {q.code: page for page in self.pages.values() for q in page.questions}

    @cached_property
    def section_of(self) -> dict[str, Section]:
        """The section of every page but the first."""
        return {page.slug: section for section in self.sections for page in section.pages}

    def neighbour(self, page: Page, step: Literal[-1, 1]) -> Page | None:
        """The page before or after, or nothing at an end."""
        slugs = list(self.pages)
        place = slugs.index(page.slug) + step
        return self.pages[slugs[place]] if 0 <= place < len(slugs) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far somebody is with some questions; ``minutes`` is what the rest takes."""

    asked: int
    answered: int
    minutes: int

    @property
    def state(self) -> Literal["not_started", "in_progress", "done"]:
        if self.answered == self.asked:
            return "done"
        return "in_progress" if self.answered else "not_started"


def progress(questions: Iterable[Question], values: Mapping[str, str]) -> Progress:
    """What is answered of ``questions``; minutes are whole and rather too many.

    Boxes that nobody has to tick are not counted.
    """
    asked = tuple(question for question in questions if not question.of)
    left = [question for question in asked if not values.get(question.code)]
    minutes = math.ceil(sum(question.seconds for question in left) / 60)
    return Progress(asked=len(asked), answered=len(asked) - len(left), minutes=minutes)
