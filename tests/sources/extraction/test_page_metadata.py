"""What a page says of itself: address, outlet, byline, agency, title, language."""

import json

import pytest

from sources.extraction.article import extract_from_text
from tests.support.read_page import STORY, URL, read_page, write_page


def linked(**data) -> str:
    thing = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Board waits", **data}
    return f'<script type="application/ld+json">{json.dumps(thing)}</script>'


def canonical(address: str) -> str:
    return f'<link rel="canonical" href="{address}">'


@pytest.mark.parametrize(
    "address",
    [
        *("https://www.ferry.example/", "https://www.ferry.example/news/", "https://www.ferry.example/home"),
        *("https://www.ferry.example/404", "https://www.ferry.example/404.html", "/index.html", "/2024/"),
        *("http://localhost:8000/2024/story-1", "http://127.0.0.1/2024/story-1", "http://cms/2024/story-1"),
        *("https://staging.ferry.example/2024/story-1", "https://cms-preview.ferry.example/2024/story-1"),
        *("https://www.tide.example/2024/story-1", "javascript:alert(1)", "https://ferry.local/2024/story-1"),
        *("https://www.ferry.example/not-found", "", "https://[", "//"),
    ],
)
def test_an_address_that_is_not_the_articles_is_not_believed(address):
    got = read_page(write_page(head=canonical(address)))
    assert got["canonical_url"] == URL
    assert got["outlet"] == "ferry.example"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://ferry.example/2024/story-1?utm_source=x", "https://ferry.example/2024/story-1"),
        ("/2024/another-slug", "https://www.ferry.example/2024/another-slug"),
        ("https://news.ferry.example/story-1", "https://news.ferry.example/story-1"),
        ("https://www.ferry.example/?p=7", "https://www.ferry.example/?p=7"),
    ],
)
def test_an_address_that_can_be_the_articles_is(address, kept):
    assert read_page(write_page(head=canonical(address)))["canonical_url"] == kept
    got = read_page(write_page(head=f'<meta property="og:url" content="{kept}">'))
    assert got["canonical_url"] == kept


def test_of_a_page_in_a_file_only_what_it_states_is_known():
    assert read_page(write_page(), url="")["canonical_url"] is None
    assert read_page(write_page(head=canonical(URL)), url="")["canonical_url"] == URL
    for address in ("https://www.ferry.example/home", "http://localhost/story-1", "http://10.0.0.1/story-1"):
        got = read_page(write_page(head=canonical(address)), url="")
        assert (got["canonical_url"], got["outlet"]) == (None, None)


def test_the_outlet():
    assert (
        read_page(write_page(head='<meta property="og:site_name" content="The Ferry">'))["outlet"]
        == "The Ferry"
    )
    got = read_page(write_page(head=linked(publisher={"@type": "Organization", "name": "The Ferry"})))
    assert got["outlet"] == "The Ferry"
    head = '<meta name="twitter:site" content="@tide"><meta property="article:publisher" content="https://social.example/tide">'
    assert read_page(write_page(head=head))["outlet"] == "ferry.example"


@pytest.mark.parametrize(
    ("head", "body", "byline", "via"),
    [
        (linked(author={"@type": "Person", "name": "Ada Brook"}), "", "Ada Brook", None),
        (
            linked(author=[{"@type": "Person", "name": "Ada Brook"}, {"name": "Bo Stone"}]),
            "",
            "Ada Brook, Bo Stone",
            None,
        ),
        (linked(author={"@type": "Organization", "name": "AFP"}), "", None, "AFP"),
        (linked(author={"@type": "Organization", "name": "The Associated Press"}), "", None, "AP"),
        (
            linked(
                author=[
                    {"@type": "Person", "name": "Ada Brook"},
                    {"@type": "Organization", "name": "Reuters"},
                ]
            ),
            "",
            "Ada Brook",
            "Reuters",
        ),
        (linked(author="Ada Brook and AFP"), "", "Ada Brook", "AFP"),
        ('<meta name="author" content="Ada Brook, Agence France-Presse">', "", "Ada Brook", "AFP"),
        ('<meta name="author" content="AP">', "", None, "AP"),
        ("", "<p>By Ada Brook, AFP</p>", "Ada Brook", "AFP"),
        ("", "<p>By AFP</p>", None, "AFP"),
        ("", '<a rel="author" href="/ada">Ada Brook</a>', "Ada Brook", None),
        ("", '<p class="byline">By Ada Brook</p>', "Ada Brook", None),
        (linked(about={"@type": "Person", "name": "Ivan Petrov"}), "", None, None),
        (
            linked(mentions=[{"@type": "Person", "name": "Ivan Petrov"}]),
            "<p>By Ada Brook</p>",
            "Ada Brook",
            None,
        ),
        (linked(author={"@type": "Person", "name": "ada brook"}), "<p>By Ada BROOK</p>", "Ada BROOK", None),
        (
            '<meta name="author" content="ADA VAN DER BERG">',
            '<p class="byline">By Ada van der Berg</p>',
            "Ada van der Berg",
            None,
        ),
        ('<meta name="author" content="danah boyd">', "", "danah boyd", None),
        (
            '<meta name="author" content="The Ferry"><meta property="og:site_name" content="The Ferry">',
            "",
            None,
            None,
        ),
        (linked(author={"@type": "Person", "name": "Ria Lind"}), "", "Ria Lind", None),
        ('<meta name="author" content="https://www.ferry.example/ada">', "", None, None),
        (
            linked(author={"@id": "#ada"})
            + '<script type="application/ld+json">{"@id": "#ada", "@type": "Person", '
            '"name": "Ada Brook"}</script>',
            "",
            "Ada Brook",
            None,
        ),
        ("", '<div class="comments"><span class="author">Bo the reader</span></div>', None, None),
    ],
)
def test_who_wrote_it_and_whose_copy_it_is(head, body, byline, via):
    got = read_page(write_page(body, head))
    assert (got["byline"], got["via"]) == (byline, via)


