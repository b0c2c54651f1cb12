"""Measure the accuracy and speed of reading articles, compared with textacy in the same run.

    python benchmarks/ingest.py SCORER CORPUS TEXTS [SPLIT] [EVERY]

SCORER is the path of `score_quotes.py`, the scorer of quotations. CORPUS is a folder with `SPLIT.jsonl` in its format,
by default `dev`. With EVERY, only every so many articles are read. PolNeAR is political news with the source, cue and
content of each attribution (Newell et al. 2018). Prints precision, recall and F1 of statements with the right speaker,
the share and the precision of high confidence, and how many times faster than textacy the articles are read, in turn.
TEXTS is the folder of the texts that `statements.jsonl` annotates, with speaker, role, date, outlet, and whether it was
said; see `annotated.py`. Its folder `wh-briefings` has texts of known days; see `briefings.py`. For PolNeAR and the
annotated texts, prints how often each rule was right at each level of confidence.

Exits with 1 if a figure is below its limit. textacy reads the same texts with the same model, by paragraphs if it
refuses a whole text.
"""

import contextlib
import importlib.util
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import briefings
from annotated import Rules, judge_high, judge_rules, rule_of, score
from processes import command, compiled
from verdict import Verdicts, in_turn, median, ratios, seconds, timing

from timeline.dates import PartialDate
from timeline.errors import DateError
from timeline.ingest import Candidate, model, read_article
from timeline.ingest.paragraphs import paragraphs

FASTER = 1.5
#: how many articles one reader reads before the other reads them
PORTION_ARTICLES = 20
#: F1 with the right speaker: of passages in quotation marks, then by kind of attribution with half an overlap
LIMITS = {"stretches": 0.885, "direct": 0.8805, "indirect": 0.704, "all": 0.763}
#: how long reading takes at most, compared with spaCy alone on the same paragraphs
BESIDE_SPACY = 1.25

Quote = dict[str, Any]
Reader = Callable[[dict[str, Any]], list[Quote]]


def load_scorer(path: str) -> Any:
    """Import the scorer from its path."""
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
    """Return our candidates in the scorer's format."""
    candidates = read_article(article["text"], published=published(article), grammar=True).candidates
    return [quote(one) for one in candidates if one.kind == "statement"]


def quote(one: Candidate) -> Quote:
    return {
        "content": one.spans,
        "source": one.source_spans,
        "cue": one.cue_spans,
        "confidence": one.confidence,
        "basis": rule_of(one),
    }


def spacy_alone(article: dict[str, Any]) -> list[Quote]:
    """Let spaCy parse the paragraphs of an article, and nothing else."""
    parts = (article["text"][one.begin : one.end] for one in paragraphs(article["text"]))
    for _ in model.load().pipe(parts, batch_size=32):
        pass
    return []


def rules_of(scorer: Any, articles: list[dict[str, Any]], quotes: dict[str, list[Quote]]) -> Rules:
    """Return for each rule and level whether words and speaker of each proposal are right by the corpus."""
    rules: Rules = defaultdict(list)
    for article in articles:
        text, own = article["text"], quotes[article["id"]]
        matched = {at: gold for gold, (at, _) in scorer.match(article["quotes"], own, text, 0.5).items()}
        for at, one in enumerate(own):
            gold = article["quotes"][matched[at]] if at in matched else None
            right = gold is not None and scorer.source_ok(text, gold.get("source") or [], one["source"])
            rules[one["basis"], one["confidence"]].append(bool(right))
    return rules


def textacy_reader() -> Reader:
    """Return a reader that uses textacy's direct quotations."""
    import spacy
    import textacy.extract

    nlp = spacy.load(model.COPY)

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


def read_all(reader: Reader, articles: list[dict[str, Any]], quotes: dict[str, list[Quote]]) -> None:
    """Read articles and add their quotations to ``quotes``."""
    quotes.update((article["id"], reader(article)) for article in articles)


def read_in_turn(
    readers: list[Reader], articles: list[dict[str, Any]]
) -> tuple[list[dict[str, list[Quote]]], list[list[float]]]:
    """Read all articles with every reader, portion by portion in turn; return their quotations and times."""
    quotes: list[dict[str, list[Quote]]] = [{} for _ in readers]
    rounds = []
    for number, begin in enumerate(range(0, len(articles), PORTION_ARTICLES)):
        portion = articles[begin : begin + PORTION_ARTICLES]
        times = [0.0] * len(readers)
        for place in range(len(readers)):
            turned = (place + number) % len(readers)
            times[turned] = seconds(partial(read_all, readers[turned], portion, quotes[turned]))
        rounds.append(times)
    return quotes, rounds


#: programs that read one short text: ours, and textacy's
STARTS = (
    "from timeline.ingest import read_article; read_article('“No,” said Karl Holm.', grammar=True)",
    "import spacy, textacy.extract as t; nlp = spacy.load({model!r}); "
    "list(t.triples.direct_quotations(nlp('“No,” said he.')))",
)


def figures(
    scorer: Any, articles: list[dict[str, Any]], found: dict[str, list[Quote]]
) -> dict[str, tuple[float, float, float]]:
    """Return precision, recall and F1 with the right speaker, by kind of quotation."""
    scores = scorer.score(articles, found, True)
    joint = {kind: scores["ov50", kind]["joint"] for kind in ("direct", "indirect", "all")}
    return {"stretches": scorer.score_segments(articles, found)["attributed+speaker"], **joint}


def main() -> int:
    """Measure, print and judge."""
    scorer = load_scorer(sys.argv[1])
    split = sys.argv[4] if len(sys.argv) > 4 else "dev"
    every = int(sys.argv[5]) if len(sys.argv) > 5 else 1
    articles = scorer.load(str(Path(sys.argv[2]) / f"{split}.jsonl"))[::every]
    readers = [ours, textacy_reader(), spacy_alone]
    for reader in readers:
        reader(articles[0])  # loads the model
    (own, theirs, _), times = read_in_turn(readers, articles)
    verdicts = Verdicts()
    print(f"{len(articles)} articles of {split}, with the right speaker: precision, recall, F1; F1 of textacy")
    beside = figures(scorer, articles, theirs)
    for name, (precision, recall, f1) in figures(scorer, articles, own).items():
        print(f"{name:10}  " + "  ".join(f"{100 * value:5.1f}" for value in (precision, recall, f1, beside[name][2])))
        verdicts.at_least(f"F1, {name}", f1, LIMITS[name], unit="of 1")
    rules = rules_of(scorer, articles, own)
    judge_high(rules, verdicts, "PolNeAR")
    judge_rules(rules, verdicts)
    print("annotated texts")
    judge_rules(score(Path(sys.argv[3]), verdicts), verdicts)
    print("readouts and statements of known days")
    briefings.score(Path(sys.argv[3]) / "wh-briefings", verdicts)
    print(f"{len(articles) / sum(seconds_ for seconds_, *_ in times):.1f} articles a second")
    verdicts.at_least("as fast as textacy", statistics.median(ratios(times, 1, 0)), FASTER)
    verdicts.at_most("reading, to spaCy alone", statistics.median(ratios(times, 0, 2)), BESIDE_SPACY)
    compiled()
    starts = [timing(command(sys.executable, "-c", program.format(model=model.COPY))) for program in STARTS]
    in_turn(starts, 1)
    begun = in_turn(starts, 5)
    print("a process that reads one short text, to one of textacy")
    verdicts.time_at_most("the first text is read", median(begun), statistics.median(ratios(begun)), 1.0)
    return verdicts.exit_code()


if __name__ == "__main__":
    sys.exit(main())
