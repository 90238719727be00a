"""Ukrainian and Russian expressions of time: the same rules as for English, over words in all their cases.

The words are in `slavic_words`, the direction of a clause in `slavic_tense`, hours in `slavic_clocks` and lengths
in `slavic_lengths`.
"""

from __future__ import annotations

import re
from datetime import date

from archive.tagging.dates import slavic_calendar, slavic_clocks, slavic_lengths, timex
from archive.tagging.dates import slavic_words as words
from archive.tagging.dates.grammar import Context, Meaning, Rule, Value, on, part_on, weekday, weekday_year, year_of
from archive.tagging.dates.slavic_rule import rule, told_day
from archive.tagging.dates.slavic_tense import direction, is_told
from archive.tagging.dates.slavic_words import Lang, longest_first, plain, which

__all__ = ["RULES", "direction", "is_told"]

_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:-?(?:го|е|му))?"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"


def _dated(y: int | None, m: int, d: int) -> Value:
    return on(timex.valid(y, m, d)) if y else None


def _calendar(lang: Lang) -> tuple[Rule, ...]:
    """Days, months and years of the calendar."""
    months, adjectives = words.MONTHS[lang], words.MONTH_ADJECTIVES[lang]
    month = f"(?P<month>{'|'.join(months)})"
    year = rf"(?:\s+{_YEAR}(?:-?(?:го|му|м|й|ого))?(?:\s+{words.YEAR_WORD[lang]})?)?"
    steps = longest_first(words.STEPS[lang])
    of_year = rf"(?:\s+(?P<step>{steps})(?:ого|ього|его|ому|ьому|ем|ом)?\s+{words.YEAR_WORD[lang]})?"

    days = "|".join(words.WEEKDAYS[lang])

    def number(match: re.Match[str]) -> int:
        return which(months, match["month"]) + 1

    def figures(match: re.Match[str], _context: Context) -> Value:
        return _dated(int(match["y"]), int(match["m"]), int(match["d"]))

    def day_month(match: re.Match[str], context: Context) -> Value:
        y = int(match["year"]) if match["year"] else year_of(number(match), int(match["day"]), context)
        if y and not match["year"] and match.groupdict().get("weekday"):
            printed = which(words.WEEKDAYS[lang], match["weekday"])
            y = weekday_year(y, number(match), int(match["day"]), printed, context)
        if match.groupdict().get("step") and context.anchor.base:
            y = context.anchor.base.year + words.STEPS[lang][plain(match["step"])]
        return _dated(y, number(match), int(match["day"]))

    def month_year(match: re.Match[str], context: Context) -> Value:
        base = context.anchor.base
        if not (match["year"] or match["step"] or match["edge"] or _after_preposition(match)):
            return None
        y = int(match["year"]) if match["year"] else year_of(number(match), None, context)
        if match["step"] and base:
            y = base.year + words.STEPS[lang][plain(match["step"])]
        return ("DATE", f"{y:04d}-{number(match):02d}") if y else None

    def step_month(match: re.Match[str], context: Context) -> Value:
        base, m = context.anchor.base, number(match)
        step = words.STEPS[lang][plain(match["step"])]
        if base is None:
            return None
        y = base.year - (step < 0 and m >= base.month) + (step > 0 and m <= base.month)
        return "DATE", f"{y:04d}-{m:02d}"

    def month_adjective(match: re.Match[str], context: Context) -> Value:
        m = which(adjectives, match["stem"]) + 1
        y = year_of(m, None, context)
        return ("DATE", f"{y:04d}-{m:02d}") if y and (match.group()[0].islower() or _opens_plural(match)) else None

    return (
        rule("iso", r"(?P<y>\d{4})-(?P<m>[01]\d)-(?P<d>[0-3]\d)", figures),
        rule("figures", r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})", figures, "day"),
        rule("day month year", rf"(?:(?P<weekday>{days}),?\s+)?{_DAY}\s+{month}{year}{of_year}", day_month, "day"),
        rule(
            "days month",
            rf"(?P<first>[12]\d|3[01]|0?[1-9])(?:-?го)?(?:\s?[-–—]\s?|\s+(?:до|по|і|й|та|и)\s+){_DAY}\s+{month}{year}",
            day_month,
        ),
        rule("month year", rf"(?P<edge>{words.EDGES[lang]}\s+)?{month}{year}{of_year}", month_year),
        rule("step month", rf"(?P<step>{steps})(?:ого|ього|его|ому|ьому|ий|ый|ий|ем|ом)\s+{month}", step_month),
        rule("month adjective", rf"(?P<stem>{'|'.join(adjectives)}){words.ADJECTIVE}", month_adjective),
        *_years(lang, steps),
        *slavic_calendar.rules(lang),
    )


