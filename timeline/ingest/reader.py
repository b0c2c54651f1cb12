"""Read an article: text → paragraphs → quotations → cues → attributions → speakers, dates → candidates."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple, Protocol, TypeVar

from timeline.dates import PartialDate
from timeline.errors import RefusedError
from timeline.ingest import (
    candidates,
    clauses,
    datelines,
    days,
    model,
    outlets,
    parsing,
    readouts,
    surface,
    transcripts,
)
from timeline.ingest.attaching import QuotedParagraph
from timeline.ingest.attributions import attributions
from timeline.ingest.events import events
from timeline.ingest.marks import quotations
from timeline.ingest.matter import front_matter
from timeline.ingest.paragraphs import paragraphs
from timeline.ingest.people import People
from timeline.ingest.values import Candidate, Paragraph, Quotation, Span

NEEDS_NLP = "only quotations were read; to read paraphrase too, run pip install 'diplomatic-timeline[nlp]'"

#: how far a text is read when it is parsed, in per cent: about the share of the time
_PARSED = 70
_Item = TypeVar("_Item")


class GrammarParser(Protocol):
    """A parser of the grammar of paragraphs, such as `timeline.ingest.parsing.Parser`, which uses spaCy."""

    def parse(self, text: str, paragraphs: list[tuple[Paragraph, list[Quotation]]]) -> Iterator[parsing.Parse]:
        """Yield the parse of each paragraph, in order."""


class Article(NamedTuple):
    """The candidates of a text in its order, its description, and notes for the user."""

    candidates: tuple[Candidate, ...]
    published: PartialDate | None
    """The day from the caller, or else from front matter."""
    title: str | None
    notes: tuple[str, ...]
    url: str | None = None
    """The address from front matter."""


def read_article(
    text: str,
    *,
    published: PartialDate | None = None,
    title: str | None = None,
    speakers: Iterable[str] = (),
    places: Iterable[str] = (),
    topics: Iterable[str] = (),
    grammar: bool | GrammarParser | None = None,
    heard: Callable[[int], object] | None = None,
) -> Article:
    """Read one article, transcript or readout in English and propose entries. The text is never altered.

    Dates are read relative to `published`, the day of publication; without it `Thursday` has no date. Without
    `published` or `title`, YAML front matter gives them. `speakers`, `places` and `topics` are known names: a name with
    the same key (`timeline.words.names`) is proposed in the known spelling. `grammar` says whether spaCy reads
    paraphrase: None means if it is installed; it may also be another parser. `heard` gets how far the text is read,
    in per cent. Time and memory grow with the length of the text.

    Raises:
        RefusedError: `grammar` is True, but spaCy or its model is not installed.

    """
    matter = front_matter(text)
    published, title = published or matter.published, title or matter.title
    parser = _parser(grammar)
    parts = paragraphs(text, matter.begin)
    quoted = quotations(text, parts)
    people = People(text, parts, tuple(speakers), title)
    if title is None and parts and readouts.readout(text[parts[0].begin : parts[0].end], people) is not None:
        title = text[parts[0].begin : parts[0].end]
    context = candidates.Context(
        text,
        people,
        datelines.written(text, parts, published),
        title,
        [quotation for those in quoted for quotation in those],
        readouts.readout(title, people),
        candidates.finder(tuple(places)),
        candidates.finder(tuple(topics)),
        tuple((part.begin, part.end) for part in parts if part.kind == "heading"),
    )
    turns = transcripts.turns(text, parts)
    signed = readouts.signed(title, text, people) if not turns else None
    if signed is not None:
        candidates_ = list(candidates.statements_of_signed(context, signed, parts))
    elif turns:
        candidates_ = list(candidates.statements_of_turns(context, turns))
    else:
        candidates_ = list(_prose(context, parts, quoted, parser, heard))
    reads_prose = not turns and signed is None
    notes = tuple(_notes(parser)) if reads_prose else ()
    in_order = tuple(sorted(candidates_, key=lambda one: (one.spans[0], one.kind)))
    return Article(in_order, published, title, notes, matter.url)


def _notes(parser: GrammarParser | None) -> Iterator[str]:
    """Say so if there is no parser, or its model is the makers' own instead of the copy that the extra installs."""
    if parser is None:
        yield NEEDS_NLP
    elif isinstance(parser, parsing.Parser):
        used = model.installed()
        if used is not None and used.package == model.MAKERS:
            yield f"read with {used.package} {used.version}, the package of its makers"


def _parser(grammar: bool | GrammarParser | None) -> GrammarParser | None:
    if grammar is None:
        return parsing.Parser() if parsing.is_available() else None
    if grammar is True:
        if not parsing.is_available():
            raise RefusedError("spaCy is not installed; run pip install 'diplomatic-timeline[nlp]'")
        return parsing.Parser()
    return None if grammar is False else grammar


def _prose(
    context: candidates.Context,
    parts: list[Paragraph],
    quoted: list[list[Quotation]],
    parser: GrammarParser | None,
    heard: Callable[[int], object] | None,
) -> Iterator[Candidate]:
    """Yield the statements and the dated events of prose."""
    text = context.text
    prose = [(part, marks) for part, marks in zip(parts, quoted, strict=True) if part.kind == "prose"]
    parses = parser.parse(text, prose) if parser is not None else None
    blocks = []
    for part, marks in _telling(prose, heard, 0, _PARSED):
        cues = clauses.cues(next(parses)) if parses is not None else []
        blocks.append(QuotedParagraph(part, marks, cues, surface.cues(text, part, marks)))
    readout_event = _readout_event(context, prose)
    relays = partial(outlets.is_relay, text, context.people)
    made = attributions(text, blocks, relays)
    maker = candidates.Statements(context, days.Days(text, context.published, made), readout_event)
    statements = []
    spans = list(readout_event.spans) if readout_event is not None else []
    for attribution in _telling(made, heard, _PARSED, 100):
        if not candidates.is_performed(attribution) and not candidates.is_asked(text, attribution):
            spans += attribution.content
            candidate = maker.of(attribution)
            if candidate is not None:
                statements.append(candidate)
    yield from days.filled(text, context.published, statements)
    if readout_event is not None:
        yield readout_event
    yield from _events_outside(context, prose, sorted(spans))


def _telling(items: Sequence[_Item], heard: Callable[[int], object] | None, first: int, last: int) -> Iterator[_Item]:
    """Yield items, and say after each of them how far the text is read: from a first to a last per cent."""
    before = first
    for count, item in enumerate(items, 1):
        yield item
        now = first + (last - first) * count // len(items)
        if heard is not None and now > before:
            heard(before := now)


def _readout_event(context: candidates.Context, prose: list[tuple[Paragraph, list[Quotation]]]) -> Candidate | None:
    """Return the call or meeting that the first sentence of a readout reports."""
    parts = [
        (part, marks) for part, marks in prose if not readouts.PREFACE.search(context.text[part.begin : part.end][:300])
    ]
    if not parts:
        return None
    (begin, end, _), marks = parts[0]
    return candidates.event_of_readout(context, surface.sentences(context.text, begin, end, marks)[0])


def _events_outside(
    context: candidates.Context, prose: list[tuple[Paragraph, list[Quotation]]], statements: list[Span]
) -> Iterator[Candidate]:
    """Yield the dated events outside statements."""
    at = 0
    for part, marks in prose:
        while at < len(statements) and statements[at][1] <= part.begin:
            at += 1
        until = at
        while until < len(statements) and statements[until][0] < part.end:
            until += 1
        for event in events(context.text, part, marks, statements[at:until], context.published):
            yield candidates.of_event(context, event)
