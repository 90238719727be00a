"""Ukrainian and Russian hours and parts of the day. They belong to the day that the text is at."""

from __future__ import annotations

import re
from datetime import date

from archive.tagging.dates import slavic_words as words
from archive.tagging.dates import timex
from archive.tagging.dates.grammar import Context, Meaning, Rule, Value, part_on, year_of
from archive.tagging.dates.slavic_rule import rule, told_day
from archive.tagging.dates.slavic_words import Lang, longest_first, plain, which

NIGHT_TO: dict[Lang, str] = {
    "uk": r"(?:ніч|ночі|[ву]ночі)\s+(?:(?:з|із)\s+\w[\w'’ʼ]+\s+)?(?:на|проти)\s+",
    "ru": r"(?:ночь|ночи|ночью)\s+(?:(?:с|со)\s+\w+\s+)?на\s+",
}
_PREPOSITIONS = r"(?:[ву]о?|о|об|з|із|с|со|до|к|ко|після|после|близько|около|на)"


def _on(day: date | None, code: str, context: Context) -> Value:
    """A part of the day told of. News of a day tells of the night that led to it."""
    if day is None:
        return None
    if code == "24:00":
        return part_on(timex.add_days(day, 1), "00:00")
    if code == "NI" and context.direction < 1 and not context.anchor.narrative and not _goes_on(day, context):
        return part_on(timex.add_days(day, -1), code)
    return part_on(day, code)


def _goes_on(day: date, context: Context) -> bool:
    """A night told of in a sentence after the one about a day before publication is the night after that day."""
    published = context.anchor.published
    if context.anchor.late == day:
        return True
    return published is not None and day < published and context.anchor.here is None


def rules(lang: Lang) -> tuple[Rule, ...]:
    return (*_parts(lang), *_clocks(lang))


def _parts(lang: Lang) -> tuple[Rule, ...]:
    adverbs, nouns, stems = words.ADVERB_PARTS[lang], words.NOUN_PARTS[lang], words.PART_ADJECTIVES[lang]
    months = f"(?P<month>{'|'.join(words.MONTHS[lang])})"

    def adverb(match: re.Match[str], context: Context) -> Value:
        return _on(told_day(context), adverbs[plain(match["part"])], context)

    def adverb_of_day(match: re.Match[str], context: Context) -> Value:
        """ "Днём" alone; not in "объявлен днём траура"."""
        text = match.string
        before = text[max(0, match.start() - 14) : match.start()]
        noun_too = plain(match["part"]) in ("днем", "днём")
        if noun_too and (_NAMED_DAY.match(text, match.end()) or _BECOMES.search(before)):
            return None
        return adverb(match, context)

    def noun(match: re.Match[str], context: Context) -> Value:
        return _on(told_day(context), nouns[plain(match["part"])], context)

    def adjective(match: re.Match[str], context: Context) -> Value:
        return _on(told_day(context), stems[plain(match["part"])], context)

    def last_night(_match: re.Match[str], context: Context) -> Value:
        base = context.anchor.published
        return part_on(timex.add_days(base, -1), "NI") if base else None

    def night_to_day(match: re.Match[str], context: Context) -> Value:
        m = which(words.MONTHS[lang], match["month"]) + 1
        y = year_of(m, int(match["day"]), context)
        day = timex.valid(y, m, int(match["day"])) if y else None
        return part_on(timex.add_days(day, -1), "NI") if day else None

    last = {"uk": r"минулої\s+ночі", "ru": r"прошлой\s+ночью|минувшей\s+ночью"}[lang]
    whole = longest_first([word for word in adverbs if " " not in word])
    phrases = longest_first([word for word in adverbs if " " in word])

    def midnight_to(match: re.Match[str], context: Context) -> Value:
        m = which(words.MONTHS[lang], match["month"]) + 1
        y = year_of(m, int(match["day"]), context)
        return part_on(timex.valid(y, m, int(match["day"])), "00:00") if y else None

    return (
        rule("midnight to", r"(?:в\s+)?(?:опівночі|півночі|полночь|полуночи)\s+(?:(?:з|с)\s+\d+\s+)?на\s+"
             rf"(?P<day>[12]\d|3[01]|0?[1-9])\s+{months}", midnight_to),
        rule("part", rf"(?:(?:рано|пізно|поздно|глибоко|глубокой)\s+)?(?P<part>{whole})", adverb_of_day, "time"),
        rule("part phrase", rf"(?P<part>{phrases})", adverb, "time"),
        rule("part noun", rf"(?:{words.PART_PREPOSITIONS[lang]})\s+(?:рано\s+|самого\s+|пізнього\s+|позднего\s+)?"
             rf"(?P<when>(?P<part>{longest_first(nouns)}))", noun, "time"),
        rule("part adjective", rf"(?P<part>{'|'.join(stems)}){words.ADJECTIVE}", adjective),
        rule("last night", last, last_night),
        rule("night to day", rf"{NIGHT_TO[lang]}(?P<day>[12]\d|3[01]|0?[1-9])(?:-?(?:е|го))?\s+{months}", night_to_day),
    )  # fmt: skip


