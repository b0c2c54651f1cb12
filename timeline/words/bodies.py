"""Know the names of states and organizations, in English, and tell the kind of a speaker by name."""

import re
from functools import lru_cache

from timeline.words import names
from timeline.words.first_names import MEN, WOMEN


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _listed(words: str) -> frozenset[str]:
    return frozenset(part.strip() for part in re.split(r"[,\n]", words) if part.strip())


#: states, in lower case without full stops and without an article
STATES = _listed(
    """
    afghanistan, albania, algeria, america, andorra, angola, argentina, armenia, australia, austria, azerbaijan, bahamas
    bahrain, bangladesh, barbados, belarus, belgium, belize, benin, bhutan, bolivia, bosnia, bosnia and herzegovina
    botswana, brazil, britain, great britain, brunei, bulgaria, burkina faso, burundi, cambodia, cameroon, canada
    cape verde, central african republic, chad, chile, china, colombia, comoros, congo, costa rica, croatia, cuba
    cyprus, czechia, czech republic, denmark, djibouti, dominican republic, dr congo, east timor, ecuador, egypt
    el salvador, england, equatorial guinea, eritrea, estonia, eswatini, ethiopia, fiji, finland, france, gabon, gambia
    germany, ghana, greece, grenada, guatemala, guinea, guinea-bissau, guyana, haiti, honduras, hungary, iceland, india
    indonesia, iran, iraq, ireland, israel, italy, ivory coast, jamaica, japan, jordan, kazakhstan, kenya, kiribati
    kosovo, kuwait, kyrgyzstan, laos, latvia, lebanon, lesotho, liberia, libya, liechtenstein, lithuania, luxembourg
    madagascar, malawi, malaysia, maldives, mali, malta, mauritania, mauritius, mexico, micronesia, moldova, monaco
    mongolia, montenegro, morocco, mozambique, myanmar, namibia, nauru, nepal, netherlands, new zealand, nicaragua
    niger, nigeria, north korea, north macedonia, northern ireland, norway, oman, pakistan, palau, palestine, panama
    papua new guinea, paraguay, peru, philippines, poland, portugal, qatar, romania, russia, russian federation, rwanda
    samoa, san marino, saudi arabia, scotland, senegal, serbia, seychelles, sierra leone, singapore, slovakia, slovenia
    solomon islands, somalia, south africa, south korea, south sudan, soviet union, spain, sri lanka, sudan, suriname
    sweden, switzerland, syria, taiwan, tajikistan, tanzania, thailand, togo, tonga, trinidad and tobago, tunisia
    turkey, türkiye, turkmenistan, tuvalu, uae, uganda, uk, ukraine, united arab emirates, united kingdom
    united states, united states of america, uruguay, us, usa, ussr, uzbekistan, vanuatu, vatican, holy see, venezuela
    vietnam, wales, yemen, zambia, zimbabwe, people's republic of china, republic of korea, islamic republic of iran
    """
)
#: capitals and seats that stand for a government
SEATS = _listed(
    """
    abu dhabi, addis ababa, algiers, amman, ankara, astana, athens, baghdad, baku, bamako, bangkok, beijing, beirut
    belgrade, berlin, bern, bishkek, bogota, bratislava, brasilia, bucharest, budapest, buenos aires, cairo, canberra
    caracas, chisinau, copenhagen, damascus, delhi, dhaka, doha, dublin, dushanbe, hanoi, havana, helsinki, islamabad
    jakarta, jerusalem, kabul, kampala, khartoum, kiev, kigali, kinshasa, kyiv, lima, lisbon, ljubljana, london, madrid
    manila, minsk, mogadishu, moscow, muscat, nairobi, new delhi, nicosia, oslo, ottawa, paris, phnom penh, podgorica
    prague, pretoria, pristina, pyongyang, rabat, riga, riyadh, rome, sanaa, santiago, sarajevo, seoul, skopje, sofia
    stockholm, taipei, tallinn, tashkent, tbilisi, tehran, tel aviv, tirana, tokyo, tripoli, tunis, ulaanbaatar
    valletta, vienna, vilnius, warsaw, washington, wellington, yerevan, zagreb
    """
)
#: organizations that no word of their name betrays
_ORGANIZATIONS = _listed(
    """
    afp, al jazeera, al-qaeda, amnesty international, asean, associated press, bbc, bloomberg, boko haram, centcom, cnn
    downing street, ecowas, european union, fatah, fox, frontex, gazprom, greenpeace, hamas, hezbollah, iaea, interfax
    interpol, islamic state, isw, kan, kremlin, meduza, mercosur, mossad, nasa, nato, new york times, opec, osce, oxfam
    pace, pentagon, quai d'orsay, reuters, ria novosti, rosatom, rosneft, taliban, tass, ukrenergo, ukrinform, unesco
    unhcr, unicef, unrwa, us treasury, wall street journal, white house, xinhua, african union, red cross, red crescent
    oecd, ecb, ocha, opcw, easa, ohchr, icrc, undp, fifa, uefa, save the children, médecins sans frontières
    medecins sans frontieres, doctors without borders, human rights watch, reporters without borders, wagner
    """
)
#: nouns that make a name one of an organization, if no title of a person stands in front of the name
NOUNS = _words(
    """
    academy administration agency airforce airline alliance archdiocese army assembly association authorities
    authority bank battalion board brigade broadcaster bureau cabinet campaign centcom center centre chamber church
    cia city coalition college command commission committee commonwealth community company conference confederation
    conglomerate congress consortium consulate corporation corps council court delegation democrats department diocese
    directorate division duma embassy federation fleet force forces foundation front fund government group guard
    headquarters hospital house inspectorate institute institution intelligence journal junta kremlin laboratory
    league lobby magazine mafia media military militia ministry mission monitor movement museum nations navy network
    newspaper ngo office observatory ombudsman organisation organization outlet panel parliament party pentagon police
    presidency press prosecutors publisher regime registry regulator republicans secretariat senate service services
    society staff programme program station studio school academy synod syndicate taskforce team think-tank treasury
    tribunal trust union university watchdog website airlines councils ministries bundestag knesset sejm rada inc corp
    ltd llc plc gmbh troops watch times post herald tribune daily news tv radio agencies international
    """
)
#: titles of persons: a name with one of them is a person's
_TITLES = _words(
    """
    president premier minister chancellor secretary chairman chairwoman chairperson chair director commissioner envoy
    ambassador spokesman spokeswoman spokesperson senator governor mayor king queen chief head prosecutor general
    judge professor patriarch pope bishop archbishop prince princess president-elect sir lord lady mr mrs ms dr
    """
)
#: the same in Russian and Ukrainian
_CYRILLIC_NOUNS = "министерство правительство посольство міністерство уряд посольство"
_CYRILLIC_TITLES = "президент премьер прем'єр министр міністр глава голова секретарь секретар посол"
#: words right before a title that belongs to the name of its office: Office of the Prime Minister
_OFFICES = frozenset(("the", "prime", "vice", "attorney", "first", "deputy", "foreign", "president", "high"))
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
_JOINTS = ("of", "for", "on", "in", "against", "without", "to", "and", "at", "with")
_JOINT = re.compile(rf"\s(?:{'|'.join(_JOINTS)})\s", re.IGNORECASE)
_INITIALS = re.compile(r"[A-Z][A-Z&]{1,5}")
#: a person may be called by as many capitals: LULA
_SHORT_CHARACTERS = 3


