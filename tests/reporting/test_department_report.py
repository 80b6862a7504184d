"""The department report: what it says of one group, and that it says nothing of hidden ones."""

import dataclasses
import io
from functools import cached_property

import page as page_validation
import pytest
from django.utils.translation import override
from pypdf import PdfReader

from readiness.core.assess import assess
from readiness.core.scope import Department, Scope
from readiness.core.tally import tally_from_counts
from readiness.reporting.department import department_report, groups, owners
from readiness.reporting.edits import Edits
from readiness.reporting.story.brief import build_brief
from readiness.reporting.story.department import build_department
from tests.core.publications import disguised, random_case, released
from tests.reporting import hand_made, small_models
from tests.reporting.conftest import said_by_weasyprint, squeezed
from tests.reporting.figures import Figures, texts

MODEL = hand_made.shipped_model()
BASE = hand_made.release(MODEL)
MINUTES = (5, 10)
LONG = "Directorate for Everything that Nobody Else Wants to Look At"


def story(release=BASE, group="customer_service", model=MODEL, **options):
    return build_department(release=release, model=model, group=group, **options)


def at(group="customer_service", **scores):
    """The hand-made Release in which activities of the group have these gaps; the others none."""
    found = BASE
    for code in MODEL.activities:
        gap = scores.get(code.replace("-", "_"), 0.0)
        found = hand_made.with_node(found, code, group, score=round(3.0 - gap, 1), gap=gap)
    return found


# What it says


def test_the_basis_says_how_many_answered():
    assert story().front.basis == "Brightwater plc · 20 of 30 invited answered · 4–22 March"
    alone = dataclasses.replace(
        BASE, groups=tuple(dataclasses.replace(g, answered=1, invited=None) for g in BASE.groups)
    )
    assert story(alone).front.basis == "Brightwater plc · 1 person answered · 4–22 March"


def test_the_title_names_the_widest_gap():
    title = story(at(NEW_2=2.4, MON_1=1.0)).front.heading.title
    assert title == (
        "Customer service is at 1.6; the widest gap is in deciding on new services: 0.6 today, "
        "3.0 needed"
    )


def test_the_title_names_two_that_share_the_widest_gap():
    title = story(at(NEW_2=2.4, MON_1=2.4)).front.heading.title
    assert title == (
        "Customer service is at 1.6; listening to public conversation and deciding on new services "
        "share the widest gap, 2.4"
    )


def test_the_title_counts_no_more_than_two_by_name():
    title = story(at(NEW_2=2.4, MON_1=2.4, RSP_1=2.4)).front.heading.title
    assert title == "Customer service is at 1.6; several activities share the widest gap, 2.4"


def test_the_title_says_when_all_targets_are_reached():
    title = story(at()).front.heading.title
    assert title == "Customer service is at 1.6; everything with a figure is at its target"


def test_the_title_says_when_no_figure_may_be_shown():
    nodes = tuple(
        dataclasses.replace(node, released=False, score=None, level=None, gap=None)
        if node.department == "it"
        else node
        for node in BASE.nodes
    )
    found = story(dataclasses.replace(BASE, nodes=nodes), group="it")
    assert found.front.heading.title == "IT: too few answers to any question to show a figure"
    assert found.gaps.heading.title == "Too few answers to any question to show a figure"
    assert all(row.cells[1].text == "too few answers" for row in found.gaps.table.rows)


def test_a_bound_is_printed_as_a_bound_and_a_small_group_has_a_two_way_mark():
    release = hand_made.with_node(
        BASE,
        "MON-1",
        "it",
        score=0.2,
        score_bound="or_below",
        gap=2.8,
        n=6,
        agreement=dataclasses.replace(BASE.nodes[2].agreement, view="mixed_view", band=None),
    )
    found = story(release, group="it")
    assert "0.2 or below today" in found.front.heading.title
    first = found.gaps.table.rows[0]
    assert [cell.text for cell in first.cells if cell.text != "–"] == [
        "Listening to public conversation",
        "0.2 or below",
        "1 Improvised",
        "3.0",
        "2.8",
        "1.7",
        "6",
        "mixed view",
    ]


def test_activities_are_in_the_order_of_the_departments_own_gaps():
    rows = story(at(NEW_2=2.4, MON_1=1.0, CUL_1=0.3)).gaps.table.rows
    assert [row.key for row in rows][:3] == ["NEW-2", "MON-1", "CUL-1"]


