"""Activity models that assessments use: stored once as text, read once by each process."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from readiness.core.activity_model import ActivityModel, read_model
from surveys.models import Assessment, ModelVersion

KEPT = 8


class AnotherModel(Exception):  # noqa: N818 - reads as what happened
    """This id and version are already taken by a model with other content."""


def store(path: Path) -> ModelVersion:
    """The stored version of a model file, made if it is new.

    Raises DocumentError for a model that cannot be used, AnotherModel when the same id and version
    were stored with other content.
    """
    text = path.read_text(encoding="utf-8")
    model = read_model(text)
    identity = model.model
    version, made = ModelVersion.objects.get_or_create(
        model_id=identity.id,
        version=identity.version,
        defaults={"title": identity.title, "sha256": model.sha256, "text": text},
    )
    if not made and version.sha256 != model.sha256:
        raise AnotherModel(f"{identity.id} {identity.version} is stored with other content")
    return version


def model_of(assessment: Assessment) -> ActivityModel:
    """The assessment's activity model; the database is asked once in the life of a process."""
    return _model(assessment.model_version.sha256)


@lru_cache(maxsize=KEPT)
def _model(sha256: str) -> ActivityModel:
    return read_model(ModelVersion.objects.values_list("text", flat=True).get(sha256=sha256))
