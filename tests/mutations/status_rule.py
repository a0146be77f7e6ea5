"""Mutations of the status rule: claims_standings, claims_known_on, claims_status."""

from tests.mutations.mutation import Mutation


def standings(name: str, old: str, new: str, rule: str, times: int = 1) -> Mutation:
    return Mutation(name, "claims_standings", old, new, rule, times)


def known_on(name: str, old: str, new: str, rule: str) -> Mutation:
    return Mutation(name, "claims_known_on", old, new, rule)


def passes_on(name: str, old: str, new: str, rule: str) -> Mutation:
    return Mutation(name, "claims_passes_on", old, new, rule)


def status(name: str, old: str, new: str, rule: str) -> Mutation:
    return Mutation(name, "claims_status", old, new, rule)


STATES = "(s.state = 'published' OR p_drafts AND s.state = 'draft')"
FIRST_HAND = "SELECT (c.relayed_by_id IS NULL OR c.relayed_for_id = s.party_id)"
PASSED_ON = "AND NOT claims_passes_on(v.speaks_for_id, s.party_id, c.kind, c.capture_id)"
ANY_FIRST_HAND = "bool_or(e.first_hand)"
ARTICLE_IS_OUT = "(a.published_on > p_as_of) IS NOT TRUE"
OWN = "own AS (PARTITION BY v.claim_id, v.party_id, v.claimant_id)"
BEFORE = "before AS (PARTITION BY v.claim_id, v.party_id ORDER BY v.claimant_id"
AFTER = "after AS (PARTITION BY v.claim_id, v.party_id ORDER BY v.claimant_id DESC"
GROUPS_BEFORE = f"{BEFORE}\n                      GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
GROUPS_AFTER = f"{AFTER}\n                     GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
ELSEWHERE_BEFORE = "elsewhere_before AS (PARTITION BY v.claim_id, v.claimant_id ORDER BY v.party_id"
ELSEWHERE_AFTER = "elsewhere_after AS (PARTITION BY v.claim_id, v.claimant_id ORDER BY v.party_id DESC"
GROUPS_ELSEWHERE_BEFORE = f"{ELSEWHERE_BEFORE}\n{' ' * 32}GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
GROUPS_ELSEWHERE_AFTER = f"{ELSEWHERE_AFTER}\n{' ' * 31}GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
SUPERSEDED = "WHEN d.placed < d.latest THEN 'superseded'"
WITHDRAWN = "WHEN d.withdrawn_at = d.latest THEN 'withdrawn'"
BY = "WHEN s.said_on_precision = 'by' THEN s.said_on + time '00:00'"
WITHDRAWAL = "WHEN s.stance = 'withdraws' THEN claims_known_on(s.said_on, s.said_on_precision)"
OWN_ROW = ("1 PRECEDING", "CURRENT ROW")
OTHER_ROWS = ("GROUPS", "ROWS")
ANYBODY = ("v.claim_id, v.claimant_id", "v.claim_id")
ANY_CLAIM = ("v.claim_id, v.claimant_id", "v.claimant_id")
OWN_WORDS = "Nobody lapses by their own later words for the party."
THE_SAME_PERSON = "Somebody else's words for another party make nobody lapse."
THIS_CLAIM = "Words for another party on another claim make nobody lapse."
BEGUN = "(p_as_of IS NULL OR f.since IS NULL OR f.since <= p_as_of)"
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
        "as_of_ignores_dates",
        "(p_as_of IS NULL\n",
        "(true\n",
        "As of a day, what was said later is not read.",
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
        "COALESCE(a.published_on > p_as_of, true)",
        "An article without a date hides nothing.",
    ),
]
EVIDENCE = [
    standings(
        "second_hand_counts",
        FIRST_HAND,
        "SELECT true",
        "What is known only from another party is second-hand.",
    ),
    standings(
        "relay_within_party",
        FIRST_HAND,
        "SELECT c.relayed_by_id IS NULL",
        "Words passed on within the party are first-hand.",
    ),
    standings(
        "every_citation",
        ANY_FIRST_HAND,
        ANY_FIRST_HAND.replace("bool_or", "bool_and"),
        "One citation at first hand is enough.",
    ),
    standings(
        "second_hand_replaces",
        "max(v.placed) FILTER (WHERE v.first_hand) OVER own AS latest",
        "max(v.placed) OVER own AS latest",
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
        "max(v.placed) FILTER (WHERE v.first_hand) OVER before",
        "max(v.placed) OVER before",
        "Second-hand words of a claimant with a smaller id make nobody lapse.",
    ),
    standings(
        "second_hand_lapse_by_newer",
        "max(v.placed) FILTER (WHERE v.first_hand) OVER after",
        "max(v.placed) OVER after",
        "Second-hand words of a claimant with a greater id make nobody lapse.",
    ),
    standings(
        "second_hand_lapse_by_older_party",
        "max(v.placed) FILTER (WHERE v.first_hand) OVER elsewhere_before",
        "max(v.placed) OVER elsewhere_before",
        "Second-hand words for a party with a smaller id make nobody lapse.",
    ),
    standings(
        "second_hand_lapse_by_newer_party",
        "max(v.placed) FILTER (WHERE v.first_hand) OVER elsewhere_after",
        "max(v.placed) OVER elsewhere_after",
        "Second-hand words for a party with a greater id make nobody lapse.",
    ),
]
MOUTHPIECES = [
    standings(
        "mouthpieces_ignored",
        PASSED_ON,
        "",
        "What an outlet that speaks for a party paraphrases of others is second-hand.",
    ),
    passes_on(
        "mouthpiece_of_its_own_party",
        "COALESCE(p_speaks_for <> p_party, false)",
        "p_speaks_for IS NOT NULL",
        "What it paraphrases of the party that it speaks for counts.",
    ),
    passes_on(
        "own_words_passed_on",
        "p_kind = 'own_words' OR ",
        "",
        "What it says itself is its own.",
    ),
    passes_on(
        "quotations_passed_on",
        "p_kind = 'quote' AND p_capture IS NOT NULL",
        "false",
        "A proved quotation counts, whoever prints it.",
    ),
    passes_on(
        "unproved_quotations_count",
        " AND p_capture IS NOT NULL",
        "",
        "A quotation counts once it is proved.",
    ),
    passes_on(
        "proved_paraphrases_count",
        "p_kind = 'quote' AND p_capture",
        "p_capture",
        "A paraphrase is one, also where its words were found.",
    ),
]
BASIS = [
    standings(
        "several_outlets_are_one",
        "CASE WHEN min(a.outlet_id) FILTER (WHERE e.first_hand)",
        "CASE WHEN max(a.outlet_id) FILTER (WHERE e.first_hand)",
        "What several outlets report does not rest on one.",
    ),
    standings(
        "second_hand_is_a_basis",
        "FILTER (WHERE e.first_hand)",
        "",
        "Second-hand evidence is no basis.",
        7,
    ),
    standings(
        "copies_are_several",
        "COALESCE(c.via_id, a.text_from_id, a.outlet_id) AS origin",
        "a.outlet_id AS origin",
        "Several outlets with one text are one report.",
    ),
    standings(
        "several_agencies_are_one",
        "CASE WHEN min(e.origin) FILTER (WHERE e.first_hand)",
        "CASE WHEN max(e.origin) FILTER (WHERE e.first_hand)",
        "What several agencies report does not come through one.",
    ),
    standings(
        "copies_are_credits",
        "bool_or(e.origin <> COALESCE(a.text_from_id, a.outlet_id))",
        "bool_or(e.origin <> a.outlet_id)",
        "What rests on one text says so.",
    ),
    standings(
        "credits_are_copies",
        "bool_or(e.origin <> COALESCE(a.text_from_id, a.outlet_id))",
        "bool_or(false)",
        "Articles that credit one agency need not have one text.",
    ),
]
LATEST = [
    standings(
        "by_like_a_date",
        BY,
        BY.replace("00:00", "12:00"),
        "What is known by a day stands before what is dated to it.",
    ),
    standings(
        "by_before_every_date",
        BY,
        BY.replace("s.said_on + time '00:00'", "'-infinity'"),
        "What is known by a day stands at that day.",
    ),
    standings(
        "by_the_day_before",
        BY,
        BY.replace("s.said_on + time '00:00'", "s.said_on - 1 + time '12:00'"),
        "What is known by a day stands just before it, not on the day before.",
    ),
    standings(
        "withdrawal_by_like_a_date",
        BY,
        BY.replace("'by'", "'by' AND s.stance <> 'withdraws'"),
        "A withdrawal known by a day stands before what is dated to it.",
    ),
    standings(
        "withdrawal_at_the_start",
        WITHDRAWAL,
        "WHEN s.stance = 'withdraws' THEN s.said_on",
        "A withdrawal stands at the end of its interval.",
    ),
    standings(
        "everything_at_the_end",
        WITHDRAWAL,
        WITHDRAWAL.replace("s.stance = 'withdraws'", "true"),
        "Only a withdrawal stands at the end of its interval.",
    ),
    standings("never_superseded", SUPERSEDED, "", "The latest position counts, not those before it."),
    standings(
        "earliest_counts",
        "max(v.placed) FILTER (WHERE v.first_hand) OVER own AS latest",
        "min(v.placed) FILTER (WHERE v.first_hand) OVER own AS latest",
        "The latest position counts, not the first.",
    ),
    standings(
        "last_recorded_counts",
        SUPERSEDED,
        "WHEN d.placed < d.latest OR d.id < max(d.id) OVER (PARTITION BY d.claim_id, d.party_id,"
        " d.claimant_id, d.placed) THEN 'superseded'",
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
        "WHEN d.withdrawn_at IS NOT NULL THEN 'withdrawn'",
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
        "WHEN d.spoken_since IS NOT NULL AND",
        "WHEN false AND",
        "A former official's words lapse once the party has spoken since.",
    ),
    standings(
        "lapsed_on_the_last_day",
        "d.spoken_since::date > (",
        "d.spoken_since::date >= (",
        "Words of the last day in office make nobody lapse.",
    ),
    standings(
        "lapsed_when_leaving",
        "WHEN d.spoken_since IS NOT NULL AND d.spoken_since::date > (",
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
        "max(v.placed) FILTER (WHERE v.first_hand) OVER after",
        "NULL",
        "A claimant with a greater id may be who has spoken since.",
    ),
    standings(
        "lapsed_by_newer_only",
        "max(v.placed) FILTER (WHERE v.first_hand) OVER before",
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
        "lapsed_by_older_party_only",
        "max(v.placed) FILTER (WHERE v.first_hand) OVER elsewhere_after",
        "NULL",
        "The party that somebody has gone over to may have a greater id.",
    ),
    standings(
        "lapsed_by_newer_party_only",
        "max(v.placed) FILTER (WHERE v.first_hand) OVER elsewhere_before",
        "NULL",
        "The party that somebody has gone over to may have a smaller id.",
    ),
    *[
        standings(f"lapsed_by_{name}", old, old.replace(*change), rule)
        for name, old, change, rule in (
            ("own_words_for_the_party_before", GROUPS_ELSEWHERE_BEFORE, OWN_ROW, OWN_WORDS),
            ("own_words_for_the_party_after", GROUPS_ELSEWHERE_AFTER, OWN_ROW, OWN_WORDS),
            ("own_other_words_for_the_party_before", GROUPS_ELSEWHERE_BEFORE, OTHER_ROWS, OWN_WORDS),
            ("own_other_words_for_the_party_after", GROUPS_ELSEWHERE_AFTER, OTHER_ROWS, OWN_WORDS),
            ("anybody_for_another_party_before", ELSEWHERE_BEFORE, ANYBODY, THE_SAME_PERSON),
            ("anybody_for_another_party_after", ELSEWHERE_AFTER, ANYBODY, THE_SAME_PERSON),
            ("another_party_on_another_claim_before", ELSEWHERE_BEFORE, ANY_CLAIM, THIS_CLAIM),
            ("another_party_on_another_claim_after", ELSEWHERE_AFTER, ANY_CLAIM, THIS_CLAIM),
        )
    ],
    standings(
        "office_not_begun",
        f" AND {BEGUN}",
        "",
        "As of a day, an office that has not begun is unknown.",
    ),
    standings(
        "office_begun_the_day_before",
        BEGUN,
        BEGUN.replace("<=", "<"),
        "As of a day, an office that begins on it is known.",
    ),
    standings(
        "office_without_a_beginning",
        BEGUN,
        BEGUN.replace("f.since IS NULL OR ", ""),
        "An office of which nobody knows when it began is known on every day.",
    ),
    standings(
        "office_begun_only_as_of_a_day",
        BEGUN,
        BEGUN.replace("p_as_of IS NULL OR ", ""),
        "Today every office is known.",
    ),
    standings(
        "superseded_before_lapsed",
        "WHEN NOT d.first_hand THEN 'second_hand'",
        f"WHEN NOT d.first_hand THEN 'second_hand' {SUPERSEDED}",
        "All words of a former official lapse, not only the latest.",
    ),
]
CONTESTS = "IN ('denies', 'questions')"
STATUS = [
    status(
        "denial_ignored",
        f"NOT p.is_outlet AND p.stance {CONTESTS}",
        "NOT p.is_outlet AND p.stance = 'questions'",
        "A party that denies it disputes it.",
    ),
    status(
        "question_ignored",
        f"NOT p.is_outlet AND p.stance {CONTESTS}",
        "NOT p.is_outlet AND p.stance = 'denies'",
        "A party that questions it disputes it.",
    ),
    status(
        "outlets_dispute",
        "bool_or(NOT p.is_outlet AND p.stance",
        "bool_or(p.stance",
        "Once a party has a position, an outlet in its own voice disputes nothing.",
    ),
    status(
        "outlets_agree",
        "FILTER (WHERE NOT p.is_outlet) >= 2",
        ">= 2",
        "Outlets in their own voice make no agreement.",
    ),
    status(
        "outlets_dispute_an_assertion",
        "WHEN bool_or(NOT p.is_outlet) THEN 'asserted'",
        "",
        "What a party asserts, outlets do not dispute.",
    ),
    status(
        "denial_by_an_outlet_ignored",
        f"WHEN bool_or(p.stance {CONTESTS})",
        "WHEN bool_or(p.stance = 'questions')",
        "Where no party has a position, an outlet that denies it disputes it.",
    ),
    status(
        "question_by_an_outlet_ignored",
        f"WHEN bool_or(p.stance {CONTESTS})",
        "WHEN bool_or(p.stance = 'denies')",
        "Where no party has a position, an outlet that questions it disputes it.",
    ),
    status("people_agree", "count(DISTINCT p.party_id)", "count(p.party_id)", "Parties agree, not people."),
    status("one_party_agrees", ">= 2", ">= 1", "An agreement needs two parties."),
    status("one_person_agrees", "> 1 THEN", "> 0 THEN", "Nobody makes two parties agree alone."),
    status("three_parties_agree", ">= 2", ">= 3", "Two parties are enough for an agreement."),
    status(
        "agreement_despite_denial",
        "CASE\n",
        "CASE WHEN count(DISTINCT p.party_id) FILTER (WHERE NOT p.is_outlet AND p.stance = 'affirms') >= 2"
        " THEN 'agreed'\n",
        "What two parties affirm and one denies is disputed.",
    ),
    status(
        "outlets_do_not_assert",
        "WHEN bool_or(p.stance = 'affirms') THEN 'asserted'",
        "",
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
MUTATIONS = [*VISIBLE, *EVIDENCE, *MOUTHPIECES, *BASIS, *LATEST, *LAPSE, *STATUS]
