"""What a YAML file may not hold is refused with line, path, sentence; scalars stay text."""

import os

import pytest

from readiness.core import document
from readiness.core.document import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_NODES,
    MAX_PROBLEMS,
    DocumentError,
    Node,
    Problem,
    parse_document,
    read_document,
    shorten,
)


def problems_in(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(DocumentError) as refused:
        parse_document(text)
    return [(problem.line, problem.path, problem.sentence) for problem in refused.value.problems]


def problem_of_file(path) -> tuple[int, str, str]:
    with pytest.raises(DocumentError) as refused:
        read_document(path)
    [problem] = refused.value.problems
    return problem.line, problem.path, problem.sentence


def plain(node: Node):
    if node.items is not None:
        return [plain(item) for item in node.items]
    if node.entries is not None:
        return {key: plain(entry) for key, entry in node.entries.items()}
    return None if node.is_null else node.text


def test_scalars_stay_the_text_they_are():
    text = "a: No\nb: 1.10\nc: 12:30\nd: 0o14\ne: 2026-01-02\nf: .inf\ng: 1_000\nyes: on\n1: '1'\n"
    assert plain(parse_document(text)) == {
        "a": "No",
        "b": "1.10",
        "c": "12:30",
        "d": "0o14",
        "e": "2026-01-02",
        "f": ".inf",
        "g": "1_000",
        "yes": "on",
        "1": "1",
    }


def test_nothing_is_nothing_only_without_quotes():
    text = "a:\nb: ~\nc: null\nd: 'null'\ne: \"~\"\nf: ''\ng: |\n  null\n"
    expected = {"a": None, "b": None, "c": None, "d": "null", "e": "~", "f": "", "g": "null\n"}
    assert plain(parse_document(text)) == expected


def test_nodes_know_their_line_and_path():
    root = parse_document("# note\nlist:\n  - one\n  - name: two\n    deep: [x,\n      y]\n")
    assert [(node.line, node.path) for node in (root, root.at("list"), root.at("list", 1))] == [
        (2, ""),
        (2, "list"),
        (4, "list[2]"),
    ]
    last = root.at("list", 1, "deep", 1)
    assert (last.line, last.path, last.text) == (6, "list[2].deep[2]", "y")


def test_a_list_or_mapping_stands_in_the_line_of_its_key_and_a_scalar_in_its_own():
    root = parse_document("a:\n\n  b: 1\nc:\n  - d\ne:\n  text on\n  two lines\n")
    assert {key: (node.line, node.key_line) for key, node in root.entries.items()} == {
        "a": (1, 1),
        "c": (4, 4),
        "e": (7, 6),
    }


@pytest.mark.parametrize(
    ("steps", "path"),
    [
        (("a", "b", 0), "a.b[1]"),
        (("a", "b", 7), "a.b"),
        (("a", "x", 0), "a"),
        (("a", 0), "a"),
        (("a", "b", "c"), "a.b"),
        (("a", "b", 0, "c", 0), "a.b[1]"),
        ((), ""),
    ],
)
def test_at_leads_to_the_value_or_as_far_as_there_is_one(steps, path):
    assert parse_document("a: {b: [c]}").at(*steps).path == path


def test_kind_says_what_stands_there():
    root = parse_document(f"a: []\nb: {{}}\nc:\nd: word\ne: '{'long ' * 30}'\nf: \"two\\nlines\"")
    assert [node.kind() for node in root.entries.values()] == [
        "a list",
        "a mapping of keys",
        "nothing",
        "“word”",
        "“" + ("long " * 12).strip() + "…”",
        "“two lines”",
    ]


REFUSED = [
    ("", 1, "", "the document is empty. Start from a copy of a shipped model."),
    ("# only a note\n", 1, "", "the document is empty. Start from a copy of a shipped model."),
    ("---\n", 1, "", "the document is empty. Start from a copy of a shipped model."),
    ("a: 1\n---\nb: 2\n", 2, "", "a second document starts here. Keep one per file."),
    ("a: 1\n...\n---\nb: 2\n", 3, "", "a second document starts here. Keep one per file."),
    ("a:\n  b: *c\n", 2, "a.b", "*c refers to another place. Write the text out here."),
    ("a: &c 1\n", 1, "a", "&c marks a place for reuse. Remove the mark."),
    ("a:\n- &c {b: 1}\n", 2, "a[1]", "&c marks a place for reuse. Remove the mark."),
    ("&c a: 1\n", 1, "", "&c marks a place for reuse. Remove the mark."),
    ("a: 1\n<<: {b: 2}\n", 2, "", "<< merges another mapping. Write the keys out here."),
    ("a: {<<: {b: 2}}\n", 1, "a", "<< merges another mapping. Write the keys out here."),
    (
        "a: !!python/object:os.system x\n",
        1,
        "a",
        "the tag tag:yaml.org,2002:python/object:os.system is not allowed. Remove the tag.",
    ),
    ("a: !!str 1\n", 1, "a", "the tag tag:yaml.org,2002:str is not allowed. Remove the tag."),
    ("a: !secret x\n", 1, "a", "the tag !secret is not allowed. Remove the tag."),
    ("!x a: 1\n", 1, "", "the tag !x is not allowed. Remove the tag."),
    (
        "a: 1\nb: 2\n'a': 3\n",
        3,
        "",
        "the key a stands here a second time (first in line 1). Remove or rename one of them.",
    ),
    (
        "x:\n  a:\n    text\n  a: {}\n",
        4,
        "x",
        "the key a stands here a second time (first in line 2). Remove or rename one of them.",
    ),
    ("? {a: b}\n: c\n", 1, "", "a key is not plain text. Use plain words as keys."),
    ("x: {[a]: b}\n", 1, "x", "a key is not plain text. Use plain words as keys."),
    ("? " * 900, 1, "", "a key is not plain text. Use plain words as keys."),
    ("[" * 900, 1, "[1]" * 20, "nested deeper than 20 levels. Flatten it."),
    ("- " * 900, 1, "[1]" * 20, "nested deeper than 20 levels. Flatten it."),
    ("{a: " * 900, 1, "a." * 19 + "a", "nested deeper than 20 levels. Flatten it."),
    (
        "\n".join("  " * i + "a:" for i in range(900)),
        20,
        "a." * 19 + "a",
        "nested deeper than 20 levels. Flatten it.",
    ),
    ("a:\n\tb: 1\n", 2, "", "a tab stands in the indentation. Indent with spaces."),
    ("a:\n  b: 1\n \tc: 2\n", 3, "", "a tab stands in the indentation. Indent with spaces."),
    ("a:\n  -\tb: 1\n", 2, "", "a tab stands in the indentation. Indent with spaces."),
    ("a: 1\0", 1, "", "the invisible character U+0000 stands here. Remove it."),
    ("é: ö\n\nb: \x01", 3, "", "the invisible character U+0001 stands here. Remove it."),
    ("a: \x7f", 1, "", "the invisible character U+007F stands here. Remove it."),
    ("a: x\u2028b: y", 1, "", "the invisible character U+2028 stands here. Remove it."),
    ("a: x\u202ey", 1, "", "the invisible character U+202E stands here. Remove it."),
    ("a: \ud800", 1, "", "the invisible character U+D800 stands here. Remove it."),
    ("a: x\ufeffy", 1, "", "the invisible character U+FEFF stands here. Remove it."),
    ('a: "\\0"', 1, "a", "an escape here writes a control character. Remove it."),
    ('a: "\\e[31m"', 1, "a", "an escape here writes a control character. Remove it."),
    ('a: "x\\r"', 1, "a", "an escape here writes a control character. Remove it."),
    ('a: "\\uffff"', 1, "a", "an escape here writes a control character. Remove it."),
    ('"\\x07": 1', 1, "", "an escape here writes a control character. Remove it."),
]


@pytest.mark.parametrize(("text", "line", "path", "sentence"), REFUSED)
def test_what_a_document_may_not_hold(text, line, path, sentence):
    assert problems_in(text) == [(line, path, sentence)]


NOT_YAML = [
    (
        'a: "\\ud800"',
        1,
        "found invalid Unicode character escape code",
        "Check indentation, colons, quotes and brackets here.",
    ),
    (
        "a: b: c",
        1,
        "mapping values are not allowed in this context",
        "Check the indentation, and put a text that holds a colon and a space in quotes.",
    ),
    (
        "a: @b",
        1,
        "found character that cannot start any token",
        "Put a text that starts with @, %, ` or a tab in quotes.",
    ),
    (
        'a: 1\nb: "two\nc: 3\n',
        4,
        "found unexpected end of stream (while scanning a quoted scalar that starts in line 2)",
        "Look for the quote that is never closed.",
    ),
    (
        "a: [1,\nb: 2\n\nc: 3",
        4,
        "did not find expected ',' or ']' (while parsing a flow sequence that starts in line 1)",
        "Look for the bracket that is never closed.",
    ),
    (
        "%YAML 3.0\n---\na: 1",
        1,
        "found incompatible YAML document",
        "Check indentation, colons, quotes and brackets here.",
    ),
]


@pytest.mark.parametrize(("text", "line", "what", "mend"), NOT_YAML)
def test_what_is_not_yaml(text, line, what, mend):
    assert problems_in(text) == [(line, "", f"this is not YAML: {what}. {mend}")]


def test_all_of_them_come_at_once():
    text = "a: &x 1\na: 2\nb: *x\nc: !t 3\nd: {<<: *x, e: '\\'}\nf: \"\\0\"\ng: [\n"
    assert [(line, path) for line, path, _sentence in problems_in(text)] == [
        (1, "a"),
        (2, ""),
        (3, "b"),
        (4, "c"),
        (5, "d"),
        (5, "d.<<"),
        (6, "f"),
        (8, ""),
    ]


def test_an_alias_bomb_costs_nothing_and_is_refused():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 10)]
    found = problems_in("\n".join(lines))
    assert len(found) == 10 + 9 * 9
    assert found[0] == (1, "a0", "&a0 marks a place for reuse. Remove the mark.")
    assert found[-1] == (10, "a9[9]", "*a8 refers to another place. Write the text out here.")


