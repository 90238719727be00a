"""What pages and commands get: names resolved, rows with marks, nothing that a person may not read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.core.management import call_command
from django.core.management.base import CommandError

from archive import store
from archive.models import Actor, ActorName, Article, Collection, Mention, Place, PlaceName, Quote, Role, Source
from archive.search import indexing, service, telling
from archive.search.query import EVERYTHING, RIGHTS, Access, FacetRequest, SearchRequest, Term, TimelineRequest, Word
from tests.support.articles import keep_one

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("index_folder")]

SECRET = "The canary minister spoke of sanctions in Crimea yesterday. Nobody answered him."


def actor(id: str, name: str, kind: str = "person", part_of: tuple[str, ...] = (), *more: str) -> Actor:
    row = Actor.objects.create(id=id, name=name, kind=kind, part_of=list(part_of))
    for text in (name, *more):
        folded = text.casefold()
        ActorName.objects.create(actor=row, text=text, folded=folded, kind="name" if text == name else "surname")
    return row


def place(id: str, name: str, country: str = "UA") -> Place:
    row = Place.objects.create(id=id, name=name, kind="city", lat=50, lon=30, country=country)
    PlaceName.objects.create(place=row, text=name, folded=name.casefold(), kind="name")
    return row


def mention(article: Article, **fields: Any) -> Mention:
    defaults = {"part": "body", "start": 0, "end": 3, "text": "The", "kind": "person", "confidence": 1.0}
    return Mention.objects.create(article=article, **{**defaults, **fields})


@pytest.fixture
def archive(index_folder: object) -> dict[str, Article]:
    """Three articles: one public, one of snippet rights, one of metadata rights; Lavrov in all of them."""
    actor("sergey-lavrov", "Sergey Lavrov", "person", (), "Lavrov")
    actor("john-kerry", "John Kerry", "person", (), "Kerry")
    actor("ann-kerry", "Ann Kerry", "person", (), "Kerry")
    actor("russia-gov", "Government of Russia", "government")
    actor("russia-mfa", "Foreign Ministry of Russia", "ministry", ("russia-gov",))
    Role.objects.create(
        person_id="sergey-lavrov", organisation_id="russia-mfa", office="minister", start=date(2004, 3, 9)
    )
    place("kyiv", "Kyiv")
    made = {}
    for rights in ("public", "snippet", "metadata"):
        article = keep_one(title=f"Headline {rights}", body=SECRET, source=f"{rights} post", external_id=rights)
        Source.objects.filter(pk=article.source_id).update(rights=rights)
        mention(article, actor_id="sergey-lavrov")
        Quote.objects.create(article=article, part="body", start=4, end=20, type="direct", speaker_id="sergey-lavrov")
        made[rights] = article
    store.mark_index_due([article.pk for article in made.values()])
    indexing.drain()
    return made


def ids(query: str, access: Access = EVERYTHING) -> set[int]:
    reading = service.read_query(query, access)
    assert reading.tree is not None, reading.mistakes
    return set(service.scan(SearchRequest(access, reading.tree)))


READER = Access(None, frozenset({"public"}), frozenset({"snippet"}))


def test_names_become_ids(archive: dict[str, Article]) -> None:
    reading = service.read_query("actor:lavrov", EVERYTHING)
    assert reading.tree == Term("actor", "sergey-lavrov")
    assert reading.canonical == "actor:lavrov"
    assert reading.labels == {"actor:sergey-lavrov": "Sergey Lavrov"}
    assert len(ids('actor:"Sergey Lavrov"')) == len(ids("speaker:lavrov")) == 3


def test_a_name_that_fits_several_finds_all_and_says_so(archive: dict[str, Article]) -> None:
    reading = service.read_query("actor:kerry", EVERYTHING)
    assert {found.id for found in reading.several["actor:kerry"]} == {"john-kerry", "ann-kerry"}


def test_a_name_that_fits_nothing_is_a_mistake_with_near_names(archive: dict[str, Article]) -> None:
    text = "crimea actor:Lavrof place:Kyiw"
    reading = service.read_query(text, EVERYTHING)
    assert reading.tree is None
    assert [text[m.start : m.end] for m in reading.mistakes] == ["Lavrof", "Kyiw"]
    assert "near it: Lavrov" in reading.mistakes[0].message
    assert reading.mistakes[0].repair == "crimea actor:Lavrov place:Kyiv"
    assert service.read_query(reading.mistakes[0].repair, EVERYTHING).mistakes == ()
    unlike = service.read_query("crimea AND actor:Xyzzyqqq", EVERYTHING)
    assert unlike.mistakes[0].repair == 'crimea AND "Xyzzyqqq"'


def test_mistakes_of_the_grammar_and_of_names_are_told_together(archive: dict[str, Article]) -> None:
    text = "titel:crimea actor:Lavrof date:2014-02-30 (place:Kyiw"
    reading = service.read_query(text, EVERYTHING)
    assert [text[m.start : m.end] for m in reading.mistakes] == ["titel:", "Lavrof", "2014-02-30", "(", "Kyiw"]
    assert {m.repair for m in reading.mistakes} == {"title:crimea actor:Lavrov date:2014-02-28 (place:Kyiv)"}


def test_under_finds_parts_and_office_holders_in_office(archive: dict[str, Article]) -> None:
    assert len(ids('under:"Government of Russia"')) == 3
    Role.objects.update(end=date(2010, 1, 1))
    assert ids('under:"Government of Russia"') == set()
    assert ids('actor:"Government of Russia"') == set()


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("headline", {"public", "snippet", "metadata"}),
        ("canary", {"public", "snippet"}),
        ('"canary minister"', {"public"}),
        ("canary NEAR/3 minister", {"public"}),
        ("canar*", {"public"}),
        ("canary~1", {"public"}),
        ("atleast1(canary)", {"public"}),
        ("NOT canary", {"metadata"}),
        ('NOT "canary minister"', {"snippet", "metadata"}),
        ("actor:lavrov", {"public"}),
        ("-actor:lavrov", {"snippet", "metadata"}),
        ("has:quotes", {"public"}),
        ("said:minister", {"public"}),
        ("quote(speaker:lavrov)", {"public"}),
        ('source:"metadata post"', {"metadata"}),
    ],
)
def test_restricted_text_counts_as_absent(archive: dict[str, Article], query: str, seen: set[str]) -> None:
    assert ids(query, READER) == {archive[name].pk for name in seen}


def test_rows_show_what_may_be_read(archive: dict[str, Article]) -> None:
    results = service.search(SearchRequest(READER, Word("canary"), sort="oldest"))
    rows = {row.card.title: row for row in results.rows}
    open_row, short = rows["Headline public"], rows["Headline snippet"]
    assert [s.text[a:b] for s in open_row.snippets for a, b in s.marks] == ["canary"]
    assert len(short.snippets) == 1
    assert len(short.snippets[0].text) <= 140
    results = service.search(SearchRequest(READER, Word("headline")))
    metadata = next(row for row in results.rows if row.card.title == "Headline metadata")
    assert metadata.snippets == ()
    assert [metadata.card.title[a:b] for a, b in metadata.title_marks] == ["Headline"]


def test_facets_and_spoken_dates_tell_nothing_of_restricted_texts(archive: dict[str, Article]) -> None:
    request = SearchRequest(READER, facets=(FacetRequest("actor"), FacetRequest("source")))
    actors, sources = service.answer(request).facets
    assert [(v.value, v.count) for v in actors.values] == [("sergey-lavrov", 1)]
    assert actors.missing == 2
    assert len(sources.values) == 3


def test_people_organisations_and_readings_are_counted_as_they_are_asked_for(archive: dict[str, Article]) -> None:
    doe = {"candidate": "Jane Doe", "candidate_folded": "jane doe"}
    mention(archive["public"], **doe)
    mention(archive["snippet"], kind="other", **doe)
    mention(archive["metadata"], kind="organisation", **doe)
    mention(archive["public"], kind="organisation", actor_id="russia-mfa", place_id="kyiv", reading="metonymic")
    mention(archive["metadata"], kind="place", place_id="kyiv", reading="literal")
    store.mark_index_due([article.pk for article in archive.values()])
    indexing.drain()
    asked = tuple(FacetRequest(name, 0) for name in ("person", "org", "actor", "reading"))
    facets = {facet.field: facet for facet in service.answer(SearchRequest(EVERYTHING, facets=asked)).facets}
    counts = {name: {v.value: v.count for v in facet.values} for name, facet in facets.items()}
    assert counts["person"] == {"sergey-lavrov": 3, "“Jane Doe”": 1}
    assert counts["org"] == {"russia-mfa": 1, "“Jane Doe”": 1}
    assert counts["actor"]["“Jane Doe”"] == 3
    assert counts["reading"] == {"metonymic": 1, "literal": 1}
    for typed, name, value in (
        ("person:lavrov", "person", "sergey-lavrov"),
        ('person:"Jane Doe"', "person", "“Jane Doe”"),
        ('org:"Jane Doe"', "org", "“Jane Doe”"),
        ('org:"Foreign Ministry of Russia"', "org", "russia-mfa"),
        ("reading:metonymic", "reading", "metonymic"),
    ):
        assert len(ids(typed)) == counts[name][value], typed
    assert service.read_query("person:lavrov", EVERYTHING).labels == {"actor:sergey-lavrov": "Sergey Lavrov"}


def test_values_of_counted_steps_have_words() -> None:
    def words(facet: str, *values: str) -> list[str]:
        return list(service.labels(facet, values, EVERYTHING).values())

    assert words("length", "0-99", "100-249", "1000-1999", "2000+") == [
        *("up to 99 words", "100 to 249 words", "1,000 to 1,999 words", "2,000 and more words")
    ]
    assert words("carried", "1", "2-5", "26+") == ["no copies", "2 to 5 copies", "26 and more copies"]
    assert words("month", "2014-03", "2014-13") == ["March 2014"]
    assert words("reading", "literal", "odd") == ["the place itself"]


def test_answers_are_kept_by_person(archive: dict[str, Article]) -> None:
    for _ in range(2):
        assert service.answer(SearchRequest(READER, Word("canary"))).total == 2
        assert service.answer(SearchRequest(EVERYTHING, Word("canary"))).total == 3
        assert service.answer(SearchRequest(Access(None, frozenset()), Word("canary"))).total == 0


def test_large_answers_have_few_places_of_their_own(archive: dict[str, Article]) -> None:
    """Two thousand of them would fill the memory; two thousand small ones do not."""

    def kept(request: SearchRequest) -> tuple[bool, bool]:
        service.answer(request)
        key = service.cache_key("search", *service.versions(), request)
        return cache.get(key) is not None, caches["large"].get(key) is not None

    assert kept(SearchRequest(EVERYTHING, facets=(FacetRequest("actor", 8), FacetRequest("year", 0)))) == (True, False)
    assert kept(SearchRequest(EVERYTHING, facets=(FacetRequest("actor", 0),))) == (False, True)
    assert kept(SearchRequest(EVERYTHING, timeline=TimelineRequest(sources=True))) == (False, True)
    assert settings.CACHES["large"]["OPTIONS"]["MAX_ENTRIES"] < 100


def test_of_a_sample_the_most_frequent_words_are_kept(
    archive: dict[str, Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "_REMEMBERED", 4)
    everything = SearchRequest(EVERYTHING)
    telling.apart(SearchRequest(EVERYTHING, Word("public")), everything)
    key = service.cache_key("sample", *service.versions(), everything.bare())
    sample = caches["large"].get(key)
    assert sample.read == 3
    assert set(sample.words.values()) == {3}
    assert sample.words.keys() == sample.forms.keys()
    assert len(sample.words) == 4
    assert cache.get(key) is None


def test_collections_that_are_not_open_are_nowhere(archive: dict[str, Article]) -> None:
    closed = Collection.objects.create(slug="closed", name="Closed")
    collection = Collection.objects.get(slug="articles")
    article = archive["public"]
    article.collections.set([closed])
    store.mark_index_due([article.pk])
    indexing.drain()
    access = Access(frozenset({collection.pk}), frozenset(RIGHTS))
    request = SearchRequest(access, facets=(FacetRequest("source"),), timeline=TimelineRequest())
    page = service.answer(request)
    assert page.total == page.facets[0].distinct == 2
    assert sum(bar.all for bar in page.timeline.bars) == 2 if page.timeline else False
    assert article.pk not in ids("canary", access)
    assert service.answer(replace(request, visible_to=Access(frozenset(), frozenset(RIGHTS)))).total == 0


# --- commands ------------------------------------------------------------------------------------


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    call_command(*arguments)
    return json.loads(capsys.readouterr().out)


def test_search_gives_the_contracts_shape(archive: dict[str, Article], capsys: pytest.CaptureFixture[str]) -> None:
    facets = ["--facets", "actor,so", "--facet-size", "1", "--timeline", "auto"]
    found = output(capsys, "search", "canary minister", "--json", *facets, "--size", "2")
    assert found["query"] == "canary AND minister"
    assert (found["total"], found["total_is_exact"], found["untagged"]) == (3, True, 3)
    assert [set(hit) >= {"id", "title", "published", "source", "score", "snippets"} for hit in found["hits"]] == [
        True
    ] * 2
    assert found["hits"][0]["snippets"][0]["marks"]
    assert found["facets"]["actor"] == [
        {"value": "sergey-lavrov", "label": "Sergey Lavrov", "count": 3, "identified": True}
    ]
    assert found["facet_info"]["so"] == {"values": 3, "missing": 0, "exact": True, "error": 0}
    timeline = found["timeline"]
    assert timeline["bin"] == "day"
    assert timeline["points"] == [{"start": "2014-03-14", "count": 3, "all": 3}]
    assert timeline["unknown"] == timeline["undated"] + timeline["imprecise"] == 0
    assert found["cursor"]
    following = output(capsys, "search", "canary minister", "--json", "--size", "2", "--cursor", found["cursor"])
    assert len({hit["id"] for hit in found["hits"] + following["hits"]}) == 3
    assert following["cursor"] is None


def test_search_by_a_name_that_fits_one(archive: dict[str, Article], capsys: pytest.CaptureFixture[str]) -> None:
    assert output(capsys, "search", "--json", "--actor", "Lavrov")["total"] == 3
    assert output(capsys, "search", "--json", "--not-actor", "Lavrov")["total"] == 0
    with pytest.raises(CommandError, match="john-kerry"):
        call_command("search", "--json", "--actor", "Kerry")


def test_search_by_kinds_and_steps(archive: dict[str, Article], capsys: pytest.CaptureFixture[str]) -> None:
    for filters, total in (
        (["--person", "lavrov"], 3), (["--length", "0-99"], 3), (["--length", "2000+"], 0), (["--month", "2014-03"], 3),
        (["--carried", "1"], 3), (["--not-person", "lavrov"], 0),
    ):  # fmt: skip
        assert output(capsys, "search", "--json", *filters)["total"] == total
    found = output(capsys, "search", "--json", "--facets", "organisation,length")
    assert found["facets"] == {"organisation": [], "length": [{"value": "0-99", "label": "up to 99 words", "count": 3}]}
    with pytest.raises(CommandError, match="the values are literal"):
        call_command("search", "--json", "--reading", "odd")
    with pytest.raises(CommandError, match="no org of this id or name"):
        call_command("search", "--json", "--org", "lavrov")


def test_a_wrong_query_tells_all_mistakes(archive: dict[str, Article], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("search", "titel:x (crimea", "--json")
    assert ended.value.code == 2
    errors = json.loads(capsys.readouterr().out)["errors"]
    assert [(e["start"], e["end"]) for e in errors] == [(0, 6), (8, 9)]
    assert errors[0]["repair"] == "title:x (crimea)"
    with pytest.raises(CommandError, match="no such facet"):
        call_command("search", "x", "--facets", "colour")


def test_index_commands(archive: dict[str, Article], capsys: pytest.CaptureFixture[str]) -> None:
    status = output(capsys, "index", "status")
    assert (status["documents"], status["due"], status["problem"]) == (3, 0, "")
    assert output(capsys, "index", "check")["equal"]
    assert output(capsys, "index", "rebuild")["documents"] == 3
    assert output(capsys, "index", "repair")["left"]["equal"]


def test_search_reads_for_people(archive: dict[str, Article], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("search", "canary", "--facets", "source", "--timeline", "day")
    printed = capsys.readouterr().out
    assert printed.startswith("3 articles")
    assert "Headline public" in printed
    assert "2014-03-14" in printed
