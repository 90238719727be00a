"""HTML inside a field of a record (JSON, CSV) to plain text: tags off, blocks on their own lines.

Not for pages: those have navigation around the article (html.py).
"""

from __future__ import annotations

import re
from html import unescape
from typing import Final

_MARKUP: Final = re.compile(r"</(?:p|div|a|em|strong|b|i|span|h[1-6]|ul|li|blockquote)>|<(?:br|p)\s*/?>", re.IGNORECASE)
_HIDDEN: Final = re.compile(r"<(script|style)\b[^<>]*>(?:(?!</\1)[^<]|<(?!/\1))*</\1\s*>|<!--(?:[^-]|-(?!->))*-->",
                            re.IGNORECASE)  # fmt: skip
_BLOCK: Final = re.compile(r"</?(?:p|div|br|h[1-6]|li|ul|ol|tr|table|blockquote|section|article|figure)\b[^<>]*>",
                           re.IGNORECASE)  # fmt: skip
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>")
_ENTITY: Final = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,6}|#x[0-9a-fA-F]{2,5});")
_SPACE: Final = re.compile(r"[ \t\r\f\v]*\n[ \t\r\f\v\n]*")


def is_markup(text: str) -> bool:
    """Whether a text was written in HTML: it has a closing tag, a line break tag, or entities and no bare ampersand."""
    return bool(_MARKUP.search(text)) or (bool(_ENTITY.search(text)) and "& " not in text)


def plain(markup: str) -> str:
    """The words of an HTML fragment; every block begins a line."""
    text = _HIDDEN.sub("", markup)
    text = _TAG.sub("", _BLOCK.sub("\n", text))
    return _SPACE.sub("\n", unescape(text)).strip()
