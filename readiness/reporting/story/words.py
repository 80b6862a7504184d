"""Words for the codes of a Release: patterns, verdicts, criteria, weighings, conditions, agreement.

The codes belong to the core, not to a model; the words of levels, activities, options and forms are
the model's own. A code without a word is printed as it is, so that a new one is seen and not lost.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from readiness.core.activity_model import ActivityModel
from readiness.reporting.story.wording import quoted, whole


def pattern(code: str, default_department: str) -> str:
    """An ownership pattern in two or three words, as a sentence would begin with it."""
    words = {
        "invisible": _("Not visible"),
        "insufficient": _("Too few answers"),
        "orphaned": _("No owner"),
        "outsourced": _("Left to a supplier"),
        "defaulted_to_it": _("Landed in %(department)s") % {"department": default_department},
        "disowned": _("Named, but not by its own staff"),
        "federated": _("Each department for itself"),
        "scattered_competent": _("Scattered, with able people"),
        "scattered_weak": _("Scattered"),
        "contested": _("Contested"),
        "clear": _("Clear owner"),
        "leaning": _("Likely owner"),
        "unsettled": _("No pattern"),
        "closed": _("Closed"),
    }
    return words.get(code, code)


def verdict(code: str) -> str:
    """What is said of a proposed owner, in brackets behind its name."""
    words = {
        "recommended": _("recommended"),
        "likely": _("likely, confirm"),
        "two_candidates": _("your decision"),
        "not_scored": _("on condition, not scored"),
        "by_role": _("by role"),
        "closed": _("closed"),
        "none": _("no candidate"),
    }
    return words.get(code, code)


def criterion(code: str) -> str:
    """A criterion of the owner score, as a title."""
    words = {
        "capability": _("Capability"),
        "perceived": _("Named by staff"),
        "mandate_fit": _("Mandate fit"),
        "room": _("Hours stated"),
        "dialogue": _("Two-way dialogue"),
    }
    return words.get(code, code)


def criterion_mid(code: str) -> str:
    """A criterion inside a sentence."""
    words = {
        "capability": _("capability"),
        "perceived": _("being named by staff"),
        "mandate_fit": _("mandate fit"),
        "room": _("hours stated"),
        "dialogue": _("two-way dialogue"),
    }
    return words.get(code, code)


def weighing(code: str) -> str:
    """Another way to weigh the criteria, as in "with ..."."""
    if code == "equal_weights":
        return _("all criteria weighed alike")
    name = code.removeprefix("without_")
    return _("%(criterion)s left out") % {"criterion": criterion_mid(name)}


def confidence(code: str | None) -> str:
    """How sure a proposal is, in a table."""
    words = {"high": _("sure"), "medium": _("fairly sure"), "low": _("not sure")}
    return words.get(code or "", "–")


def no_level(code: str) -> str:
    """Why there is no level."""
    words = {
        "polarised": _("views far apart, so no level"),
        "not_visible": _("not visible to staff, so no level"),
        "not_part": _("not part of this department's work"),
        "not_applicable": _("does not apply"),
        "too_few": _("too few answers"),
    }
    return words.get(code, code)


def view(code: str | None) -> str:
    """Whether a group holds one view."""
    words = {"one_view": _("one view"), "mixed_view": _("mixed view")}
    return words.get(code or "", "–")


def agreement(code: str | None) -> str:
    """The agreement among those who answered."""
    words = {
        "polarised": _("far apart"),
        "none": _("none"),
        "weak": _("weak"),
        "moderate": _("moderate"),
        "strong": _("strong"),
        "very_strong": _("very strong"),
    }
    return words.get(code or "", "–")


def band(code: str | None) -> str:
    """How far a score is towards its target."""
    words = {
        "not": _("not reached"),
        "partly": _("partly reached"),
        "largely": _("largely reached"),
        "fully": _("reached"),
    }
    return words.get(code or "", "–")


def basis(code: str) -> str:
    """Whose answers a figure of the organisation is made of."""
    words = {
        "lead": _("the department most named"),
        "no_lead": _("all departments, no lead"),
        "departments": _("all departments, each counting equally"),
        "pooled": _("leads and frequent users together"),
    }
    return words.get(code, code)


def strength(code: str, repeats: int) -> str:
    """How firm a pattern is."""
    words = {
        "plain": _("firm"),
        "probably": _("probable"),
        "not_settled": _("not settled in %(repeats)s resamples") % {"repeats": whole(repeats)},
    }
    return words.get(code, code)


def why_not_scored(code: str) -> str:
    """Why a department has no points."""
    words = {
        "no_answers": _("too few answers to be scored"),
        "type": _("not scored: it decides and does not compete"),
    }
    return words.get(code, code)


def condition(code: str) -> str:
    """What must be settled before a department can take an activity on, in a table."""
    words = {
        "free_time": _("free time first"),
        "give_authority": _("give authority first"),
        "ask_head": _("ask the head"),
    }
    return words.get(code, code)


def letters() -> dict[str, str]:
    """What the letters of the table of duties mean."""
    return {
        "A": _("answers for the result; one department for each activity"),
        "R": _("does the work"),
        "C": _("is asked before"),
        "I": _("is told after"),
    }


def level(model: ActivityModel, scale: str, value: int) -> str:
    """A level with its word, as in "2 Assigned"."""
    return level_words(value, model.scales[scale].name(value))


def level_words(value: float | str, word: str) -> str:
    """The same from a level and its word; a word that is a number itself is set apart."""
    return f"{value} ({word})" if word[:1].isdigit() else f"{value} {word}"


def left_out(code: str) -> str:
    """Why a part does not count in a figure."""
    words = {
        "not_applicable": _("not applicable"),
        "dont_know": _("not known"),
        "unanswered": _("not answered"),
        "not_part": _("not part of the work"),
        "too_few": _("with too few answers"),
        "weight": _("without weight"),
        "not_lead": _("not in the lead"),
    }
    return words.get(code, code)


def parts(noun: str, number: int) -> str:
    """The parts of a node by what they are: questions, departments or parts of another kind."""
    if noun == "question":
        return ngettext("question", "questions", number)
    if noun == "department":
        return ngettext("department", "departments", number)
    return ngettext("part", "parts", number)


def gate(code: str) -> str:
    """What must be known before an organising form is named."""
    words = {
        "departments": _("Departments shown"),
        "coverage": _("Share of those invited who answered"),
        "domains": _("Domains with a score"),
        "patterns": _("Activities with enough answers on ownership"),
        "invisible": _("Activities whose owner is not visible"),
        "stability": _("Resamples with the same form"),
    }
    return words.get(code, code)


def dont_know(model: ActivityModel) -> str:
    """The words of the model for "I don't know", in quotes."""
    return quoted(model.questionnaire.dont_know)
