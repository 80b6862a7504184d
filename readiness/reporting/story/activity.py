"""One activity on the web: where it stands, who owns it, who should, and what that is made from.

The sentences are the report's and the tables are rows of its annex: nothing here is computed anew.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from readiness.core.activity_model import ActivityModel
from readiness.core.release import ActivityResult, Node, Ownership, Release
from readiness.reporting.story import words
from readiness.reporting.story.annex import department_figures
from readiness.reporting.story.effort import effort
from readiness.reporting.story.patterns import pattern_line
from readiness.reporting.story.questions import bars_of, next_step
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.results import aim_cells, level_cell, score_cell
from readiness.reporting.story.retold import retold
from readiness.reporting.story.standing import standing, target_words, today_words
from readiness.reporting.story.tables import (
    figure_column,
    percent_cell,
    text_cell,
    text_column,
    trimmed,
    whole_cell,
)
from readiness.reporting.story.titles import pattern_title
from readiness.reporting.story.types import (
    Bars,
    Cell,
    Fact,
    Heading,
    NextStep,
    PatternLine,
    Rich,
    Row,
    Table,
)
from readiness.reporting.story.whole import Story
from readiness.reporting.story.why import ahead_on, behind_on
from readiness.reporting.story.wording import missing, paragraph, percent, too_few, whole
from readiness.reporting.story.workings import Working
from readiness.reporting.story.would_change import choice_of_activity, smallest_change


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityPage:
    """``question``: the code of the executive question that its domain belongs to, or empty.

    What a model does not ask for, or what nobody can be shown, is None or empty.
    """

    heading: Heading
    activity: str
    question: str
    facts: tuple[Fact, ...]
    pattern: PatternLine | None
    bars: Bars | None
    proposal: tuple[Fact, ...]
    reasons: tuple[Rich, ...]
    candidates: Table | None
    step: NextStep | None
    items: Table | None
    departments: Table | None
    sources: Table | None
    working: Working | None


def build_activities(
    *, release: Release, model: ActivityModel, story: Story
) -> dict[str, ActivityPage]:
    """A page for every activity of the Release that ``story`` was made from, by code."""
    reading = Reading(release=retold(release, model), model=model)
    maker = _Maker(reading, story)
    return {result.code: maker.page(result) for result in reading.release.activities}


class _Maker:
    """What the pages have in common, looked up once."""

    def __init__(self, reading: Reading, story: Story) -> None:
        self.reading = reading
        self.tables = {table.code: table for table in story.annex.tables} if story.annex else {}
        self.workings = {working.code: working for working in story.workings}
        self.questions = {q.domain: q.code for q in reading.release.questions}
        self.figures = department_figures(reading)

    def page(self, result: ActivityResult) -> ActivityPage:
        reading, owner = self.reading, None if result.closed else result.ownership
        domain = reading.model.domain_of[result.code]
        return ActivityPage(
            heading=Heading(
                code=result.code, eyebrow=domain.title, title=_title(reading, result), lead=None
            ),
            activity=reading.title(result.code),
            question=self.questions.get(domain.code, ""),
            facts=_facts(reading, result),
            pattern=pattern_line(reading, result) if result.ownership else None,
            bars=bars_of(reading, result) if owner else None,
            proposal=self._proposal(result) if owner else (),
            reasons=_reasons(reading, result, owner) if owner else (),
            candidates=self._candidates(result, owner) if owner else None,
            step=_step(reading, result),
            items=_items(reading, result),
            departments=self._departments(result),
            sources=self._sources(result),
            working=self.workings.get(result.code),
        )

    def _proposal(self, result: ActivityResult) -> tuple[Fact, ...]:
        """The annex's row on who is proposed, each cell with the title of its column."""
        for code in ("annex-proposals", "annex-agreed"):
            table = self._rows(code, {f"proposal-{result.code}"})
            if table is not None:
                cells = zip(table.columns[1:], table.rows[0].cells[1:], strict=True)
                return tuple(
                    Fact(label=column.title, text=f"{cell.text} {cell.note}".strip())
                    for column, cell in cells
                    if cell.text != missing()
                )
        return ()

    def _candidates(self, result: ActivityResult, owner: Ownership) -> Table | None:
        keys = {f"candidate-{result.code}-{found.department}" for found in owner.criteria}
        found = self._rows("annex-candidates", keys)
        return trimmed(found, keep=("department", "score")) if found else None

    def _sources(self, result: ActivityResult) -> Table | None:
        beside = result.sources
        number = len(beside.evidence) + 2 if beside else 0
        return self._rows(
            "annex-sources", {f"annex-sources-{result.code}-{place}" for place in range(number)}
        )

    def _rows(self, code: str, keys: Collection[str]) -> Table | None:
        """Some rows of a table of the annex, without the headings above them."""
        table = self.tables.get(code)
        rows = [row for row in table.rows if row.key in keys] if table else []
        if table is None or not rows:
            return None
        return replace(table, rows=tuple(replace(row, group=None) for row in rows), number=None)

    def _departments(self, result: ActivityResult) -> Table | None:
        """The annex's figures of departments, a row for each; hidden ones are all alike."""
        reading = self.reading
        if len(reading.release.departments) < 2:  # noqa: PLR2004 - nothing to compare
            return None
        codes = [result.code, *(item.code for item in reading.activity(result.code).items)]
        lines = {row.key: row for row in self.figures.rows}
        shown = [lines[f"department-{code}"] for code in codes if f"department-{code}" in lines]
        if not shown:
            return None
        rows = [
            Row(
                key=group.key, cells=(Cell(text=group.name), *(line.cells[place] for line in shown))
            )
            for place, group in enumerate(reading.release.groups, start=1)
        ]
        withheld = Cell(text=too_few(), state="withheld")
        rows += [
            Row(key=d.key, cells=(Cell(text=d.name), *([withheld] * len(shown))))
            for d in reading.release.departments
            if d.group is None
        ]
        columns = (
            text_column("department", _("Department")),
            *(figure_column(line.key, line.cells[0].text) for line in shown),
        )
        return replace(self.figures, columns=columns, rows=tuple(rows), notes=())


