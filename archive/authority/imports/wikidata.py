"""An extract of Wikidata in JSON: entities one a line, a list of them (as the dumps have it), or `{"entities": {…}}`.

Taken: id, labels and aliases in English, Ukrainian and Russian, description, kind by "instance of" (P31), gender (P21),
inception and end of a body, and the title in the English Wikipedia. Positions held (P39) are counted and left out:
they name no organisation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from archive.authority.entries import AuthorityError
from archive.authority.imports.draft import Batch, Draft, Refused, read_lines
from archive.authority.values import ActorKind

LANGUAGES = ("en", "uk", "ru")
_KINDS: dict[str, ActorKind] = {
    "Q5": "person",
    "Q7278": "party",
    "Q4830453": "company",
    "Q6881511": "company",
    "Q783794": "company",
    "Q891723": "company",
    "Q192350": "ministry",
    "Q11204": "parliament",
    "Q35749": "parliament",
    "Q41487": "court",
    "Q484652": "international",
    "Q245065": "international",
    "Q17149090": "armed_group",
    "Q176799": "military",
    "Q772547": "military",
    "Q192283": "media",
    "Q11032": "media",
    "Q1616075": "media",
    "Q327333": "agency",
    "Q43229": "other",
}
"""What an item is an instance of → kind. Items of none of these are refused: they may be places, events or works."""
_GENDERS = {"Q6581097": "m", "Q6581072": "f", "Q1052281": "f", "Q2449503": "m"}
_TIME = re.compile(r"\+(\d{4})-(\d\d)-(\d\d)T")
_EXACT = 11
"""Wikidata's precision of a day."""


def read(path: Path) -> Batch:
    """The actors of an extract; AuthorityError where it is no JSON of entities."""
    lines, odd = read_lines(path)
    batch = Batch(refused=[Refused(n, "a line", "is no UTF-8; read as Windows-1252", "Save as UTF-8") for n in odd])
    for line, entity in _entities(path, lines, batch):
        _draft(line, entity, batch)
    if not batch.drafts and not batch.refused:
        raise AuthorityError(path.name, "", "it holds no entity", 'Give lines like {"id": "Q1", "labels": {…}, …}')
    return batch


def _entities(path: Path, lines: list[str], batch: Batch) -> Iterator[tuple[int, dict[str, Any]]]:
    text = "\n".join(lines)
    try:
        whole = json.loads(text)
    except json.JSONDecodeError:
        yield from _by_line(lines, batch)
        return
    if isinstance(whole, dict):
        whole = list(whole["entities"].values()) if isinstance(whole.get("entities"), dict) else [whole]
    if not isinstance(whole, list) or not all(isinstance(entity, dict) for entity in whole):
        raise AuthorityError(path.name, "", "it holds no list of entities", "Export the entities, not a query's result")
    at = {line: number for number, text in enumerate(lines, 1) for line in re.findall(r'"id": ?"(Q\d+)"', text[:200])}
    for entity in whole:
        yield at.get(str(entity.get("id")), 1), entity


def _by_line(lines: list[str], batch: Batch) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(lines, 1):
        bare = line.strip().rstrip(",")
        if bare in ("", "[", "]"):
            continue
        try:
            entity = json.loads(bare)
        except json.JSONDecodeError as error:
            batch.refused.append(Refused(number, bare[:40], f"no JSON: {error.msg}", "Give one entity a line"))
            continue
        if isinstance(entity, dict):
            yield number, entity
        else:
            batch.refused.append(Refused(number, bare[:40], "no entity", 'Give lines like {"id": "Q1", …}'))


def _draft(line: int, entity: dict[str, Any], batch: Batch) -> None:
    qid = str(entity.get("id", ""))
    labels = {lang: _value(entity.get("labels"), lang) for lang in LANGUAGES}
    if not re.fullmatch(r"Q[1-9]\d*", qid):
        batch.refused.append(Refused(line, qid or "an entity", "it has no id like Q123", "Export whole entities"))
        return
    if not labels["en"]:
        batch.refused.append(Refused(line, qid, "it has no English label", "Add one, or give it with the plain table"))
        return
    kind = next((_KINDS[i] for i in _items(entity, "P31") if i in _KINDS), None)
    if kind is None:
        instances = ", ".join(_items(entity, "P31")) or "nothing"
        repair = "Give it with the plain table and a kind, if it is an actor"
        batch.refused.append(
            Refused(line, f"{qid} {labels['en']}", f"an instance of {instances}, no known kind", repair)
        )
        return
    if held := len(_items(entity, "P39")):
        cause = f"{held} positions held are left out, since they name no organisation"
        batch.refused.append(Refused(line, f"{qid} {labels['en']}", cause, "Write them as roles with an office"))
    batch.drafts.append(
        Draft(
            line,
            labels["en"],
            kind,
            names={lang: _names(entity, lang, labels[lang]) for lang in LANGUAGES},
            description=_value(entity.get("descriptions"), "en"),
            gender=next((_GENDERS[i] for i in _items(entity, "P21") if i in _GENDERS), ""),
            # A person's birth and death bound no office; papers speak of the dead.
            start=None if kind == "person" else _day(entity, "P571"),
            end=None if kind == "person" else _day(entity, "P576"),
            wikidata=qid,
            wikipedia=str((entity.get("sitelinks") or {}).get("enwiki", {}).get("title", "")),
        )
    )


def _value(table: Any, lang: str) -> str:
    entry = table.get(lang) if isinstance(table, dict) else None
    return str(entry.get("value", "")) if isinstance(entry, dict) else ""


def _names(entity: dict[str, Any], lang: str, label: str) -> list[str]:
    table = entity.get("aliases")
    aliases = table.get(lang, []) if isinstance(table, dict) else []
    first = [label] if label and lang != "en" else []
    return [*first, *(str(a["value"]) for a in aliases if isinstance(a, dict) and a.get("value"))]


def _claims(entity: dict[str, Any], prop: str) -> Iterator[Any]:
    """Values of a property, those called deprecated left out."""
    claims = entity.get("claims")
    for claim in claims.get(prop, []) if isinstance(claims, dict) else []:
        if isinstance(claim, dict) and claim.get("rank") != "deprecated":
            value = claim.get("mainsnak", {}).get("datavalue", {}).get("value")
            if value is not None:
                yield value


def _items(entity: dict[str, Any], prop: str) -> list[str]:
    return [str(v["id"]) for v in _claims(entity, prop) if isinstance(v, dict) and v.get("id")]


def _day(entity: dict[str, Any], prop: str) -> date | None:
    """The first value that is a day; a year or a month alone is none."""
    for value in _claims(entity, prop):
        match = _TIME.match(str(value.get("time", ""))) if isinstance(value, dict) else None
        if match and value.get("precision") == _EXACT:
            try:
                return date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                continue
    return None
