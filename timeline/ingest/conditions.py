"""Find cues that report no statement although no word negates them: conditions, questions, wishes, requests to say."""

from timeline.ingest.parsing import Parse
from timeline.ingest.reporting import listed
from timeline.ingest.subjects import SUBJECTS
from timeline.ingest.values import Span

_MARKS = listed("if unless until lest whether once")
#: conjunctions that make a condition of a verb in the present: when he says, but not when he said
_WHEN = listed("when whenever wherever")
_PRESENT = ("VBZ", "VBP", "VB")
_ONLY = listed("only never nor neither so not hardly rarely scarcely seldom then")
_LETS = listed("let lets make makes have want wants expect expects hear see imagine suppose")
_DEEPEST = 4


def unreal(parse: Parse, place: int, subject: int | None) -> Span | None:
    """Return the words that make a verb no report of a statement, up to the verb; None if there are none.

    `If he says`, `when he says`, `should he say`, `had he said`, `did he say`, `let him say`, `expects him to say`.
    """
    words = parse.words
    mark = _mark(parse, place)
    if mark is None and subject is not None and subject < place:
        mark = _inverted(parse, place, subject)
    if mark is None and words[place].tag == "VB" and words[words[place].head].lower in _LETS:
        mark = words[place].head if words[place].head < place else None
    return parse.span(mark, place) if mark is not None else None


def _mark(parse: Parse, place: int) -> int | None:
    """Return the conjunction of a condition that a verb, or a verb joined to it, depends on."""
    words = parse.words
    at = place
    for _ in range(_DEEPEST):
        for child in parse.children[at]:
            word = words[child]
            if child >= at or word.quoted >= 0:
                continue
            if word.lower in _MARKS and word.dep in ("mark", "advmod") and not _is_reported(parse, at, word.lower):
                return child
            if word.lower in _WHEN and word.dep in ("advmod", "mark") and words[place].tag in _PRESENT:
                return child
        if words[at].dep != "conj" or words[at].head >= at:
            return None
        at = words[at].head
    return None


def _is_reported(parse: Parse, place: int, mark: str) -> bool:
    """Return whether `if` or `once` begins no condition: `once said`, `asked if he said`."""
    words = parse.words
    if mark == "once":
        return words[place].tag == "VBD" and not any(
            words[c].dep in SUBJECTS and c > place for c in parse.children[place]
        )
    return False


def _inverted(parse: Parse, place: int, subject: int) -> int | None:
    """Return the helping verb before the subject: `should he say`, `did he say`; `only then did he say` is real."""
    words = parse.words
    first, _ = parse.sentence(place)
    helpers = [c for c in parse.children[place] if words[c].dep in ("aux", "auxpass") and c < parse.first[subject]]
    if not helpers or words[helpers[0]].quoted >= 0:
        return None
    ahead = {words[at].lower for at in range(first, helpers[0])}
    return None if ahead & _ONLY else helpers[0]
