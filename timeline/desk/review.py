"""Review proposals, without a screen: look at one, correct it, decide, go on or back.

Every decision is a changeset of its own, so that a review may stop at any moment. For a name that resembles a known one
each front end asks in its own way who is meant: see :meth:`Review.questions`.
"""

import sqlite3
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from timeline.desk import decisions, names
from timeline.desk.corrections import CORRECTABLE, Corrector, capitalized, drafted, field_named, reported
from timeline.desk.decisions import OpenChangeset, refuse_nobody
from timeline.desk.entries import similar_to
from timeline.desk.names import Choices
from timeline.desk.people import is_named_in
from timeline.desk.values import NameMatch, Outcome
from timeline.errors import RefusedError, TimelineError
from timeline.reading import proposals as stored
from timeline.reading.proposals import ProposalFilter, ProposalRecord
from timeline.store.limits import optional
from timeline.store.remarks import Note
from timeline.store.verdicts import ReviewedAt

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from timeline.reading.similar import Similar
    from timeline.store.drafts import Draft

#: the value that clears a field in a line of a correction
NOTHING = "-"
#: the speakers of a source that can be chosen by number, with one key each
MOST_NUMBERED_SPEAKERS = 9


@dataclass
class Item:
    """The proposal under review, with its text, the draft of its entry, and entries that say nearly the same."""

    proposal: ProposalRecord
    text: str
    draft: "Draft"
    similar: "tuple[Similar, ...]"
    corrector: Corrector

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """The position of the passage of the draft in the text."""
        return self.draft.passage.spans if self.draft.passage else ()

    @property
    def reviewed_at(self) -> ReviewedAt:
        """The state of the proposal when it was read, to detect a decision by somebody else."""
        return ReviewedAt(self.proposal["id"], self.proposal["verdict"])


