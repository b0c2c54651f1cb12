"""Ask for entries field by field, on a terminal.

Every answer is checked at once. Answers are kept until the entry is stored: to change one, the person goes through the
questions again, and each shows its earlier answer.
"""

from contextlib import suppress
from typing import TYPE_CHECKING

import click

from timeline.cli.invocation import chosen_file, invocation
from timeline.cli.keys import refuse_keys
from timeline.cli.name_prompts import ask_who_is_new
from timeline.cli.output import columns, note, print_number, style
from timeline.cli.root import error_lines
from timeline.cli.writing import changeset, print_notes
from timeline.desk import entries, forms
from timeline.desk.entries import Preview
from timeline.desk.forms import Form, Parsed
from timeline.desk.names import LIKE_KNOWN, known_sources, listed, lookup_of
from timeline.desk.splitting import split
from timeline.errors import RefusedError, TimelineError
from timeline.render import text as people
from timeline.render.similar import says_nearly_the_same
from timeline.schema.fields import FIELDS, WORDS
from timeline.schema.vocabulary import relation_words

if TYPE_CHECKING:
    from timeline.desk.versions import Value
    from timeline.schema.vocabulary import EntryKind

_NOTHING = "-"
_HELP = "?"
#: the fields that entries from one source share
_SOURCE_FIELDS = ("sources", "source_title", "publisher", "published")


def add(ctx: click.Context) -> None:
    """Ask for an entry, show it, store it once it is confirmed, and offer another from the same source."""
    with suppress(ImportError):  # with it, arrow keys edit a line and recall earlier answers
        import readline  # noqa: F401
    invocation(ctx).writes = True
    invocation(ctx).labels |= {name: field.label for name, field in FIELDS.items()}
    click.echo(
        "Enter leaves a field as it is, ? explains it. Nothing is stored before you confirm. Ctrl-C stops.", err=True
    )
    answers: dict[str, str] = {}
    first = True
    while True:
        if not _add_one(ctx, answers, ask_source=first):
            note("not stored")
            return
        invocation(ctx).has_stored("the entries you confirmed")
        if "sources" not in answers or not click.confirm("Another entry from this source?", default=False, err=True):
            return
        answers, first = {name: answers[name] for name in _SOURCE_FIELDS if name in answers}, False
        click.echo(err=True)


def _add_one(ctx: click.Context, answers: dict[str, str], *, ask_source: bool) -> bool:
    """Ask until an entry is stored or given up. Return whether it is stored."""
    while True:
        form = _Questions(ctx, answers, ask_source=ask_source).form()
        with changeset(ctx, rehearse=True) as session:
            preview = entries.preview(session, form)
        if preview.record is None:
            for problem in preview.problems:
                note(f"  {problem.message}")
            click.echo(f"Change the wrong answers; Enter keeps an answer, {_NOTHING} clears it.\n", err=True)
            continue
        _show(preview)
        if click.confirm("Store it?", default=True, err=True):
            with changeset(ctx) as session:
                added = entries.add(session, form)
            print_number(added.value.number)
            return True
        if not click.confirm("Change something?", default=True, err=True):
            return False
        click.echo(f"Enter keeps an answer, {_NOTHING} clears it.\n", err=True)


def _show(preview: Preview) -> None:
    for line in people.timeline([preview.record] if preview.record else [], columns(), style):
        click.echo(line, err=True)
    click.echo(err=True)
    # Notes on dates and names were printed when they were typed.
    print_notes(one for one in preview.notes if one.field not in ("date", "speakers"))
    for one in preview.similar:
        note(says_nearly_the_same(one))


def _explained(field: str) -> str:
    """Explain a field: what it holds, which words it takes, and how to leave it."""
    one = FIELDS[field]
    words = f" One of: {', '.join(map(relation_words, one.choices))}." if one.choices else ""
    several = " Separate several with semicolons." if one.many and field != "sources" else ""
    return f"{one.label}: {one.help}{words}{several} Enter leaves it as it is, {_NOTHING} empties it."


