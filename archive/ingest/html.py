"""Web pages: the article's text, headline, date and the rest of what the page says about it.

The only file that imports trafilatura and htmldate. Run it through child.py: both are quadratic on hostile pages
(100,000 paragraphs take 17 s) and a page may ask for any amount of memory (safety.md, T5).

Order of trust, noted in the origins: JSON-LD, then meta tags made for machines (article:published_time), then Open
Graph, then what htmldate finds, then the page's own headings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from archive.ingest import article, dates
from archive.ingest.decisions import Decisions
from archive.ingest.document import Document, UnreadableError
from archive.ingest.record import RawArticle, ReadOptions, Rejected
from archive.text import normalise

_ARTICLE_TYPES: Final = re.compile(
    r"(?:News|Reportage|AnalysisNews|OpinionNews|ReviewNews|Background|Tech|Scholarly)?Article|"
    r"BlogPosting|Report|SocialMediaPosting|LiveBlogPosting"
)
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
_META: Final = {  # by field: names of meta tags, the surest first
    "title": ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title"),
    "published": ("article:published_time", "og:article:published_time", "datepublished", "date", "pubdate",
                  "publish-date", "publication_date", "dc.date", "dcterms.date", "dc.date.issued", "dcterms.created",
                  "sailthru.date", "parsely-pub-date", "article.published", "originalpublicationdate",
                  "cxenseparse:recs:publishtime", "ptime", "pdate", "displaydate", "og:published_time"),
    "byline": ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author",
               "byl"),
    "source": ("og:site_name", "application-name", "dc.publisher", "publisher", "twitter:site"),
    "section": ("article:section", "section", "parsely-section"),
    "url": ("og:url",),
    "external_id": ("article:id", "articleid", "cms-id", "parsely-post-id"),
}  # fmt: skip


def read(document: Document, options: ReadOptions, decisions: Decisions) -> Iterator[RawArticle | Rejected]:
    """The one article of a page, or why there is none. No column's order is asked for:
    a date that can be read two ways counts as not printed, and the next place is looked at."""
    try:
        raw = document.whole()
    except UnreadableError as error:
        yield Rejected(str(error), document.locator, "html")
        return
    yield page(raw, document.locator, document.name, options)


@dataclass(slots=True)
class _Said:
    """What a page says about its article, by field, with the origin of each; the first word counts."""

    values: dict[str, str] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, value: object, origin: str) -> None:
        text = normalise.line(value[:4_000]) if isinstance(value, str) else ""
        if text and name not in self.values:
            self.values[name], self.origins[name] = text, origin


def page(raw: bytes, locator: str, name: str, options: ReadOptions) -> RawArticle | Rejected:
    """One page to its article."""
    from lxml.etree import LxmlError
    from lxml.html import HTMLParser, document_fromstring

    found = article.Found("html", locator, raw, name)
    declared = _CHARSET.search(raw[:4_096])
    text = normalise.decode(raw, declared[1].decode("ascii") if declared else "").text
    text = text.replace("\x00", "\ufffd")
    if not text.strip():
        return found.rejected("empty")
    try:
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8"))
    except (ValueError, LxmlError) as error:
        # libxml2 has no better words when memory runs out under it.
        why = "it needs more memory than the limit" if "unknown error" in str(error) else str(error)
        return found.rejected(f"not a page that can be parsed: {why}")
    return _from_tree(tree, text, found, options)


def _from_tree(tree: Any, text: str, found: article.Found, options: ReadOptions) -> RawArticle | Rejected:
    said = _Said()
    for item in _json_ld(tree):
        _from_json_ld(said, item)
    meta = _meta(tree)
    _from_meta(said, meta, tree)
    body, title, byline = _text_of(tree, said.values.get("url") or options.url)
    if said.origins.get("title", "").startswith("meta"):
        said.values["title"] = _without_site(said.values["title"], said.values.get("source", ""))
        if said.values["title"].casefold() == said.values.get("source", "").casefold() != "":
            del said.values["title"]  # every page of the site has this og:title
    headings = [heading for heading in tree.iter("h1") if heading.text_content().strip()]
    said.put("title", headings[0].text_content() if len(headings) == 1 else title, "heading")
    said.put("byline", _byline(byline), "page")
    _date(said, tree, text, options)
    if not body.strip():
        return found.rejected("no article text on this page: it is a list, a form, or needs JavaScript")
    said.origins["body"] = "page"
    return article.build(
        article.Found("html", found.locator, found.raw, found.name, said.values, said.origins, body), options
    )


_NOT_A_NAME: Final = re.compile(
    r"\s*\b(?:updated|published|posted|last|před|\d|january|february|march|april|june|july|august|september|october|"
    r"november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b.*",
    re.IGNORECASE,
)


def _byline(found: str) -> str:
    """Names without the date that stands beside them on the page."""
    return _NOT_A_NAME.sub("", found).strip(" ,;|-")


def _text_of(tree: Any, url: str) -> tuple[str, str, str]:
    """(body, title, byline) as trafilatura finds them. `fast` leaves out its fall-back extractors.

    On the 25 pages of readability-pages: F1 .948 fast, .927 with the fall-backs (they take two pages of lists
    whole), .945 favouring precision, .948 favouring recall with fast.
    """
    from trafilatura import bare_extraction
    from trafilatura.settings import Document as TrafilaturaDocument

    got = bare_extraction(tree, url=url or None, fast=True, include_comments=False, with_metadata=True)
    if not isinstance(got, TrafilaturaDocument):
        return "", "", ""
    return str(got.text or ""), str(got.title or ""), str(got.author or "")


_WRAPPING: Final = re.compile(
    r"^\s*(?:/[/*]\s*)?(?:<!\[CDATA\[|<!--)(?:\s*\*/)?|(?:/[/*]\s*)?(?:\]\]>|-->)(?:\s*\*/)?\s*$"
)
_LD_OBJECTS: Final = 1_000  # a page of a shop has some hundred; more is made to keep us busy
_LD_DATE: Final = re.compile(r'"datePublished"\s*:\s*"([^"\\]{4,40})"')


def _json_ld(tree: Any) -> Iterator[dict[str, Any]]:
    """The objects of type article in the page's JSON-LD, the graph's too."""
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        text = _WRAPPING.sub("", script.text or "").strip().rstrip(";")
        try:
            queue = [json.loads(text, strict=False)]
        except (ValueError, RecursionError):
            # Broken JSON-LD is common (a quotation mark in a headline). Its date is still the page's own statement.
            if found := _LD_DATE.search(text):
                yield {"datePublished": found[1]}
            continue
        for item in islice(queue, _LD_OBJECTS):  # grows while it is read
            if isinstance(item, list):
                queue += item
            elif isinstance(item, dict):
                kinds = item.get("@type")
                if any(isinstance(kind, str) and _ARTICLE_TYPES.fullmatch(kind) for kind in _listed(kinds)):
                    yield item
                queue += [item[name] for name in ("@graph", "mainEntity", "mainEntityOfPage") if name in item]


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _names(value: object) -> str:
    """ "Ann Lee; Bo Ray" from strings, Persons or lists of them."""
    names = [one.get("name") if isinstance(one, dict) else one for one in _listed(value)]
    flat = [inner for name in names for inner in _listed(name)]
    texts = [normalise.line(name[:200]) for name in flat if isinstance(name, str) and "://" not in name]
    return "; ".join(dict.fromkeys(texts))


def _from_json_ld(said: _Said, item: dict[str, Any]) -> None:
    said.put("title", item.get("headline") or item.get("name"), "JSON-LD headline")
    if isinstance(printed := item.get("datePublished"), str) and _readable_date(printed):
        said.put("published", printed, "JSON-LD datePublished")
    said.put("byline", _names(item.get("author") or item.get("creator")), "JSON-LD author")
    said.put("source", _names(item.get("publisher")), "JSON-LD publisher")
    said.put("section", _names(item.get("articleSection")), "JSON-LD articleSection")
    said.put("language", item.get("inLanguage"), "JSON-LD inLanguage")
    said.put("url", item.get("url"), "JSON-LD url")


def _meta(tree: Any) -> dict[str, str]:
    """Meta tags by lower-case name, property or itemprop; the first of a name counts."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = element.get("content")
        for attribute in ("property", "name", "itemprop"):
            if content and (name := element.get(attribute)):
                found.setdefault(name.strip().lower(), content)
    return found


