"""Adding rulings to the log and laying them over the machine's tags (docs/decisions/014-rulings.md).

The invariant: a mention is what `tagging.ruled.ruled` makes of the machine's tags and the rulings in force. Whoever
writes tags applies the rulings in the same transaction (`rulings_hold` first); whoever adds a ruling applies it to the
article at hand at once, and `rulings_drain` to the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone

from archive.authority.names import fold
from archive.models import Actor, Article, Mention, Place, Quote, Ruling
from archive.store.due import mark_index_due, once_more, rulings_hold, wake_rulings
from archive.store.made_names import KINDS, WHY, made_of
from archive.tagging.ruled import Named, Rule, Said, Spot, Voice, context, ruled, voiced

# Articles to which a ruling is applied in one transaction: a tenth of a second each, so that nobody waits for the rows.
BATCH = 200
_FIELDS = ("kind", "reading", "country", "candidate", "confidence", "why")


@once_more
def ruling_add(author: User, mention: Mention, scope: str, meant: Said) -> Ruling:
    """A mention's printed name means `meant` in a scope; it is so at once in the mention's article."""
    rulings_hold(alone=True)
    article = mention.article
    same = Mention.objects.filter(article=article, part=mention.part, folded=mention.folded)
    around = context(_text(article, mention.part), mention.start, mention.end)
    made = Ruling.objects.create(
        scope=scope,
        form=" ".join(mention.text.split())[:300],
        folded=mention.folded,
        article=article,
        source=article.source,
        part=mention.part,
        context=[around.before, around.after, around.near_before, around.near_after] if scope == "here" else [],
        position=same.filter(start__lt=mention.start).count(),
        means=meant.kind,
        actor=meant.actor,
        place=meant.place,
        author=author,
        author_name=author.get_username(),
        finished=timezone.now() if scope in ("here", "article") else None,
    )
    mark_index_due(rulings_apply([article.pk]))
    wake_rulings()
    return made


@once_more
def ruling_once(author: User, mention: Mention, scope: str, meant: Said) -> Ruling:
    """As `ruling_add`; where the same ruling holds on the mention already (a button pressed twice), that one.

    Mention.DoesNotExist if the article has been tagged anew meanwhile.
    """
    rulings_hold(alone=True)
    mention.refresh_from_db()
    now = mention.ruling
    wanted = (scope, meant.kind, meant.actor, meant.place)
    if now is not None and (now.scope, now.means, now.actor, now.place) == wanted:
        return now
    return ruling_add(author, mention, scope, meant)


@once_more
def ruling_undo(author: User, number: int) -> Ruling | None:
    """Undo a ruling, or an undo; None if that has been done already."""
    rulings_hold(alone=True)
    old = Ruling.objects.select_for_update().get(pk=number)
    if not old.in_force:
        return None
    made = Ruling.objects.create(undoes=old, author=author, author_name=author.get_username(), article=old.article)
    now_in_force(old)
    if old.article_id:
        mark_index_due(rulings_apply([old.article_id]))
    wake_rulings()
    return made


def now_in_force(undone: Ruling) -> None:
    """Keep what is in force beside the log, where an undo of this has just been added: what that had undone is in
    force again, unless another undid it too; and so on down the chain."""
    back: Ruling | None = undone
    while back is not None:
        back.in_force = not back.undone_by.filter(in_force=True).exists()
        back.save(update_fields=["in_force"])
        back = back.undoes


def rulings_drain(progress: Callable[[Ruling, int], None] = lambda ruling, articles: None) -> int:
    """Apply every ruling that has not reached all its articles; returns how many articles were looked at."""
    looked = 0
    for ruling in Ruling.objects.filter(finished__isnull=True).order_by("id"):
        while some := _next(ruling):
            looked += some
            progress(ruling, some)
    return looked


@once_more
def _next(ruling: Ruling) -> int:
    """Apply to the next batch of a ruling's articles, and note how far it has come."""
    about = ruling
    while about.undoes is not None:
        about = about.undoes
    rows = Mention.objects.filter(folded=about.folded, article_id__gt=ruling.reached)
    if about.scope == "source":
        rows = rows.filter(article__source=about.source)
    if about.scope in ("here", "article"):
        rows = rows.filter(article=about.article)
    ids = list(rows.order_by("article_id").values_list("article_id", flat=True).distinct()[:BATCH])
    if ids:
        mark_index_due(rulings_apply(ids))
        ruling.reached = ids[-1]
    ruling.finished = None if ids else timezone.now()
    ruling.save(update_fields=["reached", "finished"])
    return len(ids)


def rulings_apply(ids: Sequence[int]) -> list[int]:
    """Bring the mentions of these articles to what the rulings in force make of them, in the caller's transaction.

    Returns the ids of those that it changed.
    """
    concerned = _concerned(ids)
    if not concerned:
        return []
    articles = list(Article.objects.filter(pk__in=concerned).order_by("pk").select_for_update())
    mentions: dict[int, list[Mention]] = {article.pk: [] for article in articles}
    for mention in Mention.objects.filter(article_id__in=concerned).order_by("article_id", "part", "start", "-end"):
        mentions[mention.article_id].append(mention)
    rules = _rules({mention.folded for some in mentions.values() for mention in some})
    today = _Today.of([mention for some in mentions.values() for mention in some], rules)
    changed = [m for article in articles for m in _changed(article, mentions[article.pk], rules, today)]
    Mention.objects.bulk_update(
        changed, [*_FIELDS, "actor", "place", "candidate_folded", "machine", "ruling"], batch_size=500
    )
    quotes = _quotes_changed(concerned, mentions)
    Quote.objects.bulk_update(quotes, ["speaker", "confidence", "why", "machine"], batch_size=500)
    return sorted({mention.article_id for mention in changed} | {quote.article_id for quote in quotes})


