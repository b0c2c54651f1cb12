"""Score candidates of articles against statements that a person annotated: words, speaker, role, date and outlet.

`statements.jsonl` has one text a line: the path of the file below the folder of the texts, the SHA-256 of its text, and
its statements in order, each with the spans of its words, of the fullest name of its speaker, of the role, cue and
outlet, and the date on which somebody said it. `is_said` is false for words that nobody said as a statement:
conditions, denials, questions, acts. Each text is annotated as a whole: nobody says anything else in it. No word of the
texts is stored.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypedDict

from verdict import Verdicts

from timeline.dates import PartialDate
from timeline.ingest import Candidate, read_article
from timeline.words import names

ANNOTATIONS = Path(__file__).with_name("statements.jsonl")
#: share of common letters from which two passages are the same, and from which one lies within another
SAME, WITHIN = 0.5, 0.8
#: how often a level of confidence claims to be right in words and speaker
CLAIMS = {"high": 0.95, "medium": 0.6}
#: how often a proposal has the date of its statement, or none where the text gives none
DATES_RIGHT = 0.95
#: how far a rule of few candidates may stay behind its claim, and how many candidates it needs to be judged
TOLERANCE, JUDGED_CANDIDATES = 0.05, 30

Span = tuple[int, int]
#: rule and level → whether each of its candidates was right
Rules = dict[tuple[str, str], list[bool]]


class Statement(TypedDict):
    """One annotated statement; all spans are code points of the text."""

    words: list[Span]
    speaker: Span | None
    role: Span | None
    cue: Span | None
    date: str | None
    via: Span | None
    is_said: bool


class Outcome(NamedTuple):
    """What became of one candidate."""

    candidate: Candidate
    statement: Statement | None
    """The annotated statement that it repeats; None if the text does not say so."""
    is_right: bool
    """Words and speaker are right."""


def annotated(folder: Path) -> Iterator[tuple[str, str, list[Statement]]]:
    """Yield path, text and statements of each annotated text. Raises ValueError if a text is another one."""
    for line in ANNOTATIONS.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = (folder / row["file"]).read_text(encoding="utf-8")
        if hashlib.sha256(text.encode()).hexdigest() != row["sha256"]:
            raise ValueError(f"{row['file']} is not the text that was annotated")
        yield row["file"], text, row["statements"]


def day_in(path: str) -> PartialDate | None:
    """Return the day of publication in the name of a file: `20230126T…` or `2023-01-26-…`."""
    match = re.match(r"(\d{4})-?(\d\d)-?(\d\d)", Path(path).name)
    return PartialDate.parse("-".join(match.groups())) if match else None


def letters(text: str, spans: Iterable[Span]) -> set[int]:
    """Return the positions of letters and digits in spans, without a leading `that`."""
    return {at for begin, end in spans for at in range(begin, end) if text[at].isalnum()}


def is_one_person(name: str | None, other: str | None) -> bool:
    """Return whether two names can be one speaker's, perhaps by surname alone; nobody is nobody."""
    if name is None or other is None:
        return name is other
    one, two = (re.sub(r" jr$", "", names.key(each.replace("\\_", " "))) for each in (name, other))
    return names.tails(one, two) or names.tails(two, one) or names.same(name, other) or _initials_apart(one, two)


def _initials_apart(one: str, two: str) -> bool:
    """Return whether two names differ in initials and in the length of the first name only: Joseph R., Joe."""
    first, second = one.split(), two.split()
    return bool(first and second) and first[-1] == second[-1] and first[0][:2] == second[0][:2]


def outcomes(text: str, statements: list[Statement], candidates: list[Candidate]) -> list[Outcome]:
    """Compare each candidate with the annotated statement that shares most letters with it."""
    places = [letters(text, one["words"]) for one in statements]
    done = []
    for candidate in candidates:
        own = letters(text, candidate.spans)
        shared = [len(own & other) for other in places]
        best = max(range(len(places)), key=lambda at: (shared[at] / len(own | places[at]), -at), default=None)
        statement = None
        if best is not None and shared[best] >= min(SAME * len(own | places[best]), WITHIN * len(own)):
            statement = statements[best]
        right = statement is not None and statement["is_said"]
        if right and statement is not None:
            right = is_one_person(candidate.speaker, words_of(text, statement["speaker"]))
        done.append(Outcome(candidate, statement, right))
    return done


