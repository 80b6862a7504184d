"""The one-page summary for models that put no question on owners: what stands where."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from readiness.reporting.story.begin import begin_title, first_steps
from readiness.reporting.story.certainty import few_answers, not_shown
from readiness.reporting.story.outcome import (
    in_order,
    outcome,
    reached_words,
    whole_target,
    without_result,
)
from readiness.reporting.story.reading import OVERALL, Reading
from readiness.reporting.story.standing import (
    Standing,
    gap_words,
    level_phrase,
    on_scale,
    standing,
    target_words,
    today_words,
)
from readiness.reporting.story.summary import basis
from readiness.reporting.story.types import Finding, Heading, Part, Rich, Summary
from readiness.reporting.story.wording import listed, paragraph, strong, whole, without_stop

SHOWN = 6


def build_plain_summary(reading: Reading) -> Summary:
    """Page 2."""
    steps = first_steps(reading)
    return Summary(
        heading=Heading(code="summary", eyebrow=_("Summary"), title=outcome(reading)),
        basis=basis(reading),
        opening=opening(reading),
        findings=_findings(reading),
        form=None,
        monday_title=begin_title(reading) if steps else "",
        monday=steps,
        sure=_certainty(reading),
    )


def opening(reading: Reading) -> Rich:
    """What else is to be said of the whole, and of the targets reached."""
    rows = in_order(reading)
    found = paragraph(
        whole_target(reading),
        reached_words(reading, rows),
        without_result(reading),
    )
    if found.parts:
        return found
    if not rows:
        return paragraph(reading.model.model.summary)
    counted = reading.release.counted
    partly = _scored(reading) if counted.scored < counted.activities else ""
    return paragraph(partly or reading.model.model.summary)


def _scored(reading: Reading) -> str:
    counted = reading.release.counted
    return ngettext(
        "%(n)s of %(of)s activity has a result.",
        "%(n)s of %(of)s activities have a result.",
        counted.activities,
    ) % {"n": whole(counted.scored), "of": whole(counted.activities)}


# Findings


def _findings(reading: Reading) -> tuple[Finding, ...]:
    """A block for every broad area, those furthest behind first."""
    found = [s for code in broad_areas(reading) if (s := standing(reading, reading.node(code)))]
    found.sort(key=lambda entry: (-entry.behind, entry.share))
    blocks = [_finding(reading, entry) for entry in found[:SHOWN]]
    if len(found) > SHOWN:
        rest = paragraph(
            _("The other areas are higher or nearer to their targets."),
            Part(text=_("See page "), ref="results"),
        )
        blocks.append(Finding(code="rest", text=rest))
    return tuple(blocks)


def broad_areas(reading: Reading) -> list[str]:
    """The first layer of the tree with more than one area in it."""
    branches = reading.tree.branches
    layer: tuple[str, ...] = branches[OVERALL].parts
    while len(layer) == 1 and layer[0] in branches:
        inner = tuple(part for part in branches[layer[0]].parts if part in branches)
        if not inner:
            break
        layer = inner
    return [code for code in layer if code in branches]


def _finding(reading: Reading, entry: Standing) -> Finding:
    code = entry.node.code
    whole = standing(reading, reading.node(OVERALL))
    if entry.by_level:
        figure = level_phrase(reading, code, entry.today, top=True)
    elif whole is not None and whole.axis == entry.axis:
        figure = today_words(reading, entry)
    else:
        figure = on_scale(reading, entry)
    return Finding(
        code=code,
        tone="behind" if entry.gap else None,
        text=paragraph(
            strong(f"{reading.node_title(code)}: {figure}."),
            _aim(reading, entry),
            _inside(reading, code),
        ),
    )


def _aim(reading: Reading, entry: Standing) -> str | None:
    if entry.gap is None:
        return None
    if not entry.gap:
        return _("At its target, %(target)s.") % {"target": target_words(reading, entry)}
    return _("Target %(target)s, a gap of %(gap)s.") % {
        "target": target_words(reading, entry),
        "gap": gap_words(reading, entry),
    }


def _inside(reading: Reading, code: str) -> str | None:
    """The part of an area that is furthest behind, or lowest; of several that share it, all."""
    branches = reading.tree.branches
    rule = branches[code].level
    if rule is not None and rule.rule == "cumulative":  # what is lowest need not hold it back
        return None
    inner = [
        found
        for part in branches[code].parts
        if part in branches and (found := standing(reading, reading.node(part)))
    ]
    if len(inner) < 2 or len({found.axis for found in inner}) > 1:  # noqa: PLR2004 - no choice
        return None
    behind = max(found.behind for found in inner)
    if behind:
        worst = [found for found in inner if found.behind == behind]
        text = _("Furthest behind in it: %(parts)s.")
    else:
        share = min(found.share for found in inner)
        worst = [found for found in inner if found.share == share]
        text = _("Lowest in it: %(parts)s.")
    if len(worst) == len(inner):
        return None
    return text % {"parts": listed(_with_figure(reading, found) for found in worst)}


def _with_figure(reading: Reading, found: Standing) -> str:
    values = {
        "part": reading.node_title(found.node.code),
        "today": today_words(reading, found),
        "target": target_words(reading, found),
    }
    if found.gap:
        return _("%(part)s with %(today)s of %(target)s") % values
    return _("%(part)s with %(today)s") % values


# How sure


def _certainty(reading: Reading) -> Rich:
    return paragraph(
        strong(_("How sure are we?")),
        few_answers(reading),
        not_shown(reading),
        _said(reading),
        _evidence(reading),
    )


def _said(reading: Reading) -> str:
    answered = reading.release.coverage.answered
    if not answered:
        return _("There is nothing to rest a finding on yet.")
    return ngettext(
        "This is what one person says, not what records show.",
        "This is what %(n)s people say, not what records show.",
        answered,
    ) % {"n": whole(answered)}


def _evidence(reading: Reading) -> str | None:
    """What to ask for where the model names evidence for one of the first areas."""
    for entry in in_order(reading):
        activity = reading.model.activities.get(entry.node.code)
        if activity is not None and activity.evidence:
            return _("For %(activity)s, ask for this evidence: %(evidence)s.") % {
                "activity": reading.mid(activity.title),
                "evidence": reading.mid(without_stop(activity.evidence)),
            }
    return None
