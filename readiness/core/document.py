"""Read a YAML document safely into nodes that know their line and their path.

Scalars stay text: what a value means is decided by the type that a field asks for, so that ``No``,
``1.10`` and ``12:30`` are never turned into something else on the way. Aliases, custom
tags, merge keys, duplicate keys, control characters, documents over 2 MB and nesting over 20 levels
are refused.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 20
MAX_NODES = 100_000
MAX_PROBLEMS = 200

# What YAML, PostgreSQL or an .xlsx cannot hold, what breaks a line unseen, what turns text round.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff\u2028-\u202e\u2066-\u2069]"
)

SYNTAX_MENDS = {
    "mapping values are not allowed": (
        "Check the indentation, and put a text that holds a colon and a space in quotes"
    ),
    "cannot start any token": "Put a text that starts with @, %, ` or a tab in quotes",
    "end of stream": "Look for the quote that is never closed",
    "expected ','": "Look for the bracket that is never closed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong in a file: where it is, what it is and how to mend it."""

    line: int
    path: str
    what: str
    mend: str

    @property
    def sentence(self) -> str:
        """What is wrong and how to mend it, as full sentences."""
        return f"{self.what}. {self.mend}{'' if self.mend.endswith(('?', '.', '…')) else '.'}"

    @property
    def place(self) -> str:
        """The path, or the word for the whole document."""
        return self.path or "document"

    def __str__(self) -> str:
        return f"line {self.line}, {self.place}: {self.sentence}"


class DocumentError(Exception):
    """The file cannot be used. ``problems`` holds every one found, in order of line."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: (problem.line, problem.path))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(slots=True, kw_only=True)
class Node:
    """A scalar (``text``), a sequence (``items``) or a mapping (``entries``) with its place.

    ``line`` is where the value starts; for a list or mapping under a key, where its key stands.
    """

    line: int
    path: str
    key_line: int
    text: str | None = None
    quoted: bool = False
    items: list[Node] | None = None
    entries: dict[str, Node] | None = None

    @property
    def is_null(self) -> bool:
        """Whether the value is YAML's nothing: empty, ``null`` or ``~``, not in quotes."""
        return self.text in {"", "null", "Null", "NULL", "~"} and not self.quoted

    def kind(self) -> str:
        """Say in plain words what stands here."""
        if self.items is not None:
            return "a list"
        if self.entries is not None:
            return "a mapping of keys"
        return "nothing" if self.is_null else f"“{shorten(self.text or '')}”"

    def at(self, *steps: str | int) -> Node:
        """The node that keys and positions (from 0) lead to, or the last one on the way there."""
        node = self
        for step in steps:
            if isinstance(step, str):
                found = (node.entries or {}).get(step)
            else:
                found = (node.items or [])[step] if step < len(node.items or []) else None
            if found is None:
                return node
            node = found
        return node


def shorten(text: str, limit: int = 60) -> str:
    """Cut ``text`` for a message and bring it onto one line."""
    line = " ".join(text[: 4 * limit].split())
    return line if len(line) <= limit and len(text) <= 4 * limit else line[: limit - 1] + "…"


def read_document(path: Path) -> tuple[Node, str]:
    """Read the YAML file at ``path``; returns its root node and its text.

    Raises DocumentError when the file is too large, not UTF-8 or not a plain YAML document.
    """
    text = text_of(_read_bytes(path))
    return parse_document(text), text


def text_of(raw: bytes) -> str:
    """The text of a file's bytes. Raises DocumentError where they are too many or not UTF-8."""
    if len(raw) > MAX_BYTES:
        raise _refusal(1, "", "the file is larger than 2 MB", "Leave out what is unused")
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        what = f"the byte {raw[error.start]:#04x} is not UTF-8"
        raise _refusal(line, "", what, "Save the file as UTF-8") from None


def _read_bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise _refusal(1, "", "this is a folder", "Name a file in it")
        if not path.exists():
            raise _refusal(1, "", "there is no such file", "Check the path")
        if not path.is_file():
            raise _refusal(1, "", "this is not an ordinary file", "Name a file")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        what = f"the file cannot be read ({error.strerror})"
        raise _refusal(1, "", what, "Check the path and who may read it") from None


