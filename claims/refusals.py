"""What the database refuses, in words for editors: the rules about claims."""

from sources.refusals import SPANNING_RULES, Refused, check_now, refusal_message, refusals

__all__ = ["SPANNING_RULES", "Refused", "check_now", "refusal_message", "refusals"]

SPANNING_RULES.update(
    {
        "affiliation_party_is_a_party": "Nobody can speak for this claimant, because it is not a "
        'party. Choose a party, or tick "speaks for itself" on the claimant first.',
        "affiliation_claimant_is_no_party": "This claimant is a party: it speaks for itself and has "
        "no affiliations. That also keeps two parties from speaking for each other.",
        "statement_party_is_a_party": "Nobody can speak for this claimant, because it is not a party. "
        'Choose a party, or tick "speaks for itself" on the claimant first.',
        "statement_party_speaks_for_itself": "A party speaks for itself only, and somebody who is not "
        "a party speaks for one. Choose the party accordingly.",
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
        "claim_published_needs_a_position": "A published claim needs at least one position that "
        "counts. Add a statement with a citation, or retract the claim.",
    }
)
