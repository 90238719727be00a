"""Literal or metonymic, in Ukrainian and Russian: by the case of a place's name, its preposition and its clause.

The case is told by the name's ending (`inflection.cases`), what governs it by the stems of the words before.
Not here: which mentions are asked, and the actor behind a name that acts (`tagging.readings`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from archive.tagging.inflection import ALL, cases, is_cyrillic
from archive.tagging.slavic import governors
from archive.tagging.slavic.words import CAPITAL, LAND, PREDICATE, SAYS, WORD, verb
from archive.tagging.spans import Found
from archive.tagging.values import Reading

REACH = 5
"""Words before a name in which its governor is looked for; after it, nine in which its verb is."""


MAX_JOINED = 6
"""Names joined to a subject before its verb; a longer list is no subject."""


_ADJECTIVE = re.compile(r"\w+(?:ої|ого|ому|ою|им|ий|ій|ая|ой|ым|ый|ую|ые|ими|ыми|их|ых|єї|ей|ею)")
_PREPOSITIONS = frozenset(
    """
в у во на по из із з зі с со к ко до от від од для про о об обо при над під под перед за через между між меж
біля около
возле без против проти из-за із-за крім кроме серед среди вокруг навколо щодо относительно отношении стосовно
поза вне понад
вздоль вдоль уздовж повз мимо після после ради заради по-за всупереч вопреки согласно згідно благодаря завдяки
недалеко неподалік
    поблизу вблизи""".split()
)
_STOP = re.compile(
    r"[.!?…;:\n«»\"“”„()]|\s[—–]\s|,\s+(?:що|что|який|яка|яке|які|которы\w+|як|как|коли|когда|де|где|бо|але|но|если"
    r"|якщо)\b"
)
_STOP_AFTER = re.compile(
    r"[.!?…;:\n»”()]|\s[—–]\s|,\s+(?:що|что|який|яка|яке|які|которы\w+|як|как|коли|когда|де|где|бо|але|но|если"
    r"|якщо)\b"
)
"""As `_STOP`, but a verb may stand in marks: «Москва „не допустить“ цього»."""
_AND = re.compile(r"(?:,\s+|\s+(?:и|і|та|й|а\s+также|а\s+також|разом\s+із|або|или)\s+)$")
_ANDS = re.compile(
    rf"(?:,\s+|\s+(?:и|і|та|й)\s+(?:даже\s+|навіть\s+)?)(?:{CAPITAL}|[А-ЯЁІЇЄҐ]{{2,}})(?:\s+(?:{CAPITAL}))?"
    r"|\s+(?:и|і|та|й)\s+(?:его|її|його|её|ее|их|їхні|інші|другие)\s+[а-яёіїєґ]+"
)
_ASIDE = re.compile(r",\s+[^,.;!?\n]{2,70},|\s+[—–]\s+[^—–.;!?\n]{2,70}\s+[—–]")
_SEAT = re.compile(r"(?<!\w)(?:уряд|правительств|кабінет|кабинет)\w*\s+[ву]\s+$", re.IGNORECASE)
_PERSON_AFTER = re.compile(rf"\s+(?:[а-яёіїєґ'-]+\s+){{0,4}}{CAPITAL}")
_INFINITIVE = re.compile(r"\w{2,}(?:ти(?:ся|сь)?|ть(?:ся)?|ч[ьи])")
_AUXILIARY = re.compile(
    r"(?:буд\w+|ма(?:є|ють|в|ла|ли|ло)|мус\w+|може|можуть|мож\w+|мог\w*|міг|змо\w+|долж\w+|повин\w+|намер\w+"
    r"|обязан\w*|зобов\w+|готов\w*|хо[чт]\w+)"
)


def read(span: Found, clean: str, *, governed: bool, kind: str, before: Found | None) -> tuple[Reading, str]:
    """The reading of one place's name with its reason; `before`: the place mentioned just before it, already read.

    `governed`: somebody acts for the place; `kind`: the place's kind ("" if unknown). A region acts only where it
    is the subject of a clause.
    """
    if _SEAT.search(clean[max(0, span.start - 30) : span.start]) and governed:
        return "metonymic", f"The words name the government in {span.text}."
    own = _cases(span)
    if _gender(span) == "m" and "N" not in own:
        own = own.replace("A", "")  # a town's fourth case is its first; «Киеву» is only the third
    left = list(_before(clean, span.start))
    preposition = _preposition(left)
    if "D" in own and kind != "region" and left and governors.NEAR_TO.fullmatch(left[0]):
        return "metonymic", f"{span.text} is dealt with as one who acts: “{left[0]}”."
    if before is not None and preposition is None and _joined(before, span, clean):
        if before.reading == "metonymic":
            return "metonymic", f"{span.text} stands beside {before.text}, which acts."
        if set(_cases(before)) & set(own):
            return "literal", ""
    if not governed:
        said = preposition is None and "N" in own and _subject(span, clean, left, own)
        return ("metonymic", f"{span.text} acts here: “{said}”.") if said and SAYS.match(said) else ("literal", "")
    if preposition is not None:
        why = _after(preposition, left, own, clean, span) if kind != "region" else ""
        return ("metonymic", f"{span.text} is a party: {why}.") if why else ("literal", "")
    if "N" in own and (said := _subject(span, clean, left, own)):
        if kind == "region" and not SAYS.match(said):
            return "literal", ""
        return "metonymic", f"{span.text} acts here: “{said}”."
    why = _bare(span, clean, left, own, kind)
    return ("metonymic", f"{span.text} is dealt with as one who acts: {why}.") if why else ("literal", "")


def _cases(span: Found) -> str:
    """The cases that the name's ending allows; ALL where the authority has no Cyrillic name of it."""
    names = {
        entry.name.text for entry in span.entries if entry.kind in ("place", "metonym") and is_cyrillic(entry.name.text)
    }
    found = {c for name in names for c in cases(name, span.text)} if names else set(ALL)
    return "".join(c for c in ALL if c in found)


