"""Who speaks: by office, by "he" and "she", by names that the authority lacks; and words in marks that nobody said.

Every text is made up and stood here with its expectation before the rules were written; the shipped authority is used.
"""

from __future__ import annotations

from datetime import date

import pytest

from archive.tagging.values import Article
from tests.tagging.test_quotes_news import tagger

TEXTS: list[tuple[str, str, str, list[tuple[str, str | None]]]] = [
    (
        "en",
        "2014-09-04",
        'Petro Poroshenko flew to Newport on Thursday. Anders Fogh Rasmussen received him.\n\n"We need help now," the Ukrainian president said at the door. "We shall give it," replied the secretary general.',
        [("We need help now", "petro-poroshenko"), ("We shall give it", "anders-fogh-rasmussen")],
    ),
    (
        "en",
        "2014-03-18",
        'Angela Merkel had spoken with Barack Obama by telephone. "The vote is illegal," the chancellor said on Tuesday in Berlin.',
        [("The vote is illegal", "angela-merkel")],
    ),
    (
        "en",
        "2014-05-11",
        'John McCain came to Oslo. Philip Breedlove had been there the week before. "We see no troops leaving," the general told reporters.',
        [("We see no troops leaving", "philip-breedlove")],
    ),
    (
        "en",
        "2014-05-11",
        'Victoria Nuland and Geoffrey Pyatt walked through the square. "We are with you," the ambassador told the crowd.',
        [("We are with you", "geoffrey-pyatt")],
    ),
    (
        "en",
        "2014-06-11",
        'David Cameron was in Brussels, and so was François Hollande. The French president would not hear of it. "A contract is a contract," he said.',
        [("A contract is a contract", "francois-hollande")],
    ),
    (
        "en",
        "2014-05-20",
        'Rinat Akhmetov went on television. Vladimir Putin had not been mentioned once. "Sirens will sound at noon," the tycoon promised.',
        [("Sirens will sound at noon", "rinat-akhmetov")],
    ),
    (
        "en",
        "2014-04-10",
        'Serhiy Taruta met the miners in Donetsk, whom Arsen Avakov had threatened. "I will not send the police," the governor told them.',
        [("I will not send the police", "serhiy-taruta")],
    ),
    (
        "en",
        "2014-03-02",
        'Mykola Hrytsenko, a teacher from Kherson, slept in his car. He had left at night, after Arsen Avakov spoke on television. "There was no time to lose," he said.',
        [("There was no time to lose", "~Mykola Hrytsenko")],
    ),
    (
        "en",
        "2014-08-02",
        'Lyudmila sells bread near the station in Sloviansk. Her son was called up in June. She does not know where he is. "The telephone is silent," she said.',
        [("The telephone is silent", "~Lyudmila")],
    ),
    (
        "en",
        "2014-08-02",
        'Sergei Lavrov spoke to students. Asked about John Kerry, he had mentioned for a corridor. "There will be one," he told them.',
        [("There will be one", "sergey-lavrov")],
    ),
    (
        "en",
        "2014-11-15",
        'Tony Abbott promised to "shirtfront" the guest from Moscow. Vladimir Putin left early. He called the summit "constructive".',
        [("shirtfront", "tony-abbott"), ("constructive", "vladimir-putin")],
    ),
    (
        "en",
        "2014-03-03",
        'Vitaly Churkin dismissed the charges as "a fairy tale". Samantha Power denounced what she called "an act of aggression".',
        [("a fairy tale", "vitaly-churkin"), ("an act of aggression", "samantha-power")],
    ),
    (
        "en",
        "2014-03-03",
        'Yulia Tymoshenko branded the treaty "a surrender". In Moscow, Dmitry Medvedev likened the new ministers to "men in black masks".',
        [("a surrender", "yulia-tymoshenko"), ("men in black masks", "dmitry-medvedev")],
    ),
    (
        "en",
        "2014-03-03",
        'Carl Bildt warned of "a very dangerous road". His demand for "full transparency" found an echo in Warsaw.',
        [("a very dangerous road", "carl-bildt"), ("full transparency", "carl-bildt")],
    ),
    (
        "en",
        "2014-03-03",
        'The battalion "Aidar" lost two men near Metalist. The ship "Slavutych" lay in the bay, and the newspaper "Vesti" wrote nothing of it.',
        [("Aidar", None), ("Slavutych", None), ("Vesti", None)],
    ),
    (
        "en",
        "2014-03-03",
        'Sigmar Gabriel spoke last. The German vice-chancellor, in his own words, was "deeply worried" about the gas.',
        [("deeply worried", "sigmar-gabriel")],
    ),
    (
        "en",
        "2014-07-18",
        'Ruslan Kravets, a farmer of 48, found the first seat in his sunflowers. "I switched off the tractor," said the farmer.',
        [("I switched off the tractor", "~Ruslan Kravets")],
    ),
    (
        "en",
        "2014-07-18",
        '"Nobody will touch anything," said a rebel guard, who gave his name as Grumpy. Alexander Borodai came at noon. "We gave them everything," the premier of the rebels said.',
        [("Nobody will touch anything", "~")],
    ),
    (
        "en",
        "2014-12-02",
        'Natalie Jaresko took the oath on Tuesday. She had been made a citizen of Ukraine hours before. "We are beginning to live in a new way," the new finance minister said, and Petro Poroshenko nodded.',
        [("We are beginning to live in a new way", "natalie-jaresko")],
    ),
    (
        "en",
        "2014-12-02",
        'Petro Poroshenko opened the session. Ukraine, he went on, was "a fortress", and its allies, "thank God", knew it.',
        [("a fortress", "petro-poroshenko"), ("thank God", "petro-poroshenko")],
    ),
    (
        "en",
        "2014-12-02",
        'Viktor Orbán was asked about it in parliament. Hungary, he lectured, had "its own road"; Brussels should "mind its business".',
        [("its own road", "viktor-orban"), ("mind its business", "viktor-orban")],
    ),
    (
        "en",
        "2014-09-02",
        'Vitali Klitschko visited the barricades. The former boxer had come alone. "Take the tyres away," he begged.',
        [("Take the tyres away", "vitali-klitschko")],
    ),
    (
        "en",
        "2014-09-02",
        'Dmitry Rogozin wrote that he would return "in a TU-160". The deputy prime minister had been turned back over Romania.',
        [("in a TU-160", "dmitry-rogozin")],
    ),
    (
        "en",
        "2014-05-02",
        'The Council of Europe sent Thorbjørn Jagland to Kiev. In Strasbourg Nils Muižnieks spoke of "a culture of impunity"; the police, he said, had "lost control".',
        [("a culture of impunity", "~Nils Muižnieks"), ("lost control", "~Nils Muižnieks")],
    ),
    (
        "en",
        "2014-05-02",
        'For Lech Wałęsa the matter was plain: "Europe sleeps." He had told Barack Obama so.',
        [("Europe sleeps.", "lech-walesa")],
    ),
    (
        "en",
        "2014-05-02",
        'Rebecca Harms walked across the square with Elmar Brok. "They want the agreement," said the woman who leads the Greens in the European Parliament.',
        [("They want the agreement", "rebecca-harms")],
    ),
    (
        "en",
        "2014-05-02",
        'Oleksandr Turchynov refused. Calling the paper "an ultimatum", the acting president tore it up, "for ever", as he put it.',
        [("an ultimatum", "oleksandr-turchynov"), ("for ever", "oleksandr-turchynov")],
    ),
    (
        "en",
        "2014-05-02",
        'Nina Petrenko has taught in Horlivka for thirty years. The children ask her about the war. "I tell them the truth," she says, "because they hear the guns." Pavlo Hubarev once sat in her class.',
        [("I tell them the truth", "~Nina Petrenko"), ("because they hear the guns", "~Nina Petrenko")],
    ),
    (
        "en",
        "2014-05-02",
        'Igor Strelkov inspected the post in Slavyansk. The commander was in a bad mood. "They shoot and run," he said, and blamed "drunkards" in his ranks.',
        [("They shoot and run", "igor-girkin"), ("drunkards", "igor-girkin")],
    ),
    (
        "en",
        "2014-06-05",
        'Jen Psaki had no comment for the press. Marie Harf was asked twice. "I have seen the reports," the deputy spokeswoman said.',
        [("I have seen the reports", "marie-harf")],
    ),
    (
        "en",
        "2014-06-05",
        'Aleksei Miller met Andriy Kobolyev in Berlin. The head of Gazprom smiled; "we can wait," he said.',
        [("we can wait", "alexei-miller")],
    ),
    (
        "en",
        "2014-06-05",
        'Mikheil Saakashvili joked that he had been right "six years too early". The former Georgian president added that Putin "never stops at the first hill".',
        [("six years too early", "mikheil-saakashvili"), ("never stops at the first hill", "mikheil-saakashvili")],
    ),
    (
        "ru",
        "2014-03-20",
        "Сергей Шойгу прилетел в Севастополь с Рогозиным. Флот, заверил он, останется «на своём месте».",
        [("на своём месте", "sergei-shoigu")],
    ),
    (
        "ru",
        "2014-03-20",
        "В Праге Милош Земан принял послов. Решение Москвы он назвал «ошибкой», сказал в Берлине Франк-Вальтер Штайнмайер.\n\n«Мы этого не признаем», — заявила в Брюсселе Кэтрин Эштон.",
        [("Мы этого не признаем", "catherine-ashton")],
    ),
    (
        "ru",
        "2014-05-20",
        "В понедельник Дмитрий Медведев встретился с Алексеем Миллером. Цена, подчеркнул Медведев, была «более чем справедливой».",
        [("более чем справедливой", "dmitry-medvedev")],
    ),
    (
        "ru",
        "2014-05-20",
        "Государственный секретарь США Джон Керри вышел к прессе: «Выбор за Москвой».",
        [("Выбор за Москвой", "john-kerry")],
    ),
    (
        "ru",
        "2014-05-20",
        "Игорь Стрелков прибыл из Славянска. «Помощи нет», — признал командир. Партия «Удар» промолчала, газета «Вести» тоже.",
        [("Удар", None), ("Вести", None)],
    ),
    (
        "ru",
        "2014-05-20",
        "Комиссия подвела итоги: «за» — 300, «против» — 12. Сергей Нарышкин закрыл заседание.",
        [("за", None), ("против", None)],
    ),
    (
        "ru",
        "2014-06-10",
        "О выборах спросили Ангелу Меркель. Канцлер ответила, что «легитимность не вызывает сомнений», и уехала.",
        [("легитимность не вызывает сомнений", "angela-merkel")],
    ),
    (
        "ru",
        "2014-06-10",
        "Петр Порошенко принял присягу в субботу, в зале сидел Джо Байден. «Украина не одинока», — сказал вице-президент.",
        [("Украина не одинока", "joe-biden")],
    ),
    (
        "ru",
        "2014-06-10",
        "Обвинения «не стоят бумаги», сказал Чуркин. Их, добавил он, «сочинили в Вашингтоне».",
        [("не стоят бумаги", "vitaly-churkin"), ("сочинили в Вашингтоне", "vitaly-churkin")],
    ),
    (
        "uk",
        "2014-06-10",
        "Андрій Парубій говорив з журналістами разом з Арсеном Аваковим. «Кордон буде закрито», — пообіцяв він.",
        [("Кордон буде закрито", "andriy-parubiy")],
    ),
    (
        "uk",
        "2014-06-10",
        "Референдум, наголосив Яценюк, є «політичним театром», і платити за нього «ніхто не буде».",
        [],
    ),
    (
        "uk",
        "2014-06-10",
        "Міністр закордонних справ Литви Лінас Лінкявічюс звернувся до колег: «Час слів минув».",
        [("Час слів минув", "linas-linkevicius")],
    ),
    (
        "uk",
        "2014-06-10",
        "Олександр Турчинов скликав раду. За його словами, захоплення будівель було «актом агресії».",
        [("актом агресії", "oleksandr-turchynov")],
    ),
    (
        "uk",
        "2014-06-10",
        "Правий сектор і «Самооборона» стояли поруч. Комендант Парубій попередив, що «самооборона» не піде.",
        [("самооборона", None)],
    ),
    (
        "uk",
        "2014-06-10",
        "Угоду розкритикував Віктор Орбан, який назвав її «пострілом у ногу». Прем'єр додав, що Європа «має схаменутися».",
        [("пострілом у ногу", "viktor-orban"), ("має схаменутися", "viktor-orban")],
    ),
    (
        "ru",
        "2014-07-20",
        "Комиссар ООН Нави Пиллэй говорила в Женеве. Она назвала гибель самолёта «преступлением», которое нельзя забыть.",
        [("преступлением", "~Нави Пиллэй")],
    ),
    (
        "ru",
        "2014-07-20",
        "После встречи с Обамой Дэвид Кэмерон вышел к журналистам. «Мы едины», — сказал он.",
        [("Мы едины", "david-cameron")],
    ),
    (
        "ru",
        "2014-07-20",
        "Мэр Славянска Вячеслав Пономарёв угостил гостей чаем. «Они наши гости», — повторил мэр. Арсений Яценюк требовал их отпустить.",
        [("Они наши гости", "vyacheslav-ponomaryov")],
    ),
    (
        "ru",
        "2014-07-20",
        "Учительница Надежда Ковалёва живёт в подвале с апреля. «Дети привыкли к гулу», — говорит она.",
        [("Дети привыкли к гулу", "~Надежда Ковалёва")],
    ),
    (
        "ru",
        "2014-07-20",
        "Виталий Кличко, в свою очередь, обвинил власть в том, что она «развязала войну со своим народом».",
        [("развязала войну со своим народом", "vitali-klitschko")],
    ),
    (
        "ru",
        "2014-07-20",
        "По словам Лаврова, Киев «саботирует» договор, а Вашингтон, по его словам, «закрывает глаза».",
        [("саботирует", "sergey-lavrov"), ("закрывает глаза", "sergey-lavrov")],
    ),
    (
        "uk",
        "2014-07-20",
        "Юлія Тимошенко написала листа. Вона закликала «не продавати Україну» і подякувала Ангелі Меркель.",
        [("не продавати Україну", "yulia-tymoshenko")],
    ),
    (
        "uk",
        "2014-07-20",
        "Речниця Держдепу Джен Псакі відкинула закиди. «Це смішно», — сказала речниця.",
        [("Це смішно", "jen-psaki")],
    ),
    (
        "uk",
        "2014-07-20",
        "Як сказав Володимир Путін, Росія «ніколи не залишить» земляків.",
        [("ніколи не залишить", "vladimir-putin")],
    ),
    (
        "uk",
        "2014-07-20",
        "Водій Степан Гнатюк бачив усе з кабіни. За його словами, танки йшли «як на параді».",
        [("як на параді", "~Степан Гнатюк")],
    ),
    (
        "uk",
        "2014-07-20",
        "Ігор Коломойський пообіцяв «нагороду за кожного диверсанта», а Арсен Аваков, за його ж словами, «не проти».",
        [("нагороду за кожного диверсанта", "ihor-kolomoyskyi")],
    ),
    (
        "uk",
        "2014-07-20",
        "Батальйон «Донбас» відійшов. Семен Семенченко назвав бій «пеклом» і попросив зброї.",
        [("Донбас", None), ("пеклом", "semen-semenchenko")],
    ),
    ("uk", "2014-07-20", "Мітинг зібрав тисячі: «Ганьба!» — скандували люди на Майдані.", [("Ганьба!", "~")]),
    (
        "ru",
        "2014-07-20",
        "Рамзан Кадыров отозвался о санкциях в своём микроблоге: «Мне в Европу не нужно». Он, по собственному признанию, «спит спокойно».",
        [("Мне в Европу не нужно", "ramzan-kadyrov")],
    ),
]
"""Language, day, text, quoted words with their speaker ("~name": a name without actor; None: nobody's words)."""


