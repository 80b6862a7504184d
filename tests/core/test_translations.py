"""Texts in other languages: their addresses, a model in another language, and what is refused."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest

from readiness.core.activity_model import ActivityModel
from readiness.core.document import DocumentError, Node, parse_document
from readiness.core.shape import fields_of, fill, without_none
from readiness.core.translations import (
    CODED,
    NAMES,
    check_translations,
    sheet_of,
    texts_of,
    translated,
)

DATA = Path(__file__).parents[2] / "readiness" / "data"
[SHIPPED] = DATA.glob("*-[0-9]*.yaml")
# Identity, codes of their own or of something else in the file, answers, patterns and sources.
NO_TEXTS = """
    id version language licence code translations
    scale audience roles profiles asked_if_any domain headline_activity hours_scale authority_scale
    capability_from owner_by_role closes accountable responsible consulted informed dialogue_item
    activities accountable_for item areas of index above_index host_of new_team_form
    value option caps_at at_least among lower_at_least lower_among department_types type
    not_scored_types findings owned unowned not_counted patterns seed_claims
"""
MODEL = """\
model: {id: small, title: Small, version: 1.0.0, summary: All of it}
scales:
  title:
    reading_rule: Take the first.
    options: [{value: '1.5', name: Low, meaning: Little}, {value: top, name: High}]
  practice: {levels: [{level: 0, name: None yet}, {level: 1, name: All}]}
profile_questions:
  - {code: PRF, text: Your role?, options: [{code: lead, text: Lead}, {code: other, text: Other}]}
questionnaire: {dont_know: No idea, glossary: [{term: a site, meaning: A place}]}
ownership_questions:
  today: {stem: 'Who sees that {phrase}?', options: [{code: nobody, text: Nobody}], dont_know: '?'}
  should: {stem: Who should?, line: 'That {should_phrase}', options: [], dont_know: No view}
executive_questions: [{code: first, title: First, text: Who leads?, domain: IN}]
domains:
  - code: OUT
    title: Outer
    domains:
      - code: IN
        title: Inner
        staff_title: Inside
        activities:
          - code: A-1
            title: Doing
            phrase: it is done
            actions: [{from: 0, to: 1, hours: 1, weeks: 1, text: Begin, first_step: Sit}]
            items:
              - code: A-1-Q1
                scale: practice
                text: How?
                help:
                roles: [lead]
                anchors: [{level: 0, text: Not}, {level: 1, text: Well}]
                criteria: [{code: A-1-C1, text: Is it so?, caps_at: 0}]
              - {code: A-1-Q2, scale: title, text: What?, anchors: [{option: '1.5', text: Half}]}
conditions:
  {code: CND, title: Mood, staff_title: Mood, purpose: Why,
   items: [{code: M-1, scale: practice, text: And?}]}
rules:
  answers: {dont_know: exclude}
  gates: [{code: G, title: Award, tests: []}]
  indices: [{code: i, title: An index, kind: overall}]
  forms: {order: [{code: hub, title: Hub, conditions: [], always: Keep it small.}]}
