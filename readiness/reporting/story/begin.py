"""Where to begin, for models that put no question on owners: first steps, or what holds back."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from readiness.core.release import ActivityResult
from readiness.core.scoring_rules import LevelBy
from readiness.core.tree import Branch
from readiness.reporting.story.effort import effort
from readiness.reporting.story.outcome import in_order
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.standing import Standing, level_words, target_words, today_words
from readiness.reporting.story.types import NumberedStep, Rich
from readiness.reporting.story.wording import listed, paragraph, quoted, strong, without_stop

STEPS = 4
HELD = 2


def begin_title(reading: Reading) -> str:
    """The heading of the steps."""
    return _("On Monday") if with_step(reading) else _("Where to begin")


def first_steps(reading: Reading) -> tuple[NumberedStep, ...]:
    """The model's first actions; without any, the areas furthest behind and what holds them."""
    open_steps = with_step(reading)
    if open_steps:
        found = [_step(reading, result) for result in open_steps[:STEPS]]
    else:
        rows = [entry for entry in in_order(reading) if entry.gap or entry.gap is None]
        found = [_area(reading, entry) for entry in rows[: STEPS - 1] if entry.share < 1]
    return tuple(NumberedStep(number=n, text=text) for n, text in enumerate(found, start=1))


def with_step(reading: Reading) -> list[ActivityResult]:
    """Activities with an open step, in the order of priority."""
    return [result for result in reading.ranked if reading.step_of(result)]


def _step(reading: Reading, result: ActivityResult) -> Rich:
    action, step = reading.step_of(result), result.step
    if action is None or step is None:
        return paragraph(reading.title(result.code))
    return paragraph(
        strong(f"{reading.title(result.code)}:"),
        _("%(first_step)s; then %(text)s: %(effort)s.")
        % {
            "first_step": without_stop(action.first_step),
            "text": reading.mid(without_stop(action.text)),
            "effort": effort(step),
        },
    )


def _area(reading: Reading, entry: Standing) -> Rich:
    values = {"today": today_words(reading, entry), "target": target_words(reading, entry)}
    aimed = _("%(today)s today, %(target)s needed.") if entry.gap else _("%(today)s today.")
    return paragraph(
        strong(f"{reading.node_title(entry.node.code)}:"),
        aimed % values,
        _held(reading, entry.node.code),
    )


def _held(reading: Reading, code: str) -> str | None:
    """What keeps a level from being reached; else the lowest answers."""
    branch = reading.tree.branches[code]
    if branch.level is not None and branch.level.rule == "cumulative":
        found = [_quoted(reading, part) for part in _blocking(reading, branch, branch.level)]
        text = _("Held back by %(parts)s.")
    else:
        found = [_quoted(reading, item) for item in _lowest(reading, branch)]
        text = _("Lowest answers: %(parts)s.")
    return text % {"parts": listed(found[:HELD])} if found else None


def _quoted(reading: Reading, code: str) -> str:
    """A question or a part with the answer or level that it has."""
    node = reading.node(code)
    text = quoted(without_stop(reading.node_title(code)))
    if node is None or (node.level is None and node.score is None):
        return text
    if node.level is not None:
        return f"{text} ({level_words(reading, code, node.level)})"
    return f"{text} ({reading.node_score(node)})"


def _lowest(reading: Reading, branch: Branch) -> list[str]:
    """Questions below a node that are not at the top of their scale, the lowest first."""
    shares: dict[str, float] = {}
    for code in branch.items:
        node, scale = reading.node(code), reading.model.scales[reading.model.items[code].scale]
        figure = None if node is None else node.score if node.score is not None else node.level
        if figure is not None and figure < scale.span[1]:
            shares[code] = (figure - scale.span[0]) / (scale.span[1] - scale.span[0])
    return sorted(shares, key=lambda code: shares[code])


def _blocking(reading: Reading, branch: Branch, rule: LevelBy) -> Iterator[str]:
    """Parts up to the next level whose answer is not enough for it, the lowest level first."""
    node = reading.node(branch.code)
    reached = node.level if node is not None and node.level is not None else rule.start
    wanted = int(reached) + 1
    parts = branch.items if rule.of == "items" else branch.parts
    placed = [(level, p) for p in parts if (level := reading.tree.part_level(p)) is not None]
    for level, part in sorted(placed, key=lambda entry: entry[0]):
        if level <= wanted and _misses(reading, part, rule, lower=level < wanted):
            yield part


def _misses(reading: Reading, code: str, rule: LevelBy, *, lower: bool) -> bool:
    """Whether a part's own answer or level is below what the rule asks for."""
    node, values = reading.node(code), reading.tree.values_of(code)
    if node is None or node.level is None:
        return False
    among, least = rule.among, rule.at_least
    if lower and (rule.lower_among or rule.lower_at_least):
        among, least = rule.lower_among, rule.lower_at_least
    place = _place(reading, code, node.level)
    if place is None:
        return False
    if among:
        return values[place] not in among
    return least in values and place < values.index(least or "")


def _place(reading: Reading, code: str, level: float) -> int | None:
    """Which answer or word of a part its level is, counted from the lowest."""
    branch = reading.tree.branches.get(code)
    name = branch.level.scale if branch is not None and branch.level is not None else None
    if branch is None:
        name = reading.model.items[code].scale
    if name is None:
        return int(level - (branch.levels or (0, 0))[0]) if branch is not None else None
    numbers = reading.model.scales[name].numbers
    return numbers.index(level) if level in numbers else None
