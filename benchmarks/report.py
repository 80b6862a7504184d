"""How much a report costs, beside WeasyPrint alone with the same pages.

    .venv/bin/python benchmarks/report.py [--rounds 5]

Goal 4 of the project's notes on performance. Everything is measured in one run, in turns, as CPU
seconds; ratios hold where absolute times drift. Nothing passes or fails here.

The floor lays out the same HTML with its charts as PNG files, and draws those charts; it writes a
plain PDF, which no screen reader and no archive would take.
"""

import argparse
import gc
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "readiness.settings")

import django

django.setup()

from weasyprint import HTML

from readiness.core.activity_model import ActivityModel
from readiness.core.release import Release
from readiness.reporting import pdf
from readiness.reporting.look import PLAIN
from readiness.reporting.look_sheet import look_files
from surveys.services.file_assessment import RoundFiles, assess_files

Work = Callable[[], object]
SAMPLE = ROOT / "readiness" / "data" / "sample" / "planted"
CHART = re.compile(r'<svg [^>]*class="chart".*?</svg>', re.DOTALL)
MIB = 1024  # ru_maxrss counts KiB


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--alone", action="store_true", help="make one report and say what it took")
    options = parser.parse_args()
    release, model = sample()
    if options.alone:
        print(cpu(lambda: pdf.organisation_report(release=release, model=model)), peak())
        return
    first, memory = first_of_a_process()
    html, charts = pages_of(release, model)
    works: dict[str, Work] = {
        "the report": lambda: pdf.organisation_report(release=release, model=model),
        "its summary alone": lambda: pdf.summary(release=release, model=model),
        "its pages, accessible and archival": lambda: written(html, plain=False),
        "its pages, plain": lambda: written(html, plain=True),
        "WeasyPrint alone, charts as PNG": lambda: written(with_pictures(html), plain=True),
    }
    drawn = cpu_of_drawing(release, model)
    times = in_turns(works, options.rounds)
    for name, spent in times.items():
        show(name, spent)
    print(f"Drawing the words and the {charts} charts: {drawn:.2f} s CPU")
    report, _summary, tagged, plain, floor = times.values()
    ratio("the report to the floor and the drawing", report, [f + drawn for f in floor], 1.3)
    ratio("accessible and archival to plain", tagged, plain, 1.15)
    ratio("the first report of a process to a warm one", [first] * len(report), report, 1.4)
    print(f"Peak memory of a process with one report: {memory} MiB (goal 250)")


def sample() -> tuple[Release, ActivityModel]:
    files = RoundFiles(
        model_name="social-media-readiness",
        answers=SAMPLE / "answers.csv",
        departments=SAMPLE / "departments.csv",
        period="2–20 March 2026",
    )
    return assess_files(files, organisation="Tollerby plc")


def pages_of(release: Release, model: ActivityModel) -> tuple[str, int]:
    """The HTML that WeasyPrint is given for the report, and how many charts are in it."""
    found = []
    lay_out = HTML.__init__

    def noting(self: HTML, *given: object, **named: object) -> None:
        found.append(str(named["string"]))
        lay_out(self, *given, **named)

    HTML.__init__ = noting
    try:
        pdf.organisation_report(release=release, model=model)
    finally:
        HTML.__init__ = lay_out
    return found[-1], len(CHART.findall(found[-1]))


def written(html: str, *, plain: bool) -> bytes:
    files: dict[str, Path | bytes] = {**pdf._files()}  # noqa: SLF001 - what the report is served
    files |= {pdf.SCHEME + n: c for n, c in look_files(PLAIN, pdf._engine()).items()}  # noqa: SLF001
    files |= {f"{pdf.SCHEME}{n}.png": c for n, c in PICTURES.items()}
    page = HTML(string=html, url_fetcher=pdf._Bundle(files))  # noqa: SLF001
    if plain:
        return page.render().write_pdf()
    document = page.render(pdf_variant=pdf.VARIANT)
    return document.write_pdf(pdf_variant=pdf.VARIANT, finisher=pdf.finish)


PICTURES: dict[str, bytes] = {}


def with_pictures(html: str) -> str:
    """The same pages with each chart as a picture of its size at 150 dots per inch."""

    def as_picture(found: re.Match[str]) -> str:
        width, height = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', found[0]).groups()
        name = f"{float(width):.0f}x{float(height):.0f}"
        if name not in PICTURES:
            PICTURES[name] = picture(found[0], float(width), float(height))
        return f'<img class="chart" alt="" src="bundle:{name}.png">'

    return CHART.sub(as_picture, html)


def picture(svg: str, width: float, height: float) -> bytes:
    """The chart on a page of its own, photographed."""
    import io

    import pypdfium2

    size = f"@page {{ size: {width}pt {height}pt; margin: 0 }} svg {{ display: block }}"
    page = pypdfium2.PdfDocument(HTML(string=f"<style>{size}</style>{svg}").write_pdf())[0]
    out = io.BytesIO()
    page.render(scale=150 / 72).to_pil().save(out, format="PNG")
    return out.getvalue()


def cpu_of_drawing(release: Release, model: ActivityModel) -> float:
    """What the story and its charts take, without layout."""

    class Laid(Exception):  # noqa: N818 - no error
        pass

    def stop(_word: str) -> None:
        raise Laid

    def draw() -> None:
        fitted = pdf._fitting_summary  # noqa: SLF001
        pdf._fitting_summary = lambda *_given: (None, "normal")  # noqa: SLF001
        try:
            pdf.organisation_report(release=release, model=model, say=stop)
        except Laid:
            pass
        finally:
            pdf._fitting_summary = fitted  # noqa: SLF001

    return statistics.median(cpu(draw) for _ in range(3))


def first_of_a_process() -> tuple[float, int]:
    """CPU seconds of the first report of a new process, and its peak memory."""
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, __file__, "--alone"], capture_output=True, text=True, check=True
    )
    spent, memory = done.stdout.split()
    return float(spent), int(memory)


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MIB


def in_turns(works: dict[str, Work], rounds: int) -> dict[str, list[float]]:
    for work in works.values():
        work()
    turns = [[cpu(work) for work in works.values()] for _ in range(rounds)]
    return dict(zip(works, map(list, zip(*turns, strict=True)), strict=True))


def cpu(work: Work) -> float:
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def show(what: str, spent: list[float]) -> None:
    low, middle, high = min(spent), statistics.median(spent), max(spent)
    print(f"{what}: {middle:.2f} s CPU ({low:.2f} to {high:.2f})")


def ratio(what: str, ours: list[float], theirs: list[float], goal: float) -> None:
    found = [a / b for a, b in zip(ours, theirs, strict=True)]
    print(
        f"  {what}: {statistics.median(found):.2f} "
        f"({min(found):.2f} to {max(found):.2f}; goal {goal})"
    )


if __name__ == "__main__":
    main()
