"""What the database refuses, in words for editors: the rules about claims."""

from core.errors import (
    CONSTRAINT_MESSAGES,
    Refused,
    check_deferred_constraints,
    describe_refusal,
    translate_refusals,
)

__all__ = [
    "CONSTRAINT_MESSAGES",
    "Refused",
    "check_deferred_constraints",
    "describe_refusal",
    "translate_refusals",
]

PARTY_HINT = (
    'Choose a party there; or let that claimant be one: a government, or with "speaks for itself" ticked.'
)

CONSTRAINT_MESSAGES.update(
    {
        "affiliation_party_is_a_party": "Whoever is spoken for must be a party: under affiliations "
        f"somebody speaks for a claimant that would be none. {PARTY_HINT}",
        "affiliation_claimant_is_no_party": "Whoever has affiliations cannot be a party: a party speaks "
        'for itself. Remove the affiliations, or leave "speaks for itself" unticked.',
        "statement_party_is_a_party": "Whoever is spoken for must be a party: a statement would be made "
        f"for a claimant that is none. {PARTY_HINT}",
        "statement_party_speaks_for_itself": "A party speaks for itself only, and whoever is no party "
        "speaks for one. A statement would have it otherwise: choose its party accordingly, or leave "
        "the claimant as it was.",
        "citation_relayed_for_a_party": "Second-hand words: the party of the person who passes them "
        "on must be a party.",
        "citation_relayer_speaks_for_a_party": "Second-hand words: a party passes them on for itself; "
        "anybody else does so for a party.",
        "citation_capture_belongs_to_article": "The capture belongs to another article.",
        "citation_relayed_by_somebody_else": "Nobody passes on their own words: leave “relayed by” "
        "empty, or choose somebody else.",
        "citation_own_words_are_the_outlets": '"The outlet\'s own words" is for an outlet speaking in '
        "its own voice in its own article, and always for that.",
        "statement_published_needs_a_citation": "A published statement needs at least one citation.",
        "claim_version_is_immutable": "What readers saw is kept as it was: a version is never altered "
        "or removed.",
        **{
            f"merged_{noun}_takes_nothing": f"This {noun} was merged into another one, and takes nothing any "
            "more: choose the one that it was merged into."
            for noun in ("claim", "claimant", "outlet")
        },
        "claim_published_needs_a_position": "A published claim needs at least one position that "
        "counts. Add a statement with a citation, or retract the claim.",
    }
)
