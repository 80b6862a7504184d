"""Words that are there in another language than the one of the page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language, get_language_info

from readiness.core.activity_model import ActivityModel


@dataclass(frozen=True, slots=True)
class Foreign:
    """``code`` is for the browser, ``name`` for people, in the language of the page."""

    code: str
    name: str


def foreign(model: ActivityModel) -> Foreign | None:
    """The language of the model's words, unless it is that of now."""
    code = model.model.language
    if code.partition("-")[0].casefold() == (get_language() or "").partition("-")[0].casefold():
        return None
    try:
        name = get_language_info(code.casefold())["name_translated"]
    except KeyError:
        name = code
    return Foreign(code, name)
