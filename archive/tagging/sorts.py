"""What sort of thing an unlisted name is, as the text or the name's own last word says: "the band Korn", "Stanley Cup".

The model guesses the kind of a name that it does not know; a noun beside the name knows it. Beside: "X is a
village", "X, a publisher", "the singer X", "the X festival", "bands such as X and Y". Also capitalised words that the
model passed over in the middle of a sentence. Not here: names that the authority lists; its kind stands.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator

from archive.tagging.recognise import Parsed, Token
from archive.tagging.spans import Cover, Found, outermost, without_crossing
from archive.tagging.values import MentionKind

_SORTS: dict[MentionKind, str] = {
    "person": """actor actress singer songwriter musician guitarist drummer bassist pianist violinist composer
conductor rapper painter sculptor poet novelist writer author journalist historian philosopher
scientist physicist chemist mathematician engineer inventor architect lawyer physician surgeon
psychologist economist politician statesman footballer player pitcher goalkeeper striker midfielder
defender wrestler boxer golfer cyclist swimmer skater runner athlete driver jockey coach nobleman
soldier sailor pilot astronaut explorer bishop priest monk nun king queen emperor empress duke
prince princess widow wife husband son daughter brother sister father mother nephew niece cousin
uncle aunt grandson granddaughter businessman businesswoman entrepreneur banker photographer
filmmaker producer designer cartoonist illustrator broadcaster presenter comedian dancer
choreographer activist teacher professor scholar theologian translator librettist frontman vocalist
organist trumpeter saxophonist""",
    "place": """village town city hamlet municipality commune parish district suburb neighbourhood neighborhood
county province region prefecture oblast raion settlement township borough island islet peninsula
river creek stream lake mountain hill valley bay gulf cape desert glacier volcano plateau park
square street road highway bridge airport station stadium arena cathedral castle palace museum hotel
reservoir dam canal harbour harbor port beach forest mine lighthouse capital port resort cemetery
tunnel junction railroad railway mall""",
    "organisation": """band company firm corporation manufacturer publisher retailer airline bank charity foundation
university college school institute academy party union club team squad league association
federation society agency ministry department newspaper magazine broadcaster network label studio
orchestra choir ensemble quartet quintet trio duo group hospital regiment brigade battalion squadron
division army navy militia church order gang organization organisation consortium council committee
commission parliament legislature brewery supermarket chain startup subsidiary conglomerate insurer
carmaker supplier developer distributor""",
    "other": """album song single track film movie novel book poem play opera ballet musical symphony painting
sculpture game videogame series sitcom serial show programme program episode soundtrack video anthem
hymn ballad magazine festival tournament championship cup trophy award prize medal treaty act war
battle siege campaign rebellion revolution uprising operation election referendum festival holiday
language dialect alphabet religion software console locomotive aircraft helicopter rifle tank
missile ship submarine frigate cruiser destroyer satellite spacecraft brand virus disease species
breed tribe caste""",
}
"""Common nouns by what they are said of. "magazine" stands twice: of a publisher's name it is a thing, as a rule."""

_SORT_OF: dict[str, MentionKind] = {noun: kind for kind, nouns in _SORTS.items() for noun in nouns.split()}

