"""The examples in the core's docstrings are run, and its parameters explained."""

import doctest
import importlib
import re
from dataclasses import fields, is_dataclass
from operator import attrgetter
from pathlib import Path
from typing import get_type_hints

import pytest

from readiness.core import rules
from tests.builders import model

CORE = Path(rules.__file__).parent
MODULES = sorted(path.stem for path in CORE.glob("*.py") if path.stem != "__init__")
WITH_EXAMPLES = {"agreement", "intervals", "rounding", "scoring", "shares"}
PAGE = CORE.parents[1] / "docs" / "scoring.md"


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_are_true(name):
    outcome = doctest.testmod(importlib.import_module(f"readiness.core.{name}"))
    assert outcome.failed == 0
    assert outcome.attempted or name not in WITH_EXAMPLES


def keys(kind: type, prefix: str = "") -> set[str]:
    """The keys under ``rules`` as the model file spells them."""
    found: set[str] = set()
    hints = get_type_hints(kind)
    for field in fields(kind):
        name, hint = prefix + field.metadata.get("key", field.name), hints[field.name]
        options = [hint, *getattr(hint, "__args__", ())]
        nested = [h for h in options if is_dataclass(h)]
        plain = not nested or getattr(hint, "__origin__", None) is tuple
        found |= {name} if plain else keys(nested[0], f"{name}.")
    return found


def test_every_parameter_of_a_model_stands_on_the_scoring_page():
    """Those that shape the tree stand on the page of the model format, which has its own test."""
    text, others = PAGE.read_text(encoding="utf-8"), ("answers.", "scoring.", "rounding.", "gates")
    own = {name for name in keys(rules.Rules) if not name.startswith(others)}
    missing = sorted(name for name in own if f"`{name}`" not in text)
    assert missing == []


def test_every_number_on_the_scoring_page_is_the_shipped_models():
    text, shipped = PAGE.read_text(encoding="utf-8"), model().rules
    for name in keys(rules.Rules):
        if name.startswith(("answers.", "scoring.", "rounding.", "gates")):
            continue  # on the page of the model format
        value = attrgetter(re.sub(r"\.in$", ".activities", name))(shipped)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            told = re.findall(rf"`{re.escape(name)}`(?: \|)? \(?([0-9.]+)", text)
            assert {float(number) for number in told} == {value}, name


def test_every_test_named_on_the_scoring_page_exists():
    named = set(re.findall(r"`(test_\w+)`", PAGE.read_text(encoding="utf-8")))
    written = set()
    tests = PAGE.parents[1] / "tests"
    for path in (*tests.glob("core/*.py"), *tests.glob("reference/*.py")):
        written |= set(re.findall(r"def (test_\w+)\(", path.read_text(encoding="utf-8")))
    assert named
    assert named - written == set()
