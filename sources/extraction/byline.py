"""Who wrote an article, as it is printed, and the agency whose copy it credits."""

import re
from dataclasses import dataclass
from datetime import date

from lxml import etree

from core.days import find_latest_day
from quotations.grammar.datelines import Dateline, read_dateline

from .linked_data import LinkedData, Thing, list_types, read_text
from .metadata import read_meta, read_words
from .printed_dates import list_printed_days

MAX_LINES = 8
"""First lines that are read."""
MAX_LINE_LENGTH = 120
"""Characters of such a line; longer lines are the article itself."""

AGENCIES = {
    "AFP": ("Agence France-Presse", "Agence France Presse"),
    "AP": ("Associated Press", "The Associated Press"),
    "Reuters": ("Thomson Reuters",),
    "dpa": ("Deutsche Presse-Agentur", "German Press Agency"),
    "PA": ("PA Media", "Press Association", "PA News Agency"),
    "UPI": ("United Press International",),
    "EFE": ("Agencia EFE",),
    "ANSA": (),
    "APA": (),
    "TASS": ("ITAR-TASS",),
    "RIA Novosti": ("RIA",),
    "Interfax": (),
    "Ukrinform": (),
    "Xinhua": ("Xinhua News Agency",),
    "Kyodo": ("Kyodo News",),
    "Jiji Press": ("Jiji",),
    "Yonhap": ("Yonhap News Agency",),
    "PTI": ("Press Trust of India",),
    "ANI": (),
    "IANS": (),
    "Anadolu": ("Anadolu Agency",),
    "AAP": ("Australian Associated Press",),
    "Canadian Press": ("The Canadian Press",),
    "Bloomberg News": (),
    "Belga": (),
    "ANP": (),
    "Ritzau": (),
    "NTB": (),
    "TT": ("TT News Agency",),
    "STT": (),
    "MTI": (),
    "PAP": (),
    "CTK": ("ČTK",),
    "Lusa": (),
    "SANA": (),
    "IRNA": (),
    "WAM": (),
}
"""News agencies by the name that articles credit most, with their other names."""

