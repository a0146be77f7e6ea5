"""From bytes to text, whatever the page says about itself."""

import codecs
import re

from charset_normalizer import from_bytes

_META = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_META_WITHIN = 4096
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Read as browsers read them (WHATWG Encoding Standard).
_AS_BROWSERS_DO = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "utf-16": "utf-16-le",
}
# Encodings of something other than a page's text.
_NOT_FOR_PAGES = {"unicode-escape", "raw-unicode-escape", "punycode", "idna", "utf-7", "undefined"}
_SEVEN_BITS = ("iso2022", "hz", "utf-16", "utf-32")
_GUESSED_FROM = 40_000
# Control characters other than tab and the ends of lines, and halves of characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def decode(data: bytes, declared: str = "") -> str:
    """`data` as text; never fails. `declared`: the charset that the server named, if any.

    In this order: a byte order mark; what the server or the page declares, where it is a kind
    of writing that looks like ASCII; UTF-8, if all of it is valid (no other writing is so by
    chance); what the server declares; what the page declares; a guess. Characters that cannot be
    printed, NUL among them, are removed.
    """
    return strip_unprintable(_decode(data, declared))


def strip_unprintable(text: str) -> str:
    """`text` without NUL, other control characters and halves of characters."""
    return _UNPRINTABLE.sub("", text)


def _decode(data: bytes, declared: str) -> str:
    for mark, name in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    named = _META.search(data[:_META_WITHIN])
    claims = [_python_name(declared), _python_name(named[1].decode("ascii") if named else "")]
    # A page that could be read as far as its own declaration is not in UTF-16.
    if claims[1].startswith(("utf-16", "utf-32")):
        claims[1] = "utf-8"
    unlike_utf8 = [name for name in claims if name.startswith(_SEVEN_BITS)]
    for name in [*unlike_utf8, "utf-8", *claims]:
        if name and (text := _decode_strictly(data, name)) is not None:
            return text
    return data.decode(next(filter(None, claims), "") or _guess_charset(data), "replace")


def _python_name(name: str) -> str:
    """Python's name for the charset `name`, as browsers understand it; "" for one of no use here."""
    try:
        found = codecs.lookup(name.strip(" \"'")).name
        b"".decode(found)  # LookupError for an encoding of something other than text
    except (LookupError, ValueError):
        return ""
    return "" if found in _NOT_FOR_PAGES else _AS_BROWSERS_DO.get(found, found)


def _decode_strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except UnicodeError:
        return None


def _guess_charset(data: bytes) -> str:
    first = next((at for at, byte in enumerate(data) if byte > 127), 0)
    start = max(0, first - _GUESSED_FROM // 4)
    best = from_bytes(data[start : start + _GUESSED_FROM]).best()
    return (best and _python_name(best.encoding)) or "cp1252"
