"""Escape, then mark: the one reviewed place where HTML is put around foreign text.

Text comes in as plain strings with spans of code points; every piece of it is escaped here, and only tags
that stand in this file are put between the pieces. Nothing else in the project makes text safe.
"""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from archive.explore.passages import Mark, Passage, without_overlap

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
    if mark.href:
        return format_html('<a class="{}" href="{}"{}{}{}>{}</a>', mark.form, mark.href, anchor, tied, note, inside)
    return format_html('<span class="{}"{}{}>{}</span>', mark.form, anchor, note, inside)


@register.simple_tag
def snippet(text: str, spans: Sequence[tuple[int, int]]) -> SafeString:
    """A short text with matches marked."""
    layer = without_overlap([Mark(start, end) for start, end in spans])
    return marked(Passage(text, 0, len(text), (layer,)))


@register.simple_tag
def fault_marked(text: str, spans: Sequence[tuple[int, int]]) -> SafeString:
    """A query with the places of its mistakes marked; an empty span is shown as a gap."""
    out, at = SafeString(""), 0
    for start, end in sorted(set(spans)):
        if start >= at:
            out += format_html("{}<mark>{}</mark>", text[at:start], text[start:end])
            at = max(at, end)
    return out + conditional_escape(text[at:])
