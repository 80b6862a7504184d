"""What stands beside the survey: evidence, decisions and an earlier round.

None of them changes a figure of the survey. They are printed next to it in the next report.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from readiness.core import decisions as core
from readiness.core.activity_model import ActivityModel
from readiness.core.tree import Tree, build_tree, items_in_scope
from surveys import queries
from surveys.models import OVER, Assessment, Decision, Evidence, Letter, Release, State, User
from surveys.services import audit
from surveys.services.model_versions import model_of
from surveys.services.scopes import scope_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

__all__ = [
    "ActivityLine",
    "EvidenceLine",
    "NotComparable",
    "Over",
    "Said",
    "UnknownLevel",
    "actions_of",
    "add",
    "compare_with",
    "decisions_of",
    "earlier_of",
    "earlier_rounds",
    "evidence_of",
    "levels_of",
    "lines",
    "remove",
]

PARTS = {
    Letter.RESPONSIBLE: "responsible",
    Letter.CONSULTED: "consulted",
    Letter.INFORMED: "informed",
}


Said = core.Evidence
"""What is to be noted, as the core takes it."""


class Over(Exception):  # noqa: N818 - reads as what happened
    """The assessment is archived; nothing is added to it any more."""


class UnknownLevel(Exception):  # noqa: N818 - reads as what happened
    """The activity is not part of the assessment, or has no such level."""


class NotComparable(Exception):  # noqa: N818 - reads as what happened
    """Not a released round of the same model that protects groups at least as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLine:
    code: str
    kind: str
    level: str
    by: str
    reason: str
    seen_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityLine:
    """An activity that is assessed, with the evidence given on it so far."""

    code: str
    title: str
    evidence: tuple[EvidenceLine, ...]


def lines(assessment: Assessment) -> tuple[ActivityLine, ...]:
    """Every activity that can be given a level, in the model's order."""
    model, tree = model_of(assessment), _tree(assessment)
    found: dict[str, list[EvidenceLine]] = {}
    for row in queries.evidence(assessment):
        words = _words(tree, row.activity) if row.activity in tree.branches else {}
        line = EvidenceLine(
            code=row.code,
            kind=row.get_kind_display(),
            level=words.get(row.level, row.level),
            by=row.by,
            reason=row.reason,
            seen_on=row.seen_on,
        )
        found.setdefault(row.activity, []).append(line)
    return tuple(
        ActivityLine(code=code, title=activity.title, evidence=tuple(found.get(code, ())))
        for code, activity in model.activities.items()
        if code in tree.branches and core.levels_of(tree, code)
    )


def levels_of(assessment: Assessment, activity: str) -> tuple[tuple[str, str], ...]:
    """The levels of an activity with their words; empty where it takes no evidence."""
    tree = _tree(assessment)
    return tuple(_words(tree, activity).items()) if activity in tree.branches else ()


def add(*, assessment: Assessment, found: Said, user: User | None, now: datetime) -> Evidence:
    """Note what an interview or a document says. Raises Over or UnknownLevel."""
    if found.level not in dict(levels_of(assessment, found.activity)):
        raise UnknownLevel
    with transaction.atomic():
        locked = _locked(assessment)
        made = Evidence.objects.create(assessment=locked, **asdict(found))
        audit.note("evidence", assessment=locked, user=user, now=now, details=found.activity)
    return made


def remove(*, evidence: Evidence, user: User | None, now: datetime) -> None:
    """Take it away again; reports that print it keep it. Raises Over."""
    with transaction.atomic():
        locked = _locked(evidence.assessment)
        evidence.delete()
        details = evidence.activity
        audit.note("evidence-removed", assessment=locked, user=user, now=now, details=details)


