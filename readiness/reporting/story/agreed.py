"""What workshops agreed, where it takes the place of a proposal: owners, actions, and whence."""

from __future__ import annotations

from django.utils.translation import gettext as _

from readiness.core.grounds import ActionSource, DecisionSource
from readiness.core.release import QuestionResult
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.sources import agreed, day, named, short_day
from readiness.reporting.story.types import Cell, Column, Rich, Row, Table
from readiness.reporting.story.wording import isolated, listed, missing, paragraph, whole

ACTIONS_ON_MONDAY = 2


def decided(reading: Reading, question: QuestionResult) -> DecisionSource | None:
    """Who was agreed to answer for the question's area: for its headline, or what stands first."""
    domain = reading.domain(question.domain)
    headline = reading.results[domain.headline_activity]
    return agreed(headline) or agreed(reading.focus(domain))


def undecided(reading: Reading) -> list[QuestionResult]:
    """The questions that are still to be decided."""
    return [q for q in reading.release.questions if decided(reading, q) is None]


def agreed_clause(reading: Reading) -> str | None:
    """Who was agreed to answer for what, as the start of a headline."""
    topics: dict[str, list[str]] = {}
    for question in reading.release.questions:
        found = decided(reading, question)
        if found is not None and found.accountable:
            topics.setdefault(found.accountable, []).append(reading.topic(question))
    clauses = [
        _("%(department)s for %(topics)s")
        % {"department": reading.name(key), "topics": listed(names)}
        for key, names in topics.items()
    ]
    return _("Agreed: %(clauses)s") % {"clauses": ", ".join(clauses)} if clauses else None


def lead_agreed(reading: Reading, question: QuestionResult) -> str | None:
    """The answer to a question in a few words, where it was agreed."""
    found = decided(reading, question)
    if found is None or not found.accountable:
        return None
    return _("%(department)s (%(agreed)s)") % {
        "department": reading.name(found.accountable),
        "agreed": reading.mid(status_words(found)),
    }


def status_words(found: DecisionSource) -> str:
    """When it was agreed, and who has accepted it."""
    values = {
        "day": short_day(found.decided_on),
        "since": short_day(found.status_on or found.decided_on),
        "who": isolated(found.status_by) if found.status_by else "",
    }
    if found.status == "accepted" and found.status_by:
        return _("Agreed %(day)s, accepted %(since)s by %(who)s") % values
    sentences = {
        "accepted": _("Agreed %(day)s, accepted %(since)s"),
        "confirmed": _("Agreed %(day)s, confirmed %(since)s"),
    }
    return sentences.get(found.status, _("Agreed %(day)s, not accepted yet")) % values


def accept_step(reading: Reading) -> list[Rich]:
    """One thing to do on Monday for all that was agreed and that nobody has accepted yet."""
    waiting = {
        found.accountable: found
        for result in reading.release.activities
        if (found := agreed(result)) is not None and found.accountable
        if found.status == "proposed"
    }
    if not waiting:
        return []
    return [
        paragraph(
            _("Ask for a yes to what the workshop agreed: %(heads)s.")
            % {"heads": listed(reading.head(key) for key in waiting)}
        )
    ]


def action_steps(reading: Reading) -> list[Rich]:
    """The agreed actions that are due first."""
    open_ = [each for each in reading.release.actions if each.status != "declined"]
    return [
        paragraph(
            _("%(activity)s: %(text)s (%(owner)s, until %(day)s).")
            % {
                "activity": reading.title(each.activity),
                "text": _in_line(each),
                "owner": isolated(each.owner),
                "day": short_day(each.due),
            }
        )
        for each in open_[:ACTIONS_ON_MONDAY]
    ]


def actions_table(reading: Reading) -> Table | None:
    """What was agreed is to be done: by whom, until when."""
    rows = tuple(_row(reading, n, each) for n, each in enumerate(reading.release.actions))
    if not rows:
        return None
    return Table(
        code="steps-agreed",
        caption=_("Agreed in the workshop"),
        columns=(
            Column(key="activity", title=_("Activity")),
            Column(key="owner", title=_("Who")),
            Column(key="step", title=_("What is to be done")),
            Column(key="hours", title=_("Hours"), kind="figure"),
            Column(key="due", title=_("Until")),
        ),
        rows=rows,
    )


def without_survey(reading: Reading) -> bool:
    """Whether all there is comes from workshops."""
    return not reading.release.coverage.answered and bool(workshop_days(reading))


def workshop_days(reading: Reading) -> list[str]:
    """The days on which something was decided, the first one first."""
    return sorted(
        {
            result.sources.decision.decided_on
            for result in reading.release.activities
            if result.sources and result.sources.decision
        }
    )


def sources_words(reading: Reading) -> str:
    """What the report rests on beside a survey, or instead of one."""
    days = [day(each) for each in workshop_days(reading)]
    if not days:
        return ""
    text = _("Workshop, %(days)s") % {"days": listed(days)}
    return _("%(workshop)s; no survey") % {"workshop": text} if without_survey(reading) else text


def decided_sentence(reading: Reading) -> str | None:
    """How many owners were agreed."""
    found = [result for result in reading.release.activities if agreed(result)]
    asked = [result for result in reading.release.activities if not result.closed]
    if not any(named(result) for result in reading.release.activities):
        return None
    return _("A workshop agreed on who answers for %(n)s of %(of)s activities.") % {
        "n": whole(len(found)),
        "of": whole(len(asked)),
    }


def _row(reading: Reading, place: int, found: ActionSource) -> Row:
    said = {"accepted": _("said yes"), "declined": _("said no")}
    return Row(
        key=f"agreed-{place}",
        cells=(
            Cell(text=reading.title(found.activity)),
            Cell(text=isolated(found.owner), note=said.get(found.status, "")),
            Cell(text=found.text),
            Cell(text=whole(found.hours), value=found.hours)
            if found.hours is not None
            else Cell(text=missing(), state="none"),
            Cell(text=short_day(found.due)),
        ),
    )


def _in_line(found: ActionSource) -> str:
    return found.text.rstrip(". ")