def test_a_difference_is_told_from_both_ends_only_where_both_are_shown():
    code = MODEL.activities["GDL-1"].items[0].code
    basis = dataclasses.replace(
        next(n for n in BASE.nodes if n.code == code and n.department is None).basis,
        lowest="it",
        highest="marketing",
        spread=1.9,
    )
    release = hand_made.with_node(BASE, code, None, basis=basis)
    release = hand_made.with_node(release, code, "it", score=0.9)
    release = hand_made.with_node(release, code, "marketing", score=2.8)
    low, high = story(release, group="it"), story(release, group="marketing")
    assert low.gaps.heading.title == ("IT sees guidelines for taking part at 0.9, Marketing at 2.8")
    assert [p.text for p in low.gaps.differences.points] == [
        (
            "Guidelines for taking part: 0.9 here, 2.8 in Marketing, the highest of all shown. "
            "Ask them what they know of it."
        )
    ]
    assert high.gaps.differences.points[0].text.startswith("Guidelines for taking part: 2.8 here")
    between = story(release, group="communications").gaps.differences.points
    assert [p.text for p in between] == [
        "Communications stands between the other departments on every question."
    ]
    hidden = hand_made.with_node(release, code, "marketing", score=None, released=False)
    assert [p.text for p in story(hidden, group="it").gaps.differences.points] == [
        "IT stands between the other departments on every question."
    ]


def test_hours_needed_stand_beside_the_hours_stated():
    page = story(group="communications").next
    assert page.heading.title == (
        "Communications is proposed for 16 activities: 30 hours in 12 weeks, of 36 stated"
    )
    assert [cell.text for cell in page.owners.rows[0].cells][2:] == ["30", "36"]
    unstated = dataclasses.replace(BASE.owners[0], available=None)
    release = dataclasses.replace(BASE, owners=(unstated,))
    assert story(release, group="communications").next.heading.title == (
        "Communications is proposed for 16 activities: 30 hours in 12 weeks, and its hours are "
        "not stated"
    )


def test_a_department_that_only_helps_reads_what_its_part_is():
    page = story(group="customer_service").next
    assert page.heading.title.startswith("Customer service does part of the work in listening")
    assert {row.cells[1].text for row in page.duties.rows} == {"does the work"}
    asked = story(group="it").next
    assert asked.heading.title == "No activity is proposed to IT; it is asked or told"
    assert asked.steps is None


def test_a_department_joined_with_another_is_found_by_either_key():
    joined = dataclasses.replace(
        BASE.groups[0], name="Communications + IT", departments=("communications", "it")
    )
    release = dataclasses.replace(
        BASE,
        groups=(joined, *(g for g in BASE.groups[1:] if g.key != "it")),
        departments=tuple(
            dataclasses.replace(d, group="communications") if d.key == "it" else d
            for d in BASE.departments
        ),
    )
    assert story(release, group="it") == story(release, group="communications")
    assert story(release, group="it").front.heading.title.startswith("Communications + IT is at")
    with pytest.raises(ValueError, match="no department 'sales'"):
        story(release, group="sales")


def test_a_section_can_be_left_out_and_the_front_cannot():
    left = frozenset(f"department-it{end}" for end in ("", "-gaps", "-method"))
    found = story(group="it", edits=Edits(left_out=left))
    assert (found.gaps, found.method) == (None, None)
    assert found.front is not None
    assert found.next is not None


# A department that is not shown


def answered(people: int, seed: int = 0):
    """Two departments with enough answers and one with so many."""
    model = small_models.read_model(small_models.with_actions())
    counts = {}
    for key, number in (("a", 9), ("b", 8), ("few", people)):
        for place, (code, item) in enumerate(model.items.items()):
            values = model.scales[item.scale].values
            value = values[(place + (seed if key == "few" else 0)) % len(values)]
            counts[key, code, value] = number
    names = {"a": "North", "b": "South", "few": LONG}
    scope = Scope(departments=tuple(Department(key=k, name=n) for k, n in names.items()), floor=5)
    tally = tally_from_counts({cell: n for cell, n in counts.items() if n})
    return assess(model=model, scope=scope, tally=tally), model


def test_none_and_too_few_give_the_same_notice_without_a_figure_of_theirs():
    notices = []
    for people in (0, 1, 4):
        release, model = answered(people)
        notices.append(story(release, group="few", model=model))
    assert notices[0] == notices[1] == notices[2]
    assert notices[0].front is None
    assert notices[0].notice.heading.title == f"Not enough answers to show {LONG} by itself"
    assert notices[0].notice.heading.lead.text == (
        "A department is shown as soon as 5 people have answered."
    )


