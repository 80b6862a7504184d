"""The one-page summary: what can be decided now, what to do on Monday, how sure that is."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from readiness.core.release import ActivityResult, Counted, QuestionResult
from readiness.reporting.story import patterns
from readiness.reporting.story.agreed import (
    decided_sentence,
    lead_agreed,
    sources_words,
    without_survey,
)
from readiness.reporting.story.certainty import certainty
from readiness.reporting.story.headline import headline, widest_sentence
from readiness.reporting.story.monday import monday_steps
from readiness.reporting.story.organising import new_team_finding
from readiness.reporting.story.outcome import reached_sentence
from readiness.reporting.story.proposals import (
    condition_sentences,
    exception_sentences,
    lead_in,
    load_sentence,
    reasons,
)
from readiness.reporting.story.reading import Reading, known
from readiness.reporting.story.types import Finding, Heading, Summary
from readiness.reporting.story.wording import (
    isolated,
    listed,
    paragraph,
    percent,
    score,
    strong,
    upper_first,
    whole,
)


def build_summary(reading: Reading) -> Summary:
    """Page 2."""
    return Summary(
        heading=Heading(code="summary", eyebrow=_("Summary"), title=headline(reading)),
        basis=basis(reading),
        opening=paragraph(
            counted_sentence(reading), decided_sentence(reading), practice_sentence(reading)
        ),
        findings=_findings(reading),
        form=new_team_finding(reading) if reading.release.form is not None else None,
        monday_title=_("On Monday"),
        monday=monday_steps(reading),
        sure=certainty(reading),
    )


def basis(reading: Reading) -> str:
    """Whose answers the page rests on, in one line."""
    organisation = reading.release.organisation
    name = reading.organisation()
    name = name if organisation.name else upper_first(name)
    answers, *departments = basis_pieces(reading)
    pieces = [name, _people(reading), answers]
    if organisation.period:
        pieces.append(isolated(organisation.period))
    pieces += departments
    return " · ".join(piece for piece in pieces if piece)


def basis_pieces(reading: Reading) -> list[str]:
    """How many answered and how many departments are shown, where there are several."""
    alone = len(reading.release.departments) == 1 and reading.release.groups
    if without_survey(reading) or (alone and not reading.model.asks_for_owners):
        return [answered(reading)]
    return [answered(reading), shown(reading)]


def _people(reading: Reading) -> str:
    headcount = reading.release.organisation.headcount
    if headcount is None:
        return ""
    return ngettext("%(n)s employee", "%(n)s employees", headcount) % {"n": whole(headcount)}


def answered(reading: Reading) -> str:
    """How many answered, of how many where that is known; else what there is instead."""
    if without_survey(reading):
        return sources_words(reading)
    coverage = reading.release.coverage
    values = {"n": whole(coverage.answered), "invited": whole(coverage.invited)}
    if coverage.invited is None or coverage.share is None:
        return (
            ngettext("%(n)s person answered", "%(n)s people answered", coverage.answered) % values
        )
    values["share"] = percent(coverage.share)
    return _("%(n)s of %(invited)s invited answered (%(share)s)") % values


def shown(reading: Reading) -> str:
    """How many departments are shown, and how many of them together with another."""
    coverage = reading.release.coverage
    text = ngettext(
        "%(shown)s of %(n)s department shown",
        "%(shown)s of %(n)s departments shown",
        coverage.departments,
    ) % {"shown": whole(coverage.shown), "n": whole(coverage.departments)}
    if not coverage.joined:
        return text
    return ngettext(
        "%(text)s, %(joined)s joined with another",
        "%(text)s, %(joined)s joined with others",
        coverage.joined,
    ) % {"text": text, "joined": whole(coverage.joined)}


def counted_sentence(reading: Reading) -> str:
    """How many activities are owned, unowned, contested, not settled."""
    counted = reading.release.counted
    total = {"n": whole(counted.activities)}
    if counted.owned is None or without_survey(reading):
        return ""
    if counted.owned == counted.activities:
        return ngettext(
            "The only activity has an agreed owner.",
            "All %(n)s activities have an agreed owner.",
            counted.activities,
        ) % (total)
    return ngettext(
        "Of %(n)s activity, %(said)s.", "Of %(n)s activities, %(said)s.", counted.activities
    ) % {**total, "said": listed(_counts(counted))}


def _counts(counted: Counted) -> list[str]:
    """The counts that are not zero; that of the owned ones always."""
    n = known(counted.owned)
    owned = ngettext("%(n)s has an agreed owner", "%(n)s have an agreed owner", n)
    first = owned if n else _("none has an agreed owner")
    unowned, contested = known(counted.unowned), known(counted.contested)
    unsettled, few = known(counted.not_settled), known(counted.insufficient)
    said = [
        (unowned, ngettext("%(n)s has none", "%(n)s have none", unowned)),
        (contested, ngettext("%(n)s is contested", "%(n)s are contested", contested)),
        (unsettled, ngettext("%(n)s is not settled", "%(n)s are not settled", unsettled)),
        (few, ngettext("%(n)s has too few answers", "%(n)s have too few answers", few)),
    ]
    return [
        text % {"n": whole(number)}
        for number, text in [(n, first), *((count, text) for count, text in said if count)]
    ]


def practice_sentence(reading: Reading) -> str | None:
    """The same, and which activity is furthest away."""
    reached, widest = reached_sentence(reading), widest_sentence(reading)
    return f"{reached} {widest}." if reached and widest else reached


def _findings(reading: Reading) -> tuple[Finding, ...]:
    loaded: set[str] = set()
    found = [_question_finding(reading, question, loaded) for question in reading.release.questions]
    other = _other_finding(reading)
    return (*found, other) if other else tuple(found)


def _question_finding(reading: Reading, question: QuestionResult, loaded: set[str]) -> Finding:
    """One executive question. ``loaded``: departments whose hours have been spoken of already."""
    focus = reading.focus(reading.domain(question.domain))
    said = lead_agreed(reading, question)
    lead = _("%(topic)s: %(answer)s.") % {
        "topic": reading.question(question.code).title,
        "answer": said or lead_in(reading, question),
    }
    load = None
    if (
        not said
        and question.lead
        and question.lead not in loaded
        and question.verdict != "two_candidates"
    ):
        load = load_sentence(reading, question.lead)
        loaded.add(question.lead)
    settled = not said and question.verdict in {"recommended", "likely", "not_scored"}
    return Finding(
        code=question.code,
        tone=question.verdict,
        text=paragraph(
            strong(lead),
            *_evidence(reading, focus),
            *reasons(reading, question),
            *exception_sentences(reading, question),
            *(condition_sentences(reading, question.lead, question.conditions) if settled else ()),
            load,
        ),
    )


def _evidence(reading: Reading, result: ActivityResult) -> list[str | None]:
    """What staff say, with the activity named where it is not the domain's headline."""
    sentence = patterns.pattern_sentence(reading, result)
    if result.code != reading.model.domain_of[result.code].headline_activity:
        sentence = f"{reading.title(result.code)}: {sentence}"
    return [
        sentence,
        patterns.refused(reading, result),
        patterns.cannot_tell(result) if known(result.ownership).pattern != "invisible" else None,
    ]