"""
TEXTS = {
    "model.title": "Small",
    "model.summary": "All of it",
    "scales.title.reading_rule": "Take the first.",
    "scales.title.options.1.5.name": "Low",
    "scales.title.options.1.5.meaning": "Little",
    "scales.title.options.top.name": "High",
    "scales.practice.levels.0.name": "None yet",
    "scales.practice.levels.1.name": "All",
    "PRF.text": "Your role?",
    "PRF.options.lead.text": "Lead",
    "PRF.options.other.text": "Other",
    "questionnaire.dont_know": "No idea",
    "questionnaire.glossary.a site.term": "a site",
    "questionnaire.glossary.a site.meaning": "A place",
    "ownership_questions.today.stem": "Who sees that {phrase}?",
    "ownership_questions.today.options.nobody.text": "Nobody",
    "ownership_questions.today.dont_know": "?",
    "ownership_questions.should.stem": "Who should?",
    "ownership_questions.should.line": "That {should_phrase}",
    "ownership_questions.should.dont_know": "No view",
    "executive_questions.first.title": "First",
    "executive_questions.first.text": "Who leads?",
    "OUT.title": "Outer",
    "IN.title": "Inner",
    "IN.staff_title": "Inside",
    "A-1.title": "Doing",
    "A-1.phrase": "it is done",
    "A-1.actions.0.text": "Begin",
    "A-1.actions.0.first_step": "Sit",
    "A-1-Q1.text": "How?",
    "A-1-Q1.anchors.0.text": "Not",
    "A-1-Q1.anchors.1.text": "Well",
    "A-1-C1.text": "Is it so?",
    "A-1-Q2.text": "What?",
    "A-1-Q2.anchors.1.5.text": "Half",
    "CND.title": "Mood",
    "CND.staff_title": "Mood",
    "CND.purpose": "Why",
    "M-1.text": "And?",
    "rules.gates.G.title": "Award",
    "rules.indices.i.title": "An index",
    "rules.forms.order.hub.title": "Hub",
    "rules.forms.order.hub.always": "Keep it small.",
}


def german(**changes: str | None) -> dict[str, str]:
    """A German text for every address; ``changes`` by address, None to leave it out."""
    texts = {address: f"{text} (de)" for address, text in TEXTS.items()}
    return {address: text for address, text in (texts | changes).items() if text is not None}


def model_with(texts: dict[str, str], language: str = "de", text: str = MODEL) -> str:
    lines = [f"    '{address}': '{entry}'" for address, entry in texts.items()]
    return "\n".join([f"{text}translations:", f"  {language}:", *lines, ""])


def line_of(words: str, text: str) -> int:
    return text.count("\n", 0, text.index(words)) + 1


def read(root: Node) -> ActivityModel:
    problems = []
    model = fill(root, ActivityModel, problems)
    assert problems == []
    return model


def problems_in(text: str) -> list[tuple[int, str, str]]:
    root, problems = parse_document(text), []
    check_translations(model=read(root), root=root, problems=problems)
    return [(problem.line, problem.path, problem.sentence) for problem in problems]


# Which fields are texts


def text_fields(kind: object) -> dict[str, set[object]]:
    """The name of every field of the format whose type holds ``str``, with those types."""
    found, waiting, seen = {}, [kind], set()
    while waiting:
        kind = waiting.pop()
        if not dataclasses.is_dataclass(kind):
            waiting += [] if get_origin(kind) is Literal else get_args(kind)
        elif kind not in seen:
            seen.add(kind)
            for field, hint in fields_of(kind).values():
                waiting.append(hint)
                if holds_text(hint):
                    found.setdefault(field.name, set()).add(hint)
    return found


def holds_text(hint: object) -> bool:
    if get_origin(hint) is Mapping:  # its keys are never translated
        return holds_text(get_args(hint)[1])
    if get_origin(hint) is Literal:
        return False
    return hint is str or any(holds_text(inner) for inner in get_args(hint))


def test_every_field_that_holds_text_is_known_as_a_text_or_as_none():
    found = text_fields(ActivityModel)
    assert found.keys() - {*NO_TEXTS.split()} == NAMES
    assert found.keys() - NAMES == {*NO_TEXTS.split()}


def test_every_text_is_a_single_one_so_that_its_address_says_all():
    kinds = {
        hint
        for name, hints in text_fields(ActivityModel).items()
        if name in NAMES
        for hint in hints
    }
    assert {without_none(hint) for hint in kinds} == {str}


# Addresses


def test_every_text_has_an_address_in_the_order_of_the_file():
    assert [*texts_of(parse_document(MODEL), ActivityModel).items()] == [*TEXTS.items()]


def test_addresses_of_the_shipped_model():
    texts = texts_of(parse_document(SHIPPED.read_text(encoding="utf-8")), ActivityModel)
    assert len(texts) == 574
    assert texts["MON.title"] == "Monitoring"
    assert texts["MON-1-Q1.anchors.0.text"] == (
        "We find out only when someone outside tells us directly."
    )
    assert texts["scales.practice.levels.3.name"] == "Routine"
    assert texts["rules.forms.order.dedicated_function.title"] == "Dedicated function"


def test_an_entry_without_a_key_of_its_own_goes_by_its_place():
    @dataclasses.dataclass(kw_only=True)
    class Note:
        text: str

    @dataclasses.dataclass(kw_only=True)
    class Notes:
        notes: tuple[Note, ...]

    root = parse_document("notes: [{text: a}, {text: b}]")
    assert texts_of(root, Notes) == {"notes.1.text": "a", "notes.2.text": "b"}


def test_addresses_are_found_in_a_file_of_any_shape():
    """Whatever is wrong with it is the reader's to say."""
    root = parse_document("model: [a]\nscales: b\ndomains: {code: c}\ntitle: d\nrules:\n")
    assert texts_of(root, ActivityModel) == {}


