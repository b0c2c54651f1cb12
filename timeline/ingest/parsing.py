"""Parse paragraphs into words with their grammar, by spaCy, which is loaded by the first call of `Parser`.

The parser sees a quotation that is a sentence of its own as ``"Yes,"``: the content is then one short clause, and the
verb that introduces it keeps its subject. The parsed words have their places in the original text.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from timeline.ingest import model
from timeline.ingest.reporting import cue_words
from timeline.ingest.surface import sentences
from timeline.ingest.values import Paragraph, Quotation, Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

_PLAIN = str.maketrans("“”„‟«»‘’\xa0\n\r\t", '""""""\'\'    ')
_INTRODUCES = re.compile(
    r"\b(?:sa(?:id|ys|y|ying)|adds|added|wrote|writes|declared|asked|tweeted|stated|told [\w ]{1,30})$"
)
_HASH = 1 << 64
#: how many texts the model gets at once, and how long each may be
_BATCH, _MOST_CHARACTERS = 16, 4_000
_WORDS = re.compile(r"\w+")


class Word(NamedTuple):
    """A word of a paragraph: its place in the article, and its grammar (Penn tags, spaCy's English labels)."""

    begin: int
    end: int
    lower: str
    tag: str
    dep: str
    head: int
    """The place of the word it depends on, in the paragraph; its own for the root of a sentence."""
    sentence: int
    quoted: int
    """The number of the paragraph's quotation that contains it; -1 for none."""


class Parse:
    """The words of one paragraph, and the dependencies among them."""

    def __init__(self, words: list[Word]) -> None:
        self.words = words
        self.children: list[list[int]] = [[] for _ in words]
        self.first = list(range(len(words)))
        self.last = list(range(len(words)))
        for place, word in enumerate(words):
            if word.head != place:
                self.children[word.head].append(place)
        for place in range(len(words)):
            self._widen(place)

    def _widen(self, place: int) -> None:
        """Extend the range of all words above a word to include it."""
        above = self.words[place].head
        below = place
        while above != below and (self.first[above] > place or self.last[above] < place):
            self.first[above] = min(self.first[above], place)
            self.last[above] = max(self.last[above], place)
            above, below = self.words[above].head, above

    def span(self, first: int, last: int) -> Span:
        """Return the span of words `first` to `last`, both included."""
        return self.words[first].begin, self.words[last].end

    def sentence(self, place: int) -> tuple[int, int]:
        """Return the first and the last place of a word's sentence."""
        number = self.words[place].sentence
        first = last = place
        while first and self.words[first - 1].sentence == number:
            first -= 1
        while last + 1 < len(self.words) and self.words[last + 1].sentence == number:
            last += 1
        return first, last


def is_available() -> bool:
    """Return whether spaCy and a model are installed, without importing them."""
    return model.installed() is not None


class Parser:
    """Parses paragraphs of English. Loading the model takes about a second and happens at the first use."""

    def parse(self, text: str, paragraphs: list[tuple[Paragraph, list[Quotation]]]) -> Iterator[Parse]:
        """Yield one Parse for each paragraph, in order."""
        masked = [_mask(text, paragraph, quotations) for paragraph, quotations in paragraphs]
        pieces = [_pieces(words) for words, _, _ in masked]
        docs = model.load().pipe((piece for paragraph in pieces for piece in paragraph), batch_size=_BATCH)
        for paragraph, (_, offsets, quoted) in zip(pieces, masked, strict=True):
            words: list[Word] = []
            begin = 0
            for piece in paragraph:
                end = begin + len(piece)
                words += _words(next(docs), offsets[begin:end], quoted[begin:end], words)
                begin = end
            yield Parse(words)


def _mask(text: str, paragraph: Paragraph, quotations: list[Quotation]) -> tuple[str, list[int], list[int]]:
    """Return the text for the parser, and for each character its place in the article and its quotation."""
    parts: list[str] = []
    offsets: list[int] = []
    quoted: list[int] = []

    def emit(words: str, places: list[int], number: int) -> None:
        parts.append(words)
        offsets.extend(places)
        quoted.extend([number] * len(words))

    kept = _with_cues(text, paragraph, quotations)

    def emit_outside(first: int, last: int) -> None:
        for begin, end in kept:
            begin, end = max(begin, first), min(end, last)
            if begin < end:
                emit(_plain(text[begin:end]), list(range(begin, end)), -1)

    at = paragraph.begin
    for number, quotation in enumerate(quotations):
        emit_outside(at, quotation.begin)
        inner = text[slice(*quotation.inner(text))].strip()
        if is_sentence(text[paragraph.begin : quotation.begin], inner):
            final = inner[-1] if inner[-1] in ",.?!" else ""
            words = f'"Yes{final}"'
            emit(words, [quotation.begin] + [quotation.begin + 1] * (len(words) - 2) + [quotation.end - 1], number)
        else:
            emit(_plain(text[quotation.begin : quotation.end]), list(range(quotation.begin, quotation.end)), number)
        at = quotation.end
    emit_outside(at, paragraph.end)
    return "".join(parts), offsets, quoted


def _with_cues(text: str, paragraph: Paragraph, quotations: list[Quotation]) -> list[Span]:
    """Return the sentences that can hold a cue: those with a word of reporting, a quotation or a colon at the end."""
    parts = sentences(text, paragraph.begin, paragraph.end, quotations)
    return [
        (begin, end)
        for begin, end in parts
        if any(one.begin < end and begin < one.end for one in quotations)
        or text[begin:end].rstrip().endswith(":")
        or not cue_words().isdisjoint(_WORDS.findall(text[begin:end].lower()))
    ]


def _pieces(words: str) -> list[str]:
    """Divide a long paragraph behind sentences, or else words: the memory for a text grows with its length."""
    pieces = []
    while len(words) > _MOST_CHARACTERS:
        ends = (words.rfind(end, 0, _MOST_CHARACTERS) for end in (". ", "? ", "! ", " "))
        cut = next((end for end in ends if end > _MOST_CHARACTERS // 2), _MOST_CHARACTERS - 2) + 2
        pieces.append(words[:cut])
        words = words[cut:]
    return [*pieces, words]


def _plain(words: str) -> str:
    """Return a text of the same length with uniform quotation marks and blanks."""
    words = re.sub(r"(?<!\w)''(?=\S)|(?<!\w)``(?=\S)", ' "', words).replace("''", '" ')
    return words.translate(_PLAIN)


def is_sentence(before: str, inner: str) -> bool:
    """Return whether a quotation is a sentence of its own, not part of the one around it."""
    before = before.rstrip()
    if len(_WORDS.findall(inner)) < 4:
        return False
    begins = inner[0].isupper() or inner.startswith(("...", "…")) or (before.endswith(",") and inner[-1] in ",.?!")
    return begins and (not before or before[-1] in '.,:;!?)"”—–-' or bool(_INTRODUCES.search(before)))


def _words(doc: "Doc", offsets: list[int], quoted: list[int], before: list[Word]) -> list[Word]:
    """Return the words of a parsed piece, each with its place in the article; ``before`` are those in front of it."""
    strings = doc.vocab.strings
    rows = (
        doc.to_array(["TAG", "DEP", "HEAD", "SENT_START"]).astype("int64").tolist()
    )  # signed, because a head may come before its word
    first_place = len(before)
    sentence = before[-1].sentence if before else -1
    words = []
    for token, (tag, dep, head, start) in zip(doc, rows, strict=True):
        sentence += start == 1
        first, last = token.idx, token.idx + len(token) - 1
        words.append(
            Word(
                offsets[first],
                offsets[last] + 1,
                token.lower_,
                strings[tag % _HASH],
                strings[dep % _HASH],
                first_place + token.i + head,
                max(sentence, 0),
                quoted[first],
            )
        )
    return words
