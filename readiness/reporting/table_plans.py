"""Which parts of a Release are tables of their own, what they are called and what heads a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A table from the part of the Release at ``path``.

    ``keys`` are those fields that say in the tables below which row they belong to, with the
    columns' names there. A mapping has a row an entry, headed by the columns ``by``; mappings with
    the same keys share a table: ``also``. ``words`` are the model's, for the code in ``words_of``.
    """

    name: str
    path: str
    keys: Mapping[str, str] = field(default_factory=dict)
    by: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    words_of: str = "code"

    @property
    def mappings(self) -> tuple[str, ...]:
        """The fields that hold the entries."""
        return (self.path.rpartition(".")[2], *self.also)


OWNERSHIP = "activities.ownership"
CANDIDATES = f"{OWNERSHIP}.criteria"
TITLE = ("title",)

PLANS = (
    Plan(name="departments", path="departments"),
    Plan(name="groups", path="groups"),
    Plan(
        name="nodes",
        path="nodes",
        keys={"code": "node", "department": "department"},
        words=TITLE,
    ),
    Plan(
        name="distribution",
        path="nodes.distribution",
        by=("place",),
        fields=("answers",),
    ),
    Plan(name="left_out", path="nodes.basis.left_out", by=("reason",), fields=("parts",)),
    Plan(name="node_inputs", path="nodes.inputs"),
    Plan(name="activities", path="activities", keys={"code": "activity"}, words=TITLE),
    Plan(
        name="steps",
        path="activities.step",
        words=("text", "first_step"),
        words_of="activity",
    ),
    Plan(name="ownership", path=OWNERSHIP),
    Plan(
        name="shares",
        path=f"{OWNERSHIP}.shares",
        by=("option",),
        also=("should",),
        fields=("shares", "should"),
    ),
    Plan(name="winners", path=f"{OWNERSHIP}.winners", by=("weighing",), fields=("winners",)),
    Plan(name="would_change", path=f"{OWNERSHIP}.changes"),
    Plan(name="candidates", path=CANDIDATES, keys={"department": "department"}),
    Plan(
        name="criteria",
        path=f"{CANDIDATES}.criteria",
        by=("criterion",),
        also=("points", "weights"),
        fields=("criteria", "points", "weights"),
    ),
    Plan(
        name="criterion_inputs",
        path=f"{CANDIDATES}.inputs",
        by=("criterion", "input"),
        fields=("value",),
    ),
    Plan(name="raci", path="activities.raci"),
    Plan(name="sources", path="activities.sources"),
    Plan(name="evidence", path="activities.sources.evidence"),
    Plan(name="decisions", path="activities.sources.decision"),
    Plan(name="actions", path="actions"),
    Plan(name="questions", path="questions", keys={"code": "question"}, words=TITLE),
    Plan(name="question_scores", path="questions.scores"),
    Plan(name="question_exceptions", path="questions.exceptions"),
    Plan(
        name="question_winners",
        path="questions.winners",
        by=("weighing",),
        fields=("winners",),
    ),
    Plan(name="question_would_change", path="questions.changes"),
    Plan(name="form", path="form"),
    Plan(name="form_gate", path="form.gate"),
    Plan(name="forms", path="form.conditions", keys={"code": "form"}),
    Plan(name="form_conditions", path="form.conditions.conditions"),
    Plan(name="gates", path="gates", keys={"code": "gate"}),
    Plan(name="gate_tests", path="gates.tests"),
    Plan(name="owners", path="owners"),
    Plan(name="changes", path="change.nodes", words=TITLE),
    Plan(name="profiles", path="profiles", keys={"code": "profile"}, words=TITLE),
    Plan(
        name="profile_shares",
        path="profiles.shares",
        by=("option",),
        fields=("shares",),
    ),
    Plan(name="warnings", path="warnings"),
)

# Mappings that share the table of another.
NO_PLACE = frozenset(
    f"{plan.path.rpartition('.')[0]}.{name}" for plan in PLANS for name in plan.also
)
# The one pair of figures: the ends of an interval, which have a column each.
BETWEEN = "interval"
