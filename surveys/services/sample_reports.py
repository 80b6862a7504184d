"""The sample organisations' reports, made once and left alone while nothing changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from surveys.services.file_assessment import RoundFiles, assess_files, write_file, write_outputs

PROJECT = Path(__file__).resolve().parents[2]
SAMPLES = PROJECT / "readiness" / "data" / "sample"
STAMP = ".made-from"
MODEL = "social-media-readiness"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A sample organisation: its folder, the start of its files' names, and its labels."""

    folder: str
    prefix: str
    organisation: str
    period: str

    @property
    def files(self) -> tuple[str, str, str]:
        """Report, summary and figures."""
        return (
            f"{self.prefix}organisation-report.pdf",
            f"{self.prefix}summary.pdf",
            f"{self.prefix}results.json",
        )


PLANTED = Sample(
    folder="planted", prefix="", organisation="Tollerby Appliances", period="2–20 March 2026"
)
HEALTHY = Sample(
    folder="healthy", prefix="healthy-", organisation="Ferrowen Outdoor", period="4–22 May 2026"
)


def make_reports(out: Path) -> Iterator[tuple[Path, bool]]:
    """Make every sample file in ``out``; yields each path and whether it was written now."""
    out.mkdir(parents=True, exist_ok=True)
    mark = _fingerprint()
    paths = [out / name for sample in (PLANTED, HEALTHY) for name in sample.files]
    stamp = out / STAMP
    if stamp.is_file() and stamp.read_text() == mark and all(path.is_file() for path in paths):
        yield from ((path, False) for path in paths)
        return
    for sample in (PLANTED, HEALTHY):
        yield from ((path, True) for path in _make(sample, out))
    write_file(stamp, mark.encode())


def _make(sample: Sample, out: Path) -> list[Path]:
    folder = SAMPLES / sample.folder
    files = RoundFiles(
        model_name=MODEL,
        answers=folder / "answers.csv",
        departments=folder / "departments.csv",
        period=sample.period,
    )
    release, _model = assess_files(files, organisation=sample.organisation)
    report, summary, figures = (out / name for name in sample.files)
    outputs = {"json": figures, "pdf": report, "summary": summary}
    write_outputs(release=release, model_name=MODEL, outputs=outputs)
    return [report, summary, figures]


def _fingerprint() -> str:
    """A hash of what the reports are made from: code, model, samples, templates, libraries."""
    found = hashlib.sha256()
    for folder in (PROJECT / "readiness", PROJECT / "templates" / "reports"):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                found.update(str(path.relative_to(PROJECT)).encode() + b"\0" + path.read_bytes())
    for library in ("weasyprint", "matplotlib", "numpy", "pandas"):
        found.update(f"{library} {version(library)}".encode())
    return found.hexdigest()
