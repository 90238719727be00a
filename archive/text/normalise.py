"""The border for text: every string that enters the archive passes `text()` once, every byte string `decode()`.

Inside: decoding by rule, characters that a database or an engine refuses, line ends, Unicode form, canonical
addresses. Not inside: taking leftovers of web pages out (boilerplate.py), language (language.py).

Invariants of `text()`: no NUL, no surrogate, no control character but tab and line feed; NFC; doing it twice
changes nothing more. Bidirectional controls and zero-width characters stay, they are part of what was printed;
pages isolate them and the analysis drops them from search keys (safety.md, T4).
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

import regex

MAX_CHARACTERS: Final = 2_000_000
"""Longest text of one article, in code points (safety.md, T4): a book of 350,000 words; anything longer is a
file that holds many articles, and costs minutes in tagging."""

_REPLACEMENT: Final = "\ufffd"
_MARKS_IN_A_ROW: Final = 30
"""Unicode's Stream-Safe Text Format (UAX 15): no writing system needs more combining marks in a row. Without a
bound the canonical ordering is quadratic: 200,000 marks in a row keep the interpreter busy for minutes."""


class TextTooLongError(ValueError):
    """The text has more than MAX_CHARACTERS characters."""

    def __init__(self, length: int) -> None:
        super().__init__(
            f"the text has {length:,} characters, more than {MAX_CHARACTERS:,}: split the file into single articles"
        )


def _replacements() -> dict[int, str]:
    """One translation table: what may not stay, and what is the same thing written otherwise."""
    table: dict[int, str] = {code: _REPLACEMENT for code in range(0x20) if code not in (0x09, 0x0A)}
    table |= dict.fromkeys(range(0xD800, 0xE000), _REPLACEMENT)
    for code in range(0x7F, 0xA0):
        # C1 controls in text are Windows-1252 bytes that somebody decoded as Latin-1: \x92 is an apostrophe.
        table[code] = bytes([code]).decode("cp1252", errors="replace") if code > 0x7F else _REPLACEMENT
    for code in (0x0B, 0x0C, 0x0D, 0x1C, 0x1D, 0x1E, 0x2028, 0x2029):
        table[code] = "\n"
    # Spaces that differ only in how a line may break: the same story from two outlets must stay the same text.
    table |= dict.fromkeys((0xA0, 0x2007, 0x202F), " ")
    table[0xFEFF] = ""  # byte order mark, wherever two files were joined
    return table


_TABLE: Final = _replacements()
_NEEDS_TABLE: Final = re.compile("[" + "".join(re.escape(chr(code)) for code in _TABLE) + "]")
_MANY_MARKS: Final = regex.compile(rf"\p{{M}}{{{_MARKS_IN_A_ROW + 1},}}")  # 90 times faster than a class for `re`
_BLANK_LINES: Final = re.compile(r"\n{3,}")
_SPACES: Final = re.compile(r"\s+")


def _characters(raw: str) -> str:
    """Only characters that may stay, in NFC; line ends are line feeds."""
    out = raw.replace("\r\n", "\n")
    out = _NEEDS_TABLE.sub(lambda found: _TABLE[ord(found[0])], out)
    if not out.isascii():
        out = unicodedata.normalize("NFC", _MANY_MARKS.sub(lambda run: run[0][:_MARKS_IN_A_ROW], out))
    return out


def text(raw: str) -> str:
    """A body as the archive keeps it: lines end in LF without trailing spaces, at most one blank line in a row.

    Raises TextTooLongError over MAX_CHARACTERS (counted before, so that the work stays bounded).
    """
    if len(raw) > MAX_CHARACTERS:
        raise TextTooLongError(len(raw))
    out = _characters(raw)
    if " \n" in out or "\t\n" in out:  # a regular expression for this is quadratic in long runs of spaces
        out = "\n".join(part.rstrip(" \t") for part in out.split("\n"))
    if "\n\n\n" in out:
        out = _BLANK_LINES.sub("\n\n", out)
    return out.strip("\n \t")


def line(raw: str) -> str:
    """A headline, name or other one-line field: as `text`, and every run of white space is one space."""
    return _SPACES.sub(" ", text(raw)).strip()


def readable(body: str) -> bool:
    """False for bytes that were no text: more than one character in ten had to be replaced."""
    return body.count(_REPLACEMENT) * 10 <= len(body)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Decoded text and the Python name of the encoding that gave it."""

    text: str
    encoding: str


