"""Which spans of a text are names, and of what kind: the model's names and the authority's, made one.

The authority overrules the model ("Crimea" is a place whatever the model says; "State" of "Secretary of
State" is no organisation); the text as a whole overrules a single sentence (a name read as a person five
times is one the sixth). Not here: who or where is meant.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from archive.tagging.borders import before_letters, split, trim
from archive.tagging.entries import Entry, EntryKind, Hit
from archive.tagging.institutions import describes
from archive.tagging.lexicon import WORD
from archive.tagging.recognise import Name, Parsed
from archive.tagging.sorts import by_sort, with_unread
from archive.tagging.spans import Cover, Found, outermost, without_crossing
from archive.tagging.things import not_actors
from archive.tagging.values import MentionKind
from archive.tagging.works import with_works

KINDS: dict[str, MentionKind] = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "group",
    "EVENT": "other",
    "WORK_OF_ART": "other",
    "PRODUCT": "other",
    "LAW": "other",
    "LANGUAGE": "other",
}
_PORTFOLIO = re.compile(r"\b(?:Secretar(?:y|ies)|Ministers?|Undersecretary)\s+(?:of|for)\s+(?:the\s+)?$", re.IGNORECASE)
_PORTFOLIOS = frozenset(
    """state|defense|defence|foreign affairs|foreign|interior|the interior|internal affairs|justice|finance
|treasury|the treasury|economy|energy|education|homeland security|health|commerce|labor|labour|agriculture|war|culture
|transport|transportation|the environment|environment|trade|foreign and commonwealth affairs""".replace("\n", "").split(
        "|"
    )
)
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d\b|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.? ?\d")
"""A live report's time before a name ("14:24 - US") and a date are none."""
_DIRECTIONS = frozenset(["west", "east", "north", "south"])
_COMPASS = re.compile(
    r"(?:north|south|east|west|central|northern|southern|eastern|western|upper|lower|downtown|mainland"
    r"|northeast(?:ern)?|northwest(?:ern)?|southeast(?:ern)?|southwest(?:ern)?|mid|greater)[\s-]+",
    re.IGNORECASE,
)


def find_names(parsed: Parsed, hits: Iterable[Hit]) -> list[Found]:
    """All names of the text, sorted by start, longer first, nested or apart."""
    known = _from_authority(parsed, hits)
    tops = {(found.start, found.end): found for found in outermost(known)}
    cover = Cover(tops)
    ends, starts = frozenset(found.end for found in tops.values()), frozenset(found.start for found in tops.values())
    seen = [found for name in parsed.names for found in _from_model(parsed, name, ends, starts)]
    first = {found.start: found for found in tops.values()}
    others = [
        found
        for found in seen
        if not _ruled_by_authority(parsed, found, cover, tops)
        and not _goes_into_list(parsed.clean, found, first.get(found.start))
    ]
    _agree(others)
    names = without_crossing([*_whole(known, others), *others])
    names = without_crossing([*names, *_repeated(parsed, names)])
    names = not_actors(without_crossing(with_works(names, parsed.text, parsed.clean)), parsed.clean)
    return by_sort(with_unread(names, parsed), parsed) if parsed.deep else names


# ------------------------------------------------------------------ the authority's names

_RANK = {"actor": 0, "person": 0, "institution": 0, "place": 1, "metonym": 2, "demonym": 3, "body": 4, "surname": 5}


def _from_authority(parsed: Parsed, hits: Iterable[Hit]) -> list[Found]:
    """The longest known names, and the demonyms within an organisation's name.

    Not the places: the Council of Europe is not in Europe, nor the Black Sea Fleet a sea.
    """
    starts = _sentence_starts(parsed)
    hits = (hit for hit in hits if not (hit.start in starts and _is_common_word(parsed, hit)))
    hits = (hit for hit in hits if not describes(parsed, hit.start, hit.end))
    ranked = sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start))
    chosen: list[Found] = []
    taken: dict[int, Found] = {}
    for hit in ranked:
        outer = taken.get(hit.start) or taken.get(hit.end - 1)
        if outer is not None and not _may_nest(outer, hit):
            continue
        found = _known(parsed, hit)
        chosen.append(found)
        if outer is None:
            taken.update(dict.fromkeys(range(hit.start, hit.end), found))
    return without_crossing(chosen)