class Review:
    """The proposals to review, the position of the current one, and the numbers of decisions.

    ``state`` is the state of the proposals: ``pending``, ``accepted`` or ``rejected``. If nobody sees that a correction
    is refused before the next answer comes, the review ``is_blind``: it stores no proposal without its corrections.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        numbers: list[int],
        open_changeset: OpenChangeset,
        state: str = "pending",
        *,
        is_blind: bool = False,
    ) -> None:
        self._connection = connection
        self._open = open_changeset
        self._state = state
        #: the proposals decided in this review, which may be decided anew
        self._decided: set[int] = set()
        self._is_blind = is_blind
        #: proposal → the fields whose last correction was refused, ``""`` for a line that names no field
        self._refused: dict[int, set[str]] = {}
        self.numbers = numbers
        self.position = 0
        self.counts: Counter[str] = Counter()
        self.item: Item | None = None
        #: the proposals that the last :meth:`look` skipped: number and state
        self.passed: list[tuple[int, str]] = []
        #: topics and places of the last entry that was stored
        self._about: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        #: source → the speakers of its proposals, in the order of its text
        self._speakers: dict[int, list[str]] = {}

    def look(self) -> Item | None:
        """Return the current proposal as it is now, uncorrected; None at the end.

        It skips proposals that somebody else has decided meanwhile, and lists them in :attr:`passed`.
        """
        self.passed = []
        self.item = None
        while self.position < len(self.numbers) and self.item is None:
            proposal = self._proposal(self.numbers[self.position])
            if proposal["state"] != self._state and proposal["id"] not in self._decided:
                self.passed.append((proposal["id"], proposal["state"]))
                self.position += 1
                continue
            text = stored.text_of(self._connection, proposal["snapshot_id"])
            draft = drafted(proposal, text)
            corrector = Corrector(self._connection.execute, text, proposal["source"]["published"], proposal["role"])
            self.item = Item(proposal, text, draft, self._similar(proposal, draft), corrector)
        return self.item

    def _proposal(self, number: int) -> ProposalRecord:
        (proposal,) = stored.proposals(self._connection, ProposalFilter(numbers=(number,)))
        return proposal

    def _similar(self, proposal: ProposalRecord, draft: "Draft") -> "tuple[Similar, ...]":
        return similar_to(self._connection, draft, but=proposal["entry"])

    def _current(self) -> Item:
        if self.item is None:
            raise RefusedError("the review has no current proposal; look at one first")
        return self.item

    def correct(self, field: str, typed: str) -> tuple[Note, ...]:
        """Correct one field of the draft, and return notes on how it was read.

        Raises TimelineError if the value is invalid; the draft then stays as it was.
        """
        item = self._current()
        if field not in CORRECTABLE.values():
            raise RefusedError(
                f"“{field[:40]}” is not a field to correct; the fields are {', '.join(CORRECTABLE.values())}",
                field=field,
            )
        self._change(item.corrector.corrected(item.draft, field, typed))
        if field == "speakers" and item.draft.speakers:
            known = self._speakers.setdefault(item.proposal["source"]["id"], list(self.speakers()))
            known += [name for name in item.draft.speakers if name not in known]
        return item.corrector.notes.take()

    def correct_line(self, line: str) -> tuple[Note, ...]:
        """Correct the field that a line begins with, to the value that follows: see :meth:`correct`."""
        name, _, typed = line.strip().partition(" ")
        value = typed.strip().removeprefix("=").strip()
        refused, field = self._refused.setdefault(self._current().proposal["id"], set()), ""
        try:
            field = field_named(name)
            if not value:
                raise RefusedError(f"write the new value after the field; {NOTHING} clears it", field=field)
            notes = self.correct(field, "" if value == NOTHING else value)
        except TimelineError:
            refused.add(field)
            raise
        refused -= {field, ""}
        return notes

    def speakers(self) -> tuple[str, ...]:
        """Return the people who speak in the source of the current proposal, those named in this review last."""
        source = self._current().proposal["source"]["id"]
        if source not in self._speakers:
            proposed = stored.proposals(self._connection, ProposalFilter(sources=(source,)))
            self._speakers[source] = list(dict.fromkeys(one["speaker"] for one in proposed if one["speaker"]))
        return tuple(self._speakers[source][:MOST_NUMBERED_SPEAKERS])

    def choose_speaker(self, number: int) -> tuple[Note, ...]:
        """Make the person with a number, from 1, in :meth:`speakers` the speaker. Raises TimelineError."""
        speakers = self.speakers()
        if not 1 <= number <= len(speakers):
            raise RefusedError(
                f"there is no speaker {number}", field="speakers", advice="; name one with e speaker NAME"
            )
        return self.correct("speakers", speakers[number - 1])

    def repeat(self) -> None:
        """Add the topics and places of the last stored entry. Raises RefusedError if it had none."""
        topics, places = self._about
        if not topics and not places:
            raise RefusedError("no entry of this review has had topics or places yet", field="topics")
        draft = self._current().draft
        topics, places = (*draft.topics, *topics), (*draft.places, *places)
        self._change(replace(draft, topics=tuple(dict.fromkeys(topics)), places=tuple(dict.fromkeys(places))))

    def report(self) -> None:
        """Date the draft on or before the day on which its source was published.

        Raises RefusedError if that day is not known, or if the source gives a date of its own.
        """
        item = self._current()
        self._change(reported(item.draft, item.proposal["source"]["published"]))

    def capitalize(self) -> None:
        """Let the words of the draft begin with a capital letter. Raises RefusedError if they are quoted."""
        self._change(capitalized(self._current().draft))

    def _change(self, draft: "Draft") -> None:
        item = self._current()
        item.draft = draft
        item.similar = self._similar(item.proposal, draft)

    def _refuse_uncorrected(self) -> None:
        """Refuse to store a proposal without the corrections that nobody has seen refused."""
        refused = self._refused.get(self._current().proposal["id"])
        if refused and self._is_blind:
            raise RefusedError("its correction was refused; correct it again, or s to skip", field=min(refused) or None)

    def refuse_lost(self) -> None:
        """Raise RefusedError at the end of a blind review if corrections were refused and not made again."""
        lost = sorted(number for number, fields in self._refused.items() if fields)
        if lost and self._is_blind:
            which = f"proposal{'s' if len(lost) > 1 else ''} {', '.join(map(str, lost))}"
            raise RefusedError(f"a correction of {which} was refused; decide with: timeline review")

    @property
    def needs_speaker(self) -> bool:
        """Whether the draft is a statement without a speaker."""
        draft = self._current().draft
        return draft.kind == "statement" and not draft.speakers

    def match(self, name: str) -> NameMatch:
        """Match the name of a speaker in the draft. Raises NotFoundError if several fit."""
        return names.match(self._connection.execute, "speaker", name)

    def people(self) -> tuple[NameMatch, ...]:
        """Match the names of all people in the draft. Raises IncompleteError for a statement without a speaker."""
        draft = self._current().draft
        refuse_nobody(draft)
        return tuple(self.match(name) for name in (*draft.speakers, *(name for name, _ in draft.participants)))

    def is_unheard_of(self, match: NameMatch) -> bool:
        """Tell whether a name is that of a new person of whom the source of the proposal says nothing."""
        item = self._current()
        read = (item.proposal["speaker"], *item.proposal["participants"])
        return match.entity is None and match.typed not in read and not is_named_in(item.text, match.typed)

    def questions(self) -> tuple[NameMatch, ...]:
        """Return the new names that resemble known ones; :meth:`accept` needs a choice for each."""
        return tuple(match for match in self.people() if match.is_question)

    def accept(self, choices: Choices | None = None) -> Outcome[int]:
        """Store the draft as a checked entry that cites the passage, and go on; return the number of the entry.

        Raises TimelineError if the draft cannot be an entry, a name needs a choice, or somebody else decided meanwhile.
        """
        item = self._current()
        self._refuse_uncorrected()
        refuse_nobody(item.draft)
        return self._store(
            "accepted", lambda session: decisions.accept(session, item.reviewed_at, item.draft, choices or {})
        )

    def cite(self, entry: int) -> Outcome[int]:
        """Add the proposal as a citation to an entry that says the same, and go on. Raises TimelineError."""
        item = self._current()
        self._refuse_uncorrected()

        return self._store("cited", lambda session: decisions.cite(session, item.reviewed_at, entry, item.draft))

    def reject(self, reason: str | None = None) -> Outcome[int]:
        """Reject the proposal, and go on; return its number. Raises TimelineError if somebody decided meanwhile."""
        item = self._current()
        optional("the reason", reason, "note")

        def decide(session: "Session") -> Outcome[int]:
            done = decisions.reject(session, (item.reviewed_at,), reason)
            return done._replace(value=item.proposal["id"])

        return self._store("rejected", decide)

    def _store(self, what: str, decide: "Callable[[Session], Outcome[int]]") -> Outcome[int]:
        item = self._current()
        with self._open() as session:
            done = decide(session)
        if what != "rejected" and (item.draft.topics or item.draft.places):
            self._about = item.draft.topics, item.draft.places
        self.counts[what] += 1
        self._decided.add(item.proposal["id"])
        self._refused.pop(item.proposal["id"], None)
        self.position += 1
        return done

    def skip(self) -> None:
        """Leave the proposal undecided, and go on."""
        self.counts["skipped"] += 1
        self.position += 1

    def back(self) -> None:
        """Go back to the previous proposal, to decide it anew."""
        self.position = max(0, self.position - 1)

    def is_stale(self) -> bool:
        """Tell whether somebody else has decided the current proposal since it was read."""
        item = self._current()
        return self._proposal(item.proposal["id"])["verdict"] != item.proposal["verdict"]

    def left(self) -> int:
        """Return the number of proposals that are still pending."""
        return len(set(self.numbers) & set(stored.numbers(self._connection, ProposalFilter(states=("pending",)))))