_NAMED_DAY = re.compile(r"\s+(?:траур|памят|рожден|побед|независ|жалоб|пам'ят|народж|перемог|тиш|єдн)")
_BECOMES = re.compile(r"(?:объявлен\w*|стал\w*|станет|стане|був|был\w*|самым|оголошен\w*|одним|цим|этим)\s+$")
_HALF_DAYS = {"ранку": 0, "утра": 0, "ночі": 0, "ночи": 0, "дня": 12, "вечора": 12, "вечера": 12}


def _hour(hour: int, half: str) -> int | None:
    if hour > 24:
        return None
    if hour >= 12 or not half:
        return 0 if half in ("ночі", "ночи") and hour == 12 else hour % 24
    return hour + _HALF_DAYS[half]


def _clocks(lang: Lang) -> tuple[Rule, ...]:
    halves = r"(?P<half>ранку|утра|ночі|ночи|дня|вечора|вечера)"
    hours = {"uk": r"годин[аиіу]?|годині", "ru": r"час(?:|а|ов|ам|у)"}[lang]
    zone = r"(?:\s+(?:за|по)\s+(?:місцевим|київським|московським|местному|киевскому|московскому)\s+(?:часом|времени))?"
    counted = longest_first(words.NUMBERS[lang])
    ordinal = "|".join(words.ORDINALS[lang])

    def clock(match: re.Match[str], context: Context) -> Value:
        hour = _hour(int(match["hour"]), (match["half"] or "").lower())
        minute = int(match["minute"])
        ok = hour is not None and minute < 60
        return part_on(context.anchor.day or told_day(context), f"{hour:02d}:{minute:02d}") if ok else None

    def minutes(match: re.Match[str], context: Context) -> Value:
        """ "В 9 часов 20 минут"; without "at" it is as well a length."""
        before = match.string[max(0, match.start() - 14) : match.start()]
        return clock(match, context) if _AT.search(before) else None

    def half_told(match: re.Match[str], context: Context) -> Value:
        """ "В течение одного дня" is a length; one o'clock is "час дня"."""
        one = match["half"].lower() == "дня" and plain(match["hour"]).startswith("од") and "час" not in match.group()
        return None if one else told(match, context)

    def one_o_clock(match: re.Match[str], context: Context) -> Value:
        hour = _hour(1, plain(match["half"]))
        return part_on(context.anchor.day or told_day(context), f"{hour:02d}:00")

    def told(match: re.Match[str], context: Context) -> Value:
        groups = match.groupdict()
        text = plain(groups.get("hour") or "")
        nth = groups.get("nth")
        number = which(words.ORDINALS[lang], nth) + 1 if nth else int(text) if text.isdigit() else _counted(lang, text)
        hour = _hour(number, plain(match["half"] or "")) if number is not None else None
        return part_on(context.anchor.day or told_day(context), f"{hour:02d}:00") if hour is not None else None

    exact = r"(?P<hour>[01]?\d|2[0-4])"
    named = rf"(?P<hour>[01]?\d|2[0-4]|{counted}|ноль|ноля|нуля|нуль)"
    hour_words = rf"(?:\s+(?:{hours}))?"
    nth_hour = rf"(?P<nth>{ordinal})(?:ій|ої|у|ої|а|ой|ую|ьої|ьій|ю)"
    return (
        rule("clock", rf"{exact}[:.](?P<minute>[0-5]\d)(?!\.?\d|\s?%)(?:\s+{halves})?{zone}", _guarded(clock), "time"),
        rule(
            "clock hours",
            rf"{_PREPOSITIONS}\s+(?P<when>{named}(?:-?(?:ї|й|ій|а|я))?\s+(?:{hours})(?:\s+{halves})?{zone})",
            _hours_only(told),
            "time",
        ),
        rule("clock half", rf"(?P<when>{named}(?:-?(?:ї|й|ій|я|а))?{hour_words}\s+{halves}{zone})", half_told, "time"),
        rule(
            "clock",
            rf"{exact}\s+(?:{hours})\s+(?P<minute>[0-5]?\d)\s+(?:хвилин\w?|минут\w?)(?:\s+{halves})?",
            minutes,
            "time",
        ),
        rule("one o'clock", rf"(?:в|к|около|до|после)\s+(?P<when>часу?\s+{halves})", one_o_clock, "time"),
        rule("clock nth", rf"{nth_hour}{hour_words}\s+{halves}", told, "time"),
        rule("clock nth hour", rf"{nth_hour}\s+(?:годині|години)(?P<half>\b)?", told, "time"),
        rule(
            "clock figure",
            r"(?:об?|до|після|близько|з)\s+(?P<when>(?P<hour>[01]?\d|2[0-4])-?(?:ї|й|ій))(?P<half>\b)?"
            r"(?!\s+\w*(?:річчя|сесі|статт))",
            told,
            "time",
        ),
    )


