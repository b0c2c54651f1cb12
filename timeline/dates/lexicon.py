"""Translate the words of date phrases, in English, Russian and Ukrainian, into one plain English vocabulary.

All rules are written once, over that vocabulary: full names of months and weekdays, units in the singular, numbers in
digits, ordinals as `1st` and `26st`, decades as `1990s`, and the small words `last`, `this`, `next`, `ago`, `later`,
`since`, `to`, `by`, `before`, `after`, `between`, `and`, `early`, `mid`, `late`, `about`, `maybe` and `–`. Words that
say nothing about the day (articles, most prepositions, morning and evening) are dropped.
"""

import re
from functools import lru_cache

from timeline.dates.numerals import joined_numbers, number_word

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SEASONS = ("spring", "summer", "autumn", "winter")

# Patterns of whole words by their meaning, as texts that `re` compiles when the first phrase needs them.
_ENGLISH = {
    **{name: f"{name[:3]}|{name}" for name in (*MONTHS, *WEEKDAYS)},
    "september": "sept?|september",
    "tuesday": "tues?|tuesday",
    "wednesday": "weds?|wednesday",
    "thursday": "thu|thurs?|thursday",
    "spring": "spring",
    "summer": "summer",
    "autumn": "autumn|fall",
    "winter": "winter",
    "day": "days?",
    "week": "weeks?|wks?",
    "weekend": "weekends?",
    "fortnight": "fortnights?",
    "month": "months?",
    "quarter": "quarters?",
    "half": "half|halves",
    "year": "years?|yrs?",
    "decade": "decades?",
    "2000s": "noughties",
    "century": "century|centuries",
    "today": "todays?|now|tonights?",
    "yesterday": "yesterdays?",
    "tomorrow": "tomorrows?|tmrw",
    "last": "last|previous|preceding|prior|latest",
    "past": "past",
    "this": "this|current|present",
    "next": "next|following|upcoming",
    "coming": "coming",
    "ago": "ago|earlier|previously|back",
    "later": "later|hence",
    "since": "since|from",
    "to": "to|unt?ill?|till?|through|thru",
    "by": "by",
    "before": "before",
    "after": "after",
    "between": "between",
    "and": "and",
    "early": "early|beginning|start|outset",
    "mid": "mid|middle",
    "late": "late|end|latter",
    "about": "about|around|circa|ca|c|approximately|approx|roughly|nearly|almost|some|fiscal|financial",
    "or": "or",
    "maybe": "maybe|perhaps|possibly|probably",
    "few": "few|several|many|multiple",
    "": "in|the|of|on|at|during|throughout|over|for|full|whole|entire|calendar|just|only|exactly|precisely|our|its"
    "|mornings?|afternoons?|evenings?|nights?|dawn|dusk|ad|ce|an?",
}
_CYRILLIC = {
    "january": "янв|январ[ьяею]|січ|січ(?:ень|ня|ні|нем)",
    "february": "февр?|феврал[ьяею]|лют|лют(?:ий|ого|ому|им)",
    "march": "мар|март[ае]?|бер|берез(?:ень|ня|ні|нем)",
    "april": "апр|апрел[ьяею]|кві|квіт|квіт(?:ень|ня|ні|нем)",
    "may": "ма[йяею]|тра|трав|трав(?:ень|ня|ні|нем)",
    "june": "июн[ьяею]?|чер|черв|черв(?:ень|ня|ні|нем)",
    "july": "июл[ьяею]?|лип|лип(?:ень|ня|ні|нем)",
    "august": "авг|август[ае]?|сер|серп|серп(?:ень|ня|ні|нем)",
    "september": "сент?|сентябр[ьяею]|вер|верес|верес(?:ень|ня|ні|нем)",
    "october": "окт|октябр[ьяею]|жов|жовт|жовт(?:ень|ня|ні|нем)",
    "november": "нояб?|ноябр[ьяею]|лис|лист|листопад[аіу]?",
    "december": "дек|декабр[ьяею]|гру|груд|груд(?:ень|ня|ні|нем)",
    "monday": "пн|понедельник[аеу]?|понеділ(?:ок|ка|ку)",
    "tuesday": "вт|вторник[аеу]?|вівтор(?:ок|ка|ку)",
    "wednesday": "ср|сред[аеуы]|серед[ауиі]",
    "thursday": "чт|четверг[аеу]?|четвер(?:га|гу)?",
    "friday": "пт|пятниц[аеуы]|п'ятниц[яюіи]",
    "saturday": "сб|суббот[аеуы]|субот[ауиі]",
    "sunday": "вс|нд|воскресень[ея]|неділ[яюі]",
    "spring": "весн(?:а|о[йю]|ы|е|у|і)|навесні",
    "summer": "лет(?:о|а|е|у|ом)|літ(?:о|а|і|у|ом)|влітку",
    "autumn": "осен(?:ь|и|ью)|ос(?:інь|ені|інню)|восени",
    "winter": "зим(?:а|о[йю]|ы|е|у|и|і)|взимку",
    "day": "д(?:ень|ня|ню|нем)|дн(?:я|і|ів|ями|ях|ей|ем|е)",
    "week": "недел[яеюиь]|тиж(?:день|ня|ні|нів|нем)",
    "weekend": "выходны[ехм]|вихідн(?:і|их|ими)",
    "month": "месяц(?:а|е|у|ев|ы)?|місяц(?:ь|я|і|ів|ю)",
    "quarter": "кв|квартал[аеуі]?",
    "half": "полугоди[еяию]|півріч(?:чя|чі)",
    "year": "гг?|год(?:а|у|ом|ы|ов|ами|ах)?|лет|рр?|рік|рок(?:у|и|ів|ом|ах|ами|ові)|році|роц[іи]",
    "decade": "десятилети[еяию]|десятиліт(?:тя|ті)",
    "century": "век[аеу]?|столети[еяию]|століт(?:тя|ті)|ст",
    "today": "сегодня|сьогодні|сейчас|зараз|нині",
    "yesterday": "вчера|[ву]чора",
    "tomorrow": "завтра",
    "past": "(?:прошедш|минувш)(?:ий|ая|ее|ие|его|ей|ем|ую|их)|минул(?:ий|а|е|і|ого|ої|ому|у|ій|им|их)",
    "last": "прошл(?:ый|ая|ое|ые|ого|ой|ом|ую|ых|ым)|торішн(?:ій|я|є|ього|ьої|ю)"
    "|(?:предыдущ|последн)(?:ий|ая|яя|ее|ие|его|ей|ем|ую|юю|их)|(?:попередн|останн)(?:ій|я|є|і|ього|ьої|ьому|ю|іх)",
    "this": "сего|эт(?:от|а|о|и|ого|ой|ом|у|им|их|ими)|ц(?:ей|я|е|і|ього|ієї|ьому|ю|ій|им|их|ими)"
    "|(?:текущ|нынешн)(?:ий|ая|яя|ее|его|ей|ем|ую|юю)|поточн(?:ий|а|е|ого|ої|ому|у)|нинішн(?:ій|я|є|ього|ьої|ьому|ю)",
    "next": "(?:следующ|будущ)(?:ий|ая|ее|ие|его|ей|ем|ую|их)|наступн(?:ий|а|е|і|ого|ої|ому|у|ій|их)"
    "|майбутн(?:ій|я|є|ього|ьої|ьому|ю)",
    "coming": "ближайш(?:ий|ая|ее|ие|его|ей|ем|ую|их)|найближч(?:ий|а|е|і|ого|ої|ому|у|ій|их)",
    "or": "или|либо|або|чи",
    "ago": "назад|тому|ранее|раньше|раніше",
    "later": "позже|спустя|пізніше|потому",
    "since": "со?|от|з|із|зі|від",
    "to": "по|до",
    "by": "ко?",
    "before": "перед",
    "after": "после|після",
    "between": "между|між",
    "and": "и|і|й|та",
    "early": "начал[еоау]|початк[уа]|початок",
    "mid": "середин[еаыуиі]",
    "late": "конец|конц[еау]|кінець|кінц[іяю]|наприкінці",
    "about": "около|примерно|приблизительно|близько|приблизно|орієнтовно",
    "maybe": "возможно|вероятно|можливо|ймовірно",
    "few": "несколько|(?:де)?кілька",
    "": "во?|на|у|течение|протягом|[ву]продовж|начиная|починаючи|утром|дн[её]м|вечером|ночью|вранці|вдень|[ву]вечері"
    "|[ву]ночі",
}

