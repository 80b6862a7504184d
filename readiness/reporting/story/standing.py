"""Where a node stands: its score or its level, in the words and on the scale that are its own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from readiness.core.release import Node
from readiness.core.scales import Scale
from readiness.reporting.story import words
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.types import Fact, Number
from readiness.reporting.story.wording import SPACE, plain, quoted, whole

TICKS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A node's figure today, its target and the gap, all in scores or all in levels."""

    node: Node
    by_level: bool
    today: float
    target: Number
    gap: Number
    low: float
    high: float

    @property
    def axis(self) -> tuple[bool, float, float]:
        """What two nodes share that can stand on one scale."""
        return self.by_level, self.low, self.high

    @property
    def share(self) -> float:
        """How far up its scale it is; orders nodes of different scales and is never printed."""
        return (self.today - self.low) / ((self.high - self.low) or 1)

    @property
    def behind(self) -> float:
        """How far from its target, as a part of its scale; for the order only."""
        return (self.gap or 0) / ((self.high - self.low) or 1)


def standing(reading: Reading, node: Node | None) -> Standing | None:
    """What to say of a node: its score, or its level where that has the target or stands alone."""
    if node is None:
        return None
    if node.level is not None and node.gap is None and (node.score is None or _aims(node)):
        low, high = reading.tree.level_span(node.code) or (node.level, node.level)
        return Standing(
            node=node,
            by_level=True,
            today=node.level,
            target=node.target_level,
            gap=node.level_gap,
            low=low,
            high=high,
        )
    if node.score is None:
        return None
    return Standing(
        node=node,
        by_level=False,
        today=node.score,
        target=node.target,
        gap=node.gap,
        low=node.low if node.low is not None else node.score,
        high=node.high if node.high is not None else node.score,
    )


def _aims(node: Node) -> bool:
    return node.level_gap is not None


def level_scale(reading: Reading, code: str) -> Scale | None:
    """The scale that names a node's levels, if one does."""
    scales, branch = reading.model.scales, reading.tree.branches.get(code)
    if branch is None:
        return scales[reading.model.items[code].scale] if code in reading.model.items else None
    if branch.level is not None:
        return scales[branch.level.scale] if branch.level.scale else None
    key = reading.model.key_items.get(code)
    return scales[key.scale] if key else None


def level_name(reading: Reading, code: str, value: float) -> str:
    """The model's word for a level; "" where it has none."""
    scale = level_scale(reading, code)
    return scale.name(value) if scale is not None and value in scale.numbers else ""


def level_words(reading: Reading, code: str, value: float) -> str:
    """A level in a table: "2 Managed", "Largely in place" or "Level 2"."""
    scale, name = level_scale(reading, code), level_name(reading, code, value)
    if scale is not None and scale.options and name:
        return name
    if not name:
        return _("Level %(level)s") % {"level": plain(value)}
    return name if _says(name, value) else words.level_words(plain(value), name)


def _says(name: str, value: float) -> bool:
    """Whether the word names the number itself, as in "Level 2"."""
    return re.search(rf"(?<![\w.]){re.escape(plain(value))}(?![\w.])", name) is not None


def level_phrase(reading: Reading, code: str, value: float, *, top: bool = False) -> str:
    """A level inside a sentence: "level 2 of 5 (Managed)"; words without numbers are quoted."""
    scale, name = level_scale(reading, code), level_name(reading, code, value)
    if scale is not None and scale.options and name:
        return quoted(name)
    span = reading.tree.level_span(code)
    values = {"level": plain(value), "top": plain(span[1]) if span else ""}
    text = _("level %(level)s of %(top)s") if top and span else _("level %(level)s")
    text = text % values
    if not name or _says(name, value):
        return text
    return _("%(level)s (%(name)s)") % {"level": text, "name": name}


def level_title(reading: Reading, code: str, value: float) -> str:
    """A level at the start of a headline: "Level 2 of 5: Managed"."""
    scale, name = level_scale(reading, code), level_name(reading, code, value)
    if scale is not None and scale.options and name:
        return _("Overall: %(word)s") % {"word": name}
    span = reading.tree.level_span(code)
    values = {"level": plain(value), "top": plain(span[1]) if span else "", "name": name}
    if not name or _says(name, value):
        return (_("Level %(level)s of %(top)s") if span else _("Level %(level)s")) % values
    return (
        _("Level %(level)s of %(top)s: %(name)s") if span else _("Level %(level)s: %(name)s")
    ) % values


def today_words(reading: Reading, found: Standing) -> str:
    """Today's figure inside a sentence."""
    if found.by_level:
        return level_phrase(reading, found.node.code, found.today)
    return reading.node_score(found.node)


def target_words(reading: Reading, found: Standing) -> str:
    """The target inside a sentence."""
    if found.by_level and found.target is not None:
        return level_phrase(reading, found.node.code, found.target)
    return reading.score(found.target)


def gap_words(reading: Reading, found: Standing) -> str:
    """The gap inside a sentence: "0.91" or "2 levels"."""
    if not found.by_level:
        return reading.score(found.gap)
    number = int(found.gap or 0)
    text = ngettext("%(n)s level", "%(n)s levels", number) % {"n": whole(number)}
    return text.replace(" ", SPACE)


def on_scale(reading: Reading, found: Standing) -> str:
    """A score with the ends of its scale."""
    ends = _("%(low)s to %(high)s") % {"low": plain(found.low), "high": plain(found.high)}
    return _("%(score)s on a scale from %(ends)s") % {
        "score": reading.node_score(found.node),
        "ends": ends.replace(" ", SPACE),
    }


def axis_of(reading: Reading, found: Standing) -> tuple[Fact, ...]:
    """The marks of the scale that ``found`` stands on, with the model's words where it has some."""
    if found.by_level:
        low, high = int(found.low), int(found.high)
        code = found.node.code
        return tuple(
            Fact(label=plain(value), text=level_name(reading, code, value))
            for value in range(low, high + 1)
        )
    return tuple(Fact(label=plain(value), text="") for value in ticks(found.low, found.high))


def ticks(low: float, high: float) -> list[float]:
    """Both ends, and round numbers between them with room around each."""
    span = high - low
    if span <= 0:
        return [low, low + 1]
    tens = (unit * 10.0**power for power in range(-3, 6) for unit in (1, 2, 5))
    step = next(size for size in tens if span / size < TICKS)
    first = -(-low // step)
    inner = [round((first + place) * step, 6) for place in range(TICKS + 2)]
    room = 0.4 * step
    return [low, *(v for v in inner if low + room < v < high - room), high]


def left_out_words(counts: Iterable[tuple[str, int]], noun: str) -> str:
    """Why parts do not count, as in "2 questions not applicable, 1 not answered"."""
    said = []
    for place, (reason, number) in enumerate(counts):
        what = words.left_out(reason)
        values = {"n": whole(number), "noun": words.parts(noun, number), "what": what}
        said.append((_("%(n)s %(noun)s %(what)s") if place == 0 else _("%(n)s %(what)s")) % values)
    return ", ".join(said)
