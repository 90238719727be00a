"""English weekdays and days and weeks that count from another day: "Sunday", "today", "the next morning"."""

from __future__ import annotations

import re
from datetime import date

from archive.tagging.dates import timex
from archive.tagging.dates.grammar import Context, Rule, Value, on, part_on, weekday
from archive.tagging.dates.words import DAYS, NAMED_HOURS, PART, PARTS, STEPS, UNIT, WEEKDAY, WHICH, I, rule, unit

_WAY = {"last": -2, "past": -2, "previous": -2, "next": 2, "coming": 2, "following": 2, "upcoming": 2}


def on_weekday(match: re.Match[str], context: Context) -> Value:
    number = DAYS.index(match["weekday"].lower())
    anchor = context.anchor
    if anchor.base is None or (anchor.published is None and len(anchor.printed) != len("2014-03-14")):
        return "DATE", f"XXXX-WXX-{number + 1}"
    return on(weekday(number, context, _WAY.get((match["which"] or "").lower(), 0)))


def _weekday_part(match: re.Match[str], context: Context) -> Value:
    plain, part = on_weekday(match, context), match["part"].lower()
    if plain and part in NAMED_HOURS and not plain[1].startswith("XXXX"):
        day = date.fromisoformat(plain[1])
        return part_on(timex.add_days(day, 1) if part == "midnight" else day, NAMED_HOURS[part])
    return ("TIME", f"{plain[1]}T{PARTS[part]}") if plain else None


def _weekday_of_date(match: re.Match[str], context: Context) -> Value:
    """ "On Nov. 18, 2007, a Sunday": the day just named."""
    day = context.anchor.day
    return on(day) if day and day.weekday() == DAYS.index(match["weekday"].lower()) else None


def _part_beside(match: re.Match[str], context: Context) -> Value:
    """ "The evening before"."""
    day, step = _told_day(context), -1 if match["way"].lower() == "before" else 1
    return part_on(timex.add_days(day, step), PARTS[match["part"].lower()]) if day else None


def _night_to(match: re.Match[str], context: Context) -> Value:
    """The night to Monday is Sunday's."""
    day = weekday(DAYS.index(match["weekday"].lower()), context)
    return part_on(timex.add_days(day, -1), "NI") if day else None


def _night_between(match: re.Match[str], context: Context) -> Value:
    """ "The night between Saturday and Sunday" is Saturday's; midnight between them begins Sunday."""
    day = weekday(DAYS.index(match["weekday"].lower()), context)
    if day is None:
        return None
    return part_on(day, "00:00") if match["what"].lower() == "midnight" else part_on(timex.add_days(day, -1), "NI")


def _small_hours(match: re.Match[str], context: Context) -> Value:
    day = on_weekday(match, context)
    return ("TIME", f"{day[1]}TMO") if day and not day[1].startswith("XXXX") else None


def _weekdays(match: re.Match[str], _context: Context) -> Value:
    return "SET", f"XXXX-WXX-{DAYS.index(match['weekday'].lower()) + 1}"


_DEICTIC = {"today": 0, "yesterday": -1, "tomorrow": 1, "the day before yesterday": -2, "the day after tomorrow": 2}


def _deictic(match: re.Match[str], context: Context) -> Value:
    word = re.sub(r"\s+", " ", match["word"].lower())
    base = context.anchor.published or context.anchor.base
    if base is None:
        return ("DATE", "PRESENT_REF") if word == "today" else None
    day = timex.add_days(base, _DEICTIC[word])
    return part_on(day, PARTS[match["part"].lower()]) if match["part"] else on(day)


def _told_day(context: Context) -> date | None:
    """The day that the telling is at."""
    anchor = context.anchor
    if anchor.narrative:
        return anchor.day or anchor.reference or anchor.published
    return anchor.day or anchor.published or anchor.reference


def _this_part(match: re.Match[str], context: Context) -> Value:
    text = re.sub(r"\s+", " ", match.group().lower())
    told = text.startswith(("the next", "the following", "the previous", "next", "previous"))
    base = _told_day(context) if told else context.anchor.base
    if base is None:
        return None
    if text.startswith(("last", "previous", "the previous")):
        base = timex.add_days(base, -1)
    elif told:
        base = timex.add_days(base, 1)
    part = "NI" if "part" not in match.groupdict() else PARTS[(match["part"] or "night").lower()]
    return part_on(base, part)


def _relative_unit(match: re.Match[str], context: Context) -> Value:
    base, what, word = context.anchor.base, unit(match), match["which"].lower()
    if base is None or what in timex.TIME_UNITS:
        return None
    if what == "day" and word in ("previous", "preceding", "following", "next"):
        return on(timex.add_days(day, STEPS[word])) if (day := _told_day(context)) else None
    narrated = word in ("following", "same", "that", "previous", "preceding") or (match["the"] and word == "next")
    if narrated and context.anchor.reference is not None:
        base = context.anchor.reference
    elif narrated and what == "day":
        return None
    return "DATE", timex.shifted(base, what, STEPS[word])


def _and_next(match: re.Match[str], context: Context) -> Value:
    """ "This year and next"."""
    base = context.anchor.base
    return ("DATE", timex.shifted(base, match["unit"].lower(), 1)) if base else None


