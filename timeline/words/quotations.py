"""Find quotation marks, to separate the words that somebody really used from the words about them."""

#: opening mark → the marks that may close it
CLOSING = {
    "“": "”\"", "„": "“”\"", "‟": "”", "«": "»", "»": "«", "‹": "›", "›": "‹", '"': '"”', "「": "」", "『": "』",
    "‘": "’'", "‚": "‘’", "'": "'’", "”": "”", "＂": "＂", "″": "″",
    "《": "》", "〈": "〉", "〝": "〞", "❝": "❞", "｢": "｣",
}  # fmt: skip


def unquote(text: str) -> str | None:
    """Return the text inside one pair of quotation marks around the whole text, or None if there is no such pair.

    ``“Yes,” he said, “of course”`` begins and ends with marks but is not one quotation. An apostrophe inside, as in
    ``‘It’s theirs’``, does not end a quotation.
    """
    whole = text.strip()
    if len(whole) < 3 or whole[0] not in CLOSING or whole[-1] not in CLOSING[whole[0]]:
        return None
    spans = quoted_spans(whole)
    return whole[1:-1].strip() or None if spans == [(0, len(whole))] else None


def words_and_mode(text: str, mode: str | None) -> tuple[str, str]:
    """Return the words of a statement to store, and whether they are verbatim.

    A text that is wholly in quotation marks is verbatim unless ``mode`` says otherwise, and loses the marks; quoted
    parts inside a paraphrase keep theirs.
    """
    inner = unquote(text) if mode != "paraphrase" else None
    return inner or text, mode or ("verbatim" if inner else "paraphrase")


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Return where the outermost quotations begin and end, in code points, with their marks."""
    spans = []
    position = 0
    while position < len(text):
        if text[position] in CLOSING and _opens(text, position):
            end = _end(text, position)
            if end is not None:
                spans.append((position, end))
                position = end
                continue
        position += 1
    return spans


def quoted_parts(text: str) -> list[str]:
    """Return the words in quotation marks, without the marks; a quotation that is never closed reaches to the end."""
    spans = quoted_spans(text)
    parts = [text[start + 1 : end - 1] for start, end in spans]
    gaps = zip([0, *(end for _, end in spans)], [*(start for start, _ in spans), len(text)], strict=True)
    outside = (at for start, end in gaps for at in range(start, end))
    unclosed = next((at for at in outside if text[at] in '“„«「『"' and _opens(text, at)), None)
    if unclosed is not None:
        parts.append(text[unclosed + 1 :])
    return [part.strip() for part in parts if part.strip()]


def _opens(text: str, position: int) -> bool:
    """Tell whether a mark opens a quotation: some marks do nothing else, others do so unless they follow a word."""
    return text[position] in "“„«‹「『《〈〝❝｢" or position == 0 or not text[position - 1].isalnum()


def _end(text: str, start: int) -> int | None:
    """Return where the quotation that opens at ``start`` ends; the same marks inside it nest."""
    opening = text[start]
    closing = CLOSING[opening]
    depth = 0
    for position in range(start, len(text)):
        mark = text[position]
        if mark in closing and position > start and not _apostrophe(text, position):
            depth -= 1
            if depth == 0:
                return position + 1
        elif mark == opening and (position == start or opening not in closing):
            depth += 1
    return None


def _apostrophe(text: str, position: int) -> bool:
    return text[position] in "’‘'" and text[position - 1].isalnum() and text[position + 1 : position + 2].isalnum()