_BOMS: Final = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE: Final = 65_536
"""Bytes given to charset-normalizer: it takes about 30 ms for them, and no longer sample changed its answer."""
_DECLARED_ALIASES: Final = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}  # as browsers read them


def bom_encoding(head: bytes) -> str:
    """The encoding that a byte order mark names, else ""."""
    return next((name for mark, name in _BOMS if head.startswith(mark)), "")


def decode(raw: bytes, declared: str = "") -> Decoded:
    """Bytes to text: byte order mark, then UTF-8 if it is valid, then what was declared, then detection.

    UTF-8 goes before the declaration because bytes that happen to be valid UTF-8 and are not ASCII are
    UTF-8 in practice, while "charset=iso-8859-1" is what templates say whatever they hold.
    Never fails: what cannot be decoded becomes U+FFFD.
    """
    encoding = bom_encoding(raw) or _utf16_without_mark(raw)
    if encoding:
        return Decoded(raw.decode(encoding, errors="replace"), encoding)
    try:
        return Decoded(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _decode_other(raw, declared)


def _utf16_without_mark(raw: bytes) -> str:
    """UTF-16 of mostly Latin text has a NUL in every second byte, and no other text has any."""
    head = raw[:2_000]
    half = len(head) // 2
    if half < 4 or 0 not in head:
        return ""
    if head[1::2].count(0) > 0.8 * half and head[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if head[0::2].count(0) > 0.8 * half and head[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return ""


def _decode_other(raw: bytes, declared: str) -> Decoded:
    known = _known(declared)
    if known and known != "utf-8":
        try:
            return Decoded(raw.decode(known), known)
        except (UnicodeDecodeError, ValueError):
            pass  # the declaration was wrong: look at the bytes instead
    if _mostly_utf8(raw):
        return Decoded(raw.decode("utf-8", errors="replace"), "utf-8")
    encoding = detect_encoding(raw)
    return Decoded(raw.decode(encoding, errors="replace"), encoding)


def _known(declared: str) -> str:
    """The codec that a declared charset names, as browsers understand it; "" if there is none of text."""
    name = declared.strip(" \"'").lower()
    name = _DECLARED_ALIASES.get(name, name)
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    return found.name if getattr(found, "_is_text_encoding", True) else ""


_UTF8_MULTIBYTE: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH: Final = re.compile(rb"[\x80-\xff]")


def _mostly_utf8(raw: bytes) -> bool:
    """UTF-8 with a few damaged bytes: at least ten good sequences for one bad byte."""
    good, rest = _UTF8_MULTIBYTE.subn(b"", raw)[::-1]
    bad = len(_HIGH.findall(rest))
    return good >= 10 * bad


_CYRILLIC_ENCODINGS: Final = ("cp1251", "koi8_u", "cp866", "iso8859_5", "mac_cyrillic")
_MAINFRAME_ENCODINGS: Final = ["cp037", "cp273", "cp424", "cp500", "cp875", "cp1026", "cp1140"]
_LATIN_ENCODINGS: Final = ["cp1252", "cp1250", "iso8859_2", "cp1254", "cp1257"]
_WESTERN: Final = frozenset(
    ch.encode("cp1252") for ch in "àâäáãåæçéèêëíìîïñóòôöõøœúùûüÿßÀÂÄÁÃÅÆÇÉÈÊËÍÎÏÑÓÔÖÕØŒÚÛÜ“”„‘’–—…•€£«»°§·º\u00a0"
)
"""Letters and marks of western Europe: bytes that are all of these are Windows-1252 (Polish has ¹, ³ and ¿)."""
_FREQUENT: Final = frozenset("оеаинтсрвлкмдпуяьігзбчйї")
_CASE_BREAK: Final = re.compile("[а-яіїє][А-ЯІЇЄ]")


def detect_encoding(raw: bytes) -> str:
    """The likeliest encoding of bytes that are not UTF-8; "cp1252" if nothing is likely.

    Two cases are decided here because charset-normalizer takes a sentence of KOI8-R for Shift-JIS and one of
    French for DOS Ukrainian: letters mostly above 127 that read as Cyrillic, and letters mostly below.
    """
    from charset_normalizer import from_bytes  # 0.1 s to import, needed for few files

    first = _HIGH.search(raw)
    start = max(0, (first.start() if first else 0) - 2_000)
    sample = raw[start : start + _SAMPLE]
    high = len(_HIGH.findall(sample))
    low = sum(map(str.isalpha, sample.decode("ascii", errors="ignore")))
    if high > low and (cyrillic := _cyrillic_encoding(sample)):
        return cyrillic
    if high * 2 < low and _WESTERN.issuperset(_HIGH.findall(sample)):
        return "cp1252"
    isolated = _LATIN_ENCODINGS if high * 2 < low else None
    best = from_bytes(sample, cp_isolation=isolated, cp_exclusion=_MAINFRAME_ENCODINGS).best()
    return best.encoding if best is not None and best.encoding not in ("ascii", "utf_8") else "cp1252"


def _cyrillic_encoding(sample: bytes) -> str:
    """The Cyrillic encoding under which the bytes are mostly the frequent small letters; "" if none."""

    def score(encoding: str) -> float:
        words = sample.decode(encoding, errors="replace")
        good = sum(ch in _FREQUENT for ch in words) - 3 * len(_CASE_BREAK.findall(words))
        return good / max(1, len(_HIGH.findall(sample)))

    best = max(_CYRILLIC_ENCODINGS, key=score)
    return best if score(best) > 0.6 else ""


_TRACKING: Final = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|ysclid|mc_[ce]id|igshid|_hs(?:enc|mi)|mkt_tok|"
    r"icid|ncid|cmpid|s_cid|ito|at_(?:medium|campaign|custom\d|link_\w+)|ref_src|ref_url|cmp|ocid|feedtype|feedname|"
    r"_openstat|from_rss)",
    re.IGNORECASE,
)
_HOST: Final = re.compile(r"[a-z0-9_.:-]{1,253}")
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


def url(raw: str) -> str:
    """The canonical form of an article's address, the key by which the same address is the same article.

    Lower-case scheme and host, no default port, no user name, no fragment, no tracking parameters, the rest
    of the query in its order, an empty path as "/". Gives "" for what is no http(s) address.
    """
    try:
        parts = urlsplit(line(raw[:4_000]))
        host, port = (parts.hostname or "").rstrip("."), parts.port
        if parts.scheme.lower() not in _DEFAULT_PORTS or not host:
            return ""
        host = host if host.isascii() else host.encode("idna").decode("ascii").lower()
    except ValueError:  # also UnicodeError: a broken bracket, port or host name is no address
        return ""
    return _assemble(parts, host, port) if _HOST.fullmatch(host) else ""


def _assemble(parts: SplitResult, host: str, port: int | None) -> str:
    scheme = parts.scheme.lower()
    host = f"[{host}]" if ":" in host else host
    netloc = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(k)]
    changed = len(kept) != len(parse_qsl(parts.query, keep_blank_values=True))
    query = urlencode(kept) if changed else quote(parts.query, safe="%/:?@!$&'()*+,;=~[]")
    path = quote(parts.path, safe="%/:@!$&'()*+,;=~[]") or "/"
    return f"{scheme}://{netloc}{path}" + (f"?{query}" if query else "")
