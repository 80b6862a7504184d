"""The fonts of print: the bundled ones, and those that are used where the machine has them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
# In the order in which a reader of any script finds its letters.
FAMILIES = ("Source Sans 3", "Vazirmatn NL", "Noto Sans Hebrew")
# For what those lack: Chinese, Japanese and Korean, whose fonts are too large to bundle, then signs
# and scripts that need no joining. Others break a PDF's promise that its text can be read out.
SYSTEM = {
    "Noto Sans CJK JP": "NotoSansCJK-Regular.ttc",
    "Droid Sans Fallback": "DroidSansFallbackFull.ttf",
    "DejaVu Sans": "DejaVuSans-Bold.ttf",  # the weight with the fewest signs
}


def font_files() -> list[Path]:
    """Every bundled font, in the order of the names."""
    return sorted(FOLDER.glob("*.ttf"))


@cache
def system_fonts() -> dict[str, Path]:
    """A file of each family of ``SYSTEM`` that this machine has."""
    from matplotlib.font_manager import findSystemFonts

    there = {Path(path).name: Path(path) for path in sorted(findSystemFonts())}
    return {family: there[name] for family, name in SYSTEM.items() if name in there}
