"""Where things are: permanent addresses, by uid."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from timeline.reading.records import CitationRecord
from timeline.schema.vocabulary import EntityKind


class Links:
    """The addresses of a timeline that is served."""

    def entry(self, uid: str) -> str:
        """Return where an entry is."""
        return f"/e/{quote(uid, safe='')}"

    def entity(self, kind: EntityKind, uid: str) -> str:
        """Return where a speaker, topic, place or source is."""
        return f"/{kind}/{quote(uid, safe='')}"

    def passage(self, citation: CitationRecord, entry: int) -> str:
        """Return where the words that an entry cites are marked in its source, or else the source."""
        uid, snapshot = citation["source"]["uid"], citation["snapshot_id"]
        if snapshot is None or citation["start"] is None:
            return self.entity("source", uid)
        return f"{self.snapshot(uid, snapshot)}#p{entry}"

    def snapshot(self, uid: str, number: int) -> str:
        """Return where a source is as it was retrieved at another time."""
        return address(self.entity("source", uid), {"snapshot": number})

    def timeline(self, **filters: object) -> str:
        """Return where the timeline is, with filters as they are given."""
        return address("/", filters)

    def page(self, name: str, **filters: object) -> str:
        """Return where another page is."""
        return address(f"/{name}", filters)

    def static(self, name: str) -> str:
        """Return where a file that belongs to the pages is."""
        return f"/static/{name}"


def address(path: str, filters: Mapping[str, object]) -> str:
    """Put filters into an address; what is empty stays out."""
    pairs = [
        (name, str(one))
        for name, value in filters.items()
        for one in (value if isinstance(value, (list, tuple)) else [value])
        if one not in (None, "", False)
    ]
    return f"{path}?{urlencode(pairs)}" if pairs else path
