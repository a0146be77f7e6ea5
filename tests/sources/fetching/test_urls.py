import pytest

from sources.fetching.urls import (
    add_scheme,
    get_domain,
    get_host,
    get_site,
    is_front_page,
    list_spellings,
    make_page_key,
    normalise_url,
)


@pytest.mark.parametrize(
    ("given", "tidied"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("  HTTPS://Example.ORG:443/A?b=1#c ", "https://example.org/A?b=1"),
        ("http://example.org:80", "http://example.org/"),
        ("http://example.org:8080/a", "http://example.org:8080/a"),
        (
            "https://example.org/a?utm_source=x&id=7&UTM_Medium=y&fbclid=z&page=2",
            "https://example.org/a?id=7&page=2",
        ),
        ("https://example.org/a?utm_source=x", "https://example.org/a"),
        ("https://example.org/a?b=%20c&gclid=1&a=ü", "https://example.org/a?b=%20c&a=%C3%BC"),
        ("https://example.org/straße", "https://example.org/stra%C3%9Fe"),
        ("https://example.org/stra%c3%9fe", "https://example.org/stra%C3%9Fe"),
        ("https://example.org/%7Eada/a b", "https://example.org/~ada/a%20b"),
        ("https://example.org/a%2Fb;c=(d),e!'", "https://example.org/a%2Fb;c=(d),e!'"),
        ("https://example.org/50%", "https://example.org/50%"),
        (
            "https://example.org/новости?q=да",
            "https://example.org/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8?q=%D0%B4%D0%B0",
        ),
        ("https://example.org/a?id=1&id=2", "https://example.org/a?id=1&id=2"),
        ("https://example.org/a?&", "https://example.org/a"),
        ("https://example.org/#!/story/7", "https://example.org/#!/story/7"),
        ("https://ada:secret@example.org/", "https://example.org/"),
        ("https://Zürich.example/a", "https://xn--zrich-kva.example/a"),
        ("https://example.org./a", "https://example.org/a"),
        ("http://[2001:DB8::1]:80/a", "http://[2001:db8::1]/a"),
        ("ftp://example.org/a#b", "ftp://example.org/a#b"),
        ("not an address", "not an address"),
        ("http://[::1", "http://[::1"),
        ("http://example.org:x/", "http://example.org:x/"),
        ("", ""),
    ],
)
def test_one_page_has_one_spelling(given, tidied):
    assert normalise_url(given) == tidied
    assert normalise_url(tidied) == tidied


@pytest.mark.parametrize(
    ("url", "its_host", "its_site", "its_domain"),
    [
        ("https://www.example.co.uk/a", "www.example.co.uk", "example.co.uk", "example.co.uk"),
        ("https://news.example.co.uk:8443/a", "news.example.co.uk", "news.example.co.uk", "example.co.uk"),
        ("http://M.Example.com", "m.example.com", "example.com", "example.com"),
        ("https://amp.example.com/a", "amp.example.com", "example.com", "example.com"),
        ("https://ada.blogspot.com/", "ada.blogspot.com", "ada.blogspot.com", "ada.blogspot.com"),
        ("https://a.paper.test/", "a.paper.test", "a.paper.test", "paper.test"),
        ("https://www.com/", "www.com", "www.com", "www.com"),
        ("http://203.0.113.9/", "203.0.113.9", "203.0.113.9", "203.0.113.9"),
        ("nothing", "", "", ""),
    ],
)
def test_whose_page_it_is(url, its_host, its_site, its_domain):
    assert (get_host(url), get_site(url), get_domain(url)) == (its_host, its_site, its_domain)


@pytest.mark.parametrize("url", ["example.org", "www.example.org/news?a=1", "пример.испытание/новости"])
def test_an_address_as_browsers_show_it_is_completed(url):
    assert add_scheme(url) == f"https://{url}"


@pytest.mark.parametrize(
    "url",
    [
        *("", "nonsense", "http://example.org/", "javascript:alert(1)", "ftp://example.org/a"),
        *("ada@example.org", "example.org:8000/", "127.0.0.1/admin", "two words.example.org"),
    ],
)
def test_nothing_else_is_made_an_address(url):
    assert add_scheme(url) == url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        *(("https://example.org", True), ("http://www.example.org:8000/?utm_source=x", True)),
        *(("https://example.org/a", False), ("https://example.org/?p=1", False), ("nonsense", False)),
    ],
)
def test_the_front_page_of_a_site(url, expected):
    assert is_front_page(url) is expected


def test_spellings_of_one_page_have_one_key():
    spellings = list_spellings("http://www.example.org/a/?b=1")
    assert spellings[0] == "http://www.example.org/a/?b=1"
    assert {"https://example.org/a?b=1", "https://m.example.org/a/?b=1"} <= set(spellings)
    assert len(spellings) == len(set(spellings)) < 120
    assert len({make_page_key(spelling) for spelling in spellings}) == 1
    assert make_page_key("https://example.org/a?b=2") != make_page_key(spellings[0])
    assert list_spellings("") == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://example.org/straße", "https://example.org/stra%c3%9Fe/"),
        ("https://example.org/a/1", "http://www.example.org/a/1/amp/"),
        ("https://example.org/a/1.html", "https://amp.example.org/a/1.amp.html"),
        ("https://example.org/a/1", "https://m.example.org/a/1.amp"),
        ("https://example.org/a/1", "https://example.org/amp/a/1"),
        ("https://example.org/a/1?id=2", "https://example.org/a/1?id=2&amp=1"),
        ("https://example.org/a/1", "https://example.org/a/1?outputType=amp"),
    ],
)
def test_spellings_of_one_page(first, second):
    assert make_page_key(first) == make_page_key(second)
    assert normalise_url(first) in list_spellings(second)
    assert normalise_url(second) in list_spellings(first)


@pytest.mark.parametrize("path", ["/amp", "/amplifier/1", "/camp", "/a/1.example", "/a/amps?amp=2", "/a%2Fb"])
def test_what_only_looks_like_amp(path):
    assert make_page_key(f"https://example.org{path}") != make_page_key("https://example.org/1")
    assert len({make_page_key(spelling) for spelling in list_spellings(f"https://example.org{path}")}) == 1


def test_addresses_recorded_in_another_encoding_are_found():
    assert "https://example.org/straße" in list_spellings("https://example.org/stra%C3%9Fe")


@pytest.mark.parametrize(
    ("given", "tidied"),
    [
        ("https://example.org/a\ud800b?c=\udfff", "https://example.org/ab?c="),
        ("https://exa\ud800mple.org/#!\ud800\0\x1f\x7f", "https://example.org/#!"),
        ("no \0 address\ud800", "no  address"),
    ],
)
def test_what_no_database_can_keep_is_left_out(given, tidied):
    assert normalise_url(given) == tidied
    assert make_page_key(given) == make_page_key(tidied)


@pytest.mark.parametrize("code", ["00", "09", "0A", "1f", "7F", "c2%85"])
def test_no_spelling_has_a_control_character(code):
    spellings = list_spellings(f"https://example.org/a%{code}b")
    assert spellings[0] == f"https://example.org/a%{code.upper()}b"
    assert all(spelling.isprintable() for spelling in spellings)
