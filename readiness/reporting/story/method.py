"""How it was measured and how sure that is, in words, with the model's own thresholds."""

from __future__ import annotations

from dataclasses import fields

from django.utils.translation import gettext as _

from readiness.core.agreement import ad_limit
from readiness.core.ownership_rules import CriteriaWeights
from readiness.reporting.story import words
from readiness.reporting.story.certainty import few_answers
from readiness.reporting.story.method_patterns import pattern_tests
from readiness.reporting.story.missing_facts import missing_facts
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.sources import has_other_sources
from readiness.reporting.story.summary import answered, shown
from readiness.reporting.story.types import Fact, Heading, MethodPage, Section
from readiness.reporting.story.wording import (
    listed,
    model_share,
    paragraph,
    points,
    threshold,
    upper_first,
    whole,
)


def build_method(reading: Reading) -> MethodPage:
    """Page 11."""
    return MethodPage(
        heading=Heading(
            code="method",
            eyebrow=_("How we measured"),
            title=_("This is what %(answered)s say, not what records show")
            % {"answered": _people(reading)},
            lead=paragraph(
                f"{upper_first(answered(reading))}; {shown(reading)}.", few_answers(reading)
            ),
        ),
        sections=(
            *missing_facts(reading),
            _scale(reading),
            _scores(reading),
            *_targets(reading),
            _dont_know(reading),
            _agreement(reading),
            small_groups(reading),
            pattern_tests(reading),
            _owners(reading),
            _stability(reading),
            _limits(reading),
        ),
        identity=identity(reading),
    )


def _people(reading: Reading) -> str:
    return _("%(n)s people") % {"n": whole(reading.release.coverage.answered)}


def section(code: str, title: str, *texts: str) -> Section:
    """A small heading with a paragraph for each text."""
    return Section(
        code=f"method-{code}", title=title, paragraphs=tuple(paragraph(text) for text in texts)
    )


def _scale(reading: Reading) -> Section:
    activity = next(iter(reading.model.activities.values()))
    scale = reading.model.scales[activity.items[0].scale]
    return Section(
        code="method-scale",
        title=_("The scale"),
        points=tuple(
            paragraph(
                f"{level.level} {level.name}: {level.meaning}" if level.meaning else level.name
            )
            for level in scale.levels
        ),
    )


def _scores(reading: Reading) -> Section:
    rule = reading.model.rules.level
    return section(
        "scores",
        _("Levels and scores"),
        _(
            "A level is reached when at least %(share)s say this level or a higher one; a level "
            "missed by no more than %(near)s of the answers is named as close. A score is the "
            "mean of the answers. Departments count equally, so that a large one does not drown a "
            "small one; where something is needed in one place only, the department most named "
            "counts."
        )
        % {"share": model_share(rule.share), "near": model_share(rule.near_miss)},
    )


def _targets(reading: Reading) -> tuple[Section, ...]:
    """Nothing for a model that states no target."""
    if reading.release.counted.at_target is None:
        return ()
    rule = reading.model.rules.achievement
    text = section(
        "targets",
        _("Targets and gaps"),
        _(
            "Targets and weights come from the activity model. Up to %(partly)s of its target an "
            "activity counts as not reached, up to %(largely)s as partly, up to %(fully)s as "
            "largely reached. A domain's gap is the weighted mean of its activities' gaps, each at "
            "least 0: a surplus hides no gap."
        )
        % {
            "partly": model_share(rule.partly),
            "largely": model_share(rule.largely),
            "fully": model_share(rule.fully),
        },
    )
    return (text,)


def _dont_know(reading: Reading) -> Section:
    rule = reading.model.rules.visibility
    return section(
        "dont-know",
        words.dont_know(reading.model),
        _(
            "Such an answer is never counted as a low level. From %(caution)s a figure is "
            "doubtful, from %(hidden)s no level is printed, because staff cannot see the activity."
        )
        % {"caution": model_share(rule.caution), "hidden": model_share(rule.not_visible)},
    )


def _agreement(reading: Reading) -> Section:
    rule = reading.model.rules.agreement
    return section(
        "agreement",
        _("Agreement among those who answered"),
        _(
            "Agreement (r_wg) compares the spread of the answers with that of chance: weak from "
            "%(weak)s, moderate from %(moderate)s, strong from %(strong)s, very strong from "
            "%(very)s; below zero, views are far apart and no level is printed. One view needs "
            "agreement and answers no further than %(ad)s levels from the median on average."
        )
        % {
            "weak": threshold(rule.weak),
            "moderate": threshold(rule.moderate),
            "strong": threshold(rule.strong),
            "very": threshold(rule.very_strong),
            "ad": threshold(_ad_max(reading)),
        },
    )


