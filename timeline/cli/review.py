"""``timeline review``: deciding what becomes of what was found in articles."""

import signal
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from timeline.cli.correcting import Corrector
from timeline.cli.correcting import fields as fields_of
from timeline.cli.entity_commands import one
from timeline.cli.invocation import chosen_file, database_option, invocation
from timeline.cli.name_prompts import settled
from timeline.cli.output import columns, note, style
from timeline.cli.root import Command
from timeline.cli.writing import changeset, write_options
from timeline.database.opening import read_connection
from timeline.errors import NotFoundError, RefusedError, TimelineError
from timeline.reading import proposals as stored
from timeline.reading.proposals import STATES, ProposalRecord, Wanted
from timeline.words.numbers import row_number

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from timeline.reading.similar import Similar
    from timeline.store.drafts import Draft
    from timeline.store.naming import Note
    from timeline.store.verdicts import ReviewedAt

_Made = TypeVar("_Made")
_HELP = """\
a  accept: it becomes an entry that cites the passage, in one changeset; timeline undo takes it back
c  cite: it becomes one more citation of the entry that says the same; c 12, or C on a terminal, names another one
e  edit: a field and its new value, such as date Feb. 26 or speaker Sergey Lavrov; - empties it
   fields: kind, speaker, role, mode, text, date, date_text, setting, via, topics, places, participants, links, note
r  reject: nothing becomes of it, and it is not proposed again; r REASON, or R on a terminal, keeps the reason
s  skip: it waits · b  back to the one before, to decide anew · q  quit: all that was decided is stored"""
_FIELD = "field and its new value"
#: so many answers in a row may be refused where nobody sees it
_MOST_REFUSED = 20
#: key → what it asks for on a terminal
_ASKED = {"E": _FIELD, "R": "reason", "C": "number of the entry"}
#: what --accept-high leaves → why, worded for a count
_LEFT = {
    "like": "say nearly what an entry says already",
    "name": "name somebody who may be known by another name",
    "gone": "stand no more in the latest snapshot of their source",
    "unfit": "cannot become an entry as they are",
}


@click.command(cls=Command, short_help="Decide about proposals, one at a time.")
@click.argument("source", required=False, metavar="[SOURCE]")
@click.option("--state", type=click.Choice(STATES), default="pending", show_default=True, help="Those so decided.")
@click.option("--accept-high", is_flag=True, help="Accept all that are of high confidence, without asking.")
@write_options
@database_option
@click.pass_context
def review(ctx: click.Context, source: str | None, state: str, *, accept_high: bool) -> None:
    """Decide about the proposals of a source, or of all, one at a time: accept, edit, reject, skip, back, quit.

    What you accept becomes an entry with a citation of the very words, in a changeset of its own, so you may stop at
    any moment. Where an entry says nearly the same it is shown, and the proposal may become one more citation of it.
    Verdicts are kept: what was decided is not proposed again, but may be decided anew with --state. Without a
    terminal the answers are read from stdin, one a line.
    """
    if accept_high and state != "pending":
        raise click.UsageError("--accept-high is for what waits to be decided", ctx)
    path = chosen_file(ctx)
    with read_connection(path) as connection:
        numbers = (one(connection.execute, "source", source).id,) if source is not None else ()
        wanted = Wanted(sources=numbers, states=(state,))
        waiting = stored.numbers(connection, wanted)
        if not waiting:
            what = "waits to be decided" if state == "pending" else f"is {state}"
            note(f"nothing {what}; timeline ingest reads an article, timeline proposals lists what it found")
        elif accept_high:
            _accept_high(ctx, connection, wanted, len(waiting))
        else:
            _Review(ctx, connection, waiting, state, source).run()


def _alike(connection: "sqlite3.Connection", draft: "Draft", but: int | None = None) -> "list[Similar]":
    from timeline.reading.similar import similar

    date = draft.entry.date
    bounds = (date.earliest, date.latest) if date is not None else (None, None)
    return [one for one in similar(connection, draft.kind, draft.entry.text, *bounds) if one.id != but]


def _accept_high(ctx: click.Context, connection: "sqlite3.Connection", wanted: Wanted, waiting: int) -> None:
    """Accept what is of high confidence in one changeset; what needs somebody to look at it is left and told."""
    left: Counter[str] = Counter()
    made: list[int] = []
    high = list(stored.proposals(connection, replace(wanted, confidences=("high",))))
    with suppress(_NothingMadeError), changeset(ctx) as session:
        for proposal in high:
            made_or_why = _accepted(session, proposal)
            if isinstance(made_or_why, int):
                made.append(made_or_why)
            else:
                left[made_or_why] += 1
        if not made:
            raise _NothingMadeError
    entries = f": entries {_listed(made)}; timeline undo takes them back" if made else ""
    note(f"accepted {len(made)} of {len(high)} of high confidence{entries}")
    for why, count in left.items():
        note(f"left {count}, which {_LEFT[why]}: timeline review")
    if rest := waiting - len(high):
        note(f"{rest} of lower confidence wait: timeline review")


