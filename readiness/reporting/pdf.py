"""The organisation report and its one-page summary as PDF: accessible, archival, data inside.

Words come from the Release by way of ``story``, pictures from ``charts``, the layout from the
templates in ``templates/reports``, colours and logos from ``look``. The same Release and the same
look give the same bytes: no clock is read, and nothing is fetched but what is bundled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine

from readiness.core.activity_model import ActivityModel
from readiness.core.release import Release
from readiness.reporting.archive import VARIANT, attach, finish
from readiness.reporting.charts.gallery import Gallery, drawn
from readiness.reporting.edits import NONE, Edits, edited
from readiness.reporting.fonts import font_files
from readiness.reporting.glyphs import boxed
from readiness.reporting.look import PLAIN, Look
from readiness.reporting.look_sheet import look_files
from readiness.reporting.story.annex import printable
from readiness.reporting.story.build import build_story
from readiness.reporting.story.types import QuestionPage
from readiness.reporting.story.whole import Story
from readiness.reporting.tables import attachments

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
SCHEME = "bundle:"
KINDS = {".css": "text/css", ".svg": "image/svg+xml", ".ttf": "font/ttf", ".png": "image/png"}
# From roomy to tight; the summary takes the first in which it fits one page.
DENSITIES = ("roomy", "normal", "tight", "tightest")

QUESTIONS = DENSITIES[1:]


class ReportError(Exception):
    """A report could not be made as promised; the text says why."""


@dataclass
class _Bundle:
    """Serves the bundled files under ``bundle:`` addresses and refuses every other address."""

    files: Mapping[str, Path | bytes]
    # WeasyPrint reads this: a refused address ends the report instead of leaving a hole.
    _fail_on_errors: bool = True

    def __call__(self, url: str) -> Any:  # noqa: ANN401 - WeasyPrint ships no types
        from weasyprint.urls import URLFetcherResponse

        file = self.files.get(url)
        if file is None:
            raise ValueError(f"Only bundled files are served, not {url}")
        content = file if isinstance(file, bytes) else file.read_bytes()
        return URLFetcherResponse(url, content, {"Content-Type": KINDS[Path(url).suffix]})


@cache
def _engine() -> Engine:
    return Engine(
        dirs=[str(TEMPLATES)],
        libraries={
            "i18n": "django.templatetags.i18n",
            "reports": "readiness.reporting.report_tags",
        },
    )


@cache
def _files() -> dict[str, Path]:
    folder = TEMPLATES / "reports"
    sheets = [folder / f"{name}.css" for name in ("fonts", "report", "pages", "documents")]
    sheets.append(TEMPLATES / "posters" / "posters.css")
    sheets.append(TEMPLATES / "workshop_sheets" / "workshop_sheets.css")
    paths = [*sheets, folder / "mark.svg", folder / "mark_white.svg", *font_files()]
    return {SCHEME + path.name: path for path in paths}


def organisation_report(
    *,
    release: Release,
    model: ActivityModel,
    look: Look = PLAIN,
    edits: Edits = NONE,
    say: Callable[[str], None] | None = None,
) -> bytes:
    """The whole report as PDF; ``say`` is told "laying_out" once the charts are drawn."""
    story = edited(build_story(release=release, model=model), edits)
    _summary, density = _fitting_summary(story, look)
    charts = drawn(story=story, release=release)
    inputs = {"story": story, "density": density, "charts": charts, "model": model}
    inputs["questions"] = _questions(story, charts, look)
    document = _laid_out("reports/organisation", inputs, say, look=look)
    return _written(document, attachments(release=release, model=model))


def annex_report(
    *, release: Release, model: ActivityModel, look: Look = PLAIN, edits: Edits = NONE
) -> bytes:
    """Every figure the report is made from, with its workings, as a PDF of its own."""
    story = edited(build_story(release=release, model=model), edits)
    charts = drawn(story=story, release=release)
    if story.annex is not None:
        story = replace(story, annex=printable(story.annex))
    document = _laid_out("reports/annex_document", {"story": story, "charts": charts}, look=look)
    return _written(document, attachments(release=release, model=model))


# What is handed on carries no file inside: it shows all that it says.


def summary(
    *, release: Release, model: ActivityModel, look: Look = PLAIN, edits: Edits = NONE
) -> bytes:
    """The one-page summary as a PDF of its own."""
    story = edited(build_story(release=release, model=model), edits)
    document, _density = _fitting_summary(story, look)
    return _written(document)


def printed(
    *, template: str, inputs: dict[str, object], files: Mapping[str, bytes], pages: int
) -> bytes:
    """Another of our templates as PDF; ``files`` are pictures of its own, by their names.

    It is set as roomy as it fits so many pages, and where nothing fits, tightest.
    """
    for density in DENSITIES:
        document = _laid_out(template, inputs | {"density": density}, files=files)
        if len(document.pages) <= pages:
            break
    return _written(document)


def fitted(*, template: str, tries: Iterable[dict[str, object]], pages: int, look: Look) -> bytes:
    """One of our documents on so many pages at most, as roomy as it fits.

    ``tries``: its inputs, and for where even the tightest is too long, shorter ones. Where names
    are so long that nothing fits, it goes on to one page more: rather that than no document.
    """
    for inputs in tries:
        for density in DENSITIES:
            document = _laid_out(template, inputs | {"density": density}, look=look)
            if len(document.pages) <= pages:
                return _written(document)
    return _written(document)


def _fitting_summary(story: Story, look: Look) -> tuple[Any, str]:
    """The summary laid out on one page, and how tightly it had to be set for that.

    One told anew by a consultant may run on to a second: rather that than no report.
    """
    for density in DENSITIES:
        document = _laid_out("reports/summary", {"story": story, "density": density}, look=look)
        if len(document.pages) == 1:
            break
    return document, density


def _questions(story: Story, charts: Gallery, look: Look) -> list[tuple[QuestionPage, str]]:
    """Every question's page, and how tightly it has to be set to stand on one sheet.

    One that does not fit even so goes on on another sheet, and then needs not be tight.
    """
    found: dict[str, str] = {}
    for density in QUESTIONS:
        waiting = [(page, density) for page in story.questions if page.heading.code not in found]
        if not waiting:
            break
        inputs = {"story": story, "charts": charts, "questions": waiting}
        document = _laid_out("reports/questions", inputs, look=look)
        codes = [page.heading.code for page, _density in waiting]
        starts = [n for n, page in enumerate(document.pages) for c in codes if c in page.anchors]
        ends = [*starts[1:], len(document.pages)]
        found |= {c: density for c, a, b in zip(codes, starts, ends, strict=True) if b - a == 1}
    return [(page, found.get(page.heading.code, QUESTIONS[0])) for page in story.questions]


def _laid_out(
    name: str,
    inputs: dict[str, object],
    say: Callable[[str], None] | None = None,
    files: Mapping[str, bytes] | None = None,
    look: Look = PLAIN,
) -> Any:  # noqa: ANN401 - WeasyPrint ships no types
    """The pages of a template, before they are written."""
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError

    text = _engine().get_template(f"{name}.html").render(Context({"look": look} | inputs))
    if say is not None:
        say("laying_out")
    made = look_files(look, _engine()) | dict(files or {})
    served: dict[str, Path | bytes] = {**_files()}
    served |= {SCHEME + name: content for name, content in made.items()}
    try:
        document = HTML(string=boxed(text), url_fetcher=_Bundle(served))
        return document.render(pdf_variant=VARIANT)
    except FatalURLFetchingError as error:
        # It ends a whole process unless it is caught by name.
        raise ReportError(str(error)) from error


def _written(document: Any, inside: Mapping[str, bytes] | None = None) -> bytes:  # noqa: ANN401 - WeasyPrint ships no types
    """The file. ``inside`` are files that it carries, by their names."""
    attach(document, inside or {})
    # WeasyPrint reads no clock unless it is given a date.
    written: bytes = document.write_pdf(pdf_variant=VARIANT, finisher=finish)
    return written
