"""Who does what: one department answers for each activity, the others do, advise or are told."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from readiness.core.grounds import DecisionSource
from readiness.core.release import ActivityResult, OwnerLoad, Raci
from readiness.reporting.story import words
from readiness.reporting.story.proposals import load_sentence
from readiness.reporting.story.reading import Reading, known
from readiness.reporting.story.sources import agreed, agreed_in_short, has_decisions
from readiness.reporting.story.types import Cell, Column, Fact, Heading, RaciPage, Rich, Row, Table
from readiness.reporting.story.wording import listed, model_share, paragraph, whole


def build_raci(reading: Reading) -> RaciPage:
    """Page 8."""
    return RaciPage(
        heading=Heading(
            code="raci",
            eyebrow=_("Who does what"),
            title=_title(reading),
            lead=_lead(reading),
        ),
        table=_table(reading),
        legend=tuple(Fact(label=letter, text=text) for letter, text in words.letters().items()),
        checks=tuple(paragraph(text) for text in _checks(reading)),
    )


def _title(reading: Reading) -> str:
    loads = reading.release.owners
    if not loads:
        return _("No activity has a proposed owner yet")
    most = len(loads[0].activities)
    first = [load for load in loads if len(load.activities) == most]
    if len(first) > 1:
        return ngettext(
            "If all proposals are accepted, %(departments)s answer for %(n)s activity each",
            "If all proposals are accepted, %(departments)s answer for %(n)s activities each",
            most,
        ) % {
            "departments": listed(reading.name(load.department) for load in first),
            "n": whole(most),
        }
    return _one_owner(reading, first[0])


def _one_owner(reading: Reading, load: OwnerLoad) -> str:
    number = len(load.activities)
    answers = ngettext(
        "If all proposals are accepted, %(department)s answers for %(n)s activity",
        "If all proposals are accepted, %(department)s answers for %(n)s activities",
        number,
    ) % {"department": reading.name(load.department), "n": whole(number)}
    hours = reading.departments[load.department].hours
    if hours is None:
        return _("%(answers)s; its hours are not stated") % {"answers": answers}
    return ngettext(
        "%(answers)s, with %(hours)s hour a week for them",
        "%(answers)s, with %(hours)s hours a week for them",
        hours,
    ) % {"answers": answers, "hours": whole(hours)}


def _lead(reading: Reading) -> Rich:
    waiting = [r for r in reading.release.activities if known(r.raci).provisional and not agreed(r)]
    text = _("A proposal to accept or change; nobody has agreed to it yet.")
    if has_decisions(reading):
        text = _(
            "Where a workshop agreed, the row shows what it agreed on. The others are proposals "
            "to accept or change."
        )
    if not waiting:
        return paragraph(text)
    titles = listed(_titles(reading, waiting))
    return paragraph(
        text,
        _("Provisional, to be decided in a workshop: %(activities)s.") % {"activities": titles},
    )


def _titles(reading: Reading, results: list[ActivityResult]) -> list[str]:
    return [reading.mid_title(result.code) for result in results]


def _table(reading: Reading) -> Table:
    rows: list[Row] = []
    for domain in reading.model.domains:
        rows += [
            _row(
                reading,
                reading.results[activity.code],
                domain.title if activity is domain.activities[0] else None,
            )
            for activity in domain.activities
        ]
    return Table(
        code="raci",
        caption=_("Proposed duties by activity and department"),
        columns=(
            Column(key="activity", title=_("Activity")),
            *(
                Column(key=department.key, title=department.name, kind="letters")
                for department in reading.release.departments
            ),
            Column(key="status", title=_("Status")),
        ),
        rows=tuple(rows),
    )


def _row(reading: Reading, result: ActivityResult, group: str | None) -> Row:
    decision = agreed(result)
    letters = _letters(decision or known(result.raci))
    provisional = decision is None and known(result.raci).provisional
    cells = tuple(
        _letter(letters.get(department.key), provisional=provisional)
        for department in reading.release.departments
    )
    return Row(
        key=result.code,
        cells=(Cell(text=reading.title(result.code)), *cells, Cell(text=_status(reading, result))),
        group=group,
        mark=_mark(result),
    )


def _letters(raci: Raci | DecisionSource) -> dict[str, str]:
    """The letter of every department that has one; A stands before R."""
    found: dict[str, str] = {}
    for letter, keys in (
        ("I", raci.informed),
        ("C", raci.consulted),
        ("R", raci.responsible),
        ("A", (raci.accountable,) if raci.accountable else ()),
    ):
        found |= dict.fromkeys(keys, letter)
    return found


def _letter(letter: str | None, *, provisional: bool) -> Cell:
    if letter is None:
        return Cell(text="", state="none")
    open_ = letter == "A" and provisional
    return Cell(text=letter, note=_("provisional") if open_ else "", tone=letter)


def _mark(result: ActivityResult) -> str | None:
    if result.closed:
        return "closed"
    if agreed(result):
        return "agreed"
    if known(result.raci).accountable is None:
        return "to_be_named"
    return "provisional" if known(result.raci).provisional else None


def _status(reading: Reading, result: ActivityResult) -> str:
    if result.closed:
        return reading.activity(result.code).closes or words.verdict("closed")
    if has_decisions(reading):
        return agreed_in_short(result)
    if known(result.raci).accountable is None:
        return _("owner to be named")
    if known(result.raci).provisional:
        return _("provisional: decide")
    return words.verdict(known(result.ownership).verdict)


def _checks(reading: Reading) -> list[str]:
    found = [
        *(load_sentence(reading, load.department) for load in reading.release.owners),
        *(_too_many(reading, load) for load in reading.release.owners),
        *(_check(reading, code, results) for code, results in _by_check(reading).items()),
        _without_letter(reading),
    ]
    return [text for text in found if text]


def _too_many(reading: Reading, load: OwnerLoad) -> str | None:
    if not load.too_many:
        return None
    return _("%(department)s would answer for more than %(share)s of the activities.") % {
        "department": reading.name(load.department),
        "share": model_share(reading.model.rules.raci.max_share_accountable),
    }


def _by_check(reading: Reading) -> dict[str, list[ActivityResult]]:
    found: dict[str, list[ActivityResult]] = {}
    for result in reading.release.activities:
        decision = agreed(result)
        for code in decision.checks if decision else known(result.raci).checks:
            found.setdefault(code, []).append(result)
    return found


def _check(reading: Reading, code: str, results: list[ActivityResult]) -> str:
    sentences = {
        "no_accountable": _("Owner to be named: %(activities)s."),
        "dated_condition": _("The owner has a condition to settle, with a date: %(activities)s."),
        "many_consulted": _("More than %(consulted)s departments to ask before: %(activities)s."),
        "letter_missing": _(
            "By the model's rules a department would have more to do with it than was agreed: "
            "%(activities)s."
        ),
        "end_date": _("Needs an end date, because it is not meant to last: %(activities)s."),
    }
    template = sentences.get(code, f"{code}: %(activities)s.")
    return template % {
        "activities": listed(_titles(reading, results)),
        "consulted": whole(reading.model.rules.raci.max_consulted),
    }


def _without_letter(reading: Reading) -> str | None:
    keys = [w.subject for w in reading.release.warnings if w.code == "no_letter" and w.subject]
    if not keys:
        return None
    return _("No duty yet: %(departments)s.") % {
        "departments": listed(reading.name(key) for key in keys)
    }
