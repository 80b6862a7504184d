"""Find activity model files, those we ship and others, and check them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from readiness.core.activity_model import ActivityModel, load_model, read_model
from readiness.core.document import (
    DocumentError,
    Node,
    Problem,
    parse_document,
    read_document,
    shorten,
)
from readiness.core.schema import schema_text
from readiness.core.shape import suggestion
from readiness.core.translations import sheet_of

SHIPPED = Path(__file__).resolve().parents[2] / "readiness" / "data"
FILE_NAME = re.compile(r"(?P<id>[a-z0-9-]+)-(?P<version>[0-9]+\.[0-9]+\.[0-9]+)\.yaml")
FILE_ENDINGS = (".yaml", ".yml")
LONGEST_TITLE = 200
OF_THE_PAGES = frozenset(
    {"you", "from-now-on", "comment", "consent", "clear", "from", "csrfmiddlewaretoken"}
)
"""What addresses and forms of the questionnaire call something of their own."""


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
        path = find_model(name_or_path)
        model = load_model(path)
        root, _text = read_document(path)
    except DocumentError as error:
        return Checked(model=None, problems=tuple(error.problems))
    except UnknownModel as error:
        return Checked(model=None, problems=(error.problem,))
    return _usable(model, root)


def check_text(text: str) -> Checked:
    """Check a model that was uploaded or pasted; never raises for what it holds."""
    try:
        model = read_model(text)
        return _usable(model, parse_document(text))
    except DocumentError as error:
        return Checked(model=None, problems=tuple(error.problems))


@cache
def shipped_models() -> dict[str, tuple[Path, ActivityModel]]:
    """File and model of every version we ship, by its SHA-256."""
    paths = (path for name, path in _shipped().items() if name == path.stem)
    found = ((path, load_model(path)) for path in paths)
    return {model.sha256: (path, model) for path, model in found}


def version_order(version: str) -> tuple[int, ...]:
    """By which versions are sorted; those that are no versions come first."""
    parts = version.split(".")
    return tuple(map(int, parts)) if all(part.isdecimal() for part in parts) else ()


def _usable(model: ActivityModel, root: Node) -> Checked:
    """Refuse what the core can compute and the questionnaire could neither ask nor store."""
    problems = []
    if len(model.model.title) > LONGEST_TITLE:
        title = root.at("model", "title")
        what = f"the title is longer than {LONGEST_TITLE} characters"
        problems.append(Problem(line=title.line, path=title.path, what=what, mend="Shorten it"))
    for node in _codes(root):
        if (node.text or "").casefold() in OF_THE_PAGES:
            what = f"the code {node.text} is kept for the pages of the questionnaire"
            mend = "Choose another code"
            problems.append(Problem(line=node.line, path=node.path, what=what, mend=mend))
    return Checked(model=None if problems else model, problems=tuple(problems))


def _codes(node: Node) -> Iterator[Node]:
    """Every code, wherever it stands; an option's code is no address and no field."""
    for key, entry in (node.entries or {}).items():
        if key == "code":
            yield entry
        elif key != "options":
            yield from _codes(entry)
    for entry in node.items or []:
        yield from _codes(entry)


def schema_of_models() -> str:
    """The JSON Schema of model files, for editors."""
    return schema_text()


def sheet_for_translators(name_or_path: str, language: str) -> tuple[str, tuple[Problem, ...]]:
    """The YAML in which a model's texts are translated, or the problems of an unreadable file.

    A model that is refused for the gaps in its translations gets one too.
    """
    try:
        root, _text = read_document(find_model(name_or_path))
    except DocumentError as error:
        return "", tuple(error.problems)
    except UnknownModel as error:
        return "", (error.problem,)
    return sheet_of(root, ActivityModel, language), ()


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
    for path in sorted(sorted(SHIPPED.rglob("*.yaml")), key=_version):
        if match := FILE_NAME.fullmatch(path.name):
            found[path.stem] = found[match["id"]] = path
    return found


def _version(path: Path) -> tuple[int, ...]:
    match = FILE_NAME.fullmatch(path.name)
    return version_order(match["version"]) if match else ()
