"""How well `timeline.words.names.same` tells spellings of one name from spellings of another, and how fast `key` is.

Run as `python benchmarks/names.py [FILE]`. Each line of FILE is a JSON list of the spellings of one name. Pairs within
a list should match, pairs across lists should not. Beside it stands what one would do without the module: equality
without case, and rapidfuzz on raw names, at the threshold of best recall that keeps the precision asked for.
Exits with 1 below a recall of .90 or a precision of .99.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from timeline.words import names

DEFAULT = Path(__file__).resolve().parents[1] / ".." / "shared" / "data" / "names-variants.jsonl"
RECALL, PRECISION = 0.90, 0.99


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
    found = right = wanted = 0
    for a, b, one in labelled(groups):
        yes = decide(a, b)
        found, right, wanted = found + yes, right + (yes and one), wanted + one
    return Score(right / max(wanted, 1), right / found if found else 1.0)


def best(groups: list[list[str]], likeness: Callable[[str, str], float]) -> tuple[float, Score]:
    """Try every threshold of two decimals: the best recall at the precision asked for, else the best precision."""
    likenesses = [(likeness(a, b), one) for a, b, one in labelled(groups)]
    wanted = sum(one for _, one in likenesses)
    scores = []
    for threshold in (percent / 100 for percent in range(50, 101)):
        accepted = [one for value, one in likenesses if value >= threshold]
        scores.append((threshold, Score(sum(accepted) / max(wanted, 1), sum(accepted) / max(len(accepted), 1))))
    good = [entry for entry in scores if entry[1].precision >= PRECISION]
    return max(good, key=lambda entry: entry[1].recall) if good else max(scores, key=lambda entry: entry[1].precision)


def keys_per_second(spellings: list[str], *, cold: bool) -> float:
    """Time `key` on at least 20,000 names: with its memory of words emptied before every round, or kept."""
    spent, rounds = 0.0, 20_000 // len(spellings) + 1
    for _ in range(rounds):
        if cold:
            names._fold.cache_clear()
        start = time.perf_counter()
        for name in spellings:
            names.key(name)
        spent += time.perf_counter() - start
    return rounds * len(spellings) / spent


def main(arguments: list[str]) -> int:
    path = Path(arguments[0]) if arguments else DEFAULT
    if not path.exists():
        print(f"{path} is not there: give a file of JSON lists of spellings", file=sys.stderr)
        return 2
    groups = read(path)
    spellings = [name for group in groups for name in group]
    pairs = [one for *_, one in labelled(groups)]
    print(f"{len(groups)} names in {len(spellings)} spellings: {sum(pairs)} pairs alike, {len(pairs) - sum(pairs)} not")
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
        print(f"{f'{title}, from {threshold:.2f}':44} {result}")
    ours = score(groups, names.same)
    print(f"{'same':44} {ours}")
    cold, warm = keys_per_second(spellings, cold=True), keys_per_second(spellings, cold=False)
    print(f"key: {cold:,.0f} names a second, {warm:,.0f} once it has met their words")
    return int(ours.recall < RECALL or ours.precision < PRECISION)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
