"""What an entry is linked to, and all that hangs together with it, as its page shows them."""

from typing import NamedTuple

from timeline.reading.records import Record
from timeline.reading.threads import Node, Thread
from timeline.schema.vocabulary import RELATIONS, relation_words

#: threads deeper than this are drawn no further in
_DEEPEST = 8


class EntryThread(NamedTuple):
    """A thread around one of its entries."""

    #: read from the entry: how it relates to another one, that one, and the note of the link
    near: list[tuple[str, Node, str | None]]
    #: the thread as a tree: how deep, and what
    tree: list[tuple[int, Node]]
    #: number of an entry → uid
    uids: dict[int, str]


def around(record: Record, thread: Thread) -> EntryThread:
    """Return the thread of an entry as it is seen from there."""
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
        tree.append((min(depth, _DEEPEST), node))
        waiting += [(depth + 1, child) for child in reversed(below.get(node.id, []))]
    return EntryThread(near, tree, {node.id: node.uid for node in thread.nodes})
