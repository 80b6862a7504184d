"""Every language is complete: what the sources say, and what the models that we ship ask."""

import re
from pathlib import Path

import pytest
from babel.messages import Catalog
from django.conf import settings

from readiness.core.activity_model import load_model
from scripts.messages import DOMAIN, LOCALE, SOURCES, catalog_of, compiled, extracted, missing
from surveys.services.model_files import shipped_models

LANGUAGES = sorted(path.name for path in LOCALE.iterdir())
PLACEHOLDER = re.compile(r"%%|%\(\w+\)[sd]|\{\w+\}|</?\w+>|%(?![(%\s])")
PAIRS = {"“": "”", "„": "“", "(": ")"}


def po(language):
    return LOCALE / language / DOMAIN.with_suffix(".po")


@pytest.fixture(scope="module")
def template():
    return extracted()


@pytest.fixture(params=LANGUAGES)
def catalog(request):
    return catalog_of(po(request.param))


def texts(value):
    return value if isinstance(value, tuple) else (value,)


def messages(catalog):
    return [message for message in catalog if message.id]


def test_every_language_that_is_offered_is_there():
    assert [code for code, _name in settings.LANGUAGES] == ["en", *LANGUAGES]


def test_the_walker_finds_what_templates_and_programs_say(template):
    assert "Skip to the content" in template  # a template
    assert "Choose one of the answers offered here." in template  # a program
    assert template.get("%(n)s hour").id == ("%(n)s hour", "%(n)s hours")
    assert template.get("First", context="step").context == "step"
    assert template.get("About you").id == "About you"  # within a filter
    assert set(SOURCES) == {"readiness", "surveys", "templates"}


def test_every_text_of_the_sources_is_in_the_catalog_and_nothing_else(template, catalog):
    """`make messages` brings it up to date."""
    wanted, found = ({(m.context, m.id) for m in messages(c)} for c in (template, catalog))
    assert (wanted - found, found - wanted) == (set(), set())


def test_every_text_is_translated_and_none_by_guess(catalog):
    assert missing(catalog) == []


def test_a_missing_and_a_guessed_translation_are_seen():
    catalog = Catalog(locale="de")
    catalog.add("a", string="b")
    catalog.add("missing")
    catalog.add("guessed", string="c", flags=["fuzzy"])
    catalog.add(("one", "more"), string=("d", ""))
    assert missing(catalog) == ["missing", "guessed", "('one', 'more')"]


def test_translations_hold_the_placeholders_of_the_original(catalog):
    wrong = []
    for message in messages(catalog):
        *_first, most = texts(message.id)
        wanted = set(PLACEHOLDER.findall(most))
        for form in texts(message.string):
            found = set(PLACEHOLDER.findall(form))
            if found != wanted and not (form != texts(message.string)[-1] and found < wanted):
                wrong.append((most, found ^ wanted))
    assert wrong == []


def test_plural_forms_are_as_many_as_the_language_has(catalog):
    plural = [message for message in messages(catalog) if isinstance(message.id, tuple)]
    assert [m.id for m in plural if len(m.string) != catalog.num_plurals] == []


def test_translations_begin_and_end_as_the_original_does(catalog):
    """With the same spaces: what is put together must not run together."""
    wrong = [
        message.id
        for message in messages(catalog)
        for form in texts(message.string)
        for original in texts(message.id)[:1]
        if (original[:1].isspace(), original[-1:].isspace())
        != (form[:1].isspace(), form[-1:].isspace())
    ]
    assert wrong == []


def test_german_has_german_quotation_marks():
    wrong = [
        form
        for message in messages(catalog_of(po("de")))
        for form in texts(message.string)
        if "”" in form or '"' in re.sub(r"<[^>]*>", "", form) or form.count("„") != form.count("“")
    ]
    assert wrong == []


def test_the_compiled_catalog_is_that_of_the_text(catalog):
    language = str(catalog.locale)
    assert po(language).with_suffix(".mo").read_bytes() == compiled(catalog)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_model_is_there_in_every_language(language):
    found = {path.stem: load_model(path, language) for path, _model in shipped_models().values()}
    assert {name: model.model.language for name, model in found.items()} == dict.fromkeys(
        found, language
    )


def test_a_german_model_holds_no_english_quotation_marks():
    for path, _model in shipped_models().values():
        german = load_model(path).translations["de"].values()
        assert [text for text in german if "”" in text or '"' in text] == [], Path(path).name
