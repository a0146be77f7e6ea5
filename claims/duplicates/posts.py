"""Posts of social media as plain sentences.

"RT @VanceDaily: #AshfordDam is OPEN!! https://t.co/x 😱" reads "Ashford Dam is OPEN!!".
"""

import html
import re
import unicodedata

MOST_CHARACTERS = 1000
"""How much of a text is compared. A claim has at most 300 characters, a post some 280."""
_LINK = re.compile(r"(?:https?://|www\.|pic\.twitter\.com/|t\.co/)\S*", re.IGNORECASE)
_SIGNATURE = re.compile(r"\s[—–-]+\s[^—\n]{0,80}\(@\w+\)[^\n]{0,40}$")
"""How an embedded post ends: "— Ada Brook (@adabrook) May 4, 2019"."""
_REPLIED_TO = re.compile(r"^(?:\s*(?:RT\b|[.]?@\w+)[:,]?)+")
_TAG = re.compile(r"[#@](?=\w)(\w+)")
_WORDS_OF_TAG = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")


def clean_post(text: str) -> str:
    """Return what a post says: no links, addressees, signature or emoji; hashtags as words.

    A proposition stays as it is, but for white space. At most MOST_CHARACTERS; "" for a text without any.
    """
    plain = html.unescape(text[: 4 * MOST_CHARACTERS].replace("\0", " "))
    plain = _LINK.sub(" ", plain)
    plain = _SIGNATURE.sub(" ", plain.rstrip())
    rest = _REPLIED_TO.sub(" ", plain)
    plain = rest if re.search(r"\w", rest) else plain
    plain = _TAG.sub(lambda tag: split_tag(tag[1]), plain)
    plain = _PICTURES.sub(" – ", "".join(map(_mark_picture, plain)))
    return " ".join(plain.split())[:MOST_CHARACTERS].strip("– ")


_PICTURES = re.compile(r"\s*\0[\s\0]*")
_NOT_SAID = {"So": "\0", "Sk": "\0", "Cs": " ", "Cc": " ", "Cf": "", "Co": " ", "Cn": " "}
"""What is read for Unicode's pictures, controls and what is no character. NUL stands for a picture."""


def _mark_picture(char: str) -> str:
    return _NOT_SAID.get(unicodedata.category(char), char)


def split_tag(tag: str) -> str:
    """Return the words of a hashtag or a handle: "Ashford Dam" for "AshfordDam"."""
    return " ".join(_WORDS_OF_TAG.findall(tag)) or tag
