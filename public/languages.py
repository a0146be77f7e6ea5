"""The language of a page: its address alone decides it, for every reader the same."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.http import HttpRequest, HttpResponse
from django.urls import LocalePrefixPattern, URLResolver, get_script_prefix
from django.utils import translation
from django.utils.encoding import escape_uri_path

PREFIXES = {code: f"{code}/" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE}
"""What the addresses of each language but the site's own begin with."""


@cache
def translate_country(name: str, language: str) -> str:
    """Return what a country is called in a language of the site; the name as it is where that is not known.

    The names are those of the Unicode CLDR.
    """
    codes = {english: code for code, english in Locale("en").territories.items()}
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return name
    return locale.territories.get(codes.get(name, ""), name)


class LanguagePrefix(LocalePrefixPattern):
    """The beginning of an address: nothing in the site's own language, and in any that has no prefix."""

    @property
    def language_prefix(self) -> str:
        return PREFIXES.get(translation.get_language() or "", "")


def check_translations(**_options: object) -> list[CheckMessage]:
    """Report each language whose pages would speak English, or say what they said before."""
    hint = "Run `python -m project.translations` with the Python of the site, then start it again."
    found: list[CheckMessage] = []
    for code, prefix in PREFIXES.items():
        for folder in settings.LOCALE_PATHS:
            source = Path(folder, translation.to_locale(code), "LC_MESSAGES", "django.po")
            compiled = source.with_suffix(".mo")
            if not compiled.exists():
                words = f"{compiled} does not exist: all pages under /{prefix} would be in English."
                found.append(Error(words, hint=hint, id="public.E001"))
            elif source.exists() and compiled.stat().st_mtime < source.stat().st_mtime:
                words = f"{compiled} is older than {source.name}: pages under /{prefix} may lack words."
                found.append(Warning(words, hint=hint, id="public.W001"))
    return found


@dataclass(frozen=True)
class PageLanguage:
    """A page in one of the languages: `tag` is for HTML, `url` without scheme and host."""

    tag: str
    name: str
    url: str
    is_current: bool
    is_default: bool


def in_every_language(urls: list) -> URLResolver:
    """Serve `urls` in the site's language as they stand, and under a prefix in each of the others."""
    return URLResolver(LanguagePrefix(prefix_default_language=False), urls)


def speak_language_of_url(get_response: Callable[[HttpRequest], HttpResponse]):
    """Middleware: answer in the language that the URL names, and ask nothing else."""

    def answer(request: HttpRequest) -> HttpResponse:
        language, _rest = split_path(request.path_info)
        if language == settings.LANGUAGE_CODE:
            return get_response(request)
        with translation.override(language):
            return get_response(request)

    return answer


def split_path(path_info: str) -> tuple[str, str]:
    """Return the language of a path, and the path without the prefix and the first slash."""
    path = path_info.removeprefix("/")
    for language, prefix in PREFIXES.items():
        if f"{path}/".startswith(prefix):
            return language, path[len(prefix) :]
    return settings.LANGUAGE_CODE, path


def list_languages(request: HttpRequest | None, query: str = "") -> list[PageLanguage]:
    """List the page of `request` in every language, or the front page where there is no request.

    `query`: a query string to add, with its question mark. More slashes at the start would lead elsewhere.
    """
    _language, rest = split_path(request.path_info) if request else ("", "")
    spoken = translation.get_language() or settings.LANGUAGE_CODE
    return [
        PageLanguage(
            tag=code.split("-")[0],
            name=str(name),
            url=f"{get_script_prefix()}{PREFIXES.get(code, '')}{escape_uri_path(rest.lstrip('/'))}{query}",
            is_current=code == spoken,
            is_default=code == settings.LANGUAGE_CODE,
        )
        for code, name in settings.LANGUAGES
    ]
