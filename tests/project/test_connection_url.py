"""A PostgreSQL address becomes an entry of DATABASES, or an error of one line.

The error does not repeat the address, which may hold a password.
"""

import pytest
from django.core.exceptions import ImproperlyConfigured

from project import connection_url


@pytest.mark.parametrize(
    ("url", "entry"),
    [
        ("postgresql:///d", {"NAME": "d", "USER": "", "PASSWORD": "", "HOST": "", "PORT": ""}),
        (
            "postgres://u:a%2Fb@h:1/d",
            {"NAME": "d", "USER": "u", "PASSWORD": "a/b", "HOST": "h", "PORT": "1"},
        ),
        (
            "postgresql://u@/d?host=/run/a%20b&port=2",
            {"NAME": "d", "USER": "u", "PASSWORD": "", "HOST": "/run/a b", "PORT": "2"},
        ),
        (
            "postgresql://u@[::1]/d",
            {"NAME": "d", "USER": "u", "PASSWORD": "", "HOST": "::1", "PORT": ""},
        ),
    ],
)
def test_an_address_is_taken_apart(url, entry):
    assert connection_url.parse("X", url) == {**entry, "OPTIONS": {"connect_timeout": 10}}


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:secret@h",
        "postgresql://u:secret@h/",
        "postgresql://u:secret/@h:port/d?nonsense=1",
        "postgresql://u:secret%zz@h/d",
        "sqlite:///secret",
        "u:secret@h/d",
        "host=h password=secret dbname=d",
    ],
)
def test_an_address_that_cannot_be_taken_apart_is_not_repeated(url):
    with pytest.raises(ImproperlyConfigured) as refused:
        connection_url.parse("DATABASE_URL", url)
    assert str(refused.value).startswith("DATABASE_URL should read postgresql://")
    assert "secret" not in str(refused.value)
