"""What a person sees of a page: its words, links, headings, in order. Only the standard library."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

_VOID = {"meta", "link", "input", "img", "br", "hr", "line", "rect", "path", "circle", "wbr"}


class Element:
    """An element with its attributes, children and text."""

    def __init__(self, tag: str, attrs: dict[str, str], parent: Element | None = None) -> None:
        self.tag, self.attrs, self.parent = tag, attrs, parent
        self.children: list[Element | str] = []

    @property
    def text(self) -> str:
        """All text inside, white space folded."""
        return re.sub(r"\s+", " ", self.raw).strip()

    @property
    def raw(self) -> str:
        """All text inside, exactly."""
        return "".join(child if isinstance(child, str) else child.raw for child in self.children)

    def all(self, tag: str = "", **attrs: str) -> list[Element]:
        """Elements inside with this tag and these attributes (a class among others counts)."""
        found: list[Element] = []
        for child in self.children:
            if isinstance(child, Element):
                if (not tag or child.tag == tag) and all(child.has(name, value) for name, value in attrs.items()):
                    found.append(child)
                found += child.all(tag, **attrs)
        return found

    def one(self, tag: str = "", **attrs: str) -> Element:
        found = self.all(tag, **attrs)
        assert len(found) == 1, f"{len(found)} of <{tag} {attrs}>"
        return found[0]

    def has(self, name: str, value: str) -> bool:
        name = name.rstrip("_").replace("_", "-")
        mine = self.attrs.get(name)
        return mine is not None and (value in mine.split() if name == "class" else mine == value)

    def link(self, words: str) -> str:
        """The address of the link with these words."""
        found = {a.attrs["href"] for a in self.all("a") if words in (a.text, a.attrs.get("aria-label"))}
        assert len(found) == 1, f"{len(found)} links say {words!r}"
        return found.pop()


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.at = Element("root", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        child = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(child)
        if tag not in _VOID:
            self.at = child

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.at.children.append(Element(tag, {name: value or "" for name, value in attrs}, self.at))

    def handle_endtag(self, tag: str) -> None:
        assert self.at.tag == tag, f"</{tag}> closes <{self.at.tag}>"
        assert self.at.parent is not None
        self.at = self.at.parent

    def handle_data(self, data: str) -> None:
        self.at.children.append(data)


def seen(response: Any, status: int = 200) -> Element:
    """The page of an answer; every element of it is closed in order."""
    assert response.status_code == status, f"{response.status_code}, not {status}"
    builder = _Builder()
    builder.feed(response.content.decode())
    builder.close()
    return builder.root
