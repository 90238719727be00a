"""More articles for tests of facets: many actors known and not, places within places, copies, sections, languages."""

from __future__ import annotations

import random
from datetime import date, timedelta

from archive import store
from archive.models import Article, Source
from archive.search import indexing
from archive.text.when import UNKNOWN, Published
from tests.pages import corpus
from tests.pages.corpus import Dispatch, tagged

ARTICLES = 120
# Printed names that the authority does not list.
UNLISTED = (
    "Nikos Kotzias",
    "Микола Горбаль",
    *(f"{first} {last}" for first in ("Ada", "Bela", "Cato", "Дарія") for last in ("Almond", "Brook", "Cedar", "Явір")),
)
PLACES = ("crimea", "kyiv", "london", "moscow", "ukraine")
SECTIONS = ("world", "business", "", "letters")


def build() -> None:
    """Add the articles to the archive of the corpus and index them."""
    chance = random.Random(6)
    made: list[Dispatch] = []
    for n in range(ARTICLES):
        # Every fifth is the one before it, printed by somebody else.
        made.append(_one(chance, f"Marrow note {n}", made[-1].marked if n % 5 == 4 else _text(chance, n)))
    run = store.run_begin("facets", {})
    keeping = store.Keeping(run=run, collection=store.collection_named("sample"))
    saved = store.article_save_many([corpus._raw(f"facet-{n}", one) for n, one in enumerate(made)], keeping)
    store.run_finish(run)
    versions = dict(Article.objects.values_list("pk", "text_version"))
    ids = [one.article_id or 0 for one in saved]
    tags = [(id, versions[id], tagged(one.marked, one.language)[1]) for id, one in zip(ids, made, strict=True)]
    store.tags_write(tags, "by hand", lambda _id: None)
    Source.objects.filter(name__startswith="Facet").update(rights="public")
    indexing.drain()


def _one(chance: random.Random, title: str, marked: str) -> Dispatch:
    on = date(2012, 11, 1) + timedelta(days=chance.randint(0, 600))
    dates = [Published.day(on, "header Date"), Published.month(on.year, on.month, "column month"), UNKNOWN]
    return Dispatch(
        title=title,
        marked=marked,
        published=chance.choices(dates, (8, 1, 1))[0],
        source=f"Facet Desk {chance.choice('ABC')}",
        language=chance.choice(("en", "en", "en", "uk", "ru")),
        more={"section": chance.choice(SECTIONS)},
    )


def _text(chance: random.Random, n: int) -> str:
    """Some of everything that facets count."""
    actors = chance.sample([a.id for a in corpus.ACTORS if a.id != "hostile"], chance.randint(0, 3))
    words = [f"{{a:{one}|Someone}} came" for one in actors]
    words += [f"{{c:person|{one}}} spoke" for one in chance.sample(UNLISTED, chance.choice((0, 1, 1, 3)))]
    words += [f"It was in {{p:{one}|there}}" for one in chance.sample(PLACES, chance.randint(0, 2))]
    if actors and chance.random() < 0.4:
        words.append(f"“{{q:{actors[0]}|so it is}}”, was said")
    if chance.random() < 0.3:
        words.append("{m:government-of-russia@moscow|Moscow} wants it")
    if n % 6 == 0:  # who plays the zither is set apart by it
        words.append("{c:person|Nikos Kotzias} played the zither")
    chance.shuffle(words)
    beans = "beans " * chance.choice((1, 90, 300))
    return f"{'. '.join(words)}. Marrow {beans}in note {n}."