def _quotes_changed(ids: Sequence[int], mentions: Mapping[int, Sequence[Mention]]) -> list[Quote]:
    """The quotes of these articles whose speakers are others now, as the mentions are that name them; set so."""
    names = {id: [_named(mention) for mention in some] for id, some in mentions.items()}
    rows = list(Quote.objects.filter(article_id__in=ids, speaker_start__isnull=False).order_by("pk"))
    there = _there({quote.machine["actor"] for quote in rows if quote.machine is not None})
    return [quote for quote in rows if _follows(quote, names.get(quote.article_id, ()), there)]


def _named(m: Mention) -> Named:
    part: Any = m.part
    machine = m.machine["actor"] if m.machine is not None else m.actor_id or ""
    return Named(part, m.start, m.end, machine, m.actor_id or "", m.ruling_id is not None)


def _follows(quote: Quote, names: Sequence[Named], there: frozenset[str]) -> bool:
    """Set the quote's speaker to who it is; whether that is anything new. `there`: actors of kept words that are."""
    part: Any = quote.part
    machine = Voice(**quote.machine) if quote.machine is not None else quote.voice()
    if quote.machine is not None and machine.actor not in there:
        machine = replace(machine, actor="")
    now = voiced(machine, part, quote.speaker_start or 0, quote.speaker_end or 0, names)
    kept = asdict(machine) if now != machine else None
    if now == quote.voice() and kept == quote.machine:
        return False
    quote.speaker_id, quote.confidence, quote.why, quote.machine = now.actor or None, now.confidence, now.why, kept
    return True


def _concerned(ids: Sequence[int]) -> list[int]:
    """Of these articles those that print a name on which a ruling is in force, or that one has changed: mostly none,
    and then nothing of theirs is read."""
    in_force = Ruling.objects.filter(in_force=True, undoes=None).values("folded")
    rows = Mention.objects.filter(Q(ruling__isnull=False) | Q(folded__in=in_force), article_id__in=ids)
    return list(rows.values_list("article_id", flat=True).distinct())


def _rules(forms: set[str]) -> list[Rule]:
    """The rulings in force on these names whose target the archive knows."""
    rows = list(Ruling.objects.filter(in_force=True, undoes=None, folded__in=forms).order_by("id"))
    actors = Actor.meant(row.actor for row in rows if row.actor)
    countries = dict(Place.objects.filter(pk__in={row.place for row in rows}).values_list("pk", "country"))
    known = (r for r in rows if (not r.actor or r.actor in actors) and (not r.place or r.place in countries))
    return [r.rule(actor=actors[r.actor].pk if r.actor else "", country=countries.get(r.place, "")) for r in known]


def _changed(article: Article, mentions: Sequence[Mention], rules: Iterable[Rule], today: _Today) -> list[Mention]:
    spots = [today.spot(mention, mention.spot(article)) for mention in mentions]
    answers = ruled(spots, rules, article=article.pk, source=article.source_id)
    return [
        mention
        for mention, spot, (said, number) in zip(mentions, spots, answers, strict=True)
        if _brought_to(mention, spot.machine, today.named(said) if number else said, number)
    ]


def _there(actors: set[str]) -> frozenset[str]:
    """Those of these actors that are (still) there."""
    actors.discard("")
    return frozenset(Actor.objects.filter(pk__in=actors).values_list("pk", flat=True)) if actors else frozenset()


@dataclass(frozen=True, slots=True)
class _Today:
    """What was said some time ago, taken as of today: an actor made of a printed name since (store.made) is who bears
    it, and one that was unmade is a mere name again. `actors`: those of the machine's kept words that are there."""

    actors: frozenset[str]
    made: dict[tuple[str, str], str]

    @classmethod
    def of(cls, mentions: Sequence[Mention], rules: Sequence[Rule]) -> _Today:
        kept = [(m.text, m.machine) for m in mentions if m.machine is not None]
        forms = {rule.folded for rule in rules}
        names = {name for text, machine in kept for name in (machine["candidate"], text)}
        names |= {m.candidate or m.text for m in mentions if m.folded in forms}
        folded = {fold(" ".join(name.split())) for name in names if name}
        made = made_of((name, kind) for name in folded for kind in KINDS) if folded else {}
        return cls(_there({machine["actor"] for _, machine in kept}), made)

    def spot(self, m: Mention, spot: Spot) -> Spot:
        machine = spot.machine
        if m.machine is None:
            return spot
        if machine.actor and machine.actor not in self.actors:
            name = "" if machine.place else " ".join(m.text.split())[:200]
            machine = replace(machine, actor="", candidate=name)
        return replace(spot, machine=self.named(machine))

    def named(self, said: Said) -> Said:
        id = self.made.get((fold(said.candidate), said.kind)) if said.candidate else None
        return replace(said, actor=id, candidate="", why=WHY) if id else said


def _brought_to(m: Mention, machine: Said, said: Said, number: int) -> bool:
    """Set the mention to what it is; whether that is anything new."""
    if m.said() == said and (m.ruling_id or 0) == number:
        return False
    for name in _FIELDS:
        setattr(m, name, getattr(said, name))
    m.candidate = said.candidate[:200]
    m.candidate_folded = fold(m.candidate)[:400]
    m.actor_id, m.place_id = said.actor or None, said.place or None
    m.ruling_id = number or None
    m.machine = asdict(machine) if number else None
    return True


def _text(article: Article, part: str) -> str:
    return article.title if part == "title" else article.body
