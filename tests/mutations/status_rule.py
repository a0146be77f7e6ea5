"""Mutations of the status rule: claims_standings, claims_known_on, claims_status."""

from tests.mutations.mutation import Mutation


def standings(name: str, old: str, new: str, rule: str) -> Mutation:
    return Mutation(name, "claims_standings", old, new, rule)


def known_on(name: str, old: str, new: str, rule: str) -> Mutation:
    return Mutation(name, "claims_known_on", old, new, rule)


def status(name: str, old: str, new: str, rule: str) -> Mutation:
    return Mutation(name, "claims_status", old, new, rule)


STATES = "(s.state = 'published' OR p_drafts AND s.state = 'draft')"
FIRST_HAND = "bool_or(c.relayed_by_id IS NULL OR c.relayed_for_id = s.party_id)"
ARTICLE_IS_OUT = """NOT EXISTS (SELECT FROM sources_article a
                              WHERE a.id = c.article_id AND a.published_on > p_as_of)"""
OWN = "own AS (PARTITION BY v.claim_id, v.party_id, v.claimant_id)"
BEFORE = "before AS (PARTITION BY v.claim_id, v.party_id ORDER BY v.claimant_id"
AFTER = "after AS (PARTITION BY v.claim_id, v.party_id ORDER BY v.claimant_id DESC"
GROUPS_BEFORE = f"{BEFORE}\n                      GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
GROUPS_AFTER = f"{AFTER}\n                     GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
SUPERSEDED = "WHEN d.starts < d.latest THEN 'superseded'"
WITHDRAWN = "WHEN d.withdrawn_on = d.latest THEN 'withdrawn'"
LAST_DAY = "CASE WHEN bool_and(f.until IS NOT NULL) THEN max(f.until) END"

