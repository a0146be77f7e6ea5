"""Decoding of pages, even those that declare the wrong charset or none."""

import codecs
import re

import webencodings
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
# Encodings that browsers refuse to decode, or that are not text.
_NOT_FOR_PAGES = {"replacement", "x-user-defined"}
# Python codecs whose output looks like ASCII, or like valid UTF-8.
_LIKE_ASCII = ("iso2022", "utf-16")
_GUESS_WINDOW = 40_000
# Control characters other than tab and line ends, surrogates and noncharacters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_MOST_HIGH = 0.15
"""Share of bytes above 127 in a page of windows-1252; one of other letters has more."""


def decode(data: bytes, declared: str = "") -> str:
    """Decode a page; never fails.

    `declared`: the charset that the server named, if any.

    In this order: a byte order mark; what the server or the page declares, if that is a charset whose
    bytes look like ASCII; UTF-8, if all of it is valid (no other charset is so by chance); what the
    server declares; what the page declares; a guess. In a page that is declared as UTF-8 and is not in all
    places, letters of windows-1252 are repaired. Unprintable characters, NUL among them, are removed.
    """
    return strip_unprintable(_decode(data, declared))


def strip_unprintable(text: str) -> str:
    """Remove NUL, other control characters and surrogates."""
    return _UNPRINTABLE.sub("", text)


def _decode(data: bytes, declared: str) -> str:
    for mark, codec in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace")
    match = _META.search(data[:_META_WITHIN])
    by_server = _find_codec(declared)
    by_page = _find_codec(match[1].decode("ascii") if match else "")
    # A page that could be read as far as its own declaration is not in UTF-16.
    if by_page.startswith("utf-16"):
        by_page = "utf-8"
    like_ascii = [codec for codec in (by_server, by_page) if codec.startswith(_LIKE_ASCII)]
    for codec in [*like_ascii, "utf-8", by_server, by_page]:
        if codec and (text := _decode_strictly(data, codec)) is not None:
            return text
    declared_codec = by_server or by_page
    if declared_codec == "utf-8":
        return _repair_utf8(data)
    return data.decode(declared_codec or _guess_codec(data), "replace")


def _repair_utf8(data: bytes) -> str:
    """Decode a page that is UTF-8 with flaws, or windows-1252 that is said to be UTF-8."""
    high = sum(byte > 127 for byte in data)
    is_utf8 = _MULTIBYTE.search(data) is not None
    if not is_utf8 and high <= len(data) * _MOST_HIGH:
        return data.decode("cp1252", "replace")
    return data.decode("utf-8", "one-byte-of-cp1252")


def _replace_byte(error: UnicodeError) -> tuple[str, int]:
    """Read one invalid byte of UTF-8 as windows-1252 if it can be a letter or mark there.

    It stands beside a letter, as in "caf\xe9", or is one of the marks that windows-1252 has in place of
    control characters. Half of a longer character is no letter.
    """
    if not isinstance(error, UnicodeDecodeError):
        raise error
    data, at = error.object, error.start
    beside = data[max(0, at - 1) : at] + data[at + 1 : at + 2]
    is_mark = 0x80 <= data[at] < 0xA0
    if error.end - at == 1 and (
        is_mark or any(chr(byte).isascii() and chr(byte).isalpha() for byte in beside)
    ):
        return data[at : at + 1].decode("cp1252", "replace"), error.end
    return "\ufffd", error.end


codecs.register_error("one-byte-of-cp1252", _replace_byte)


def _find_codec(label: str) -> str:
    """Return Python's codec for a charset label, or "" for one not used here.

    Labels are those of the WHATWG Encoding Standard.
    """
    encoding = webencodings.lookup(label.strip(" \"'"))
    if encoding is None or encoding.name in _NOT_FOR_PAGES:
        return ""
    # The standard decodes GBK as GB 18030, its superset; webencodings does not.
    return "gb18030" if encoding.name == "gbk" else encoding.codec_info.name


def _decode_strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeError:
        return None


def _guess_codec(data: bytes) -> str:
    """Guess from the bytes around the first one that is not ASCII."""
    first = next((at for at, byte in enumerate(data) if byte > 127), 0)
    start = max(0, first - _GUESS_WINDOW // 4)
    best = from_bytes(data[start : start + _GUESS_WINDOW]).best()
    return (_find_codec(best.encoding) or best.encoding) if best else "cp1252"
