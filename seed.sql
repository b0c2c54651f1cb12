-- The worked example: what one news article of 27 February 2025 reports.
--
--   timeline init --example
-- or, into an empty current file (timeline db schema | sqlite3 timeline.db), with plain SQL:
--   sqlite3 -bail timeline.db < seed.sql
--
-- Quotations are verbatim; everything else is told in our own words, as precisely as the article tells it and no more.
-- All of it is one changeset. The numbers and uids are fixed, so that the file is the same everywhere.

BEGIN IMMEDIATE;

INSERT INTO changesets (id, uid, at, actor, command, message) VALUES
  (1, '0195475d-7a00-7000-8000-000000000001', '2025-02-27T12:00:00.000Z', 'seed.sql', 'init --example', 'The worked example');
UPDATE writing SET changeset_id = 1;


-- Who speaks and acts ------------------------------------------------------------------------------------------------

INSERT INTO speakers (id, uid, name, kind, country, wikidata) VALUES
  (1, '0195475d-7a00-7000-8000-000000000101', 'Dmitry Peskov',      'person',       'RU', NULL),
  (2, '0195475d-7a00-7000-8000-000000000102', 'Sergey Lavrov',      'person',       'RU', 'Q58217'),
  (3, '0195475d-7a00-7000-8000-000000000103', 'Volodymyr Zelensky', 'person',       'UA', NULL),
  (4, '0195475d-7a00-7000-8000-000000000104', 'Kremlin',            'organization', 'RU', NULL),
  (5, '0195475d-7a00-7000-8000-000000000105', 'Russia',             'state',        'RU', 'Q159');

INSERT INTO speaker_names (speaker_id, name, lang) VALUES
  (1, 'Дмитрий Песков', 'ru'),
  (2, 'Сергей Лавров', 'ru'),
  (3, 'Володимир Зеленський', 'uk'), (3, 'Владимир Зеленский', 'ru'),
  (4, 'Кремль', 'ru'), (4, 'The Kremlin', 'en'),
  (5, 'Россия', 'ru'), (5, 'Росія', 'uk'), (5, 'Russian Federation', 'en');

INSERT INTO offices (speaker_id, title, organization, country, date, note) VALUES
  (1, 'press secretary',  'President of Russia', 'RU', '2012-05/..',    'public knowledge, not from the article'),
  (2, 'foreign minister', 'Russia',              'RU', '2004-03-09/..', 'public knowledge, not from the article'),
  (3, 'president',        'Ukraine',             'UA', '2019-05-20/..', 'public knowledge, not from the article');


-- What it is about, and where ----------------------------------------------------------------------------------------

INSERT INTO topics (id, uid, name) VALUES
  (1, '0195475d-7a00-7000-8000-000000000201', 'annexed regions'),
  (2, '0195475d-7a00-7000-8000-000000000202', 'Crimea'),
  (3, '0195475d-7a00-7000-8000-000000000203', 'negotiations'),
  (4, '0195475d-7a00-7000-8000-000000000204', 'front line'),
  (5, '0195475d-7a00-7000-8000-000000000205', 'security guarantees'),
  (6, '0195475d-7a00-7000-8000-000000000206', 'referendums');

INSERT INTO places (id, uid, name, parent_id, country) VALUES
  (1, '0195475d-7a00-7000-8000-000000000301', 'Ukraine',      NULL, 'UA'),
  (2, '0195475d-7a00-7000-8000-000000000302', 'Crimea',       1,    'UA'),
  (3, '0195475d-7a00-7000-8000-000000000303', 'Donetsk',      1,    'UA'),
  (4, '0195475d-7a00-7000-8000-000000000304', 'Luhansk',      1,    'UA'),
  (5, '0195475d-7a00-7000-8000-000000000305', 'Zaporizhzhia', 1,    'UA'),
  (6, '0195475d-7a00-7000-8000-000000000306', 'Kherson',      1,    'UA');

