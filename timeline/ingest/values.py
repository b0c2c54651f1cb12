"""The plain values that pass between the stages of reading an article.

A span is a pair [begin, end) of code points in the article's text; nothing here holds words that it does not have.
"""

from typing import Literal, NamedTuple

Span = tuple[int, int]
Confidence = Literal["high", "medium", "low"]
Mode = Literal["verbatim", "paraphrase"]


class Paragraph(NamedTuple):
    """A paragraph: where it stands and whether it is prose that can hold proposals."""

    begin: int
    end: int
    kind: Literal["prose", "heading", "furniture"]


class Quotation(NamedTuple):
    """Words in quotation marks, within one paragraph, marks included."""

    begin: int
    end: int
    is_closed: bool
    is_carried: bool
    """It goes on with what the paragraph before has left unclosed."""

    def inner(self, text: str) -> Span:
        """Give the span between the marks; an unclosed quotation has none at its end."""
        width = 2 if text[self.begin : self.begin + 2] in ("''", "``") else 1
        if not self.is_closed:
            return self.begin + width, max(self.end, self.begin + width)
        tail = 2 if text[self.end - 2 : self.end] == "''" and self.end - 2 > self.begin else 1
        return self.begin + width, max(self.end - tail, self.begin + width)


class Cue(NamedTuple):
    """Words that say that something is said: the verb or noun, by whom, and what, where that follows from grammar."""

    words: Span
    lemma: str
    source: Span | None
    sentence: Span
    content: tuple[Span, ...] = ()
    """What is said, in the writer's words; () where only a quotation beside the cue can tell."""
    takes_quotation: bool = True
    is_clause: bool = True
    """``content`` is a clause of its own, not an object: said that he would go, not spoke of war."""


class Attribution(NamedTuple):
    """Something said, the cue it is attributed by, None where nothing says whose it is, and the rule that found it."""

    content: tuple[Span, ...]
    cue: Cue | None
    basis: str
    is_quoted: bool
    """Some of it stands in quotation marks."""


class Mention(NamedTuple):
    """Who a mention means: a name, None where nobody can be told; the role it was given, as written."""

    name: str | None
    role: str | None
    confidence: Confidence
    others: tuple[str, ...] = ()
    """Who says it together with them."""


class Candidate(NamedTuple):
    """A candidate entry found in a text, not yet decided. All spans are code points of the text that was read."""

    kind: Literal["event", "statement"]
    text: str
    """The words as they stand in the source; several spans are joined by `` … ``."""
    spans: tuple[Span, ...]
    confidence: Confidence
    speaker: str | None = None
    role: str | None = None
    mode: Mode | None = None
    source_spans: tuple[Span, ...] = ()
    cue_spans: tuple[Span, ...] = ()
    date: str | None = None
    """EDTF; None where the text tells none and the day of publication is not known."""
    date_text: str | None = None
    """The phrase that was read for the date; None where the day of publication stands in."""
    date_spans: tuple[Span, ...] = ()
    setting: str | None = None
    via: str | None = None
    via_spans: tuple[Span, ...] = ()
    participants: tuple[str, ...] = ()
    """Who else speaks or takes part."""
    places: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    basis: str = ""
    """The rule that found it, for whoever asks why."""