def test_a_translator_gets_a_sheet_with_what_is_translated_and_the_originals_of_the_rest():
    text = model_with({"model.title": "Klein: ja", "xyz": "?"})
    sheet = sheet_of(parse_document(text), ActivityModel, "de")
    assert sheet.splitlines()[:6] == [
        "translations:",
        "  de:",
        "    model.title: 'Klein: ja'",
        "    model.summary: All of it",
        "    scales.title.reading_rule: Take the first.",
        "    scales.title.options.1.5.name: Low",
    ]
    assert problems_in(MODEL + sheet) == []
    root = parse_document(MODEL + sheet)
    assert texts_of(translated(root, ActivityModel, "de"), ActivityModel) == (
        TEXTS | {"model.title": "Klein: ja"}
    )


def test_a_long_text_stays_on_one_line_of_the_sheet():
    long = "Ä very long text that goes on " * 20 + "?"
    sheet = sheet_of(parse_document(MODEL.replace("How?", long)), ActivityModel, "de")
    assert f"    A-1-Q1.text: {long}" in sheet.splitlines()


# A model in another language


def test_a_translated_model_has_every_text_in_the_other_language():
    root = parse_document(model_with(german()))
    local = translated(root, ActivityModel, "de")
    assert [*texts_of(local, ActivityModel).values()] == [*german().values()]
    model = read(local)
    assert model.model.language == "de"
    assert model.model.title == "Small (de)"
    assert model.scales["title"].names == ("Low (de)", "High (de)")
    assert model.scales["title"].values == ("1.5", "top")
    [outer] = model.domains
    assert outer.staff_title == "Outer (de)"
    assert outer.all_activities[0].items[0].anchors[1].text == "Well (de)"
    assert outer.all_activities[0].items[0].roles == ("lead",)
    assert outer.all_activities[0].items[0].help is None
    assert model.rules.answers.dont_know == "exclude"


def test_a_text_without_a_translation_stays_as_it_is():
    texts = {"A-1-Q1.text": "Wie?"}
    root = parse_document(model_with(texts))
    assert texts_of(translated(root, ActivityModel, "de"), ActivityModel) == TEXTS | texts


def test_a_language_without_translations_gives_the_document_itself():
    root = parse_document(model_with(german()))
    assert translated(root, ActivityModel, "fr") is root
    root = parse_document(MODEL)
    assert translated(root, ActivityModel, "de") is root


def test_the_document_itself_does_not_change():
    root, same = parse_document(model_with(german())), parse_document(model_with(german()))
    translated(root, ActivityModel, "de")
    assert root == same


def test_a_replaced_text_has_the_place_of_its_translation():
    """So that a problem of the translated model is told where the translator can mend it."""
    text = model_with(german())
    local = translated(parse_document(text), ActivityModel, "de")
    title = local.at("domains", 0, "title")
    assert (title.line, title.path) == (line_of("'OUT.title'", text), "translations.de.OUT.title")


def test_a_translation_that_looks_like_nothing_stays_text():
    root = parse_document(model_with({"OUT.title": "null"}))
    assert read(translated(root, ActivityModel, "de")).domains[0].title == "null"


# What is refused


def test_a_model_with_every_text_in_another_language_is_sound():
    assert problems_in(MODEL) == []
    assert problems_in(model_with(german())) == []
    assert problems_in(model_with(german(), "de-AT")) == []


def test_gaps_are_told_once_for_each_language():
    text = model_with(german(**{"OUT.title": None}))
    first = line_of("  de:", text)
    text = model_with({"model.title": "Petit"}, "fr", text).replace("translations:\n  fr", "  fr")
    assert problems_in(text) == [
        (
            first,
            "translations.de",
            "de has no text for 1 of 43: OUT.title. Add them, or remove de until it has them all.",
        ),
        (
            line_of("  fr:", text),
            "translations.fr",
            (
                "fr has no text for 42 of 43: model.summary, scales.title.reading_rule,"
                " scales.title.options.1.5.name and 39 more."
                " Add them, or remove fr until it has them all."
            ),
        ),
    ]


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (3, "3 of 43: model.title, model.summary, scales.title.reading_rule."),
        (4, "4 of 43: model.title, model.summary, scales.title.reading_rule and 1 more."),
    ],
)
def test_the_first_three_gaps_are_named(missing, said):
    left_out = dict.fromkeys([*TEXTS][:missing])
    [(_line, _path, sentence)] = problems_in(model_with(german(**left_out)))
    assert sentence == (f"de has no text for {said} Add them, or remove de until it has them all.")


