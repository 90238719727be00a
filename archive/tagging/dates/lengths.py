"""English lengths of time, how long ago, and what comes again: durations, "two days earlier", sets, vague words."""

from __future__ import annotations

import re
from datetime import date

from archive.tagging.dates import timex
from archive.tagging.dates.grammar import Context, Meaning, Rule, Value
from archive.tagging.dates.words import APPROX, DAYS, MONTH, NUMBER, PARTS, UNIT, VAGUE, WEEKDAY, I, number, rule, unit

_NARRATED = ("earlier", "later", "after", "before", "afterwards", "afterward")


def _counted_from(context: Context, word: str, what: str) -> date | None:
    """ "Ago" counts from the day of publication; "earlier" from the day that the text is at."""
    anchor = context.anchor
    if word not in _NARRATED:
        return anchor.base
    if anchor.narrative:
        return anchor.reference or anchor.base
    if word in ("earlier", "before") and what == "day" and anchor.here is None and anchor.spoken:
        return anchor.spoken
    if what in ("year", "month") and anchor.year and anchor.reference:
        return anchor.reference
    return (anchor.day if what in ("day", "week") else None) or anchor.told or anchor.reference


def _ago(match: re.Match[str], context: Context) -> Value:
    word, what = re.sub(r"\s+", " ", match["way"].lower()), unit(match)
    base = _counted_from(context, word, what)
    past = word in ("ago", "earlier", "before", "back")
    if match.group().lower().startswith("less than"):
        return None  # "less than two weeks before": within that length, on no day
    if what in timex.TIME_UNITS and not match["vague"]:
        return None  # "three hours before" has no day of its own: the length is all that is sure
    if match["vague"] or base is None or what in timex.TIME_UNITS:
        return "DATE", "PAST_REF" if past else "FUTURE_REF"
    count = round(float(number(match)))
    if match["half"]:
        return "DATE", timex.month(timex.add_months(base, (-1 if past else 1) * (12 * count + 6)))
    value = timex.shifted(base, what, -count if past else count)
    first, published = timex.days(value)[0], context.anchor.published
    if word in ("later", "after") and context.direction < 1 and published and first and first > published:
        return None if not context.anchor.narrative else ("DATE", value)  # told, so not ahead: only the length is sure
    return "DATE", value


_MOURNING = re.compile(r"\s+of\s+(?:\w+\s+)?(?:mourning|silence|remembrance|rest|action|unity)", re.IGNORECASE)


_SOMETIME = re.compile(r",|\s+(?:I|you|he|she|it|we|they|will|shall|may|might|would|perhaps|soon|to\s+be)\b")


def _duration(match: re.Match[str], _context: Context) -> Value:
    what, text = unit(match), match.string
    if what == "quarter" and text[match.end() : match.end() + 7].startswith((" of the", " of a")):
        return None  # "three quarters of the voters"
    if what in ("second", "quarter") and not match.group().lower().endswith("s"):
        return None  # "a second vote", "a quarter": an order and a share, no time
    if what == "day" and match["number"] in ("a", "A") and _MOURNING.match(text, match.end(), match.end() + 40):
        return None  # the name of a day, no length
    if what == "day" and (match["number"] or "").lower() == "one" and _SOMETIME.match(text, match.end()):
        return None  # "one day he will"
    count = "X" if match["vague"] or match["or_two"] else number(match)
    if match["half"]:
        count += ".5"
    return "DURATION", timex.duration(what, count)


def _hours_minutes(match: re.Match[str], _context: Context) -> Value:
    return "DURATION", f"PT{match['hours']}H{match['minutes']}M"


def _adjective(match: re.Match[str], _context: Context) -> Value:
    return "DURATION", timex.duration(unit(match), number(match))


_TIMES_OF_DAY = re.compile(r"\b(?:small|early|late|working|opening|office|rush|business|visiting)\s$")


def _plain_units(match: re.Match[str], _context: Context) -> Value:
    if _TIMES_OF_DAY.search(match.string[max(0, match.start() - 10) : match.start()]):
        return None  # "in the small hours": no span of time
    return "DURATION", timex.duration(unit(match), "X")


_HALF = {"year": "P6M", "day": "PT12H", "hour": "PT30M", "century": "P50Y", "decade": "P5Y"}


def _half_ago(match: re.Match[str], context: Context) -> Value:
    """ "Half a year ago"."""
    word = re.sub(r"\s+", " ", match["way"].lower())
    base, step = _counted_from(context, word, "year"), {"year": 6, "decade": 60, "century": 600}
    months = step[unit(match)] * (-1 if word in ("ago", "earlier", "before") else 1)
    return ("DATE", timex.month(timex.add_months(base, months))) if base else None


def _half(match: re.Match[str], _context: Context) -> Value:
    return "DURATION", _HALF.get(unit(match), timex.duration(unit(match), "0.5"))


def _quarter_hour(match: re.Match[str], _context: Context) -> Value:
    return "DURATION", f"PT{15 if match['part'].lower() == 'quarter' else 45}M"


def _age(match: re.Match[str], _context: Context) -> Value:
    return "DURATION", f"P{number(match)}Y"


_MONTH_NAME = re.compile(MONTH)


def _age_after_name(match: re.Match[str], context: Context) -> Value:
    return None if _MONTH_NAME.fullmatch(match["name"]) else _age(match, context)