def _before(clean: str, start: int) -> Iterator[str]:
    """The words before, nearest first, within the clause."""
    line = clean[max(0, start - 90) : start]
    stops = [match.end() for match in _STOP.finditer(line)]
    words = [match.group() for match in WORD.finditer(line, stops[-1] if stops else 0)]
    if not stops and start > 90:
        words = words[1:]  # cut in the middle
    if words:
        words[0] = words[0].lower()  # the capital of a sentence; other capitals are names
    yield from reversed(words[-9:])


def _preposition(left: list[str]) -> int | None:
    """Where in `left` the preposition stands that governs the name; adjectives may stand between."""
    for i, word in enumerate(left[:3]):
        if word.lower() in _PREPOSITIONS:
            return i
        if len(word) < 5 or not _ADJECTIVE.fullmatch(word):
            return None
    return None


def _joined(before: Found, span: Found, clean: str) -> bool:
    gap = clean[before.end : span.start]
    return len(gap) < 14 and bool(_AND.fullmatch(gap))


def _any(pattern: re.Pattern[str], words: Iterable[str]) -> str:
    return next((word for word in words if pattern.fullmatch(word)), "")


_WITH = re.compile(r"\w+(?:ой|ей|ою|ею|єю|ом|ем|єм|ами|ями|ью)")
"""Endings of the case that «с» and «з» ask for where they mean "with": «с Москвой», not «из Москвы»."""
_ON_THE_SIDE = re.compile(
    r" (?:[—–] )?(?:(?:й |і |и )?(?:далі |надалі |по-прежнему |как и прежде )?(?:на боці|на стороні|на стороне)"
    r"|(?:не )?(?:проти|против)(?= |[,.])|у курсі|в курсе)"
)
"""A predicate without verb: «Вашингтон на боці президента»."""
_BY_STEMS = {
    "к": governors.APPEAL,
    "ко": governors.APPEAL,
    "до": governors.APPEAL,
    "на": governors.PRESS,
    "перед": governors.DEMAND,
}


