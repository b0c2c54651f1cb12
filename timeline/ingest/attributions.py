"""Turn the quotations and cues of all paragraphs into attributions, and resolve those that continue or are nested."""

from collections.abc import Callable

from timeline.ingest.attaching import Attacher, Open, QuotedParagraph, is_long
from timeline.ingest.values import Attribution, Cue, Span

#: content that says nothing by itself: he said this, she said the same
_EMPTY = frozenset(
    (
        *(
            "that",
            "which",
            "whom",
            "who",
            "what",
            "so",
            "it",
            "this",
            "these",
            "those",
            "him",
            "her",
            "them",
            "us",
            "me",
        ),
        *(
            "the same",
            "as much",
            "the same thing",
            "that much",
            "more",
            "nothing",
            "something",
            "everything",
            "anything",
        ),
        *(
            "no",
            "yes",
            "otherwise",
            "all",
            "all this",
            "all that",
            "both",
            "neither",
            "the latter",
            "the former",
            "again",
        ),
        *("this week", "this month", "the following", "that one", "this one", "such", "little", "much", "to", "a lot"),
    )
)
#: `that` and an article or title may stand before the speaker
_LEADING_CHARACTERS = 40
#: how many attributions before and after are checked for nesting
_NEAR_ATTRIBUTIONS = 20


#: tells whether a cue is an outlet's that passes on the words of somebody named within them
IsRelay = Callable[[Cue], bool]


def attributions(text: str, blocks: list[QuotedParagraph], is_relay: IsRelay) -> list[Attribution]:
    """Return the attributions of quotations and reported speech, in the order of the text."""
    thread = _Thread(text, blocks, is_relay)
    for place in range(len(blocks)):
        thread.take(place)
    return _finished(text, thread.opened, is_relay)


class _Thread:
    """The state from one paragraph to the next: the last attribution, and quotations that wait for a speaker."""

    def __init__(self, text: str, blocks: list[QuotedParagraph], is_relay: IsRelay) -> None:
        self._is_relay = is_relay
        self.opened: list[Open] = []
        self._text = text
        self._blocks = blocks
        self._last: Open | None = None
        self._waiting: list[Span] = []
        """Paragraphs of one quotation that its end may attribute."""
        self._otherwise: Open | None = None
        """Their attribution if the end names nobody."""

    def take(self, place: int) -> None:
        """Attribute the quotations and cues of one paragraph, and quotations that continue into it."""
        block = self._blocks[place]
        here = Attacher(self._text, block, self._is_relay).attach()
        last = here.last
        if _begins_quoted(self._text, block):
            leading = here.leading()
            owner = self._settle(leading) if leading is not None else self._go_on(here, place)
            last = here.last or owner
        self.opened += here.opened
        self._last = last

    def _settle(self, leading: Open) -> Open:
        """Add the waiting spans to the attribution at their end."""
        for span in self._waiting:
            leading.add(span, "continued")
        self._waiting = []
        return leading

    def _go_on(self, here: Attacher, place: int) -> Open | None:
        """Keep a quotation without a speaker until its end, or attribute it to the last speaker."""
        if not self._waiting:
            self._otherwise = self._speaker_before(place)
        goes_on = place + 1 < len(self._blocks) and any(
            one.is_carried for one in self._blocks[place + 1].quotations[:1]
        )
        if not goes_on:
            self._otherwise = self._signed(place) or self._otherwise
        if not goes_on and self._otherwise is None and not self._waiting:
            return None
        self._waiting += here.release()
        if goes_on:
            return None
        owner = self._otherwise or Open(None, "none")
        if owner.basis in ("colon", "none", "paragraph before", "signature") and not owner.quoted:  # it was opened here
            self.opened.append(owner)
        return self._settle(owner)

    def _speaker_before(self, place: int) -> Open | None:
        """Return the attribution before a quotation that begins a paragraph: the last one, or one by a colon."""
        before = self._blocks[place - 1] if place else None
        if before is not None and self._text[before.paragraph.end - 1] == ":":
            cues = [cue for cue in (*before.cues, *before.surface) if cue.source is not None and cue.takes_quotation]
            if cues:
                return Open(max(cues, key=lambda cue: cue.words)._replace(content=()), "colon")
        if self._last is None and before is not None:
            return _reported(before)
        return self._last

    def _signed(self, place: int) -> Open | None:
        """Return a new attribution to the name behind a dash in the paragraph below a quotation."""
        below = self._blocks[place + 1] if place + 1 < len(self._blocks) else None
        if (
            below is None
            or below.quotations
            or self._text[below.paragraph.begin] not in "—–-"
            or len(below.surface) != 1
        ):
            return None
        return Open(below.surface[0], "signature")


