import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.extraction.charsets import decode

SAID = "Müller said “no” — in Łódź"
META = '<meta charset="{}"><p>{}</p>'


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1250"])
def test_what_is_declared_is_believed(charset):
    assert decode(SAID.encode(charset), charset) == SAID


def test_a_byte_order_mark_is_believed_over_everything():
    for charset in ("utf-8-sig", "utf-16", "utf-32"):
        assert decode(SAID.encode(charset), "iso-8859-1") == SAID


@pytest.mark.parametrize(
    "declared", ["iso-8859-1", "windows-1251", "no-such-charset", "hex", "unicode_escape", "x\0", ""]
)
def test_valid_utf8_is_utf8_whatever_the_server_says(declared):
    assert decode(SAID.encode(), declared) == SAID


def test_the_page_declares_where_the_server_does_not():
    page = META.format("windows-1251", "Министр сказал «нет»")
    assert decode(page.encode("cp1251")) == page
    assert decode(page.encode("cp1251"), "utf-8") == page  # and where the server is wrong


def test_the_server_goes_before_the_page():
    page = META.format("windows-1252", "Министр сказал «нет»")
    assert decode(page.encode("cp1251"), "windows-1251") == page


def test_latin1_is_read_as_browsers_read_it():
    assert decode("“no”".encode("cp1252"), "iso-8859-1") == "“no”"


@pytest.mark.parametrize(
    ("text", "codec", "label"),
    [
        ("㈱①", "cp932", "x-sjis"),
        ("똠", "cp949", "ks_c_5601-1987"),
        ("中\u3400\U00020000", "gb18030", "gb2312"),
        ("ğ€", "cp1254", "latin5"),
        ("ไทย“", "cp874", "tis-620"),
    ],
)
def test_a_label_means_what_it_means_to_browsers(text, codec, label):
    assert decode(text.encode(codec), label) == text


def test_seven_bit_japanese_is_not_taken_for_ascii():
    assert decode("日本語の記事".encode("iso-2022-jp"), "iso-2022-jp") == "日本語の記事"


def test_an_undeclared_page_is_guessed():
    text = "Министр сказал журналистам, что решение принято и обсуждаться больше не будет. " * 5
    assert decode(text.encode("cp1251")) == text


def test_a_broken_character_does_not_spoil_the_rest():
    assert decode(b"<p>Caf\xc3\xa9 \xff bar</p>", "utf-8") == "<p>Café \ufffd bar</p>"


@pytest.mark.parametrize("text", ["“no” – it’s a café", "Zoë said: naïve… ‘yes’", "Málaga, €5"])
@pytest.mark.parametrize("beginning", ["<p>Plain words before it.</p>", "<p>Łódź and Zürich, 日本</p>"])
def test_windows_1252_that_is_said_to_be_utf8_is_repaired(text, beginning):
    data = beginning.encode() + text.encode("cp1252") + b" and plain words behind."
    assert decode(data, "utf-8") == f"{beginning}{text} and plain words behind."


def test_half_a_character_is_no_letter():
    assert decode("Łódź is “far".encode()[:-4] + b" away", "utf-8") == "Łódź is \ufffd away"
    assert decode("日本".encode()[:-1], "utf-8") == "日\ufffd"


def test_what_cannot_be_printed_is_removed():
    assert decode(b"a\0b\x08c\x1bd\te\r\nf") == "abcd\te\r\nf"


@given(st.binary(max_size=300), st.text(max_size=20))
def test_never_fails_and_never_gives_what_the_database_refuses(data, declared):
    text = decode(data, declared)
    assert "\0" not in text
    text.encode()  # no halves of characters
