"""The owner's brief: one page, what staff said as far as it is shown, and what was agreed."""

import dataclasses
import io

import page as page_validation
import pytest
from django.utils.translation import override
from pypdf import PdfReader

from readiness.core.grounds import DecisionSource, Sources, SurveySource
from readiness.reporting.department import owner_brief, owners
from readiness.reporting.edits import Edits
from readiness.reporting.story.brief import build_brief
from tests.reporting import hand_made, small_models
from tests.reporting.conftest import said_by_weasyprint, squeezed
from tests.reporting.figures import Figures, texts
from tests.reporting.hand_made import candidate, ownership

S = "\N{NO-BREAK SPACE}"
MODEL = hand_made.shipped_model()
CODES = tuple(MODEL.activities)


def release(*proposed, raci=None, owner=None):
    """The hand-made Release in which only these activities are Communications'."""
    base = hand_made.release(MODEL)
    activities = tuple(
        dataclasses.replace(
            result,
            ownership=owner or result.ownership,
            raci=dataclasses.replace(result.raci, **(raci or {})),
        )
        if result.code in proposed
        else dataclasses.replace(
            result, raci=dataclasses.replace(result.raci, accountable="marketing")
        )
        for result in base.activities
    )
    load = dataclasses.replace(base.owners[0], activities=tuple(proposed))
    return dataclasses.replace(base, activities=activities, owners=(load,))


def decided(base, code, **changes):
    """With what a workshop decided on an activity."""
    decision = DecisionSource(
        **{
            "level": None,
            "level_word": None,
            "accountable": "communications",
            "responsible": ("communications",),
            "consulted": (),
            "informed": (),
            "checks": (),
            "reason": "They did it in the last crisis",
            "dissent": None,
            "decided_on": "2026-04-09",
            "status": "proposed",
            "status_on": None,
            "status_by": None,
            "instead": None,
            **changes,
        }
    )
    survey = SurveySource(level=1, score=1.7, score_bound=None)
    sources = Sources(survey=survey, evidence=(), decision=decision, delta=None)
    return dataclasses.replace(
        base,
        activities=tuple(
            dataclasses.replace(r, sources=sources) if r.code == code else r
            for r in base.activities
        ),
    )


def brief(base, owner="communications", **options):
    return build_brief(release=base, model=MODEL, owner=owner, **options).brief


def row(base, place=0):
    return [cell.text for cell in brief(base).table.rows[place].cells]


# The title


@pytest.mark.parametrize(
    ("codes", "title"),
    [
        (CODES[:1], "We propose that Communications answers for listening to public conversation"),
        (CODES[:3], "We propose that Communications answers for 3 activities"),
    ],
)
def test_the_title_says_what_is_proposed(codes, title):
    assert brief(release(*codes)).heading.title == title


def test_the_title_says_when_two_are_too_close_to_call():
    close = release(*CODES[:3], raci={"provisional": True})
    assert brief(close).heading.title == (
        "Communications is one of two candidates for 3 activities"
    )
    first = dataclasses.replace(
        close.activities[0], raci=dataclasses.replace(close.activities[0].raci, provisional=False)
    )
    mixed = dataclasses.replace(close, activities=(first, *close.activities[1:]))
    assert brief(mixed).heading.title == (
        "We propose that Communications answers for listening to public conversation; 2 more are "
        "too close to call"
    )


def test_after_a_workshop_the_title_and_the_row_say_what_was_agreed():
    base = decided(release(*CODES[:2]), CODES[0], status="accepted", status_on="2026-04-14")
    found = brief(base)
    assert found.heading.title == (
        "Agreed 9 April: Communications answers for listening to public conversation"
    )
    agreed, other = found.table.rows
    assert agreed.cells[3].text == "Agreed 9 April, accepted 14 April"
    assert agreed.cells[3].note == "They did it in the last crisis"
    assert other.cells[3].note == "Not agreed"


def test_what_was_agreed_otherwise_is_no_proposal_any_more():
    base = decided(release(*CODES[:2]), CODES[0], accountable="it", responsible=("it",))
    found = brief(base)
    assert [each.key for each in found.table.rows] == [CODES[1]]
    assert found.notes[0].text == (
        "Proposed by the survey, agreed otherwise: listening to public conversation."
    )
    assert owners(base) == ("communications", "it")
    assert brief(base, "it").heading.title.startswith("Agreed 9 April: IT answers for listening")


def test_who_is_next_after_a_head_declined_has_a_brief():
    base = decided(
        release(*CODES[:1]), CODES[0], status="declined", status_on="2026-04-16", instead="it"
    )
    assert owners(base) == ("communications", "it")
    assert [each.key for each in brief(base, "it").table.rows] == [CODES[0]]
    assert brief(base).heading.title == "Communications was proposed; it was agreed otherwise"


# Said