def _plain(name: str) -> str:
    """Return a name in lower case, with one blank between words, without full stops and without an article."""
    return _ARTICLE.sub("", " ".join(name.replace(".", "").replace("’", "'").casefold().split()))


def is_state(name: str) -> bool:
    """Return whether a name is a state's, or of the capital that stands for its government."""
    plain = _plain(name)
    return plain in STATES or plain in SEATS


def is_organization(name: str) -> bool:
    """Return whether a name is an organization's: by a known name, its initials, or the noun that it is about.

    The noun is the last word, or the last before `of`, `for` and the like: `Ministry of Defence`. A title of a person
    before the name makes it a person's: `Bank governor Anna Berg`.
    """
    plain = _plain(name)
    if plain in _ORGANIZATIONS or _is_initials(name):
        return True
    words = [word.strip(",()").removesuffix("'s") for word in plain.split()]
    about = [word.strip(",()").removesuffix("'s") for word in _JOINT.split(plain)[0].split()]
    is_called = (
        bool(words)
        and words[0] in MEN | WOMEN
        and (len(words) == 2 or (len(about) in (2, 3) and len(about) < len(words)))
    )
    if not words or not about or is_called or _is_titled(words, about):
        return False
    return (
        words[-1] in NOUNS
        or about[-1] in NOUNS
        or about[-1].removesuffix("s") in NOUNS
        or about[-2:] == ["general", "staff"]
    )


def _is_titled(words: list[str], about: list[str]) -> bool:
    """Return whether words are about a person: a title, with a name behind it or at the end."""
    if about[-1] in _TITLES:
        return True
    for place, word in enumerate(words):
        behind = words[place + 1 :]
        is_general = "general" in words and about[-1] in NOUNS and (not behind or behind[0] == "general")
        if word not in _TITLES or is_general:
            continue
        if not behind and about[-1] in NOUNS and words[place - 1] in _OFFICES:
            continue
        if not behind or (behind[0] not in _JOINTS and not set(behind[:2]) & NOUNS):
            return True
    return False


def _is_initials(name: str) -> bool:
    bare = _ARTICLE.sub("", name.strip()).replace(".", "")
    if not _INITIALS.fullmatch(bare):
        return False
    return len(bare) <= _SHORT_CHARACTERS or not re.search("[AEIOUY]", bare)


def kind_of(name: str) -> str:
    """Return the kind of a speaker by name: `state`, `organization`, or `person` for any other."""
    if is_state(name):
        return "state"
    words = set(names.key(name).split())
    if "," in name or not words.isdisjoint(_cyrillic(_CYRILLIC_TITLES)):
        return "person"
    return "organization" if is_organization(name) or not words.isdisjoint(_cyrillic(_CYRILLIC_NOUNS)) else "person"


@lru_cache(maxsize=2)
def _cyrillic(words: str) -> frozenset[str]:
    return frozenset(names.key(words).split())
