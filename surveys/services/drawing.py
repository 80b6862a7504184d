"""The steps of a report as plain functions: counts in, figures out; figures in, documents out.

They know no database, so that a child process without one can do them; whoever has the time does
them on the spot.
"""

from __future__ import annotations

import dataclasses
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from readiness.core.activity_model import ActivityModel, read_model
from readiness.core.decisions import AgreedAction, Decision, Evidence
from readiness.core.release import Release
from readiness.core.scope import Department, Scope
from readiness.core.tally import tally_from_counts
from readiness.reporting.edits import NONE, Edit, Edits
from readiness.reporting.look import PLAIN, Look
from surveys.services.stored_release import read_release

VERSION = 1
"""Grows whenever the same Release gives other documents, so that they are drawn again."""
PICTURES = ("logo", "brand")
Piece = tuple[str, str]
Counts = dict[tuple[str, str, str], int]
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """An earlier round: the text of its model, who took part, and its counts."""

    model: str
    scope: Scope
    counts: Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What a release is computed from."""

    scope: Scope
    counts: Counts
    decisions: tuple[Decision, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    actions: tuple[AgreedAction, ...] = ()
    before: Before | None = None

    def as_data(self) -> dict[str, Any]:
        """Lists and values, as JSON can carry them."""
        before = self.before
        return {
            "scope": _scope_data(self.scope),
            "counts": _counts_data(self.counts),
            "decisions": [dataclasses.asdict(each) for each in self.decisions],
            "evidence": [dataclasses.asdict(each) for each in self.evidence],
            "actions": [dataclasses.asdict(each) for each in self.actions],
            "before": before
            and {
                "model": before.model,
                "scope": _scope_data(before.scope),
                "counts": _counts_data(before.counts),
            },
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Inputs:
        """What ``as_data`` was made of."""
        before = data["before"]
        return cls(
            scope=_scope(data["scope"]),
            counts=_counts(data["counts"]),
            decisions=tuple(_decision(each) for each in data["decisions"]),
            evidence=tuple(Evidence(**each) for each in data["evidence"]),
            # A job that an earlier version has begun knows none.
            actions=tuple(AgreedAction(**each) for each in data.get("actions", ())),
            before=before
            and Before(
                model=before["model"],
                scope=_scope(before["scope"]),
                counts=_counts(before["counts"]),
            ),
        )


def _scope_data(scope: Scope) -> dict[str, Any]:
    found = {each.name: getattr(scope, each.name) for each in dataclasses.fields(scope)}
    return found | {
        "departments": [dataclasses.asdict(each) for each in scope.departments],
        "not_applicable": [[*key, reason] for key, reason in scope.not_applicable.items()],
        "closed": sorted(scope.closed),
    }


def _scope(data: dict[str, Any]) -> Scope:
    marks = {(key, activity): why for key, activity, why in data["not_applicable"]}
    departments = tuple(Department(**each) for each in data["departments"])
    closed = frozenset(data["closed"])
    rest = {"departments": departments, "not_applicable": marks, "closed": closed}
    return Scope(**data | rest)


def _counts_data(counts: Counts) -> list[list[Any]]:
    return [[*key, n] for key, n in counts.items()]


def _counts(data: list[list[Any]]) -> Counts:
    return {(key, question, value): n for key, question, value, n in data}


def _decision(data: dict[str, Any]) -> Decision:
    lists = {name: tuple(value) for name, value in data.items() if isinstance(value, list)}
    return Decision(**data | lists)


def compute(*, inputs: Inputs, model: ActivityModel) -> str:
    """The text of a release."""
    from readiness.core.assess import Round, assess  # noqa: PLC0415 - slow import

    before = None
    if inputs.before is not None:
        before = Round(
            model=read_model(inputs.before.model),
            scope=inputs.before.scope,
            tally=tally_from_counts(inputs.before.counts),
        )
    return assess(
        model=model,
        scope=inputs.scope,
        tally=tally_from_counts(inputs.counts),
        before=before,
        decisions=inputs.decisions,
        evidence=inputs.evidence,
        actions=inputs.actions,
    ).to_json()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What of a document is not in the Release: its look, and a consultant's edits."""

    look: Look = PLAIN
    edits: Edits = NONE

    def as_data(self) -> dict[str, Any]:
        """Lists and values, as JSON can carry them; the same for the same, in whatever order."""
        look, edits = dataclasses.asdict(self.look), self.edits
        pictures = {name: b64encode(look[name]).decode() for name in PICTURES}
        sentences = sorted(edits.sentences.items())
        return {
            "look": look | pictures,
            "sentences": [[place, edit.original, edit.text] for place, edit in sentences],
            "notes": sorted(edits.notes.items()),
            "left_out": sorted(edits.left_out),
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Wording:
        """What ``as_data`` was made of."""
        pictures = {name: b64decode(data["look"][name]) for name in PICTURES}
        return cls(
            look=Look(**data["look"] | pictures),
            edits=Edits(
                sentences={
                    place: Edit(original=original, text=text)
                    for place, original, text in data["sentences"]
                },
                notes=dict(data["notes"]),
                left_out=frozenset(data["left_out"]),
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A document to be drawn. ``subject`` is the department it is about, empty for them all."""

    release: Release
    model: ActivityModel
    wording: Wording
    subject: str
    say: Say | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A kind of document. ``about``: the departments that each have one; None for one in all."""

    draw: Callable[[Order], bytes]
    about: Callable[[Release], Iterable[str]] | None = None


def _summary(order: Order) -> bytes:
    from readiness.reporting import pdf  # noqa: PLC0415 - slow import

    wording = order.wording
    return pdf.summary(
        release=order.release, model=order.model, look=wording.look, edits=wording.edits
    )


def _organisation(order: Order) -> bytes:
    from readiness.reporting import pdf  # noqa: PLC0415 - slow import

    return pdf.organisation_report(
        release=order.release,
        model=order.model,
        look=order.wording.look,
        edits=order.wording.edits,
        say=order.say,
    )


def _annex(order: Order) -> bytes:
    from readiness.reporting import pdf  # noqa: PLC0415 - slow import

    wording = order.wording
    return pdf.annex_report(
        release=order.release, model=order.model, look=wording.look, edits=wording.edits
    )


def _department(order: Order) -> bytes:
    from readiness.reporting import department  # noqa: PLC0415 - slow import

    return department.department_report(
        release=order.release,
        model=order.model,
        group=order.subject,
        look=order.wording.look,
        edits=order.wording.edits,
    )


def _departments(release: Release) -> Iterable[str]:
    from readiness.reporting import department  # noqa: PLC0415 - slow import

    return department.groups(release)


def _brief(order: Order) -> bytes:
    from readiness.reporting import department  # noqa: PLC0415 - slow import

    return department.owner_brief(
        release=order.release,
        model=order.model,
        owner=order.subject,
        look=order.wording.look,
        edits=order.wording.edits,
    )


def _owners(release: Release) -> Iterable[str]:
    from readiness.reporting import department  # noqa: PLC0415 - slow import

    return department.owners(release)


def _charts(order: Order) -> bytes:
    from readiness.reporting.charts import gallery  # noqa: PLC0415 - slow import
    from readiness.reporting.story.build import build_story  # noqa: PLC0415 - slow import

    story = build_story(release=order.release, model=order.model)
    drawn = gallery.drawn(story=story, release=order.release)
    return gallery.to_json(drawn).encode()


def _workbook(order: Order) -> bytes:
    from readiness.reporting import xlsx  # noqa: PLC0415 - slow import

    wording = order.wording
    return xlsx.workbook(
        release=order.release, model=order.model, look=wording.look, edits=wording.edits
    )


def _text(order: Order) -> bytes:
    from readiness.reporting import docx  # noqa: PLC0415 - slow import

    wording = order.wording
    return docx.document(
        release=order.release, model=order.model, look=wording.look, edits=wording.edits
    )


def _tables(order: Order) -> bytes:
    from readiness.reporting import tables  # noqa: PLC0415 - slow import

    return tables.csv_zip(release=order.release, model=order.model, edits=order.wording.edits)


def _pictures(order: Order) -> bytes:
    from readiness.reporting import png  # noqa: PLC0415 - slow import

    return png.pages_zip(_organisation(order))


DOCUMENTS = {
    "summary": Document(draw=_summary),
    "organisation": Document(draw=_organisation),
    "charts": Document(draw=_charts),
    "brief": Document(draw=_brief, about=_owners),
    "department": Document(draw=_department, about=_departments),
    "xlsx": Document(draw=_workbook),
    "docx": Document(draw=_text),
    "csv": Document(draw=_tables),
    "png": Document(draw=_pictures),
    "annex": Document(draw=_annex),
}
"""By kind, in the order in which they are drawn and listed: last what takes most."""


def wanted(text: str) -> list[Piece]:
    """Kind and subject of every document of the release with this text."""
    if not any(each.about for each in DOCUMENTS.values()):
        return [(kind, "") for kind in DOCUMENTS]
    release = read_release(text)
    return [
        (kind, subject)
        for kind, each in DOCUMENTS.items()
        for subject in (each.about(release) if each.about else ("",))
    ]


def draw(
    *,
    kind: str,
    text: str,
    model: ActivityModel,
    subject: str = "",
    wording: Wording | None = None,
    say: Say | None = None,
) -> bytes:
    """A document of the release with this text; ``say`` is told "laying_out" where that is long."""
    order = Order(
        release=read_release(text),
        model=model,
        wording=wording or Wording(),
        subject=subject,
        say=say,
    )
    return DOCUMENTS[kind].draw(order)