@pytest.mark.parametrize(
    ("claim", "share", "said"),
    [
        ("yes", 71, f"71{S}% of your staff name it"),
        ("yes", None, "at least half of your staff name it"),
        ("no", None, "fewer than half of your staff name it"),
        (None, None, "too few answers to show"),
    ],
)
def test_what_its_own_staff_said_stands_there_as_far_as_it_is_shown(claim, share, said):
    own = candidate("communications", 66.2, claim=claim, claim_share=share)
    other = candidate("customer_service", 55.1)
    base = release(CODES[0], owner=ownership(criteria=(own, other)))
    assert row(base)[1] == said


def test_what_all_said_and_what_is_proposed_stand_beside_it():
    assert row(release(CODES[0]))[2:] == [
        f"72{S}% name it today; 55{S}% want it there",
        "recommended: 66.2 points; Customer service 55.1",
    ]
    bound = ownership(shares_bound="or_above", verdict="two_candidates")
    assert row(release(CODES[0], owner=bound))[2:] == [
        f"72{S}% or more name it today; 55{S}% want it there",
        "too close to call: 66.2 points; Customer service 55.1",
    ]


def test_hours_needed_stand_beside_hours_stated():
    figures = brief(release(CODES[0])).figures
    assert [(f.figure, f.note) for f in figures] == [
        ("1 activity", ""),
        ("30 hours", "in 12 weeks, if all proposals are accepted"),
        ("3 hours a week", "36 in 12 weeks: enough"),
    ]
    base = release(CODES[0])
    silent = tuple(
        dataclasses.replace(d, hours=None, room=None, authority=None) for d in base.departments
    )
    base = dataclasses.replace(base, departments=silent)
    assert brief(base).figures[2].note == "not stated yet: please tell us"


def test_sections_can_be_left_out():
    left = frozenset({"brief-communications-steps", "brief-communications-mail"})
    found = brief(release(CODES[0]), edits=Edits(left_out=left))
    assert (found.steps, found.mail) == (None, None)
    assert brief(release(CODES[0])).mail.to == "Ada Lovelace, Head of Communications"


def test_who_is_no_owner_has_no_brief():
    with pytest.raises(ValueError, match="'it' is no proposed owner"):
        brief(release(CODES[0]), "it")
    plain, model = small_models.CASES["actions"]()
    assert owners(plain) == ()
    with pytest.raises(ValueError, match="no proposed owner"):
        build_brief(release=plain, model=model, owner="dep0")


# Figures and pages


def test_every_number_is_a_figure_of_the_release(planted):
    found, model = planted
    figures = Figures(found, model)
    for key in owners(found):
        said = "\n".join(texts(build_brief(release=found, model=model, owner=key)))
        assert figures.unknown(said) == []


def test_what_a_hidden_department_said_is_in_no_brief(planted):
    found, model = planted
    page = build_brief(release=found, model=model, owner="executive_board").brief
    assert [cell.text for cell in page.table.rows[0].cells][3] == "by role"


def drawn(found, model, key, language="en"):
    with override(language), said_by_weasyprint() as warnings:
        data = owner_brief(release=found, model=model, owner=key)
    assert warnings == []
    return data


@pytest.mark.parametrize(("key", "language"), [("communications", "de"), ("product", "en")])
def test_the_brief_is_exactly_one_page(planted, key, language, tmp_path):
    found, model = planted
    path = tmp_path / "file.pdf"
    path.write_bytes(drawn(found, model, key, language))
    assert page_validation.validate_pdf(str(path), profile="ua1").is_compliant
    reader = PdfReader(path)
    assert len(reader.pages) == 1
    with override(language):
        page = build_brief(release=found, model=model, owner=key).brief
    text = squeezed(reader.pages[0].extract_text())
    assert squeezed(page.heading.title) in text
    assert squeezed(page.mail.paragraphs[-1]) in text


def test_sixteen_activities_of_a_long_name_fit_one_page():
    long = "Directorate for Everything that Nobody Else Wants to Look At"
    base = hand_made.release(MODEL)
    base = dataclasses.replace(
        base,
        departments=tuple(dataclasses.replace(d, name=long) for d in base.departments),
    )
    reader = PdfReader(io.BytesIO(drawn(base, MODEL, "communications")))
    assert len(reader.pages) == 1


def test_hours_are_those_of_the_surveys_proposals_and_the_draft_is_about_what_is_open():
    base = decided(release(*CODES[:2]), CODES[0], status="accepted", status_on="2026-04-14")
    assert brief(base).figures[1].note == "in 12 weeks, if all proposals are accepted"
    base = decided(release(*CODES[:2]), CODES[0], accountable="it", responsible=("it",))
    found = brief(base)
    assert found.figures[1].note == "in 12 weeks, for what the survey proposed"
    assert found.mail.paragraphs[1] == (
        "I propose that Communications answers for looking after the monitoring tool or supplier."
    )


def test_what_is_accepted_needs_no_draft():
    base = decided(release(CODES[0]), CODES[0], status="accepted", status_on="2026-04-14")
    assert brief(base).mail is None
    waiting = brief(decided(release(CODES[0]), CODES[0]))
    assert waiting.mail.paragraphs[1] == (
        "A workshop agreed that Communications answers for listening to public conversation."
    )
