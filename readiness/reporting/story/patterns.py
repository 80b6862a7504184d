"""What staff say about who makes sure of an activity: a sentence and a title for every pattern."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from readiness.core.release import ActivityResult, Ownership
from readiness.reporting.story import words
from readiness.reporting.story.reading import (
    Reading,
    candidate,
    known,
    named_share,
    wanted_share,
)
from readiness.reporting.story.sources import source_sentences
from readiness.reporting.story.types import Number, PatternLine
from readiness.reporting.story.wording import (
    either,
    listed,
    model_share,
    paragraph,
    percent,
    quoted,
    share,
    whole,
)

Say = Callable[[Reading, ActivityResult], str]


def pattern_line(reading: Reading, result: ActivityResult) -> PatternLine:
    """An activity with its pattern in words, its sentence and what else is to be known."""
    return PatternLine(
        code=result.code,
        activity=reading.title(result.code),
        pattern=known(result.ownership).pattern,
        word=pattern_word(reading, known(result.ownership)),
        sentence=paragraph(pattern_sentence(reading, result)),
        details=tuple(paragraph(detail) for detail in _details(reading, result)),
    )


def pattern_word(reading: Reading, owner: Ownership) -> str:
    """The pattern in a few words; probable and not settled ones say so."""
    word = words.pattern(owner.pattern, default_name(reading))
    if owner.strength == "probably":
        return _("Probably %(pattern)s") % {"pattern": reading.mid(word)}
    if owner.strength == "not_settled":
        names = [words.pattern(code, default_name(reading)) for code in _readings_of(owner)]
        return _("Not settled: %(patterns)s") % {
            "patterns": either(reading.mid(name) for name in names)
        }
    return word


def _readings_of(owner: Ownership) -> tuple[str, ...]:
    return (owner.pattern, owner.alternative) if owner.alternative else (owner.pattern,)


def default_name(reading: Reading) -> str:
    """The departments that tasks fall to, inside a sentence."""
    keys = reading.defaults()
    return listed(reading.name(key) for key in keys) if keys else _("the default department")


def pattern_sentence(reading: Reading, result: ActivityResult) -> str:
    """The pattern as a sentence with its figures; without them where they may not be shown."""
    if result.closed:
        return _closed(reading, result)
    owner = known(result.ownership)
    if owner.pattern == "invisible":
        return _invisible(reading, result)
    if not owner.shares or owner.strength == "not_settled":
        return _most_named(reading, result)
    return SENTENCES.get(owner.pattern, _most_named)(reading, result)


def _phrase(reading: Reading, result: ActivityResult) -> dict[str, str]:
    return {"phrase": reading.activity(result.code).phrase}


def _closed(reading: Reading, result: ActivityResult) -> str:
    closes = reading.activity(result.code).closes
    if closes is None:
        return _("It needs no owner any more.")
    return _("It needs no owner any more: %(closes)s.") % {"closes": closes}


def _insufficient(reading: Reading, result: ActivityResult) -> str:
    return _("Too few answers to say who makes sure that %(phrase)s.") % _phrase(reading, result)


def _invisible(reading: Reading, result: ActivityResult) -> str:
    owner, values = known(result.ownership), _phrase(reading, result)
    if owner.dk_involved is None:
        return _insufficient(reading, result)
    values["share"] = percent(owner.dk_involved)
    if owner.all_involved:
        return _("%(share)s cannot tell who makes sure that %(phrase)s.") % values
    return _(
        "%(share)s of those whose work touches it cannot tell who makes sure that %(phrase)s."
    ) % (values)


def _orphaned(reading: Reading, result: ActivityResult) -> str:
    values = {
        **_phrase(reading, result),
        "share": named_share(known(result.ownership), "nobody"),
    }
    return _("%(share)s of those with a view say nobody makes sure that %(phrase)s.") % values


def _outsourced(reading: Reading, result: ActivityResult) -> str:
    values = {
        "share": named_share(known(result.ownership), "agency"),
        "agency": reading.mid(reading.option("agency")),
    }
    return _("%(share)s of those with a view name %(agency)s; a contact inside is to be named.") % (
        values
    )


def _defaulted(reading: Reading, result: ActivityResult) -> str:
    """Today's and the wanted share of the departments that tasks fall to."""
    owner = known(result.ownership)
    keys = [key for key in reading.defaults() if owner.shares.get(key)]
    wanted = listed(wanted_share(owner, key) for key in keys if key in owner.should)
    named = [
        _("%(share)s name %(department)s")
        % {"share": named_share(owner, key), "department": reading.name(key)}
        for key in keys
    ]
    if not named or not wanted:
        return _most_named(reading, result)
    if len(named) > 1:
        return _("Of those with a view %(named)s today; %(wanted)s want it there.") % {
            "named": listed(named),
            "wanted": wanted,
        }
    return _(
        "%(share)s of those with a view name %(department)s today, and %(wanted)s want it there."
    ) % {
        "share": named_share(owner, keys[0]),
        "department": reading.name(keys[0]),
        "wanted": wanted,
    }


def refused(reading: Reading, result: ActivityResult) -> str | None:
    """The share of answers that requests are refused, in the model's own words."""
    rule = reading.model.rules.patterns.defaulted_to_it.refused
    if known(result.ownership).refused is None or rule is None:
        return None
    anchors = reading.model.items[rule.item].anchors
    text = next(anchor.text for anchor in anchors if anchor.level == rule.level)
    return _("%(share)s say of requests: %(answer)s") % {
        "share": percent(known(result.ownership).refused),
        "answer": quoted(text),
    }


