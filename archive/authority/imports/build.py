"""Drafts into entries that the authority takes: ids given, names weeded, terms in order, the rest refused with reasons.

Who has a name that the authority has already is that actor, and is left out: an import adds, and changes nothing.
Imported people are known by their full names alone (`surnames = []`), so that no list of thousands takes a surname from
somebody the archive is about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import tomli_w

from archive.authority.checks import LONGEST_ID, LONGEST_NAME, TELLING
from archive.authority.imports.draft import Batch, Draft, Refused, Term
from archive.authority.names import SLUG, fold, slug
from archive.authority.values import Authority

Tables = tuple[dict[str, Any], dict[str, Any]]
"""The tables of the actors' file and of the file of their offices."""
_MAYBE_LATIN = re.compile(r"[A-Za-z]")


def build(batch: Batch, authority: Authority, source: str) -> Tables:
    """Entries of all drafts that the authority does not have; what is left out is added to `batch.refused`.

    `source` says where dates and ids come from: the name of the file.
    """
    builder = _Builder(batch, authority, source)
    for draft in _joined(batch):
        builder.add(draft)
    return {"actor": builder.entries}, builder.offices


def write(tables: Tables, folder: Path, stem: str) -> list[Path]:
    """Write `STEM.toml` and, where there are offices, `offices-STEM.toml`; the paths written."""
    folder.mkdir(parents=True, exist_ok=True)
    actors, offices = tables
    written = []
    for name, content in ((f"{stem}.toml", actors), (f"offices-{stem}.toml", offices)):
        if content and (name.startswith("offices") or content["actor"]):
            (folder / name).write_text(tomli_w.dumps(content), encoding="utf-8")
            written.append(folder / name)
    return written


def _joined(batch: Batch) -> Iterable[Draft]:
    """Drafts of one name and kind as one: dictionaries give a person once for each part of a career."""
    by_name: dict[tuple[str, str], Draft] = {}
    for draft in batch.drafts:
        key = (fold(draft.name), draft.kind)
        if draft.id or key not in by_name:
            by_name.setdefault(key, draft)
            if by_name[key] is draft:
                continue
        first = by_name[key]
        for lang, names in draft.names.items():
            first.names.setdefault(lang, []).extend(names)
        first.acronyms += draft.acronyms
        first.terms += draft.terms
        first.description = first.description or draft.description
        batch.refused.append(Refused(draft.line, draft.name, f"joined with line {first.line}, of the same name"))
    return by_name.values()


