"""Read an article in one line, by grammar or by patterns."""

import importlib.util
from typing import Any

import pytest

from timeline.dates import PartialDate
from timeline.ingest import Candidate, read_article

needs_spacy = pytest.mark.skipif(importlib.util.find_spec("spacy") is None, reason="spaCy is not installed")


def read(text: str, *, published: str | None = "2025-03-05", **how: Any) -> list[Candidate]:
    """Return the candidates in a text published on a Wednesday; check that their spans fit and none comes twice."""
    day = PartialDate.parse(published) if published else None
    candidates = list(read_article(text, published=day, **how).candidates)
    for one in candidates:
        spans = (*one.spans, *one.source_spans, *one.cue_spans, *one.date_spans, *one.via_spans)
        assert all(0 <= begin < end <= len(text) for begin, end in spans), one
        assert one.text == " … ".join(text[begin:end] for begin, end in one.spans)
    assert len({(one.kind, one.spans, one.cue_spans) for one in candidates}) == len(candidates)
    return candidates


def statements(text: str, **how: Any) -> list[Candidate]:
    return [one for one in read(text, **how) if one.kind == "statement"]


def happenings(text: str, **how: Any) -> list[Candidate]:
    return [one for one in read(text, **how) if one.kind == "event"]
