"""A workshop on paper: what the facilitator counts on, and what everybody ticks."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from readiness.reporting.workshop_sheets import Ask, Option, Paper, PaperItem, lead_pdf, votes_pdf
from surveys import queries, room_queries
from surveys.models import About, AgendaItem, Mode, Workshop
from surveys.room_queries import OpenRound
from surveys.services import results
from surveys.services.mail_parts import one_line
from surveys.services.model_versions import in_words
from surveys.services.posters import print_language
from surveys.services.room_questions import Choice, Question, question

__all__ = ["for_the_lead", "for_votes"]


def for_the_lead(workshop: Workshop, *, language: str) -> bytes:
    """With the survey's figures, to be read out after a vote and not before."""
    with override(language):
        paper = _paper(workshop, _lead_rules(), facts=lambda item: _facts(workshop, item))
        return lead_pdf(paper=paper, logo=_logo(workshop), language=print_language(language))


def for_votes(workshop: Workshop, *, language: str) -> bytes:
    """Without any figure, so that nobody is swayed."""
    with override(language):
        paper = _paper(workshop, _vote_rules(workshop), facts=lambda _item: ())
        return votes_pdf(paper=paper, logo=_logo(workshop), language=print_language(language))


def _paper(
    workshop: Workshop, rules: tuple[str, ...], *, facts: Callable[[AgendaItem], Iterable[str]]
) -> Paper:
    rows = room_queries.agenda(workshop)
    titles = {code: a.staff_title for code, a in in_words(workshop.assessment).activities.items()}
    return Paper(
        organisation=one_line(workshop.assessment.organisation.name),
        title=one_line(workshop.title),
        lead=_lead(workshop),
        rules=rules,
        items=tuple(
            PaperItem(
                title=titles.get(row.activity, row.activity),
                note=str(Mode(row.mode).label),
                facts=tuple(facts(row)),
                level=_ask(workshop, row, About.LEVEL) if row.mode != Mode.OWNER else None,
                owner=_ask(workshop, row, About.OWNER) if row.mode != Mode.LEVEL else None,
            )
            for row in rows
            if not row.bulk and row.activity in titles
        ),
        bulk=tuple(
            _bulk_line(titles[row.activity], facts(row))
            for row in rows
            if row.bulk and row.activity in titles
        ),
        foot=_("What is counted on paper is typed in afterwards and marked as entered by hand."),
    )


def _lead(workshop: Workshop) -> str:
    minutes = ngettext("%(n)s minute", "%(n)s minutes", workshop.minutes) % {"n": workshop.minutes}
    return _("%(day)s, %(minutes)s") % {
        "day": date_format(workshop.held_on, "DATE_FORMAT"),
        "minutes": minutes,
    }


def _lead_rules() -> tuple[str, ...]:
    return (
        _("Read the item out. Everybody ticks before anybody speaks."),
        _("Collect the papers or read them face down, count, and say the counts."),
        _("Where people differ, let those farthest from the middle speak first, then vote again."),
        _("Read the survey’s line out only after the vote."),
        _("Write down what is agreed, who makes sure of it, and who objects and why."),
    )


def _vote_rules(workshop: Workshop) -> tuple[str, ...]:
    rules = [
        _("Tick one answer for each question, before anybody speaks."),
        _("After the talk there may be a second vote: cross the first tick out."),
    ]
    if workshop.anonymous:
        rules.append(_("Write no name on this paper. It is destroyed after the count."))
    return tuple(rules)


def _facts(workshop: Workshop, row: AgendaItem) -> list[str]:
    """What the survey shows, in lines."""
    found, owner = (
        results.surveyed(workshop, row.activity),
        results.recommendation(workshop, row.activity),
    )
    lines = []
    if found is not None and found.text:
        lines.append(_("Survey: %(level)s") % {"level": found.text})
    if owner is not None and owner.name:
        names = {"owner": owner.name, "verdict": owner.verdict}
        lines.append(_("Proposed: %(owner)s (%(verdict)s)") % names)
    return lines


def _bulk_line(title: str, facts: Iterable[str]) -> str:
    told = "; ".join(facts)
    return _("%(title)s: %(told)s") % {"title": title, "told": told} if told else title


def _ask(workshop: Workshop, row: AgendaItem, about: str) -> Ask:
    found: Question = question(workshop, OpenRound(item=row.pk, about=about, round=1), row)
    # On phones they are in a list to choose from.
    unprinted = results.room_model(workshop).departments if found.as_select else {}
    return Ask(
        text=found.text,
        line=found.line,
        options=tuple(_option(each) for each in found.choices if each.value not in unprinted),
        apart=tuple(map(_option, found.apart)),
        by_name=found.as_select,
    )


def _option(choice: Choice) -> Option:
    return Option(word=choice.word, text=choice.text)


def _logo(workshop: Workshop) -> bytes:
    return queries.logo(workshop.assessment.organisation)
