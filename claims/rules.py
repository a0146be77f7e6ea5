"""What the database sees to for claims: its rules' messages for editors, and tables it alone writes."""

from core.errors import CONSTRAINT_MESSAGES
from core.history import WRITTEN_BY_TRIGGERS

WRITTEN_BY_TRIGGERS.update(
    {
        *("claims_claimversion", "claims_change", "claims_changetopic"),
        *("claims_versionnote", "claims_versiondue"),  # of what a version is to be made at the commit
    }
)

PARTY_HINT = 'make that claimant one: a government, or with "speaks for itself" ticked.'

CONSTRAINT_MESSAGES.update(
    {
        "affiliation_party_is_a_party": "Affiliations can only be with a party. "
        f"Choose a party, or {PARTY_HINT}",
        "affiliation_claimant_is_no_party": "A party speaks for itself, so it cannot have affiliations. "
        'Remove them, or leave "speaks for itself" unticked.',
        "statement_party_is_a_party": "Choose a party: statements can only be made on behalf of a party. "
        f"Or {PARTY_HINT}",
        "statement_party_speaks_for_itself": "A party can only speak for itself, and any other claimant has "
        "to speak for a party. Change the party of the statement, or leave the claimant as it was.",
        "claimant_speaks_for_a_party": f"An outlet can only speak for a party. Choose one, or {PARTY_HINT}",
        "citation_relayed_for_a_party": "Choose a party: second-hand words are passed on for parties only.",
        "citation_relayer_speaks_for_a_party": "A party can only pass second-hand words on for itself, and "
        "any other claimant only for a party.",
        "citation_capture_belongs_to_article": "This capture is of another article. Choose one of the cited "
        "article.",
        "citation_relayed_by_somebody_else": "Nobody passes on their own words. Leave “relayed by” empty, "
        "or choose somebody else.",
        "citation_own_words_are_the_outlets": 'Choose "the outlet\'s own words" where an outlet speaks in '
        "its own voice in its own article, and only there.",
        "capture_cited_stays": "Words of this capture were cited, so it stays, with its day and its "
        "fingerprint. Remove only its text.",
        "statement_published_needs_a_citation": "A published statement needs at least one citation.",
        "claim_version_is_immutable": "A version is what readers saw, so it cannot be changed or removed.",
        **{
            f"merged_{noun}_takes_nothing": f"This {noun} was merged into another one, and nothing can be "
            f"added to it. Choose the {noun} that it was merged into."
            for noun in ("claim", "claimant", "outlet")
        },
        "claim_published_needs_a_position": "A published claim needs at least one position that "
        "counts. Add a statement with a citation, or retract the claim.",
    }
)
