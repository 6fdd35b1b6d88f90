"""YAML from strangers: spelt words, bounded cost, every departure from the plain kind noted."""

import time

import pytest

from questionnaire.yaml_events import (
    MAX_DEPTH,
    MAX_NODES,
    MAX_PROBLEMS,
    Mapping,
    Node,
    NotPlainYaml,
    Scalar,
    Sequence,
    read_plain_yaml,
    scan_plain_yaml,
)


def spelt(node: Node | None) -> object:
    """A node as lists and strings; a mapping as pairs, null as None."""
    match node:
        case Scalar():
            return None if node.null else node.text
        case Sequence():
            return [spelt(item) for item in node.items]
        case Mapping():
            return {key.text: spelt(value) for key, value in node.pairs}
        case None:
            return "no document"


def problems(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.reason) for problem in scan_plain_yaml(text)[1]]


@pytest.mark.parametrize(
    "word",
    [
        "no",
        "yes",
        "on",
        "off",
        "true",
        "False",
        "010",
        "0x1f",
        "1e5",
        "1_000",
        "12:30",
        "2026-11-21",
        ".inf",
        "=",
        "<<",
    ],
)
def test_a_word_stays_as_it_is_spelt(word: str) -> None:
    assert spelt(read_plain_yaml(f"a: {word}\nb: [{word}]\n")) == {"a": word, "b": [word]}


@pytest.mark.parametrize("null", ["", "~", "null", "Null", "NULL"])
def test_the_plain_nulls_are_null_and_quoted_they_are_words(null: str) -> None:
    assert spelt(read_plain_yaml(f"a: {null}\nb: '{null}'\nc: \"{null}\"\n")) == {
        "a": None,
        "b": null,
        "c": null,
    }


def test_pairs_keep_their_order_and_repeated_keys_are_kept() -> None:
    node = read_plain_yaml("b: 1\na: 2\nb: 3\n")
    assert isinstance(node, Mapping)
    assert [(key.text, key.line, spelt(value)) for key, value in node.pairs] == [
        ("b", 1, "1"),
        ("a", 2, "2"),
        ("b", 3, "3"),
    ]


@pytest.mark.parametrize("text", ["", "\n\n", "# a note\n"])
def test_a_text_without_a_document_is_none(text: str) -> None:
    assert scan_plain_yaml(text) == (None, [])


def test_a_document_of_nothing_is_a_null() -> None:
    assert scan_plain_yaml("---\n") == (Scalar("", True, 2), [])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x85"])
def test_any_line_end_ends_a_line(end: str) -> None:
    text = end.join(["a: 1", "b: [x, y]", ""])
    assert spelt(read_plain_yaml(text)) == {"a": "1", "b": ["x", "y"]}


@pytest.mark.parametrize(
    ("text", "noted"),
    [
        ("a: &x 1\n", [(1, "an anchor or alias")]),
        ("a: 1\nb: *a\n", [(2, "an anchor or alias")]),
        ("a: !!str 1\n", [(1, "a tag")]),
        ("a: !!python/object/apply:os.system ['true']\n", [(1, "a tag")]),
        ("a: ! 1\n", [(1, "a tag")]),
        ("!!map {a: 1}\n", [(1, "a tag")]),
        ("a: 1\n--- \nb: 2\n", [(2, "a second document")]),
        ("? [a]\n: 1\n", [(1, "a key that is not a word")]),
        ("{{a: b}: c}", [(1, "a key that is not a word")]),
        ("a: 1\n<<: &x {}\n*x : 2\n", [(2, "an anchor or alias"), (3, "an anchor or alias")]),
        ("a: &x !!str 1\n", [(1, "an anchor or alias"), (1, "a tag")]),
    ],
)
def test_what_is_not_plain_is_noted_with_its_line(text: str, noted: list[tuple[int, str]]) -> None:
    assert problems(text) == noted
    with pytest.raises(NotPlainYaml) as refused:
        read_plain_yaml(text)
    assert (refused.value.line, refused.value.reason) == noted[0]


