"""English expressions of time: a grammar of time words and modifiers, as patterns with their meaning.

Each rule is a pattern and a function from the match and its context to a TIMEX3 type and value (None: no
date after all). Spans leave leading prepositions out and keep determiners and "early", "late", "mid-".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from archive.tagging.dates import timex
from archive.tagging.dates.timex import Anchor
from archive.tagging.values import DateType

Value = tuple[DateType, str] | None


@dataclass(frozen=True, slots=True)
class Context:
    """Where a match stands: what it counts from, and the direction in time of its clause
    (-1 past, +1 future, 0 nothing says)."""

    anchor: Anchor
    direction: int


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    pattern: re.Pattern[str]
    value: Callable[[re.Match[str], Context], Value]


_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_SHORT = {
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_NUMBERS = {
    word: i
    for i, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
} | {
    "a": 1,
    "an": 1,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
    "hundred": 100,
    "dozen": 12,
    "twenty-four": 24,
    "forty-eight": 48,
    "couple of": 2,
    "a couple of": 2,
}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "last": 4}
_PARTS = {
    "morning": "MO",
    "afternoon": "AF",
    "evening": "EV",
    "night": "NI",
    "noon": "MI",
    "midday": "MI",
    "midnight": "NI",
    "dawn": "MO",
    "dusk": "EV",
}
_SEASON = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}

MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?|JANUARY|FEBRUARY|MARCH|APRIL|JUNE|JULY|AUGUST"
    r"|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER)"
)
DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d:]|[.,]\d|\s?%)"
YEAR = r"(?P<year>1[0-9]\d\d|20\d\d)(?!\d|[.,]\d|\s?%|-?(?:year|strong|mile|foot|kilomet))"
WEEKDAY = r"(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
EDGE = (
    r"(?P<edge>(?:the\s+)?(?:very\s+)?(?:early|late|mid|end\s+of|beginning\s+of|start\s+of|middle\s+of)"
    r"(?:\s+in)?[-\s]+(?:the\s+)?)?"
)
NUMBER = (
    r"(?P<number>\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d)?|(?:a\s+)?couple\s+of|an?|twenty-four|forty-eight|"
    + "|".join(word for word in _NUMBERS if " " not in word and "-" not in word and len(word) > 2)
    + ")"
)
VAGUE = r"(?P<vague>several|few|a\s+few|some|many|a\s+number\s+of|dozens\s+of|hundreds\s+of|countless)"
UNIT = r"(?P<unit>second|minute|hour|day|week|month|year|decade|centur(?:y|ie)|quarter|weekend|fortnight)"
PART = r"(?P<part>morning|afternoon|evening|night|noon|midnight|midday|dawn|dusk)"
APPROX = (
    r"(?:(?:about|around|nearly|almost|some|more\s+than|less\s+than|over|at\s+least|up\s+to|approximately|roughly"
    r"|just)\s+)?"
)


def _month(match: re.Match[str]) -> int:
    return _SHORT[match["month"][:3].lower()]


def _number(match: re.Match[str]) -> str:
    text = re.sub(r"\s+", " ", match["number"].lower())
    return str(_NUMBERS[text]) if text in _NUMBERS else text.replace(",", "")


def _unit(match: re.Match[str]) -> str:
    unit = match["unit"].lower()
    return "century" if unit.startswith("centur") else unit


def _dated(y: int, m: int, d: int) -> Value:
    found = timex.valid(y, m, d)
    return ("DATE", timex.day(found)) if found else None


_TENSE_REACH = 45
"""Days. A past tense does not put a date of next week into last year, nor a future one yesterday's into the
next: what is a year off is printed with its year. And datelines have no tense."""


def _year_for(m: int, d: int | None, context: Context) -> int | None:
    """The year of a month (and day) printed without one: the past or next by tense, else the nearest."""
    base = context.anchor.base
    if base is None or context.anchor.narrative:
        return base.year if base else None
    middle = date(base.year, m, min(d or 15, 28))
    if d is None and m == base.month:
        return base.year
    gap = (middle - base).days
    if context.direction < 0:
        return base.year - (gap > _TENSE_REACH)
    if context.direction > 0:
        return base.year + (gap < -_TENSE_REACH)
    return base.year + (gap < -183) - (gap > 183)


def _month_day(match: re.Match[str], context: Context) -> Value:
    m, d = _month(match), int(match["day"])
    if match["year"]:
        return _dated(int(match["year"]), m, d)
    y = _year_for(m, d, context)
    if y is None:
        return ("DATE", f"XXXX-{m:02d}-{d:02d}") if timex.valid(2000, m, d) else None
    return _dated(y, m, d)


def _month_only(match: re.Match[str], context: Context) -> Value:
    m = _month(match)
    word = match["month"]
    if word in ("May", "Mar", "March", "Mar.", "MARCH", "Sep", "Dec", "Jan") and not _month_word(match):
        return None
    if match["year"]:
        return "DATE", f"{match['year']}-{m:02d}"
    y = _year_for(m, None, context)
    return "DATE", f"{y:04d}-{m:02d}" if y is not None else f"XXXX-{m:02d}"


def _month_word(match: re.Match[str]) -> bool:
    """ "May" and "March" alone are months only after a preposition, an edge word or before a year."""
    if match["year"] or match["edge"]:
        return True
    before = match.string[max(0, match.start() - 12) : match.start()].lower()
    return bool(
        re.search(
            r"\b(?:in|since|until|till|of|by|from|to|last|next|this|during|before|after|between|and|through)\s$", before
        )
    )


def _relative_month(match: re.Match[str], context: Context) -> Value:
    base, m = context.anchor.base, _month(match)
    if base is None:
        return "DATE", f"XXXX-{m:02d}"
    word = match["which"].lower()
    y = base.year
    if word in ("last", "past", "previous"):
        y -= m >= base.month
    elif word in ("next", "coming", "following"):
        y += m <= base.month
    return "DATE", f"{y:04d}-{m:02d}"


def _weekday(match: re.Match[str], context: Context) -> Value:
    number, base = _DAYS.index(match["weekday"].lower()), context.anchor.base
    if base is None:
        return "DATE", f"XXXX-WXX-{number + 1}"
    which = (match["which"] or "").lower()
    direction = {"last": -2, "past": -2, "previous": -2, "next": 2, "coming": 2, "following": 2}.get(which)
    if direction is None:
        direction = 1 if context.direction > 0 else -1
    return "DATE", timex.day(timex.weekday_near(base, number, direction))


def _weekday_part(match: re.Match[str], context: Context) -> Value:
    plain = _weekday(match, context)
    return ("TIME", f"{plain[1]}T{_PARTS[match['part'].lower()]}") if plain else None


def _deictic(match: re.Match[str], context: Context) -> Value:
    word = re.sub(r"\s+", " ", match["word"].lower())
    base = context.anchor.published or context.anchor.base
    if base is None:
        return ("DATE", "PRESENT_REF") if word == "today" else None
    offset = {"today": 0, "yesterday": -1, "tomorrow": 1, "the day before yesterday": -2, "the day after tomorrow": 2}
    value = timex.day(timex.add_days(base, offset[word]))
    part = match["part"]
    return ("TIME", f"{value}T{_PARTS[part.lower()]}") if part else ("DATE", value)


def _this_part(match: re.Match[str], context: Context) -> Value:
    base = context.anchor.base
    if base is None:
        return None
    text = match.group().lower()
    if text.startswith(("last", "previous")):
        base = timex.add_days(base, -1)
    elif text.startswith(("next", "the next", "the following")):
        base = timex.add_days(base, 1)
    part = "NI" if text == "tonight" or "part" not in match.groupdict() else _PARTS[(match["part"] or "night").lower()]
    return "TIME", f"{timex.day(base)}T{part}"


_STEP = {
    "last": -1,
    "past": -1,
    "previous": -1,
    "preceding": -1,
    "this": 0,
    "current": 0,
    "next": 1,
    "coming": 1,
    "following": 1,
    "same": 0,
    "that": 0,
    "upcoming": 1,
}


def _relative_unit(match: re.Match[str], context: Context) -> Value:
    base, unit, word = context.anchor.base, _unit(match), match["which"].lower()
    if base is None or unit in timex.TIME_UNITS:
        return None
    if unit == "day" and word in ("previous", "preceding", "following", "next"):
        day = context.anchor.day or context.anchor.reference or context.anchor.published
        return ("DATE", timex.shifted(day, unit, _STEP[word])) if day else None
    narrated = word in ("following", "same", "that", "previous", "preceding") or (match["the"] and word == "next")
    if narrated and context.anchor.reference is not None:
        base = context.anchor.reference
    elif narrated and unit == "day":
        return None
    return "DATE", timex.shifted(base, unit, _STEP[word])


def _ago(match: re.Match[str], context: Context) -> Value:
    base, unit = context.anchor.base, _unit(match)
    word = re.sub(r"\s+", " ", match["way"].lower())
    if word in ("earlier", "later", "after", "before", "afterwards", "afterward") and context.anchor.reference:
        base = context.anchor.reference
    past = word in ("ago", "earlier", "before", "back")
    if match["vague"]:
        return "DATE", "PAST_REF" if past else "FUTURE_REF"
    if base is None or unit in timex.TIME_UNITS:
        return "DATE", "PAST_REF" if past else "FUTURE_REF"
    count = round(float(_number(match)))
    if match["half"]:
        return "DATE", timex.month(timex.add_months(base, (-1 if past else 1) * (12 * count + 6)))
    return "DATE", timex.shifted(base, unit, -count if past else count)


def _duration(match: re.Match[str], _context: Context) -> Value:
    of = match.string[match.end() : match.end() + 7].startswith((" of the", " of a"))
    if _unit(match) == "quarter" and of:
        return None  # "three quarters of the voters"
    if _unit(match) in ("second", "quarter") and not match.group().lower().endswith("s"):
        return None  # "a second vote", "a quarter": an order and a share, no time
    count = "X" if match["vague"] else _number(match)
    if match["half"]:
        count += ".5"
    return "DURATION", timex.duration(_unit(match), count)


def _adjective(match: re.Match[str], _context: Context) -> Value:
    return "DURATION", timex.duration(_unit(match), _number(match))


def _plain_units(match: re.Match[str], _context: Context) -> Value:
    if re.search(
        r"\b(?:small|early|late|working|opening|office|rush|business|visiting)\s$",
        match.string[max(0, match.start() - 10) : match.start()],
    ):
        return None  # "in the small hours": no span of time
    return "DURATION", timex.duration(_unit(match), "X")


def _half(match: re.Match[str], _context: Context) -> Value:
    unit = _unit(match)
    return "DURATION", {"year": "P6M", "day": "PT12H", "hour": "PT30M", "century": "P50Y", "decade": "P5Y"}.get(
        unit, timex.duration(unit, "0.5")
    )


def _year_value(match: re.Match[str], _context: Context) -> Value:
    return "DATE", match["year"]


def _decade(match: re.Match[str], _context: Context) -> Value:
    text = match["decade"]
    return "DATE", text[:3] if len(text) == 4 else "19" + text[0]


def _century(match: re.Match[str], _context: Context) -> Value:
    words = {
        "fifteenth": 15,
        "sixteenth": 16,
        "seventeenth": 17,
        "eighteenth": 18,
        "nineteenth": 19,
        "twentieth": 20,
        "twenty-first": 21,
    }
    text = match["nth"].lower()
    return "DATE", f"{(words.get(text) or int(text[:-2])) - 1:02d}"


def _season(match: re.Match[str], context: Context) -> Value:
    code, base = _SEASON[match["season"].lower()], context.anchor.base
    if match["year"]:
        return "DATE", f"{match['year']}-{code}"
    if base is None:
        return "DATE", f"XXXX-{code}"
    first = timex.SEASONS[code][0]
    which = (match["which"] or "").lower()
    if not which:
        ahead = (first - base.month) % 12
        y = base.year + (ahead + base.month > 12) if ahead <= 3 else base.year - (first > base.month)
        return "DATE", f"{y:04d}-{code}"
    running = base.month in range(first, first + 3) or (code == "WI" and base.month in (12, 1, 2))
    y = base.year - (code == "WI" and base.month < 3)
    if which in ("last", "previous", "past") or (context.direction < 0 and not which):
        y -= (running and bool(which)) or (not running and base.month < first)
    elif which in ("next", "coming", "following") or (context.direction > 0 and not which):
        y += (running and bool(which)) or (not running and base.month > first)
    return "DATE", f"{y:04d}-{code}"


def _fraction(match: re.Match[str], context: Context) -> Value:
    base = context.anchor.base
    y = int(match["year"]) if match["year"] else base.year if base else None
    if y is None:
        return None
    if match["last_year"]:
        y += -1 if "last" in match["last_year"].lower() else 1 if "next" in match["last_year"].lower() else 0
    kind = "Q" if match["kind"].lower() == "quarter" else "H"
    number = _ORDINALS[match["ordinal"].lower()]
    return (
        ("DATE", f"{y:04d}-{kind}{2 if kind == 'H' and number == 4 else number}")
        if kind == "Q" or number != 3
        else None
    )


def _iso(match: re.Match[str], _context: Context) -> Value:
    return _dated(int(match["year"]), int(match["m"]), int(match["d"]))


def _slashed(match: re.Match[str], _context: Context) -> Value:
    """Day and month in figures only where one of them can be nothing else."""
    a, b, y = int(match["a"]), int(match["b"]), int(match["year"])
    if a > 12:
        return _dated(y, b, a)
    return _dated(y, a, b) if b > 12 or a == b else None


def _clock(match: re.Match[str], context: Context) -> Value:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or "").lower().replace(".", "")
    if hour > 23 or minute > 59 or (half and not 1 <= hour <= 12) or not (half or match["minute"]):
        return None
    hour = hour % 12 + 12 if half == "pm" else hour % 12 if half == "am" else hour
    base = (None if context.anchor.narrative else context.anchor.day) or context.anchor.base
    day = timex.day(base) if base else "XXXX-XX-XX"
    return "TIME", f"{day}T{hour:02d}:{minute:02d}"


def _clock_of_day(match: re.Match[str], context: Context) -> Value:
    day = _weekday(match, context) if match["weekday"] else _month_day(match, context)
    if day is None or day[1].startswith("XXXX"):
        return None
    if match["named"]:
        return "TIME", f"{day[1]}T{'12:00' if match['named'].lower() == 'noon' else '00:00'}"
    time = _clock(match, context)
    return ("TIME", f"{day[1]}T{time[1].split('T')[1]}") if time else None


_BEFORE_PART = re.compile(
    r"(?:\b(?:in|by|that|same|late|during|until|before|towards?)\s+(?:the\s+)?|\b(?:of|at)\s+)(?:late\s+|early\s+)?$",
    re.IGNORECASE,
)


def _bare_part(match: re.Match[str], context: Context) -> Value:
    """ "By late evening": of the day last spoken of."""
    day = context.anchor.day or (None if context.anchor.narrative else context.anchor.published)
    if day is not None and context.anchor.published is not None and not context.anchor.narrative:
        day = min(day, context.anchor.published)  # what is still to come has no evening yet
    if day is None or not _BEFORE_PART.search(match.string[max(0, match.start() - 20) : match.start()]):
        return None
    word = match["part"].lower()
    return "TIME", f"{timex.day(day)}T" + {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}.get(
        word, _PARTS[word]
    )


def _every(match: re.Match[str], _context: Context) -> Value:
    if match["weekday"]:
        return "SET", f"XXXX-WXX-{_DAYS.index(match['weekday'].lower()) + 1}"
    if _unit(match) == "quarter":
        return "SET", "P3M"
    return "SET", timex.duration(_unit(match), _number(match) if match["number"] else "1")


def _adverb(match: re.Match[str], _context: Context) -> Value:
    return "SET", {
        "daily": "P1D",
        "nightly": "P1D",
        "hourly": "PT1H",
        "weekly": "P1W",
        "monthly": "P1M",
        "quarterly": "P3M",
        "yearly": "P1Y",
        "annually": "P1Y",
        "annual": "P1Y",
    }[match.group().lower()]


def _weekdays(match: re.Match[str], _context: Context) -> Value:
    return "SET", f"XXXX-WXX-{_DAYS.index(match['weekday'].lower()) + 1}"


def _same_time(_match: re.Match[str], context: Context) -> Value:
    anchor = context.anchor
    return "DATE", anchor.printed if anchor.printed and anchor.narrative else "PAST_REF"


def _fixed(value: str) -> Callable[[re.Match[str], Context], Value]:
    def found(_match: re.Match[str], _context: Context) -> Value:
        return "DATE", value

    return found


def _day_beside(match: re.Match[str], context: Context) -> Value:
    day = context.anchor.day or context.anchor.reference or context.anchor.published
    return ("DATE", timex.day(timex.add_days(day, -1 if match["way"].lower() == "before" else 1))) if day else None


def _that_day(match: re.Match[str], context: Context) -> Value:
    reference = context.anchor.reference
    return ("DATE", timex.shifted(reference, match["unit"].lower(), 0)) if reference else None


def _before_christ(match: re.Match[str], _context: Context) -> Value:
    return "DATE", f"BC{int(match['count']):04d}"


def _part_of_day(match: re.Match[str], context: Context) -> Value:
    plain = _month_day(match, context)
    return ("TIME", f"{plain[1]}T{_PARTS[match['part'].lower()]}") if plain else None


def _rule(name: str, pattern: str, value: Callable[[re.Match[str], Context], Value], flags: int = 0) -> Rule:
    return Rule(name, re.compile(r"(?<![\w/$€£#-])(?:" + pattern + r")(?![\w])", flags), value)


_I = re.IGNORECASE
_WHICH = r"(?P<which>(?i:last|past|previous|preceding|this|current|next|coming|following|upcoming))"
RULES: tuple[Rule, ...] = (
    _rule("iso", r"(?P<year>\d{4})-(?P<m>[01]\d)-(?P<d>[0-3]\d)", _iso),
    _rule("figures", r"(?P<a>\d{1,2})[/.](?P<b>\d{1,2})[/.](?P<year>1[89]\d\d|20\d\d)", _slashed),
    _rule("month day year", rf"(?:{WEEKDAY},?\s+(?:the\s+)?)?{MONTH}\s+{DAY}(?:,?\s+{YEAR})?", _month_day),
    _rule("day month year", rf"(?:{WEEKDAY},?\s+)?(?:the\s+)?{DAY}(?:\s+of)?\s+{MONTH}(?:,?\s+{YEAR})?", _month_day),
    _rule(
        "days month",
        rf"(?P<first>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?\s?(?:-|–|—|to|and)\s?{DAY}\s+{MONTH}(?:,?\s+{YEAR})?",
        _month_day,
    ),
    _rule("month year", rf"{EDGE}{MONTH}(?:(?:\s+of|,)?\s+{YEAR})?", _month_only),
    _rule("which month", rf"(?P<which>(?i:last|next|this|past|coming|following|previous))\s+{MONTH}", _relative_month),
    _rule("weekday", rf"(?:{_WHICH}\s+)?{WEEKDAY}", _weekday),
    _rule(
        "weekday part", rf"(?:{_WHICH}\s+)?(?:late\s+|early\s+)?{WEEKDAY}\s+(?:late\s+|early\s+)?{PART}", _weekday_part
    ),
    _rule("weekdays", r"(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)s", _weekdays),
    _rule(
        "today",
        rf"(?P<word>today|yesterday|tomorrow|the\s+day\s+before\s+yesterday|the\s+day\s+after\s+tomorrow)(?:\s+{PART})?",
        _deictic,
        _I,
    ),
    _rule("tonight", r"tonight|overnight", _this_part, _I),
    _rule("this morning", rf"(?:this|last|the\s+next|the\s+following|next|previous)\s+{PART}", _this_part, _I),
    _rule(
        "last year", rf"(?P<the>the\s+)?(?:early\s+|late\s+|later\s+|earlier\s+)?{_WHICH}\s+{UNIT}", _relative_unit, _I
    ),
    _rule("that day", r"(?:the\s+same|that(?:\s+same)?)\s+(?P<unit>day|week|month|year)", _that_day, _I),
    _rule(
        "day beside", r"(?:the|a)\s+day\s+(?P<way>before|after)(?=\s*[.,;)\n]|\s+(?:in|at|by|on)\b|$)", _day_beside, _I
    ),
    _rule(
        "ago",
        rf"{APPROX}(?:{NUMBER}|{VAGUE})(?:\s+|-)(?:more\s+)?{UNIT}s?(?P<half>\s+and\s+a\s+half)?\s+(?P<way>ago|earlier|later|from\s+now|back|(?:before|after|afterwards?)(?=\s*[.;)\n]|$))",
        _ago,
        _I,
    ),
    _rule(
        "duration",
        rf"(?:the\s+)?(?:(?:last|past|next|coming|first|previous|following)\s+)?{APPROX}(?:{NUMBER}|{VAGUE})(?P<half>\s+and\s+a\s+half)?\s+(?:more\s+|full\s+|whole\s+|long\s+|straight\s+|consecutive\s+)?{UNIT}s?",
        _duration,
        _I,
    ),
    _rule("adjective", rf"{NUMBER}-{UNIT}(?=[-\s])(?:-(?:long|old))?", _adjective, _I),
    _rule("units", r"(?P<unit>day|week|month|year|decade|hour|minute|centurie)s(?!\s+old)", _plain_units, _I),
    _rule("half", rf"half\s+(?:an?|the)\s+{UNIT}", _half, _I),
    _rule("year", rf"{EDGE}{YEAR}", _year_value),
    _rule("decade", r"(?:the\s+)?(?:early\s+|late\s+|mid[-\s])?'?(?P<decade>(?:1[5-9]|20)\d0|[2-9]0)'?s", _decade),
    _rule(
        "century",
        r"(?:the\s+)?(?:early\s+|late\s+|mid[-\s])?(?P<nth>\d\d?(?:th|st|nd|rd)|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty-first)[\s-]+century",
        _century,
        _I,
    ),
    _rule(
        "season",
        rf"(?:the\s+)?(?:early\s+|late\s+|mid-?)?(?:{_WHICH}\s+)?(?P<season>spring|summer|autumn|winter)(?:(?:\s+of)?\s+{YEAR})?",
        _season,
    ),
    _rule("fall", rf"(?:the\s+)?(?:early\s+|late\s+)?(?:{_WHICH}\s+)(?P<season>fall)(?:(?:\s+of)?\s+{YEAR})?", _season),
    _rule("fall of year", rf"(?:the\s+)?(?P<which>\b)?(?P<season>fall)\s+(?:of\s+)?{YEAR}", _season),
    _rule("year season", rf"{YEAR}\s+(?P<which>\b)?(?P<season>spring|summer|autumn|winter)", _season),
    _rule("before Christ", r"(?:early\s+|late\s+|ca\.\s+)?(?P<count>\d{1,4})\s+(?:BC|BCE|B\.C\.)", _before_christ),
    _rule(
        "part of day month",
        rf"(?:the\s+)?(?:early\s+|late\s+)?{PART}\s+(?:hours\s+)?of\s+{MONTH}\s+{DAY}(?:,?\s+{YEAR})?",
        _part_of_day,
    ),
    _rule(
        "part of month day",
        rf"(?:the\s+)?(?:early\s+|late\s+)?{PART}\s+(?:hours\s+)?of\s+(?:the\s+)?{DAY}(?:\s+of)?\s+{MONTH}(?:,?\s+{YEAR})?",
        _part_of_day,
    ),
    _rule(
        "quarter",
        rf"(?:the\s+)?(?P<ordinal>first|second|third|fourth|1st|2nd|3rd|4th|last)[\s-]+(?P<kind>quarter|half)(?:\s+of\s+(?:{YEAR}|(?P<last_year>(?:last|this|next|the)\s+year)))",
        _fraction,
        _I,
    ),
    _rule(
        "clock of day",
        rf"(?:(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d\d))?\s?(?P<half>[ap]\.?m\b\.?)|(?P<named>noon|midnight))(?:\s+local\s+time)?,?\s+(?:on\s+)?(?:(?P<which>\b)?{WEEKDAY}|{MONTH}\s+{DAY}(?:,?\s+{YEAR})?)",
        _clock_of_day,
        _I,
    ),
    _rule("part", rf"(?<=\s)(?:late\s+|early\s+|mid-)?{PART}(?!\s+of\b)", _bare_part),
    _rule("clock", r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s?(?P<half>[ap]\.?m\b\.?)", _clock, _I),
    _rule("clock 24", r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?P<half>)", _clock),
    _rule(
        "every", rf"(?:every|each)\s+(?:(?P<number>two|three|four|five|six|\d+)\s+)?(?:{WEEKDAY}|{UNIT}s?)", _every, _I
    ),
    _rule("daily", r"daily|weekly|monthly|yearly|annually|hourly|nightly|quarterly|annual", _adverb, _I),
    _rule(
        "now",
        r"now|currently|at\s+present|presently|nowadays|these\s+days|at\s+the\s+moment",
        _fixed("PRESENT_REF"),
        _I,
    ),
    _rule(
        "recently",
        r"recently|lately|formerly|previously|the\s+past|(?:the\s+)?recent\s+(?:days|weeks|months|years|decades)",
        _fixed("PAST_REF"),
        _I,
    ),
    _rule(
        "future",
        r"(?:the\s+)(?:near\s+)?future(?!\s+of\b)|the\s+coming\s+(?:days|weeks|months|years)",
        _fixed("FUTURE_REF"),
        _I,
    ),
    _rule("at that time", r"(?:(?:at|by|around)\s+)?(?P<when>(?:that|the\s+same|this)\s+time)", _same_time, _I),
)


TRIGGER = re.compile(
    r"\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|today|yesterday|tomorrow|tonight"
    r"|overnight|morning|afternoon|evening|night|noon|midday|midnight|dawn|dusk|second|minute|hour|day|week|month|year|decade"
    r"|centur|quarter|fortnight|half|spring|summer|autumn|winter|fall|daily|nightly|hourly|yearly|annual|now|current|present"
    r"|at\s+the\s+moment|recent|lately|former|previous|past|future|coming|time)",
    re.IGNORECASE,
)
"""What every rule has somewhere: the rules are run only about such words (a tenth of their time on news)."""

REACH = 80
"""Characters about a trigger that a rule can need: the longest expression has fewer."""
