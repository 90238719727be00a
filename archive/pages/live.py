"""The finished part of a page of results, kept: everything inside `#live`, for one commit and what one may see.

What belongs to a person stays outside: name, appearance, tokens and the masthead are rendered at every request. The
same address asked again of an unchanged archive costs little more than that.

Kept only while nothing waits for the index. Whatever a page of results shows of an article, its source, collections,
tags and copies stands in its search document, too, so that every change of them marks the article as due in the same
transaction: until the index has it, pages are made anew, and then there is another commit (architecture.md, decision
12). Names of the authority have a version of their own.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest
from django.template.loader import render_to_string

from archive.pages import frame
from archive.pages.forms import State
from archive.search import service
from archive.search.engine import SearchUnavailableError
from archive.search.query import SearchRequest


@dataclass(frozen=True, slots=True)
class Live:
    """`html`: the part, every text in it escaped by the templates that made it. `title`: what the page is called.
    `strip`: the time line in the masthead with what this page shows of it."""

    title: str
    html: str
    strip: frame.Strip | None

    @property
    def weight(self) -> int:
        """Bytes, about: the rest is small beside the part."""
        return sys.getsizeof(self.html) + 4_000


def key(request: HttpRequest, state: State) -> str:
    """Under what this person's part is kept; "" where it may not be: something waits for the index, or none serves.

    Worked out before anything of the page is read, so that a change in between cannot be kept under what was before.
    """
    try:
        generation, commit = service.versions()
    except SearchUnavailableError:
        return ""
    settled = service.settled()
    if settled is None:
        return ""
    # Words such as "today" mean another day tomorrow. Who is signed in reads no "you log in first".
    said = (state, service.today_here(), settled, request.user.is_authenticated)
    digest = hashlib.sha256(repr(said).encode()).hexdigest()
    return service.cache_key(f"live:{digest}", generation, commit, SearchRequest(frame.access(request)))


def known(key: str) -> Live | None:
    """The part as kept."""
    found: Live | None = caches["live"].get(key) if key else None
    return found


def made(request: HttpRequest, key: str, context: Mapping[str, Any], folder: str, shown: frame.Shown | None) -> Live:
    """The part made of its context by the templates of `folder`, and kept under `key`. `shown`: the days it shows."""
    around = {**frame.bare_frame(request), **context}
    part = Live(
        render_to_string("search/title.html", around, request),
        render_to_string(f"{folder}/live.html", around, request),
        frame.strip(frame.access(request), shown),
    )
    if key:
        caches["live"].set(key, part, service.CACHE_SECONDS)
    return part
