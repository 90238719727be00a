"""Who said what: direct, indirect and mixed speech with speaker, cue and actor."""

from __future__ import annotations

import pytest

from tests.tagging.support import said, speaker, tag

CASES = [
    ('"Sanctions are useless," Sergey Lavrov said.', ("direct", '"Sanctions are useless,"', "sergey-lavrov")),
    ("Sergey Lavrov said that sanctions are useless.", ("indirect", "that sanctions are useless", "sergey-lavrov")),
    (
        'John Kerry said Russia would "pay a price" for the vote in Crimea, a region of Ukraine.',
        ("mixed", 'Russia would "pay a price" for the vote in Crimea, a region of Ukraine', "john-kerry"),
    ),
    ("The vote is illegal, according to John Kerry.", ("indirect", "The vote is illegal", "john-kerry")),
    ("Sergey Lavrov denied any plans to send troops.", ("indirect", "any plans to send troops", "sergey-lavrov")),
    ("Western sanctions, Sergey Lavrov said, are useless.", ("indirect", "Western sanctions", "sergey-lavrov")),
    (
        "Moscow says it does not recognize the new government.",
        ("indirect", "it does not recognize the new government", "government-of-russia"),
    ),
    (
        "John Kerry arrived at noon. “This is a grave moment for all of Europe,” he said.",
        ("direct", "“This is a grave moment for all of Europe,”", "john-kerry"),
    ),
    (
        'Catherine Ashton met John Kerry in Kyiv. "We talked for hours about this," she said.',
        ("direct", '"We talked for hours about this,"', "catherine-ashton"),
    ),
    ("John Kerry called the referendum a farce.", ("indirect", "the referendum a farce", "john-kerry")),
    ("Sergey Lavrov, who said talks had failed, left London.", ("indirect", "talks had failed", "sergey-lavrov")),
    (
        "A spokesman for the Russian Foreign Ministry said the border was closed.",
        ("indirect", "the border was closed", "foreign-ministry-of-russia"),
    ),
]


@pytest.mark.parametrize(("body", "expected"), CASES)
def test_english(body: str, expected: tuple[str, str, str]) -> None:
    assert expected in said(tag(body), body)


def test_a_floating_quote_keeps_the_speaker() -> None:
    body = '"It is over," Sergey Lavrov said. "Nobody can undo the will of the people there."'
    assert [actor for _, _, actor in said(tag(body), body)] == ["sergey-lavrov", "sergey-lavrov"]


def test_a_quote_over_two_paragraphs_is_one() -> None:
    body = "John Kerry said: “We came here to talk.\n“We leave without an agreement.”"
    [quote] = tag(body).quotes
    assert body[quote.start : quote.end] == "“We came here to talk.\n“We leave without an agreement.”"


def test_speaker_and_cue_are_spans_of_the_text() -> None:
    body = "Russian Foreign Minister Sergey Lavrov has warned that talks had failed."
    [quote] = tag(body).quotes
    assert speaker(quote, body) == "Russian Foreign Minister Sergey Lavrov"
    assert quote.cue_start is not None
    assert body[quote.cue_start : quote.cue_end] == "has warned"


def test_titles_and_scare_quotes_are_not_speech() -> None:
    assert tag('The film "War and Peace" was shown in the "old" hall.').quotes == ()


@pytest.mark.parametrize(
    ("language", "body", "expected"),
    [
        ("uk", "«Крим — це Україна», — заявив Арсеній Яценюк.", ("direct", "«Крим — це Україна»", "arseniy-yatsenyuk")),
        (
            "uk",
            "Арсеній Яценюк заявив, що уряд працює без перерви.",
            ("indirect", "уряд працює без перерви", "arseniy-yatsenyuk"),
        ),
        (
            "uk",
            "Віктор Янукович приїхав до Києва. Президент сказав, що Крим лишається українським.",
            ("indirect", "Крим лишається українським", "viktor-yanukovych"),
        ),
        ("ru", "Сергей Лавров сказал: «Санкции бесполезны».", ("direct", "«Санкции бесполезны»", "sergey-lavrov")),
        (
            "ru",
            "По словам Сергея Лаврова, переговоры не удались вовсе.",
            ("indirect", "переговоры не удались вовсе", "sergey-lavrov"),
        ),
    ],
)
def test_ukrainian_and_russian(language: str, body: str, expected: tuple[str, str, str]) -> None:
    assert expected in said(tag(body, language=language), body)
