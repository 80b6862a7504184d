"""The whole job without a database: answer files in, a Release and its report out."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

from readiness.core.activity_model import ActivityModel, load_model
from readiness.core.assess import assess
from readiness.core.document import DocumentError
from readiness.core.release import Release
from readiness.core.scope import NO_CONFIDENTIALITY, Scope
from readiness.core.tally import AnswerError, tally_answers
from surveys.services.answer_files import FileError, departments_in, read_answers, read_departments
from surveys.services.model_files import find_model


class AssessmentRefused(Exception):  # noqa: N818 - reads as what happened
    """The files or options cannot be assessed; the message says why, line by line."""


def assess_files(
    *,
    model_name: str,
    answers: Path,
    departments: Path | None = None,
    floor: int | None = None,
    exact: bool = False,
    organisation: str | None = None,
    period: str | None = None,
    profile: str | None = None,
) -> tuple[Release, ActivityModel]:
    """Assess an answer file. Raises AssessmentRefused with every problem found."""
    model = _model(model_name)
    floor = _floor(model, floor, exact=exact)
    _check_profile(model, profile)
    try:
        frame = read_answers(answers)
        found, marks = (
            read_departments(departments, model) if departments else (departments_in(frame), {})
        )
        scope = Scope(
            departments=found,
            floor=floor,
            organisation=organisation,
            period=period,
            not_applicable=marks,
            profile=profile,
        )
        tally = tally_answers(frame=frame, model=model, scope=scope)
    except FileError as error:
        raise AssessmentRefused(_message(error.name, error.problems, error.total)) from None
    except AnswerError as error:
        raise AssessmentRefused(_message(str(answers), error.problems, error.total)) from None
    return assess(model=model, scope=scope, tally=tally, exact=exact), model


def write_outputs(
    *,
    release: Release,
    model: ActivityModel,
    json: Path | None,
    pdf: Path | None,
    summary: Path | None,
) -> None:
    """Write what is asked for. Raises AssessmentRefused for a place that cannot be written."""
    for path in (json, pdf, summary):
        if path is not None and not path.parent.is_dir():
            raise AssessmentRefused(f"{path}: there is no folder {path.parent}. Make it first")
        if path is not None and path.is_dir():
            raise AssessmentRefused(f"{path}: this is a folder. Name a file in it")
    if json is not None:
        write_file(json, release.to_json().encode())
    if pdf is not None or summary is not None:
        _write_reports(release, model, pdf, summary)


def _write_reports(
    release: Release, model: ActivityModel, pdf: Path | None, summary: Path | None
) -> None:
    from readiness.reporting import pdf as reports  # noqa: PLC0415 - slow import

    if pdf is not None:
        write_file(pdf, reports.organisation_report(release=release, model=model))
    if summary is not None:
        write_file(summary, reports.summary(release=release, model=model))


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


def _model(name: str) -> ActivityModel:
    path = find_model(name)
    try:
        return load_model(path)
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
