"""Capitalised short forms of bodies: "the Fund", "the House", "the Commission", "the People's Republic".

A short form means the body that the same text names in full and whose name it ends in or begins ("House of
Representatives"); then a body that has another such name (NATO is the Alliance); then the only part of a named
body (the Commission of the European Union). Of several, the one named last before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator

from archive.authority.names import fold
from archive.authority.values import Actor
from archive.tagging.spans import Cover, Found, outermost

EXPLAINED, ONE_OF_SEVERAL, IMPLIED = 0.75, 0.6, 0.6
"""Confidence: one body of the text has this short form; several have; only a body it is part of is named."""

HEADS = frozenset(
    """union commission council fund house guard assembly bank court committee agency organization organisation
ministry office service party bloc front alliance mission group fleet battalion brigade regiment company senate
congress board federation league forum institute university foundation bureau department treasury corporation
association society movement church chamber corps republic parliament coalition tribunal authority administration
secretariat sector partnership confederation embassy patriarchate institution network centre center""".split()
)
_CHAMBERS = ("house", "chamber")
"""What any parliament that the text names is called for short."""
_SMALL = frozenset("of the and for in on to a".split())
_LINK = re.compile(r"\s+(?:of|for|on|in|to)\s+")
_RUN = re.compile(r"(?<![\w'.-])[A-Z][\w'-]*(?: [A-Z][\w'-]*)*")
_ARTICLE = re.compile(r"\b(?:the|The|its|Its|this|This|that)\s+$")
_GOES_ON = re.compile(r"\s(?:of|for)\s(?:the\s)?[A-Z]|[ -]\d")
_OFFICE = re.compile(
    r"\s(?:president|speaker|spokesman|spokeswoman|chief|head|chairman|chair|leader|leaders|officials?|members?|majority"
    r"|minority|secretary|director|minister)\b",
    re.IGNORECASE,
)


def forms(name: str) -> frozenset[str]:
    """Folded short forms of a body's full name: "International Monetary Fund" → {"monetary fund", "fund"}."""
    name = re.sub(r"\s*\(.*\)", "", name)
    found: set[str] = set()
    for part in [name, *_LINK.split(name, maxsplit=1)[:1]]:
        words = part.split()
        if not words or fold(words[-1]) not in HEADS:
            continue
        tails = (words[i:] for i in range(len(words)))
        found |= {fold(" ".join(t)) for t in tails if t[0].lower() not in _SMALL and len(t) < len(name.split())}
    return frozenset(found)


_COMPANY = re.compile(
    r"[, ]+(?:Inc|Corp|Corporation|Co|Company|Ltd|Limited|PLC|Plc|plc|AG|SA|NV|SE|SpA|BV|AB|GmbH|LLC|LLP"
    r"|OAO|PAO|OOO|ZAO|PJSC|JSC|Bhd|Group|Holdings?|Industries"
    r"|Bancorp|International|Enterprises|Technologies|Stores|Systems|Partners)\.?$"
)
_FORM_BEFORE = re.compile(r"(?:NV|SA|PT|AB|AS|OAO|PAO|OOO|ZAO|PJSC|JSC) (?=[A-Z])")
_AT = re.compile(r"\b(?:in|at|near|from|to|outside|around|of)\s(?:the\s)?$")


def _company(name: str) -> str:
    """ "Burlington Industries Inc" → "Burlington"; "" for a name without the words of a company."""
    short = _FORM_BEFORE.sub("", name, count=1) if _FORM_BEFORE.match(name) else name
    while (match := _COMPANY.search(short)) and match.start():
        short = short[: match.start()]
    return short if short != name else ""


class Companies:
    """Listed companies by their names without Inc. and &: "Eastman Kodak Co", "Standard and Poors"."""

    def __init__(self, actors: dict[str, Actor]) -> None:
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._plain: dict[str, set[str]] = defaultdict(set)
        self._actors = actors
        for actor in actors.values():
            if actor.kind in ("company", "media"):
                for name in actor.names:
                    if name.lang in ("en", ""):
                        self._by_name[_bare(name.text)].add(actor.id)
                        self._plain[_and(name.text)].add(actor.id)

    def name(self, found: list[Found]) -> list[Found]:
        """Set the actor of organisations that are a listed company in full style; its bare name within is no second
        mention, so the rest is returned."""
        whole: list[Found] = []
        for span in found:
            if span.kind == "organisation" and not span.actor and not span.entries:
                # "Continental" alone is not yet Continental AG, "Eastman Kodak Co" is Eastman Kodak.
                styled = bool(_company(span.text))
                ids = (self._by_name if styled else self._plain).get(_bare(span.text), set())
                if len(ids) == 1:
                    (span.actor,) = ids
                    span.name, span.confidence = self._actors[span.actor].name, 0.9
                    span.why = f"{span.name}, by its name with the words of a company."
                    whole.append(span)
        return [span for span in found if not any(_within(span, other) for other in whole)] if whole else found


def _within(span: Found, other: Found) -> bool:
    """Does it lie in the other and name the same?"""
    return span is not other and span.actor == other.actor and other.start <= span.start and span.end <= other.end


def _bare(name: str) -> str:
    return _and(_company(name) or name)


def _and(name: str) -> str:
    return fold(name.replace("&", "and"))