@pytest.mark.parametrize(
    ("story", "via"),
    [
        (("PARIS (AP) — " + STORY[0], *STORY[1:]), "AP"),
        (("VALE, March 6 (Reuters) - " + STORY[0], *STORY[1:]), "Reuters"),
        ((*STORY, "— AFP"), "AFP"),
        ((*STORY, "With material from dpa"), "dpa"),
        ((*STORY, "(Associated Press)"), "AP"),
        (("The board (AP is not among them) met. " + STORY[0], *STORY[1:]), None),
        ((*STORY, "AFP was told nothing."), None),
    ],
)
def test_an_agency_credited_in_the_text(story, via):
    assert read_page(write_page(story=story))["via"] == via


def test_an_agency_on_its_own_site_is_the_outlet():
    head = '<meta property="og:site_name" content="Reuters">' + linked(author={"name": "Reuters"})
    assert read_page(write_page(head=head))["via"] is None


@pytest.mark.parametrize("printed", ["", "<h2>10:15 Engineers arrive</h2><h2>09:00 Gate opens</h2>"])
def test_the_title_of_a_live_blog_is_its_own(printed):
    updates = [
        {"@type": "BlogPosting", "headline": "Engineers arrive"},
        {"@type": "BlogPosting", "headline": "Gate opens"},
    ]
    head = linked(
        **{"@type": "LiveBlogPosting", "headline": "Storm at the quay: live", "liveBlogUpdate": updates}
    )
    page = write_page(printed, head, title="Storm at the quay: live")
    assert read_page(page)["title"] == "Storm at the quay: live"
    without_heading = page.replace("<h1>Storm at the quay: live</h1>", "").replace(
        "<title>Storm at the quay: live</title>", ""
    )
    assert read_page(without_heading)["title"] == "Storm at the quay: live"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (
            '<meta property="og:title" content="Board waits | Ferry">'
            '<meta property="og:site_name" content="Ferry">',
            "Board waits",
        ),
        ('<meta property="og:title" content="Vale: board waits">', "Vale: board waits"),
        ("", "Board waits"),
    ],
)
def test_the_title_without_the_outlet(head, title):
    assert read_page(write_page(head=head))["title"] == title


RUSSIAN = (
    "Совет порта заседал три часа и отложил решение, сообщил журналистам представитель.",
    "Никто этого не ожидал, и лавки на набережной оставались закрытыми весь день.",
    "Второе заседание пройдёт, как только инженеры прочитают отправленный им отчёт.",
)


def test_the_language_is_what_the_page_states_else_that_of_the_text():
    def read(story, stated):
        return read_page(write_page(story=story, title=story[0][:20]).replace(' lang="en"', stated))

    assert read(STORY, ' lang="en-GB"')["language"] == "en-GB"
    assert (read(STORY, "")["language"], read(STORY, "")["warnings"]) == ("en", [])
    got = read(RUSSIAN, "")
    assert got["language"] == "ru"
    assert any("This text is in Russian." in warning for warning in got["warnings"])
    got = read(RUSSIAN, ' lang="en"')
    assert got["language"] == "en"
    assert any("Check the language." in warning for warning in got["warnings"])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<!--", "-->"),
        ("\n <!-- \n", "\n --> ; "),
        ("<![CDATA[", "]]>"),
        ("//<![CDATA[\n", "\n//]]>"),
        ("// <![CDATA[\n", "\n// ]]>\n"),
        ("/*<![CDATA[*/", "/*]]>*/"),
        ("/* <![CDATA[ */ ", " /* ]]> */;\n"),
        ("", ";"),
    ],
)
@pytest.mark.parametrize(
    "data", ['{"@type":"NewsArticle","author":"Ada Brook"}', '[{"@type":"Report","author":"Ada Brook"}]']
)
def test_data_for_programs_may_stand_in_a_comment(before, after, data):
    head = f'<script type="application/ld+json">{before}{data}{after}</script>'
    assert read_page(write_page(head=head))["byline"] == "Ada Brook"


BLANKS = " " * 900_000


# In quadratic time each of these takes many minutes.
@pytest.mark.parametrize(
    "head",
    [
        f'<script type="application/ld+json">{{}}-->{BLANKS}x</script>',
        f'<script type="application/ld+json">{{}}{BLANKS}x</script>',
        f'<script type="application/ld+json">{{}}{"/*    " * 150_000}x</script>',
        f'<meta property="og:title" content="The board{BLANKS}| waits">',
        f'<meta name="author" content="Ada{BLANKS}Brook">',
        f'<meta property="og:title" content="404 is a number{BLANKS}of the board that waits">',
    ],
    ids=["comment", "blanks", "comments", "title", "author", "number"],
)
def test_very_many_blanks_in_what_a_page_states_are_no_riddle(head):
    assert read_page(write_page(head=head))["text"].endswith(STORY[-1])


@pytest.mark.parametrize(("line", "via"), [("x(", ""), ("– x. (", ""), ("AFP", "AFP")])
def test_very_many_blanks_in_the_last_line_are_no_riddle(line, via):
    text = f"A headline\n\n{STORY[0]}\n\n({BLANKS}{line}{BLANKS})"
    assert extract_from_text(text).via == via


@pytest.mark.parametrize("line", ["(With material from AFP)", "–  AFP  ", "Source:\u00a0AFP", "©   AFP."])
def test_the_agency_in_the_last_line(line):
    assert extract_from_text(f"A headline\n\n{STORY[0]}\n\n{line}").via == "AFP"
