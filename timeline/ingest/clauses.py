"""Find cues in parsed words: verbs and nouns of reporting, their speakers, and the paraphrased content.

The idea of walking from a verb of reporting to its subject and its clause is that of Krestel, Bergler and Witte (2008)
and of the Gender Gap Tracker (Asr et al. 2021).
"""

from collections.abc import Iterator

from timeline.ingest import relays
from timeline.ingest import reporting as lexicon
from timeline.ingest.conditions import unreal
from timeline.ingest.contents import REFUSES, clause_end, clause_of, object_of, right_clause, trimmed
from timeline.ingest.parsing import Parse, Word
from timeline.ingest.reporting import listed
from timeline.ingest.roles import is_role
from timeline.ingest.subjects import DASHES, NOUNS, source_of, subject_of
from timeline.ingest.values import Cue, Span
from timeline.words import bodies

_IDLE = listed("is was are were be been being has had have having does did do")
_FINITE = ("VBD", "VBZ", "VBP", "MD")


_GOES_ON = ("went", "going", "continued", "continues", "began", "goes", "used")


def cues(parse: Parse) -> list[Cue]:
    """Return the cues of one paragraph outside quotations, in order."""
    cues_: list[Cue] = []
    quoting = {relays.quoting_verb(parse, place): place for place in range(len(parse.words))}
    for place, word in enumerate(parse.words):
        if word.quoted >= 0 or place in quoting:
            continue
        if place in quoting.values() and word.tag == "VBG":
            cues_ += _quoted_by(parse, place)
            continue
        if word.lower == "according":
            cues_ += _according(parse, place)
        elif word.tag.startswith("VB") and word.lower not in ("citing", "quoting"):
            cues_ += _verb(parse, place)
        elif word.lower == "clear":
            cues_ += _made_clear(parse, place)
        elif word.tag.startswith("NN") and word.lower.removesuffix("s") in lexicon.NOUNS:
            cues_ += _noun(parse, place)
    return cues_


def _quoted_by(parse: Parse, gerund: int) -> Iterator[Cue]:
    """Yield the cue of `X was quoted by an outlet as saying` and `an outlet quoted X as saying`."""
    verb = relays.quoting_verb(parse, gerund)
    if verb is None:
        return
    subject = relays.subject_of_quoting(parse, verb)
    relay = relays.relay(parse, gerund, None if subject is None else source_of(parse, subject, verb))
    if relay is None:
        return
    content = clause_of(parse, gerund, verb)
    if parse.words[verb].dep == "acl":  # X, quoted by an outlet as saying so, left
        end = parse.words[parse.last[gerund]].end
        content = [(first, min(last, end)) for first, last in content if first < end]
    content = content or _told_before(parse, verb, subject)
    yield Cue(
        relay.words,
        relays.LEMMA,
        relay.source,
        _sentence_span(parse, gerund),
        tuple(content),
        is_clause=bool(content),
        via=relay.via,
        turned=unreal(parse, verb, subject),
    )


def _made_clear(parse: Parse, clear: int) -> Iterator[Cue]:
    """Yield the cue of `made clear that` and `made it clear that`."""
    words = parse.words
    verb = clear - 2 if clear > 1 and words[clear - 1].lower == "it" else clear - 1
    that = clear + 1
    if verb < 0 or words[verb].lower not in ("make", "makes", "made", "making") or that >= len(words):
        return
    subject = subject_of(parse, verb)
    if words[that].lower != "that" or subject is None:
        return
    content = trimmed(parse, that, clause_end(parse, verb), verb, subject)
    source = source_of(parse, subject, verb)
    yield Cue(parse.span(verb, clear), "make_clear", source, _sentence_span(parse, verb), tuple(content))


def _told_before(parse: Parse, verb: int, subject: int | None) -> list[Span]:
    """Return the clause before an aside: `the deal is dead, X was quoted as saying`."""
    words = parse.words
    first, _ = parse.sentence(verb)
    comma = (min(parse.first[subject], verb) if subject is not None else verb) - 1
    if comma <= first or words[comma].lower not in (",", *DASHES) or words[comma - 1].quoted >= 0:
        return []
    is_clause = any(words[c].tag in _FINITE and words[c].quoted < 0 for c in range(first, comma))
    return trimmed(parse, first, comma - 1, verb, None) if is_clause else []


def _verb(parse: Parse, place: int) -> Iterator[Cue]:
    words = parse.words
    lemma = lexicon.lemmas().get(words[place].lower)
    if lemma is None:
        yield from _other_verb(parse, place)
        return
    particle = place + 1 if place + 1 < len(words) and f"{lemma}_{words[place + 1].lower}" in lexicon.frames() else None
    phrase = lemma if particle is None else f"{lemma}_{words[particle].lower}"
    frame = lexicon.frames().get(phrase)
    if frame is None and particle is None:
        frame = lexicon.frames().get(lemma)
    if frame is None:
        yield from _other_verb(parse, place)
        return
    if (
        _is_idle(parse, place)
        or _is_put(parse, place)
        or _opens_on_subject(parse, place, lemma)
        or (lemma in lexicon.NAMING and words[place].dep == "acl" and words[place].tag == "VBN")
    ):
        return
    subject = subject_of(parse, place)
    source = None if subject is None else source_of(parse, subject, place)
    clause = [] if subject is None or not frame.clause else clause_of(parse, place, subject)
    content = clause if clause or subject is None else object_of(parse, place, frame, subject)
    yield Cue(
        parse.span(place, place if particle is None else particle),
        lemma,
        source,
        _sentence_span(parse, place),
        tuple(content),
        takes_quotation=frame.quotation or frame.clause or frame.wide,
        is_clause=bool(clause),
        turned=unreal(parse, place, subject),
    )


