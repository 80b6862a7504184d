"""The parts of an owner's brief: said and proposed, first steps, conditions, changes, the draft."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from readiness.core.release import ActivityResult
from readiness.reporting.story import words
from readiness.reporting.story.agreed import decided
from readiness.reporting.story.brief_case import Case
from readiness.reporting.story.effort import effort, hours
from readiness.reporting.story.mails import mails
from readiness.reporting.story.proposals import condition_sentences, load_sentence
from readiness.reporting.story.reading import candidate, known, named_share, wanted_share
from readiness.reporting.story.sources import agreed, agreed_words, has_decisions
from readiness.reporting.story.summary import answered, shown
from readiness.reporting.story.tables import text_column
from readiness.reporting.story.types import Cell, Mail, Rich, Row, Section, Table
from readiness.reporting.story.wording import (
    listed,
    paragraph,
    percent,
    score,
    share,
    strong,
    whole,
    without_stop,
)
from readiness.reporting.story.would_change import choice_of_activity, smallest_change

STEPS = 3
CHANGES = 2
ROOMY = 4
"""With more activities than these the page has room for one change only."""
ABOUT = 2


# You said, all said, we propose


def table(case: Case, most: int) -> Table:
    """A row for each activity."""
    return Table(
        code="brief",
        caption=_("What was said of your department, and what follows from it"),
        columns=(
            text_column("activity", _("Activity")),
            text_column("own", _("You said")),
            text_column("all", _("All departments said")),
            text_column("proposed", _("We propose")),
        ),
        rows=tuple(_row(case, result) for result in case.results[:most]),
    )


def _row(case: Case, result: ActivityResult) -> Row:
    return Row(
        key=result.code,
        cells=(
            Cell(text=case.reading.title(result.code)),
            _own(case, result),
            _all(case, result),
            _proposed(case, result),
        ),
    )


def _own(case: Case, result: ActivityResult) -> Cell:
    """How many of the department's own staff name it, as far as that is shown."""
    found = candidate(known(result.ownership), case.key)
    if found is None or found.claim is None:
        return Cell(text=_("too few answers to show"), state="withheld")
    if found.claim_share is not None:
        share_text = percent(found.claim_share)
        return Cell(text=_("%(share)s of your staff name it") % {"share": share_text})
    if found.claim == "yes":
        return Cell(text=_("at least half of your staff name it"))
    return Cell(text=_("fewer than half of your staff name it"))


def _all(case: Case, result: ActivityResult) -> Cell:
    """Today and wanted, of those with a view; each department counts equally."""
    owner = known(result.ownership)
    pieces = []
    if case.key in owner.shares:
        pieces.append(_("%(share)s name it today") % {"share": named_share(owner, case.key)})
    if case.key in owner.should:
        pieces.append(_("%(share)s want it there") % {"share": wanted_share(owner, case.key)})
    if not pieces:
        found = candidate(owner, case.key)
        if found is not None and found.should is not None:
            text = _("%(share)s want it there")
            pieces.append(text % {"share": share(found.should, owner.should_bound)})
    if not pieces:
        return Cell(text=_("too few answers to show"), state="withheld")
    return Cell(text="; ".join(pieces))


def _proposed(case: Case, result: ActivityResult) -> Cell:
    """What was agreed; else the verdict with the points that it rests on."""
    decision = agreed(result)
    if decision is not None:
        return Cell(text=agreed_words(case.reading, result), note=decision.reason or "")
    text = _reason(case, result)
    note = _("Not agreed") if has_decisions(case.reading) else ""
    return Cell(text=text, note=note)


def _reason(case: Case, result: ActivityResult) -> str:
    owner = known(result.ownership)
    found = candidate(owner, case.key)
    text = words.verdict(owner.verdict)
    if owner.verdict == "two_candidates":
        text = _("too close to call")
    if found is None or found.score is None:
        return text
    other = owner.runner_up if owner.recommended == case.key else owner.recommended
    second = candidate(owner, other)
    values = {"verdict": text, "points": score(found.score)}
    if owner.verdict == "by_role":
        return text
    if second is None or second.score is None:
        return _("%(verdict)s: %(points)s points") % values
    values |= {
        "second": case.reading.name(second.department),
        "second_points": score(second.score),
    }
    return _("%(verdict)s: %(points)s points; %(second)s %(second_points)s") % values


def notes(case: Case, most: int) -> tuple[Rich, ...]:
    """What the table leaves out, and how it counts."""
    return tuple(paragraph(text) for text in _notes(case, most) if text)


def _notes(case: Case, most: int) -> Iterator[str]:
    left = case.results[most:]
    if left:
        yield _("%(n)s more: %(activities)s.") % {
            "n": whole(len(left)),
            "activities": listed(case.reading.mid_title(result.code) for result in left),
        }
    if case.given_away:
        yield _("Proposed by the survey, agreed otherwise: %(activities)s.") % {
            "activities": listed(case.reading.mid_title(r.code) for r in case.given_away)
        }
    yield _("Shares are of those with a view; each department counts equally, yours among them.")


