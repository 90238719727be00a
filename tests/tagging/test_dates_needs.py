"""What a pattern needs is in every match of it, so that leaving a rule out changes no date."""

from __future__ import annotations

import re

import pytest

from archive.tagging.dates import english, slavic
from archive.tagging.dates.grammar import Rule
from archive.tagging.dates.needs import DIGIT, is_possible, needs, searched

TEXT = (
    "On Monday, 3 March 2014, at half past five o'clock, two and a half years after the 1990s, he said a few days ago that"
    " next week, last spring, the 19th century, early in May 2013, Christmas Eve, 9/11, 2014-03-14 and 14/3/2014 were past."
    " У понеділок, 3 березня 2014 року о 18:00, торік, минулого тижня, два роки тому, наступного місяця, ІДУ"
    " В понедельник, 3 марта 2014 года в 18:00, в прошлом году, на прошлой неделе, два года назад."
)
RULES = [*english.RULES, *slavic.RULES["uk"], *slavic.RULES["ru"]]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"week\s+of", {"week"}),
        (r"(?:Mon|Tues)day", {"day"}),
        (r"(?:Monday|Tuesday)s?", {"monday", "tuesday"}),
        (r"(?:very\s+)?late", {"late"}),
        (r"(?:late|\w+)x?", set()),
        (r"(?<=the\s)end(?!\sof)", {"end"}),
        (r"\d+[.]?", {DIGIT}),
        (r"(?:ab){2}|c", {"ab", "c"}),
    ],
)
def test_what_is_needed(pattern: str, expected: set[str]) -> None:
    assert needs(re.compile(pattern)) == expected


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@pytest.mark.parametrize("text", [TEXT, TEXT.upper()], ids=["printed", "capitals"])
def test_every_match_has_what_its_rule_needs(rule: Rule, text: str) -> None:
    for match in rule.pattern.finditer(text):
        assert is_possible(needs(rule.pattern), searched(match.group()))


def test_letters_that_patterns_fold_and_texts_do_not() -> None:
    for printed in ("ſpring", "mıdnight", "MİDNIGHT", "weeK"):
        word = printed.lower().replace("ſ", "s").replace("ı", "i").replace("i̇", "i")
        pattern = re.compile(word, re.IGNORECASE)
        if pattern.search(printed):
            assert is_possible(needs(pattern), searched(printed))


def test_most_rules_need_something() -> None:
    assert sum(not needs(rule.pattern) for rule in english.RULES) < 5
