"""Activity models in the console: upload, one version, two compared, and whose they are."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from readiness.core.activity_model import read_model
from surveys.models import Assessment, AuditEvent, ModelVersion, Organisation
from surveys.services import model_files, model_versions
from surveys.services.model_versions import InUse
from tests import cast
from tests.factories import NOW, assessment, model_version, organisation, our_model, upload
from tests.small_models import NESTED, OPTIONS

pytestmark = pytest.mark.django_db

BROKEN = OPTIONS.replace("scale: done", "scale: dun").replace("version: 1.0.0", "version: one")
LATER = OPTIONS.replace("version: 1.0.0", "version: 1.1.0").replace("where it lies", "where it is")


@pytest.fixture
def acme():
    return organisation()


@pytest.fixture
def carla(acme):
    return cast.carla(acme)


def at(of, rest=""):
    return f"/console/{of.code}/models/{rest}"


def words(response):
    return " ".join(response.text.split())


def send(browser, of, text="", file=None):
    sent = {"text": text}
    if file is not None:
        sent["file"] = SimpleUploadedFile("mine.yaml", file)
    return browser.post(at(of, "new/"), sent)


def names():
    return list(ModelVersion.objects.order_by("pk").values_list("model_id", "version"))


# Upload


@pytest.mark.parametrize("kind", ["file", "text", "file of another system"])
def test_a_model_is_stored_as_it_was_given_and_shown(acme, carla, kind):
    given = {
        "file": {"file": OPTIONS.encode()},
        "text": {"text": OPTIONS.replace("\n", "\r\n")},
        "file of another system": {
            "file": b"\xef\xbb\xbf" + OPTIONS.replace("\n", "\r\n").encode()
        },
    }
    answer = send(carla, acme, **given[kind])
    version = ModelVersion.objects.get()
    assert (answer.status_code, answer.url) == (302, at(acme, f"{version.fingerprint}/"))
    assert (version.text, version.organisation) == (OPTIONS, acme)
    assert version.sha256 == read_model(OPTIONS).sha256
    page = words(carla.get(answer.url))
    for shown in (
        "Stored: Care for data 1.0.0.",
        "2 activities, 3 items, 2 criteria",
        "<code>done</code>: No, Partly, Largely, Fully",
        "Nobody is asked about owners",
        "Core items: 1 item",
        "About 1 minute",
        version.sha256,
    ):
        assert shown in page
    [event] = AuditEvent.objects.all()
    assert (event.what, event.details, event.assessment) == (
        "model-stored",
        "data-care 1.0.0",
        None,
    )


def test_every_problem_stands_in_a_table_the_text_stays_and_nothing_is_stored(acme, carla):
    answer = send(carla, acme, text=BROKEN)
    assert answer.status_code == 422
    page = words(answer)
    problems = model_files.check_text(BROKEN).problems
    assert len(problems) == 4
    assert "4 problems, and nothing is stored" in page
    for problem in problems:
        cells = (
            problem.line,
            f"<code>{problem.place}</code>",
            *map(escape, (problem.what, problem.mend)),
        )
        labels = ("Line", "Where", "What is wrong", "How to mend it")
        row = (f'<td data-label="{n}">{cell}</td>' for n, cell in zip(labels, cells, strict=True))
        assert f"<tr> {' '.join(row)} </tr>" in page
    assert escape(BROKEN.strip()) in answer.text
    assert "<title>Error:" in answer.text
    assert names() == []


def test_a_refused_file_is_called_by_its_name(acme, carla):
    answer = send(carla, acme, file=BROKEN.encode())
    assert answer.status_code == 422
    assert "In the file mine.yaml. Mend it and choose it again." in words(answer)
    assert names() == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Choose a file, or paste its text below."),
        ({"text": OPTIONS, "file": b"model:"}, "Give either a file or a text, not both."),
        ({"file": b""}, "the document is empty"),
        ({"file": b"#" * (2 * 1024 * 1024 + 1)}, "The file is larger than 2 MB."),
        ({"file": b"model:\n  id: caf\xe9"}, "the byte 0xe9 is not UTF-8"),
        ({"file": b"a: &b 1\nc: *b"}, "How to mend it"),
        ({"text": OPTIONS.replace("INV-2", "comment")}, "the code comment is kept for the pages"),
        ({"text": OPTIONS.replace("Care for data", "x" * 201)}, "longer than 200 characters"),
    ],
)
def test_what_is_no_model_is_refused_in_words(acme, carla, given, said):
    answer = send(carla, acme, **given)
    assert (answer.status_code, said in words(answer)) == (422, True)
    assert names() == []


def test_the_same_content_again_is_there_already(acme, carla):
    send(carla, acme, text=OPTIONS)
    answer = send(carla, acme, text=f"# another comment\n{OPTIONS}")
    assert answer.status_code == 302
    assert "Care for data 1.0.0 is there already." in words(carla.get(answer.url))
    assert names() == [("data-care", "1.0.0")]


def test_the_same_version_with_other_content_is_refused(acme, carla):
    send(carla, acme, text=OPTIONS)
    answer = send(carla, acme, text=OPTIONS.replace("lies", "rests"))
    assert answer.status_code == 422
    assert "data-care 1.0.0 is stored with other content" in words(answer)
    assert "Raise the version" in words(answer)
    assert "where it rests" in words(answer)
    assert ModelVersion.objects.get().text == OPTIONS


def test_a_shipped_version_is_taken_whether_or_not_it_was_used(acme, carla):
    path, model = next(iter(model_files.shipped_models().values()))
    shipped = path.read_text(encoding="utf-8")
    answer = send(carla, acme, text=shipped)
    assert answer.url == at(acme, f"{model.sha256[:16]}/")
    refused = send(carla, acme, text=shipped.replace("name: Absent", "name: Missing"))
    assert refused.status_code == 422
    assert names() == []


# The list, one version, the file


def test_the_list_shows_ours_and_ones_own_and_what_uses_them(acme, carla):
    assessment(acme, opened=False)
    upload(acme, OPTIONS)
    upload(acme, LATER)
    page = words(carla.get(at(acme)))
    rows = [row.split("</tr>")[0] for row in page.split("<tr>")[2:]]
    assert [("Readiness</td>" in row, "Acme</td>" in row) for row in rows] == [
        (False, True),
        (False, True),
        *[(True, False)] * len(model_files.shipped_models()),
    ]
    assert ">1.1.0</td>" in rows[0]
    assert "No assessment" in rows[1]
    assert ">Readiness 2026</a>" in page


def test_the_list_costs_the_same_for_one_version_and_for_three(acme, carla):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert carla.get(at(acme)).status_code == 200
        return len(seen)

    upload(acme, OPTIONS)
    one = cost()
    upload(acme, LATER)
    upload(acme, NESTED)
    assert cost() == one


def test_a_version_is_downloaded_as_it_was_given(acme, carla):
    version = upload(acme, f"# ours\n{OPTIONS}")
    answer = carla.get(at(acme, f"{version.fingerprint}/file/"))
    assert answer.text == f"# ours\n{OPTIONS}"
    assert answer["Content-Disposition"] == 'attachment; filename="data-care-1.0.0.yaml"'
    shipped = carla.get(at(acme, f"{our_model().sha256[:16]}/file/"))
    assert read_model(shipped.text).sha256 == our_model().sha256


def test_a_shipped_version_says_what_it_asks(acme, carla):
    page = words(carla.get(at(acme, f"{our_model().sha256[:16]}/")))
    for shown in (
        "16 activities, 34 items",
        "People are asked who looks after each activity",
        "Heads of department state hours and authority by name",
        "Items <code>leads_and_frequent</code></th> <td>6</td>",
        "Who should from now on</th> <td>6</td>",
    ):
        assert shown in page


def test_an_unused_version_is_removed_and_a_used_one_stays(acme, carla):
    version, used = upload(acme, OPTIONS), upload(acme, LATER)
    assert carla.post(at(acme, f"{version.fingerprint}/remove/")).status_code == 302
    assert names() == [("data-care", "1.1.0")]
    Assessment.objects.create(organisation=acme, model_version=used, title="x")
    answer = carla.post(at(acme, f"{used.fingerprint}/remove/"))
    assert answer.status_code == 409
    assert "An assessment uses this version" in words(answer)
    ours = carla.post(at(acme, f"{our_model().sha256[:16]}/remove/"))
    assert "it cannot be removed" in words(ours)
    assert names() == [("data-care", "1.1.0")]


def test_a_version_that_came_into_use_a_moment_ago_is_not_removed(acme):
    version = upload(acme, OPTIONS)
    [line, *_rest] = model_versions.catalogue(acme)
    Assessment.objects.create(organisation=acme, model_version=version, title="x")
    with pytest.raises(InUse):
        model_versions.remove(organisation=acme, line=line, user=None, now=NOW)
    assert ModelVersion.objects.count() == 1


def test_an_organisation_goes_with_its_models(acme):
    assessment(acme, text=OPTIONS)
    acme.delete()
    assert (Organisation.objects.count(), ModelVersion.objects.count()) == (0, 0)


# Two versions


def test_two_versions_stand_side_by_side_with_a_verdict_for_each_item(acme, carla):
    old, new = upload(acme, OPTIONS), upload(acme, LATER)
    page = words(carla.get(at(acme, f"{old.fingerprint}/changes/{new.fingerprint}/")))
    for shown in (
        "From Care for data 1.0.0 to Care for data 1.1.0",
        "Answers to 2 of 3 items can be compared between the two.",
        "The figures of the whole cannot.",
        "Item <code>INV-2</code>",
        "<dt>1.0.0</dt><dd>We know where it lies.</dd>",
        "<dt>1.1.0</dt><dd>We know where it is.</dd>",
        "<code>INV-1</code> We know which data we hold.</th> <td>Yes</td>",
        "<td><strong>No</strong>: other words</td>",
    ):
        assert shown in page
    assert "Reworded" in page
    assert "Removed" not in page
    for version in (old, new):
        link = f'changes/{new.fingerprint}/">what changes from 1.0.0 to 1.1.0</a>'
        assert link in words(carla.get(at(acme, f"{version.fingerprint}/")))
    back = words(carla.get(at(acme, f"{new.fingerprint}/changes/{old.fingerprint}/")))
    assert "<dt>1.1.0</dt><dd>We know where it is.</dd>" in back


def test_a_version_beside_itself_says_that_nothing_is_different(acme, carla):
    version = upload(acme, OPTIONS)
    page = carla.get(at(acme, f"{version.fingerprint}/changes/{version.fingerprint}/"))
    assert "Nothing that is asked or computed is different." in words(page)


# Whose it is


def test_what_one_organisation_uploads_changes_nothing_for_another(acme, carla):
    olaf, other = cast.olaf(), Organisation.objects.get(name="Other")
    version = upload(acme, OPTIONS)
    assert version.fingerprint not in olaf.get(at(other)).text
    for rest in ("", "file/", "remove/", f"changes/{version.fingerprint}/"):
        assert olaf.get(at(other, f"{version.fingerprint}/{rest}")).status_code == 404
    assert olaf.post(at(other, f"{version.fingerprint}/remove/")).status_code == 404
    # The very same name with other content, and the very same content, are both his own affair.
    theirs = send(olaf, other, text=OPTIONS.replace("lies", "rests"))
    assert theirs.status_code == 302
    for browser, of in ((olaf, other), (carla, acme)):
        stored = browser.get(send(browser, of, text=NESTED).url)
        assert "Stored: Talking to people 2.1.0." in words(stored)
    assert ModelVersion.objects.filter(organisation=acme).count() == 2
    assert ModelVersion.objects.filter(organisation=other).count() == 2


def test_the_same_content_of_two_organisations_is_downloaded_by_each_as_given(acme, carla):
    olaf, other = cast.olaf(), Organisation.objects.get(name="Other")
    mine = upload(acme, f"# secret of Acme\n{OPTIONS}")
    upload(other, f"# secret of Other\n{OPTIONS}")
    for browser, of, comment in ((carla, acme, "Acme"), (olaf, other, "Other")):
        text = browser.get(at(of, f"{mine.fingerprint}/file/")).text
        assert text == f"# secret of {comment}\n{OPTIONS}"


def test_uses_are_those_of_ones_own_organisation(acme, carla):
    foreign = assessment(organisation("Elsewhere"), title="Not for Acme")
    assert foreign.model_version == model_version()
    assert "Not for Acme" not in carla.get(at(acme)).text
    page = carla.get(at(acme, f"{our_model().sha256[:16]}/"))
    assert "Not for Acme" not in page.text
