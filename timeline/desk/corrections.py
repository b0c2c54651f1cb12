"""Make the draft of a proposal, and correct it field by field; the words that it cites stay the snapshot's own."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from timeline.dates import PartialDate
from timeline.desk import names, reference
from timeline.desk.parts import read_link, read_participant, refuse_unknown_entry
from timeline.desk.problems import Problems
from timeline.desk.reference import TypedDate
from timeline.desk.splitting import known_in, split
from timeline.errors import RefusedError, TimelineError
from timeline.evidence import passages
from timeline.evidence.passages import Passage
from timeline.reading import resolve
from timeline.reading.proposals import ProposalRecord
from timeline.schema.fields import FIELDS, WORDS, is_of
from timeline.schema.vocabulary import ENTRY_KINDS, MODES, EntityKind, EntryKind
from timeline.store.drafts import Draft
from timeline.store.entry_passage import passage
from timeline.store.limits import checked, language
from timeline.store.naming import named
from timeline.store.remarks import Notes
from timeline.store.sources import checked_outlet
from timeline.words.names import key as name_key
from timeline.words.names import tails
from timeline.words.numbers import is_number
from timeline.words.quotations import quoted_parts, quoted_spans, unquote, words_and_mode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from timeline.desk.values import DateReading

#: name of a field in the review → name of the field
CORRECTABLE = {
    field.line: name
    for name, field in FIELDS.items()
    if (field.owner == "entry" and field.type != "time") or name == "via"
}
#: field → kind of the entities that it names
_KIND_OF: dict[str, EntityKind] = {"topics": "topic", "places": "place"}
#: kind → the fields that only this kind has, with their values in an entry that has just become one
_OF_ONE_KIND: dict[EntryKind, dict[str, Any]] = {
    "statement": {"speakers": (), "role": None, "mode": "paraphrase", "original_text": None},
    "event": {"participants": ()},
}


def drafted(proposal: ProposalRecord, text: str) -> Draft:
    """Make the draft of a proposal. The draft has only what the proposal has."""
    spans, mode = passage(text, proposal), proposal["mode"]
    if mode == "paraphrase" and (inner := unquote(Passage(spans).words(text))) and len(spans) == 1:
        begin = text.index(inner, *spans[0])
        spans, mode = ((begin, begin + len(inner)),), "verbatim"
    is_statement = proposal["kind"] == "statement"
    others, words = tuple(proposal["participants"]), Passage(spans).words(text)
    speakers = (proposal["speaker"], *others) if proposal["speaker"] else others
    return Draft(
        kind=proposal["kind"],
        title=None if is_statement else words,
        text=words if is_statement else None,
        date=PartialDate.parse(proposal["date"]) if proposal["date"] else None,
        date_text=proposal["date_text"],
        speakers=speakers if is_statement else (),
        role=proposal["role"],
        mode=mode,
        setting=proposal["setting"],
        participants=() if is_statement else tuple((name, "participant") for name in others),
        topics=tuple(proposal["topics"]),
        places=tuple(proposal["places"]),
        via=proposal["via"],
        passage=Passage(spans),
    )


def is_quoted(text: str, passage: Passage) -> bool:
    """Tell whether a passage is one quotation, with or without its marks, or lies within one of its paragraph."""
    if unquote(passage.words(text)) is not None:
        return True
    begin = text.rfind("\n", 0, passage.start) + 1
    end = text.find("\n", passage.end)
    spans = quoted_spans(text[begin : end if end >= 0 else len(text)])
    return any(begin + start < passage.start and passage.end < begin + stop for start, stop in spans)


def field_named(typed: str) -> str:
    """Return the field with a name, or with that beginning. Raises RefusedError if none or several fit."""
    begun = [name for name in CORRECTABLE if typed and name.startswith(typed.lower())]
    fitting = begun[:1] if all(name.startswith(begun[0]) for name in begun) else begun
    if len(fitting) != 1:
        what = f"“{typed[:40]}” may be {' or '.join(fitting)}" if fitting else f"“{typed[:40]}” is not a field"
        raise RefusedError(f"{what}; the fields are {', '.join(CORRECTABLE)}")
    return CORRECTABLE[fitting[0]]


class Corrector:
    """Corrects one draft; ``text`` is that of the snapshot that it cites.

    ``published`` is the day on which the source was published, ``role`` how it describes the speaker that it names.
    """

    def __init__(self, lookup: resolve.Lookup, text: str, published: str | None, role: str | None = None) -> None:
        self._lookup = lookup
        self._published = published
        self._role = role
        self._text = text
        self._is_cited = False
        #: how the date that was typed last was read
        self.reading: DateReading | None = None
        #: kind → the draft when it last was of that kind
        self._as_of_kind: dict[str, Draft] = {}
        #: notes on how dates were read
        self.notes = Notes()

    def corrected(self, draft: Draft, field: str, typed: str) -> Draft:
        """Return a draft with a typed value in one field; an empty text clears the field.

        Raises TimelineError at the field if the value is invalid.
        """
        own: dict[str, Callable[[Draft, str], Draft]] = {
            "kind": self._of_kind,
            "mode": self._of_mode,
            WORDS[draft.kind]: self._worded,
            "date": self._dated,
            "speakers": self._spoken,
        }
        try:
            if field in own:
                return own[field](draft, typed)
            return _with(draft, field, self._value(field, typed))
        except TimelineError as error:
            raise reference.without_order(error).at(field) from None

    def citing(self, draft: Draft, passage: Passage) -> Draft:
        """Return a draft that cites another passage, which later corrections of its words leave as it is.

        Words that were those of the passage before become those of the new one.
        """
        self._is_cited = True
        before, words = draft.passage, passage.words(self._text)
        if before is not None and draft.words in (before.words(self._text), passages.bare(before.words(self._text))):
            draft = _with(draft, WORDS[draft.kind], unquote(words) or words)
            if draft.mode == "verbatim" and not is_quoted(self._text, passage):
                draft = replace(draft, mode="paraphrase")  # the words of the source are not those of the speaker
        return replace(draft, passage=passage)

    def _of_kind(self, draft: Draft, typed: str) -> Draft:
        """Make an event a statement, or the reverse; restore the fields that only the new kind has."""
        kind = cast("EntryKind", _one_of(typed, ENTRY_KINDS))
        if kind == draft.kind:
            return draft
        self._as_of_kind[draft.kind] = draft
        before = self._as_of_kind.get(kind)
        own = {name: getattr(before, name) if before else value for name, value in _OF_ONE_KIND[kind].items()}
        none = {name: () if isinstance(value, tuple) else None for name, value in _OF_ONE_KIND[draft.kind].items()}
        words = {"title": draft.text, "text": draft.title}
        return replace(draft, kind=kind, **cast("dict[str, Any]", {**none, **own, **words}))

    def _of_mode(self, draft: Draft, typed: str) -> Draft:
        return _quoting(_with(draft, "mode", _one_of(typed, MODES)), self._text)

    def _worded(self, draft: Draft, typed: str) -> Draft:
        """Give a draft other words, and cite the passage that has them, if the text does.

        Verbatim words, and words in quotation marks, must be in the passage. Raises RefusedError.
        """
        words = checked("the text", typed)
        if draft.kind == "event":
            return self._proven(replace(draft, title=words))
        inner, mode = words_and_mode(words, None)
        if mode != "verbatim":
            mode = draft.mode or "paraphrase"
        return self._proven(replace(draft, text=inner, mode=mode))

    def _proven(self, draft: Draft) -> Draft:
        return _quoting(draft if self._is_cited else _placed(draft, self._text), self._text)

    def _spoken(self, draft: Draft, typed: str) -> Draft:
        """Give a draft other speakers; if the first one changes, clear the role of the proposal."""
        speakers = self._split("speakers", typed)
        self._refuse_wrong_names("speakers", "speaker", speakers)
        changed = _with(draft, "speakers", speakers)
        is_other = not _is_same_person(speakers[:1], draft.speakers[:1])
        return replace(changed, role=None) if is_other and draft.role == self._role else changed

    def _dated(self, draft: Draft, typed: str) -> Draft:
        """Read a date relative to the day on which the source was published."""

        def published() -> PartialDate | None:
            return PartialDate.parse(self._published) if self._published else None

        is_statement = draft.kind == "statement"
        reading = reference.read_date(TypedDate(typed or "unknown"), published, self.notes, is_statement=is_statement)
        self.reading = reading
        return replace(draft, date=reading.date, date_text=reference.as_typed(reading))

    def _value(self, field: str, typed: str) -> Any:
        """Read the value of a field on which no other field depends."""
        if field == "participants":
            return self._participants(typed)
        if field == "links":
            return self._links(typed)
        if field in _KIND_OF:
            members = self._split(field, typed)
            self._refuse_wrong_names(field, _KIND_OF[field], members)
            return members
        if field == "via" and typed:
            return checked_outlet(self._lookup, typed)
        if field == "lang" and typed:
            language(typed)
        return checked(f"the {FIELDS[field].label.lower()}", typed) if typed else None

    def _split(self, field: str, typed: str) -> tuple[str, ...]:
        return split(typed, known_in(self._lookup, field, typed))

    def _participants(self, typed: str) -> tuple[tuple[str, str], ...]:
        problems, people = Problems(), []
        for part in self._split("participants", typed):
            with problems.at("participants"):
                name, role = read_participant(part)
                self._refuse_wrong_name("speaker", name)
                people.append((name, role))
        problems.refuse()
        return tuple(people)

    def _refuse_wrong_names(self, field: str, kind: EntityKind, typed: "Iterable[str]") -> None:
        """Raise TimelineError for all names in a field that :meth:`_refuse_wrong_name` refuses."""
        problems = Problems()
        for name in typed:
            with problems.at(field):
                self._refuse_wrong_name(kind, name)
        problems.refuse()

    def _refuse_wrong_name(self, kind: EntityKind, name: str) -> None:
        """Raise TimelineError for a number that nobody has, and for a text that cannot be a name.

        A name that fits several topics or places is refused too; for people, a choice may follow.
        """
        if kind != "speaker" or is_number(name):
            names.match(self._lookup, kind, name)
        else:
            named(kind, name)

    def _links(self, typed: str) -> tuple[tuple[str, int], ...]:
        problems, links = Problems(), []
        for part in split(typed):
            with problems.at("links"):
                link = read_link(part)
                refuse_unknown_entry(self._lookup, link[1])
                links.append(link)
        problems.refuse()
        return tuple(dict.fromkeys(links))


def reported(draft: Draft, published: str | None) -> Draft:
    """Return a draft that is dated on or before the day on which its source was published.

    Raises RefusedError if that day is not known, or if the source gives a date of its own.
    """
    if draft.date is not None and draft.date_text is not None:
        raise RefusedError(
            f"the source dates it itself, in the words “{draft.date_text}”",
            field="date",
            advice="; e date VALUE changes that",
        )
    if published is None:
        raise RefusedError("nobody knows when the source was published; type the date", field="date")
    return replace(draft, date=PartialDate.parse(f"[..{published}]"), date_text=None)


def capitalized(draft: Draft) -> Draft:
    """Return a draft whose words begin with a capital letter. Raises RefusedError if they are the source's own."""
    words = draft.words
    if draft.mode == "verbatim" or not words[:1].isalpha():
        raise RefusedError("these words are quoted, so they stay as the source has them", field=WORDS[draft.kind])
    return _with(draft, WORDS[draft.kind], words[0].upper() + words[1:])


