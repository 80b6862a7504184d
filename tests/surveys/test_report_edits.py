"""A consultant words a report otherwise: what is kept, who is told, and what is drawn of it."""

import hashlib
import html
import re

import pytest
from django.test import Client

from readiness.core.release import Release as CoreRelease
from surveys.models import (
    Assessment,
    AuditEvent,
    Job,
    Organisation,
    Release,
    ReportEdit,
    ReportFile,
    ReportKind,
    ReportSection,
)
from surveys.services import drawing, report_edits, reports
from tests import cast
from tests.factories import NOW, assessment
from tests.together import together
from tests.two_tenants import some_release
from tests.worked import draw_quickly, work_all

TITLE = "gaps/heading/title"
NEW = "Gaps are many."


def release_of(made, text, number=1):
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Release.objects.create(
        assessment=made, number=number, text=text, sha256=sha256, made_on=NOW.date()
    )


def closed():
    return assessment(opened=False, state="closed")


@pytest.fixture
def made(db):  # noqa: ARG001 - rows
    made = closed()
    release_of(made, some_release())
    return made


def public_pieces(made):
    """What can be downloaded of its report, when all is made."""
    return [piece for piece in reports.wanted(made.releases.get()) if piece[0] != "charts"]


def sentence(made, place=TITLE):
    release = made.releases.get()
    [found] = [
        line
        for section in report_edits.sections(release, made)
        for line in section.sentences
        if line.place == place
    ]
    return found


def save(made, text, *, place=TITLE, seen=None, release=None):
    release = release or made.releases.get()
    line = sentence(made, place) if seen is None else None
    return report_edits.save(
        release=release,
        assessment=made,
        place=place,
        text=text,
        seen=line.seen if line else seen,
        user=None,
        now=NOW,
    )


def keep_section(made, section, *, note="", left_out=False, seen="0 "):
    return report_edits.keep_section(
        release=made.releases.get(),
        assessment=made,
        section=section,
        note=note,
        left_out=left_out,
        seen=report_edits.mark_of(seen),
        user=None,
        now=NOW,
    )


class TestSaving:
    def test_an_edit_keeps_the_original_and_is_noted(self, made):
        original = sentence(made).original
        assert save(made, f"  {NEW}\r\n") is True
        row = ReportEdit.objects.get()
        assert (row.place, row.original, row.text) == (TITLE, original, NEW)
        assert AuditEvent.objects.values_list("what", "details").get() == ("report edit", TITLE)
        edits = report_edits.edits_of(made.releases.get())
        assert {place: edit.text for place, edit in edits.sentences.items()} == {TITLE: NEW}

    def test_a_figure_of_ones_own_is_refused_and_nothing_is_kept(self, made):
        with pytest.raises(report_edits.NotFitting, match=r"^99 "):
            save(made, "Gaps: 99.")
        assert ReportEdit.objects.count() == 0

    def test_nothing_typed_and_nothing_changed_leave_it_as_it_is(self, made):
        assert save(made, " \n") is False
        assert save(made, sentence(made).original) is False
        assert (ReportEdit.objects.count(), AuditEvent.objects.count()) == (0, 0)

    @pytest.mark.parametrize("typed", [None, "original"])
    def test_an_edit_is_taken_back(self, made, typed):
        original = sentence(made).original
        save(made, NEW)
        assert save(made, typed and original) is True
        assert ReportEdit.objects.count() == 0
        events = AuditEvent.objects.order_by("pk").values_list("what", flat=True)
        assert list(events) == ["report edit", "report edit taken back"]

    def test_whoever_comes_second_is_told_what_it_says_now(self, made):
        seen = sentence(made).seen
        save(made, NEW)
        with pytest.raises(report_edits.ChangedMeanwhile) as told:
            save(made, "Many gaps.", seen=seen)
        assert (told.value.now, ReportEdit.objects.get().text) == (NEW, NEW)
        assert save(made, "Many gaps.", seen=told.value.seen) is True
        assert ReportEdit.objects.get().text == "Many gaps."

    def test_two_who_say_the_same_are_not_told(self, made):
        seen = sentence(made).seen
        save(made, NEW)
        assert save(made, NEW, seen=seen) is False

    def test_a_place_that_is_none_an_archive_and_an_older_report_are_refused(self, made):
        old = made.releases.get()
        with pytest.raises(report_edits.UnknownPlace):
            save(made, NEW, place="gaps/nothing", seen="")
        release_of(made, some_release() + " ", number=2)
        with pytest.raises(report_edits.Superseded):
            save(made, NEW, seen="", release=old)
        Release.objects.filter(number=2).delete()
        Assessment.objects.update(state="archived")
        with pytest.raises(report_edits.Over):
            save(made, NEW, seen="", release=old)
        assert ReportEdit.objects.count() == 0

    def test_a_section_has_a_note_and_can_be_left_out(self, made):
        assert keep_section(made, "gaps", note="Ask\r\nme.", left_out=True) is True
        edits = report_edits.edits_of(made.releases.get())
        assert (edits.notes, edits.left_out) == ({"gaps": "Ask me."}, frozenset({"gaps"}))
        with pytest.raises(report_edits.ChangedMeanwhile) as told:
            keep_section(made, "gaps", note="Mine.")
        assert (told.value.now, told.value.left_out) == ("Ask me.", True)
        with pytest.raises(report_edits.UnknownPlace):
            keep_section(made, "summary", left_out=True)
        assert AuditEvent.objects.values_list("what", flat=True).get() == "report section"