_LAST: dict[MentionKind, str] = {
    "place": """River Creek Lake Lakes Sea Ocean Bay Gulf Strait Straits Channel Island Islands Isle Isles Peninsula
Cape Mountain Mountains Mount Hills Valley Plateau Desert Basin Falls Forest Beach Coast Harbour
Harbor Reservoir Canal Dam Glacier County Parish Province Prefecture Oblast Raion District Township
Borough Municipality Airport Station Stadium Arena Square Street Avenue Boulevard Highway Motorway
Bridge Tunnel Cathedral Castle Palace Museum Cemetery Monument Memorial Hotel Plaza Mall Observatory
Junction Pier Speedway Racecourse Aquarium Lighthouse Duchy Heights Area Complex Estate
Formation Gym Playfield Cave Trail""",
    "organisation": """Company Corporation Corp Inc Ltd Limited LLC PLC GmbH AG Group Holdings Bank Records Studios
Pictures Entertainment Films Productions Press Publishing Publications Books Airlines Airways Motors
Industries Systems Technologies Laboratories Laboratory Brothers Sons Associates Partners University
College School Academy Institute Institution Foundation Trust Society Association Federation
Confederation Union League Club Party Movement Front Alliance Coalition Council Committee Commission
Congress Assembly Senate Parliament Agency Authority Ministry Department Bureau Office Service
Services Board Court Tribunal Hospital Clinic Orchestra Philharmonic Ensemble Quartet Trio Band
Choir Regiment Brigade Battalion Squadron Corps Army Navy Fleet Guard Militia Police Team FC AFC CF
SC United Rovers Wanderers Athletic Albion Wednesday Times Herald Tribune Gazette Journal Post News
Telegraph Chronicle Network Television Radio Church Diocese Archdiocese Order Railway Railroad
Railways""",
    "other": """Cup Bowl Trophy Championship Championships Tournament Open Masters Olympics Games Marathon Festival
Fair Award Awards Prize Medal Oscar Grammy Grammys War Wars Battle Revolution Rebellion Uprising
Crisis Massacre Act Treaty Pact Convention Amendment Bill Constitution Series Trilogy Symphony
Concerto Sonata Movie Show Album Song Blues Testament Bible Koran Chart Charts Census Day Week Era
Age Project Programme Program Tour Theorem Conjecture Formula Disease Syndrome Derby Season Playoffs
Finals Edition Version""",
}
_KIND_BY_LAST: dict[str, MentionKind] = {word: kind for kind, words in _LAST.items() for word in words.split()}

_SURNAMES_TOO = frozenset(
    """Lake Hill Hills Banks Park Bay Falls Forest Beach Street Bridge Castle Palace Mount Heights School Church Bishop
Day Week Open Masters Press Post Guard Order Wednesday Young Cape Isles Islands Group Battle Bill Act Corps Bank
Trust Series Show Song Games Fair Oscar Front Court Police Office Records Congress Age Project Program""".split()
)
"""Last words that people bear as surnames or that end a title of another sort: they overrule no model's person."""

_HOUSES = frozenset(
    "Museum Hotel Mall Plaza Observatory Aquarium Station Memorial Airport Cathedral Monument Cemetery Area".split()
)
"""Sites that are run as a body too: where the model reads the body, it stays."""

_TEAM = re.compile(r"(?:FC|AFC|CF|SC|AC|AS|CSKA|BC|HC|RC|SK|FK|NK) [A-Z]")
_OF = re.compile(r"(?P<word>[A-Z]\w+) of (?:the )?[A-Z]")
_LIKE = re.compile(
    r"(?P<noun>[a-z]+)(?:,? (?:such as|like|including|namely|called|named|titled|entitled)|:|,) [\"“]?(?:the )?$"
)
_LINK = re.compile(r"[\"”']?(?:,|;| and| &|, and| or)(?: the)? [\"“]?")
_QUALITY = re.compile(
    r"(?:^|[ (])(?:the|a|an|his|her|its|their|named|called) (?:[\w-]+ ){0,3}?(?P<noun>[a-z]+),? [\"“]?$", re.IGNORECASE
)
_AFTER = re.compile(r"['\"”]? (?P<noun>[a-z]+)\b")
_AFTER_SORTS = frozenset(
    """festival tribe language dialect album song film novel series tournament trophy cup championship award prize
river lake mountains valley peninsula island railroad railway station airport bridge county district province
parish municipality oblast department company band newspaper magazine brigade regiment battalion squadron
university""".split()
)
"""Sorts that follow the name itself ("the Dnister river"), not what the name only belongs to ("the Paris team")."""

