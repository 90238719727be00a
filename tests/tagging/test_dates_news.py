"""What a reader of English news takes its dates for: weekdays by tense and nearness, hours by the day told of.

The texts are our own; each was written with what it should give before any rule had seen it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from archive.tagging.dates import find_dates
from archive.tagging.recognise import Recogniser

Read = Callable[[str, str], dict[str, str]]


@pytest.fixture(scope="module")
def read() -> Read:
    """Words → value of all dates in a text published on a day; "" for an unknown one."""
    model = Recogniser()

    def values(text: str, published: str) -> dict[str, str]:
        (parsed,) = model.parse_many([text])
        day = date.fromisoformat(published) if published else None
        return {found.text: found.value for found in find_dates(parsed, "en", day)}

    return values


TEXTS = [
    (
        "2014-03-20",
        "DONETSK — Miners said on Thursday that they would strike from Monday unless the arrested were freed by Saturday.",
        {"Thursday": "2014-03-20", "Monday": "2014-03-24", "Saturday": "2014-03-22"},
    ),
    (
        "2014-03-20",
        "The council rejected Tuesday's decision and put off a vote until next week.",
        {"Tuesday": "2014-03-18", "next week": "2014-W13"},
    ),
    (
        "2014-03-15",
        "Kiev called Sunday's vote illegal. Ministers meet in Brussels on Monday to weigh sanctions.",
        {"Sunday": "2014-03-16", "Monday": "2014-03-17"},
    ),
    (
        "2014-03-17",
        "Kiev called Sunday's vote illegal. Ministers met in Brussels on Monday to weigh sanctions.",
        {"Sunday": "2014-03-16", "Monday": "2014-03-17"},
    ),
    (
        "2014-04-16",
        "The talks, planned for Thursday in Geneva, may not take place, an official said.",
        {"Thursday": "2014-04-17"},
    ),
    (
        "2014-04-18",
        "The four sides agreed in Geneva late on Thursday that buildings must be left by Sunday.",
        {"Thursday": "2014-04-17", "Sunday": "2014-04-20"},
    ),
    (
        "2014-08-11",
        "The convoy left on Monday morning. Two days earlier NATO had warned of an invasion under the guise of help.",
        {"Monday morning": "2014-08-11TMO", "Two days earlier": "2014-08-09"},
    ),
    (
        "2014-07-18",
        "The airliner went down on Thursday afternoon. By evening, fields were full of wreckage. The next morning monitors arrived.",
        {"Thursday afternoon": "2014-07-17TAF", "evening": "2014-07-17TEV", "The next morning": "2014-07-18TMO"},
    ),
    (
        "2014-09-03",
        "The rouble has lost a fifth since January, and the central bank expects 7 per cent inflation by the end of the year.",
        {"January": "2014-01", "the end of the year": "2014-12"},
    ),
    (
        "2014-02-21",
        "Under the deal early elections are to be held no later than December, and the constitution of 2004 returns within 48 hours.",
        {"December": "2014-12", "2004": "2004", "48 hours": "PT48H"},
    ),
    (
        "2014-01-23",
        "Three people died in clashes that began on Sunday. A truce was to run until 8 p.m. on Thursday.",
        {"Sunday": "2014-01-19", "8 p.m. on Thursday": "2014-01-23T20:00"},
    ),
    (
        "2014-06-25",
        "The upper house will vote on Wednesday to revoke the mandate it gave on March 1.",
        {"Wednesday": "2014-06-25", "March 1": "2014-03-01"},
    ),
    (
        "2014-12-05",
        "The truce agreed on Sept. 5 has been broken daily. A new round of talks is due on Tuesday, Dec. 9.",
        {"Sept. 5": "2014-09-05", "daily": "P1D", "Tuesday, Dec. 9": "2014-12-09"},
    ),
    (
        "2015-01-12",
        "Foreign ministers meet in Berlin on Monday evening after a summit planned for Jan. 15 was cancelled.",
        {"Monday evening": "2015-01-12TEV", "Jan. 15": "2015-01-15"},
    ),
    (
        "2014-11-03",
        "Separatists held elections on Sunday in defiance of Kiev; the OSCE had refused on Friday to send observers.",
        {"Sunday": "2014-11-02", "Friday": "2014-10-31"},
    ),
    (
        "2014-03-02",
        "The Federation Council approved the use of force on Saturday. Ukraine, in response, called up reservists the next day.",
        {"Saturday": "2014-03-01", "the next day": "2014-03-02"},
    ),
    (
        "2014-05-05",
        "More than 40 people died in Friday's fire in Odessa. Mourners gathered over the weekend.",
        {"Friday": "2014-05-02", "the weekend": "2014-W18-WE"},
    ),
    (
        "2014-08-26",
        "It was the first meeting of the two presidents since June 6, and lasted two hours.",
        {"June 6": "2014-06-06", "two hours": "PT2H"},
    ),
    (
        "2014-10-17",
        "Asked about gas, he said a deal for the winter could be signed next Tuesday.",
        {"the winter": "2014-WI", "next Tuesday": "2014-10-21"},
    ),
    (
        "2014-02-10",
        "Yanukovych, 63, has been in office for four years. He was elected in February 2010.",
        {"63": "P63Y", "four years": "P4Y", "February 2010": "2010-02"},
    ),
    (
        "2014-06-17",
        "Gazprom cut off gas on Monday after a deadline passed at 10 a.m. Moscow time.",
        {"Monday": "2014-06-16", "10 a.m.": "2014-06-16T10:00"},
    ),
    (
        "2014-08-19",
        "The bodies of 15 people were recovered from a refugee convoy hit the day before near Luhansk.",
        {"the day before": "2014-08-18"},
    ),
    (
        "2014-04-14",
        "An ultimatum expired at 9 a.m. on Monday without any sign of an attack. It had been set by Turchynov on Sunday.",
        {"9 a.m. on Monday": "2014-04-14T09:00", "Sunday": "2014-04-13"},
    ),
    (
        "2014-03-27",
        "The assembly adopted the resolution by 100 votes to 11 on Thursday, eleven days after the vote it declares invalid.",
        {"Thursday": "2014-03-27", "eleven days": "P11D"},
    ),
    (
        "2014-05-13",
        "Results announced on Monday gave 89 per cent. Moscow said that same evening it respected the choice.",
        {"Monday": "2014-05-12", "evening": "2014-05-12TEV"},
    ),
    (
        "2014-09-10",
        "Russia has withdrawn most of its troops, Poroshenko told ministers on Wednesday; a law on special status goes to parliament next week.",
        {"Wednesday": "2014-09-10", "next week": "2014-W38"},
    ),
    (
        "2014-07-31",
        "Parliament refused to accept the resignation that Yatsenyuk offered last Thursday.",
        {"last Thursday": "2014-07-24"},
    ),
    (
        "2014-01-16",
        "Deputies passed the laws by a show of hands on Thursday; they come into force as soon as the president signs them, probably on Friday.",
        {"Thursday": "2014-01-16", "Friday": "2014-01-17"},
    ),
    (
        "2014-12-30",
        "In the first nine months of the year exports fell by a fifth. The budget for 2015 was adopted at about 4 a.m. on Monday.",
        {"the first nine months": "P9M", "2015": "2015", "4 a.m. on Monday": "2014-12-29T04:00"},
    ),
    (
        "2014-02-26",
        "Thousands scuffled outside the assembly in Simferopol on Wednesday. Crimea's deputies had been called to a session in the afternoon, which did not take place.",
        {"Wednesday": "2014-02-26", "afternoon": "2014-02-26TAF"},
    ),
    (
        "2014-08-15",
        "Two British reporters saw vehicles cross on Thursday night. Asked about it on Friday, the ministry denied everything.",
        {"Thursday night": "2014-08-14TNI", "Friday": "2014-08-15"},
    ),
    (
        "2013-12-08",
        "The statue of Lenin was pulled down on Sunday at about 6 p.m. It had stood there since 1946.",
        {"Sunday": "2013-12-08", "6 p.m.": "2013-12-08T18:00", "1946": "1946"},
    ),
    (
        "2014-03-10",
        "He would return to Kiev by Friday, the former president promised in Rostov.",
        {"Friday": "2014-03-14"},
    ),
    ("2014-10-24", "Voters elect a new parliament on Sunday. Of 450 seats, 27 stay empty.", {"Sunday": "2014-10-26"}),
    (
        "2014-04-30",
        "The loan runs for two years; a first part of $3.2 billion arrives in early May.",
        {"two years": "P2Y", "early May": "2014-05"},
    ),
    (
        "2014-07-24",
        "Mourning lasted through the night. Two more planes are expected on Friday.",
        {"night": "2014-07-23TNI", "Friday": "2014-07-25"},
    ),
    (
        "2014-06-30",
        "The ceasefire, extended on Friday by three days, runs out at 10 p.m. on Monday.",
        {"Friday": "2014-06-27", "three days": "P3D", "10 p.m. on Monday": "2014-06-30T22:00"},
    ),
    (
        "2014-09-20",
        "A memorandum signed in the early hours of Saturday bans offensive operations within 24 hours.",
        {"the early hours of Saturday": "2014-09-20TMO", "24 hours": "PT24H"},
    ),
    (
        "2014-11-14",
        "Separatist leaders took their oaths last week, ten days after the poll.",
        {"last week": "2014-W45", "ten days": "P10D"},
    ),
    (
        "2014-02-19",
        "Nine policemen were among the dead of Tuesday's violence, the ministry said early on Wednesday.",
        {"Tuesday": "2014-02-18", "Wednesday": "2014-02-19"},
    ),
    (
        "2014-03-18",
        "On Sunday they voted, on Monday they declared independence, and on Tuesday Putin signed.",
        {"Sunday": "2014-03-16", "Monday": "2014-03-17", "Tuesday": "2014-03-18"},
    ),
    (
        "2014-05-24",
        "Russia will respect the result, Putin said on Friday, two days before the vote.",
        {"Friday": "2014-05-23", "two days": "P2D"},
    ),
    (
        "2014-03-07",
        "Crimea's assembly asked to join Russia on Thursday and moved the referendum to March 16.",
        {"Thursday": "2014-03-06", "March 16": "2014-03-16"},
    ),
    ("2014-01-29", "The amnesty becomes void if the buildings are not cleared within 15 days.", {"15 days": "P15D"}),
    (
        "2014-02-04",
        "Ashton arrives in Kiev this evening for two days of talks; deputies resumed their session in the morning.",
        {"this evening": "2014-02-04TEV", "two days": "P2D", "morning": "2014-02-04TMO"},
    ),
    (
        "2014-05-03",
        "Odessa declared three days of mourning on Saturday after at least 42 people died the day before, most of them in a burning building.",
        {"three days": "P3D", "Saturday": "2014-05-03", "the day before": "2014-05-02"},
    ),
    (
        "2014-08-29",
        "Ukraine's troops surrounded at Ilovaisk since Sunday were offered a corridor by Putin in the early hours of Friday.",
        {"Sunday": "2014-08-24", "the early hours of Friday": "2014-08-29TMO"},
    ),
    (
        "2014-11-12",
        "NATO's commander said columns of tanks had entered over the previous two days. The Security Council was to meet late on Wednesday.",
        {"the previous two days": "P2D", "Wednesday": "2014-11-12"},
    ),
    (
        "2014-02-25",
        "The vote on a government, expected on Tuesday, was put off until Thursday.",
        {"Tuesday": "2014-02-25", "Thursday": "2014-02-27"},
    ),
    (
        "2014-02-22",
        "He had signed the agreement on Friday afternoon and was gone by nightfall.",
        {"Friday afternoon": "2014-02-21TAF"},
    ),
    (
        "2014-03-21",
        "Putin signed the law on Friday, completing the annexation within a week of the vote. The EU's leaders had met until after midnight.",
        {"Friday": "2014-03-21", "a week": "P1W"},
    ),
    (
        "2014-07-21",
        "Rebel leader Borodai handed over the recorders shortly after midnight. A train with the bodies had left Torez on Monday evening.",
        {"Monday evening": "2014-07-21TEV"},
    ),
    (
        "2014-09-02",
        "The number of refugees has passed one million, the UN agency said on Tuesday, up from 117,000 four weeks earlier.",
        {"Tuesday": "2014-09-02", "four weeks earlier": "2014-W32"},
    ),
    (
        "2014-01-26",
        "Azarov was asked to stay on until a new government is formed. Talks resume on Monday; a special session follows on Tuesday.",
        {"Monday": "2014-01-27", "Tuesday": "2014-01-28"},
    ),
    ("2014-12-22", "A first meeting was held on Dec. 24 last year.", {"Dec. 24 last year": "2013-12-24"}),
    (
        "2014-12-22",
        "Belarus's president was in Kiev on Sunday, Kazakhstan's on Monday. The contact group meets on Wednesday and again on Friday.",
        {"Sunday": "2014-12-21", "Monday": "2014-12-22", "Wednesday": "2014-12-24", "Friday": "2014-12-26"},
    ),
    (
        "2015-01-14",
        "A rocket hit a bus near Volnovakha on Tuesday afternoon, killing 12. Thursday will be a day of mourning.",
        {"Tuesday afternoon": "2015-01-13TAF", "Thursday": "2015-01-15"},
    ),
    (
        "2014-06-18",
        "The president said he would order a unilateral ceasefire within days. He had discussed it with Putin by telephone late on Tuesday.",
        {"Tuesday": "2014-06-17"},
    ),
    (
        "2014-03-13",
        "Merkel told parliament on Thursday that the EU would take further steps on Monday if Moscow did not change course.",
        {"Thursday": "2014-03-13", "Monday": "2014-03-17"},
    ),
    (
        "2014-08-06",
        "Sanctions cost Russia little so far. In the second quarter the economy grew by 0.8 per cent, after 0.9 in the first quarter of 2014.",
        {"the first quarter of 2014": "2014-Q1"},
    ),
    (
        "2014-05-26",
        "Poroshenko won 54 per cent in Sunday's election, with counting due to finish by Thursday. He is to be sworn in before mid-June.",
        {"Sunday": "2014-05-25", "Thursday": "2014-05-29", "mid-June": "2014-06"},
    ),
    (
        "2014-10-09",
        "More than 330 people have died since the truce of Sept. 5, the U.N. said. The dispute over the airport began in May.",
        {"Sept. 5": "2014-09-05", "May": "2014-05"},
    ),
    (
        "2014-04-02",
        "The price rose from $268.50 to $385.50 on April 1. Ukraine must pay $2.2 billion by April 7.",
        {"April 1": "2014-04-01", "April 7": "2014-04-07"},
    ),
    (
        "2014-03-05",
        "Kerry laid flowers on Tuesday where dozens had been shot on Feb. 20. On Wednesday he was to see Lavrov in Paris.",
        {"Tuesday": "2014-03-04", "Feb. 20": "2014-02-20", "Wednesday": "2014-03-05"},
    ),
    (
        "2014-07-17",
        "The plane left Amsterdam at 12:14 p.m. and was due in Kuala Lumpur at 6:10 a.m. on Friday.",
        {"12:14 p.m.": "2014-07-17T12:14", "6:10 a.m. on Friday": "2014-07-18T06:10"},
    ),
    (
        "2014-02-20",
        "Thursday was the bloodiest day in the country's history since independence in 1991.",
        {"Thursday": "2014-02-20", "1991": "1991"},
    ),
    (
        "2014-01-21",
        "Text messages reached people near the clashes just after midnight: the laws took effect on Tuesday.",
        {"Tuesday": "2014-01-21", "midnight": "2014-01-21T00:00"},
    ),
    (
        "2014-08-25",
        "In a speech on Sunday, the 23rd anniversary of independence, he promised three billion dollars over three years for the army.",
        {"Sunday": "2014-08-24", "over three years": "P3Y"},
    ),
    (
        "2014-09-30",
        "Gas talks in Berlin ended on Friday with a plan for the winter; a reply was expected this week.",
        {"Friday": "2014-09-26", "the winter": "2014-WI", "this week": "2014-W40"},
    ),
    (
        "2014-10-06",
        "Nemirovsky, aged 45, was abducted at dawn and freed nine hours later.",
        {"aged 45": "P45Y", "dawn": "2014-10-06TMO"},
    ),
    (
        "2014-04-29",
        "Monday's sanctions disappointed the markets' pessimists: the rouble rose. In the year to March capital flight reached $50 billion.",
        {"Monday": "2014-04-28", "March": "2014-03"},
    ),
    (
        "2014-02-14",
        "Half a year ago few would have believed it. All 234 detained protesters are free, and City Hall is to be cleared by Monday.",
        {"Half a year ago": "2013-08", "Monday": "2014-02-17"},
    ),
    (
        "2014-06-09",
        "The three sides agreed to meet every day until the plan is in force. On Sunday they had talked for three hours.",
        {"every day": "P1D", "Sunday": "2014-06-08", "three hours": "PT3H"},
    ),
    (
        "2014-06-03",
        "Obama, who begins a four-day trip in Warsaw, will meet Poroshenko on Wednesday, three days before the inauguration.",
        {"four-day": "P4D", "Wednesday": "2014-06-04", "three days": "P3D"},
    ),
    (
        "2014-03-31",
        "Medvedev flew to Simferopol on Monday with half his cabinet. A free economic zone is to exist from next year.",
        {"Monday": "2014-03-31", "next year": "2015"},
    ),
    (
        "2014-11-27",
        "The new parliament sat for the first time on Thursday, a month and a day after the election. Yatsenyuk was confirmed within hours.",
        {"Thursday": "2014-11-27"},
    ),
    (
        "2014-08-01",
        "Experts reached the crash site on Thursday for the first time in a week; they had tried since Sunday.",
        {"Thursday": "2014-07-31", "a week": "P1W", "Sunday": "2014-07-27"},
    ),
    (
        "2013-12-13",
        "A round table on Friday brought no result. The opposition called its supporters out again on Sunday.",
        {"Friday": "2013-12-13", "Sunday": "2013-12-15"},
    ),
    (
        "2013-12-13",
        "Tens of thousands are expected at Sunday's rally; 200,000 had come the previous Sunday.",
        {"Sunday": "2013-12-15", "previous Sunday": "2013-12-08"},
    ),
    (
        "2014-05-11",
        "Polling stations opened at 8 a.m. on Sunday in a referendum called three weeks before.",
        {"8 a.m. on Sunday": "2014-05-11T08:00", "three weeks before": "2014-W16"},
    ),
    (
        "2014-04-22",
        "Biden, on a two-day visit, meets the acting president on Tuesday morning and flies home in the evening.",
        {"two-day": "P2D", "Tuesday morning": "2014-04-22TMO", "evening": "2014-04-22TEV"},
    ),
    (
        "2014-09-06",
        "On the first night of the truce there was shelling near Mariupol. It had come into force at 6 p.m. on Friday.",
        {"6 p.m. on Friday": "2014-09-05T18:00"},
    ),
    (
        "2015-02-10",
        "A rocket strike on Kramatorsk killed 15 on Tuesday, a day before the leaders were to meet in Minsk.",
        {"Tuesday": "2015-02-10", "a day": "P1D"},
    ),
    (
        "2014-02-21",
        "President and opposition signed a deal on Friday after all-night talks. He will keep office until an early election in December at the latest.",
        {"Friday": "2014-02-21", "December": "2014-12"},
    ),
    (
        "2014-03-01",
        "Kiev says 6,000 more Russian troops have arrived since Friday. Parliament convenes on Sunday in closed session.",
        {"Friday": "2014-02-28", "Sunday": "2014-03-02"},
    ),
    (
        "2014-03-19",
        "Naval headquarters in Sevastopol was stormed on Wednesday morning, hours after Tuesday's signing. The commander was led away and freed in the night.",
        {"Wednesday morning": "2014-03-19TMO", "Tuesday": "2014-03-18"},
    ),
    (
        "2014-04-10",
        "The price rise announced last week would take effect from April 1, Gazprom said in a letter on Thursday.",
        {"last week": "2014-W14", "April 1": "2014-04-01", "Thursday": "2014-04-10"},
    ),
    (
        "2014-04-13",
        "Avakov wrote on Facebook at 10 a.m. that an operation had begun. Two officers were shot an hour later.",
        {"10 a.m.": "2014-04-13T10:00"},
    ),
    (
        "2014-05-06",
        "Foreign ministers of 47 countries met in Vienna on Tuesday. Steinmeier called for a second Geneva meeting before May 25.",
        {"Tuesday": "2014-05-06", "May 25": "2014-05-25"},
    ),
    (
        "2014-05-16",
        "The IMF's first $3.2 billion arrived last week, enough to pay gas bills due since March.",
        {"last week": "2014-W19", "March": "2014-03"},
    ),
    (
        "2014-06-11",
        "On its fourth attempt in a week the army opened a corridor; the president wants it in place by Friday.",
        {"a week": "P1W", "Friday": "2014-06-13"},
    ),
    (
        "2014-07-02",
        "Three soldiers died in the first 24 hours after the truce, which Kiev had not prolonged when it ran out on Monday night.",
        {"the first 24 hours": "PT24H", "Monday night": "2014-06-30TNI"},
    ),
    (
        "2014-07-16",
        "New sanctions followed on Wednesday. The EU had set June 30 as a deadline and then let it pass.",
        {"Wednesday": "2014-07-16", "June 30": "2014-06-30"},
    ),
    (
        "2014-07-27",
        "Police gave up a visit to the site on Sunday for the second day running. Saturday's attempt had ended at a checkpoint.",
        {"Sunday": "2014-07-27", "Saturday": "2014-07-26"},
    ),
    (
        "2014-08-17",
        "Ministers of four countries meet in Berlin on Sunday evening. A jet was shot down in the morning near Luhansk.",
        {"Sunday evening": "2014-08-17TEV", "morning": "2014-08-17TMO"},
    ),
    (
        "2014-09-07",
        "The two presidents agreed by telephone on Saturday that the truce was holding. Hours later shells fell on Mariupol's edge, killing a 33-year-old woman.",
        {"Saturday": "2014-09-06", "33-year-old": "P33Y"},
    ),
    (
        "2014-09-16",
        "Deputies in Kiev and Strasbourg ratified the agreement at the same moment on Tuesday. Its trade part starts in 2016.",
        {"Tuesday": "2014-09-16", "2016": "2016"},
    ),
    ("2014-10-20", "Total's head, Christophe de Margerie, 63, died shortly before midnight on Monday.", {"63": "P63Y"}),
    (
        "2014-10-31",
        "In the summer Ukraine stored 16.7 billion cubic metres. Deliveries resume once $2.2 billion is paid, by the end of next week.",
        {"the summer": "2014-SU", "the end of next week": "2014-W45"},
    ),
    (
        "2014-11-02",
        "Polls in Donetsk were to close at 8 p.m., four hours after those in Kiev had closed a week earlier.",
        {"8 p.m.": "2014-11-02T20:00", "four hours": "PT4H", "a week earlier": "2014-W43"},
    ),
    (
        "2014-12-01",
        "South Stream is dead, Putin said in Ankara on Monday. Work had begun in 2012 and was to end in 2018.",
        {"Monday": "2014-12-01", "2012": "2012", "2018": "2018"},
    ),
    (
        "2014-12-19",
        "Until Thursday evening nobody in Brussels knew whether new measures would be passed; on Friday Obama banned exports to Crimea.",
        {"Thursday evening": "2014-12-18TEV", "Friday": "2014-12-19"},
    ),
    (
        "2015-01-26",
        "Moody's may follow. S&P cut Russia to junk on Monday for the first time in ten years.",
        {"Monday": "2015-01-26", "ten years": "P10Y"},
    ),
    (
        "2015-01-31",
        "Talks in Minsk collapsed on Saturday after four hours. Separatists want the line of Sept. 19 redrawn.",
        {"Saturday": "2015-01-31", "four hours": "PT4H"},
    ),
    (
        "2013-11-30",
        "Berkut units cleared the square at four in the morning on Saturday, when only some 400 people were left.",
        {"four in the morning on Saturday": "2013-11-30T04:00"},
    ),
    (
        "2013-12-10",
        "Ashton and Nuland arrive on Tuesday. The prosecutor summoned three opposition leaders for Wednesday.",
        {"Tuesday": "2013-12-10", "Wednesday": "2013-12-11"},
    ),
    (
        "2014-01-24",
        "A policeman was stabbed on Friday night, the ministry said. Deputies will discuss the laws of Jan. 16 on Tuesday.",
        {"Friday night": "2014-01-24TNI", "Jan. 16": "2014-01-16", "Tuesday": "2014-01-28"},
    ),
    (
        "2014-03-12",
        "Crimea's airport was closed to Kiev's flights on Tuesday until Monday, the day after the vote.",
        {"Tuesday": "2014-03-11", "Monday": "2014-03-17"},
    ),
    (
        "2014-08-31",
        "Eleven hours of talks ended at 2 a.m. on Sunday. In a week's time new measures are to be ready.",
        {"Eleven hours": "PT11H", "2 a.m. on Sunday": "2014-08-31T02:00"},
    ),
    (
        "2014-04-15",
        "The operation that Turchynov had promised for the weekend began on Tuesday with the recapture of an airfield.",
        {"Tuesday": "2014-04-15"},
    ),
    (
        "2014-02-28",
        "Yanukovych had last been seen on video a week ago. On Friday he spoke in Rostov-on-Don for an hour and a half.",
        {"a week ago": "2014-W08", "Friday": "2014-02-28"},
    ),
]


@pytest.mark.parametrize(("published", "text", "expected"), TEXTS)
def test_dates_of_a_piece_of_news(published: str, text: str, expected: dict[str, str], read: Read) -> None:
    found = read(text, published)
    assert {words: found.get(words) for words in expected} == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("They talked until after midnight on Friday.", "2014-03-15T00:00"),
        ("The ceasefire ends at midnight on Friday.", "2014-03-15T00:00"),
        ("It began shortly after midnight on Friday.", "2014-03-14T00:00"),
        ("Campaigning ends on Friday at midnight.", "2014-03-15T00:00"),
        ("It begins at midnight between Saturday and Sunday.", "2014-03-16T00:00"),
    ],
)
def test_midnight_ends_a_day_unless_something_comes_after_it(text: str, value: str, read: Read) -> None:
    assert list(read(text, "2014-03-14").values()) == [value]


def test_new_paragraphs_go_on_from_the_day_of_the_story(read: Read) -> None:
    text = (
        "Police attacked the camp late on Tuesday.\n\nIn the morning thousands had marched. At 6 p.m. the metro shut."
    )
    assert list(read(text, "2014-02-19").values()) == ["2014-02-18", "2014-02-18TMO", "2014-02-18T18:00"]


def test_an_aside_does_not_move_the_day_that_is_told(read: Read) -> None:
    text = "A truce announced late on Wednesday had lasted less than a night. Soon after 9 a.m. police fell back."
    assert read(text, "2014-02-20")["9 a.m."] == "2014-02-20T09:00"


def test_a_weekday_in_doubt_is_the_one_that_the_text_names_elsewhere(read: Read) -> None:
    text = "The vote is on Sunday, March 23. Moscow praised Sunday's vote."
    assert read(text, "2014-03-19")["Sunday"] == "2014-03-23"


@pytest.mark.parametrize(
    ("published", "value"), [("2014-03-14", "2014-03-16"), ("2014-03-15", "2014-03-16"), ("2014-03-17", "2014-03-16")]
)
def test_an_event_named_by_its_weekday_is_the_nearest(published: str, value: str, read: Read) -> None:
    assert read("The West would not recognise Sunday's referendum.", published)["Sunday"] == value


def test_a_deed_named_by_its_weekday_is_past(read: Read) -> None:
    assert read("Kiev will mourn the victims of Sunday's clashes.", "2014-03-14")["Sunday"] == "2014-03-09"


@pytest.mark.parametrize("text", ["He declared a day of mourning.", "He took a spring break.", "It is 2014 soldiers."])
def test_no_dates(text: str, read: Read) -> None:
    assert read(text, "2014-03-14") == {}


def test_no_expression_reaches_from_headline_into_body(read: Read) -> None:
    assert read("Votes of 14-16\n\nMarch 2014 began.", "2014-03-14") == {"March 2014": "2014-03"}


def test_what_is_signed_of_a_date_names_its_noun(read: Read) -> None:
    text = "Separatists want the line of Sept. 19 redrawn, and deputies will discuss the laws of Jan. 16."
    assert read(text, "2015-01-31") == {"Sept. 19": "2014-09-19", "Jan. 16": "2015-01-16"}


def test_years_before_1000_only_where_the_text_speaks_of_antiquity(read: Read) -> None:
    assert read("Jerome (c. 347) was a priest. In 373 Jerome left.", "2014-03-14") == {"347": "0347", "373": "0373"}
    assert read("In 373 Jerome left.", "2014-03-14") == {}


def test_a_narrative_needs_more_old_years_than_words_of_the_day(read: Read) -> None:
    text = "He was born in 1954, studied until 1975 and joined in 1985. He left last month. Today he is 60."
    assert read(text, "2014-03-14")["last month"] == "2014-02"
