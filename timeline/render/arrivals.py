"""Say in words how a snapshot arrived."""

from collections.abc import Iterator

from timeline.evidence.stored import SnapshotSummary

_HEADERS = {
    "last-modified": "last modified", "memento-datetime": "archived", "date": "sent", "etag": "version",
    "content-language": "language",
}  # fmt: skip


def words(snapshot: SnapshotSummary) -> Iterator[str]:
    """Yield a line on how a snapshot arrived, for a page a line for each redirect, and one of what the server said."""
    how, final = snapshot["arrival"], snapshot["final_url"]
    if how == "file":
        yield "added from a file"
    elif how == "import":
        yield "imported; how it arrived before is not known"
    elif how is not None and final is not None:
        status = f" (status {snapshot['status']})" if snapshot["status"] is not None else ""
        archive = ", a web archive" if how == "archive" else ""
        yield f"fetched from {final}{archive}{status}"
        if snapshot["requested_url"] not in (None, final):
            yield f"asked for {snapshot['requested_url']}"
        for code, target in snapshot["redirects"]:
            yield f"redirected ({code}) to {target}"
        headers = snapshot["headers"]
        if shown := "; ".join(f"{label} {headers[name]}" for name, label in _HEADERS.items() if headers.get(name)):
            yield f"the server said: {shown}"