class _NothingMadeError(Exception):
    """Nothing was accepted, so that there is no changeset to keep."""


def _accepted(session: "Session", proposal: ProposalRecord) -> int | str:
    """Accept a proposal as it is and return the number of its entry, or why it is left."""
    from timeline.store.drafts import drafted
    from timeline.store.naming import driver
    from timeline.store.verdicts import accept

    connection = driver(session)
    draft = drafted(proposal, stored.text_of(connection, proposal["snapshot_id"]))
    if stored.is_superseded(connection, proposal):
        return "gone"
    if _alike(connection, draft):
        return "like"
    try:
        draft.refuse_unfit()
        with session.begin_nested():
            return accept(session, _seen(proposal), draft.entry, draft.spans, lambda _: None)
    except NotFoundError:
        return "name"
    except RefusedError:
        return "unfit"


def _seen(proposal: ProposalRecord) -> "ReviewedAt":
    from timeline.store.verdicts import ReviewedAt

    return ReviewedAt(proposal["id"], proposal["verdict"])


def _listed(numbers: list[int]) -> str:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


@dataclass
class _One:
    """The proposal that is being decided, what it would become, and the entries like it."""

    proposal: ProposalRecord
    text: str
    draft: "Draft"
    similar: "list[Similar]"


class _Review:
    """The proposals that were waiting when it began, where in them one is, and what was decided."""

    def __init__(
        self, ctx: click.Context, connection: "sqlite3.Connection", numbers: list[int], state: str, source: str | None
    ) -> None:
        self.ctx = ctx
        self.state = state
        self.connection = connection
        self.numbers = numbers
        self.source = source
        self.counts: Counter[str] = Counter()
        self.at = 0
        #: those that were decided here, which may be decided anew; any other was decided by somebody else meanwhile
        self.decided: set[int] = set()
        self.refused = 0
        self.asks = sys.stdin.isatty()
        #: key → what it does: it returns how far to go on, None to stop
        self.keys: dict[str, Callable[[_One, str], int | None]] = {
            "a": self._accept,
            "c": self._cite,
            "e": self._edit,
            "r": self._reject,
            "s": self._skip,
            "b": lambda one, more: -1 if self.at else 0,
            "q": lambda one, more: None,
        }

    def run(self) -> None:
        """Ask about one after another until there is none, or nobody answers any more."""
        invocation(self.ctx).writes = True
        try:
            step: int | None = 0
            while step is not None:
                self.at += step
                step = self._decide() if self.at < len(self.numbers) else self._end()
        except EOFError:
            pass
        except click.Abort:
            if self.asks:
                raise
        finally:
            self._tell()

    def _end(self) -> int | None:
        """Let the last decision be seen again before it ends."""
        if self.asks:
            click.echo("\n    that was the last one · b back · any other key ends", err=True)
        return -1 if self._answer()[0] == "b" else None

    def _tell(self) -> None:
        said = ", ".join(f"{what} {count}" for what, count in self.counts.items()) or "nothing decided"
        left = len(set(self.numbers) & set(stored.numbers(self.connection, Wanted(states=("pending",)))))
        again = f"; {left} left: timeline review{f' {self.source}' if self.source else ''}" if left else ""
        note(said + again)

    def _decide(self) -> int | None:
        """Show one proposal and ask until it is decided or left; return how far to go on, None to stop."""
        from timeline.store.drafts import drafted

        (proposal,) = stored.proposals(self.connection, Wanted(numbers=(self.numbers[self.at],)))
        if proposal["state"] != self.state and proposal["id"] not in self.decided:
            note(f"proposal {proposal['id']} was {proposal['state']} meanwhile, not here; it is passed over")
            return 1
        text = stored.text_of(self.connection, proposal["snapshot_id"])
        draft = drafted(proposal, text)
        one = _One(proposal, text, draft, _alike(self.connection, draft, proposal["entry"]))
        self._show(one)
        while True:
            key, more = self._answer()
            act = self.keys.get(key.lower())
            if act is None:
                click.echo(_HELP, err=True)
                continue
            try:
                step = act(one, more)
            except TimelineError as error:
                note(f"  {error}")
                self._count_refused()
                if self._is_stale(one):
                    return 0
                continue
            self.refused = 0
            if step != 0:
                return step

    def _count_refused(self) -> None:
        """Stop where answers that nobody looks at are refused over and over. Raises RefusedError."""
        self.refused += 1
        if self.refused >= _MOST_REFUSED and not self.asks:
            raise RefusedError(f"{_MOST_REFUSED} answers in a row were refused; what was decided before is stored")

    def _is_stale(self, one: _One) -> bool:
        """Tell whether somebody else has decided since it was shown."""
        (now,) = stored.proposals(self.connection, Wanted(numbers=(one.proposal["id"],)))
        return bool(now["verdict"] != one.proposal["verdict"])

    def _show(self, one: _One) -> None:
        from timeline.render import proposal as shown

        fields = fields_of(self._lookup, one.draft)
        place, context = (self.at + 1, len(self.numbers)), (one.text, one.draft.spans)
        for line in shown.screen(one.proposal, place, context, fields, one.similar, columns(), style):
            click.echo(line, err=True)
        click.echo(f"\n    {shown.keys(one.similar[0].id if one.similar else None)}", err=True)

    def _answer(self) -> tuple[str, str]:
        """Read a key and what belongs to it: a line, or on a terminal one key, whose capital asks for the rest."""
        if not self.asks:
            line = sys.stdin.readline()
            if not line:
                raise EOFError
            key, _, more = line.strip().partition(" ")
            return key, more.strip()
        click.echo("  > ", nl=False, err=True)
        key = click.getchar()
        click.echo(key if key.isprintable() else "", err=True)
        return key, self._ask(_ASKED[key]) if key in _ASKED else ""

    def _ask(self, label: str) -> str:
        """Ask for a line. Raises RefusedError where nobody can be asked."""
        if not self.asks:
            raise RefusedError(f"give the {label} behind the letter")
        try:
            return str(click.prompt(f"  {label}", default="", show_default=False, err=True)).strip()
        except click.Abort:
            click.echo(err=True)
            raise RefusedError("left as it is") from None

    def _lookup(self, sql: str, values: dict[str, Any]) -> list[Any]:
        return self.connection.execute(sql, values).fetchall()

    def _edit(self, one: _One, more: str) -> int:
        corrector = Corrector(self._lookup, one.proposal, one.text)
        one.draft = corrector.edited(one.draft, more or self._ask(_FIELD))
        one.similar = _alike(self.connection, one.draft, one.proposal["entry"])
        self._show(one)
        return 0

    def _skip(self, _one: _One, _more: str) -> int:
        self.counts["skipped"] += 1
        return 1

    def _accept(self, one: _One, _more: str) -> int:
        from timeline.store.verdicts import accept

        if self.asks and one.draft.kind == "statement" and not one.draft.entry.speakers:
            self._edit(one, f"speaker {self._ask('who says it')}")
        one.draft.refuse_unfit()
        entry = one.draft.entry
        names = settled(self._lookup, tuple(name for name, _ in entry.participants))
        new = replace(
            entry,
            speakers=settled(self._lookup, entry.speakers),
            participants=tuple((name, role) for name, (_, role) in zip(names, entry.participants, strict=True)),
            new_speaker=True,
        )
        seen, spans = _seen(one.proposal), one.draft.spans
        made = self._store("accepted", one, lambda session, notes: accept(session, seen, new, spans, notes))
        note(f"  entry {made}")
        return 1

    def _cite(self, one: _One, more: str) -> int:
        from timeline.store.verdicts import accept_for

        entry = more or (str(one.similar[0].id) if one.similar else self._ask(_ASKED["C"]))
        number = row_number(entry)
        if number is None:
            raise RefusedError(f"“{entry[:20]}” is no number of an entry; write it as in c 12")
        seen, draft = _seen(one.proposal), one.draft
        self._store(
            "cited",
            one,
            lambda session, notes: accept_for(session, seen, number, draft.entry, draft.spans, notes),
        )
        note(f"  one more citation of entry {number}")
        return 1

    def _reject(self, one: _One, more: str) -> int:
        from timeline.store.verdicts import reject

        seen = _seen(one.proposal)
        self._store("rejected", one, lambda session, notes: reject(session, seen, more or None, notes))
        return 1

    def _store(self, what: str, one: _One, verb: "Callable[[Session, Note], _Made]") -> "_Made":
        """Decide in a changeset of its own, and tell what was made on the way."""
        notes: list[str] = []
        with changeset(self.ctx) as session:
            made = verb(session, notes.append)
        invocation(self.ctx).stored = True
        signal.signal(signal.SIGINT, signal.default_int_handler)  # storing it let nothing interrupt
        self.counts[what] += 1
        self.decided.add(one.proposal["id"])
        for told in notes:
            note(f"  {told}")
        return made
