"""English inflection: plurals and verb forms, regular and irregular, from the base or from any of its forms.

The possessive is the tokenizer's. Adjectives do not inflect here.
"""

from __future__ import annotations

from collections.abc import Iterator

from monitor.core.language.inflect.tables import closed_sets

__all__ = ["inflect"]

_VOWELS = "aeiou"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_VERBS = closed_sets(
    """
    arise arises arose arisen arising
    awake awakes awoke awoken awaking
    be am is are was were been being
    bear bears bore borne born bearing
    beat beats beaten beating
    become becomes became becoming
    begin begins began begun beginning
    bend bends bent bending
    bet bets betting
    bind binds bound binding
    bite bites bit bitten biting
    bleed bleeds bled bleeding
    blow blows blew blown blowing
    break breaks broke broken breaking
    breed breeds bred breeding
    bring brings brought bringing
    broadcast broadcasts broadcasting
    build builds built building buildings
    burn burns burned burnt burning
    burst bursts bursting
    buy buys bought buying
    cast casts casting
    catch catches caught catching
    choose chooses chose chosen choosing
    cling clings clung clinging
    come comes came coming
    cost costs costing
    creep creeps crept creeping
    cut cuts cutting
    deal deals dealt dealing dealings
    dig digs dug digging
    die dies died dying
    do does did done doing
    draw draws drew drawn drawing drawings
    drink drinks drank drunk drinking
    drive drives drove driven driving
    eat eats ate eaten eating
    fall falls fell fallen falling
    feed feeds fed feeding
    feel feels felt feeling feelings
    fight fights fought fighting
    find finds found finding findings
    flee flees fled fleeing
    fly flies flew flown flying
    forbid forbids forbade forbidden forbidding
    forecast forecasts forecasting forecasted
    foresee foresees foresaw foreseen foreseeing
    forget forgets forgot forgotten forgetting
    forgive forgives forgave forgiven forgiving
    freeze freezes froze frozen freezing
    get gets got gotten getting
    give gives gave given giving
    go goes went gone going
    grind grinds ground grinding
    grow grows grew grown growing
    hang hangs hung hanged hanging
    have has had having
    hear hears heard hearing hearings
    hide hides hid hidden hiding
    hit hits hitting
    hold holds held holding holdings
    hurt hurts hurting
    keep keeps kept keeping
    kneel kneels knelt kneeling
    know knows knew known knowing
    lay lays laid laying
    lead leads led leading
    lean leans leaned leant leaning
    learn learns learned learnt learning
    leave leaves left leaving
    lend lends lent lending
    let lets letting
    lie lies lied lain lying
    light lights lit lighted lighting
    lose loses lost losing
    make makes made making
    mean means meant meaning
    meet meets met meeting meetings
    mislead misleads misled misleading
    mistake mistakes mistook mistaken mistaking
    offset offsets offsetting
    outdo outdoes outdid outdone outdoing
    overcome overcomes overcame overcoming
    oversee oversees oversaw overseen overseeing
    overtake overtakes overtook overtaken overtaking
    overthrow overthrows overthrew overthrown overthrowing
    pay pays paid paying
    prove proves proved proven proving
    put puts putting
    quit quits quitting
    read reads reading readings
    rebuild rebuilds rebuilt rebuilding
    remake remakes remade remaking
    repay repays repaid repaying
    resell resells resold reselling
    rid rids ridding
    ride rides rode ridden riding
    ring rings rang rung ringing
    rise rises rose risen rising
    run runs ran running
    saw saws sawed sawn sawing
    say says said saying
    see sees saw seen seeing
    seek seeks sought seeking
    sell sells sold selling
    send sends sent sending
    set sets setting
    sew sews sewed sewn sewing
    shake shakes shook shaken shaking
    shed sheds shedding
    shine shines shone shined shining
    shoot shoots shot shooting shootings
    show shows showed shown showing
    shrink shrinks shrank shrunk shrinking
    shut shuts shutting
    sing sings sang sung singing
    sink sinks sank sunk sinking
    sit sits sat sitting sittings
    sleep sleeps slept sleeping
    slide slides slid sliding
    speak speaks spoke spoken speaking
    speed speeds sped speeding
    spell spells spelled spelt spelling
    spend spends spent spending
    spill spills spilled spilt spilling
    spin spins spun spinning
    split splits splitting
    spread spreads spreading
    spring springs sprang sprung springing
    stand stands stood standing
    steal steals stole stolen stealing
    stick sticks stuck sticking
    sting stings stung stinging
    strike strikes struck stricken striking
    string strings strung stringing
    strive strives strove striven striving
    swear swears swore sworn swearing
    sweep sweeps swept sweeping
    swim swims swam swum swimming
    swing swings swung swinging
    take takes took taken taking
    teach teaches taught teaching teachings
    tear tears tore torn tearing
    tell tells told telling
    think thinks thought thinking
    throw throws threw thrown throwing
    thrust thrusts thrusting
    tie ties tied tying
    undergo undergoes underwent undergone undergoing
    undermine undermines undermined undermining
    understand understands understood understanding understandings
    undertake undertakes undertook undertaken undertaking
    undo undoes undid undone undoing
    uphold upholds upheld upholding
    upset upsets upsetting
    wake wakes woke woken waking
    wear wears wore worn wearing
    weave weaves wove woven weaving
    weep weeps wept weeping
    win wins won winning winnings
    wind winds winding
    wound wounds wounded wounding
    withdraw withdraws withdrew withdrawn withdrawing
    withhold withholds withheld withholding
    withstand withstands withstood withstanding
    write writes wrote written writing writings
    """
)

