"""Show a thread as a tree on a terminal, or as a graph in DOT (https://graphviz.org/doc/info/lang.html)."""

from collections.abc import Iterator

from timeline.reading.threads import Node, Thread
from timeline.render.safe import one_line, width, wrap
from timeline.render.text import Style, human_date, plain, words
from timeline.schema.vocabulary import relation_words

#: deeper levels of a tree are not indented further
_MOST_LEVELS = 12


def tree(thread: Thread, columns: int, style: Style = plain) -> Iterator[str]:
    """Yield the lines of a thread; the requested entry is marked."""
    below: dict[int | None, list[Node]] = {}
    for node in thread.nodes:
        below.setdefault(node.parent, []).append(node)
    # A stack instead of recursion: a thread may be longer than Python's stack is deep.
    waiting = [(node, "", True, 0) for node in reversed(below.get(None, []))]
    while waiting:
        node, rails, last, depth = waiting.pop()
        if depth == 0:
            yield ""
        children = below.get(node.id, [])
        level = min(depth, _MOST_LEVELS)
        own = "" if depth == 0 else rails + ("└─ " if last else "├─ ")
        under = rails if depth == 0 else rails + ("   " if last else "│  ")
        yield from _lines(node, thread.start, own, under + ("│  " if children else "   "), columns, style)
        next_rails = under if level < _MOST_LEVELS else rails
        for i, child in enumerate(reversed(children)):
            waiting.append((child, next_rails, i == 0, depth + 1))


def _lines(node: Node, start: int, first: str, rest: str, columns: int, style: Style) -> Iterator[str]:
    head = [f"{node.relation} " if node.relation else "", style(str(node.id), "number")]
    details = [style(one_line(human_date({"date": node.date, "time": node.time})), "date")]
    if node.days is not None:
        details.append(_between(node.days))
    others: dict[str, list[str]] = {}
    for relation, number in node.also:
        others.setdefault(relation, []).append(str(number))
    details += [f"also {relation} {', '.join(numbers)}" for relation, numbers in others.items()]
    mark = style(" ◂", "name") if node.id == start else ""
    yield style(first, "dim") + "".join(head) + "  " + style(" · ", "dim").join(details) + mark
    for line in wrap(_words(node), max(20, columns - width(rest))):
        yield style(rest, "dim") + style(line, "title" if node.kind == "event" else "words")


def _between(days: tuple[int, int]) -> str:
    least, most = days
    if least == most:
        return "the same day" if most == 0 else f"{most:,} day{'' if most == 1 else 's'} later"
    return f"{least:,} to {most:,} days later" if least else f"up to {most:,} day{'' if most == 1 else 's'} later"


def dot(thread: Thread) -> Iterator[str]:
    """Yield the lines of a directed graph, whose arrows are the links in their direction."""
    yield "digraph thread {"
    yield "  rankdir = BT;"
    yield '  node [shape = box, fontname = "sans-serif"];'
    for node in thread.nodes:
        date = human_date({"date": node.date, "time": node.time})
        label = f"{node.id} · {date}\n" + "\n".join(wrap(_words(node), 40))
        bold = ", style = bold" if node.id == thread.start else ""
        yield f"  {node.id} [label = {_quoted(label)}{bold}];"
    for start, end, relation in thread.links:
        yield f"  {start} -> {end} [label = {_quoted(relation_words(relation))}];"
    yield "}"


def _words(node: Node) -> str:
    text = words({"kind": node.kind, "title": node.words, "text": node.words, "mode": node.mode})
    return f"{one_line(node.speaker)}: {text}" if node.speaker else text


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