def _reported(block: QuotedParagraph) -> Open | None:
    """Return a new attribution by the last cue of the paragraph above a quotation: `X said that …`."""
    cues = [cue for cue in block.cues if cue.lemma and cue.source is not None and cue.takes_quotation]
    return Open(cues[-1]._replace(content=()), "paragraph before") if cues else None


def _begins_quoted(text: str, block: QuotedParagraph) -> bool:
    """Return whether a paragraph begins with a quotation of more than a word or two."""
    if not block.quotations or text[block.paragraph.begin : block.quotations[0].begin].strip():
        return False
    return is_long(text, block.quotations[0])


def _finished(text: str, opened: list[Open], is_relay: IsRelay) -> list[Attribution]:
    attributed = []
    for one in opened:
        cue = one.cue
        own = [span for span in ((cue.words, cue.source) if cue is not None else ()) if span is not None]
        content = _merged(text, _without(text, sorted(one.content), own))
        if not content or (len(content) == 1 and text[slice(*content[0])].casefold().rstrip(".") in _EMPTY):
            continue
        attributed.append(Attribution(tuple(content), cue, one.basis, one.quoted))
    attributed.sort(key=lambda one: one.content[0])
    return _unnested(text, _relayed(attributed, is_relay))


def _relayed(attributed: list[Attribution], is_relay: IsRelay) -> list[Attribution]:
    """Remove the attributions to an outlet that passes on somebody else's words; those name the outlet instead."""
    by_outlet: dict[int, Cue] = {}
    for place, one in enumerate(attributed):
        around = _around(attributed, place)
        outer = attributed[around].cue if around is not None else None
        is_verb = one.cue is not None and one.cue.takes_quotation
        if (
            outer is None
            or around is None
            or one.cue is None
            or one.cue.source is None
            or not (is_verb and is_relay(outer))
        ):
            continue
        if _leads(attributed[around], one):
            by_outlet[around] = outer
            attributed[place] = one._replace(cue=one.cue._replace(via=one.cue.via or outer.source))
    return [one for place, one in enumerate(attributed) if place not in by_outlet]


def _leads(whole: Attribution, inner: Attribution) -> bool:
    """Return whether an attribution makes up the words around it, from their beginning or for the most part."""
    own = (
        [*inner.content, *(span for span in (inner.cue.words, inner.cue.source) if span is not None)]
        if inner.cue
        else []
    )
    begin = whole.content[0][0]
    length = sum(end - begin for begin, end in whole.content)
    return min(first for first, _ in own) - begin <= _LEADING_CHARACTERS or 2 * sum(b - a for a, b in own) > length


def _unnested(text: str, attributed: list[Attribution]) -> list[Attribution]:
    """Remove attributions within the words of another person, and add their later quotations to that person."""
    more: dict[int, list[Span]] = {}
    inner = set()
    for place, one in enumerate(attributed):
        around = _around(attributed, place)
        if around is not None:
            inner.add(place)
            whole = attributed[around].content
            more.setdefault(around, []).extend(
                (begin, end) for begin, end in one.content if one.is_quoted and begin >= whole[-1][1]
            )
    return [
        one._replace(content=tuple(_merged(text, [*one.content, *more.get(place, ())])))
        for place, one in enumerate(attributed)
        if place not in inner
    ]


def _around(attributed: list[Attribution], place: int) -> int | None:
    """Return the place of the attribution nearby that contains this one; None if there is none."""
    one = attributed[place]
    if one.cue is None:
        return None
    for at in range(max(0, place - _NEAR_ATTRIBUTIONS), min(len(attributed), place + _NEAR_ATTRIBUTIONS)):
        whole = attributed[at]
        if at != place and _stands_in(one.cue, whole):
            mutual = whole.cue is not None and _stands_in(whole.cue, one)
            if not mutual or whole.cue is None or whole.cue.words < one.cue.words:
                return at
    return None


def _stands_in(cue: Cue, attribution: Attribution) -> bool:
    return any(begin <= cue.words[0] < end for begin, end in attribution.content)


def _without(text: str, content: list[Span], holes: list[Span]) -> list[Span]:
    """Cut the words of attribution out of the content."""
    for hole in holes:
        cut = []
        for begin, end in content:
            if hole[1] <= begin or hole[0] >= end:
                cut.append((begin, end))
            else:
                cut += [piece for piece in ((begin, hole[0]), (hole[1], end)) if piece[1] - piece[0] > 3]
        content = cut
    trimmed = []
    for begin, end in content:
        while begin < end and text[begin] in " ,;:–—-\n\u00a0":
            begin += 1
        while end > begin and text[end - 1] in " ,;:–—-\n\u00a0":
            end -= 1
        if end > begin:
            trimmed.append((begin, end))
    return trimmed


def _merged(text: str, content: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for begin, end in sorted(content):
        if merged and begin <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged
