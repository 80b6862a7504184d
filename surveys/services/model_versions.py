"""Activity models that assessments use: stored once as text, read once by each process.

A version that was uploaded is seen by its organisation alone; nothing that one organisation stores
changes what another may store or is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import RestrictedError
from django.utils.translation import get_language

from readiness.core.activity_model import ActivityModel, read_model
from readiness.core.document import DocumentError, Problem, text_of
from readiness.core.scales import Level
from surveys import queries
from surveys.models import Assessment, ModelVersion, Organisation, User
from surveys.services import audit
from surveys.services.model_files import check_text, shipped_models, version_order

__all__ = [
    "AnotherModel",
    "Found",
    "InUse",
    "Line",
    "ModelRefused",
    "Problem",
    "UnknownVersion",
    "Use",
    "authority_levels",
    "catalogue",
    "find",
    "in_words",
    "model_at",
    "model_of",
    "remove",
    "row_of",
    "store",
    "upload",
]

KEPT = 32


class AnotherModel(Exception):  # noqa: N818 - reads as what happened
    """This id and version are already taken by a model with other content."""

    def __init__(self, model: ActivityModel) -> None:
        self.model_id, self.version = model.model.id, model.model.version
        super().__init__(f"{self.model_id} {self.version} is stored with other content")


class ModelRefused(Exception):  # noqa: N818 - reads as what happened
    """The text is no model that can be used; ``problems`` says why, in order of line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class UnknownVersion(Exception):  # noqa: N818 - reads as what happened
    """The organisation has no such version."""


