"""What stands in the annex, a document of its own, and in the files attached to a report."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from readiness.reporting.story.types import Annex, Fact, Heading, Rich
from readiness.reporting.story.wording import rich, strong


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsPage:
    """Half a page: the tables of the annex by number, and the files."""

    heading: Heading
    tables: tuple[Fact, ...]
    files: tuple[Rich, ...]


def build_contents(annex: Annex | None) -> ContentsPage:
    """The last page of the report."""
    tables = annex.tables if annex is not None else ()
    return ContentsPage(
        heading=Heading(
            code="contents",
            eyebrow=_("Annex and files"),
            title=_("Every figure can be looked up: in the annex and in the attached files"),
        ),
        tables=tuple(Fact(label=table.number or "", text=table.caption) for table in tables),
        files=(
            rich(
                strong(_("Results as JSON")), ": ", _("every figure with its basis and workings.")
            ),
            rich(strong(_("Tables as CSV")), ": ", _("to sort and count with.")),
            rich(
                strong(_("The activity model")),
                ": ",
                _("questions, rules and steps as they were used."),
            ),
        ),
    )
