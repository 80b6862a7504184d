"""A report of the planted sample, made once: its bytes, its text and what WeasyPrint said."""

import dataclasses
import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest
from pypdf import PdfReader

from readiness.core.activity_model import ActivityModel
from readiness.core.grounds import ActionSource
from readiness.core.release import Release
from readiness.reporting import pdf
from readiness.reporting.story.build import build_story
from readiness.reporting.story.whole import Story
from surveys.services.file_assessment import RoundFiles, assess_files

SAMPLE = Path(__file__).resolve().parents[2] / "readiness" / "data" / "sample"


@dataclass(eq=False)
class Report:
    release: Release
    model: ActivityModel
    story: Story
    data: bytes
    warnings: list[str]

    @cached_property
    def reader(self) -> PdfReader:
        return PdfReader(io.BytesIO(self.data))

    @cached_property
    def text(self) -> str:
        return "".join(map(self.words, range(len(self.reader.pages))))

    @cache  # noqa: B019 - a report lives as long as the tests
    def words(self, page: int) -> str:
        """A page's words without any space: where lines break does not matter."""
        return squeezed(self.reader.pages[page].extract_text())


def squeezed(text: str) -> str:
    return "".join(text.split())


@contextmanager
def said_by_weasyprint() -> Iterator[list[str]]:
    """What WeasyPrint warns about: a letter without a glyph, an unknown property, a dead link."""
    texts: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: texts.append(record.getMessage())
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        yield texts
    finally:
        logger.removeHandler(handler)


def assess_sample(
    folder: Path, *, organisation: str | None = None, period: str | None = None
) -> tuple[Release, ActivityModel]:
    files = RoundFiles(
        model_name="social-media-readiness",
        answers=folder / "answers.csv",
        departments=SAMPLE / folder.name / "departments.csv",
        period=period,
    )
    return assess_files(files, organisation=organisation)


def make(release: Release, model: ActivityModel, kind: str = "organisation_report") -> Report:
    with said_by_weasyprint() as warnings:
        data = getattr(pdf, kind)(release=release, model=model)
    story = build_story(release=release, model=model)
    return Report(release, model, story, data, warnings)


def planted_sample() -> tuple[Release, ActivityModel]:
    return assess_sample(SAMPLE / "planted", organisation="Tollerby plc", period="2–20 March 2026")


@pytest.fixture(scope="session")
def planted() -> tuple[Release, ActivityModel]:
    return planted_sample()


@pytest.fixture(scope="session")
def report(planted) -> Report:
    return make(*planted)


@pytest.fixture(scope="session")
def annex(planted) -> Report:
    return make(*planted, kind="annex_report")


@pytest.fixture(scope="session")
def summary(planted) -> Report:
    return make(*planted, kind="summary")


@pytest.fixture(scope="session")
def everything(tmp_path_factory) -> tuple[Release, ActivityModel]:
    """A Release in which nothing is empty: an earlier round, evidence, decisions and actions."""
    from tests.reporting.test_figures import beside_the_survey

    release, model = beside_the_survey(tmp_path_factory.mktemp("beside"))
    action = ActionSource(
        activity="MON-1",
        text="Write down ten sources",
        owner="Zoë Lindqvist",
        due="2026-05-29",
        hours=8,
        status="accepted",
    )
    return dataclasses.replace(release, actions=(action,)), model
