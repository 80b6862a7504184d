"""The bundled fonts: which files there are and what their families are called."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent
# In the order in which a reader of any script finds its letters.
FAMILIES = ("Source Sans 3", "Vazirmatn NL", "Noto Sans Hebrew")


def font_files() -> list[Path]:
    """Every bundled font, in the order of the names."""
    return sorted(FOLDER.glob("*.ttf"))
