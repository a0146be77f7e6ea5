"""Translations of the readers' site: what there is to translate, and the files that Django reads.

    python -m project.translations           compile what changed (`make install` does so)
    python -m project.translations update    bring locale/ in line with the code (`make messages`)

The admin speaks English: `editorial` is not read. Needs Babel only, neither Django nor GNU gettext.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from .install import BASE_DIR, LOCALE, find_uncompiled

READ = ("core", "sources", "claims", "subscriptions", "public", "templates/public")
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
OPTIONS = {"**.html": {"newstyle_gettext": "true", "silent": "false", "trimmed": "true"}}
KEYWORDS: dict[str, tuple | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    "npgettext": ((1, "c"), 2, 3),
}
HINT = "Translators:"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]")


def extract(root: Path = BASE_DIR) -> Catalog:
    """Collect every message of the readers' site, with the files that have it."""
    catalog = Catalog(charset="utf-8")
    for folder in READ:
        found = extract_from_dir(root / folder, METHODS, OPTIONS, KEYWORDS, [HINT], strip_comment_tags=True)
        for name, _line, message, comments, context in found:
            place = [(f"{folder}/{name}", 0)]
            catalog.add(message, locations=place, auto_comments=comments, context=context)
    return catalog


def read(path: Path) -> Catalog:
    """Read a file of translations; its folder names the language."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], charset="utf-8")


def find_gaps(path: Path, expected: Catalog) -> list[str]:
    """List what is missing, stale or wrong in a file of translations, a line for each message."""
    catalog = read(path)
    wanted = {(_list_texts(message.id)[0], message.context): message for message in expected if message.id}
    return [
        *(f"is stale: {m.id}" for m in catalog if m.id and not _is_same(m, expected.get(m.id, m.context))),
        *(
            f"{fault}: {id_}"
            for (id_, context), message in wanted.items()
            for fault in _find_faults(message, catalog.get(id_, context), catalog.num_plurals)
        ),
    ]


def _find_faults(original: Message, translation: Message | None, forms: int) -> Iterator[str]:
    if translation is None or not _is_same(original, translation):
        yield "is not there"
        return
    if translation.fuzzy:
        yield "is fuzzy"
    texts = _list_texts(translation.string)
    if not all(texts) or len(texts) != (forms if original.pluralizable else 1):
        yield "has no whole translation"
        return
    placeholders = set(PLACEHOLDER.findall(_list_texts(original.id)[-1]))
    if any(set(PLACEHOLDER.findall(text)) != placeholders for text in texts):
        yield "has other placeholders"


def _is_same(message: Message, other: Message | None) -> bool:
    return other is not None and _list_texts(message.id) == _list_texts(other.id)


def _list_texts(texts: str | Sequence[str] | None) -> list[str]:
    """Return the one text of a message, or all its plural forms."""
    return [texts] if isinstance(texts, str) else list(texts or ())


def update(path: Path) -> None:
    """Bring a file in line with the messages of today; what is new has no translation yet."""
    catalog = read(path)
    catalog.update(extract(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    write(path, catalog)


def write(path: Path, catalog: Catalog) -> None:
    """Write a file of translations without dates or line numbers, so that a change shows what it changes."""
    body = BytesIO()
    write_po(body, catalog, width=100, omit_header=True, sort_by_file=True, include_lineno=False)
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {catalog.locale}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n\n'
    )
    path.write_bytes(header.encode() + body.getvalue().strip() + b"\n")


def compile_changed() -> None:
    """Compile each file of translations that is newer than its compiled form."""
    for path in find_uncompiled():
        body = BytesIO()
        write_mo(body, read(path))
        path.with_suffix(".mo").write_bytes(body.getvalue())


def main(arguments: list[str]) -> None:
    if arguments == ["update"]:
        for path in LOCALE.glob("*/LC_MESSAGES/*.po"):
            update(path)
            for gap in find_gaps(path, extract()):
                sys.stdout.write(f"{path.relative_to(BASE_DIR)}: {gap}\n")
    elif arguments:
        sys.exit(f"project.translations: {' '.join(arguments)} is not known; say update, or nothing")
    compile_changed()


if __name__ == "__main__":
    main(sys.argv[1:])