class _Questions:
    """The questions for one entry; ``answers`` holds the answers by field."""

    def __init__(self, ctx: click.Context, answers: dict[str, str], *, ask_source: bool) -> None:
        self.ctx = ctx
        self.lookup = lookup_of(chosen_file(ctx))
        self.answers = answers
        self.ask_source = ask_source
        self.choices: dict[str, int | None] = {}

    def form(self) -> Form:
        """Ask for all fields of an entry."""
        if self.ask_source:
            self._ask_source()
        self._ask("speakers", "Speaker (empty for an event; several with ;)")
        kind: EntryKind = "statement" if self.answers.get("speakers") else "event"
        label = "What was said (in quotation marks if verbatim)" if kind == "statement" else "What happened"
        self.answers.pop(WORDS["event" if kind == "statement" else "statement"], None)
        self._ask(WORDS[kind], label, must=True)
        self._ask("date", "Date (2014, Feb. 26, on Thursday, early March, unknown)", must=True)
        if kind == "statement":
            self._ask("role", "Role, as the source puts it")
            self._ask("setting", "Setting (press conference, interview)")
        else:
            self.answers.pop("role", None)
        self._ask("topics", "Topics (several with ;)")
        self._ask("places", "Places (several with ;)")
        if "sources" in self.answers:
            self._ask("via", "Cited via (outlet)")
            self._ask("exact", "Exact words in the source")
        self._ask("links", "Links (reaffirms 12; about 3)")
        self._ask("note", "Note")
        return self._form()

    def _form(self) -> Form:
        values: dict[str, Value] = {
            name: split(text) if FIELDS[name].many and name != "sources" else text
            for name, text in self.answers.items()
        }
        if "sources" in values:
            values["sources"] = (self.answers["sources"],)
        return Form(values=values, choices=self.choices)

    def _ask_source(self) -> None:
        """Ask for the source first, because dates are read relative to it. Ask for details only of a new one."""
        while typed := self._answer("sources", "Source (number, address or title)"):
            try:
                known = known_sources(self.lookup, typed)
            except TimelineError as error:
                self._refuse("sources", [error])
                continue
            if known:
                if typed.removeprefix("#").isdigit():
                    note(f"{typed} is {known[0].name}")
                return
            break
        details = {"publisher": "  Publisher", "published": "  Published on"}
        if typed.lower().startswith(("http://", "https://")):
            details = {"source_title": "  Title", **details}
        else:
            self.answers.pop("source_title", None)
        if not typed:
            for name in _SOURCE_FIELDS:
                self.answers.pop(name, None)
            return
        for name, label in details.items():
            self._ask(name, label)

    def _ask(self, field: str, label: str, *, must: bool = False) -> None:
        """Ask until the answer can be parsed. A wrong answer does not come back as the default."""
        while True:
            answer = self._answer(field, label)
            if not answer:
                if not must:
                    return
                click.echo("  this field is needed", err=True)
                continue
            parsed = self._parsed(field)
            errors = [error for error in parsed.errors if error.field == field]
            if not errors and self._confirmed(field, parsed):
                return
            self._refuse(field, errors)

    def _parsed(self, field: str) -> Parsed:
        """Parse the answers so far. If names resemble known ones, ask who is meant and parse again."""
        parsed = forms.parse(self._form(), self.lookup)
        while parsed.questions:
            if not ask_who_is_new(parsed.questions[0]):
                return parsed
            self.choices[parsed.questions[0].typed] = None
            parsed = forms.parse(self._form(), self.lookup)
        return parsed

    def _confirmed(self, field: str, parsed: Parsed) -> bool:
        """Print how an answer was read, and ask whether a date read relative to another day is right."""
        if field == "speakers":
            for match in parsed.names["speakers"]:
                if match.entity is not None and match.entity.name != match.typed:
                    note(f"  {match.typed} is {listed([match.entity])}")
        else:
            print_notes(one for one in parsed.notes if one.field == field)
        reading = parsed.dates.get("date") if field == "date" else None
        if reading is None or reading.relative_to is None:
            return True
        return click.confirm("Is that right?", default=True, err=True)

    def _refuse(self, field: str, errors: list[TimelineError]) -> None:
        self.answers.pop(field, None)
        for error in errors:
            if error.code == LIKE_KNOWN:
                note("  use the known name or its number")
                continue
            for line in error_lines(error, invocation(self.ctx)):
                note(f"  {line}")
        if not errors:
            note("  write the date in full")

    def _answer(self, field: str, label: str) -> str:
        """Ask for a field, with the earlier answer as the default."""
        before = self.answers.get(field, "")
        answer: str = click.prompt(label, default=before, show_default=bool(before), err=True).strip()
        if answer == _HELP:
            note(f"  {_explained(field)}")
            return self._answer(field, label)
        try:
            refuse_keys(answer)
        except RefusedError as error:
            note(f"  {error}")
            return self._answer(field, label)
        if answer == _NOTHING:
            answer = ""
        self.answers[field] = answer
        if not answer:
            del self.answers[field]
        return answer
