"""Articles whose tags another version of the tagger made: of its rules, its model, or the authority."""

from __future__ import annotations

from django.conf import settings
from django.db.models import F, Q, QuerySet

from archive.models import TagState
from archive.selectors.authority import authority_version
from archive.tagging import version


def tagger_version() -> str:
    """What tags made now say of themselves: model, rules and authority; "" where the model is not installed."""
    return version.tagger_version(settings.TAGGER_MODEL, authority_version())


def outdated_take(tagger: str, limit: int) -> list[int]:
    """Up to `limit` ids of articles whose tags are not of this version, the newest first. What is due anyway is not
    among them. They keep their tags until new ones take their place."""
    rows = _outdated(tagger).order_by(F("article__published_on").desc(nulls_last=True), "-article_id")
    return list(rows.values_list("article_id", flat=True)[:limit])


def outdated_count(tagger: str) -> int:
    """How many articles `outdated_take` would give in all."""
    return _outdated(tagger).count()


def outdated_exist(tagger: str) -> bool:
    """Whether there is any."""
    return _outdated(tagger).exists()


def _outdated(tagger: str) -> QuerySet[TagState]:
    if not tagger:  # no model here, so nothing says what is of today
        return TagState.objects.none()
    present = TagState.objects.filter(article__tag_due=False, article__withdrawn_at__isnull=True)
    # Not "other than": that reads every row, each minute, where two ends of the index (tag_tagger) are empty at once.
    return present.filter(Q(tagger__lt=tagger) | Q(tagger__gt=tagger))