# Names of countries that are everyday words of Ukrainian and Russian: "того" that, "мали" had, "чад" fumes.
_EVERYDAY = frozenset("того мали чад чаду".split())


# Names of bodies that are everyday words of English.
_WORDS = frozenset("visa total fed shell inter labour amnesty fatherland brotherhood freedom conservatives".split())


def _sentence_starts(parsed: Parsed) -> frozenset[int]:
    return frozenset(parsed.tokens[first].start for first, last in parsed.sentences if first < last)


def _is_common_word(parsed: Parsed, hit: Hit) -> bool:
    """A word that has its capital from the sentence only: "Visas were refused"."""
    word = parsed.clean[hit.start : hit.end].lower()
    if word == "fed" and parsed.clean.startswith(" up", hit.end):
        return True
    if word in _WORDS and hit.start in parsed.starts:
        return not parsed.tokens[parsed.starts[hit.start]].tag.startswith("NNP")
    return word in _EVERYDAY


def _may_nest(outer: Found, hit: Hit) -> bool:
    inside = outer.start <= hit.start and hit.end <= outer.end
    shorter = hit.end - hit.start < outer.end - outer.start
    before, after = outer.text[: hit.start - outer.start], outer.text[hit.end - outer.start :]
    seat = before.lower().endswith(("government in ", "authorities in ")) or after.startswith(
        ("'s", "’s")
    )  # "the new government in Kiev", "Ukraine's army"
    kinds = {entry.kind for entry in hit.entries}
    return (
        inside
        and shorter
        and outer.kind == "organisation"
        and bool(kinds & ({"demonym", "place"} if seat else {"demonym"}))
    )


def _known(parsed: Parsed, hit: Hit) -> Found:
    first = min(hit.entries, key=lambda entry: _RANK[entry.kind])
    kind: MentionKind = {
        "actor": "organisation",
        "institution": "organisation",
        "metonym": "organisation",
        "body": "organisation",
        "person": "person",
        "surname": "person",
        "place": "place",
        "demonym": "group",
    }[first.kind]  # type: ignore[assignment]
    if any(entry.kind == "place" for entry in hit.entries) and first.kind not in ("person", "actor"):
        kind = "place"
    return Found(hit.start, hit.end, parsed.text[hit.start : hit.end], kind, "", hit.entries)


# ------------------------------------------------------------------ the model's names


def _from_model(parsed: Parsed, name: Name, ends: frozenset[int], starts: frozenset[int]) -> Iterator[Found]:
    """The model's span with article, title and 's taken off, apart where it holds two names."""
    kind = KINDS.get(name.label)
    if kind is None:
        return
    whole = trim(parsed.clean, parsed.tokens[name.first].start, parsed.tokens[name.last - 1].end, kind)
    first = parsed.tokens[name.first]
    if name.last - name.first == 1 and first.tag in ("NN", "NNS", "JJ") and kind != "group":
        return  # a common word with the capital of its sentence: "Buses drew up"
    if kind == "person":
        whole = whole[0], before_letters(parsed.clean, *whole, starts)
    for start, end in split(parsed.clean, *whole, ends, starts):
        at = trim(parsed.clean, start, end, kind)
        if _is_name(parsed.clean, *at, kind):
            yield Found(*at, parsed.text[at[0] : at[1]], kind, name.label)


def _is_name(clean: str, start: int, end: int, kind: MentionKind) -> bool:
    text = clean[start:end]
    if _CLOCK.match(text) or "\n" in text or not any(c.isupper() for c in text) or (len(text) < 2 and kind != "other"):
        return False
    if text.lower() in _DIRECTIONS:
        return False
    return text.lower() not in _PORTFOLIOS or not (
        _PORTFOLIO.search(clean[max(0, start - 24) : start])
        or re.match(r"\s+(?:Minister|Secretary)", clean[end : end + 12])
    )


def _ruled_by_authority(parsed: Parsed, found: Found, cover: Cover, tops: dict[tuple[int, int], Found]) -> bool:
    """Does a known name stand there already? It then takes the model's label; True if the model's span must go."""
    touching = cover.at(found.start, found.end)
    if touching is None:
        return False
    known = tops[touching]
    if touching == (found.start, found.end):
        known.label = found.label
        return True
    inside_known = touching[0] <= found.start and found.end <= touching[1]
    if inside_known:
        return True
    holds = found.start <= touching[0] and touching[1] <= found.end
    if not holds:
        return not (known.entries and all(e.kind == "surname" for e in known.entries))
    if found.kind == "organisation" and known.kind == "organisation" and found.end == known.end:
        return _only_nation(parsed, found, known, tops)  # "Ukrainian | Party of Regions"
    return found.kind == "place" and known.kind == "place" and _only_compass(parsed, found, known)