def _from_meta(said: _Said, meta: dict[str, str], tree: Any) -> None:
    canonical = tree.find(".//link[@rel='canonical']")
    if canonical is not None:
        said.put("url", canonical.get("href"), "link canonical")
    said.put("language", tree.get("lang") or meta.get("og:locale"), "html lang")
    for name, tags in _META.items():
        for tag in tags:
            value = meta.get(tag, "")
            if name == "byline" and ("://" in value or value.startswith("@")):
                continue
            if name == "published" and not _readable_date(value):
                continue
            said.put(name, value.lstrip("@") if name == "source" else value, f"meta {tag}")


def _readable_date(printed: str) -> bool:
    """Whether a page's printed date can be read in only one way."""
    printed = normalise.line(printed[:200])
    return dates.numeric_order(printed) != "either" and dates.parse(printed, "").precision != "unknown"


_SITE_DIVIDER: Final = re.compile(r"\s+[|\u2013\u2014·»:-]\s+|\s*\|\s*")


def _without_site(title: str, site: str) -> str:
    """ "Talks fail | The Daily" → "Talks fail", if the part cut off is the site's name or a part of it."""
    parts = _SITE_DIVIDER.split(title)
    if len(parts) < 2 or not site:
        return title

    def key(text: str) -> str:
        return re.sub(r"\W+|^the\b", "", text.lower())

    for end, rest in ((parts[-1], title[: title.rfind(parts[-1])]), (parts[0], title[len(parts[0]) :])):
        if key(end) and (key(end) in key(site) or key(site) in key(end)):
            return rest.strip(" |\u2013\u2014·»:-")
    return title


