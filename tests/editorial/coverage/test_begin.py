"""The first page: three ways to bring an article in, and unfinished work."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from claims.models import Coverage, Report
from editorial.coverage import intake
from sources.extraction import article as extraction
from sources.models import Article, Capture
from tests import factories as make
from tests.support.coverage_pages import TEXT, follow_refusal, page_url
from tests.support.html import links_of, text_of
from tests.support.local_site import local_site

pytestmark = pytest.mark.django_db

PARAGRAPHS = "".join(f"<p>{paragraph}</p>" for paragraph in TEXT.split("\n\n")[1:])
PAGE = f"""<!doctype html><html lang="en"><head><title>The bridge at Ashford</title>
<script>document.title = "no"</script></head><body><article><h1>The bridge at Ashford</h1>
{PARAGRAPHS}</article></body></html>"""


@pytest.fixture
def site(settings):
    """Serve a site on this machine that may be fetched from."""
    with local_site() as site:
        settings.FETCH_PRIVATE_HOSTS = [site.host]
        site.put("/bridge", PAGE)
        site.put("/paper", "%PDF-1.4", Content_Type="application/pdf")
        site.put("/empty", "<html><body></body></html>")
        yield site


def begin(client, way: str, **given):
    return follow_refusal(client, client.post(page_url("begin"), {"way": way, **given}))


def test_pasted_text_is_read_and_shown_for_checking(as_editor, editor):
    response = begin(as_editor, "text", text=TEXT)
    coverage = Coverage.objects.get()
    assert response.url == page_url("check", coverage.pk)
    assert (coverage.editor, coverage.intake["way"]) == (editor, "text")
    assert coverage.intake["title"] == "The bridge at Ashford"
    assert coverage.intake["text"] == TEXT
    assert Article.objects.count() == Capture.objects.count() == 0


def test_an_address_is_fetched_and_read(as_editor, site):
    response = begin(as_editor, "url", url=site.url("/bridge"))
    coverage = Coverage.objects.get()
    assert response.url == page_url("check", coverage.pk)
    assert "The bridge was never closed to anybody" in coverage.intake["text"]
    assert (coverage.intake["way"], coverage.intake["url"]) == ("url", site.url("/bridge"))


@pytest.mark.parametrize(("name", "content"), [("bridge.txt", TEXT), ("bridge.html", PAGE)])
def test_a_file_is_read(as_editor, name, content):
    begin(as_editor, "file", file=SimpleUploadedFile(name, content.encode()))
    intake = Coverage.objects.get().intake
    assert "The bridge was never closed to anybody" in intake["text"]
    assert (intake["way"], "<" in intake["text"]) == ("file", False)


@pytest.mark.parametrize(
    ("path", "says"), [("/gone", "no such page"), ("/paper", "PDF"), ("/empty", "paste")]
)
def test_what_cannot_be_fetched_says_why_and_keeps_what_was_pasted(as_editor, site, path, says):
    response = begin(as_editor, "url", url=site.url(path), text="What I had typed")
    assert response.status_code == 200
    assert says in text_of(response)
    html = response.content.decode()
    assert f'value="{site.url(path)}"' in html
    assert "What I had typed</textarea>" in html
    assert html.index("What I had typed</textarea>") < html.index("<details")  # it is in view
    assert Coverage.objects.count() == 0


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("ASHFORD, April 12 (The Ashford Herald) - The bridge was never closed.", "The Ashford Herald"),
        ("By Ada Brook, The Ashford Herald", "The Ashford Herald"),
        ("12 April 2017 | the ashford herald", "The Ashford Herald"),
        ("ASHFORD (AP) - The bridge was never closed.", ""),
        ("By Ada Brook, The Ashford Herald | The Daily Ferry", ""),
        ("The Ashford Herald had asked for an answer since the morning.", ""),
    ],
)
def test_the_outlet_that_a_pasted_text_names_is_proposed(as_editor, line, name):
    for outlet in ("The Ashford Herald", "The Daily Ferry", "AP"):
        make.OutletFactory(name=outlet)
    begin(as_editor, "text", text=f"The bridge at Ashford\n\n{line}\n\nNothing else was said about it.")
    assert Coverage.objects.get().intake["outlet_name"] == name


def test_an_outlet_that_is_new_is_said_to_be(as_editor):
    text = "The bridge at Ashford\n\nASHFORD (Ferry Post) - It was never closed.\n\nNothing else was said."
    begin(as_editor, "text", text=text)
    intake = Coverage.objects.get().intake
    assert (intake["outlet"], intake["outlet_name"]) == (None, "Ferry Post")
    assert ["adds it as a new one" in warning for warning in intake["warnings"]] == [True]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"way": "url"}, "Paste the address"),
        ({"way": "url", "url": "nonsense"}, "not the address of a public page"),
        ({"way": "url", "url": "http://127.0.0.1/"}, "not on the public internet"),
        ({"way": "url", "url": "http://169.254.169.254/latest/"}, "not on the public internet"),
        ({"way": "text", "text": " \n "}, "Paste the text"),
        ({"way": "text", "text": "a\0b"}, "Null characters"),
        ({"way": "file"}, "Choose a file"),
        ({"way": "nonsense"}, "one of the three buttons"),
        ({}, "one of the three buttons"),
    ],
)
def test_what_is_missing_is_said_in_place(as_editor, given, says):
    response = follow_refusal(as_editor, as_editor.post(page_url("begin"), given))
    assert (response.status_code, Coverage.objects.count()) == (200, 0)
    assert says in text_of(response)


@pytest.mark.parametrize(
    ("given", "title"),
    [({"text": TEXT}, "The bridge at Ashford"), ({"text": TEXT, "title": "Ours"}, "The bridge at Ashford")],
)
def test_the_enter_key_uses_what_is_filled_in(as_editor, given, title):
    begin(as_editor, "enter", **given)
    assert Coverage.objects.get().intake["title"] == title


def test_the_enter_key_fetches_an_address_and_reads_a_file(as_editor, site):
    begin(as_editor, "enter", url=site.url("/bridge"))
    begin(as_editor, "enter", file=SimpleUploadedFile("bridge.txt", TEXT.encode()))
    assert [coverage.intake["way"] for coverage in Coverage.objects.order_by("pk")] == ["url", "file"]


def test_what_was_refused_is_not_shown_on_a_fresh_page(as_editor):
    assert "Typed before" in begin(as_editor, "url", text="Typed before").content.decode()
    assert "Typed before" not in as_editor.get(page_url("begin")).content.decode()


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (SimpleUploadedFile("bridge.pdf", b"%PDF-1.4"), "Only .html and .txt"),
        (SimpleUploadedFile("empty.txt", b""), "paste"),
        (SimpleUploadedFile("large.txt", b"words " * 1_000_000), "larger than 5 MB"),
        (
            SimpleUploadedFile("long.txt", b"words " * 500_000),
            "more than 1,000,000 characters, far more than an article",
        ),
        (SimpleUploadedFile("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9), "paste"),
    ],
)
def test_files_that_cannot_be_read_say_why(as_editor, file, says):
    file.seek(0)
    response = begin(as_editor, "file", file=file)
    assert (response.status_code, Coverage.objects.count()) == (200, 0)
    assert says in text_of(response)


def test_scripts_are_neither_kept_nor_shown(as_editor):
    page = PAGE.replace("<p>", "<p><script>alert(1)</script><img src=x onerror=alert(2)>", 1)
    response = begin(as_editor, "file", file=SimpleUploadedFile("a.html", page.encode()))
    assert "alert" not in Coverage.objects.get().intake["text"]
    shown = as_editor.get(response.url).content.decode()
    assert "alert(" not in shown


def test_pasted_marks_are_shown_as_text(as_editor):
    begin(as_editor, "text", text=f"{TEXT} Then 1 < 2 </textarea><script>alert(1)</script>")
    shown = as_editor.get(page_url("check", Coverage.objects.get().pk)).content.decode()
    assert "<script>alert" not in shown


def test_unfinished_work_is_listed_with_a_way_to_go_on_and_to_discard(
    as_editor, make_draft, make_intake, draft
):
    make_draft(make_intake(title="Another article"), by=make.UserFactory())
    response = as_editor.get(page_url("begin"))
    text = text_of(response)
    rows = len(draft.rows)
    assert rows > 0
    assert f"{rows} row{'' if rows == 1 else 's'}, 0 accepted; changed" in text
    assert "Another article" not in text
    go_on = "Continue: The Ashford Herald, “The bridge at Ashford”"
    assert links_of(response)[go_on] == page_url("resume", draft.pk)
    assert as_editor.get(page_url("resume", draft.pk)).url == page_url("rows", draft.pk)
    done = as_editor.post(page_url("discard", draft.pk), follow=True)
    assert "Discarded: The Ashford Herald" in text_of(done)
    assert (Coverage.objects.filter(pk=draft.pk).exists(), Article.objects.count()) == (False, 1)


def test_work_that_is_not_captured_goes_on_with_checking(as_editor, make_draft, make_intake):
    coverage = make_draft(make_intake())
    assert as_editor.get(page_url("resume", coverage.pk)).url == page_url("check", coverage.pk)


def test_reading_a_page_writes_nothing(as_editor, draft):
    for name in ("begin", "lookup"):
        as_editor.get(page_url(name))
    for name in ("resume", "check", "rows", "summary"):
        as_editor.get(page_url(name, draft.pk))
    assert list(Coverage.objects.values_list("pk", "revision")) == [(draft.pk, draft.revision)]
    for name in ("discard", "kept", "submit", "learn", "mark_read"):
        assert as_editor.get(page_url(name, draft.pk)).status_code == 405


def test_an_article_on_the_record_goes_straight_to_its_rows(as_editor, draft):
    article = draft.article
    page = as_editor.get(page_url("begin"), {"article": article.pk})
    assert "Go on with its captured text" in text_of(page)
    response = begin(as_editor, "article", article=article.pk)
    new = Coverage.objects.exclude(pk=draft.pk).get()
    assert response.url == page_url("resume", new.pk)
    assert (new.article, bool(new.rows)) == (article, True)


def test_an_article_without_text_has_to_be_brought_in(as_editor):
    article = make.ArticleFactory(canonical_url="https://herald.example/bridge")
    page = as_editor.get(page_url("begin"), {"article": article.pk})
    assert "Go on with its captured text" not in text_of(page)
    assert 'value="https://herald.example/bridge"' in page.content.decode()
    response = begin(as_editor, "article", article=article.pk)
    assert (response.status_code, Coverage.objects.count()) == (200, 0)


@pytest.mark.parametrize("name", ["article", "report"])
@pytest.mark.parametrize("given", ["0", "nonsense", "9" * 40, "-1"])
def test_what_is_not_there_is_not_found(as_editor, name, given):
    assert as_editor.get(page_url("begin"), {name: given}).status_code == 404


def test_the_list_of_articles_leads_here(as_editor):
    page = as_editor.get(reverse("admin:sources_article_changelist"))
    assert links_of(page)["Add coverage"] == page_url("begin")


def test_the_page_of_an_article_leads_here_with_it(as_editor):
    article = make.ArticleFactory()
    page = as_editor.get(reverse("admin:sources_article_change", args=[article.pk]))
    assert links_of(page)["Add coverage"] == f"{page_url('begin')}?article={article.pk}"


def test_a_readers_report_comes_along(as_editor, publisher):
    report = a_report()
    page = as_editor.get(page_url("begin"), {"report": report.pk})
    assert f'value="{report.source_url}"' in page.content.decode()
    begin(as_editor, "text", text=TEXT, report=report.pk)
    assert Coverage.objects.get().report == report


def a_report() -> Report:
    return Report.objects.create(
        kind="source", source_url="https://herald.example/bridge", message="See this", received_at=make.MOMENT
    )


def test_what_to_compare_with_the_page_is_said_before_the_text_is_captured(as_editor):
    page = PAGE.replace(
        "</article>", "<aside><p>The keeper said that he had seen nothing.</p></aside></article>"
    )
    page = page.replace("</h1>", "</h1><p>By Ada Brook, AFP</p><p class=date>03/04/2017</p>")
    response = begin(as_editor, "file", file=SimpleUploadedFile("a.html", page.encode()))
    shown = text_of(as_editor.get(response.url))
    assert "Compare with the page" in shown
    assert "“The keeper said that he had seen nothing.”" in shown
    assert "3 April 2017 or 4 March 2017" in shown or "4 March 2017 or 3 April 2017" in shown
    assert "The page credits AFP." in shown


def test_a_text_that_is_not_in_english_is_said_to_be(as_editor):
    text = "Совет порта отложил решение.\n\nНикто этого не ожидал, сообщил журналистам представитель совета."
    response = begin(as_editor, "text", text=text)
    assert Coverage.objects.get().intake["language"] == "ru"
    assert "This text is in Russian." in text_of(as_editor.get(response.url))


@pytest.mark.parametrize(
    "page", ["<title>Page not found</title><p>Nothing was found here.</p>", "<p>Accept all cookies"]
)
def test_a_page_in_place_of_an_article_is_no_article(as_editor, page):
    response = begin(as_editor, "file", file=SimpleUploadedFile("a.html", page.encode()))
    assert response.status_code == 200
    assert "paste it instead" in text_of(response)
    assert not Coverage.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        '{"@type":"NewsArticle","headline":"A","url":"https://example.org/\\ud800"}',
        '{"@type":"NewsArticle","headline":"A\\u0000","author":{"@id":["x"]}}',
    ],
)
def test_a_page_with_odd_data_for_programs_is_read(as_editor, data):
    page = PAGE.replace("<article>", f'<script type="application/ld+json">{data}</script><article>')
    response = begin(as_editor, "file", file=SimpleUploadedFile("a.html", page.encode()))
    assert response.url == page_url("check", Coverage.objects.get().pk)
    assert "The bridge was never closed to anybody" in Coverage.objects.get().intake["text"]


def test_an_address_with_an_encoded_nul_is_no_riddle(as_editor, site):
    site.put("/bridge%00", PAGE)
    response = begin(as_editor, "url", url=site.url("/bridge%00"))
    assert as_editor.get(response.url).status_code == 200


def test_a_failure_of_the_program_is_a_sentence_and_opens_the_paste_box(as_editor, monkeypatch):
    monkeypatch.setattr(intake, "read_file_apart", extraction.extract_from_file)  # where it can be broken
    monkeypatch.setattr(extraction, "LinkedData", None)
    response = begin(as_editor, "file", file=SimpleUploadedFile("a.html", PAGE.encode()), text="Typed before")
    assert response.status_code == 200
    assert extraction.PAGE_FAILED in text_of(response)
    assert "Typed before</textarea>" in response.content.decode()
