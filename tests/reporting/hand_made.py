"""A Release made by hand: every activity has a clear owner, scores and points are round.

Change what a test is about with ``dataclasses.replace`` or the helpers below.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from readiness.core.activity_model import ActivityModel, load_model
from readiness.core.ownership_rules import Condition
from readiness.core.release import (
    FORMAT,
    ActivityResult,
    Agreement,
    CandidateResult,
    ConditionResult,
    Counted,
    Coverage,
    DepartmentRef,
    FormCandidate,
    FormResult,
    GateResult,
    GroupRef,
    LeadScore,
    ModelRef,
    Node,
    NodeBasis,
    OrganisationRef,
    OwnerLoad,
    Ownership,
    QuestionResult,
    Raci,
    Release,
    Stability,
    Step,
)
from readiness.reporting.story.reading import Reading

DATA = Path(__file__).resolve().parents[2] / "readiness" / "data"
NAMES = {
    "communications": "Communications",
    "customer_service": "Customer service",
    "it": "IT",
    "marketing": "Marketing",
}
CRITERIA = ("capability", "perceived", "mandate_fit", "room", "dialogue")


def shipped_model() -> ActivityModel:
    return load_model(next(DATA.glob("social-media-readiness-*.yaml")))


def reading(release: Release, model: ActivityModel) -> Reading:
    return Reading(release=release, model=model)


def candidate(department: str, score: float | None, **changes: Any) -> CandidateResult:
    there = score is not None
    base = CandidateResult(
        department=department,
        score=score,
        why_not_scored=None if there else "no_answers",
        criteria=dict.fromkeys(CRITERIA, 0.5),
        points=dict.fromkeys(CRITERIA, 10.0 if there else None),
        penalty=0.0 if there else None,
        today=20,
        should=30,
        claim="yes",
        claim_share=None,
        conditions=(),
        missing=(),
    )
    return replace(base, **changes)


def ownership(**changes: Any) -> Ownership:
    """Clearly owned by communications."""
    base = Ownership(
        pattern="clear",
        strength="plain",
        alternative=None,
        finding=False,
        near_miss=None,
        views=60,
        groups=4,
        dk=17,
        dk_involved=11,
        shares={"communications": 72, "marketing": 14, "nobody": 8, "several": 6},
        should={"communications": 55, "new_team": 18},
        top="communications",
        second="marketing",
        claimants=("communications",),
        involved=("communications",),
        all_involved=False,
        refused=None,
        verdict="recommended",
        recommended="communications",
        runner_up="customer_service",
        margin=11.1,
        criteria=(
            candidate("communications", 66.2),
            candidate("customer_service", 55.1),
            candidate("marketing", 41.3),
            candidate("it", 22.4),
        ),
        stability=Stability(pattern=94, owner=97),
        winners=dict.fromkeys(_weighings(), "communications"),
        depends_on_weights=False,
        confidence="high",
        conditions=(),
        status="proposed",
    )
    return replace(base, **changes)


def _weighings() -> tuple[str, ...]:
    return ("equal_weights", *(f"without_{name}" for name in CRITERIA))


def question(code: str, domain: str, **changes: Any) -> QuestionResult:
    base = QuestionResult(
        code=code,
        domain=domain,
        verdict="recommended",
        lead="communications",
        runner_up="customer_service",
        margin=11.1,
        scores=(
            LeadScore(department="communications", score=66.2),
            LeadScore(department="customer_service", score=55.1),
            LeadScore(department="marketing", score=41.3),
            LeadScore(department="it", score=22.4),
        ),
        not_scored=(),
        exceptions=(),
        stability=94,
        winners=dict.fromkeys(_weighings(), "communications"),
        depends_on_weights=False,
        confidence="high",
        conditions=(),
    )
    return replace(base, **changes)


def release(model: ActivityModel) -> Release:
    return Release(
        format=FORMAT,
        model=ModelRef(
            id=model.model.id,
            title=model.model.title,
            version=model.model.version,
            sha256=model.sha256,
        ),
        organisation=OrganisationRef(name="Brightwater plc", period="4–22 March", headcount=900),
        floor=5,
        exact=False,
        repeats=1000,
        coverage=Coverage(
            answered=87, invited=120, share=73, departments=4, shown=4, joined=0, few=False
        ),
        departments=tuple(_department(key) for key in NAMES),
        groups=tuple(_group(key) for key in NAMES),
        counted=Counted(
            activities=16,
            owned=16,
            unowned=0,
            contested=0,
            not_settled=0,
            insufficient=0,
            at_target=0,
            scored=16,
        ),
        nodes=_nodes(model),
        activities=tuple(
            _activity(model, code, rank) for rank, code in enumerate(model.activities, start=1)
        ),
        questions=tuple(question(q.code, q.domain) for q in model.executive_questions),
        form=_form(model),
        owners=(
            OwnerLoad(
                department="communications",
                activities=tuple(model.activities),
                hours=30,
                available=36,
                overloaded=False,
                too_many=False,
            ),
        ),
        warnings=(),
    )


def _department(key: str) -> DepartmentRef:
    return DepartmentRef(
        key=key,
        name=NAMES[key],
        type=key,
        group=key,
        head=f"Ada Lovelace, Head of {NAMES[key]}",
        hours=3,
        room=2,
        authority=3,
        headcount=30,
    )


def _group(key: str) -> GroupRef:
    return GroupRef(key=key, name=NAMES[key], departments=(key,), answered=20, invited=30)


def _node(code: str, kind: str, department: str | None, **changes: Any) -> Node:
    base = Node(
        code=code,
        kind=kind,
        department=department,
        released=True,
        n=76,
        dk=9,
        np=2,
        score=1.7,
        level=1,
        level_word="Improvised",
        target=3.0,
        gap=1.3,
        band="largely",
        agreement=Agreement(view="one_view", band="strong"),
    )
    return replace(base, **changes)


def _nodes(model: ActivityModel) -> tuple[Node, ...]:
    found = []
    for department in (None, *NAMES):
        found.append(
            Node(code="overall", kind="overall", department=department, released=True, score=1.6)
        )
        for domain in model.domains:
            found.append(
                Node(
                    code=domain.code,
                    kind="domain",
                    department=department,
                    released=True,
                    score=1.8,
                    target=3.0,
                    gap=1.2,
                    band="largely",
                )
            )
            for activity in domain.activities:
                found.append(_node(activity.code, "activity", department))
                found.append(
                    _node(
                        activity.items[0].code,
                        "item",
                        department,
                        basis=NodeBasis(rule="departments", counted=4, of=4),
                    )
                )
    return tuple(found)


def _activity(model: ActivityModel, code: str, rank: int) -> ActivityResult:
    action = model.activities[code].actions[1]
    return ActivityResult(
        code=code,
        domain=model.domain_of[code].code,
        closed=False,
        priority=4.8,
        rank=rank,
        lead_group="communications",
        step=Step(
            from_level=action.from_level,
            to_level=action.to_level,
            hours=action.hours,
            weeks=action.weeks,
        ),
        ownership=ownership(),
        raci=Raci(
            accountable="communications",
            responsible=("customer_service",),
            consulted=("it",),
            informed=("marketing",),
            provisional=False,
            checks=(),
        ),
    )


def _form(model: ActivityModel) -> FormResult:
    """The second form fits; of every other form no condition holds."""
    forms = model.rules.forms.order
    return FormResult(
        code=forms[1].code,
        evidence=forms[1].code,
        gate=(GateResult(code="departments", value=4, needed=3, is_share=False, met=True),),
        conditions=tuple(
            FormCandidate(
                code=form.code,
                title=form.title,
                met=len(form.conditions) if form is forms[1] else 0,
                of=len(form.conditions),
                conditions=tuple(
                    result
                    for number, c in enumerate(form.conditions)
                    for result in _conditions(model, c, number, met=form is forms[1])
                ),
            )
            for form in forms
        ),
        runner_up=forms[2].code,
        runner_up_needs=tuple(c.index for c in forms[2].conditions if c.index),
        stability=91,
        host="communications",
    )


def _conditions(
    model: ActivityModel, condition: Condition, number: int, *, met: bool
) -> list[ConditionResult]:
    if condition.any:
        return [
            replace(result, either=number)
            for part in condition.any
            for result in _conditions(model, part, number, met=met)
        ]
    index = next(i for i in model.rules.indices if i.code == condition.index)
    test = "below" if condition.below is not None else "at_least"
    threshold = condition.below if condition.below is not None else condition.at_least
    if condition.above_index is not None:
        test, threshold = "above", 1.0
    return [
        ConditionResult(
            index=index.code,
            title=index.title,
            test=test,
            value=18 if index.is_share else 1.6,
            threshold=round((threshold or 0) * 100) if index.is_share else threshold,
            is_share=index.is_share,
            met=met,
            close=False,
        )
    ]


def with_ownership(base: Release, code: str, owner: Ownership) -> Release:
    """The Release with one activity's ownership replaced."""
    return replace(
        base,
        activities=tuple(
            replace(result, ownership=owner) if result.code == code else result
            for result in base.activities
        ),
    )


def with_question(base: Release, code: str, **changes: Any) -> Release:
    """The Release with an executive question changed."""
    return replace(
        base,
        questions=tuple(
            replace(found, **changes) if found.code == code else found for found in base.questions
        ),
    )


def with_node(base: Release, code: str, department: str | None, **changes: Any) -> Release:
    """The Release with one node changed."""
    return replace(
        base,
        nodes=tuple(
            replace(node, **changes) if (node.code, node.department) == (code, department) else node
            for node in base.nodes
        ),
    )
