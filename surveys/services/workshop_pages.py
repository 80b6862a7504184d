"""What the pages that prepare a workshop show, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from readiness.core import agenda as core
from readiness.core.activity_model import ActivityModel
from readiness.core.tree import Tree
from surveys import queries, room_queries
from surveys.models import AgendaItem, Assessment, Mode, Phase, Stage, Why, Workshop
from surveys.services import results, workshops
from surveys.services.model_versions import in_words
from surveys.services.qr import inline_svg

if TYPE_CHECKING:
    from readiness.reporting.story.reading import Reading

JOIN = "room:join"
"""The name of the page where people type the code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A workshop in the list."""

    code: str
    title: str
    held_on: date
    stage: str
    state: str
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """An activity on the agenda, or one that may be put there.

    ``on_screens``: its name in the room, where that is another than in the report.
    ``why``: in a word or two; ``because``: a sentence with the survey's figures. ``modes``: what
    may be voted on, with its words. ``agreed``: it may be accepted as surveyed. ``fixed``: it was
    begun, or the room is past talking.
    """

    activity: str
    title: str
    on_screens: str
    why: str
    because: str
    mode: str
    modes: tuple[tuple[str, str], ...]
    minutes: int
    decided: str
    agreed: bool
    first: bool = False
    last: bool = False
    fixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparing:
    """``minutes`` are there for the items, ``needed`` is how long they take.

    ``surveyed``: proposed from a release. ``newer``: there is a release made after that one.
    """

    items: tuple[ItemLine, ...]
    bulk: tuple[ItemLine, ...]
    rest: tuple[ItemLine, ...]
    minutes: int
    needed: int
    surveyed: bool
    newer: bool
    prepared: bool
    editable: bool
    stage: str

    @property
    def over(self) -> int:
        """Minutes too many."""
        return max(0, self.needed - self.minutes)

    @property
    def spare(self) -> int:
        return max(0, self.minutes - self.needed)


def lines(assessment: Assessment) -> list[Line]:
    """The newest first. Two SQL."""
    rows = room_queries.workshops().filter(assessment=assessment)
    return [
        Line(
            code=row.code,
            title=row.title,
            held_on=row.held_on,
            stage=row.stage,
            state=row.get_stage_display(),
            items=len(row.items.all()),
        )
        for row in rows.prefetch_related("items").order_by("-held_on", "-pk")
    ]


def has_release(assessment: Assessment) -> bool:
    return queries.releases(assessment).exists()


def door() -> tuple[str, str]:
    """Where people join, and the same as a picture."""
    address = f"{settings.BASE_URL}{reverse(JOIN)}"
    return address, inline_svg(address)


def preparing(workshop: Workshop) -> Preparing:
    """The agenda beside the minutes, and what is not on it."""
    desk = _desk(workshop)
    rows = room_queries.agenda(workshop)
    full, bulk = ([row for row in rows if row.bulk == wanted] for wanted in (False, True))
    there = {row.activity for row in rows}
    newest = queries.releases(workshop.assessment).values_list("pk", flat=True).first()
    return Preparing(
        items=tuple(desk.line(row, full) for row in full),
        bulk=tuple(desk.line(row, bulk) for row in bulk),
        rest=tuple(desk.other(code) for code in desk.model.activities if desk.is_free(code, there)),
        minutes=core.minutes_for_items(workshop.minutes),
        needed=sum(core.minutes_of(row.mode) for row in full),
        surveyed=workshop.release is not None,
        newer=newest is not None and newest != workshop.release_id,
        prepared=workshop.stage == Stage.PREPARED,
        editable=workshop.stage in workshops.EDITABLE,
        stage=workshop.get_stage_display(),
    )


@dataclass(frozen=True, kw_only=True)
class _Desk:
    """Puts an activity into words."""

    workshop: Workshop
    model: ActivityModel
    tree: Tree
    reading: Reading | None
    proposed: dict[str, core.Proposal]
    decided: dict[str, date]

    def line(self, row: AgendaItem, row_of: list[AgendaItem]) -> ItemLine:
        begun = row.phase != Phase.WAITING
        return self._line(
            row.activity,
            mode=row.mode,
            why=row.get_why_display(),
            first=row == row_of[0],
            last=row == row_of[-1],
            fixed=begun or self.workshop.stage not in workshops.EDITABLE,
        )

    def other(self, code: str) -> ItemLine:
        found = self.proposed[code]
        why = "" if found.why == core.CHOSEN else Why(found.why).label
        return self._line(code, mode=found.mode, why=str(why))

    def is_free(self, code: str, there: set[str]) -> bool:
        return code in self.proposed and code not in there

    def _line(
        self,
        code: str,
        *,
        mode: str,
        why: str,
        first: bool = False,
        last: bool = False,
        fixed: bool = False,
    ) -> ItemLine:
        day = self.decided.get(code)
        modes = core.modes_of(tree=self.tree, code=code)
        return ItemLine(
            activity=code,
            title=found.title if (found := self.model.activities.get(code)) else code,
            on_screens=found.staff_title if found and found.staff_title != found.title else "",
            why=why,
            because=self._because(code),
            mode=mode,
            modes=tuple((each, str(Mode(each).label)) for each in modes),
            minutes=core.minutes_of(mode),
            decided=_("Decided on %(day)s") % {"day": date_format(day, "DATE_FORMAT")}
            if day
            else "",
            agreed=code in self.proposed and self.proposed[code].agreed,
            first=first,
            last=last,
            fixed=fixed,
        )

    def _because(self, code: str) -> str:
        from readiness.reporting.story.agenda import why  # noqa: PLC0415 - slow import

        found = self.proposed.get(code)
        return why(self.reading, found) if self.reading and found else ""


def _desk(workshop: Workshop) -> _Desk:
    found = workshops.proposal(workshop)
    every = (*found.items, *found.bulk, *found.rest)
    assessment = workshop.assessment
    model = in_words(assessment)
    rows = queries.decisions(assessment).values_list("activity", "decided_on")
    return _Desk(
        workshop=workshop,
        model=model,
        tree=workshops.tree_of(assessment),
        reading=_reading(workshop, model),
        proposed={each.activity: each for each in every},
        decided=dict(rows),
    )


def _reading(workshop: Workshop, model: ActivityModel) -> Reading | None:
    from readiness.reporting.story.reading import Reading  # noqa: PLC0415 - slow import

    release = results.release_of(workshop)
    return Reading(release=release, model=model) if release else None
