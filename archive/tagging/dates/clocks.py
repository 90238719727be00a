"""English clock times and bare parts of the day. They belong to the day that the text is at."""

from __future__ import annotations

import re
from datetime import date

from archive.tagging.dates import timex
from archive.tagging.dates.grammar import Context, Rule, Value, part_on
from archive.tagging.dates.habits import is_habit
from archive.tagging.dates.months import month_day
from archive.tagging.dates.weekdays import on_weekday
from archive.tagging.dates.words import DAY, MONTH, NAMED_HOURS, NUMBERS, PART, PARTS, WEEKDAY, YEAR, I, rule


def _hour(hour: int, half: str) -> int | None:
    """The hour of 24; None for one that no clock has. `half`: "am", "pm" or ""."""
    if hour > 23 or (half and not 1 <= hour <= 12):
        return None
    return hour % 12 + 12 if half == "pm" else hour % 12 if half == "am" else hour


def _time(match: re.Match[str]) -> str | None:
    """ "15:00", or None where the figures are no clock time."""
    minute, half = int(match["minute"] or 0), (match["half"] or "").lower().replace(".", "")
    hour = _hour(int(match["hour"]), half)
    if hour is None or minute > 59 or not (half or match["minute"]):
        return None
    return f"{hour:02d}:{minute:02d}"


def _day(match: re.Match[str], context: Context) -> date | None:
    """The day of an hour: the one that the text is at; the report's own if the hour heads an entry of a live report."""
    if _HEADS.match(match.string, match.end()) and _opens(match.string, match.start()):
        return context.anchor.published
    return (None if context.anchor.narrative else context.anchor.day) or context.anchor.base


_SMALL_HOURS = "06:00"
_HEADS = re.compile(r"[\])]?(?:\s+[A-Z]{2,4})?\s*[-–—:]\s")


def _opens(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start].rstrip("[( ")
    return not before or before.endswith("\n")


def _clock(match: re.Match[str], context: Context) -> Value:
    time = _time(match)
    if time is None:
        return None
    if is_habit(match):
        return "TIME", f"T{time}"
    day = _day(match, context)
    if context.anchor.late and time < _SMALL_HOURS and not context.anchor.narrative:
        day = timex.add_days(context.anchor.late, 1)  # past midnight, since the evening was just named
    return "TIME", f"{timex.day(day) if day else 'XXXX-XX-XX'}T{time}"


_WORD_TIME = {"half past": (0, 30), "quarter past": (0, 15), "a quarter past": (0, 15)} | {
    "quarter to": (-1, 45),
    "a quarter to": (-1, 45),
}
_HALVES = {"morning": "am", "afternoon": "pm", "evening": "pm", "night": "pm"}


def _told_clock(match: re.Match[str], context: Context) -> Value:
    """ "Half past twelve", "five in the morning", "six o'clock"."""
    word = match["count"].lower()
    count = NUMBERS.get(word) or (int(word) if word.isdigit() else 0)
    shift, minute = _WORD_TIME.get(re.sub(r"\s+", " ", (match["shift"] or "").lower()), (0, 0))
    day_part = (match["day_part"] or "").lower()
    half = "am" if day_part == "night" and count < 6 else _HALVES.get(day_part, "")
    hour = _hour(count, half)
    if not count or hour is None:
        return None
    return part_on(_day(match, context), f"{(hour + shift) % 24:02d}:{minute:02d}")


def _zulu(match: re.Match[str], context: Context) -> Value:
    hour, minute = int(match["hour"]), int(match["minute"])
    return part_on(_day(match, context), f"{hour:02d}:{minute:02d}") if hour < 24 and minute < 60 else None


_MIDNIGHT_BEGINS = re.compile(r"(?<!until\s)(?<!till\s)\b(?:after|past|since)\s+$", re.I)


def _opens_the_day(match: re.Match[str]) -> bool:
    """ "After midnight on Tuesday" is Tuesday's beginning; "at" or "until midnight on Friday" its end."""
    return bool(_MIDNIGHT_BEGINS.search(match.string[max(0, match.start() - 16) : match.start()]))


def _this_part(match: re.Match[str], context: Context) -> Value:
    """ "8 this morning", "at 11:30 p.m. last night"."""
    part, base = match["of_part"].lower(), context.anchor.published
    hour = _hour(int(match["hour"]), (match["half"] or _HALVES[part]).lower().replace(".", ""))
    if hour is None or base is None or int(match["minute"] or 0) > 59:
        return None
    step = {"this": 0, "tomorrow": 1}.get(match["word"].lower(), -1)
    return part_on(timex.add_days(base, step), f"{hour:02d}:{int(match['minute'] or 0):02d}")


def _clock_of_day(match: re.Match[str], context: Context) -> Value:
    day = month_day(match, context) if match["month"] else on_weekday(match, context) if match["weekday"] else None
    if day is None or day[1].startswith("XXXX"):
        return None
    if match["named"]:
        name, value = match["named"].lower(), date.fromisoformat(day[1])
        ends = name == "midnight" and not _opens_the_day(match)
        return part_on(timex.add_days(value, 1) if ends else value, NAMED_HOURS[name])
    time = _time(match)
    if time and match["tail"] and not match["half"]:
        hour = _hour(int(match["hour"]), _HALVES[match["tail"].lower()])
        time = f"{hour:02d}{time[2:]}" if hour is not None else time
    return ("TIME", f"{day[1]}T{time}") if time else None


