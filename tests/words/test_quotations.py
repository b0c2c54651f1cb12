"""Quotation marks: which words are verbatim."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline.words.quotations import quoted_parts, quoted_spans, unquote, words_and_mode


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("“Yes.”", "Yes."),
        (" “Yes.” ", "Yes."),
        ('"Yes."', "Yes."),
        ("„Ja.“", "Ja."),
        ("„Так.”", "Так."),
        ("«Да.»", "Да."),
        ("»Ja.«", "Ja."),
        ("「はい」", "はい"),
        ("‘It’s theirs’", "It’s theirs"),
        ("“Some say: ‘Okay.’ This will not happen”", "Some say: ‘Okay.’ This will not happen"),
        ("“He said “no” to me”", "He said “no” to me"),
        ("«Он сказал «нет» мне»", "Он сказал «нет» мне"),
        ("“Yes,” he said, “of course”", None),
        ('"Yes" and "no"', None),
        ("Yes.", None),
        ("“Yes", None),
        ("Yes”", None),
        ("“”", None),
        ("“ ”", None),
        ('"', None),
        ("", None),
        ("It is “an inseparable part”", None),
        ("“An inseparable part” it is", None),
    ],
)
def test_a_text_wholly_in_quotation_marks_is_unquoted(text: str, inner: str | None) -> None:
    assert unquote(text) == inner


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("now “an inseparable part” of it", ["“an inseparable part”"]),
        ('“a” and «b» and "c"', ["“a”", "«b»", '"c"']),
        ("“a “b” c” d", ["“a “b” c”"]),
        ("it's the people's will", []),
        ('6" and 7', []),
        ("“never closed", []),
        ("the ‘will of the people’ here", ["‘will of the people’"]),
    ],
)
def test_quoted_spans_have_their_marks(text: str, quoted: list[str]) -> None:
    assert [text[start:end] for start, end in quoted_spans(text)] == quoted


@given(st.text("ab “”\"«»‘’„'.", max_size=40))
def test_spans_lie_in_the_text_in_order(text: str) -> None:
    last = 0
    for start, end in quoted_spans(text):
        assert last <= start < end <= len(text)
        last = end
    words, mode = words_and_mode(text, None)
    assert mode in ("verbatim", "paraphrase")
    assert words in text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("He called them “our people” and «ours»", ["our people", "ours"]),
        ("He said 'never' and that it's the ministers' affair", ["never"]),
        ("He said “never", ["never"]),
        ("He said “never” and «not now", ["never", "not now"]),
        ("Nothing is quoted, but it's clear; rock bands of the '90s", []),
        ("Empty “” marks “ ”", []),
        ('He said "we surrender” today', ["we surrender"]),
        ("He said 'we surrender’ today", ["we surrender"]),
        ('He said "we surrender', ["we surrender"]),
        ("He said “we surrender and “talks” go", ["talks", "we surrender and “talks” go"]),
        ("他说《投降》", ["投降"]),
        ("Han sade ”krig är bra” och gick", ["krig är bra"]),
        ("他说“不同意”，然后走了", ["不同意"]),
        ("「不同意」と『言った』", ["不同意", "言った"]),
        ("that“war is good”", ["war is good"]),
        ("He said ＂war is good＂", ["war is good"]),
        ("Er sagte „Nein“ und »Ja«", ["Nein", "Ja"]),
    ],
)
def test_quoted_parts_have_no_marks(text: str, parts: list[str]) -> None:
    assert quoted_parts(text) == parts