def _disowned(reading: Reading, result: ActivityResult) -> str:
    owner = known(result.ownership)
    if owner.top is None:
        return _most_named(reading, result)
    own = candidate(owner, owner.top)
    values = {
        "share": named_share(owner, owner.top),
        "department": reading.name(owner.top),
    }
    if own is None or own.claim_share is None:
        values["own"] = model_share(reading.model.rules.patterns.disowned.own_claim_below)
        return _(
            "%(share)s of those with a view name %(department)s, but less than %(own)s of its own "
            "staff do."
        ) % (values)
    values["own"] = percent(own.claim_share)
    return _(
        "%(share)s of those with a view name %(department)s, but of its own staff %(own)s do."
    ) % (values)


def _federated(_reading: Reading, result: ActivityResult) -> str:
    values = {"share": named_share(known(result.ownership), "each")}
    return _(
        "%(share)s of those with a view say each department looks after its own area, by "
        "agreement; one name is needed for the common rule."
    ) % (values)


def _scattered(reading: Reading, result: ActivityResult) -> str:
    owner = known(result.ownership)
    several = owner.shares.get("several")
    top = owner.shares.get(owner.top) if owner.top else None
    if several is None or (top is not None and several < top):
        return _most_named(reading, result)
    return _(
        "%(share)s of those with a view say several departments do it and no one is in charge."
    ) % {"share": named_share(owner, "several")}


def _contested(reading: Reading, result: ActivityResult) -> str:
    owner = known(result.ownership)
    if len(owner.claimants) < reading.model.rules.patterns.contested.claimants:
        return _most_named(reading, result)
    shown = [candidate(owner, key) for key in owner.claimants]
    names = listed(reading.name(key) for key in owner.claimants)
    shares = [percent(c.claim_share) for c in shown if c is not None and c.claim_share is not None]
    if len(shares) < len(owner.claimants):
        half = model_share(reading.model.rules.patterns.contested.claim)
        return _(
            "%(departments)s each see it as theirs: at least %(share)s of their own staff say so."
        ) % {
            "departments": names,
            "share": half,
        }
    return _("%(departments)s each see it as theirs: %(shares)s of their own staff say so.") % {
        "departments": names,
        "shares": listed(shares),
    }


def _owned(reading: Reading, result: ActivityResult) -> str:
    owner = known(result.ownership)
    if owner.top is None:
        return _most_named(reading, result)
    values = {"share": named_share(owner, owner.top), "department": reading.name(owner.top)}
    return _("%(share)s of those with a view name %(department)s.") % values


def _most_named(reading: Reading, result: ActivityResult) -> str:
    """The three answers most given, whatever they are."""
    owner = known(result.ownership)
    found = [key for key, _value in most_named(owner.shares)[:3]]
    if not found:
        return _insufficient(reading, result)
    first, rest = found[0], found[1:]
    start = _("%(share)s of those with a view answer %(answer)s") % {
        "share": named_share(owner, first),
        "answer": answer(reading, first),
    }
    others = [f"{named_share(owner, key)} {answer(reading, key)}" for key in rest]
    return f"{', '.join([start, *others])}."


def most_named(shares: Mapping[str, Number]) -> list[tuple[str, float | int]]:
    """Answers that somebody gave, the most frequent first."""
    found = [(key, share) for key, share in shares.items() if share]
    return sorted(found, key=lambda entry: -entry[1])


def answer(reading: Reading, key: str) -> str:
    """An answer to an ownership question inside a sentence."""
    if key in reading.departments:
        return reading.name(key)
    return quoted(reading.option(key))


SENTENCES: dict[str, Say] = {
    "insufficient": _insufficient,
    "orphaned": _orphaned,
    "outsourced": _outsourced,
    "defaulted_to_it": _defaulted,
    "disowned": _disowned,
    "federated": _federated,
    "scattered_competent": _scattered,
    "scattered_weak": _scattered,
    "contested": _contested,
    "clear": _owned,
    "leaning": _owned,
}


def cannot_tell(result: ActivityResult) -> str | None:
    """The share of all who answered that does not know."""
    owner = known(result.ownership)
    if owner.dk is None or result.closed:
        return None
    return _("%(share)s of all who answered cannot tell.") % {"share": percent(owner.dk)}


def _details(reading: Reading, result: ActivityResult) -> list[str]:
    found = [refused(reading, result)]
    if known(result.ownership).pattern != "insufficient":
        found.append(cannot_tell(result))
    found += [_near_miss(reading, result), _stability(reading, result)]
    found += source_sentences(reading, result)
    return [sentence for sentence in found if sentence]


def _near_miss(reading: Reading, result: ActivityResult) -> str | None:
    owner = known(result.ownership)
    near, bound = owner.near_miss, owner.shares_bound
    if near is None:
        return None
    if near.name == "invisible":  # its share is of don't know, of which nothing is kept back
        bound = None
    word = words.pattern(near.name.removesuffix("_several"), default_name(reading))
    return _("Close to %(pattern)s: %(share)s, with %(needed)s needed.") % {
        "pattern": quoted(reading.mid(_near_word(near.name, word))),
        "share": share(near.share, bound),
        "needed": percent(near.needed),
    }


def _near_word(name: str, word: str) -> str:
    return words.pattern("scattered_weak", "") if name.startswith("scattered") else word


def _stability(reading: Reading, result: ActivityResult) -> str | None:
    """For what is not printed plainly: how often the same pattern comes out."""
    owner = known(result.ownership)
    if owner.strength == "plain" or owner.stability.pattern is None:
        return None
    return _("The same pattern comes out in %(share)s of %(repeats)s resamples.") % {
        "share": percent(owner.stability.pattern),
        "repeats": whole(reading.repeats()),
    }
