"""Permanent addresses of entries, entities and pages, by uid."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from timeline.reading.records import CitationRecord
from timeline.schema.vocabulary import EntityKind


class Links:
    """The addresses of a served timeline."""

    def entry(self, uid: str) -> str:
        """Return the address of an entry."""
        return f"/e/{quote(uid, safe='')}"

    def entity(self, kind: EntityKind, uid: str) -> str:
        """Return the address of a speaker, topic, place or source."""
        return f"/{kind}/{quote(uid, safe='')}"

    def passage(self, citation: CitationRecord, entry: int) -> str:
        """Return the address of a cited passage in the text of its source, or else of the source."""
        uid, snapshot = citation["source"]["uid"], citation["snapshot_id"]
        if snapshot is None or citation["start"] is None:
            return self.entity("source", uid)
        return f"{self.snapshot(uid, snapshot)}#p{entry}"

    def snapshot(self, uid: str, number: int) -> str:
        """Return the address of another snapshot of a source."""
        return address(self.entity("source", uid), {"snapshot": number})

    def timeline(self, **filters: object) -> str:
        """Return the address of the timeline under filters."""
        return address("/", filters)

    def page(self, name: str, **filters: object) -> str:
        """Return the address of another page."""
        return address(f"/{name}", filters)

    def static(self, name: str) -> str:
        """Return the address of a style sheet, script or icon."""
        return f"/static/{name}"


def address(path: str, filters: Mapping[str, object]) -> str:
    """Return a path with filters as its query, without those that are empty."""
    pairs = [
        (name, str(one))
        for name, value in filters.items()
        for one in (value if isinstance(value, (list, tuple)) else [value])
        if one not in (None, "", False)
    ]
    return f"{path}?{urlencode(pairs)}" if pairs else path
