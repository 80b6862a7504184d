"""What a client's look may change: paper, colours, logos and the mark across pages."""

import io
from dataclasses import replace

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader

from readiness.reporting import pdf
from readiness.reporting.look import (
    Look,
    PictureError,
    contrast,
    contrast_problem,
    picture,
)
from readiness.reporting.look_sheet import look_files
from tests.reporting import hand_made
from tests.reporting.conftest import squeezed
from tests.reporting.gates import structure_texts
from tests.reporting.pictures import png

MODEL = hand_made.shipped_model()
RELEASE = hand_made.release(MODEL)


def sheet(**look):
    return look_files(Look(**look), pdf._engine())["look.css"].decode()


@pytest.mark.parametrize(
    ("colour", "ratio"),
    [("#ffffff", 1.0), ("#000000", 21.0), ("#767676", 4.54), ("#777777", 4.48), ("#ff0000", 4.0)],
)
def test_contrast_is_that_of_wcag(colour, ratio):
    assert round(contrast(colour), 2) == ratio


@pytest.mark.parametrize("colour", ["", "#1f5f99", "#767676", "#000000"])
def test_a_colour_that_can_be_read_on_white_is_no_problem(colour):
    assert contrast_problem(colour) is None


def test_a_light_colour_is_a_problem_and_the_nearest_that_can_be_read_is_named():
    said = contrast_problem("#ffcc00")
    assert said == (
        "On white, text in #ffcc00 has a contrast of 1.5 to 1; 4.5 to 1 is needed. "
        "Choose a darker colour, such as #917300."
    )
    assert 4.5 <= contrast("#917300") < 5


def test_a_contrast_that_just_misses_is_not_rounded_up():
    assert "contrast of 4.4 to 1" in contrast_problem("#777777")


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "1f5f99", "#1f5f99;}", "#1f5f99\n"])
def test_what_is_no_colour_is_refused_everywhere(colour):
    assert contrast_problem(colour) == (
        "Write the colour as # and six digits or letters from a to f, such as #1f5f99."
    )
    with pytest.raises(ValueError, match="accent"):
        Look(accent=colour)


@pytest.mark.parametrize("wrong", [{"paper": "A3"}, {"mark": "secret"}])
def test_an_unknown_paper_or_mark_is_refused(wrong):
    with pytest.raises(ValueError, match="is"):
        Look(**wrong)


def test_without_a_look_nothing_changes_but_the_token():
    lines = [line for line in sheet().splitlines() if line.strip() and "comment" not in line]
    assert lines == [":root { --accent: #1f5f99; }"]


def test_the_accent_colours_what_leads_the_eye_and_no_chart():
    text = sheet(accent="#7a1f3d")
    assert ":root { --accent: #7a1f3d; }" in text
    assert ".cover-head { background: #7a1f3d; }" in text
    assert "chart" not in text


@pytest.mark.parametrize(("width", "height"), [(1000, 20), (20, 1000), (3, 3), (400, 160)])
def test_a_logo_of_any_shape_keeps_it(width, height):
    found = picture(png(width, height))
    wide, high = found.within(62, 20)
    assert (wide, high) <= (62, 20)
    assert wide == 62 or high == 20
    assert wide / high == pytest.approx(width / height, rel=0.02)


def test_transparent_edges_are_cut_off():
    found = picture(png(100, 60, edge=10))
    assert (found.width, found.height) == (80, 40)


def test_a_picture_of_nothing_is_no_picture():
    assert picture(b"") is None
    assert picture(png(40, 40, edge=20)) is None


@pytest.mark.parametrize(("colour", "light"), [("#ffffff", True), ("#222222", False)])
def test_a_light_logo_stands_on_the_cover_and_not_on_white(colour, light):
    assert picture(png(40, 40, colour, edge=5)).light is light
    text = sheet(logo=png(40, 40, colour))
    assert (f"background: {'transparent' if light else '#fff'} url" in text) is True
    assert ("background-image: none;\n  background-size" in text) is light


def test_a_logo_is_made_anew_with_nothing_else_in_it():
    hidden = PngInfo()
    hidden.add_text("Comment", "secret")
    out = io.BytesIO()
    Image.new("RGB", (20, 10), "#7a1f3d").save(out, format="PNG", pnginfo=hidden)
    made = picture(out.getvalue() + b"<script>secret</script>").content
    assert b"secret" not in made
    assert made == picture(out.getvalue()).content


def huge():
    out = io.BytesIO()
    Image.new("1", (5000, 1000)).save(out, format="PNG")
    return out.getvalue()


@pytest.mark.parametrize("content", [b"GIF89a", b"\x89PNG\r\n\x1a\nbroken", b"<svg/>", huge()])
def test_what_is_no_picture_or_too_large_is_refused(content):
    with pytest.raises(PictureError):
        picture(content)


@pytest.mark.parametrize(
    ("mark", "word", "said"),
    [
        ("draft", "Draft", "Draft: not published yet"),
        ("sample", "Sample", "Sample: made-up answers"),
    ],
)
def test_a_mark_is_across_the_page_for_eyes_and_said_once_for_ears(mark, word, said):
    data = pdf.summary(release=RELEASE, model=MODEL, look=Look(mark=mark))
    reader = PdfReader(io.BytesIO(data))
    [page] = reader.pages
    text = squeezed(page.extract_text())
    assert squeezed(said) in text
    assert text.count(word) == 2
    read_out = structure_texts(reader)
    assert sum(word in each for each in read_out) == 1
    assert read_out[0] == said


def test_no_mark_is_no_mark():
    assert "left-middle" not in sheet()


def test_the_same_release_and_look_are_the_same_bytes():
    look = Look(paper="Letter", accent="#7a1f3d", logo=png(90, 30), brand=png(9, 30), mark="draft")
    first = pdf.summary(release=RELEASE, model=MODEL, look=look)
    assert pdf.summary(release=RELEASE, model=MODEL, look=replace(look)) == first
    assert pdf.summary(release=RELEASE, model=MODEL, look=replace(look, brand=b"")) != first