def test_what_surrounds_a_departure_is_still_read() -> None:
    root, noted = scan_plain_yaml("a: &x [1]\nb: *x\n? [c]\n: 1\nd: !!str 2\ne: 3\n--- {}\n")
    assert spelt(root) == {"a": ["1"], "b": "", "d": "2", "e": "3"}
    assert [problem.line for problem in noted] == [1, 2, 3, 5, 7]


def test_an_alias_is_marked_as_standing_for_nothing() -> None:
    root, _ = scan_plain_yaml("a: *x\n")
    assert root == Mapping(((Scalar("a", False, 1), Scalar("", False, 1, refused=True)),), 1)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: [\n", 2),
        ("\ta: 1\n", 1),
        ("a: 1\n b: 2\n", 2),
        ("a: 'x\n", 2),
        ("a: @x\n", 1),
        ("a: 1\nb: \x00\n", 2),
        ("a: 1\r\rb: \x07", 3),
        ('a: "\\ud800"\n', 1),
        ("a: %x\n", 1),
        ("a: b: c\n", 1),
    ],
)
def test_what_is_no_yaml_is_refused_with_its_line(text: str, line: int) -> None:
    root, noted = scan_plain_yaml(text)
    assert (root, [problem.line for problem in noted]) == (None, [line])


def test_what_was_noted_before_the_syntax_ends_is_still_said() -> None:
    assert [line for line, _ in problems("a: &x 1\nb: *x\nc: [\n")] == [1, 2, 4]


def test_depth_is_bounded() -> None:
    assert problems("[" * MAX_DEPTH + "]" * MAX_DEPTH) == []
    assert problems("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)) == [(1, "too many levels")]
    assert spelt(read_plain_yaml("[[[]]]", max_depth=3)) == [[[]]]
    with pytest.raises(NotPlainYaml):
        read_plain_yaml("[[[]]]", max_depth=2)


def test_the_number_of_entries_is_bounded() -> None:
    items = ",\n".join("a" * (MAX_NODES - 1))  # and the list itself
    assert problems(f"[{items}]") == []
    assert problems(f"[{items},\na]") == [(MAX_NODES, "too many entries")]
    assert len(spelt(read_plain_yaml(f"[{items},\na]"))) == MAX_NODES  # type: ignore[arg-type]


MEGABYTE = 1024 * 1024
HOSTILE = {
    "brackets": "[" * MEGABYTE,
    "braces": "{" * MEGABYTE,
    "nested keys": "{a: " * (MEGABYTE // 4),
    "dashes": "- " * (MEGABYTE // 2),
    "question marks": "? " * (MEGABYTE // 2),
    "questions in a flow": "[" + "? " * (MEGABYTE // 2),
    "an open quote": '"' + "a" * MEGABYTE,
    "an open quote of lines": "'" + "a\n" * (MEGABYTE // 2),
    "anchors": "[" + "&a " * (MEGABYTE // 3),
    "aliases": "[" + "*a," * (MEGABYTE // 3),
    "tags": "[" + "!!str a," * (MEGABYTE // 8),
    "documents": "---\n" * (MEGABYTE // 4),
    "directives": "%A 1\n" * (MEGABYTE // 5),
    "a long key": "a" * MEGABYTE + ": 1",
    "a long comment": "#" * MEGABYTE,
    "line ends": "\n" * MEGABYTE,
    "items": "[" + "a," * (MEGABYTE // 2) + "]",
    "pairs": "a: b\n" * (MEGABYTE // 5),
    "folded blanks": "a: >\n" + " \n" * (MEGABYTE // 2),
    "growing indents": "".join(" " * depth + "a:\n" for depth in range(1400)),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_megabyte_costs_no_more_than_its_length(text: str) -> None:
    began = time.process_time()
    _, noted = scan_plain_yaml(text)
    assert time.process_time() - began < 2
    assert len(noted) <= MAX_PROBLEMS


def test_a_bomb_of_aliases_is_never_unfolded() -> None:
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 40))
    began = time.process_time()
    noted = problems(f"l0: &l0 [lol]\n{levels}\n")
    assert time.process_time() - began < 1
    assert len(noted) == 1 + 39 * 10
