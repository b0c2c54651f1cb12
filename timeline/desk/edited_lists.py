"""Parse what an edit adds to the lists of an entry, and what it removes from them.

A list is edited by naming values to add and values to remove, or by replacing it; then it is compared with the values
that the entry has. A value to remove has to be there: a problem with it is at the field with ``no_`` in front.
"""

from timeline.desk import forms
from timeline.desk.forms import FormParser
from timeline.desk.parts import read_link, read_participant
from timeline.desk.splitting import split
from timeline.desk.versions import Value
from timeline.errors import RefusedError
from timeline.reading import resolve
from timeline.reading.records import Record
from timeline.reading.resolve import Lookup
from timeline.schema.vocabulary import EntityKind
from timeline.store.additions import refuse_known_link, refuse_link_to_itself
from timeline.store.edits import no_link, nothing_to_remove
from timeline.words.roles import split_role

#: list → its table, and the column for the other side
_TABLES = {
    "topics": ("entry_topics", "topic_id"),
    "places": ("entry_places", "place_id"),
    "participants": ("participants", "speaker_id"),
    "sources": ("citations", "source_id"),
}


class Lists:
    """The edited lists of one entry; every problem goes to the parser of the form."""

    def __init__(self, parser: FormParser, record: Record, lookup: Lookup) -> None:
        self._parser = parser
        self._entry = record["id"]
        self._record = record
        self._lookup = lookup
        self._before = forms.values_of(record)
        #: the sources that the entry cites
        self.cited = self._numbers("sources")

    def _numbers(self, name: str) -> set[int]:
        table, column = _TABLES[name]
        rows = self._lookup(f"SELECT {column} FROM {table} WHERE entry_id = :entry", {"entry": self._entry})
        return {row[0] for row in rows}

    def _differing(self, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the values that a replaced list has gained and lost."""
        values = self._parser.form.values
        if name not in values or name not in self._before:
            return (), ()
        earlier, now = _members(self._before[name]), _members(values[name])
        return (
            tuple(member for member in now if member not in earlier),
            tuple(member for member in earlier if member not in now),
        )

    def added(self, name: str) -> tuple[str, ...]:
        """Return the values that a list gains, as typed."""
        return (*self._differing(name)[0], *self._parser.form.added.get(name, ()))

    def _typed_removals(self, name: str) -> tuple[str, ...]:
        return self._parser.form.removed.get(name, ())

    def names(self, name: str, kind: EntityKind) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the topics or places that the entry gains, and those that it loses, by number if they are known.

        Another spelling of one that it has changes nothing; one may not be both added and removed.
        """
        now, earlier = self._differing(name)
        new = self._parser.matched(name, now)
        lost = [self._exactly(name, member) for member in earlier]
        gone = [member for member in lost if member not in new]
        removed = self._removed_names(name, kind)
        added = [member for member in new if member not in lost]
        for typed in self._parser.form.added.get(name, ()):
            matched = self._parser.matched(name, (typed,))
            with self._parser.at(name):
                _refuse_removed(typed, any(member in removed for member in matched))
            added += matched
        return tuple(dict.fromkeys(added)), tuple(dict.fromkeys((*gone, *removed)))

    def _removed_names(self, name: str, kind: EntityKind) -> list[str]:
        """Return the numbers of the topics or places that are named to be removed."""
        gone: list[str] = []
        has = self._numbers(name)
        for typed in self._typed_removals(name):
            with self._parser.at(f"no_{name}"):
                number = resolve.one(self._lookup, kind, typed).id
                if number not in has:
                    raise nothing_to_remove(kind, typed)
                gone.append(str(number))
        return gone

    def _exactly(self, table: str, name: str) -> str:
        """Return the number of the topic or place with exactly this name, which may itself look like a number."""
        has = self._numbers(table)
        rows = self._lookup(f"SELECT id FROM {table} WHERE name = :name", {"name": name})
        numbers = [row[0] for row in rows if row[0] in has]
        return str(numbers[0]) if len(numbers) == 1 else name

    def removed_sources(self) -> tuple[int, ...]:
        """Return the numbers of the sources that the entry no longer cites."""
        gone: list[int] = []
        for typed in self._typed_removals("sources"):
            with self._parser.at("no_sources"):
                fitting = resolve.sources(self._lookup, typed, by_publisher=False)
                cited = [one.id for one in fitting if one.id in self.cited]
                if not cited:
                    raise nothing_to_remove("source", typed)
                gone += cited
        return tuple(dict.fromkeys(gone))

    def added_links(self) -> tuple[tuple[str, int], ...]:
        """Return the links that the entry gains: not to itself, and none that it has and keeps."""
        links = self._parser.links(self.added("links"))
        removed = self.removed_links()
        for relation, number in links:
            with self._parser.at("links"):
                refuse_link_to_itself(self._entry, number, "links")
                if (relation, number) not in removed:
                    refuse_known_link(self._lookup, self._entry, relation, number)
        return links

    def removed_links(self) -> tuple[tuple[str, int], ...]:
        """Return the links that the entry loses."""
        has = {(link["relation"], link["to"]) for link in self._record["links"]}
        gone = [read_link(member) for member in self._differing("links")[1]]
        for typed in self._typed_removals("links"):
            with self._parser.at("no_links"):
                link = read_link(typed, "no_links")
                if link not in has:
                    raise no_link(self._entry, *link)
                gone.append(link)
        return tuple(dict.fromkeys(gone))

    def participants(
        self, lead: str, joint: tuple[str, ...]
    ) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str | None], ...]]:
        """Return the participants that the entry gains, besides those who join in the statement of ``lead``.

        Also return those that it loses, by number, each with a role if the form names one. Nobody may be named twice
        in one role: neither in the values to add nor in a list that replaces the earlier one. Another spelling of one
        who takes part changes nothing; nobody may be both added and removed.
        """
        joined = [(name, "speaker") for name in joint]
        others = [(lead, "speaker"), *joined] if self._record["kind"] == "statement" else []
        kept = [] if "participants" not in self._parser.form.values else self._kept_participants()
        replaced = self._parser.participants(self._differing("participants")[0], [*others, *kept])
        lost, removed = self._lost_participants(), self._removed_participants()
        more: list[tuple[str, str]] = []
        has = [(str(number), role) for number, role, _ in self._participants()]
        for typed in self._parser.form.added.get("participants", ()):
            matched = self._parser.participants((typed,), [*others, *replaced, *more])
            with self._parser.at("participants"):
                gone = ((name, role) in removed or (name, None) in removed for name, role in matched)
                _refuse_removed(typed, any(gone) and any(one in has for one in matched))
            more += matched
        added = (*joined, *(one for one in replaced if one not in lost), *more)
        return added, tuple(dict.fromkeys((*(one for one in lost if one not in replaced), *removed)))

    def _kept_participants(self) -> list[tuple[str, str]]:
        """Return those who take part before and after a replaced list, by number."""
        gone = self._differing("participants")[1]
        return [(str(number), role) for number, role, name in self._participants() if f"{name} ({role})" not in gone]

    def _participants(self) -> list[tuple[int, str, str]]:
        sql = (
            "SELECT p.speaker_id, p.role, s.name FROM participants AS p JOIN speakers AS s ON s.id = p.speaker_id"
            " WHERE p.entry_id = :entry"
        )
        return [(row[0], row[1], row[2]) for row in self._lookup(sql, {"entry": self._entry})]

    def _lost_participants(self) -> list[tuple[str, str]]:
        """Return the participants that a replaced list lacks, by number."""
        lost = self._differing("participants")[1]
        return [(str(number), role) for number, role, name in self._participants() if f"{name} ({role})" in lost]

    def _removed_participants(self) -> list[tuple[str, str | None]]:
        """Return the participants that are named to be removed, by number, each with a role if one is named."""
        has = self._participants()
        gone: list[tuple[str, str | None]] = []
        for typed in self._typed_removals("participants"):
            with self._parser.at("no_participants"):
                read_participant(typed)
                is_name = bool(resolve.find(self._lookup, "speaker", typed))
                name, role = (typed, None) if is_name else split_role(typed)
                number = resolve.one(self._lookup, "speaker", name).id
                if not any(number == one and role in (None, its) for one, its, _ in has):
                    raise nothing_to_remove("participant", name)
                gone.append((str(number), role))
        return gone


def _refuse_removed(typed: str, is_removed: bool) -> None:
    """Refuse a value that is added and removed at once. Raises RefusedError."""
    if is_removed:
        raise RefusedError(f"“{typed[:60]}” is also to be removed; leave out one of the two")


def _members(value: Value) -> tuple[str, ...]:
    return split(value) if isinstance(value, str) else value
