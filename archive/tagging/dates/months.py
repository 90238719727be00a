"""English days, months, years and longer: what has a place on the calendar by its own words."""

from __future__ import annotations

import re
from datetime import date

from archive.tagging.dates import feasts, timex
from archive.tagging.dates.grammar import Context, Rule, Value, weekday_year, year_of, year_of_entry
from archive.tagging.dates.words import (
    DAY,
    DAYS,
    EDGE,
    MONTH,
    ORDINALS,
    PART,
    PARTS,
    SEASON,
    STEPS,
    WEEKDAY,
    WHICH,
    YEAR,
    I,
    month,
    rule,
)


def dated(y: int, m: int, d: int) -> Value:
    found = timex.valid(y, m, d)
    return ("DATE", timex.day(found)) if found else None


_TO_MONTH = re.compile(
    rf"\s?(?:[-–—]|\bto|\band|\buntil|\bthrough)\s?(?:[0-3]?\d\s)?{MONTH}(?:\s[0-3]?\d\b)?,?\s(?:of\s)?{YEAR}"
)
"""What follows the first month of a range whose end has the year: "February-March 1794", "31 May to 1 June 1916"."""


def _year_of_range(match: re.Match[str], m: int) -> int | None:
    """The year of a range's first month by that of its last; None where no range follows."""
    after = _TO_MONTH.match(match.string, match.end())
    return int(after["year"]) - (month(after) < m) if after else None


_ENTRY = re.compile(r"\s?:\s")


def month_day(match: re.Match[str], context: Context) -> Value:
    m, d = month(match), int(match["day"])
    if match["year"]:
        return dated(int(match["year"]), m, d)
    if (y := _year_of_range(match, m)) is not None:
        return dated(y, m, d)
    y = year_of(m, d, context)
    if match.groupdict().get("of_year") and context.anchor.base:
        y = context.anchor.base.year + STEPS[match["of_year"].lower()]
    if y is not None and match.groupdict().get("weekday"):
        y = weekday_year(y, m, d, DAYS.index(match["weekday"].lower()), context)
    elif y is not None and _ENTRY.match(match.string, match.end()):
        y = year_of_entry(m, d, context) or y
    if y is None:
        return ("DATE", f"XXXX-{m:02d}-{d:02d}") if timex.valid(2000, m, d) else None
    return dated(y, m, d)


def _month_only(match: re.Match[str], context: Context) -> Value:
    m = month(match)
    word = match["month"]
    if word in ("May", "Mar", "March", "Mar.", "MARCH", "Sep", "Dec", "Jan") and not _month_word(match):
        return None
    if match["year"]:
        return "DATE", f"{match['year']}-{m:02d}"
    y = _year_of_range(match, m) or year_of(m, None, context)
    if y is not None and match["of_year"]:
        base = context.anchor.base
        y = (base.year if base else y) + STEPS[match["of_year"].lower()]
    return "DATE", f"{y:04d}-{m:02d}" if y is not None else f"XXXX-{m:02d}"


_BEFORE_MONTH = re.compile(
    r"\b(?:in|since|until|till|of|by|from|to|last|next|this|during|before|after|between|and|through|for|late|early)\s$"
)


def _month_word(match: re.Match[str]) -> bool:
    """ "May" and "March" alone are months only after a preposition, an edge word or before a year."""
    if match["year"] or match["edge"] or match["of_year"]:
        return True
    return bool(_BEFORE_MONTH.search(match.string[max(0, match.start() - 12) : match.start()].lower()))


def _relative_month(match: re.Match[str], context: Context) -> Value:
    base, m = context.anchor.base, month(match)
    if base is None:
        return "DATE", f"XXXX-{m:02d}"
    word = match["which"].lower()
    y = base.year
    if word in ("last", "past", "previous"):
        y -= m >= base.month
    elif word in ("next", "coming", "following"):
        y += m <= base.month
    return "DATE", f"{y:04d}-{m:02d}"