_DEEDS = frozenset(
    """marry die born graduate compose sing retire recall study teach joke smile nod shrug laugh wrote write publish
paint inherit divorce resign enrol enroll bat pitch
notice walk remember love dream sleep whisper shout cry weep wake sit eat drink attend graduate""".split()
)
"""What only a person does."""
_OWNS = re.compile(
    r"'s? (?:\w+ )?(?:wife|husband|widow|father|mother|son|daughter|brother|sister|parents|lover|girlfriend|boyfriend"
    r"|death|childhood|career|biographer|biography|birth|birthday|marriage|body|head|hand|face|eyes|lawyer)\b"
)
_CALLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Lord|Lady|Colonel|Col|General|Gen|Captain|Capt|Lieutenant|Lt|Sergeant"
    r"|Sgt|Senator|Sen|Bishop|Father)\.? $"
)
"""Titles that stand before a person's name and in no other."""
_WHERE = re.compile(
    r"\b(?:near|(?:north|south|east|west)(?:east|west)? of|outside|(?:miles|km|kilometres|kilometers) from"
    r"|(?:located|based|situated|born|lives?|lived|living|settled|raised|arrived|landed|buried"
    r"|stationed) (?:in|at|near)"
    r"|(?:moved|travelled|traveled|returned|fled|marched) to) $"
)
"""After these words stands a place: a single word there is no body and nobody."""
_AT = re.compile(r"\b(?:in|at|from|near|to|of) $")
_LIFE = re.compile(r" \((?:born\b|b\. ?\d|\d{4} ?(?:-|–|--|—) ?(?:\d{4}|\)))")


def by_sort(found: list[Found], parsed: Parsed) -> list[Found]:
    """The same mentions, each unlisted one of the kind that its sort tells, in all the text's printings of it."""
    free = [span for span in outermost(found) if not span.entries and span.kind != "group"]
    told: dict[str, Counter[MentionKind]] = {}
    listed = {span.start for span in found if span.kind == "place" and span.entries}
    for span in free:
        if kind := _kind(span, parsed) or _by_where(span, parsed.clean, listed):
            told.setdefault(span.text, Counter())[kind] += 1
    for first, second in itertools.pairwise(free):
        if first.text in told and second.text not in told and _LINK.fullmatch(parsed.clean, first.end, second.start):
            kind = told[first.text].most_common(1)[0][0]
            if kind != "person" and _in_list(first, parsed):
                told[second.text] = Counter([kind])
    for span in free:
        if span.text in told:
            span.kind = told[span.text].most_common(1)[0][0]
    return found


def _in_list(span: Found, parsed: Parsed) -> bool:
    """Is it a member of a list that begins with its sort: "bands such as X, Y"?"""
    return parsed.clean[max(0, span.start - 160) : span.start].rfind(". ") < 0


def _kind(span: Found, parsed: Parsed) -> MentionKind | None:
    return _by_own_word(span) or _by_noun_beside(span, parsed) or _by_deed(span, parsed)


def _by_own_word(span: Found) -> MentionKind | None:
    """By the last word of the name, or the one before "of"."""
    words = span.text.split()
    if len(words) < 2:
        return None
    if _TEAM.match(span.text):
        return "organisation"
    match = _OF.search(span.text)
    word = match["word"] if match else words[-1].rstrip(".")
    kind = _KIND_BY_LAST.get(word)
    if kind and word in _SURNAMES_TOO and (span.kind == "person" or span.label == "FAC"):
        return None
    if kind == "place" and span.kind == "organisation" and (word in _HOUSES or "School" in words):
        return None
    if kind == "organisation" and span.kind == "place":
        return None  # a site is called after the office or the company in it
    return kind


def _by_noun_beside(span: Found, parsed: Parsed) -> MentionKind | None:
    clean = parsed.clean
    before = clean[max(0, span.start - 48) : span.start]
    after = _AFTER.match(clean, span.end, span.end + 24)
    if after and after["noun"] in _AFTER_SORTS and span.kind != "group":
        return _SORT_OF.get(after["noun"])
    for pattern in (_LIKE, _QUALITY):
        match = pattern.search(before)
        if match and (kind := _sort(match["noun"])):
            return kind
    if _LIFE.match(clean, span.end) and span.kind in ("organisation", "place", "group"):
        return "person"
    return _defined(span, parsed)


