"""Writing the machine's tags: the rows of an article are replaced as a whole, if its text is still the tagged one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from django.db import transaction

from archive.authority.names import fold
from archive.authority.values import Place as PlaceValue
from archive.models import Actor, Article, Mention, Place, PlaceName, Quote, SpokenDate, TagState
from archive.store.articles import drop_tags
from archive.store.authority import place_name_rows, place_row
from archive.store.copy import copy_in
from archive.store.due import mark_index_due, once_more, rulings_hold
from archive.store.made_names import WHY, made_of
from archive.store.rulings import rulings_apply
from archive.tagging.values import Mention as MentionValue
from archive.tagging.values import Tags

# Tries before an article that fails or stalls the tagger is set aside (safety.md, T5).
TRIES = 2

# Where a town of the gazetteer comes from that has no row yet: its value and its ancestors, nearest first.
FindPlace = Callable[[str], tuple[PlaceValue, Sequence[str]] | None]


@once_more
def tags_write(tagged: Sequence[tuple[int, int, Tags]], tagger: str, find_place: FindPlace) -> int:
    """Replace the tags of articles: (article id, text_version that was read, tags). Returns how many were written.

    An article whose text changed meanwhile keeps being due and nothing of it is written.
    """
    rulings_hold()
    rows = Article.objects.filter(pk__in=[id for id, _, _ in tagged], withdrawn_at__isnull=True)
    current = dict(rows.order_by("pk").select_for_update().values_list("pk", "text_version"))
    fitting = [(id, version, tags) for id, version, tags in tagged if current.get(id) == version]
    ids = [id for id, _, _ in fitting]
    drop_tags(ids)
    actors = _known_actors(tags for _, _, tags in fitting)
    places = _ensure_places({m.place for _, _, tags in fitting for m in tags.mentions if m.place}, find_place)
    mentions = [row for id, _, tags in fitting for row in _mentions(id, tags, actors, places)]
    speakers = _name_made(mentions)
    copy_in(mentions)
    copy_in([row for id, _, tags in fitting for row in _quotes(id, tags, actors, speakers)])
    copy_in([row for id, _, tags in fitting for row in _dates(id, tags)])
    TagState.objects.bulk_create(
        [
            TagState(
                article_id=id,
                text_version=version,
                tagger=tagger,
                state=TagState.State.DONE,
                language=tags.language,
            )
            for id, version, tags in fitting
        ]
    )
    rulings_apply(ids)
    Article.objects.filter(pk__in=ids).update(tag_due=False)
    mark_index_due(ids)
    return len(fitting)


def tag_failed(article_id: int, text_version: int, tagger: str, error: str) -> bool:
    """Note a failure; after the second by the same tagger the article is set aside. Returns whether it was.

    Tags that an earlier version made stay until others take their place.
    """
    with transaction.atomic():
        state, _ = TagState.objects.select_for_update().get_or_create(
            article_id=article_id, defaults={"text_version": text_version, "state": TagState.State.FAILED}
        )
        again = (state.text_version, state.tagger) == (text_version, tagger)
        state.tries = state.tries + 1 if again else 1
        state.text_version, state.tagger = text_version, tagger
        state.state, state.error = TagState.State.FAILED, error[:2000]
        state.save()
        aside = state.tries >= TRIES
        Article.objects.filter(pk=article_id, text_version=text_version).update(tag_due=not aside)
        if aside:
            mark_index_due([article_id])
        return aside


def _known_actors(all_tags: Iterable[Tags]) -> set[str]:
    ids: set[str] = set()
    for tags in all_tags:
        ids |= {m.actor for m in tags.mentions} | {q.actor for q in tags.quotes}
    return set(Actor.objects.filter(pk__in=ids).values_list("pk", flat=True))


def _ensure_places(ids: set[str], find_place: FindPlace) -> set[str]:
    """Give every mentioned town of the gazetteer its row, with the places that contain it."""
    present = set(Place.objects.filter(pk__in=ids).values_list("pk", flat=True))
    for id in sorted(ids - present):
        found = find_place(id)
        if found is None:
            continue
        place, above = found
        _, created = Place.objects.get_or_create(id=id, defaults=_fields(place_row(place, list(above), shipped=False)))
        if created:
            PlaceName.objects.bulk_create(place_name_rows(place), ignore_conflicts=True)
        present.add(id)
    return present


def _fields(row: Place) -> dict[str, object]:
    return {field.name: getattr(row, field.name) for field in Place._meta.fields if field.name != "id"}


def _mentions(article_id: int, tags: Tags, actors: set[str], places: set[str]) -> Iterable[Mention]:
    names = candidate_names(m for m in tags.mentions if m.actor not in actors and m.place not in places)
    for m in tags.mentions:
        actor = m.actor if m.actor in actors else None
        place = m.place if m.place in places else None
        candidate = "" if actor or place else names.get(_candidate_key(m), "")
        yield Mention(
            article_id=article_id,
            part=m.part,
            start=m.start,
            end=m.end,
            text=m.text,
            folded=fold(m.text)[:200],
            kind=m.kind,
            reading=m.reading or "",
            actor_id=actor,
            place_id=place,
            country=m.country,
            confidence=m.confidence,
            why=m.why,
            candidate=candidate,
            candidate_folded=fold(candidate)[:400],
        )


Speakers = dict[tuple[int, str, int, int], str]
"""Article, part, start and end of a mention → the made actor that it names."""


def _name_made(mentions: Iterable[Mention]) -> Speakers:
    """Give candidates whom an editor made actors their ids (store.made), in place."""
    open_ = [row for row in mentions if row.candidate]
    made = made_of((row.candidate_folded, row.kind) for row in open_) if open_ else {}
    speakers: Speakers = {}
    for row in open_ if made else ():
        if id := made.get((row.candidate_folded, row.kind)):
            row.actor_id, row.candidate, row.candidate_folded, row.why = id, "", "", WHY
            speakers[row.article_id, row.part, row.start, row.end] = id
    return speakers


def candidate_names(mentions: Iterable[MentionValue]) -> dict[str, str]:
    """Of the people and organisations of one article that nothing identifies: folded name → the name to keep.

    One candidate a name and article: "KOTZIAS" in the headline is Kotzias in the text, and where the tagger knows that
    he is Nikos Kotzias, named in full, it is by that name. Kept as most often printed, of equals as printed first.
    """
    printed: dict[str, Counter[str]] = {}
    for m in mentions:
        if m.kind in ("person", "organisation"):
            printed.setdefault(_candidate_key(m), Counter())[_candidate(m)] += 1
    return {key: some.most_common(1)[0][0] for key, some in printed.items() if key}


# A name's value in the facet stands within these.
_MARKS = dict.fromkeys(map(ord, '"“”'), " ")


def _candidate(m: MentionValue) -> str:
    """The name on one line."""
    return " ".join((m.name or m.text).translate(_MARKS).split())[:200]


def _candidate_key(m: MentionValue) -> str:
    return fold(_candidate(m)) if m.kind in ("person", "organisation") else ""


def _quotes(article_id: int, tags: Tags, actors: set[str], made: Speakers) -> Iterable[Quote]:
    for q in tags.quotes:
        span = (article_id, q.part, q.speaker_start or 0, q.speaker_end or 0)
        yield Quote(
            article_id=article_id,
            part=q.part,
            start=q.start,
            end=q.end,
            type=q.type,
            speaker_start=q.speaker_start,
            speaker_end=q.speaker_end,
            cue_start=q.cue_start,
            cue_end=q.cue_end,
            speaker_id=q.actor if q.actor in actors else made.get(span),
            confidence=q.confidence,
            why=q.why,
        )


def _dates(article_id: int, tags: Tags) -> Iterable[SpokenDate]:
    for d in tags.dates:
        yield SpokenDate(
            article_id=article_id,
            part=d.part,
            start=d.start,
            end=d.end,
            text=d.text,
            type=d.type,
            value=d.value[:40],
            first=d.first,
            last=d.last,
            confidence=d.confidence,
            why=d.why,
        )
