"""Which questions of a model one person is asked, and in which words.

Everything comes from the model; where it leaves words out, ours stand in the person's language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from readiness.core.activity_model import ActivityModel
from readiness.core.parts import Activity, Domain, Item, OwnershipQuestion
from readiness.core.tally import DONT_KNOW, NO, NOT_PART, YES
from surveys.services.questionnaire import (
    ABOUT_YOU,
    Choice,
    Kind,
    Page,
    Question,
    Questionnaire,
    Section,
    Unit,
)

SHOULD = "from-now-on"
MORE, WANTED = ":more", "yes"
"""Kept beside the answers of who asked for the extended questions. No model has such a code."""
MOST_RADIOS = 12
"""More departments than this are offered in a native select."""


def questions_for(
    *,
    model: ActivityModel,
    departments: tuple[Unit, ...],
    own: str,
    profile: Mapping[str, str],
    not_applicable: frozenset[str] = frozenset(),
    closed: frozenset[str] = frozenset(),
    extended: bool = False,
    selection: str = "",
) -> Questionnaire:
    """The questionnaire of one person, in the language that is active now.

    ``own`` is the key of the person's department, ``profile`` the answers to the first page,
    ``not_applicable`` the activities that the department is not asked about, ``closed`` the
    transition activities that nobody is asked about any more. ``selection`` is the assessment's
    choice among the model's selections of items, empty for all.
    """
    return _build(
        _Words(model),
        departments=departments,
        own=own,
        profile=frozenset(profile.items()),
        not_applicable=not_applicable,
        closed=closed,
        extended=extended,
        selection=selection,
    )


def everything(model: ActivityModel) -> dict[str, Question]:
    """Every question of the model, whoever is asked it."""
    nothing: frozenset[str] = frozenset()
    asked = _Asked(
        model=model,
        profile=frozenset(),
        not_applicable=nothing,
        closed=nothing,
        extended=True,
        selection="",
    )
    owners = _Owners(departments=(), own="")
    questions = [*_about_you(model).questions]
    for domain in model.domains:
        sections = _sections(asked, owners, domain)
        questions += [q for section in sections for q in section.questions if q.kind == "today"]
    questions += [q for section in _should_section(asked, owners) for q in section.questions]
    for item in model.items.values():
        questions += [asked.rating(item, model.activity_of.get(item.code)), *asked.criteria(item)]
    return {question.code: question for question in questions}


class _Words:
    """A model in its words and the language of now, as a key of the cache below."""

    def __init__(self, model: ActivityModel) -> None:
        self.model = model
        self.key = (model.sha256, model.model.language, get_language())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Words) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@lru_cache(maxsize=512)
def _build(
    key: _Words,
    *,
    departments: tuple[Unit, ...],
    own: str,
    profile: frozenset[tuple[str, str]],
    not_applicable: frozenset[str],
    closed: frozenset[str],
    extended: bool,
    selection: str,
) -> Questionnaire:
    model = key.model
    asked = _Asked(
        model=model,
        profile=profile,
        not_applicable=not_applicable,
        closed=closed,
        extended=extended,
        selection=selection,
    )
    owners = _Owners(departments=departments, own=own)
    domains = [section for domain in model.domains for section in _sections(asked, owners, domain)]
    sections = [*domains, *_should_section(asked, owners), *_conditions(asked)]
    return Questionnaire(
        about_you=_about_you(model),
        sections=tuple(section for section in sections if section.pages),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Whether and how this person is asked an item."""

    model: ActivityModel
    profile: frozenset[tuple[str, str]]
    not_applicable: frozenset[str]
    closed: frozenset[str]
    extended: bool
    selection: str

    @property
    def options(self) -> frozenset[str]:
        return frozenset(option for _question, option in self.profile)

    def is_there(self, activity: Activity) -> bool:
        """Whether the assessment is about the activity at all."""
        return activity.code not in self.closed and any(
            item.is_in(self.selection) for item in activity.items
        )

    def is_asked(self, item: Item, activity: Activity | None) -> bool:
        if not item.is_in(self.selection) or (item.roles and not self.options & set(item.roles)):
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

    def choices(self, item: Item) -> tuple[Choice, ...]:
        """The statements of the item; where it has none, the words of its scale."""
        anchors = (*item.anchors, *(item.anchors_for_leads if self.is_lead(item) else ()))
        texts = {anchor.value: anchor.text for anchor in anchors}
        scale = self.model.scales[item.scale]
        return tuple(
            Choice(value=value, text=texts[value])
            if value in texts
            else Choice(value=value, text=name, hint=scale.meaning(number))
            for value, name, number in zip(scale.values, scale.names, scale.numbers, strict=True)
        )

    def rating(self, item: Item, activity: Activity | None) -> Question:
        words = self.model.questionnaire
        apart = [Choice(value=DONT_KNOW, text=words.dont_know or _("I don’t know"))]
        if activity and item.referent == "department":
            text = words.not_our_work or _("Not part of our department’s work")
            apart.insert(0, Choice(value=NOT_PART, text=text))
        return Question(
            code=item.code,
            kind="rating",
            text=item.text,
            choices=self.choices(item),
            apart=tuple(apart),
            help=item.help or "",
            reading_rule=self.model.scales[item.scale].reading_rule or "",
        )

    def criteria(self, item: Item) -> Iterator[Question]:
        """Boxes to tick below the item."""
        for place, criterion in enumerate(item.criteria):
            yield Question(
                code=criterion.code,
                kind="criterion",
                text=criterion.text,
                choices=(Choice(value=YES, text=_("Yes")), Choice(value=NO, text=_("No"))),
                help="" if place else _("Tick everything that is true today."),
                of=item.code,
            )

    def ratings(self, items: tuple[Item, ...], activity: Activity | None) -> Iterator[Question]:
        for item in items:
            if self.is_asked(item, activity):
                yield self.rating(item, activity)
                yield from self.criteria(item)


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