def _sort(noun: str) -> MentionKind | None:
    return _SORT_OF.get(noun) or _SORT_OF.get(noun.removesuffix("s")) or _SORT_OF.get(noun.removesuffix("es"))


def _defined(span: Found, parsed: Parsed) -> MentionKind | None:
    """ "X is a village", "X, a publisher": by the predicate or the apposition of the name."""
    last = parsed.ends.get(span.end)
    if last is None:
        return None
    head = _top(parsed.tokens, last, span.start)
    for noun in _said_of(parsed.tokens, head):
        if kind := _sort(noun.lower):
            return kind
    return None


def _top(tokens: list[Token], i: int, start: int) -> Token:
    """The highest token of the span that ends with token `i` and begins at `start`."""
    token = tokens[i]
    while token.head != token.i and start <= tokens[token.head].start < tokens[i].end:
        token = tokens[token.head]
    return token


def _said_of(tokens: list[Token], head: Token) -> Iterator[Token]:
    above = tokens[head.head]
    if head.dep in ("nsubj", "nsubjpass") and above.lemma == "be":
        yield from (tokens[i] for i in above.children if tokens[i].dep == "attr")
    yield from (tokens[i] for i in head.children if tokens[i].dep == "appos" and tokens[i].tag in ("NN", "NNS"))


def _by_where(span: Found, clean: str, listed: set[int]) -> MentionKind | None:
    """A single word where only places stand: "born in Karmin", "at Remagen, Germany"."""
    if " " in span.text or span.text.isupper() or span.kind not in ("person", "organisation"):
        return None
    before = clean[max(0, span.start - 32) : span.start]
    within = clean.startswith(", ", span.end) and span.end + 2 in listed and _AT.search(before)
    return "place" if within or (_WHERE.search(before) and not clean.startswith("'s", span.end)) else None


def _by_deed(span: Found, parsed: Parsed) -> MentionKind | None:
    """A name of one or two words that does what only people do, or has what only they have."""
    if span.kind not in ("organisation", "place", "group") or span.text.isupper() or len(span.text.split()) > 2:
        return None
    if parsed.clean[max(0, span.start - 4) : span.start].lower() == "the " or span.kind == "group":
        return None
    if _CALLED.search(parsed.clean, max(0, span.start - 12), span.start):
        return "person"
    if _OWNS.match(parsed.clean, span.end):
        return "person"
    last = parsed.ends.get(span.end)
    if last is None:
        return None
    head = _top(parsed.tokens, last, span.start)
    above = parsed.tokens[head.head]
    return "person" if head.dep in ("nsubj", "nsubjpass") and above.lemma in _DEEDS else None


# ------------------------------------------------------------------ names that the model passed over

_NO_NAME = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
september october november december jan feb mar apr jun jul aug sept sep oct nov dec am pm ad bc mr mrs ms dr
sir lord lady i god president minister king queen prince bishop professor captain general colonel no nos ok tv
internet vol ed chapter page milepost north south east west spring summer autumn winter christmas easter""".split()
)


_NUMBER = re.compile(r"(?:No\. )?\d{1,4}(?:st|nd|rd|th|d)? $")
_NUMBERED = re.compile(
    r"(?:.* )?(?:Division|Squadron|Regiment|Brigade|Battalion|Corps|Army|Fleet|Wing|Infantry|Cavalry|Congress|Awards?"
    r"|Amendment|Olympics|Battle of .+)"
)
"""Bodies and events that are counted: the number before them is theirs ("the 25th Brigade")."""
_NOT_ALONE = frozenset(
    """cd dvd ep lp tv pos fm mp top acting chair member all mondays tuesdays wednesdays thursdays fridays saturdays
