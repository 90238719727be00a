"""`article show` and `article withdraw`: a tombstone stays, and the text is nowhere in the database."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from archive import selectors
from archive.models import Article
from archive.search import indexing
from archive.search.query import EVERYTHING
from tests.export.support import CANARY, restrict, tagged
from tests.support.articles import keep, raw

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_index(monkeypatch):
    """What withdrawing does to the index is tested where the index is."""
    monkeypatch.setattr(indexing, "drain", lambda *args, **options: None)


def rows_with(words: str) -> list[str]:
    """Tables that hold a row with these words anywhere in it."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = []
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE strpos(t::text, %s) > 0', [words])
            found += [table] * cursor.fetchone()[0]
    return found


def test_withdrawing_leaves_a_tombstone_and_no_text_in_any_table():
    body = f'In London Lavrov said "no" on Sunday. {CANARY}.'
    article = tagged(title="Heliotrope day", body=body, byline="By Heliotrope", external_id="a", removed=(CANARY,))
    keep(raw("Heliotrope day", f"{body} Corrected.", external_id="a"))
    assert {"archive_article", "archive_revision", "archive_capture"} <= set(rows_with("eliotrope"))
    call_command("article", "withdraw", str(article.pk), "--reason", "asked by its author")
    assert rows_with("eliotrope") == []
    article.refresh_from_db()
    assert (article.title, article.body, article.revision_count) == ("", "", 2)
    assert article.withdrawn_reason == "asked by its author"
    page = selectors.article_page(article.pk, EVERYTHING)
    assert page is not None
    assert (page.mentions, page.quotes, page.dates, page.captures, page.revisions) == ((), (), (), (), ())


def test_the_tags_words_go_too():
    article = tagged(body="In London Heliot. said nothing on Sunday.")
    assert "archive_mention" in rows_with("Heliot")
    call_command("article", "withdraw", str(article.pk), "--reason", "-")
    assert rows_with("Heliot") == []


def test_a_withdrawn_article_stays_so_when_it_is_delivered_again():
    keep(raw("A", external_id="a", body=f"Ministers met. {CANARY}."))
    article = Article.objects.get()
    call_command("article", "withdraw", str(article.pk), "--reason", "asked by its author")
    (saved,) = keep(raw("A", external_id="a", body=f"Ministers met. {CANARY}."))
    assert saved.outcome == "unchanged"
    assert Article.objects.get().body == ""


def test_show_prints_the_article_as_that_person_sees_it():
    article = tagged(body=f'In London Lavrov said "no" on Sunday. {CANARY}.')
    restrict(article, "metadata")
    assert CANARY in show(article.pk)
    assert CANARY not in show(article.pk, "--as", "anonymous")
    assert json.loads(show(article.pk, "--json"))["quotes"][0]["speaker"]["actor"] == "sergey-lavrov"


def show(id, *arguments):
    out = io.StringIO()
    call_command("article", "show", str(id), *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "999999"], "there is no article 999999"),
        (["withdraw", "999999", "--reason", "x"], "there is no article 999999"),
        (["withdraw", "1", "--reason", "  "], "say why"),
        (["withdraw", "1"], "--reason"),
    ],
)
def test_wrong_use_says_what_is_right(arguments, message):
    with pytest.raises(CommandError, match=message):
        call_command("article", *arguments)
