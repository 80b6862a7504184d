"""The texts of a model in other languages, as they stand under ``translations`` in its file.

A text's address is the code of the nearest domain, activity, item, criterion or question and the
keys that lead on from there, or all keys from the top of the file where nothing has a code. In a
list an entry goes by its own key or else by its place, from 1: ``BREAD.title``,
``BREAD-1.anchors.2.text``, ``scales.often.levels.3.name``.
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, get_args, get_origin

import yaml

from readiness.core.document import Node, Problem, shorten
from readiness.core.model_checks import LANGUAGE
from readiness.core.parts import Activity, Conditions, Criterion, Domain, Item, ProfileQuestion
from readiness.core.shape import fields_of, report, suggestion, without_none

if TYPE_CHECKING:
    from readiness.core.activity_model import ActivityModel

# A ``str`` field of such a name is read by people; every other one is a code, a key or a choice.
TEXTS = """
    title staff_title text help name meaning reading_rule term purpose why_it_matters evidence
    target_rationale first_step phrase should_phrase stem line dont_know not_our_work intro
    submit_note always status summary
"""
NAMES = frozenset(TEXTS.split())
# These share one space of codes, so that the code alone says which one is meant.
CODED = (Activity, Conditions, Criterion, Domain, Item, ProfileQuestion)
# What an entry of a list goes by: the first of these keys that it has.
OWN_KEYS = ("code", "value", "level", "option", "from", "term")
BRACES = re.compile(r"\{[^{}]*\}|[{}]")
NAMED = 3


def texts_of(root: Node, kind: type) -> dict[str, str]:
    """Every text in the file of a model of ``kind``, by its address, in the order of the file."""
    return {address: node.text or "" for address, node in _texts(root, kind, "")}


def sheet_of(root: Node, kind: type, language: str) -> str:
    """The YAML that a translator fills in: every text in ``language``, or as yet the original."""
    given = _entries(root, "translations", language)
    texts = {
        address: (given[address].text if address in given else text) or ""
        for address, text in texts_of(root, kind).items()
    }
    sheet = {"translations": {language: texts}}
    return yaml.safe_dump(sheet, allow_unicode=True, sort_keys=False, width=math.inf)


def translated(root: Node, kind: type, language: str) -> Node:
    """The document in ``language``: its texts replaced, and ``model.language`` set to it.

    A text that has no translation stays as it is; so does the whole document when it has none in
    this language. A replaced text has the place of its translation, for whoever reports on it.
    """
    given = _entries(root, "translations", language)
    if not given:
        return root
    texts = {id(node): given[place] for place, node in _texts(root, kind, "") if place in given}
    copy = _with_texts(root, texts)
    identity = root.at("model")
    line = root.at("translations", language).line
    _entries(copy, "model")["language"] = Node(
        line=line, path=f"{identity.path}.language", key_line=line, text=language, quoted=True
    )
    return copy


def check_translations(*, model: ActivityModel, root: Node, problems: list[Problem]) -> None:
    """Add to ``problems`` what is wrong with the translations of ``model``, read from ``root``.

    A language that is listed has every text of the model.
    """
    if not model.translations:
        return
    originals: dict[str, Node] = {}
    for address, node in _texts(root, type(model), ""):
        if originals.setdefault(address, node) is not node:
            what = f"two texts have the address {shorten(address)}"
            report(problems, node, what, "Give one of the two places another code or key")
    for language, texts in _entries(root, "translations").items():
        _check_language(model, language, texts, problems)
        for address, text in _entries(texts).items():
            if address in originals:
                _check_braces(originals[address], text, problems)
            else:
                at_key = dataclasses.replace(text, line=text.key_line)
                what = f"no text has the address {shorten(address)}"
                report(problems, at_key, what, _nearest(address, originals))
        _check_missing(language, texts, originals, problems)


def _texts(node: Node, kind: Any, address: str) -> Iterator[tuple[str, Node]]:  # noqa: ANN401
    """Every text at or below ``node``, a value of ``kind``, with its address."""
    kind = without_none(kind)
    if dataclasses.is_dataclass(kind):
        yield from _texts_of_fields(node, kind, address)
    elif get_origin(kind) is tuple:
        for place, entry in enumerate(node.items or [], start=1):
            yield from _texts(entry, get_args(kind)[0], f"{address}.{_own_key(entry, place)}")
    elif get_origin(kind) is Mapping:
        for key, entry in _entries(node).items():
            yield from _texts(entry, get_args(kind)[1], f"{address}.{key}")


def _texts_of_fields(node: Node, kind: Any, address: str) -> Iterator[tuple[str, Node]]:  # noqa: ANN401
    if kind in CODED:
        address = node.at("code").text or address
    fields = fields_of(kind)
    for key, entry in _entries(node).items():
        if key not in fields or entry.is_null:
            continue
        field, hint = fields[key]
        place = f"{address}.{key}".removeprefix(".")
        if field.name in NAMES and without_none(hint) is str:
            yield place, entry
        else:
            yield from _texts(entry, hint, place)


def _own_key(entry: Node, place: int) -> str:
    values = (_entries(entry).get(key) for key in OWN_KEYS)
    return next((value.text for value in values if value and value.text), str(place))


def _entries(node: Node | None, *steps: str) -> dict[str, Node]:
    """The mapping that keys lead to, or an empty one."""
    for step in steps:
        node = _entries(node).get(step)
    return (node.entries if node else None) or {}


def _with_texts(node: Node, texts: Mapping[int, Node]) -> Node:
    """A copy of ``node`` in which ``texts`` stand in for the nodes with these identities."""
    if (text := texts.get(id(node))) is not None:
        return dataclasses.replace(text, quoted=True)
    if node.items is not None:
        return dataclasses.replace(node, items=[_with_texts(item, texts) for item in node.items])
    if node.entries is not None:
        entries = {key: _with_texts(entry, texts) for key, entry in node.entries.items()}
        return dataclasses.replace(node, entries=entries)
    return node


def _check_language(
    model: ActivityModel, language: str, texts: Node, problems: list[Problem]
) -> None:
    if not LANGUAGE.fullmatch(language):
        what = f"“{shorten(language)}” is not a language code"
        report(problems, texts, what, "Give a code such as en or de-AT")
    elif language.casefold() == model.model.language.casefold():
        what = f"{language} is the language of the model itself"
        report(problems, texts, what, "Change the texts in their own places, and remove these")


def _check_braces(original: Node, text: Node, problems: list[Problem]) -> None:
    wanted, found = _braces(original), _braces(text)
    if wanted != found:
        what = f"the text holds {_listed(found)}, the original {_listed(wanted)}"
        report(problems, text, what, "Write the same words in braces as the original")


def _braces(node: Node) -> list[str]:
    return sorted(BRACES.findall(node.text or ""))


def _listed(braces: list[str]) -> str:
    return shorten(" ".join(braces)) if braces else "no braces"


def _nearest(address: str, known: Collection[str]) -> str:
    """A suggestion: another address that starts alike, or else another start."""
    alike = [entry for entry in known if _start(entry) == _start(address)]
    if alike:
        return suggestion(address, alike)
    return suggestion(_start(address), [*dict.fromkeys(map(_start, known))])


def _start(address: str) -> str:
    return address.partition(".")[0]


def _check_missing(
    language: str, texts: Node, originals: Collection[str], problems: list[Problem]
) -> None:
    missing = [address for address in originals if address not in _entries(texts)]
    if missing:
        first, more = ", ".join(missing[:NAMED]), len(missing) - NAMED
        first += f" and {more} more" if more > 0 else ""
        what = f"{language} has no text for {len(missing)} of {len(originals)}: {first}"
        report(problems, texts, what, f"Add them, or remove {language} until it has them all")