def _goes_into_list(clean: str, found: Found, known: Found | None) -> bool:
    """ "Customs Union of Russia | , Belarus and Kazakhstan" is the Customs Union, and an enumeration."""
    if known is None or not any(entry.kind == "actor" for entry in known.entries):
        return False
    return clean.startswith(" of ", known.end) and bool(re.match(r"(?:,| and) [A-Z]", clean[found.end : found.end + 6]))


def _whole(known: list[Found], others: list[Found]) -> list[Found]:
    """The known names without those that are only part of a longer name of the model.

    "House" of "Lower House", the surname of another man, "Power" of "Georgia Power"; but a surname stays in a body's
    name where the text has it elsewhere too.
    """
    inside = Cover((found.start, found.end) for found in others if found.kind in ("organisation", "other"))
    persons = Cover((found.start, found.end) for found in others if found.kind == "person")
    free = (found for found in [*known, *others] if not inside.at(found.start, found.end))
    elsewhere = {found.text.rsplit(" ", 1)[-1] for found in free}
    return [
        found
        for found in known
        if not _only_part(found, inside, "body")
        and not _only_part(found, persons, "surname")
        and (found.text in elsewhere or not _only_part(found, inside, "surname"))
    ]


def _only_part(found: Found, names: Cover, kind: EntryKind) -> bool:
    """Does a name that can only be of this kind stand in a longer one of `names`?"""
    whole = names.at(found.start, found.end)
    if whole is None or not all(entry.kind == kind for entry in found.entries):
        return False
    return whole != (found.start, found.end) and whole[0] <= found.start and found.end <= whole[1]


def _only_nation(parsed: Parsed, found: Found, known: Found, tops: dict[tuple[int, int], Found]) -> bool:
    """A nation before a body that the authority knows in full says only whose it is."""
    end = found.start + len(parsed.clean[found.start : known.start].rstrip(" "))
    nation = tops.get((found.start, end))
    full = any(entry.kind == "actor" and len(known.text.split()) > 1 for entry in known.entries)
    return full and nation is not None and nation.kind == "group"


def _only_compass(parsed: Parsed, found: Found, known: Found) -> bool:
    """ "western Ukraine" is Ukraine with a word before it, not a place of its own."""
    before = parsed.clean[found.start : known.start]
    return found.end == known.end and bool(_COMPASS.fullmatch(before))


def _agree(names: list[Found]) -> None:
    """One kind a printed name in one text: the model's commonest, where it wavers."""
    votes: dict[str, Counter[MentionKind]] = {}
    for found in names:
        votes.setdefault(found.text, Counter())[found.kind] += 1
    for found in names:
        best, count = votes[found.text].most_common(1)[0]
        if count > votes[found.text][found.kind]:
            found.kind = best


def _repeated(parsed: Parsed, names: list[Found]) -> list[Found]:
    """Further printings of names of several words that the model saw elsewhere in the text."""
    known: dict[str, list[tuple[tuple[str, ...], Found]]] = {}
    for found in names:
        parts = tuple(match.group() for match in WORD.finditer(found.text))
        if not found.known and len(parts) > 1 and found.kind in ("person", "organisation", "place"):
            known.setdefault(parts[0], []).append((parts, found))
    words = [(match.start(), match.end(), match.group()) for match in WORD.finditer(parsed.clean)] if known else []
    taken = Cover((found.start, found.end) for found in outermost(names))
    added = []
    for i, (start, _, word) in enumerate(words):
        for parts, found in dict(known.get(word, ())).items():
            end = words[i + len(parts) - 1][1] if i + len(parts) <= len(words) else -1
            if (
                end > 0
                and tuple(w for _, _, w in words[i : i + len(parts)]) == parts
                and not taken.at(start, end)
                and "\n" not in parsed.clean[start:end]
            ):
                added.append(Found(start, end, parsed.text[start:end], found.kind, found.label))
    return added


def entries_of(found: Found, *kinds: str) -> list[Entry]:
    return [entry for entry in found.entries if entry.kind in kinds]
