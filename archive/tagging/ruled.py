"""People's rulings laid over the machine's tags of one article (docs/decisions/014-rulings.md). Pure.

The invariant that all of it keeps: what comes out depends on the machine's tags, the text and the rulings alone, not
on what stood there before. So rulings may be applied again, late, and in batches.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Literal

from archive.tagging.values import MentionKind, Part, Reading

Scope = Literal["here", "article", "source", "everywhere"]

# Characters on either side by which a mention is known again: the long ones tell sentences apart, the short ones hold
# when something near is mended (a word or two).
LONG, SHORT = 60, 20


@dataclass(frozen=True, slots=True)
class Said:
    """What a mention is said to be, by the machine or by a ruling. "" for none; `candidate` is a printed name of
    somebody the authority lacks."""

    kind: MentionKind
    reading: Reading | Literal[""] = ""
    actor: str = ""
    place: str = ""
    country: str = ""
    candidate: str = ""
    confidence: float = 1.0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """Digests of what stands around a mention; "" where nothing does."""

    before: str
    after: str
    near_before: str
    near_after: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A mention in its text: its printed form, folded; what the machine says; what stands around it."""

    part: Part
    folded: str
    printed: str
    machine: Said
    context: Context


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks in a quote: an actor or "", how sure that is, and why."""

    actor: str
    confidence: float
    why: str


@dataclass(frozen=True, slots=True)
class Named:
    """A mention at its place, as `voiced` needs it. `machine`: the actor that the machine named; `actor`: the one that
    it is, `ruled` or not."""

    part: Part
    start: int
    end: int
    machine: str
    actor: str
    ruled: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruling in force: a name is so and so. `number`: its place in the log. `article`, `source`: where it holds, for
    the scopes that say so. `here`: the mention that scope "here" means; `order`: its number among equal ones."""

    number: int
    scope: Scope
    folded: str
    meant: Said
    article: int = 0
    source: int = 0
    part: Part = "body"
    here: Context | None = None
    order: int = 0


def context(text: str, start: int, end: int) -> Context:
    """What stands around [start, end) of a text. Spaces and line ends are all alike."""
    # Twice the length, as many spaces may stand for one.
    before = " ".join(text[max(0, start - 2 * LONG) : start].split())
    after = " ".join(text[end : end + 2 * LONG].split())
    return Context(_digest(before[-LONG:]), _digest(after[:LONG]), _digest(before[-SHORT:]), _digest(after[:SHORT]))


def _digest(words: str) -> str:
    return blake2b(words.encode(errors="surrogatepass"), digest_size=8).hexdigest() if words else ""


def ruled(spots: Sequence[Spot], rules: Iterable[Rule], *, article: int, source: int) -> list[tuple[Said, int]]:
    """What each mention of an article is, and the number of the ruling that says so (0: the machine does).

    The later of two rulings wins, whatever their scopes.
    """
    by_form: dict[str, list[int]] = {}
    for n, spot in enumerate(spots):
        by_form.setdefault(spot.folded, []).append(n)
    out = [(spot.machine, 0) for spot in spots]
    for rule in sorted(rules, key=lambda rule: rule.number):
        for n in _bears_on(rule, by_form.get(rule.folded, ()), spots, article, source):
            out[n] = overruled(spots[n], rule), rule.number
    return out


def bearing(spots: Sequence[Spot], n: int, rules: Iterable[Rule], *, article: int, source: int) -> list[Rule]:
    """All rulings that bear on the n-th mention, the one that wins last."""
    same = [m for m, spot in enumerate(spots) if spot.folded == spots[n].folded]
    mine = (rule for rule in rules if rule.folded == spots[n].folded)
    return sorted((r for r in mine if n in _bears_on(r, same, spots, article, source)), key=lambda rule: rule.number)


def _bears_on(rule: Rule, same: Sequence[int], spots: Sequence[Spot], article: int, source: int) -> Sequence[int]:
    """Of the mentions `same`, printed as the ruling's name: those that it is about."""
    match rule.scope:
        case "everywhere":
            return same
        case "source":
            return same if rule.source == source else ()
        case "article":
            return same if rule.article == article else ()
        case "here":
            return _here(rule, same, spots) if rule.article == article else ()


def _here(rule: Rule, same: Sequence[int], spots: Sequence[Spot]) -> Sequence[int]:
    """The one mention that is meant, known by its surroundings; none where they are gone."""
    there = [n for n in same if spots[n].part == rule.part]
    sought = rule.here
    if sought is None:
        return ()
    for fits in (_both, _either, _near):
        if found := [n for n in there if fits(sought, spots[n].context)]:
            # Of several alike the one of the same number, or the last.
            orders = [there.index(n) for n in found]
            return [min(zip(found, orders, strict=True), key=lambda one: abs(one[1] - rule.order))[0]]
    return ()


def _both(sought: Context, found: Context) -> bool:
    return (sought.before, sought.after) == (found.before, found.after)


def _either(sought: Context, found: Context) -> bool:
    return bool(sought.before and sought.before == found.before) or bool(sought.after and sought.after == found.after)


def _near(sought: Context, found: Context) -> bool:
    before = sought.near_before and sought.near_before == found.near_before
    return bool(before) or bool(sought.near_after and sought.near_after == found.near_after)


def overruled(spot: Spot, rule: Rule) -> Said:
    """What a ruling makes of a mention. A place that acts stays a place: "Moscow" as Russia's government."""
    machine, meant = spot.machine, rule.meant
    why = _why(spot, meant)
    if meant.actor and meant.kind != "person" and machine.place and machine.kind in ("place", "group"):
        reading: Reading = "adjectival" if machine.reading == "adjectival" else "metonymic"
        return replace(machine, actor=meant.actor, reading=reading, candidate="", confidence=1.0, why=why)
    unknown = not (meant.actor or meant.place) and meant.kind in ("person", "organisation")
    return replace(meant, candidate=(machine.candidate or spot.printed) if unknown else "", confidence=1.0, why=why)


def _why(spot: Spot, meant: Said) -> str:
    """One sentence for the reader: that a person decided it, and what the machine had said."""
    machine = spot.machine
    if (machine.actor, machine.place) == (meant.actor, meant.place):
        return "An editor ruled so, and so did the machine."
    said = machine.why.rstrip(".") or "no reason kept"
    return f"An editor ruled so. The machine had read it otherwise: {said}."


def voiced(machine: Voice, part: Part, start: int, end: int, names: Sequence[Named]) -> Voice:
    """Who speaks where the speaker is printed at [start, end): whom the machine named, unless the mention from which
    it read that is ruled. `names`: the article's mentions in the order of the text."""
    read_from = _read_from(machine.actor, [name for name in names if name.part == part], start, end)
    if read_from is None or not read_from.ruled:
        return machine
    return Voice(read_from.actor, 1.0, "An editor ruled who the speaker’s name is.")


def _read_from(actor: str, names: Sequence[Named], start: int, end: int) -> Named | None:
    """The mention within the speaker's words; for "he" the last one before that names the actor."""
    there = [name for name in names if name.start < end and name.end > start]
    if there:
        return max(there, key=lambda n: (n.machine == actor, min(n.end, end) - max(n.start, start), n.start))
    before = [name for name in names if name.end <= start and name.machine == actor]
    return before[-1] if actor and before else None
