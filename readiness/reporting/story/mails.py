"""Short drafts to the heads of proposed owners. No signature and no date: the sender adds them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from readiness.core.release import ActivityResult, QuestionResult
from readiness.reporting.story import patterns
from readiness.reporting.story.effort import hours
from readiness.reporting.story.monday import mail_code
from readiness.reporting.story.proposals import authority, load_sentence
from readiness.reporting.story.reading import Reading, known
from readiness.reporting.story.summary import answered, shown
from readiness.reporting.story.types import Mail
from readiness.reporting.story.wording import listed, score, whole


def mails(reading: Reading, question: QuestionResult) -> tuple[Mail, ...]:
    """The draft for an executive question; none where nobody can be written to."""
    if question.lead is None or question.verdict in {"none", "closed"}:
        return ()
    if question.verdict == "two_candidates" and question.runner_up:
        return (_invitation(reading, question, question.lead, question.runner_up),)
    return (_proposal(reading, question, question.lead),)


def _proposal(reading: Reading, question: QuestionResult, lead: str) -> Mail:
    topic = reading.topic(question)
    focus = reading.focus(reading.domain(question.domain))
    paragraphs = [
        _asked(reading),
        f"{reading.title(focus.code)}: {patterns.pattern_sentence(reading, focus)}",
        _ask(reading, question, lead),
        _conditions(reading, question, lead),
        _first_step(reading, focus, lead),
        _object(reading, question),
    ]
    return Mail(
        code=mail_code(question),
        title=_("Draft: %(topic)s") % {"topic": topic},
        to=reading.head(lead),
        subject=_("Will %(department)s answer for %(topic)s?")
        % {"department": reading.name(lead), "topic": topic},
        paragraphs=tuple(text for text in paragraphs if text),
    )


def _asked(reading: Reading) -> str:
    return _("We asked staff who makes sure of what: %(answered)s; %(shown)s.") % {
        "answered": answered(reading),
        "shown": shown(reading),
    }


def _ask(reading: Reading, question: QuestionResult, lead: str) -> str:
    values = {
        "department": reading.name(lead),
        "topic": reading.topic(question),
        "points": score(reading.lead_score(question, lead)),
        "except": _except(reading, question),
    }
    if question.verdict in {"by_role", "not_scored"}:
        return _("I propose that %(department)s answers for %(topic)s%(except)s.") % values
    if question.runner_up is None:
        return _(
            "I propose that %(department)s (%(points)s points) answers for %(topic)s%(except)s."
        ) % (values)
    values |= {
        "second": reading.name(question.runner_up),
        "second_points": score(reading.lead_score(question, question.runner_up)),
    }
    return _(
        "I propose that %(department)s (%(points)s points; %(second)s %(second_points)s) "
        "answers for %(topic)s%(except)s."
    ) % (values)


def _except(reading: Reading, question: QuestionResult) -> str:
    if not question.exceptions:
        return ""
    named = [
        _("%(activity)s (%(department)s)")
        % {
            "activity": reading.mid_title(entry.activity),
            "department": reading.name(entry.department),
        }
        for entry in question.exceptions
    ]
    return _(", except for %(activities)s") % {"activities": listed(named)}


def _conditions(reading: Reading, question: QuestionResult, lead: str) -> str:
    """What the head has to settle, said to the head."""
    department = reading.departments[lead]
    sentences = {
        "free_time": _("You stated %(hours)s hours a week: please free time first."),
        "give_authority": _("You stated the authority %(authority)s: more is needed first."),
        "ask_head": _("Please tell me the hours a week and the authority that you can give to it."),
    }
    values = {"hours": whole(department.hours), "authority": authority(reading, department)}
    found = [sentences[code] % values for code in question.conditions if code in sentences]
    return " ".join([*found, load_sentence(reading, lead) or ""]).strip()


def _first_step(reading: Reading, focus: ActivityResult, lead: str) -> str:
    action = reading.step_of(focus)
    if action is None or known(focus.raci).accountable != lead:
        return ""
    return _("First step: %(first_step)s Then, in about %(hours)s: %(text)s") % {
        "first_step": reading.mid(action.first_step),
        "hours": hours(action.hours),
        "text": reading.mid(action.text),
    }


def _object(reading: Reading, question: QuestionResult) -> str:
    if question.runner_up is None or question.verdict == "by_role":
        return _("Please accept or object by Friday.")
    return _("Please accept or object by Friday; if you object, %(second)s is asked next.") % {
        "second": reading.name(question.runner_up)
    }


def _invitation(reading: Reading, question: QuestionResult, first: str, second: str) -> Mail:
    focus = reading.focus(reading.domain(question.domain))
    values = {
        "first": reading.name(first),
        "first_points": score(reading.lead_score(question, first)),
        "second": reading.name(second),
        "second_points": score(reading.lead_score(question, second)),
        "topic": reading.topic(question),
    }
    return Mail(
        code=mail_code(question),
        title=_("Draft: %(topic)s") % values,
        to=f"{reading.head(first)}; {reading.head(second)}",
        subject=_("One hour: does %(first)s or %(second)s answer for %(topic)s?") % values,
        paragraphs=(
            _asked(reading),
            f"{reading.title(focus.code)}: {patterns.pattern_sentence(reading, focus)}",
            _(
                "The figures do not decide between %(first)s (%(first_points)s points) and "
                "%(second)s (%(second_points)s). Please meet for an hour within a week and tell "
                "me which of your departments answers for %(topic)s, and what the other one does."
            )
            % values,
            _("Until then both go on as today and tell each other what they do."),
        ),
    )
