"""The departments a roster names: known, alike, or new with a type guessed from the name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from surveys.models import Department, Organisation
from surveys.services import departments
from surveys.services.roster_columns import plain

CREATE, SKIP, USE = "create", "skip", "use:"
OTHER = "other"
ALIKE = 0.8
"""How much of two names must be the same for one to be proposed for the other."""
MOST_NEW = 200
TYPE_WORDS = {
    "customer_service": r"customer (?:service|care|support|success|experience)|"
    r"service ?cent|call ?cent|support\b|helpdesk|"
    r"kunden(?:service|dienst|betreuung|center)|bürger(?:service|büro)|kundschaft",
    "marketing": r"market|brand|marke\b|werbung|campaign",
    "communications": r"communicat|kommunikation|press(?:e|\b)|public relations|\bpr\b|"
    r"öffentlichkeit|media\b|medien|corporate affairs|redaktion",
    "insight": r"insight|analy|research|marktforschung|market intelligence|data|statisti|"
    r"controlling",
    "digital": r"digital|online|e ?commerce|web\b|social media|innovation",
    "it": r"\bit\b|informati|edv|technology|systems|datenverarbeitung|infrastru|software|\bict\b",
    "product": r"produ[ck]t|entwicklung|development|engineering|\br d\b|operations|fertigung",
    "sales": r"sales|vertrieb|verkauf|account|business development|außendienst|innendienst",
    "hr": r"\bhr\b|human resource|personal|people|talent|recruit|ausbildung",
    "legal": r"legal|recht|complian|datenschutz|privacy|jurist|revision|\brisk",
    "executive": r"executive|management board|geschäftsführung|geschäftsleitung|vorstand|leitung\b|"
    r"direktion|board|\bceo\b|head office|chief|oberbürgermeister",
    "regional_unit": r"region|branch|niederlassung|filiale|standort|bezirk|gebiet|country",
}
"""In the order of trying: customer service before marketing, marketing before insight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDepartment:
    """One that the roster names and nobody knows. ``name`` is its usual spelling in the file.

    ``alike``: what it may be a mistyping of, by name. ``choice`` is empty while somebody has to
    decide: the name is like another's.
    """

    place: str
    name: str
    people: int
    alike: tuple[str, ...]
    choice: str
    type: str


def types_of(organisation: Organisation) -> list[tuple[str, str]]:
    """Key and word of the types that the organisation's models know."""
    return [(key, departments.type_name(key)) for key in departments.types(organisation)]


def guess_type(name: str, types: Iterable[str]) -> str:
    """The type whose words the name holds; *other* where none does."""
    said, offered = plain(name), list(types)
    for key, words in TYPE_WORDS.items():
        if key in offered and re.search(words, said):
            return key
    exact = [key for key in offered if plain(key.replace("_", " ")) == said]
    return exact[0] if exact else (OTHER if OTHER in offered else "")


def unknown(
    spelled: Mapping[str, Counter[str]],
    known: Mapping[str, str],
    *,
    choices: Mapping[str, Mapping[str, str]],
    types: list[tuple[str, str]],
) -> tuple[NewDepartment, ...]:
    """``spelled``: by place how often it is spelled so; ``known``: by place the name."""
    new = {
        place: names.most_common(1)[0][0] for place, names in spelled.items() if place not in known
    }
    counts = {place: sum(spelled[place].values()) for place in new}
    keys, places = [key for key, _name in types], {*known, *new}
    found = []
    for place, name in sorted(new.items(), key=lambda each: each[1].casefold()):
        alike = _alike(place, new, counts, known)
        chosen = choices.get(place, {})
        choice = chosen.get("choice", "" if alike else CREATE)
        if choice.startswith(USE) and choice.removeprefix(USE) not in places - {place}:
            choice = ""
        kind = chosen.get("type", "")
        found.append(
            NewDepartment(
                place=place,
                name=name,
                people=counts[place],
                alike=alike,
                choice=choice,
                type=kind if kind in keys else guess_type(name, keys),
            )
        )
    return tuple(found)


def _alike(
    place: str, new: Mapping[str, str], counts: Mapping[str, int], known: Mapping[str, str]
) -> tuple[str, ...]:
    """What it may be a mistyping of; not looked for among so many that they are refused anyway."""
    if len(new) > MOST_NEW:
        return ()
    # Of two that are alike the rarer is the mistyped one.
    larger = {
        other: n for other, n in new.items() if (counts[other], other) > (counts[place], place)
    }
    near = get_close_matches(place, [*known, *larger], n=3, cutoff=ALIKE)
    return tuple(known.get(other) or larger[other] for other in near)


def targets(new: Iterable[NewDepartment], known: Mapping[str, str]) -> dict[str, str]:
    """By place the place where its people go; left out where that is not decided, or nowhere."""
    chosen = {each.place: each.choice for each in new}
    found = {place: plain(name) for place, name in known.items()}
    for place, choice in chosen.items():
        target = choice.removeprefix(USE) if choice.startswith(USE) else place
        if choice and choice != SKIP and (target in known or chosen.get(target) == CREATE):
            found[place] = found.get(target, target)
    return found


def places_of(rows: Mapping[int, Department]) -> dict[str, Department]:
    """By place, under their names and their keys; of two of the same name the older one."""
    newest_first = [rows[pk] for pk in sorted(rows, reverse=True)]
    return {plain(row.key): row for row in newest_first} | {
        plain(row.name): row for row in newest_first
    }
