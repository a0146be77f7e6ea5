"""Factories for claims, claimants, statements and the work on them."""

import datetime

import factory
from factory.django import DjangoModelFactory

from claims.models import (
    Affiliation,
    Alias,
    Citation,
    Claim,
    Claimant,
    ClaimRelation,
    Correction,
    FactCheck,
    ImportMapping,
    ImportRun,
    ImportUpload,
    KeyClaim,
    Lead,
    OfferedChange,
    OfferedCitation,
    Origin,
    Report,
    SavedView,
    Statement,
    Topic,
    TopicAlias,
)

from .sources import MOMENT, ArticleFactory, CaptureFactory, OutletFactory
from .users import UserFactory


class TopicFactory(DjangoModelFactory):
    class Meta:
        model = Topic

    name = factory.Sequence(lambda n: f"Topic {n}")


class ClaimantFactory(DjangoModelFactory):
    """A person who speaks for a party (for a party, see PartyFactory)."""

    class Meta:
        model = Claimant

    name = factory.Sequence(lambda n: f"Person {n}")
    kind = "person"


class PartyFactory(DjangoModelFactory):
    class Meta:
        model = Claimant

    name = factory.Sequence(lambda n: f"Party {n}")
    kind = "government"


class VoiceFactory(DjangoModelFactory):
    """An outlet speaking in its own voice."""

    class Meta:
        model = Claimant

    outlet = factory.SubFactory(OutletFactory)
    name = factory.SelfAttribute("outlet.name")
    kind = "outlet"


class AliasFactory(DjangoModelFactory):
    class Meta:
        model = Alias

    claimant = factory.SubFactory(ClaimantFactory)
    name = factory.Sequence(lambda n: f"Alias {n}")


class AffiliationFactory(DjangoModelFactory):
    class Meta:
        model = Affiliation

    claimant = factory.SubFactory(ClaimantFactory)
    party = factory.SubFactory(PartyFactory)
    role = "spokesperson"


class DraftClaimFactory(DjangoModelFactory):
    class Meta:
        model = Claim

    text = factory.Sequence(lambda n: f"Proposition {n} holds")
    nature = "fact"


class ClaimFactory(DraftClaimFactory):
    """A published claim.

    It needs a published StatementFactory before the transaction ends.
    """

    state = "published"
    published_at = MOMENT
    published_by = factory.SubFactory(UserFactory)


class TopicAliasFactory(DjangoModelFactory):
    class Meta:
        model = TopicAlias

    topic = factory.SubFactory(TopicFactory)
    name = factory.Sequence(lambda n: f"Words {n}")


class KeyClaimFactory(DjangoModelFactory):
    """A key claim of a topic, a draft if no claim is given. It is put under the topic."""

    class Meta:
        model = KeyClaim
        skip_postgeneration_save = True

    topic = factory.SubFactory(TopicFactory)
    claim = factory.SubFactory(DraftClaimFactory)
    place = 1

    @factory.post_generation
    def filed(self, create, extracted, **kwargs):
        self.claim.topics.add(self.topic)


class DraftStatementFactory(DjangoModelFactory):
    """A draft statement without a citation.

    With `party` alone, the party speaks for itself.
    """

    class Meta:
        model = Statement

    claim = factory.SubFactory(DraftClaimFactory)
    party = factory.SubFactory(PartyFactory)
    claimant = factory.SelfAttribute("party")
    capacity = "as a government"
    stance = "affirms"
    said_on = datetime.date(2017, 4, 12)


class StatementFactory(DraftStatementFactory):
    """A published statement on a published claim, with one citation.

    `citation=None` makes none.
    """

    class Meta:
        skip_postgeneration_save = True

    claim = factory.SubFactory(ClaimFactory)
    state = "published"
    citation = factory.RelatedFactory(
        "tests.factories.claims.CitationFactory", factory_related_name="statement"
    )


class CitationFactory(DjangoModelFactory):
    class Meta:
        model = Citation

    statement = factory.SubFactory(DraftStatementFactory)
    article = factory.SubFactory(ArticleFactory)
    kind = "quote"
    excerpt = factory.Sequence(lambda n: f"words {n} exactly as printed")


class ProvedCitationFactory(CitationFactory):
    """A citation whose excerpt begins a captured text."""

    capture = factory.SubFactory(CaptureFactory)
    article = factory.SelfAttribute("capture.article")
    start = 0
    end = factory.LazyAttribute(lambda o: len(o.excerpt))
    proved_at = factory.SelfAttribute("capture.captured_at")