def _title(reading: Reading, result: ActivityResult) -> str:
    """The finding on its owner, else where it stands."""
    found = pattern_title(reading, result) if result.ownership and not result.closed else None
    return found or _stands(reading, result)


def _stands(reading: Reading, result: ActivityResult) -> str:
    here = standing(reading, reading.node(result.code))
    values = {"activity": reading.title(result.code)}
    if result.closed:
        return _("%(activity)s is over") % values
    if here is None:
        return (
            _("%(activity)s: too few answers") % values
            if reading.protected
            else _("%(activity)s: no result") % values
        )
    values |= {"today": today_words(reading, here), "target": target_words(reading, here)}
    if here.gap is None:
        return _("%(activity)s: %(today)s") % values
    if here.gap:
        return _("%(activity)s: %(today)s today, %(target)s needed") % values
    return _("%(activity)s is at its target, %(target)s") % values


def _facts(reading: Reading, result: ActivityResult) -> tuple[Fact, ...]:
    """Today, target and gap with their basis; what there is not is left out."""
    node = reading.node(result.code)
    if node is None:
        return ()
    today, level = score_cell(reading, node), level_cell(reading, node)
    target, gap = aim_cells(reading, node)
    band = node.agreement.band
    figures = [
        (_("Today"), "" if today.state == "none" and level.state == "shown" else today.text),
        (_("Level"), level.text),
        (_("Target"), _target(reading, node, target)),
        (_("Gap"), gap.text),
        (_("Answers"), "" if reading.alone or node.n is None else whole(node.n)),
        (_("Don't know"), "" if node.dk is None else percent(node.dk)),
        (_("Agreement"), words.agreement(band) if band else ""),
    ]
    nothing = ("", missing())
    return tuple(Fact(label=label, text=text) for label, text in figures if text not in nothing)


def _target(reading: Reading, node: Node, cell: Cell) -> str:
    """The target with its word, where the figure beside it is a score."""
    wanted = reading.activity(node.code).target_level
    scale = reading.activity(node.code).items[0].scale
    if node.target is None or wanted is None or cell.state == "none":
        return cell.text
    return _("%(level)s (%(name)s)") % {
        "level": cell.text,
        "name": words.level(reading.model, scale, wanted),
    }


def _reasons(reading: Reading, result: ActivityResult, owner: Ownership) -> tuple[Rich, ...]:
    """What speaks for the first candidate, and what would change that."""
    scored = [found for found in owner.criteria if found.score is not None]
    texts: list[str | None] = []
    if len(scored) > 1:
        texts += [ahead_on(reading, scored[0], scored[1]), behind_on(reading, scored[0], scored[1])]
    texts.append(smallest_change(reading, choice_of_activity(result)))
    return tuple(paragraph(text) for text in texts if text)


def _step(reading: Reading, result: ActivityResult) -> NextStep | None:
    """The report's next step; without an owner where the model asks for none."""
    if result.ownership is not None:
        return next_step(reading, result)
    action = reading.step_of(result)
    if action is None or result.step is None:
        return None
    return NextStep(
        code=result.code,
        activity=reading.title(result.code),
        owner="",
        text=action.text,
        first_step=action.first_step,
        effort=effort(result.step),
        condition="",
    )


def _items(reading: Reading, result: ActivityResult) -> Table | None:
    """The questions that were asked about it, with the organisation's figures."""
    nodes = [
        node
        for item in reading.activity(result.code).items
        if (node := reading.node(item.code)) is not None
    ]
    if not nodes:
        return None
    table = Table(
        code="items",
        caption=_("The questions behind it"),
        columns=(
            text_column("question", _("Question")),
            figure_column("score", _("Score")),
            text_column("level", _("Level or answer")),
            figure_column("n", _("Answers")),
            figure_column("dk", _("Don't know")),
            text_column("agreement", _("Agreement")),
        ),
        rows=tuple(_item_row(reading, node) for node in nodes),
    )
    return trimmed(table, keep=("question",))


def _item_row(reading: Reading, node: Node) -> Row:
    band = node.agreement.band
    return Row(
        key=node.code,
        cells=(
            Cell(text=reading.node_title(node.code)),
            score_cell(reading, node),
            level_cell(reading, node),
            whole_cell(None if reading.alone else node.n),
            percent_cell(node.dk),
            text_cell(words.agreement(band) if band else None),
        ),
    )