_UNIT = "(?:(?:day|week|fortnight|month|quarter|year|decade)s?|century|centuries)"
_NUMBER = "(?:[0-9]+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|[a-z]+ty)"
#: units in the plural without a number
_MANY = (
    "(?:hours|days|weeks|months|quarters|years|decades|centuries"
    "|дни|дней|дні|днів|недель|тижні|тижнів|месяцы|месяцев|лет|роки|років|годы|века|века|столетия|століття)"
)
# Expressions with another meaning than their words have, in the order in which they are tried.
_EXPRESSIONS = (
    (r"^(.+?) ?(?:\(?\?\)?|\(uncertain\))$", r"maybe \1"),
    (r"^(.+) approx(?:imately)?\.?$", r"about \1"),
    (r"^~ ?", "about "),
    (r"\b(?:uncertain|unsure):", "maybe"),
    (r"^(.+?) or so\b(.*)$", r"about \1\2"),
    (r"\bon or about\b", "about"),
    (r"\b(?:exactly|precisely|ровно|рівно) ", ""),
    # parts of a day
    (r"\bthis (?:morning|afternoon|evening)\b", "today"),
    (r"\b(before|after) (?:the )?(?:dawn|daybreak|noon|dusk|nightfall)(?: (?:on|of))? (?=\w)", r"\1the "),
    (r"\b(before|after) (.+?) (?:morning|afternoon|evening|night)$", r"\1the \2"),
    (r"\bbeforethe ", "to "),
    (r"\bafterthe ", "since "),
    (r"\b(?:in )?the (?:early|small|late) hours (?:of|on) ", ""),
    (r"\bovernight (?:in)?to |\b[ву] н[оі]чь? (?:с[оу]? .+ )?на (?=\w)", "nightto "),
    (r"\b(?:the )?(?:last|past) 24 hours\b", "between yesterday and today"),
    (r"\b(?:за )?(?:(?:последние|минувшие) сутки|(?:останню|минулу) добу)\b", "between yesterday and today"),
    # days relative to the reference date
    (r"\bпоза(?=позавчера|позавчора)", "1 day before "),
    (r"\b(?:после(?=послезавтра)|після(?=післязавтра))", "1 day after "),
    (r"day before yesterday|позавчера|позавчора", "2 day ago"),
    (r"day after tomorrow|послезавтра|післязавтра", "2 day later"),
    (r"\bтому назад\b", "назад"),
    (r"^(?:the )?(?:(?:previous|preceding) day|day before)$|^накануне$|^напередодні$|\blast night\b", "yesterday"),
    (r"^(?:the )?(?:next|following) day$", "tomorrow"),
    (r"\b(?:on the eve of|накануне|напередодні) (?=\w)", "1 day before "),
    # units relative to it
    (r"\bthis (?=(?:past|coming|last) )", ""),
    (r"\bthe (?:first|last|final|early|opening|closing) (?:few )?(?:days|weeks|months) of (?=the early|the late)", ""),
    (r"\b(?:the )?(?:first|early|opening) (?:few )?(?:days|weeks|months) of (?:the )?", "early "),
    (r"\b(?:the )?(?:last|final|closing) (?:few )?(?:days|weeks|months) of (?:the )?", "late "),
    (rf"(?:^|(?<=^через )|(?<=\bwithin )|(?<=\bin )|(?<=\bafter )|(?<=\bfor )){_MANY}(?= |$)", "few week"),
    (rf"\b({_NUMBER}) (upcoming|coming|next|past|last) (days|weeks|months|years)\b", r"\2 \1 \3"),
    (r"\b(?:last|past|recent|next|coming|previous|following|upcoming) (?=(?:day|week|month|quarter|year|decade)s\b)",
     "few "),
    (r"\b(?:последн|прошл|ближайш|следующ|останн|минул|найближч|наступн)(?:ие|ые|их|ых|ими|ыми|і)"
     r" (?=дн|недел|месяц|год|лет|тижн|місяц|рок|квартал|десятил)", "few "),
    (r"\bpast decade\b", "last 10 year"),
    (r"\bpast (?=(?:week|month|year)\b)", "last 1 "),
    (rf"\b({_UNIT}|weekend) after (?:the )?next\b", r"next next \1"),
    (rf"\b({_UNIT}|weekend) before last\b", r"last last \1"),
    (r"позапрошл\w+|позаминул\w+", "last last"),
    (r"\bпозаторік\b", "last last year"),
    (r"\bторік\b", "last year"),
    (r"\bцьогоріч\b", "this year"),
    (r"^(?:the )?(week|month|year) before$", r"last \1"),
    (r"\b(earlier|later)(?: in| of)? (?:the|current) (?=(?:week|month|quarter|year|decade)\b)", r"\1 this "),
    (r"\brest(?: of)? (?:the|current) (?=(?:week|month|quarter|year|decade)\b)", "this "),
    (r"\brest (?:of )?(?=this)", ""),
    (r"^(?:the )?(?:full|whole|entire|(?:(?:current|full) )?(?:fiscal|financial)) year$", "this year"),
    (r"\byear'?s?[- ]end\b", "late this year"),
    # numbers of units
    (r"\b(?:a )?couple(?: of)?\b|\bпар[уа]\b", "about 2"),
    (r"\ban? (?=(?:hundred|thousand|dozen|day|week|weekend|fortnight|month|quarter|year|decade|century)\b)", "one "),
    (r"\bwithin (?:the )?(?=last|past|next|coming|upcoming)", ""),
    (r"\bwithin ", "next "),
    (rf"\bin ((?:about |around |roughly |exactly |just |less than |more than |over |under )?(?:one|{_NUMBER}|few)"
     rf"(?:[ -]\w+)?? {_UNIT}(?: (?:and )?[0-9]+ {_UNIT})*)(?: time| from now)?$", r"\1 later"),
    (r"^(?:через|спустя) (.+) (?=после|після)", r"\1 "),
    (r"^за (.+) до (?=\w)", r"\1 before "),
    (r"^(?:через|спустя) (.+)$", r"\1 later"),
    (r"^за (?=[0-9]{4})", ""),
    (r"(?:from|after) (?:now|today)$|in the future$|from this day$", "later"),
    (r"\b(mon|tues|wednes|thurs|fri|satur|sun)days (?=ago|back|earlier|later|hence|from now)", r"\1day "),
    (r"\bfor (?=(?:an?|[0-9]+|\w+) (?:days?|weeks?|months?|years?)\b)", "lasting "),
    (r"\bweek (?:of|starting|commencing|beginning)(?: on| from)? (?=\w)", "week "),
    (r"^(?:on )?the ([0-9]{1,2})$", r"\1st"),
    # spans
    (r"^on (?:or|and) before ", "reported "),
    (r"\b(?:up (?:to|until|till)|(?:not|no) later than)\b", "to"),
    (r"\b(?:not|no) earlier than\b|\bnot before\b", "since"),
    (r"^(?:starting|beginning|effective)(?: on| from| in)? (?=\w+ ?\d|[a-z]+day|[0-9])", "since "),
    (r"^(.+?) (?:(?:or|and) (?:later|beyond|after)|onwards?)$", r"since \1"),
    (r"\bprior to\b", "before"),
    # certainty, and parts of a unit
    (r"\b(?:more|less|fewer) than\b|\bat least\b|\b(?:just|a little) (?:over|under)\b", "about"),
    (r"\bover (?=(?:one|two|three|four|five|six|seven|eight|nine|ten|[0-9]+) )", "about "),
    (r"\b(?:first|early) (?:half|part) of (?:the )?(?=\D)|\b(?:первой|першій) половин[еі] (?=\D)", "early "),
    (r"\b(?:первой|першій) половин[еі] (?=[0-9])", "1st half "),
    (r"\b(?:второй|другій) половин[еі] (?=[0-9])", "2nd half "),
    (r"\b(?:second|latter|last) (?:half|part) of (?:the )?(?=\D|[0-9]*0'?s)|\b(?:второй|другій) половин[еі] (?=\D)",
     "late "),
    (r"\b(?:good|better|large|greater) part of\b|\bas (?:early|late) as\b|\bas of\b|\bback in\b", ""),
    (r"\bsome ?time\b|\bпо состоянию на\b|\bстаном на\b", ""),
    (r"\b(?:early|late|earlier|later) (?:on |in )?(?=today|tomorrow|tonight|yesterday|[a-z]+day\b)", ""),
    (r"\b(?:earlier|later) (?:on |in )?(?=the |last |next |current |this (?!(?:week|month|quarter|year|decade)$))", ""),
    # ways of writing
    (r"(?<![a-z])q([1-4])(?![0-9])", r" \1st quarter "),
    (r"(?<![a-z])h([12])(?![0-9])", r" \1st half "),
    (r"'(?=[0-9]0s)", ""),
    (r"(?:^|(?<=[a-z.,])) ?'(?=[0-9]{2}$)", " year "),
    (r"([0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2,4})-(?=[0-9]{1,2}[./])", r"\1 – "),
    (r"(?<=\b[a-z])\.(?=[a-z]\b)", ""),
    (r"(?<=[0-9]) ?/ ?(?=[0-9])", "/"),
)  # fmt: skip

