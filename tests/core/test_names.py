"""Names are stored in one spelling, however they are written."""

from importlib import import_module

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from claims.models import Alias, Claimant, Topic
from core.names import MAX_NORMALISED, normalise_name
from core.validators import validate_is_visible
from tests import factories as make

JOSE = "José Vale"
"""Nothing in it is decomposed."""
SPELLINGS = {
    "decomposed": "Jose\u0301 Vale",
    "no-break space": "José\u00a0Vale",
    "two spaces": "José  Vale",
    "zero-width space": "José\u200b Vale",
    "at its ends": "\u2003José Vale\ufeff",
    "soft hyphen": "Jo\u00adsé Vale",
    "joiner in Latin letters": "Jo\u200dsé Vale",
    "blank": "José\u3164Vale",
    "joiner between invisible ones": "Jos\u200b\u200d\u200bé Vale",
    "selector without shapes": "José\U000e0100 Vale",
    "tag": "José\U000e0041 Vale",
    "mark of direction": "\u200eJosé Vale\u200f",
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_what_looks_the_same_is_the_same(spelling):
    assert normalise_name(spelling) == JOSE


@pytest.mark.parametrize(
    "name",
    [
        *("Кирилл", "李 明", "Ann-Marie O’Neil", "WHO", "👩\u200d🚒 Ann", "❤\ufe0f\u200d🔥"),
        *("می\u200cخواهم", "ක්\u200dරිස්ටෝ", "അവന്\u200d", "অ\u09b0\u200d\u09cd\u09af"),
        *("葛\U000e0100城", "ᠮᠣᠩᠭᠣ\u180bᠯ", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"),
    ],
)
def test_what_can_be_seen_stays(name):
    assert normalise_name(name) == name


def test_a_joiner_that_joins_nothing_goes():
    assert normalise_name("Nguyễ\u200dn") == "Nguyễn"
    assert normalise_name("\u200b\u200d\u200b") == ""
    assert normalise_name("می\u200c، \u200dخ\u200d") == "می، خ"


ANY_NAME = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from(
        "aéङ्र्\u0d4d\u0bcdی\u064b\u0301\u0316\u200b\u200c\u200d\u3164\u2800\uffa0 \ufe0f\U0001f3f4❤👩葛\u1820"
        "\u180b\U000e0067\U000e0100\U000e0001\u034f"
    ),
    max_size=12,
)


@given(ANY_NAME)
def test_a_name_so_written_stays_and_the_migration_writes_the_same(name):
    written = normalise_name(name)
    assert normalise_name(written) == written
    assert import_module("claims.migrations.0077_names_that_look_the_same").normalise(name) == written


def test_only_what_cannot_be_seen_is_nothing():
    assert normalise_name("\u200b\u00a0\u2060\u3164\ufeff\u200c ") == ""


def test_what_turns_text_round_is_left_to_be_refused():
    assert normalise_name("Ann\u202e Bell\u2066") == "Ann\u202e Bell\u2066"


def test_many_accents_take_no_time():
    assert normalise_name("e" + "\u0301" * MAX_NORMALISED) == "e" + "\u0301" * MAX_NORMALISED


@pytest.mark.parametrize("text", ["", "  ", "a\u200b", "."])
def test_visible_or_empty_text_passes(text):
    validate_is_visible(text)


@pytest.mark.parametrize("text", ["\u200b", " \u200b\n\u2060"])
def test_text_that_nobody_can_see_is_refused(text):
    with pytest.raises(ValidationError, match="nobody can see"):
        validate_is_visible(text)


@pytest.mark.django_db
class TestHoweverTheyAreWritten:
    @pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
    def test_by_saving(self, spelling):
        claimant = make.ClaimantFactory(name=spelling)
        assert claimant.name == JOSE
        assert Claimant.objects.filter(name=JOSE).exists()

    def test_by_update_and_in_bulk(self):
        claimant = make.ClaimantFactory()
        Claimant.objects.filter(pk=claimant.pk).update(name=SPELLINGS["decomposed"])
        Alias.objects.bulk_create([Alias(claimant=claimant, name=SPELLINGS["two spaces"])])
        topic = make.TopicFactory()
        topic.name = SPELLINGS["soft hyphen"]
        Topic.objects.bulk_update([topic], ["name"])
        names = (row.name for row in (*Claimant.objects.all(), *Alias.objects.all(), *Topic.objects.all()))
        assert list(names) == [JOSE] * 3

    def test_a_name_that_nobody_can_see_is_refused(self):
        with transaction.atomic(), pytest.raises(IntegrityError, match="claimant_has_a_name"):
            make.ClaimantFactory(name="\u200b\u00a0")
        with pytest.raises(ValidationError, match="cannot be blank"):
            Claimant(name="\u200b", kind="person").full_clean()


def store_as_typed(model, pk: int, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{model._meta.db_table}" SET name = %s WHERE id = %s', [name, pk])


@pytest.mark.django_db
def test_the_migration_writes_stored_names_anew_and_reports(capsys):
    migration = import_module("claims.migrations.0077_names_that_look_the_same")
    claimants = [make.ClaimantFactory() for _ in SPELLINGS]
    for claimant, spelling in zip(claimants, SPELLINGS.values(), strict=True):
        store_as_typed(Claimant, claimant.pk, spelling)
    make.TopicFactory(name="Bridges")
    double, hidden = make.TopicFactory(), make.TopicFactory()
    store_as_typed(Topic, double.pk, "Bridges\u200b")
    store_as_typed(Topic, hidden.pk, "Tunnels ")
    with connection.schema_editor() as schema_editor:
        migration.normalise_all(None, schema_editor)
    assert {claimant.name for claimant in Claimant.objects.all()} == {JOSE}
    assert sorted(Topic.objects.values_list("name", flat=True)) == ["Bridges", "Bridges\u200b", "Tunnels"]
    reported = capsys.readouterr().out
    assert f"claims_claimant: names written anew in {len(SPELLINGS)} rows." in reported
    assert "claims_topic: names written anew in 1 rows." in reported
    assert f"claims_topic: the name of row {double.pk} was left as it is." in reported


@pytest.mark.django_db
def test_the_migration_leaves_names_that_would_be_too_long(capsys):
    migration = import_module("claims.migrations.0077_names_that_look_the_same")
    longer, fitting = make.TopicFactory(), make.TopicFactory()
    most = Topic._meta.get_field("name").max_length
    store_as_typed(Topic, longer.pk, "\u0958" * most)  # two characters each in NFC
    store_as_typed(Topic, fitting.pk, SPELLINGS["two spaces"])
    with connection.schema_editor() as schema_editor:
        migration.normalise_all(None, schema_editor)
    assert set(Topic.objects.values_list("name", flat=True)) == {"\u0958" * most, JOSE}
    assert f"claims_topic: the name of row {longer.pk} was left as it is." in capsys.readouterr().out


@pytest.mark.django_db
def test_the_migration_keeps_what_was_written_since_it_read():
    migration = import_module("claims.migrations.0077_names_that_look_the_same")
    altered, other = make.TopicFactory(name="Bridges"), make.TopicFactory(name="Tunnels")
    changes = {altered.pk: (["Bridge\u200bs"], ["Bridges of old"]), other.pk: (["Tunnels"], ["Tunnels anew"])}
    assert migration.write(connection, "claims_topic", ("name",), changes) == []
    assert set(Topic.objects.values_list("name", flat=True)) == {"Bridges", "Tunnels anew"}