_NOUNS = closed_sets(
    """
    man men
    woman women
    child children
    person persons people peoples
    foot feet
    tooth teeth
    goose geese
    mouse mice
    louse lice
    ox oxen
    die dice
    wife wives
    life lives
    knife knives
    leaf leaves
    half halves
    thief thieves
    wolf wolves
    shelf shelves
    loaf loaves
    calf calves
    scarf scarves scarfs
    wharf wharves wharfs
    criterion criteria
    phenomenon phenomena
    datum data
    medium media mediums
    memorandum memoranda memorandums
    referendum referendums referenda
    addendum addenda
    bacterium bacteria
    stratum strata
    curriculum curricula curriculums
    nucleus nuclei
    fungus fungi
    alumnus alumni
    syllabus syllabi syllabuses
    radius radii
    stimulus stimuli
    terminus termini
    index indices indexes
    appendix appendices appendixes
    matrix matrices matrixes
    vertex vertices
    axis axes
    corps
    aircraft
    spacecraft
    hovercraft
    watercraft
    series
    species
    headquarters
    means
    news
    gas gases gassed gassing
    bus buses
    lens lenses
    virus viruses
    quiz quizzes
    """
)

_LIKE_MAN = ("sman", "eman", "yman", "dman", "hman", "kman", "nman", "tman", "rman", "pman", "woman")
_NO_MEN = _words("german roman norman ottoman human talisman turkoman")
_NO_PLURAL = _words(
    "always perhaps besides towards afterwards across thus plus versus is was has this his its us yes as gas bus "
    "his hers ours yours theirs whereas nowadays overseas upwards"
)
_NO_PARTICIPLE = _words(
    "evening morning during something nothing anything everything ceiling wedding sibling herring sterling shilling "
    "king ring wing thing string spring sing bring swing hundred sacred naked wicked indeed embed"
)
_IN_EE = _words("agree disagree guarantee decree free referee")
_NO_MUTE_E = ("sh", "nt", "ct", "pt", "st", "ck", "rt", "nd")
_STRESSED_END = ("mit", "fer", "cur", "trol", "quip", "gin", "deter", "nap", "worship", "regret", "admit", "format")


def inflect(word: str, *, name: bool) -> set[str]:
    """Give the forms of a folded English word; a name (capitalised) has a plural and is no verb."""
    found = {word}
    for lemma in _nouns_of(word):
        found.update(_NOUNS.get(lemma) or (lemma, _plural(lemma)))
    if name:
        found.update(_of_name(word))
    else:
        for lemma in _verbs_of(word):
            found.update(_VERBS.get(lemma) or _verb(lemma))
    return found


def _of_name(word: str) -> Iterator[str]:
    """Give what only names have: Zelenskys, Czechs, Shaheds, Joneses, Emiratis."""
    if word.endswith(("y", "zech", "ed")):
        yield word + "s"
    if word.endswith(("ys", "zechs", "eds")) or (word.endswith("is") and len(word) > 4):
        yield word[:-1]
    if word.endswith("s"):
        yield word + "es"
    if word.endswith(("ses", "zes")):
        yield word[:-2]


