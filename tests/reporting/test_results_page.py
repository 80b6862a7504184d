"""docs/results.md names every key of the Release, and no other."""

import dataclasses
import re
from pathlib import Path

from readiness.core import grounds, release

PAGE = Path(__file__).resolve().parents[2] / "docs" / "results.md"
TYPES = {
    name: {entry.name for entry in dataclasses.fields(found)}
    for name, found in (vars(release) | vars(grounds)).items()
    if isinstance(found, type) and dataclasses.is_dataclass(found)
}


def described() -> dict[str, set[str]]:
    """The keys of every section's table."""
    found: dict[str, set[str]] = {}
    for section in re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        name = section.splitlines()[0]
        found[name] = set(re.findall(r"^\| `(\w+)` \|", section, flags=re.MULTILINE))
    return found


def test_every_key_is_described_and_nothing_else():
    assert described() == TYPES


def test_every_key_has_a_meaning_a_unit_and_when_it_is_null():
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            assert len([cell for cell in line.strip("|").split("|") if cell.strip()]) == 4, line
