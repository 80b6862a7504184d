"""What the facilitator's page says about now and next, for who leads a room for the first time.

The turns say what a key does; the hint says what is done in the room, and what comes after it.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from surveys.models import AgendaItem, Mode, Phase, Stage, Workshop
from surveys.services.results import room_model
from surveys.services.room_steps import ROUNDS, past_dots

__all__ = ["hint", "next_label"]


def next_label(workshop: Workshop, item: AgendaItem | None, then: AgendaItem | None) -> str:
    """What the key for going on leads to."""
    stage = Stage(workshop.stage)
    after = _("Next: actions") if _is_ranked(workshop) else _("Next: priorities")
    if stage == Stage.ITEMS:
        if item is not None and item.phase == Phase.LEVEL_SHOWN and item.mode == Mode.BOTH:
            return _("Next: owner")
        if then is None:
            return after
        return _("Next: accept together") if then.bulk else _("Next item")
    labels = {
        Stage.PREPARED: _("Open the lobby"),
        Stage.LOBBY: _("Try a question"),
        Stage.TRIAL: _("First item"),
        Stage.BULK: after,
        Stage.DOTS: _("Next: actions"),
    }
    return labels.get(stage, _("Next"))


def hint(workshop: Workshop, item: AgendaItem | None, then: AgendaItem | None, *, band: str) -> str:
    """What to do now. ``band``: of the round on the screens; empty where none is, or no result."""
    if item is None:
        return _of_stage(Stage(workshop.stage))
    match item.phase:
        case Phase.LEVEL_OPEN | Phase.OWNER_OPEN:
            return _while_open(item)
        case Phase.LEVEL_SHOWN if item.level:
            return _("Agreed. Next they vote on who makes sure of it.")
        case Phase.LEVEL_SHOWN | Phase.OWNER_SHOWN:
            return _of_result(item, band)
        case _:
            return _of_next(workshop, then)


def _of_stage(stage: Stage) -> str:
    said = {
        Stage.LOBBY: _("Wait until everybody is in. Then try a question together."),
        Stage.TRIAL: _("It counts for nothing. Help whoever has not voted, then go on."),
        Stage.BULK: _("Read them out. Take the tick away where somebody objects; it stays open."),
        Stage.DOTS: _("Read the titles out. Go on once everybody has chosen."),
        Stage.ACTIONS: _("Read the actions out: each needs a person and a day. Then close."),
    }
    return said.get(stage, "")


def _while_open(item: AgendaItem) -> str:
    level = item.phase == Phase.LEVEL_OPEN
    if (item.level_round if level else item.owner_round) > 1:
        return _("They vote once more, without talking. Show the votes once all have voted.")
    if level:
        return _("Read the question and the levels out. Show the votes once all have voted.")
    return _("Read the question out. Show the votes once all have voted.")


def _of_result(item: AgendaItem, band: str | None) -> str:
    level = item.phase == Phase.LEVEL_SHOWN
    again = (item.level_round if level else item.owner_round) < ROUNDS
    match band:
        case "agree":
            return _("Ask whether anybody objects, then agree.")
        case "near" if again:
            return _("Let those farthest apart say why. Then agree, or vote again.")
        case "split" if again:
            return _("Let those farthest apart say why. Then vote again.")
        case "near" | "split":
            return _("Agree, and write down who sees it otherwise; or leave it open.")
        case _:
            return _("The vote gives no answer. Talk about it; then agree, or leave it open.")


def _of_next(workshop: Workshop, then: AgendaItem | None) -> str:
    if then is None:
        return _("Next: actions") if _is_ranked(workshop) else _("Next: what matters most.")
    if then.bulk:
        return _("Next: what you agree on already.")
    title = room_model(workshop).model.activities[then.activity].staff_title
    return _("Next: %(title)s") % {"title": title}


def _is_ranked(workshop: Workshop) -> bool:
    return past_dots(workshop) == Stage.ACTIONS