INSERT INTO place_names (place_id, name, lang) VALUES
  (1, 'Україна', 'uk'), (1, 'Украина', 'ru'),
  (2, 'Крим', 'uk'), (2, 'Крым', 'ru'),
  (3, 'Донецьк', 'uk'), (3, 'Донецк', 'ru'),
  (4, 'Луганськ', 'uk'), (4, 'Луганск', 'ru'),
  (5, 'Запоріжжя', 'uk'), (5, 'Запорожье', 'ru'),
  (6, 'Херсон', 'uk');


-- From which sources -------------------------------------------------------------------------------------------------

INSERT INTO sources (id, uid, kind, title, publisher, published, lang, note) VALUES
  (1, '0195475d-7a00-7000-8000-000000000401', 'article', '[News article on Russia and the five annexed regions]', NULL, '2025-02-27', 'en',
      'Title supplied by us. The date follows from the text: its Thursday is 27 February 2025. The snapshot is a stand-in.'),
  (2, '0195475d-7a00-7000-8000-000000000402', 'other', NULL, 'Meduza', NULL, 'ru', 'Cited by the article for one remark.');


-- What is stored of the article: not its text, which is its publisher's, but our own sentences around its quotations.
INSERT INTO snapshots (id, source_id, retrieved_at, media_type, content, content_sha256, text, text_sha256, extractor, arrival)
SELECT 1, 1, '2025-02-27T12:00:00.000Z', 'text/plain', CAST(text AS BLOB), sha256, text, sha256, 'unchanged 1', 'file'
FROM (SELECT '369f9f9a40f121221cf2db6bfaac6133978cd033fd20f1f4bd3d02121b0ba83c' AS sha256,
'Stand-in for the article: our own sentences around the words that it quotes.

The Kremlin says that the status of the five Ukrainian regions which Russia claims as its own is not open to negotiation, although four of them are not fully in its hands.

Dmitry Peskov, its spokesperson, told reporters on Thursday that the regions are by now “an inseparable part” of Russia, for its constitution says so. “This is undeniable and non-negotiable,” he said in a phone briefing, as the Russian outlet Meduza reported.

He thereby repeated what Foreign Minister Sergey Lavrov had said on Feb. 26: Moscow has left no doubt that it will not accept the present front lines in Ukraine. Russia, Lavrov had said again, wants all of the four regions that it laid claim to by the referendums in 2022, which are held to be illegal.

“Some say: ‘Okay, let’s leave the line of contact. This is Russian, and this is Ukrainian.’ This will not happen,” he told a press conference, and pointed to the “will of the people” in those referendums.

Lavrov would have no Western troops in Ukraine to guarantee its security, and said that what lies deeper has to be dealt with. Many people in the occupied territories, he said, “find it more convenient to speak Russian” and wish to keep their traditions; and “such simple mechanical things as the deployment of [foreign] troops will not do – we need to talk about the root causes.”

Russia annexed Crimea in 2014: troops had gone in before, and a vote was held that much of the world called illegitimate. In September 2022, after its full-scale invasion, it declared the annexation of Donetsk, Luhansk, Zaporizhzhia and Kherson.

President Volodymyr Zelensky has said that a territorial “exchange” with Moscow could be possible, an idea that Russia has firmly rejected.
' AS text);


-- What happened ------------------------------------------------------------------------------------------------------

INSERT INTO events (id, uid, date, date_text, title, text) VALUES
  (1, '0195475d-7a00-7000-8000-000000000501', '2014', 'in 2014',
      'Russia annexes Crimea',
      'Troops had gone in before, and a vote was held that much of the world called illegitimate.'),
  (2, '0195475d-7a00-7000-8000-000000000502', '2022', 'in 2022',
      'Referendums in four Ukrainian regions, described as illegal',
      NULL),
  (3, '0195475d-7a00-7000-8000-000000000503', '2022-09', 'In September 2022',
      'Russia declares the annexation of Donetsk, Luhansk, Zaporizhzhia and Kherson',
      'It follows the full-scale invasion.');


-- What was said ------------------------------------------------------------------------------------------------------

INSERT INTO statements (id, uid, date, date_text, speaker, role, mode, setting, text, lang, note) VALUES
  (4,  '0195475d-7a00-7000-8000-000000000504', '2025-02-26', 'Feb. 26', 'Sergey Lavrov', 'Russian Foreign Minister', 'paraphrase', NULL,
      'Moscow has left no doubt that it will not accept the present front lines in Ukraine.', NULL, NULL),
  (5,  '0195475d-7a00-7000-8000-000000000505', '2025-02-26', 'Feb. 26', 'Sergey Lavrov', 'Russian Foreign Minister', 'paraphrase', NULL,
      'Russia wants all of the four Ukrainian regions that it laid claim to by the referendums of 2022.', NULL, NULL),
  (6,  '0195475d-7a00-7000-8000-000000000506', '2025-02-26', 'Feb. 26', 'Sergey Lavrov', 'Russian Foreign Minister', 'verbatim', 'press conference',
      'Some say: ‘Okay, let’s leave the line of contact. This is Russian, and this is Ukrainian.’ This will not happen', NULL,
      'In support of the claims he referred to the “will of the people” expressed in the referendums.'),
  (7,  '0195475d-7a00-7000-8000-000000000507', '2025-02-26', 'Feb. 26', 'Sergey Lavrov', 'Russian Foreign Minister', 'paraphrase', NULL,
      'No Western troops may come to Ukraine to guarantee its security.', NULL, NULL),
  (8,  '0195475d-7a00-7000-8000-000000000508', '2025-02-26', 'Feb. 26', 'Sergey Lavrov', 'Russian Foreign Minister', 'paraphrase', NULL,
      'What lies deeper has to be dealt with.', NULL, NULL),
  (9,  '0195475d-7a00-7000-8000-000000000509', '2025-02-26', 'Feb. 26', 'Sergey Lavrov', 'Russian Foreign Minister', 'paraphrase', NULL,
      'Many people in the occupied territories “find it more convenient to speak Russian” and wish to keep their traditions.', NULL, NULL),
  (10, '0195475d-7a00-7000-8000-000000000510', '2025-02-26', 'Feb. 26', 'Sergey Lavrov', 'Russian Foreign Minister', 'verbatim', NULL,
      'such simple mechanical things as the deployment of [foreign] troops will not do – we need to talk about the root causes.', NULL,
      'The word in brackets is the article’s.'),
  (11, '0195475d-7a00-7000-8000-000000000511', '2025-02-27', 'Thursday', 'Dmitry Peskov', 'Kremlin spokesperson', 'paraphrase', 'to reporters',
      'The regions are now “an inseparable part” of Russia, for its constitution says so.', NULL, NULL),
  (12, '0195475d-7a00-7000-8000-000000000512', '2025-02-27', 'Thursday', 'Dmitry Peskov', 'Kremlin spokesperson', 'verbatim', 'phone briefing',
      'This is undeniable and non-negotiable', NULL, NULL),
  (13, '0195475d-7a00-7000-8000-000000000513', NULL, NULL, 'Kremlin', NULL, 'paraphrase', NULL,
      'There will be no negotiations on the status of the five Ukrainian regions that Russia claims to have annexed.', NULL,
      'Of these it does not fully control four.'),
  (14, '0195475d-7a00-7000-8000-000000000514', NULL, NULL, 'Volodymyr Zelensky', 'President', 'paraphrase', NULL,
      'A territorial “exchange” with Moscow could be possible.', NULL,
      'Russia has firmly rejected the idea, the article says.');

INSERT INTO participants (entry_id, speaker_id, role) VALUES
  (1, 5, 'annexing state'), (3, 5, 'annexing state');

INSERT INTO entry_topics (entry_id, topic_id) VALUES
  (1, 2), (1, 1),
  (2, 6),
  (3, 1),
  (4, 4),
  (5, 1), (5, 6),
  (6, 4),
  (7, 5),
  (9, 1),
  (10, 5),
  (11, 1),
  (12, 1), (12, 3),
  (13, 1), (13, 3),
  (14, 3);

INSERT INTO entry_places (entry_id, place_id) VALUES
  (1, 2),
  (2, 3), (2, 4), (2, 5), (2, 6),
  (3, 3), (3, 4), (3, 5), (3, 6);


-- Where each is reported, and in which words -------------------------------------------------------------------------
-- The place of the words is looked up in the snapshot; start and end count its characters from 0.

INSERT INTO citations (entry_id, source_id, via_id, snapshot_id, exact, prefix, suffix, start, "end", date_text,
    date_start, date_end)
SELECT entry_id, 1, via_id, 1, exact,
    nullif(substr(text, max(1, place - 32), min(32, place - 1)), ''),
    nullif(substr(text, place + length(exact), 32), ''),
    place - 1, place - 1 + length(exact), date_text,
    instr(text, date_text) - 1, instr(text, date_text) - 1 + length(date_text)
FROM (SELECT column1 AS entry_id, column2 AS via_id, column3 AS exact, column4 AS date_text, instr(text, column3) AS place, text
  FROM snapshots, (VALUES
    (1,  NULL, 'Russia annexed Crimea in 2014: troops had gone in before, and a vote was held that much of the world called illegitimate', 'in 2014'),
    (2,  NULL, 'the referendums in 2022, which are held to be illegal', 'in 2022'),
    (3,  NULL, 'In September 2022, after its full-scale invasion, it declared the annexation of Donetsk, Luhansk, Zaporizhzhia and Kherson', 'In September 2022'),
    (4,  NULL, 'Moscow has left no doubt that it will not accept the present front lines in Ukraine', 'Feb. 26'),
    (5,  NULL, 'wants all of the four regions that it laid claim to by the referendums in 2022', 'Feb. 26'),
    (6,  NULL, 'Some say: ‘Okay, let’s leave the line of contact. This is Russian, and this is Ukrainian.’ This will not happen', 'Feb. 26'),
    (7,  NULL, 'Lavrov would have no Western troops in Ukraine to guarantee its security', 'Feb. 26'),
    (8,  NULL, 'what lies deeper has to be dealt with', 'Feb. 26'),
    (9,  NULL, 'find it more convenient to speak Russian', 'Feb. 26'),
    (10, NULL, 'such simple mechanical things as the deployment of [foreign] troops will not do – we need to talk about the root causes.', 'Feb. 26'),
    (11, NULL, 'an inseparable part', 'Thursday'),
    (12, 2   , 'This is undeniable and non-negotiable', 'Thursday'),
    (13, NULL, 'the status of the five Ukrainian regions which Russia claims as its own is not open to negotiation', NULL),
    (14, NULL, 'a territorial “exchange” with Moscow could be possible', NULL))
  WHERE snapshots.id = 1);


-- How they hang together ---------------------------------------------------------------------------------------------

INSERT INTO links (from_id, to_id, relation) VALUES
  (4, 3, 'about'),
  (5, 3, 'about'),
  (5, 2, 'about'),
  (11, 4, 'reaffirms'), (11, 3, 'about'), (11, 1, 'about'),
  (12, 4, 'reaffirms'), (12, 3, 'about'), (12, 1, 'about'),
  (13, 3, 'about'), (13, 1, 'about');


-- Who has compared them with the article ------------------------------------------------------------------------------
-- A check holds as long as an entry and its citations are as the view "seen" shows them now.

INSERT INTO checks (uid, entry_id, checked_by, checked_at, doubt, seen)
SELECT printf('0195475d-7a00-7000-8000-0000000006%02d', column1), column1, 'A. Editor', '2025-02-28T09:30:00.000Z', column2, seen
  FROM (VALUES (1, NULL), (6, NULL), (10, NULL), (11, NULL), (12, NULL),
    (14, 'The article does not say when he said so, or to whom.'))
  JOIN seen ON seen.entry_id = column1;

UPDATE writing SET changeset_id = NULL;


-- The seal of all this: python -m docs.generate computes it (docs/history.md says what it is) -------------------------

INSERT INTO seals (changeset_id, digest, basis) VALUES
  (1, '04bce4050ce63d2737843d339f5f4d70805a61111f595736b979f832c948d450', 'written');

COMMIT;
