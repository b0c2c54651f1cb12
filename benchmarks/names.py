"""Measure how well `timeline.words.names.same` matches spellings of one name, and how fast `key` is.

Run as `python benchmarks/names.py [FILE]`. Each line of FILE is a JSON list of the spellings of one name. Pairs within
a list should match, pairs across lists should not. The alternatives without the module are equality without case, and
rapidfuzz on raw names, at the threshold with the best recall at the required precision. `key` is compared with the
simplest folding of any script: anyascii, then rapidfuzz's lower case without punctuation. Exits with 1 if the recall is
below .90 or below twice that of the best alternative, if the precision is below .99, or if `key` takes more than 200
times as long as that folding, or 15 times for words in its cache.
"""

import json
import statistics
import sys
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from anyascii import anyascii
from rapidfuzz import fuzz, utils
from rapidfuzz.distance import JaroWinkler
from verdict import PROCESSOR, Verdicts, in_turn, median, ratios, seconds, timing

from timeline.words import names

DEFAULT = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "names-variants.jsonl"
RECALL, PRECISION = 0.90, 0.99
#: the recall relative to the best alternative
LEAST_RECALL_TO_RAW = 2.0
#: how many times longer `key` may take than a plain folding in C: for new words, and for words in its cache
MOST_COLD_RATIO, MOST_WARM_RATIO = 200, 15
#: rounds over some 125 spellings
ROUNDS = 100


class Score(NamedTuple):
    recall: float
    precision: float

    def __str__(self) -> str:
        return f"recall {self.recall:.3f}  precision {self.precision:.3f}"


def read(path: Path) -> list[list[str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def labelled(groups: list[list[str]]) -> Iterator[tuple[str, str, bool]]:
    spellings = [(name, number) for number, group in enumerate(groups) for name in group]
    for (a, group_a), (b, group_b) in combinations(spellings, 2):
        yield a, b, group_a == group_b


def score(groups: list[list[str]], decide: Callable[[str, str], bool]) -> Score:
    accepted = right = same = 0
    for a, b, one in labelled(groups):
        yes = decide(a, b)
        accepted, right, same = accepted + yes, right + (yes and one), same + one
    return Score(right / max(same, 1), right / accepted if accepted else 1.0)


def best(groups: list[list[str]], likeness: Callable[[str, str], float]) -> tuple[float, Score]:
    """Return the threshold with the best recall at the required precision, else with the best precision."""
    likenesses = [(likeness(a, b), one) for a, b, one in labelled(groups)]
    same = sum(one for _, one in likenesses)
    scores = []
    for threshold in (percent / 100 for percent in range(50, 101)):
        accepted = [one for value, one in likenesses if value >= threshold]
        scores.append((threshold, Score(sum(accepted) / max(same, 1), sum(accepted) / max(len(accepted), 1))))
    good = [entry for entry in scores if entry[1].precision >= PRECISION]
    return max(good, key=lambda entry: entry[1].recall) if good else max(scores, key=lambda entry: entry[1].precision)


def race(verdicts: Verdicts, spellings: list[str]) -> None:
    """Compare `key`, with an empty cache of words and with a full one, with the plain folding."""

    def plain() -> None:
        for name in spellings:
            utils.default_process(anyascii(name))

    def keys() -> None:
        for name in spellings:
            names.key(name)

    def cold() -> float:
        names._fold.cache_clear()
        return seconds(keys, PROCESSOR)

    def warm() -> float:
        keys()
        return seconds(keys, PROCESSOR)

    steps = (cold, warm, timing(plain, PROCESSOR))
    in_turn(steps, 1)
    measured = in_turn(steps, ROUNDS)
    for place, (what, limit) in enumerate((("words not met", MOST_COLD_RATIO), ("words met", MOST_WARM_RATIO))):
        each = median(measured, place) / len(spellings)
        print(f"key: {1 / each:,.0f} names a second, {what}")
        verdicts.time_at_most(f"key, {what}", each, statistics.median(ratios(measured, place, 2)), limit)


def main(arguments: list[str]) -> int:
    path = Path(arguments[0]) if arguments else DEFAULT
    if not path.exists():
        print(f"{path} does not exist; name a file of JSON lists of spellings", file=sys.stderr)
        return 2
    groups = read(path)
    spellings = [name for group in groups for name in group]
    pairs = [one for *_, one in labelled(groups)]
    print(f"{len(groups)} names in {len(spellings)} spellings: {sum(pairs)} pairs alike, {len(pairs) - sum(pairs)} not")
    raw = []
    for title, decide in (
        ("equal without case", lambda a, b: a.casefold() == b.casefold()),
        ("equal keys", lambda a, b: names.key(a) == names.key(b)),
    ):
        print(f"{title:44} {score(groups, decide)}")
    for title, likeness in (
        ("rapidfuzz ratio, raw", lambda a, b: fuzz.ratio(a, b) / 100),
        ("rapidfuzz token_set_ratio, raw", lambda a, b: fuzz.token_set_ratio(a, b) / 100),
        ("rapidfuzz WRatio, raw", lambda a, b: fuzz.WRatio(a, b) / 100),
        ("rapidfuzz Jaro-Winkler, raw", JaroWinkler.similarity),
        ("similarity of keys", lambda a, b: names.similarity(names.key(a), names.key(b))),
    ):
        threshold, result = best(groups, likeness)
        raw += [result.recall] if title.endswith("raw") else []
        print(f"{f'{title}, from {threshold:.2f}':44} {result}")
    ours = score(groups, names.same)
    print(f"{'same':44} {ours}")
    verdicts = Verdicts()
    verdicts.at_least("recall", ours.recall, RECALL, unit="of all")
    verdicts.at_least("precision", ours.precision, PRECISION, unit="of all")
    verdicts.at_least("recall, to the best raw one", ours.recall / max(raw), LEAST_RECALL_TO_RAW)
    race(verdicts, spellings)
    return verdicts.exit_code()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
