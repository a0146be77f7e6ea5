"""Nobody but a publisher changes what readers see: each column of the record, and what an editor can do.

A new column fails here until the table says who changes it, once readers see its row.
"""

import pytest

from claims.models import (
    Affiliation,
    Alias,
    Citation,
    Claim,
    Claimant,
    ClaimRelation,
    Correction,
    CorrectionProposal,
    FactCheck,
    KeyClaim,
    OfferedChange,
    Statement,
    Topic,
    TopicAlias,
)
from claims.visibility import shown_claimants, shown_outlets
from core.models import KeyedModel
from sources.models import Article, Capture, CaptureText, Outlet
from tests import factories as make
from tests.support.admin_html import address, filled, said_to
from tests.support.examples import IS_DEEP
from tests.support.html import links_of, text_of

pytestmark = pytest.mark.django_db

OFFERED = {
    Outlet: {
        "name": "The Other Post",
        "home_page": "https://post.example/",
        "country": "FR",
        "funding": "Owned by its readers",
        "funding_source": "https://post.example/about",
    },
    Article: {
        "outlet": lambda: make.OutletFactory().pk,
        "text_from": lambda: make.OutletFactory().pk,
        "title": "Another title",
        "byline": "Another writer",
        "language": "fr",
        "published_on": "2017-04-01",
        "published_on_note": "Inferred from “Saturday”",
        "canonical_url": "https://post.example/1",
        "archive_url": "https://archive.example/1",
        "read_in_full": "on",
        "corrected_on": "2024-05-01",
        "retracted_on": "2024-05-02",
    },
    Alias: {
        "claimant": lambda: make.ClaimantFactory().pk,
        "name": "Another spelling",
        "sentence_name": "the spelling",
        "until": "2017-04-01",
        "language": "ru",
    },
    Affiliation: {
        "claimant": lambda: make.ClaimantFactory().pk,
        "party": lambda: make.PartyFactory().pk,
        "role": "Another office",
        "since": "2001-01-01",
        "until": "2020-01-01",
    },
}
"""What an editor may change of a row that readers see, which waits for a publisher; another value of each."""
PUBLISHERS_ALONE = {
    Topic: {"name", "summary"},
    TopicAlias: {"topic", "name", "language"},
    KeyClaim: {"topic", "claim", "place"},
    Claimant: {
        *("name", "sentence_name", "kind", "role", "wikidata_id", "outlet", "speaks_for_itself"),
        *("speaks_for", "speaks_for_source"),
    },
    Claim: {"text", "nature", "context", "public_note"},
    Statement: {
        *("claim", "claimant", "party", "capacity", "stance", "hedged"),
        *("said_on", "said_on_precision", "said_on_note", "place"),
    },
    Citation: {
        *("statement", "article", "kind", "part", "excerpt", "relayed_by", "relayed_for", "via"),
        "translated_by",
    },
    ClaimRelation: {"claim", "kind", "other", "note"},
    FactCheck: {"claim", "reviewer", "url", "rating", "reviewed_on", "language"},
    Correction: {"claim", "notice", "reason"},
}
"""What an editor only looks at, once readers see the row."""
NEVER_TYPED = {
    Article: {"read_in_full_at", "read_in_full_by"},  # by ticking read_in_full
    Claim: {
        *("state", "status", "published_at", "published_by"),
        *("retracted_at", "retracted_by", "retraction_reason"),
    },
    Statement: {"state", "retracted_at", "retracted_by", "retraction_reason"},
    Citation: {"capture", "start", "end", "prefix", "suffix", "recurs", "proved_at"},
    Correction: {"made_at", "made_by"},
    Capture: {
        *("article", "sha256", "length", "words", "captured_at", "obtained"),
        *("text_removed_at", "text_removed_by", "text_removal_reason"),
    },
    CaptureText: {"capture", "text"},
}
"""What is derived, or follows from a decision that has a page of its own; a capture is never changed."""


def list_models() -> list:
    kinds = [model for model in KeyedModel.__subclasses__() if not model._meta.abstract]
    return [*(model for model in kinds if not model._meta.proxy), CaptureText]


@pytest.mark.parametrize("model", list_models(), ids=lambda model: model.__name__)
def test_every_column_is_in_the_table(model):
    columns = {
        field.name for field in model._meta.concrete_fields if not field.generated and field.name != "id"
    } - {"key"}
    typed = {*OFFERED.get(model, ())} - {"read_in_full"} | PUBLISHERS_ALONE.get(model, set())
    assert columns == typed | NEVER_TYPED.get(model, set())