# What to do


def steps(case: Case) -> Section | None:
    """The first steps, with hours and weeks."""
    found = []
    for result in case.results:
        action = case.reading.step_of(result)
        if action is None or result.step is None:
            continue
        found.append(
            paragraph(
                strong(f"{case.reading.title(result.code)}:"),
                _("%(first_step)s; then %(text)s: %(effort)s.")
                % {
                    "first_step": without_stop(action.first_step),
                    "text": case.reading.mid(without_stop(action.text)),
                    "effort": effort(result.step),
                },
            )
        )
    if not found:
        return None
    return Section(
        code=f"brief-{case.key}-steps", title=_("First steps"), points=tuple(found[:STEPS])
    )


def conditions(case: Case) -> Section | None:
    """What must be settled before the department can take this on, in the words of the report."""
    codes: list[str] = []
    for result in case.results:
        found = candidate(known(result.ownership), case.key)
        codes += found.conditions if found is not None else ()
    texts = condition_sentences(case.reading, case.key, tuple(dict.fromkeys(codes)))
    load = load_sentence(case.reading, case.key)
    texts += [load] if load else []
    if not texts:
        return None
    return Section(
        code=f"brief-{case.key}-conditions",
        title=_("On these conditions"),
        points=tuple(paragraph(text) for text in texts),
    )


def changes(case: Case) -> Section | None:
    """What would put another department first, for the first proposals that are not agreed."""
    found = []
    for result in case.results:
        owner = known(result.ownership)
        if agreed(result) is not None or owner.recommended != case.key:
            continue
        text = smallest_change(case.reading, choice_of_activity(result))
        if text:
            found.append(paragraph(strong(f"{case.reading.title(result.code)}:"), text))
    if not found:
        return None
    return Section(
        code=f"brief-{case.key}-changes",
        title=_("What would change this"),
        points=tuple(found[: CHANGES if len(case.results) <= ROOMY else 1]),
    )


def about(case: Case) -> Section | None:
    """What it means to answer for this, where there is room: for few activities."""
    if len(case.results) > ABOUT:
        return None
    found = []
    for result in case.results:
        activity = case.reading.activity(result.code)
        evidence = _("It can be seen by: %(evidence)s.") % {
            "evidence": case.reading.mid(without_stop(activity.evidence))
        }
        found.append(
            paragraph(
                strong(f"{activity.title}:"),
                activity.purpose,
                activity.why_it_matters,
                evidence if activity.evidence else None,
            )
        )
    return Section(
        code=f"brief-{case.key}-about", title=_("What this is about"), points=tuple(found)
    )


# The draft


def mail(case: Case) -> Mail | None:
    """The draft of its executive question; else, or where it leads several, one about all."""
    open_ = [result for result in case.results if not _accepted(result)]
    if not open_:
        return None
    domains = {result.domain for result in open_ if agreed(result) is None}
    if len([question for question in case.questions if question.lead == case.key]) > 1:
        return _own_mail(case, open_)
    for question in case.questions:
        if question.domain in domains and decided(case.reading, question) is None:
            return next(iter(mails(case.reading, question)), None)
    return _own_mail(case, open_)


def _accepted(result: ActivityResult) -> bool:
    decision = agreed(result)
    return decision is not None and decision.status in {"accepted", "confirmed"}


def _own_mail(case: Case, open_: list[ActivityResult]) -> Mail:
    activities = listed(case.reading.mid_title(result.code) for result in open_)
    values = {"department": case.name, "activities": activities}
    settled = all(agreed(result) is not None for result in open_)
    ask = _("I propose that %(department)s answers for %(activities)s.")
    if settled:
        ask = _("A workshop agreed that %(department)s answers for %(activities)s.")
    paragraphs = [
        _("We asked staff who makes sure of what: %(answered)s; %(shown)s.")
        % {"answered": answered(case.reading), "shown": shown(case.reading)},
        ask % values,
        _first_step(case, open_),
        _("Please accept or object by Friday."),
    ]
    return Mail(
        code=f"brief-{case.key}-mail",
        title=_("Draft e-mail"),
        to=case.reading.head(case.key),
        subject=_("Will %(department)s answer for %(topic)s?")
        % {"department": case.name, "topic": case.reading.mid_title(open_[0].code)},
        paragraphs=tuple(text for text in paragraphs if text),
    )


def _first_step(case: Case, open_: list[ActivityResult]) -> str:
    for result in open_:
        action = case.reading.step_of(result)
        if action is not None:
            return _("First step: %(first_step)s Then, in about %(hours)s: %(text)s") % {
                "first_step": case.reading.mid(action.first_step),
                "hours": hours(action.hours),
                "text": case.reading.mid(action.text),
            }
    return ""
