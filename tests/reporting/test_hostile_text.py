"""Whatever people type is printed as text: nothing is read, fetched or run, and no export fails."""

import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from readiness.core.grounds import ActionSource, EvidenceSource, Sources, SurveySource
from readiness.reporting import department, pdf
from readiness.reporting.fonts import font_files, system_fonts
from readiness.reporting.story.bounded import MARK, NAME, TEXT, bounded
from tests.reporting import hand_made
from tests.reporting.conftest import make, squeezed
from tests.reporting.gates import faults, unpacked
from tests.reporting.test_sources import DECIDED

ROOT = Path(__file__).resolve().parents[2]
NAME_IN_MARKUP = 'Ministry of <b>Bold</b> & "Quoted" <img src="file:///etc/passwd"> Affairs'
LONG = "long " * 20_000
WORST = (
    'url(http://127.0.0.1:9/a.png) @import "http://127.0.0.1:9/b.css"; {{ 1 }} {% now "Y" %}',
    '</style><script src="file:///etc/passwd"></script><link rel="attachment" href="/etc/passwd">',
    "$x^{$ \\frac{ %s %(name)s",
    "a\x00b\x07c\x1bd\x85e\ud800f\u2028g",
    "turned \u202e round \u2066 and left open \u2067",
    "=HYPERLINK('http://127.0.0.1:9/')",
    "हिन्दी 😀 \ue000",
    LONG,
)


class Watched:
    """What this process opens and whom it calls, while it is watched."""

    def __init__(self):
        self.on, self.opened, self.called = False, [], []
        sys.addaudithook(self._note)

    def _note(self, event, given):
        if not self.on:
            return
        if event == "open" and isinstance(given[0], str | bytes):
            self.opened.append(Path(given[0].decode() if isinstance(given[0], bytes) else given[0]))
        elif event.startswith(("socket.", "subprocess.", "os.system", "urllib.")):
            self.called.append(event)


WATCHED = Watched()


def worst_release(model):
    """A Release with the worst in every text that somebody types."""
    release = hand_made.release(model)
    names = (
        "Customer Service, Complaints & “<b>Escalation</b>” Management",
        "قسم الاتصالات والعلاقات العامة والتسويق الرقمي",
        "Informationstechnologiedienstleistungszentrum Süd-Ost",
        "Управление персоналом и организационным развитием предприятия",
    )
    departments = tuple(
        replace(department, name=name, head=f"רנא {name} {worst}")
        for department, name, worst in zip(release.departments, names, WORST[4:], strict=True)
    )
    groups = tuple(replace(g, name=name) for g, name in zip(release.groups, names, strict=True))
    return replace(
        release,
        organisation=replace(release.organisation, name=NAME_IN_MARKUP, period="<i>March</i>"),
        departments=departments,
        groups=groups,
        activities=tuple(map(with_worst_sources, range(16), release.activities)),
        actions=tuple(
            ActionSource(
                activity=result.code,
                text=WORST[place % len(WORST)],
                owner=WORST[-1 - place % len(WORST)],
                due="2026-05-01",
                hours=4,
                status="accepted",
            )
            for place, result in enumerate(release.activities)
        ),
    )


def with_worst_sources(place, result):
    worst = WORST[place % len(WORST)]
    decision = replace(DECIDED, reason=worst, dissent=worst[::-1], status_by=worst)
    evidence = EvidenceSource(
        kind="document",
        level=2,
        level_word="Repeatable",
        by=worst,
        reason=worst,
        seen_on="2026-04-01",
        delta=None,
    )
    survey = SurveySource(level=1, score=1.7, score_bound=None)
    sources = Sources(survey=survey, evidence=(evidence,), decision=decision, delta=None)
    return replace(result, sources=sources)


