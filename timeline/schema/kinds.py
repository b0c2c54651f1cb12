"""List the kinds of entities, each with its table and the table of its names."""

from typing import NamedTuple


class EntityKindTables(NamedTuple):
    """The tables of one kind of entity."""

    table: str
    #: the table of their names, and its column for the entity: the same table if each has one name; "" for no names
    names: str
    owner: str
    #: SQL over ``o``, a row of the table: a detail that distinguishes it from others of the same name
    detail: str = "NULL"

    @property
    def has_several_names(self) -> bool:
        """Whether one entity may have several names."""
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
