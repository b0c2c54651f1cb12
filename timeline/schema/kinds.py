"""The kinds of entities: of each its table, and where it says what its entities are called."""

from typing import NamedTuple


class EntityKindTables(NamedTuple):
    """Where the entities of a kind stand."""

    table: str
    #: the table of their names, and the column there that says whose: their own where each has one name; "" for none
    names: str
    owner: str
    #: SQL over ``o``, a row of the table: what tells it from others of its name
    detail: str = "NULL"

    @property
    def has_several_names(self) -> bool:
        """Whether one of them may be known by several names."""
        return self.names not in ("", self.table)


#: kind → its tables
KINDS = {
    "speaker": EntityKindTables("speakers", "speaker_names", "speaker_id", "coalesce(o.country, o.note)"),
    "topic": EntityKindTables("topics", "topics", "id"),
    "place": EntityKindTables(
        "places", "place_names", "place_id", "(SELECT 'in ' || p.name FROM places AS p WHERE p.id = o.parent_id)"
    ),
    "source": EntityKindTables("sources", "", ""),
}
