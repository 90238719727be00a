"""Ukrainian and Russian lengths of time, how long ago, and what comes again."""

from __future__ import annotations

import re
from datetime import date

from archive.tagging.dates import slavic_words as words
from archive.tagging.dates import timex
from archive.tagging.dates.grammar import Context, Meaning, Rule, Value
from archive.tagging.dates.slavic_rule import rule, told_day
from archive.tagging.dates.slavic_words import Lang, longest_first, plain, unit_of


def rules(lang: Lang) -> tuple[Rule, ...]:
    units = "|".join(words.UNITS[lang])
    counted = rf"(?P<number>\d{{1,3}}|{longest_first(words.NUMBERS[lang])})"
    vague = f"(?P<vague>{words.FEW[lang]})"
    half = f"(?P<halves>{longest_first(words.HALVES[lang])})"
    amount = rf"(?:(?:{counted}|{vague})\s+)?(?P<unit>{units})"
    return (*_distances(lang, amount, half), *_lengths(lang, amount, half, units), *_sets(lang, units), *_vague(lang))


def _count(lang: Lang, match: re.Match[str]) -> str:
    if match["vague"]:
        return "X"
    text = plain(match["number"] or "1")
    return str(words.NUMBERS[lang].get(text, text))


def _moved(lang: Lang, match: re.Match[str], base: date | None, way: int) -> Value:
    """So much before or after a day; hours, and what nobody counted, have no place on the calendar."""
    vague: Value = ("DATE", "PAST_REF" if way < 0 else "FUTURE_REF")
    if match["halves"]:
        return _moved_by_half(words.HALVES[lang][plain(match["halves"])], base, way) or vague
    unit, count = unit_of(lang, match["unit"]), _count(lang, match)
    if unit in timex.TIME_UNITS and count != "X":
        return None  # "за три часа до этого" has no day of its own: the length is all that is sure
    if base is None or count == "X" or unit in timex.TIME_UNITS or unit == "night":
        return vague
    return "DATE", timex.shifted(base, unit, way * int(count))


def _moved_by_half(length: str, base: date | None, way: int) -> Value:
    months = {"P6M": 6, "P1.5Y": 18}.get(length)
    return ("DATE", timex.month(timex.add_months(base, way * months))) if base and months else None


def _distances(lang: Lang, amount: str, half: str) -> tuple[Rule, ...]:
    span = f"(?:{half}|{amount})"

    def ago(match: re.Match[str], context: Context) -> Value:
        return _moved(lang, match, context.anchor.base, -1)

    def from_told(way: int) -> Meaning:
        def value(match: re.Match[str], context: Context) -> Value:
            return _possible(lang, match, _moved(lang, match, _base(lang, match, context), way), context)

        return value

    def before(match: re.Match[str], context: Context) -> Value:
        """ "15 березня, за день до референдуму" is another name of that day."""
        apposed = match.string[max(0, match.start() - 2) : match.start()] == ", "
        if apposed and context.anchor.here:
            return "DATE", timex.day(context.anchor.here)
        return _moved(lang, match, told_day(context), -1)

    def after(match: re.Match[str], _context: Context) -> Value:
        """ "Через день после выборов" is a length, like "a day after the vote"."""
        return _length(lang, match)

    def ahead(match: re.Match[str], context: Context) -> Value:
        """ "Через неделю": from now where it is to come, else from the day told of."""
        if context.direction > 0:
            return _moved(lang, match, context.anchor.base, 1)
        return _possible(lang, match, _moved(lang, match, _base(lang, match, context), 1), context)

    def ahead_or_length(match: re.Match[str], context: Context) -> Value:
        """Ukrainian "за два дні": after two days where it is to come, else within two days."""
        if context.direction > 0:
            return _moved(lang, match, context.anchor.base, 1)
        return _length(lang, match)

    ago_word = {"uk": r"(?:тому(?!\s+(?:що|й))|назад)", "ru": r"(?:тому\s+)?назад"}[lang]
    earlier = {
        "uk": r"раніше|перед\s+(?:тим|цим)|до\s+(?:того|цього)(?!\s+дня)",
        "ru": r"ранее|раньше|до\s+(?:того|этого)(?!\s+дня)",
    }[lang]
    later = {"uk": r"потому|по\s+тому|пізніше|після\s+(?:того|цього)", "ru": r"спустя|позже|после\s+(?:того|этого)"}[
        lang
    ]
    found = [
        rule("ago", rf"{span}\s+{ago_word}", ago),
        rule("earlier", rf"(?:за\s+)?{span}\s+(?:{earlier})", from_told(-1)),
        rule("later", rf"(?:через\s+)?{span}\s+(?:{later})", from_told(1)),
        rule("before", rf"за\s+{span}\s+(?:до|перед)(?=\s)", before),
        rule("after", rf"(?:через|за)\s+{span}(?=\s+(?:після|после)\s+(?!того|цього|этого))", after),
        rule("ahead", rf"(?:через|спустя)\s+{span}", ahead),
    ]
    if lang == "uk":
        found.append(rule("in", rf"за\s+{span}", ahead_or_length))
    return tuple(found)