def _every(match: re.Match[str], _context: Context) -> Value:
    if match["weekday"]:
        return "SET", f"XXXX-WXX-{DAYS.index(match['weekday'].lower()) + 1}"
    if match["part"]:
        return "SET", f"XXXX-XX-XXT{PARTS[match['part'].lower()]}"
    if unit(match) == "quarter":
        return "SET", "P3M"
    return "SET", timex.duration(unit(match), number(match) if match["number"] else "1")


_ADVERBS = {
    "daily": "P1D",
    "nightly": "P1D",
    "hourly": "PT1H",
    "weekly": "P1W",
    "monthly": "P1M",
    "quarterly": "P3M",
    "yearly": "P1Y",
    "annually": "P1Y",
    "annual": "P1Y",
}


_OPENING = re.compile(r"(?:^|[.!?:\n]\s?)$")


def _adverb(match: re.Match[str], _context: Context) -> Value:
    if match.group()[0].isupper() and not _OPENING.search(match.string[max(0, match.start() - 2) : match.start()]):
        return None  # the name of a paper
    return "SET", _ADVERBS[match.group().lower()]


def _same_time(_match: re.Match[str], context: Context) -> Value:
    anchor = context.anchor
    return "DATE", anchor.printed if anchor.printed and anchor.narrative else "PAST_REF"


def _fixed(value: str) -> Meaning:
    def found(_match: re.Match[str], _context: Context) -> Value:
        return "DATE", value

    return found


_NO_HELPER = "".join(
    rf"(?<!{word}\s)"
    for word in r"\bwill \bwould \bcan \bcould \bmay \bmight \bmust \bshould \bto \bnot n't n’t".split()
)
"""Before "last": in "would not last two weeks" it is a verb, and no part of the time."""


RULES: tuple[Rule, ...] = (
    rule(
        "ago",
        rf"{APPROX}(?:{NUMBER}|{VAGUE})(?:\s+|-)(?:more\s+)?{UNIT}s?(?P<half>\s+and\s+a\s+half)?\s+"
        r"(?P<way>ago|earlier|later|from\s+now|back|(?:before|after|afterwards?)(?=\s*[.,;)\n]|$))",
        _ago,
        I,
    ),
    rule(
        "duration",
        rf"(?:the\s+)?(?:(?:{_NO_HELPER}last|past|next|coming|first|previous|following)\s+)?{APPROX}(?:{NUMBER}|{VAGUE})"
        r"(?P<half>\s+and\s+a\s+half)?\s+(?:(?:more|full|whole|long|straight|consecutive|single)\s+)?"
        rf"{UNIT[:-1]}|night)s?(?P<or_two>\s+or\s+(?:two|three|so|more)\b)?",
        _duration,
        I,
    ),
    rule(
        "hours and minutes",
        r"(?P<hours>\d{1,2})\s+hours?\s+(?:and\s+)?(?P<minutes>[1-5]?\d)\s+minutes?",
        _hours_minutes,
    ),
    rule("adjective", rf"{NUMBER}-{UNIT}(?=[-\s])(?:-(?:long|old))?", _adjective, I),
    rule("units", r"(?P<unit>day|week|month|year|decade|hour|minute|centurie)s(?!\s+old)", _plain_units, I),
    rule(
        "half ago", r"half\s+an?\s+(?P<unit>year|decade|century)\s+(?P<way>ago|earlier|later|from\s+now)", _half_ago, I
    ),
    rule("half", rf"half\s+(?:an?|the)\s+{UNIT}", _half, I),
    rule("quarter of an hour", r"(?P<part>quarter|three[\s-]+quarters)\s+of\s+an\s+hour", _quarter_hour, I),
    rule("age", rf"aged?\s+(?:of\s+)?{NUMBER}(?!\s+(?:to|and|or|between))", _age, I),
    rule(
        "age after name",
        r"(?P<name>[A-Z][\w’'-]+|\b(?i:the|an?|his|her|their)\s(?:[a-z-]+\s){0,2}[a-z-]+),\s(?P<when>(?P<number>1[5-9]|[2-9]\d))(?=,\s(?![A-Z0-9]))",
        _age_after_name,
    ),
    rule(
        "every",
        r"(?:every|each)\s+(?:(?P<number>two|three|four|five|six|\d+)\s+)?"
        rf"(?:{WEEKDAY}|(?P<part>morning|afternoon|evening|night)|{UNIT}s?)",
        _every,
        I,
    ),
    rule("daily", "|".join(sorted(_ADVERBS, key=len, reverse=True)), _adverb, I),
    rule(
        "now",
        r"now|currently|at\s+present|presently|nowadays|these\s+days|at\s+the\s+moment",
        _fixed("PRESENT_REF"),
        I,
    ),
    rule(
        "recently",
        r"recently|lately|formerly|previously|the\s+past|(?:the\s+)?recent\s+(?:days|weeks|months|years|decades)",
        _fixed("PAST_REF"),
        I,
    ),
    rule(
        "future",
        r"(?:the\s+)(?:near\s+)?future(?!\s+of\b)|the\s+coming\s+(?:days|weeks|months|years)",
        _fixed("FUTURE_REF"),
        I,
    ),
    rule("at that time", r"(?:(?:at|by|around)\s+)?(?P<when>(?:that|the\s+same|this)\s+time)", _same_time, I),
)
