"""A page for each executive question: what staff say, who is proposed, and why."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from readiness.core.release import ActivityResult, QuestionResult
from readiness.reporting.story import words
from readiness.reporting.story.agreed import decided, lead_agreed
from readiness.reporting.story.changes import changes
from readiness.reporting.story.effort import effort
from readiness.reporting.story.mails import mails
from readiness.reporting.story.patterns import answer as answer_words
from readiness.reporting.story.patterns import cannot_tell, most_named, pattern_line
from readiness.reporting.story.proposals import (
    answer,
    condition_sentences,
    exception_sentences,
    lead_in,
    load_sentence,
    reasons,
    stated,
)
from readiness.reporting.story.reading import Reading, known
from readiness.reporting.story.sources import agreed
from readiness.reporting.story.titles import question_title
from readiness.reporting.story.types import (
    Bar,
    Bars,
    Heading,
    NextStep,
    Number,
    QuestionPage,
    Rich,
    Section,
)
from readiness.reporting.story.why import why
from readiness.reporting.story.wording import missing, paragraph, share, strong, whole

BARS = 6
"""Answers drawn; the annex has all of them."""


def build_questions(reading: Reading) -> tuple[QuestionPage, ...]:
    """Pages 3 to 5."""
    return tuple(_page(reading, question) for question in reading.release.questions)


def _page(reading: Reading, question: QuestionResult) -> QuestionPage:
    domain, asked = reading.domain(question.domain), reading.question(question.code)
    focus = reading.focus(domain)
    return QuestionPage(
        heading=Heading(
            code=f"question-{question.code}",
            eyebrow=asked.title,
            title=question_title(reading, question, focus),
        ),
        question=asked.text,
        verdict=question.verdict,
        verdict_word=_("agreed") if decided(reading, question) else words.verdict(question.verdict),
        answer=_answer(reading, question),
        activities=tuple(
            pattern_line(reading, reading.results[activity.code]) for activity in domain.activities
        ),
        bars=bars_of(reading, focus),
        why=why(reading, question, focus),
        changes=changes(reading, question),
        conditions=_conditions(reading, question),
        exceptions=_exceptions(reading, question),
        step=next_step(reading, focus),
        mails=mails(reading, question),
    )


def _answer(reading: Reading, question: QuestionResult) -> Rich:
    """What was agreed, else what is proposed; the survey's reasons stand beside both."""
    said = lead_agreed(reading, question)
    if said is None:
        return answer(reading, question)
    start = _("Survey: %(answer)s.") % {"answer": lead_in(reading, question)}
    return paragraph(strong(f"{said}."), start, *reasons(reading, question))


def _today_and_wanted(reading: Reading, result: ActivityResult) -> str:
    """The answer most given about today, and about tomorrow."""
    owner = known(result.ownership)
    today, wanted = most_named(owner.shares)[:1], most_named(owner.should)[:1]
    if not today:
        return _("Nobody was named for today")
    values = {"today": _share(reading, *today[0], owner.shares_bound)}
    if not wanted:
        return _("Of those with a view: today %(today)s") % values
    values["wanted"] = _share(reading, *wanted[0], owner.should_bound)
    return _("Of those with a view: today %(today)s, wanted from now on %(wanted)s") % values


def _share(reading: Reading, key: str, value: float, bound: str | None) -> str:
    return f"{answer_words(reading, key)} {share(value, bound)}"


def bars_of(reading: Reading, result: ActivityResult) -> Bars | None:
    owner = known(result.ownership)
    if not owner.shares:
        return None
    keys = sorted(owner.shares, key=lambda k: (-_most(owner.shares.get(k), owner.should.get(k)), k))
    named = [k for k in keys if owner.shares.get(k) or owner.should.get(k)][:BARS]
    return Bars(
        code=f"bars-{result.code}",
        title=_today_and_wanted(reading, result),
        alt=_("Bars of the answers most given: %(answers)s.")
        % {"answers": "; ".join(_bar_words(reading, result, key) for key in named)},
        today_label=_("Named today"),
        should_label=_("Wanted from now on"),
        rows=tuple(_bar(reading, result, key) for key in named),
        note=_bars_note(result),
    )


def _most(*shares: Number) -> float:
    return max((float(share) for share in shares if share is not None), default=0.0)


def _bar(reading: Reading, result: ActivityResult, key: str) -> Bar:
    owner = known(result.ownership)
    today, wanted = owner.shares.get(key), owner.should.get(key)
    return Bar(
        key=key,
        label=reading.option(key),
        kind="department" if key in reading.departments else "option",
        today=today,
        today_text=share(today, owner.shares_bound) if today is not None else missing(),
        should=wanted,
        should_text=share(wanted, owner.should_bound) if wanted is not None else missing(),
    )


def _bar_words(reading: Reading, result: ActivityResult, key: str) -> str:
    bar = _bar(reading, result, key)
    return _("%(label)s %(today)s today, %(wanted)s wanted") % {
        "label": answer_words(reading, key),
        "today": bar.today_text,
        "wanted": bar.should_text,
    }


def _bars_note(result: ActivityResult) -> str:
    owner = known(result.ownership)
    text = ngettext(
        "Per cent of those with a view, each department counting equally; %(views)s view from "
        "%(groups)s departments.",
        "Per cent of those with a view, each department counting equally; %(views)s views from "
        "%(groups)s departments.",
        owner.views,
    ) % {"views": whole(owner.views), "groups": whole(owner.groups)}
    return " ".join(piece for piece in (text, cannot_tell(result)) if piece)


def _conditions(reading: Reading, question: QuestionResult) -> Section | None:
    """What the heads of the proposed owner, or of both candidates, have to settle."""
    keys = [question.lead]
    if question.verdict == "two_candidates":
        keys.append(question.runner_up)
    found: list[str] = []
    for key in keys:
        if key is None:
            continue
        conditions = _conditions_of(reading, question, key)
        facts = condition_sentences(reading, key, conditions) or [stated(reading, key) or ""]
        found += [*facts, load_sentence(reading, key) or ""]
    points = tuple(paragraph(text) for text in found if text)
    if not points:
        return None
    return Section(
        code=f"conditions-{question.code}", title=_("What its head has to settle"), points=points
    )


def _conditions_of(reading: Reading, question: QuestionResult, key: str) -> tuple[str, ...]:
    if key == question.lead:
        return question.conditions
    focus = reading.focus(reading.domain(question.domain))
    return next((c.conditions for c in known(focus.ownership).criteria if c.department == key), ())


def _exceptions(reading: Reading, question: QuestionResult) -> Section | None:
    points = tuple(paragraph(text) for text in exception_sentences(reading, question))
    if not points:
        return None
    return Section(code=f"exceptions-{question.code}", title=_("Except"), points=points)


def next_step(reading: Reading, result: ActivityResult) -> NextStep | None:
    """The model's next step for an activity, with the proposed owner."""
    action = reading.step_of(result)
    if action is None or result.step is None:
        return None
    decision = agreed(result)
    accountable = decision.accountable if decision else known(result.raci).accountable
    provisional = decision is None and known(result.raci).provisional
    return NextStep(
        code=result.code,
        activity=reading.title(result.code),
        owner=reading.plain_name(accountable) if accountable else _("to be named"),
        text=action.text,
        first_step=action.first_step,
        effort=effort(result.step),
        condition=_("provisional: two candidates or no score") if provisional else "",
        provisional=provisional,
    )
