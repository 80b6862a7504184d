"""The core knows no model: no code and no title of a shipped one stands in its source."""

import re
from pathlib import Path

import pytest

from readiness.core.activity_model import load_model

ROOT = Path(__file__).parents[2]
CORE = sorted((ROOT / "readiness" / "core").glob("*.py"))
PATHS = sorted((ROOT / "readiness" / "data").rglob("*-[0-9]*.yaml"))
MODELS = {path.stem: load_model(path) for path in PATHS}


def codes_of(model):
    """What names the model, its domains, activities, items, criteria and questions in files."""
    codes = {model.model.id, *model.activities, *model.items, *model.criteria}
    codes |= {domain.code for domain in model.all_domains}
    codes |= {model.conditions.code} if model.conditions else set()
    return codes | {question.code for question in model.profile_questions}


def titles_of(model):
    """Titles and questions of two words or more; a single word may be anybody's."""
    parts = (model.model, *model.all_domains, *model.activities.values())
    parts += (model.conditions,) if model.conditions else ()
    titles = {title for part in parts for title in (part.title, getattr(part, "staff_title", ""))}
    titles |= {question.title for question in model.executive_questions}
    titles |= {text for item in model.items.values() for text in (item.text, item.help or "")}
    return {title.casefold() for title in titles if len(title.split()) > 1}


def found_in(text, codes, titles):
    """Codes as they are, titles in any case and over the end of a line, each as a whole word."""
    words = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(codes)))})(?![\w-])")
    plain = " ".join(text.replace("#", " ").casefold().split())
    return words.findall(text) + [title for title in sorted(titles) if title in plain]


def test_every_shipped_model_is_read():
    assert [*MODELS] == [
        "customer-reply-practice-1.1.0",
        "online-crisis-preparedness-1.1.0",
        "website-accessibility-process-1.1.0",
        "social-media-readiness-0.4.0",
    ]


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_no_code_and_no_title_of_a_shipped_model_is_a_word_of_the_core(model):
    codes, titles = codes_of(model), titles_of(model)
    found = {path.name: found_in(path.read_text("utf-8"), codes, titles) for path in CORE}
    assert {name: words for name, words in found.items() if words} == {}


def test_a_code_and_a_title_would_be_found():
    text = """the item MON-1-Q1, of the CND, not MON-1-Q1-x
    # who looks at the open
    # web, and why"""
    found = found_in(text, {"MON-1-Q1", "CND", "Q1"}, {"the open web", "open sea"})
    assert found == ["MON-1-Q1", "CND", "the open web"]


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_every_model_brings_codes_and_titles_to_look_for(model):
    assert len(codes_of(model)) >= 20
    assert len(titles_of(model)) >= 15
