"""Which way in time a Ukrainian or Russian clause looks, by the forms of its verbs, without a parser."""

from __future__ import annotations

import re
from itertools import pairwise

_UK_SHORT_PAST = (
    r"хотів|сидів|летів|полетів|прилетів|зустрів|велів|звів|провів|привів|навів|ввів|увів|вивів|відвів|повів|завів"
    r"|перевів|зумів|загорівся|згорів|міг|зміг|допоміг|переміг|ліг|утік|втік|зник|виник|помер|приніс|привіз|вивіз"
)
_PAST_ANY = (
    r"[а-яіїєґё'’]{1,}(?:[аиеуяюоіїєёы]л[аои](?:ся|сь)?|[зсгк]л[аои](?:ся|сь)?)"
    r"|[а-яіїєґё]*й?ш(?:ла|ли|ло)|[а-яіїєґ]{2,}(?:[еєая]н|[иу]т)о(?=\s)|[а-яё]{3,}ен[аоы]?(?=\s)|убит[аоы]?"
)
_PAST_UK = re.compile(
    rf"(?<![\w'’])(?:{_UK_SHORT_PAST}|[а-яіїєґ'’]{{1,}}[аиеуяюоє]в(?:ся|сь)?|[а-яіїєґ]*йшов|{_PAST_ANY})(?![\w'’])"
)
_PAST_RU = re.compile(rf"(?<![\w'’])(?:[а-яё]{{1,}}[аиеуяюоёы]л(?:ся|сь)?|[а-яё]*ш[её]л|{_PAST_ANY})(?![\w'’])")
_NO_PAST = frozenset(
    """сила силы сили школа школы школи коли ніколи інколи если или або села село числа число джерела джерело дела
дело дел отдел отдела раздел предел предела канал канала генерал генерала журнал материал потенциал филиал квартал
квартала капитал капитала металл скандал сигнал финал персонал терминал угол стол пол пола посол раскол протокол
протокола обстрел обстрела расстрел тыла тил после поле право слово слова слов доброво ново справ прав прав держав
застав голов голова умов мов основ осіб кіл цього того основно место часто просто лет эта часто разом зараз около
близько бло скло тло масло было-бы гнило мало немало много мила вила скала начала начало конечно лично влад военно
прямо давно недавно нещодавно понад вместо известно відомо зокрема частково особливо зрештою возможно можливо
приблизно важливо ключово насильно немедленно негайно спочатку досі спершу дійсно окремо одночасно официально
офіційно попередньо повністю постоянно одновременно предварительно совместно спільно следующ обычно зазвичай
перемен времен племен имен членов член система новен цен смен измен""".split()
)
_FUTURE_UK = re.compile(
    r"(?<!\w)(?:буд(?:е|уть|у|емо)|[а-яіїєґ'’]+тим(?:е|уть|емо)(?:ться)?"
    r"|[а-яіїєґ'’]{2,}(?:ає|ує|яє|іє|ють|уть|ить|їть|ять)|[а-яіїєґ'’]{2,}ться"
    r"|(?:про|при|пере|ви|від|за|на|до|роз|під|по|з|об|у|в)?(?:веде|йде|їде|стане|візьме|почне|може|хоче|скаже|дасть|гляне"
    r"|буде|несе|зве|пише|везе|прийме|обере|склад[еу]|оголосить|зможе))(?!\w)"
)
_FUTURE_RU = re.compile(
    r"(?<!\w)(?:буд(?:ет|ут|ем|у)|(?:про|от|пере|за|вы|из|раз|воз|соз|с|при|по)?(?:даст|дадут)(?:ся)?"
    r"|[а-яё]{2,}(?:ет|ёт|ит|ут|ют|ат|ят)(?:ся)?)(?!\w)"
)
_NO_FUTURE = frozenset(
    """совет комитет бюджет пакет кабинет авторитет приоритет университет интернет предмет запрет ответ секрет портрет
лет нет визит кредит лимит транзит дефицит институт маршрут минут кандидат депутат мандат результат сенат солдат
формат плакат аппарат штат захват возврат газет ракет монет планет анкет референдум этот тот факт контракт п'ять
дев'ять десять двадцять тридцять путь суть лють мить нить шістдесят чат дипломат автомат адвокат иммунитет нейтралитет
суверенитет паритет портрет макет билет привет мат брат прокурат постулат разврат субъект объект плацкарт парламент
тридцать двадцать пять девять шесть опять вспять вдесят свят звит звіт освіт освит квит сніт світ совіт
имеют имеет имеют""".split()
)
_MUST = re.compile(
    r"(?<!\w)(?:ма(?:є|ють)|повинн\w+|должн\w+|долж(?:ен)|планує\w*|планиру\w+|намерен\w*|збира(?:є|ють)ся|собира(?:ет|ют)ся"
    r"|готов(?:ий|а|і|о|ы|ые)?|запланован\w+|заплановано|запланирован\w*|намечен\w*|очікується|ожидается|может|могут|може|можуть"
    r"|хоч(?:е|уть|ет)|хотят|предстоит|належить)(?!\w)"
)
_PLAN = re.compile(
    r"(?<!\w)(?:по)?(?:обіця|обеща|плану|планиров|наміря|намерев|домови|договори|погоди|соглас|заклик|призва|наказа|приказа"
    r"|виріши|реши|запропону|предлож|вимага|потребова|доруч|поруч|погрози|пригрози|попроси|готу|готови|оголоси|объяви)\w*"
    r"[^.;!?\n]*?(?<!\w)[а-яіїєґё'’]+(?:[аиіїеяуюоы]т[иь]|вести|везти|нести|ости|гти|кти|чь)(?:ся|сь)?(?!\w)[^.;!?\n]*$"
)
_DUE = re.compile(r"(?<!\w)на\s+(?:початок\s+|конец\s+|кінець\s+|начало\s+)?$", re.IGNORECASE)
_NIGHT_OR_STATE = re.compile(r"(?:ночь|ніч|ночі|ночи|станом|состоянию)\s+на\s+$", re.IGNORECASE)
_FEAST = re.compile(r"д(?:ень|ня)\s|велик|пасх|різдв|рождеств|нов(?:ий|ый)\s", re.IGNORECASE)
_SIGNED = re.compile(r"(?<!\w)(?:від|от)\s+$", re.IGNORECASE)
_BACK = re.compile(r"(?<!\w)(?:минул\w+|прошл\w+|минувш\w+|після|после)\s+$", re.IGNORECASE)
_AHEAD = re.compile(r"(?<!\w)(?:наступн\w+|следующ\w+|будущ\w+)\s+$", re.IGNORECASE)
_NAMED_DAY = re.compile(
    r"[\w'’]+\s+(?:(?:объявл|оголош|станет|стане)\w*\s+)?(?:дн[её]м|вихідним|выходным)\s+[а-яіїєґё]", re.IGNORECASE
)
"""A weekday is declared a day of something: it is still to come."""
_PARTICIPLE = re.compile(
    r"\s*(?!заплан|намеч|намічен|очіку|ожида)[а-яіїєґё'’]{2,}"
    r"(?:(?:[еєая]н|[иу]т)(?:ий|а|е|і|ого|ої|ому|им|их|ими|у|ій)"
    r"|(?:[еёая]нн|вш|[ыиу]т)(?:ый|ий|ая|ое|ее|ые|ие|ого|его|ой|ей|ому|ему|ым|им|ых|их|ую|юю)(?:ся)?)"
    r"\s(?:[\w'’-]+\s){0,4}[ву]о?\s",
    re.IGNORECASE,
)
"""A clause of a past participle: "призначений у неділю", "задержанный во вторник"."""
_SINCE = re.compile(r"(?<!\w)(?:з|із|зі|с|со)\s+$", re.IGNORECASE)
_BEGINS = re.compile(
    r"(?<!\w)(?:буд(?:е|уть|ет|ут)|[ву]?ступ(?:ає|ить|ит|ят)|набуд|набува|поч[ни]|нач[ни]|[а-яіїєґ]+тим(?:е|уть)|перейд|запрацю|заборон"
    r"|стан[еу]т?|введ|ввод|запровад|откро|відкри|подорожч|зросте|возобнов|віднов|прекрат|припин|зазвуч|поїд|объяв|оголош|должн|ма(?:є|ють))"
)
"""With "from a day" the present tense says since when ("страйкують з понеділка"): these say from when."""
_BOUND = re.compile(r"(?<!\w)(?:з|із|зі|с|со|до|після|после|від|от|на|к|ко)\s+$", re.IGNORECASE)
"""A day after these bounds a time; nothing is told of it."""
_UNTIL = re.compile(r"(?<!\w)(?:до|к|ко)\s+$", re.IGNORECASE)
_BORDER = re.compile(r"[.!?…]\s+(?=[^\W\d_a-zа-яіїєґё])|\n|[;:,]\s|\s[—–-]\s")
_SENTENCE = re.compile(r"[.!?…]\s+(?=[^\W\d_a-zа-яіїєґё])|\n|;\s")
_ASIDE = re.compile(
    r"\s*(?:[ув]о?\s+|за\s+|до\s+|з\s+|с\s+|на\s+|по\s+|о\s+|об\s+)?"
    r"(?:котор|як(?:ий|а|е|і|ого|ої|ому|им|их|ими|у|ій)(?!\w)|де\s|где\s|коли\s|когда\s|як\s|как\s"
    r"|[а-яіїєґ'’]{2,}(?:[еа]н|[иу]т)(?:ий|а|е|і|ого|ої|ому|им|их|ими|у|ій)\s"
    r"|[а-яё]{2,}(?:[еёая]нн|вш|ущ|ющ|ащ|ящ|[ияе]ем|т)(?:ый|ий|ая|ое|ее|ые|ие|ого|его|ой|ей|ому|ему|ым|им|ых|их|ую|юю)(?:ся)?\s)",
    re.IGNORECASE,
)
_REACH = 240
"""Characters either side of a date in which its clause is sought; linear in the text for all dates."""


