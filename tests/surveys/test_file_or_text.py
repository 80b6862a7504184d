"""Forms that take a file or its text: one of the two, and not more than can be read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from surveys.forms import models, roster

EITHER = "Give either a file or a text, not both."
FORMS = [
    (models.UploadForm, models.MAX_BYTES, "paste its text below", "larger than 2 MB"),
    (roster.RosterForm, roster.LARGEST_FILE, "paste the list below", "larger than 5 MB"),
]


def said(form, *, text="", size=None):
    files = {} if size is None else {"file": SimpleUploadedFile("x.csv", b"x" * size)}
    return form({"text": text}, files)


@pytest.mark.parametrize(("form", "most", "nothing", "too_large"), FORMS)
def test_one_of_the_two_is_needed_and_not_both(form, most, nothing, too_large):
    assert nothing in said(form, text=" \n").errors["file"][0]
    assert said(form, text="a", size=1).errors == {"file": [EITHER]}
    assert said(form, text=" a ").is_valid()
    assert said(form, size=most).is_valid()
    assert too_large in said(form, size=most + 1).errors["file"][0]


@pytest.mark.parametrize("form", [form for form, *_words in FORMS])
def test_what_was_given_is_kept_as_it_came(form):
    pasted, uploaded = said(form, text=" a\r\n"), said(form, size=3)
    assert pasted.is_valid()
    assert uploaded.is_valid()
    assert (pasted.content, pasted.file_name) == (" a\r\n", "")
    assert (uploaded.content, uploaded.file_name) == (b"xxx", "x.csv")


def test_what_is_too_long_to_paste_is_said_beside_the_text_alone():
    form = said(roster.RosterForm, text="x" * (roster.LONGEST_PASTE + 1))
    assert list(form.errors) == ["text"]
    assert "Save it as a file" in form.errors["text"][0]
    assert "maxlength" not in str(form["text"])
