"""List the English words of reporting: verbs and nouns, and the grammar of their content."""

import re
from functools import lru_cache
from typing import Any, NamedTuple


class Frame(NamedTuple):
    """The forms that the content of a verb of reporting can have."""

    clause: bool = False
    """In a clause: said (that) he would go."""
    infinitive: bool = False
    """In an infinitive: vowed to go."""
    noun: bool = False
    """In its object: rejected the idea."""
    wide: bool = False
    """In its object and the words about it: called it a lie, accused her of lying."""
    quotation: bool = False
    """In a quotation beside it: “No,” he said."""
    prepositions: frozenset[str] = frozenset()
    """Behind a preposition: called for a ban."""
    asks: bool = False
    """With the listener in between: told reporters that."""


# One line for all verbs that behave alike: their frames, then the verbs. A particle that belongs to a verb is joined to
# it by an underscore.
_VERBS = """
clause quotation: say add state argue note explain reply answer assert maintain stress emphasize emphasise confirm
    acknowledge concede claim insist observe testify allege contend indicate conclude recall repeat reiterate reaffirm
    reconfirm complain joke quip boast brag imply declare remark proclaim counter retort concur lament exclaim opine
    muse continue elaborate caution interject respond intone deadpan point_out shoot_back fire_back go_on confess
    specify clarify underline underscore object attest counsel affirm swear comment predict estimate hint write tweet
    post report announce reveal disclose admit suggest warn mention propose recommend demand agree deny hit_back
clause: signal vow promise pledge threaten
clause asks quotation: tell inform notify remind assure reassure advise warn ask text
infinitive: promise vow pledge threaten refuse agree offer swear propose decline demand claim ask request volunteer
infinitive asks: urge ask order tell warn advise call instruct
noun: deny reject dismiss propose announce demand acknowledge predict suggest cite reiterate emphasize emphasise stress
    admit note tout mention condemn denounce decry question dispute reaffirm vow pledge promise highlight underscore
    discuss recommend threaten bemoan confirm rule_out play_down float rebut refute lament disavow outline lay_out
    declare repeat explain recall claim disclose express convey affirm voice
wide: accuse criticize criticise call describe praise blast slam mock attack characterize characterise label brand dub
    blame compare liken depict portray ridicule lambaste lambast assail chide rebuke commend denounce dismiss condemn
    berate deride
quotation: read shout yell begin laugh sing chant warn ask conclude wonder urge demand put_it sum_up chime_in blurt
    bark scoff recount remember reminisce marvel vent whisper scream cry thunder plead tease snap gush fume crow
    roar bellow boom caption sigh speak call describe dub mock praise blast slam criticize criticise attack label
    brand characterize refer talk comment accuse reference
"""
# A verb and the prepositions before its content.
_PREPOSITIONS = """
    call for on, ask about for, talk about of, speak about of, warn of about against, complain about of, agree
    with on to, disagree with, comment on about, point to, hint at, boast about of, brag about, argue for
    against, respond to, object to, apologize for, joke about, inquire about, lie about, allude to, refer to,
    elaborate on, assure of, inform of, write about of, say about of, push for, lash at, rail against, tweet
    about, insist on, testify about
"""
# A verb and its irregular forms.
_IRREGULAR = """
    say says said saying, tell tells told telling, write writes wrote written writing, speak speaks spoke spoken
    speaking, swear swears swore sworn swearing, read reads read reading, begin begins began begun beginning,
    think thinks thought thinking, put puts put putting, go goes went gone going, shoot shoots shot shooting,
    sing sings sang sung singing, commit commits committed committing, hit hits hit hitting, lay lays laid laying,
    admit admits admitted admitting,
    rebut rebuts rebutted rebutting, sum sums summed summing, cry cries cried crying, decry decries decried
    decrying, refer refers referred referring, quip quips quipped quipping, counsel counsels counseled
    counselled counseling, slam slams slammed slamming, dub dubs dubbed dubbing, label labels labeled labelled
    labeling labelling, signal signals signaled signalled signaling signalling, brag brags bragged bragging, lie
    lies lied lying, chant chants chanted chanting, snap snaps snapped snapping, plead pleads pleaded pled
    pleading, concur concurs concurred concurring, disavow disavows disavowed disavowing, text texts texted
    texting, compel compels compelled compelling
"""
_VOWEL_Y = re.compile(r"[aeiou]y$")