def parse_document(text: str) -> Node:
    """Turn YAML ``text`` into nodes. Raises DocumentError with line and path."""
    text = text.removeprefix("\ufeff")
    if len(text.encode(errors="replace")) > MAX_BYTES:
        raise _refusal(1, "", "the document is larger than 2 MB", "Leave out what is unused")
    if forbidden := _forbidden_characters(text):
        raise DocumentError(forbidden)
    builder = _Builder()
    try:
        builder.build(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        builder.problems.append(_syntax_problem(error, text))
    if builder.problems:
        raise DocumentError(builder.problems)
    if builder.root is None or builder.root.is_null:
        raise _refusal(1, "", "the document is empty", "Start from a copy of a shipped model")
    return builder.root


def _refusal(line: int, path: str, what: str, mend: str) -> DocumentError:
    return DocumentError([Problem(line=line, path=path, what=what, mend=mend)])


def _forbidden_characters(text: str) -> list[Problem]:
    """Note the first character on each line that may not stand in a file."""
    problems = []
    for number, line in enumerate(text.split("\n"), start=1):
        if found := FORBIDDEN.search(line):
            what = f"the invisible character U+{ord(found[0]):04X} stands here"
            problems.append(Problem(line=number, path="", what=what, mend="Remove it"))
    return problems[:MAX_PROBLEMS]


def _syntax_problem(error: yaml.MarkedYAMLError, text: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    before = "".join(text.splitlines()[line - 1 : line])[: mark.column + 1 if mark else 0]
    if "\t" in before and not before[:-1].strip(" \t-?:"):
        what, mend = "a tab stands in the indentation", "Indent with spaces"
        return Problem(line=line, path="", what=what, mend=mend)
    what = f"this is not YAML: {error.problem or error.context}"
    if error.context and error.context_mark and error.context_mark.line + 1 < line:
        what += f" ({error.context} that starts in line {error.context_mark.line + 1})"
    general = "Check indentation, colons, quotes and brackets here"
    mend = next((mend for part, mend in SYNTAX_MENDS.items() if part in what), general)
    return Problem(line=line, path="", what=what, mend=mend)


@dataclass(slots=True)
class _Builder:
    """Builds nodes from parser events without recursion, so that depth cannot exhaust the stack."""

    stack: list[Node] = field(default_factory=list)
    keys: list[Node | None] = field(default_factory=list)
    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)
    nodes: int = 0

    def build(self, events: Iterator[yaml.Event]) -> None:
        documents = 0
        for event in events:
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(line, "", "a second document starts here", "Keep one per file")
            elif isinstance(event, yaml.NodeEvent):
                self._open(event, line)
            elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
                self.stack.pop()
                self.keys.pop()

    def _note(self, line: int, path: str, what: str, mend: str) -> None:
        self.problems.append(Problem(line=line, path=path, what=what, mend=mend))
        if len(self.problems) >= MAX_PROBLEMS:
            raise DocumentError(self.problems)

    def _stop(self, line: int, path: str, what: str, mend: str) -> NoReturn:
        self._note(line, path, what, mend)
        raise DocumentError(self.problems)

    def _open(self, event: yaml.NodeEvent, line: int) -> None:
        path = self._child_path()
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._stop(line, path, f"more than {MAX_NODES} values", "Leave out what is unused")
        self._refuse_marks(event, line, path)
        if isinstance(event, yaml.AliasEvent):
            self._add_scalar(f"*{event.anchor}", line, path, quoted=True)
        elif isinstance(event, yaml.ScalarEvent):
            self._add_scalar(event.value, line, path, quoted=bool(event.style))
        else:
            self._add_collection(event, line, path)

    def _refuse_marks(self, event: yaml.NodeEvent, line: int, path: str) -> None:
        tag, anchor = getattr(event, "tag", None), shorten(event.anchor or "")
        if isinstance(event, yaml.AliasEvent):
            self._note(line, path, f"*{anchor} refers to another place", "Write the text out here")
        elif anchor:
            self._note(line, path, f"&{anchor} marks a place for reuse", "Remove the mark")
        if tag and tag != "!":
            self._note(line, path, f"the tag {shorten(tag)} is not allowed", "Remove the tag")

    def _add_collection(self, event: yaml.NodeEvent, line: int, path: str) -> None:
        key = self.keys[-1] if self.keys else None
        node = Node(line=key.line if key else line, path=path, key_line=line)
        if len(self.stack) >= MAX_DEPTH:
            self._stop(node.line, path, f"nested deeper than {MAX_DEPTH} levels", "Flatten it")
        if isinstance(event, yaml.SequenceStartEvent):
            node.items = []
        else:
            node.entries = {}
        self._attach(node)
        self.stack.append(node)
        self.keys.append(None)

    def _add_scalar(self, text: str, line: int, path: str, *, quoted: bool) -> None:
        node = Node(line=line, path=path, key_line=line, text=text, quoted=quoted)
        if FORBIDDEN.search(text) or "\r" in text:
            self._note(line, path, "an escape here writes a control character", "Remove it")
        parent = self.stack[-1] if self.stack else None
        if parent is None or parent.entries is None or self.keys[-1] is not None:
            self._attach(node)
            return
        self.keys[-1] = node
        if text == "<<" and not quoted:
            self._note(line, path, "<< merges another mapping", "Write the keys out here")
        elif text in parent.entries:
            first = parent.entries[text].key_line
            what = f"the key {shorten(text)} stands here a second time (first in line {first})"
            self._note(line, path, what, "Remove or rename one of them")

    def _child_path(self) -> str:
        if not self.stack:
            return ""
        parent = self.stack[-1]
        if parent.items is not None:
            return f"{parent.path}[{len(parent.items) + 1}]"
        key = self.keys[-1]
        if key is None:
            return parent.path
        return f"{parent.path}.{shorten(key.text or '')}".removeprefix(".")

    def _attach(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        if parent.items is not None:
            parent.items.append(node)
            return
        key = self.keys[-1]
        if key is None or parent.entries is None:
            self._stop(node.line, parent.path, "a key is not plain text", "Use plain words as keys")
        node.key_line = key.line
        parent.entries[key.text or ""] = node
        self.keys[-1] = None
