"""Tags of a text that has been tagged already, in another article: taken from there, not made again.

Only from an article in which everything that the tagger reads is the same, and whose tags today's tagger made:
then the tagger would say the same again. Not here: copies that differ in a word, which are tagged like any text.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from archive.models import Article, Mention, Quote, SpokenDate, TagState
from archive.store.articles import drop_tags
from archive.store.due import mark_index_due, once_more, rulings_hold
from archive.store.rulings import rulings_apply

# A digest finds who may be the same, then everything is compared that the tagger reads: headline, body, language,
# the day of publication where it is known, the country of the source. Both rows stay locked until the tags are
# written, so that no text changes meanwhile.
_SAME = """
SELECT due.id, due.text_version, same.id, same.language FROM archive_article due
JOIN archive_source ours ON ours.id = due.source_id
CROSS JOIN LATERAL (
  SELECT other.id, state.language FROM archive_article other
  JOIN archive_tagstate state ON state.article_id = other.id
  JOIN archive_source theirs ON theirs.id = other.source_id
  WHERE other.digest = due.digest AND other.id <> due.id AND other.withdrawn_at IS NULL
    AND NOT other.tag_due AND state.state = 'done' AND state.tagger = %(tagger)s
    AND state.text_version = other.text_version
    AND other.title = due.title AND other.body = due.body AND other.language = due.language
    AND (CASE WHEN other.published_precision IN ('day', 'minute') THEN other.published_on END)
      IS NOT DISTINCT FROM (CASE WHEN due.published_precision IN ('day', 'minute') THEN due.published_on END)
    AND theirs.country = ours.country
  ORDER BY other.id LIMIT 1 FOR SHARE OF other
) same
WHERE due.id = ANY(%(ids)s) AND due.withdrawn_at IS NULL
ORDER BY due.id
"""


@once_more
def tags_again(ids: Sequence[int], tagger: str) -> list[int]:
    """Give those of these articles their tags whose text this version of the tagger has tagged in another article.

    Returns their ids; the others are left as they are. They are due for the index then, as after `tags_write`.
    """
    if not ids or not tagger:
        return []
    rulings_hold()
    # In one order, as everybody who locks many: first the due ones, then whom they take after.
    list(Article.objects.filter(pk__in=ids).order_by("pk").select_for_update().values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_SAME, {"ids": list(ids), "tagger": tagger})
        pairs = [(new, version, old, language) for new, version, old, language in cursor.fetchall()]
    if not pairs:
        return []
    served = [new for new, _, _, _ in pairs]
    drop_tags(served)
    for model in (Mention, Quote, SpokenDate):
        _repeat(model._meta.db_table, [str(f.column) for f in model._meta.concrete_fields], pairs)
    TagState.objects.bulk_create(
        [
            TagState(article_id=new, text_version=version, tagger=tagger, state=TagState.State.DONE, language=language)
            for new, version, _, language in pairs
        ]
    )
    rulings_apply(served)
    Article.objects.filter(pk__in=served).update(tag_due=False)
    mark_index_due(served)
    return served


def _repeat(table: str, columns: list[str], pairs: list[tuple[int, int, int, str]]) -> None:
    """The rows of one article once more, for another, in the same order."""
    kept = ", ".join(f'"{column}"' for column in columns if column not in ("id", "article_id"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (article_id, {kept}) SELECT pair.new, {kept} FROM {table} tag"  # noqa: S608 (our names)
            " JOIN unnest(%s::bigint[], %s::bigint[]) AS pair(new, old) ON tag.article_id = pair.old ORDER BY tag.id",
            [[new for new, _, _, _ in pairs], [old for _, _, old, _ in pairs]],
        )
