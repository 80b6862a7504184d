"""Draw every page of every kind of report on the samples as a picture, to be looked at.

    .venv/bin/python scripts/page_images.py [FOLDER] [--languages en,de] [--samples planted,healthy]

`make pages` calls it. A picture is named after the sample, the language, the document and the page.
"""

import argparse
import io
import os
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "readiness.settings")

import django

django.setup()

from django.utils import translation

from readiness.core.activity_model import load_model
from readiness.core.release import Release
from readiness.reporting.png import pages_zip
from surveys.services import drawing
from surveys.services.file_assessment import RoundFiles, assess_files
from surveys.services.model_files import find_model
from surveys.services.sample_reports import HEALTHY, MODEL, PLANTED, SAMPLES, Sample

PAGES = ("summary", "organisation", "annex", "brief", "department")
WIDTH = 1000  # pixels


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "out" / "pages")
    parser.add_argument("--languages", default="en,de")
    parser.add_argument("--samples", default="planted,healthy")
    parser.add_argument("--kinds", default=",".join(PAGES))
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    samples = {sample.folder: sample for sample in (PLANTED, HEALTHY)}
    for name in options.samples.split(","):
        release = released(samples[name])
        for language in options.languages.split(","):
            for kind, subject, pdf in documents(release, language, options.kinds.split(",")):
                start = "-".join(filter(None, (name, language, kind, subject)))
                number = write(pdf, options.folder, start)
                print(f"{options.folder / start}: {number} pages")


def released(sample: Sample) -> Release:
    folder = SAMPLES / sample.folder
    files = RoundFiles(
        model_name=MODEL,
        answers=folder / "answers.csv",
        departments=folder / "departments.csv",
        period=sample.period,
    )
    release, _model = assess_files(files, organisation=sample.organisation)
    return release


def documents(
    release: Release, language: str, kinds: list[str]
) -> Iterator[tuple[str, str, bytes]]:
    """Kind, subject and bytes of every document that has pages."""
    text, model = release.to_json(), load_model(find_model(MODEL), language)
    with translation.override(language):
        for kind, subject in drawing.wanted(text):
            if kind in kinds:
                yield (
                    kind,
                    subject,
                    drawing.draw(kind=kind, subject=subject, text=text, model=model),
                )


def write(pdf: bytes, folder: Path, start: str) -> int:
    """How many pages there were."""
    with zipfile.ZipFile(io.BytesIO(pages_zip(pdf, width=WIDTH))) as pictures:
        for name in pictures.namelist():
            (folder / f"{start}-{name.removeprefix('page-')}").write_bytes(pictures.read(name))
        return len(pictures.namelist())


if __name__ == "__main__":
    main()
