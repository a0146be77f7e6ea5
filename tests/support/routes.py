"""The addresses of the site, read from its resolver, with their parameters filled in."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from django.urls import URLPattern, get_resolver

PARAMETER = re.compile(r"<\w+:(\w+)>")


def list_routes(patterns=None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """List every address of the site with its pattern, as in "claims/<int:pk>/"."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern
        else:
            yield from list_routes(pattern.url_patterns, route)


def fill_route(
    route: str, ids: Mapping[str, Sequence[int]], values: Mapping[str, Sequence[Any]]
) -> Iterator[str]:
    """Write an address for each way in which the parameters of a route are filled in.

    `ids`: of pk, by the word before it. `values`: of the other parameters, by name.
    """
    parts = PARAMETER.split(route)
    noun = parts[0].rstrip("/").rpartition("/")[2]
    named = {**values, "pk": ids.get(noun, ())}
    for chosen in product(*(named[name] for name in parts[1::2])):
        filled = list(map(str, chosen))
        yield "/" + "".join(text for pair in zip(parts[::2], [*filled, ""], strict=True) for text in pair)