def _sections(asked: _Asked, owners: _Owners, domain: Domain, above: str = "") -> Iterator[Section]:
    """A section for each domain that has activities of its own, narrower domains after it."""
    title = f"{above}: {domain.staff_title}" if above else domain.staff_title
    pages = (_page(asked, owners, each) for each in domain.activities if asked.is_there(each))
    yield Section(code=domain.code, title=title, pages=tuple(page for page in pages if page))
    for inner in domain.domains:
        yield from _sections(asked, owners, inner, title)


def _page(asked: _Asked, owners: _Owners, activity: Activity) -> Page | None:
    """Its items and who makes sure of it; nothing where this person is asked neither."""
    questions = [*asked.ratings(activity.items, activity)]
    if ownership := asked.model.ownership_questions:
        words = ownership.today
        text = words.stem.replace("{phrase}", activity.phrase)
        questions.append(owners.question(code=activity.today, kind="today", text=text, words=words))
    if not questions:
        return None
    return Page(
        slug=activity.code,
        title=activity.staff_title,
        questions=tuple(questions),
        activity=activity.code,
    )


def _should_section(asked: _Asked, owners: _Owners) -> Iterator[Section]:
    model = asked.model
    if model.ownership_questions is None:
        return
    words = model.ownership_questions.should
    questions = tuple(
        owners.question(
            code=code,
            kind="should",
            text=words.line.replace("{should_phrase}", domain.should_phrase),
            words=words,
        )
        for code, domain in model.should_codes.items()
        if asked.is_there(model.activities[domain.headline_activity])
    )
    pages = (Page(slug=SHOULD, title=words.stem, questions=questions),) if questions else ()
    yield Section(code=SHOULD, title=words.stem, pages=pages)


def _conditions(asked: _Asked) -> Iterator[Section]:
    """One condition a page, with its boxes."""
    conditions = asked.model.conditions
    if conditions is None:
        return
    title = conditions.staff_title
    pages = tuple(
        Page(slug=item.code, title=title, questions=tuple(asked.ratings((item,), None)))
        for item in conditions.items
        if asked.is_asked(item, None)
    )
    yield Section(code=conditions.code, title=title, pages=pages)
