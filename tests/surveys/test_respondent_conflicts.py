"""Two tabs, and pages that come back: nobody overwrites what they were not told of."""

import re

import pytest

from surveys.models import CommentDraft
from tests.factories import our_model
from tests.rosa import Rosa

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa():
    return Rosa()


def test_what_was_saved_beside_what_was_refused_can_be_changed_on_the_page_that_comes_back(rosa):
    sent = {"MON-1-Q1": "2", "MON-1-Q1.revision": "0", "comment": "é" * 2001}
    page = rosa.post("pages/MON-1/", sent)
    assert page.status_code == 422
    assert '<input type="hidden" name="MON-1-Q1.revision" value="1">' in page.text
    changed = {"MON-1-Q1": "3", "MON-1-Q1.revision": "1", "comment": "Short"}
    assert rosa.post("pages/MON-1/", changed).status_code == 302
    assert rosa.stored == {"MON-1-Q1": ("3", 2)}
    assert CommentDraft.objects.get().text == "Short"


def test_a_page_that_comes_back_overwrites_nothing_that_it_has_not_told_of(rosa):
    """Another window has saved before, and this one knows nothing of it."""
    rosa.save("MON-1-Q1", "2")
    rosa.save("MON-1:today", "it")
    rosa.post("comments/MON-1/", {"comment": "One", "comment.revision": 0})
    blank = {"MON-1-Q1.revision": "0", "MON-1:today.revision": "0", "comment.revision": "0"}
    page = rosa.post("pages/MON-1/", blank | {"MON-1:today": "sales", "comment": "é" * 2001})
    assert page.status_code == 409
    for name, revision in {"MON-1-Q1": 0, "MON-1:today": 1, "comment": 0}.items():
        assert f'<input type="hidden" name="{name}.revision" value="{revision}">' in page.text


def test_a_page_with_two_conflicts_tells_of_both(rosa):
    rosa.save("MON-1-Q1", "2")
    rosa.post("comments/MON-1/", {"comment": "One", "comment.revision": 0})
    page = rosa.post("pages/MON-1/", {"MON-1-Q1": "3", "comment": "Two"})
    assert page.status_code == 409
    assert page.text.count("You answered this in another window: “One”.") == 2
    assert CommentDraft.objects.get().text == "One"


def test_line_breaks_of_a_form_and_of_a_script_are_the_same(rosa):
    rosa.post("comments/MON-1/", {"comment": "One\nTwo", "comment.revision": 0})
    assert rosa.post("pages/MON-1/", {"comment": "One\r\nTwo"}).status_code == 302
    long = "é\r\n" * 999 + "éé"  # 2,000 characters as one types them
    assert rosa.post("pages/MON-2/", {"comment": long}).status_code == 302
    assert [len(row.text) for row in CommentDraft.objects.order_by("activity")] == [7, 2000]


def test_of_a_page_with_a_conflict_the_other_answers_can_be_changed_too(rosa):
    rosa.save("MON-1-Q1", "3")
    sent = {"MON-1-Q1": "1", "MON-1-Q1.revision": "0", "MON-1:today": "it"}
    page = rosa.post("pages/MON-1/", sent | {"MON-1:today.revision": "0"})
    assert page.status_code == 409
    assert '<input type="hidden" name="MON-1:today.revision" value="1">' in page.text


def test_who_saves_again_what_is_stored_is_told_the_revision_that_is_stored(rosa):
    for revision, value in enumerate(["1", "2", "3"]):
        rosa.save("MON-1-Q1", value, revision)
    assert rosa.save("MON-1-Q1", "3", 0).json()["revision"] == 3
    for revision, text in enumerate(["One", "One two"]):
        rosa.post("comments/MON-1/", {"comment": text, "comment.revision": revision})
    again = rosa.post("comments/MON-1/", {"comment": "One two", "comment.revision": 0})
    assert again.json()["revision"] == 2


