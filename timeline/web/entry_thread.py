"""The links of an entry and its whole thread, as its page shows them."""

from typing import NamedTuple

from timeline.reading.records import Record
from timeline.reading.threads import Node, Thread
from timeline.schema.vocabulary import RELATIONS, relation_words

#: entries that are deeper in the thread are not indented further
_MOST_LEVELS = 8


class EntryThread(NamedTuple):
    """A thread as seen from one of its entries."""

    #: the links of the entry: its relation to the other entry, that entry, and the note of the link
    near: list[tuple[str, Node, str | None]]
    #: the thread as a tree: level and entry
    tree: list[tuple[int, Node]]
    #: number of an entry → uid
    uids: dict[int, str]


def around(record: Record, thread: Thread) -> EntryThread:
    """Return a thread as seen from an entry."""
    nodes = {node.id: node for node in thread.nodes}
    notes: dict[tuple[str, str, str], str | None] = {
        ("to", link["to_uid"], link["relation"]): link["note"] for link in record["links"]
    }
    notes |= {("from", link["from_uid"], link["relation"]): link["note"] for link in record["linked_from"]}
    near = []
    for begin, end, relation in thread.links:
        if begin == thread.start:
            near.append((relation_words(relation), nodes[end], notes.get(("to", nodes[end].uid, relation))))
        if end == thread.start:
            near.append((RELATIONS[relation], nodes[begin], notes.get(("from", nodes[begin].uid, relation))))
    below: dict[int | None, list[Node]] = {}
    for node in thread.nodes:
        below.setdefault(node.parent, []).append(node)
    tree, waiting = [], [(0, node) for node in reversed(below.get(None, []))]
    while waiting:
        depth, node = waiting.pop()
        tree.append((min(depth, _MOST_LEVELS), node))
        waiting += [(depth + 1, child) for child in reversed(below.get(node.id, []))]
    return EntryThread(near, tree, {node.id: node.uid for node in thread.nodes})
