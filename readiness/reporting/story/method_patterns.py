"""What each ownership pattern is read from, with its thresholds."""

from __future__ import annotations

from django.utils.translation import gettext as _

from readiness.reporting.story import words
from readiness.reporting.story.patterns import default_name
from readiness.reporting.story.reading import Reading
from readiness.reporting.story.types import Section
from readiness.reporting.story.wording import model_share, paragraph, strong, threshold, whole


def pattern_tests(reading: Reading) -> Section:
    """Every pattern in the order in which it is tried."""
    tests = {**_unowned(reading), **_shared(reading), **_owned(reading)}
    name = default_name(reading)
    return Section(
        code="method-patterns",
        title=_("Who makes sure of an activity"),
        paragraphs=(
            paragraph(
                _(
                    "Shares are of those with a view, each department counting equally. The first "
                    "of these patterns that fits is printed."
                )
            ),
        ),
        points=tuple(
            paragraph(strong(f"{words.pattern(code, name)}:"), text) for code, text in tests.items()
        ),
    )


def _unowned(reading: Reading) -> dict[str, str]:
    rules = reading.model.rules.patterns
    return {
        "invisible": _("of those whose work touches it, %(share)s or more do not know.")
        % {"share": model_share(rules.invisible.dont_know)},
        "insufficient": _("fewer than %(n)s departments with enough views.")
        % {"n": whole(rules.insufficient.departments)},
        "orphaned": _("%(share)s or more say nobody.")
        % {"share": model_share(rules.orphaned.nobody)},
        "outsourced": _("%(share)s or more name an agency or supplier.")
        % {"share": model_share(rules.outsourced.agency)},
        **_defaulted(reading),
        "disowned": _("%(share)s or more name a department, below %(own)s of its own staff do.")
        % {
            "share": model_share(rules.disowned.top),
            "own": model_share(rules.disowned.own_claim_below),
        },
    }


def _defaulted(reading: Reading) -> dict[str, str]:
    rules = reading.model.rules
    if rules.ownership.default is None:
        return {}
    text = _("%(today)s or more name it today, below %(wanted)s want it there.") % {
        "today": model_share(rules.patterns.defaulted_to_it.today),
        "wanted": model_share(rules.ownership.default.should_below),
    }
    return {"defaulted_to_it": text}


def _shared(reading: Reading) -> dict[str, str]:
    rules = reading.model.rules.patterns
    several, spread = rules.scattered_several, rules.scattered_spread
    return {
        "federated": _("%(share)s or more say each department for its own area.")
        % {"share": model_share(rules.federated.each)},
        "contested": _(
            "%(n)s departments of which %(claim)s or more of their own staff say it is theirs, or "
            "two named by nearly as many."
        )
        % {"n": whole(rules.contested.claimants), "claim": model_share(rules.contested.claim)},
        "scattered_weak": _(
            "%(several)s or more say several departments do it (%(or_several)s where none is "
            "named by %(top)s), or answers are spread as over %(owners)s departments or more."
        )
        % {
            "several": model_share(several.several),
            "or_several": model_share(several.or_several),
            "top": model_share(several.and_top_below),
            "owners": threshold(spread.effective_owners),
        },
        "scattered_competent": _("the same, with %(n)s departments at level %(level)s or above.")
        % {"n": whole(rules.competent.departments), "level": whole(rules.competent.level)},
    }


def _owned(reading: Reading) -> dict[str, str]:
    rules = reading.model.rules.patterns
    return {
        "clear": _("one is named by %(top)s or more and no other by more than %(second)s.")
        % {"top": model_share(rules.clear.top), "second": model_share(rules.clear.second_max)},
        "leaning": _("one is named by %(top)s or more.") % {"top": model_share(rules.leaning.top)},
        "unsettled": _("none of these."),
    }
