"""Four things to do on Monday."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from readiness.core.release import ActivityResult, QuestionResult
from readiness.reporting.story.agreed import accept_step, action_steps, undecided
from readiness.reporting.story.effort import effort
from readiness.reporting.story.organising import NOT_ENOUGH, failed_gates, host_words
from readiness.reporting.story.reading import Reading, known
from readiness.reporting.story.sources import agreed
from readiness.reporting.story.types import NumberedStep, Part, Rich
from readiness.reporting.story.wording import listed, paragraph, quoted, rich, without_stop

STEPS = 4
DECISIONS = 3


def monday_steps(reading: Reading) -> tuple[NumberedStep, ...]:
    """Ask for a yes, settle close calls, do what was agreed or comes first, choose the form."""
    decisions = [*accept_step(reading), *_write(reading), *_rooms(reading)][:DECISIONS]
    last = [_form(reading)] if reading.release.form is not None else []
    rest = [
        *action_steps(reading),
        *(_first_step(reading, result) for result in _with_step(reading)),
        *(_ask_for_evidence(reading, result) for result in _to_be_seen(reading)),
    ]
    found = [*decisions, *rest[: STEPS - len(last) - len(decisions)], *last]
    return tuple(NumberedStep(number=n, text=text) for n, text in enumerate(found, start=1))


def mail_code(question: QuestionResult) -> str:
    """The anchor of the draft mail for an executive question."""
    return f"mail-{question.code}"


def _write(reading: Reading) -> list[Rich]:
    """One step for the heads of all departments that are proposed."""
    found: dict[str, list[QuestionResult]] = {}
    for question in undecided(reading):
        if question.verdict in {"recommended", "likely", "not_scored"} and question.lead:
            found.setdefault(question.lead, []).append(question)
    if not found:
        return []
    pieces: list[str | Part] = [_("Write to ")]
    for place, (lead, questions) in enumerate(found.items()):
        if place:
            pieces.append(_(" and ") if place == len(found) - 1 else "; ")
        pieces += [f"{reading.head(lead)} (", *_topics(reading, questions), ")"]
    pieces.append(_(": your department answers for this; please accept or object by Friday."))
    drafts = ngettext(
        "The draft is in the owner's brief.", "The drafts are in the owners' briefs.", len(found)
    )
    pieces += [" ", drafts]
    return [rich(*pieces)]


def _topics(reading: Reading, questions: list[QuestionResult]) -> list[str]:
    """What a head is asked to take on."""
    return ["; ".join(reading.topic(question) for question in questions)]


def _rooms(reading: Reading) -> list[Rich]:
    """A step for each question with two close candidates."""
    return [
        rich(
            _("Put %(departments)s in one room for an hour: which of them answers for %(topic)s?")
            % {
                "departments": listed(reading.name(k) for k in (q.lead, q.runner_up) if k),
                "topic": reading.topic(q),
            },
            Part(text=_(" See page "), ref=f"question-{q.code}"),
        )
        for q in undecided(reading)
        if q.verdict == "two_candidates"
    ]


def _with_step(reading: Reading) -> list[ActivityResult]:
    """Below target, and nothing was agreed yet that is to be done."""
    agreed_on = {action.activity for action in reading.release.actions}
    return [r for r in reading.ranked if reading.step_of(r) and r.code not in agreed_on]


def _first_step(reading: Reading, result: ActivityResult) -> Rich:
    action, step = reading.step_of(result), result.step
    if action is None or step is None:
        return paragraph(reading.title(result.code))
    return paragraph(
        _("%(activity)s (%(owner)s): %(first_step)s; then %(text)s: %(effort)s.")
        % {
            "activity": reading.title(result.code),
            "owner": owner_word(reading, result),
            "first_step": reading.mid(without_stop(action.first_step)),
            "text": reading.mid(without_stop(action.text)),
            "effort": effort(step),
        }
    )


def _to_be_seen(reading: Reading) -> list[ActivityResult]:
    """What is spoken of first on every question, unless something was agreed to be done there."""
    agreed_on = {action.activity for action in reading.release.actions}
    found = [reading.focus(reading.domain(q.domain)) for q in reading.release.questions]
    return [result for result in found if result.code not in agreed_on]


def _ask_for_evidence(reading: Reading, focus: ActivityResult) -> Rich:
    """Where no step is open: see whether records show what staff say."""
    return paragraph(
        _("%(activity)s (%(owner)s): ask for this evidence: %(evidence)s.")
        % {
            "activity": reading.title(focus.code),
            "owner": owner_word(reading, focus),
            "evidence": reading.mid(without_stop(reading.activity(focus.code).evidence)),
        }
    )


def owner_word(reading: Reading, result: ActivityResult) -> str:
    """Who answers for an activity, agreed or in the proposal, inside a sentence."""
    raci, decision = known(result.raci), agreed(result)
    if decision is not None and decision.accountable:
        return reading.name(decision.accountable)
    if raci.accountable is None:
        return _("owner to be named")
    name = reading.name(raci.accountable)
    return _("%(department)s, provisional") % {"department": name} if raci.provisional else name


def _form(reading: Reading) -> Rich:
    form = reading.form
    if form.code == NOT_ENOUGH:
        return paragraph(
            _("Get what is missing before choosing a form: %(missing)s.")
            % {"missing": listed(failed_gates(reading))}
        )
    values = {"form": quoted(reading.form_by_code[form.code].title)}
    host = host_words(reading)
    if host is None:
        return rich(_("Decide on %(form)s.") % values, Part(text=_(" See page "), ref="form"))
    values["host"] = host
    first = _host_step(reading)
    return paragraph(_("Decide on %(form)s, with %(host)s as host.") % values, first)


def _host_step(reading: Reading) -> str | None:
    """The first step of the activity that the form's host takes on."""
    code = reading.form_by_code[reading.form.code].host_of
    result = reading.results.get(code or "")
    action = reading.step_of(result) if result else None
    return action.first_step if action else None
