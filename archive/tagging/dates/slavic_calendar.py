"""Ukrainian and Russian days and spans in words: "двадцять другого лютого", feasts, decades, weeks of months."""

from __future__ import annotations

import re

from archive.tagging.dates import feasts, timex
from archive.tagging.dates import slavic_words as words
from archive.tagging.dates.grammar import Context, Rule, Value, on, part_on, year_of
from archive.tagging.dates.slavic_rule import rule, told_day
from archive.tagging.dates.slavic_words import Lang, longest_first, plain, which


def rules(lang: Lang) -> tuple[Rule, ...]:
    """The rules of one language; they go before those of hours, which know ordinals too."""
    month = f"(?P<month>{'|'.join(words.MONTHS[lang])})"
    year = rf"(?:\s+(?P<year>1[5-9]\d\d|20\d\d)(?:\s+{words.YEAR_WORD[lang]})?)?"
    found = _worded_day(lang, month, year), _week_of_month(lang, month, year), _feast(lang, year)
    return (*found, _decade(lang), _that_part(lang))


def _worded_day(lang: Lang, month: str, year: str) -> Rule:
    months, ordinals, tens = words.MONTHS[lang], words.DAY_ORDINALS[lang], words.TENS[lang]

    def value(match: re.Match[str], context: Context) -> Value:
        day = which(ordinals, match["nth"]) + 1 + (tens[plain(match["tens"])] if match["tens"] else 0)
        m = which(months, match["month"]) + 1
        y = int(match["year"]) if match["year"] else year_of(m, day, context)
        return on(timex.valid(y, m, day)) if y else None

    nth = rf"(?P<nth>{'|'.join(ordinals)})(?:ого|ього|его|ьего|е|є|ое|ье)"
    return rule("day month year", rf"(?:(?P<tens>{'|'.join(tens)})\s+)?{nth}\s+{month}{year}", value, "day")


def _week_of_month(lang: Lang, month: str, year: str) -> Rule:
    stems, week = words.WEEKS_OF_MONTH[lang]

    def value(match: re.Match[str], context: Context) -> Value:
        m = which(words.MONTHS[lang], match["month"]) + 1
        y = int(match["year"]) if match["year"] else year_of(m, None, context)
        number = stems.split("|").index(match["nth"].lower()) + 1
        return ("DATE", timex.week_of_month(y, m, number if number < 4 else -1)) if y else None

    return rule("week of month", rf"(?P<nth>{stems})\w{{1,3}}\s+{week}\s+{month}{year}", value)


def _feast(lang: Lang, year: str) -> Rule:
    days = feasts.SLAVIC[lang]

    def value(match: re.Match[str], context: Context) -> Value:
        feast = next(day for name, day in days.items() if re.fullmatch(name, match["feast"], re.IGNORECASE))
        return feasts.value(feast, match, context, int(match["year"]) if match["year"] else None)

    return rule("feast", f"(?P<feast>{'|'.join(days)}){year}", value, "day")


def _decade(lang: Lang) -> Rule:
    """ "Дев'яності", "в восьмидесятых годах": with the word for years, or after "in", "from", "to"."""
    stems = words.DECADES[lang]
    years = {"uk": r"рок(?:и|ів|ах|ами)", "ru": r"год(?:ы|ов|ах|ами)"}[lang]
    ending = {"uk": r"(?:их|і|ими)", "ru": r"(?:ых|ые|ыми)"}[lang]

    def value(match: re.Match[str], _context: Context) -> Value:
        before = match.string[max(0, match.start() - 12) : match.start()]
        if not (match["years"] or _INTO.search(before)) or _THINGS.match(match.string, match.end()):
            return None
        return "DATE", f"19{stems[plain(match['stem'])]}"

    return rule("decade", rf"(?P<stem>{longest_first(stems)}){ending}(?P<years>\s+{years})?", value)


_INTO = re.compile(r"(?<!\w)(?:[ву]|з|із|зі|с|со|до|з\s+початку|с\s+начала|кінця|конца)\s$", re.IGNORECASE)
_THINGS = re.compile(r"\s+(?:числ|верст|парал|градус|широт|хвилин|минут|роковин|годовщин)")


def _that_part(lang: Lang) -> Rule:
    """ "Того ж вечора", "тем же утром": of the day last told of."""

    def value(match: re.Match[str], context: Context) -> Value:
        text = match.group().lower()
        code = "NI" if re.search("ноч", text) else "MO" if re.search("ран|утр", text) else "EV"
        return part_on(context.anchor.last or told_day(context), code)

    return rule("part noun", words.THAT_PART[lang], value, "time")
