"""Ukrainian and Russian expressions of time: the same rules as `english` for the commonest forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from archive.tagging.dates import timex
from archive.tagging.dates.grammar import Context, Rule, Value

_MONTHS = {
    "uk": "січ(?:ень|ня|ні|нем) лют(?:ий|ого|ому|им) берез(?:ень|ня|ні|нем) квіт(?:ень|ня|ні|нем) "
    "трав(?:ень|ня|ні|нем) "
    "черв(?:ень|ня|ні|нем) лип(?:ень|ня|ні|нем) серп(?:ень|ня|ні|нем) верес(?:ень|ня|ні|нем) жовт(?:ень|ня|ні|нем) "
    "листопад(?:|а|і|ом) груд(?:ень|ня|ні|нем)",
    "ru": "январ(?:ь|я|е|ем) феврал(?:ь|я|е|ем) март(?:|а|е|ом) апрел(?:ь|я|е|ем) ма(?:й|я|е|ем) июн(?:ь|я|е|ем) "
    "июл(?:ь|я|е|ем) август(?:|а|е|ом) сентябр(?:ь|я|е|ем) октябр(?:ь|я|е|ем) ноябр(?:ь|я|е|ем) декабр(?:ь|я|е|ем)",
}
_WEEKDAYS = {
    "uk": "понеділ(?:ок|ка|ком) вівтор(?:ок|ка|ком) серед(?:а|у|и|ою) четвер(?:|га|гом) п'ятниц(?:я|ю|і|ею) "
    "субот(?:а|у|и|ою) неділ(?:я|ю|і|ею)",
    "ru": "понедельник(?:|а|ом) вторник(?:|а|ом) сред(?:а|у|ы|ой) четверг(?:|а|ом) пятниц(?:а|у|ы|ей) "
    "суббот(?:а|у|ы|ой) воскресень(?:е|я|ем)",
}
_DEICTIC = {
    "uk": {"сьогодні": 0, "вчора": -1, "учора": -1, "завтра": 1, "позавчора": -2, "післязавтра": 2},
    "ru": {"сегодня": 0, "вчера": -1, "завтра": 1, "позавчера": -2, "послезавтра": 2},
}
_STEPS = {
    "uk": {"минул": -1, "попередн": -1, "ц": 0, "поточн": 0, "наступн": 1},
    "ru": {"прошл": -1, "минувш": -1, "эт": 0, "текущ": 0, "следующ": 1, "будущ": 1},
}
_UNITS = {
    "uk": {
        "дн": "day",
        "день": "day",
        "доб": "day",
        "діб": "day",
        "тиж": "week",
        "міся": "month",
        "рок": "year",
        "рік": "year",
        "рік ": "year",
        "роц": "year",
        "годин": "hour",
        "хвилин": "minute",
    },
    "ru": {
        "дн": "day",
        "день": "day",
        "сут": "day",
        "недел": "week",
        "меся": "month",
        "год": "year",
        "лет": "year",
        "час": "hour",
        "минут": "minute",
    },
}
_UNIT_WORDS = {
    "uk": r"(?:день|дні|днів|дня|доби|діб|добу|тижн(?:ь|я|і|ів)|тиждень|місяц(?:ь|я|і|ів)"
    r"|рок(?:и|ів|у)|рік|годин[аиу]?|хвилин[аиу]?)",
    "ru": r"(?:день|дня|дней|сут(?:ки|ок)|недел[яюиь]|недель|месяц(?:|а|ев)|год(?:|а)|лет|час(?:|а|ов)|минут[аыу]?)",
}
_ONE_UNIT = {
    "uk": r"(?:тижн(?:я|і|ем)|тиждень|місяц(?:ь|я|і|ем)|рок(?:у|ом)|році|рік)",
    "ru": r"(?:недел[еюия]|месяц(?:|а|е|ем)|год(?:|а|у|ом))",
}
_COUNTS = {
    "uk": {
        "один": 1,
        "одну": 1,
        "два": 2,
        "дві": 2,
        "три": 3,
        "чотири": 4,
        "п'ять": 5,
        "шість": 6,
        "сім": 7,
        "вісім": 8,
        "дев'ять": 9,
        "десять": 10,
        "двох": 2,
        "трьох": 3,
        "чотирьох": 4,
    },
    "ru": {
        "один": 1,
        "одну": 1,
        "два": 2,
        "две": 2,
        "три": 3,
        "четыре": 4,
        "пять": 5,
        "шесть": 6,
        "семь": 7,
        "восемь": 8,
        "девять": 9,
        "десять": 10,
        "двух": 2,
        "трех": 3,
        "трёх": 3,
        "четырех": 4,
    },
}
_AGO = {"uk": "тому", "ru": "назад"}
_YEAR_WORD = {"uk": r"(?:року|році|роком|рік|р\.)", "ru": r"(?:года|году|годом|год|г\.)"}
_NOW = {"uk": r"зараз|нині|наразі|тепер", "ru": r"сейчас|ныне|теперь"}
_RECENT = {"uk": r"нещодавно|останнім\s+часом|раніше", "ru": r"недавно|в\s+последнее\s+время|ранее"}

_PARTS = {
    "uk": {
        "вранці": "MO",
        "зранку": "MO",
        "уранці": "MO",
        "вдень": "AF",
        "удень": "AF",
        "увечері": "EV",
        "ввечері": "EV",
        "вночі": "NI",
        "уночі": "NI",
    },
    "ru": {"утром": "MO", "днём": "AF", "днем": "AF", "вечером": "EV", "ночью": "NI"},
}
_EVE = {"uk": r"напередодні", "ru": r"накануне"}
_THAT_DAY = {"uk": r"того\s+ж\s+дня", "ru": r"в\s+тот\s+же\s+день|того\s+же\s+дня"}
_SEASONS = {
    "uk": {"навесні": "SP", "улітку": "SU", "влітку": "SU", "восени": "FA", "взимку": "WI", "узимку": "WI"},
    "ru": {"весной": "SP", "летом": "SU", "осенью": "FA", "зимой": "WI"},
}

_FUTURE = {
    "uk": r"\b(?:буд[еу]\w*|відбуд\w+|зустрін\w+|проведе|"
    r"пройде|обговорять|планує\w*|наступн\w+|має|до|заплановано|очікується"
    r"|\w+(?:атиме|итиме|атимуть|итимуть))\b",
    "ru": r"\b(?:буд[еу]\w*|состоится|состоятся|"
    r"провед[её]т|пройд[её]т|встретятся|обсудят|планиру\w*|следующ\w+|должн\w+|до|намечен\w*|ожидается)\b",
}
_AHEAD = re.compile("|".join(_FUTURE.values()), re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…]\s+(?=[^\W\d_a-zа-яіїєґё])|\n")


def direction(clean: str, start: int) -> int:
    """+1 where the sentence about `start` has a word of the future, else -1 (news tells what was)."""
    window = clean[max(0, start - 120) : start + 80]
    here = min(start, 120)
    ends = [match.end() for match in _SENTENCE_END.finditer(window)]
    left = max((end for end in ends if end <= here), default=0)
    right = min((end for end in ends if end > here), default=len(window))
    return 1 if _AHEAD.search(window[left:right]) else -1


def is_told(clean: str, start: int) -> bool:
    return True


def _which(names: str, text: str) -> int | None:
    for i, pattern in enumerate(names.split(" ")):
        if re.fullmatch(pattern, text, re.IGNORECASE):
            return i
    return None


def _prefixed(table: dict[str, int] | dict[str, str], word: str) -> int | str | None:
    hits = [key for key in table if word.startswith(key)]
    return table[max(hits, key=len)] if hits else None


def _rules(lang: str) -> tuple[Rule, ...]:
    months, weekdays = _MONTHS[lang], _WEEKDAYS[lang]
    month = "(?P<month>" + "|".join(months.split(" ")) + ")"
    weekday = "(?P<weekday>" + "|".join(weekdays.split(" ")) + ")"
    step = (
        "(?P<which>(?:"
        + "|".join(_STEPS[lang])
        + r")(?:ого|ьому|ому|ій|ий|їй|ої|ього|им|им|ої|ю|ей|ой|ую|ая|ую|ем|ом|ый|ого|я))"
    )
    count = r"(?P<number>\d{1,3}|" + "|".join(_COUNTS[lang]) + ")"
    year = rf"(?:\s+(?P<year>1[5-9]\d\d|20\d\d)(?:\s+{_YEAR_WORD[lang]})?)?"

    part = "|".join(_PARTS[lang])

    def day_month(match: re.Match[str], context: Context) -> Value:
        number = _which(months, match["month"])
        y = match["year"] or _nearest_year(int(number or 0) + 1, int(match["day"]), context)
        found = timex.valid(int(y), int(number or 0) + 1, int(match["day"])) if y else None
        return ("DATE", timex.day(found)) if found else None

    def month_year(match: re.Match[str], context: Context) -> Value:
        number = int(_which(months, match["month"]) or 0) + 1
        if not match["year"] and not re.search(
            r"(?:\b[ув]о?|з|с|до|від|от|після|после|на\s+початку|в\s+начале|наприкінці|в\s+конце|в\s+середине|у\s+середині)\s$",
            match.string[max(0, match.start() - 14) : match.start()],
            re.I,
        ):
            return None
        y = match["year"] or _nearest_year(number, None, context)
        return ("DATE", f"{int(y):04d}-{number:02d}") if y else None

    def on_weekday(match: re.Match[str], context: Context) -> Value:
        number, base = _which(weekdays, match["weekday"]), context.anchor.base
        if base is None or number is None:
            return None
        which = _prefixed(_STEPS[lang], (match["which"] or "").lower()) if match["which"] else None
        way = {-1: -2, 1: 2}.get(which) if isinstance(which, int) else None
        return "DATE", timex.day(timex.weekday_near(base, number, way or context.direction or -1))

    def deictic(match: re.Match[str], context: Context) -> Value:
        base = context.anchor.published
        return ("DATE", timex.day(timex.add_days(base, _DEICTIC[lang][match.group().lower()]))) if base else None

    def relative(match: re.Match[str], context: Context) -> Value:
        base = context.anchor.base
        which = _prefixed(_STEPS[lang], match["which"].lower())
        unit = _prefixed(_UNITS[lang], match["unit"].lower())
        return ("DATE", timex.shifted(base, str(unit), int(which or 0))) if base and unit else None

    def ago(match: re.Match[str], context: Context) -> Value:
        unit, number = str(_prefixed(_UNITS[lang], match["unit"].lower())), _count(match)
        base = context.anchor.base
        if base is None or unit in timex.TIME_UNITS:
            return "DATE", "PAST_REF"
        return "DATE", timex.shifted(base, unit, -number)

    def lasts(match: re.Match[str], _context: Context) -> Value:
        return "DURATION", timex.duration(str(_prefixed(_UNITS[lang], match["unit"].lower())), str(_count(match)))

    def _count(match: re.Match[str]) -> int:
        text = match["number"].lower()
        return _COUNTS[lang].get(text) or int(text)

    def figures(match: re.Match[str], _context: Context) -> Value:
        found = timex.valid(int(match["y"]), int(match["m"]), int(match["d"]))
        return ("DATE", timex.day(found)) if found else None

    def part_of_day(match: re.Match[str], context: Context) -> Value:
        day = context.anchor.day or context.anchor.published
        return ("TIME", f"{timex.day(day)}T{_PARTS[lang][match.group().lower()]}") if day else None

    def weekday_part(match: re.Match[str], context: Context) -> Value:
        day = on_weekday(match, context)
        return ("TIME", f"{day[1]}T{_PARTS[lang][match['part'].lower()]}") if day else None

    def night_to(match: re.Match[str], context: Context) -> Value:
        day = on_weekday(match, context)
        return ("TIME", f"{timex.day(timex.add_days(date.fromisoformat(day[1]), -1))}TNI") if day else None

    def day_part(match: re.Match[str], context: Context) -> Value:
        day = day_month(match, context)
        return ("TIME", f"{day[1]}T{_PARTS[lang][match['part'].lower()]}") if day else None

    def eve(match: re.Match[str], context: Context) -> Value:
        day = context.anchor.day or context.anchor.published
        if day is None:
            return None
        value = timex.day(timex.add_days(day, -1))
        part = match["part"]
        return ("TIME", f"{value}T{_PARTS[lang][part.lower()]}") if part else ("DATE", value)

    def that_day(_match: re.Match[str], context: Context) -> Value:
        day = context.anchor.day or context.anchor.published
        return ("DATE", timex.day(day)) if day else None

    def season(match: re.Match[str], context: Context) -> Value:
        base, code = context.anchor.base, _SEASONS[lang][match.group().lower()]
        if base is None:
            return None
        return "DATE", f"{base.year - (context.direction < 0 and timex.SEASONS[code][0] > base.month):04d}-{code}"

    def plain_year(match: re.Match[str], _context: Context) -> Value:
        return "DATE", match["year"]

    def fixed(value: str) -> Callable[[re.Match[str], Context], Value]:
        return lambda _match, _context: ("DATE", value)

    def rule(name: str, pattern: str, value: Callable[[re.Match[str], Context], Value]) -> Rule:
        return Rule(name, re.compile(r"(?<![\w./-])" + f"(?:{pattern})" + r"(?!\w)", re.IGNORECASE), value)

    return (
        rule("iso", r"(?P<y>\d{4})-(?P<m>[01]\d)-(?P<d>[0-3]\d)", figures),
        rule("figures", r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})", figures),
        rule("day month year", rf"(?P<day>[12]\d|3[01]|0?[1-9])(?:-го)?\s+{month}{year}", day_month),
        rule("month year", rf"{month}{year}", month_year),
        rule("night to", rf"(?:ніч|ночь)\s+на\s+{weekday}(?P<which>)", night_to),
        rule("part weekday", rf"(?P<part>{part})\s+(?:у|в|во)\s+{weekday}(?P<which>)", weekday_part),
        rule("part day", rf"(?P<part>{part})\s+(?P<day>[12]\d|3[01]|0?[1-9])\s+{month}{year}", day_part),
        rule("weekday part", rf"(?:{step}\s+)?{weekday}\s+(?P<part>{part})", weekday_part),
        rule("part", part, part_of_day),
        rule("eve", rf"(?:{_EVE[lang]})(?:\s+(?:пізно\s+|поздно\s+)?(?P<part>{part}))?", eve),
        rule("that day", _THAT_DAY[lang], that_day),
        rule("season", "|".join(_SEASONS[lang]), season),
        rule("weekday", rf"(?:{step}\s+)?{weekday}", on_weekday),
        rule("today", "|".join(_DEICTIC[lang]).join(("(?:", ")")), deictic),
        rule("last year", rf"{step}\s+(?P<unit>{_ONE_UNIT[lang]})", relative),
        rule("ago", rf"{count}\s+(?P<unit>{_UNIT_WORDS[lang]})\s+{_AGO[lang]}", ago),
        rule("duration", rf"{count}\s+(?P<unit>{_UNIT_WORDS[lang]})", lasts),
        rule("year", rf"(?P<year>1[5-9]\d\d|20\d\d)\s+{_YEAR_WORD[lang]}", plain_year),
        rule("now", _NOW[lang].join(("(?:", ")")), fixed("PRESENT_REF")),
        rule("recently", _RECENT[lang].join(("(?:", ")")), fixed("PAST_REF")),
    )


_AHEAD_REACH = 100
"""Days. Without a word of the future a date so far ahead is still to come: elections are called so early."""


def _nearest_year(month: int, day: int | None, context: Context) -> int | None:
    base = context.anchor.base
    if base is None or context.anchor.narrative:
        return base.year if base else None
    middle = timex.valid(base.year, month, min(day or 15, 28))
    gap = (middle - base).days if middle else 0
    if context.direction > 0:
        return base.year + (gap < -45)
    return base.year - (gap > _AHEAD_REACH)


RULES: dict[str, tuple[Rule, ...]] = {lang: _rules(lang) for lang in ("uk", "ru")}