def direction(clean: str, start: int, language: str) -> int:
    """-2 surely past to +2 surely ahead, 0 nothing says, for the expression at `start`."""
    before = clean[max(0, start - 40) : start]
    if _AHEAD.search(before) or _is_due(clean, start, before):
        return 2
    if _NAMED_DAY.match(clean, start):
        return 2
    if _BACK.search(before) or _SIGNED.search(before):
        return -2
    chunks, here = _clauses(clean, start)
    left, right = chunks[here]
    if _SINCE.search(before) and not _BEGINS.search(clean, left, right):
        return -2
    if _PARTICIPLE.fullmatch(clean, left, start):
        return -2
    if _PLAN.search(clean[_sentence_start(clean, start) : start]):
        return 2
    found = _of_clause(clean, left, right, start, language)
    if found:
        return 2 * found
    for near in (here + 1, here - 1):
        if 0 <= near < len(chunks):
            found = _of_clause(clean, *chunks[near], start, language)
            if found:
                return found
    return 1 if _UNTIL.search(before) else 0


def _is_due(clean: str, start: int, before: str) -> bool:
    """ "На вторник" is to come; "в ночь на вторник", "станом на вторник" and "на Великдень" are not."""
    return bool(_DUE.search(before)) and not _NIGHT_OR_STATE.search(before) and not _FEAST.match(clean, start)


