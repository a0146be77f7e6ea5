"""Addresses of pages on the web: one spelling for one page, and whose pages they are."""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

import idna
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
"""Parameters that say how a reader came to a page, and never which page it is."""

SIDE_DOORS = ("www.", "m.", "mobile.", "amp.")
"""Beginnings of host names under which the same site is seen."""

_BARE = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?:[/?#]|\Z)")
"""A host name, with or without a path; no scheme, no port, no user."""

DEFAULT_PORTS = {"http": 80, "https": 443}


def normalise_url(url: str) -> str:
    """`url` in its one spelling: without what tracks readers, fragment, default port and user name.

    Host in small ASCII letters (IDNA); everything else, and the order of the parameters, as
    given. What is no http or https address comes back as it is, without surrounding white space.
    """
    given = url.strip()
    parts = _split_http(given)
    if parts is None:
        return given
    name = _ascii_host(parts)
    if ":" in name:
        name = f"[{name}]"
    if parts.port not in (None, DEFAULT_PORTS[parts.scheme]):
        name = f"{name}:{parts.port}"
    query = "&".join(one for one in parts.query.split("&") if one and not _is_tracking(one))
    fragment = parts.fragment if parts.fragment.startswith("!") else ""  # "#!/page" names a page
    return urlunsplit((parts.scheme, name, parts.path or "/", query, fragment))


def add_scheme(url: str) -> str:
    """`url` with the https:// that browsers leave out of what they show: "example.org/news"."""
    return f"https://{url}" if _BARE.match(url) else url


def get_host(url: str) -> str:
    """The host name of `url` in small ASCII letters, without port; "" where there is none."""
    parts = _split_http(url.strip())
    return _ascii_host(parts) if parts else ""


def get_site(url: str) -> str:
    """The host name without "www.", "m." and the like: `https://m.example.org/x` is example.org."""
    return _strip_side_door(get_host(url))


def get_domain(url: str) -> str:
    """The part of the host name that somebody registered: `news.example.co.uk` is example.co.uk.

    Sites of their own on a shared host (`ada.blogspot.com`) count as registered. Where the public
    suffix list knows nothing, the last two labels; a numeric address is itself. Needs no network:
    the list comes with the package tld.
    """
    name = get_host(url)
    if not name or _is_numeric(name):
        return name
    known = get_fld(f"https://{name}/", fail_silently=True, search_private=True)
    return known or ".".join(name.split(".")[-2:])


def list_spellings(url: str) -> list[str]:
    """Addresses that most probably lead to the same page as `url`: http or https, www. or not,
    with or without a slash at the end. The first is `tidy(url)`."""
    first = normalise_url(url)
    parts = _split_http(first)
    if parts is None:
        return [first] if first else []
    bare = _strip_side_door(parts.netloc)
    names = dict.fromkeys((parts.netloc, bare, *(door + bare for door in SIDE_DOORS)))
    path = parts.path.rstrip("/")
    paths = dict.fromkeys((parts.path, path or "/", f"{path}/"))
    schemes = dict.fromkeys((parts.scheme, "https", "http"))
    return [
        urlunsplit((scheme, name, path, parts.query, parts.fragment))
        for scheme in schemes
        for name in names
        for path in paths
    ]


def make_page_key(url: str) -> str:
    """The same for all of `same_page_spellings(url)`; for comparing and locking, not for showing."""
    parts = _split_http(normalise_url(url))
    if parts is None:
        return url.strip()
    name = _strip_side_door(parts.netloc)
    return urlunsplit(("", name, parts.path.rstrip("/"), parts.query, parts.fragment))


def _split_http(url: str) -> SplitResult | None:
    """The parts of an http or https address; None for anything else."""
    try:
        parts = urlsplit(url)
        if parts.scheme in DEFAULT_PORTS and parts.hostname and parts.port != 0:
            return parts
    except ValueError:  # a port that is no number, half an IPv6 address
        return None
    return None


def _ascii_host(parts: SplitResult) -> str:
    name = parts.hostname.rstrip(".")
    if name.isascii():
        return name.lower()
    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except idna.IDNAError:
        return name.lower()


def _strip_side_door(name: str) -> str:
    for door in SIDE_DOORS:
        if name.startswith(door) and "." in name.removeprefix(door):
            return name.removeprefix(door)
    return name


def _is_numeric(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_tracking(parameter: str) -> bool:
    name = parameter.partition("=")[0].lower()
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)