_THURSDAY = 3


def _weekend(_match: re.Match[str], context: Context) -> Value:
    """The weekend is the last, that of the day itself, or with a word of the future the coming one."""
    base = context.anchor.base
    if base is None:
        return None
    running = base.weekday() > _THURSDAY or context.direction > 0
    return "DATE", timex.week(base if running else timex.add_days(base, -7)) + "-WE"


_APPOSED = re.compile(r"(?:^|[,–—(]\s?|[.!?]\s|\n)$")
_ALONE = re.compile(r"\s*(?:[.,;)\n]|$)|\s+(?:in|at|by|on|near|outside|after|during|with|to|from|when|for|and|but)\b")


def _day_beside(match: re.Match[str], context: Context) -> Value:
    """ "The day before" is that before the day told of; "on Monday, the day before he meets" another name of it."""
    text, anchor = match.string, context.anchor
    apposed = _APPOSED.search(text[max(0, match.start() - 2) : match.start()]) and not _ALONE.match(text, match.end())
    if apposed:
        if anchor.narrative or anchor.published is None:
            return None
        return on(anchor.day if anchor.day and anchor.day <= anchor.published else anchor.story)
    if anchor.narrative and not _ALONE.match(text, match.end()):
        return None
    day, step = _told_day(context), -1 if match["way"].lower() == "before" else 1
    return on(timex.add_days(day, step)) if day else None


def _eve(match: re.Match[str], context: Context) -> Value:
    """ "He came on Saturday, on the eve of the vote" is Saturday; else the eve is the day before."""
    if context.anchor.here and match.string.startswith(" of", match.end()):
        return on(context.anchor.here)
    return on(timex.add_days(day, -1)) if (day := context.anchor.told or _told_day(context)) else None


def _that_day(match: re.Match[str], context: Context) -> Value:
    anchor, what = context.anchor, match["unit"].lower()
    if what == "day" and not anchor.narrative:
        return on(_told_day(context))
    return ("DATE", timex.shifted(anchor.reference, what, 0)) if anchor.reference else None


_LONG_PART = r"(?P<part>morning|afternoon|evening|night|dawn|dusk)"
_NO_NOUN = r"(?!\s+(?:the|an?|his|her|its|their|our|my|he|she|they|it|we|last|this|that|[A-Z0-9]))"
RULES: tuple[Rule, ...] = (
    rule("weekday of date", rf"an?\s+(?P<when>{WEEKDAY})(?=[,.;)])", _weekday_of_date),
    rule("weekday", rf"(?:{WHICH}\s+)?{WEEKDAY}", on_weekday, joins="day"),
    rule(
        "weekday part",
        rf"(?:{WHICH}\s+)?(?:late\s+|early\s+)?{WEEKDAY}(?:'s|’s)?\s+(?:late\s+|early\s+)?{PART}",
        _weekday_part,
    ),
    rule("night to", rf"(?:the\s+)?night\s+(?:to|from\s+[A-Z][a-z]+day\s+to)\s+{WEEKDAY}", _night_to),
    rule(
        "night to", rf"(?:the\s+)?(?P<what>night|midnight)\s+between\s+[A-Z][a-z]+day\s+and\s+{WEEKDAY}", _night_between
    ),
    rule("part of weekday", rf"(?:the\s+)?{_LONG_PART}\s+(?:of|on)\s+(?:{WHICH}\s+)?{WEEKDAY}", _weekday_part),
    rule(
        "small hours",
        rf"(?:the\s+)?(?:small|early|first)\s+hours\s+of\s+(?:{WHICH}\s+)?(?:Easter\s+)?{WEEKDAY}",
        _small_hours,
    ),
    rule("weekdays", r"(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)s", _weekdays),
    rule(
        "today",
        rf"(?P<word>today|yesterday|tomorrow|the\s+day\s+before\s+yesterday|the\s+day\s+after\s+tomorrow)(?:\s+{PART})?",
        _deictic,
        I,
        "day",
    ),
    rule("tonight", r"tonight|overnight", _this_part, I),
    rule("last night", rf"last\s+{PART}", _this_part, I),
    rule(
        "this morning",
        rf"(?:this|the\s+next|the\s+following|the\s+previous|next|previous)\s+{PART}",
        _this_part,
        I,
    ),
    rule("last year", rf"(?P<the>the\s+)?(?:early\s+|late\s+|later\s+|earlier\s+)?{WHICH}\s+{UNIT}", _relative_unit, I),
    rule("and next", r"this\s+(?P<unit>year|week|month)\s+and\s+(?P<when>next)", _and_next, I),
    rule("that day", r"(?:the\s+same|that(?:\s+same)?)\s+(?P<unit>day|week|month|year)", _that_day, I),
    rule("weekend", r"the\s+weekend", _weekend, I),
    rule("day beside", r"the\s+day\s+(?P<way>before|after)(?!\s+(?:yesterday|tomorrow))", _day_beside, I),
    rule(
        "day beside",
        rf"[Tt]he\s+(?P<part>morning|afternoon|evening|night)\s+(?P<way>before|after){_NO_NOUN}",
        _part_beside,
    ),
    rule("eve", r"(?<=on\sthe\s)eve", _eve, I),
)
