"""Test texts from elsewhere, if they are available."""

import json
import re
from typing import Any

import pytest

from tests.support.articles import needs_spacy, read
from tests.support.commands import SHARED
from timeline.ingest import Candidate

ARTICLE = SHARED / "data" / "article"
BRIEFINGS = SHARED / "data" / "wh-briefings"

pytestmark = pytest.mark.skipif(not BRIEFINGS.exists(), reason="the real texts are not at hand")


@needs_spacy
@pytest.mark.skipif(not ARTICLE.exists(), reason="the article is not at hand")
def test_the_article_of_the_example() -> None:
    text = next(ARTICLE.glob("*.txt")).read_text(encoding="utf-8")
    expected = json.loads((ARTICLE / "expected.json").read_text(encoding="utf-8"))
    found = read(text, published=expected["published"], grammar=True)
    said = [one for one in found if one.kind == "statement"]
    matched = [_match(wanted, said) for wanted in expected["statements"]]
    assert sum(one is not None for one in matched) >= 10
    assert len(said) - sum(one is not None for one in matched) <= 2
    for wanted, one in zip(expected["statements"], matched, strict=True):
        if one is not None:
            assert (one.role, one.date, one.via) == (wanted["role"], wanted["date"], wanted["cited_through"])
    dates = {one.date for one in found if one.kind == "event"}
    assert {wanted["date"] for wanted in expected["events"]} <= dates


def _match(wanted: dict[str, Any], said: list[Candidate]) -> Candidate | None:
    begin, end = wanted["content"]
    for one in said:
        first, last = one.spans[0][0], one.spans[-1][1]
        common = min(end, last) - max(begin, first)
        if one.speaker == wanted["speaker"] and common > 0.8 * max(end - begin, last - first):
            return one
    return None


def test_briefings_and_readouts() -> None:
    calls = 0
    for path in sorted(BRIEFINGS.rglob("*.md"))[::6]:
        text = path.read_text(encoding="utf-8")
        found = read(text, published=None, grammar=False)
        day = re.search(r"^date: '?([\d-]{10})", text, re.MULTILINE)
        assert day is not None
        assert {one.date for one in found if one.basis == "transcript"} <= {day[1]}
        title = re.search(r"^title: (.*(?:\n  .*)*)", text, re.MULTILINE)
        if title and re.search("Readout of (?:Vice )?President.*Call with", title[1].replace("\\_", " ")):
            (event,) = (one for one in found if one.basis == "readout")
            assert len(event.participants) > 1, title[1]
            calls += 1
    assert calls > 10
