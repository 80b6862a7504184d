"""A Release made from rows is the one made from files."""

import hashlib
import io

import pytest
from django.core.management import call_command

from surveys.models import AnswerCount
from surveys.services import assessments, releases
from surveys.services.stored_release import read_release
from tests.factories import NOW, SAMPLES, sample

pytestmark = pytest.mark.django_db


def from_files(folder, organisation, period, departments):
    out = io.StringIO()
    call_command(
        "assess",
        "social-media-readiness",
        SAMPLES / folder / "answers.csv",
        departments=departments,
        organisation=organisation,
        period=period,
        json="-",
        stdout=out,
        stderr=io.StringIO(),
    )
    return out.getvalue()


@pytest.mark.parametrize("folder", ["planted", "healthy"])
def test_the_same_answers_give_the_same_release_byte_for_byte(folder):
    made = sample(folder, "Tollerby", "March 2026")
    assessments.close(assessment=made, user=None, now=NOW)
    release = releases.make(assessment=made, user=None, now=NOW)
    csv_way = from_files(folder, "Tollerby", "March 2026", SAMPLES / folder / "departments.csv")
    assert release.text == csv_way
    assert release.sha256 == hashlib.sha256(csv_way.encode()).hexdigest()
    assert read_release(release.text).to_json() == release.text


def test_joined_departments_give_the_same_release_byte_for_byte(tmp_path):
    made = sample("planted", "Tollerby", "March 2026")
    assessments.close(
        assessment=made, user=None, now=NOW, groups={"executive_board": "legal", "hr": "it"}
    )
    release = releases.make(assessment=made, user=None, now=NOW)
    text = (SAMPLES / "planted" / "departments.csv").read_text(encoding="utf-8")
    for key, group in (("executive_board", "legal"), ("hr", "it")):
        start = text.index(f"\n{key},")
        line = text[start : text.find("\n", start + 1)].split(",")
        joined = ",".join([*line[:4], group, *line[5:]])
        text = text.replace(",".join(line), joined)
    file = tmp_path / "departments.csv"
    file.write_text(text, encoding="utf-8")
    assert release.text == from_files("planted", "Tollerby", "March 2026", file)
    assert not AnswerCount.objects.filter(department__key="executive_board").exists()
