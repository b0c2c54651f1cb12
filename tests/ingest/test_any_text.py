"""Test any text: no crash, all spans inside it, and time in proportion to its length."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.articles import needs_spacy, read

PIECES = [
    "“", "”", '"', "'", "‘", "’", "''", "``", "«", "»", "„", "(", ")", ":", ",", ".", "…", "—", "\n", "\n\n", " ", "\u00a0",
    "\u202a", "\u0000", "😀", "é", "said", "he", "she", "who", "that", "according to", "Ivan Petrov", "Minister", "of",
    "THE PRESIDENT:", "Q ", "Advertisement", "Related", "on Thursday", "in 2014", "told Reuters", "as cited by", "---",
    "title: x", "Readout of President X’s Call with Y", "Jr.", "and", "rejected", "the idea",
]  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=60).map(" ".join) | st.lists(
    st.sampled_from(PIECES), max_size=60
).map("".join)


@settings(max_examples=150)
@given(TEXTS)
def test_patterns_read_any_text(text: str) -> None:
    read(text, grammar=False, title=text[:80], speakers=["Ivan Petrov", ""], places=["Oslo", ""])


@needs_spacy
@settings(max_examples=30)
@given(TEXTS)
def test_grammar_reads_any_text(text: str) -> None:
    read(text, grammar=True)


@pytest.mark.parametrize(
    "piece",
    ["“a ", '"a" ', "Aa bb ", "“Yes,” he said. ", "(", "a\n", "x", "THE PRESIDENT: a\n", "a, ", "On May 5, 2020, "],
)
def test_work_grows_in_proportion_to_length(piece: str) -> None:
    """Count function calls, which do not depend on the load of the computer."""

    def calls(length: int) -> int:
        counted = 0

        def count(*_: object) -> None:
            nonlocal counted
            counted += 1

        text = (piece * length)[:length]
        sys.setprofile(count)
        try:
            read(text, grammar=False)
        finally:
            sys.setprofile(None)
        return counted

    calls(1000)
    assert calls(40_000) < 15 * calls(4_000) + 10_000


@pytest.mark.parametrize("grammar", [pytest.param(True, marks=needs_spacy), False])
@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("„Die Grenze bleibt zu“, sagte Minister Karl Holm.", "Die Grenze bleibt zu"),
        ("„Wir haben lange darüber gesprochen“, so Holm. „Es gibt keinen Weg.“", "Wir haben lange darüber gesprochen"),
        ("«Граница закрыта надолго», — сказал Иван Петров.", "Граница закрыта надолго"),
        ("« La frontière restera fermée », a déclaré le ministre.", "La frontière restera fermée"),
    ],
)
def test_quoted_speech_of_another_language_is_found(text: str, quoted: str, grammar: bool) -> None:
    assert quoted in read(text, grammar=grammar)[0].text


def test_spacy_is_not_imported_before_it_is_needed() -> None:
    program = (
        "import sys\nfrom timeline.ingest import read_article\nread_article('“No,” he said.', grammar=False)\n"
        "print(*{m.split('.')[0] for m in sys.modules} & {'spacy', 'thinc', 'numpy'})"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not result.stdout.strip()