def _after(at: int, left: list[str], own: str, clean: str, span: Found) -> str:
    """Why the name after a preposition is a party; "" if it is only where something is."""
    word, near = left[at].lower(), left[at + 1 : at + 1 + REACH + 1]
    with_name = f"“{word} {span.text}”"
    if word in ("с", "со", "з", "із", "зі") and "I" in own:
        tie, apart = _any(governors.TIES, near), _any(governors.SPACE, near[:2])
        marked = own == "I" or bool(_WITH.fullmatch(span.text.split()[-1].lower()))
        return f"“{tie or 'with'}”, {with_name}" if not apart and (tie or marked) else ""
    if word in ("между", "між", "меж"):
        return "" if _any(governors.SPACE, [*near, *_following(clean, span.end, 6)]) else with_name
    if word in ("против", "проти"):
        return "" if _any(governors.ATTACK, near) else with_name
    if word in ("от", "від"):
        demand = _any(governors.DEMAND, [*near, *_following(clean, span.end, 2)])
        demand = demand or ("a delegate" if _PERSON_AFTER.match(clean, span.end, span.end + 60) else "")
        return f"{with_name}, “{demand}”" if demand else ""
    if word in _BY_STEMS and (word != "на" or "A" in own):
        return f"“{found}” {with_name}" if (found := _any(_BY_STEMS[word], near[:4])) else ""
    return with_name if word in ("без", "щодо", "стосовно", "относительно", "отношении") else ""


def _following(clean: str, end: int, count: int) -> list[str]:
    """The next words of the clause."""
    stop = _STOP.search(clean, end, end + 80)
    return [match.group() for match in WORD.finditer(clean, end, stop.start() if stop else end + 80)][:count]


def _subject(span: Found, clean: str, left: list[str], own: str) -> str:
    """The verb or predicate whose subject the name is, "" if it has none or is described as land."""
    if _preposition(left) is not None:
        return ""
    if "G" in own and (_TITLE.fullmatch(left[0] if left else "") or _OWNED.match(clean, span.end)):
        return ""  # whose somebody is: «президент США Барак Обама»
    gender = _gender(span)
    nearest = next((word for word in left[:2] if word not in _PARTICLES), "")
    led = verb(nearest) if nearest else None
    sure = "A" not in own
    object_before = len(left) > 1 and left[1].endswith(("у", "ю")) and gender == led == "p"
    likened = led is not None and len(left) > 1 and left[1].lower() in ("як", "как")
    if led is not None and not (sure or SAYS.match(nearest) or object_before or likened):
        return ""  # an object: «захопили Крим»
    if PREDICATE.fullmatch(nearest):
        return nearest
    at, several = _past_joined(clean, span.end)
    if said := _verb_after(clean, at, gender, several):
        return "" if said == _DESCRIBED else said
    leads = sure or object_before or likened or (SAYS.match(nearest) and led in (gender, "?"))
    if led is not None and leads and _agrees(led, gender, several):
        return "" if LAND.fullmatch(nearest) else nearest
    return ""


def _past_joined(clean: str, at: int) -> tuple[int, bool]:
    """Where the clause goes on after what is joined to the name and set in commas; is the subject several?"""
    several = False
    for _ in range(MAX_JOINED):
        if joined := _ANDS.match(clean, at, at + 60):
            at, several = joined.end(), True
    aside = _ASIDE.match(clean, at, at + 80)
    return (aside.end() if aside else at), several


_TITLE = re.compile(
    r"(?:віце|вице|экс|екс)?-?(?:президент|прем|міністр|министр|держсекрет|госсекрет|секретар|посол|посл|сенатор"
    r"|канцлер|глав|голов|лідер|лидер|уряд|правительств|влад|власт|парламент|конгрес"
    r"|сенат|представн|представит|речник|спікер|спикер|посольств|консул|громадян|гражд|міністерств|министерств|арм"
    r"|військ|войск|сил|збірн|сборн|король|король)\w*"
)
_OWNED = re.compile(r" [А-ЯЁІЇЄҐ]")
_PARTICLES = frozenset("і и й ні ни також также лише тільки только даже навіть сама саме теж тоже".split())
_DESCRIBED = "-"
"""Answer of `_verb_after` for a clause that describes a land."""