_DECADE = r"(?<=[0-9]0)(?:'s|s|-?(?:е|х|ті|тих|ых|их))(?![a-zа-яіїєґ])"
_ORDINAL = r"(?<=[0-9])(?:st|nd|rd|th|-?(?:го|ого|его|е|ое|й|ий|ой|му|ому|м|я|ая|а|ше|га|те))(?![a-zа-яіїєґ'])"
_ROMAN = r"\b([ivxіхv]+)(?= (?:кв|век|столет|століт|ст\b|полугод|півріч|century|quarter|half))"
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}
_CYRILLIC_TWINS = str.maketrans("іх", "ix")
_POSSESSIVE = r"(?<=[a-z])'s?(?![a-z])"
_DROPPED_MARKS = r"[\"“”„«»()\[\],;!?*_]"
_WORD = r"[0-9]+(?:[./-][0-9]+)*(?:st|s)?|[a-zа-яіїєґ']+|–|-"
_UNREAD = rf"{_WORD}|\s|(?<=[\w.])[./]|^\.+"
_NAMED = frozenset((*MONTHS, *WEEKDAYS, *SEASONS))


def canonical(text: str) -> str:
    """Translate a lower-case phrase into the vocabulary of the rules, one blank between words.

    Words outside the vocabulary stay as they are, so that no rule fits. Return '' for a text that has other characters
    than words, figures and punctuation.
    """
    text = text.replace("ё", "е")
    for pattern, by in _EXPRESSIONS:
        text = re.sub(pattern, by, text)
    text = re.sub(_ROMAN, _arabic, text)
    text = re.sub(_ORDINAL, "st ", re.sub(_DECADE, "s ", text))
    text = re.sub(_DROPPED_MARKS, " ", re.sub(_POSSESSIVE, " ", text))
    text = re.sub(r"[–—−]|(?<=\s)-(?=\s)", " – ", text)
    if re.sub(_UNREAD, "", text):
        return ""
    words = [translated for word in re.findall(_WORD, text) if (translated := _translated(word))]
    return _tidied(" ".join(joined_numbers(_with_ranges(words))))


