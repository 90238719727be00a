"""`bench ranking`: figures computed by hand, collections as they are handed round, the command as it is called."""

from __future__ import annotations

import json
import math
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from archive.bench.collections import CollectionError, read_collection
from archive.bench.plain import PlainBM25
from archive.bench.ranking import average_precision, ndcg, precision

TEXTS = """\
.I 1
.T
Ferry strike ends
.A
A. Writer
.W
Ferry strike ends
Crews went back to work.
.I 2
.T
Harbour council meets
.W
The strike was not spoken of.
.I 3
.T
Snow in the hills
.W
Roads were closed.
.I 4
.T
Strike of the ferry crews
.W
The ferry stayed in port.
"""
# The numbers have a gap, as Cranfield's; the judgements count the queries.
QUERIES = ".I 10\n.W\nthe ferry\n.I 12\n.W\nwhere was snow ?\n.I 15\n.W\nnobody judged this\n"
JUDGEMENTS = "1 1 2\n1 2 3\n1 4 -1\n2 3 1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "tiny"
    place.mkdir()
    (place / "TINY.ALL").write_text(TEXTS)
    (place / "tiny.qry").write_text(QUERIES)
    (place / "tinyqrel").write_text(JUDGEMENTS)
    return place


def test_average_precision_is_the_mean_of_the_precisions_at_each_relevant_text() -> None:
    # Relevant at places 1 and 4 of the ranking, a third one never found: (1/1 + 2/4 + 0) / 3.
    assert average_precision([7, 1, 2, 8], {7, 8, 9}) == pytest.approx(0.5)
    assert average_precision([], {7}) == 0
    assert average_precision([*range(1000), 5000], {5000}) == 0  # trec_eval reads a thousand


def test_ndcg_discounts_by_the_logarithm_of_the_place() -> None:
    # Places 2 and 3 hold the two relevant texts; best would be 1 and 2.
    best = 1 + 1 / math.log2(3)
    assert ndcg([9, 1, 2], {1, 2}) == pytest.approx((1 / math.log2(3) + 1 / 2) / best)
    assert ndcg([1, 2], {1, 2}) == 1
    # More than ten relevant: the best ten places are all that can be had.
    assert ndcg(list(range(10)), set(range(12))) == pytest.approx(1)
    assert ndcg([*range(100, 110), 1], {1}) == 0


def test_precision_is_of_ten_places_even_where_fewer_are_filled() -> None:
    assert precision([1, 2, 3], {1, 3}) == 0.2
    assert precision([*range(100, 110), 1], {1}) == 0


def test_a_collection_is_read_as_it_is_handed_round(folder: Path) -> None:
    tiny = read_collection(folder)
    assert tiny.queries == {10: "the ferry", 12: "where was snow ?"}
    assert tiny.relevant == {10: {1, 2, 4}, 12: {3}}
    # The headline that the text repeats is taken off it.
    assert (tiny.texts[0].title, tiny.texts[0].body) == ("Ferry strike ends", "Crews went back to work.")
    assert [text.id for text in tiny.texts] == [1, 2, 3, 4]


def test_judgements_in_trec_s_form_are_read_with_their_degrees(folder: Path) -> None:
    (folder / "tinyqrel").write_text("10 0 1 1\n10 0 2 0\n12 0 3 2\n")
    assert read_collection(folder).relevant == {10: {1}, 12: {3}}


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("tinyqrel", "1 1\n1 one\n", "tinyqrel, line 2: expected the numbers"),
        ("tinyqrel", "9 1\n", "judgements of query 9, but only 3 queries"),
        ("tinyqrel", "", "no judgement"),
        ("TINY.ALL", "something else", "TINY.ALL holds no record"),
    ],
)
def test_what_cannot_be_read_is_named(folder: Path, file: str, content: str, said: str) -> None:
    (folder / file).write_text(content)
    with pytest.raises(CollectionError, match=said):
        read_collection(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "tiny.qry").unlink()
    with pytest.raises(CollectionError, match=r"no file of queries"):
        read_collection(folder)


def test_plain_bm25_is_the_formula(folder: Path) -> None:
    """ "ferry": in 1 (once of 8 words) and 4 (twice of 10); 4 texts of 8, 9, 7 and 10 words, 8.5 in the mean."""
    one = 1 / (1 + 1.2 * (0.25 + 0.75 * 8 / 8.5))  # 0.464
    four = 2 / (2 + 1.2 * (0.25 + 0.75 * 10 / 8.5))  # 0.595
    assert one < four
    assert PlainBM25(read_collection(folder)).ranking("ferry") == [4, 1]
    # "crew", "strike" and "ferry" are in the same two texts once or more; "work" is in 1 alone and rarer.
    assert PlainBM25(read_collection(folder)).ranking("ferry work") == [1, 4]
    assert PlainBM25(read_collection(folder)).ranking("nowhere") == []


def test_the_command_asks_the_engine_and_prints_the_table(folder: Path) -> None:
    """Articles 4 and 1 hold "ferry", 4 more often; 2 is relevant too but has neither word that weighs.

    "the" weighs nothing beside it but is found: 4, 1, then 2 and 3, equals by their numbers. AP = (1 + 1 + 1) / 3.
    "snow": 3 alone. P@10 = (3 + 1) / 20.
    """
    printed = StringIO()
    call_command("bench", "ranking", folder=folder.parent, stdout=printed)
    rows = [line.split(" | ") for line in printed.getvalue().splitlines()]
    assert rows[0][0] == "| collection"
    assert rows[2][:7] == ["| tiny", "tantivy", "4", "2", "1.0000", "1.0000", "0.2000"]
    assert rows[3][:2] == ["| tiny", "plain BM25"]


def test_the_command_gives_json_too(folder: Path) -> None:
    (folder / "tinyqrel").write_text("1 2\n")
    printed = StringIO()
    call_command("bench", "ranking", "--json", folder=folder, stdout=printed)
    told = json.loads(printed.getvalue().splitlines()[0])
    # The one relevant text comes third.
    assert told["average_precision"] == pytest.approx(1 / 3)
    assert told["ndcg"] == pytest.approx(1 / math.log2(4))
    assert (told["name"], told["texts"], told["queries"], told["precision"]) == ("tiny", 4, 1, 0.1)


def test_a_folder_without_a_collection_is_refused_with_what_is_expected(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"holds no test collection: expected .*\*\.ALL"):
        call_command("bench", "ranking", folder=tmp_path)