def _opens_on_subject(parse: Parse, place: int, lemma: str) -> bool:
    """Return whether a participle says only what the words of its sentence are about: `Speaking about X, Y said`."""
    word, (first, _) = parse.words[place], parse.sentence(place)
    return lemma in lexicon.ABOUT and word.tag == "VBG" and word.dep != "ROOT" and place <= first + 1


def _is_put(parse: Parse, place: int) -> bool:
    """Return whether a question is put to somebody, whose words it is not: `asked by an outlet whether`."""
    words = parse.words
    if words[place].lower != "asked":
        return False
    first, _ = parse.sentence(place)
    ahead = words[place - 1].lower if place > first else ""
    return (
        place == first
        or ahead in ("when", "while", "if", "once", "after", "was", "were", "been", "being", "is", ",", "--", "—", "(")
        or any(words[c].dep in ("auxpass", "nsubjpass", "agent") for c in parse.children[place])
        or (place > first + 1 and ahead.endswith("ly") and words[place - 2].lower in ("was", "were", "when", "been"))
    )


def _other_verb(parse: Parse, place: int) -> Iterator[Cue]:
    """Yield any main verb with a subject, because it may come before a colon or behind a quotation."""
    word = parse.words[place]
    if (
        word.tag not in ("VBD", "VBZ", "VBP", "VBG", "VBN")
        or word.dep not in ("ROOT", "conj", "advcl")
        or word.lower in _IDLE
    ):
        return
    subject = subject_of(parse, place)
    if subject is not None and parse.words[subject].tag in (*NOUNS, "DT"):
        yield Cue(parse.span(place, place), "", source_of(parse, subject, place), _sentence_span(parse, place))


def _sentence_span(parse: Parse, place: int) -> Span:
    return parse.span(*parse.sentence(place))


def _is_idle(parse: Parse, place: int) -> bool:
    """Return whether a verb mentions speech without reporting it: `to say`, `would say`."""
    words = parse.words
    word = words[place]
    if word.tag != "VB":
        return False
    helpers = {words[c].lower for c in parse.children[place] if words[c].dep == "aux"}
    if "to" in helpers:
        above = words[word.head].lower
        return above not in _GOES_ON and not (above.startswith(REFUSES) and bool(right_clause(parse, place)))
    return False


def _according(parse: Parse, place: int) -> Iterator[Cue]:
    words = parse.words
    if place + 1 >= len(words) or words[place + 1].lower != "to":
        return
    objects = [c for c in (*parse.children[place + 1], *parse.children[place]) if words[c].dep == "pobj" and c > place]
    if not objects:
        return
    if not _tells(parse, objects[0]):
        return
    source = source_of(parse, objects[0], place + 1)
    first, last = parse.sentence(place)
    end = parse.last[objects[0]]
    if place <= first + 1:
        content = trimmed(parse, min(end + 1, last), last, place, None)
    else:
        content = trimmed(parse, first, place - 1, place, None)
        if end + 2 < last and words[end + 1].lower == ",":
            content += trimmed(parse, end + 2, last, place, None)
    yield Cue(parse.span(place, place + 1), "according", source, parse.span(first, last), tuple(content))


def _tells(parse: Parse, noun: int) -> bool:
    """Return whether what follows `according to` can tell something: not the season, not his own plan."""
    words = parse.words
    if any(words[c].tag == "PRP$" and words[c + 1].lower == "own" for c in parse.children[noun]):
        return False
    lower = words[noun].lower
    singular = lower.removesuffix("s")
    is_known = (
        lower in lexicon.SAYERS | lexicon.DOCUMENTS | bodies.NOUNS or singular in lexicon.SAYERS or is_role(lower)
    )
    return words[noun].tag not in ("NN", "NNS") or is_known


def _noun(parse: Parse, place: int) -> Iterator[Cue]:
    """Find `the claim by X that …`, `X’s claim that …`, `a statement made on Monday by X that …`."""
    words = parse.words
    owner = next((c for c in parse.children[place] if words[c].dep == "poss"), None)
    that = _clause_behind(parse, place)
    if owner is not None:
        if that is not None:
            yield _nominal(parse, place, owner, that)
        return
    for by in range(place + 1, min(place + 14, len(words))):
        if words[by].lower == "by" and (
            words[by - 1].lower in lexicon.MADE or words[words[by].head].lower in lexicon.MADE or by == place + 1
        ):
            objects = [c for c in parse.children[by] if words[c].dep == "pobj"]
            that = _clause_behind(parse, parse.last[objects[0]]) if objects else None
            if that is not None:
                yield _nominal(parse, place, objects[0], that)
            return


def _clause_behind(parse: Parse, place: int) -> int | None:
    words = parse.words
    return (
        place + 1
        if place + 2 < len(words) and words[place + 1].lower == "that" and words[place + 1].tag == "IN"
        else None
    )


def _nominal(parse: Parse, place: int, source: int, that: int) -> Cue:
    words: list[Word] = parse.words
    last = parse.sentence(place)[1]
    verb = next(
        (c for c in range(that + 1, last + 1) if parse.first[c] == that and words[c].tag.startswith(("VB", "MD"))), None
    )
    end = last if verb is None else parse.last[verb]
    return Cue(
        parse.span(place, place),
        words[place].lower,
        source_of(parse, source, place),
        _sentence_span(parse, place),
        tuple(trimmed(parse, that, end, place, None)),
        takes_quotation=False,
    )