@pytest.fixture(scope="module")
def hostile():
    """Every kind of document of the worst Release, and every address WeasyPrint asked for."""
    model = hand_made.shipped_model()
    release = worst_release(model)
    system_fonts()  # looked for once a process, by a program of the system
    asked = []
    with pytest.MonkeyPatch.context() as patch, unpacked():
        serve = pdf._Bundle.__call__
        patch.setattr(
            pdf._Bundle, "__call__", lambda self, url: asked.append(url) or serve(self, url)
        )
        WATCHED.on = True
        try:
            made = make(release, model), make(release, model, "summary")
            annex = pdf.annex_report(release=release, model=model)
            group, owner = department.groups(release)[0], department.owners(release)[0]
            department.department_report(release=release, model=model, group=group)
            department.owner_brief(release=release, model=model, owner=owner)
        finally:
            WATCHED.on = False
    return *made, annex, asked


def test_names_are_printed_as_they_are_and_never_read_as_markup(hostile):
    report, summary, *_rest = hostile
    for page in (report.words(0), report.words(1), summary.words(0)):
        assert squeezed(NAME_IN_MARKUP) in page
        assert squeezed("<i>March</i>") in page
    assert squeezed("“<b>Escalation</b>”") in report.words(1)
    assert report.warnings == summary.warnings == []


def test_long_names_leave_the_summary_on_one_page(hostile):
    _report, summary, *_rest = hostile
    assert len(summary.reader.pages) == 1


def test_only_bundled_files_are_fetched(hostile):
    *_made, asked = hostile
    assert set(asked) == {f"bundle:{path.name}" for path in font_files()} | {
        "bundle:fonts.css",
        "bundle:report.css",
        "bundle:pages.css",
        "bundle:documents.css",
        "bundle:look.css",
        "bundle:mark.svg",
    }


def test_nobody_is_called_and_nothing_else_is_opened(hostile):
    assert len(hostile) == 4
    assert WATCHED.called == []
    ours = {ROOT / part for part in ("readiness", "templates", "locale")}
    programs = {Path(sys.prefix), Path(sys.base_prefix), Path("/usr/share/fonts")}
    allowed = {*ours, *programs, *(each.resolve() for each in (*ours, *programs))}
    kept = Path(tempfile.gettempdir())  # WeasyPrint's own copy of the fonts
    strange = {
        path
        for path in WATCHED.opened
        if not allowed & {path, *path.resolve().parents} and not path.is_relative_to(kept)
    }
    assert strange == set()
    assert any(path.suffix == ".ttf" for path in WATCHED.opened)


def test_the_worst_text_still_makes_an_accessible_archival_file(hostile, tmp_path):
    report, _summary, annex, _asked = hostile
    assert faults(report.data, tmp_path) == []
    assert faults(annex, tmp_path) == []


def test_what_cannot_be_printed_is_a_box_and_what_is_too_long_is_cut_visibly(hostile, tmp_path):
    *_made, annex, _asked = hostile
    path = tmp_path / "file.pdf"
    path.write_bytes(annex)
    done = subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True)
    text = squeezed(done.stdout)
    for printed in ("a□b□c□d□e□f□g", "turned □ round", WORST[2], "{{ 1 }} {% now", "long […]"):
        assert squeezed(printed) in text


@pytest.mark.parametrize("worst", [WORST[1], WORST[3], WORST[6], LONG])
def test_an_organisation_may_be_called_anything(worst):
    model = hand_made.shipped_model()
    release = hand_made.release(model)
    organisation = replace(release.organisation, name=worst, period=worst)
    summary = make(replace(release, organisation=organisation), model, "summary")
    assert len(summary.reader.pages) == 1
    assert summary.warnings == []


def test_texts_that_no_page_can_take_are_cut_and_all_others_are_the_same_object():
    release = hand_made.release(hand_made.shipped_model())
    assert bounded(release) is release
    long = replace(
        release,
        organisation=replace(release.organisation, name="n" * 201),
        actions=(
            ActionSource(
                activity="MON-1",
                text="t" * 100_000,
                owner="Ada",
                due="2026-05-01",
                hours=None,
                status="proposed",
            ),
        ),
    )
    cut = bounded(long)
    assert cut.organisation.name == "n" * (NAME - len(MARK)) + MARK
    assert cut.actions[0].text == "t" * (TEXT - len(MARK)) + MARK
    assert cut.nodes is release.nodes