def _other_finding(reading: Reading) -> Finding | None:
    """The first activity without an owner outside the executive questions."""
    asked = {question.domain for question in reading.release.questions}
    unowned = reading.model.rules.ownership.unowned
    found = [
        result
        for result in reading.ranked
        if result.domain not in asked
        and known(result.ownership).finding
        and known(result.ownership).pattern in unowned
    ]
    if not found:
        return None
    first, rest = found[0], found[1:]
    return Finding(
        code=first.code,
        tone=known(first.ownership).pattern,
        text=paragraph(
            strong(_title_with_word(reading, first)),
            patterns.pattern_sentence(reading, first),
            _candidates(reading, first),
            _also(reading, rest),
        ),
    )


def _title_with_word(reading: Reading, result: ActivityResult) -> str:
    word = reading.mid(patterns.pattern_word(reading, known(result.ownership)))
    return f"{reading.title(result.code)}: {word}."


def _candidates(reading: Reading, result: ActivityResult) -> str | None:
    """The two best candidates with their points."""
    owner = known(result.ownership)
    scored = [c for c in owner.criteria if c.score is not None][:2]
    if len(scored) < 2:  # noqa: PLR2004 - a comparison needs two
        return None
    first, second = scored
    values = {
        "first": reading.name(first.department),
        "points": score(first.score),
        "second": reading.name(second.department),
        "second_points": score(second.score),
    }
    if owner.verdict == "two_candidates":
        return _(
            "%(first)s (%(points)s) and %(second)s (%(second_points)s) are too close to call."
        ) % (values)
    return _("%(first)s scores %(points)s, %(second)s %(second_points)s.") % values


def _also(reading: Reading, rest: list[ActivityResult]) -> str | None:
    if not rest:
        return None
    return _("Also without an owner: %(activities)s.") % {
        "activities": listed(reading.mid_title(result.code) for result in rest)
    }