def name_companies(found: list[Found], clean: str) -> None:
    """A company without its Inc. is the company, whatever town or person bears the name too."""
    whole: dict[str, Found] = {}
    for span in found:
        if span.kind == "organisation" and (short := _company(span.text)):
            whole.setdefault(short, span)
    for span in found if whole else ():
        company = whole.get(span.text)
        if company is None or span.entries or span.actor or span.kind == "group":
            continue
        if _AT.search(clean, max(0, span.start - 13), span.start) or re.match(
            r", [A-Z]", clean[span.end : span.end + 3]
        ):
            continue
        span.kind, span.place, span.reading = "organisation", "", None
        span.actor, span.name, span.confidence = company.actor, company.name, 0.75
        span.why = f"Short for {company.name}, named in full in this text."


def _heads(name: str) -> Iterator[str]:
    """Those of one word: of a name that the text does not print nobody remembers two."""
    return (form for form in forms(name) if " " not in form)


def add_short_forms(found: list[Found], clean: str, actors: dict[str, Actor]) -> list[Found]:
    """The same mentions, short forms named and those that no rule had seen added."""
    name_companies(found, clean)
    bodies = _Bodies(found, actors)
    cover = Cover((span.start, span.end) for span in outermost(found))
    at = {(span.start, span.end): span for span in found}
    added: list[Found] = []
    for start, end in _printed(clean, bodies):
        span = at.get((start, end))
        if span is None and cover.at(start, end) is None:
            span = Found(start, end, clean[start:end], "organisation")
        if span is None or span.actor or any(entry.kind != "body" for entry in span.entries):
            continue
        actor, name, confidence, why = bodies.meant(fold(clean[start:end]), start)
        if name:
            span.kind, span.actor, span.name, span.confidence, span.why = "organisation", actor, name, confidence, why
            if (start, end) not in at:
                added.append(span)
    return sorted([*found, *added], key=lambda span: (span.start, -span.end))


def _printed(clean: str, bodies: _Bodies) -> Iterator[tuple[int, int]]:
    """Where a short form of one of the bodies stands as a name of its own."""
    for run in _RUN.finditer(clean):
        start, text = run.start(), re.sub(r"'s?$", "", run.group())
        if fold(text) not in bodies.known:
            text = text.split("'s ")[0]  # "the Bank's | Qimiao Fan", but not "the People's Republic"
        if match := re.match(r"The\s+", text):
            start, text = start + match.end(), text[match.end() :]
        end = start + len(text)
        title = _OFFICE.search(text)
        if title:
            end = start + title.start()
            text = clean[start:end]
        if not text or fold(text) not in bodies.known or _GOES_ON.match(clean, end):
            continue
        if title or _ARTICLE.search(clean, max(0, start - 6), start) or _OFFICE.match(clean, end):
            yield start, end


class _Bodies:
    """The bodies of a text under their short forms, in reading order."""

    def __init__(self, found: list[Found], actors: dict[str, Actor]) -> None:
        self._ranks: list[dict[str, list[tuple[int, str, str]]]] = [defaultdict(list) for _ in range(3)]
        seen: dict[str, int] = {}
        for span in found:
            if span.kind == "organisation" and span.name and (span.actor or " " in span.text):
                printed = forms(span.text)
                for form in printed | forms(span.name):
                    self._ranks[form not in printed][form].append((span.start, span.actor, span.name))
                if span.actor in actors:
                    seen.setdefault(span.actor, span.start)
        for ident, start in seen.items():
            for name in actors[ident].names:
                for form in _heads(name.text) if name.lang in ("en", "") else ():
                    self._ranks[2][form].append((start, ident, actors[ident].name))
            for form in _CHAMBERS if actors[ident].kind == "parliament" else ():
                self._ranks[2][form].append((start, ident, actors[ident].name))
        self._parts = _parts(seen, actors)
        self.known = frozenset(self._parts).union(*self._ranks)

    def meant(self, form: str, start: int) -> tuple[str, str, float, str]:
        """Actor, name, confidence and reason; empty strings where the text does not say.

        Names as printed go before the full names of acronyms, these before names that the text does not print.
        """
        for bodies in self._ranks:
            if entries := bodies.get(form):
                i = bisect_left(entries, (start,))
                _, actor, name = entries[max(0, i - 1)]
                alone = len({name for _, _, name in entries}) == 1
                return (
                    actor,
                    name,
                    EXPLAINED if alone else ONE_OF_SEVERAL,
                    f"Short for {name}, named in full in this text.",
                )
        parts = self._parts.get(form, ())
        if len(parts) == 1:
            ident, name, whole = next(iter(parts))
            return ident, name, IMPLIED, f"{name}: the text speaks of {whole}, and it is the only such part of it."
        return "", "", 0.0, ""


def _parts(seen: dict[str, int], actors: dict[str, Actor]) -> dict[str, set[tuple[str, str, str]]]:
    """Short forms of the parts of international bodies that the text names."""
    found: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    wholes = {ident for ident in seen if actors[ident].kind == "international"}
    for actor in actors.values() if wholes else ():
        for whole in wholes.intersection(actor.part_of):
            for form in forms(actor.name):
                found[form].add((actor.id, actor.name, actors[whole].name))
    return found