_OF_THAT = re.compile(r"(?:до|перед)\s+(?:того|этого|цього|тим|цим)$", re.IGNORECASE)


def _possible(lang: Lang, match: re.Match[str], found: Value, context: Context) -> Value:
    """What was told cannot lie after publication: then only the length is sure ("спустя девять лет")."""
    published = context.anchor.published
    first = timex.days(found[1])[0] if found else None
    told = context.direction < 1 and not context.anchor.narrative
    return _length(lang, match) if told and published and first and first > published else found


def _base(lang: Lang, match: re.Match[str], context: Context) -> date | None:
    """ "Два роки до того" counts from the date just printed, "two days earlier" from the day last named."""
    anchor = context.anchor
    long = match["unit"] and unit_of(lang, match["unit"]) in ("year", "month")
    if long and (anchor.year or _OF_THAT.search(match.group())):
        return anchor.reference or told_day(context)
    return (None if anchor.narrative or anchor.here else anchor.spoken) or told_day(context)


def _length(lang: Lang, match: re.Match[str]) -> Value:
    if match["halves"]:
        return "DURATION", words.HALVES[lang][plain(match["halves"])]
    return "DURATION", timex.duration(unit_of(lang, match["unit"]), _count(lang, match))


_LASTS: dict[Lang, str] = {
    "uk": r"(?:про|по)?(?:трив|дія|чека|жд|минул|пройш|проліж|пробу)\w*",
    "ru": r"(?:про)?(?:дл[ия]|действ|продолж|жд|прош|лежа|был)\w*",
}
_LENGTH_BEFORE: dict[Lang, str] = {
    "uk": r"за|на|протягом|упродовж|впродовж|понад|більш(?:е|\s+ніж|\s+як)?|менш(?:е|\s+ніж|\s+як)?|близько|майже"
    r"|уже|вже|ще|цілу|цілий|до|раз\s+на|бодай|хоча\s+б|щонайменше|принаймні",
    "ru": r"за|на|в\s+течение|на\s+протяжении|больше|более(?:\s+чем)?|свыше|меньше|менее(?:\s+чем)?|около|почти"
    r"|уже|ещ[её]|целую|целый|до|раз\s+в|хотя\s+бы|как\s+минимум|минимум|по\s+меньшей\s+мере",
}
"""Before a unit without a number: "больше недели", "уже рік" are one of it."""


def _lengths(lang: Lang, amount: str, half: str, units: str) -> tuple[Rule, ...]:
    stems = words.UNIT_STEMS[lang]
    joined = longest_first(words.JOINED[lang])

    def length(match: re.Match[str], _context: Context) -> Value:
        return _length(lang, match)

    def one(match: re.Match[str], _context: Context) -> Value:
        return "DURATION", timex.duration(unit_of(lang, match["unit"]), "1")

    def adjective(match: re.Match[str], _context: Context) -> Value:
        text = plain(match["number"])
        count = str(words.JOINED[lang].get(text, text))
        return "DURATION", timex.duration(stems[match["stem"].lower()], count)

    def halved(match: re.Match[str], _context: Context) -> Value:
        """ "Два з половиною місяці"."""
        count = words.NUMBERS[lang].get(plain(match["number"]), match["number"])
        return "DURATION", timex.duration(unit_of(lang, match["unit"]), f"{count}.5")

    def age_again(match: re.Match[str], _context: Context) -> Value:
        return "DURATION", f"P{match['number']}Y"

    years = {"uk": "років|роки|рік", "ru": "лет|года|год"}[lang]
    number = rf"(?P<number>\d{{1,3}}|{longest_first(words.NUMBERS[lang])})"
    singular = {
        "uk": r"день|дня|добу|доби|тиждень|тижня|місяць|місяця|рік|року|годину|години|ніч|ночі",
        "ru": r"день|дня|сутки|суток|неделю|недели|месяц|месяца|год|года|час|часа|ночь|ночи",
    }[lang]
    length_of = amount.replace(r"\s+)?(?P<unit>", r"\s+)(?P<unit>")
    with_half = {"uk": r"з\s+половиною", "ru": r"с\s+половиной"}[lang]
    return (
        rule("duration", rf"(?:{half}|{length_of})", length),
        rule(
            "age again",  # "одному було 37 років, другому — 26"
            rf"(?:{years}),\s+(?:а\s+)?[\w'’-]+\s+[—–-]\s+(?P<when>(?P<number>\d{{1,2}}))(?=[.,;])",
            age_again,
        ),
        rule("duration and a half", rf"{number}\s+{with_half}\s+(?P<unit>{units})", halved),
        rule("one unit", rf"(?<!ні\s)(?:{_LENGTH_BEFORE[lang]}|{_LASTS[lang]})\s+(?P<when>(?P<unit>{singular}))", one),
        rule(
            "duration adjective",
            rf"(?P<number>\d{{1,3}}|{joined})(?:-?(?:ти|х|и|го))?-?(?P<stem>{'|'.join(stems)}){words.ADJECTIVE}",
            adjective,
        ),
    )


