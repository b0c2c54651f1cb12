"""Find cues in parsed words: verbs and nouns of reporting, their speakers, and the paraphrased content.

The idea of walking from a verb of reporting to its subject and its clause is that of Krestel, Bergler and Witte (2008)
and of the Gender Gap Tracker (Asr et al. 2021).
"""

from collections.abc import Iterator

from timeline.ingest import relays
from timeline.ingest import reporting as lexicon
from timeline.ingest.conditions import unreal
from timeline.ingest.parsing import Parse, Word
from timeline.ingest.reporting import listed
from timeline.ingest.subjects import DASHES, NOUNS, SUBJECTS, is_said_too, source_of, subject_of
from timeline.ingest.values import Cue, Span

_SILENT = listed("comment answer elaborate respond say discuss speak name identify be named identified quoted")
_IDLE = listed("is was are were be been being has had have having does did do")
_ASIDES = ("parataxis", "ccomp", "advcl", "dep", "ROOT")
_WIDE = ("prep", "oprd", "xcomp", "ccomp", "advcl", "dative")
_OF_OBJECTS = listed("of for to against about over between from including with as into in by through")
#: occasions of speech, which are not part of the content
_OCCASIONS = lexicon.MEDIA | listed("interview speech remarks briefing conference call meeting debate day week month")
#: tags of the first word of a clause, and of its verb
_BEGIN = ("DT", "NN", "PRP", "VBG", "CD", "JJ", "EX")
_FINITE = ("VBD", "VBZ", "VBP", "MD")
_RELATIVES = ("WDT", "WP")
_WIDE_PREPOSITIONS = ("of", "for", "as", "to", "on", "with", "over")