_BEFORE_PART = re.compile(
    r"(?:\b(?:from|in|by|that|same|late|during|until|into|through|throughout|over|before|after|all|towards?)\s+(?:the\s+)?"
    r"|\bfor\s+the\s+|\b(?:of|at|since)\s+)(?:late\s+|early\s+)?$",
    re.IGNORECASE,
)
_THAT = re.compile(r"\bthat\s+(?:same\s+)?$", re.IGNORECASE)
_ALL_NIGHT = re.compile(r"\b(?:through|throughout|all)\s+(?:the\s+)?$", re.IGNORECASE)


def _bare_part(match: re.Match[str], context: Context) -> Value:
    """ "By late evening": of the day that the text is at."""
    anchor = context.anchor
    day = anchor.day or (None if anchor.narrative else anchor.told)
    before = match.string[max(0, match.start() - 20) : match.start()]
    if _THAT.search(before) and anchor.spoken:
        day = anchor.spoken
    if day is None or not _BEFORE_PART.search(before):
        return None
    word = match["part"].lower()
    if word == "night" and _ALL_NIGHT.search(before) and not anchor.narrative:
        if anchor.late:
            return part_on(anchor.late, "NI")  # "began on Wednesday evening and went on through the night"
        return part_on(timex.add_days(day, -1), "NI")  # news of a day tells of the night that led to it
    if word == "midnight" and not anchor.narrative and not _opens_the_day(match):
        day = timex.add_days(day, 1)
    if word == "midnight" and is_habit(match):
        return "TIME", "T24:00"
    return part_on(day, NAMED_HOURS.get(word, PARTS[word]))


_COUNT = r"(?P<count>one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|1[0-2]|[1-9])"
_SHIFT = r"(?P<shift>(?:a\s+)?(?:half\s+past|quarter\s+(?:past|to)))"
_OF_DAY = (
    rf"(?:(?P<which>\b)?{WEEKDAY}(?:\s+(?P<tail>morning|afternoon|evening|night)\b|,\s+(?=[A-Z]))?)?"
    rf"(?:{MONTH}\s+{DAY}(?:,?\s+{YEAR})?)?"
)
"""A weekday, a date or both; either may be missing, not both: the meaning sees to that."""
RULES: tuple[Rule, ...] = (
    rule(
        "clock of this part",
        r"(?P<hour>1[0-2]|[1-9])(?:[:.](?P<minute>\d\d))?(?:\s?(?P<half>[ap]\.?m\b\.?))?\s+"
        r"(?P<word>this|last|yesterday|tomorrow)\s+(?P<of_part>morning|afternoon|evening|night)",
        _this_part,
        I,
    ),
    rule(
        "clock of day",
        r"(?:(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s?(?P<half>[ap]\.?m\b\.?)|(?P<named>noon|midnight))"
        rf"(?:\s+local\s+time|\s+GMT)?,?\s+(?:on\s+|of\s+)?{_OF_DAY}",
        _clock_of_day,
        I,
    ),
    rule(
        "clock 24 of day",
        r"(?P<hour>[01]?\d|2[0-3])[:.](?P<minute>[0-5]\d)(?P<half>)(?P<named>\b)?(?:\s+local\s+time|\s+GMT)?,?\s+on\s+"
        rf"{_OF_DAY}",
        _clock_of_day,
    ),
    rule("part", rf"(?<=\s)(?:late\s+|early\s+|mid-)?{PART}(?!\s+of\b)", _bare_part, 0, "time"),
    rule("clock", r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d\d))?\s?(?P<half>[ap]\.?m\b\.?)", _clock, I, "time"),
    rule("clock 24", r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?P<half>)(?:\s?hrs)?", _clock, 0, "time"),
    rule("clock zone", r"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?=\s+(?:GMT|UTC|local\s+time|hours))", _zulu),
    rule(
        "told clock",
        rf"{_SHIFT}\s+{_COUNT}(?:\s+in\s+the\s+(?P<day_part>morning|afternoon|evening))?",
        _told_clock,
        I,
        "time",
    ),
    rule(
        "plain hour",
        rf"(?:soon|shortly|just|long)\s+(?:after|before)\s+(?P<when>(?P<shift>\b)?{_COUNT})(?P<day_part>\b)?(?=[.,;)])",
        _told_clock,
        I,
        "time",
    ),
    rule(
        "clock in part",
        rf"(?P<shift>\b)?{_COUNT}\s+in\s+the\s+(?P<day_part>morning|afternoon|evening)",
        _told_clock,
        I,
        "time",
    ),
    rule(
        "o'clock",
        rf"(?P<shift>\b)?{_COUNT}\s+o['’]clock(?:\s+(?:in\s+the|at)\s+(?P<day_part>morning|afternoon|evening|night))?",
        _told_clock,
        I,
        "time",
    ),
)
