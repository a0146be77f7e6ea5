"""Errors of fetching: a code for programs, a sentence for editors."""

import requests

ADVICE = "Open the page in your browser and paste its text instead."
TEMPORARY = frozenset({"timeout", "cannot_connect", "no_such_host", "server_error"})
_TRY_LATER = frozenset({408, 425, 429})


class FetchError(Exception):
    """A page that was not fetched. `str()` gives the sentence for editors."""

    is_expected = True

    def __init__(self, reason: str, sentence: str, status: int | None = None):
        super().__init__(sentence)
        self.reason = reason
        """One of: not_an_address, private_address, no_such_host, cannot_connect, timeout,
        too_many_redirects, too_big, not_found, forbidden, paywall, server_error, wrong_type, empty."""
        self.sentence = sentence
        self.summary = sentence.removesuffix(ADVICE).strip()
        """The sentence without the advice to paste."""
        self.status = status
        """The HTTP status, where the server gave one."""

    @property
    def is_temporary(self) -> bool:
        """Tell whether another attempt later may succeed."""
        if self.reason == "server_error":
            return self.status is None or self.status >= 500 or self.status in _TRY_LATER
        return self.reason in TEMPORARY


def invalid_url(detail: str = "It should begin with https:// or http:// and name a site.") -> FetchError:
    return FetchError("not_an_address", f"This is not the address of a public page. {detail} {ADVICE}")


def private_host(*, redirected: bool) -> FetchError:
    subject = "This page sends us on to an address" if redirected else "This address leads to a place"
    return FetchError("private_address", f"{subject} that is not on the public internet. {ADVICE}")


def unknown_host(name: str) -> FetchError:
    return FetchError("no_such_host", f"There is no site called {name}. Check the spelling. {ADVICE}")


def cannot_connect(detail: str = "") -> FetchError:
    return FetchError("cannot_connect", f"The site could not be reached. {detail}{ADVICE}")


def timeout(seconds: float) -> FetchError:
    return FetchError("timeout", f"The page had not arrived in full after {seconds:.0f} seconds. {ADVICE}")


def too_many_redirects(most: int) -> FetchError:
    return FetchError(
        "too_many_redirects", f"The page sent us on to another address more than {most} times. {ADVICE}"
    )


def too_big(most: int) -> FetchError:
    return FetchError(
        "too_big",
        f"The page is larger than {most // (1024 * 1024)} MB, far more than an article. {ADVICE}",
    )


def wrong_type(what: str) -> FetchError:
    """Return the error for a page of another type.

    `what`: "a PDF document", for example.
    """
    return FetchError("wrong_type", f"This address leads to {what}, and only web pages can be read. {ADVICE}")


def unknown_packing(name: str) -> FetchError:
    """Return the error for a page in a content coding that cannot be unpacked: "br"."""
    return FetchError(
        "wrong_type",
        f"The site sends this page compressed in a way that cannot be read here ({name}), although it was "
        f"not asked to. {ADVICE}",
    )


def empty() -> FetchError:
    return FetchError("empty", f"The site answered with an empty page. {ADVICE}")


def check_status(status: int) -> None:
    """Raise FetchError for every HTTP status that brings no page (RFC 9110)."""
    if 200 <= status < 300:
        return
    if status in (404, 410):
        raise FetchError(
            "not_found", f"The site says that there is no such page ({status}). {ADVICE}", status
        )
    if status == 402:
        raise FetchError("paywall", f"The site asks to be paid for this page ({status}). {ADVICE}", status)
    if status in (401, 403, 451):
        raise FetchError("forbidden", f"The site does not let us read this page ({status}). {ADVICE}", status)
    if status in _TRY_LATER or status == 503:
        sentence = f"The site is too busy to answer just now ({status})."
    elif status >= 500:
        sentence = f"The site has broken down ({status})."
    else:
        sentence = f"The site did not accept our request ({status})."
    raise FetchError("server_error", f"{sentence} {ADVICE}", status)


def translate_error(error: Exception, seconds: float, *, late: bool) -> FetchError:
    """Translate any other exception raised while fetching.

    `late`: whether `seconds` had passed by then.
    """
    if late or isinstance(error, (requests.Timeout, TimeoutError)):
        return timeout(seconds)
    if isinstance(error, requests.exceptions.SSLError):
        return cannot_connect("It could not prove who it is (its certificate is not in order). ")
    if isinstance(error, requests.exceptions.ContentDecodingError):
        return FetchError("wrong_type", f"The site sends this page compressed, but damaged. {ADVICE}")
    # InvalidURL and similar errors are ValueErrors; so is the error for a host name with a bad label.
    if isinstance(error, ValueError) and not isinstance(error, requests.exceptions.ChunkedEncodingError):
        return invalid_url()
    return cannot_connect()