@pytest.mark.parametrize(("language", "day", "body", "expected"), TEXTS)
def test_speakers(language: str, day: str, body: str, expected: list[tuple[str, str | None]]) -> None:
    quotes = tagger().tag(Article(body, "", language, date.fromisoformat(day))).quotes
    for words, who in expected:
        found = {
            q.actor or f"~{q.speaker_name}" for q in quotes if q.type != "indirect" and words in body[q.start : q.end]
        }
        assert found == (set() if who is None else {who}), words


NO_STATEMENT = [
    ("en", "Putin met the press. In Brussels, Putin said on Monday, nothing was agreed.", "In Brussels"),
    ("en", "By evening, the mayor said, the town was calm.", "By evening"),
    ("en", "DONETSK, May 8, Denis Pushilin said, voters came.", "DONETSK, May 8"),
    ("en", "The minister welcomed the report.", "the report"),
    ("en", "The mayor praised women and children.", "women and children"),
    ("en", "John Kerry criticised the United States.", "the United States"),
    ("ru", "В Верховной Раде, отметил Путин.", "В Верховной Раде"),
    ("uk", "У Донецьку, повідомив мер.", "У Донецьку"),
    ("uk", "Порошенко сказав, що у Верховній Раді.", "у Верховній Раді"),
]
STATEMENT = [
    ("en", "By evening, the mayor said, the town was calm.", "the town was calm"),
    ("en", "Moscow denied any role in the fighting.", "any role in the fighting"),
    ("en", "Kiev condemned the shelling of the school.", "the shelling of the school"),
    ("en", "Kerry accused Moscow of arming rebels.", "arming rebels"),
    ("en", "Lavrov promised to send more aid.", "to send more aid"),
    ("en", "Poroshenko demanded that Russia withdraw its troops.", "that Russia withdraw its troops"),
    ("en", "Western sanctions, Sergey Lavrov said, are useless.", "Western sanctions"),
    ("uk", "За словами Порошенка, в Україні війна.", "в Україні війна"),
]