def words_of(text: str, span: Span | None) -> str | None:
    """Return the words of a span; None for None."""
    return " ".join(text[slice(*span)].split()) if span is not None else None


def _share(hits: list[bool]) -> float:
    return sum(hits) / len(hits) if hits else 0.0


def score(folder: Path, verdicts: Verdicts, *, grammar: bool = True) -> Rules:
    """Read all annotated texts, print and judge the figures, and return how often each rule was right."""
    rules: Rules = defaultdict(list)
    fields: dict[str, list[bool]] = defaultdict(list)
    proposed: list[bool] = []
    above: list[bool] = []
    for path, text, statements in annotated(folder):
        article = read_article(text, published=day_in(path), grammar=grammar)
        results = outcomes(text, statements, [one for one in article.candidates if one.kind == "statement"])
        for one in results:
            rules[rule_of(one.candidate), one.candidate.confidence].append(one.is_right)
            if one.statement is not None and one.statement["is_said"]:
                _compare(text, one.candidate, one.statement, fields)
        for statement in statements:
            hits = [one for one in results if one.statement is statement]
            if statement["is_said"]:
                proposed.append(bool(hits))
            else:
                above.append(any(one.candidate.confidence != "low" for one in hits))
    print(f"{len(proposed)} annotated statements that were said, {len(above)} passages that were not")
    print(f"{100 * _share(proposed):5.1f} % of the statements are proposed")
    for field, right in fields.items():
        print(f"{100 * _share(right):5.1f} % have the right {field} ({len(right)} proposals)")
    verdicts.at_least("the date is right or rightly absent", _share(fields["date"]), DATES_RIGHT, unit="of 1")
    judge_high(rules, verdicts, "annotated texts")
    verdicts.at_most("passages that were not said, above low", sum(above), 0, unit=f"of {len(above)}")
    return rules


def _compare(text: str, candidate: Candidate, statement: Statement, fields: dict[str, list[bool]]) -> None:
    speaker, role, via = (words_of(text, statement[field]) for field in ("speaker", "role", "via"))
    fields["speaker"].append(is_one_person(candidate.speaker, speaker))
    if role is not None or candidate.role is not None:
        one, two = (set(names.key(each or "").split()) for each in (role, candidate.role))
        fields["role"].append(bool(one and two) and (one <= two or two <= one))
    fields["date"].append(candidate.date == statement["date"])
    if via is not None or candidate.via is not None:
        fields["via"].append(is_one_person(candidate.via, via))


def rule_of(candidate: Candidate) -> str:
    """Return the rule that made a candidate, without its reason."""
    return candidate.basis.partition(";")[0]


def judge_high(rules: Rules, verdicts: Verdicts, where: str) -> None:
    """Judge the precision and the share of high confidence."""
    high = [hit for (_, level), hits in rules.items() if level == "high" for hit in hits]
    verdicts.at_least(f"high confidence is right, {where}", _share(high), CLAIMS["high"], unit="of 1")
    verdicts.at_least(f"share of high, {where}", len(high) / max(1, sum(map(len, rules.values()))), 0.5, unit="of all")


def judge_rules(rules: Rules, verdicts: Verdicts) -> None:
    """Print for each rule and level how often it was right, and judge those with enough candidates by their claim."""
    print("rule and level: right of proposals")
    for (rule, level), hits in sorted(rules.items(), key=lambda one: (one[0][1], -len(one[1]))):
        print(f"  {rule:<18} {level:<7} {100 * _share(hits):5.1f} % of {len(hits)}")
        if level in CLAIMS and len(hits) >= JUDGED_CANDIDATES:
            verdicts.at_least(f"{rule}, {level}", _share(hits), CLAIMS[level] - TOLERANCE, unit="of 1")
