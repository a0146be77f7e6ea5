"""Claimants are called by their names in the language of the page, where an alias has one."""

import pytest
from django.utils import translation

from claims.models import Claimant
from claims.models.claimant import _load_names, translate_name
from tests import factories as make
from tests.support.html import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_names_kept():
    _load_names.cache_clear()
    yield
    _load_names.cache_clear()


@pytest.fixture
def norland():
    party = make.PartyFactory(name="Norland", sentence_name="the Norland")
    make.AliasFactory(claimant=party, name="Северяне")
    make.AliasFactory(claimant=party, name="Норландия", language="ru")
    return party


def test_a_name_is_read_once_for_many(norland, django_assert_num_queries):
    with translation.override("ru"), django_assert_num_queries(1):
        assert translate_name("Norland") == translate_name("the Norland") == "Норландия"
        assert translate_name("Southland") == "Southland"
    with django_assert_num_queries(0):
        assert translate_name("Norland") == "Norland"


def test_of_several_names_the_first_is_taken_and_namesakes_keep_theirs(norland):
    make.AliasFactory(claimant=norland, name="Северная страна", language="ru")
    for name in ("Первый Брук", "Второй Брук"):
        make.AliasFactory(claimant=make.ClaimantFactory(name="Ada Brook"), name=name, language="ru")
    with translation.override("ru"):
        assert translate_name("Norland") == "Норландия"
        assert translate_name("Ada Brook") == "Ada Brook"


def test_a_claim_and_its_status_name_parties_in_the_language_of_the_page(client, norland):
    claim = make.StatementFactory(party=norland).claim
    page = client.get(f"/ru{claim.get_absolute_url()}")
    assert "Так говорит одна сторона: Норландия" in text_of(page)
    assert "Norland" not in text_of(page)
    assert f'"/ru/claimants/{norland.pk}/norland/"' in page.content.decode()
    assert "Norland" in text_of(client.get(claim.get_absolute_url()))


def test_the_address_of_a_claimant_is_the_same_in_every_language(norland):
    with translation.override("ru"):
        url = Claimant.objects.get(pk=norland.pk).get_absolute_url()
    assert url == f"/ru/claimants/{norland.pk}/norland/"


def test_a_topic_is_called_so_too_and_no_claimant_of_that_name(client, norland, django_assert_num_queries):
    topic = make.TopicFactory(name="Norland")
    make.TopicAliasFactory(topic=topic, name="Страна")
    make.TopicAliasFactory(topic=topic, name="Спор о Норландии", language="ru")
    claim = make.StatementFactory(party=norland).claim
    claim.topics.add(topic)
    with translation.override("ru"), django_assert_num_queries(1):
        assert translate_name("Norland", "topic") == "Спор о Норландии"
        assert translate_name("Norland") == "Норландия"
    for url in (topic.get_absolute_url(), claim.get_absolute_url(), "/topics/", f"/claims/?topic={topic.pk}"):
        page = client.get(f"/ru{url}")
        assert "Спор о Норландии" in text_of(page), url
        assert "Norland" not in text_of(page), url
        assert "Спор о Норландии" not in text_of(client.get(url)), url


def test_a_filter_names_a_party_so_too(client, norland):
    make.StatementFactory(party=norland)
    text = text_of(client.get(f"/ru/claims/?party={norland.pk}"))
    assert "Сторона: Норландия" in text
    assert "Norland" not in text
