"""URLs of web pages: one spelling for each page, and the site it belongs to.

Why this is not courlan: docs/decisions/0041-our-own-spelling-of-addresses.md.
"""

import ipaddress
import re
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

import idna
from django.conf import settings
from tld import get_fld

TRACKING_PREFIXES = ("utm_", "at_link_", "guce_", "pk_", "hsa_")
TRACKING = frozenset(
    {
        *("fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "twclid", "ttclid"),
        *("yclid", "ysclid", "igshid", "igsh", "mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi"),
        *("_ga", "_gl", "s_cid", "xtor", "wt_mc", "wt_zmc", "wpisrc", "wpmm", "ncid", "ocid", "cmpid"),
        *("smid", "smtyp", "ftag", "ref_src", "ref_url", "__twitter_impression", "guccounter", "oref"),
        *("at_medium", "at_campaign", "at_campaign_type", "at_custom1", "at_custom2", "at_custom3"),
        *("at_custom4", "at_bbc_team", "at_format", "at_ptr_name"),
    }
)
"""Query parameters that say how a reader came to a page, and never which page it is."""

SITE_PREFIXES = ("www.", "m.", "mobile.", "amp.")
"""Prefixes of host names under which the same site is shown."""

_BARE = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?:[/?#]|\Z)")
"""A host name, with or without a path; without scheme, port and user."""

_NOT_FOR_URLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters, and halves of a surrogate pair, which UTF-8 has no code for."""
_ENCODED = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_RESERVED = "!#$&'()*+,/:;=?@[]~%"
"""What may stand in a URL as it is; a lone percent sign stays, too."""
_AMP_PATH = re.compile(r"/amp/?\Z|\.amp(?=\.html?\Z|/?\Z)|\A/amp(?=/.)", re.I)
_AMP_PARAMETER = re.compile(r"amp(?:=(?:1|true|yes)?)?|outputtype=amp", re.I)

DEFAULT_PORTS = {"http": 80, "https": 443}


def normalise_url(url: str) -> str:
    """Normalise a URL.

    Removes tracking parameters, fragment, default port and user name. The host is lowercase ASCII
    (IDNA). Path and query are percent-encoded in the one way that RFC 3986 (6.2.2) prefers: `/straße` is
    `/stra%C3%9Fe`, `%7e` is `~`. Everything else, and the order of the parameters, stays as given. Text that
    is no http or https URL is returned as it is, stripped of white space. Control characters and lone
    surrogates are left out of either.
    """
    stripped = _NOT_FOR_URLS.sub("", url).strip()
    parts = _split_http(stripped)
    if parts is None:
        return stripped
    name = _ascii_host(parts)
    if ":" in name:
        name = f"[{name}]"
    if parts.port not in (None, DEFAULT_PORTS[parts.scheme]):
        name = f"{name}:{parts.port}"
    parameters = (parameter for parameter in parts.query.split("&") if parameter)
    query = "&".join(parameter for parameter in parameters if not _is_tracking(parameter))
    fragment = parts.fragment if parts.fragment.startswith("!") else ""  # "#!/page" names a page
    return urlunsplit((parts.scheme, name, _encode(parts.path or "/"), _encode(query), fragment))


def add_scheme(url: str) -> str:
    """Add the https:// that browsers leave out of what they show: "example.org/news"."""
    return f"https://{url}" if _BARE.match(url) else url


def get_host(url: str) -> str:
    """Return the host name in lowercase ASCII, without port; "" if there is none."""
    parts = _split_http(url.strip())
    return _ascii_host(parts) if parts else ""


def get_site(url: str) -> str:
    """Return the host name without "www.", "m." and the like: "example.org"."""
    return _strip_site_prefix(get_host(url))


def may_link(url: str) -> bool:
    """Whether an address that others brought may be shown as a link.

    With LINKED_HOSTS only to these sites and what is below them; other addresses are shown as text.
    """
    host = get_host(url)
    listed = settings.LINKED_HOSTS
    return bool(host) and (not listed or any(host == name or host.endswith(f".{name}") for name in listed))


def get_domain(url: str) -> str:
    """Return the registered part of the host name.

    That of `news.example.co.uk` is `example.co.uk`. Separate sites on a shared host (`ada.blogspot.com`)
    count as registered. For a name that the public suffix list does not know, it is the last two labels; for
    a numeric address it is the address. Needs no network: the list comes with the package tld.
    """
    name = get_host(url)
    if not name or _is_numeric(name):
        return name
    registered = get_fld(f"https://{name}/", fail_silently=True, search_private=True)
    return registered or ".".join(name.split(".")[-2:])


def list_spellings(url: str) -> list[str]:
    """List the URLs that most probably lead to the same page as `url`.

    The normalised form of `url` comes first. They differ in http or https, www. or not, a slash at the end,
    percent-encoding, and whether it is the page for phones (AMP). None has a control character.
    """
    first = normalise_url(url)
    parts = _split_http(first)
    if parts is None:
        return [first] if first else []
    bare = _strip_site_prefix(parts.netloc)
    names = dict.fromkeys((parts.netloc, bare, *(prefix + bare for prefix in SITE_PREFIXES)))
    schemes = dict.fromkeys((parts.scheme, "https", "http"))
    ends = dict.fromkeys(((parts.path, parts.query), *_list_paths(parts.path, parts.query)))
    decoded = [(unquote(path), query) for path, query in ends if "%2F" not in path]
    ends |= dict.fromkeys((path, query) for path, query in decoded if not _NOT_FOR_URLS.search(path))
    return [
        urlunsplit((scheme, name, path, query, parts.fragment))
        for scheme in schemes
        for name in names
        for path, query in ends
    ]


def make_page_key(url: str) -> str:
    """Make a key that all of `list_spellings(url)` share.

    It is compared and locked, and never shown.
    """
    normalised = normalise_url(url)
    parts = _split_http(normalised)
    if parts is None:
        return normalised
    name = _strip_site_prefix(parts.netloc)
    return urlunsplit(("", name, *_strip_amp(parts.path, parts.query), parts.fragment))


def is_front_page(url: str) -> bool:
    """Whether `url` leads to the front page of a site."""
    parts = urlsplit(make_page_key(url))
    return bool(parts.netloc) and not (parts.path or parts.query or parts.fragment)


def _split_http(url: str) -> SplitResult | None:
    """Split an http or https URL; None for anything else."""
    try:
        parts = urlsplit(url)
        if parts.scheme in DEFAULT_PORTS and parts.hostname and parts.port != 0:
            return parts
    except ValueError:  # a port that is not a number, half an IPv6 address
        return None
    return None


def _ascii_host(parts: SplitResult) -> str:
    name = (parts.hostname or "").rstrip(".")
    if name.isascii():
        return name.lower()
    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except idna.IDNAError:
        return name.lower()


def _strip_site_prefix(name: str) -> str:
    for prefix in SITE_PREFIXES:
        if name.startswith(prefix) and "." in name.removeprefix(prefix):
            return name.removeprefix(prefix)
    return name


def _encode(text: str) -> str:
    """Percent-encode what needs it, and nothing else; encodings are in capitals."""
    pieces = _ENCODED.split(text)
    for at in range(1, len(pieces), 2):
        char = chr(int(pieces[at], 16))
        pieces[at] = char if char in _UNRESERVED else f"%{pieces[at].upper()}"
    return "".join(quote(piece, safe=_RESERVED) if at % 2 == 0 else piece for at, piece in enumerate(pieces))


def _strip_amp(path: str, query: str) -> tuple[str, str]:
    """Remove from path and query what leads to a page for phones (AMP), and the slash at the end."""
    path = _AMP_PATH.sub("", path).rstrip("/")
    parameters = [name for name in query.split("&") if not _AMP_PARAMETER.fullmatch(name)]
    return path, "&".join(parameters)


def _list_paths(path: str, query: str) -> list[tuple[str, str]]:
    """List the ways to write a page's path and query, with and without a slash, and as AMP."""
    bare, query = _strip_amp(path, query)
    first, _, html = bare.rpartition(".html")
    ends = [(bare or "/", query), (f"{bare}/", query)]
    if bare:
        ends += [
            (f"{bare}/amp", query),
            (f"{bare}/amp/", query),
            (f"{bare}.amp", query),
            (f"/amp{bare}", query),
        ]
        ends += [(bare, "&".join(filter(None, (query, amp)))) for amp in ("amp", "amp=1", "outputType=amp")]
    if first and not html:
        ends.append((f"{first}.amp.html", query))
    return ends


def _is_numeric(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_tracking(parameter: str) -> bool:
    name = parameter.partition("=")[0].lower()
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)