class InUse(Exception):  # noqa: N818 - reads as what happened
    """An assessment uses the version, or we ship it: it stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """An assessment that uses a version."""

    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A version in the list. ``shipped``: ours, for everybody; ``uses``: this organisation's."""

    fingerprint: str
    sha256: str
    model_id: str
    version: str
    title: str
    shipped: bool
    uses: tuple[Use, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A version with its model and the text it was read from."""

    line: Line
    model: ActivityModel
    text: str


def store(path: Path) -> ModelVersion:
    """The stored version of a model file that we ship, made if it is new.

    Raises DocumentError for a model that cannot be used, AnotherModel when the same id and version
    were stored with other content.
    """
    text = path.read_text(encoding="utf-8")
    model = read_model(text)
    version, made = ModelVersion.objects.get_or_create(
        organisation=None,
        model_id=model.model.id,
        version=model.model.version,
        defaults={"title": model.model.title, "sha256": model.sha256, "text": text},
    )
    if not made and version.sha256 != model.sha256:
        raise AnotherModel(model)
    return version


def upload(
    *, organisation: Organisation, content: bytes | str, user: User | None, now: datetime
) -> tuple[Line, bool]:
    """Store the organisation's own version; says whether it is new. Nothing is stored otherwise.

    Raises ModelRefused with every problem, or AnotherModel where this id and version have other
    content.
    """
    text, model = _checked(content)
    try:
        with transaction.atomic():
            if known := _same(organisation, model):
                return known, False
            row = ModelVersion.objects.create(
                organisation=organisation,
                model_id=model.model.id,
                version=model.model.version,
                title=model.model.title,
                sha256=model.sha256,
                text=text,
            )
            details = f"{model.model.id} {model.model.version}"
            audit.note_in(organisation, "model-stored", user=user, now=now, details=details)
    except IntegrityError:
        # Somebody else was faster by a moment: theirs is there now.
        if known := _same(organisation, model):
            return known, False
        raise
    return _line(row, ()), True


def remove(*, organisation: Organisation, line: Line, user: User | None, now: datetime) -> None:
    """Delete a version that no assessment has used. Raises InUse or UnknownVersion."""
    if line.shipped:
        raise InUse
    rows = ModelVersion.objects.filter(organisation=organisation, sha256=line.sha256)
    try:
        with transaction.atomic():
            if not rows.delete()[0]:
                raise UnknownVersion
            details = f"{line.model_id} {line.version}"
            audit.note_in(organisation, "model-removed", user=user, now=now, details=details)
    except (RestrictedError, IntegrityError):
        raise InUse from None


def catalogue(organisation: Organisation) -> list[Line]:
    """Every version the organisation may use: by title, the newest first. Two SQL."""
    uses: dict[int, list[Use]] = {}
    for row in queries.assessments(organisation):
        uses.setdefault(row.model_version_id, []).append(Use(code=row.code, title=row.title))
    lines = {
        row.sha256: _line(row, tuple(uses.get(row.pk, ())))
        for row in reversed(queries.model_versions(organisation))
    }
    for sha256, (_path, model) in shipped_models().items():
        lines.setdefault(sha256, _shipped_line(model))
    newest = sorted(lines.values(), key=lambda line: version_order(line.version), reverse=True)
    return sorted(newest, key=lambda line: (line.title.casefold(), line.model_id))


def find(organisation: Organisation, fingerprint: str) -> Found:
    """A version of ``catalogue``. Raises UnknownVersion."""
    for line in catalogue(organisation):
        if line.fingerprint == fingerprint:
            model = model_at(line.sha256)
            return Found(line=line, model=model, text=_text(organisation, line))
    raise UnknownVersion


def row_of(organisation: Organisation, line: Line) -> ModelVersion:
    """The row that an assessment points to; one that we ship is stored at its first use."""
    row = queries.model_versions(organisation).filter(sha256=line.sha256).first()
    if row is None:
        path, _model = shipped_models()[line.sha256]
        row = store(path)
    return row


def model_of(assessment: Assessment) -> ActivityModel:
    """The assessment's activity model; the database is asked once in the life of a process."""
    return _model(assessment.model_version.sha256)


def in_words(assessment: Assessment, language: str | None = None) -> ActivityModel:
    """The assessment's model as people read it in ``language``, or in the one of now.

    Where the model has no such words it is in its own: ``model.language`` says which they are.
    """
    model, language = model_of(assessment), language or get_language() or ""
    known = {code.casefold(): code for code in model.translations}
    code = known.get(language.casefold()) or known.get(language.partition("-")[0].casefold())
    return _model(model.sha256, code) if code else model


def model_at(sha256: str) -> ActivityModel:
    """The model of a listed version."""
    shipped = shipped_models().get(sha256)
    return shipped[1] if shipped else _model(sha256)


def authority_levels(model: ActivityModel) -> tuple[Level, ...]:
    """How far a head may speak in public; nothing where the model does not ask."""
    facts = model.department_facts
    return model.scales[facts.authority_scale].levels if facts else ()


@lru_cache(maxsize=KEPT)
def _model(sha256: str, language: str | None = None) -> ActivityModel:
    """The same SHA-256 is the same model, whoever stored it."""
    rows = ModelVersion.objects.filter(sha256=sha256).order_by("pk")
    return read_model(rows.values_list("text", flat=True)[:1].get(), language)


def _checked(content: bytes | str) -> tuple[str, ActivityModel]:
    try:
        raw = content.encode() if isinstance(content, str) else content
        text = text_of(raw).replace("\r\n", "\n")
    except DocumentError as error:
        raise ModelRefused(tuple(error.problems)) from None
    checked = check_text(text)
    if checked.model is None:
        raise ModelRefused(checked.problems)
    return text, checked.model


def _same(organisation: Organisation, model: ActivityModel) -> Line | None:
    """The version with this content; raises AnotherModel for one of the same name without it."""
    identity = (model.model.id, model.model.version)
    named = [line for line in catalogue(organisation) if (line.model_id, line.version) == identity]
    same = next((line for line in named if line.sha256 == model.sha256), None)
    if named and same is None:
        raise AnotherModel(model)
    return same


def _text(organisation: Organisation, line: Line) -> str:
    row = queries.model_versions(organisation).filter(sha256=line.sha256).first()
    return row.text if row else shipped_models()[line.sha256][0].read_text(encoding="utf-8")


def _line(row: ModelVersion, uses: tuple[Use, ...]) -> Line:
    return Line(
        fingerprint=row.fingerprint,
        sha256=row.sha256,
        model_id=row.model_id,
        version=row.version,
        title=row.title,
        shipped=row.organisation_id is None,
        uses=uses,
    )


def _shipped_line(model: ActivityModel) -> Line:
    row = ModelVersion(
        model_id=model.model.id,
        version=model.model.version,
        title=model.model.title,
        sha256=model.sha256,
    )
    return _line(row, ())
