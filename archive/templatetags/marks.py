"""Escape, then mark: the one reviewed place where HTML is put around foreign text.

Text comes in as plain strings with spans of code points; every piece of it is escaped here, and only tags
that stand in this file are put between the pieces. Nothing else in the project makes text safe.

What a page of results repeats most (marked passages, names under a result, values of a facet, bars) is written here,
too: as nodes of a template each piece costs ten times as much.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from archive.explore.chart import Column
from archive.explore.passages import Mark, Passage, without_overlap
from archive.explore.words import counted, direction, machine, published
from archive.models import Ruling
from archive.selectors import Card, Thing

register = template.Library()


@register.simple_tag
def marked(passage: Passage) -> SafeString:
    """The passage as HTML. The text content of the result is exactly text[start:end]."""
    return mark_safe(_render(passage.text, passage.start, passage.end, passage.layers))  # noqa: S308  every piece is escaped below


def _render(text: str, start: int, end: int, layers: tuple[tuple[Mark, ...], ...]) -> str:
    if not layers:
        return conditional_escape(text[start:end])
    out, at = [], start
    for mark in layers[0]:
        left, right = max(mark.start, at), min(mark.end, end)
        if left >= right:
            continue
        out.append(_render(text, at, left, layers[1:]))
        inside = mark_safe(_render(text, left, right, layers[1:]))  # noqa: S308
        out.append(_element(mark, inside, whole=left == mark.start))
        at = right
    out.append(_render(text, at, end, layers[1:]))
    return "".join(out)


def _element(mark: Mark, inside: SafeString, *, whole: bool) -> str:
    # A mark cut in two keeps its id on its first part only: ids are unique.
    anchor = format_html(' id="{}"', mark.anchor) if mark.anchor and whole else ""
    if not mark.form:
        return format_html("<mark{}>{}</mark>", anchor, inside)
    if mark.machine:
        inside = format_html('<time datetime="{}">{}</time>', mark.machine, inside)
    note = format_html(' data-reading="{}"', mark.note) if mark.note else SafeString("")
    tied = format_html(' aria-describedby="{}"', mark.list_id) if mark.list_id else ""
    if mark.why:
        note += format_html(' data-y="{}"', mark.why)
    if mark.at:
        note += format_html(' data-at="{}"', mark.at)
    if mark.href:
        return format_html('<a class="{}" href="{}"{}{}{}>{}</a>', mark.form, mark.href, anchor, tied, note, inside)
    return format_html('<span class="{}"{}{}>{}</span>', mark.form, anchor, note, inside)


@register.simple_tag
def snippet(text: str, spans: Sequence[tuple[int, int]]) -> SafeString:
    """A short text with matches marked."""
    if not spans:
        return mark_safe(escape(text))  # noqa: S308
    out, at = [], 0
    for mark in without_overlap([Mark(start, end) for start, end in spans]):
        left, right = max(mark.start, at), min(mark.end, len(text))
        if left < right:
            out.append(f"{escape(text[at:left])}<mark>{escape(text[left:right])}</mark>")
            at = right
    out.append(escape(text[at:]))
    return mark_safe("".join(out))  # noqa: S308  every piece is escaped above


@register.simple_tag
def fault_marked(text: str, spans: Sequence[tuple[int, int]]) -> SafeString:
    """A query with the places of its mistakes marked; an empty span is shown as a gap."""
    out, at = SafeString(""), 0
    for start, end in sorted(set(spans)):
        if start >= at:
            out += format_html("{}<mark>{}</mark>", text[at:start], text[start:end])
            at = max(at, end)
    return out + conditional_escape(text[at:])


# --- rows -----------------------------------------------------------------------------------------
# Every text and address in these goes through `escape`; numbers are printed as they are.


@register.simple_tag
def in_language(code: str) -> SafeString:
    """The attributes of a text that is not in the language of the page; begins with a space."""
    if not code or code == "en":
        return SafeString("")
    return mark_safe(f' lang="{escape(code)}" dir="{direction(code)}"')  # noqa: S308


@lru_cache(4096)
def _address(page: str, id: str | int) -> str:
    return escape(reverse(page, args=(id,)))


@register.simple_tag
def card_tags(card: Card) -> SafeString:
    """What stands in an article: its leading actors and places, quotes, copies; nothing where it has none of these."""
    if not (card.actors or card.places or card.quotes or card.copies > 1):
        return SafeString("")
    actors = "".join(f'<a class="a" href="{_address("actor", a.id)}">{escape(a.name)}</a> ' for a in card.actors)
    places = "".join(f'<a class="p" href="{_address("place", p.id)}">{escape(p.name)}</a> ' for p in card.places)
    carry = [counted(card.quotes, "quote,quotes")] if card.quotes else []
    if card.copies > 1:
        carry.append(f'<a href="{_address("article", card.id)}#h-cp">{card.copies:,} copies</a>')
    last = f' <li class="carry">{", ".join(carry)}</li>' if carry else ""
    return mark_safe(  # noqa: S308
        f'<ul class="tags" aria-label="In this article"><li>{actors}</li> <li>{places}</li>{last}</ul>'
    )


@register.simple_tag
def hit_text(hit: Any) -> SafeString:
    """A result (pages.hits.HitView) without what stands beneath it: date and source, headline, passages, notes."""
    card: Card = hit.card
    language = in_language(card.language)
    title = snippet(card.title, hit.title_marks) if card.title else "Without headline"
    when = "date unknown"
    if card.published.on:
        when = f'<time datetime="{machine(card.published)}">{published(card.published, _zone())}</time>'
    dateline = f' <span class="dl">{escape(card.dateline_place)}</span>' if card.dateline_place else ""
    out = [
        f'<p class="when"><b>{when}</b><span>{escape(card.source_name)}</span>{dateline}</p>'
        f'<div><h3{language}><a href="{escape(hit.href)}">{title}</a></h3>'
    ]
    for passage in hit.snippets:
        before, after = "… " if passage.cut_before else "", " …" if passage.cut_after else ""
        out.append(f'<p class="snip"{language}>{before}{snippet(passage.text, passage.marks)}{after}</p>')
    if not card.may_read:
        out.append(_LOCKED)
    out += [f'<p class="soft note-line">{escape(note)}</p>' for note in card.notes]
    return mark_safe("".join(out))  # noqa: S308


_LOCKED = '<p class="snip soft">Headline and date only: the source’s rights do not let you read the text here.</p>'


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.ARCHIVE_ZONE)


@register.simple_tag
def ways(row: Any) -> SafeString:
    """A row of ways (pages.options.Options) as entries of a list."""
    out = [f'<li class="lab">{escape(row.label)}</li>']
    for n, option in enumerate(row.options, 1):
        # Bars come and go with what is shown: each keeps its own name.
        id = f' id="{row.id}{escape(option.words) if row.id == "bin-" else n}"' if row.id else ""
        on = ' aria-current="true"' if option.on else ""
        count = f' <small class="soft">{option.count:,}</small>' if option.count is not None else ""
        out.append(f'<li{id}><a href="{escape(option.href)}"{on}>{escape(option.words)}{count}</a></li>')
    return mark_safe("".join(out))  # noqa: S308


@register.simple_tag
def inputs(pairs: Iterable[tuple[str, str]]) -> SafeString:
    """What a form carries along."""
    out = (f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in pairs)
    return mark_safe("".join(out))  # noqa: S308


@register.simple_tag
def to(page: str) -> SafeString:
    """The address of a page that is always there: looked up once."""
    return SafeString(_to(page))


@lru_cache(64)
def _to(page: str) -> str:
    return escape(reverse(page))


@register.simple_tag
def facet_rows(rows: Iterable[Any]) -> SafeString:
    """Values of a facet (pages.facets.values.ValueView), each with what stands under it."""
    return mark_safe("".join(map(_facet_row, rows)))  # noqa: S308


def _facet_row(v: Any) -> str:
    anchor = f' id="{escape(v.anchor)}"' if v.anchor else ""
    return f'<li{anchor} data-v="{escape(v.value)}">{facet_value(v)}\n{_beneath(v)}</li>'


def _beneath(v: Any) -> str:
    deeper = escape(v.inside_href)
    if v.children:
        children = f"<ul>{facet_rows(v.children)}\n</ul>"
        if v.open:
            return children
        more = f'<a class="more" href="{deeper}">All within {escape(v.label)}</a>' if v.inside_href else ""
        return f"<details><summary>{escape(v.inside)}</summary>{children}{more}</details>"
    if not v.inside_href:
        return ""
    inside = escape(v.inside)
    return f'<a class="deeper" href="{deeper}" aria-label="{inside}: {escape(v.label)}">{inside}</a>'


@register.simple_tag
def facet_value(v: Any) -> SafeString:
    """One value of a facet (pages.facets.values.ValueView): its link with its count, and the ways to undo it, to add
    it, to leave it out."""
    label, about = escape(v.label), '<i class="ab">about </i>' if v.about else ""
    out = [_chosen(v, label, about) or _open(v, label, about)]
    if v.whole is not None:
        whole = f"of {v.whole:,}"
        out.append(
            f'<a class="of" href="{escape(v.whole_href)}"'
            f' aria-label="{whole} in the whole archive with {label}">{whole}</a>'
        )
    if v.undo:
        what = f"not {label}" if v.state == "not" else label
        out.append(f'<a href="{escape(v.undo)}" aria-label="Undo {what}">undo</a>')
    if v.also:
        also = f'title="One or the other" aria-label="Also {label}: one or the other"'
        out.append(f'<a href="{escape(v.also)}" {also}>also</a>')
    if v.leave_out:
        out.append(f'<a href="{escape(v.leave_out)}" aria-label="Not {label}">not</a>')
    return mark_safe("".join(out))  # noqa: S308


def _chosen(v: Any, label: str, about: str) -> str:
    """The link of a value that is chosen or left out; "" of any other."""
    href, noun = escape(v.href), escape(v.noun)
    if v.state == "on":
        count = f'<span>{about}{v.count:,}<span class="vh"> {noun}, chosen</span></span>'
        return f'<a href="{href}" aria-current="true"><span>{label}</span>{count}</a>'
    if v.state == "not":
        back = f'<span>{about}+{v.back:,}<span class="vh"> more if let in again</span></span>'
        return f'<a class="not" href="{href}"><span>not <s>{label}</s></span>{back}</a>'
    return ""


def _open(v: Any, label: str, about: str) -> str:
    unknown = "" if v.known else ' <i class="soft">not identified</i>'
    within = f' <i class="soft">{escape(v.within)}</i>' if v.within else ""
    noun = f"{escape(v.noun)}{' with only this' if v.also else ''}"
    count = f'<span>{about}{v.count:,}<span class="vh"> {noun}</span></span>'
    return f'<a href="{escape(v.href)}"><span>{label}{unknown}{within}</span>{count}</a>'


@register.simple_tag
def columns(bars: Sequence[Column], base: int) -> SafeString:
    """The bars of a chart: each a link with its title, a hole where nothing at all was published."""
    return mark_safe("".join(_column(bar, n, base) for n, bar in enumerate(bars)))  # noqa: S308


def _column(bar: Column, n: int, base: int) -> str:
    if bar.empty:
        return f'<rect class="hole" x="{bar.x}%" width="{bar.width}%" y="{base - 12}" height="12"/>'
    if not bar.count:
        return ""
    look = f"bar{' on' if bar.on else ' pk' if bar.peak else ''}{' few' if bar.few else ''}"
    place = f'x="{bar.x}%" width="{bar.width}%" y="{bar.y}" height="{bar.height}"'
    order = ' tabindex="-1"' if n else ""
    title = f"<title>{escape(bar.label)}, {escape(bar.words)}</title>"
    link = f'href="{escape(bar.href)}"{order} data-from="{escape(bar.start)}"'
    return f'<a {link}>{title}<rect class="{look}" {place}/></a>'


# --- rulings ------------------------------------------------------------------------------------


@register.simple_tag
def thing_link(thing: Thing) -> SafeString:
    """What a name means: a link to the actor or the place, or words."""
    if thing.sort not in ("actor", "place"):
        return mark_safe(escape(thing.words))  # noqa: S308
    address = _address(thing.sort, thing.id)
    return mark_safe(f'<a class="{thing.sort[0]}" href="{address}">{escape(thing.name)}</a>')  # noqa: S308


@register.simple_tag
def ruling_where(ruling: Ruling) -> SafeString:
    """Where a ruling holds, with a link to its article."""
    match ruling.scope:
        case "everywhere":
            return SafeString("everywhere")
        case "source":
            return mark_safe(f"everywhere in {escape(str(ruling.source))}")  # noqa: S308
        case scope:
            lead = "in one place of " if scope == "here" else "in "
            if ruling.article_id is None:
                return mark_safe(f"{lead}an article that is no longer there")  # noqa: S308
            href = _address("article", ruling.article_id)
            return mark_safe(f'{lead}<a href="{href}">article {ruling.article_id}</a>')  # noqa: S308
