"""`manage.py check_model` and the service behind it: no file ends in a traceback."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from surveys.services import model_files
from surveys.services.model_files import SHIPPED, UnknownModel, check, find_model

ROOT = Path(__file__).parents[2]
[MODEL] = SHIPPED.glob("*-[0-9]*.yaml")
TEXT = MODEL.read_text(encoding="utf-8")
IDENTITY, VERSION = re.fullmatch(r"(.+)-([0-9.]+)\.yaml", MODEL.name).groups()
KNOWN = ", ".join(
    [IDENTITY, *sorted(path.parent.name for path in SHIPPED.glob("examples/*/*.yaml"))]
)


def run(*names: str) -> tuple[list[str], str]:
    """What the command prints, and the error with which it ends."""
    out, message = io.StringIO(), ""
    try:
        call_command("check_model", *names, stdout=out)
    except CommandError as error:
        message = f"{error} ({error.returncode})"
    return out.getvalue().splitlines(), message


@pytest.mark.parametrize("name", [IDENTITY, f"{IDENTITY}-{VERSION}", str(MODEL)])
def test_a_sound_model_is_ok_with_its_identity_and_counts(name):
    [line], error = run(name)
    assert error == ""
    assert re.sub("[0-9a-f]{64}$", "<sha256>", line) == (
        f"{name}: OK, {IDENTITY} {VERSION}: 6 domains, 16 activities, 34 items, SHA-256 <sha256>"
    )
    assert line.endswith(check(name).model.sha256)


def test_each_problem_is_a_line_with_file_line_path_what_and_how_to_mend(tmp_path):
    path = tmp_path / "model.yaml"
    text = TEXT.replace("domain: RSP", "domain: RPS").replace("version: 0.4.0", "version: 3")
    path.write_text(text, encoding="utf-8")
    version = text.count("\n", 0, text.index("version: 3")) + 1
    domain = text.count("\n", 0, text.index("domain: RPS")) + 1
    (first, second), error = run(str(path))
    assert first == (
        f"{path}:{version}: model.version: “3” is not a version. Give three numbers, such as 1.2.3."
    )
    assert second == (
        f"{path}:{domain}: executive_questions[2].domain: there is no domain “RPS”. "
        "Did you mean “RSP”?"
    )
    assert error == "1 of 1 cannot be used. (1)"


def test_every_file_is_checked_when_one_is_broken(tmp_path):
    empty = tmp_path / "empty.yaml"
    empty.write_text("")
    lines, error = run(str(empty), IDENTITY, "nothing")
    assert [line.split(":")[0] for line in lines] == [str(empty), IDENTITY, "nothing"]
    assert ": OK, " in lines[1]
    assert error == "2 of 3 cannot be used. (1)"


NESTED = 900
BROKEN = {
    "empty": (b"", "1: document: the document is empty."),
    "only a comment": (b"# nothing\n", "1: document: the document is empty."),
    "binary junk": (bytes(range(256)), "2: document: the byte 0x80 is not UTF-8."),
    "control characters": (b"a: \x07", "1: document: the invisible character U+0007 stands here."),
    "NUL": (b"model:\n  id: a\0b", "2: document: the invisible character U+0000 stands here."),
    "3 MB": (b"# x\n" * 786_432, "1: document: the file is larger than 2 MB."),
    "Latin-1": ("a: b\nc: é".encode("latin-1"), "2: document: the byte 0xe9 is not UTF-8."),
    "UTF-16": ("a: b".encode("utf-16"), "1: document: the byte 0xff is not UTF-8."),
    "tabs": (b"model:\n\tid: x", "2: document: a tab stands in the indentation."),
    "aliases": (b"a: &a [x]\nb: *a", "1: a: &a marks a place for reuse."),
    "python object": (
        b"model: !!python/object/apply:os.system [x]",
        "1: model: the tag tag:yaml.org,2002:python/object/apply:os.system is not allowed.",
    ),
    "flow lists": (b"[" * NESTED, f"1: {'[1]' * 20}: nested deeper than 20 levels."),
    "block lists": (b"- " * NESTED, f"1: {'[1]' * 20}: nested deeper than 20 levels."),
    "merge key": (b"a: {b: c}\n<<: {d: e}", "2: document: << merges another mapping."),
    "duplicate key": (
        b"model: 1\nmodel: 2",
        "2: document: the key model stands here a second time (first in line 1).",
    ),
    "two documents": (b"a: 1\n---\nb: 2", "2: document: a second document starts here."),
    "lone surrogate": (b'a: "\\ud800"', "1: document: this is not YAML: found invalid Unicode"),
    "mapping as key": (b"? {a: b}\n: c", "1: document: a key is not plain text."),
    "list as key": (b"[a]: c", "1: document: a key is not plain text."),
    "only a word": (b"hello", "1: document: keys are needed, not “hello”."),
    "a list": (b"- a", "1: document: keys are needed, not a list."),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_file_that_is_no_model(tmp_path, what):
    content, expected = BROKEN[what]
    path = tmp_path / "model.yaml"
    path.write_bytes(content)
    lines, error = run(str(path))
    assert error == "1 of 1 cannot be used. (1)"
    assert lines[0].startswith(f"{path}:{expected}")


VALUES = {
    "version: 0.4.0": [("version: ''", "model.version: text is needed, not “”. Give text.")],
    "weight: 3": [
        ("weight: " + "9" * 400, f"weight: a number is needed, not “{'9' * 59}…”."),
        ("weight: .inf", "weight: a number is needed, not “.inf”."),
        ("weight: ''", "weight: a number is needed, not “”."),
        ("weight:", "weight: a number is needed, not nothing."),
    ],
    "share: 0.60": [
        ("share: .inf", "rules.level.share: a number is needed, not “.inf”."),
        ("share: .nan", "rules.level.share: a number is needed, not “.nan”."),
        ("share: 1e400", "rules.level.share: a number is needed, not “1e400”."),
    ],
}


@pytest.mark.parametrize(
    ("old", "new", "expected"), [(old, *case) for old, cases in VALUES.items() for case in cases]
)
def test_a_value_that_is_none(tmp_path, old, new, expected):
    path = tmp_path / "model.yaml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    [line], error = run(str(path))
    assert error == "1 of 1 cannot be used. (1)"
    number = TEXT.count("\n", 0, TEXT.index(old)) + 1
    assert line.startswith(f"{path}:{number}: ")
    assert expected in line


def test_a_folder_a_missing_file_and_names_that_lead_nowhere(tmp_path):
    missing = tmp_path / "missing.yaml"
    unknown = "there is no file and no shipped model"
    nowhere = f"{unknown} “%s”. Known here: {KNOWN}."
    typo = IDENTITY.replace("readiness", "readyness")
    lines, error = run(str(tmp_path), str(missing), "zzz", "", typo, "n" * 5000)
    assert lines == [
        f"{tmp_path}:1: document: this is a folder. Name a file in it.",
        f"{missing}:1: document: there is no such file. Check the path.",
        f"zzz:1: document: {nowhere % 'zzz'}",
        f":1: document: {nowhere % ''}",
        f"{typo}:1: document: {unknown} “{typo}”. Did you mean “{IDENTITY}”?",
        f"{'n' * 5000}:1: document: {nowhere % ('n' * 59 + '…')}",
    ]
    assert error == "6 of 6 cannot be used. (1)"


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    path = tmp_path / "model.yaml"
    path.write_text("a: 1")

    def refuse(*_args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", refuse)
    sentence = "the file cannot be read (Permission denied). Check the path and who may read it."
    assert run(str(path))[0] == [f"{path}:1: document: {sentence}"]


def test_the_command_itself_ends_with_1_and_without_a_traceback(tmp_path):
    """Also for a file name that is no text, on a terminal that knows ASCII alone."""
    odd = os.fsencode(tmp_path) + b"/\xff.yaml"
    ended = subprocess.run(
        [sys.executable, "manage.py", "check_model", odd, "zzz"],
        cwd=ROOT,
        env={"PYTHONIOENCODING": "ascii", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    unknown = "there is no file and no shipped model \\u201czzz\\u201d"
    assert ended.stdout.splitlines() == [
        f"{tmp_path}/\\udcff.yaml:1: document: there is no such file. Check the path.",
        f"zzz:1: document: {unknown}. Known here: {KNOWN}.",
    ]
    assert ended.stderr == "CommandError: 2 of 2 cannot be used.\n"


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    for name in ("model-a-0.9.0", "model-a-0.10.0", "model-a-0.2.11", "examples/model-b-1.0.0"):
        path = tmp_path / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text("a: 1")
    (tmp_path / "profiles.yaml").write_text("a: 1")
    monkeypatch.setattr(model_files, "SHIPPED", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("model-a", "model-a-0.10.0.yaml"),
        ("model-a-0.9.0", "model-a-0.9.0.yaml"),
        ("model-b", "examples/model-b-1.0.0.yaml"),
    ],
)
def test_an_id_means_its_newest_version_by_number(shipped, name, file):
    assert find_model(name) == shipped / file


@pytest.mark.parametrize("name", ["profiles", "model", "model-a-0.9", "", "model-a\0"])
def test_what_is_no_shipped_id(shipped, name):
    assert shipped.exists()
    with pytest.raises(UnknownModel) as unknown:
        find_model(name)
    assert unknown.value.problem.mend in {
        "Did you mean “model-a”?",
        "Did you mean “model-b”?",
        "Known here: model-a, model-b",
    }


@pytest.mark.parametrize("name", ["x.yaml", "x.yml", "../model-a", "folder/model-a"])
def test_what_looks_like_a_path_is_one(name):
    assert find_model(name) == Path(name)


def test_a_file_without_an_ending_is_found_where_it_is(tmp_path):
    path = tmp_path / "model"
    path.write_text("a: 1")
    assert find_model(str(path)) == path


def test_the_schema_for_editors_is_printed_or_written_to_a_file(tmp_path):
    written = (SHIPPED / "activity-model.schema.json").read_text(encoding="utf-8")
    assert run("--schema") == (written.splitlines(), "")
    path = tmp_path / "schema.json"
    assert run("--schema", str(path)) == ([], "")
    assert path.read_text(encoding="utf-8") == written


def test_the_schema_never_takes_the_place_of_a_model(tmp_path):
    path = tmp_path / "model.yaml"
    path.write_text(TEXT, encoding="utf-8")
    message = f"{path} would be overwritten: name a file that ends in .json. (1)"
    assert run("--schema", str(path)) == ([], message)
    assert path.read_text(encoding="utf-8") == TEXT


def test_a_schema_that_cannot_be_written_says_why(tmp_path):
    path = tmp_path / "nowhere" / "schema.json"
    message = f"{path} cannot be written: No such file or directory. (1)"
    assert run("--schema", str(path)) == ([], message)


def test_without_a_file_it_asks_for_one():
    message = "Name a model file to check, or ask for the --schema. (1)"
    assert run() == ([], message)


def test_a_translator_gets_every_text_under_its_address():
    lines, error = run("--texts", "fr", IDENTITY)
    assert error == ""
    assert lines[:3] == ["translations:", "  fr:", "    model.title: Social media readiness"]
    anchor = "Some colleagues look around when they happen to think of it."
    assert f"    MON-1-Q1.anchors.1.text: {anchor}" in (lines)


def test_a_file_that_is_no_document_has_no_texts(tmp_path):
    path = tmp_path / "model.yaml"
    path.write_text("model: [", encoding="utf-8")
    lines, error = run("--texts", "de", str(path))
    assert lines == []
    assert error == f"{path}:2: document: {check(str(path)).problems[0].sentence} (1)"
    lines, error = run("--texts", "de", "zzz")
    assert (lines, error) == ([], f"zzz:1: document: {check('zzz').problems[0].sentence} (1)")
