"""Bodies that no list needs: of a town or region by its adjective, numbered units, short forms by their noun.

«Рівненської обласної ради», «76-й дивизии», «Фонд» after «Міжнародний валютний фонд». The words are language, the
towns the text's own. Not here: bodies of nations and names in marks (`slavic.bodies`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.authority.names import fold
from archive.authority.values import Actor, Name
from archive.tagging.entries import Entry, Hit
from archive.tagging.inflection import forms, is_cyrillic
from archive.tagging.spans import Cover, Found, outermost

_ENDING = r"(?:ий|ый|ой|ая|ое|а|е|ої|ого|ому|ій|ую|у|ою|им|ым|ім|ом)"
_LOCAL_ADJECTIVE = (
    r"[А-ЯЁІЇЄҐ][а-яёіїєґ'-]+(?:(?:[сцз]ьк)(?:ий|а|е|ої|ого|ому|ій|у|ою|им)|[сц]к(?:ий|ой|ая|ое|ого|ому|ую|им|ом))"
)
_MORE = rf"(?:[ \u00a0][а-яёіїєґ-]{{4,}}{_ENDING}){{0,4}}"
_NOUNS = (
    r"рад(?:а|и|і|у|ою)|міськрад\w{1,2}|облрад\w{1,2}|райрад\w{1,2}|міськвиконком\w{0,3}|горисполком\w{0,2}"
    r"|горсовет\w{0,2}|облсовет\w{0,2}|совет(?:а|у|ом|е)?|собрани(?:е|я|ю|ем|и)|О[ДГ]А|мері(?:я|ї|ю|єю)|мэри(?:я|и|ю|ей)"
    r"|адміністраці(?:я|ї|ю|єю)|администраци(?:я|и|ю|ей)|суд(?:у|ом|і|а|е)?|прокуратур(?:а|и|і|у|ою|ой|е)"
    r"|університет\w{0,3}|университет\w{0,2}|інститут\w{0,3}|институт\w{0,2}|політехні(?:ка|ки|ці|ку|кою)"
    r"|политехни(?:к|ка|ку|ком|ке)|академі(?:я|ї|ю|єю)|академи(?:я|и|ю|ей)|завод(?:у|ом|і|а|е)?|комбінат\w{0,3}"
    r"|комбинат\w{0,2}|єпархі(?:я|ї|ю|єю)|епархи(?:я|и|ю|ей)|дум(?:а|ы|е|у|ой)"
)
_LOCAL = re.compile(rf"(?<![\w-]){_LOCAL_ADJECTIVE}{_MORE}[ \u00a0](?:{_NOUNS})(?!\w)")
_UNIT = re.compile(
    r"(?<![\w-])\d{1,3}-(?:й|ї|я|а|е|го|ої|му|ій|ю|у|м|ма|та|х|им|ої)[ \u00a0]"
    rf"(?:[а-яёіїєґ-]{{4,}}{_ENDING}[ \u00a0]){{0,4}}"
    r"(?:бригад|дивізі|дивизи|полк|батальйон|батальон|корпус|арміє?|арми|ескадрил|эскадрил|ОМБр|центр)[а-яіїєё]{0,3}"
    r"(?:[ \u00a0]«[^«»\n]{2,30}»)?(?!\w)"
)
_SHORT = re.compile(
    r"(?<=[а-яёіїєґ,»][ \u00a0])(?:Альянс|Фонд|Союз|Рад|Комісі|Комисси|Комітет|Комитет|Суд|Банк|Конгрес"
    r"|Сенат|Місі|Мисси|Асамбле|Ассамбле|Комісаріат|Двадцятк|Сімк)[а-яіїєё]{0,3}(?![\w-])(?![ \u00a0][«А-ЯЁІЇЄҐ])"
)
_SHORT_AT_ONCE = re.compile(r"(?<=[.!?\n][ \n])(?:Альянс|Фонд)[а-яіїєё]{0,3}(?![\w-])(?![ \u00a0][«А-ЯЁІЇЄҐ])")
"""At the beginning of a sentence only nouns that seldom stand there without meaning the body."""


def find_local(clean: str, hits: list[Hit]) -> Iterator[Hit]:
    """Bodies of towns and numbered units, beside the names of bodies that `hits` has; by themselves unlisted."""
    known = [h for h in hits if " " in clean[h.start : h.end] and any(e.kind in ("actor", "body") for e in h.entries)]
    known.sort(key=lambda hit: (hit.start, -hit.end))
    cover = Cover((span.start, span.end) for span in outermost([_span(hit) for hit in known]))
    for pattern in (_LOCAL, _UNIT):
        for match in pattern.finditer(clean):
            if cover.at(*match.span()) is None and _agree(match.group()):
                name = re.sub(r"\s+", " ", match.group())
                yield Hit(*match.span(), (Entry("institution", "", Name(name, "")),))


def _agree(name: str) -> bool:
    """«Донецьку міську раду», not «у Донецьку | міська рада»: short endings are the town's as well."""
    first, second, *_ = name.split()
    return not first.endswith(("ьку", "ька")) or second[-1] in {"у": "ую", "а": "ая"}[first[-1]] or second.isupper()


def _span(hit: Hit) -> Found:
    return Found(hit.start, hit.end, "", "organisation")


def short_bodies(found: list[Found], clean: str, text: str, actors: dict[str, Actor]) -> list[Found]:
    """The same mentions and «Фонд», «Альянс»: the last body before whose listed name has this noun."""
    bodies = [span for span in found if span.kind == "organisation" and span.actor and span.why]
    nouns: list[tuple[int, frozenset[str], Found]] = [
        (span.end, _words(actors[span.actor]), span) for span in bodies if span.actor in actors
    ]
    cover = Cover((span.start, span.end) for span in outermost(found))
    added = []
    for match in (*_SHORT.finditer(clean), *_SHORT_AT_ONCE.finditer(clean)):
        start, end = match.span()
        printed = fold(match.group())
        meant = next((span for at, words, span in reversed(nouns) if at < start and printed in words), None)
        if meant is None or cover.at(start, end) is not None:
            continue
        why = f"Short for {meant.name}, named before in this text."
        span = Found(start, end, text[start:end], "organisation", actor=meant.actor, name=meant.name, why=why)
        span.confidence = 0.7
        added.append(span)
    return sorted([*found, *added], key=lambda span: (span.start, -span.end))


def _words(actor: Actor) -> frozenset[str]:
    """Folded forms of the nouns in the names of a body; a single word is its name and no short form."""
    names = [name.text for name in actor.names if is_cyrillic(name.text) and " " in name.text]
    return frozenset(fold(form) for name in names for word in name.split() if len(word) > 3 for form in forms(word))