def _sets(lang: Lang, units: str) -> tuple[Rule, ...]:
    parts = {"ніч": "NI", "ночі": "NI", "ночь": "NI", "вечір": "EV", "вечора": "EV", "вечер": "EV"}
    parts |= {"ранок": "MO", "ранку": "MO", "утро": "MO"}

    def fixed(match: re.Match[str], _context: Context) -> Value:
        return "SET", words.SETS[lang][plain(match.group())]

    def adjective(match: re.Match[str], _context: Context) -> Value:
        return "SET", words.SET_ADJECTIVES[lang][match["stem"].lower()]

    def every(match: re.Match[str], _context: Context) -> Value:
        word = plain(match["unit"])
        if word in parts:
            return "SET", f"XXXX-XX-XXT{parts[word]}"
        text = plain(match["number"] or "1")
        return "SET", timex.duration(unit_of(lang, word), str(words.NUMBERS[lang].get(text, text)))

    number = rf"(?:(?P<number>\d{{1,3}}|{longest_first(words.NUMBERS[lang])})\s+)?"
    return (
        rule("set", longest_first(words.SETS[lang]), fixed),
        rule("set adjective", rf"(?P<stem>{'|'.join(words.SET_ADJECTIVES[lang])}){words.ADJECTIVE}", adjective),
        rule("every", rf"{words.EVERY[lang]}\s+{number}(?P<unit>{'|'.join(parts)}|{units})", every),
    )


def _vague(lang: Lang) -> tuple[Rule, ...]:
    def fixed(value: str) -> Meaning:
        return lambda _match, _context: ("DATE", value)

    return (
        rule("now", words.NOW[lang], fixed("PRESENT_REF")),
        rule("recently", words.RECENT[lang], fixed("PAST_REF")),
        *_relative(lang),
    )


def _relative(lang: Lang) -> tuple[Rule, ...]:
    steps = longest_first(words.STEPS[lang])
    unit = {
        "uk": r"тижн(?:я|і|ем)|тиждень|місяц(?:ь|я|і|ем)|рок(?:у|ом)|році|рік",
        "ru": r"недел(?:е|и|ю|я)|месяц(?:|а|е|ем)|год(?:|а|у|ом)",
    }[lang]
    same = {"uk": r"(?:того|тому)\s+(?:ж|самого|самому)", "ru": r"(?:того|том|ту)\s+же"}[lang]

    def relative(match: re.Match[str], context: Context) -> Value:
        base = context.anchor.base
        step = words.STEPS[lang][plain(match["step"])]
        return ("DATE", timex.shifted(base, _unit(match), step)) if base else None

    def of_told(match: re.Match[str], context: Context) -> Value:
        base = context.anchor.reference or told_day(context)
        return ("DATE", timex.shifted(base, _unit(match), 0)) if base else None

    return (
        rule("last year", rf"(?P<step>{steps}){words.ADJECTIVE}\s+(?P<unit>{unit})", relative),
        rule("that year", rf"{same}\s+(?P<unit>{unit})", of_told),
    )


def _unit(match: re.Match[str]) -> str:
    word = match["unit"].lower()
    return {"тиж": "week", "нед": "week", "міс": "month", "мес": "month"}.get(word[:3], "year")
