"""What one respondent is asked, in order: sections, pages and questions in the words staff see.

Titles for reports, targets, purposes and numbers of levels never get in here. Everything is frozen
and holds no answers; the pages lay the answers beside it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from readiness.core.activity_model import Activity, ActivityModel, Domain, Item, OwnershipQuestion

DONT_KNOW = "dk"
NOT_OUR_WORK = "np"
ABOUT_YOU = "you"
SHOULD = "from-now-on"
MOST_RADIOS = 12
"""More departments than this are offered in a native select."""

WORDS_A_MINUTE = 200
SECONDS = {"profile": 5, "rating": 9, "today": 10, "should": 8}

Kind = Literal["profile", "rating", "today", "should"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    value: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A department of the assessment, as a possible answer."""

    key: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question. ``choices`` come first, then ``others``, then ``apart`` after an "or"."""

    code: str
    kind: Kind
    text: str
    choices: tuple[Choice, ...]
    others: tuple[Choice, ...] = ()
    apart: tuple[Choice, ...] = ()
    help: str = ""
    reading_rule: str = ""
    as_select: bool = False

    @cached_property
    def texts(self) -> dict[str, str]:
        """The words of every value that may be given."""
        offered = (*self.choices, *self.others, *self.apart)
        return {choice.value: choice.text for choice in offered}

    @cached_property
    def html_id(self) -> str:
        return self.code.replace(":", "-")

    @cached_property
    def seconds(self) -> float:
        """How long reading and answering take; people scan options of ownership, not read them."""
        texts = [self.text, *(c.text for c in self.choices if self.kind == "rating")]
        return sum(len(text.split()) for text in texts) * 60 / WORDS_A_MINUTE + SECONDS[self.kind]


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
    """All that one respondent is asked. The first page, about the person, decides the others."""

    about_you: Page
    sections: tuple[Section, ...]

    @cached_property
    def pages(self) -> dict[str, Page]:
        """Every page by its slug, in the order asked."""
        asked = (page for section in self.sections for page in section.pages)
        return {page.slug: page for page in (self.about_you, *asked)}

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


def questions_for(
    *,
    model: ActivityModel,
    departments: tuple[Unit, ...],
    own: str,
    profile: Mapping[str, str],
    not_applicable: frozenset[str] = frozenset(),
    closed: frozenset[str] = frozenset(),
    without_facts: bool = False,
    extended: bool = False,
) -> Questionnaire:
    """The questionnaire of one person.

    ``own`` is the key of the person's department, ``profile`` the answers to the first page,
    ``not_applicable`` the activities that the department is not asked about, ``closed`` the
    transition activities that nobody is asked about any more. ``without_facts`` leaves out the
    items about hours and authority, which heads state by name instead.
    """
    return _build(
        _Model(model),
        departments=departments,
        own=own,
        profile=frozenset(profile.items()),
        not_applicable=not_applicable,
        closed=closed,
        without_facts=without_facts,
        extended=extended,
    )


class _Model:
    """A model as a key of the cache below: its SHA-256 says which it is."""

    def __init__(self, model: ActivityModel) -> None:
        self.model = model

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Model) and self.model.sha256 == other.model.sha256

    def __hash__(self) -> int:
        return hash(self.model.sha256)


@lru_cache(maxsize=512)
def _build(
    key: _Model,
    *,
    departments: tuple[Unit, ...],
    own: str,
    profile: frozenset[tuple[str, str]],
    not_applicable: frozenset[str],
    closed: frozenset[str],
    without_facts: bool,
    extended: bool,
) -> Questionnaire:
    model = key.model
    asked = _Asked(
        model=model,
        profile=profile,
        not_applicable=not_applicable,
        left_out=_fact_scales(model) if without_facts else frozenset(),
        extended=extended,
    )
    owners = _Owners(departments=departments, own=own)
    domains = [_section(asked, owners, domain, closed) for domain in model.domains]
    sections = [*domains, _should_section(model, owners, closed), _conditions(asked)]
    return Questionnaire(
        about_you=_about_you(model),
        sections=tuple(section for section in sections if section.pages),
    )


def _fact_scales(model: ActivityModel) -> frozenset[str]:
    return frozenset({model.department_facts.hours_scale, model.department_facts.authority_scale})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Whether and how this person is asked an item."""

    model: ActivityModel
    profile: frozenset[tuple[str, str]]
    not_applicable: frozenset[str]
    left_out: frozenset[str]
    extended: bool

    @property
    def options(self) -> frozenset[str]:
        return frozenset(option for _question, option in self.profile)

    def is_asked(self, item: Item, activity: Activity | None) -> bool:
        if item.scale in self.left_out or (item.roles and not self.options & set(item.roles)):
            return False
        if activity and activity.code in self.not_applicable and item.referent == "department":
            return False
        audience = self.model.audiences[item.audience]
        if audience.optional:
            return self.extended
        wanted = {(code, o) for code, options in audience.asked_if_any.items() for o in options}
        return not wanted or bool(wanted & self.profile)

    def is_lead(self, item: Item) -> bool:
        """Leads are those whom the first condition of the item's audience names."""
        conditions = self.model.audiences[item.audience].asked_if_any.items()
        code, options = next(iter(conditions), ("", ()))
        return any((code, option) in self.profile for option in options)

    def rating(self, item: Item, activity: Activity | None) -> Question:
        anchors = (*item.anchors, *(item.anchors_for_leads if self.is_lead(item) else ()))
        texts = {anchor.level: anchor.text for anchor in anchors}
        words = self.model.questionnaire
        apart = [Choice(value=DONT_KNOW, text=words.dont_know)]
        if activity and item.referent == "department":
            apart.insert(0, Choice(value=NOT_OUR_WORK, text=words.not_our_work))
        return Question(
            code=item.code,
            kind="rating",
            text=item.text,
            choices=tuple(Choice(value=str(level), text=texts[level]) for level in sorted(texts)),
            apart=tuple(apart),
            help=item.help or "",
            reading_rule=self.model.scales[item.scale].reading_rule or "",
        )

    def ratings(self, items: tuple[Item, ...], activity: Activity | None) -> list[Question]:
        return [self.rating(item, activity) for item in items if self.is_asked(item, activity)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Owners:
    """The departments as answers: the person's own first, the others apart."""

    departments: tuple[Unit, ...]
    own: str

    def question(self, *, code: str, kind: Kind, text: str, words: OwnershipQuestion) -> Question:
        units = sorted(self.departments, key=lambda unit: (unit.name.casefold(), unit.key))
        choices = [Choice(value=unit.key, text=unit.name) for unit in units]
        own = [choice for choice in choices if choice.value == self.own]
        special = [Choice(value=option.code, text=option.text) for option in words.options]
        return Question(
            code=code,
            kind=kind,
            text=text,
            choices=(*own, *special),
            others=tuple(choice for choice in choices if choice.value != self.own),
            apart=(Choice(value=DONT_KNOW, text=words.dont_know),),
            as_select=kind == "should" or len(choices) > MOST_RADIOS,
        )


def _about_you(model: ActivityModel) -> Page:
    return Page(
        slug=ABOUT_YOU,
        title="",
        questions=tuple(
            Question(
                code=question.code,
                kind="profile",
                text=question.text,
                choices=tuple(Choice(value=o.code, text=o.text) for o in question.options),
            )
            for question in model.profile_questions
        ),
    )


def _section(asked: _Asked, owners: _Owners, domain: Domain, closed: frozenset[str]) -> Section:
    words = asked.model.ownership_questions.today
    pages = []
    for activity in domain.activities:
        if activity.code in closed:
            continue
        today = owners.question(
            code=activity.today,
            kind="today",
            text=words.stem.replace("{phrase}", activity.phrase),
            words=words,
        )
        questions = (*asked.ratings(activity.items, activity), today)
        pages.append(
            Page(
                slug=activity.code,
                title=activity.staff_title,
                questions=questions,
                activity=activity.code,
            )
        )
    return Section(code=domain.code, title=domain.staff_title, pages=tuple(pages))


def _should_section(model: ActivityModel, owners: _Owners, closed: frozenset[str]) -> Section:
    words = model.ownership_questions.should
    questions = tuple(
        owners.question(
            code=domain.should,
            kind="should",
            text=words.line.replace("{should_phrase}", domain.should_phrase),
            words=words,
        )
        for domain in model.domains
        if domain.headline_activity not in closed
    )
    pages = (Page(slug=SHOULD, title=words.stem, questions=questions),) if questions else ()
    return Section(code=SHOULD, title=words.stem, pages=pages)


def _conditions(asked: _Asked) -> Section:
    conditions = asked.model.conditions
    pages = tuple(
        Page(slug=question.code, title=conditions.staff_title, questions=(question,))
        for question in asked.ratings(conditions.items, None)
    )
    return Section(code=conditions.code, title=conditions.staff_title, pages=pages)


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
    """What is answered of ``questions``; minutes are whole and rather too many."""
    asked = tuple(questions)
    left = [question for question in asked if not values.get(question.code)]
    minutes = math.ceil(sum(question.seconds for question in left) / 60)
    return Progress(asked=len(asked), answered=len(asked) - len(left), minutes=minutes)