def test_an_address_that_leads_nowhere_is_told_with_the_nearest():
    wrong = {"OUT.titel": "Außen", "A-1-Q1.anchors.1": "Gut", "A-1-Q3.text": "?", "xyz": "?"}
    text = model_with(german(**wrong))
    known = (
        "model, scales, PRF, questionnaire, ownership_questions, executive_questions, OUT, IN, A-1,"
        " A-1-Q1, A-1-C1, A-1-Q2, CND, M-1, rules."
    )
    assert problems_in(text) == [
        (
            line_of("'OUT.titel'", text),
            "translations.de.OUT.titel",
            "no text has the address OUT.titel. Did you mean “OUT.title”?",
        ),
        (
            line_of("'A-1-Q1.anchors.1':", text),
            "translations.de.A-1-Q1.anchors.1",
            "no text has the address A-1-Q1.anchors.1. Did you mean “A-1-Q1.anchors.1.text”?",
        ),
        (
            line_of("'A-1-Q3.text':", text),
            "translations.de.A-1-Q3.text",
            "no text has the address A-1-Q3.text. Did you mean “A-1-Q2”?",
        ),
        (
            line_of("'xyz'", text),
            "translations.de.xyz",
            f"no text has the address xyz. Known here: {known}",
        ),
    ]


@pytest.mark.parametrize(
    ("address", "text", "sentence"),
    [
        (
            "ownership_questions.today.stem",
            "Wer sorgt dafür, dass {Satz}?",
            "the text holds {Satz}, the original {phrase}. ",
        ),
        (
            "ownership_questions.today.stem",
            "Wer sorgt dafür?",
            "the text holds no braces, the original {phrase}. ",
        ),
        (
            "ownership_questions.today.stem",
            "Wer, {phrase}, sorgt dafür, dass {phrase}?",
            "the text holds {phrase} {phrase}, the original {phrase}. ",
        ),
        ("OUT.title", "Außen}", "the text holds }, the original no braces. "),
    ],
)
def test_words_in_braces_are_those_of_the_original(address, text, sentence):
    document = model_with(german(**{address: text}))
    mend = "Write the same words in braces as the original."
    line, path = line_of(f"'{address}'", document), f"translations.de.{address}"
    assert problems_in(document) == [(line, path, sentence + mend)]


def test_an_empty_text_is_refused_as_everywhere():
    root, problems = parse_document(model_with({"model.title": "", "OUT.title": " "})), []
    assert fill(root, ActivityModel, problems) is None
    assert [(problem.path, problem.sentence) for problem in problems] == [
        ("translations.de.model.title", "text is needed, not “”. Give text."),
        ("translations.de.OUT.title", "text is needed, not “”. Give text."),
    ]


@pytest.mark.parametrize("language", ["DE", "german", "d", "de_AT"])
def test_a_language_has_a_language_code(language):
    text = model_with(german(), language)
    what = f"“{language}” is not a language code. Give a code such as en or de-AT."
    assert problems_in(text) == [
        (line_of(f"  {language}:", text), f"translations.{language}", what)
    ]


@pytest.mark.parametrize("own", [", summary", ", language: en, summary"])
def test_the_language_of_the_model_is_not_translated(own):
    text = model_with(german(), "en", MODEL.replace(", summary", own))
    assert problems_in(text) == [
        (
            line_of("  en:", text),
            "translations.en",
            (
                "en is the language of the model itself."
                " Change the texts in their own places, and remove these."
            ),
        )
    ]


def test_two_texts_with_one_address_are_told():
    text = model_with(german(**{"OUT.title": None}), text=MODEL.replace("code: OUT", "code: model"))
    assert problems_in(text) == [
        (
            line_of("title: Outer", text),
            "domains[1].title",
            (
                "two texts have the address model.title."
                " Give one of the two places another code or key."
            ),
        )
    ]


def test_a_file_full_of_wrong_addresses_is_given_up_on():
    wrong = {f"nowhere-{number}": "?" for number in range(300)}
    with pytest.raises(DocumentError) as refused:
        problems_in(model_with(wrong))
    assert len(refused.value.problems) == 200


def test_codes_that_stand_alone_are_those_of_one_space():
    assert {kind.__name__ for kind in CODED} == {
        *("Domain", "Activity", "Item", "Criterion", "Conditions", "ProfileQuestion")
    }