def _counted(lang: Lang, text: str) -> int | None:
    return 0 if text.startswith(("нол", "нул")) else words.NUMBERS[lang].get(text)


def _guarded(meaning: Meaning) -> Meaning:
    """Figures with a point are a clock time only after a word that asks for one."""

    def value(match: re.Match[str], context: Context) -> Value:
        if "." in match.group().split()[0] and not _ASKS.search(
            match.string[max(0, match.start() - 10) : match.start()]
        ):
            return None
        return meaning(match, context)

    return value


_AT = re.compile(r"(?<!\w)(?:(?:[ву]о?|об?|к|до|після|после)\s|(?:час|время)\W{1,4})$", re.IGNORECASE)
_ASKS = re.compile(rf"(?<!\w){_PREPOSITIONS}\s$", re.IGNORECASE)


def _hours_only(meaning: Meaning) -> Meaning:
    """ "До двох годин", "около трёх часов" are lengths as easily: only figures and zero are surely the clock."""

    def value(match: re.Match[str], context: Context) -> Value:
        hour = plain(match["hour"])
        lasts = _LASTS.search(match.string[max(0, match.start() - 50) : match.start()])
        late = hour.isdigit() and int(hour) > 12 and not (lasts and _ABOUT.match(match.group()))
        sure = match["half"] or hour.startswith(("нол", "нул")) or late or _EXACT.match(match.group())
        return meaning(match, context) if sure else None

    return value


_LASTS = re.compile(r"(?:дл[ия]|продолж|занял|займ|трива|триват|чека|жда)\w*[^.!?]*$")
_ABOUT = re.compile(r"близько|около", re.IGNORECASE)
_EXACT = re.compile(r"(?:[ву]о?|о|об|к|ко|с)\s+(?:\d|\w+\s+час(?:|а|ов|ам)$)|[зд]о?\s+\d+-", re.IGNORECASE)
