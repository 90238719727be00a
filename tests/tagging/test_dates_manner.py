"""Dates in the manner of live tickers, notices, feasts and asides, in three languages.

The texts are our own; each was written with what it should give before any rule had seen it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from archive.tagging.dates import find_dates, timex
from archive.tagging.recognise import Recogniser, parse_shallow

Read = Callable[[str, str, str], dict[str, str]]


@pytest.fixture(scope="module")
def read() -> Read:
    """Words → value of all dates in a text published on a day."""
    model = Recogniser()

    def values(language: str, text: str, published: str) -> dict[str, str]:
        (parsed,) = model.parse_many([text]) if language == "en" else (parse_shallow(text),)
        return {found.text: found.value for found in find_dates(parsed, language, date.fromisoformat(published))}

    return values


ENGLISH = [
    (
        "2014-02-20",
        "09:15 — Police pulled back last night; the square is quiet.\n\n11:40 — Snipers fire from a hotel.\n\n"
        "14:05 — A first meeting, yesterday, led nowhere. The deputies gather at 3 p.m.",
        {
            "09:15": "2014-02-20T09:15",
            "last night": "2014-02-19TNI",
            "11:40": "2014-02-20T11:40",
            "14:05": "2014-02-20T14:05",
            "yesterday": "2014-02-19",
            "3 p.m.": "2014-02-20T15:00",
        },
    ),
    ("2014-02-20", "At 7 this evening all bells of the city rang.", {"7 this evening": "2014-02-20T19:00"}),
    ("2014-05-05", "It burned down at 11:45 on Saturday night.", {"11:45 on Saturday night": "2014-05-03T23:45"}),
    ("2014-04-17", "The ultimatum ran out at Wednesday noon.", {"Wednesday noon": "2014-04-16T12:00"}),
    (
        "2014-08-31",
        "The corridor will stay open until 4 p.m. on Tuesday, September 2.",
        {"4 p.m. on Tuesday, September 2": "2014-09-02T16:00"},
    ),
    (
        "2014-07-10",
        "On May 2, 2003, a Friday, a train derailed there; a second followed on June 9.",
        {"May 2, 2003": "2003-05-02", "Friday": "2003-05-02", "June 9": "2003-06-09"},
    ),
    ("2014-07-07", "The truce that was to begin on Friday never held.", {"Friday": "2014-07-04"}),
    ("2014-07-07", "The former judge, 58, kept silent. Her driver, 31, did not.", {"58": "P58Y", "31": "P31Y"}),
    ("2014-07-07", "The mayor had left the hall two hours before.", {"two hours": "PT2H"}),
    ("2014-07-07", "From the morning people queued at the bank.", {"morning": "2014-07-07TMO"}),
    (
        "2015-01-05",
        "They spent New Year's Eve in a trench, and New Year's Day too.",
        {"New Year's Eve": "2014-12-31", "New Year's Day": "2015-01-01"},
    ),
    (
        "2014-03-16",
        "The court sat on Friday. The evening before, masked men had come to its door.",
        {"Friday": "2014-03-14", "The evening before": "2014-03-13TEV"},
    ),
    (
        "2014-05-01",
        "In December 2010 prices doubled. Nobody in the village has forgotten that winter.",
        {"December 2010": "2010-12", "that winter": "2010-WI"},
    ),
    ("2014-05-01", "They held out for one day. One day he will be judged.", {"one day": "P1D"}),
    ("2014-05-01", "A hundred and twelve days have passed.", {"A hundred and twelve days": "P112D"}),
    ("2014-05-05", "In the first week of March the shops were empty.", {"the first week of March": "2014-W10"}),
    ("2014-07-07", "The shops still close at 7 p.m. and nobody complains.", {"7 p.m.": "T19:00"}),
    (
        "2014-07-07",
        "Crossing is allowed from 6 a.m. to 8 p.m. if the guns are silent.",
        {"6 a.m.": "T06:00", "8 p.m.": "T20:00"},
    ),
    ("2014-12-20", "They had hoped to be home by Jan. 6.", {"Jan. 6": "2015-01-06"}),
    (
        "2014-03-17",
        "Kiev protested on Monday.\n\nThe envoy arrived on Friday and spoke to nobody. Two days earlier the embassy "
        "had been shut.",
        {"Two days earlier": "2014-03-12"},
    ),
    ("2014-09-01", "Ukraine marched on its Independence Day.", {"Independence Day": "2014-08-24"}),
    (
        "2014-04-29",
        "The strike paused on May Day last year; Easter eggs were sold.",
        {"May Day last year": "2013-05-01"},
    ),
    (
        "2014-07-18",
        "The airliner left on Thursday evening and was due to land at 6:10 a.m. today. Debris fell at 2 a.m. on Friday.",
        {"6:10 a.m. today": "2014-07-18T06:10", "2 a.m. on Friday": "2014-07-18T02:00"},
    ),
    (
        "2014-06-14",
        "The plane, one of two that took off on Friday evening, was hit at 1:10 a.m. over the runway.",
        {"Friday evening": "2014-06-13TEV", "1:10 a.m.": "2014-06-14T01:10"},
    ),
    (
        "2015-02-12",
        "The talks began on Wednesday evening and went on through the night.",
        {"night": "2015-02-11TNI"},
    ),
    ("2014-03-12", "Berlin said on Tuesday that it would not send anyone.", {"Tuesday": "2014-03-11"}),
    (
        "2014-12-19",
        "The ban goes further than earlier sanctions in June and July.",
        {"June": "2014-06", "July": "2014-07"},
    ),
    (
        "2014-02-07",
        "A timeline. 30 November 2013: police clear the square. 12 December: they try again. 19 January 2014: fire bombs.",
        {"30 November 2013": "2013-11-30", "12 December": "2013-12-12", "19 January 2014": "2014-01-19"},
    ),
    ("2014-01-10", "Dynamo were to play on Thursday 20 February in Nicosia.", {"Thursday 20 February": "2014-02-20"}),
    (
        "2015-09-28",
        "On 26 September monitors counted the guns (see their report of 7 April). The same day three were gone.",
        {"7 April": "2015-04-07", "The same day": "2015-09-26"},
    ),
    ("2014-04-17", "He answered for 3 hours and 54 minutes.", {"3 hours and 54 minutes": "PT3H54M"}),
    ("2014-04-17", "They counted shells between 11:28 and 13:34hrs.", {"13:34hrs": "2014-04-17T13:34"}),
    ("2014-04-17", "They lost the case in 1983; the papers came nine years later.", {"nine years": "P9Y"}),
]

UKRAINIAN = [
    ("2014-03-25", "Суд того ж ранку залишив його під вартою.", {"того ж ранку": "2014-03-25TMO"}),
    (
        "2014-07-07",
        "Штурм почався в суботу. Тієї ж ночі міст підірвали.",
        {"суботу": "2014-07-05", "Тієї ж ночі": "2014-07-05TNI"},
    ),
    (
        "2014-07-07",
        "Тиша протрималася щонайменше тиждень. Люди хочуть прожити бодай день без пострілів.",
        {"тиждень": "P1W", "день": "P1D"},
    ),
    (
        "2014-09-05",
        "Двадцять четвертого серпня місто святкувало, а першого вересня школи не відкрилися.",
        {"Двадцять четвертого серпня": "2014-08-24", "першого вересня": "2014-09-01"},
    ),
    ("2014-09-05", "У дев'яностих він торгував лісом.", {"дев'яностих": "199"}),
    ("2014-03-06", "Депутат, затриманий у суботу, обіцяє заговорити.", {"суботу": "2014-03-01"}),
    ("2014-09-10", "Порядок запрацює не пізніше листопада.", {"листопада": "2014-11"}),
    (
        "2014-09-10",
        "Уряд подав у відставку в січні 2009 року, а за рік до того його ще хвалили.",
        {"січні 2009 року": "2009-01", "за рік до того": "2008"},
    ),
    ("2014-09-18", "Саміт відбувся у вівторок, 16 вересня.", {"вівторок, 16 вересня": "2014-09-16"}),
    ("2014-09-10", "Колону бачили в останніх числах серпня.", {"останніх числах серпня": "2014-08"}),
    (
        "2015-01-10",
        "На День Незалежності пройшов марш, а на Новий рік грав оркестр.",
        {"День Незалежності": "2014-08-24", "Новий рік": "2015-01-01"},
    ),
    ("2015-04-14", "На Великдень гармати мовчали.", {"Великдень": "2015-04-12"}),
    ("2015-03-01", "Указ від 16 грудня минулого року скасували.", {"16 грудня минулого року": "2014-12-16"}),
    ("2014-06-01", "У першому тижні квітня ціни зросли.", {"першому тижні квітня": "2014-W14"}),
    ("2014-06-02", "Колону обстріляли в суботу по обіді.", {"суботу по обіді": "2014-05-31TAF"}),
    (
        "2015-02-12",
        "Переговори почалися в середу ввечері й тривали всю ніч; вогонь припинять з опівночі на 15 лютого.",
        {"середу ввечері": "2015-02-11TEV", "ніч": "2015-02-11TNI", "опівночі на 15 лютого": "2015-02-15T00:00"},
    ),
    ("2015-02-12", "Вересневі угоди діяли до кінця місяця.", {"Вересневі": "2014-09", "кінця місяця": "2015-02"}),
]

RUSSIAN = [
    (
        "2014-07-07",
        "В субботу взорвали мост, а тем же вечером отключили свет. В ту же ночь колонна ушла.",
        {"тем же вечером": "2014-07-05TEV", "ту же ночь": "2014-07-05TNI"},
    ),
    ("2014-07-13", "Снаряд упал во двор в 7 часов 40 минут.", {"7 часов 40 минут": "2014-07-13T07:40"}),
    ("2014-03-06", "Министр, назначенный в воскресенье, обещает ответить.", {"воскресенье": "2014-03-02"}),
    ("2014-02-24", "Посол сделал заявление в субботу и готовит новое.", {"субботу": "2014-02-22"}),
    ("2014-03-20", "Её нашли во вторник после обеда.", {"вторник после обеда": "2014-03-18TAF"}),
    (
        "2015-02-28",
        "Политика застрелили в пятницу вечером. Друзья пришли на место ночью.",
        {"пятницу вечером": "2015-02-27TEV", "ночью": "2015-02-27TNI"},
    ),
    ("2014-09-26", "Поставщик продаст за зиму пять миллиардов кубометров.", {"зиму": "2014-WI"}),
    (
        "2014-03-20",
        "Восемнадцатого марта договор подписали, двадцать первого ноября 2013 года всё началось.",
        {"Восемнадцатого марта": "2014-03-18", "двадцать первого ноября 2013 года": "2013-11-21"},
    ),
    (
        "2014-03-17",
        "Киев протестовал в понедельник.\n\nПосол прибыл в пятницу вечером. Двумя днями раньше посольство закрыли.",
        {"Двумя днями раньше": "2014-03-12"},
    ),
    ("2014-05-10", "В День Победы по городу стреляли.", {"День Победы": "2014-05-09"}),
    ("2014-04-22", "На Пасху пушки молчали.", {"Пасху": "2014-04-20"}),
    ("2014-04-22", "Он звонил за три часа до этого.", {"три часа": "PT3H"}),
    (
        "2014-04-22",
        "В девяностые годы шахту закрыли, а строили её в семидесятых.",
        {"девяностые годы": "199", "семидесятых": "197"},
    ),
    (
        "2014-10-20",
        "Парламент объявил в среду, что выборы пройдут в первую неделю ноября.",
        {"первую неделю ноября": "2014-W45"},
    ),
    (
        "2014-07-18",
        "В сентябре 1983 года сбили «Боинг»; самописцы отдали спустя девять лет, в январе 1993-го.",
        {"сентябре 1983 года": "1983-09", "спустя девять лет": "1992", "январе 1993-го": "1993-01"},
    ),
    ("2014-11-05", "Рада соберётся до конца месяца.", {"конца месяца": "2014-11"}),
    ("2014-11-05", "Через три года он вышел на свободу.", {"Через три года": "P3Y"}),
    ("2014-02-18", "Совет собрался в четверг, 13 февраля.", {"четверг, 13 февраля": "2014-02-13"}),
]


@pytest.mark.parametrize(
    ("language", "published", "text", "expected"),
    [("en", *row) for row in ENGLISH] + [("uk", *row) for row in UKRAINIAN] + [("ru", *row) for row in RUSSIAN],
)
def test_dates(language: str, published: str, text: str, expected: dict[str, str], read: Read) -> None:
    found = read(language, text, published)
    assert {words: found.get(words) for words in expected} == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "One day he will be judged."),
        ("en", "He sold Easter eggs and Christmas trees."),
        ("uk", "Великодній кошик і різдвяна зірка."),
        ("ru", "Пасхальный кулич и новогодняя ёлка."),
    ],
)
def test_no_dates(language: str, text: str, read: Read) -> None:
    assert read(language, text, "2014-03-14") == {}


@pytest.mark.parametrize(("year", "day"), [(2013, "2013-05-05"), (2014, "2014-04-20"), (2015, "2015-04-12")])
def test_orthodox_easter(year: int, day: str) -> None:
    assert timex.orthodox_easter(year).isoformat() == day


def test_a_new_paragraph_goes_back_to_a_day_near_publication_only(read: Read) -> None:
    text = (
        "Раду скликали сьогодні. Угоду підписали минулої п'ятниці.\n\nТого самого дня обрали голову.\n\n"
        "Ввечері зала спорожніла."
    )
    assert read("uk", text, "2014-11-27")["Того самого дня"] == "2014-11-27"


def test_an_age_left_out_of_its_second_half(read: Read) -> None:
    assert read("ru", "Первому было 41 год, второму — 29.", "2014-06-18") == {"41 год": "P41Y", "29": "P29Y"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The truce will last two weeks.", "two weeks"),
        ("It would not last two weeks.", "two weeks"),
        ("It didn't last two weeks.", "two weeks"),
        ("It didn’t last two weeks.", "two weeks"),
        ("The talks are to last two weeks.", "two weeks"),
        ("He was away for the last two weeks.", "the last two weeks"),
        ("In his last two weeks he wrote little.", "last two weeks"),
    ],
)
def test_the_verb_last_is_no_part_of_a_length_of_time(text: str, found: str, read: Read) -> None:
    assert read("en", text, "2014-06-20") == {found: "P2W"}