def show(model):
    """Make a row of a kind in OFFERED, or in PUBLISHERS_ALONE with a page, that readers see."""
    statement = make.StatementFactory()
    citation = Citation.objects.get(statement=statement)
    Outlet.objects.filter(pk=citation.article.outlet_id).update(funding="Its state", funding_source="x")
    person = make.ClaimantFactory()
    make.StatementFactory(claimant=person, party=statement.party)
    rows = {
        Outlet: lambda: citation.article.outlet,
        Article: lambda: citation.article,
        Alias: lambda: make.AliasFactory(claimant=statement.claimant),
        Affiliation: lambda: make.AffiliationFactory(claimant=person, party=statement.party),
        Topic: lambda: add_topic(statement.claim),
        Claimant: lambda: statement.claimant,
        ClaimRelation: lambda: make.ClaimRelationFactory(
            claim=statement.claim, other=make.StatementFactory().claim
        ),
        FactCheck: lambda: make.FactCheckFactory(claim=statement.claim),
    }
    return rows[model]()


def add_topic(claim) -> Topic:
    topic = make.TopicFactory()
    claim.topics.add(topic)
    return topic


def read(row) -> dict:
    return type(row)._base_manager.filter(pk=row.pk).values().get()


def change(client, row, **values):
    page = address(type(row), "change", row.pk)
    sent = filled(client.get(page)) | {name: str(value) for name, value in values.items()}
    return client.post(page, sent | {"change_reason": "Their imprint says so."}, follow=True)


@pytest.mark.parametrize(
    ("model", "names"),
    [
        (model, names)
        for model, fields in OFFERED.items()
        for names in ([[name] for name in fields] if IS_DEEP else [list(fields)])
    ],
    ids=lambda given: "-".join(given) if isinstance(given, list) else given.__name__,
)
def test_an_editor_offers_and_a_publisher_accepts(model, names, as_editor, editor, as_publisher):
    row, values = show(model), {name: OFFERED[model][name] for name in names}
    values = {name: value() if callable(value) else value for name, value in values.items()}
    before = read(row)
    response = change(as_editor, row, **values)
    assert "offered to a publisher" in said_to(response)[0]
    assert read(row) == before
    offered = OfferedChange.objects.get()
    assert (offered.model, offered.row_id, offered.offered_by) == (model._meta.label_lower, row.pk, editor)
    page = address(OfferedChange, "accept", offered.pk)
    assert as_editor.post(page, {"change_reason": "So."}).status_code == 403
    asked = as_publisher.get(page).context["form"].initial
    as_publisher.post(page, asked)
    after = read(row)
    changed = {column for column in before if after[column] != before[column]}
    assert changed == offered.changes.keys()
    when_read = {"read_in_full_at", "read_in_full_by_id"} if "read_in_full" in names else set()
    fields = {name.removesuffix("_id") for name in changed - when_read}
    assert fields == set(names) - {"read_in_full"} and when_read <= changed
    offered.refresh_from_db()
    assert offered.outcome == "accepted"


@pytest.mark.parametrize("model", [Topic, Claimant, ClaimRelation, FactCheck])
def test_of_other_rows_an_editor_changes_nothing(model, as_editor):
    row = show(model)
    before, page = read(row), address(model, "change", row.pk)
    sent = {name: "Other" for name in PUBLISHERS_ALONE[model]}
    response = as_editor.post(page, sent | {"change_reason": "So."})
    assert read(row) == before and not OfferedChange.objects.exists()
    assert response.status_code == 403 or model is Claimant  # whose names and offices are added there
    assert as_editor.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_what_is_new_of_somebody_whom_readers_know_is_offered(as_editor, as_publisher):
    claimant = show(Claimant)
    sent = {"claimant": str(claimant.pk), "name": "Tillison"}
    response = as_editor.post(address(Alias, "add"), filled(as_editor.get(address(Alias, "add"))) | sent)
    assert response.status_code == 302 and not Alias.objects.exists()
    offered = OfferedChange.objects.get()
    assert (offered.row_id, offered.changes["name"]) == (None, [None, "Tillison"])
    page = as_publisher.get(address(OfferedChange, "change", offered.pk))
    assert "New: alias Tillison" in text_of(page)
    accept = address(OfferedChange, "accept", offered.pk)
    as_publisher.post(
        accept, {"change_reason": "So.", "seen": as_publisher.get(accept).context["form"]["seen"].value()}
    )
    assert Alias.objects.get(claimant=claimant).name == "Tillison"


