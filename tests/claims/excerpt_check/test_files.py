"""manage.py check_excerpts: what is in the folder, and what should be."""

import os

import pytest

from tests import factories as make
from tests.support.excerpt_folder import FILLER, TEXT, ExcerptFolder

pytestmark = pytest.mark.django_db


@pytest.fixture
def checking(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    return ExcerptFolder(folder)


def test_what_is_no_captured_text_is_noted_and_skipped(checking):
    checking.article("Mr Tillison said")
    (checking.folder / "copy.txt").write_bytes(TEXT.encode())
    (checking.folder / "folder").mkdir()
    (checking.folder / "link").symlink_to("nowhere")
    (checking.folder / "notes \x1b[2J.txt").write_text(TEXT.replace("\r\n", "\n"))
    (checking.folder / "old.txt").write_bytes(TEXT.encode("cp1251", "replace"))
    (checking.folder / "picture.png").write_bytes(b"\x89PNG\0\0\xff")
    os.mkfifo(checking.folder / "pipe")

    lines = checking.run("--save")

    assert lines[:6] == [
        "Note: folder: not a file, skipped.",
        "Note: link: not a file, skipped.",
        "Note: pipe: not a file, skipped.",
        "Note: notes \ufffd[2J.txt: no capture has this text, skipped.",
        "Note: old.txt: no capture has this text, skipped.",
        "Note: picture.png: not text, skipped.",
    ]
    assert lines[-1] == "All 1 excerpt of 1 article is proved."


def test_a_captured_text_that_holds_nul_proves_nothing(checking):
    article = checking.article("Mr Tillison", text="\0Mr Tillison " + FILLER)
    assert checking.fails("--save")[0].endswith(
        "“Mr Tillison”: This is not the text that was captured: its fingerprint is another."
    )
    assert not article.citations.get().is_proved


def test_a_cited_article_without_a_file_is_named(checking):
    checking.article("Mr Tillison said")
    here = checking.article("Envoy", text="Envoy. " + FILLER, file=None)
    never = make.ArticleFactory(title="Unseen", outlet=checking.outlet)
    make.CitationFactory(article=never)
    make.ArticleFactory(title="Not cited", outlet=checking.outlet)

    assert checking.fails("--save") == [
        f"Gazette: Ties at low point ({here.key}): cited, but no file in {checking.folder} is a "
        "captured text of it. Add the file.",
        f"Gazette: Unseen ({never.key}): cited, but never captured. Add a capture.",
        "Recorded 1 proof.",
        "2 things to put right; see above.",
    ]


def test_the_same_text_in_two_articles_proves_both(checking):
    checking.article("Mr Tillison said")
    checking.article("Mr Tillison said")
    assert checking.run("--save")[-1] == "All 2 excerpts of 2 articles are proved."


def test_an_article_that_nothing_cites_is_listed(checking):
    checking.article()
    assert checking.run()[-1] == "All 0 excerpts of 1 article are proved."


class TestNothingToCheck:
    def test_no_such_folder(self, checking):
        checking.article("Mr Tillison said")
        wrong = checking.folder / "elsewhere"
        assert checking.fails(folder=wrong) == [
            f"The folder {wrong} cannot be read: No such file or directory."
        ]

    def test_a_file_instead_of_a_folder(self, checking):
        checking.article("Mr Tillison said")
        wrong = checking.folder / "article.txt"
        assert checking.fails(folder=wrong) == [f"The folder {wrong} cannot be read: Not a directory."]

    def test_an_empty_folder(self, checking):
        checking.article("Mr Tillison said", file=None)
        assert checking.fails() == [f"There are no files in {checking.folder}."]

    def test_only_other_files(self, checking):
        checking.article("Mr Tillison said", file=None)
        (checking.folder / "empty.txt").touch()
        assert checking.fails() == [
            "Note: empty.txt: no capture has this text, skipped.",
            f"No file in {checking.folder} is the text of an article on the record.",
        ]


def test_wide_and_hostile_titles_keep_the_columns(checking):
    for title in ("\u202eevil\x1b[31m\n" + "x" * 60, "北京" * 30, "Short"):
        article = make.ArticleFactory(title=title, outlet=checking.outlet)
        checking.capture(article, title + FILLER, f"{article.pk}.txt")

    heading, *rows = checking.run()[:4]

    assert "".join(rows).isprintable()
    # A Chinese character takes two columns.
    columns = [len(row) + sum(char > "\u2fff" and char < "\ufffd" for char in row) for row in rows]
    assert columns == [len(heading)] * 3


def test_right_to_left_texts_and_emoji(checking):
    checking.article("אמר שלום", "👍🏽 كلا", text="הוא אמר שלום. 👍🏽 كلا. " + FILLER)
    assert checking.run("--save")[-1] == "All 2 excerpts of 1 article are proved."


@pytest.mark.parametrize("rows", [1, 3])
def test_takes_the_same_number_of_queries_for_any_record(checking, django_assert_num_queries, rows):
    for n in range(rows):
        article = checking.article("Mr Tillison", "He said no", text=f"{n} {TEXT}", file=f"{n}")
        checking.capture(article, f"{n} {TEXT} later", f"{n} later")
    checking.run("--save")
    for n in range(rows):
        make.CitationFactory(article=article, excerpt=f"missing {n}")
        make.CitationFactory(article=make.ArticleFactory(title=f"Unseen {n}"))

    with django_assert_num_queries(3):
        assert len(checking.fails()) == 2 * rows + 1
