"""Read the form of an entry under review, as a person left it: the draft it would store, and all problems at once.

The form is about a passage of a snapshot: that of a proposal, or one that a person has selected.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from timeline.desk import people, versions
from timeline.desk.corrections import CORRECTABLE, Corrector, drafted, is_quoted
from timeline.desk.entries import similar_to
from timeline.desk.problems import Problems, errors_of
from timeline.desk.values import DateReading
from timeline.desk.versions import Version
from timeline.errors import NotFoundError, RefusedError, TimelineError
from timeline.evidence import passages
from timeline.evidence.passages import Passage
from timeline.history import past
from timeline.reading import proposals as stored
from timeline.reading.proposals import ProposalFilter, ProposalRecord, ProposalSource
from timeline.reading.resolve import Lookup
from timeline.schema.fields import MORE, WORDS, is_of
from timeline.schema.vocabulary import EntryKind
from timeline.store.drafts import Draft
from timeline.words.printable import inert, plain_lines
from timeline.words.quotations import unquote

if TYPE_CHECKING:
    from timeline.desk.names import Choices
    from timeline.reading.similar import Similar
    from timeline.store.remarks import Note

#: the words of the entry, and what else it says: details of an event, the title of a statement
_WORDS, _MORE = "words", "more"
#: field that nobody has touched → the one that it follows, if that has changed since the form was shown
_LEADERS = {"date_text": "date", "role": "speakers", "mode": "spans"}
#: fields in the order in which they are read: the kind comes last, because the form has those of the kind before
_ORDER = (
    "mode",
    _WORDS,
    _MORE,
    *(name for name in CORRECTABLE.values() if name not in ("kind", "mode", "title", "text")),
)
_SPAN = re.compile(r"([0-9]{1,10})-([0-9]{1,10})", re.ASCII)
_MOST_SPANS = 50
_SELECTION = " … "


class Subject(NamedTuple):
    """What a form is about: the text of a snapshot and its source, and the draft before any correction."""

    source: ProposalSource
    snapshot: int
    text: str
    draft: Draft
    #: None if a person has selected the passage
    proposal: ProposalRecord | None

    @property
    def spans(self) -> str:
        """The passage of the draft as text, as :func:`passage_of` reads it."""
        return spans_of(self.draft)

    @property
    def role(self) -> str | None:
        """How the source describes the speaker of the proposal."""
        return self.proposal["role"] if self.proposal else None


@dataclass(frozen=True, kw_only=True)
class ReviewForm:
    """The fields of a form as text; a field that it lacks stays as the draft has it.

    ``kind`` is that of the fields. ``spans`` says which passage the form showed (``120-180,200-210``, in code points),
    ``cited`` has its words, or others that somebody has put in their place. ``choices`` say who is meant by a name.
    ``settled`` has the date, the speakers and the spans beside which the fields that follow them were shown; without
    it, these are those of the draft.
    """

    values: Mapping[str, str]
    kind: EntryKind
    spans: str = ""
    cited: str = ""
    choices: "Choices"
    settled: Mapping[str, str] = field(default_factory=dict)


class ReadForm(NamedTuple):
    """A form as it was read; ``draft`` can be stored only if there are no ``errors``.

    ``shown`` has the fields to show again: as typed, or as they follow from others. ``followed`` names those
    whose text another one would replace: somebody should see that before it is stored. ``settled`` is what they
    followed.
    """

    draft: Draft
    shown: Mapping[str, str]
    followed: tuple[str, ...]
    settled: Mapping[str, str]
    errors: tuple[TimelineError, ...]
    notes: "tuple[Note, ...]"
    date: DateReading | None
    people: tuple[people.Person, ...]
    similar: "tuple[Similar, ...]"


def subject_of(connection: sqlite3.Connection, number: int) -> Subject:
    """Return a proposal with its text and draft. Raises NotFoundError."""
    proposal = next(stored.proposals(connection, ProposalFilter(numbers=(number,))), None) if number else None
    if proposal is None:
        raise NotFoundError(f"there is no proposal {number} any more; its source may have been read again")
    text = stored.text_of(connection, proposal["snapshot_id"])
    return Subject(proposal["source"], proposal["snapshot_id"], text, drafted(proposal, text), proposal)


def selected(source: ProposalSource, snapshot: int, text: str, passage: Passage, kind: EntryKind) -> Subject:
    """Return a passage that a person has selected, with the draft of an entry of a kind.

    It is verbatim if it stands in quotation marks, else the words of the source: a paraphrase.
    """
    words = passage.words(text)
    if kind == "event":
        return Subject(source, snapshot, text, Draft(kind=kind, title=words, passage=passage), None)
    inner = unquote(words)
    mode = "verbatim" if is_quoted(text, passage) else "paraphrase"
    return Subject(source, snapshot, text, Draft(kind=kind, text=inner or words, mode=mode, passage=passage), None)


def passage_of(text: str, spans: str) -> Passage | None:
    """Read the spans of a selection, and widen them to whole words. Raises RefusedError if they cannot be cited."""
    if not spans:
        return None
    read = [_SPAN.fullmatch(part) for part in spans.split(",")[: _MOST_SPANS + 1]]
    whole = [passages.whole_words(text, int(one[1]), int(one[2])) if one else None for one in read]
    if len(whole) > _MOST_SPANS or not all(whole):
        raise RefusedError("this cannot be cited; select one or more whole words", field="cited")
    passage = Passage(tuple(span for span in whole if span))
    if any(before[1] > after[0] for before, after in zip(passage.spans, passage.spans[1:], strict=False)):
        raise RefusedError("this cannot be cited; its parts overlap", field="cited")
    return passage


def find_words(text: str, typed: str, near: Passage | None = None) -> Passage:
    """Return the place of words that somebody has pasted, nearest to another passage.

    Raises RefusedError, at ``cited``, if the text lacks them, or has them several times and there is no passage to
    choose by.
    """
    words = typed.strip()
    places = passages.find(text, words) or passages.find(text, passages.bare(words)) if words else []
    if not words:
        raise RefusedError("write the words that the entry cites", field="cited")
    if not places:
        close = passages.nearest(text, words)
        like = close.words(text)[:300] if close else ""
        hint = f"the nearest passage is “{like}”" if close else "it has nothing similar"
        raise RefusedError(f"the text does not have these words; {hint}", field="cited")
    if len(places) > 1 and near is None:
        raise RefusedError(f"the text has these words {len(places)} times; write more of them", field="cited")
    return min(places, key=lambda place: abs(place.start - near.start)) if near else places[0]


def spans_of(draft: Draft) -> str:
    """Return the passage of a draft as text, as :func:`passage_of` reads it."""
    return ",".join(f"{begin}-{end}" for begin, end in draft.passage.spans) if draft.passage else ""


def column(name: str, kind: EntryKind) -> str:
    """Return the name that a field of a form has in an entry of a kind."""
    return WORDS[kind] if name == _WORDS else MORE[kind] if name == _MORE else name


def values_of(draft: Draft) -> dict[str, str]:
    """Return the fields of a draft as a form shows them, by name."""
    date = draft.date
    values = {
        "kind": draft.kind,
        _WORDS: draft.words,
        _MORE: getattr(draft, MORE[draft.kind]) or "",
        "date": "" if date is None else f"{date.date}T{date.time}" if date.time else date.date,
        "speakers": "; ".join(draft.speakers),
        "participants": "; ".join(f"{name} ({role})" for name, role in draft.participants),
        "links": "; ".join(f"{relation} {number}" for relation, number in draft.links),
    }
    for name in CORRECTABLE.values():
        if name not in (*values, "title", "text"):
            value = getattr(draft, name)
            values[name] = "; ".join(value) if isinstance(value, tuple) else value or ""
    return {name: value for name, value in values.items() if name in (_WORDS, _MORE) or is_of(name, draft.kind)}


def form_of(subject: Subject) -> ReviewForm:
    """Fill a form from the draft of a subject."""
    draft = subject.draft
    cited = draft.passage.words(subject.text) if draft.passage else ""
    return ReviewForm(values=values_of(draft), kind=draft.kind, spans=spans_of(draft), cited=cited, choices={})


def read(connection: sqlite3.Connection, subject: Subject, form: ReviewForm) -> ReadForm:
    """Read a form: the draft that it would store, how its date and its names are understood, and similar entries.

    A field that nobody has touched follows the one that it depends on, if that has changed since it was shown: the
    words and the mode the passage, the date in words the date, the role the speaker.
    """
    lookup, problems = connection.execute, Problems()
    corrector = Corrector(lookup, subject.text, subject.source["published"], subject.role)
    draft, words_follow = _cited(subject, form, corrector, problems)
    settled = {leader: _typed(form.values.get(leader, "")) for leader in ("date", "speakers")}
    settled["spans"] = spans_of(draft)
    following = _following(subject.draft, form, settled) | ({_WORDS} if words_follow else set())
    for name in (*_ORDER, "kind"):
        if name in form.values and name not in following:
            draft = _corrected(draft, name, form.values[name], corrector, problems)
    named = tuple(_people(lookup, subject, draft, form.choices, problems))
    if draft.kind == "statement" and not draft.speakers and not problems.has("speakers"):
        problems.add_incomplete("speakers", "who says it is not known yet; name the speaker")
    similar = similar_to(connection, draft, but=subject.proposal["entry"] if subject.proposal else None)
    errors = problems.errors(("cited", *_ORDER))
    shown = _shown(subject.text, form, draft, following)
    if problems.has("cited"):
        shown["cited"] = form.cited
    differing = (name for name, text in form.values.items() if _plain(shown.get(name, "")) != _plain(text))
    followed = tuple(name for name in differing if form.values[name].strip())
    followed += ("kind",) if draft.kind != form.kind else ()
    notes = corrector.notes.take()
    return ReadForm(draft, shown, followed, settled, errors, notes, corrector.reading, named, similar)


def _following(base: Draft, form: ReviewForm, now: Mapping[str, str]) -> set[str]:
    """Return the fields that nobody has touched and whose leader has changed since they were shown."""
    values = values_of(base)
    before = {**values, "spans": spans_of(base), **form.settled}
    return {
        name
        for name, leader in _LEADERS.items()
        if _plain(now[leader]) != _plain(before.get(leader, ""))
        and _plain(form.values.get(name, "")) == _plain(values.get(name, ""))
    }


def _shown(text: str, form: ReviewForm, draft: Draft, following: set[str]) -> dict[str, str]:
    """Return the fields to show again: as typed, or as the draft has those that follow others."""
    untouched = following | ({_MORE} if draft.kind != form.kind else set())  # the title of a statement is not details
    shown = values_of(draft) | {"cited": draft.passage.words(text) if draft.passage else ""}
    typed = {name: value for name, value in form.values.items() if name in shown and name not in untouched}
    return shown | typed


def _cited(subject: Subject, form: ReviewForm, corrector: Corrector, problems: Problems) -> tuple[Draft, bool]:
    """Return the draft with the passage that the form cites, and whether its words follow a passage that was typed."""
    draft, follows = subject.draft, False
    with problems.at("cited"):
        shown = passage_of(subject.text, form.spans) or draft.passage
        there = [_plain(words) for words in _words_at(subject.text, form.spans, shown)]
        is_typed = form.cited.strip() != "" and _plain(form.cited) not in there
        passage = find_words(subject.text, form.cited, shown) if is_typed else shown
        if passage is None:
            raise RefusedError("write the words that the entry cites", field="cited")
        follows = _plain(form.values.get(_WORDS, "")) in (one for words in there for one in (words, unquote(words)))
        if passage != draft.passage:
            draft = corrector.citing(draft, passage)
    return draft, follows


def _words_at(text: str, spans: str, passage: Passage | None) -> list[str]:
    """Return the words of a passage, and those of the selection that was widened to it."""
    selection = _SELECTION.join(text[int(one[1]) : int(one[2])] for one in _SPAN.finditer(spans))
    return [passage.words(text), selection] if passage else [selection]


def _corrected(draft: Draft, name: str, typed: str, corrector: Corrector, problems: Problems) -> Draft:
    """Return a draft with one field of a form; if it is not valid, the draft as it was."""
    field = column(name, draft.kind)
    if _plain(typed) == _plain(values_of(draft).get(name, "")) or not _has(draft, name, field):
        return draft
    with problems.at(name):
        try:
            return corrector.corrected(draft, field, _typed(typed))
        except TimelineError as error:
            for one in errors_of(error):
                one.field = name
            raise
    return draft


def _has(draft: Draft, name: str, field: str) -> bool:
    return name == "kind" or is_of(field, draft.kind)


def _people(
    lookup: Lookup, subject: Subject, draft: Draft, choices: "Choices", problems: Problems
) -> Iterator[people.Person]:
    """Yield the people of a draft, each once, and note who is not decided."""
    named = {**{name: "participants" for name, _ in draft.participants}, **dict.fromkeys(draft.speakers, "speakers")}
    read = {*subject.draft.speakers, *(name for name, _ in subject.draft.participants)}
    for name, where in named.items():
        person: people.Person | None = None
        with problems.at(where):
            person = people.person(lookup, name, choices, None if name in read else subject.text)
        if person is None:
            continue
        yield person
        if not person.is_decided:
            question = "who is meant" if person.options else "whether it is new; the article does not have this name"
            problems.add_incomplete(where, f"“{name}”: choose {question}")


def _typed(text: str) -> str:
    """Return what a form sends, without the line ends of forms and white space around it."""
    return plain_lines(text).strip()


def _plain(text: str) -> str:
    """Return a text to compare with what a form sends: without the line ends and characters that it would change."""
    return inert(_typed(text))


def with_speaker(connection: sqlite3.Connection, subject: Subject, draft: Draft, name: str) -> Draft:
    """Return a draft with another speaker, as if somebody had typed the name. Raises TimelineError."""
    corrector = Corrector(connection.execute, subject.text, subject.source["published"], subject.role)
    return corrector.corrected(draft, "speakers", name)


def changed(form: ReviewForm, before: Draft, after: Draft) -> ReviewForm:
    """Return a form with the fields in which two drafts differ; the others stay as they were typed."""
    old, new = values_of(before), values_of(after)
    return replace(form, values={**form.values, **{name: value for name, value in new.items() if old[name] != value}})


def version(connection: sqlite3.Connection, draft: Draft) -> Version:
    """Return the version of a proposal: that of the draft before any correction."""
    return versions.version(values_of(draft) | {"cited": spans_of(draft)}, past.last_changeset(connection))
