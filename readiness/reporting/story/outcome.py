"""The outcome in sentences for models that put no question on owners: what stands where."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from readiness.reporting.story.agreed import sources_words, without_survey
from readiness.reporting.story.reading import OVERALL, Reading
from readiness.reporting.story.standing import (
    Standing,
    gap_words,
    level_title,
    on_scale,
    standing,
    target_words,
    today_words,
)
from readiness.reporting.story.wording import listed, whole

NAMED = 3
FEW_ACTIVITIES = 30


def outcome(reading: Reading) -> str:
    """One sentence: what the whole has reached, and what is furthest from its target."""
    whole, rows = whole_words(reading), in_order(reading)
    if whole is None and not rows:
        return nothing_words(reading)
    areas = areas_words(reading, rows)
    if whole is None:
        return areas or nothing_words(reading)
    return f"{whole}; {reading.mid(areas)}" if areas else whole


def nothing_words(reading: Reading) -> str:
    """Why there is no result at all."""
    if without_survey(reading):
        return sources_words(reading)
    if reading.protected:
        return _("Too few answers to show a result")
    if not reading.release.coverage.answered:
        return _("Nothing has been answered yet")
    return _("No result: nothing that counts has been answered")


def whole_words(reading: Reading) -> str | None:
    """The score or level of the whole; None where the model has none or nothing is known."""
    node = reading.node(OVERALL)
    found = standing(reading, node)
    if node is None or found is None:
        return None
    if node.level is None or reading.tree.branches[OVERALL].level is None:
        return _("Overall %(score)s") % {"score": on_scale(reading, found)}
    title = level_title(reading, OVERALL, node.level)
    if node.score is None:
        return title
    return _("%(level)s, with a score of %(score)s") % {
        "level": title,
        "score": reading.node_score(node),
    }


def in_order(reading: Reading) -> list[Standing]:
    """What is compared, the largest gap first; without targets the lowest figure first.

    Those are the narrowest areas that have a target; without targets the activities, or of very
    many the domains that hold them.
    """
    found = [s for n in reading.nodes("domain", "activity") if (s := standing(reading, n))]
    aimed = [entry for entry in found if entry.gap is not None]
    if aimed:
        above = {code for entry in aimed for code in _above(reading, entry.node.code)}
        rows = [entry for entry in aimed if entry.node.code not in above]
        return sorted(rows, key=lambda s: (-s.behind, s.share))
    rows = [entry for entry in found if entry.node.kind == "activity"]
    if len(rows) > FEW_ACTIVITIES:
        holders = {entry.node.parent for entry in rows}
        rows = [entry for entry in found if entry.node.code in holders] or rows
    if not rows:
        rows = [entry for entry in found if entry.node.kind == "domain"]
    return sorted(rows, key=lambda entry: entry.share)


def _above(reading: Reading, code: str) -> list[str]:
    """Every node that ``code`` lies in."""
    found = []
    while (code := reading.tree.parents.get(code, "")) and code != OVERALL:
        found.append(code)
    return found


def areas_words(reading: Reading, rows: Sequence[Standing]) -> str:
    """Which areas are furthest from their targets, or lowest; "" where there is nothing to say."""
    if any(entry.gap is not None for entry in rows):
        return _furthest(reading, rows)
    return _lowest(reading, rows)


def _furthest(reading: Reading, rows: Sequence[Standing]) -> str:
    behind = [entry for entry in rows if entry.gap]
    if not behind:
        return _("Every target is reached")
    first = behind[0]
    same = [s for s in behind if (s.axis, s.gap) == (first.axis, first.gap)]
    if len(same) == 1:
        return _("%(area)s is furthest from its target: %(today)s today, %(target)s needed") % {
            "area": reading.node_title(first.node.code),
            "today": today_words(reading, first),
            "target": target_words(reading, first),
        }
    return _("%(areas)s are furthest from their targets: %(gap)s each") % {
        "areas": named(reading, same),
        "gap": gap_words(reading, first),
    }


def _lowest(reading: Reading, rows: Sequence[Standing]) -> str:
    if len(rows) < 2:  # noqa: PLR2004 - one cannot be compared
        return ""
    low, high = rows[0], rows[-1]
    values = {
        "low": reading.node_title(low.node.code),
        "today": today_words(reading, low),
        "high": reading.node_title(high.node.code),
        "best": today_words(reading, high),
    }
    if low.axis != high.axis:
        return _("%(low)s is lowest with %(today)s") % values
    if low.today == high.today:
        return _("All areas stand alike, with %(today)s") % values
    return _("%(low)s is lowest with %(today)s, %(high)s highest with %(best)s") % values


def named(reading: Reading, rows: Sequence[Standing]) -> str:
    """The first few areas, as the start of a sentence."""
    titles = [reading.node_title(entry.node.code) for entry in rows]
    titles = [titles[0], *(reading.mid(title) for title in titles[1:NAMED])]
    return listed([*titles, _("others")] if len(rows) > NAMED else titles)


def whole_target(reading: Reading) -> str | None:
    """How far the whole is from its own target, if it has one."""
    found = standing(reading, reading.node(OVERALL))
    if found is None or found.gap is None:
        return None
    target = target_words(reading, found)
    if not found.gap:
        return _("The whole is at its target, %(target)s.") % {"target": target}
    return _("The target of the whole is %(target)s, %(gap)s above today.") % {
        "target": target,
        "gap": gap_words(reading, found),
    }


def reached_sentence(reading: Reading) -> str | None:
    """How many activities are where they should be."""
    counted = reading.release.counted
    values = {"n": whole(counted.at_target), "scored": whole(counted.scored)}
    if not counted.scored:
        return None
    if not counted.at_target:
        return _("None of %(scored)s is at its target.") % values
    if counted.at_target == counted.scored:
        return _("All %(scored)s with a score are at their target.") % values
    return ngettext(
        "%(n)s of %(scored)s is at its target.",
        "%(n)s of %(scored)s are at their target.",
        counted.at_target,
    ) % (values)


def reached_words(reading: Reading, rows: Sequence[Standing]) -> str | None:
    """How many activities are at their target; else which areas are, where not all are."""
    activities = reading.model.activities.values()
    if all(a.target is not None or a.target_level is not None for a in activities):
        return reached_sentence(reading)
    aimed = [entry for entry in rows if entry.gap is not None]
    reached = [entry for entry in aimed if not entry.gap]
    if not aimed or len(reached) == len(aimed):
        return None
    if not reached:
        return _("No area with a target has reached it.")
    if len(reached) == 1:
        return _("%(area)s has reached its target.") % {"area": named(reading, reached)}
    return _("%(areas)s have reached their targets.") % {"areas": named(reading, reached)}


def without_result(reading: Reading) -> str | None:
    """The widest areas without a figure, by name."""
    empty = [n for n in reading.nodes("domain", "activity") if standing(reading, n) is None]
    branches, there = reading.tree.branches, {node.code for node in empty}
    widest = [
        n
        for n in empty
        if n.code in branches and n.parent not in there and _can_have(reading, n.code)
    ]
    if not widest or len(widest) == len(reading.nodes("domain")):
        return None
    names = [reading.node_title(node.code) for node in widest]
    if reading.protected:
        return _("Too few answers to show: %(areas)s.") % {"areas": listed(names)}
    return _("Without a result, since nothing there was answered or applies: %(areas)s.") % {
        "areas": listed(names)
    }


def _can_have(reading: Reading, code: str) -> bool:
    branch = reading.tree.branches[code]
    return branch.score.rule != "none" or branch.level is not None