def _span_edge(match: re.Match[str], context: Context) -> Value:
    """The end of the year is its last month; of a month or week only the whole is certain."""
    base, unit = context.anchor.base, match["unit"].lower()
    if base is None:
        return None
    base = timex.add_years(base, STEPS[(match["which"] or "this").lower()]) if unit == "year" else base
    if unit != "year":
        return "DATE", timex.shifted(base, unit, STEPS[(match["which"] or "this").lower()])
    edge = match["edge_word"].lower()
    if context.anchor.narrative or edge in ("middle", "course"):
        return "DATE", timex.year(base)
    return "DATE", f"{base.year:04d}-{12 if edge in ('end', 'close') else 1:02d}"


def _season(match: re.Match[str], context: Context) -> Value:
    code, base = SEASON[match["season"].lower()], context.anchor.base
    if match["year"]:
        return "DATE", f"{match['year']}-{code}"
    if base is None:
        return "DATE", f"XXXX-{code}"
    which = (match["which"] or "").lower()
    if not which:
        return "DATE", f"{_bare_season(code, base, context, match.group().startswith('the')):04d}-{code}"
    first = timex.SEASONS[code][0]
    running = base.month in range(first, first + 3) or (code == "WI" and base.month in (12, 1, 2))
    y = base.year - (code == "WI" and base.month < 3)
    if which in ("last", "previous", "past"):
        y -= running or base.month < first
    elif which in ("next", "coming", "following"):
        y += running or base.month > first
    return "DATE", f"{y:04d}-{code}"


def _that_season(match: re.Match[str], context: Context) -> Value:
    """ "That winter" is the one of the date last printed."""
    code, base = SEASON[match["season"].lower()], context.anchor.reference or context.anchor.base
    if base is None:
        return None
    return "DATE", f"{base.year - (code == 'WI' and base.month < 3):04d}-{code}"


def _bare_season(code: str, base: date, context: Context, definite: bool) -> int:
    """The year of a season without one: the coming one if it begins within three months, unless "the" and a past
    tense say that it was."""
    first = timex.SEASONS[code][0]
    ahead = (first - base.month) % 12
    if ahead <= 3 and (context.direction > -2 or context.anchor.narrative or ahead == 0 or not definite):
        return base.year + (ahead + base.month > 12)
    return base.year - (first > base.month)


def _fraction(match: re.Match[str], context: Context) -> Value:
    base = context.anchor.base
    y = int(match["year"]) if match["year"] else base.year if base else None
    if y is None:
        return None
    if match["last_year"]:
        y += -1 if "last" in match["last_year"].lower() else 1 if "next" in match["last_year"].lower() else 0
    kind = "Q" if match["kind"].lower() == "quarter" else "H"
    number = ORDINALS[match["ordinal"].lower()]
    if kind == "H":
        return ("DATE", f"{y:04d}-H{2 if number == 4 else number}") if number != 3 else None
    return "DATE", f"{y:04d}-Q{number}"


def _iso(match: re.Match[str], _context: Context) -> Value:
    return dated(int(match["year"]), int(match["m"]), int(match["d"]))


def _week_of_month(match: re.Match[str], context: Context) -> Value:
    """ "The first week of April"."""
    m = month(match)
    y = int(match["year"]) if match["year"] else year_of(m, None, context)
    number = {"first": 1, "second": 2, "third": 3, "last": -1}[match["nth"].lower()]
    return ("DATE", timex.week_of_month(y, m, number)) if y else None


def _feast(match: re.Match[str], context: Context) -> Value:
    """ "New Year's Eve", "Independence Day", "May Day last year"."""
    base, year = context.anchor.base, int(match["year"]) if match["year"] else None
    if match["of_year"] and base:
        year = base.year + STEPS[match["of_year"].lower()]
    return feasts.value(
        feasts.ENGLISH[re.sub(r"\s+", " ", match["feast"].lower().replace("’", "'"))], match, context, year
    )


def _slashed(match: re.Match[str], _context: Context) -> Value:
    """Day and month in figures only where one of them can be nothing else."""
    a, b, y = int(match["a"]), int(match["b"]), int(match["year"])
    if a > 12:
        return dated(y, b, a)
    return dated(y, a, b) if b > 12 or a == b else None


def _year_value(match: re.Match[str], _context: Context) -> Value:
    return "DATE", match["year"]


