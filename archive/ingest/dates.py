"""Printed dates into `Published`: only as fine as printed, never guessed, never filled with today.

Inside: one printed date (`parse`), the day/month order of a column (`OrderEvidence`), dates in file names.
Not inside: dates that a text speaks of (tagging/dates.py) and dates of web pages (html.py finds the printed
form, this module reads it).

A day/month order is a property of a column, not of a value: 03/04/2014 is read only after the whole column has
been looked at, because one wrong guess makes a false peak on the timeline.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Final, Literal
from zoneinfo import ZoneInfo

from archive.ingest.record import DateOrder
from archive.text.normalise import line
from archive.text.when import Published

EARLIEST: Final = 1600
"""Before the first newspapers (Strasbourg, 1605): such a year is a misreading (safety.md, T9)."""

AHEAD: Final = timedelta(days=1)
"""How far ahead of the clock a date may be: a morning paper east of here is dated tomorrow."""

_LONGEST: Final = 120  # characters; "Wednesday, September 24th, 2014 at 11:59:59 p.m. Eastern Daylight Time" has 71
_EXAMPLES: Final = 2  # values that a person is shown to decide by
_PIVOT: Final = 69  # two-digit years as POSIX and RFC 2822 readers take them: 69 is 1969, 68 is 2068

_MONTH_WORDS: Final = (
    "january jan січень січня січ январь января янв januar enero gennaio janvier styczeń stycznia janeiro ene gen",
    "february feb febr лютий лютого лют февраль февраля фев февр februar febrero febbraio février luty lutego "
    "fevereiro",
    "march mar березень березня бер март марта мар märz marzo mars marzec marca março mär",
    "april apr квітень квітня квіт апрель апреля апр abril aprile avril kwiecień kwietnia abr avr",
    "may травень травня трав май мая mai mayo maggio maj maja maio mag",
    "june jun червень червня черв июнь июня июн juni junio giugno juin czerwiec czerwca junho giu",
    "july jul липень липня лип июль июля июл juli julio luglio juillet lipiec lipca julho lug juil",
    "august aug серпень серпня серп август августа авг agosto août sierpień sierpnia ago",
    "september sep sept вересень вересня вер сентябрь сентября сен сент septiembre settembre septembre wrzesień "
    "września setembro set",
    "october oct жовтень жовтня жовт октябрь октября окт oktober octubre ottobre octobre październik października "
    "outubro okt ott",
    "november nov листопад листопада лист ноябрь ноября ноя нояб noviembre novembre listopad listopada novembro",
    "december dec грудень грудня груд декабрь декабря дек dezember diciembre dicembre décembre grudzień grudnia "
    "dezembro dez dic déc",
)
MONTHS: Final = {word: number for number, words in enumerate(_MONTH_WORDS, 1) for word in words.split()}

_NOISE_WORDS: Final = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun "
    "понеділок вівторок середа четвер п'ятниця пʼятниця п’ятниця субота неділя пн вт ср чт пт сб нд вс "
    "понедельник вторник среда четверг пятница суббота воскресенье "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi dimanche "
    "lunes martes miércoles jueves viernes sábado domingo "
    "published updated posted date dated on at of the st nd rd th de del le el um uhr à der den "
    "опубліковано оновлено опубликовано обновлено р рік року г год года о об в"
)
_NOISE: Final = frozenset(_NOISE_WORDS.split())

_ZONES: Final[dict[str, tzinfo]] = {
    "z": UTC, "utc": UTC, "gmt": UTC, "ut": UTC, "wet": UTC,
    "est": timezone(timedelta(hours=-5)), "edt": timezone(timedelta(hours=-4)), "et": ZoneInfo("America/New_York"),
    "cst": timezone(timedelta(hours=-6)), "cdt": timezone(timedelta(hours=-5)),
    "mst": timezone(timedelta(hours=-7)), "mdt": timezone(timedelta(hours=-6)),
    "pst": timezone(timedelta(hours=-8)), "pdt": timezone(timedelta(hours=-7)),
    "bst": timezone(timedelta(hours=1)), "west": timezone(timedelta(hours=1)), "cet": timezone(timedelta(hours=1)),
    "cest": timezone(timedelta(hours=2)), "eet": timezone(timedelta(hours=2)), "eest": timezone(timedelta(hours=3)),
    # Moscow's offset changed in 2011 and 2014: March 2014 was four hours ahead.
    "msk": ZoneInfo("Europe/Moscow"), "мск": ZoneInfo("Europe/Moscow"),
}  # fmt: skip

_TIME: Final = re.compile(
    r"(?:(?<=\d)[Tt]|\b|(?<=\d))(?P<h>\d{1,2})[:.](?P<m>\d{2})(?![.\d]*\d{3})(?::(?P<s>\d{2})(?:[.,]\d{1,9})?)?"
    r"(?:\s*(?P<half>[AaPp])\.?\s?[Mm]\b\.?)?"
    r"(?:\s*(?P<zone>(?:UTC|GMT)?\s?[+-]\d{2}:?\d{2}\b|(?:UTC|GMT)[+-]\d{1,2}\b|[+-]\d{2}\b|(?:"
    + "|".join(sorted(_ZONES, key=len, reverse=True))
    + r")\b))?",
    re.IGNORECASE,
)
_HOUR: Final = re.compile(r"\b(?P<h>\d{1,2})\s*(?P<half>[AaPp])\.?[Mm]\b\.?(?:\s*(?P<zone>[A-Z]{1,4})\b)?")
_BASIC: Final = re.compile(r"(\d{4})(\d{2})(\d{2})[Tt]?(\d{2})(\d{2})(\d{2})?\s*([Zz]|[+-]\d{2}:?\d{2})?")
_YMD: Final = re.compile(r"(\d{4})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,2})[.T]?|(\d{4})()(\d{2})(\d{2})")
_YM: Final = re.compile(r"(\d{4})[-/.](\d{1,2})|(\d{4})(\d{2})")
_MY: Final = re.compile(r"(\d{1,2})[-/.](\d{4})")
_NUMBERS: Final = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})\.?")
_SECONDS: Final = re.compile(r"-?\d{9,10}(?:\.\d+)?")
_MILLISECONDS: Final = re.compile(r"\d{12,13}")
_TOKEN: Final = re.compile(r"\d+|[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_ZONE_BEHIND: Final = re.compile(r"\s(UTC|GMT|[A-Z]{3,4}|МСК|мск)\s*$")
_PARENTHESIS: Final = re.compile(r"\s*\([^()]{1,40}\)\s*$")


class OrderNeededError(ValueError):
    """The value can be read as day/month and as month/day; the column has to decide."""


class DateOrderUnknown(ValueError):
    """No value of a column tells day from month, or its values contradict each other."""

    def __init__(self, column: str, where: str, evidence: OrderEvidence) -> None:
        self.column, self.where = column, where
        if evidence.dmy and evidence.mdy:
            why = f"has both {evidence.dmy} (day first) and {evidence.mdy} (month first)"
        else:
            why = f"has only values that can be read both ways, such as {' and '.join(evidence.either)}"
        super().__init__(
            f"{where}: the date column “{column}” {why}; say which comes first: --dates dmy or --dates mdy"
        )


@dataclass(slots=True)
class OrderEvidence:
    """What the values of one column say about their order: the first such value, of `either` the first two."""

    dmy: str = ""
    mdy: str = ""
    either: tuple[str, ...] = ()

    def look(self, printed: str) -> None:
        """Take one value of the column into account."""
        found = numeric_order(printed)
        if found == "either":
            if len(self.either) < _EXAMPLES and printed not in self.either:
                self.either += (printed,)
        elif found and not getattr(self, found):
            setattr(self, found, printed)

    def decide(self, column: str, where: str) -> DateOrder | None:
        """The order; None if no value needs one. Raises DateOrderUnknown if it is needed and cannot be told."""
        if self.dmy and self.mdy:
            raise DateOrderUnknown(column, where, self)
        if self.dmy or self.mdy:
            return "dmy" if self.dmy else "mdy"
        if self.either:
            raise DateOrderUnknown(column, where, self)
        return None


def numeric_order(printed: str) -> Literal["dmy", "mdy", "either"] | None:
    """Which orders of day and month the value allows; None if it has no such order (words, ISO, 05/05/2014)."""
    found = _NUMBERS.fullmatch(_date_part(printed)) if len(printed) <= _LONGEST else None
    if found is None:
        return None
    first, second = int(found[1]), int(found[3])
    if 12 < first <= 31 and 1 <= second <= 12:
        return "dmy"
    if 12 < second <= 31 and 1 <= first <= 12:
        return "mdy"
    return "either" if first != second and 1 <= first <= 12 and 1 <= second <= 12 else None


@dataclass(frozen=True, slots=True)
class _Clock:
    """A time of day as printed; `zone` None where none is printed."""

    hour: int
    minute: int
    second: int
    zone: tzinfo | None


@dataclass(frozen=True, slots=True)
class _Day:
    """A calendar date as printed; month and day None where not printed."""

    year: int
    month: int | None = None
    day: int | None = None


def parse(
    printed: str | float,
    origin: str,
    order: DateOrder | None = None,
    zone: ZoneInfo | None = None,
    now: datetime | None = None,
) -> Published:
    """Read one printed date: ISO 8601, RFC 822, epoch seconds or milliseconds, words, numbers in `order`.

    `origin` goes into the result. `zone` is for times printed without one (UTC if None; the origin then says so).
    A time of exactly midnight is a day: exports write 00:00:00 where they know only the day, and taking it for
    an hour makes a false peak at midnight. What is no date, lies ahead of `now` by more than a day or before
    1600 gives precision `unknown` with the printed text in its origin. Raises OrderNeededError.
    """
    shown = line(str(printed)[: _LONGEST + 1])
    if not shown:
        return Published()
    try:
        found = _read(shown, origin, order, zone) if len(shown) <= _LONGEST else None
    except OrderNeededError:
        raise
    except (ValueError, OverflowError):  # 31 February, the year 0, an epoch beyond the calendar
        found = None
    if found is None:
        return Published(origin=f"{origin}: “{shown}” is no date")
    return _plausible(found, shown, origin, now or datetime.now(UTC))


def _plausible(found: Published, shown: str, origin: str, now: datetime) -> Published:
    if found.on is None:
        return found
    if found.on.year < EARLIEST:
        return Published(origin=f"{origin}: “{shown}” is before {EARLIEST}")
    late = found.at > now + AHEAD if found.at is not None else found.on > (now + AHEAD).date()
    return Published(origin=f"{origin}: “{shown}” lies in the future") if late else found


def _read(shown: str, origin: str, order: DateOrder | None, zone: ZoneInfo | None) -> Published | None:
    if _SECONDS.fullmatch(shown) or _MILLISECONDS.fullmatch(shown):
        seconds = float(shown) / (1_000 if _MILLISECONDS.fullmatch(shown) else 1)
        return _instant(datetime.fromtimestamp(seconds, UTC).astimezone(zone or UTC), origin)
    if basic := _BASIC.fullmatch(shown):
        year, month, day, hour, minute, second = (int(part or 0) for part in basic.groups()[:6])
        clock: _Clock | None = _Clock(hour, minute, second, _zone(basic[7] or ""))
        return _joined(_Day(year, month, day), clock, origin, zone)
    rest, clock = _take_clock(shown)
    found = _read_day(rest, order)
    return None if found is None else _joined(found, clock, origin, zone)


def _joined(day: _Day, clock: _Clock | None, origin: str, zone: ZoneInfo | None) -> Published:
    """A date and a time of day into the finest value they allow."""
    if not day.month:
        return Published.year(day.year, origin)
    if not day.day:
        return Published.month(day.year, day.month, origin)
    on = date(day.year, day.month, day.day)
    if clock is None or (clock.hour, clock.minute, clock.second) == (0, 0, 0):
        return Published.day(on, origin)
    hour, days = (0, 1) if clock.hour == 24 else (clock.hour, 0)
    naive = datetime(on.year, on.month, on.day, hour, clock.minute, min(clock.second, 59)) + timedelta(days=days)
    said = origin if clock.zone or zone else f"{origin}, zone not printed, UTC assumed"
    return _instant(naive.replace(tzinfo=clock.zone or zone or UTC), said)


def _instant(at: datetime, origin: str) -> Published:
    return Published.instant(at, origin) if EARLIEST <= at.year < 9_999 else Published.year(at.year, origin)


def _take_clock(shown: str) -> tuple[str, _Clock | None]:
    """The printed text without its time of day, and that time."""
    found = next((m for m in _TIME.finditer(shown) if _is_clock(m, shown)), None) or _HOUR.search(shown)
    if found is None:
        return shown, None
    parts = found.groupdict()
    hour, half = int(parts["h"]), (parts["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    zone = _zone(parts["zone"] or "")
    if hour > 24 or int(parts.get("m") or 0) > 59:
        return shown, None
    rest = _PARENTHESIS.sub("", shown[: found.start()] + " " + shown[found.end() :])
    if zone is None and (behind := _ZONE_BEHIND.search(rest)):  # "17:19, 14 March 2014 GMT"
        rest, zone = rest[: behind.start()], _zone(behind[1])
    return rest, _Clock(hour, int(parts.get("m") or 0), int(parts.get("s") or 0), zone)


def _is_clock(found: re.Match[str], shown: str) -> bool:
    """17:19 always, 17.19 only where it is not the beginning or end of 17.03.2014."""
    if shown[found.end("h")] == ":":
        return True
    return shown[found.end("m") :][:1] not in (".", "/") and shown[: found.start("h")][-1:] != "."


def _zone(name: str) -> tzinfo | None:
    name = name.strip().lower().replace(" ", "")
    if name in _ZONES:
        return _ZONES[name]
    found = re.fullmatch(r"(?:utc|gmt)?([+-])(\d{1,2}):?(\d{2})?", name)
    if found is None:
        return None
    offset = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-offset if found[1] == "-" else offset) if offset < timedelta(hours=24) else None


def _date_part(printed: str) -> str:
    """The date without time of day and weekday, for the numeric shapes."""
    rest = _take_clock(line(printed))[0].strip(" ,;").removesuffix("T")
    first, _, others = rest.partition(" ")
    return others.strip() if first.lower().strip(".,") in _NOISE else rest


def _read_day(rest: str, order: DateOrder | None) -> _Day | None:
    part = _date_part(rest)
    if found := _YMD.fullmatch(part):
        year, month, day = (int(x) for x in (found[1] or found[5], found[3] or found[7], found[4] or found[8]))
        return _Day(year, month, day)
    if found := _NUMBERS.fullmatch(part):
        return _numbers(int(found[1]), int(found[3]), _year(found[4]), order)
    if found := _YM.fullmatch(part):
        return _Day(int(found[1] or found[3]), int(found[2] or found[4]))
    if found := _MY.fullmatch(part):
        return _Day(int(found[2]), int(found[1]))
    return _words(rest)


def _numbers(first: int, second: int, year: int, order: DateOrder | None) -> _Day | None:
    if order is None:
        if first != second and first <= 12 and second <= 12:
            raise OrderNeededError
        order = "mdy" if second > 12 else "dmy"
    day, month = (first, second) if order == "dmy" else (second, first)
    return _Day(year, month, day) if 1 <= month <= 12 else None


def _year(digits: str) -> int:
    if len(digits) > 2:
        return int(digits)
    return int(digits) + (1900 if int(digits) >= _PIVOT else 2000)


def _words(rest: str) -> _Day | None:
    """ "Fri, 14 March 2014", "March 14th, 2014", "14 березня 2014 р.", "March 2014", "2014"."""
    shape, numbers, month = "", [], None
    for token in _TOKEN.findall(rest.replace("º", "").lower()):
        if token.isdigit():
            shape += "Y" if len(token) == 4 else "d" if len(token) <= 2 else "?"
            numbers.append(token)
        elif token in MONTHS and month is None:
            shape, month = shape + "M", MONTHS[token]
        elif token not in _NOISE:
            return None
    return _shaped(shape, numbers, month)


def _shaped(shape: str, numbers: list[str], month: int | None) -> _Day | None:
    match shape:
        case "Y":
            return _Day(int(numbers[0]))
        case "MY" | "YM":
            return _Day(int(numbers[0]), month)
        case "dMY" | "MdY" | "dMd" | "Mdd":
            return _Day(_year(numbers[1]), month, int(numbers[0]))
        case "YMd" | "YdM":
            return _Day(int(numbers[0]), month, int(numbers[1]))
    return None


_NAME_YMD: Final = re.compile(r"(?<!\d)(\d{4})([-_. ]?)(\d{2})\2(\d{2})(?!\d)")
_NAME_DMY: Final = re.compile(r"(?<!\d)(\d{1,2})([-_. ])(\d{1,2})\2(\d{4})(?!\d)")
_NAME_WORD: Final = re.compile(
    r"(?<!\d)(\d{1,2})[-_. ]?([^\W\d_]{3,10})[-_. ]?(\d{4})(?!\d)|"
    r"(?<![^\W\d_])([^\W\d_]{3,10})[-_. ]?(\d{1,2})[-_. ,]+(\d{4})(?!\d)"
)


def date_in_name(name: str, now: datetime | None = None) -> Published | None:
    """The day that a file's name carries (`2014-03-14-talks.txt`, `10Apr2007.txt`), origin "file name".

    None if there is none, more than one, or day and month could be exchanged.
    """
    name = name[:255]
    days = [date_ for found in _NAME_YMD.finditer(name) if (date_ := _valid(found[1], found[3], found[4]))]
    for found in _NAME_DMY.finditer(name):
        order = numeric_order(f"{found[1]}.{found[3]}.{found[4]}")
        first, second = (found[1], found[3]) if order == "dmy" or found[1] == found[3] else (found[3], found[1])
        if order != "either" and (date_ := _valid(found[4], second, first)):
            days.append(date_)
    for found in _NAME_WORD.finditer(name):
        day, word, year = (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
        if (month := MONTHS.get(word.lower())) and (date_ := _valid(year, str(month), day)):
            days.append(date_)
    if len(set(days)) != 1 or days[0].year < EARLIEST or days[0] > ((now or datetime.now(UTC)) + AHEAD).date():
        return None
    return Published.day(days[0], "file name")


def _valid(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
