"""Find who is quoted and who quotes: `an outlet quoted X as saying that …`, `X was quoted by an outlet as saying …`."""

from timeline.ingest.parsing import Parse
from timeline.ingest.reporting import lemmas, listed
from timeline.ingest.subjects import subject_of
from timeline.ingest.values import Span

_QUOTES = listed("quote quotes quoted quoting cite cites cited citing")
_PASSIVE = listed("was were is are been being")
_SAYING = listed(
    "saying telling writing stating warning claiming adding declaring announcing insisting predicting arguing"
)
#: the lemma of such a cue
LEMMA = "quote"
_BETWEEN_WORDS = 25
_TRIMMED = (",", ":", "''", "``", "-LRB-", "-RRB-")


class Relay:
    """One such construction: the places of the verb, the gerund, and who is quoted by whom."""

    def __init__(self, parse: Parse, verb: int, gerund: int, source: Span, via: Span | None) -> None:
        self.words = parse.span(verb, gerund)
        self.verb, self.gerund = verb, gerund
        self.source, self.via = source, via


def relay(parse: Parse, gerund: int, subject: Span | None) -> Relay | None:
    """Return the construction that ends in a gerund such as `saying`; None for any other gerund.

    `subject` is the span of the subject of the verb that quotes, as :func:`quoting_verb` finds it.
    """
    verb = quoting_verb(parse, gerund)
    if verb is None:
        return None
    words = parse.words
    by = verb + 1 if words[verb + 1].lower in ("by", "in", "on") else None
    behind = _by_behind(parse, gerund)
    if _is_passive(parse, verb):
        if subject is None:
            return None
        via = _trimmed(parse, by + 1, gerund - 2) if by is not None else behind
        return Relay(parse, verb, gerund, subject, via)
    source = _trimmed(parse, verb + 1, gerund - 2)
    return Relay(parse, verb, gerund, source, subject) if source is not None else None


def subject_of_quoting(parse: Parse, verb: int) -> int | None:
    """Return the place of the subject of the verb: who quotes, or who is quoted in the passive."""
    words = parse.words
    if not _is_passive(parse, verb):
        return subject_of(parse, verb)
    own = [c for c in parse.children[verb] if words[c].dep in ("nsubjpass", "nsubj") and words[c].quoted < 0]
    if own:
        return own[-1]
    if words[verb].dep in ("acl", "relcl"):
        return words[verb].head
    above = words[verb].head
    return next((c for c in parse.children[above] if words[c].dep in ("nsubj", "nsubjpass") and c < verb), None)


def quoting_verb(parse: Parse, gerund: int) -> int | None:
    """Return the place of `quoted` before `as saying`, in the same sentence and outside quotations."""
    words = parse.words
    if gerund < 2 or words[gerund - 1].lower != "as" or words[gerund].lower not in _SAYING:
        return None
    for place in range(gerund - 2, max(-1, gerund - _BETWEEN_WORDS), -1):
        word = words[place]
        if word.sentence != words[gerund].sentence or word.quoted >= 0:
            return None
        if word.lower in _QUOTES:
            return place
        if word.lower in lemmas() and word.tag.startswith("VBD"):
            return None
    return None


def _is_passive(parse: Parse, verb: int) -> bool:
    """Return whether somebody is quoted: `was quoted`, `Petrov, quoted by an outlet as saying`."""
    words = parse.words
    if words[verb].lower not in ("quoted", "cited"):
        return False
    before = [words[place].lower for place in range(max(0, verb - 3), verb)]
    if any(word in _PASSIVE for word in before):
        return True
    return words[verb + 1].lower in ("by", "in") or (words[verb + 1].lower == "as" and before[-1:] == [","])


def _by_behind(parse: Parse, gerund: int) -> Span | None:
    """Return the outlet behind the gerund: `was quoted as saying by the newspaper El Norte`."""
    words = parse.words
    if gerund + 2 >= len(words) or words[gerund + 1].lower != "by":
        return None
    last = gerund + 2
    while last + 1 < len(words) and words[last + 1].tag.startswith(("NN", "JJ", "DT", "CD")):
        last += 1
    return _trimmed(parse, gerund + 2, last)


def _trimmed(parse: Parse, first: int, last: int) -> Span | None:
    """Return the span of words without marks around them; None if nothing is left."""
    words = parse.words
    while first <= last and (words[first].tag in _TRIMMED or words[first].lower in ("also", "earlier", "later")):
        first += 1
    while last >= first and (words[last].tag in _TRIMMED or words[last].quoted >= 0):
        last -= 1
    return parse.span(first, last) if first <= last else None