def _arabic(match: re.Match[str]) -> str:
    values = [_ROMAN_VALUES[letter] for letter in match[1].translate(_CYRILLIC_TWINS)]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return f"{sum(-one if one < following else one for one, following in pairs)}st"


def _with_ranges(words: list[str]) -> list[str]:
    """Replace each hyphen between two dates by a dash, and drop each hyphen that only joins words."""
    result: list[str] = []
    for place, word in enumerate(words):
        after = words[place + 1 : place + 3]
        if word != "-":
            result.append(word)
        elif result and result[-1] in _NAMED:
            if after and (after[0] in _NAMED or (len(after) > 1 and after[0].isdigit() and after[1] in _NAMED)):
                result.append("–")
            elif after and len(after[0]) == 2 and after[0].isdigit() and after[1:] == result[:-1] == []:
                result.append("-")  # Feb-22 is a day or a year
        elif len(result) > 1 and result[-1].isdigit() and result[-2] in _NAMED and after and after[0] in _NAMED:
            result.append("–")  # Feb. 28-March 1
    return result


@lru_cache(maxsize=4096)
def _translated(word: str) -> str:
    number = number_word(word)
    if number is not None:
        return number
    for table in (_ENGLISH, _CYRILLIC):
        for meaning, pattern in table.items():
            if re.fullmatch(pattern, word):
                return meaning
    return word


def _tidied(text: str) -> str:
    """Drop the word “year” next to a year, and add “this” to the beginning or the end of a week, month or year."""
    text = re.sub(r"\b([0-9]{4}s?|[0-9]0s)(?:st)? year\b|\byear ([0-9]{4})\b|\b([0-9]{4})st\b", r"\1\2\3", text)
    text = re.sub(r"\b(early|mid|late) (?=(?:week|month|quarter|year|decade)\b)", r"\1 this ", text)
    return " ".join(text.split())
