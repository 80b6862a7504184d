"""Read what a workshop decided and what evidence says: CSV in, every problem with its row.

Here the file is read; whether it fits the model, the departments and the survey is checked where
it is set beside the survey's figures, and told by row with the help of ``SourceFile``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from readiness.core.decisions import LETTERS, Decision, Evidence, SourceProblem
from readiness.core.tally import AnswerProblem
from surveys.services.answer_files import CONTROL, FileError, read_rows

if TYPE_CHECKING:
    from pathlib import Path

DECISION_COLUMNS = (
    *("activity", "level", "accountable", "responsible", "consulted", "informed"),
    *("reason", "decided_on", "dissent", "status", "status_on", "status_by"),
)
EVIDENCE_COLUMNS = ("activity", "kind", "level", "by", "reason", "seen_on")
BETWEEN = ";"
MAX_TEXT = 1000
Entry = TypeVar("Entry", Decision, Evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile(Generic[Entry]):
    """What a file holds, and the row of each entry."""

    name: str = ""
    entries: tuple[Entry, ...] = ()
    rows: tuple[int, ...] = ()

    def error(self, problems: Sequence[SourceProblem]) -> FileError:
        """Problems found in the entries, told by the row and column that they stand in."""
        told = [
            AnswerProblem(row=self.rows[p.place], column=p.field, what=p.what, mend=p.mend)
            for p in problems
        ]
        return FileError(self.name, told)


def read_decisions(path: Path) -> SourceFile[Decision]:
    """Read a file of decisions. Raises FileError."""
    problems: list[AnswerProblem] = []
    rows = read_rows(
        path, columns=DECISION_COLUMNS, needed=("activity", "decided_on"), problems=problems
    )
    for number, cells in rows:
        if len(_keys(cells, "accountable")) > 1:
            problems.append(
                AnswerProblem(
                    row=number,
                    column="accountable",
                    what="more than one department is accountable",
                    mend="Keep one; the others may be responsible",
                )
            )
    _check(path, rows, problems)
    return SourceFile(
        name=str(path),
        entries=tuple(_decision(cells) for _number, cells in rows),
        rows=tuple(number for number, _cells in rows),
    )


def read_evidence(path: Path) -> SourceFile[Evidence]:
    """Read a file of evidence. Raises FileError."""
    problems: list[AnswerProblem] = []
    rows = read_rows(path, columns=EVIDENCE_COLUMNS, needed=EVIDENCE_COLUMNS, problems=problems)
    _check(path, rows, problems)
    return SourceFile(
        name=str(path),
        entries=tuple(
            Evidence(**{name: cells.get(name, "") for name in EVIDENCE_COLUMNS})
            for _number, cells in rows
        ),
        rows=tuple(number for number, _cells in rows),
    )


def _decision(cells: dict[str, str]) -> Decision:
    def text(name: str) -> str | None:
        return cells.get(name) or None

    letters = {name: _keys(cells, name) for name in LETTERS}
    return Decision(
        activity=cells.get("activity", ""),
        decided_on=cells.get("decided_on", ""),
        level=text("level"),
        accountable=text("accountable"),
        reason=text("reason"),
        dissent=text("dissent"),
        status=text("status") or "proposed",
        status_on=text("status_on"),
        status_by=text("status_by"),
        **letters,
    )


def _keys(cells: dict[str, str], column: str) -> tuple[str, ...]:
    parts = (part.strip() for part in cells.get(column, "").split(BETWEEN))
    return tuple(part for part in parts if part)


def _check(
    path: Path, rows: list[tuple[int, dict[str, str]]], problems: list[AnswerProblem]
) -> None:
    """Raise FileError for what is wrong with the file itself."""
    for number, cells in rows:
        problems += [
            AnswerProblem(
                row=number,
                column=name,
                what=f"the text is longer than {MAX_TEXT} characters or holds control characters",
                mend="Shorten or retype it",
            )
            for name, text in cells.items()
            if len(text) > MAX_TEXT or CONTROL.search(text)
        ]
    if not rows and not problems:
        problems.append(
            AnswerProblem(
                row=2, column="all", what="there is nothing below the header", mend="Add a row"
            )
        )
    if problems:
        raise FileError(str(path), sorted(problems, key=lambda problem: problem.row))
