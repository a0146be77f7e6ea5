-- A small record of every kind of row, as the first tables that kept versions had them (claims 0009, sources 0001).
-- Ids are given by the database, from 1 in each table: later rows name them. Everything here is invented.

INSERT INTO auth_user (password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined)
VALUES ('!', false, 'ada', '', '', 'ada@example.org', true, true, '2017-04-01T09:00:00Z'),
       ('!', false, 'ben', '', '', '', true, true, '2017-04-01T09:00:00Z');
INSERT INTO auth_user_groups (user_id, group_id)
SELECT u.id, g.id FROM auth_user u JOIN auth_group g ON g.name = CASE u.username WHEN 'ada' THEN 'Editor' ELSE 'Publisher' END;

INSERT INTO sources_outlet (name, home_page, country, funding, funding_source)
VALUES ('Harbour Gazette', 'https://gazette.example.org/', 'Northland', 'the Northland government', 'https://gazette.example.org/about'),
       ('Valley Post', 'https://post.example.org/', '', '', ''),
       ('The Valley Post', '', '', '', '');
INSERT INTO sources_article (title, byline, published_on, published_on_note, language, canonical_url, archive_url,
                             read_in_full_at, read_in_full_by_id, corrected_on, retracted_on, outlet_id)
VALUES ('Minister: the dam is safe', 'By a reporter', '2017-04-10', '', 'en', 'https://gazette.example.org/dam', '',
        '2017-04-11T09:00:00Z', 1, '2017-04-12', NULL, 1),
       ('Плотина: спор продолжается', '', '2017-04-11', 'date of the print edition', 'ru', 'https://post.example.org/dam',
        'https://archive.example.org/dam', NULL, NULL, NULL, '2017-04-13', 2);
INSERT INTO sources_capture (sha256, length, captured_at, obtained, article_id)
SELECT encode(sha256(convert_to(t, 'UTF8')), 'hex'), length(t), at::timestamptz, 'pasted', 1
FROM (VALUES ('“The dam is safe,” the minister said on Monday.', '2017-04-10T12:00:00Z'),
             ('The minister spoke on Monday.', '2017-04-12T12:00:00Z')) each (t, at);
INSERT INTO sources_capturetext (capture_id, text) VALUES (1, '“The dam is safe,” the minister said on Monday.');

INSERT INTO claims_topic (name, summary) VALUES ('The dam', 'Whether it holds.');
INSERT INTO claims_claimant (name, sentence_name, kind, speaks_for_itself, role, wikidata_id, outlet_id)
VALUES ('Northland', '', 'government', false, '', '', NULL),
       ('Southland', '', 'government', false, '', '', NULL),
       ('Ana Field', '', 'person', false, 'minister of water', 'Q1', NULL),
       ('Harbour Gazette', '', 'outlet', false, '', '', 1),
       ('An official', '', 'unnamed', false, 'at a briefing of 10 April', '', NULL),
       ('A. Field', '', 'person', false, '', '', NULL),
       ('Dam Builders', 'the Dam Builders', 'organisation', true, '', '', NULL);
INSERT INTO claims_alias (name, claimant_id) VALUES ('Feild', 3), ('the minister', 3);
INSERT INTO claims_affiliation (role, since, until, claimant_id, party_id)
VALUES ('minister of water', '2016-01-01', NULL, 3, 1), ('adviser', NULL, '2015-12-31', 3, 2);

INSERT INTO claims_claim (state, retraction_reason, text, nature, context, public_note, status)
SELECT 'draft', '', text, nature, context, note, 'open'
FROM (VALUES ('The dam is safe.', 'fact', 'Of the dam above the valley.', 'Asked about every day.'),
             ('The dam must be inspected.', 'demand', '', ''),
             ('The dam was built without a permit.', 'fact', '', ''),
             ('The dam will hold for a century.', 'forecast', '', ''),
             ('The dam was bought from abroad.', 'fact', '', ''),
             ('The dam is entirely safe.', 'fact', '', '')) each (text, nature, context, note);