def test_a_flood_of_problems_is_cut_short():
    assert len(problems_in("a: [" + "*x, " * 1000 + "]")) == MAX_PROBLEMS
    assert len(problems_in("\x01\n" * 1000)) == MAX_PROBLEMS


def test_messages_hold_neither_long_texts_nor_line_breaks():
    for text in ("a: !" + "x" * 5000, "a: &" + "x" * 5000, '? "' + "k\\n" * 500 + '"\n: &x 1'):
        for line, path, sentence in problems_in(text):
            assert line < 3
            assert len(path + sentence) < 200
            assert "\n" not in path + sentence


def test_as_many_levels_as_allowed_and_no_more():
    assert parse_document("[" * MAX_DEPTH + "x" + "]" * MAX_DEPTH).line == 1
    [(_line, path, _sentence)] = problems_in("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))
    assert path == "[1]" * MAX_DEPTH


def test_as_many_values_as_allowed_and_no_more():
    assert len(parse_document("- \n" * (MAX_NODES - 1)).items) == MAX_NODES - 1
    assert problems_in("- \n" * MAX_NODES) == [
        (MAX_NODES, f"[{MAX_NODES}]", "more than 100000 values. Leave out what is unused.")
    ]


def test_size_is_counted_in_bytes():
    assert parse_document("a: " + "é" * (MAX_BYTES // 2 - 2)).at("a").text[:2] == "éé"
    [(line, path, sentence)] = problems_in("a: " + "é" * (MAX_BYTES // 2 - 1))
    assert (line, path) == (1, "")
    assert sentence == "the document is larger than 2 MB. Leave out what is unused."


def test_a_byte_order_mark_and_line_ends_of_windows_are_fine(tmp_path):
    path = tmp_path / "model.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\r\nb:\r\n  - c\r\n")
    root, text = read_document(path)
    assert plain(root) == {"a": "1", "b": ["c"]}
    assert root.at("b", 0).line == 3
    assert text == "a: 1\r\nb:\r\n  - c\r\n"


def test_files_that_cannot_be_read(tmp_path):
    assert problem_of_file(tmp_path) == (1, "", "this is a folder. Name a file in it.")
    missing = tmp_path / "missing.yaml"
    assert problem_of_file(missing) == (1, "", "there is no such file. Check the path.")
    beyond = tmp_path / "a.yaml" / "b.yaml"
    (tmp_path / "a.yaml").write_text("a: 1")
    assert problem_of_file(beyond) == (1, "", "there is no such file. Check the path.")
    nul = tmp_path / "nul\0.yaml"
    assert problem_of_file(nul) == (1, "", "there is no such file. Check the path.")
    os.mkfifo(tmp_path / "pipe")
    sentence = "this is not an ordinary file. Name a file."
    assert problem_of_file(tmp_path / "pipe") == (1, "", sentence)
    long = tmp_path / ("n" * 300)
    line, path, sentence = problem_of_file(long)
    assert (line, path) == (1, "")
    assert sentence.startswith("the file cannot be read (File name too long).")


def test_a_file_without_permission(tmp_path, monkeypatch):
    path = tmp_path / "model.yaml"
    path.write_text("a: 1")

    def refuse(*_args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", refuse)
    sentence = "the file cannot be read (Permission denied). Check the path and who may read it."
    assert problem_of_file(path) == (1, "", sentence)


@pytest.mark.parametrize(
    ("content", "line", "sentence"),
    [
        (b"a: x" * 800_000, 1, "the file is larger than 2 MB. Leave out what is unused."),
        ("é".encode() * 1_500_000, 1, "the file is larger than 2 MB. Leave out what is unused."),
        (
            "a: 1\nb: café".encode("latin-1"),
            2,
            "the byte 0xe9 is not UTF-8. Save the file as UTF-8.",
        ),
        (b"\xef\xbb\xbfa: 1\n\nb: \xe9", 3, "the byte 0xe9 is not UTF-8. Save the file as UTF-8."),
        ("a: 1".encode("utf-16"), 1, "the byte 0xff is not UTF-8. Save the file as UTF-8."),
        (b"\x89PNG\r\n\x1a\n", 1, "the byte 0x89 is not UTF-8. Save the file as UTF-8."),
        (b"PK\3\4", 1, "the invisible character U+0003 stands here. Remove it."),
        (b"", 1, "the document is empty. Start from a copy of a shipped model."),
    ],
)
def test_files_with_content_that_is_no_yaml(tmp_path, content, line, sentence):
    path = tmp_path / "model.yaml"
    path.write_bytes(content)
    assert problem_of_file(path) == (line, "", sentence)


def test_no_more_of_a_large_file_is_read_than_needed(tmp_path, monkeypatch):
    monkeypatch.setattr(document, "MAX_BYTES", 4)
    path = tmp_path / "model.yaml"
    path.write_text("a: 1")
    assert plain(read_document(path)[0]) == {"a": "1"}
    path.write_text("a: 12")
    assert problem_of_file(path)[2] == "the file is larger than 2 MB. Leave out what is unused."


def test_problems_are_listed_in_order_of_line():
    late = Problem(line=9, path="a", what="late", mend="Mend it")
    early = Problem(line=2, path="", what="early", mend="Did you mean “x”?")
    error = DocumentError([late, early])
    assert error.problems == [early, late]
    assert str(error) == "line 2, document: early. Did you mean “x”?\nline 9, a: late. Mend it."


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("just fits", 9, "just fits"),
        ("does not fit", 9, "does not…"),
        (" two\n lines ", 60, "two lines"),
        (" " * 5000 + "x", 60, "…"),
        ("", 60, ""),
    ],
)
def test_shorten(text, limit, short):
    assert shorten(text, limit) == short
