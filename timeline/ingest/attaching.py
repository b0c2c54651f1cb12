"""Attach each quotation of a paragraph to its cue, the surest rule first."""

import re
from collections.abc import Callable
from typing import NamedTuple

from timeline.ingest.relays import LEMMA
from timeline.ingest.reporting import PLAIN
from timeline.ingest.surface import sentence_start
from timeline.ingest.values import Cue, Paragraph, Quotation, Span

_STOPS = re.compile(r"[.!?]['\"”’»)\]]*\s")
_CLOSES = ",?!—–-…"
_SO_CALLED = re.compile(
    r"\b(?:so[- ]called|self-(?:styled|proclaimed|described)|titled|entitled|named|dubbed|known as|nicknamed)\s*$",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\bask(?:s|ed|ing)?\b[^.?!]*$", re.IGNORECASE)
#: words behind a question that say who put it to the speaker of the next words
_ASKED_ABOUT = re.compile(r"\s+(?:When\s)?(?:Asked|Questioned|Pressed|Challenged)\b")
_PRONOUN = re.compile(r"(?:He|She|They|It|I|We)\b")
_TAIL = re.compile(r"(?:[^.;:!?,—–\n]|\.(?=\w)|(?<=\.[A-Z])\.|\n(?!\s*\n))*")
_GAP_CHARACTERS = 120
_COLON_GAP_CHARACTERS = 300
_SENTENCE_CHARACTERS = 200
_CLOSE_CHARACTERS = 3
_FRAGMENT_CHARACTERS = 80
#: how many words before a fragment can be a clause with it
_CLAUSE_WORDS = 4
#: how many of the latest spans a new one may join
_LATEST_SPANS = 8
#: opening marks of languages that put the comma outside
_ABROAD = "„«»‹›"
_AS = re.compile(
    r"\b(?:as|that|of|with|by|words|like|saying|reading|says|said|entitled|titled|called|tagline|hashtag|slogan)\s*$",
    re.IGNORECASE,
)


class QuotedParagraph(NamedTuple):
    """A paragraph with its quotations and cues; ``surface`` has the cues found by patterns alone."""

    paragraph: Paragraph
    quotations: list[Quotation]
    cues: list[Cue]
    surface: list[Cue]


class Open:
    """An attribution under construction."""

    def __init__(self, cue: Cue | None, basis: str) -> None:
        self.cue = cue
        self.basis = basis
        self.content: list[Span] = list(cue.content) if cue is not None else []
        self.quoted = False

    def add(self, span: Span, basis: str) -> None:
        """Add a quotation, or widen a span that it overlaps."""
        self.quoted = True
        if self.basis == "paraphrase":
            self.basis = basis
        for place in range(max(0, len(self.content) - _LATEST_SPANS), len(self.content)):
            begin, end = self.content[place]
            if begin <= span[1] + 1 and span[0] <= end + 1:
                self.content[place] = (min(begin, span[0]), max(end, span[1]))
                return
        self.content.append(span)


class Attacher:
    """Attaches the quotations of one paragraph to its cues, the surest rule first."""

    def __init__(self, text: str, block: QuotedParagraph, is_relay: Callable[[Cue], bool]) -> None:
        self.text = text
        self.is_relay = is_relay
        self.block = block
        self.by_cue: dict[int, Open] = {}
        self.by_quotation: dict[int, Open] = {}
        self.opened: list[Open] = []
        self.last: Open | None = None
        self.cues = [cue for cue in block.cues if cue.lemma]
        self.other = [cue for cue in block.cues if not cue.lemma]
        self.named = [cue for cue in self.cues if cue.source is not None]

    def attach(self) -> "Attacher":
        quotations = self.block.quotations
        for number, quotation in enumerate(quotations):
            cue, basis = self._cue_of(number, quotation)
            if cue is not None:
                self._attach(number, self._open(cue, basis), basis)
                continue
            if not is_long(self.text, quotation) or _is_fragment(self.text, self.block.paragraph, quotation):
                continue
            before = self.by_quotation.get(number - 1)
            if before is not None and self._chains(quotations[number - 1], quotation, before):
                self._attach(number, before, "chain")
                continue
            cue = self._sentence_before(quotation)
            if cue is not None:
                self._attach(number, self._open(cue, "sentence before"), "sentence before")
            elif before is not None:
                self._attach(number, before, "chain")
            elif self._stands_alone(quotation):
                self._attach(number, self._new(None, "none"), "none")
        for cue in self.cues:
            if cue.content and cue.words[0] not in self.by_cue:
                self._open(cue, "paraphrase")
        self._separate()
        return self

    def _separate(self) -> None:
        """Remove a quotation next to one cue from the words attributed to another cue."""
        for number, owner in self.by_quotation.items():
            quotation = self.block.quotations[number]
            if owner.basis not in ("behind", "before", "far behind"):
                continue
            for opened in self.opened:
                if opened is not owner and opened.basis == "paraphrase":
                    opened.content = [
                        (begin, min(end, quotation.begin) if begin < quotation.begin < end else end)
                        for begin, end in opened.content
                        if not (quotation.begin <= begin and end <= quotation.end)
                    ]

    def _stands_alone(self, quotation: Quotation) -> bool:
        """Return whether a quotation is a sentence of its own, not a title or slogan within one."""
        before = self.text[self.block.paragraph.begin : quotation.begin].rstrip()
        count = len(re.findall(r"\w+", self.text[quotation.begin : quotation.end]))
        return not before or (count > 3 and before[-1] in ".:?!”\"'’")

    def leading(self) -> Open | None:
        """Return the attribution of a quotation that begins the paragraph, if the paragraph names its speaker."""
        first = self.by_quotation.get(0)
        return first if first is not None and first.basis not in ("none", "chain") else None

    def release(self) -> list[Span]:
        """Release the quotation that begins the paragraph, and the spans joined to it, for another attribution."""
        first = self.by_quotation.get(0)
        if first is None or first.basis != "none":
            return [(self.block.quotations[0].begin, self.block.quotations[0].end)]
        self.opened = [one for one in self.opened if one is not first]
        if self.last is first:
            self.last = None
        return first.content

    def _attach(self, number: int, opened: Open, basis: str) -> None:
        quotation = self.block.quotations[number]
        begin, end = quotation.begin, quotation.end
        cue = opened.cue
        if basis == "same sentence" and cue is not None:
            begin = max([end for _, end in opened.content if end <= begin] or [_right(cue)])
            that = self.text.rfind(" that ", begin, quotation.begin + 1)
            begin = begin if that < 0 or opened.content else that + 1
            end = self._sentence_end(number)
        elif basis == "far behind" and cue is not None:
            end = _left(cue)
        elif basis == "behind" and _ends_sentence(self.text, self.block.paragraph, quotation):
            begin = self._clause_start(number)
        elif basis in ("behind", "before") and cue is not None and not opened.quoted:
            if not cue.is_clause:
                opened.content = [span for span in opened.content if span[0] <= begin < span[1]]
            if self.text[max(0, begin - 2) : begin].strip()[-1:] in (":", "("):
                opened.content = [span for span in opened.content if span[0] >= begin]
        opened.add((begin, end), basis)
        self.by_quotation[number] = opened
        self.last = opened

    def _clause_start(self, number: int) -> int:
        """Return where the clause begins that a fragment ends: `Only a victory would end “the war,” Holm said`."""
        quotation = self.block.quotations[number]
        before = self.block.quotations[number - 1].end if number else self.block.paragraph.begin
        begin = max(before, sentence_start(self.text, quotation.begin), self.block.paragraph.begin)
        cues = [_right(cue) for cue in self.named if begin <= cue.words[0] and _right(cue) <= quotation.begin]
        words = self.text[begin : quotation.begin].split()
        is_clause = len(words) >= _CLAUSE_WORDS and not words[0].endswith("ing")
        return begin if is_clause and not cues and before == self.block.paragraph.begin else quotation.begin

    def _sentence_end(self, number: int) -> int:
        """Return the end of the words around a fragment: the end of its sentence, or the next quotation or cue."""
        quotations = self.block.quotations
        end = quotations[number].end
        ends = self._last_of(quotations[number]) in (".", "?", "!")
        if ends or number + 1 < len(quotations):
            limit = quotations[number + 1].begin if number + 1 < len(quotations) else end
        else:
            limit = self.block.paragraph.end
        limit = min([limit, *(_left(cue) for cue in (*self.named, *self.block.surface) if _left(cue) >= end)])
        tail = _TAIL.match(self.text, end, limit)
        return tail.end() if tail is not None and limit > end and not ends else end

    def _last_of(self, quotation: Quotation) -> str:
        """Return the last character between the marks."""
        return self.text[slice(*quotation.inner(self.text))].rstrip()[-1:]

    def _open(self, cue: Cue, basis: str) -> Open:
        if cue.words[0] not in self.by_cue:
            self.by_cue[cue.words[0]] = self._new(cue, basis)
        return self.by_cue[cue.words[0]]

    def _new(self, cue: Cue | None, basis: str) -> Open:
        opened = Open(cue, basis)
        self.opened.append(opened)
        return opened

    def _cue_of(self, number: int, quotation: Quotation) -> tuple[Cue | None, str]:
        """Return the cue of a quotation, and the rule that found it."""
        fragment = _is_fragment(self.text, self.block.paragraph, quotation)
        title = fragment and _is_title(self.text, quotation)
        over = [cue for cue in self.cues if any(b < quotation.end and quotation.begin < e for b, e in cue.content)]
        if is_long(self.text, quotation) and not title:
            cue, basis = self._beside(number, quotation, fragment=fragment)
            whole = next(
                (one for one in over if cue is not None and one is not cue and _is_within(cue, one.content)), None
            )
            if whole is not None and not self.is_relay(whole):
                return whole, "inside"
            if cue is not None:
                return cue, basis
        close = [
            cue for cue in self.named if 0 <= quotation.begin - _right(cue) < _CLOSE_CHARACTERS and cue.takes_quotation
        ]
        if over and close and not title:
            return close[-1], "same sentence"
        if over:
            return min(over, key=lambda cue: sum(end - begin for begin, end in cue.content)), "inside"
        if fragment and not title and not _is_scare(self.text, quotation):
            return self._same_sentence(number, quotation), "same sentence"
        return None, ""

    def _beside(self, number: int, quotation: Quotation, *, fragment: bool) -> tuple[Cue | None, str]:
        """Find a cue right behind a quotation, around it or right before it; other verbs come last."""
        other = [] if fragment else self.other
        behind = (self._behind(number, quotation, cues) for cues in (self.named, self.block.surface, other))
        cue = next((cue for cue in behind if cue is not None), None)
        if cue is not None:
            return cue, "behind"
        cue = None if fragment else self._far_behind(number, quotation)
        if cue is not None:
            return cue, "far behind"
        former = self.by_quotation.get(number - 1)
        if former is not None and self._is_split(number, former):
            return former.cue, "chain"
        before = (self._before(number, quotation, cues) for cues in (self.named, self.block.surface, self.other))
        return next((cue for cue in before if cue is not None), None), "before"

    def _is_split(self, number: int, before: Open) -> bool:
        """Return whether a quotation continues behind its attribution: `“…,” he said, “…”`."""
        former = self.block.quotations[number - 1]
        gap = self.text[former.end : self.block.quotations[number].begin]
        inner = self.text[slice(*former.inner(self.text))].rstrip()
        if before.cue is None or before.cue.words[0] < former.end or not inner.endswith((",", "—", "–", "-")):
            return False
        return gap.rstrip().endswith(",") and not _STOPS.search(gap)

    def _introduces_another(self, number: int, quotation: Quotation, cue: Cue) -> bool:
        """Return whether a cue behind a finished sentence belongs to the next quotation: `“Why?” Holm replied: “…”`."""
        if self._last_of(quotation) not in (".", "?", "!") or number + 1 >= len(self.block.quotations):
            return False
        gap = self.text[_right(cue) : self.block.quotations[number + 1].begin].strip()
        if gap == ":":
            return True
        begin = self.block.quotations[number - 1].end if number else self.block.paragraph.begin
        return gap == "," and _ASKS.search(self.text, begin, quotation.begin) is not None

    def _behind(self, number: int, quotation: Quotation, cues: list[Cue]) -> Cue | None:
        """Find `“…,” he said` and `“…,” said X`."""
        inner = self.text[slice(*quotation.inner(self.text))].rstrip()
        for cue in cues:
            left = _left(cue)
            if left < quotation.end or not cue.takes_quotation or cue.source is None:
                continue
            if self.text[slice(*cue.words)].endswith("ing") and cue.lemma != LEMMA:
                continue
            gap = self.text[quotation.end : left]
            if _ASKED_ABOUT.match(self.text, quotation.end):
                return None
            if gap.strip(" ,—–-\u00a0\n") or self._introduces_another(number, quotation, cue):
                return None
            ends = bool(inner) and (inner[-1] in _CLOSES or gap.lstrip()[:1] in (",", "—", "–", "-"))
            inverted = cue.words[0] == left and self.text[left].islower()
            if inner[-1:] in ("?", "!") and _PRONOUN.match(self.text, left) and not gap.strip():
                return None  # “…?” He answered, “…”
            return cue if ends or inverted or not inner or inner[-1] not in "." else None
        return None

    def _far_behind(self, number: int, quotation: Quotation) -> Cue | None:
        """Find `“…” like this or that, said X.`: the sentence continues behind the quotation."""
        quotations = self.block.quotations
        until = quotations[number + 1].begin if number + 1 < len(quotations) else self.block.paragraph.end
        for cue in self.named:
            left = _left(cue)
            if not quotation.end <= left < until or not cue.takes_quotation or cue.lemma not in PLAIN:
                continue
            gap = self.text[quotation.end : left]
            if _ASKED_ABOUT.match(self.text, quotation.end):
                return None
            if (
                len(gap) < _GAP_CHARACTERS
                and gap.rstrip().endswith(",")
                and not _STOPS.search(gap)
                and self._last_of(quotation) != "."
            ):
                return cue
            return None
        return None

    def _before(self, number: int, quotation: Quotation, cues: list[Cue]) -> Cue | None:
        """Find `he said: “…”` and `she told reporters in Kyiv, “…”`."""
        begin = self.block.quotations[number - 1].end if number else self.block.paragraph.begin
        for cue in reversed(cues):
            right = _right(cue)
            if right > quotation.begin or not cue.takes_quotation or cue.source is None:
                continue
            if cue.words[0] < begin:
                return None
            gap = self.text[right : quotation.begin]
            if len(gap) > (_COLON_GAP_CHARACTERS if gap.rstrip().endswith(":") else _GAP_CHARACTERS) or _STOPS.search(
                gap
            ):
                return None
            if not cue.lemma:
                return cue if gap.strip() == "," or gap.rstrip().endswith(":") else None
            if gap.rstrip()[-1:] in (",", ":", "—", "–", "-") or not gap.strip():
                return cue
            return cue if _AS.search(gap) else None
        return None

    def _same_sentence(self, number: int, quotation: Quotation) -> Cue | None:
        """Find the cue before a quotation in its sentence, or the cue of the quotation before it."""
        near = [
            cue
            for cue in (self.named if self.block.cues else self.block.surface)
            if _right(cue) <= quotation.begin
            and cue.takes_quotation
            and cue.source is not None
            and quotation.begin - cue.words[1] < _SENTENCE_CHARACTERS
            and not _STOPS.search(self.text[_right(cue) : quotation.begin])
        ]
        if near:
            return max(near, key=lambda cue: cue.words)
        former = self.by_quotation.get(number - 1)
        if former is not None and former.cue is not None:
            gap = self.text[self.block.quotations[number - 1].end : quotation.begin]
            if len(gap) < _SENTENCE_CHARACTERS and not _STOPS.search(gap):
                return former.cue
        return None

    def _sentence_before(self, quotation: Quotation) -> Cue | None:
        """Find the last cue before a quotation without its own, at most two sentences away."""
        before = [
            cue
            for cue in self.named
            if cue.words[1] <= quotation.begin
            and cue.source is not None
            and cue.takes_quotation
            and quotation.begin - max(_right(cue), *(end for _, end in cue.content or [(0, 0)])) < _SENTENCE_CHARACTERS
        ]
        return before[-1] if before else None

    def _chains(self, former: Quotation, quotation: Quotation, opened: Open) -> bool:
        """Return whether only words of attribution are between two quotations."""
        gap = self.text[former.end : quotation.begin]
        if not gap.strip():
            return True
        if opened.cue is None or len(gap) > 250:
            return False
        return len(_STOPS.findall(gap)) <= 1


def _right(cue: Cue) -> int:
    behind = [span[1] for span in (cue.source, cue.via) if span is not None and span[0] > cue.words[0]]
    return max([cue.words[1], *behind])


def _is_within(cue: Cue, content: tuple[Span, ...]) -> bool:
    """Return whether a cue is part of the words of another person, so that its quotation is theirs as well."""
    return any(begin <= cue.words[0] < end for begin, end in content)


def _is_fragment(text: str, paragraph: Paragraph, quotation: Quotation) -> bool:
    """Return whether a quotation is part of the sentence around it: a word comes right before it."""
    before = text[max(paragraph.begin, quotation.begin - 3) : quotation.begin].rstrip()
    return bool(before) and not before.endswith("''") and (before[-1].isalnum() or before[-1] in "’'$%")


def _ends_sentence(text: str, paragraph: Paragraph, quotation: Quotation) -> bool:
    """Return whether words in small letters in quotation marks are the end of a clause of the writer."""
    first = text[slice(*quotation.inner(text))].lstrip()[:1]
    is_short = quotation.end - quotation.begin < _FRAGMENT_CHARACTERS
    return first.islower() and is_short and _is_fragment(text, paragraph, quotation)


def _is_title(text: str, quotation: Quotation) -> bool:
    """Return whether a quotation is a title, as of a book: each long word has a capital."""
    words = re.findall(r"[\w’']+", text[slice(*quotation.inner(text))])
    return (
        1 < len(words) < 8 and words[0][0].isupper() and all(len(word) < 4 or not word[0].islower() for word in words)
    )


def _is_scare(text: str, quotation: Quotation) -> bool:
    """Return whether the writer keeps a distance from a word: the so-called “republic”."""
    return _SO_CALLED.search(text[max(0, quotation.begin - 24) : quotation.begin]) is not None


def _left(cue: Cue) -> int:
    return min([cue.words[0], *(span[0] for span in (cue.source, cue.via) if span is not None)])


def is_long(text: str, quotation: Quotation) -> bool:
    """Return whether words in marks are a quotation: they end like a sentence, or at least five words begin one."""
    inner = text[slice(*quotation.inner(text))].strip()
    count = len(re.findall(r"\w+", inner))
    if not inner or not count:
        return False
    before = text[max(0, quotation.begin - 3) : quotation.begin].rstrip()[-1:]
    if before == ":" or (before == "," and inner[0].isupper()):
        return True
    behind = text[quotation.end : quotation.end + 2].strip()[:1]
    if text[quotation.begin] in _ABROAD and behind in (",", "—", "–") and count >= 3 and inner[0].isupper():
        return True
    return (
        not quotation.is_closed or quotation.is_carried or inner[-1] in ",.?!…—-" or (count >= 5 and inner[0].isupper())
    )
