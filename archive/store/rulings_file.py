"""The log of rulings as JSON lines, and such lines laid over another archive.

A line names things as other archives know them: an article by its source and external id, address or text's digest,
actors and places by their ids, a ruling by its own (`uid`). A ruling that is there already is left as it is, so the
same file may come again. One that comes takes the next number of the log: it is the later one here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from archive.authority.names import fold
from archive.models import Actor, Article, Place, Ruling, Source
from archive.models.rulings import SCOPES
from archive.store.due import once_more, rulings_hold, wake_rulings
from archive.store.rulings import now_in_force

FORMAT, VERSION = "dateline-rulings", 1
_KINDS = ("person", "organisation", "place", "group", "other")
_PARTS = ("title", "body")
# Digests of a context (tagging.ruled): 8 bytes each, before, after, and the near ones.
_CONTEXT, _DIGEST = 4, 16
# The longest that the columns hold.
_FORM, _FOLDED, _ID, _AUTHOR, _MOST = 300, 200, 120, 150, 2**31 - 1
# Rows fetched from the database at once.
_AT_ONCE = 1_000


class NotPlacedError(Exception):
    """A line that cannot be laid over this archive: why, and what would help."""

    def __init__(self, cause: str, repair: str) -> None:
        super().__init__(f"{cause}. {repair}.")


def rulings_lines() -> Iterator[dict[str, Any]]:
    """The file: a header, then every ruling and undo in the order of the log."""
    yield {
        "format": FORMAT,
        "version": VERSION,
        "written": timezone.now().isoformat(),
        "rulings": Ruling.objects.count(),
    }
    rows = Ruling.objects.select_related("undoes", "article__source", "source").order_by("id")
    for row in rows.iterator(chunk_size=_AT_ONCE):
        yield _line(row)


def _line(row: Ruling) -> dict[str, Any]:
    told = {"id": str(row.uid), "at": row.at.isoformat(), "author": row.author_name}
    if row.undoes is not None:
        return told | {"undoes": str(row.undoes.uid)}
    return told | {
        "scope": row.scope,
        "name": row.form,
        "means": {"kind": row.means, "actor": row.actor, "place": row.place},
        "article": None if row.article is None else _article_as(row.article),
        "source": row.source.slug if row.source else "",
        "part": row.part,
        "context": list(row.context),
        "position": row.position,
    }


def _article_as(article: Article) -> dict[str, str]:
    return {
        "source": article.source.slug,
        "external_id": article.external_id or "",
        "url": article.url or "",
        "sha256": "" if article.withdrawn_at else bytes(article.digest).hex(),
    }


def rulings_header_problem(line: object) -> str:
    """Why a file that begins with this is none of ours; "" where it is."""
    if not isinstance(line, Mapping) or line.get("format") != FORMAT:
        return 'its first line is not {"format": "dateline-rulings", …}: is it a file of `rulings export`?'
    if line.get("version") != VERSION:
        return (
            f"it is of version {line.get('version')!r} and this archive reads {VERSION}: bring the archive up to date"
        )
    return ""


@once_more
def ruling_place(line: object) -> bool:
    """Add what a line says to the log; False where it is there already. The worker brings it to its articles.

    NotPlacedError where it cannot be: nothing is changed then.
    """
    given = _Given(line)
    uid = given.uid("id")
    rulings_hold(alone=True)
    if Ruling.objects.filter(uid=uid).exists():
        return False
    beside = {"uid": uid, "at": given.time("at"), "author_name": given.text("author", _AUTHOR)}
    if given.has("undoes"):
        _place_undo(given.uid("undoes"), beside)
    else:
        Ruling.objects.create(**_ruling(given), **beside)
    wake_rulings()
    return True


def _place_undo(target: UUID, beside: Mapping[str, Any]) -> None:
    old = Ruling.objects.filter(uid=target).first()
    if old is None:
        raise NotPlacedError(f"what it undoes, {target}, is not in this archive", "See why that was not placed")
    Ruling.objects.create(undoes=old, article=old.article, **beside)
    now_in_force(old)


def _ruling(given: _Given) -> dict[str, Any]:
    """The columns of a ruling, checked against this archive."""
    scope, form = given.choice("scope", SCOPES), given.text("name", _FORM)
    folded = fold(form)[:_FOLDED]
    if not folded:
        raise NotPlacedError("“name” has no letters", "Give the printed name")
    source = Source.objects.filter(slug=given.text("source", _ID)).first()
    if scope == "source" and source is None:
        raise NotPlacedError(f"there is no source “{given.text('source', _ID)}” here", "Ingest it, then import again")
    article = _article(given) if given.has("article") else None
    if scope in ("here", "article") and article is None:
        raise NotPlacedError("its article is not in this archive", "Ingest it, then import again")
    return {
        "scope": scope,
        "form": form,
        "folded": folded,
        "article": article,
        "source": source,
        "part": given.choice("part", _PARTS),
        "context": given.context(needed=scope == "here"),
        "position": given.number("position"),
        **_meaning(given.inner("means")),
    }


def _article(given: _Given) -> Article | None:
    """The article by the first that exists of its external id, its address and its text, as ingest knows it again."""
    told = given.inner("article")
    rows = Article.objects.filter(source__slug=told.text("source", _ID)).order_by("pk")
    external_id, url, digest = told.text("external_id", 300), told.text("url", 2000), told.digest("sha256")
    if external_id:
        return rows.filter(external_id=external_id).first()
    if url:
        return rows.filter(url=url).first()
    return rows.filter(digest=digest, withdrawn_at=None).first() if digest else None


def _meaning(means: _Given) -> dict[str, str]:
    kind, actor, place = means.choice("kind", _KINDS), means.text("actor", _ID), means.text("place", _ID)
    if actor and not Actor.objects.filter(pk=actor).exists():
        raise NotPlacedError(f"there is no actor “{actor}” here", "Load the authority that has it, then import again")
    if place and not Place.objects.filter(pk=place).exists():
        raise NotPlacedError(
            f"there is no place “{place}” here", "Load the authority or ingest a text that names it, then import again"
        )
    return {"means": kind, "actor": actor, "place": place}


class _Given:
    """A line, or an object within one, of which anything may be wrong."""

    def __init__(self, value: object) -> None:
        if not isinstance(value, Mapping):
            raise NotPlacedError("it is not a JSON object", "See docs/desk.md for what a line holds")
        self._value = value

    def has(self, name: str) -> bool:
        return self._value.get(name) is not None

    def inner(self, name: str) -> _Given:
        return _Given(self._value.get(name))

    def text(self, name: str, most: int) -> str:
        value = self._value.get(name)
        # A null character and half a surrogate pair have no place in a database.
        if not isinstance(value, str) or len(value) > most or "\0" in value or not _is_text(value):
            raise self._wrong(name, f"text of at most {most} characters")
        return value

    def choice(self, name: str, among: list[str] | tuple[str, ...]) -> str:
        value = self._value.get(name)
        if value not in among:
            raise self._wrong(name, "one of " + ", ".join(among))
        return str(value)

    def number(self, name: str) -> int:
        value = self._value.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST:
            raise self._wrong(name, f"a number from 0 to {_MOST}")
        return value

    def uid(self, name: str) -> UUID:
        try:
            return UUID(self.text(name, 36))
        except ValueError:
            raise self._wrong(name, "a UUID") from None

    def time(self, name: str) -> datetime:
        try:
            value = datetime.fromisoformat(self.text(name, 40))
        except ValueError:
            raise self._wrong(name, "a time with its zone, ISO 8601") from None
        if value.tzinfo is None:
            raise self._wrong(name, "a time with its zone, ISO 8601")
        return value

    def digest(self, name: str) -> bytes:
        try:
            return bytes.fromhex(self.text(name, 64))
        except ValueError:
            raise self._wrong(name, "a SHA-256 in hexadecimal") from None

    def context(self, *, needed: bool) -> list[str]:
        value = self._value.get("context")
        if (
            isinstance(value, list)
            and len(value) in ((_CONTEXT,) if needed else (0, _CONTEXT))
            and all(map(_is_hex, value))
        ):
            return value
        raise self._wrong("context", f"{_CONTEXT} digests of {_DIGEST} hexadecimal digits")

    def _wrong(self, name: str, wanted: str) -> NotPlacedError:
        return NotPlacedError(f"“{name}” is not {wanted}", "Export the file again, or mend the line")


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_hex(value: object) -> bool:
    return isinstance(value, str) and len(value) in (0, _DIGEST) and all(c in "0123456789abcdef" for c in value)
