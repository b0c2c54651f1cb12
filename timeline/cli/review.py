"""``timeline review``: decide about proposals from articles."""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from textwrap import fill

import click

from timeline.cli import completing
from timeline.cli.arguments import Choice
from timeline.cli.invocation import chosen_file, database_option, invocation
from timeline.cli.keys import Keys, refuse_keys
from timeline.cli.name_prompts import ask_who_is_new
from timeline.cli.output import columns, note, style
from timeline.cli.root import Command, error_lines
from timeline.cli.writing import changeset, print_notes, write_options
from timeline.database.opening import read_connection
from timeline.desk import decisions
from timeline.desk.corrections import CORRECTABLE
from timeline.desk.decisions import AcceptedHigh
from timeline.desk.names import listed, one_entity
from timeline.desk.review import MOST_NUMBERED_SPEAKERS, NOTHING, Item, Review
from timeline.errors import RefusedError, TimelineError
from timeline.reading import proposals as stored
from timeline.reading.proposals import STATES, ProposalFilter
from timeline.schema.vocabulary import relation_words
from timeline.words.numbers import ranges, row_number

_INDENT = "   "
_HELP = f"""\
a  accept: store an entry that cites the passage, as checked by you, in one changeset; timeline undo reverses this
c  cite: add the passage as a citation to the entry that says the same; c 12, or C on a terminal, names another entry
e  edit: type a field and its new value, such as date Feb. 26 or speaker Sergey Lavrov; {NOTHING} clears the field
{fill("fields: " + ", ".join(CORRECTABLE), 100, initial_indent=_INDENT, subsequent_indent=_INDENT)}
1–9  the speaker with this number, of those whom the article names · t  the topics and places of the last entry too
p  reported on the day of publication, for a statement without a day of its own · u  a capital letter to begin with
r  reject: store nothing, and do not propose it again; r REASON, or R on a terminal, keeps a reason
s  skip: leave it for later · b  back: decide the one before again · q  quit: your decisions are stored"""
_FIELD = "field and its new value"
#: how many answers in a row from a pipe may be refused
_MOST_REFUSED_ANSWERS = 20
#: key → prompt for the rest of the answer, on a terminal
_PROMPTS = {"E": _FIELD, "R": "reason", "C": "number of the entry"}
#: reason why --accept-high skips proposals → words after their number
_REASONS = {
    "similar": "nearly the same as an entry",
    "name": "with a name that needs a decision",
    "superseded": "missing from the latest snapshot of the source",
    "unfit": "incomplete or invalid as an entry",
}


@click.command(cls=Command, short_help="Decide about proposals, one at a time.")
@click.argument("source", required=False, metavar="[SOURCE]", shell_complete=completing.sources)
@click.option(
    "--state", type=Choice(STATES), default="pending", show_default=True, help="Review proposals in this state."
)
@click.option("--accept-high", is_flag=True, help="Accept all proposals of high confidence, without asking.")
@write_options
@database_option
@click.pass_context
def review(ctx: click.Context, source: str | None, state: str, *, accept_high: bool) -> None:
    """Decide about the proposals of a source, or of all, one at a time: accept, cite, edit, reject, skip, back, quit.

    Each proposal you accept becomes an entry that cites its exact words, in a changeset of its own, so you may stop at
    any moment. If an entry says nearly the same, it is shown, and you may add the proposal to it as a citation. A
    proposal that you decided does not come again; to decide it again, use --state. Without a terminal, answers are read
    from stdin, one per line.
    """
    if accept_high and state != "pending":
        raise click.UsageError("--accept-high works only with --state pending", ctx)
    path = chosen_file(ctx)
    with read_connection(path) as connection:
        numbers = (one_entity(connection.execute, "source", source).id,) if source is not None else ()
        filter_ = ProposalFilter(sources=numbers, states=(state,))
        waiting = stored.numbers(connection, filter_)
        open_changeset = partial(changeset, ctx)
        if not waiting:
            note(f"no proposals are {state}; timeline ingest reads an article, timeline proposals lists its proposals")
        elif accept_high:
            _report_accepted(decisions.accept_high(connection, filter_, open_changeset), len(waiting))
        else:
            is_blind = not sys.stdin.isatty()
            _Screen(ctx, Review(connection, waiting, open_changeset, state, is_blind=is_blind), source).run()


def _report_accepted(accepted: AcceptedHigh, waiting: int) -> None:
    made = accepted.entries
    entries = f": entries {ranges(made)}; timeline undo reverses this" if made else ""
    note(f"accepted {len(made)} of {accepted.high} of high confidence{entries}")
    for reason, count in accepted.left.items():
        note(f"skipped {count}, {_REASONS[reason]}; decide with: timeline review")
    if rest := waiting - accepted.high:
        note(f"{rest} of lower confidence left; decide with: timeline review")