class OfferedCitationFactory(DjangoModelFactory):
    """A citation offered for a published statement, from a captured text."""

    class Meta:
        model = OfferedCitation

    class Params:
        text = "“We left in April,” she said."

    statement = factory.SubFactory(StatementFactory)
    capture = factory.SubFactory(CaptureFactory, text=factory.SelfAttribute("..text"))
    article = factory.SelfAttribute("capture.article")
    kind = "quote"
    excerpt = "We left in April"
    start = factory.LazyAttribute(lambda o: o.text.index(o.excerpt))
    end = factory.LazyAttribute(lambda o: o.start + len(o.excerpt))
    offered_at = MOMENT
    offered_by = factory.SubFactory(UserFactory)


class ClaimRelationFactory(DjangoModelFactory):
    class Meta:
        model = ClaimRelation

    claim = factory.SubFactory(DraftClaimFactory)
    other = factory.SubFactory(DraftClaimFactory)
    kind = "contradicts"


class FactCheckFactory(DjangoModelFactory):
    class Meta:
        model = FactCheck

    claim = factory.SubFactory(DraftClaimFactory)
    reviewer = "A reviewer"
    url = factory.Sequence(lambda n: f"https://reviewer.example/{n}")
    rating = "Mostly so"


class CorrectionFactory(DjangoModelFactory):
    class Meta:
        model = Correction

    claim = factory.SubFactory(DraftClaimFactory)
    notice = "A word was altered."
    reason = "It was misspelt."
    made_at = MOMENT
    made_by = factory.SubFactory(UserFactory)


class ReportFactory(DjangoModelFactory):
    """A reader's report that is not settled yet."""

    class Meta:
        model = Report

    kind = "error"
    message = "The date is wrong."
    received_at = MOMENT


class LeadFactory(DjangoModelFactory):
    """An address that is still to be read."""

    class Meta:
        model = Lead

    claim = factory.SubFactory(DraftClaimFactory)
    url = factory.Sequence(lambda n: f"https://lead.example/{n}")
    kind = "appearance"
    source = "A reviewer"
    noted_at = MOMENT


class ImportUploadFactory(DjangoModelFactory):
    """A file that was uploaded; it does not lie anywhere."""

    class Meta:
        model = ImportUpload

    uploaded_by = factory.SubFactory(UserFactory)
    uploaded_at = MOMENT
    file_name = "speeches.tsv"
    size = 1
    folder = factory.Sequence(lambda n: f"{n:032}")


class ImportMappingFactory(DjangoModelFactory):
    """A mapping under a name."""

    class Meta:
        model = ImportMapping

    name = factory.Sequence(lambda n: f"Speeches {n}")
    content = 'dataset = "speeches"\n[map]\nclaim = "statement"\n[default]\nnature = "fact"\n'
    saved_by = factory.SubFactory(UserFactory)
    saved_at = MOMENT


class ImportRunFactory(DjangoModelFactory):
    """An import that is running."""

    class Meta:
        model = ImportRun

    begun_at = MOMENT
    begun_by = factory.SubFactory(UserFactory)
    file_name = "speeches.tsv"
    sha256 = "a" * 64
    format = "tsv"


class OriginFactory(DjangoModelFactory):
    class Meta:
        model = Origin

    run = factory.SubFactory(ImportRunFactory)
    line = factory.Sequence(lambda n: n + 1)
    identity = factory.Sequence("speeches:{}".format)
    digest = "b" * 64
    payload = "The bridge is closed\tAda Brook"


class OfferedChangeFactory(DjangoModelFactory):
    """Another wording of a draft, which a file has."""

    class Meta:
        model = OfferedChange

    origin = factory.SubFactory(OriginFactory)
    claim = factory.SubFactory(DraftClaimFactory)
    changes = factory.LazyAttribute(lambda offered: {"text": [offered.claim.text, "The bridge is shut."]})
    offered_at = MOMENT
    offered_by = factory.SubFactory(UserFactory)


class SavedViewFactory(DjangoModelFactory):
    """A view of the list of claims."""

    class Meta:
        model = SavedView

    editor = factory.SubFactory(UserFactory)
    model = "claims.claim"
    name = factory.Sequence("View {}".format)
    parameters = "o=-1&status__exact=disputed"
    saved_at = MOMENT