def earlier_rounds(assessment: Assessment) -> QuerySet[Assessment]:
    """Released rounds of the same model that protect groups at least as well, newest first.

    A closed one without a release may still be opened or grouped anew: no figure of it is fixed.
    """
    rounds = queries.assessments(assessment.organisation).exclude(pk=assessment.pk)
    released = Release.objects.values("assessment")
    return rounds.filter(
        state__in=OVER,
        pk__in=released,
        model_version__model_id=assessment.model_version.model_id,
        floor__gte=assessment.floor,
    ).exclude(earlier=assessment)


def earlier_of(assessment: Assessment) -> Assessment | None:
    """The round that was chosen, as long as it may be compared: the floor can be raised since."""
    if assessment.earlier_id is None:
        return None
    return earlier_rounds(assessment).filter(pk=assessment.earlier_id).first()


def compare_with(
    *, assessment: Assessment, earlier: Assessment | None, user: User | None, now: datetime
) -> None:
    """Say what changed since ``earlier`` in the next report. Raises Over or NotComparable."""
    if earlier is not None and not earlier_rounds(assessment).contains(earlier):
        raise NotComparable
    with transaction.atomic():
        locked = _locked(assessment)
        locked.earlier = earlier
        locked.save(update_fields=["earlier"])
        details = earlier.code if earlier else ""
        audit.note("earlier", assessment=locked, user=user, now=now, details=details)


def evidence_of(assessment: Assessment) -> tuple[core.Evidence, ...]:
    """As the core takes it; what no longer fits the model or the scope is left out."""
    tree = _tree(assessment)
    return tuple(
        core.Evidence(
            activity=row.activity,
            kind=row.kind,
            level=row.level,
            by=row.by,
            reason=row.reason,
            seen_on=row.seen_on.isoformat(),
        )
        for row in queries.evidence(assessment)
        if row.activity in tree.branches and row.level in core.levels_of(tree, row.activity)
    )


def actions_of(assessment: Assessment) -> tuple[core.AgreedAction, ...]:
    """What workshops agreed is to be done, as the core takes it: with owner and day.

    What no longer fits the scope is left out.
    """
    tree = _tree(assessment)
    return tuple(
        core.AgreedAction(
            activity=row.item.activity,
            text=row.text,
            owner=row.owner.name,
            due=row.due.isoformat(),
            hours=row.hours,
            status=row.owner.status,
        )
        for row in queries.actions(assessment)
        if row.item.activity in tree.branches and row.owner and row.due
    )


def decisions_of(assessment: Assessment) -> tuple[core.Decision, ...]:
    """As the core takes them."""
    return tuple(_decision(row) for row in queries.decisions(assessment))


def _decision(row: Decision) -> core.Decision:
    letters: dict[str, list[str]] = {}
    for letter in row.letters.all():
        letters.setdefault(letter.letter, []).append(letter.department.key)
    parts = {name: tuple(sorted(letters.get(letter, ()))) for letter, name in PARTS.items()}
    return core.Decision(
        activity=row.activity,
        decided_on=row.decided_on.isoformat(),
        level=row.level or None,
        accountable=next(iter(letters.get(Letter.ACCOUNTABLE, ())), None),
        reason=row.reason or None,
        dissent=row.dissent or None,
        status=row.status,
        status_on=row.status_on.isoformat() if row.status_on else None,
        status_by=row.status_by or None,
        **parts,
    )


def _tree(assessment: Assessment) -> Tree:
    model = model_of(assessment)
    return build_tree(model=model, items=_items(model, assessment))


def _items(model: ActivityModel, assessment: Assessment) -> Collection[str]:
    scope = scope_of(assessment)
    return items_in_scope(model=model, profile=scope.profile, closed=scope.closed)


def _words(tree: Tree, activity: str) -> dict[str, str]:
    found = core.levels_of(tree, activity)
    return {value: word or value for value, (_number, word) in found.items()}


def _locked(assessment: Assessment) -> Assessment:
    rows = queries.assessments(assessment.organisation).select_for_update(of=("self",))
    locked = rows.get(pk=assessment.pk)
    if locked.state == State.ARCHIVED:
        raise Over
    return locked