def listed(words: str) -> frozenset[str]:
    """Return the set of words in a text."""
    return frozenset(words.split())


def _table(lines: str) -> dict[str, list[str]]:
    rows = (row.split() for row in lines.split(","))
    return {first: rest for first, *rest in rows}


#: verbs that mean only speaking or writing, so that a quotation next to them is their content
PLAIN = listed(
    """
    say tell add write tweet ask reply respond state explain note argue warn insist recall conclude continue joke
    quip announce declare post exclaim remark testify claim acknowledge admit suggest counter retort confess
    interject begin shout yell
    """
)
#: verbs that, opening a sentence as participles, name the subject of the words behind them
ABOUT = listed("speak talk comment respond reply refer allude write ask")
#: nouns with their content in a clause behind them, and the speaker before them or behind `by`
NOUNS = listed(
    """
    statement claim announcement assertion allegation suggestion vow pledge promise warning remark comment
    accusation argument contention insistence declaration denial admission report demand threat acknowledgment
    acknowledgement prediction complaint observation conclusion proposal message tweet
    """
)
#: participles between such a noun and `by`: a statement given by
MADE = listed("made given issued delivered released published posted")
#: things that people speak through: whoever issued a statement saying so says so
MEDIA = listed(
    """
    statement letter memo release tweet post email e-mail message ad video note op-ed column press-release
    communique communiqué
    """
)
#: things with words of their own, which are not the speaker's name or role: the report said
DOCUMENTS = MEDIA | listed(
    """
    report reports study studies survey poll polls document documents resolution communique readout readouts article
    filing lawsuit indictment complaint order bill law text website page agreement declaration charter constitution
    convention conventions act acts law laws rules statute scenario vision plan idea
    treaty transcript affidavit files records data figures statistics results findings letter letters statements
    footage recording caption headline sources intelligence
    """
)
#: nouns of people and of findings that tell something, besides roles and bodies
SAYERS = listed(
    """
    source people report poll survey study statement document estimate figure account record data statistic letter memo
    review analysis calculation count list map note media leak file interview testimony message witness relative person
    man woman official expert reports study studies analyses post tweet readout law transcript book article
    """
)
#: participles that give a thing its name: a book called “Yes”
NAMING = frozenset(["call", "dub", "label", "brand"])


@lru_cache(maxsize=1)
def frames() -> dict[str, Frame]:
    """Return the frame of each verb of reporting; the particle of `point out` is in its key."""
    frames_: dict[str, Frame] = {}
    for line in re.sub(r"\n\s+", " ", _VERBS.strip()).splitlines():
        flags, verbs = line.split(":")
        holds: dict[str, Any] = dict.fromkeys(flags.split(), True)
        for verb in verbs.split():
            frames_[verb] = frames_.get(verb, Frame())._replace(**holds)
    for verb, prepositions in _table(_PREPOSITIONS).items():
        frames_[verb] = frames_.get(verb, Frame())._replace(prepositions=frozenset(prepositions))
    return frames_


@lru_cache(maxsize=1)
def lemmas() -> dict[str, str]:
    """Return the verb for each of its forms."""
    verbs = {verb.split("_")[0] for verb in frames()}
    irregular = _table(_IRREGULAR)
    return {form: verb for verb in sorted(verbs) for form in (verb, *irregular.get(verb, _regular(verb)))}


@lru_cache(maxsize=1)
def cue_words() -> frozenset[str]:
    """Return the words without which a sentence outside quotations reports nothing: verbs in all forms, nouns."""
    nouns = {form for noun in NOUNS for form in (noun, f"{noun}s")}
    return frozenset(lemmas()) | nouns | {"according", "quoted", "quoting", "quotes", "quote", "clear"}


def _regular(verb: str) -> list[str]:
    if verb.endswith("e"):
        return [verb + "s", verb + "d", verb[:-1] + "ing"]
    if verb.endswith("y") and not _VOWEL_Y.search(verb):
        return [verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    plural = verb + ("es" if verb.endswith(("s", "sh", "ch", "x")) else "s")
    return [plural, verb + "ed", verb + "ing"]