def _ad_max(reading: Reading) -> float:
    """The model's limit; without one, that of its first scale."""
    stated = reading.model.rules.agreement.ad_max
    if stated is not None:
        return stated
    item = next(iter(reading.model.items.values()))
    return ad_limit(levels=len(reading.model.scales[item.scale].values))


def small_groups(reading: Reading) -> Section:
    """How answers of few people are protected."""
    title = _("Small groups")
    if not reading.protected:
        return section("small", title, _("Small groups are not protected in this assessment."))
    return section(
        "small",
        title,
        _(
            "Answers of groups below %(floor)s people are dropped before anything is computed, so "
            "no figure can show them. Below %(bands)s answers a department shows its number of "
            "answers, score, level and whether it holds one view, nothing more."
        )
        % {
            "floor": whole(reading.release.floor),
            "bands": whole(reading.model.rules.release.bands_from),
        },
        _one_mind() if reading.model.asks_for_owners else _one_mind_at_an_end(),
    )


def _one_mind() -> str:
    return _(
        "Where all, or all but one, in such a department give the same answer at an end of the "
        "scale or about an owner, it is counted as if all but one did: one view is kept back, so "
        "that no answer can be told. Shares are then the least that holds; where that matters "
        "they are printed with “or more”."
    )


def _one_mind_at_an_end() -> str:
    return _(
        "Where all, or all but one, in such a department give the same answer at an end of the "
        "scale, it is counted as if all but one did, so that no answer can be told."
    )


def other_sources(reading: Reading) -> str:
    """What is said of evidence and decisions; nothing where there are none."""
    if not any(has_other_sources(result) for result in reading.release.activities):
        return ""
    return _("Evidence and decisions change no figure of the survey.")


def _owners(reading: Reading) -> Section:
    rule = reading.model.rules.owner_score
    weights = [
        f"{words.criterion_mid(entry.name)} {model_share(getattr(rule.weights, entry.name))}"
        for entry in fields(CriteriaWeights)
    ]
    return section(
        "owners",
        _("Points of a candidate"),
        _(
            "Up to a hundred points from: %(weights)s. A department that a task fell to by "
            "default, and that is neither able nor wanted there, loses %(penalty)s. From "
            "%(recommended)s points ahead of the second a department is recommended, from "
            "%(likely)s likely; below that two candidates are named and you decide."
        )
        % {
            "weights": listed(weights),
            "penalty": points(rule.default_penalty),
            "recommended": points(rule.margin.recommended),
            "likely": points(rule.margin.likely),
        },
    )


def _stability(reading: Reading) -> Section:
    rule = reading.model.rules.ownership.stability
    return section(
        "stability",
        _("How firm a finding is"),
        _(
            "Each department's answers are drawn again with replacement, %(repeats)s times, "
            "question by question. A pattern that comes out in %(plain)s of these resamples is "
            "printed plainly, from %(probably)s as probable, below that as not settled. "
            "Departments stay as they are, and answers to different questions are drawn "
            "independently; real answers hang together, so this says how much chance among those "
            "who answered could change, not how right the answer is."
        )
        % {
            "repeats": whole(reading.repeats()),
            "plain": model_share(rule.plain),
            "probably": model_share(rule.probably),
        },
    )


def _limits(reading: Reading) -> Section:
    return Section(
        code="method-limits",
        title=_("Limits"),
        points=tuple(
            paragraph(text)
            for text in (
                _status(reading),
                _("Staff describe their own work. Ask for the evidence that each activity lists."),
                _("Hours and authority are what heads stated."),
                other_sources(reading),
                _(
                    "The mean of departments can hide one able department; a wish for a whole "
                    "domain cannot tell its activities apart."
                ),
                _(
                    "Activities are rated, not people. Nothing here compares with other "
                    "organisations."
                ),
                _("Do not compare results of different model versions without saying so."),
                _(
                    "Listening to what people say in public collects personal data: have that "
                    "looked at by those who answer for data protection before you start."
                ),
            )
            if text
        ),
    )


def _status(reading: Reading) -> str:
    status = reading.model.model.status
    if not status:
        return _("Weights, targets, hours and thresholds are judgement.")
    return _("%(status)s: weights, targets, hours and thresholds are judgement.") % {
        "status": status
    }


def identity(reading: Reading) -> tuple[Fact, ...]:
    """Which model was used, as far as it says so."""
    model = reading.release.model
    facts = (
        Fact(label=_("Activity model"), text=model.title),
        Fact(label=_("Id"), text=model.id),
        Fact(label=_("Version"), text=model.version),
        Fact(label=_("Selection of its questions"), text=reading.profile_title()),
        Fact(label=_("Fingerprint (SHA-256)"), text=model.sha256),
        Fact(label=_("Licence of its text"), text=reading.model.model.licence),
    )
    return tuple(fact for fact in facts if fact.text)
