"""From quotations and cues to attributions, over all paragraphs: what goes on, and what stands within another."""

from timeline.ingest.attaching import Attacher, Open, QuotedParagraph, is_long
from timeline.ingest.reporting import listed
from timeline.ingest.values import Attribution, Cue, Span

_EMPTY = listed("that which whom who what so it this these those")
_NEAR = 20


def attributions(text: str, blocks: list[QuotedParagraph]) -> list[Attribution]:
    """Attribute what is quoted and what is reported, block by block; in order of the text."""
    thread = _Thread(text, blocks)
    for place in range(len(blocks)):
        thread.take(place)
    return _finished(text, thread.found)


class _Thread:
    """What goes on from one paragraph to the next: who was quoted last, and what is open without a speaker."""

    def __init__(self, text: str, blocks: list[QuotedParagraph]) -> None:
        self.found: list[Open] = []
        self._text = text
        self._blocks = blocks
        self._last: Open | None = None
        self._waiting: list[Span] = []
        """Paragraphs of one quotation that may be attributed at its end."""
        self._otherwise: Open | None = None
        """Whose they are if nothing at the end says so."""

    def take(self, place: int) -> None:
        """Attribute the quotations and cues of one block, and what goes on into it."""
        block = self._blocks[place]
        here = Attacher(self._text, block).attach()
        last = here.last
        if _begins_quoted(self._text, block):
            leading = here.leading()
            owner = self._settle(leading) if leading is not None else self._go_on(here, place)
            last = here.last or owner
        self.found += here.opened
        self._last = last

    def _settle(self, leading: Open) -> Open:
        """Give what waits to the attribution that stands at the end of it."""
        for span in self._waiting:
            leading.add(span, "continued")
        self._waiting = []
        return leading

    def _go_on(self, here: Attacher, place: int) -> Open | None:
        """Let a quotation without a speaker wait for its end, or belong to whoever spoke before."""
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
            self.found.append(owner)
        return self._settle(owner)

    def _speaker_before(self, place: int) -> Open | None:
        """Give the attribution that a quotation at the head of a paragraph goes on with, or a colon before it opens."""
        before = self._blocks[place - 1] if place else None
        if before is not None and self._text[before.paragraph.end - 1] == ":":
            cues = [cue for cue in (*before.cues, *before.surface) if cue.source is not None and cue.takes_quotation]
            if cues:
                return Open(max(cues, key=lambda cue: cue.words)._replace(content=()), "colon")
        if self._last is None and before is not None:
            return _reported(before)
        return self._last

    def _signed(self, place: int) -> Open | None:
        """Give a new attribution to whom the paragraph below a quotation names behind a dash."""
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
    """Give a new attribution by the cue that a paragraph ends with: `X said that …`, and a quotation below it."""
    cues = [cue for cue in block.cues if cue.lemma and cue.source is not None and cue.takes_quotation]
    return Open(cues[-1]._replace(content=()), "paragraph before") if cues else None


def _begins_quoted(text: str, block: QuotedParagraph) -> bool:
    """Tell whether a paragraph begins with a quotation that is more than a word or two in marks."""
    if not block.quotations or text[block.paragraph.begin : block.quotations[0].begin].strip():
        return False
    return is_long(text, block.quotations[0])


def _finished(text: str, opened: list[Open]) -> list[Attribution]:
    found = []
    for one in opened:
        cue = one.cue
        own = [span for span in ((cue.words, cue.source) if cue is not None else ()) if span is not None]
        content = _merged(text, _without(text, sorted(one.content), own))
        if not content or (len(content) == 1 and text[slice(*content[0])].casefold() in _EMPTY):
            continue
        found.append(Attribution(tuple(content), cue, one.basis, one.quoted))
    found.sort(key=lambda one: one.content[0])
    return _unnested(text, found)


def _unnested(text: str, found: list[Attribution]) -> list[Attribution]:
    """Leave out what stands inside what another person says; what is quoted of it further on is theirs as well."""
    more: dict[int, list[Span]] = {}
    inner = set()
    for place, one in enumerate(found):
        around = _around(found, place)
        if around is not None:
            inner.add(place)
            whole = found[around].content
            more.setdefault(around, []).extend(
                (begin, end) for begin, end in one.content if one.is_quoted and begin >= whole[-1][1]
            )
    return [
        one._replace(content=tuple(_merged(text, [*one.content, *more.get(place, ())])))
        for place, one in enumerate(found)
        if place not in inner
    ]


def _around(found: list[Attribution], place: int) -> int | None:
    """Find the attribution that another one stands inside of, both near each other."""
    one = found[place]
    if one.cue is None:
        return None
    for at in range(max(0, place - _NEAR), min(len(found), place + _NEAR)):
        whole = found[at]
        if at != place and _stands_in(one.cue, whole):
            mutual = whole.cue is not None and _stands_in(whole.cue, one)
            if not mutual or whole.cue is None or whole.cue.words < one.cue.words:
                return at
    return None


def _stands_in(cue: Cue, attribution: Attribution) -> bool:
    return any(begin <= cue.words[0] < end for begin, end in attribution.content)


def _without(text: str, content: list[Span], holes: list[Span]) -> list[Span]:
    """Cut the words of attribution out of what is said."""
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