_PREPOSITION = re.compile(
    r"(?<!\w)(?:[ув]о?|з|із|зі|с|со|до|від|од|от|після|после|за|на|к|ко|по|між|между|і|й|та|и|протягом|упродовж|впродовж"
    r"|течение|раніше|пізніше|раньше|позже|позднее|проти|против|минулого|цього|кожного|[а-яіїєґё]+[иі]й|[а-яё]+ой)\s$",
    re.IGNORECASE,
)


def _after_preposition(match: re.Match[str]) -> bool:
    """Names of months are other words too ("лютий", "май"): alone they need a word that asks for a time."""
    return bool(_PREPOSITION.search(match.string[max(0, match.start() - 14) : match.start()]))


def _years(lang: Lang, steps: str) -> tuple[Rule, ...]:
    word = words.YEAR_WORD[lang]

    def plain_year(match: re.Match[str], _context: Context) -> Value:
        return "DATE", match["year"]

    def decade(match: re.Match[str], _context: Context) -> Value:
        text = match["decade"]
        return "DATE", text[:3] if len(text) > 2 else "19" + text[0]

    def century(match: re.Match[str], _context: Context) -> Value:
        number = _roman(match["century"])
        return ("DATE", f"{number - 1:02d}") if number else None

    def edge_of_year(match: re.Match[str], context: Context) -> Value:
        base = context.anchor.base
        if base is None:
            return None
        y = base.year + (words.STEPS[lang][plain(match["step"])] if match["step"] else 0)
        edge = match["edge"].lower()
        if edge.startswith(("середин", "перв", "втор", "перш", "друг", "последн", "останн")):
            return "DATE", f"{y:04d}"
        return "DATE", f"{y:04d}-{'01' if edge.startswith(('поча', 'нача')) else '12'}"

    def edge_of_month(match: re.Match[str], context: Context) -> Value:
        base, unit = context.anchor.base, "week" if match["unit"][0] in "тнТН" else "month"
        return ("DATE", timex.shifted(base, unit, 0)) if base and not context.anchor.narrative else None

    def lone_step(offset: int) -> Meaning:
        def value(_match: re.Match[str], context: Context) -> Value:
            base = context.anchor.base
            return ("DATE", f"{base.year + offset:04d}") if base else None

        return value

    last = {"uk": r"торік|торішн\w+", "ru": r"прошлогодн\w+"}[lang]
    this = {"uk": r"цьогоріч\w*", "ru": r"(?!)"}[lang]
    before_last = {"uk": r"позаторік|позаминулого\s+року", "ru": r"позапрошл\w+\s+год[ау]?"}[lang]
    return (
        rule("year", rf"(?:(?P<edge>{words.EDGES[lang]})\s+)?{_YEAR}(?:-?(?:го|му|м|й|е))?\s+{word}", plain_year),
        rule("year", rf"(?:[ув]|з|із|с|до|від|от|після|после|к|між|между|на)\s+(?P<when>{_YEAR}(?:-?(?:го|му|м|й))?)"
             r"(?!\s*[-–—]?\s*(?:\d|[а-яіїєґё]{3,}))", plain_year),
        rule("year", rf"\((?P<when>{_YEAR})\)?", plain_year),
        rule(
            "decade",
            r"(?P<decade>(?:1[5-9]|20)\d0|[2-9]0)-?(?:х|ті|е|ых|их|ми)(?:\s+(?:років|рок[иа]|годов|годы|годах))?",
            decade,
        ),
        rule(
            "century",
            r"(?P<century>[XVIХІ]{1,5}|\d\d?)(?:-?(?:го|му|м))?\s+(?:столітт[яі]\w*|ст\.|век[аеу]?|столети[яею])",
            century,
        ),
        rule(
            "edge of year",
            rf"(?P<edge>{words.EDGES[lang]})\s+(?:(?P<step>{steps})(?:ого|ього|его)\s+)?(?:року|года)",
            edge_of_year,
        ),
        rule(
            "edge of month",
            rf"{words.EDGES[lang]}\s+(?:ц[ьі]ого\s+|этого\s+|этой\s+)?(?P<unit>місяця|месяца|тижня|недели)",
            edge_of_month,
        ),
        rule("last year", last, lone_step(-1)),
        rule("this year", this, lone_step(0)),
        rule("year before last", before_last, lone_step(-2)),
    )  # fmt: skip


