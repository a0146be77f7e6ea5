"""The least that a page could cost.

Its own SQL through bare psycopg, and a view that does nothing.
"""

import time
from collections.abc import Sequence

import psycopg
from django.db import connection

from .ours import Site
from .urls import EMPTY


class Floor:
    def __init__(self, site: Site):
        self._site = site
        given = connection.settings_dict
        names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        self._connection = psycopg.connect(
            **{name: given[key] for name, key in names.items() if given[key]}, autocommit=True
        )

    def seconds(self, statements: Sequence[str]) -> float:
        """Time `statements`, with all rows fetched, plus a request to an empty view."""
        began = time.perf_counter()
        with self._connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
                if cursor.description:
                    cursor.fetchall()
        return time.perf_counter() - began + self._site.get(EMPTY).seconds

    def close(self) -> None:
        self._connection.close()