def _early_year(match: re.Match[str], _context: Context) -> Value:
    return "DATE", f"{int(match['early']):04d}"


def _bare_early_year(match: re.Match[str], context: Context) -> Value:
    """ "In 348": only in a text that speaks of antiquity in so many words."""
    return _early_year(match, context) if context.ancient else None


def _early_day(match: re.Match[str], context: Context) -> Value:
    if not context.ancient:
        return None
    y, m = int(match["early"]), month(match)
    return dated(y, m, int(match["day"])) if match["day"] else ("DATE", f"{y:04d}-{m:02d}")


def _eleventh(_match: re.Match[str], _context: Context) -> Value:
    return "DATE", "2001-09-11"


def _decade(match: re.Match[str], _context: Context) -> Value:
    text = match["decade"]
    return "DATE", text[:3] if len(text) == 4 else "19" + text[0]


_CENTURIES = {
    name: number
    for number, name in enumerate(
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first".split(), start=15
    )
}


def _century(match: re.Match[str], _context: Context) -> Value:
    text = match["nth"].lower()
    return "DATE", f"{(_CENTURIES.get(text) or int(text[:-2])) - 1:02d}"


def _before_christ(match: re.Match[str], _context: Context) -> Value:
    return "DATE", f"BC{int(match['count']):04d}"


def _part_of_day(match: re.Match[str], context: Context) -> Value:
    plain = month_day(match, context)
    return ("TIME", f"{plain[1]}T{PARTS[match['part'].lower()]}") if plain else None


def _small_hours(match: re.Match[str], context: Context) -> Value:
    plain = month_day(match, context)
    return ("TIME", f"{plain[1]}TMO") if plain else None


