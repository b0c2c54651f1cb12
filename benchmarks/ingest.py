"""What reading articles is worth: accuracy and speed on PolNeAR, beside textacy in the same run.

    python benchmarks/ingest.py SCORER CORPUS [SPLIT] [EVERY]

SCORER is the path of `score_quotes.py`, the scorer of quotations; CORPUS a folder with `SPLIT.jsonl` in its format, by
default `dev`; EVERY takes every so many articles only. PolNeAR is political news with the source, cue and content of
each attribution (Newell et al. 2018). Prints precision, recall and F1 of what is found together with the right speaker,
the share and the precision of what is proposed with high confidence, and articles a second; exits with 1 where one is
short of its limit. textacy reads the same texts with the same model, by paragraphs where it refuses a whole text.
"""

import contextlib
import importlib.util
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from timeline.dates import PartialDate
from timeline.errors import DateError
from timeline.ingest import Candidate, read_article
from timeline.ingest.parsing import MODEL

FASTER = 1.5
#: F1 with the right speaker: of stretches in quotation marks, then by kind of attribution at half an overlap
LIMITS = {"stretches": 0.88, "direct": 0.86, "indirect": 0.66, "all": 0.73}
HIGH_PRECISION, HIGH_SHARE = 0.90, 0.50

Quote = dict[str, Any]


def load_scorer(path: str) -> Any:
    """Import the scorer from where it is."""
    spec = importlib.util.spec_from_file_location("score_quotes", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def published(article: dict[str, Any]) -> PartialDate | None:
    try:
        return PartialDate.parse(article.get("date") or "")
    except DateError:
        return None


def ours(article: dict[str, Any]) -> list[Quote]:
    """Our proposals as the scorer wants them."""
    found = read_article(article["text"], published=published(article), grammar=True).candidates
    return [quote(one) for one in found if one.kind == "statement"]


def quote(one: Candidate) -> Quote:
    return {"content": one.spans, "source": one.source_spans, "cue": one.cue_spans, "confidence": one.confidence}


def textacy_reader() -> Callable[[dict[str, Any]], list[Quote]]:
    """A reader by textacy's direct quotations."""
    import spacy
    import textacy.extract

    nlp = spacy.load(MODEL)

    def triples(text: str, offset: int) -> list[Quote]:
        return [
            {
                "content": [(one.content.start_char + offset, one.content.end_char + offset)],
                "source": [(one.speaker[0].idx + offset, one.speaker[-1].idx + len(one.speaker[-1]) + offset)],
                "cue": [(one.cue[0].idx + offset, one.cue[-1].idx + len(one.cue[-1]) + offset)],
            }
            for one in textacy.extract.triples.direct_quotations(nlp(text))
        ]

    def read(article: dict[str, Any]) -> list[Quote]:
        text = article["text"]
        try:
            return triples(text, 0)
        except ValueError:
            found, at = [], 0
            for line in text.split("\n"):
                with contextlib.suppress(ValueError):
                    found += triples(line, at) if line.strip() else []
                at += len(line) + 1
            return found

    return read


def timed(
    read: Callable[[dict[str, Any]], list[Quote]], articles: list[dict[str, Any]]
) -> tuple[dict[str, list[Quote]], float]:
    """Read all articles; gives what was found and articles a second."""
    read(articles[0])
    start = time.perf_counter()
    found = {article["id"]: read(article) for article in articles}
    return found, len(articles) / (time.perf_counter() - start)


#: a fresh process that reads one short text: by us, and by textacy
STARTS = (
    "from timeline.ingest import read_article; read_article('“No,” said Karl Holm.', grammar=True)",
    "import spacy, textacy.extract as t; nlp = spacy.load({model!r}); "
    "list(t.triples.direct_quotations(nlp('“No,” said he.')))",
)


def starts(rounds: int = 5) -> tuple[float, float]:
    """Start and read one text, in turn; gives the medians in seconds, of us and of textacy."""
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for program, times in zip(STARTS, took, strict=True):
            begun = time.perf_counter()
            subprocess.run([sys.executable, "-c", program.format(model=MODEL)], check=True)
            times.append(time.perf_counter() - begun)
    return statistics.median(took[0]), statistics.median(took[1])


def figures(
    scorer: Any, articles: list[dict[str, Any]], found: dict[str, list[Quote]]
) -> dict[str, tuple[float, float, float]]:
    """Precision, recall and F1 with the right speaker, by what is measured."""
    scores = scorer.score(articles, found, True)
    joint = {kind: scores["ov50", kind]["joint"] for kind in ("direct", "indirect", "all")}
    return {"stretches": scorer.score_segments(articles, found)["attributed+speaker"], **joint}


def main() -> int:
    """Measure, print and compare with the limits."""
    scorer = load_scorer(sys.argv[1])
    split = sys.argv[3] if len(sys.argv) > 3 else "dev"
    every = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    articles = scorer.load(str(Path(sys.argv[2]) / f"{split}.jsonl"))[::every]
    found, speed = timed(ours, articles)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    theirs, their_speed = timed(textacy_reader(), articles)
    missed = False
    print(f"{len(articles)} articles of {split}          precision recall    F1   limit  textacy")
    beside = figures(scorer, articles, theirs)
    for name, (precision, recall, f1) in figures(scorer, articles, found).items():
        missed |= f1 < LIMITS[name]
        row = (precision, recall, f1, LIMITS[name], beside[name][2])
        print(f"{name:10} with right speaker  " + "  ".join(f"{100 * value:6.1f}" for value in row))
    sure = {key: [one for one in quotes if one["confidence"] == "high"] for key, quotes in found.items()}
    share = sum(map(len, sure.values())) / max(1, sum(map(len, found.values())))
    precision = scorer.score(articles, sure, True)["ov50", "all"]["joint"][0]
    missed |= precision < HIGH_PRECISION or share < HIGH_SHARE
    print(f"high confidence: precision {100 * precision:.1f} (limit {100 * HIGH_PRECISION:.0f})")
    print(f"of all proposals: {100 * share:.1f} (limit {100 * HIGH_SHARE:.0f})")
    print(f"{speed:.1f} articles a second, textacy {their_speed:.1f}; {speed / their_speed:.2f} x (limit {FASTER})")
    print(f"{memory} MB at most")
    missed |= speed < FASTER * their_speed
    start, their_start = starts()
    ratio = start / their_start
    print(f"the first text is read after {start:.2f} s, by textacy after {their_start:.2f}; {ratio:.2f} x (limit 1)")
    missed |= start > their_start
    print(json.dumps({"missed": missed}))
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
