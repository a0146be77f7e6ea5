"""Days as people type them."""

from datetime import date

from django.utils import formats, translation

from core.days import parse_day

THE_12TH = date(2017, 4, 12)


def test_days_are_read_as_people_type_them():
    typed = {
        "en": ["2017-04-12", "2017-4-12", "2017/04/12", "12.04.2017", "12. 4. 2017", "12 April 2017",
               "12 APR 2017", "12th April, 2017", "April 12, 2017", "Apr. 12th 2017", "  12  april 2017 ",
               "12. April 2017"],
        "ru": ["2017-04-12", "12.04.2017", "12 апреля 2017", "12 апр. 2017 г.", "12 April 2017"],
    }  # fmt: skip
    lost = []
    for language, texts in typed.items():
        with translation.override(language):
            lost += [text for text in texts if parse_day(text) != THE_12TH]
    assert lost == []


def test_a_day_that_a_page_shows_is_read_in_its_language():
    for language in ("en-gb", "ru"):
        with translation.override(language):
            for month in range(1, 13):
                day = date(2017, month, 9)
                assert parse_day(formats.date_format(day, "DATE_FORMAT")) == day, (language, month)


def test_months_that_begin_alike_are_told_apart():
    with translation.override("fr"):
        assert (parse_day("12 juin 2017"), parse_day("12 juil. 2017")) == (
            date(2017, 6, 12),
            date(2017, 7, 12),
        )
        assert parse_day("12 jui 2017") is None


def test_other_texts_are_no_days():
    texts = [
        "",
        "yesterday",
        "4/12/2017",
        "12.04.17",
        "2017",
        "April 2017",
        "30 February 2017",
        "2017-02-30",
        "0-0-0",
    ]
    texts += [
        "12 Smarch 2017",
        "12 Marble 2017",
        "٢٠١٧-٠٤-١٢",
        "\0",
        "9" * 10_240,
        "12 April 2017" + " " * 100 + "x",
        "12 апреля 2017",
    ]
    with translation.override("en-gb"):
        assert {text: parse_day(text) for text in texts if parse_day(text)} == {}
