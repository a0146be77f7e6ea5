"""The language of a text, recognised by its letters (CLD3; docs/decisions/0120-language-of-a-text.md)."""

import re
from functools import cache

import gcld3

MAX_CHARACTERS = 4000
"""The beginning of a text that is looked at."""
_MIN_LETTERS, _MIN_DENSE_LETTERS = 60, 15
"""Fewer letters are not enough to tell; in Chinese or Japanese, where a letter is a word, fewer are."""
_MIN_PROBABILITY = 0.9
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NOT_WORDS = re.compile(r"https?://\S+|[^\w\s'’-]|[\d_]")
_RENAMED = {"iw": "he", "jw": "jv", "no": "nb"}
LANGUAGES = {
    **{"ar": "Arabic", "be": "Belarusian", "bg": "Bulgarian", "bs": "Bosnian", "ca": "Catalan"},
    **{"cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish"},
    **{"et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi"},
    **{"hr": "Croatian", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "it": "Italian"},
    **{"ja": "Japanese", "ka": "Georgian", "kk": "Kazakh", "ko": "Korean", "lt": "Lithuanian"},
    **{"lv": "Latvian", "mk": "Macedonian", "nb": "Norwegian", "nl": "Dutch", "pl": "Polish"},
    **{"pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian"},
    **{"sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "th": "Thai", "tr": "Turkish"},
    **{"uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese"},
}
"""English names, by primary subtag. Other languages are recognised, too, and named by their tags."""


def identify_language(text: str) -> str:
    """Return the language of `text` as a BCP 47 tag, or "" where it is not sure."""
    words = " ".join(_NOT_WORDS.sub(" ", text[:MAX_CHARACTERS]).split())
    letters = sum(1 for char in words if char.isalpha())
    if letters < (_MIN_DENSE_LETTERS if _DENSE.search(words) else _MIN_LETTERS):
        return ""
    guess = _load_identifier().FindLanguage(text=words)
    if not guess.is_reliable or guess.probability < _MIN_PROBABILITY:
        return ""
    return _RENAMED.get(guess.language, guess.language)


def describe_language(tag: str) -> str:
    """Name a language in English: "Russian" for "ru-RU", or give the tag itself."""
    return LANGUAGES.get(tag.partition("-")[0].lower(), f"the language “{tag}”")


@cache
def _load_identifier() -> gcld3.NNetLanguageIdentifier:
    return gcld3.NNetLanguageIdentifier(min_num_bytes=0, max_num_bytes=4 * MAX_CHARACTERS)