def _date(said: _Said, tree: Any, text: str, options: ReadOptions) -> None:
    """A page's own statement in JSON-LD or meta tags, else what htmldate finds (a day, never finer)."""
    if "published" in said.values:
        return
    from htmldate import find_date

    # Without the extensive search: that takes any date on the page, of a comment or a footer.
    url = said.values.get("url") or options.url
    day = find_date(tree, extensive_search=False, original_date=True, url=url or None, outputformat="%Y-%m-%d")
    if day and not _is_guess(day, text):
        said.put("published", day, "page (htmldate)")


def _is_guess(day: str, text: str) -> bool:
    """Whether the page prints that day only in numbers that have another reading: 03/04/2014."""
    year, month, of_month = day.split("-")
    if int(of_month) > 12 or of_month == month:
        return False
    either = "|".join(
        rf"(?<!\d)0?{first}[./-]0?{second}[./-](?:{year}|{year[2:]})(?!\d)"
        for first, second in ((int(month), int(of_month)), (int(of_month), int(month)))
    )
    certain = (
        rf"{year}[-/._]?{month}[-/._]?{of_month}|{year}/{int(month)}/{int(of_month)}\b|"
        rf"\b0?{int(of_month)}\W{{1,3}}[^\W\d_]{{3,10}}\W{{1,3}}{year}|"
        rf"[^\W\d_]{{3,10}}\W{{1,3}}0?{int(of_month)}\W{{1,3}}{year}"
    )
    return bool(re.search(either, text)) and not re.search(certain, text)
