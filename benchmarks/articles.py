"""Make a corpus of articles for the benchmarks: invented news in plain English, the same each time.

    python benchmarks/articles.py FILE ARTICLES

Each article is JSON with text, published and url, has 24 paragraphs with quotations, paraphrase and bare reports, and
differs from all others.
"""

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

PEOPLE = (
    ("Foreign Minister", "Anna Lind"), ("Defence Secretary", "Mark Osei"), ("President", "Tomas Varga"),
    ("spokeswoman", "Irena Kolar"), ("Ambassador", "Petr Holub"), ("Prime Minister", "Sara Nyman"),
)  # fmt: skip
SUBJECTS = (
    "The ceasefire",
    "The agreement",
    "The border crossing",
    "The grain corridor",
    "The inspection",
    "The visit",
)
ENDS = (
    "will hold until the end of the year", "cannot be decided without us", "has to be signed by both sides",
    "is a matter for the two governments", "was discussed at length in the capital", "depends on the guarantees",
)  # fmt: skip
FORMS = (
    "“{subject} {end},” {role} {name} said on {day}.",
    "{role} {name} said on {day} that {lower} {end}, and added that talks would go on next week.",
    "{subject} {end}, according to officials who had seen the text of the document on {day}.",
    "Asked about the delay, {name} told reporters that {lower} {end}. “We are not in a hurry,” he added.",
    "The two delegations met on {day} in the old town hall, where {lower} had been on the agenda for months.",
    "“No,” said {name}. “{subject} {end}, and everybody at the table knows it,” the {rest} said.",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
PARAGRAPHS = 24


def articles(count: int) -> Iterator[dict[str, str]]:
    """Yield articles, each with a number of its own in its text."""
    chance = random.Random(11)
    for number in range(count):
        parts = [f"PRAGUE, March {1 + number % 28}, 2024 — Report number {number} on the talks."]
        for _ in range(PARAGRAPHS):
            role, name = chance.choice(PEOPLE)
            subject = chance.choice(SUBJECTS)
            words = {
                "subject": subject, "lower": subject[0].lower() + subject[1:], "end": chance.choice(ENDS), "role": role,
                "rest": role.split()[-1].lower(), "name": name, "day": chance.choice(DAYS),
            }  # fmt: skip
            parts.append(chance.choice(FORMS).format(**words))
        yield {
            "text": "\n\n".join(parts),
            "published": f"2024-03-{1 + number % 28:02}",
            "url": f"https://example.org/{number}",
        }


def make(path: Path, count: int) -> Path:
    """Write a list of articles, and return its path."""
    path.write_text("".join(json.dumps(article) + "\n" for article in articles(count)), "utf-8")
    return path


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