_ROMAN = {"I": 1, "V": 5, "X": 10}


def _roman(text: str) -> int:
    """A Roman number (in Latin or Cyrillic letters) or figures."""
    if text.isdigit():
        return int(text)
    values = [_ROMAN[letter] for letter in text.upper().replace("Х", "X").replace("І", "I")]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def _weekdays(lang: Lang) -> tuple[Rule, ...]:
    """Weekdays and days that count from another."""
    days, adjectives, again = words.WEEKDAYS[lang], words.WEEKDAY_ADJECTIVES[lang], words.WEEKDAYS_AGAIN[lang]
    step = rf"(?:(?P<step>{longest_first(words.STEPS[lang])}){words.ADJECTIVE}\s+)?"
    name = f"(?P<weekday>{'|'.join(days)})"

    def named(match: re.Match[str], context: Context) -> date | None:
        way = words.STEPS[lang][plain(match["step"])] if match.groupdict().get("step") else 0
        return weekday(which(days, match["weekday"]), context, 2 * way)

    def on_weekday(match: re.Match[str], context: Context) -> Value:
        return on(named(match, context))

    def adjective(match: re.Match[str], context: Context) -> Value:
        likely = Context(context.anchor, max(-1, min(1, context.direction)), context.known)
        name = match.group()[0].isupper() and not _opens(match)
        return None if name else on(weekday(which(adjectives, match["stem"]), likely))

    def night_to(match: re.Match[str], context: Context) -> Value:
        day = named(match, context)
        return part_on(timex.add_days(day, -1), "NI") if day else None

    def every(match: re.Match[str], _context: Context) -> Value:
        return "SET", f"XXXX-WXX-{which(again, match['again']) + 1}"

    def every_weekday(match: re.Match[str], _context: Context) -> Value:
        return "SET", f"XXXX-WXX-{which(days, match['weekday']) + 1}"

    by = {
        "uk": rf"що(?P<again>{'|'.join(again)})(?:а|у|и|і|я|ка)?",
        "ru": rf"по\s+(?P<again>{'|'.join(again)})(?:ам|ям)",
    }
    return (
        rule("weekday", step + name, on_weekday, "day"),
        rule("weekday adjective", rf"(?P<stem>{'|'.join(adjectives)}){words.ADJECTIVE}", adjective),
        rule("night to", rf"{slavic_clocks.NIGHT_TO[lang]}{step}{name}", night_to),
        rule("every weekday", rf"{words.EVERY[lang]}\s+{name}", every_weekday),
        rule("weekdays", by[lang], every),
        *_near_days(lang),
    )


def _opens(match: re.Match[str]) -> bool:
    """Does the match open a sentence? Elsewhere a capital letter makes it a name."""
    return match.string[max(0, match.start() - 2) : match.start()].strip() in ("", ".", "!", "?", "—")


def _opens_plural(match: re.Match[str]) -> bool:
    """ "Вересневі угоди" opens a sentence; "Жовтневий палац" is a name there as well."""
    return _opens(match) and match.group().endswith(("і", "ие", "их"))