INSERT INTO claims_claim_topics (claim_id, topic_id) VALUES (1, 1), (2, 1), (3, 1);
INSERT INTO claims_statement (state, retraction_reason, capacity, stance, hedged, said_on, said_on_precision, said_on_note,
                              place, claim_id, claimant_id, party_id)
VALUES ('draft', '', 'minister of water', 'affirms', false, '2017-04-10', 'day', '', 'at a press conference', 1, 3, 1),
       ('draft', '', 'the government', 'denies', true, '2017-04-01', 'month', 'in April', '', 1, 2, 2),
       ('draft', '', 'the government', 'affirms', false, '2017-04-10', 'by', '', '', 2, 1, 1),
       ('draft', '', 'the government', 'affirms', false, '2017-01-01', 'year', '', '', 2, 2, 2),
       ('draft', '', 'the company', 'affirms', false, '2017-04-10', 'day', '', '', 3, 7, 7),
       ('draft', '', 'minister of water', 'affirms', false, '2017-04-10', 'day', '', '', 4, 3, 1),
       ('draft', '', 'the government', 'affirms', false, '2017-04-10', 'day', '', '', 5, 1, 1),
       ('draft', '', 'in its own voice', 'questions', false, '2017-04-10', 'day', '', '', 1, 4, 4),
       ('draft', '', 'an official', 'affirms', false, '2017-04-10', 'day', '', '', 1, 5, 1);
INSERT INTO claims_citation (kind, part, translated_by, excerpt, start, "end", prefix, suffix, proved_at, article_id,
                             capture_id, via_id, relayed_by_id, relayed_for_id, statement_id)
VALUES ('quote', 'body', '', 'The dam is safe', 1, 16, '“', ',” the minister', '2017-04-11T09:00:00Z', 1, 1, NULL, NULL, NULL, 1),
       ('paraphrase', 'body', 'Valley Post', 'Южная страна это отрицает', NULL, NULL, '', '', NULL, 2, NULL, 1, NULL, NULL, 2),
       ('paraphrase', 'body', '', 'asked for an inspection', NULL, NULL, '', '', NULL, 1, NULL, NULL, NULL, NULL, 3),
       ('paraphrase', 'headline', '', 'also asked for an inspection', NULL, NULL, '', '', NULL, 1, NULL, NULL, NULL, NULL, 4),
       ('paraphrase', 'body', '', 'nobody gave a permit', NULL, NULL, '', '', NULL, 1, NULL, NULL, NULL, NULL, 5),
       ('quote', 'caption', '', 'it will hold for a century', NULL, NULL, '', '', NULL, 1, NULL, NULL, NULL, NULL, 6),
       ('quote', 'body', '', 'we bought it abroad', NULL, NULL, '', '', NULL, 1, NULL, NULL, NULL, NULL, 7),
       ('own_words', 'body', '', 'whether it is remains open', NULL, NULL, '', '', NULL, 1, NULL, NULL, NULL, NULL, 8),
       ('paraphrase', 'summary', '', 'it is, the ministry says', NULL, NULL, '', '', NULL, 1, NULL, NULL, 2, 2, 9);

-- Published by a second person, in one transaction each, as the desk does.
BEGIN;
UPDATE claims_statement SET state = 'published' WHERE claim_id IN (1, 2, 3, 5);
UPDATE claims_claim SET state = 'published', published_at = '2017-04-11T10:00:00Z', published_by_id = 2
WHERE id IN (1, 2, 3, 5);
COMMIT;
-- What came after it: a note, a correction, a retraction, a change in a draft, a row removed.
UPDATE claims_claim SET public_note = 'Asked about every week.' WHERE id = 1;
INSERT INTO claims_correction (notice, reason, made_at, claim_id, made_by_id)
VALUES ('An earlier version named another month.', 'misread', '2017-04-12T10:00:00Z', 1, 2),
       ('The page of the dam was away for a day.', 'a fault', '2017-04-13T10:00:00Z', NULL, 2);
UPDATE claims_claim SET state = 'retracted', retracted_at = '2017-04-14T10:00:00Z', retracted_by_id = 2,
                        retraction_reason = 'Nobody said so.' WHERE id = 5;