def test_the_next_release_takes_over_what_still_fits(made):
    before = made.releases.get()
    save(made, NEW)
    save(made, "Sales should do it.", place="question-monitoring/answer")
    keep_section(made, "raci", note="Ask me.")
    text = some_release().replace("54.0", "54.1")
    after = release_of(made, text, number=2)
    report_edits.carry_over(before=before, after=after, assessment=made)
    kept = ReportEdit.objects.filter(release=after).values_list("place", "text")
    [answer] = [each for each in lines(after, made) if each.place == "question-monitoring/answer"]
    assert "scores 54.1" in answer.text
    assert list(kept) == [(TITLE, NEW)]
    assert ReportSection.objects.filter(release=after).values_list("section", "note").get() == (
        "raci",
        "Ask me.",
    )
    assert ReportEdit.objects.filter(release=before).count() == 2


def lines(release, made):
    return [line for each in report_edits.sections(release, made) for line in each.sentences]


class TestDocuments:
    @pytest.fixture(autouse=True)
    def _quick(self, monkeypatch):
        draw_quickly(monkeypatch)

    def drawn(self, made):
        reports.draw_again(assessment=made, user=None, now=NOW)
        work_all()

    def test_a_draft_is_one_until_it_is_published(self, made):
        self.drawn(made)
        assert set(ReportFile.objects.values_list("mark", flat=True)) == {"draft"}
        reports.publish(assessment=made, user=None, now=NOW)
        release = made.releases.get()
        erin = cast.erin(made.organisation)
        where = f"/o/{made.organisation.code}/{made.code}/reports/1/summary.pdf"
        assert erin.get(where).status_code == 404
        assert len(reports.missing(release)) == len(reports.wanted(release))
        work_all()
        assert set(ReportFile.objects.values_list("mark", flat=True)) == {""}
        assert (erin.get(where).status_code, reports.missing(release)) == (200, [])
        assert reports.draw_again(assessment=made, user=None, now=NOW) is None

    def test_an_edit_a_look_and_a_language_call_for_new_documents(self, made):
        self.drawn(made)
        release, organisation = made.releases.get(), Organisation.objects
        for change in (
            lambda: save(made, NEW),
            lambda: keep_section(made, "gaps", note="Ask me."),
            lambda: organisation.update(accent="#123456"),
            lambda: organisation.update(paper="Letter"),
            lambda: organisation.update(language="de"),
        ):
            assert reports.missing(release) == []
            change()
            release = Release.objects.get()
            assert reports.missing(release) == reports.wanted(release)
            self.drawn(Assessment.objects.get())

    def test_what_is_edited_while_it_is_drawn_is_drawn_at_once_again(self, made, monkeypatch):
        from surveys.services import report_job

        tasks, whole = [], report_job.converse

        def editing(task, *, watch):
            if not tasks:
                save(made, NEW)
            tasks.append([text for _place, _original, text in task["wording"]["sentences"]])
            yield from whole(task, watch=watch)

        monkeypatch.setattr(report_job, "converse", editing)
        self.drawn(made)
        assert tasks[0] == []
        assert tasks[1:] == [[NEW]] * (len(tasks) - 1)
        assert len(tasks) > 1
        assert reports.missing(made.releases.get()) == []
        assert Job.objects.values_list("state", "tries").get() == ("done", 1)

    def test_every_kind_is_drawn_with_what_the_consultant_wants(self, made, monkeypatch):
        """Each entry of the registry, with the drawing itself left out."""
        from readiness.reporting import department, docx, pdf, png, tables, xlsx
        from readiness.reporting.charts import gallery
        from readiness.reporting.story import build

        seen = []

        def noted(**given):
            mark = given["look"].mark if "look" in given else "draft"
            seen.append((type(given["release"]), mark, given["edits"].notes))
            return b"%PDF"

        for module, name in (
            (pdf, "summary"),
            (pdf, "organisation_report"),
            (pdf, "annex_report"),
            (department, "department_report"),
            (department, "owner_brief"),
            (xlsx, "workbook"),
            (docx, "document"),
            (tables, "csv_zip"),
        ):
            monkeypatch.setattr(module, name, noted)
        monkeypatch.setattr(png, "pages_zip", lambda content: content)
        monkeypatch.setattr(build, "build_story", lambda **_given: None)
        monkeypatch.setattr(gallery, "drawn", lambda **_given: {})
        monkeypatch.setattr(gallery, "to_json", lambda _gallery: "%PDF")
        wording = reports.setting_of(made.releases.get()).wording
        wording = drawing.Wording.from_data(drawing.Wording(look=wording.look).as_data())
        for kind, subject in drawing.wanted(some_release()):
            content = drawing.draw(
                kind=kind, subject=subject, text=some_release(), model=None, wording=wording
            )
            assert content == b"%PDF"
            assert kind in ReportKind.values
        pieces = [piece for piece in drawing.wanted(some_release()) if piece[0] != "charts"]
        assert seen == [(CoreRelease, "draft", {})] * len(pieces)
        assert {kind for kind, _subject in drawing.wanted(some_release())} == set(ReportKind.values)
        assert list(drawing.DOCUMENTS)[:2] == ["summary", "organisation"]


