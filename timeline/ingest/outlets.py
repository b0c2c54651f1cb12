"""Find outlets: who heard, published or passes on the words of somebody else."""

import re

from timeline.ingest.people import People
from timeline.ingest.roles import THINGS, split_role
from timeline.ingest.values import Cue, Span
from timeline.words import bodies, names
from timeline.words.first_names import MEN, WOMEN

_NAME = r"[A-Z][\w.’'&-]*(?:\s(?:of\s(?:the\s)?|and\s|d[aei]l?l?a?\s)?[A-Z0-9][\w.’'&-]*){0,4}"
#: names and words of outlets
_OUTLET = re.compile(
    r"\b(?:"
    r"Reuters|AP|AFP|CNN|BBC|NBC|CBS|ABC|MSNBC|CNBC|NPR|PBS|TASS|RIA|Interfax|Ukrinform|Bloomberg|Politico"
    r"|POLITICO|Axios|Meduza|Xinhua|Kommersant|Vedomosti|Izvestia|Telegraph|Guardian|Independent|Economist"
    r"|Atlantic|Spiegel|Monde|Figaro|Bild|Jazeera|Breitbart|Forbes|Newsweek|Fox|Sky|Haaretz|DPA|EFE|ANSA|Kyodo"
    r"|Yonhap|Anadolu|IRNA|Suspilne|Pravda|BuzzFeed|Vox|Slate|USA TODAY|Euronews|Euractiv|Novosti|Novaya|Gazeta"
    r"|Zeitung|Presse|Agence|Agencia|Nachrichten|News|Newspaper|Times|Post|Journal|Press|Tribune|Herald|Gazette"
    r"|Magazine|Television|TV|Radio|Daily|Echo|Zeit|Welt|Nyheter"
    r"|\w+(?:posten|bladet|tidende|avisen|zeitung|nytt)|(?:News|Press|Information|Telegraph) Agency"
    r"|Today programme|Weekly|Monthly|Bulletin|Dagens|Aftonbladet|Ukrainska|Observer|Chronicle|Globe|Standard"
    r"|Wire|Media|Broadcasting|Channel|Telegram channel|Mirror|Courier|Correspondent"
    r")\b"
)
_KIND = (
    r"(?:(?:state|state-run|state-owned|private|independent|public|local|national|official|daily|weekly|online|opposition"
    r"|[A-Z]\w+(?:ian|ish|ese|ench|eek)|American|German|Turkish|Israeli|Iraqi|Saudi|Qatari|Pakistani|African|Korean|Afghan)\s)*"
    r"(?:media\soutlet|news\sagency|news\soutlet|news\ssite|news\swebsite|news\sportal|newspaper|broadcaster|outlet|agency"
    r"|magazine|website|channel|television|radio\sstation|news\schannel|tabloid|daily|podcast|wire\sservice|publication)"
)
_TAIL = rf"(?:\s{_KIND})?"
_HEAD = rf"(?:{_KIND}\s)?"
_VIA = re.compile(
    rf"(?:,\s)?(?:as\s)?(?:cited|quoted|reported|relayed|carried|published)\sby\s(?:the\s)?{_HEAD}(?P<by>{_NAME}{_TAIL})"
    rf"|(?:told|telling|tells|wrote\sin|writes\sin|writing\sin|interview\s(?:with|to|on|for)|[Ss]peaking\s(?:to|on|with)|spoke\s(?:to|on|with)|statement\sto"
    rf"|in\scomments\sto|remarks\sto|briefing\sto|appearance\son)\s(?:the\s)?(?P<head>{_KIND}\s)?(?P<told>{_NAME})(?P<tail>{_TAIL})"
    rf"|(?:,\s)?(?:according\sto|citing)\s(?:the\s)?{_HEAD}(?P<according>{_NAME}{_TAIL})"
    rf"|,\s(?:the\s)?{_HEAD}(?P<reported>{_NAME}{_TAIL})\s(?:first\s|also\s|has\s|had\s)?(?:reported|reports|wrote|writes)"
)
_NATIONAL = re.compile(
    r"^(?:Russian|Ukrainian|Italian|Iranian|Indian|Chinese|Japanese|French|Spanish|Turkish|Polish|German|American)\s(?=[A-Z])"
)
_PARTS = re.compile(rf"^(?:[Tt]he\s)?{_HEAD}|{_TAIL}$")
_DAYS = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?:[’']s)?$")
_OWNER = re.compile(r"^[A-Z][\w-]+[’']s\s(?=[A-Z])")
_ONLY_KIND = re.compile(
    rf"(?:the\s|an?\s)?(?:{_KIND}|(?:[\w-]+\s)*(?:media|press|newspapers|agencies|outlets|television))", re.IGNORECASE
)
_PUBLISHERS = frozenset(
    (
        *(
            "agency",
            "service",
            "network",
            "press",
            "daily",
            "journal",
            "times",
            "post",
            "herald",
            "news",
            "radio",
            "tv",
        ),
        *("tribune", "outlet", "newspaper", "media", "broadcaster", "website", "magazine", "station", "international"),
    )
)
_RELAYING = frozenset(("report", "according", "say", "write", "add", "note", "announce", "claim"))
_PRONOUNS = frozenset(("he", "she", "it", "they", "him", "her", "them", "i", "we"))
_PASSED_ON = re.compile(
    rf"(?:^|,?\s+|\b)(?:(?:according to|as (?:reported|quoted|cited) by)\s(?:the\s)?{_HEAD}(?P<outlet>{_NAME}{_TAIL})"
    rf"|(?:the\s)?{_HEAD}(?P<reporting>{_NAME}{_TAIL})\s(?:reported|reports))$"
)
_CITING = re.compile(
    r"\b(?:[Cc]iting|[Qq]uoting)\s(?P<who>(?:an?|the|two|three|four|several|some|unnamed|anonymous|multiple|senior|people"
    r"|sources?|officials?|[A-Z])[^,;.“”\"]{2,80}?)(?=[,;.]|$)"
)
#: bodies that are spoken to, and that publish nothing
_LISTENERS = frozenset(
    (
        *("congress", "parliament", "senate", "nato", "un", "eu", "us", "hamas", "hezbollah", "kremlin", "pentagon"),
        *("united nations", "security council", "european union", "white house", "house", "commons", "lords", "court"),
        *("general assembly", "bundestag", "duma", "state duma", "rada", "verkhovna rada", "knesset", "sejm", "mps"),
    )
)


def is_outlet(name: str) -> bool:
    """Return whether a name is an outlet's, by its words."""
    return _OUTLET.search(name) is not None or re.search(rf"\b{_KIND}\b", name) is not None or is_kind_of_outlet(name)


def is_kind_of_outlet(words: str) -> bool:
    """Return whether words name a kind of outlet, but none: `the state news agency`, `local media`."""
    return _ONLY_KIND.fullmatch(words.strip()) is not None


def named(words: str) -> str | None:
    """Return the name of an outlet without its kind and country: `the Russian state news agency TASS` is TASS."""
    name = " ".join(words.split()).strip(' ,.“”"')
    if is_kind_of_outlet(name):
        return None
    bare = _OWNER.sub("", _PARTS.sub("", name).strip(" ,."))
    return _NATIONAL.sub("", bare or name) or None


def via(text: str, spans: list[Span], source: Span | None, people: People) -> tuple[str, Span] | None:
    """Return the outlet that heard or is cited for the words, and its span; None if no outlet is named.

    An outlet that nobody knows counts if somebody tells it something, unless it is a person, a state or a parliament.
    """
    for begin, end in spans:
        for match in _VIA.finditer(text, begin, end):
            kind = next(name for name in ("by", "told", "according", "reported") if match[name])
            name = match[kind].strip(" ,.")
            if source is not None and source[0] < match.end(kind) and match.start(kind) < source[1]:
                continue
            if text.startswith(("’s", "'s"), match.end(kind)) or name.endswith(("’s", "'s")) or _DAYS.match(name):
                continue
            known = is_outlet(name) or bool(kind == "told" and (match["tail"] or match["head"]))
            if not known and not (kind == "by" or (kind == "told" and _may_publish(name, match[0], people))):
                continue
            span = match.start() + (2 if match[0].startswith(", ") else 0), match.end(kind)
            outlet = named(name)
            if outlet is not None:
                return outlet, span
    return None


def cut(text: str, content: tuple[Span, ...]) -> tuple[tuple[Span, ...], Span | None]:
    """Cut the outlet that passes the words on off their end: `the road is open, according to Reuters`.

    Returns the rest and the span of the outlet; None if none is cut off, or nothing would be left.
    """
    begin, end = content[-1]
    match = _PASSED_ON.search(text, begin, end)
    kind = "outlet" if match is not None and match["outlet"] else "reporting"
    if match is None or not is_outlet(match[kind]):
        return content, None
    rest = (*content[:-1], *([(begin, match.start())] if match.start() > begin else []))
    return (rest, match.span(kind)) if rest else (content, None)


def is_relay(text: str, people: People, cue: Cue) -> bool:
    """Return whether a cue is an outlet's, which may only pass on the words of somebody named within them."""
    if cue.source is None or cue.lemma not in _RELAYING:
        return False
    words = " ".join(text[slice(*cue.source)].split()).strip(' ,“”"')
    if words and words.split()[0].casefold() in MEN | WOMEN and people.find(words) is not None:
        return False  # Kate Forbes
    if is_outlet(words):
        return True
    is_name = words[:1].isupper() and "," not in words and words.casefold() not in _PRONOUNS
    return (
        is_name
        and cue.lemma in ("report", "according")
        and split_role(words)[0] is None
        and _may_publish(words, "reported", people)
    )


def cited(text: str, cue: Cue, people: People) -> Span | None:
    """Return the span of whom an outlet cites for what it reports: `CNN, citing two officials, reported`."""
    if cue.via is not None or not is_relay(text, people, cue):
        return None
    match = _CITING.search(text, *cue.sentence)
    return match.span("who") if match is not None else None


def _may_publish(name: str, words: str, people: People) -> bool:
    """Return whether a listener that nobody knows may be an outlet: told Euractiv, but not told Putin or Congress."""
    bare = name.casefold().removeprefix("the ").replace(".", "")
    if (
        bare in _LISTENERS
        or re.fullmatch(r"[A-Z]{2,}s", name)
        or bodies.is_state(name)
        or people.find(name) is not None
    ):
        return False
    if any(word.casefold().strip(".,") in THINGS - _PUBLISHERS for word in name.split()):
        return False
    first = name.split()[0].casefold()
    several = len(name.split()) > 1 and _OUTLET.search(name) is None and not words.startswith("reported")
    is_person = several or first in MEN | WOMEN or first.rstrip(".") in names.titles() or _looks_like_surname(name)
    return not is_person and words.casefold().startswith(
        ("reported", "told", "tells", "telling", "interview", "speaking", "spoke")
    )


def _looks_like_surname(name: str) -> bool:
    """Return whether one word ends like a surname: `told Lavrov`."""
    ending = (
        r"(?:ov|ev|yov|in|yn|sky|skyy|skiy|skyi|enko|chuk|shyn|uk|yan|ian|dze|vili|vic|vich|ić|son|sen|man|mann|ez|escu"
        r"|oglu|an|er|el|en|ro|on)"
    )
    return len(name.split()) == 1 and re.search(rf"\w{{2,}}{ending}$", name) is not None