def _undated(item: Item) -> str:
    """Word a date that is not known, and what can be said instead."""
    from timeline.render.text import human_date

    day = item.proposal["source"]["published"]
    if day is None or item.draft.kind == "event":
        return "unknown"
    return f"unknown; p for {human_date({'date': f'[..{day}]', 'time': None})}"


class _Screen:
    """A review on a terminal or in a pipe, which turns keys into decisions."""

    def __init__(self, ctx: click.Context, review: Review, source: str | None) -> None:
        self.ctx = ctx
        self.review = review
        self.source = source
        self.refused = 0
        self.asks = sys.stdin.isatty()
        invocation(ctx).labels |= {name: word for word, name in CORRECTABLE.items()}
        #: key → method, which returns whether the proposal is decided or skipped, or None to stop
        self.keys: dict[str, Callable[[str], bool | None]] = {
            "a": self._accept,
            "c": self._cite,
            "e": self._edit,
            "r": self._reject,
            "s": self._skip,
            "b": self._back,
            "t": lambda _: self._change(self.review.repeat),
            "p": lambda _: self._change(self.review.report),
            "u": lambda _: self._change(self.review.capitalize),
            "q": lambda more: None,
        }
        self.keys |= {str(number): partial(self._speak, number) for number in range(1, MOST_NUMBERED_SPEAKERS + 1)}
        self.keyboard = Keys()

    def run(self) -> None:
        """Ask about one proposal after another until none is left, or no more answers come."""
        invocation(self.ctx).writes = True
        try:
            while self._decide():
                pass
        except EOFError:
            pass
        except click.Abort:
            if self.asks:
                raise
        finally:
            self._report()
        self.review.refuse_lost()

    def _decide(self) -> bool:
        """Show one proposal and ask until it is decided or skipped. Return whether to go on."""
        item = self.review.look()
        for number, state in self.review.passed:
            note(f"proposal {number} was {state} elsewhere meanwhile and is skipped")
        if item is None:
            return self._end()
        self._show(item)
        while True:
            key, more = self._answer()
            act = self.keys.get(key.lower())
            if act is None:
                click.echo(_HELP, err=True)
                continue
            try:
                done = act(more)
            except TimelineError as error:
                for line in error_lines(error, invocation(self.ctx)):
                    note(f"  {line}")
                self._count_refused()
                if self.review.is_stale():
                    return True
                continue
            self.refused = 0
            if done is None:
                return False
            if done:
                return True

    def _end(self) -> bool:
        """Offer to go back to the last decision before the review ends."""
        if self.asks:
            click.echo("\n    that was the last one · b back · any other key quits", err=True)
        if (self.keyboard.next() if self.asks else self._answer()[0]) != "b":
            return False
        self.review.back()
        return True

    def _report(self) -> None:
        done = ", ".join(f"{what} {count}" for what, count in self.review.counts.items()) or "nothing decided"
        left = self.review.left()
        again = f"; {left} left: timeline review{f' {self.source}' if self.source else ''}" if left else ""
        note(done + again)

    def _count_refused(self) -> None:
        """Raise RefusedError if answers from a pipe are refused over and over."""
        self.refused += 1
        if self.refused >= _MOST_REFUSED_ANSWERS and not self.asks:
            raise RefusedError(
                f"{_MOST_REFUSED_ANSWERS} answers in a row were refused; the decisions before them are stored"
            )

    def _show(self, item: Item) -> None:
        from timeline.render import proposal as people

        place, spans = (self.review.position + 1, len(self.review.numbers)), item.spans
        fields = self._fields(item)
        for line in people.screen(item.proposal, place, (item.text, spans), fields, item.similar, columns(), style):
            click.echo(line, err=True)
        click.echo(f"\n    {people.keys(item.similar[0].id if item.similar else None)}", err=True)

    def _fields(self, item: Item) -> Iterator[tuple[str, str]]:
        """Yield the fields of a draft that are filled, error_lines for people."""
        draft = item.draft
        for word, name in CORRECTABLE.items():
            value = getattr(draft, name)
            if name == "speakers" and draft.kind == "statement":
                yield word, "; ".join(map(self._person, value)) or "not named; type e speaker NAME"
                if len(people := self.review.speakers()) > 1:
                    yield "speakers", " · ".join(f"{number} {name}" for number, name in enumerate(people, 1))
            elif name == "date":
                yield word, value.human() if value is not None else _undated(item)
            elif name == "participants" and value:
                yield word, "; ".join(f"{self._person(person)} ({role})" for person, role in value)
            elif name == "links" and value:
                yield word, "; ".join(f"{relation_words(relation)} {number}" for relation, number in value)
            elif value and name != "kind":
                text = "; ".join(value) if isinstance(value, tuple) else value
                is_quoted = name == "date_text" or (name == "text" and draft.mode == "verbatim")
                yield word, f"“{text}”" if is_quoted else text

    def _person(self, name: str) -> str:
        """Word whom a name means: a known speaker, a new one, or a new one who resembles a known one."""
        try:
            match = self.review.match(name)
        except TimelineError as error:
            return f"{name} ({error})"
        if match.entity is not None:
            return f"{match.entity.name} (known as {match.entity.id})"
        return f"{name} (new; or {listed(match.near)}?)" if match.near else f"{name} (new)"

    def _answer(self) -> tuple[str, str]:
        """Read a key and the rest of the answer: a line, or on a terminal one key, whose capital asks for the rest."""
        if not self.asks:
            line = sys.stdin.readline()
            if not line:
                raise EOFError
            key, _, more = line.strip().partition(" ")
            return key, more.strip()
        click.echo("  > ", nl=False, err=True)
        while (key := self.keyboard.next()).isspace():  # Enter after a key is a habit
            pass
        click.echo(key if key.isprintable() else "", err=True)
        return key, self._ask(_PROMPTS[key]) if key in _PROMPTS else ""

    def _ask(self, label: str) -> str:
        """Ask for a line, of which the beginning may have been typed ahead. Raises RefusedError without a terminal."""
        if not self.asks:
            raise RefusedError(f"write the {label} after the letter")
        begun, is_whole = self.keyboard.line()
        if is_whole:
            click.echo(f"  {label}: {begun}", err=True)
            refuse_keys(begun)
            return begun.strip()
        try:
            typed = click.prompt(f"  {label}{f': {begun}' if begun else ''}", default="", show_default=False, err=True)
        except click.Abort:
            click.echo(err=True)
            raise RefusedError("nothing changed") from None
        refuse_keys(begun + typed)
        return f"{begun}{typed}".strip()

    def _change(self, act: Callable[[], object]) -> bool:
        """Change the draft with one key, and show it."""
        act()
        if self.review.item is not None:
            self._show(self.review.item)
        return False

    def _speak(self, number: int, _more: str) -> bool:
        return self._change(lambda: print_notes(self.review.choose_speaker(number)))

    def _edit(self, more: str) -> bool:
        line = more or self._ask(_FIELD)
        if not line:
            raise RefusedError("nothing changed")
        return self._change(lambda: print_notes(self.review.correct_line(line)))

    def _skip(self, _more: str) -> bool:
        self.review.skip()
        return True

    def _back(self, _more: str) -> bool:
        if not self.review.position:
            return False
        self.review.back()
        return True

    def _accept(self, _more: str) -> bool:
        if self.asks and self.review.needs_speaker:
            self._name_speaker(self._ask("who says it"))
        choices: dict[str, int | None] = {}
        for match in self.review.people():
            is_typing_error = self.asks and self.review.is_unheard_of(match)
            if is_typing_error and not click.confirm(
                f"  {match.typed} is not in the article. Add this name?", err=True
            ):
                self.review.correct("speakers", "")
                raise RefusedError("not stored; name the speaker again")
            if match.is_question:
                if not ask_who_is_new(match):
                    raise RefusedError("not stored; use the known name or its number")
                choices[match.typed] = None
            elif match.entity is not None and match.entity.name != match.typed:
                note(f"  {match.typed} is {listed([match.entity])}")
        made = self.review.accept(choices)
        invocation(self.ctx).has_stored("the verdicts you confirmed")
        print_notes(made.notes, "  ")
        note(f"  entry {made.value}")
        return True

    def _name_speaker(self, typed: str) -> None:
        """Take the answer to who says it: a name, or a number of the speakers that are listed."""
        number = row_number(typed)
        if number is not None and 1 <= number <= len(self.review.speakers()):
            self._speak(number, "")
        else:
            self._edit(f"speaker {typed}")

    def _cite(self, more: str) -> bool:
        similar = self.review.item.similar if self.review.item else ()
        typed = more or (str(similar[0].id) if similar else self._ask(_PROMPTS["C"]))
        number = row_number(typed)
        if number is None:
            raise RefusedError(f"“{typed[:20]}” is not an entry number; write it as in c 12")
        cited = self.review.cite(number)
        invocation(self.ctx).has_stored("the verdicts you confirmed")
        print_notes(cited.notes, "  ")
        note(f"  one more citation of entry {number}")
        return True

    def _reject(self, more: str) -> bool:
        rejected = self.review.reject(more or None)
        invocation(self.ctx).has_stored("the verdicts you confirmed")
        print_notes(rejected.notes, "  ")
        return True