class _Builder:
    def __init__(self, batch: Batch, authority: Authority, source: str) -> None:
        self._refused, self._authority, self._source = batch.refused, authority, source
        self.entries: list[dict[str, Any]] = []
        self.offices: dict[str, dict[str, str]] = {}
        self._ids = {*authority.actors, *authority.places}
        self._bearer = {
            fold(name.text): actor.id
            for actor in authority.actors.values()
            for name in actor.names
            if name.kind in TELLING
        }
        self._governments = {p.country: p.government for p in authority.places.values() if p.kind == "country"}
        self._people = {ident for ident, actor in authority.actors.items() if actor.kind == "person"}
        self._titles = {fold(title.text): role.person for role in authority.roles for title in role.titles}
        self._places = {
            fold(text): place.id
            for place in authority.places.values()
            for text in (place.name, *(name.text for name in place.names))
        }

    def add(self, draft: Draft) -> None:
        cause, repair = self._unfit(draft.name, draft.kind == "person")
        if not cause and draft.kind == "person" and (same := self._same(draft)):
            cause = f"by another of its names the authority has it already, as {same}"
        ident = self._id(draft) if not cause else ""
        if not cause and not ident:
            cause, repair = f"its id {draft.id!r} is no slug, or is taken", "Use lower-case letters, digits and hyphens"
        if cause:
            self._refuse(draft, draft.name, cause, repair)
            return
        self._ids.add(ident)
        self._bearer[fold(draft.name)] = ident
        names = {lang: self._names(draft, ident, lang, texts) for lang, texts in draft.names.items()}
        acronyms = self._names(draft, ident, "", draft.acronyms)
        entry: dict[str, Any] = {"id": ident, "kind": draft.kind, "name": draft.name}
        entry |= {
            key: value
            for key in ("description", "gender", "start", "end", "wikipedia")
            if (value := getattr(draft, key))
        }
        if draft.start and draft.end and draft.start > draft.end:
            self._refuse(draft, draft.name, f"it ends on {draft.end}, before it begins; both left out", "Correct them")
            del entry["start"], entry["end"]
        if draft.wikidata:
            entry |= {"wikidata": draft.wikidata, "wikidata_source": self._source}
        if draft.kind == "person":
            entry["surnames"] = []
        if kept := {lang: texts for lang, texts in names.items() if texts}:
            entry["also"] = kept
        if acronyms:
            entry["acronyms"] = acronyms
        if roles := [self._role(term) for term in self._terms(draft)]:
            entry["roles"] = roles
        self.entries.append(entry)

    def _same(self, draft: Draft) -> str:
        """The listed person who bears one of the draft's full names, "" for nobody."""
        full = (fold(text) for texts in draft.names.values() for text in texts if " " in text.strip())
        return next((who for text in full if (who := self._bearer.get(text, "")) in self._people), "")

    def _refuse(self, draft: Draft, what: str, cause: str, repair: str = "") -> None:
        self._refused.append(Refused(draft.line, what, cause, repair))

    def _unfit(self, name: str, person: bool) -> tuple[str, str]:
        """Why a name cannot stand, and how to mend it; empty where it can."""
        folded = fold(name)
        if not folded or len(name) > LONGEST_NAME:
            return "the name is empty or too long", "Print it as papers do"
        if any(
            len({unicodedata.name(c, "").split(" ")[0] for c in word if c.isalpha()}) > 1
            for word in re.split(r"[\s-]", name)
        ):
            return "the name mixes alphabets in one word", "Type the letters of one alphabet"
        if folded in self._bearer:
            return f"the authority has it already, as {self._bearer[folded]}", ""
        if folded in self._places:
            return f"it is the name of a place, {self._places[folded]}", ""
        if folded in self._titles:
            return f"it is what the holder of an office is called ({self._titles[folded]})", ""
        if person and " " not in folded:
            return "one word alone names nobody for sure", "Write the full name"
        if len(folded) < 2:
            return "one letter names nobody", "Write the full name"
        return "", ""

    def _id(self, draft: Draft) -> str:
        """The draft's own id, else one made of its name, numbered where it is taken; "" where its own does not do."""
        if draft.id:
            return (
                draft.id if SLUG.match(draft.id) and draft.id not in self._ids and len(draft.id) <= LONGEST_ID else ""
            )
        if not _MAYBE_LATIN.search(draft.name):
            return ""
        base = slug(draft.name)[: LONGEST_ID - 4].strip("-")
        tries = (base if n == 1 else f"{base}-{n}" for n in range(1, 1000))
        return next((ident for ident in tries if ident and ident not in self._ids and not ident.startswith("gn-")), "")

    def _names(self, draft: Draft, ident: str, lang: str, texts: list[str]) -> list[str]:
        """The further names that can stand, each once; they are this actor's from here on."""
        kept = []
        for text in dict.fromkeys(" ".join(t.split()) for t in texts):
            if self._bearer.get(fold(text)) == ident:
                continue
            cause, repair = self._unfit(text, draft.kind == "person" and bool(lang))
            if cause:
                self._refuse(draft, f"{draft.name}, its name {text!r}", cause, repair)
                continue
            self._bearer[fold(text)] = ident
            kept.append(text)
        return kept

    def _terms(self, draft: Draft) -> list[Term]:
        """In order, those of one office that touch or overlap made one."""
        done: list[Term] = []
        terms = [replace(term, organisation=self._organisation(term)) for term in draft.terms]
        for term in sorted(terms, key=lambda t: (t.organisation, t.office, t.start or date.min)):
            if term.organisation not in self._authority.actors:
                self._refuse(draft, draft.name, f"its office is in {term.organisation}, which is not listed", "List it")
                continue
            last = done[-1] if done else None
            same = last is not None and (last.organisation, last.office) == (term.organisation, term.office)
            if last is not None and same and (term.start or date.min) <= (last.end or date.max):
                end = None if last.end is None or term.end is None else max(last.end, term.end)
                done[-1] = replace(last, end=end)
            else:
                done.append(term)
        return done

    def _organisation(self, term: Term) -> str:
        country = term.organisation.removeprefix("country ")
        return term.organisation if country == term.organisation else self._governments.get(country) or country

    def _role(self, term: Term) -> dict[str, Any]:
        key = f"{term.office} of {term.organisation} ({self._source})"
        self.offices[key] = {"organisation": term.organisation, "office": term.office}
        days = {name: day for name, day in (("start", term.start), ("end", term.end)) if day}
        return {"office": key, **days, "source": self._source}