def _is_same_person(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two names are the same, or one is the end of the other: Peskov, Dmitry Peskov."""
    keys = [name_key(name) for name in (*one, *other)]
    return one == other or (len(keys) == 2 and (tails(*keys) or tails(*reversed(keys))))


def _with(draft: Draft, field: str, value: object) -> Draft:
    """Give a draft another value of a field. Raises RefusedError if entries of its kind have no such field."""
    if not is_of(field, draft.kind):
        raise RefusedError(f"an event has no {FIELDS[field].word}; make it a statement first: kind statement")
    return replace(draft, **cast("dict[str, Any]", {field: value}))


def _placed(draft: Draft, text: str) -> Draft:
    """Move the passage of a draft to the nearest place that has the words of the draft, if there is one."""
    near = draft.passage
    places = passages.find(text, draft.words)
    if not places or near is None:
        return draft
    return replace(draft, passage=min(places, key=lambda one: abs(one.start - near.start)))


def _quoting(draft: Draft, text: str) -> Draft:
    """Refuse a draft whose verbatim words or quotations are not in its passage. Raises RefusedError."""
    is_verbatim = draft.mode == "verbatim"
    there = draft.passage.words(text) if draft.passage else ""
    for words in [draft.words] if is_verbatim else quoted_parts(draft.words):
        if not passages.contains(there, words) and not passages.contains(there, passages.bare(words)):
            hint = "use mode paraphrase to word it yourself" if is_verbatim else "leave out the quotation marks"
            raise RefusedError(f"“{words[:100]}” is not in the passage, which is “{there[:200]}”; {hint}")
    return draft


def _one_of(typed: str, values: tuple[str, ...]) -> str:
    """Return the value with this text or beginning. Raises RefusedError if none has it."""
    fitting = [value for value in values if typed and value.startswith(typed.lower())]
    if len(fitting) != 1:
        raise RefusedError(f"“{typed[:40]}” is not one of {', '.join(values)}")
    return fitting[0]