sundays english doctor junior senior ltd inc act section part volume figure table""".split()
)
"""Capitalised words that are no name when they stand alone."""
_BREAK = frozenset('.!?:;"“”-–—/•*')
_WITHIN_NAMES = frozenset(["of", "de", "la", "du", "del", "von", "van", "&"])


def with_unread(found: list[Found], parsed: Parsed) -> list[Found]:
    """The same mentions, made longer by the capitalised words after them and "The" before them, and as things of
    no known kind the capitalised names in mid-sentence that nobody read."""
    tops = outermost(found)
    cover = Cover((span.start, span.end) for span in tops)
    ends = {span.end: span for span in tops}
    starts = {span.start: span for span in tops}
    added: list[Found] = []
    for start, end in _unread(parsed, cover):
        before, after = ends.get(start - 1), starts.get(end + 1)
        if before is not None and parsed.clean[start - 1] == " ":
            if not before.entries and before.kind in ("organisation", "other") and after is None:
                _lengthen(before, before.start, end, parsed)
            continue
        if after is None or parsed.clean[end] != " ":
            added.append(Found(start, end, parsed.text[start:end], "other", ""))
    for span in [*tops, *added]:
        if not span.entries and span.kind in ("organisation", "other") and _article(parsed, span.start):
            _lengthen(span, span.start - 4, span.end, parsed)
            continue
        number = _NUMBER.search(parsed.clean, max(0, span.start - 9), span.start)
        if number and not span.entries and span.kind != "person" and _NUMBERED.fullmatch(span.text):
            _lengthen(span, number.start(), span.end, parsed)
    for span in added:
        before = ends.get(span.start - 2)
        if span.text.isupper() and before is not None and before.kind == "organisation":
            span.kind = "organisation"  # "the Lottery Association (MUSL)"
    return without_crossing([*found, *added])


def _lengthen(span: Found, start: int, end: int, parsed: Parsed) -> None:
    span.start, span.end, span.text = start, end, parsed.text[start:end]


def _article(parsed: Parsed, start: int) -> bool:
    """Does "The" with a capital of its own stand before the name? ("in The Economist", not at a sentence's begin)"""
    i = parsed.starts.get(start - 4)
    if i is None or parsed.clean[start - 4 : start] != "The ":
        return False
    opens = i == parsed.sentences[parsed.tokens[i].sent][0]
    return not opens and parsed.tokens[i - 1].text not in _BREAK


def _unread(parsed: Parsed, cover: Cover) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words, one of them at least a proper noun, that touch no name."""
    for first, last in parsed.sentences:
        tokens = parsed.tokens[first:last]
        if _is_headline(tokens):
            continue
        i = 0
        while i < len(tokens):
            j = _run_end(parsed, tokens, i, cover)
            run = tokens[i:j]
            if run and _is_named(tokens, i, j):
                yield run[0].start, run[-1].end
            i = max(j, i + 1)


def _run_end(parsed: Parsed, tokens: list[Token], i: int, cover: Cover) -> int:
    """Where the run of capitalised words that begins at `i` ends; `i` itself if none does."""
    j = i
    while j < len(tokens) and tokens[j].text[0].isupper() and _free(tokens[j], cover):
        j += 1
        of = j < len(tokens) - 1 and tokens[j].text in _WITHIN_NAMES and tokens[j + 1].text[0].isupper()
        if of and j > i and _free(tokens[j], cover) and _free(tokens[j + 1], cover):
            j += 1
    return j


def _free(token: Token, cover: Cover) -> bool:
    return token.lower not in _NO_NAME and not cover.at(token.start, token.end)


def _is_named(tokens: list[Token], i: int, j: int) -> bool:
    run = tokens[i:j]
    proper = [token for token in run if token.tag in ("NNP", "NNPS")]
    if not proper or run[-1].text.endswith("."):
        return False
    opens = i == 0 or tokens[i - 1].text in _BREAK
    if opens and (run[0].tag not in ("NNP", "NNPS") or len(run) < 2):
        return False
    if j < len(tokens) and tokens[j].text in ("-", "/") and len(run) == 1:
        return False
    return len(run) > 1 or (len(run[0].text) > 1 and run[0].lower not in _NOT_ALONE)


def _is_headline(tokens: list[Token]) -> bool:
    """Where most words have capitals, a capital tells nothing."""
    words = [token for token in tokens if token.text[:1].isalpha()]
    capital = sum(token.text[0].isupper() for token in words)
    return len(words) < 4 or capital > 0.7 * len(words)
