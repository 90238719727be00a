"""Quotes by their numbers, each with the article it stands in: what the page of quotes and exports of them print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from archive.models import Article, Quote
from archive.search.query import Access
from archive.selectors.access import visible_articles
from archive.selectors.pages import collection_notes


@dataclass(frozen=True, slots=True)
class Said:
    """A quote with its article (and that one's source). `notes` must be printed with it."""

    quote: Quote
    article: Article
    notes: tuple[str, ...]

    @property
    def text(self) -> str:
        """What the quote's offsets are into."""
        return self.article.title if self.quote.part == "title" else self.article.body

    @property
    def speaker(self) -> str:
        """The speaker's name, or who speaks as printed; "" where neither is known."""
        if self.quote.speaker is not None:
            return self.quote.speaker.name
        return self._printed(self.quote.speaker_start, self.quote.speaker_end)

    @property
    def cue(self) -> str:
        """The words that say that somebody speaks; "" where there are none."""
        return self._printed(self.quote.cue_start, self.quote.cue_end)

    def _printed(self, start: int | None, end: int | None) -> str:
        return "" if start is None or end is None else " ".join(self.text[start:end].split())


def readable_quotes(access: Access) -> QuerySet[Quote]:
    """The quotes that this person may read."""
    articles = visible_articles(access).filter(withdrawn_at__isnull=True, source__rights__in=access.text)
    return Quote.objects.filter(article__in=articles)


def said(ids: Sequence[int], access: Access) -> list[Said]:
    """These quotes in the order of `ids`; those that are gone or may not be read are left out."""
    quotes = {quote.pk: quote for quote in readable_quotes(access).filter(pk__in=ids).select_related("speaker")}
    numbers = {quote.article_id for quote in quotes.values()}
    # Apart from the quotes: an article of twenty quotes is read once.
    articles = Article.objects.filter(pk__in=numbers).select_related("source").in_bulk()
    notes = collection_notes(list(numbers), access)
    found = (quotes[id] for id in ids if id in quotes)
    return [Said(quote, articles[quote.article_id], notes.get(quote.article_id, ())) for quote in found]
