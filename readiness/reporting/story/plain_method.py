"""How it was measured, for models that put no question on owners: from the model's own rules."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from readiness.core.scales import Scale
from readiness.reporting.story.certainty import few_answers
from readiness.reporting.story.method import identity, other_sources, section, small_groups
from readiness.reporting.story.missing_facts import missing_facts
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.rules_in_words import (
    answer_sentences,
    people_sentence,
    rule_sentences,
)
from readiness.reporting.story.summary import basis_pieces
from readiness.reporting.story.types import Heading, MethodPage, Section
from readiness.reporting.story.wording import (
    paragraph,
    plain,
    threshold,
    upper_first,
    whole,
)

MANY = 8


def build_plain_method(reading: Reading) -> MethodPage:
    """The page before the annex."""
    return MethodPage(
        heading=Heading(
            code="method",
            eyebrow=_("How we measured"),
            title=_title(reading),
            lead=paragraph(
                f"{upper_first('; '.join(basis_pieces(reading)))}.", few_answers(reading)
            ),
        ),
        sections=(
            *missing_facts(reading),
            *_scales(reading),
            section("scores", _("Scores and levels"), *rule_sentences(reading)),
            section("answers", _("What counts"), *_counting(reading)),
            *_targets(reading),
            *_agreement(reading),
            *((small_groups(reading),) if reading.protected else ()),
            _limits(reading),
        ),
        identity=identity(reading),
    )


def _title(reading: Reading) -> str:
    answered = reading.release.coverage.answered
    if not answered:
        return _("How answers will become scores and levels")
    return ngettext(
        "This is what one person says, not what records show",
        "This is what %(n)s people say, not what records show",
        answered,
    ) % {"n": whole(answered)}


def _scales(reading: Reading) -> list[Section]:
    """The scales of the questions, then those that name levels."""
    model = reading.model
    asked = dict.fromkeys(model.items[code].scale for code in reading.tree.items)
    named = dict.fromkeys(
        branch.level.scale
        for branch in reading.tree.branches.values()
        if branch.level is not None and branch.level.scale not in {None, *asked}
    )
    many = len(asked) > 1
    found = [
        _scale(
            model.scales[code],
            code,
            _("Answers: %(scale)s") if many else _("Answers"),
            counts=True,
        )
        for code in asked
    ]
    several = len(named) > 1
    return [
        *found,
        *(
            _scale(
                model.scales[code],
                code,
                _("Levels: %(scale)s") if several else _("Levels"),
                counts=False,
            )
            for code in named
            if code
        ),
    ]


def _scale(scale: Scale, code: str, title: str, *, counts: bool) -> Section:
    lines = [_line(scale, place, counts=counts) for place in range(len(scale.values))]
    rule = (paragraph(scale.reading_rule),) if scale.reading_rule else ()
    title %= {"scale": code.replace("_", " ")}
    if len(lines) > MANY:
        text = paragraph(", ".join(lines))
        return Section(code=f"method-scale-{code}", title=title, paragraphs=(text, *rule))
    points = tuple(paragraph(line) for line in lines)
    return Section(code=f"method-scale-{code}", title=title, paragraphs=rule, points=points)


def _line(scale: Scale, place: int, *, counts: bool) -> str:
    """An answer with what it counts and means, or a level with what it means."""
    name, number = scale.names[place], scale.numbers[place]
    meaning = scale.meaning(number)
    if scale.levels:
        head = name if name[:1].isdigit() else f"{plain(number)} {name}"
    elif scale.ordinal or not counts or plain(number) in name:
        head = name
    else:
        head = _("%(name)s counts %(number)s") % {"name": name, "number": plain(number)}
    return f"{head}: {meaning}" if meaning else head


def _counting(reading: Reading) -> list[str]:
    return [text for text in (people_sentence(reading), *answer_sentences(reading)) if text]


def _targets(reading: Reading) -> list[Section]:
    nodes = reading.nodes("overall", "domain", "activity")
    if not any(node.target is not None or node.target_level is not None for node in nodes):
        return []
    texts = [
        _("Targets come from the activity model. A gap is target less today, and never below 0."),
        _(
            "Where a domain has no target of its own, its target and its gap are the weighted "
            "means of those of its parts: what one part has beyond its target does not hide what "
            "another lacks."
        )
        if any(n.kind == "domain" and n.gap is not None for n in nodes)
        else "",
    ]
    return [section("targets", _("Targets and gaps"), *filter(None, texts))]


def _agreement(reading: Reading) -> list[Section]:
    if not any(node.agreement.band for node in reading.nodes("item")):
        return []
    rule = reading.model.rules.agreement
    text = _(
        "Agreement (r_wg) compares the spread of the answers with that of chance: weak from "
        "%(weak)s, moderate from %(moderate)s, strong from %(strong)s, very strong from "
        "%(very)s; below zero, views are far apart and no level is printed."
    ) % {
        "weak": threshold(rule.weak),
        "moderate": threshold(rule.moderate),
        "strong": threshold(rule.strong),
        "very": threshold(rule.very_strong),
    }
    return [section("agreement", _("Agreement among those who answered"), text)]


def _limits(reading: Reading) -> Section:
    status = reading.model.model.status
    evidence = any(activity.evidence for activity in reading.model.activities.values())
    texts = [
        _("%(status)s: weights, targets and thresholds are judgement.") % {"status": status}
        if status
        else "",
        _("People describe their own work. Ask for the evidence that each activity lists.")
        if evidence
        else _("People describe their own work. Ask to see what they describe."),
        other_sources(reading),
        _("Practice is rated, not people. Nothing here compares with other organisations."),
        _("Do not compare results of different model versions without saying so."),
    ]
    return Section(
        code="method-limits",
        title=_("Limits"),
        points=tuple(paragraph(text) for text in texts if text),
    )
