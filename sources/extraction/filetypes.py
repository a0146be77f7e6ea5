"""File types in words for editors, by media type or by content."""

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
READABLE_TYPES = HTML_TYPES | {"text/plain"}

_WORD = "a Word document"
_BY_TYPE = {
    "application/pdf": "a PDF document",
    "application/x-pdf": "a PDF document",
    "application/msword": _WORD,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _WORD,
    "application/vnd.oasis.opendocument.text": "an OpenDocument text",
    "application/rtf": "a rich text (RTF) document",
    "text/rtf": "a rich text (RTF) document",
    "application/epub+zip": "an electronic book",
    "application/zip": "a ZIP archive",
    "application/json": "data for programs (JSON)",
    "application/rss+xml": "a news feed",
    "application/atom+xml": "a news feed",
    "application/xml": "data for programs (XML)",
    "text/xml": "data for programs (XML)",
    "text/csv": "a table (CSV)",
    "application/octet-stream": "a file to download",
}
_BY_KIND = {
    "image": "a picture",
    "video": "a video",
    "audio": "a sound recording",
    "font": "a typeface",
    "text": "a text of a kind that is not an article",
}
_BEGINNINGS = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a rich text (RTF) document"),
    (b"\xd0\xcf\x11\xe0", "an old Word, Excel or PowerPoint document"),
    (b"PK\x03\x04", "a Word document, an electronic book or a ZIP archive"),
    (b"\x1f\x8b", "a packed file"),
    (b"ID3", "a sound recording"),
    (b"RIFF", "a picture, a sound recording or a video"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"wOF", "a typeface"),
    (b"SQLite format 3", "a database"),
)
_ALSO_WORDS = (b"GIF8", b"ID3", b"RIFF", b"wOF", b"SQLite format 3")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_HEAD_LENGTH = 8192
_MOST_CONTROLS = 0.05


def describe_media_type(content_type: str) -> str:
    """Describe a media type (RFC 9110; lower case): "a PDF document"."""
    return _BY_TYPE.get(content_type) or _BY_KIND.get(
        content_type.partition("/")[0], "a file of another kind"
    )


def describe_binary(data: bytes) -> str:
    """Describe `data` from its first bytes if it is no text: "a PDF document".

    Returns "" for a text.
    """
    start = data[:_HEAD_LENGTH]
    bare = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    for beginning, name in _BEGINNINGS:
        if bare.startswith(beginning) and (beginning not in _ALSO_WORDS or b"\0" in bare[:64]):
            return name
    if bare[4:8] == b"ftyp":
        return "a video"
    if start.startswith(_WIDE_MARKS):  # UTF-16 and UTF-32 texts are full of NUL
        return ""
    controls = sum(start.count(code) for code in (*range(9), *range(14, 27), *range(28, 32)))
    return "a file that is not a text" if controls > len(start) * _MOST_CONTROLS else ""