def _verb_after(clean: str, at: int, gender: str, several: bool) -> str:
    if beside := _ON_THE_SIDE.match(clean, at, at + 50):
        return beside.group().strip()
    stop = _STOP_AFTER.search(clean, at, at + 120)
    line = clean[at : stop.start() if stop else at + 120]
    comma = line.find(",", 1)
    words = [match.group() for match in WORD.finditer(line if comma < 0 else line[:comma])][:9]
    for i, word in enumerate(words):
        number = verb(word)
        if PREDICATE.fullmatch(word) or (number is not None and _agrees(number, gender, several)):
            following = next((w for w in (*words[i + 1 : i + 4], *words[:i]) if _INFINITIVE.fullmatch(w)), "")
            main = following if following and _AUXILIARY.fullmatch(word) else word
            return _DESCRIBED if LAND.fullmatch(main) else main
        if word.lower() in ("який", "которая", "що", "что"):
            return ""
    return ""


def _gender(span: Found) -> str:
    base = next((e.name.text for e in span.entries if e.kind == "place" and is_cyrillic(e.name.text)), span.text)
    last = base.split()[-1]
    if (last.isupper() and len(last) > 1) or last[-1] in "иыії":
        return "p" if last in ("США",) or last[-1] in "иыії" else "*"
    return "f" if last[-1] in "ая" or last.endswith("сь") else "n" if last[-1] in "оеє" else "m"


def _agrees(number: str, gender: str, several: bool) -> bool:
    return number == "?" or (several and number == "p") or gender in (number, "*")


def _bare(span: Found, clean: str, left: list[str], own: str, kind: str) -> str:
    """Why a name without preposition, not in its first case, is one who acts; "" if it is not.

    What belongs to a region is its land's, but for what its masters decide.
    """
    near = left[:REACH]
    head = next((w for w in near[:2] if not _ADJECTIVE.fullmatch(w.lower())), "")
    if kind == "region":
        return f"“{head}” is its own" if "G" in own and governors.OWN_DEEDS.fullmatch(head) else ""
    if own == "I":
        passive = _any(governors.PASSIVE, near[:4]) or _any(governors.UNDERGONE, near[:4])
        return f"done by it, “{passive}”" if passive else ""
    if "A" in own and (word := _addressed(near, _following(clean, span.end, 3), own)):
        return f"“{word}”"
    if "D" in own and (why := _given(near, _following(clean, span.end, 3), own)):
        return why
    if "G" not in own:
        return ""
    if governors.DEEDS.fullmatch(head) and not governors.NO_DEED.fullmatch(head):
        return f"“{head}” is its own"
    beside = bool(near) and governors.SIDE.fullmatch(near[0]) and _any(governors.DEEDS, left[2 : 2 + REACH])
    return f"“{beside}” from its side" if beside else ""


def _addressed(near: list[str], after: list[str], own: str) -> str:
    """The verb of which the name is the object, if it is one of dealing with somebody."""
    verbs = (w for w in near if verb(w) or _INFINITIVE.fullmatch(w) or w.endswith(("в", "вши", "я", "чи", "но", "то")))
    if word := _any(governors.ADDRESS, verbs):
        return word
    return next((w for w in after if verb(w) and governors.ADDRESS.fullmatch(w)), "") if "N" not in own else ""


def _given(near: list[str], after: list[str], own: str) -> str:
    """Why the name in the third case is one to whom something is said, given or advised."""
    to_land = _any(governors.JOINED, near) and _any(governors.LAND_WORD, near)
    if to_land:
        return ""
    if word := _any(governors.GIVE, near):
        return f"“{word}”"
    if "A" not in own and (modal := _any(governors.MODAL, [*near[:3], *after])):
        return f"“{modal}” is said of it"
    return "the words are given to it" if "G" not in own else ""
