"""The whole job without a database: answer files in, a Release and its report out."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import translation

from readiness.core.activity_model import ActivityModel, load_model
from readiness.core.assess import Round, assess
from readiness.core.decisions import Decision, Evidence, SourceError
from readiness.core.document import DocumentError
from readiness.core.release import Release
from readiness.core.scope import NO_CONFIDENTIALITY, Scope
from readiness.core.tally import AnswerError, tally_answers
from readiness.reporting.docx import document
from readiness.reporting.png import pages_zip
from readiness.reporting.tables import csv_zip, json_file
from readiness.reporting.xlsx import workbook
from surveys.services.answer_files import FileError, departments_in, read_answers, read_departments
from surveys.services.decision_files import SourceFile, read_decisions, read_evidence
from surveys.services.model_files import find_model


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFiles:
    """The files of one round, and when its answers were given."""

    model_name: str
    answers: Path
    departments: Path | None = None
    period: str | None = None
    decisions: Path | None = None
    evidence: Path | None = None


class AssessmentRefused(Exception):  # noqa: N818 - reads as what happened
    """The files or options cannot be assessed; the message says why, line by line."""


def assess_files(
    files: RoundFiles,
    *,
    before: RoundFiles | None = None,
    floor: int | None = None,
    exact: bool = False,
    organisation: str | None = None,
    profile: str | None = None,
) -> tuple[Release, ActivityModel]:
    """Assess an answer file, and compare it with that of an earlier round.

    Raises AssessmentRefused with every problem found in the first file that has one.
    """
    model = _model(files.model_name)
    floor = _floor(model, floor, exact=exact)
    now, *earlier = (
        _read(
            each,
            model=model if each is files else _model(each.model_name),
            floor=floor,
            organisation=organisation,
            profile=profile,
        )
        for each in (files, before)
        if each is not None
    )
    decided, seen = _read_sources(files)
    try:
        release = assess(
            model=model,
            scope=now.scope,
            tally=now.tally,
            exact=exact,
            before=earlier[0] if earlier else None,
            decisions=decided.entries,
            evidence=seen.entries,
        )
    except SourceError as error:
        raise _refusal_of_sources(error, decided, seen) from None
    return release, model


def _refusal_of_sources(
    error: SourceError, decided: SourceFile[Decision], seen: SourceFile[Evidence]
) -> AssessmentRefused:
    told = [decided.error(error.decisions), seen.error(error.evidence)]
    return AssessmentRefused(
        "\n".join(_message(e.name, e.problems, e.total) for e in told if e.problems)
    )


def _read_sources(files: RoundFiles) -> tuple[SourceFile[Decision], SourceFile[Evidence]]:
    """Decisions and evidence; empty where no file is named."""
    try:
        return (
            read_decisions(files.decisions) if files.decisions else SourceFile(),
            read_evidence(files.evidence) if files.evidence else SourceFile(),
        )
    except FileError as error:
        raise AssessmentRefused(_message(error.name, error.problems, error.total)) from None


def _read(
    files: RoundFiles,
    *,
    model: ActivityModel,
    floor: int,
    organisation: str | None,
    profile: str | None,
) -> Round:
    """What was asked, of whom, and the answers."""
    _floor(model, floor, exact=False)
    _check_profile(model, profile)
    try:
        frame = read_answers(files.answers)
        found, marks = (
            read_departments(files.departments, model)
            if files.departments
            else (departments_in(frame), {})
        )
        scope = Scope(
            departments=found,
            floor=floor,
            organisation=organisation,
            period=files.period,
            not_applicable=marks,
            profile=profile,
        )
        tally = tally_answers(frame=frame, model=model, scope=scope)
    except FileError as error:
        raise AssessmentRefused(_message(error.name, error.problems, error.total)) from None
    except AnswerError as error:
        text = _message(str(files.answers), error.problems, error.total)
        raise AssessmentRefused(text) from None
    return Round(model=model, scope=scope, tally=tally)


def write_outputs(
    *,
    release: Release,
    model_name: str,
    outputs: Mapping[str, Path | None],
    language: str = "en",
) -> None:
    """Write what is asked for, by the names in WRITERS, the documents in ``language``.

    Raises AssessmentRefused for a place that cannot be written, or a language that we do not have.
    """
    if language not in dict(settings.LANGUAGES):
        known = ", ".join(dict(settings.LANGUAGES))
        raise AssessmentRefused(f"--language {language}: reports are written in {known}")
    places = {name: path for name, path in outputs.items() if path is not None}
    for path in places.values():
        if not path.parent.is_dir():
            raise AssessmentRefused(f"{path}: there is no folder {path.parent}. Make it first")
        if path.is_dir():
            raise AssessmentRefused(f"{path}: this is a folder. Name a file in it")
    if not places:
        return
    model = _model(model_name, language)
    with translation.override(language):
        for name, path in places.items():
            write_file(path, WRITERS[name](release, model))


def _json(release: Release, _model: ActivityModel) -> bytes:
    return json_file(release)


def _pdf(release: Release, model: ActivityModel) -> bytes:
    from readiness.reporting.pdf import organisation_report  # noqa: PLC0415 - slow import

    return organisation_report(release=release, model=model)


def _summary(release: Release, model: ActivityModel) -> bytes:
    from readiness.reporting.pdf import summary  # noqa: PLC0415 - slow import

    return summary(release=release, model=model)


def _csv(release: Release, model: ActivityModel) -> bytes:
    return csv_zip(release=release, model=model)


def _docx(release: Release, model: ActivityModel) -> bytes:
    return document(release=release, model=model)


def _png(release: Release, model: ActivityModel) -> bytes:
    return pages_zip(_pdf(release, model))


def _xlsx(release: Release, model: ActivityModel) -> bytes:
    return workbook(release=release, model=model)


WRITERS: Mapping[str, Callable[[Release, ActivityModel], bytes]] = {
    "json": _json,
    "pdf": _pdf,
    "summary": _summary,
    "csv": _csv,
    "xlsx": _xlsx,
    "docx": _docx,
    "png": _png,
}
"""What can be written, by the names of the options."""


def write_file(path: Path, content: bytes) -> None:
    """Write ``content`` in one step, so that a reader never meets half a file."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        raise AssessmentRefused(f"{path}: cannot be written ({error.strerror})") from None
    finally:
        draft.unlink(missing_ok=True)


