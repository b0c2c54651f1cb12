"""Find the subject of a verb, anywhere in its sentence, and the words that name it."""

from timeline.ingest.parsing import Parse, Word
from timeline.ingest.reporting import MEDIA, lemmas
from timeline.ingest.values import Span

SUBJECTS = ("nsubj", "csubj")
NOUNS = ("NN", "NNS", "NNP", "NNPS", "PRP", "CD")
DASHES = ("-", "--", "–", "—")
_INVERTED = ("nsubj", "dobj", "attr", "oprd", "dep", "npadvmod", "appos")
_RELATIVE = ("who", "which", "that", "whom")
_SHARES = ("conj", "xcomp", "advcl", "dep", "parataxis")
_DEEPEST = 3


def subject_of(parse: Parse, place: int, depth: int = 0) -> int | None:
    """Find the actor of a verb: its subject, the agent of a passive, or the subject of the verb above it."""
    words = parse.words
    children = parse.children[place]
    if any(words[c].dep in ("nsubjpass", "auxpass") for c in children):
        agents = [g for c in children if words[c].dep == "agent" for g in parse.children[c] if words[g].dep == "pobj"]
        return agents[0] if agents else None
    own = [c for c in children if words[c].dep in SUBJECTS and words[c].quoted < 0]
    if own:
        return min(own, key=lambda c: abs(c - place))
    inverted = _inverted(parse, place) if depth == 0 else None
    if inverted is not None:
        return inverted
    return _from_above(parse, place, depth) if words[place].head != place and depth <= _DEEPEST else None


def _inverted(parse: Parse, place: int) -> int | None:
    """Find a subject behind its verb, as behind a quotation: `“…,” said X`."""
    words = parse.words
    if words[place].tag not in ("VBD", "VBZ", "VBP") or not _is_behind_quotation(parse, place):
        return None
    behind = (c for c in parse.children[place] if c > place and words[c].dep in _INVERTED)
    return next((c for c in behind if words[c].tag in NOUNS and words[c].quoted < 0), None)


def _from_above(parse: Parse, place: int, depth: int) -> int | None:
    """Find the subject of a verb without its own, from the word that it depends on."""
    words = parse.words
    word, above = words[place], words[place].head
    if word.tag == "VBG" and place and words[place - 1].lower == "," and depth == 0:
        while words[above].head != above and _belongs_to_another(parse, above):
            above = words[above].head
        return subject_of(parse, above, 1)
    if word.dep == "relcl":
        return above
    if word.dep == "acl":
        return _through(parse, above, depth)
    if word.dep in _SHARES or (word.dep in ("ccomp", "pcomp") and word.tag == "VBG"):
        if is_said_too(parse, place) and words[above].dep == "ccomp":
            above = words[above].head
        if _is_verb(words[above]):
            return subject_of(parse, above, depth + 1)
        if words[above].dep == "prep":
            return subject_of(parse, words[above].head, depth + 1)
    return None


def is_said_too(parse: Parse, place: int) -> bool:
    """Return whether a verb goes on with another thing said: `said he is right and accused her`, `and said`."""
    words = parse.words
    word, above = words[place], words[place].head
    if word.dep != "conj":
        return False
    if words[above].dep == "ccomp" and word.lower in (words[words[above].head].lower, "added", "adds"):
        return True
    is_other = words[above].tag in ("VBZ", "VBP") or any(
        words[c].tag == "MD" for c in parse.children[above] if c < place
    )
    return word.tag == "VBD" and is_other


def _is_verb(word: Word) -> bool:
    return word.tag.startswith("VB") or word.tag == "MD"


def _through(parse: Parse, noun: int, depth: int) -> int:
    """Return the person who speaks through a statement: `X issued a statement saying`; else the noun itself."""
    words = parse.words
    giver = words[noun].head
    if words[noun].lower not in MEDIA or words[noun].dep != "dobj" or not words[giver].tag.startswith("VB"):
        return noun
    subject = subject_of(parse, giver, depth + 1)
    return noun if subject is None else subject


def _belongs_to_another(parse: Parse, place: int) -> bool:
    """Return whether a verb belongs to the content of another verb, or is joined to one that does."""
    words = parse.words
    if words[place].lower in lemmas() and any(words[c].dep in SUBJECTS for c in parse.children[place]):
        return False
    if words[place].dep == "conj":
        return not any(words[c].dep in SUBJECTS for c in parse.children[place])
    return words[place].dep in ("ccomp", "xcomp")


def _is_behind_quotation(parse: Parse, place: int) -> bool:
    return place > 0 and (parse.words[place - 1].quoted >= 0 or (parse.words[place - 1].lower == "," and place > 1))


def source_of(parse: Parse, subject: int, verb: int) -> Span:
    """Return the span of a subject without the clauses behind it and the marks around it."""
    words = parse.words
    first, last = parse.first[subject], parse.last[subject]
    if words[subject].lower in _RELATIVE and words[verb].dep == "relcl" and words[verb].head < subject:
        return source_of(parse, words[verb].head, verb)[0], words[subject].end
    for child in parse.children[subject]:
        if words[child].dep in ("relcl", "acl") and child > subject:
            last = min(last, max(parse.first[child] - 1, subject))
    if first <= verb <= last:
        first, last = (first, verb - 1) if subject < verb else (verb + 1, last)
    if words[subject].lower in ("jr.", "sr.", "jr", "sr"):
        while first and (words[first - 1].tag.startswith("NNP") or words[first - 1].lower == ","):
            first -= 1
    first = next((c + 1 for c in range(subject - 1, first, -1) if _is_dash(parse, c)), first)  # KYIV (AP) -
    while last > subject and (
        words[last].tag in (",", ":", ".", "''", "``", "-RRB-", "HYPH") or words[last].quoted >= 0
    ):
        last -= 1
    while first < subject and (words[first].quoted >= 0 or words[first].tag in (",", ":", ".", "''", "``", "CC")):
        first += 1
    return parse.span(first, last)


def _is_dash(parse: Parse, place: int) -> bool:
    """Return whether a word is a dash between words, and not the hyphen of `Secretary-General`."""
    words = parse.words
    apart = place == 0 or words[place - 1].end < words[place].begin
    return words[place].lower in DASHES and (words[place].lower != "-" or apart)