def _near_days(lang: Lang) -> tuple[Rule, ...]:
    adverbs = [word for word in words.DEICTIC[lang] if not word.endswith("шн")]
    stems = [word for word in words.DEICTIC[lang] if word.endswith("шн")]

    def deictic(match: re.Match[str], context: Context) -> Value:
        base = context.anchor.published
        return on(timex.add_days(base, words.DEICTIC[lang][plain(match["word"])])) if base else None

    def beside(offset: int) -> Meaning:
        def value(_match: re.Match[str], context: Context) -> Value:
            day = told_day(context)
            return on(timex.add_days(day, offset)) if day else None

        return value

    def that_day(_match: re.Match[str], context: Context) -> Value:
        return on(context.anchor.last or told_day(context))

    def weekend(match: re.Match[str], context: Context) -> Value:
        base = context.anchor.base
        if base is None:
            return None
        ahead = context.direction > 0 or base.weekday() > 4
        return "DATE", timex.week(base if ahead else timex.add_days(base, -7)) + "-WE"

    same = {
        "uk": r"того(?:\s+же?|\s+самого)?\s+дня|той(?:\s+же|\s+самий)?\s+день",
        "ru": r"тот(?:\s+же)?(?:\s+самый)?\s+день|того\s+же\s+дня",
    }[lang]
    this = {"uk": r"цього(?:\s+ж)?\s+дня|цей(?:\s+же)?\s+день", "ru": r"этот(?:\s+же)?\s+день"}[lang]
    following = {
        "uk": r"наступного(?:\s+ж)?\s+дня|другого\s+дня|назавтра",
        "ru": r"(?:на\s+)?(?P<when>(?:следующий|другой)(?:\s+же)?\s+день)",
    }[lang]
    previous = {
        "uk": r"напередодні|попереднього\s+дня|днем\s+раніше|за\s+день\s+до\s+(?:того|цього)",
        "ru": r"накануне|предыдущего\s+дня|дн[её]м\s+ранее|дн[её]м\s+раньше|за\s+день\s+до\s+(?:того|этого)",
    }[lang]
    return (
        rule("today", f"(?P<word>{longest_first(adverbs)})", deictic, "day"),
        rule("of today", f"(?P<word>{longest_first(stems)}){words.ADJECTIVE}", deictic),
        rule("that day", same, that_day, "day"),
        rule("this day", this, beside(0), "day"),
        rule("next day", following, beside(1), "day"),
        rule("day before", previous, beside(-1), "day"),
        rule("weekend", {"uk": r"вихідн(?:их|і|ими)(?=\W)", "ru": r"выходн(?:ых|ые|ыми)(?=\W)"}[lang], weekend),
    )


_SEASON_ADVERB = re.compile(r"навесні|[ву]літку|восени|[ву]зимку|весной|летом|осенью|зимой", re.IGNORECASE)


def _seasons(lang: Lang) -> Rule:
    steps = longest_first(words.STEPS[lang])

    def season(match: re.Match[str], context: Context) -> Value:
        base, code = context.anchor.base, words.SEASONS[lang][plain(match["season"])]
        if match["year"]:
            return "DATE", f"{match['year']}-{code}"
        if base is None:
            return None
        if match["of_year"]:
            return "DATE", f"{base.year + words.STEPS[lang][plain(match['of_year'])]:04d}-{code}"
        first = timex.SEASONS[code][0]
        step = words.STEPS[lang][plain(match["step"])] if match["step"] else None
        if step is not None:
            begun = base.month >= first or (code == "WI" and base.month < 3)
            y = base.year - (code == "WI" and base.month < 3)
            return "DATE", f"{y - (step < 0 and (begun or base.month < first)) + (step > 0 and begun):04d}-{code}"
        near = (first - base.month) % 12 <= 2 and (context.direction > -2 or not _SEASON_ADVERB.match(match["season"]))
        if context.direction > 0 or near:
            return "DATE", f"{base.year + (first < base.month - 2):04d}-{code}"
        return "DATE", f"{base.year - (first > base.month):04d}-{code}"

    year = rf"(?:\s+{_YEAR}(?:\s+{words.YEAR_WORD[lang]})?|\s+(?P<of_year>{steps})(?:ого|ього|его)\s+(?:року|года))?"
    return rule(
        "season",
        rf"(?:(?P<step>{steps}){words.ADJECTIVE}\s+)?(?P<season>{longest_first(words.SEASONS[lang])}){year}",
        season,
    )


def _rules(lang: Lang) -> tuple[Rule, ...]:
    return (
        *_calendar(lang),
        *_weekdays(lang),
        _seasons(lang),
        *slavic_clocks.rules(lang),
        *slavic_lengths.rules(lang),
    )


RULES: dict[str, tuple[Rule, ...]] = {"uk": _rules("uk"), "ru": _rules("ru")}