_SHORT_NAMES = {name.casefold(): agency for agency, others in AGENCIES.items() for name in (agency, *others)}
_ACRONYM = 4
_BYLINE = re.compile(r"By:? (?P<who>[^\W\d_].*)", re.I)
# "By Ada Brook | 13 April 2017": what follows a bar is something else.
_END = re.compile(r"\s*(?:[|•·]| – | — )")
# "Published: Thursday, 13th April 2017, 10:15 a.m. GMT": what may stand with a date.
_OF_A_DATE = re.compile(
    r"\b(?:by:? .*|published|posted|issued|first|on|at|date|of|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|mon|tue|wed|thu|fri|sat|sun|[ap]\.?m\b\.?|[A-Z]{1,4}T|UTC|GMT|T?\d[\d:.]*(?:st|nd|rd|th|[ap]m|Z)?|min(?:ute)?s?|read"
    r"|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*)\b",
    re.I,
)
_LETTERS = re.compile(r"[^\W\d_]+")
_MAX_OTHER_WORDS = 2
_CHANGED = re.compile(r"\b(?:last |first )?(?:updated?|modified|edited|corrected|revised)\b", re.I)
_SENTENCE = re.compile(r"[.!?][\"”’']?$")
_BY = re.compile(r"^\s*(?:(?:written|words|reporting|story)\s+)?by:?\s+", re.I)
_BETWEEN = re.compile(r"\s*[;|]\s*|\s*,\s*(?:and\s+)?|\s+(?:and|with|for|in|/)\s+|\s*/\s*")
_DATELINE = re.compile(
    r"^[^.!?\n]{0,60}\((?P<agency>[^()\n]{2,30})\)\s*[-–—:]|^[^\w\n]*(?P<first>[A-Z][\w ]{1,24}?)\s*[-–—]\s"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAY_OF_MONTH = re.compile(rf"\b(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?!\w)")
_OUTLET_WORD = re.compile(
    r"\b(?:News|Newspaper|Herald|Times|Post|Gazette|Journal|Chronicle|Echo|Mail|Mirror|Guardian|Observer"
    r"|Telegraph|Tribune|Star|Globe|Press|Courier|Express|Record|Argus|Wire|Newswire|Radio|Television|TV"
    r"|Broadcasting|Broadcaster|Review|Examiner|Bulletin|Dispatch|Sentinel|Inquirer|Monitor|Advertiser|Agency"
    r"|Weekly|Daily|Magazine|Reporter|Standard|Independent)\b"
)
_MAX_OUTLET_WORDS = 5
_LAST_LINE = re.compile(
    r"^[\s(©–—-]*(?:with |source:? |copyright |©)?(?:material from |reporting by )?"
    r"(?P<agency>[^().\n]{2,30})[\s).]*$",
    re.I,
)
_AUTHOR_META = (
    *("author", "authors", "article:author", "byl", "parsely-author", "sailthru.author", "dc.creator"),
    *("dcterms.creator", "citation_author", "creator"),
)
_AUTHOR_CLASS = re.compile(
    r"(?:^|[\s_-])(?:author|byline|by-line)(?![\w-]*(?:bio|about|image|photo|box))", re.I
)
_NO_NAME = re.compile(
    r"https?:|@|^\W*$|^(?:admin|administrator|editor|staff|newsroom|web desk|unknown)$", re.I
)


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote an article."""

    names: str = ""
    """As printed: "Ada Brook and Bo Stone"."""
    via: str = ""
    """The agency that is credited: "AFP"."""


def find_page_byline(
    tree: etree._Element, linked_data: LinkedData, article: Thing, text: str, outlet_name: str
) -> Byline:
    """Find who wrote the article of a page.

    Asked are its linked data, its meta elements, its elements for authors and the first lines of the text,
    in this order. A person whom the page describes otherwise wrote nothing. Names are spelt as the page
    prints them. An agency is `via`, unless it is the outlet.
    """
    names: list[str] = []
    via = ""
    for candidates in (
        _list_stated_authors(linked_data, article),
        [name for value in read_meta(tree, *_AUTHOR_META[:6]) for name in _split(value)],
        [name for value in read_meta(tree, *_AUTHOR_META[6:]) for name in _split(value)],
        _list_marked_authors(tree),
    ):
        people, agency = _sort(candidates)
        via = via or agency
        people = [name for name in people if name.casefold() != outlet_name.casefold()]
        names = names or people
    printed = find_byline(text)
    _, agency = _sort(_split(printed))
    via = via or agency or find_credit(text)
    line = ", ".join(_print_as(text, tree, name) for name in names) or strip_agencies(printed)
    is_own = via and _find_agency(outlet_name) == via
    return Byline(line, "" if is_own else via)


def find_byline(text: str) -> str:
    """Find the names printed after "By" in one of the first lines, or ""."""
    for line in _head_lines(text):
        match = _BYLINE.fullmatch(line)
        if match and not _SENTENCE.search(line):
            return _END.split(match["who"])[0].strip()
    return ""


def find_credit(text: str) -> str:
    """Find the agency of a dateline, "PARIS (AP) — ...", or of a last line, "— AFP"; or ""."""
    paragraphs = [line.strip() for line in text.split("\n") if line.strip()]
    for line in paragraphs[:MAX_LINES]:
        match = _DATELINE.match(line)
        if match and (agency := _find_agency(match["agency"] or match["first"] or "")):
            return agency
    last = " ".join(paragraphs[-1].split()) if paragraphs else ""
    match = _LAST_LINE.match(last) if len(last) <= MAX_LINE_LENGTH else None
    return _find_agency(match["agency"]) if match else ""


def list_printed_outlets(text: str) -> list[str]:
    """List what the first and the last lines of a text print where outlets put their names.

    That is in the brackets of a dateline, beside a byline or a day ("By Ada Brook, The Ashford Herald"), and
    in a credit at the end. Agencies are left out: they are printed by other outlets as well.
    """
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    printed: list[str] = []
    for line in lines[:MAX_LINES]:
        if match := _DATELINE.match(line):
            printed.append(match["agency"] or "")
        if len(line) <= MAX_LINE_LENGTH and not _SENTENCE.search(line):
            parts = (piece for part in _END.split(line) for piece in (part, *_BETWEEN.split(part)))
            printed += [_BY.sub("", part) for part in parts]
    if lines and len(lines[-1]) <= MAX_LINE_LENGTH and (match := _LAST_LINE.match(lines[-1])):
        printed.append(match["agency"])
    names = (name.strip(" .,()©") for name in printed)
    return [name for name in dict.fromkeys(names) if name and not _find_agency(name)]


def find_printed_outlet(text: str) -> str:
    """Find the one name that a text prints where outlets put theirs and that is one by its words, or ""."""
    names = {name.casefold(): name for name in list_printed_outlets(text) if _is_outlet_name(name)}
    return names.popitem()[1] if len(names) == 1 else ""


def _is_outlet_name(name: str) -> bool:
    words = name.removesuffix(".com").split()
    is_name = all(
        word[0].isupper() or word[0].isdigit() or word in ("of", "the", "and", "&") for word in words
    )
    is_short = 1 < len(words) <= _MAX_OUTLET_WORDS and "," not in name
    return is_short and is_name and bool(_OUTLET_WORD.search(name))


def strip_agencies(names: str) -> str:
    """Remove agencies from a printed byline: "Ada Brook, AFP" is "Ada Brook"."""
    pieces = _BETWEEN.split(names)
    if not any(map(_find_agency, pieces)):
        return names
    return ", ".join(piece for piece in pieces if piece and not _find_agency(piece))


def find_agencies(names: str) -> str:
    """Return the agency that a printed byline names, or ""."""
    return next((agency for piece in _BETWEEN.split(names) if (agency := _find_agency(piece))), "")


def list_agency_names(name: str) -> list[str]:
    """List the names of the agency that is called `name` for short; none for anybody else."""
    return [name, *AGENCIES[name]] if name in AGENCIES else []


def find_date(text: str) -> date | None:
    """Find the one date, with its year, that the first lines print.

    Returns None if they print none or several, one that can be read in two ways, or one in the future.
    """
    days = {days for line in find_dated_lines(text) for days in list_printed_days(line)}
    if len(days) != 1 or len(only := days.pop()) != 1:
        return None
    day = min(only)
    return day if day <= find_latest_day() else None


def is_day(line: str) -> bool:
    """Tell whether a line gives a day with its year and says nothing else: "Friday 4 May 1978"."""
    return any(list_printed_days(line)) and not _LETTERS.search(_OF_A_DATE.sub(" ", line))


def find_dateline(text: str) -> Dateline | None:
    """Find the dateline with which one of the first lines begins: "OSLO, March 6 (Northern Wire) —"."""
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    return next(filter(None, map(read_dateline, lines[:MAX_LINES])), None)


def find_dateline_day(dateline: Dateline) -> date | None:
    """Return the one day that a dateline gives with its year, None if that is not plain."""
    days = list(list_printed_days(dateline.words))
    day = min(days[0]) if len(days) == 1 and len(days[0]) == 1 else None
    return day if day is not None and day <= find_latest_day() else None


def has_day_without_year(dateline: Dateline) -> bool:
    return bool(_DAY_OF_MONTH.search(dateline.words)) and not any(list_printed_days(dateline.words))


def find_dated_lines(text: str) -> list[str]:
    """Return those parts of the first lines that may give the date of an article.

    They say hardly anything else: no sentence, no change, and no event such as "Opened on 4 May 1978".
    """
    parts = (
        part
        for line in _head_lines(text)
        if not _SENTENCE.search(line)
        for part in _END.split(_CHANGED.split(line)[0])
    )
    return [part for part in parts if len(_LETTERS.findall(_OF_A_DATE.sub(" ", part))) <= _MAX_OTHER_WORDS]


def _head_lines(text: str) -> list[str]:
    """Return the first lines below the title, without those as long as a paragraph."""
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    return [line for line in lines[1:MAX_LINES] if len(line) <= MAX_LINE_LENGTH]


def _list_stated_authors(linked_data: LinkedData, article: Thing) -> list[str]:
    names = []
    for author in linked_data.resolve(article.get("author")):
        if isinstance(author, dict):
            given = " ".join(
                filter(None, (read_text(author.get(part)) for part in ("givenName", "familyName")))
            )
            name = read_text(author.get("name")) or given
            types = list_types(author)
            if "Person" not in types and types and not find_agencies(name):
                continue  # the outlet itself
        else:
            name = read_text(author)
        names += _split(name)
    return names


def _list_marked_authors(tree: etree._Element) -> list[str]:
    """List what the page marks as its authors, outside comments and other stories."""
    marked = []
    for element in tree.iter("a", "address", "span", "p", "div", "strong", "b", "li"):
        is_author = "author" in element.get("rel", "").lower().split() or (
            "author" in element.get("itemprop", "").lower().split()
        )
        if not is_author and not _AUTHOR_CLASS.search(element.get("class", "")):
            continue
        if any(_is_elsewhere(ancestor) for ancestor in element.iterancestors()):
            continue
        inner = [part for part in element.iter() if "name" in part.get("itemprop", "").split()]
        words = read_words(inner[0] if inner else element)
        if len(words) <= MAX_LINE_LENGTH and not _SENTENCE.search(words):
            marked.append((is_author, words))
    surest = [words for is_author, words in marked if is_author] or [words for _, words in marked[:1]]
    return [name for words in surest for name in _split(_END.split(words)[0])]


def _is_elsewhere(element: etree._Element) -> bool:
    names = f"{element.get('class', '')} {element.get('id', '')}"
    return element.tag in ("aside", "nav", "footer", "blockquote") or bool(
        re.search(r"comment|related|recommend|sidebar", names, re.I)
    )


def _split(value: str) -> list[str]:
    """Split what is said of authors into names; parts that are no names are left out."""
    value = " ".join(_BY.sub("", value).split())
    pieces = re.split(r"\s*;\s*|\s*\|\s*", value)
    names = []
    for piece in pieces:
        parts = _BETWEEN.split(piece)
        names += parts if any(map(_find_agency, parts)) else [piece]
    return [
        name for name in names if name and not _NO_NAME.search(name) and not list(list_printed_days(name))
    ]


def _sort(names: list[str]) -> tuple[list[str], str]:
    """Sort names into those of people, each once, and the first agency."""
    people = {name.casefold(): name for name in reversed(names) if not _find_agency(name)}
    return list(people.values())[::-1], next((agency for name in names if (agency := _find_agency(name))), "")


def _find_agency(name: str) -> str:
    """Return the agency of this name; one of a few letters only as it writes itself, for Ria is a name."""
    name = " ".join(name.split()).strip(".,()© ")
    agency = _SHORT_NAMES.get(name.casefold(), "")
    return agency if len(name) > _ACRONYM or name.isupper() or name == agency else ""


def _print_as(text: str, tree: etree._Element, name: str) -> str:
    """Spell a name in the letter case in which the page prints it, if it does."""
    head = "\n".join(text.split("\n")[:MAX_LINES])
    if name in head:
        return name
    pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.I)
    for printed in (
        head,
        *(read_words(element) for element in tree.iter("address", "a", "span", "p", "div")),
    ):
        if len(printed) <= MAX_LINE_LENGTH * MAX_LINES and (match := pattern.search(printed)):
            return match[0]
    return name
