"""The filters of `search` and `export` from the command line: names become ids, mistakes say what is right."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date

import pytest
from django.core.management.base import CommandError

from archive.authority.names import fold
from archive.management import arguments
from archive.models import Actor, ActorName, Collection, Place, PlaceName, Source
from archive.search.query import EVERYTHING, Choice, DateRange, Not, Word
from tests.export.support import tagged
from tests.support.articles import keep_one

pytestmark = pytest.mark.django_db


def ask(*words):
    parser = ArgumentParser()
    arguments.add_query(parser)
    given = vars(parser.parse_args(words))
    return arguments.question(given, arguments.access_of(given)).request


def actor(id, name, *names):
    Actor.objects.create(id=id, kind="person", name=name)
    for text in (name, *names):
        ActorName.objects.create(actor_id=id, text=text, folded=fold(text), kind="name")


def place(id, name, kind="city", country="UA"):
    Place.objects.create(id=id, kind=kind, name=name, lat=50, lon=30, country=country)
    PlaceName.objects.create(place_id=id, text=name, folded=fold(name), kind="name")


def test_no_arguments_ask_for_everything_newest_first():
    request = ask()
    assert (request.visible_to, request.choices, request.ranges) == (EVERYTHING, (), ())
    assert (request.sort, request.copies) == ("newest", "each")


def test_a_query_is_read_and_ranked_by_relevance():
    request = ask("--copies", "first", "--", "-oil")
    assert (request.query, request.sort, request.copies) == (Not(Word("oil")), "relevance", "first")


def test_ids_and_names_in_any_script_become_the_values_of_the_filter():
    actor("sergey-lavrov", "Sergey Lavrov", "Сергей Лавров")
    actor("john-kerry", "John Kerry")
    place("london", "London", country="GB")
    place("ukraine", "Ukraine", kind="country")
    Source.objects.create(slug="harbour-desk", name="Harbour Desk")
    Collection.objects.create(slug="sample", name="Sample dispatches")
    request = ask(
        "--actor", "сергей лавров", "--not-actor", "john-kerry", "--place", "london", "--source", "Harbour Desk",
        "--collection", "sample dispatches", "--lang", "UK", "--country", "ukraine", "--not-country", "ru",
    )  # fmt: skip
    assert {c.field: (c.include, c.exclude) for c in request.choices} == {
        "actor": (("sergey-lavrov",), ("john-kerry",)),
        "place": (("london",), ()),
        "source": (("harbour-desk",), ()),
        "collection": (("sample",), ()),
        "lang": (("uk",), ()),
        "country": (("UA",), ("RU",)),
    }


def test_a_name_that_fits_several_is_an_error_that_lists_them():
    actor("sergey-lavrov", "Sergey Lavrov", "Lavrov")
    actor("kirill-lavrov", "Kirill Lavrov", "Lavrov")
    with pytest.raises(CommandError, match=r"fits 2; choose one:\n  --actor kirill-lavrov .*\n  --actor sergey-lavrov"):
        ask("--actor", "lavrov")


@pytest.mark.parametrize("facet", ["actor", "place", "source", "collection", "country", "speaker"])
def test_an_unknown_name_is_an_error(facet):
    with pytest.raises(CommandError, match=f"--{facet} Nobody Known: the archive knows no {facet}") as error:
        ask(f"--{facet}", "Nobody Known")
    assert error.value.returncode == 2


def test_somebody_whom_the_authority_lacks_is_found_by_the_printed_name():
    article = tagged()
    name = {"candidate": "Ivan Petrenko", "candidate_folded": "ivan petrenko"}
    article.mentions.filter(actor="sergey-lavrov").update(actor=None, **name)
    for typed in ("Ivan Petrenko", "ivan petrenko", '"Ivan Petrenko"', "“Ivan Petrenko”"):
        assert ask("--actor", typed).choices == (Choice("actor", ("“Ivan Petrenko”",)),)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--from", "2014-03-14"], DateRange("published", date(2014, 3, 14))),
        (["--from", "2014-03", "--to", "2014-02-28"], None),
        (["--from", "2014", "--to", "2016-02"], DateRange("published", date(2014, 1, 1), date(2016, 2, 29))),
        (["--about-to", "2014"], DateRange("about", None, date(2014, 12, 31))),
        (["--seen-from", "unknown"], DateRange("seen", unknown=True)),
        (["--from", "2014-02-30"], None),
        (["--from", "2014-00"], None),
        (["--from", "yesterday"], None),
        (["--from", "2014-1-1-1"], None),
        (["--from", "unknown", "--to", "2014"], None),
    ],
)
def test_dates_are_as_fine_as_they_are_written(words, expected):
    if expected is None:
        with pytest.raises(CommandError, match=r"write 2014-03-14|exchange the two|has no end"):
            ask(*words)
    else:
        assert ask(*words).ranges == (expected,)


def test_all_mistakes_of_a_query_are_told_with_their_places():
    with pytest.raises(arguments.WrongQuery, match=r"characters \d+ to \d+: .*") as error:
        ask("(crimea nofield:x")
    assert len(error.value.mistakes) == 2
    assert error.value.returncode == 2


def test_bytes_that_are_no_text_do_not_crash():
    keep_one()
    assert ask("caf\udce9").query is not None
