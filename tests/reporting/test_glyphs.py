"""What no font has is printed as a box, and named."""

from dataclasses import replace

import pytest

from readiness.reporting import glyphs
from readiness.reporting.edits import Edit, Edits
from readiness.reporting.fonts import FAMILIES, font_files, system_fonts
from readiness.reporting.glyphs import Missing, boxed, families, warnings
from tests.reporting import hand_made

MODEL = hand_made.shipped_model()
RELEASE = hand_made.release(MODEL)
PRINTED = (
    "Tollerby plc – “Łódź”, Ærø, Việt Nam, 5 → 7 ≥ 3\n\tnext",
    "Ελληνικά Кириллица",
    "قسم الاتصالات 73\N{NO-BREAK SPACE}%",
    "מחלקת שיווק",
    "\u2068a name by itself\u2069 soft\u00adhyphen zero\u200bwidth e\u0301",
)


@pytest.mark.parametrize("text", PRINTED)
def test_the_scripts_of_the_bundled_fonts_are_printed_as_they_are(text):
    assert boxed(text) == text
    assert glyphs.missing(text) == []


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("हिन्दी", "□" * 6),
        ("a\x00b\x1fc\x7fd\x9fe", "a□b□c□d□e"),
        ("over\u202eride", "over□ride"),
        ("half\ud800", "half□"),
        ("private \ue000", "private □"),
        ("lines\u2028end", "lines□end"),
    ],
)
def test_what_no_font_has_becomes_a_box_that_can_be_seen(text, printed):
    assert boxed(text) == printed
    assert boxed(printed) == printed


def test_bundled_fonts_alone_set_what_they_can():
    assert families("Łódź") == FAMILIES
    assert families("日本") == (*FAMILIES, *system_fonts())


def test_every_weight_of_a_bundled_family_has_the_same_characters():
    """So that a character is not there in a text and missing in its title."""
    for path in font_files():
        regular = path.with_name(path.name.rsplit("-", 1)[0] + "-Regular.ttf")
        assert glyphs._characters(path) == glyphs._characters(regular), path.name


@pytest.mark.skipif("Droid Sans Fallback" not in system_fonts(), reason="no such font here")
def test_chinese_and_japanese_are_printed_where_the_machine_has_a_font():
    assert boxed("日本 中文") == "日本 中文"


def test_a_warning_names_the_character_and_where_it_stands():
    departments = (replace(RELEASE.departments[0], name="हि & Co"), *RELEASE.departments[1:])
    release = replace(RELEASE, departments=departments)
    edits = Edits(
        sentences={"cover.title": Edit(original="Two", text="Two \U00038000 of हि")},
        notes={"gaps": "\ue000"},
    )
    assert warnings(release=RELEASE, model=MODEL) == ()
    assert warnings(release=release, model=MODEL, edits=edits) == (
        Missing(character="ह", code_point="U+0939", text="□□ & Co"),
        Missing(character="ि", code_point="U+093F", text="□□ & Co"),
        Missing(character="\U00038000", code_point="U+38000", text="Two □ of □□"),
        Missing(character="\ue000", code_point="U+E000", text="□"),
    )