VISIBLE = [
    standings("drafts_count", STATES, "s.state <> 'retracted'", "Drafts do not count."),
    standings("no_preview", STATES, "s.state = 'published'", "A preview counts drafts."),
    standings(
        "preview_of_retracted",
        STATES,
        "(s.state = 'published' OR p_drafts)",
        "Retracted statements do not count, not in a preview either.",
    ),
    standings(
        "retracted_count",
        STATES,
        "(s.state <> 'draft' OR p_drafts AND s.state = 'draft')",
        "Retracted statements do not count.",
    ),
    standings(
        "without_citation",
        "JOIN claims_citation c",
        "LEFT JOIN claims_citation c",
        "A statement without a citation has no standing.",
    ),
    standings(
        "hedged_does_not_count",
        f"AND {STATES}",
        f"AND NOT s.hedged AND {STATES}",
        "A reservation changes nothing.",
    ),
    standings(
        "as_of_ignores_dates", "p_as_of IS NULL", "true", "As of a day, what was said later is not read."
    ),
    standings(
        "as_of_day_after",
        "p_as_of >= claims_known_on(",
        "p_as_of > claims_known_on(",
        "What was said on a day is read as of that day.",
    ),
    known_on(
        "as_of_start_of_month",
        "WHEN 'month' THEN (p_said_on + interval '1 month - 1 day')::date",
        "WHEN 'month' THEN p_said_on",
        "What was said in a month is read from its last day.",
    ),
    known_on(
        "as_of_thirty_days",
        "interval '1 month - 1 day'",
        "interval '29 days'",
        "A month ends on its own last day.",
    ),
    known_on(
        "as_of_start_of_year",
        "WHEN 'year' THEN (p_said_on + interval '1 year - 1 day')::date",
        "WHEN 'year' THEN p_said_on",
        "What was said in a year is read from its last day.",
    ),
    known_on(
        "as_of_365_days",
        "interval '1 year - 1 day'",
        "interval '364 days'",
        "A leap year ends on its own last day.",
    ),
    standings(
        "article_not_out",
        f"AND {ARTICLE_IS_OUT}",
        "",
        "As of a day, an article that came out later is no evidence.",
    ),
    standings(
        "article_out_day_after",
        "a.published_on > p_as_of",
        "a.published_on >= p_as_of",
        "An article is evidence from the day on which it came out.",
    ),
    standings(
        "article_without_date",
        "a.published_on > p_as_of",
        "(a.published_on > p_as_of) IS NOT FALSE",
        "An article without a date hides nothing.",
    ),
]
EVIDENCE = [
    standings(
        "second_hand_counts", FIRST_HAND, "true", "What is known only from another party is second-hand."
    ),
    standings(
        "relay_within_party",
        FIRST_HAND,
        "bool_or(c.relayed_by_id IS NULL)",
        "Words passed on within the party are first-hand.",
    ),
    standings(
        "every_citation",
        FIRST_HAND,
        FIRST_HAND.replace("bool_or", "bool_and"),
        "One citation at first hand is enough.",
    ),
    standings(
        "second_hand_replaces",
        "max(v.starts) FILTER (WHERE v.first_hand) OVER own AS latest",
        "max(v.starts) OVER own AS latest",
        "Second-hand words replace nothing.",
    ),
    standings(
        "second_hand_withdrawal",
        "FILTER (WHERE v.first_hand AND v.stance = 'withdraws')",
        "FILTER (WHERE v.stance = 'withdraws')",
        "A withdrawal known only second-hand takes nothing back.",
    ),
    standings(
        "second_hand_lapse_by_older",
        "max(v.starts) FILTER (WHERE v.first_hand) OVER before",
        "max(v.starts) OVER before",
        "Second-hand words of a claimant with a smaller id make nobody lapse.",
    ),
    standings(
        "second_hand_lapse_by_newer",
        "max(v.starts) FILTER (WHERE v.first_hand) OVER after",
        "max(v.starts) OVER after",
        "Second-hand words of a claimant with a greater id make nobody lapse.",
    ),
]
LATEST = [
    standings(
        "by_is_a_day",
        "CASE s.said_on_precision WHEN 'by' THEN '-infinity'::date ELSE s.said_on END",
        "s.said_on",
        "What is known only by some day is placed before every date.",
    ),
    standings("never_superseded", SUPERSEDED, "", "The latest position counts, not those before it."),
    standings(
        "earliest_counts",
        "max(v.starts) FILTER (WHERE v.first_hand) OVER own AS latest",
        "min(v.starts) FILTER (WHERE v.first_hand) OVER own AS latest",
        "The latest position counts, not the first.",
    ),
    standings(
        "last_recorded_counts",
        SUPERSEDED,
        "WHEN d.starts < d.latest OR d.id < max(d.id) OVER (PARTITION BY d.claim_id, d.party_id,"
        " d.claimant_id, d.starts) THEN 'superseded'",
        "Several on the same latest date all count.",
    ),
    standings(
        "latest_of_the_party",
        OWN,
        "own AS (PARTITION BY v.claim_id, v.party_id)",
        "Each claimant of a party has a position of their own.",
    ),
    standings(
        "latest_of_the_person",
        OWN,
        "own AS (PARTITION BY v.claim_id, v.claimant_id)",
        "A claimant has a position for each party.",
    ),
    standings(
        "latest_of_every_claim",
        OWN,
        "own AS (PARTITION BY v.party_id, v.claimant_id)",
        "Words on another claim replace nothing.",
    ),
    standings("withdrawal_ignored", WITHDRAWN, "", "A withdrawal leaves no position."),
    standings(
        "withdrawal_alone",
        WITHDRAWN,
        "WHEN d.stance = 'withdraws' THEN 'withdrawn'",
        "A withdrawal takes back what was said on the same date.",
    ),
    standings(
        "withdrawal_for_ever",
        WITHDRAWN,
        "WHEN d.withdrawn_on IS NOT NULL THEN 'withdrawn'",
        "A position that is taken again after a withdrawal counts.",
    ),
    standings(
        "withdrawn_before_superseded",
        f"{SUPERSEDED}\n           {WITHDRAWN}",
        f"{WITHDRAWN}\n           {SUPERSEDED}",
        "What was said before the day of a withdrawal was superseded by it.",
    ),
]
LAPSE = [
    standings(
        "never_lapsed",
        "WHEN d.others_latest IS NOT NULL AND",
        "WHEN false AND",
        "A former official's words lapse once the party has spoken since.",
    ),
    standings(
        "lapsed_on_the_last_day",
        "d.others_latest > (",
        "d.others_latest >= (",
        "Words of the last day in office make nobody lapse.",
    ),
    standings(
        "lapsed_when_leaving",
        "WHEN d.others_latest IS NOT NULL AND d.others_latest > (",
        "WHEN 'infinity'::date > (",
        "Nobody lapses before the party has spoken since.",
    ),
    standings(
        "lapsed_in_office",
        LAST_DAY,
        "max(f.until)",
        "A claimant with an office that has not ended has not left the party.",
    ),
    standings(
        "first_office_ends",
        LAST_DAY,
        LAST_DAY.replace("max", "min"),
        "The last of several offices is what ends.",
    ),
    standings(
        "office_with_any_party",
        "f.claimant_id = d.claimant_id AND f.party_id = d.party_id",
        "f.claimant_id = d.claimant_id",
        "An office with another party keeps nobody in this one.",
    ),
    standings(
        "office_of_anybody",
        "f.claimant_id = d.claimant_id AND f.party_id = d.party_id",
        "f.party_id = d.party_id",
        "Somebody else's office keeps nobody in the party.",
    ),
    standings(
        "lapsed_by_older_only",
        "max(v.starts) FILTER (WHERE v.first_hand) OVER after",
        "NULL",
        "A claimant with a greater id may be who has spoken since.",
    ),
    standings(
        "lapsed_by_newer_only",
        "max(v.starts) FILTER (WHERE v.first_hand) OVER before",
        "NULL",
        "A claimant with a smaller id may be who has spoken since.",
    ),
    standings(
        "lapsed_by_own_words_before",
        GROUPS_BEFORE,
        GROUPS_BEFORE.replace("1 PRECEDING", "CURRENT ROW"),
        "Nobody lapses by their own later words.",
    ),
    standings(
        "lapsed_by_own_words_after",
        GROUPS_AFTER,
        GROUPS_AFTER.replace("1 PRECEDING", "CURRENT ROW"),
        "Nobody lapses by their own later words.",
    ),
    standings(
        "lapsed_by_own_other_words_before",
        GROUPS_BEFORE,
        GROUPS_BEFORE.replace("GROUPS", "ROWS"),
        "Nobody lapses by other words of their own.",
    ),
    standings(
        "lapsed_by_own_other_words_after",
        GROUPS_AFTER,
        GROUPS_AFTER.replace("GROUPS", "ROWS"),
        "Nobody lapses by other words of their own.",
    ),
    standings(
        "lapsed_by_another_party_before",
        BEFORE,
        BEFORE.replace("v.claim_id, v.party_id", "v.claim_id"),
        "Another party's words make nobody lapse.",
    ),
    standings(
        "lapsed_by_another_party_after",
        AFTER,
        AFTER.replace("v.claim_id, v.party_id", "v.claim_id"),
        "Another party's words make nobody lapse.",
    ),
    standings(
        "lapsed_by_another_claim_before",
        BEFORE,
        BEFORE.replace("v.claim_id, v.party_id", "v.party_id"),
        "Words on another claim make nobody lapse.",
    ),
    standings(
        "lapsed_by_another_claim_after",
        AFTER,
        AFTER.replace("v.claim_id, v.party_id", "v.party_id"),
        "Words on another claim make nobody lapse.",
    ),
    standings(
        "superseded_before_lapsed",
        "WHEN NOT d.first_hand THEN 'second_hand'",
        f"WHEN NOT d.first_hand THEN 'second_hand' {SUPERSEDED}",
        "All words of a former official lapse, not only the latest.",
    ),
]
STATUS = [
    status(
        "denial_ignored",
        "IN ('denies', 'questions')",
        "IN ('questions')",
        "A party that denies it disputes it.",
    ),
    status(
        "question_ignored",
        "IN ('denies', 'questions')",
        "IN ('denies')",
        "A party that questions it disputes it.",
    ),
    status(
        "outlets_dispute",
        "bool_or(NOT p.is_outlet AND p.stance",
        "bool_or(p.stance",
        "An outlet in its own voice disputes nothing.",
    ),
    status(
        "outlets_agree",
        "FILTER (WHERE NOT p.is_outlet) >= 2",
        ">= 2",
        "Outlets in their own voice make no agreement.",
    ),
    status("people_agree", "count(DISTINCT p.party_id)", "count(p.party_id)", "Parties agree, not people."),
    status("one_party_agrees", ">= 2", ">= 1", "An agreement needs two parties."),
    status("three_parties_agree", ">= 2", ">= 3", "Two parties are enough for an agreement."),
    status(
        "agreement_despite_denial",
        "CASE\n",
        "CASE WHEN count(DISTINCT p.party_id) FILTER (WHERE NOT p.is_outlet AND p.stance = 'affirms') >= 2"
        " THEN 'agreed'\n",
        "What two parties affirm and one denies is disputed.",
    ),
    status(
        "any_position_asserts",
        "bool_or(p.stance = 'affirms')",
        "bool_or(p.stance IS NOT NULL)",
        "Only who affirms it asserts it.",
    ),
    status(
        "outlets_do_not_assert",
        "bool_or(p.stance = 'affirms')",
        "bool_or(NOT p.is_outlet AND p.stance = 'affirms')",
        "An outlet that affirms it asserts it, where no party has a position.",
    ),
    *[
        status(
            f"{standing}_position_counts",
            "s.standing = 'current'",
            f"s.standing IN ('current', '{standing}')",
            f"Only current positions count, not {standing.replace('_', ' ')} ones.",
        )
        for standing in ("superseded", "withdrawn", "second_hand", "lapsed")
    ],
    status(
        "always_now",
        "(p_claims, p_as_of, p_drafts)",
        "(p_claims, NULL, p_drafts)",
        "A status is read as of a day.",
    ),
    status(
        "never_preview",
        "(p_claims, p_as_of, p_drafts)",
        "(p_claims, p_as_of)",
        "A status is previewed with drafts.",
    ),
    status(
        "no_answer_when_open",
        "FROM unnest(p_claims) AS wanted (id)",
        "FROM unnest(p_claims) AS wanted (id) WHERE false",
        "A claim without a position is open.",
    ),
]
MUTATIONS = [*VISIBLE, *EVIDENCE, *LATEST, *LAPSE, *STATUS]
