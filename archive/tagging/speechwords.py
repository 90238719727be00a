"""Words of saying: the verbs, nouns and offices by which reported speech is known."""

from __future__ import annotations

SAY = frozenset(
    """say tell add note explain argue claim insist warn announce declare state report confirm deny
acknowledge admit concede suggest stress emphasize emphasise reiterate repeat maintain assert contend allege predict
promise vow pledge reply respond answer write tweet recall comment remark observe recommend urge complain conclude
believe think feel hope hop fear know expect estimate indicate reveal disclose hint signal testify caution agree joke
continue reaffirm affirm boast mention point find show learn understand hear assume doubt worry wonder argue proclaim
protest quip lament muse note blog post read propose swear imply speculate guess forecast assure inform advise remind
convince persuade ask inquire demand threaten decide realize realise recognize recognise see discover calculate
clarify counter interject beg plead lecture scoff
joke shout yell cry whisper murmur sigh exclaim chant sing go retort rejoin sneer""".split()
)
"""Verbs whose clause is what somebody said, thought or found. "hop" is what the lemmatizer makes of "hoped"."""

BARE = frozenset(
    "go sing read find show see know learn hear understand discover recognize recognise realize realise".split()
)
"""Of these only the finite clause counts, and no quotation hangs on them without one but "read"."""

OBJECT = frozenset(
    """deny reject dismiss condemn criticize criticise denounce praise welcome announce confirm cite
blame demand propose predict mention discuss describe blast stress emphasize emphasise acknowledge reiterate question
note mock slam chastise advocate extol ridicule deride lament decry deplore applaud reference""".split()
)
"""Verbs of saying whose object alone tells what was said ("denied any plans")."""

NAMING = frozenset("call label brand term dub describe characterize characterise".split())
"""Verbs that report a verdict: "called the vote a farce", "described it as illegal"."""

STRONG = frozenset("say add note tell write explain report announce state claim argue warn insist".split())
"""Verbs that stand at a sentence's end after what was said, whatever the parser made of it."""

PREPOSED = {
    "call": ("for", "on"),
    "warn": ("of", "about", "against"),
    "accuse": ("of",),
    "complain": ("about", "of"),
    "blame": ("for",),
    "boast": ("of", "about"),
    "hint": ("at",),
    "talk": ("about",),
    "speak": ("of", "about"),
    "point": ("to",),
    "refer": ("to",),
    "push": ("for",),
    "criticize": ("for",),
    "apologize": ("for",),
    "appeal": ("for",),
    "plead": ("for",),
    "caution": ("against", "about"),
    "insist": ("on",),
    "allude": ("to",),
    "object": ("to",),
    "protest": ("against",),
    "rail": ("against",),
}
TO_DO = frozenset(
    "vow pledge promise threaten refuse agree decline ask urge call offer demand plan want propose decide swear expect "
    "warn tell encourage advise order intend hope hop".split()
)
SEEN = frozenset("catch hear see film show quote record find cite report".split())
"""Whose object does the speaking: "a camera caught Merkel telling him …"."""

NOUNS = frozenset(
    """statement claim allegation report suggestion announcement warning belief hope fear assertion argument
idea notion conclusion promise pledge assurance evidence accusation rumor rumour speculation concern view opinion
confirmation denial complaint prediction doubt insistence declaration""".split()
)

DOCUMENTS = frozenset("statement letter note tweet post message communique resolution article speech address".split())
ISSUE = frozenset("release issue send post publish write sign give adopt make deliver pass circulate".split())
"""What is written, and what is done with it: "released a statement saying …"."""

WOMEN = frozenset("woman widow mother wife girl daughter sister grandmother actress nurse spokeswoman queen".split())
MEN = frozenset("man father husband boy son brother grandfather actor spokesman king priest monk".split())
HUMAN = (
    frozenset(
        """minister president chancellor premier chief leader mayor governor secretary ambassador envoy general
colonel commander spokesperson official diplomat senator deputy lawmaker lawyer judge prosecutor resident protester
soldier officer activist witness doctor teacher student bishop pope patriarch prince expert analyst economist author
writer editor journalist reporter director manager volunteer driver miner pensioner fighter rebel separatist conscript
worker guard medic surgeon engineer farmer shopkeeper professor volunteer observer neighbour neighbor survivor veteran
politician businessman demonstrator policeman sergeant lieutenant captain sailor pilot refugee""".split()
    )
    | WOMEN
    | MEN
)

OFFICES = frozenset(
    """президент прем'єр премьер прем'єр-міністр премьер-министр міністр министр канцлер
    депутат посол мер мэр губернатор
    політик политик генерал чиновник глава лідер лидер речник речниця спікер спикер командир комендант сенатор дипломат
    пресс-секретарь прессекретар олігарх олигарх бізнесмен бизнесмен міліардер миллиардер""".split()
)
"""Ukrainian and Russian words that stand for a person named before: «президент сказав»."""

OFFICE_ENGLISH = {
    **dict.fromkeys(("президент", "віцепрезидент", "вицепрезидент"), "president"),
    **dict.fromkeys(("прем'єр", "премьер", "прем'єр-міністр", "премьер-министр"), "premier"),
    **dict.fromkeys(("міністр", "министр"), "minister"),
    "канцлер": "chancellor",
    "депутат": "deputy",
    "посол": "ambassador",
    **dict.fromkeys(("мер", "мэр"), "mayor"),
    "губернатор": "governor",
    "генерал": "general",
    **dict.fromkeys(("глава", "лідер", "лидер"), "leader"),
    **dict.fromkeys(("речник", "речниця", "пресс-секретарь", "прессекретар"), "spokesman"),
    **dict.fromkeys(("спікер", "спикер"), "speaker"),
    **dict.fromkeys(("командир", "комендант"), "commander"),
    **dict.fromkeys(("олігарх", "олигарх", "бізнесмен", "бизнесмен", "міліардер", "миллиардер"), "businessman"),
    "сенатор": "senator",
    "дипломат": "diplomat",
}
"""The same words in English, in which the authority describes people."""
