"""Who "he", "she", "it", "the minister" and "the group" are: the person or body behind a speaker's words."""

from __future__ import annotations

import pytest

from tests.tagging.support import said, tag

SPEAKERS = [
    ("John Kerry came. Catherine Ashton met him. He said it was late now.", "john-kerry"),
    ("Catherine Ashton met John Kerry. She said it was late now.", "catherine-ashton"),
    ("John Kerry spoke for an hour. Asked about Sergey Lavrov, he said it was late now.", "john-kerry"),
    ("John Kerry spoke for an hour. The plan of Sergey Lavrov was old. He said it was late now.", "john-kerry"),
    (
        "John Kerry spoke for an hour. The vote, he said, was void. Viktor Yanukovych remained the president.\n\n"
        "Asked about troops, he said it was late now.",
        "john-kerry",
    ),
    ("John Kerry spoke for an hour. A miner refused to give his name. He said it was late now.", ""),
    ("John Kerry spoke for an hour. A woman with a child wept. She said it was late now.", ""),
    ("The European Union counted the cars. It said it was late now.", "european-union"),
    ("The European Union counted the cars. The organisation said it was late now.", "european-union"),
    ("The Russian Foreign Ministry counted the cars. The ministry said it was late now.", "foreign-ministry-of-russia"),
    ("Foreign Minister Sergey Lavrov met John Kerry. The minister said it was late now.", "sergey-lavrov"),
    (
        "Arseniy Yatsenyuk, a lawyer from Chernivtsi, met John Kerry. The lawyer said it was late now.",
        "arseniy-yatsenyuk",
    ),
    ("The European Union counted the cars. A spokesman for the group said it was late now.", ""),
    ("The European Union counted the cars. Its spokesman said it was late now.", "european-union"),
    ("John Kerry's spokesman said it was late now.", ""),
    ("A spokesman for the European Union, Paul Smith, said it was late now.", "paul-smith"),
    ("John Kerry wrote to Moscow that he agreed. The letter said it was late now.", "john-kerry"),
    ("Sergey Lavrov, who spoke first and then left the hall, said it was late now.", "sergey-lavrov"),
    ("John Kerry was quoted by Sergey Lavrov as saying it was late now.", "john-kerry"),
]


@pytest.mark.parametrize(("body", "speaker"), SPEAKERS)
def test_who_says_it_was_late(body: str, speaker: str) -> None:
    found = [actor for _, words, actor in said(tag(body), body) if words.endswith("it was late now")]
    assert found == [speaker]
