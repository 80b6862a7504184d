"""The model's scoring rules in words: how answers become scores and levels."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from readiness.core.scales import Scale
from readiness.core.scoring_rules import LevelBy, ScoreBy
from readiness.core.tree import Branch
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.wording import either, listed, model_share, plain, quoted

KINDS = ("activity", "domain", "overall")


def rule_sentences(reading: Reading) -> list[str]:
    """A sentence for every rule, from the activities up to the whole."""
    found: list[str] = []
    for kind in KINDS:
        by_rule: dict[tuple[str, str], list[str]] = {}
        for code, branch in reading.tree.branches.items():
            if branch.kind == kind:
                rule = score_words(reading, branch), level_words(reading, branch)
                by_rule.setdefault(rule, []).append(code)
        for (score, level), codes in by_rule.items():
            subject = _subject(reading, kind, codes, alone=len(by_rule) == 1)
            found += [text % {"subject": subject} for text in (score, level) if text]
    return list(dict.fromkeys(found))


def _subject(reading: Reading, kind: str, codes: list[str], *, alone: bool) -> str:
    """What a rule is about: every node of a kind, or those that it holds for by name."""
    if kind == "overall":
        return _("the whole")
    if alone:
        return _("an activity") if kind == "activity" else _("a domain")
    ordered = [node.code for node in reading.nodes(kind) if node.code in codes]
    return listed(quoted(reading.node_title(code)) for code in ordered)


def score_words(reading: Reading, branch: Branch) -> str:
    """How a node gets its score; "" where it has none."""
    rule = branch.score
    if rule.rule == "none" or (branch.kind == "overall" and branch.span is None):
        return ""
    values = {"parts": _sources(branch), "start": plain(rule.start), "extra": _extra(rule)}
    if rule.rule == "share":
        values["answers"] = _wanted(_answers(reading, branch), rule.at_least, rule.among)
    texts = {
        "mean": _("The score of %%(subject)s is the mean of %(parts)s%(extra)s."),
        "sum": _("The score of %%(subject)s is the sum of %(parts)s%(extra)s."),
        "minimum": _("The score of %%(subject)s is the lowest of %(parts)s%(extra)s."),
        "maximum": _("The score of %%(subject)s is the highest of %(parts)s%(extra)s."),
        "share": _("The score of %%(subject)s is the share of %(parts)s that reach %(answers)s."),
        "additive": _(
            "The score of %%(subject)s adds up the levels: for each of them the mean of "
            "%(parts)s that belong to it%(extra)s."
        ),
        "deduction": _(
            "The score of %%(subject)s starts at %(start)s; for each of %(parts)s the part of its "
            "weight that was missed is taken off."
        ),
    }
    return texts[rule.rule] % values


def _sources(branch: Branch) -> str:
    if branch.score.of == "levels":
        return _("the levels of its parts")
    if branch.kind == "activity":
        return _("its questions")
    return _("all questions in it") if branch.score.of == "items" else _("its parts")


def _extra(rule: ScoreBy) -> str:
    """What a rule does besides: only one level, parts put on a common scale."""
    said = []
    if rule.at_level is not None:
        said.append(_("those of level %(level)s only") % {"level": plain(rule.at_level)})
    if rule.onto:
        ends = {"low": plain(rule.onto[0]), "high": plain(rule.onto[1])}
        said.append(_("each put on a scale from %(low)s to %(high)s first") % ends)
    return f", {listed(said)}" if said else ""


def level_words(reading: Reading, branch: Branch) -> str:
    """How a node gets its level; "" where it has none by a rule of its own."""
    rule = branch.level
    if rule is None:
        return ""
    texts = {
        "minimum": _("The level of %(subject)s is the lowest of its parts."),
        "bands": _("The level of %(subject)s is the word for its score: "),
        "cumulative": _("The level of %(subject)s is the highest for which "),
        "staged": _("The level of %(subject)s is the highest whose needs are met: "),
    }
    details = {
        "minimum": "",
        "bands": _bands(reading, rule) if rule.rule == "bands" else "",
        "cumulative": _cumulative(reading, branch, rule) if rule.rule == "cumulative" else "",
        "staged": _stages(reading, rule) if rule.rule == "staged" else "",
    }
    return texts[rule.rule] + details[rule.rule].replace("%", "%%")


def _bands(reading: Reading, rule: LevelBy) -> str:
    scale = reading.model.scales[rule.scale or ""]
    said = []
    for band in rule.bands:
        values = {"name": quoted(_name(scale, band.value))}
        if band.above is not None:
            said.append(_("%(name)s above %(n)s") % {**values, "n": plain(band.above)})
        else:
            said.append(_("%(name)s from %(n)s") % {**values, "n": plain(band.at_least or 0)})
    return f"{listed(said)}."


def _cumulative(reading: Reading, branch: Branch, rule: LevelBy) -> str:
    scale = _answers(reading, branch, of_levels=rule.of == "parts")
    own = _wanted(scale, rule.at_least, rule.among)
    lower = rule.lower_at_least or rule.lower_among
    values = {
        "parts": _("every question") if rule.of == "items" else _("every part"),
        "own": own,
        "lower": _wanted(scale, rule.lower_at_least, rule.lower_among) if lower else "",
    }
    if lower:
        return (
            _("%(parts)s of that level reaches %(own)s and of the levels below %(lower)s.") % values
        )
    return _("%(parts)s of that level and of those below reaches %(own)s.") % values


def _stages(reading: Reading, rule: LevelBy) -> str:
    said = []
    for stage in rule.stages:
        needs = [
            _("%(areas)s at level %(level)s")
            % {
                "areas": listed(reading.node_title(code) for code in need.areas),
                "level": plain(need.at_least),
            }
            for need in stage.needs
        ]
        said.append(
            _("level %(level)s: %(needs)s")
            % {"level": plain(stage.level), "needs": ", ".join(needs)}
        )
    return f"{'; '.join(said)}."


def _answers(reading: Reading, branch: Branch, *, of_levels: bool = False) -> Scale | None:
    """The scale whose answers a rule names: that of the questions, or of the parts' levels."""
    if of_levels:
        inner = [reading.tree.branches.get(part) for part in branch.parts]
        names = {b.level.scale for b in inner if b is not None and b.level is not None}
        name = next(iter(names), None)
    else:
        name = reading.model.items[branch.items[0]].scale if branch.items else None
    return reading.model.scales[name] if name else None