def test_two_tabs_get_a_plain_message_with_both_answers(rosa):
    rosa.save("MON-1-Q1", "3")
    response = rosa.save("MON-1-Q1", "1")
    assert response.status_code == 409
    other = response.json()["other"]
    assert other.pop("text").startswith("Agreed sources are checked every working day")
    assert other == {"fields": {"MON-1-Q1": "3"}, "revision": 1}
    assert rosa.stored == {"MON-1-Q1": ("3", 1)}
    page = rosa.post("pages/MON-1/", {"MON-1-Q1": "1", "MON-1-Q1.revision": "0"})
    assert page.status_code == 409
    assert page.text.count("You answered this in another window: “Agreed") == 2
    assert '<input type="hidden" name="MON-1-Q1.revision" value="1">' in page.text
    assert re.search(r'name="MON-1-Q1" value="1" checked', page.text)
    again = rosa.post("pages/MON-1/", {"MON-1-Q1": "1", "MON-1-Q1.revision": "1"})
    assert again.status_code == 302
    assert rosa.stored == {"MON-1-Q1": ("1", 2)}


def test_a_conflict_over_what_this_person_is_not_asked_any_more_says_both_answers_too(rosa):
    rosa.post("pages/you/", {"PRF-2": "lead", "PRF-3": "never"})
    rosa.save("MON-2-Q1", "3")
    rosa.post("pages/you/", {"PRF-2": "staff", "PRF-2.revision": "1", "PRF-3": "never"})
    response = rosa.save("MON-2-Q1", "1")
    assert response.status_code == 409
    other = response.json()["other"]
    assert other.pop("text") == our_model().items["MON-2-Q1"].anchors[3].text
    assert other == {"fields": {"MON-2-Q1": "3"}, "revision": 1}


def test_a_conflict_is_told_in_the_statements_that_leads_are_shown(rosa):
    item = next(item for item in our_model().items.values() if item.anchors_for_leads)
    statement = item.anchors_for_leads[0]
    rosa.post("pages/you/", {"PRF-2": "lead", "PRF-3": "never"})
    rosa.save(item.code, statement.value)
    other = rosa.save(item.code, "dk").json()["other"]
    assert other["text"] == statement.text


def test_a_comment_written_in_two_tabs_is_not_overwritten(rosa):
    rosa.post("pages/MON-1/", {"comment": "First", "comment.revision": "0"})
    response = rosa.post("pages/MON-1/", {"comment": "Second", "comment.revision": "0"})
    assert response.status_code == 409
    assert "“First”" in response.text
    assert ">Second</textarea>" in response.text
    assert CommentDraft.objects.get().text == "First"


def test_a_comment_is_saved_by_itself_and_says_what_is_stored_instead(rosa):
    sent = {"comment": " First ", "consent": "on", "comment.revision": "0"}
    said = rosa.post("comments/MON-1/", sent).json()
    assert (said["revision"], said["saved"][:6]) == (1, "Saved ")
    draft = CommentDraft.objects.get()
    assert (draft.text, draft.consent, draft.revision) == ("First", True, 1)
    assert rosa.post("comments/MON-1/", sent).status_code == 200
    late = rosa.post("comments/MON-1/", {"comment": "Second", "comment.revision": "0"})
    assert (late.status_code, late.json()) == (
        409,
        {
            "other": {
                "fields": {"comment": "First", "consent": "on"},
                "text": "First",
                "revision": 1,
            }
        },
    )
    assert CommentDraft.objects.get().text == "First"


@pytest.mark.parametrize(
    ("activity", "fields", "status"),
    [
        ("MON-1", {"comment": "é" * 2001}, 422),
        ("NOTHING", {"comment": "a"}, 404),
        ("MON-1", {"comment": "a", "comment.revision": "999999999"}, 200),
    ],
)
def test_a_comment_that_cannot_be_stored_is_refused_in_a_line(rosa, activity, fields, status):
    response = rosa.post(f"comments/{activity}/", fields)
    assert (response.status_code, next(iter(response.json()))) == (
        status,
        "revision" if status == 200 else "refused",
    )
    assert CommentDraft.objects.count() == (status == 200)
