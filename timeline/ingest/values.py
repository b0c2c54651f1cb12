"""Define the plain values that pass between the stages of reading an article.

A span is a pair [begin, end) of code points in the article's text. All words here come from the text.
"""

from typing import Literal, NamedTuple

Span = tuple[int, int]
Confidence = Literal["high", "medium", "low"]
Mode = Literal["verbatim", "paraphrase"]


class Paragraph(NamedTuple):
    """A paragraph: its span, and its kind. Only prose can have candidates."""

    begin: int
    end: int
    kind: Literal["prose", "heading", "furniture"]


class Quotation(NamedTuple):
    """Words in quotation marks, within one paragraph, marks included."""

    begin: int
    end: int
    is_closed: bool
    is_carried: bool
    """It continues an unclosed quotation of the paragraph before."""

    def inner(self, text: str) -> Span:
        """Return the span between the marks; an unclosed quotation has no mark at its end."""
        width = 2 if text[self.begin : self.begin + 2] in ("''", "``") else 1
        if not self.is_closed:
            return self.begin + width, max(self.end, self.begin + width)
        tail = 2 if text[self.end - 2 : self.end] == "''" and self.end - 2 > self.begin else 1
        return self.begin + width, max(self.end - tail, self.begin + width)


class Cue(NamedTuple):
    """Words of reporting: the verb or noun, its speaker, and its content if the grammar gives it."""

    words: Span
    lemma: str
    source: Span | None
    sentence: Span
    content: tuple[Span, ...] = ()
    """The content in the writer's words; () if only a quotation next to the cue has it."""
    takes_quotation: bool = True
    is_clause: bool = True
    """``content`` is a clause of its own, not an object: said that he would go, not spoke of war."""
    via: Span | None = None
    """Who passes the words on: the outlet in `X was quoted by an outlet as saying`."""
    turned: Span | None = None
    """The words that make it no report of a statement, up to the cue: `if he says`."""


class Attribution(NamedTuple):
    """Content with the cue that attributes it (None without one), and the rule that found it."""

    content: tuple[Span, ...]
    cue: Cue | None
    basis: str
    is_quoted: bool
    """Some of it is in quotation marks."""


class Mention(NamedTuple):
    """A resolved mention: the name, None if it is unknown, and the role as written."""

    name: str | None
    role: str | None
    confidence: Confidence
    others: tuple[str, ...] = ()
    """The names of joint speakers."""
    reason: str | None = None
    """Why the name is open, such as two people whom a pronoun may mean."""
    is_person: bool = False
    """The name is a person's, as far as its words tell."""


class Candidate(NamedTuple):
    """A candidate entry found in a text, not yet decided. All spans are code points of the text."""

    kind: Literal["event", "statement"]
    text: str
    """The words of the source; several spans are joined by `` … ``."""
    spans: tuple[Span, ...]
    confidence: Confidence
    speaker: str | None = None
    role: str | None = None
    mode: Mode | None = None
    source_spans: tuple[Span, ...] = ()
    cue_spans: tuple[Span, ...] = ()
    date: str | None = None
    """EDTF; None if the text has no date and the day of publication is unknown."""
    date_text: str | None = None
    """The phrase of the date in the text; None if the date is the day of publication."""
    date_spans: tuple[Span, ...] = ()
    setting: str | None = None
    via: str | None = None
    via_spans: tuple[Span, ...] = ()
    participants: tuple[str, ...] = ()
    """The names of other speakers or participants."""
    places: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    basis: str = ""
    """The rule that found it, for readers who ask why."""
