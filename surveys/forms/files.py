"""A file, or its text pasted: what forms that take either have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import Promise


class FileOrText(forms.Form):
    """One of the two. Who inherits this has the fields ``file`` and ``text``."""

    largest: int
    nothing: Promise
    too_large: Promise

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file, text = cleaned.get("file"), cleaned.get("text", "")
        if file and text.strip():
            self.add_error("file", _("Give either a file or a text, not both."))
        elif not file and not text.strip() and not self.errors:
            self.add_error("file", str(self.nothing))
        elif file and file.size > self.largest:
            self.add_error("file", str(self.too_large))
        return cleaned

    @property
    def content(self) -> bytes | str:
        """What was given; after ``is_valid``."""
        file = self.cleaned_data["file"]
        return bytes(file.read()) if file else str(self.cleaned_data["text"])

    @property
    def file_name(self) -> str:
        """The name of the file that was given, if it was one."""
        file = self.cleaned_data.get("file")
        return str(file.name) if file else ""