def _nouns_of(word: str) -> set[str]:
    """Give what a word may be the singular or the plural of."""
    if word in _NOUNS:
        return {word}
    if word.endswith("men") and word[:-3].endswith(tuple(ending[:-3] for ending in _LIKE_MAN)):
        return {word[:-3] + "man"}
    if len(word) > 4 and word.endswith("ed") and not word.endswith("eed") and word not in _NO_PARTICIPLE:
        return set()
    if len(word) > 5 and word.endswith(("nis", "lis", "qis", "dis", "zis", "this")):
        return {word, word[:-1]}  # Houthis, Israelis, Iraqis, Saudis
    if len(word) < 4 or not word.endswith("s") or word in _NO_PLURAL or word.endswith(("ss", "us", "is")):
        return {word}
    if word.endswith("ies") and len(word) > 4:
        return {word[:-3] + "y", word[:-1]}
    if word.endswith(("sses", "shes", "ches", "xes", "zzes", "oes", "uses")):
        return {word[:-2], word[:-1]} if word.endswith(("ches", "oes", "uses")) else {word[:-2]}
    if word.endswith(("yses", "ises", "eses", "oses")) or (word.endswith("ases") and len(word) > 5):
        return {word[:-1], word[:-2] + "is"}
    return {word[:-1]}


def _plural(lemma: str) -> str:
    if lemma.endswith(_LIKE_MAN) and lemma not in _NO_MEN:
        return lemma[:-2] + "en"
    if lemma.endswith("sis"):
        return lemma[:-2] + "es"
    if lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
        return lemma[:-1] + "ies"
    if lemma.endswith(("s", "x", "z", "ch", "sh")):
        return lemma + "es"
    if lemma.endswith("o") and lemma[-2:-1] not in _VOWELS and lemma in _O_TAKES_ES:
        return lemma + "es"
    return lemma + "s"


_O_TAKES_ES = _words("hero veto embargo torpedo potato tomato echo cargo volcano mosquito tornado buffalo")


def _verbs_of(word: str) -> set[str]:
    """Give the bases that a word may be a form of, itself among them unless it is clearly none."""
    if word in _VERBS:
        return {word}
    if word in _NO_PARTICIPLE or word in _NOUNS or (word.endswith((*_LIKE_MAN, "men")) and word not in _NO_MEN):
        return set()
    if word.endswith("eed"):
        return {word[:-1]} if word[:-1] in _IN_EE else {word}
    if word.endswith("ing") and _syllabic(word[:-3]):
        return _bases(word[:-3])
    if word.endswith("ied") and len(word) > 4:
        return {word[:-3] + "y"}
    if word.endswith("ed") and _syllabic(word[:-2]):
        return _bases(word[:-2])
    if word.endswith("s"):
        return {lemma for lemma in _nouns_of(word) if not lemma.endswith("is")}
    return {word}


def _bases(stem: str) -> set[str]:
    """Give the bases that may have lost an -e or doubled their last letter before -ed or -ing."""
    last, before = stem[-1], stem[-2:-1]
    if last == before and last not in "lsz":
        return {stem[:-1]} if last != "e" else {stem}
    if last == before:
        return {stem, stem[:-1]} if last == "l" and not _one_syllable(stem) else {stem}
    if (
        last in "vuc"
        or (last in "zs" and before in _VOWELS)
        or stem.endswith(("bl", "pl", "tl", "dl", "gl", "rg", "dg"))
    ):
        return {stem + "e"}
    if stem.endswith("ick") and not _one_syllable(stem):
        return {stem, stem[:-1]}  # panicked
    if stem.endswith(_NO_MUTE_E) or (last in "wxyk" and before in _VOWELS + "rnl"):
        return {stem}
    if _one_syllable(stem) and before in _VOWELS and stem[-3:-2] not in _VOWELS and last not in "wxy":
        return {stem + "e"}
    return {stem, stem + "e"}


def _verb(base: str) -> tuple[str, ...]:
    third = _plural(base)
    if base.endswith("e"):
        if base.endswith("ie"):
            return base, third, base + "d", base[:-2] + "ying"
        if base.endswith(("ee", "oe", "ye")):
            return base, third, base + "d", base + "ing"
        return base, third, base + "d", base[:-1] + "ing"
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base, third, base[:-1] + "ied", base + "ing"
    if base.endswith("c"):
        return base, third, base + "ked", base + "king"
    forms = (base, third, base + "ed", base + "ing")
    last, before = base[-1], base[-2:-1]
    if (
        last not in _VOWELS + "wxyhcs"
        and before in _VOWELS
        and (base[-3:-2] not in _VOWELS or base.endswith(("quip", "uel", "ial")))
    ):
        doubled = (base, third, base + last + "ed", base + last + "ing")
        if _one_syllable(base) and not base.endswith("uel"):
            return doubled
        if base.endswith(_STRESSED_END) or last == "l":
            return (*forms, *doubled[2:])
    return forms


def _syllabic(stem: str) -> bool:
    return stem in ("us", "ow", "ag") or (len(stem) > 2 and any(letter in "aeiouy" for letter in stem))


def _one_syllable(stem: str) -> bool:
    groups, previous = 0, False
    for letter in stem:
        vowel = letter in "aeiouy"
        groups += vowel and not previous
        previous = vowel
    return groups == 1