class TestPages:
    @pytest.fixture
    def carla(self, made):
        return cast.carla(made.organisation)

    def at(self, made, rest=""):
        return f"/console/{made.organisation.code}/assessments/{made.code}/reports/{rest}"

    def test_the_report_page_lists_documents_and_sections(self, made, carla):
        page = carla.get(self.at(made)).content.decode()
        assert "No document has been made yet." in page
        assert f"{len(public_pieces(made))} documents are not made yet." in page
        assert page.count("/reports/sections/") == 16

    def test_what_no_font_has_is_named(self, made, carla):
        keep_section(made, "gaps", note="Ask \u0915 there.")
        page = carla.get(self.at(made)).content.decode()
        assert "\u0915 (U+0915): <q>Ask □ there.</q>" in page

    def test_documents_out_of_date_say_so_and_are_made_again(self, made, carla, monkeypatch):
        draw_quickly(monkeypatch)
        answer = carla.post(self.at(made, "again/"))
        work_all()
        assert answer.status_code == 302
        assert "Out of date" not in carla.get(self.at(made)).content.decode()
        save(made, NEW)
        AuditEvent.objects.update(at=ReportFile.objects.first().made_at)
        page = carla.get(self.at(made)).content.decode()
        assert page.count("Draft, out of date") == len(public_pieces(made))
        assert "Out of date since " in page
        download = carla.get(self.at(made, "1/summary.pdf"))
        assert download.content == b"%PDF summary"
        named = 'attachment; filename="readiness-summary-draft.pdf"'
        assert download["Content-Disposition"] == named

    @pytest.mark.parametrize("name", ["summary.xlsx", "poster.pdf", "summary/it.pdf"])
    def test_a_document_has_one_address(self, made, carla, name):
        release = made.releases.get()
        ReportFile.objects.create(release=release, kind="summary", content=b"", sha256="", size=0)
        assert carla.get(self.at(made, "1/summary.pdf")).status_code == 200
        assert carla.get(self.at(made, f"1/{name}")).status_code == 404

    def test_a_document_on_a_department_is_named_by_it(self, made, carla):
        release = made.releases.get()
        fields = {"content": b"x", "sha256": "", "size": 1, "subject": "it"}
        ReportFile.objects.create(release=release, kind="brief", **fields)
        page = carla.get(self.at(made)).content.decode()
        assert "Brief for a proposed owner: It (PDF)</a>" in page
        download = carla.get(self.at(made, "1/brief/it.pdf"))
        assert download["Content-Disposition"] == 'attachment; filename="readiness-brief-it.pdf"'

    def form(self, page, place):
        """What the form of a sentence would send."""
        [part] = [part for part in page.split("<form") if f'value="{place}"' in part]
        fields = dict(re.findall(r'name="(place|seen)" value="([^"]*)"', part))
        [text] = re.findall(r"<textarea[^>]*>([^<]*)</textarea>", part)
        return fields | {"text": html.unescape(text), "do": "save"}

    def test_a_sentence_is_edited_and_taken_back(self, made, carla):
        where = self.at(made, "sections/gaps/")
        form = self.form(carla.get(where).content.decode(), TITLE)
        original = form["text"]
        assert carla.post(where, form | {"text": NEW}).status_code == 302
        page = carla.get(where).content.decode()
        assert f"Originally: {html.escape(original)}" in page
        assert "Edited by Carla" in page
        form = self.form(page, TITLE)
        assert form["text"] == NEW
        assert carla.post(where, form | {"do": "revert"}).status_code == 302
        assert self.form(carla.get(where).content.decode(), TITLE)["text"] == original

    def test_what_is_refused_is_not_lost(self, made, carla):
        where = self.at(made, "sections/gaps/")
        form = self.form(carla.get(where).content.decode(), TITLE)
        answer = carla.post(where, form | {"text": "Gaps:\n99 <of them>"})
        page = answer.content.decode()
        assert (answer.status_code, "<details open>" in page) == (422, True)
        assert self.form(page, TITLE)["text"] == "Gaps:\n99 <of them>"
        assert "99 does not stand in the original sentence" in page

    def test_the_second_of_two_sees_the_firsts_words_and_keeps_their_own(self, made, carla):
        where = self.at(made, "sections/gaps/")
        form = self.form(carla.get(where).content.decode(), TITLE)
        save(made, NEW)
        page = carla.post(where, form | {"text": "Many gaps."}).content.decode()
        assert f"It now says: {NEW}" in page
        again = self.form(page, TITLE)
        assert again["text"] == "Many gaps."
        assert carla.post(where, again).status_code == 302
        assert ReportEdit.objects.get().text == "Many gaps."

    def test_a_note_that_meets_another_is_not_lost(self, made, carla):
        where = self.at(made, "sections/gaps/")
        page = carla.get(where).content.decode()
        [seen] = re.findall(r'name="seen" value="([^"]*)" id="id_seen"', page)
        keep_section(made, "gaps", note="Theirs.")
        mine = {"do": "section", "note": "Mine.", "left_out": "on", "seen": seen}
        answer = carla.post(where, mine)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Their note: Theirs." in page
        assert "Mine.</textarea>" in page
        [seen] = re.findall(r'name="seen" value="([^"]*)" id="id_seen"', page)
        assert carla.post(where, mine | {"seen": seen}).status_code == 302
        assert ReportSection.objects.values_list("note", "left_out").get() == ("Mine.", True)

    def test_a_report_that_is_not_made_and_a_section_that_is_none_are_not_found(self, made, carla):
        assert carla.get(self.at(made, "sections/nothing/")).status_code == 404
        made.releases.all().delete()
        assert carla.get(self.at(made)).status_code == 404

    def test_it_is_for_consultants(self, made):
        erin, anybody = cast.erin(made.organisation), Client()
        assert erin.get(self.at(made)).status_code == 403
        assert anybody.get(self.at(made)).status_code == 302

    def test_an_archived_report_is_read_alone(self, made, carla):
        Assessment.objects.update(state="archived")
        page = carla.get(self.at(made, "sections/gaps/")).content.decode()
        assert "<textarea" not in page
        assert 'name="do"' not in page


@pytest.mark.usefixtures("real_database")
def test_two_who_edit_a_sentence_at_once_both_hear_of_it():
    made = closed()
    release_of(made, some_release())
    seen = sentence(made).seen

    first, second = together(
        lambda: save(made, "Words of one.", seen=seen),
        lambda: save(made, "Words of another.", seen=seen),
    )
    told = [each for each in (first, second) if isinstance(each, report_edits.ChangedMeanwhile)]
    assert (True in (first, second), len(told)) == (True, 1)
    assert ReportEdit.objects.get().text == told[0].now
