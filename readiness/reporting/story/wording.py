"""How figures, names and lists are written. A figure is printed as released, never rounded here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from django.utils.formats import get_format
from django.utils.translation import gettext as _

from readiness.core.release import Node
from readiness.reporting.story.types import Number, Part, Rich

SPACE = "\N{NO-BREAK SPACE}"
ISOLATE, END_ISOLATE = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
MINUS = "\N{MINUS SIGN}"
RIGHT_TO_LEFT = frozenset({"R", "AL"})


def score(value: Number, places: int = 1) -> str:
    """A score, gap or number of points: one decimal or as many as the model has, always shown."""
    return _fixed(value, places)


def figure(value: Number) -> str:
    """A statistic or a criterion: two decimals."""
    return _fixed(value, 2)


def percent(value: Number) -> str:
    """A share, already in per cent."""
    return f"{whole(value)}{SPACE}%"


def share(value: Number, bound: str | None) -> str:
    """A share; where views of small groups are kept back, as the least that holds."""
    text = percent(value)
    return _("%(share)s or more") % {"share": text} if bound == "or_above" else text


def whole(value: Number) -> str:
    """A count, with thousands set apart; an exact share keeps its decimals."""
    if value is None:
        return missing()
    return marked(f"{int(value):,}" if float(value).is_integer() else str(value))


def threshold(value: float) -> str:
    """A figure of the model: as many decimals as it has, at least one."""
    return marked(str(float(value)))


def points(value: float) -> str:
    """A number of points in the model, as "10" or "7.5"."""
    return whole(value)


def model_share(value: float) -> str:
    """A share in the model, 0 to 1, as per cent."""
    return percent(float(Decimal(str(value)) * 100))


def signed(value: Number, places: int = 1) -> str:
    """A difference with its sign; nothing stands before 0."""
    text = _fixed(value, places)
    return f"+{text}" if value is not None and value > 0 else text


def _fixed(value: Number, places: int) -> str:
    if value is None:
        return missing()
    text = f"{value:.{places}f}"
    text = text if float(text) == float(value) else str(value)
    return marked(text)


def missing() -> str:
    """What stands in a table where there is no figure."""
    return "–"


def too_few() -> str:
    """What stands in a table where a figure may not be shown."""
    return _("too few answers")


def plain(value: float) -> str:
    """A figure of the model in as few digits as it needs: the end of a scale, a threshold."""
    return marked(str(int(value)) if float(value).is_integer() else str(value))


def marked(text: str) -> str:
    """A number with the marks of the language: its digits stay as they were released."""
    decimal, thousand = get_format("DECIMAL_SEPARATOR"), get_format("THOUSAND_SEPARATOR")
    return text.translate(str.maketrans({".": decimal, ",": thousand, "-": MINUS}))


def unmarked(text: str) -> str:
    """What ``marked`` was made of, without the marks between thousands."""
    decimal, thousand = get_format("DECIMAL_SEPARATOR"), get_format("THOUSAND_SEPARATOR")
    return text.replace(thousand, "").replace(decimal, ".").replace(MINUS, "-")


def node_score(node: Node, places: int = 1) -> str:
    """A node's score; at an end of the scale a small group's is printed with its bound."""
    return bounded(score(node.score, places), node.score_bound)


def bounded(text: str, bound: str | None) -> str:
    """A score with the word that keeps a small group's end of the scale open."""
    if bound == "or_below":
        return _("%(score)s or below") % {"score": text}
    if bound == "or_above":
        return _("%(score)s or above") % {"score": text}
    return text


def isolated(text: str) -> str:
    """A name inside a sentence; one with right-to-left letters keeps them to itself."""
    if any(unicodedata.bidirectional(letter) in RIGHT_TO_LEFT for letter in text):
        return f"{ISOLATE}{text}{END_ISOLATE}"
    return text


def listed(names: Iterable[str]) -> str:
    """A; A and B; A, B and C. Names with commas in them are set apart by semicolons."""
    found = list(names)
    if len(found) < 2:  # noqa: PLR2004 - one is no list
        return "".join(found)
    if any("," in name for name in found):
        return _("%(first)s; and %(last)s") % {"first": "; ".join(found[:-1]), "last": found[-1]}
    return _("%(first)s and %(last)s") % {"first": ", ".join(found[:-1]), "last": found[-1]}


def either(names: Iterable[str]) -> str:
    """A; A or B; A, B or C."""
    found = list(names)
    if len(found) < 2:  # noqa: PLR2004 - one is no choice
        return "".join(found)
    if any("," in name for name in found):
        return _("%(first)s; or %(last)s") % {"first": "; ".join(found[:-1]), "last": found[-1]}
    return _("%(first)s or %(last)s") % {"first": ", ".join(found[:-1]), "last": found[-1]}


def upper_first(text: str) -> str:
    """The text as the start of a sentence."""
    return text[:1].upper() + text[1:]


def quoted(text: str) -> str:
    """Words of the model inside a sentence."""
    return _("“%(text)s”") % {"text": text}


def without_stop(text: str) -> str:
    """A sentence of the model to go on after."""
    return text.rstrip(".")


def strong(text: str) -> Part:
    """A lead-in."""
    return Part(text=text, strong=True)


def paragraph(*pieces: str | Part | None) -> Rich:
    """Sentences with a space between them; empty ones are left out."""
    found = [Part(text=p) if isinstance(p, str) else p for p in pieces if p]
    parts: list[Part] = []
    for part in found:
        if parts:
            parts.append(Part(text=" "))
        parts.append(part)
    return Rich(parts=tuple(parts))


def rich(*pieces: str | Part) -> Rich:
    """Runs of one paragraph, joined as they are."""
    return Rich(parts=tuple(Part(text=p) if isinstance(p, str) else p for p in pieces))
