"""Parse numbers in words, as in transcripts: `twenty-first`, `nineteen ninety-six`, `двадцать шестого`.

A word for a number becomes a token that begins with `#`; `joined_numbers` adds up neighbours and writes digits, so that
`#20 #1st` is `21st`, but the figures `20 1` of a text stay two numbers.
"""

import re
from collections.abc import Iterator

_CARDINALS = {
    0: "zero|oh",
    1: "one|один|одна|одну|одно|одного|одне|одній",
    2: "two|два|две|двух|двумя|дві|двох|двома",
    3: "three|три|трех|тремя|трьох|трьома",
    4: "four|четыре|четырех|четырьмя|чотири|чотирьох|чотирма",
    5: "five|пять|пяти|п'ять|п'яти",
    6: "six|шесть|шести|шість",
    7: "seven|семь|семи|сім|семи",
    8: "eight|восемь|восьми|вісім|восьми",
    9: "nine|девять|девяти|дев'ять|дев'яти",
    10: "ten|десять|десяти",
    11: "eleven|одиннадцать|одинадцять",
    12: "twelve|dozen|двенадцать|дванадцять",
    13: "thirteen|тринадцать|тринадцять",
    14: "fourteen|четырнадцать|чотирнадцять",
    15: "fifteen|пятнадцать|п'ятнадцять",
    16: "sixteen|шестнадцать|шістнадцять",
    17: "seventeen|семнадцать|сімнадцять",
    18: "eighteen|восемнадцать|вісімнадцять",
    19: "nineteen|девятнадцать|дев'ятнадцять",
    20: "twenty|двадцать|двадцять",
    30: "thirty|тридцать|тридцять",
    40: "forty|fourty|сорок",
    50: "fifty|пятьдесят|п'ятдесят",
    60: "sixty|шестьдесят|шістдесят",
    70: "seventy|семьдесят|сімдесят",
    80: "eighty|восемьдесят|вісімдесят",
    90: "ninety|девяносто|дев'яносто",
    100: "hundred|сто",
    1000: "thousand|тысяча|тысячи|тысяч|тисяча|тисячі",
}
_ORDINALS = {
    1: "first|перв|перш",
    2: "second|втор|друг",
    3: "third|трет",
    4: "fourth|четверт",
    5: "fifth|пят|п'ят",
    6: "sixth|шест|шост",
    7: "seventh|седьм|сьом",
    8: "eighth|восьм",
    9: "ninth|девят|дев'ят",
    10: "tenth|десят",
    11: "eleventh|одиннадцат|одинадцят",
    12: "twelfth|двенадцат|дванадцят",
    13: "thirteenth|тринадцат|тринадцят",
    14: "fourteenth|четырнадцат|чотирнадцят",
    15: "fifteenth|пятнадцат|п'ятнадцят",
    16: "sixteenth|шестнадцат|шістнадцят",
    17: "seventeenth|семнадцат|сімнадцят",
    18: "eighteenth|восемнадцат|вісімнадцят",
    19: "nineteenth|девятнадцат|дев'ятнадцят",
    20: "twentieth|двадцат|двадцят",
    30: "thirtieth|тридцат|тридцят",
}
_ENDINGS = "ого|его|ий|ый|ое|ая|ом|ем|ой|ую|ье|ьего|ья|ье|ьем|ьей|е|є|я|а|ій|ю|у|ому|ьому|ього"
_DECADES = {
    10: "tens|teens",
    20: "twenties|двадцат(?:ые|ых|і|их)",
    30: "thirties|тридцат(?:ые|ых|і|их)",
    40: "forties|сороков(?:ые|ых|і|их)",
    50: "fifties|пятидесят(?:ые|ых)|п'ятдесят(?:і|их)",
    60: "sixties|шестидесят(?:ые|ых)|шістдесят(?:і|их)",
    70: "seventies|семидесят(?:ые|ых)|сімдесят(?:і|их)",
    80: "eighties|восьмидесят(?:ые|ых)|вісімдесят(?:і|их)",
    90: "nineties|девяност(?:ые|ых)|дев'яност(?:і|их)",
    1000: "thousands",
}


def _patterns() -> Iterator[tuple[str, str]]:
    for number, words in _CARDINALS.items():
        yield words, f"#{number}"
    for number, words in _ORDINALS.items():
        yield rf"{words.partition('|')[0]}|(?:{words.partition('|')[2]})(?:{_ENDINGS})", f"#{number}st"
    for number, words in _DECADES.items():
        yield words, f"#{number}s"


_PATTERNS = tuple(_patterns())


def number_word(word: str) -> str | None:
    """Return the token for a word that is a number: `#20`, `#1st` for an ordinal, `#90s` for a decade; or else None."""
    return next((token for pattern, token in _PATTERNS if re.fullmatch(pattern, word)), None)


def joined_numbers(words: list[str]) -> list[str]:
    """Replace every run of number tokens by one number in digits; other words stay as they are."""
    joined: list[str] = []
    run: list[tuple[int, str]] = []
    for place, word in enumerate([*words, ""]):
        token = re.fullmatch(r"#([0-9]+)(st|s)?", word)
        if token and not (run and run[-1][1]):
            run.append((int(token[1]), token[2] or ""))
            continue
        if (
            word == "and"
            and run
            and run[-1][0] in (100, 1000)
            and words[place + 1 : place + 2]
            and (words[place + 1].startswith("#"))
        ):
            continue
        if run:
            joined.append(_written(run))
            run = [(int(token[1]), token[2] or "")] if token else []
        if word and not token:
            joined.append(word)
    return joined


def _written(run: list[tuple[int, str]]) -> str:
    numbers = [number for number, _ in run]
    return f"{_added(numbers)}{run[-1][1]}"


def _added(numbers: list[int]) -> int:
    """Add up the parts of a number; a pair such as 19 and 96, or 20 and 25, is a year."""
    thousands = below = 0
    for place, number in enumerate(numbers):
        if number == 1000:
            thousands, below = thousands + max(below, 1) * 1000, 0
        elif number == 100:
            below = max(below, 1) * 100
        elif place == 1 and 10 <= below <= 20 and (below < 20 or number >= 10):
            below = below * 100 + number
        else:
            below += number
    return thousands + below
