"""Find the content of a verb of reporting in parsed words: in a clause, around an aside, in an object."""

from timeline.ingest import reporting as lexicon
from timeline.ingest.parsing import Parse
from timeline.ingest.reporting import listed
from timeline.ingest.subjects import DASHES, SUBJECTS, is_said_too
from timeline.ingest.values import Span

#: beginnings of verbs of not doing something
REFUSES = ("refus", "declin", "fail")

_SILENT = listed("comment answer elaborate respond say discuss speak name identify be named identified quoted")
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


def clause_of(parse: Parse, place: int, subject: int) -> list[Span]:
    """Find the content in a clause: behind a `that`, by the parser, or around an aside."""
    words = parse.words
    clauses = [c for c in parse.children[place] if words[c].dep == "ccomp"]
    right = [c for c in clauses if c > place]
    that = _that_behind(parse, place)
    if that is not None:
        return trimmed(parse, that, clause_end(parse, place), place, subject)
    if right and words[parse.first[right[0]]].tag in _RELATIVES and parse.first[right[0]] < place:
        content = trimmed(parse, place + 1, max(parse.last[c] for c in right), place, None)
        return [parse.span(parse.first[right[0]], parse.first[right[0]]), *content] if content else []
    if right:
        return trimmed(parse, parse.first[right[0]], max(parse.last[c] for c in right), place, subject)
    if clauses:
        return trimmed(parse, parse.first[clauses[0]], parse.last[clauses[0]], place, subject)
    return _aside(parse, place, subject) or _bare(parse, place, subject)


def right_clause(parse: Parse, place: int) -> list[int]:
    """Return the clauses that the parser puts behind a verb."""
    return [c for c in parse.children[place] if parse.words[c].dep == "ccomp" and c > place]


def _bare(parse: Parse, place: int, subject: int) -> list[Span]:
    """Find content behind `said` with a verb of its own, if the parser found no clause."""
    words = parse.words
    last = clause_end(parse, place)
    begins = place < last and words[place + 1].tag.startswith(_BEGIN) and words[place + 1].quoted < 0
    if words[place].lower not in ("said", "says", "say") or subject > place or not begins:
        return []
    if not any(words[c].tag in _FINITE and words[c].quoted < 0 for c in range(place + 2, last + 1)):
        return []
    return trimmed(parse, place + 1, last, place, None)


def object_of(parse: Parse, place: int, frame: lexicon.Frame, subject: int) -> list[Span]:
    """Find the content in an infinitive, behind a preposition or in an object."""
    words = parse.words
    children = [c for c in parse.children[place] if c > place]
    if frame.infinitive and not _only_refuses(parse, place, children):
        to = [c for c in children if words[c].dep in ("xcomp", "ccomp", "advcl") and _has_to(parse, c)]
        if to:
            return _infinitive(parse, place, frame, subject, to[0])
    for child in children:
        if words[child].dep == "prep" and words[child].lower in frame.prepositions:
            objects = [g for g in parse.children[child] if words[g].dep in ("pobj", "pcomp")]
            if objects and words[objects[0]].lower not in _TIMES:
                return trimmed(parse, parse.first[objects[0]], parse.last[child], place, subject)
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
        return trimmed(parse, parse.first[objects[0]], max(parse.last[c] for c in objects[:1] + rest), place, subject)
    objects = [c for c in objects if words[c].dep == "dobj"]
    if frame.noun and objects:
        last = max(parse.last[c] for c in (objects[0], *_belonging(parse, objects[0], children)))
        purpose = (c for c in children if words[c].dep in ("xcomp", "advcl") and _has_to(parse, c))
        last = next((parse.last[c] for c in purpose if parse.first[c] == last + 1), last)
        dash = next((c for c in range(objects[0], last) if words[c].lower in DASHES[1:] and words[c].quoted < 0), None)
        return trimmed(parse, parse.first[objects[0]], last if dash is None else dash - 1, place, subject)
    return []


def _infinitive(parse: Parse, place: int, frame: lexicon.Frame, subject: int, to: int) -> list[Span]:
    """Return the content in an infinitive, with the listener before it: urged allies to send aid."""
    words = parse.words
    if words[place].lower.startswith(("declin", "refus", "ask")) and words[to].lower in _SILENT:
        return []
    before = [c for c in parse.children[place] if place < c < to]
    whom = [c for c in before if frame.asks and words[c].dep == "dobj"]
    whom += [g for c in before if words[c].lower in ("on", "upon") for g in parse.children[c] if words[g].dep == "pobj"]
    return trimmed(parse, min(parse.first[c] for c in [to, *whom]), parse.last[to], place, subject)


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
        is_aside = word.lower in ("citing", "quoting")
        if word.quoted >= 0 or (word.tag.startswith(("VB", "MD", "WP", ".", ":", "CC")) and not is_aside):
            return None
        if word.lower == "that":
            if word.tag == "IN":
                return at
            return at if at == place + 1 and words[at + 1].tag.startswith(("JJ", "PRP", "DT")) else None
    return None


def clause_end(parse: Parse, place: int) -> int:
    """Return the end of the content: the end of its sentence, or the next verb of reporting of the same speaker."""
    last = parse.sentence(place)[1]
    if parse.words[place].head > place:  # When he said that …, she left.
        last = min(last, parse.last[place])
    later = [c for c in parse.children[place] if parse.words[c].dep in ("conj", "advcl") and c > place + 2]
    later = [c for c in later if parse.words[c].lower in lexicon.lemmas() or _goes_on(parse, c, place)]
    for child in later:
        first = parse.first[child]
        while first > place and parse.words[first - 1].tag in ("CC", ","):
            first -= 1
        last = min(last, first - 1)
    return last


def _goes_on(parse: Parse, place: int, cue: int) -> bool:
    """Return whether the writer goes on with a verb joined to the cue: `said so, and Berg welcomed it`, `and left`."""
    words = parse.words
    if words[place].dep != "conj" or words[place].quoted >= 0:
        return False
    has_subject = any(words[c].dep in SUBJECTS and words[c].quoted < 0 for c in parse.children[place])
    return has_subject or (words[place].tag == words[cue].tag == "VBD")


def _only_refuses(parse: Parse, place: int, children: list[int]) -> bool:
    """Return whether the verb behind it is the cue: refused to confirm that."""
    words = parse.words
    return words[place].lower.startswith(REFUSES) and any(words[c].lower in lexicon.lemmas() for c in children)


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
    left = trimmed(parse, first, before - 1, place, None)
    if words[place].head == place and (
        behind < last or any(words[c].dep in ("dobj", "attr", "oprd") for c in parse.children[place])
    ):
        return []
    if behind >= last or words[behind].lower not in (",", *DASHES):
        return left if any(words[c].tag in _FINITE for c in range(first, before)) else []
    return left + trimmed(parse, behind + 1, last, place, None)


def trimmed(parse: Parse, first: int, last: int, verb: int, subject: int | None) -> list[Span]:
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