def indirect(language: str, body: str) -> set[str]:
    quotes = tagger().tag(Article(body, "", language, date(2014, 6, 20))).quotes
    return {body[q.start : q.end] for q in quotes if q.type == "indirect"}


@pytest.mark.parametrize(("language", "body", "words"), NO_STATEMENT)
def test_a_place_a_time_or_a_bare_name_is_no_indirect_speech(language: str, body: str, words: str) -> None:
    assert words not in indirect(language, body)


@pytest.mark.parametrize(("language", "body", "words"), STATEMENT)
def test_a_short_statement_stays_indirect_speech(language: str, body: str, words: str) -> None:
    assert words in indirect(language, body)


def test_a_short_turn_of_a_transcript_was_said() -> None:
    body = (
        "QUESTION: Did you meet Mr. Lavrov today?\n\nMS. PSAKI: Not today. Good question.\n\n"
        "QUESTION: And tomorrow, then?\n\nMS. PSAKI: No comment on that. Thanks.\n"
    )
    quotes = tagger().tag(Article(body, "", "en", date(2014, 6, 20))).quotes
    said = {body[q.start : q.end] for q in quotes}
    assert {"Not today. Good question.", "No comment on that. Thanks."} <= said


def test_paragraphs_behind_a_turn_that_open_with_a_mark_are_his_too() -> None:
    body = (
        '"ANNA BELL: Did the harbour close this week?\n\n"BORIS GRAY: It did not close, whatever they write.\n\n'
        '"The ships came in on every day of it, and I counted them.\n\n"(LAUGHTER.)\n\n'
        '"ANNA BELL: Then who closed the market, Mr Gray?\n'
    )
    quotes = tagger().tag(Article(body, "", "en", date(2014, 6, 20))).quotes
    ships = next(q for q in quotes if body.startswith("The ships came in", q.start))
    assert ships.type == "direct"
    assert ships.speaker_start is not None
    assert body[ships.speaker_start : ships.speaker_end] == "BORIS GRAY"
    assert body[: ships.end].endswith("I counted them.")
    assert not any("LAUGHTER" in body[q.start : q.end] for q in quotes)


def test_marked_words_within_what_one_says_of_oneself_are_no_quote_of_their_own() -> None:
    body = "Mary Gray said she expects the harbour “to go on counting ships and defending its market as it must.”"
    quotes = tagger().tag(Article(body, "", "en", date(2014, 6, 20))).quotes
    assert [(q.type, body[q.start : q.end].split()[0]) for q in quotes] == [("mixed", "she")]


def test_another_voice_within_what_one_says_keeps_its_quote() -> None:
    body = (
        "Mary Gray said Boris Stone expects the harbour “to go on counting ships and defending its market as it must.”"
    )
    quotes = tagger().tag(Article(body, "", "en", date(2014, 6, 20))).quotes
    assert "direct" in {q.type for q in quotes}
