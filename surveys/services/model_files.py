"""Find activity model files, those we ship and others, and check them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from readiness.core.activity_model import ActivityModel, load_model
from readiness.core.document import DocumentError, Problem, shorten
from readiness.core.shape import suggestion

SHIPPED = Path(__file__).resolve().parents[2] / "readiness" / "data"
FILE_NAME = re.compile(r"(?P<id>[a-z0-9-]+)-(?P<version>[0-9]+\.[0-9]+\.[0-9]+)\.yaml")
FILE_ENDINGS = (".yaml", ".yml")


class UnknownModel(Exception):  # noqa: N818 - reads as what happened
    """Neither a file nor a model we ship; ``problem`` and the message suggest one."""

    def __init__(self, name: str, shipped: list[str]) -> None:
        what = f"there is no file and no shipped model “{shorten(name)}”"
        self.problem = Problem(line=1, path="", what=what, mend=suggestion(name, shipped))
        super().__init__(self.problem.sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found: the model, or else every problem in order of line."""

    model: ActivityModel | None
    problems: tuple[Problem, ...]


def find_model(name_or_path: str) -> Path:
    """The file a person means by a path, a shipped id (its newest version) or id-version.

    Raises UnknownModel. For the command line only: a path may lead anywhere.
    """
    if _is_path(name_or_path):
        return Path(name_or_path)
    shipped = _shipped()
    if name_or_path in shipped:
        return shipped[name_or_path]
    raise UnknownModel(name_or_path, [name for name, path in shipped.items() if name != path.stem])


def check(name_or_path: str) -> Checked:
    """Check a model; never raises for what a file holds or for a name that leads nowhere."""
    try:
        return Checked(model=load_model(find_model(name_or_path)), problems=())
    except DocumentError as error:
        return Checked(model=None, problems=tuple(error.problems))
    except UnknownModel as error:
        return Checked(model=None, problems=(error.problem,))


def _is_path(name: str) -> bool:
    if name.endswith(FILE_ENDINGS) or "/" in name or "\\" in name:
        return True
    try:
        return bool(name) and Path(name).exists()
    except OSError:
        return False


def _shipped() -> dict[str, Path]:
    """Every shipped file by id-version, and the newest of each id by its id."""
    found: dict[str, Path] = {}
    for path in sorted(SHIPPED.rglob("*.yaml"), key=_version):
        if match := FILE_NAME.fullmatch(path.name):
            found[path.stem] = found[match["id"]] = path
    return found


def _version(path: Path) -> tuple[int, ...]:
    match = FILE_NAME.fullmatch(path.name)
    return tuple(int(part) for part in match["version"].split(".")) if match else ()
