"""Test the search for words in a text: folding, and exact positions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.evidence import passages
from timeline.evidence.difference import differences, marked

TEXT = "He said: “This is — undeniable  and\nnon-negotiable,” he said. Again: this is that. This is – so. The end."


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("This is - undeniable and non-negotiable", ["This is — undeniable  and\nnon-negotiable"]),
        ("'This is", ["“This is"]),
        ("this is that", ["this is that"]),
        ("This is", ["This is", "This is"]),
        ("This\u00a0is\u2009— undeniable", ["This is — undeniable"]),
        ("he said: this", []),  # case is not folded
        ("undeniable, and", []),  # nor is punctuation
        ("deniable", []),  # nor are parts of words words
        ("undeni", []),
        ("Again … The end", ["Again … The end"]),
        ("Again ... so", ["Again … so"]),
        ("Again […] so", ["Again … so"]),
        ("This is … so", ["This is … so", "This is … so"]),
        ("The end … Again", []),  # in this order
        ("Again … nothing", []),
        ("This is … that … end", ["This is … that … end"]),
        (" … Again", []),
        ("", []),
        (".", [".", ".", ".", "."]),
    ],
)
def test_find(typed: str, expected: list[str]) -> None:
    assert [passage.words(TEXT) for passage in passages.find(TEXT, typed)] == expected
    assert passages.contains(TEXT, typed) is bool(expected)


@pytest.mark.parametrize(
    ("text", "typed", "there"),
    [
        ("a warning", "war", False),
        ("prewar", "war", False),
        ("war, and", "war", True),
        ("это война", "вой", False),
        ("这是战争", "战", True),
        ("cafe\u0301 x", "cafe", False),
        ("a_war_b", "war", False),
        ("we can`t accept", "we can", False),
        ("Це м’який варіант", "який варіант", False),
        ("об'єднання", "об", False),
        ("n’est acceptable", "est acceptable", False),
        ("d’accord", "accord", True),
        ("non-\nnegotiable", "negotiable", False),
        ("un\u00ad\ndeniable", "deniable", False),
        ("a list -\nnegotiable", "negotiable", True),
        ("non–negotiable", "negotiable", False),
        ("at –5 degrees", "5 degrees", False),
        (".5 percent", "5 percent", False),
        ("1·5 million", "5 million", False),
        ("1/2 of them", "2 of them", False),
        ("at 12:30 sharp", "30 sharp", False),
        ("10 000 человек", "000 человек", False),
        ("составили 10 000", "составили 10", False),
        ("in 2014 5 men", "in 2014", True),
        ("un\x7fdeniable", "deniable", False),
        ("un\u3164deniable", "deniable", False),
        ("[un]deniable", "deniable", False),
        ("**un**deniable", "deniable", False),
        ("**bold** words", "bold", True),
        ("(as he said) words", "words", True),
        ("words (as he said)", "words", True),
        ("Up to 1\u202f000 men", "Up to 1", False),
        ("It’s theirs", "It's theirs", True),
        ("the 1990s", "1990", False),
        ("U.S. troops", "U.S.", True),
        ("a non-negotiable claim", "negotiable", False),
        ("a non-negotiable claim", "non–negotiable", True),
        ("EU-Russia talks", "Russia talks", False),
        ("will not—and never", "will not", True),
        ("will not—and never", "and never", True),
        ("We can’t pay", "We can", False),
        ("We can't pay", "We can", False),
        ("Russia’s war", "Russia", True),
        ("l’annexion", "annexion", True),
        ("1,000 troops", "1", False),
        ("1,000 troops", "000 troops", False),
        ("1,000 troops", "1,000", True),
        ("1\u00a0000 troops", "1", False),
        ("5.5 per cent", "5", False),
        ("at -5 degrees", "5 degrees", False),
        ("between 5, 6 and 7.", "7", True),
        ("in 2014–2022", "2022", True),
        ("un\u00adconstitutional", "constitutional", False),
        ("un\u200bdeniable", "deniable", False),
        ("deni\u200dable", "deni", False),
        ("\u200fשלום", "שלום", True),
        ("אי-אפשר", "אפשר", False),
        ("אי־אפשר", "אפשר", False),
        ("არასწორია", "სწორია", False),
        ("ἀδύνατον", "δύνατον", False),
        ("chạy", "ch", False),
        ("협상하지않겠다", "협상하", False),
        ("inﬁnite", "in", False),
        ("أبداً", "أبدا", False),
        ("किताब है", "किता", False),
        ("किताब है", "क", False),
        ("ที่นี่", "ที", False),
        ("the ex-president", "president", False),
        ("−5 degrees", "5 degrees", False),
        ("10,000 soldiers", "10", False),
        ("1.5 million", "5 million", False),
    ],
)
def test_words_are_whole(text: str, typed: str, there: bool) -> None:
    assert bool(passages.find(text, typed)) is passages.contains(text, typed) is there


def test_a_prefix_or_suffix_selects_a_place() -> None:
    assert [p.start for p in passages.find(TEXT, "This is", suffix="– so")] == [83]
    assert [p.start for p in passages.find(TEXT, "This is", prefix="he said:")] == []
    assert [p.start for p in passages.find(TEXT, "This is", prefix="He said:")] == [10]
    assert [p.start for p in passages.find(TEXT, "This is", prefix="that.", suffix="- so")] == [83]


def test_an_ellipsis_in_the_source_is_part_of_its_words() -> None:
    text = "one … two three two"
    [passage] = passages.find(text, "one … two")
    assert passage.spans == ((0, 9),)
    assert passages.passage_at(text, "one … two", 0, 9) == passage


def test_too_many_joined_parts_are_not_found() -> None:
    assert passages.find("a " * 2_000, " … ".join("a" * 1_200)) == []


def test_a_place_inside_a_word_has_no_passage() -> None:
    assert passages.passage_at("undeniable", "deniable", 2, 10) is None
    assert passages.passage_at("one undeniable", "one … deniable", 0, 14) is None
    assert passages.passage_at("abc", "", 1, 1) is None


def test_many_places_are_found_fast() -> None:
    text = "a b " * 5_000
    assert len(passages.find(text, "a … b … a … b")) == passages.MOST_PLACES
    assert passages.find(text, "a … b … a … c") == []
    assert passages.find(text, "a … b … a … b", suffix="nowhere") == []


WORDS = st.lists(
    st.sampled_from(["one", "two", "three", "“four", "five”", "six-seven", "—", "д’Артаньян", "…"]), min_size=1
)
SPACES = st.sampled_from([" ", "  ", "\n", "\r\n", "\t", "\u00a0"])
FOLDS = {"“": '"', "”": "»", "-": "–", "—": "-", "’": "'"}


@given(WORDS, WORDS, WORDS, SPACES, st.booleans())
def test_words_cut_from_a_text_are_found_at_their_place(
    before: list[str], cut: list[str], after: list[str], space: str, folded: bool
) -> None:
    exact = space.join(cut)
    text = " ".join(before) + " " + exact + " " + " ".join(after)
    start = len(" ".join(before)) + 1
    typed = "".join(FOLDS.get(c, c) for c in " ".join(cut)) if folded else exact
    places = passages.find(text, typed)
    assert (start, start + len(exact)) in [passage.spans[0] for passage in places] or len(
        places
    ) == passages.MOST_PLACES
    for passage in places:
        quote = passages.quote(text, passage)
        assert passages.passage_at(text, quote.exact, passage.start, passage.end)
        assert text[: passage.start].endswith(quote.prefix)
        assert text[passage.end :].startswith(quote.suffix)
    assert passages.contains(text, typed)


@given(st.text(), st.text(max_size=20))
def test_any_words_can_be_searched(text: str, typed: str) -> None:
    places = passages.find(text, typed)
    assert bool(places) is (passages.contains(text, typed) and bool(typed.strip()))
    for passage in places:
        assert all(0 <= start < end <= len(text) for start, end in passage.spans)
    near = passages.nearest(text, typed)
    assert near is None or 0 <= near.start < near.end <= len(text)


@given(WORDS, WORDS, st.integers(0, 3))
def test_joined_passages_are_verified_at_their_place(one: list[str], other: list[str], gap: int) -> None:
    text = f"x {' '.join(one)} {'gap ' * gap}y {' '.join(other)} z"
    for passage in passages.find(text, f"{' '.join(one)} … {' '.join(other)}"):
        standing = passages.passage_at(text, passage.words(text), passage.start, passage.end)
        assert standing is not None
        assert (standing.start, standing.end) == (passage.start, passage.end)
        assert passages.passage_at(text, passage.words(text) + "!", passage.start, passage.end) is None


def test_nearest() -> None:
    near = passages.nearest(TEXT, "This is undeniable and not negotiable")
    assert near is not None
    assert "undeniable  and\nnon-negotiable" in near.words(TEXT)
    assert passages.nearest(TEXT, "Something else altogether, by somebody") is None
    assert passages.nearest("", "x") is None
    partial = passages.nearest("It is non-negotiable, he said", "negotiable")
    assert partial is not None
    assert partial.words("It is non-negotiable, he said") == "non-negotiable"


@pytest.mark.parametrize(
    ("typed", "there", "words"),
    [
        ("peace", "peаce", " (U+0430 for U+0061)"),
        ("non-negotiable", "nonnegotiable", ""),
        ("undeniable", "un\u00addeniable", " (U+00AD for nothing)"),
        ("un\u200bdeniable", "undeniable", " (nothing for U+200B)"),
        ("“peace”", "'peace'", ""),
        ("war", "peace", ""),
    ],
)
def test_different_characters_of_texts_that_look_the_same_are_named(typed: str, there: str, words: str) -> None:
    assert passages.different_characters(typed, there) == words


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("a b c", "a  b\tc", []),
        ("He said never, and left.", "He said soon, and left.", ["He said [-never,-] {+soon,+} and left."]),
        ("one\ntwo", "one\ntwo\nthree four", ["{+three four+}"]),
        ("one\ntwo\nthree", "one\nthree", ["[-two-]"]),
        ("a b c d e f g h", "a b c d e f x h", ["… c d e f [-g-] {+x+} h"]),
        ("all of it is gone", "nothing like that", ["[-all of it is gone-] {+nothing like that+}"]),
        ("x " * 40, "y " * 40, [f"[-{'x ' * 25}…-] {{+{'y ' * 25}…+}}"]),
    ],
)
def test_differences(old: str, new: str, lines: list[str]) -> None:
    assert list(differences(old, new)) == lines


LONG = [f"w{number}" for number in range(100)]


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("a b c", "a  b\tc", []),
        ("one\nHe left.", "one\nThen he stayed.\ntwo", ["-He left. +Then he stayed. ¶ two"]),
        ("one\ntwo\nthree\nfour", "1\ntwo\nthree\n4", ["-one +1", "-four +4"]),
        (" ".join(["x", *LONG, "x"]), " ".join(["y", *LONG, "y"]),
         [f"-x +y {' '.join(LONG[:12])} … {' '.join(LONG[-12:])} -x +y"]),
        (" ".join([*LONG, "x", *LONG]), " ".join([*LONG, *LONG]),
         [f"… {' '.join(LONG[-12:])} -x {' '.join(LONG[:12])} …"]),
        ("x " * 1_200, "", [f"-{'x ' * 1_000}…"]),
    ],
)  # fmt: skip
def test_changes_are_marked_and_what_lies_between_is_left_out(old: str, new: str, parts: list[str]) -> None:
    signs = {"same": "", "removed": "-", "added": "+"}
    assert [" ".join(signs[how] + words for how, words in part) for part in marked(old, new)] == parts
