"""What one version of a claim tells against the one before: see 0018_changes, which makes these functions."""

TOLD = """
CREATE FUNCTION claims_told(p_before jsonb, p_after jsonb) RETURNS TABLE (
    kind text, status_before text, status_after text, statement_id bigint, correction_id bigint,
    how_many integer, told_at timestamptz) LANGUAGE plpgsql STABLE AS $$
DECLARE
    is_first boolean := p_before IS NULL;
    was_there boolean := COALESCE(p_before ->> 'state', '') = 'published';
    before text := p_before ->> 'status';
    after text := p_after ->> 'status';
    arrived bigint[];
    cause bigint;
BEGIN
    IF p_after ->> 'state' = 'retracted' THEN
        IF is_first OR was_there THEN
            RETURN QUERY SELECT 'retracted', '', '', NULL::bigint, NULL::bigint, 0,
                CASE WHEN is_first THEN (p_after -> 'retraction' ->> 'at')::timestamptz END;
        END IF;
        RETURN;
    END IF;
    IF NOT was_there THEN
        RETURN QUERY SELECT CASE WHEN is_first THEN 'new' ELSE 'republished' END, '', after,
            NULL::bigint, NULL::bigint, 0, NULL::timestamptz;
    END IF;
    IF was_there AND p_before -> 'statements' <> p_after -> 'statements' THEN
        arrived := ARRAY(
            SELECT (s ->> 'id')::bigint FROM jsonb_array_elements(p_after -> 'statements') s
            EXCEPT SELECT (s ->> 'id')::bigint FROM jsonb_array_elements(p_before -> 'statements') s
            ORDER BY 1);
    END IF;
    IF was_there AND before <> after THEN
        cause := claims_status_cause(p_before -> 'statements', p_after -> 'statements',
            CASE WHEN after = 'disputed' THEN ARRAY['denies', 'questions'] ELSE ARRAY['affirms'] END);
        arrived := array_remove(arrived, cause);
        RETURN QUERY SELECT 'status', before, after, cause, NULL::bigint, 0, NULL::timestamptz;
    END IF;
    IF was_there AND p_before ->> 'proposition' <> p_after ->> 'proposition' THEN
        RETURN QUERY SELECT 'reworded', '', '', NULL::bigint, NULL::bigint, 0, NULL::timestamptz;
    END IF;
    IF cardinality(arrived) > 0 THEN
        RETURN QUERY SELECT 'position', '', '', arrived[cardinality(arrived)], NULL::bigint,
            cardinality(arrived), NULL::timestamptz;
    END IF;
    IF (is_first OR was_there) AND p_after -> 'retracted' <> COALESCE(p_before -> 'retracted', '[]') THEN
        RETURN QUERY SELECT 'taken_back', '', '', (s ->> 'id')::bigint, NULL::bigint, 0,
            CASE WHEN is_first THEN (s ->> 'at')::timestamptz END
        FROM jsonb_array_elements(p_after -> 'retracted') s
        WHERE is_first OR NOT (p_before -> 'retracted') @> jsonb_build_array(jsonb_build_object('id', s -> 'id'))
        ORDER BY (s ->> 'id')::bigint;
    END IF;
    IF p_after -> 'corrections' <> COALESCE(p_before -> 'corrections', '[]') THEN
        RETURN QUERY SELECT 'correction', '', '', NULL::bigint, (x ->> 'id')::bigint, 0,
            CASE WHEN is_first THEN (x ->> 'at')::timestamptz END
        FROM jsonb_array_elements(p_after -> 'corrections') x
        WHERE NOT EXISTS (SELECT FROM claims_change c WHERE c.correction_id = (x ->> 'id')::bigint)
        ORDER BY (x ->> 'id')::bigint;
    END IF;
END $$;
"""

# The words of `deciding` are the stances of the side that the new status comes from.
CAUSE = """
CREATE FUNCTION claims_status_cause(p_before jsonb, p_after jsonb, p_deciding text[]) RETURNS bigint
    LANGUAGE sql IMMUTABLE AS $$
    WITH old AS (
        SELECT (s ->> 'id')::bigint AS id, s ->> 'stance' AS stance, (s ->> 'counts')::boolean AS counts,
               s ->> 'said_on' AS said_on
        FROM jsonb_array_elements(p_before) s
    ), new AS (
        SELECT (s ->> 'id')::bigint AS id, s ->> 'stance' AS stance, (s ->> 'counts')::boolean AS counts,
               s ->> 'said_on' AS said_on
        FROM jsonb_array_elements(p_after) s
    )
    SELECT id FROM (
        SELECT COALESCE(new.id, old.id) AS id, new.said_on, CASE
            WHEN old.id IS NULL AND new.counts AND new.stance = ANY (p_deciding) THEN 1
            WHEN old.id IS NULL AND (new.counts OR new.stance = 'withdraws') THEN 2
            WHEN new.id IS NULL AND old.counts THEN 3
            WHEN new.counts AND new.stance = ANY (p_deciding) THEN 4
            ELSE 5 END AS rank
        FROM old FULL JOIN new ON new.id = old.id
        WHERE (old.counts, old.stance) IS DISTINCT FROM (new.counts, new.stance)
    ) found ORDER BY rank, said_on DESC NULLS LAST, id DESC LIMIT 1
$$;
"""
