"""One page for the works council: what is asked, and what becomes of the answers.

Made from the settings as they stand, so that it cannot promise what the program does not do. What
it says of storing and deleting is kept in docs/confidentiality.md, and tested there.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from readiness.reporting.sheets import Section, Sheet, sheet_pdf
from surveys import queries, shared_queries
from surveys.models import MOST_REMINDERS, Assessment
from surveys.services import lengths
from surveys.services.answers import NAMES_DEPARTMENT_FROM
from surveys.services.assessments import today_at
from surveys.services.mail_parts import one_line
from surveys.services.model_versions import in_words
from surveys.services.posters import print_language
from surveys.services.scopes import read_scope

__all__ = ["pdf", "sheet_of"]

MOST_NAMES = 15
"""Of departments; more would fill the page."""


def pdf(assessment: Assessment, *, language: str, now: datetime) -> bytes:
    with override(language):
        sheet = sheet_of(assessment, now=now)
    logo = queries.logo(assessment.organisation)
    return sheet_pdf(sheet=sheet, logo=logo, language=print_language(language))


def sheet_of(assessment: Assessment, *, now: datetime) -> Sheet:
    """In the active language."""
    organisation = assessment.organisation
    day = today_at(assessment, now)
    shown = {
        "organisation": one_line(organisation.name),
        "title": one_line(assessment.title),
        "day": date_format(day, "DATE_FORMAT"),
        "contact": one_line(assessment.contact or assessment.sponsor or organisation.name),
    }
    return Sheet(
        organisation=shown["organisation"],
        title=_("What is asked, and what becomes of the answers"),
        lead=_(
            "%(organisation)s, %(title)s. This page was made by the program from the settings as "
            "they stood on %(day)s."
        )
        % shown,
        sections=(
            _who(assessment),
            _what(assessment),
            _groups(assessment),
            _stored(),
            _deleted(assessment),
            _sees(),
            _limits(),
        ),
        foot=_(
            "Questions: %(contact)s. This page states what the program does. It is no legal advice "
            "and takes the place of no agreement."
        )
        % shown,
    )


def _who(assessment: Assessment) -> Section:
    people = queries.people_in_scope(assessment).count()
    departments = shared_queries.departments_in_scope(assessment)
    names = {"people": people, "names": _names([one_line(each.name) for each in departments])}
    sentences = [
        ngettext(
            "%(people)s person on the list, from: %(names)s.",
            "%(people)s people on the list, from: %(names)s.",
            people,
        )
        % names,
        _("Taking part is voluntary. The program shows nobody who has answered and who has not."),
    ]
    if any(link.token_hash for link in shared_queries.department_links(assessment).values()):
        sentences.append(
            _(
                "Who has no e-mail address can begin over a poster in the department, without a "
                "name."
            )
        )
    if assessment.closes_on:
        day = date_format(assessment.closes_on, "DATE_FORMAT")
        sentences.append(_("Answers are taken until %(day)s.") % {"day": day})
    return Section(title=_("Who is asked"), sentences=tuple(sentences))


def _names(names: list[str]) -> str:
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    return ngettext("%(n)s department", "%(n)s departments", len(names)) % {"n": len(names)}


def _what(assessment: Assessment) -> Section:
    everybody = lengths.lengths_of(assessment)[0]
    model = in_words(assessment).model
    shown = {
        "questions": everybody.questions,
        "minutes": everybody.minutes,
        "model": f"{model.title} {model.version}",
    }
    return Section(
        title=_("What is asked"),
        sentences=(
            _(
                "%(questions)s questions to everybody, about %(minutes)s minutes, on how the "
                "department and the organisation work today; some more to leads and to those who "
                "do the work often."
            )
            % shown,
            _("The whole wording is the activity model “%(model)s”; ask to see it.") % shown,
            _("Nothing is asked about single persons, and nobody’s work is measured."),
        ),
    )


def _groups(assessment: Assessment) -> Section:
    shown = {"floor": assessment.floor}
    together = [
        " + ".join(one_line(each.name) for each in group.departments)
        for group in read_scope(assessment).groups()
        if len(group.departments) > 1
    ]
    sentences = [
        _("Results are shown only for groups in which at least %(floor)s people have answered.")
        % shown,
        _(
            "What stays below is counted with another department or deleted, before anything "
            "is computed."
        ),
        _("There are no results while answers are being taken."),
    ]
    if together:
        groups = "; ".join(together)
        sentences.append(_("Shown together: %(groups)s.") % {"groups": groups})
    return Section(title=_("In which groups results are shown"), sentences=tuple(sentences))


def _stored() -> Section:
    return Section(
        title=_("What is stored"),
        sentences=(
            _("Of the list: name, e-mail address, department, role and language."),
            _(
                "Of an answer: the answer. No time, no computer’s address, no browser; not whether "
                "a link was opened or a mail was read."
            ),
            _(
                "Until they are sent, answers are kept with their personal link, so that one can "
                "go on later. That is why we say confidential, not anonymous."
            ),
            _(
                "Of mails: that and when they left. Cookies: the link, the language, the minutes "
                "so far, and one that protects forms; none to follow anybody."
            ),
        ),
    )


def _deleted(assessment: Assessment) -> Section:
    shown = {"least": NAMES_DEPARTMENT_FROM}
    return Section(
        title=_("What is deleted, and when"),
        sentences=(
            _("When somebody sends: the tie between the person and the answers."),
            _("When the questions close: all single answers. Only counts by department stay."),
            _(
                "Comments are kept with the department only where at least %(least)s people have "
                "answered there."
            )
            % shown,
            _("Answers that were saved but not sent are counted when the questions close.")
            if assessment.counts_unsubmitted
            else _("Answers that were saved but not sent are deleted when the questions close."),
            _("Backups made before closing are encrypted and expire."),
        ),
    )


def _sees() -> Section:
    return Section(
        title=_("Who sees what"),
        sentences=(
            _("Each person: their own answers, until they send them."),
            _(
                "Heads of departments: how many of their own department have answered. What they "
                "themselves state about hours and authority is not confidential; it is printed "
                "with their name."
            ),
            _(
                "Consultants and coordinators: the list, which mails left, and how many have "
                "answered by department; never who, and never one person’s answers."
            ),
            _("Executives: the published results, and nothing before."),
            _("Who runs the site: after closing, no more than the others."),
        ),
    )


def _limits() -> Section:
    shown = {"most": MOST_REMINDERS, "site": settings.BASE_HOST}
    return Section(
        title=_("What to know besides"),
        sentences=(
            _(
                "At most %(most)s reminders, in working hours, sent by the program to links that "
                "have not been used to the end. Everybody can refuse them."
            )
            % shown,
            _(
                "Whoever has a personal link can see what was answered with it until it is sent, "
                "and from then on that it was sent."
            ),
            _(
                "Between sending and closing, somebody with the database’s files and much skill "
                "could still join some answers with persons. Closing ends this."
            ),
            _("Where everybody in a group says the same, it is known of each of them."),
            _("The program runs at %(site)s.") % shown,
        ),
    )
