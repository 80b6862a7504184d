"""Every node now and in an earlier round: cells of both, the change, and why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from readiness.core.release import Comparison, Node, NodeChange
from readiness.reporting.story import words
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.standing import level_words
from readiness.reporting.story.tables import figure_column, text_cell, text_column
from readiness.reporting.story.types import Cell, Column
from readiness.reporting.story.wording import (
    bounded,
    isolated,
    listed,
    missing,
    node_score,
    signed,
    whole,
)

OR_ABOVE, OR_BELOW = "or_above", "or_below"
OTHER_END = {OR_ABOVE: OR_BELOW, OR_BELOW: OR_ABOVE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A node now, and what it was."""

    node: Node
    found: NodeChange

    @property
    def is_level(self) -> bool:
        """Whether only the levels of the two rounds can be set side by side."""
        return self.found.change is None and self.found.before_level is not None

    @property
    def by(self) -> float:
        """How far the score moved for certain; 0 where a bound hides it."""
        return 0 if self.bounds else self.found.change or 0

    @property
    def bounds(self) -> set[str]:
        """How the change is bounded: a score of then that may be lower makes it one or more."""
        then, now = self.found.before_bound, self.node.score_bound
        return {bound for bound in (OTHER_END.get(then or ""), now) if bound}


def moves_of(
    reading: Reading, change: Comparison, department: str | None, *kinds: str
) -> list[Move]:
    """Nodes of this round with what they were, in their order."""
    return [
        Move(node=node, found=found)
        for found in change.nodes
        if found.kind in kinds
        and found.department == department
        and (node := reading.node(found.code, department))
    ]


def then_words(change: Comparison) -> str:
    """The earlier round inside a sentence."""
    return isolated(change.period) if change.period else _("the earlier round")


def upper_then(change: Comparison) -> str:
    """The earlier round as the head of a column."""
    return change.period or _("Before")


def since_columns(change: Comparison) -> tuple[Column, ...]:
    """What ``since_cells`` fills."""
    return (
        figure_column("before", upper_then(change)),
        figure_column("now", _("Now")),
        figure_column("change", pgettext("what is different", "Change")),
        text_column("why", _("Not compared, or with care")),
    )


def since_cells(reading: Reading, move: Move) -> tuple[Cell, ...]:
    """Then, now, the change, and why there is none."""
    return (
        _before_cell(reading, move.found),
        _now_cell(reading, move.node),
        Cell(text=change_words(reading, move), value=move.found.change)
        if move.found.change is not None
        else text_cell(None),
        text_cell(_why(move.found)),
    )


def _before_cell(reading: Reading, found: NodeChange) -> Cell:
    level = ""
    if found.before_level is not None:
        word = found.before_level_word
        level = (
            words.level_words(whole(found.before_level), word)
            if word
            else level_words(reading, found.code, found.before_level)
        )
    if found.before is None:
        return text_cell(level or None)
    return Cell(text=before_words(reading, found), note=level, value=found.before)


def before_words(reading: Reading, found: NodeChange) -> str:
    return bounded(reading.score(found.before), found.before_bound)


def _now_cell(reading: Reading, node: Node) -> Cell:
    level = level_words(reading, node.code, node.level) if node.level is not None else ""
    if node.score is None:
        return text_cell(level or None)
    text = node_score(node, reading.model.rules.rounding.decimals)
    return Cell(text=text, note=level, value=node.score)


def change_words(reading: Reading, move: Move) -> str:
    """The change with its sign; of a bounded score at least or at most so much."""
    if move.found.change is None or len(move.bounds) > 1:
        return missing()
    text = signed(move.found.change, reading.model.rules.rounding.decimals)
    if OR_ABOVE in move.bounds:
        return _("%(change)s or more") % {"change": text}
    if OR_BELOW in move.bounds:
        return _("%(change)s or less") % {"change": text}
    return text


def _why(found: NodeChange) -> str:
    if found.not_comparable:
        return listed(reason_words(code) for code in found.not_comparable)
    if not found.others:
        return ""
    return ngettext(
        "%(n)s question below rests on other departments than then",
        "%(n)s questions below rest on other departments than then",
        found.others,
    ) % {"n": whole(found.others)}


def reason_words(code: str) -> str:
    """Why two rounds cannot be compared, in a few words."""
    found = {
        "model": _("another activity model was used"),
        "added": _("it was not asked then"),
        "removed": _("it is no longer asked"),
        "reworded": _("it had other words"),
        "rescaled": _("it had other answers to choose from"),
        "asked": _("other people were asked"),
        "contents": _("it is made of other parts than then"),
        "reweighted": _("its parts had other weights"),
        "rules": _("it was counted by other rules"),
        "groups": _("departments are grouped or shown otherwise than then"),
        "departments": _("it rests on other departments than then"),
        "no_figure": _("there is no figure in one of the rounds"),
    }
    return found.get(code, code)