UPDATE claims_claim SET text = 'The dam will hold for two centuries.' WHERE id = 4;
INSERT INTO claims_alias (name, claimant_id) VALUES ('a typing error', 3);
DELETE FROM claims_alias WHERE name = 'a typing error';
UPDATE sources_article SET title = 'Minister: dam is safe' WHERE id = 1;

INSERT INTO claims_claimrelation (kind, note, claim_id, other_id)
VALUES ('tension', 'If it is safe, why inspect it?', 1, 2), ('narrows', '', 4, 1);
INSERT INTO claims_factcheck (reviewer, url, rating, reviewed_on, claim_id)
VALUES ('Checkers', 'https://checkers.example.org/dam', 'Half true', '2017-04-15', 1);

-- What editors have before them: none of it is on the record.
INSERT INTO claims_merge (merged_at, reason, moved, claimant_from_id, claimant_into_id, merged_by_id, undone_at, undone_by_id)
VALUES ('2017-04-12T10:00:00Z', 'one person', '{"steps": []}', 6, 3, 2, NULL, NULL);
INSERT INTO claims_merge (merged_at, reason, moved, claim_from_id, claim_into_id, merged_by_id, undone_at, undone_by_id)
VALUES ('2017-04-12T10:00:00Z', 'one claim', '{"steps": []}', 6, 1, 2, '2017-04-12T11:00:00Z', 2);
INSERT INTO claims_merge (merged_at, reason, moved, outlet_from_id, outlet_into_id, merged_by_id)
VALUES ('2017-04-12T10:00:00Z', 'one outlet', '{"steps": []}', 3, 2, 2);
INSERT INTO claims_probabledouble (score, found_at, outcome, settled_at, note, claim_id, other_id, settled_by_id)
VALUES (0.9, '2017-04-12T03:00:00Z', 'different', '2017-04-12T10:00:00Z', 'stronger', 1, 6, 1);
INSERT INTO claims_review (asked_at, outcome, settled_at, note, asked_by_id, claim_id, settled_by_id, statement_id)
VALUES ('2017-04-11T09:30:00Z', 'published', '2017-04-11T10:00:00Z', '', 1, 1, 2, NULL),
       ('2017-04-11T09:30:00Z', '', NULL, '', 1, 4, NULL, NULL),
       ('2017-04-11T09:30:00Z', 'sent_back', '2017-04-11T10:00:00Z', 'Which year?', 1, NULL, 2, 6);
INSERT INTO claims_correctionproposal (change, reason, proposed_at, outcome, settled_at, note, claim_id, correction_id,
                                       proposed_by_id, settled_by_id)
VALUES ('public note', 'weekly', '2017-04-11T11:00:00Z', 'worded', '2017-04-12T10:00:00Z', '', 1, 1, 1, 2),
       ('title', 'as printed', '2017-04-11T12:00:00Z', '', NULL, '', 1, NULL, 1, NULL);
INSERT INTO claims_report (kind, message, source_url, contact, received_at, outcome, settled_at, answer, article_id,
                           claim_id, settled_by_id)
VALUES ('source', 'Here is another one.', 'https://post.example.org/dam', 'reader@example.org', '2017-04-11T08:00:00Z',
        'covered', '2017-04-11T12:00:00Z', '', 2, 1, 1),
       ('error', 'The month is wrong.', '', '', '2017-04-11T08:00:00Z', '', NULL, '', NULL, 1, NULL);
INSERT INTO claims_reportkey (day, secret) VALUES ('2017-04-11', '\x00ff');
INSERT INTO claims_reportsender (day, sender, sent) VALUES ('2017-04-11', repeat('0', 64), 2);
INSERT INTO claims_coverage (begun_at, changed_at, edition, brought, rows, finished_at, summary, article_id, capture_id,
                             editor_id, report_id)
VALUES ('2017-04-11T12:00:00Z', '2017-04-11T12:30:00Z', 3, '{}', '[{"excerpt": "half done"}]', NULL, '{}', 1, 1, 1, 1);
INSERT INTO claims_vanishedexcerpt (noticed_at, outcome, settled_at, note, capture_id, citation_id, settled_by_id)
VALUES ('2017-04-12T12:00:00Z', '', NULL, '', 2, 1, NULL);