_FEASTS = "|".join(name.title().replace("'S", "['’]s").replace(" ", r"\s+") for name in feasts.ENGLISH)
_ERA = r"\s+(?:BC|BCE|B\.C\.)"
_OF_YEAR = rf"(?:,?\s+{YEAR}|,?\s+(?:of\s+)?(?P<of_year>this|last|next)\s+year)?"
_SMALL_HOURS = r"(?:the\s+)?(?:small|early|first)\s+hours\s+of\s+"
_HOURS = rf"(?:the\s+)?(?:early\s+|late\s+)?{PART}\s+(?:hours\s+)?of\s+"
RULES: tuple[Rule, ...] = (
    rule("iso", r"(?P<year>\d{4})-(?P<m>[01]\d)-(?P<d>[0-3]\d)", _iso),
    rule("figures", r"(?P<a>\d{1,2})[/.](?P<b>\d{1,2})[/.](?P<year>1[89]\d\d|20\d\d)", _slashed),
    rule(
        "month day year", rf"(?:{WEEKDAY},?\s+(?:the\s+)?)?{MONTH}(?:\s+|(?<=\.)){DAY}{_OF_YEAR}", month_day, 0, "day"
    ),
    rule("day month year", rf"(?:{WEEKDAY},?\s+)?(?:the\s+)?{DAY}(?:\s+of)?\s+{MONTH}{_OF_YEAR}", month_day),
    rule(
        "days month",
        rf"(?P<first>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?\s?(?:-|–|—|to|and)\s?{DAY}\s+{MONTH}(?:,?\s+{YEAR})?",
        month_day,
    ),
    rule(
        "month year",
        rf"{EDGE}{MONTH}(?:(?:\s+of|,)?\s+{YEAR}|\s+(?:of\s+)?(?P<of_year>this|last|next)\s+year)?",
        _month_only,
    ),
    rule(
        "which month",
        rf"(?P<which>(?i:last|next|this|past|coming|following|previous))\s+{MONTH}(?!\s+\d)",
        _relative_month,
    ),
    rule(
        "week of month",
        rf"(?:the\s+)?(?P<nth>first|second|third|last)\s+week\s+of\s+{MONTH}(?:,?\s+{YEAR})?",
        _week_of_month,
    ),
    rule("feast", rf"(?P<feast>{_FEASTS}){_OF_YEAR}(?!\s+(?:tree|card|present|party|Street))", _feast),
    rule(
        "edge of unit",
        r"(?:the\s+)?(?P<edge_word>end|close|beginning|start|middle|course)\s+of\s+(?:the|this|(?P<which>last|next))"
        r"\s+(?P<unit>year|month|week)",
        _span_edge,
        I,
    ),
    rule(
        "quarter",
        r"(?:the\s+)?(?P<ordinal>first|second|third|fourth|1st|2nd|3rd|4th|last)[\s-]+(?P<kind>quarter|half)"
        rf"(?:\s+of\s+(?:{YEAR}|(?P<last_year>(?:last|this|next|the)\s+year)))",
        _fraction,
        I,
    ),
    rule("year", rf"{EDGE}{YEAR}", _year_value),
    rule("year after Christ", r"(?:AD\s?|A\.D\.\s)(?P<early>[1-9]\d{1,3})", _early_year),
    rule("early year", r"(?P<early>[1-9]\d{1,3})\s(?:AD|CE|A\.D\.)", _early_year),
    rule(
        "early year",
        r"(?:(?:c|ca|circa)\.\s?|[Ii]n(?:\s+the\s+year)?\s|[Aa]bout\s|[Aa]round\s|[Aa]fter\s|[Uu]ntil\s|[Ss]ince\s|[-–]\s?)"
        r"(?P<when>(?P<early>[1-9]\d{1,2}))(?=\s[A-Z]|[,.;)]|\s?[-–]|\s(?:he|she|they|the|became|and|to|when)\b)",
        _bare_early_year,
    ),
    rule("early day", rf"(?:(?P<day>\d\d?)\s+)?{MONTH}(?:,|\s+of)?\s+(?P<early>[1-9]\d\d)(?!\d|[.,]\d)", _early_day),
    rule("eleventh of September", r"9/11(?!/)", _eleventh),
    rule("decade", r"(?:the\s+)?(?:early\s+|late\s+|mid[-\s])?'?(?P<decade>(?:1[5-9]|20)\d0|[2-9]0)'?s", _decade),
    rule(
        "century",
        r"(?:the\s+)?(?:early\s+|late\s+|mid[-\s])?(?P<nth>\d\d?(?:th|st|nd|rd)|" + "|".join(_CENTURIES) + r")"
        r"[\s-]+century",
        _century,
        I,
    ),
    rule(
        "season",
        rf"(?:the\s+)?(?:early\s+|late\s+|mid-?)?(?:{WHICH}\s+)?(?P<season>spring|summer|autumn|winter)"
        rf"(?:(?:\s+of)?\s+{YEAR})?(?!\s+(?:break|camp|school|holiday))",
        _season,
    ),
    rule("that season", r"that\s+(?:same\s+)?(?P<season>spring|summer|autumn|winter)", _that_season, I),
    rule("fall", rf"(?:the\s+)?(?:early\s+|late\s+)?(?:{WHICH}\s+)(?P<season>fall)(?:(?:\s+of)?\s+{YEAR})?", _season),
    rule("fall of year", rf"(?:the\s+)?(?P<which>\b)?(?P<season>fall)\s+(?:of\s+)?{YEAR}", _season),
    rule("year season", rf"{YEAR}\s+(?P<which>\b)?(?P<season>spring|summer|autumn|winter)", _season),
    rule("before Christ", rf"(?:early\s+|late\s+|ca\.\s+)?(?P<count>\d{{1,4}}){_ERA}", _before_christ),
    rule("small hours of day", rf"{_SMALL_HOURS}{MONTH}\s+{DAY}(?:,?\s+{YEAR})?", _small_hours),
    rule("small hours of month", rf"{_SMALL_HOURS}(?:the\s+)?{DAY}(?:\s+of)?\s+{MONTH}(?:,?\s+{YEAR})?", _small_hours),
    rule("part of day month", rf"{_HOURS}{MONTH}\s+{DAY}(?:,?\s+{YEAR})?", _part_of_day),
    rule("part of month day", rf"{_HOURS}(?:the\s+)?{DAY}(?:\s+of)?\s+{MONTH}(?:,?\s+{YEAR})?", _part_of_day),
)