#: objects of prepositions that say when or how, not what: called on Sunday
_TIMES = listed(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december week month year day morning evening afternoon night phone telephone
    """
)
_GOES_ON = ("went", "going", "continued", "continues", "began", "goes", "used")
_REFUSES = ("refus", "declin", "fail")


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
    content = _clause(parse, gerund, verb) or _told_before(parse, verb, subject)
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
    content = _trimmed(parse, that, _clause_end(parse, verb), verb, subject)
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
    return _trimmed(parse, first, comma - 1, verb, None) if is_clause else []


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
        or (lemma in lexicon.NAMING and words[place].dep == "acl" and words[place].tag == "VBN")
    ):
        return
    subject = subject_of(parse, place)
    source = None if subject is None else source_of(parse, subject, place)
    clause = [] if subject is None or not frame.clause else _clause(parse, place, subject)
    content = clause if clause or subject is None else _object(parse, place, frame, subject)
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
        return above not in _GOES_ON and not (above.startswith(_REFUSES) and bool(_right_clause(parse, place)))
    return False


def _clause(parse: Parse, place: int, subject: int) -> list[Span]:
    """Find the content in a clause: behind a `that`, by the parser, or around an aside."""
    words = parse.words
    clauses = [c for c in parse.children[place] if words[c].dep == "ccomp"]
    right = [c for c in clauses if c > place]
    that = _that_behind(parse, place)
    if that is not None:
        return _trimmed(parse, that, _clause_end(parse, place), place, subject)
    if right and words[parse.first[right[0]]].tag in _RELATIVES and parse.first[right[0]] < place:
        content = _trimmed(parse, place + 1, max(parse.last[c] for c in right), place, None)
        return [parse.span(parse.first[right[0]], parse.first[right[0]]), *content] if content else []
    if right:
        return _trimmed(parse, parse.first[right[0]], max(parse.last[c] for c in right), place, subject)
    if clauses:
        return _trimmed(parse, parse.first[clauses[0]], parse.last[clauses[0]], place, subject)
    return _aside(parse, place, subject) or _bare(parse, place, subject)


def _right_clause(parse: Parse, place: int) -> list[int]:
    """Return the clauses that the parser puts behind a verb."""
    return [c for c in parse.children[place] if parse.words[c].dep == "ccomp" and c > place]


def _bare(parse: Parse, place: int, subject: int) -> list[Span]:
    """Find content behind `said` with a verb of its own, if the parser found no clause."""
    words = parse.words
    last = _clause_end(parse, place)
    begins = place < last and words[place + 1].tag.startswith(_BEGIN) and words[place + 1].quoted < 0
    if words[place].lower not in ("said", "says", "say") or subject > place or not begins:
        return []
    if not any(words[c].tag in _FINITE and words[c].quoted < 0 for c in range(place + 2, last + 1)):
        return []
    return _trimmed(parse, place + 1, last, place, None)


def _object(parse: Parse, place: int, frame: lexicon.Frame, subject: int) -> list[Span]:
    """Find the content in an infinitive, behind a preposition or in an object."""
    words = parse.words
    children = [c for c in parse.children[place] if c > place]
    if frame.infinitive:
        if words[place].lower.startswith(_REFUSES) and any(words[c].lower in lexicon.lemmas() for c in children):
            return []  # refused to confirm that: the verb behind it is the cue
        to = [c for c in children if words[c].dep in ("xcomp", "ccomp", "advcl") and _has_to(parse, c)]
        if to and words[place].lower.startswith(("declin", "refus", "ask")) and words[to[0]].lower in _SILENT:
            return []
        if to:
            whom = [c for c in children if frame.asks and words[c].dep == "dobj" and c < to[0]]
            first = min(parse.first[c] for c in [to[0], *whom])
            return _trimmed(parse, first, parse.last[to[0]], place, subject)
    for child in children:
        if words[child].dep == "prep" and words[child].lower in frame.prepositions:
            objects = [g for g in parse.children[child] if words[g].dep in ("pobj", "pcomp")]
            if objects and words[objects[0]].lower not in _TIMES:
                return _trimmed(parse, parse.first[objects[0]], parse.last[child], place, subject)
    objects = [c for c in children if words[c].dep in ("dobj", "attr", "oprd", "ccomp")]
    if words[place].lower.startswith("call") and _is_telephone(parse, place, children):
        return []
    if frame.wide and objects:
        rest = [
            c
            for c in children
            if words[c].dep in _WIDE and (words[c].dep != "prep" or words[c].lower in _WIDE_PREPOSITIONS)
        ]
        rest = [c for c in rest if not (words[c].dep == "advcl" and words[c].tag == "VBG")]
        return _trimmed(parse, parse.first[objects[0]], max(parse.last[c] for c in objects[:1] + rest), place, subject)
    objects = [c for c in objects if words[c].dep == "dobj"]
    if frame.noun and objects:
        last = max(parse.last[c] for c in (objects[0], *_belonging(parse, objects[0], children)))
        dash = next((c for c in range(objects[0], last) if words[c].lower in DASHES[1:] and words[c].quoted < 0), None)
        return _trimmed(parse, parse.first[objects[0]], last if dash is None else dash - 1, place, subject)
    return []


def _belonging(parse: Parse, noun: int, beside: list[int]) -> list[int]:
    """Return the prepositions that belong to an object, although the parser attaches them to the verb."""
    words = parse.words
    prepositions = [c for c in beside if c > noun and words[c].dep == "prep" and words[c].lower in _OF_OBJECTS]
    return [c for c in prepositions if not any(words[g].lower in _OCCASIONS for g in parse.children[c])]


def _has_to(parse: Parse, place: int) -> bool:
    return any(parse.words[c].lower == "to" and parse.words[c].dep == "aux" for c in parse.children[place])


def _that_behind(parse: Parse, place: int) -> int | None:
    """Find a `that` behind the verb with no verb between; the content begins there, whatever the parser says."""
    words = parse.words
    for at in range(place + 1, min(place + 14, len(words) - 2)):
        word = words[at]
        if word.quoted >= 0 or word.tag.startswith(("VB", "MD", "WP", ".", ":", "CC")):
            return None
        if word.lower == "that":
            if word.tag == "IN":
                return at
            return at if at == place + 1 and words[at + 1].tag.startswith(("JJ", "PRP", "DT")) else None
    return None


def _clause_end(parse: Parse, place: int) -> int:
    """Return the end of the content: the end of its sentence, or the next verb of reporting of the same speaker."""
    last = parse.sentence(place)[1]
    if parse.words[place].head > place:  # When he said that …, she left.
        last = min(last, parse.last[place])
    later = [c for c in parse.children[place] if parse.words[c].dep in ("conj", "advcl") and c > place + 2]
    later = [c for c in later if parse.words[c].lower in lexicon.lemmas() or _has_subject(parse, c)]
    for child in later:
        first = parse.first[child]
        while first > place and parse.words[first - 1].tag in ("CC", ","):
            first -= 1
        last = min(last, first - 1)
    return last


def _is_telephone(parse: Parse, place: int, children: list[int]) -> bool:
    """Return whether somebody is called, and nothing is called anything: `called Berg on Sunday`."""
    words = parse.words
    whom = [c for c in children if words[c].dep == "dobj" and words[c].tag in ("NNP", "PRP")]
    what = any(words[c].dep in ("oprd", "xcomp", "ccomp", "attr") for c in children)
    last = parse.sentence(place)[1]
    quoted = any(words[at].quoted >= 0 or words[at].tag in ("``", "''") for at in range(place, last + 1))
    more = any(
        words[c].dep not in ("dobj", "prep", "npadvmod", "advmod", "punct", "cc", "conj", "advcl") for c in children
    )
    return bool(whom) and not (what or quoted or more)


def _has_subject(parse: Parse, place: int) -> bool:
    """Return whether a verb joined to another has a subject of its own: `said so, and Berg welcomed it`."""
    words = parse.words
    is_joined = words[place].dep == "conj" and words[place].quoted < 0
    return is_joined and any(words[c].dep in SUBJECTS and words[c].quoted < 0 for c in parse.children[place])


def _aside(parse: Parse, place: int, subject: int | None) -> list[Span]:
    """Return the spans of the sentence around an aside: `the plan, he said, is dead`."""
    words = parse.words
    if words[place].dep not in _ASIDES or subject is None or words[subject].head != place:
        return []
    first, last = parse.sentence(place)
    begin, end = min(parse.first[subject], place), max(place, parse.last[subject])
    before = begin - 1
    if before <= first or words[before].lower not in (",", *DASHES):
        return []
    behind = end + 1
    while behind <= last and words[behind].tag not in (",", ":", ".", "``"):
        behind += 1
    left = _trimmed(parse, first, before - 1, place, None)
    if words[place].head == place and (
        behind < last or any(words[c].dep in ("dobj", "attr", "oprd") for c in parse.children[place])
    ):
        return []
    if behind >= last or words[behind].lower not in (",", *DASHES):
        return left if any(words[c].tag in _FINITE for c in range(first, before)) else []
    return left + _trimmed(parse, behind + 1, last, place, None)


def _trimmed(parse: Parse, first: int, last: int, verb: int, subject: int | None) -> list[Span]:
    """Return the span of the content, without the verb, its subject, an `and said` behind it and marks around it."""
    words = parse.words
    if first <= verb <= last:
        if first < verb and (subject is None or subject > verb):
            last = verb - 1
        elif subject is not None and first < parse.first[subject] <= verb:
            last = parse.first[subject] - 1
        else:
            first = verb + 1
    if subject is not None and first <= subject <= last:
        if subject > verb:
            first, last = (parse.last[subject] + 1, last) if first > verb else (first, parse.first[subject] - 1)
        else:
            last = parse.first[subject] - 1
    last = _before_next_cue(parse, first, last, verb)
    while first <= last and words[first].tag in (",", ":", ".", "''", "-RRB-", "HYPH") and words[first].quoted < 0:
        first += 1
    while last >= first and words[last].tag in (",", ":", ".", "HYPH") and words[last].quoted < 0:
        last -= 1
    return [parse.span(first, last)] if last >= first else []


def _before_next_cue(parse: Parse, first: int, last: int, verb: int) -> int:
    """Return the last word before the same speaker says something else: `, adding that`, `and predicted that`."""
    words = parse.words
    for place in range(first + 2, last):
        if _is_joined_cue(parse, place, verb):
            return place - 2 if words[place - 2].lower != "," else place - 3
        is_participle = words[place].tag == "VBG" and words[place - 1].lower == "," and words[place].quoted < 0
        if is_participle and words[place].lower in lexicon.lemmas():
            return place - 1
    return last


def _is_joined_cue(parse: Parse, place: int, verb: int) -> bool:
    """Return whether a verb is a further verb of reporting of the same speaker: `and predicted that`."""
    words = parse.words
    word = words[place]
    return (
        word.quoted < 0
        and word.tag == words[verb].tag
        and word.tag in ("VBD", "VBZ")
        and words[place - 1].tag == "CC"
        and word.lower in lexicon.lemmas()
        and (
            words[place + 1].lower in ("that", ",", ":", '"')
            or words[place + 1].quoted >= 0
            or is_said_too(parse, place)
        )
        and not any(words[c].dep in SUBJECTS for c in parse.children[place])
    )


def _according(parse: Parse, place: int) -> Iterator[Cue]:
    words = parse.words
    if place + 1 >= len(words) or words[place + 1].lower != "to":
        return
    objects = [c for c in (*parse.children[place + 1], *parse.children[place]) if words[c].dep == "pobj" and c > place]
    if not objects:
        return
    source = source_of(parse, objects[0], place + 1)
    first, last = parse.sentence(place)
    end = parse.last[objects[0]]
    if place <= first + 1:
        content = _trimmed(parse, min(end + 1, last), last, place, None)
    else:
        content = _trimmed(parse, first, place - 1, place, None)
        if end + 2 < last and words[end + 1].lower == ",":
            content += _trimmed(parse, end + 2, last, place, None)
    yield Cue(parse.span(place, place + 1), "according", source, parse.span(first, last), tuple(content))


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
        tuple(_trimmed(parse, that, end, place, None)),
        takes_quotation=False,
    )