def _model(name: str, language: str | None = None) -> ActivityModel:
    path = find_model(name)
    try:
        return load_model(path, language)
    except DocumentError as error:
        raise AssessmentRefused(
            "\n".join(f"{path}, {problem}" for problem in error.problems)
        ) from None


def _floor(model: ActivityModel, floor: int | None, *, exact: bool) -> int:
    rules = model.rules.release
    if floor is None:
        floor = NO_CONFIDENTIALITY if exact else rules.floor
    if floor != NO_CONFIDENTIALITY and not rules.floor <= floor <= rules.floor_max:
        raise AssessmentRefused(
            f"--floor {floor}: the floor is {rules.floor} to {rules.floor_max}, "
            "or 1 for files whose answers need no protection"
        )
    if exact and floor != NO_CONFIDENTIALITY:
        raise AssessmentRefused(
            "--exact: unrounded figures need --floor 1, since rounding protects small groups"
        )
    return floor


def _check_profile(model: ActivityModel, profile: str | None) -> None:
    profiles = [known.code for known in model.profiles]
    if profile is not None and profile not in profiles:
        known = f"Its profiles are {', '.join(profiles)}" if profiles else "It has no profiles"
        raise AssessmentRefused(f"--profile {profile}: the model does not have it. {known}")


def _message(name: str, problems: Sequence[object], total: int) -> str:
    lines = [f"{name}, {problem}" for problem in problems]
    if total > len(problems):
        lines.append(f"{name}: and {total - len(problems)} more problems")
    return "\n".join(lines)