def is_told(clean: str, start: int) -> bool:
    """Is the day at `start` the one that the text goes on from, not one in a clause that only describes?"""
    if _BOUND.search(clean[max(0, start - 12) : start]):
        return False
    chunks, here = _clauses(clean, start)
    left, right = chunks[here]
    return not _ASIDE.match(clean, left, right)


def _sentence_start(clean: str, start: int) -> int:
    low = max(0, start - _REACH)
    return max((match.end() for match in _SENTENCE.finditer(clean, low, start)), default=low)


def _clauses(clean: str, start: int) -> tuple[list[tuple[int, int]], int]:
    """The stretches between marks in the sentence about `start`, and which of them holds it."""
    low = _sentence_start(clean, start)
    end = _SENTENCE.search(clean, start, start + _REACH)
    high = end.start() + 1 if end else min(len(clean), start + _REACH)
    cuts = [low, *(match.end() for match in _BORDER.finditer(clean, low, high)), high]
    chunks = [(a, b) for a, b in pairwise(cuts) if a < b] or [(low, high)]
    here = next((i for i, (a, b) in enumerate(chunks) if a <= start < b), len(chunks) - 1)
    return chunks, here


def _of_clause(clean: str, left: int, right: int, start: int, language: str) -> int:
    """+1 or -1 by the finite verb nearest to the date; a word such as "has to" with no past is the future; else 0."""
    future = _FUTURE_UK if language == "uk" else _FUTURE_RU
    past = _nearest(_PAST_UK if language == "uk" else _PAST_RU, _NO_PAST, clean, left, right, start)
    must = _MUST.search(clean, left, right)
    ahead = _nearest(future, _NO_FUTURE, clean, left, right, start)
    if must:
        ahead = min(ahead or _FAR, _gap(clean, must.start(), start))
    if past is None and ahead is None:
        return 0
    return 1 if past is None or (ahead is not None and ahead < past) else -1


_FAR = 10_000
_AND = re.compile(r"\s(?:и|і|й|та|а|але|но)\s")
_BEHIND_AND = 60
"""Characters. A verb beyond an "and" is so much further: "он выступил в субботу и готовит" was on Saturday."""


def _gap(clean: str, verb: int, start: int) -> int:
    low, high = sorted((verb, start))
    return high - low + _BEHIND_AND * bool(_AND.search(clean, low, high))


def _nearest(
    forms: re.Pattern[str], others: frozenset[str], clean: str, left: int, right: int, start: int
) -> int | None:
    gaps = [
        _gap(clean, match.start(), start)
        for match in forms.finditer(clean, left, right)
        if match.group().replace("’", "'") not in others
    ]
    return min(gaps, default=None)