def test_answers_that_are_not_shown_change_no_word_of_any_report():
    """The promise: whatever the small department answered, all reports stay as they are."""
    first, model = answered(4, seed=0)
    other, _model = answered(4, seed=2)
    for key in ("a", "b", "few"):
        assert story(first, group=key, model=model) == story(other, group=key, model=model)
    assert LONG not in str([story(first, group=k, model=model).gaps for k in ("a", "b")])


@pytest.mark.parametrize("seed", range(1, 9))
def test_whatever_is_not_shown_changes_no_word_of_any_document(seed):
    """On random organisations, with merged departments and small groups of one mind."""
    case = random_case(seed)
    other = disguised(case, seed)
    first, second = (released(found, *found.rounds) for found in (case, other))
    for key in groups(first):
        one, two = (story(found, group=key, model=case.model) for found in (first, second))
        assert one == two
    assert owners(first) == owners(second)
    for key in owners(first):
        one, two = (
            build_brief(release=found, model=case.model, owner=key) for found in (first, second)
        )
        assert one == two


# Figures


def test_every_number_is_a_figure_of_the_release(planted):
    release, model = planted
    figures = Figures(release, model)
    found = {}
    for key in groups(release):
        text = "\n".join(texts(story(release, group=key, model=model)))
        found[key] = figures.unknown(text.replace("90 days", ""), also=MINUTES)
    assert found == {key: [] for key in groups(release)}


@pytest.mark.parametrize("name", ["additive", "cumulative", "capability", "protected", "actions"])
def test_every_kind_of_model_has_a_report(name):
    release, model = small_models.CASES[name]()
    figures = Figures(release, model)
    for key in groups(release):
        found = story(release, group=key, model=model)
        assert found.front.heading.title.startswith(found.front.charts[0].own_label) or (
            not found.front.charts
        )
        text = "\n".join(texts(found)).replace("90 days", "")
        assert figures.unknown(text, also=MINUTES) == []


# The PDF


@dataclasses.dataclass
class Made:
    data: bytes
    warnings: list[str]

    @cached_property
    def reader(self):
        return PdfReader(io.BytesIO(self.data))

    @property
    def text(self):
        return squeezed("".join(page.extract_text() for page in self.reader.pages))


def drawn(release, model, key, language="en"):
    with override(language), said_by_weasyprint() as warnings:
        data = department_report(release=release, model=model, group=key)
    return Made(data, warnings)


@pytest.mark.parametrize(("key", "language"), [("customer_service", "en"), ("legal", "de")])
def test_the_report_has_three_or_four_pages(planted, key, language, tmp_path):
    release, model = planted
    made = drawn(release, model, key, language)
    assert 3 <= len(made.reader.pages) <= 4
    assert made.warnings == []
    with override(language):
        found = story(release, group=key, model=model)
    path = tmp_path / "file.pdf"
    path.write_bytes(made.data)
    assert page_validation.validate_pdf(str(path), profile="ua1").is_compliant
    for page in (found.front, found.gaps, found.next, found.method):
        assert squeezed(page.heading.title) in made.text


def test_the_notice_is_one_page(planted):
    release, model = planted
    made = drawn(release, model, "executive_board")
    assert len(made.reader.pages) == 1
    assert made.warnings == []
    assert squeezed("Not enough answers to show Executive board by itself") in made.text


def test_long_names_and_sixty_activities_fit_four_pages():
    release, model = small_models.answered(small_models.sixty())
    release = dataclasses.replace(
        release,
        groups=tuple(dataclasses.replace(g, name=f"{LONG} {g.key}"[-60:]) for g in release.groups),
    )
    made = drawn(release, model, release.groups[0].key)
    assert len(made.reader.pages) <= 4
    assert made.warnings == []


def test_the_chart_says_its_finding(planted):
    release, model = planted
    [chart] = story(release, group="customer_service", model=model).front.charts
    assert chart.title == "Furthest from its target: keeping up with new services, 0.7 of 3.0"
    assert chart.alt.startswith(chart.title)
    own = {p.key: p.own for p in chart.points}
    nodes = {n.code: n.score for n in release.nodes if n.department == "customer_service"}
    assert own == {code: nodes[code] for code in own}