def test_a_row_below_the_page_of_a_claimant_is_offered(as_editor):
    claimant = show(Claimant)
    page = address(Claimant, "change", claimant.pk)
    sent = filled(as_editor.get(page))
    sent |= {"aliases-TOTAL_FORMS": "1", "aliases-0-claimant": str(claimant.pk), "aliases-0-name": "Tillison"}
    as_editor.post(page, sent)
    assert not Alias.objects.exists()
    assert OfferedChange.objects.get().changes["name"] == [None, "Tillison"]


def test_read_in_full_is_offered_of_what_readers_see_alone(as_editor, editor, as_publisher):
    cited, other = show(Article), make.ArticleFactory()
    sent = {"action": "mark_read_in_full", "_selected_action": [cited.pk, other.pk]}
    for _ in range(2):
        response = as_editor.post(address(Article, "changelist"), sent, follow=True)
    assert "Offered to a publisher" not in said_to(response)[-1]  # a second time
    cited.refresh_from_db(), other.refresh_from_db()
    assert (cited.read_in_full_by, other.read_in_full_by) == (None, editor)
    offered = OfferedChange.objects.get()
    page = address(OfferedChange, "accept", offered.pk)
    as_publisher.post(page, as_publisher.get(page).context["form"].initial)
    cited.refresh_from_db()
    assert cited.read_in_full_by == editor


class TestAnOffer:
    @pytest.fixture
    def outlet(self) -> Outlet:
        return show(Outlet)

    @pytest.fixture
    def offered(self, as_editor, outlet) -> OfferedChange:
        change(as_editor, outlet, name="The Other Post")
        return OfferedChange.objects.get()

    def accept(self, client, offered) -> list[str]:
        page = address(OfferedChange, "accept", offered.pk)
        return said_to(client.post(page, client.get(page).context["form"].initial, follow=True))

    def test_is_made_once(self, as_editor, outlet, offered):
        page = text_of(change(as_editor, outlet, name="The Other Post"))
        assert "offered already" in page and OfferedChange.objects.count() == 1

    def test_is_named_on_the_page_of_its_row(self, as_editor, outlet, offered):
        page = text_of(as_editor.get(address(Outlet, "change", outlet.pk)))
        assert "Changes waiting for a publisher" in page

    def test_proposes_a_correction(self, as_publisher, outlet, offered):
        self.accept(as_publisher, offered)
        assert "The Other Post" in CorrectionProposal.objects.get().change

    def test_is_not_accepted_by_who_made_it(self, as_publisher, publisher, offered):
        OfferedChange.objects.update(offered_by=publisher)
        page = as_publisher.get(address(OfferedChange, "change", offered.pk))
        assert "Accept…" not in links_of(page) and "You offered this" in text_of(page)
        assert "You offered this" in self.accept(as_publisher, offered)[0]

    def test_is_withdrawn_by_who_made_it_alone(self, as_editor, as_publisher, offered):
        page = address(OfferedChange, "withdraw", offered.pk)
        as_publisher.post(page)
        assert OfferedChange.objects.get().outcome == ""
        as_editor.post(page)
        assert OfferedChange.objects.get().outcome == "withdrawn"

    def test_of_a_row_that_is_gone_or_merged_is_refused(self, as_publisher, publisher, outlet, offered):
        OfferedChange.objects.update(row_id=0)
        assert "no longer on the record" in self.accept(as_publisher, offered)[0]
        assert "Gone" in text_of(as_publisher.get(address(OfferedChange, "change", offered.pk)))

    def test_of_an_address_that_another_article_has_by_now(self, as_editor, as_publisher):
        article = show(Article)
        change(as_editor, article, canonical_url="https://post.example/1")
        make.ArticleFactory(canonical_url="https://www.post.example/1/")
        assert "already on the record" in self.accept(as_publisher, OfferedChange.objects.get())[0]
        article.refresh_from_db()
        assert article.canonical_url == ""


def test_what_readers_meet_without_a_page_of_its_own_counts(as_editor):
    said = make.StatementFactory()
    citation = Citation.objects.get(statement=said)
    agency = make.OutletFactory()
    Article.objects.filter(pk=citation.article.pk).update(text_from=agency)
    office = make.AffiliationFactory()
    make.StatementFactory(claimant=office.claimant, party=said.party)
    voice = make.VoiceFactory(outlet=citation.article.outlet)
    assert agency in shown_outlets()
    assert {office.party, voice} <= set(shown_claimants())
    before = read(agency)
    change(as_editor, agency, name="Another agency")
    assert read(agency) == before


def test_what_readers_do_not_see_an_editor_changes(as_editor):
    outlet = make.OutletFactory()
    change(as_editor, outlet, name="The Other Post")
    outlet.refresh_from_db()
    assert outlet.name == "The Other Post" and not OfferedChange.objects.exists()