def _wanted(scale: Scale | None, least: str | None, among: tuple[str, ...]) -> str:
    if among:
        return either(quoted(_name(scale, value)) for value in among)
    return _("%(answer)s or better") % {"answer": quoted(_name(scale, least or ""))}


def _name(scale: Scale | None, value: str) -> str:
    if scale is None or value not in scale.values:
        return value
    return scale.names[scale.values.index(value)]


def answer_sentences(reading: Reading) -> Iterator[str]:
    """What is done with answers that are none, and with criteria that are not met."""
    rules = reading.model.rules
    dont_know = {
        "exclude": _("“I don't know” is left out."),
        "not_met": _("“I don't know” counts as not met."),
    }
    unanswered = {
        "exclude": _("What nobody answered is left out."),
        "zero": _("What nobody answered counts as zero."),
        "not_met": _("What nobody answered counts as not met."),
        "void": _("Where something was not answered, there is no figure above it either."),
    }
    not_applicable = {
        "exclude": _("What does not apply is left out."),
        "met": _("What does not apply counts as met."),
        "target": _("What does not apply counts as at its target."),
        "block": _("What does not apply stops its level."),
    }
    yield dont_know[rules.answers.dont_know]
    yield unanswered[rules.answers.unanswered]
    if rules.answers.not_applicable:
        yield not_applicable[rules.answers.not_applicable]
    if reading.model.criteria:
        yield _(
            "Some questions have criteria: where fewer than %(share)s say yes to one, no answer "
            "counts for more than the criterion allows."
        ) % {"share": model_share(rules.level.share)}


def people_sentence(reading: Reading) -> str | None:
    """How several people become one figure."""
    if reading.alone or not reading.release.coverage.answered:
        return None
    if len(reading.release.departments) == 1:
        return _("Answers of several people are averaged.")
    return _(
        "Answers of several people are averaged within their department; then departments count "
        "equally, so that a large one does not drown a small one."
    )
