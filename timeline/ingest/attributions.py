"""From quotations and cues to attributions, over all paragraphs: what goes on, and what stands within another."""

from timeline.ingest.attaching import Attacher, Block, Open, is_long
from timeline.ingest.values import Attribution, Cue, Span
from timeline.ingest.words import listed

_EMPTY = listed("that which whom who what so it this these those")
_NEAR = 20


def attributions(text: str, blocks: list[Block]) -> list[Attribution]:
    """Attribute what is quoted and what is reported, block by block; in order of the text."""
    found: list[Open] = []
    last: Open | None = None
    waiting: Open | None = None
    for place, block in enumerate(blocks):
        here = Attacher(text, block).attach()
        first = here.by_quotation.get(0)
        begins = bool(block.quotations) and not text[block.paragraph.begin : block.quotations[0].begin].strip()
        if (
            begins
            and block.quotations[0].is_carried
            and first is not None
            and first.cue is not None
            and last is not None
        ):
            if last.cue is None:  # what was left open before is told here
                here.take_back(first, last)
                found = [one for one in found if one is not last]
        elif begins and (first is None or first.basis in ("none", "chain")) and is_long(text, block.quotations[0]):
            before = _speaker_before(text, blocks, place, last)
            if before is not None and before.cue is not None and _goes_on(blocks, place):
                waiting = before
            elif before is not None:
                here.hand_over(first, before)
                if waiting is not None and before.cue is None and not _goes_on(blocks, place):
                    here.hand_over(before, waiting)
                    found = [one for one in found if one is not before]
                    waiting = None
        found += [one for one in here.opened if not one.is_listed]
        for one in here.opened:
            one.is_listed = True
        last = here.last or None
    return _finished(text, found)


def _goes_on(blocks: list[Block], place: int) -> bool:
    """Tell whether the next paragraph goes on with a quotation that this one leaves open."""
    following = blocks[place + 1].quotations if place + 1 < len(blocks) else []
    return bool(following) and following[0].is_carried


def _speaker_before(text: str, blocks: list[Block], place: int, last: Open | None) -> Open | None:
    """Give the attribution that a quotation at the head of a paragraph goes on with, or a colon before it opens."""
    if not place:
        return None
    before = blocks[place - 1]
    if text[before.paragraph.end - 1] == ":":
        cues = [cue for cue in (*before.cues, *before.surface) if cue.source is not None and cue.takes_quotation]
        if cues:
            cue = max(cues, key=lambda cue: cue.words)
            return Open(cue._replace(content=()), "colon")
    return last


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
    return [one for place, one in enumerate(found) if not _is_nested(one, found[max(0, place - _NEAR) : place + _NEAR])]


def _is_nested(one: Attribution, near: list[Attribution]) -> bool:
    """Tell whether an attribution stands inside what another person says."""
    if one.cue is None:
        return False
    for whole in near:
        if whole is not one and _stands_in(one.cue, whole):
            mutual = whole.cue is not None and _stands_in(whole.cue, one)
            if not mutual or whole.cue is None or whole.cue.words < one.cue.words:
                return True
    return False


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
