"""The actors of twenty real articles, as a reader labelled them, and how the labels are compared."""

from __future__ import annotations

from archive.tagging.values import Article, Mention, Tags
from tests.support.shared import needs_shared
from tests.tagging.crisis_score import TEXTS, Labelled, compare, labelled, score
from tests.tagging.sample_score import Score

TEXT = "The Kremlin spoke; parliament did not."


def outcome_of(*mentions: Mention) -> Score:
    one = Labelled(
        "a",
        Article(TEXT, "Putin", "en"),
        {
            ("title", 0, 5): ("vladimir-putin", False),
            ("body", 4, 11): ("kremlin", False),
            ("body", 19, 29): ("verkhovna-rada", True),
        },
    )
    outcome = Score()
    compare(one, Tags("en", mentions), outcome)
    return outcome


def test_a_label_is_met_by_an_overlapping_mention_of_its_actor():
    outcome = outcome_of(
        Mention(0, 5, "Putin", "person", actor="vladimir-putin", part="title"),
        Mention(0, 11, "The Kremlin", "organisation", actor="kremlin"),
    )
    assert (outcome.right, outcome.expected, outcome.found) == (2, 2, 2)


def test_what_may_be_left_out_counts_only_where_it_is_wrong():
    assert outcome_of(Mention(19, 29, "parliament", "organisation", actor="verkhovna-rada")).found == 0
    wrong = outcome_of(Mention(19, 29, "parliament", "organisation", actor="state-duma"))
    assert (wrong.found, wrong.right) == (1, 0)
    assert "[parliament]" in wrong.extra[0]


def test_the_right_words_in_the_wrong_part_are_a_miss():
    outcome = outcome_of(Mention(0, 5, "The K", "person", actor="vladimir-putin"))
    assert outcome.right == 0
    assert len(outcome.misses) == 2


@needs_shared(*TEXTS)
def test_every_label_lies_within_its_sentence_on_whole_words():
    for one in labelled():
        text = {"title": one.article.title, "body": one.article.body}
        for part, start, end in one.wanted:
            words = text[part][start:end]
            assert words, one.name
            assert words == words.strip(), one.name
            assert not text[part][end : end + 1].isalnum(), (one.name, words)


@needs_shared(*TEXTS)
def test_actors_of_real_news_are_resolved_as_the_plan_asks():
    outcome = score()
    assert outcome.precision >= 0.97, outcome.extra
    assert outcome.recall >= 0.97, outcome.misses
