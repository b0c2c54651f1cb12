"""Reading an article: text → paragraphs → quotations → cues → attributions → speakers, dates → proposals."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from timeline.dates import PartialDate
from timeline.errors import RefusedError
from timeline.ingest import candidates, clauses, parsing, surface, transcripts
from timeline.ingest.attaching import QuotedParagraph
from timeline.ingest.attributions import attributions
from timeline.ingest.events import events
from timeline.ingest.marks import quotations
from timeline.ingest.matter import front_matter
from timeline.ingest.paragraphs import paragraphs
from timeline.ingest.people import People
from timeline.ingest.values import Candidate, Paragraph, Quotation, Span

NEEDS_NLP = "only quoted speech was read: paraphrase needs spaCy (pip install 'diplomatic-timeline[nlp]')"


class GrammarParser(Protocol):
    """What finds the grammar of paragraphs; `timeline.ingest.parsing.Parser` does so by spaCy."""

    def parse(self, text: str, paragraphs: list[tuple[Paragraph, list[Quotation]]]) -> Iterator[parsing.Parse]:
        """Yield the parse of each paragraph, in order."""


class Article(NamedTuple):
    """What was found in a text, in its order, and what the reader of the proposals has to know."""

    candidates: tuple[Candidate, ...]
    published: PartialDate | None
    """As it was given, or as front matter says."""
    title: str | None
    notes: tuple[str, ...]
    url: str | None = None
    """Where it stands, as front matter says."""


def read_article(
    text: str,
    *,
    published: PartialDate | None = None,
    title: str | None = None,
    speakers: Iterable[str] = (),
    places: Iterable[str] = (),
    topics: Iterable[str] = (),
    grammar: bool | GrammarParser | None = None,
) -> Article:
    """Read the text of one article in English, transcript or readout and propose entries. The text is never altered.

    `published` is the day it came out, beside which its dates are read; without it `Thursday` has no date. It and
    `title` are taken from YAML front matter where they are not given. `speakers`, `places` and `topics` are known
    names: a name that has the key of one (`timeline.words.names`) is proposed in its spelling. `grammar` tells whether
    paraphrase is read by spaCy: None where it is installed, or a parser of one's own. Time and memory grow with the
    length of the text.

    Raises:
        RefusedError: `grammar` is True and spaCy or its model is not installed.

    """
    matter = front_matter(text)
    published, title = published or matter.published, title or matter.title
    parser = _parser(grammar)
    parts = paragraphs(text, matter.begin)
    quoted = quotations(text, parts)
    people = People(text, parts, tuple(speakers), title)
    if title is None and parts and transcripts.readout(text[parts[0].begin : parts[0].end], people) is not None:
        title = text[parts[0].begin : parts[0].end]
    context = candidates.Context(
        text,
        people,
        published,
        title,
        [quotation for those in quoted for quotation in those],
        transcripts.readout(title, people),
        candidates.finder(tuple(places)),
        candidates.finder(tuple(topics)),
    )
    turns = transcripts.turns(text, parts)
    if turns:
        found = list(candidates.statements_of_turns(context, turns))
    else:
        found = list(_prose(context, parts, quoted, parser))
    notes = () if parser is not None or turns else (NEEDS_NLP,)
    inorder = tuple(sorted(found, key=lambda one: (one.spans[0], one.kind)))
    return Article(inorder, published, title, notes, matter.url)


def _parser(grammar: bool | GrammarParser | None) -> GrammarParser | None:
    if grammar is None:
        return parsing.Parser() if parsing.is_available() else None
    if grammar is True:
        if not parsing.is_available():
            raise RefusedError("spaCy is not installed; install it with: pip install 'diplomatic-timeline[nlp]'")
        return parsing.Parser()
    return None if grammar is False else grammar


def _prose(
    context: candidates.Context, parts: list[Paragraph], quoted: list[list[Quotation]], parser: GrammarParser | None
) -> Iterator[Candidate]:
    """Propose the statements and the dated events of prose."""
    text = context.text
    prose = [(part, marks) for part, marks in zip(parts, quoted, strict=True) if part.kind == "prose"]
    parses = parser.parse(text, prose) if parser is not None else None
    blocks = []
    for part, marks in prose:
        cues = clauses.cues(next(parses)) if parses is not None else []
        blocks.append(QuotedParagraph(part, marks, cues, surface.cues(text, part, marks)))
    told = _told(context, prose)
    statements = candidates.Statements(context, told)
    taken = list(told.spans) if told is not None else []
    for attribution in attributions(text, blocks):
        if not candidates.is_performed(attribution) and not candidates.is_asked(text, attribution):
            taken += attribution.content
            yield statements.of(attribution)
    if told is not None:
        yield told
    yield from _happenings(context, prose, sorted(taken))


def _told(context: candidates.Context, prose: list[tuple[Paragraph, list[Quotation]]]) -> Candidate | None:
    """Propose the call or meeting that a readout tells in its first sentence."""
    if not prose:
        return None
    begin, end, _ = prose[0][0]
    return candidates.event_of_readout(context, surface.sentences(context.text, begin, end, prose[0][1])[0])


def _happenings(
    context: candidates.Context, prose: list[tuple[Paragraph, list[Quotation]]], taken: list[Span]
) -> Iterator[Candidate]:
    """Propose the dated events that nobody says."""
    at = 0
    for part, marks in prose:
        while at < len(taken) and taken[at][1] <= part.begin:
            at += 1
        until = at
        while until < len(taken) and taken[until][0] < part.end:
            until += 1
        for event in events(context.text, part, marks, taken[at:until], context.published):
            yield candidates.of_event(context, event)
