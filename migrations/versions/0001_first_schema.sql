PRAGMA application_id = 1414286917;
CREATE TABLE changesets (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CONSTRAINT ck_changesets_id CHECK (id > 0), 
	uid TEXT DEFAULT (printf('%s-%s-7%s-%s%s-%s', substr(printf('%012x', CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)), 1, 8), substr(printf('%012x', CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)), 9, 4), substr(lower(hex(randomblob(2))), 2), substr('89ab', 1 + (random() & 3), 1), substr(lower(hex(randomblob(2))), 2), lower(hex(randomblob(6))))) NOT NULL CONSTRAINT ck_changesets_uid CHECK (uid GLOB '????????-????-????-????-????????????'), 
	at TEXT DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) NOT NULL, 
	actor TEXT NOT NULL, 
	command TEXT, 
	message TEXT, 
	CONSTRAINT ck_changesets_no_nul CHECK (instr(coalesce(uid, '') || coalesce(at, '') || coalesce(actor, '') || coalesce(command, '') || coalesce(message, ''), char(0)) = 0), 
	CONSTRAINT uq_changesets_uid UNIQUE (uid)
)
 STRICT;
CREATE TABLE replaced (
	id INTEGER NOT NULL, 
	table_name TEXT NOT NULL, 
	row_id INTEGER NOT NULL, 
	"before" TEXT NOT NULL, 
	at TEXT NOT NULL, 
	CONSTRAINT pk_replaced PRIMARY KEY (id)
)
 STRICT;
CREATE TABLE writing (
	id INTEGER NOT NULL, 
	changeset_id INTEGER, 
	restoring INTEGER DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_writing PRIMARY KEY (id), 
	CONSTRAINT ck_writing_one_row CHECK (id = 1)
)
 STRICT;
CREATE TABLE places (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CONSTRAINT ck_places_id CHECK (id > 0), 
	uid TEXT DEFAULT (printf('%s-%s-7%s-%s%s-%s', substr(printf('%012x', CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)), 1, 8), substr(printf('%012x', CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)), 9, 4), substr(lower(hex(randomblob(2))), 2), substr('89ab', 1 + (random() & 3), 1), substr(lower(hex(randomblob(2))), 2), lower(hex(randomblob(6))))) NOT NULL CONSTRAINT ck_places_uid CHECK (uid GLOB '????????-????-????-????-????????????'), 
	name TEXT NOT NULL, 
	parent_id INTEGER, 
	country TEXT, 
	wikidata TEXT, 
	note TEXT, 
	changeset_id INTEGER, 
	CONSTRAINT ck_places_name_not_empty CHECK (length(trim(name, char(9, 10, 13, 32))) > 0), 
	CONSTRAINT ck_places_parent CHECK (parent_id <> id), 
	CONSTRAINT ck_places_country CHECK (country GLOB '[A-Z][A-Z]'), 
	CONSTRAINT ck_places_no_nul CHECK (instr(coalesce(uid, '') || coalesce(name, '') || coalesce(country, '') || coalesce(wikidata, '') || coalesce(note, ''), char(0)) = 0), 
	CONSTRAINT uq_places_uid UNIQUE (uid), 
	CONSTRAINT fk_places_parent_id_places FOREIGN KEY(parent_id) REFERENCES places (id), 
	CONSTRAINT fk_places_changeset_id_changesets FOREIGN KEY(changeset_id) REFERENCES changesets (id)
)
 STRICT;
CREATE TABLE revisions (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CONSTRAINT ck_revisions_id CHECK (id > 0), 
	changeset_id INTEGER NOT NULL, 
	table_name TEXT NOT NULL, 
	row_id INTEGER NOT NULL, 
	action TEXT NOT NULL, 
	"before" TEXT, 
	CONSTRAINT ck_revisions_action CHECK (action IN ('insert', 'update', 'delete')), 
	CONSTRAINT fk_revisions_changeset_id_changesets FOREIGN KEY(changeset_id) REFERENCES changesets (id)
)
 STRICT;
CREATE TABLE sources (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CONSTRAINT ck_sources_id CHECK (id > 0), 
	uid TEXT DEFAULT (printf('%s-%s-7%s-%s%s-%s', substr(printf('%012x', CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)), 1, 8), substr(printf('%012x', CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)), 9, 4), substr(lower(hex(randomblob(2))), 2), substr('89ab', 1 + (random() & 3), 1), substr(lower(hex(randomblob(2))), 2), lower(hex(randomblob(6))))) NOT NULL CONSTRAINT ck_sources_uid CHECK (uid GLOB '????????-????-????-????-????????????'), 
	kind TEXT DEFAULT 'article' NOT NULL, 
	title TEXT, 
	publisher TEXT, 
	author TEXT, 
	url TEXT, 
	archive_url TEXT, 
	published TEXT, 
	lang TEXT, 
	accessed_at TEXT, 
	note TEXT, 
	changeset_id INTEGER, 
	CONSTRAINT ck_sources_kind CHECK (kind IN ('article', 'transcript', 'video', 'audio', 'post', 'treaty', 'document', 'book', 'dataset', 'other')), 
	CONSTRAINT ck_sources_named CHECK (coalesce(title, url, publisher) IS NOT NULL), 
	CONSTRAINT ck_sources_no_nul CHECK (instr(coalesce(uid, '') || coalesce(kind, '') || coalesce(title, '') || coalesce(publisher, '') || coalesce(author, '') || coalesce(url, '') || coalesce(archive_url, '') || coalesce(published, '') || coalesce(lang, '') || coalesce(accessed_at, '') || coalesce(note, ''), char(0)) = 0), 
	CONSTRAINT uq_sources_uid UNIQUE (uid), 
	CONSTRAINT fk_sources_changeset_id_changesets FOREIGN KEY(changeset_id) REFERENCES changesets (id)
)
 STRICT;
CREATE TABLE speakers (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CONSTRAINT ck_speakers_id CHECK (id > 0), 
	uid TEXT DEFAULT (printf('%s-%s-7%s-%s%s-%s', substr(printf('%012x', CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)), 1, 8), substr(printf('%012x', CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)), 9, 4), substr(lower(hex(randomblob(2))), 2), substr('89ab', 1 + (random() & 3), 1), substr(lower(hex(randomblob(2))), 2), lower(hex(randomblob(6))))) NOT NULL CONSTRAINT ck_speakers_uid CHECK (uid GLOB '????????-????-????-????-????????????'), 
	name TEXT NOT NULL, 
	kind TEXT DEFAULT 'person' NOT NULL, 
	country TEXT, 
	wikidata TEXT, 
	note TEXT, 
	changeset_id INTEGER, 
	CONSTRAINT ck_speakers_kind CHECK (kind IN ('person', 'organization', 'state')), 
	CONSTRAINT ck_speakers_name_not_empty CHECK (length(trim(name, char(9, 10, 13, 32))) > 0), 
	CONSTRAINT ck_speakers_country CHECK (country GLOB '[A-Z][A-Z]'), 
	CONSTRAINT ck_speakers_no_nul CHECK (instr(coalesce(uid, '') || coalesce(name, '') || coalesce(kind, '') || coalesce(country, '') || coalesce(wikidata, '') || coalesce(note, ''), char(0)) = 0), 
	CONSTRAINT uq_speakers_uid UNIQUE (uid), 
	CONSTRAINT fk_speakers_changeset_id_changesets FOREIGN KEY(changeset_id) REFERENCES changesets (id)
)
 STRICT;
CREATE TABLE topics (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CONSTRAINT ck_topics_id CHECK (id > 0), 
	uid TEXT DEFAULT (printf('%s-%s-7%s-%s%s-%s', substr(printf('%012x', CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)), 1, 8), substr(printf('%012x', CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)), 9, 4), substr(lower(hex(randomblob(2))), 2), substr('89ab', 1 + (random() & 3), 1), substr(lower(hex(randomblob(2))), 2), lower(hex(randomblob(6))))) NOT NULL CONSTRAINT ck_topics_uid CHECK (uid GLOB '????????-????-????-????-????????????'), 
	name TEXT NOT NULL, 
	"key" TEXT, 
	note TEXT, 
	changeset_id INTEGER, 
	CONSTRAINT ck_topics_name_not_empty CHECK (length(trim(name, char(9, 10, 13, 32))) > 0), 
	CONSTRAINT ck_topics_no_nul CHECK (instr(coalesce(uid, '') || coalesce(name, '') || coalesce(key, '') || coalesce(note, ''), char(0)) = 0), 
	CONSTRAINT uq_topics_uid UNIQUE (uid), 
	CONSTRAINT uq_topics_name UNIQUE (name), 
	CONSTRAINT fk_topics_changeset_id_changesets FOREIGN KEY(changeset_id) REFERENCES changesets (id)
)
 STRICT;
CREATE TABLE entries (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CONSTRAINT ck_entries_id CHECK (id > 0), 
	uid TEXT DEFAULT (printf('%s-%s-7%s-%s%s-%s', substr(printf('%012x', CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)), 1, 8), substr(printf('%012x', CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)), 9, 4), substr(lower(hex(randomblob(2))), 2), substr('89ab', 1 + (random() & 3), 1), substr(lower(hex(randomblob(2))), 2), lower(hex(randomblob(6))))) NOT NULL CONSTRAINT ck_entries_uid CHECK (uid GLOB '????????-????-????-????-????????????'), 
	kind TEXT NOT NULL, 
	date TEXT, 
	date_earliest TEXT, 
	date_latest TEXT, 
	time TEXT, 
	date_text TEXT, 
	title TEXT, 
	text TEXT, 
	speaker_id INTEGER, 
	role TEXT, 
	mode TEXT, 
	original_text TEXT, 
	setting TEXT, 
	lang TEXT, 
	note TEXT, 
	dataset TEXT, 
	external_id TEXT, 
	changeset_id INTEGER, 
	CONSTRAINT ck_entries_kind CHECK (kind IN ('event', 'statement')), 
	CONSTRAINT ck_entries_mode CHECK (mode IN ('verbatim', 'paraphrase')), 
	CONSTRAINT ck_entries_event CHECK (kind <> 'event' OR (title IS NOT NULL AND speaker_id IS NULL AND mode IS NULL)), 
	CONSTRAINT ck_entries_statement CHECK (kind <> 'statement' OR (speaker_id IS NOT NULL AND text IS NOT NULL AND mode IS NOT NULL)), 
	CONSTRAINT ck_entries_time CHECK (time IS NULL OR (date GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND time GLOB '[0-2][0-9]:[0-5][0-9]*' AND time < '24') IS TRUE), 
	CONSTRAINT ck_entries_title_not_empty CHECK (length(trim(title, char(9, 10, 13, 32))) > 0), 
	CONSTRAINT ck_entries_text_not_empty CHECK (length(trim(text, char(9, 10, 13, 32))) > 0), 
	CONSTRAINT ck_entries_bounds_follow_date CHECK ((CASE WHEN date IS NULL THEN date_earliest IS NULL AND date_latest IS NULL WHEN date GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' THEN date_earliest = date AND date_latest = date AND date(date, '+0 days') = date WHEN date GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN date_earliest = date(date || '-01') AND date_latest = iif(substr(date, 6) = '12', date || '-31', date(date || '-01', '+1 month', '-1 day')) WHEN date GLOB '[0-9][0-9][0-9][0-9]' THEN date_earliest = date || '-01-01' AND date_latest = date || '-12-31' WHEN date_earliest NOT GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' OR date_latest NOT GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' THEN 0 ELSE date_earliest <= date_latest AND date(date_earliest, '+0 days') = date_earliest AND date(date_latest, '+0 days') = date_latest AND date NOT GLOB '*[^-0-9X?~%/.]*' END) IS TRUE), 
	CONSTRAINT ck_entries_no_nul CHECK (instr(coalesce(uid, '') || coalesce(kind, '') || coalesce(date, '') || coalesce(date_earliest, '') || coalesce(date_latest, '') || coalesce(time, '') || coalesce(date_text, '') || coalesce(title, '') || coalesce(text, '') || coalesce(role, '') || coalesce(mode, '') || coalesce(original_text, '') || coalesce(setting, '') || coalesce(lang, '') || coalesce(note, '') || coalesce(dataset, '') || coalesce(external_id, ''), char(0)) = 0), 
	CONSTRAINT uq_entries_uid UNIQUE (uid), 
	CONSTRAINT fk_entries_speaker_id_speakers FOREIGN KEY(speaker_id) REFERENCES speakers (id), 
	CONSTRAINT fk_entries_changeset_id_changesets FOREIGN KEY(changeset_id) REFERENCES changesets (id)
)
 STRICT;
CREATE TABLE offices (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CONSTRAINT ck_offices_id CHECK (id > 0), 
	speaker_id INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	organization TEXT, 
	country TEXT, 
	date TEXT, 
	date_earliest TEXT, 
	date_latest TEXT, 
	note TEXT, 
	changeset_id INTEGER, 
	CONSTRAINT ck_offices_title_not_empty CHECK (length(trim(title, char(9, 10, 13, 32))) > 0), 
	CONSTRAINT ck_offices_country CHECK (country GLOB '[A-Z][A-Z]'), 
	CONSTRAINT ck_offices_bounds_follow_date CHECK ((CASE WHEN date IS NULL THEN date_earliest IS NULL AND date_latest IS NULL WHEN date_earliest IS NULL AND date_latest IS NULL THEN 1 WHEN date GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' THEN date_earliest = date AND date_latest = date AND date(date, '+0 days') = date WHEN date GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN date_earliest = date(date || '-01') AND date_latest = iif(substr(date, 6) = '12', date || '-31', date(date || '-01', '+1 month', '-1 day')) WHEN date GLOB '[0-9][0-9][0-9][0-9]' THEN date_earliest = date || '-01-01' AND date_latest = date || '-12-31' WHEN date_earliest NOT GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' OR date_latest NOT GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' THEN 0 ELSE date_earliest <= date_latest AND date(date_earliest, '+0 days') = date_earliest AND date(date_latest, '+0 days') = date_latest AND date NOT GLOB '*[^-0-9X?~%/.]*' END) IS TRUE), 
	CONSTRAINT ck_offices_no_nul CHECK (instr(coalesce(title, '') || coalesce(organization, '') || coalesce(country, '') || coalesce(date, '') || coalesce(note, ''), char(0)) = 0), 
	CONSTRAINT fk_offices_speaker_id_speakers FOREIGN KEY(speaker_id) REFERENCES speakers (id), 
	CONSTRAINT fk_offices_changeset_id_changesets FOREIGN KEY(changeset_id) REFERENCES changesets (id)
)
 STRICT;
CREATE TABLE place_names (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CONSTRAINT ck_place_names_id CHECK (id > 0), 
	place_id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	lang TEXT, 
	"key" TEXT, 
	changeset_id INTEGER, 
	CONSTRAINT uq_place_names_place_id_name UNIQUE (place_id, name), 
	CONSTRAINT ck_place_names_name_not_empty CHECK (length(trim(name, char(9, 10, 13, 32))) > 0), 
	CONSTRAINT ck_place_names_no_nul CHECK (instr(coalesce(name, '') || coalesce(lang, '') || coalesce(key, ''), char(0)) = 0), 
	CONSTRAINT fk_place_names_place_id_places FOREIGN KEY(place_id) REFERENCES places (id), 
	CONSTRAINT fk_place_names_changeset_id_changesets FOREIGN KEY(changeset_id) REFERENCES changesets (id)
)
 STRICT;
CREATE TABLE snapshots (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CONSTRAINT ck_snapshots_id CHECK (id > 0), 
	source_id INTEGER NOT NULL, 
	retrieved_at TEXT NOT NULL, 
	media_type TEXT, 
	content BLOB, 
	content_sha256 TEXT, 
	text TEXT NOT NULL, 
	text_sha256 TEXT NOT NULL, 
	extractor TEXT, 
	changeset_id INTEGER, 
	CONSTRAINT ck_snapshots_no_nul CHECK (instr(coalesce(retrieved_at, '') || coalesce(media_type, '') || coalesce(content_sha256, '') || coalesce(text, '') || coalesce(text_sha256, '') || coalesce(extractor, ''), char(0)) = 0), 
	CONSTRAINT fk_snapshots_source_id_sources FOREIGN KEY(source_id) REFERENCES sources (id), 
	CONSTRAINT fk_snapshots_changeset_id_changesets FOREIGN KEY(changeset_id) REFERENCES changesets (id)
)
 STRICT;
CREATE TABLE speaker_names (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CONSTRAINT ck_speaker_names_id CHECK (id > 0), 
	speaker_id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	lang TEXT, 
	"key" TEXT, 
	changeset_id INTEGER, 
	CONSTRAINT uq_speaker_names_speaker_id_name UNIQUE (speaker_id, name), 
	CONSTRAINT ck_speaker_names_name_not_empty CHECK (length(trim(name, char(9, 10, 13, 32))) > 0), 
	CONSTRAINT ck_speaker_names_no_nul CHECK (instr(coalesce(name, '') || coalesce(lang, '') || coalesce(key, ''), char(0)) = 0), 
	CONSTRAINT fk_speaker_names_speaker_id_speakers FOREIGN KEY(speaker_id) REFERENCES speakers (id), 
	CONSTRAINT fk_speaker_names_changeset_id_changesets FOREIGN KEY(changeset_id) REFERENCES changesets (id)
)
 STRICT;
CREATE TABLE citations (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CONSTRAINT ck_citations_id CHECK (id > 0), 
	entry_id INTEGER NOT NULL, 
	source_id INTEGER NOT NULL, 
	via_id INTEGER, 
	snapshot_id INTEGER, 
	exact TEXT, 
	prefix TEXT, 
	suffix TEXT, 
	start INTEGER, 
	"end" INTEGER, 
	date TEXT, 
	date_text TEXT, 
	stance TEXT DEFAULT 'supports' NOT NULL, 
	note TEXT, 
	changeset_id INTEGER, 
	CONSTRAINT ck_citations_stance CHECK (stance IN ('supports', 'disputes')), 
	CONSTRAINT ck_citations_exact_not_empty CHECK (length(trim(exact, char(9, 10, 13, 32))) > 0), 
	CONSTRAINT ck_citations_span CHECK (("start" IS NULL) = ("end" IS NULL) AND ("start" IS NULL OR 0 <= "start" AND "start" <= "end")), 
	CONSTRAINT ck_citations_no_nul CHECK (instr(coalesce(exact, '') || coalesce(prefix, '') || coalesce(suffix, '') || coalesce(date, '') || coalesce(date_text, '') || coalesce(note, ''), char(0)) = 0), 
	CONSTRAINT fk_citations_entry_id_entries FOREIGN KEY(entry_id) REFERENCES entries (id), 
	CONSTRAINT fk_citations_source_id_sources FOREIGN KEY(source_id) REFERENCES sources (id), 
	CONSTRAINT fk_citations_via_id_sources FOREIGN KEY(via_id) REFERENCES sources (id), 
	CONSTRAINT fk_citations_snapshot_id_snapshots FOREIGN KEY(snapshot_id) REFERENCES snapshots (id), 
	CONSTRAINT fk_citations_changeset_id_changesets FOREIGN KEY(changeset_id) REFERENCES changesets (id)
)
 STRICT;
CREATE TABLE entry_places (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CONSTRAINT ck_entry_places_id CHECK (id > 0), 
	entry_id INTEGER NOT NULL, 
	place_id INTEGER NOT NULL, 
	changeset_id INTEGER, 
	CONSTRAINT uq_entry_places_entry_id_place_id UNIQUE (entry_id, place_id), 
	CONSTRAINT fk_entry_places_entry_id_entries FOREIGN KEY(entry_id) REFERENCES entries (id), 
	CONSTRAINT fk_entry_places_place_id_places FOREIGN KEY(place_id) REFERENCES places (id), 
	CONSTRAINT fk_entry_places_changeset_id_changesets FOREIGN KEY(changeset_id) REFERENCES changesets (id)
)
 STRICT;
CREATE TABLE entry_topics (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CONSTRAINT ck_entry_topics_id CHECK (id > 0), 
	entry_id INTEGER NOT NULL, 
	topic_id INTEGER NOT NULL, 
	changeset_id INTEGER, 
	CONSTRAINT uq_entry_topics_entry_id_topic_id UNIQUE (entry_id, topic_id), 
	CONSTRAINT fk_entry_topics_entry_id_entries FOREIGN KEY(entry_id) REFERENCES entries (id), 
	CONSTRAINT fk_entry_topics_topic_id_topics FOREIGN KEY(topic_id) REFERENCES topics (id), 
	CONSTRAINT fk_entry_topics_changeset_id_changesets FOREIGN KEY(changeset_id) REFERENCES changesets (id)
)
 STRICT;
CREATE TABLE links (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CONSTRAINT ck_links_id CHECK (id > 0), 
	from_id INTEGER NOT NULL, 
	to_id INTEGER NOT NULL, 
	relation TEXT NOT NULL, 
	note TEXT, 
	changeset_id INTEGER, 
	CONSTRAINT uq_links_from_id_to_id_relation UNIQUE (from_id, to_id, relation), 
	CONSTRAINT ck_links_relation CHECK (relation IN ('reaffirms', 'contradicts', 'responds_to', 'clarifies', 'retracts', 'denies', 'announces', 'fulfils', 'about')), 
	CONSTRAINT ck_links_not_itself CHECK (from_id <> to_id), 
	CONSTRAINT ck_links_no_nul CHECK (instr(coalesce(note, ''), char(0)) = 0), 
	CONSTRAINT fk_links_from_id_entries FOREIGN KEY(from_id) REFERENCES entries (id), 
	CONSTRAINT fk_links_to_id_entries FOREIGN KEY(to_id) REFERENCES entries (id), 
	CONSTRAINT fk_links_changeset_id_changesets FOREIGN KEY(changeset_id) REFERENCES changesets (id)
)
 STRICT;
CREATE TABLE participants (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CONSTRAINT ck_participants_id CHECK (id > 0), 
	entry_id INTEGER NOT NULL, 
	speaker_id INTEGER NOT NULL, 
	role TEXT DEFAULT 'participant' NOT NULL, 
	changeset_id INTEGER, 
	CONSTRAINT uq_participants_entry_id_speaker_id_role UNIQUE (entry_id, speaker_id, role), 
	CONSTRAINT ck_participants_role_not_empty CHECK (length(trim(role, char(9, 10, 13, 32))) > 0), 
	CONSTRAINT ck_participants_no_nul CHECK (instr(coalesce(role, ''), char(0)) = 0), 
	CONSTRAINT fk_participants_entry_id_entries FOREIGN KEY(entry_id) REFERENCES entries (id), 
	CONSTRAINT fk_participants_speaker_id_speakers FOREIGN KEY(speaker_id) REFERENCES speakers (id), 
	CONSTRAINT fk_participants_changeset_id_changesets FOREIGN KEY(changeset_id) REFERENCES changesets (id)
)
 STRICT;
CREATE INDEX ix_places_parent_id ON places (parent_id);
CREATE INDEX ix_revisions_changeset_id ON revisions (changeset_id);
CREATE INDEX ix_revisions_table_name_row_id_changeset_id ON revisions (table_name, row_id, changeset_id);
CREATE INDEX ix_sources_url ON sources (url);
CREATE INDEX ix_speakers_name ON speakers (name);
CREATE INDEX ix_topics_key ON topics ("key");
CREATE INDEX ix_entries_changeset_id ON entries (changeset_id);
CREATE INDEX ix_entries_date ON entries (date_earliest, date_latest, time);
CREATE INDEX ix_entries_kind_date ON entries (kind, date_earliest, date_latest, time);
CREATE INDEX ix_entries_speaker_date ON entries (speaker_id, date_earliest, date_latest, time);
CREATE UNIQUE INDEX uq_entries_dataset_external_id ON entries (dataset, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX ix_offices_speaker_id_date_earliest ON offices (speaker_id, date_earliest);
CREATE INDEX ix_place_names_key ON place_names ("key");
CREATE INDEX ix_snapshots_source_id ON snapshots (source_id);
CREATE INDEX ix_speaker_names_key ON speaker_names ("key");
CREATE INDEX ix_speaker_names_name_nocase ON speaker_names (name COLLATE NOCASE);
CREATE INDEX ix_citations_entry_id ON citations (entry_id);
CREATE INDEX ix_citations_snapshot_id ON citations (snapshot_id);
CREATE INDEX ix_citations_source_id ON citations (source_id);
CREATE INDEX ix_citations_via_id ON citations (via_id);
CREATE INDEX ix_entry_places_place_id ON entry_places (place_id);
CREATE INDEX ix_entry_topics_topic_id ON entry_topics (topic_id);
CREATE INDEX ix_links_to_id ON links (to_id);
CREATE INDEX ix_participants_speaker_id ON participants (speaker_id);
INSERT INTO writing (id) VALUES (1);
CREATE VIEW timeline AS SELECT e.id AS id, e.uid AS uid, e.kind AS kind, e.date AS date, e.date_earliest AS date_earliest, e.date_latest AS date_latest, e.time AS time, e.date_text AS date_text, e.title AS title, e.text AS text, e.speaker_id AS speaker_id, s.name AS speaker, s.country AS country, (SELECT o.title || coalesce(', ' || o.organization, '') FROM offices AS o
    WHERE o.speaker_id = e.speaker_id AND o.date_earliest <= e.date_latest AND o.date_latest >= e.date_earliest
    ORDER BY o.date_earliest DESC, o.id DESC LIMIT 1) AS office, e.role AS role, e.mode AS mode, e.original_text AS original_text, e.setting AS setting, e.lang AS lang, e.note AS note, (SELECT group_concat(t.name, ', ') FROM entry_topics AS et JOIN topics AS t ON t.id = et.topic_id
    WHERE et.entry_id = e.id) AS topics, (SELECT group_concat(p.name, ', ') FROM entry_places AS ep JOIN places AS p ON p.id = ep.place_id
    WHERE ep.entry_id = e.id) AS places, (SELECT count(*) FROM citations AS c WHERE c.entry_id = e.id) AS sources, e.dataset AS dataset, e.external_id AS external_id, e.changeset_id AS changeset_id
  FROM entries AS e LEFT JOIN speakers AS s ON s.id = e.speaker_id;
CREATE VIEW events AS SELECT e.id AS id, e.uid AS uid, e.kind AS kind, e.date AS date, e.date_earliest AS date_earliest, e.date_latest AS date_latest, e.time AS time, e.date_text AS date_text, e.title AS title, e.text AS text, e.speaker_id AS speaker_id, s.name AS speaker, s.country AS country, (SELECT o.title || coalesce(', ' || o.organization, '') FROM offices AS o
    WHERE o.speaker_id = e.speaker_id AND o.date_earliest <= e.date_latest AND o.date_latest >= e.date_earliest
    ORDER BY o.date_earliest DESC, o.id DESC LIMIT 1) AS office, e.role AS role, e.mode AS mode, e.original_text AS original_text, e.setting AS setting, e.lang AS lang, e.note AS note, (SELECT group_concat(t.name, ', ') FROM entry_topics AS et JOIN topics AS t ON t.id = et.topic_id
    WHERE et.entry_id = e.id) AS topics, (SELECT group_concat(p.name, ', ') FROM entry_places AS ep JOIN places AS p ON p.id = ep.place_id
    WHERE ep.entry_id = e.id) AS places, (SELECT count(*) FROM citations AS c WHERE c.entry_id = e.id) AS sources, e.dataset AS dataset, e.external_id AS external_id, e.changeset_id AS changeset_id
  FROM entries AS e LEFT JOIN speakers AS s ON s.id = e.speaker_id
  WHERE e.kind = 'event';
CREATE VIEW statements AS SELECT e.id AS id, e.uid AS uid, e.kind AS kind, e.date AS date, e.date_earliest AS date_earliest, e.date_latest AS date_latest, e.time AS time, e.date_text AS date_text, e.title AS title, e.text AS text, e.speaker_id AS speaker_id, s.name AS speaker, s.country AS country, (SELECT o.title || coalesce(', ' || o.organization, '') FROM offices AS o
    WHERE o.speaker_id = e.speaker_id AND o.date_earliest <= e.date_latest AND o.date_latest >= e.date_earliest
    ORDER BY o.date_earliest DESC, o.id DESC LIMIT 1) AS office, e.role AS role, e.mode AS mode, e.original_text AS original_text, e.setting AS setting, e.lang AS lang, e.note AS note, (SELECT group_concat(t.name, ', ') FROM entry_topics AS et JOIN topics AS t ON t.id = et.topic_id
    WHERE et.entry_id = e.id) AS topics, (SELECT group_concat(p.name, ', ') FROM entry_places AS ep JOIN places AS p ON p.id = ep.place_id
    WHERE ep.entry_id = e.id) AS places, (SELECT count(*) FROM citations AS c WHERE c.entry_id = e.id) AS sources, e.dataset AS dataset, e.external_id AS external_id, e.changeset_id AS changeset_id
  FROM entries AS e LEFT JOIN speakers AS s ON s.id = e.speaker_id
  WHERE e.kind = 'statement';
CREATE TRIGGER timeline_insert INSTEAD OF INSERT ON timeline BEGIN
  SELECT RAISE(ABORT, 'country, office, topics, places and sources are shown, not stored, here: change speakers, offices, entry_topics, entry_places or citations') WHERE NEW.country IS NOT NULL OR NEW.office IS NOT NULL OR NEW.topics IS NOT NULL OR NEW.places IS NOT NULL OR NEW.sources IS NOT NULL;
  SELECT RAISE(ABORT, 'a statement needs a speaker (or speaker_id) and a text') WHERE coalesce(NEW.kind, iif(NEW.speaker IS NULL AND NEW.speaker_id IS NULL, 'event', 'statement')) = 'statement' AND (NEW.text IS NULL OR coalesce(NEW.speaker_id, NEW.speaker) IS NULL);
  SELECT RAISE(ABORT, 'an event needs a title') WHERE coalesce(NEW.kind, iif(NEW.speaker IS NULL AND NEW.speaker_id IS NULL, 'event', 'statement')) = 'event' AND NEW.title IS NULL;
  SELECT RAISE(ABORT, 'an event has no speaker: give kind ''statement'' or leave speaker out') WHERE coalesce(NEW.kind, iif(NEW.speaker IS NULL AND NEW.speaker_id IS NULL, 'event', 'statement')) = 'event' AND coalesce(NEW.speaker_id, NEW.speaker) IS NOT NULL;
  SELECT RAISE(ABORT, 'speaker_id: there is no speaker of that number') WHERE NEW.speaker_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM speakers WHERE id = NEW.speaker_id);
  INSERT INTO entries (id, uid, kind, date, time, date_text, title, text, role, mode, original_text, setting, lang, note, dataset, external_id, date_earliest, date_latest, speaker_id, changeset_id)
  SELECT NEW.id, coalesce(NEW.uid, printf('%s-%s-7%s-%s%s-%s', substr(printf('%012x', CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)), 1, 8), substr(printf('%012x', CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)), 9, 4), substr(lower(hex(randomblob(2))), 2), substr('89ab', 1 + (random() & 3), 1), substr(lower(hex(randomblob(2))), 2), lower(hex(randomblob(6))))), coalesce(NEW.kind, iif(NEW.speaker IS NULL AND NEW.speaker_id IS NULL, 'event', 'statement')), NEW.date, NEW.time, NEW.date_text, NEW.title, NEW.text, NEW.role, iif(coalesce(NEW.kind, iif(NEW.speaker IS NULL AND NEW.speaker_id IS NULL, 'event', 'statement')) = 'statement', coalesce(NEW.mode, 'paraphrase'), NEW.mode), NEW.original_text, NEW.setting, NEW.lang, NEW.note, NEW.dataset, NEW.external_id,
    CASE WHEN NEW.date IS NULL THEN CASE WHEN (NEW.date_earliest IS NOT NULL OR NEW.date_latest IS NOT NULL) THEN RAISE(ABORT, 'date_earliest and date_latest do not agree with date: leave them out') END
      WHEN b.earliest IS NULL OR b.latest IS NULL THEN CASE
        WHEN NEW.date_earliest IS NULL OR NEW.date_latest IS NULL OR 0 THEN RAISE(ABORT, 'date: SQL can bound YYYY, YYYY-MM, YYYY-MM-DD, two of these with a slash between, .. for an open end, and a closing ? ~ or %; for any other EDTF date give date_earliest and date_latest too, or use timeline add')
        ELSE NEW.date_earliest END
      WHEN b.earliest > b.end_begins THEN RAISE(ABORT, 'date: the interval ends before it begins')
      WHEN (NEW.date_earliest IS NOT NULL OR NEW.date_latest IS NOT NULL) AND (NEW.date_earliest IS NOT b.earliest OR NEW.date_latest IS NOT b.latest) THEN RAISE(ABORT, 'date_earliest and date_latest do not agree with date: leave them out')
      ELSE b.earliest END,
    CASE WHEN NEW.date IS NULL THEN CASE WHEN (NEW.date_earliest IS NOT NULL OR NEW.date_latest IS NOT NULL) THEN RAISE(ABORT, 'date_earliest and date_latest do not agree with date: leave them out') END
      WHEN b.earliest IS NULL OR b.latest IS NULL THEN CASE
        WHEN NEW.date_earliest IS NULL OR NEW.date_latest IS NULL OR 0 THEN RAISE(ABORT, 'date: SQL can bound YYYY, YYYY-MM, YYYY-MM-DD, two of these with a slash between, .. for an open end, and a closing ? ~ or %; for any other EDTF date give date_earliest and date_latest too, or use timeline add')
        ELSE NEW.date_latest END
      WHEN b.earliest > b.end_begins THEN RAISE(ABORT, 'date: the interval ends before it begins')
      WHEN (NEW.date_earliest IS NOT NULL OR NEW.date_latest IS NOT NULL) AND (NEW.date_earliest IS NOT b.earliest OR NEW.date_latest IS NOT b.latest) THEN RAISE(ABORT, 'date_earliest and date_latest do not agree with date: leave them out')
      ELSE b.latest END,
    CASE WHEN NEW.speaker IS NULL OR NEW.speaker_id IS NOT NULL THEN NEW.speaker_id ELSE (SELECT CASE count(DISTINCT n.speaker_id) WHEN 1 THEN min(n.speaker_id)
      WHEN 0 THEN RAISE(ABORT, 'speaker: nobody is known by that name; INSERT INTO speakers (name) or speaker_names (speaker_id, name) first') ELSE RAISE(ABORT, 'speaker: more than one is known by that name; give speaker_id (SELECT speaker_id, name FROM speaker_names)') END
      FROM speaker_names AS n WHERE n.name = trim(NEW.speaker) COLLATE NOCASE) END,
    NEW.changeset_id
  FROM (SELECT
      CASE WHEN a IN ('', '..') AND b IN ('', '..') THEN NULL WHEN a IN ('', '..') THEN '0000-01-01' WHEN a GLOB '[0-9][0-9][0-9][0-9]' THEN a || '-01-01' WHEN a GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN date(a || '-01') WHEN a GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(a, '+0 days') = a THEN a END AS earliest,
      CASE WHEN a IN ('', '..') AND b IN ('', '..') THEN NULL WHEN b IN ('', '..') THEN '9999-12-31' WHEN b GLOB '[0-9][0-9][0-9][0-9]' THEN b || '-12-31' WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN iif(substr(b, 6) = '12', b || '-31', date(b || '-01', '+1 month', '-1 day')) WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(b, '+0 days') = b THEN b END AS latest,
      CASE WHEN b GLOB '[0-9][0-9][0-9][0-9]' THEN b || '-01-01' WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN date(b || '-01') WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(b, '+0 days') = b THEN b END AS end_begins
    FROM (SELECT CASE WHEN a GLOB '*[0-9][?~%]' THEN substr(a, 1, length(a) - 1) ELSE a END AS a, CASE WHEN b GLOB '*[0-9][?~%]' THEN substr(b, 1, length(b) - 1) ELSE b END AS b FROM (SELECT substr(NEW.date, 1, instr(NEW.date || '/', '/') - 1) AS a, CASE WHEN instr(NEW.date, '/') THEN substr(NEW.date, instr(NEW.date, '/') + 1) ELSE NEW.date END AS b LIMIT 1) LIMIT 1) LIMIT 1) AS b;
END;
CREATE TRIGGER timeline_update INSTEAD OF UPDATE ON timeline BEGIN
  SELECT RAISE(ABORT, 'country, office, topics, places and sources are shown, not stored, here: change speakers, offices, entry_topics, entry_places or citations') WHERE NEW.country IS NOT OLD.country OR NEW.office IS NOT OLD.office OR NEW.topics IS NOT OLD.topics OR NEW.places IS NOT OLD.places OR NEW.sources IS NOT OLD.sources;
  SELECT RAISE(ABORT, 'a statement needs a speaker (or speaker_id) and a text') WHERE NEW.kind = 'statement' AND (NEW.text IS NULL OR (CASE WHEN NEW.speaker_id IS NOT OLD.speaker_id OR NEW.speaker IS OLD.speaker THEN NEW.speaker_id ELSE NEW.speaker END) IS NULL);
  SELECT RAISE(ABORT, 'an event needs a title') WHERE NEW.kind = 'event' AND NEW.title IS NULL;
  SELECT RAISE(ABORT, 'an event has no speaker: give kind ''statement'' or leave speaker out') WHERE NEW.kind = 'event' AND (CASE WHEN NEW.speaker_id IS NOT OLD.speaker_id OR NEW.speaker IS OLD.speaker THEN NEW.speaker_id ELSE NEW.speaker END) IS NOT NULL;
  SELECT RAISE(ABORT, 'speaker_id: there is no speaker of that number') WHERE NEW.speaker_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM speakers WHERE id = NEW.speaker_id);
  UPDATE entries SET id = NEW.id, uid = NEW.uid, kind = NEW.kind, date = NEW.date, time = NEW.time, date_text = NEW.date_text, title = NEW.title, text = NEW.text, role = NEW.role, mode = NEW.mode, original_text = NEW.original_text, setting = NEW.setting, lang = NEW.lang, note = NEW.note, dataset = NEW.dataset, external_id = NEW.external_id,
    date_earliest = CASE WHEN NEW.date IS OLD.date AND (NEW.date_earliest IS OLD.date_earliest AND NEW.date_latest IS OLD.date_latest) THEN OLD.date_earliest ELSE (SELECT CASE WHEN NEW.date IS NULL THEN CASE WHEN (NOT (NEW.date_earliest IS OLD.date_earliest AND NEW.date_latest IS OLD.date_latest) AND NEW.date IS NOT NULL) THEN RAISE(ABORT, 'date_earliest and date_latest do not agree with date: leave them out') END
      WHEN b.earliest IS NULL OR b.latest IS NULL THEN CASE
        WHEN NEW.date_earliest IS NULL OR NEW.date_latest IS NULL OR (NEW.date_earliest IS OLD.date_earliest AND NEW.date_latest IS OLD.date_latest) THEN RAISE(ABORT, 'date: SQL can bound YYYY, YYYY-MM, YYYY-MM-DD, two of these with a slash between, .. for an open end, and a closing ? ~ or %; for any other EDTF date give date_earliest and date_latest too, or use timeline add')
        ELSE NEW.date_earliest END
      WHEN b.earliest > b.end_begins THEN RAISE(ABORT, 'date: the interval ends before it begins')
      WHEN (NOT (NEW.date_earliest IS OLD.date_earliest AND NEW.date_latest IS OLD.date_latest) AND NEW.date IS NOT NULL) AND (NEW.date_earliest IS NOT b.earliest OR NEW.date_latest IS NOT b.latest) THEN RAISE(ABORT, 'date_earliest and date_latest do not agree with date: leave them out')
      ELSE b.earliest END FROM (SELECT
      CASE WHEN a IN ('', '..') AND b IN ('', '..') THEN NULL WHEN a IN ('', '..') THEN '0000-01-01' WHEN a GLOB '[0-9][0-9][0-9][0-9]' THEN a || '-01-01' WHEN a GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN date(a || '-01') WHEN a GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(a, '+0 days') = a THEN a END AS earliest,
      CASE WHEN a IN ('', '..') AND b IN ('', '..') THEN NULL WHEN b IN ('', '..') THEN '9999-12-31' WHEN b GLOB '[0-9][0-9][0-9][0-9]' THEN b || '-12-31' WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN iif(substr(b, 6) = '12', b || '-31', date(b || '-01', '+1 month', '-1 day')) WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(b, '+0 days') = b THEN b END AS latest,
      CASE WHEN b GLOB '[0-9][0-9][0-9][0-9]' THEN b || '-01-01' WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN date(b || '-01') WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(b, '+0 days') = b THEN b END AS end_begins
    FROM (SELECT CASE WHEN a GLOB '*[0-9][?~%]' THEN substr(a, 1, length(a) - 1) ELSE a END AS a, CASE WHEN b GLOB '*[0-9][?~%]' THEN substr(b, 1, length(b) - 1) ELSE b END AS b FROM (SELECT substr(NEW.date, 1, instr(NEW.date || '/', '/') - 1) AS a, CASE WHEN instr(NEW.date, '/') THEN substr(NEW.date, instr(NEW.date, '/') + 1) ELSE NEW.date END AS b LIMIT 1) LIMIT 1) LIMIT 1) AS b) END,
    date_latest = CASE WHEN NEW.date IS OLD.date AND (NEW.date_earliest IS OLD.date_earliest AND NEW.date_latest IS OLD.date_latest) THEN OLD.date_latest ELSE (SELECT CASE WHEN NEW.date IS NULL THEN CASE WHEN (NOT (NEW.date_earliest IS OLD.date_earliest AND NEW.date_latest IS OLD.date_latest) AND NEW.date IS NOT NULL) THEN RAISE(ABORT, 'date_earliest and date_latest do not agree with date: leave them out') END
      WHEN b.earliest IS NULL OR b.latest IS NULL THEN CASE
        WHEN NEW.date_earliest IS NULL OR NEW.date_latest IS NULL OR (NEW.date_earliest IS OLD.date_earliest AND NEW.date_latest IS OLD.date_latest) THEN RAISE(ABORT, 'date: SQL can bound YYYY, YYYY-MM, YYYY-MM-DD, two of these with a slash between, .. for an open end, and a closing ? ~ or %; for any other EDTF date give date_earliest and date_latest too, or use timeline add')
        ELSE NEW.date_latest END
      WHEN b.earliest > b.end_begins THEN RAISE(ABORT, 'date: the interval ends before it begins')
      WHEN (NOT (NEW.date_earliest IS OLD.date_earliest AND NEW.date_latest IS OLD.date_latest) AND NEW.date IS NOT NULL) AND (NEW.date_earliest IS NOT b.earliest OR NEW.date_latest IS NOT b.latest) THEN RAISE(ABORT, 'date_earliest and date_latest do not agree with date: leave them out')
      ELSE b.latest END FROM (SELECT
      CASE WHEN a IN ('', '..') AND b IN ('', '..') THEN NULL WHEN a IN ('', '..') THEN '0000-01-01' WHEN a GLOB '[0-9][0-9][0-9][0-9]' THEN a || '-01-01' WHEN a GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN date(a || '-01') WHEN a GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(a, '+0 days') = a THEN a END AS earliest,
      CASE WHEN a IN ('', '..') AND b IN ('', '..') THEN NULL WHEN b IN ('', '..') THEN '9999-12-31' WHEN b GLOB '[0-9][0-9][0-9][0-9]' THEN b || '-12-31' WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN iif(substr(b, 6) = '12', b || '-31', date(b || '-01', '+1 month', '-1 day')) WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(b, '+0 days') = b THEN b END AS latest,
      CASE WHEN b GLOB '[0-9][0-9][0-9][0-9]' THEN b || '-01-01' WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN date(b || '-01') WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(b, '+0 days') = b THEN b END AS end_begins
    FROM (SELECT CASE WHEN a GLOB '*[0-9][?~%]' THEN substr(a, 1, length(a) - 1) ELSE a END AS a, CASE WHEN b GLOB '*[0-9][?~%]' THEN substr(b, 1, length(b) - 1) ELSE b END AS b FROM (SELECT substr(NEW.date, 1, instr(NEW.date || '/', '/') - 1) AS a, CASE WHEN instr(NEW.date, '/') THEN substr(NEW.date, instr(NEW.date, '/') + 1) ELSE NEW.date END AS b LIMIT 1) LIMIT 1) LIMIT 1) AS b) END,
    speaker_id = CASE WHEN NEW.speaker_id IS NOT OLD.speaker_id OR NEW.speaker IS OLD.speaker THEN NEW.speaker_id
      WHEN NEW.speaker IS NULL THEN NULL ELSE (SELECT CASE count(DISTINCT n.speaker_id) WHEN 1 THEN min(n.speaker_id)
      WHEN 0 THEN RAISE(ABORT, 'speaker: nobody is known by that name; INSERT INTO speakers (name) or speaker_names (speaker_id, name) first') ELSE RAISE(ABORT, 'speaker: more than one is known by that name; give speaker_id (SELECT speaker_id, name FROM speaker_names)') END
      FROM speaker_names AS n WHERE n.name = trim(NEW.speaker) COLLATE NOCASE) END
  WHERE id = OLD.id;
END;
CREATE TRIGGER timeline_delete INSTEAD OF DELETE ON timeline BEGIN
  DELETE FROM entries WHERE id = OLD.id;
END;
CREATE TRIGGER events_insert INSTEAD OF INSERT ON events BEGIN
  SELECT RAISE(ABORT, 'kind: events holds only entries of kind event') WHERE NEW.kind IS NOT NULL AND NEW.kind <> 'event';
  INSERT INTO timeline (id, uid, kind, date, date_earliest, date_latest, time, date_text, title, text, speaker_id, speaker, country, office, role, mode, original_text, setting, lang, note, topics, places, sources, dataset, external_id, changeset_id) VALUES (NEW.id, NEW.uid, 'event', NEW.date, NEW.date_earliest, NEW.date_latest, NEW.time, NEW.date_text, NEW.title, NEW.text, NEW.speaker_id, NEW.speaker, NEW.country, NEW.office, NEW.role, NEW.mode, NEW.original_text, NEW.setting, NEW.lang, NEW.note, NEW.topics, NEW.places, NEW.sources, NEW.dataset, NEW.external_id, NEW.changeset_id);
END;
CREATE TRIGGER events_update INSTEAD OF UPDATE ON events BEGIN
  UPDATE timeline SET id = NEW.id, uid = NEW.uid, kind = NEW.kind, date = NEW.date, date_earliest = NEW.date_earliest, date_latest = NEW.date_latest, time = NEW.time, date_text = NEW.date_text, title = NEW.title, text = NEW.text, speaker_id = NEW.speaker_id, speaker = NEW.speaker, country = NEW.country, office = NEW.office, role = NEW.role, mode = NEW.mode, original_text = NEW.original_text, setting = NEW.setting, lang = NEW.lang, note = NEW.note, topics = NEW.topics, places = NEW.places, sources = NEW.sources, dataset = NEW.dataset, external_id = NEW.external_id WHERE id = OLD.id;
END;
CREATE TRIGGER events_delete INSTEAD OF DELETE ON events BEGIN
  DELETE FROM entries WHERE id = OLD.id;
END;
CREATE TRIGGER statements_insert INSTEAD OF INSERT ON statements BEGIN
  SELECT RAISE(ABORT, 'kind: statements holds only entries of kind statement') WHERE NEW.kind IS NOT NULL AND NEW.kind <> 'statement';
  INSERT INTO timeline (id, uid, kind, date, date_earliest, date_latest, time, date_text, title, text, speaker_id, speaker, country, office, role, mode, original_text, setting, lang, note, topics, places, sources, dataset, external_id, changeset_id) VALUES (NEW.id, NEW.uid, 'statement', NEW.date, NEW.date_earliest, NEW.date_latest, NEW.time, NEW.date_text, NEW.title, NEW.text, NEW.speaker_id, NEW.speaker, NEW.country, NEW.office, NEW.role, NEW.mode, NEW.original_text, NEW.setting, NEW.lang, NEW.note, NEW.topics, NEW.places, NEW.sources, NEW.dataset, NEW.external_id, NEW.changeset_id);
END;
CREATE TRIGGER statements_update INSTEAD OF UPDATE ON statements BEGIN
  UPDATE timeline SET id = NEW.id, uid = NEW.uid, kind = NEW.kind, date = NEW.date, date_earliest = NEW.date_earliest, date_latest = NEW.date_latest, time = NEW.time, date_text = NEW.date_text, title = NEW.title, text = NEW.text, speaker_id = NEW.speaker_id, speaker = NEW.speaker, country = NEW.country, office = NEW.office, role = NEW.role, mode = NEW.mode, original_text = NEW.original_text, setting = NEW.setting, lang = NEW.lang, note = NEW.note, topics = NEW.topics, places = NEW.places, sources = NEW.sources, dataset = NEW.dataset, external_id = NEW.external_id WHERE id = OLD.id;
END;
CREATE TRIGGER statements_delete INSTEAD OF DELETE ON statements BEGIN
  DELETE FROM entries WHERE id = OLD.id;
END;
CREATE TRIGGER places_before_insert BEFORE INSERT ON places
  WHEN (NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing))
    AND EXISTS (SELECT 1 FROM places WHERE (id = NEW.id) OR (uid = NEW.uid)) BEGIN
  DELETE FROM replaced WHERE table_name = 'places';
  INSERT INTO replaced (table_name, row_id, before, at)
    SELECT 'places', id, json_object('id', id, 'uid', uid, 'name', name, 'parent_id', parent_id, 'country', country, 'wikidata', wikidata, 'note', note, 'changeset_id', changeset_id), strftime('%Y-%m-%dT%H:%M:%fZ', 'now') FROM places WHERE (id = NEW.id) OR (uid = NEW.uid);
END;
CREATE TRIGGER places_after_insert AFTER INSERT ON places
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  SELECT RAISE(ABORT, 'places: REPLACE would remove another row with the same key; use UPDATE or ON CONFLICT DO UPDATE') FROM replaced AS x
    WHERE x.table_name = 'places' AND x.row_id <> NEW.id AND NOT EXISTS (SELECT 1 FROM places WHERE id = x.row_id);
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'places.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'places', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'places' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM places WHERE id = x.row_id));
  DELETE FROM replaced WHERE table_name = 'places';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'places', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE places SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END;
CREATE TRIGGER places_before_update BEFORE UPDATE ON places
  WHEN NEW.id IS NOT OLD.id OR NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'places: an id never changes') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'places: another row has the same uid')
    WHERE (NEW.uid IS NOT OLD.uid) AND EXISTS (SELECT 1 FROM places WHERE uid = NEW.uid AND id <> OLD.id);
END;
CREATE TRIGGER places_after_update AFTER UPDATE ON places
  WHEN NEW.uid IS NOT OLD.uid OR NEW.name IS NOT OLD.name OR NEW.parent_id IS NOT OLD.parent_id OR NEW.country IS NOT OLD.country OR NEW.wikidata IS NOT OLD.wikidata OR NEW.note IS NOT OLD.note OR (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'places.changeset_id is filled in by the file: leave it alone')
    WHERE (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) AND ((SELECT restoring FROM writing) = 0 OR NEW.changeset_id IS NULL OR NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'places', OLD.id, 'update', json_object('id', OLD.id, 'uid', OLD.uid, 'name', OLD.name, 'parent_id', OLD.parent_id, 'country', OLD.country, 'wikidata', OLD.wikidata, 'note', OLD.note, 'changeset_id', OLD.changeset_id)
    WHERE OLD.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
END;
CREATE TRIGGER places_after_delete AFTER DELETE ON places BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'places', OLD.id, 'delete', json_object('id', OLD.id, 'uid', OLD.uid, 'name', OLD.name, 'parent_id', OLD.parent_id, 'country', OLD.country, 'wikidata', OLD.wikidata, 'note', OLD.note, 'changeset_id', OLD.changeset_id) WHERE OLD.changeset_id IS NOT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  DELETE FROM replaced WHERE table_name = 'places' AND row_id = OLD.id;
END;
CREATE TRIGGER places_before_delete BEFORE DELETE ON places BEGIN
  SELECT RAISE(ABORT, 'places: REPLACE would also remove what hangs on this row; use UPDATE or ON CONFLICT DO UPDATE') WHERE (EXISTS (SELECT 1 FROM places WHERE parent_id = OLD.id) OR EXISTS (SELECT 1 FROM place_names WHERE place_id = OLD.id) OR EXISTS (SELECT 1 FROM entry_places WHERE place_id = OLD.id)) AND EXISTS (SELECT 1 FROM replaced
    WHERE table_name = 'places' AND row_id = OLD.id AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'places: places still refer to this row') WHERE EXISTS (SELECT 1 FROM places WHERE parent_id = OLD.id);
  DELETE FROM place_names WHERE place_id = OLD.id;
  DELETE FROM entry_places WHERE place_id = OLD.id;
END;
CREATE TRIGGER sources_before_insert BEFORE INSERT ON sources
  WHEN (NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing))
    AND EXISTS (SELECT 1 FROM sources WHERE (id = NEW.id) OR (uid = NEW.uid)) BEGIN
  DELETE FROM replaced WHERE table_name = 'sources';
  INSERT INTO replaced (table_name, row_id, before, at)
    SELECT 'sources', id, json_object('id', id, 'uid', uid, 'kind', kind, 'title', title, 'publisher', publisher, 'author', author, 'url', url, 'archive_url', archive_url, 'published', published, 'lang', lang, 'accessed_at', accessed_at, 'note', note, 'changeset_id', changeset_id), strftime('%Y-%m-%dT%H:%M:%fZ', 'now') FROM sources WHERE (id = NEW.id) OR (uid = NEW.uid);
END;
CREATE TRIGGER sources_after_insert AFTER INSERT ON sources
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  SELECT RAISE(ABORT, 'sources: REPLACE would remove another row with the same key; use UPDATE or ON CONFLICT DO UPDATE') FROM replaced AS x
    WHERE x.table_name = 'sources' AND x.row_id <> NEW.id AND NOT EXISTS (SELECT 1 FROM sources WHERE id = x.row_id);
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'sources.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'sources', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'sources' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM sources WHERE id = x.row_id));
  DELETE FROM replaced WHERE table_name = 'sources';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'sources', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE sources SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END;
CREATE TRIGGER sources_before_update BEFORE UPDATE ON sources
  WHEN NEW.id IS NOT OLD.id OR NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'sources: an id never changes') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'sources: another row has the same uid')
    WHERE (NEW.uid IS NOT OLD.uid) AND EXISTS (SELECT 1 FROM sources WHERE uid = NEW.uid AND id <> OLD.id);
END;
CREATE TRIGGER sources_after_update AFTER UPDATE ON sources
  WHEN NEW.uid IS NOT OLD.uid OR NEW.kind IS NOT OLD.kind OR NEW.title IS NOT OLD.title OR NEW.publisher IS NOT OLD.publisher OR NEW.author IS NOT OLD.author OR NEW.url IS NOT OLD.url OR NEW.archive_url IS NOT OLD.archive_url OR NEW.published IS NOT OLD.published OR NEW.lang IS NOT OLD.lang OR NEW.accessed_at IS NOT OLD.accessed_at OR NEW.note IS NOT OLD.note OR (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'sources.changeset_id is filled in by the file: leave it alone')
    WHERE (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) AND ((SELECT restoring FROM writing) = 0 OR NEW.changeset_id IS NULL OR NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'sources', OLD.id, 'update', json_object('id', OLD.id, 'uid', OLD.uid, 'kind', OLD.kind, 'title', OLD.title, 'publisher', OLD.publisher, 'author', OLD.author, 'url', OLD.url, 'archive_url', OLD.archive_url, 'published', OLD.published, 'lang', OLD.lang, 'accessed_at', OLD.accessed_at, 'note', OLD.note, 'changeset_id', OLD.changeset_id)
    WHERE OLD.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
END;
CREATE TRIGGER sources_after_delete AFTER DELETE ON sources BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'sources', OLD.id, 'delete', json_object('id', OLD.id, 'uid', OLD.uid, 'kind', OLD.kind, 'title', OLD.title, 'publisher', OLD.publisher, 'author', OLD.author, 'url', OLD.url, 'archive_url', OLD.archive_url, 'published', OLD.published, 'lang', OLD.lang, 'accessed_at', OLD.accessed_at, 'note', OLD.note, 'changeset_id', OLD.changeset_id) WHERE OLD.changeset_id IS NOT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  DELETE FROM replaced WHERE table_name = 'sources' AND row_id = OLD.id;
END;
CREATE TRIGGER sources_before_delete BEFORE DELETE ON sources BEGIN
  SELECT RAISE(ABORT, 'sources: REPLACE would also remove what hangs on this row; use UPDATE or ON CONFLICT DO UPDATE') WHERE (EXISTS (SELECT 1 FROM snapshots WHERE source_id = OLD.id) OR EXISTS (SELECT 1 FROM citations WHERE source_id = OLD.id) OR EXISTS (SELECT 1 FROM citations WHERE via_id = OLD.id)) AND EXISTS (SELECT 1 FROM replaced
    WHERE table_name = 'sources' AND row_id = OLD.id AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'sources: citations still refer to this row') WHERE EXISTS (SELECT 1 FROM citations WHERE source_id = OLD.id);
  SELECT RAISE(ABORT, 'sources: citations still refer to this row') WHERE EXISTS (SELECT 1 FROM citations WHERE via_id = OLD.id);
  DELETE FROM snapshots WHERE source_id = OLD.id;
END;
CREATE TRIGGER speakers_before_insert BEFORE INSERT ON speakers
  WHEN (NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing))
    AND EXISTS (SELECT 1 FROM speakers WHERE (id = NEW.id) OR (uid = NEW.uid)) BEGIN
  DELETE FROM replaced WHERE table_name = 'speakers';
  INSERT INTO replaced (table_name, row_id, before, at)
    SELECT 'speakers', id, json_object('id', id, 'uid', uid, 'name', name, 'kind', kind, 'country', country, 'wikidata', wikidata, 'note', note, 'changeset_id', changeset_id), strftime('%Y-%m-%dT%H:%M:%fZ', 'now') FROM speakers WHERE (id = NEW.id) OR (uid = NEW.uid);
END;
CREATE TRIGGER speakers_after_insert AFTER INSERT ON speakers
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  SELECT RAISE(ABORT, 'speakers: REPLACE would remove another row with the same key; use UPDATE or ON CONFLICT DO UPDATE') FROM replaced AS x
    WHERE x.table_name = 'speakers' AND x.row_id <> NEW.id AND NOT EXISTS (SELECT 1 FROM speakers WHERE id = x.row_id);
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'speakers.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'speakers', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'speakers' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM speakers WHERE id = x.row_id));
  DELETE FROM replaced WHERE table_name = 'speakers';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'speakers', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE speakers SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END;
CREATE TRIGGER speakers_before_update BEFORE UPDATE ON speakers
  WHEN NEW.id IS NOT OLD.id OR NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'speakers: an id never changes') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'speakers: another row has the same uid')
    WHERE (NEW.uid IS NOT OLD.uid) AND EXISTS (SELECT 1 FROM speakers WHERE uid = NEW.uid AND id <> OLD.id);
END;
CREATE TRIGGER speakers_after_update AFTER UPDATE ON speakers
  WHEN NEW.uid IS NOT OLD.uid OR NEW.name IS NOT OLD.name OR NEW.kind IS NOT OLD.kind OR NEW.country IS NOT OLD.country OR NEW.wikidata IS NOT OLD.wikidata OR NEW.note IS NOT OLD.note OR (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'speakers.changeset_id is filled in by the file: leave it alone')
    WHERE (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) AND ((SELECT restoring FROM writing) = 0 OR NEW.changeset_id IS NULL OR NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'speakers', OLD.id, 'update', json_object('id', OLD.id, 'uid', OLD.uid, 'name', OLD.name, 'kind', OLD.kind, 'country', OLD.country, 'wikidata', OLD.wikidata, 'note', OLD.note, 'changeset_id', OLD.changeset_id)
    WHERE OLD.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
END;
CREATE TRIGGER speakers_after_delete AFTER DELETE ON speakers BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'speakers', OLD.id, 'delete', json_object('id', OLD.id, 'uid', OLD.uid, 'name', OLD.name, 'kind', OLD.kind, 'country', OLD.country, 'wikidata', OLD.wikidata, 'note', OLD.note, 'changeset_id', OLD.changeset_id) WHERE OLD.changeset_id IS NOT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  DELETE FROM replaced WHERE table_name = 'speakers' AND row_id = OLD.id;
END;
CREATE TRIGGER speakers_before_delete BEFORE DELETE ON speakers BEGIN
  SELECT RAISE(ABORT, 'speakers: REPLACE would also remove what hangs on this row; use UPDATE or ON CONFLICT DO UPDATE') WHERE (EXISTS (SELECT 1 FROM entries WHERE speaker_id = OLD.id) OR EXISTS (SELECT 1 FROM offices WHERE speaker_id = OLD.id) OR EXISTS (SELECT 1 FROM speaker_names WHERE speaker_id = OLD.id) OR EXISTS (SELECT 1 FROM participants WHERE speaker_id = OLD.id)) AND EXISTS (SELECT 1 FROM replaced
    WHERE table_name = 'speakers' AND row_id = OLD.id AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'speakers: entries still refer to this row') WHERE EXISTS (SELECT 1 FROM entries WHERE speaker_id = OLD.id);
  SELECT RAISE(ABORT, 'speakers: participants still refer to this row') WHERE EXISTS (SELECT 1 FROM participants WHERE speaker_id = OLD.id);
  DELETE FROM offices WHERE speaker_id = OLD.id;
  DELETE FROM speaker_names WHERE speaker_id = OLD.id;
END;
CREATE TRIGGER topics_before_insert BEFORE INSERT ON topics
  WHEN (NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing))
    AND EXISTS (SELECT 1 FROM topics WHERE (id = NEW.id) OR (name = NEW.name) OR (uid = NEW.uid)) BEGIN
  DELETE FROM replaced WHERE table_name = 'topics';
  INSERT INTO replaced (table_name, row_id, before, at)
    SELECT 'topics', id, json_object('id', id, 'uid', uid, 'name', name, 'key', key, 'note', note, 'changeset_id', changeset_id), strftime('%Y-%m-%dT%H:%M:%fZ', 'now') FROM topics WHERE (id = NEW.id) OR (name = NEW.name) OR (uid = NEW.uid);
END;
CREATE TRIGGER topics_after_insert AFTER INSERT ON topics
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  SELECT RAISE(ABORT, 'topics: REPLACE would remove another row with the same key; use UPDATE or ON CONFLICT DO UPDATE') FROM replaced AS x
    WHERE x.table_name = 'topics' AND x.row_id <> NEW.id AND NOT EXISTS (SELECT 1 FROM topics WHERE id = x.row_id);
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'topics.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'topics', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'topics' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM topics WHERE id = x.row_id));
  DELETE FROM replaced WHERE table_name = 'topics';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'topics', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE topics SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END;
CREATE TRIGGER topics_before_update BEFORE UPDATE ON topics
  WHEN NEW.id IS NOT OLD.id OR NEW.name IS NOT OLD.name OR NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'topics: an id never changes') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'topics: another row has the same name')
    WHERE (NEW.name IS NOT OLD.name) AND EXISTS (SELECT 1 FROM topics WHERE name = NEW.name AND id <> OLD.id);
  SELECT RAISE(ABORT, 'topics: another row has the same uid')
    WHERE (NEW.uid IS NOT OLD.uid) AND EXISTS (SELECT 1 FROM topics WHERE uid = NEW.uid AND id <> OLD.id);
END;
CREATE TRIGGER topics_after_update AFTER UPDATE ON topics
  WHEN NEW.uid IS NOT OLD.uid OR NEW.name IS NOT OLD.name OR NEW.key IS NOT OLD.key OR NEW.note IS NOT OLD.note OR (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'topics.changeset_id is filled in by the file: leave it alone')
    WHERE (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) AND ((SELECT restoring FROM writing) = 0 OR NEW.changeset_id IS NULL OR NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'topics', OLD.id, 'update', json_object('id', OLD.id, 'uid', OLD.uid, 'name', OLD.name, 'key', OLD.key, 'note', OLD.note, 'changeset_id', OLD.changeset_id)
    WHERE OLD.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE topics SET key = NULL
    WHERE id = NEW.id AND (SELECT restoring FROM writing) = 0 AND NEW.name IS NOT OLD.name AND NEW.key IS OLD.key AND NEW.key IS NOT NULL;
END;
CREATE TRIGGER topics_after_delete AFTER DELETE ON topics BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'topics', OLD.id, 'delete', json_object('id', OLD.id, 'uid', OLD.uid, 'name', OLD.name, 'key', OLD.key, 'note', OLD.note, 'changeset_id', OLD.changeset_id) WHERE OLD.changeset_id IS NOT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  DELETE FROM replaced WHERE table_name = 'topics' AND row_id = OLD.id;
END;
CREATE TRIGGER topics_before_delete BEFORE DELETE ON topics BEGIN
  SELECT RAISE(ABORT, 'topics: REPLACE would also remove what hangs on this row; use UPDATE or ON CONFLICT DO UPDATE') WHERE (EXISTS (SELECT 1 FROM entry_topics WHERE topic_id = OLD.id)) AND EXISTS (SELECT 1 FROM replaced
    WHERE table_name = 'topics' AND row_id = OLD.id AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  DELETE FROM entry_topics WHERE topic_id = OLD.id;
END;
CREATE TRIGGER entries_before_insert BEFORE INSERT ON entries
  WHEN (NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing))
    AND EXISTS (SELECT 1 FROM entries WHERE (id = NEW.id) OR (dataset = NEW.dataset AND external_id = NEW.external_id) OR (uid = NEW.uid)) BEGIN
  DELETE FROM replaced WHERE table_name = 'entries';
  INSERT INTO replaced (table_name, row_id, before, at)
    SELECT 'entries', id, json_object('id', id, 'uid', uid, 'kind', kind, 'date', date, 'date_earliest', date_earliest, 'date_latest', date_latest, 'time', time, 'date_text', date_text, 'title', title, 'text', text, 'speaker_id', speaker_id, 'role', role, 'mode', mode, 'original_text', original_text, 'setting', setting, 'lang', lang, 'note', note, 'dataset', dataset, 'external_id', external_id, 'changeset_id', changeset_id), strftime('%Y-%m-%dT%H:%M:%fZ', 'now') FROM entries WHERE (id = NEW.id) OR (dataset = NEW.dataset AND external_id = NEW.external_id) OR (uid = NEW.uid);
END;
CREATE TRIGGER entries_after_insert AFTER INSERT ON entries
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  SELECT RAISE(ABORT, 'entries: REPLACE would remove another row with the same key; use UPDATE or ON CONFLICT DO UPDATE') FROM replaced AS x
    WHERE x.table_name = 'entries' AND x.row_id <> NEW.id AND NOT EXISTS (SELECT 1 FROM entries WHERE id = x.row_id);
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'entries.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'entries', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'entries' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM entries WHERE id = x.row_id));
  DELETE FROM replaced WHERE table_name = 'entries';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'entries', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE entries SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END;
CREATE TRIGGER entries_before_update BEFORE UPDATE ON entries
  WHEN NEW.dataset IS NOT OLD.dataset OR NEW.date IS NOT OLD.date OR NEW.external_id IS NOT OLD.external_id OR NEW.id IS NOT OLD.id OR NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'entries: an id never changes') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'entries: another row has the same dataset and external_id')
    WHERE (NEW.dataset IS NOT OLD.dataset OR NEW.external_id IS NOT OLD.external_id) AND EXISTS (SELECT 1 FROM entries WHERE dataset = NEW.dataset AND external_id = NEW.external_id AND id <> OLD.id);
  SELECT RAISE(ABORT, 'entries: another row has the same uid')
    WHERE (NEW.uid IS NOT OLD.uid) AND EXISTS (SELECT 1 FROM entries WHERE uid = NEW.uid AND id <> OLD.id);
  SELECT RAISE(ABORT, 'date: its bounds would no longer fit; UPDATE events, statements or timeline, which set them') FROM (SELECT
      CASE WHEN a IN ('', '..') AND b IN ('', '..') THEN NULL WHEN a IN ('', '..') THEN '0000-01-01' WHEN a GLOB '[0-9][0-9][0-9][0-9]' THEN a || '-01-01' WHEN a GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN date(a || '-01') WHEN a GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(a, '+0 days') = a THEN a END AS earliest,
      CASE WHEN a IN ('', '..') AND b IN ('', '..') THEN NULL WHEN b IN ('', '..') THEN '9999-12-31' WHEN b GLOB '[0-9][0-9][0-9][0-9]' THEN b || '-12-31' WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN iif(substr(b, 6) = '12', b || '-31', date(b || '-01', '+1 month', '-1 day')) WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(b, '+0 days') = b THEN b END AS latest,
      CASE WHEN b GLOB '[0-9][0-9][0-9][0-9]' THEN b || '-01-01' WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN date(b || '-01') WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(b, '+0 days') = b THEN b END AS end_begins
    FROM (SELECT CASE WHEN a GLOB '*[0-9][?~%]' THEN substr(a, 1, length(a) - 1) ELSE a END AS a, CASE WHEN b GLOB '*[0-9][?~%]' THEN substr(b, 1, length(b) - 1) ELSE b END AS b FROM (SELECT substr(NEW.date, 1, instr(NEW.date || '/', '/') - 1) AS a, CASE WHEN instr(NEW.date, '/') THEN substr(NEW.date, instr(NEW.date, '/') + 1) ELSE NEW.date END AS b LIMIT 1) LIMIT 1) LIMIT 1) AS b
    WHERE NEW.date IS NOT OLD.date
      AND NEW.date_earliest IS OLD.date_earliest AND NEW.date_latest IS OLD.date_latest
      AND (b.earliest IS NOT NEW.date_earliest OR b.latest IS NOT NEW.date_latest)
      AND ((b.earliest IS NOT NULL AND b.latest IS NOT NULL)
        OR (SELECT changeset_id FROM writing) IS NULL);
END;
CREATE TRIGGER entries_after_update AFTER UPDATE ON entries
  WHEN NEW.uid IS NOT OLD.uid OR NEW.kind IS NOT OLD.kind OR NEW.date IS NOT OLD.date OR NEW.date_earliest IS NOT OLD.date_earliest OR NEW.date_latest IS NOT OLD.date_latest OR NEW.time IS NOT OLD.time OR NEW.date_text IS NOT OLD.date_text OR NEW.title IS NOT OLD.title OR NEW.text IS NOT OLD.text OR NEW.speaker_id IS NOT OLD.speaker_id OR NEW.role IS NOT OLD.role OR NEW.mode IS NOT OLD.mode OR NEW.original_text IS NOT OLD.original_text OR NEW.setting IS NOT OLD.setting OR NEW.lang IS NOT OLD.lang OR NEW.note IS NOT OLD.note OR NEW.dataset IS NOT OLD.dataset OR NEW.external_id IS NOT OLD.external_id OR (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'entries.changeset_id is filled in by the file: leave it alone')
    WHERE (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) AND ((SELECT restoring FROM writing) = 0 OR NEW.changeset_id IS NULL OR NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'entries', OLD.id, 'update', json_object('id', OLD.id, 'uid', OLD.uid, 'kind', OLD.kind, 'date', OLD.date, 'date_earliest', OLD.date_earliest, 'date_latest', OLD.date_latest, 'time', OLD.time, 'date_text', OLD.date_text, 'title', OLD.title, 'text', OLD.text, 'speaker_id', OLD.speaker_id, 'role', OLD.role, 'mode', OLD.mode, 'original_text', OLD.original_text, 'setting', OLD.setting, 'lang', OLD.lang, 'note', OLD.note, 'dataset', OLD.dataset, 'external_id', OLD.external_id, 'changeset_id', OLD.changeset_id)
    WHERE OLD.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
END;
CREATE TRIGGER entries_after_delete AFTER DELETE ON entries BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'entries', OLD.id, 'delete', json_object('id', OLD.id, 'uid', OLD.uid, 'kind', OLD.kind, 'date', OLD.date, 'date_earliest', OLD.date_earliest, 'date_latest', OLD.date_latest, 'time', OLD.time, 'date_text', OLD.date_text, 'title', OLD.title, 'text', OLD.text, 'speaker_id', OLD.speaker_id, 'role', OLD.role, 'mode', OLD.mode, 'original_text', OLD.original_text, 'setting', OLD.setting, 'lang', OLD.lang, 'note', OLD.note, 'dataset', OLD.dataset, 'external_id', OLD.external_id, 'changeset_id', OLD.changeset_id) WHERE OLD.changeset_id IS NOT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  DELETE FROM replaced WHERE table_name = 'entries' AND row_id = OLD.id;
END;
CREATE TRIGGER entries_before_delete BEFORE DELETE ON entries BEGIN
  SELECT RAISE(ABORT, 'entries: REPLACE would also remove what hangs on this row; use UPDATE or ON CONFLICT DO UPDATE') WHERE (EXISTS (SELECT 1 FROM citations WHERE entry_id = OLD.id) OR EXISTS (SELECT 1 FROM entry_places WHERE entry_id = OLD.id) OR EXISTS (SELECT 1 FROM entry_topics WHERE entry_id = OLD.id) OR EXISTS (SELECT 1 FROM links WHERE from_id = OLD.id) OR EXISTS (SELECT 1 FROM links WHERE to_id = OLD.id) OR EXISTS (SELECT 1 FROM participants WHERE entry_id = OLD.id)) AND EXISTS (SELECT 1 FROM replaced
    WHERE table_name = 'entries' AND row_id = OLD.id AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  DELETE FROM citations WHERE entry_id = OLD.id;
  DELETE FROM entry_places WHERE entry_id = OLD.id;
  DELETE FROM entry_topics WHERE entry_id = OLD.id;
  DELETE FROM links WHERE from_id = OLD.id;
  DELETE FROM links WHERE to_id = OLD.id;
  DELETE FROM participants WHERE entry_id = OLD.id;
END;
CREATE TRIGGER offices_before_insert BEFORE INSERT ON offices
  WHEN (NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing))
    AND EXISTS (SELECT 1 FROM offices WHERE (id = NEW.id)) BEGIN
  DELETE FROM replaced WHERE table_name = 'offices';
  INSERT INTO replaced (table_name, row_id, before, at)
    SELECT 'offices', id, json_object('id', id, 'speaker_id', speaker_id, 'title', title, 'organization', organization, 'country', country, 'date', date, 'date_earliest', date_earliest, 'date_latest', date_latest, 'note', note, 'changeset_id', changeset_id), strftime('%Y-%m-%dT%H:%M:%fZ', 'now') FROM offices WHERE (id = NEW.id);
END;
CREATE TRIGGER offices_after_insert AFTER INSERT ON offices
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) OR ((SELECT restoring FROM writing) = 0 AND NEW.date IS NOT NULL AND NEW.date_earliest IS NULL AND NEW.date_latest IS NULL) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'offices.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'offices', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'offices' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM offices WHERE id = x.row_id));
  DELETE FROM replaced WHERE table_name = 'offices';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'offices', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE offices SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
  SELECT RAISE(ABORT, 'date: the interval ends before it begins') FROM (SELECT
      CASE WHEN a IN ('', '..') AND b IN ('', '..') THEN NULL WHEN a IN ('', '..') THEN '0000-01-01' WHEN a GLOB '[0-9][0-9][0-9][0-9]' THEN a || '-01-01' WHEN a GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN date(a || '-01') WHEN a GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(a, '+0 days') = a THEN a END AS earliest,
      CASE WHEN a IN ('', '..') AND b IN ('', '..') THEN NULL WHEN b IN ('', '..') THEN '9999-12-31' WHEN b GLOB '[0-9][0-9][0-9][0-9]' THEN b || '-12-31' WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN iif(substr(b, 6) = '12', b || '-31', date(b || '-01', '+1 month', '-1 day')) WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(b, '+0 days') = b THEN b END AS latest,
      CASE WHEN b GLOB '[0-9][0-9][0-9][0-9]' THEN b || '-01-01' WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN date(b || '-01') WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(b, '+0 days') = b THEN b END AS end_begins
    FROM (SELECT CASE WHEN a GLOB '*[0-9][?~%]' THEN substr(a, 1, length(a) - 1) ELSE a END AS a, CASE WHEN b GLOB '*[0-9][?~%]' THEN substr(b, 1, length(b) - 1) ELSE b END AS b FROM (SELECT substr(NEW.date, 1, instr(NEW.date || '/', '/') - 1) AS a, CASE WHEN instr(NEW.date, '/') THEN substr(NEW.date, instr(NEW.date, '/') + 1) ELSE NEW.date END AS b LIMIT 1) LIMIT 1) LIMIT 1) AS b
    WHERE (SELECT restoring FROM writing) = 0 AND NEW.date IS NOT NULL AND NEW.date_earliest IS NULL AND NEW.date_latest IS NULL AND b.earliest > b.end_begins;
  UPDATE offices SET (date_earliest, date_latest) = (SELECT
    coalesce(b.earliest, RAISE(ABORT, 'date: SQL can bound YYYY, YYYY-MM, YYYY-MM-DD, two of these with a slash between and .. for an open end; for any other EDTF date give date_earliest and date_latest too')), coalesce(b.latest, RAISE(ABORT, 'date: SQL can bound YYYY, YYYY-MM, YYYY-MM-DD, two of these with a slash between and .. for an open end; for any other EDTF date give date_earliest and date_latest too')) FROM (SELECT
      CASE WHEN a IN ('', '..') AND b IN ('', '..') THEN NULL WHEN a IN ('', '..') THEN '0000-01-01' WHEN a GLOB '[0-9][0-9][0-9][0-9]' THEN a || '-01-01' WHEN a GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN date(a || '-01') WHEN a GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(a, '+0 days') = a THEN a END AS earliest,
      CASE WHEN a IN ('', '..') AND b IN ('', '..') THEN NULL WHEN b IN ('', '..') THEN '9999-12-31' WHEN b GLOB '[0-9][0-9][0-9][0-9]' THEN b || '-12-31' WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN iif(substr(b, 6) = '12', b || '-31', date(b || '-01', '+1 month', '-1 day')) WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(b, '+0 days') = b THEN b END AS latest,
      CASE WHEN b GLOB '[0-9][0-9][0-9][0-9]' THEN b || '-01-01' WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN date(b || '-01') WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(b, '+0 days') = b THEN b END AS end_begins
    FROM (SELECT CASE WHEN a GLOB '*[0-9][?~%]' THEN substr(a, 1, length(a) - 1) ELSE a END AS a, CASE WHEN b GLOB '*[0-9][?~%]' THEN substr(b, 1, length(b) - 1) ELSE b END AS b FROM (SELECT substr(NEW.date, 1, instr(NEW.date || '/', '/') - 1) AS a, CASE WHEN instr(NEW.date, '/') THEN substr(NEW.date, instr(NEW.date, '/') + 1) ELSE NEW.date END AS b LIMIT 1) LIMIT 1) LIMIT 1) AS b)
    WHERE id = NEW.id AND (SELECT restoring FROM writing) = 0 AND NEW.date IS NOT NULL AND NEW.date_earliest IS NULL AND NEW.date_latest IS NULL;
END;
CREATE TRIGGER offices_before_update BEFORE UPDATE ON offices
  WHEN NEW.date IS NOT OLD.date OR NEW.id IS NOT OLD.id BEGIN
  SELECT RAISE(ABORT, 'offices: an id never changes') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'date: its bounds would no longer fit; SET date_earliest = NULL, date_latest = NULL too and they are set') FROM (SELECT
      CASE WHEN a IN ('', '..') AND b IN ('', '..') THEN NULL WHEN a IN ('', '..') THEN '0000-01-01' WHEN a GLOB '[0-9][0-9][0-9][0-9]' THEN a || '-01-01' WHEN a GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN date(a || '-01') WHEN a GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(a, '+0 days') = a THEN a END AS earliest,
      CASE WHEN a IN ('', '..') AND b IN ('', '..') THEN NULL WHEN b IN ('', '..') THEN '9999-12-31' WHEN b GLOB '[0-9][0-9][0-9][0-9]' THEN b || '-12-31' WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN iif(substr(b, 6) = '12', b || '-31', date(b || '-01', '+1 month', '-1 day')) WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(b, '+0 days') = b THEN b END AS latest,
      CASE WHEN b GLOB '[0-9][0-9][0-9][0-9]' THEN b || '-01-01' WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN date(b || '-01') WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(b, '+0 days') = b THEN b END AS end_begins
    FROM (SELECT CASE WHEN a GLOB '*[0-9][?~%]' THEN substr(a, 1, length(a) - 1) ELSE a END AS a, CASE WHEN b GLOB '*[0-9][?~%]' THEN substr(b, 1, length(b) - 1) ELSE b END AS b FROM (SELECT substr(NEW.date, 1, instr(NEW.date || '/', '/') - 1) AS a, CASE WHEN instr(NEW.date, '/') THEN substr(NEW.date, instr(NEW.date, '/') + 1) ELSE NEW.date END AS b LIMIT 1) LIMIT 1) LIMIT 1) AS b
    WHERE NEW.date IS NOT OLD.date AND NEW.date_earliest IS NOT NULL
      AND NEW.date_earliest IS OLD.date_earliest AND NEW.date_latest IS OLD.date_latest
      AND (b.earliest IS NOT NEW.date_earliest OR b.latest IS NOT NEW.date_latest)
      AND ((b.earliest IS NOT NULL AND b.latest IS NOT NULL)
        OR (SELECT changeset_id FROM writing) IS NULL);
END;
CREATE TRIGGER offices_after_update AFTER UPDATE ON offices
  WHEN NEW.speaker_id IS NOT OLD.speaker_id OR NEW.title IS NOT OLD.title OR NEW.organization IS NOT OLD.organization OR NEW.country IS NOT OLD.country OR NEW.date IS NOT OLD.date OR NEW.date_earliest IS NOT OLD.date_earliest OR NEW.date_latest IS NOT OLD.date_latest OR NEW.note IS NOT OLD.note OR (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'offices.changeset_id is filled in by the file: leave it alone')
    WHERE (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) AND ((SELECT restoring FROM writing) = 0 OR NEW.changeset_id IS NULL OR NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'offices', OLD.id, 'update', json_object('id', OLD.id, 'speaker_id', OLD.speaker_id, 'title', OLD.title, 'organization', OLD.organization, 'country', OLD.country, 'date', OLD.date, 'date_earliest', OLD.date_earliest, 'date_latest', OLD.date_latest, 'note', OLD.note, 'changeset_id', OLD.changeset_id)
    WHERE OLD.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  SELECT RAISE(ABORT, 'date: the interval ends before it begins') FROM (SELECT
      CASE WHEN a IN ('', '..') AND b IN ('', '..') THEN NULL WHEN a IN ('', '..') THEN '0000-01-01' WHEN a GLOB '[0-9][0-9][0-9][0-9]' THEN a || '-01-01' WHEN a GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN date(a || '-01') WHEN a GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(a, '+0 days') = a THEN a END AS earliest,
      CASE WHEN a IN ('', '..') AND b IN ('', '..') THEN NULL WHEN b IN ('', '..') THEN '9999-12-31' WHEN b GLOB '[0-9][0-9][0-9][0-9]' THEN b || '-12-31' WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN iif(substr(b, 6) = '12', b || '-31', date(b || '-01', '+1 month', '-1 day')) WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(b, '+0 days') = b THEN b END AS latest,
      CASE WHEN b GLOB '[0-9][0-9][0-9][0-9]' THEN b || '-01-01' WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN date(b || '-01') WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(b, '+0 days') = b THEN b END AS end_begins
    FROM (SELECT CASE WHEN a GLOB '*[0-9][?~%]' THEN substr(a, 1, length(a) - 1) ELSE a END AS a, CASE WHEN b GLOB '*[0-9][?~%]' THEN substr(b, 1, length(b) - 1) ELSE b END AS b FROM (SELECT substr(NEW.date, 1, instr(NEW.date || '/', '/') - 1) AS a, CASE WHEN instr(NEW.date, '/') THEN substr(NEW.date, instr(NEW.date, '/') + 1) ELSE NEW.date END AS b LIMIT 1) LIMIT 1) LIMIT 1) AS b
    WHERE (SELECT restoring FROM writing) = 0 AND NEW.date IS NOT NULL AND NEW.date_earliest IS NULL AND NEW.date_latest IS NULL AND b.earliest > b.end_begins;
  UPDATE offices SET (date_earliest, date_latest) = (SELECT
    coalesce(b.earliest, RAISE(ABORT, 'date: SQL can bound YYYY, YYYY-MM, YYYY-MM-DD, two of these with a slash between and .. for an open end; for any other EDTF date give date_earliest and date_latest too')), coalesce(b.latest, RAISE(ABORT, 'date: SQL can bound YYYY, YYYY-MM, YYYY-MM-DD, two of these with a slash between and .. for an open end; for any other EDTF date give date_earliest and date_latest too')) FROM (SELECT
      CASE WHEN a IN ('', '..') AND b IN ('', '..') THEN NULL WHEN a IN ('', '..') THEN '0000-01-01' WHEN a GLOB '[0-9][0-9][0-9][0-9]' THEN a || '-01-01' WHEN a GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN date(a || '-01') WHEN a GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(a, '+0 days') = a THEN a END AS earliest,
      CASE WHEN a IN ('', '..') AND b IN ('', '..') THEN NULL WHEN b IN ('', '..') THEN '9999-12-31' WHEN b GLOB '[0-9][0-9][0-9][0-9]' THEN b || '-12-31' WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN iif(substr(b, 6) = '12', b || '-31', date(b || '-01', '+1 month', '-1 day')) WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(b, '+0 days') = b THEN b END AS latest,
      CASE WHEN b GLOB '[0-9][0-9][0-9][0-9]' THEN b || '-01-01' WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]' THEN date(b || '-01') WHEN b GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]' AND date(b, '+0 days') = b THEN b END AS end_begins
    FROM (SELECT CASE WHEN a GLOB '*[0-9][?~%]' THEN substr(a, 1, length(a) - 1) ELSE a END AS a, CASE WHEN b GLOB '*[0-9][?~%]' THEN substr(b, 1, length(b) - 1) ELSE b END AS b FROM (SELECT substr(NEW.date, 1, instr(NEW.date || '/', '/') - 1) AS a, CASE WHEN instr(NEW.date, '/') THEN substr(NEW.date, instr(NEW.date, '/') + 1) ELSE NEW.date END AS b LIMIT 1) LIMIT 1) LIMIT 1) AS b)
    WHERE id = NEW.id AND (SELECT restoring FROM writing) = 0 AND NEW.date IS NOT NULL AND NEW.date_earliest IS NULL AND NEW.date_latest IS NULL;
END;
CREATE TRIGGER offices_after_delete AFTER DELETE ON offices BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'offices', OLD.id, 'delete', json_object('id', OLD.id, 'speaker_id', OLD.speaker_id, 'title', OLD.title, 'organization', OLD.organization, 'country', OLD.country, 'date', OLD.date, 'date_earliest', OLD.date_earliest, 'date_latest', OLD.date_latest, 'note', OLD.note, 'changeset_id', OLD.changeset_id) WHERE OLD.changeset_id IS NOT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  DELETE FROM replaced WHERE table_name = 'offices' AND row_id = OLD.id;
END;
CREATE TRIGGER place_names_before_insert BEFORE INSERT ON place_names
  WHEN (NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing))
    AND EXISTS (SELECT 1 FROM place_names WHERE (id = NEW.id) OR (place_id = NEW.place_id AND name = NEW.name)) BEGIN
  DELETE FROM replaced WHERE table_name = 'place_names';
  INSERT INTO replaced (table_name, row_id, before, at)
    SELECT 'place_names', id, json_object('id', id, 'place_id', place_id, 'name', name, 'lang', lang, 'key', key, 'changeset_id', changeset_id), strftime('%Y-%m-%dT%H:%M:%fZ', 'now') FROM place_names WHERE (id = NEW.id) OR (place_id = NEW.place_id AND name = NEW.name);
END;
CREATE TRIGGER place_names_after_insert AFTER INSERT ON place_names
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'place_names.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'place_names', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'place_names' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM place_names WHERE id = x.row_id));
  DELETE FROM replaced WHERE table_name = 'place_names';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'place_names', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE place_names SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END;
CREATE TRIGGER place_names_before_update BEFORE UPDATE ON place_names
  WHEN NEW.id IS NOT OLD.id OR NEW.name IS NOT OLD.name OR NEW.place_id IS NOT OLD.place_id BEGIN
  SELECT RAISE(ABORT, 'place_names: an id never changes') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'place_names: another row has the same place_id and name')
    WHERE (NEW.place_id IS NOT OLD.place_id OR NEW.name IS NOT OLD.name) AND EXISTS (SELECT 1 FROM place_names WHERE place_id = NEW.place_id AND name = NEW.name AND id <> OLD.id);
END;
CREATE TRIGGER place_names_after_update AFTER UPDATE ON place_names
  WHEN NEW.place_id IS NOT OLD.place_id OR NEW.name IS NOT OLD.name OR NEW.lang IS NOT OLD.lang OR NEW.key IS NOT OLD.key OR (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'place_names.changeset_id is filled in by the file: leave it alone')
    WHERE (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) AND ((SELECT restoring FROM writing) = 0 OR NEW.changeset_id IS NULL OR NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'place_names', OLD.id, 'update', json_object('id', OLD.id, 'place_id', OLD.place_id, 'name', OLD.name, 'lang', OLD.lang, 'key', OLD.key, 'changeset_id', OLD.changeset_id)
    WHERE OLD.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE place_names SET key = NULL
    WHERE id = NEW.id AND (SELECT restoring FROM writing) = 0 AND NEW.name IS NOT OLD.name AND NEW.key IS OLD.key AND NEW.key IS NOT NULL;
END;
CREATE TRIGGER place_names_after_delete AFTER DELETE ON place_names BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'place_names', OLD.id, 'delete', json_object('id', OLD.id, 'place_id', OLD.place_id, 'name', OLD.name, 'lang', OLD.lang, 'key', OLD.key, 'changeset_id', OLD.changeset_id) WHERE OLD.changeset_id IS NOT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  DELETE FROM replaced WHERE table_name = 'place_names' AND row_id = OLD.id;
END;
CREATE TRIGGER snapshots_before_insert BEFORE INSERT ON snapshots
  WHEN (NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing))
    AND EXISTS (SELECT 1 FROM snapshots WHERE (id = NEW.id)) BEGIN
  DELETE FROM replaced WHERE table_name = 'snapshots';
  INSERT INTO replaced (table_name, row_id, before, at)
    SELECT 'snapshots', id, json_object('id', id, 'source_id', source_id, 'retrieved_at', retrieved_at, 'media_type', media_type, 'content', iif(content IS NULL, NULL, hex(content)), 'content_sha256', content_sha256, 'text', text, 'text_sha256', text_sha256, 'extractor', extractor, 'changeset_id', changeset_id), strftime('%Y-%m-%dT%H:%M:%fZ', 'now') FROM snapshots WHERE (id = NEW.id);
END;
CREATE TRIGGER snapshots_after_insert AFTER INSERT ON snapshots
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  SELECT RAISE(ABORT, 'snapshots: REPLACE would remove another row with the same key; use UPDATE or ON CONFLICT DO UPDATE') FROM replaced AS x
    WHERE x.table_name = 'snapshots' AND x.row_id <> NEW.id AND NOT EXISTS (SELECT 1 FROM snapshots WHERE id = x.row_id);
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'snapshots.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'snapshots', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'snapshots' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM snapshots WHERE id = x.row_id));
  DELETE FROM replaced WHERE table_name = 'snapshots';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'snapshots', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE snapshots SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END;
CREATE TRIGGER snapshots_before_update BEFORE UPDATE ON snapshots
  WHEN NEW.id IS NOT OLD.id BEGIN
  SELECT RAISE(ABORT, 'snapshots: an id never changes') WHERE NEW.id IS NOT OLD.id;
END;
CREATE TRIGGER snapshots_after_update AFTER UPDATE ON snapshots
  WHEN NEW.source_id IS NOT OLD.source_id OR NEW.retrieved_at IS NOT OLD.retrieved_at OR NEW.media_type IS NOT OLD.media_type OR NEW.content IS NOT OLD.content OR NEW.content_sha256 IS NOT OLD.content_sha256 OR NEW.text IS NOT OLD.text OR NEW.text_sha256 IS NOT OLD.text_sha256 OR NEW.extractor IS NOT OLD.extractor OR (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'snapshots.changeset_id is filled in by the file: leave it alone')
    WHERE (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) AND ((SELECT restoring FROM writing) = 0 OR NEW.changeset_id IS NULL OR NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'snapshots', OLD.id, 'update', json_object('id', OLD.id, 'source_id', OLD.source_id, 'retrieved_at', OLD.retrieved_at, 'media_type', OLD.media_type, 'content', iif(OLD.content IS NULL, NULL, hex(OLD.content)), 'content_sha256', OLD.content_sha256, 'text', OLD.text, 'text_sha256', OLD.text_sha256, 'extractor', OLD.extractor, 'changeset_id', OLD.changeset_id)
    WHERE OLD.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
END;
CREATE TRIGGER snapshots_after_delete AFTER DELETE ON snapshots BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'snapshots', OLD.id, 'delete', json_object('id', OLD.id, 'source_id', OLD.source_id, 'retrieved_at', OLD.retrieved_at, 'media_type', OLD.media_type, 'content', iif(OLD.content IS NULL, NULL, hex(OLD.content)), 'content_sha256', OLD.content_sha256, 'text', OLD.text, 'text_sha256', OLD.text_sha256, 'extractor', OLD.extractor, 'changeset_id', OLD.changeset_id) WHERE OLD.changeset_id IS NOT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  DELETE FROM replaced WHERE table_name = 'snapshots' AND row_id = OLD.id;
END;
CREATE TRIGGER snapshots_before_delete BEFORE DELETE ON snapshots BEGIN
  SELECT RAISE(ABORT, 'snapshots: REPLACE would also remove what hangs on this row; use UPDATE or ON CONFLICT DO UPDATE') WHERE (EXISTS (SELECT 1 FROM citations WHERE snapshot_id = OLD.id)) AND EXISTS (SELECT 1 FROM replaced
    WHERE table_name = 'snapshots' AND row_id = OLD.id AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'snapshots: citations still refer to this row') WHERE EXISTS (SELECT 1 FROM citations WHERE snapshot_id = OLD.id);
END;
CREATE TRIGGER speaker_names_before_insert BEFORE INSERT ON speaker_names
  WHEN (NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing))
    AND EXISTS (SELECT 1 FROM speaker_names WHERE (id = NEW.id) OR (speaker_id = NEW.speaker_id AND name = NEW.name)) BEGIN
  DELETE FROM replaced WHERE table_name = 'speaker_names';
  INSERT INTO replaced (table_name, row_id, before, at)
    SELECT 'speaker_names', id, json_object('id', id, 'speaker_id', speaker_id, 'name', name, 'lang', lang, 'key', key, 'changeset_id', changeset_id), strftime('%Y-%m-%dT%H:%M:%fZ', 'now') FROM speaker_names WHERE (id = NEW.id) OR (speaker_id = NEW.speaker_id AND name = NEW.name);
END;
CREATE TRIGGER speaker_names_after_insert AFTER INSERT ON speaker_names
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'speaker_names.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'speaker_names', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'speaker_names' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM speaker_names WHERE id = x.row_id));
  DELETE FROM replaced WHERE table_name = 'speaker_names';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'speaker_names', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE speaker_names SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END;
CREATE TRIGGER speaker_names_before_update BEFORE UPDATE ON speaker_names
  WHEN NEW.id IS NOT OLD.id OR NEW.name IS NOT OLD.name OR NEW.speaker_id IS NOT OLD.speaker_id BEGIN
  SELECT RAISE(ABORT, 'speaker_names: an id never changes') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'speaker_names: another row has the same speaker_id and name')
    WHERE (NEW.speaker_id IS NOT OLD.speaker_id OR NEW.name IS NOT OLD.name) AND EXISTS (SELECT 1 FROM speaker_names WHERE speaker_id = NEW.speaker_id AND name = NEW.name AND id <> OLD.id);
END;
CREATE TRIGGER speaker_names_after_update AFTER UPDATE ON speaker_names
  WHEN NEW.speaker_id IS NOT OLD.speaker_id OR NEW.name IS NOT OLD.name OR NEW.lang IS NOT OLD.lang OR NEW.key IS NOT OLD.key OR (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'speaker_names.changeset_id is filled in by the file: leave it alone')
    WHERE (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) AND ((SELECT restoring FROM writing) = 0 OR NEW.changeset_id IS NULL OR NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'speaker_names', OLD.id, 'update', json_object('id', OLD.id, 'speaker_id', OLD.speaker_id, 'name', OLD.name, 'lang', OLD.lang, 'key', OLD.key, 'changeset_id', OLD.changeset_id)
    WHERE OLD.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE speaker_names SET key = NULL
    WHERE id = NEW.id AND (SELECT restoring FROM writing) = 0 AND NEW.name IS NOT OLD.name AND NEW.key IS OLD.key AND NEW.key IS NOT NULL;
END;
CREATE TRIGGER speaker_names_after_delete AFTER DELETE ON speaker_names BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'speaker_names', OLD.id, 'delete', json_object('id', OLD.id, 'speaker_id', OLD.speaker_id, 'name', OLD.name, 'lang', OLD.lang, 'key', OLD.key, 'changeset_id', OLD.changeset_id) WHERE OLD.changeset_id IS NOT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  DELETE FROM replaced WHERE table_name = 'speaker_names' AND row_id = OLD.id;
END;
CREATE TRIGGER citations_before_insert BEFORE INSERT ON citations
  WHEN (NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing))
    AND EXISTS (SELECT 1 FROM citations WHERE (id = NEW.id)) BEGIN
  DELETE FROM replaced WHERE table_name = 'citations';
  INSERT INTO replaced (table_name, row_id, before, at)
    SELECT 'citations', id, json_object('id', id, 'entry_id', entry_id, 'source_id', source_id, 'via_id', via_id, 'snapshot_id', snapshot_id, 'exact', exact, 'prefix', prefix, 'suffix', suffix, 'start', start, 'end', "end", 'date', date, 'date_text', date_text, 'stance', stance, 'note', note, 'changeset_id', changeset_id), strftime('%Y-%m-%dT%H:%M:%fZ', 'now') FROM citations WHERE (id = NEW.id);
END;
CREATE TRIGGER citations_after_insert AFTER INSERT ON citations
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'citations.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'citations', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'citations' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM citations WHERE id = x.row_id));
  DELETE FROM replaced WHERE table_name = 'citations';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'citations', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE citations SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END;
CREATE TRIGGER citations_before_update BEFORE UPDATE ON citations
  WHEN NEW.id IS NOT OLD.id BEGIN
  SELECT RAISE(ABORT, 'citations: an id never changes') WHERE NEW.id IS NOT OLD.id;
END;
CREATE TRIGGER citations_after_update AFTER UPDATE ON citations
  WHEN NEW.entry_id IS NOT OLD.entry_id OR NEW.source_id IS NOT OLD.source_id OR NEW.via_id IS NOT OLD.via_id OR NEW.snapshot_id IS NOT OLD.snapshot_id OR NEW.exact IS NOT OLD.exact OR NEW.prefix IS NOT OLD.prefix OR NEW.suffix IS NOT OLD.suffix OR NEW.start IS NOT OLD.start OR NEW."end" IS NOT OLD."end" OR NEW.date IS NOT OLD.date OR NEW.date_text IS NOT OLD.date_text OR NEW.stance IS NOT OLD.stance OR NEW.note IS NOT OLD.note OR (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'citations.changeset_id is filled in by the file: leave it alone')
    WHERE (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) AND ((SELECT restoring FROM writing) = 0 OR NEW.changeset_id IS NULL OR NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'citations', OLD.id, 'update', json_object('id', OLD.id, 'entry_id', OLD.entry_id, 'source_id', OLD.source_id, 'via_id', OLD.via_id, 'snapshot_id', OLD.snapshot_id, 'exact', OLD.exact, 'prefix', OLD.prefix, 'suffix', OLD.suffix, 'start', OLD.start, 'end', OLD."end", 'date', OLD.date, 'date_text', OLD.date_text, 'stance', OLD.stance, 'note', OLD.note, 'changeset_id', OLD.changeset_id)
    WHERE OLD.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
END;
CREATE TRIGGER citations_after_delete AFTER DELETE ON citations BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'citations', OLD.id, 'delete', json_object('id', OLD.id, 'entry_id', OLD.entry_id, 'source_id', OLD.source_id, 'via_id', OLD.via_id, 'snapshot_id', OLD.snapshot_id, 'exact', OLD.exact, 'prefix', OLD.prefix, 'suffix', OLD.suffix, 'start', OLD.start, 'end', OLD."end", 'date', OLD.date, 'date_text', OLD.date_text, 'stance', OLD.stance, 'note', OLD.note, 'changeset_id', OLD.changeset_id) WHERE OLD.changeset_id IS NOT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  DELETE FROM replaced WHERE table_name = 'citations' AND row_id = OLD.id;
END;
CREATE TRIGGER entry_places_before_insert BEFORE INSERT ON entry_places
  WHEN (NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing))
    AND EXISTS (SELECT 1 FROM entry_places WHERE (id = NEW.id) OR (entry_id = NEW.entry_id AND place_id = NEW.place_id)) BEGIN
  DELETE FROM replaced WHERE table_name = 'entry_places';
  INSERT INTO replaced (table_name, row_id, before, at)
    SELECT 'entry_places', id, json_object('id', id, 'entry_id', entry_id, 'place_id', place_id, 'changeset_id', changeset_id), strftime('%Y-%m-%dT%H:%M:%fZ', 'now') FROM entry_places WHERE (id = NEW.id) OR (entry_id = NEW.entry_id AND place_id = NEW.place_id);
END;
CREATE TRIGGER entry_places_after_insert AFTER INSERT ON entry_places
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'entry_places.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'entry_places', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'entry_places' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM entry_places WHERE id = x.row_id));
  DELETE FROM replaced WHERE table_name = 'entry_places';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'entry_places', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE entry_places SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END;
CREATE TRIGGER entry_places_before_update BEFORE UPDATE ON entry_places
  WHEN NEW.entry_id IS NOT OLD.entry_id OR NEW.id IS NOT OLD.id OR NEW.place_id IS NOT OLD.place_id BEGIN
  SELECT RAISE(ABORT, 'entry_places: an id never changes') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'entry_places: another row has the same entry_id and place_id')
    WHERE (NEW.entry_id IS NOT OLD.entry_id OR NEW.place_id IS NOT OLD.place_id) AND EXISTS (SELECT 1 FROM entry_places WHERE entry_id = NEW.entry_id AND place_id = NEW.place_id AND id <> OLD.id);
END;
CREATE TRIGGER entry_places_after_update AFTER UPDATE ON entry_places
  WHEN NEW.entry_id IS NOT OLD.entry_id OR NEW.place_id IS NOT OLD.place_id OR (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'entry_places.changeset_id is filled in by the file: leave it alone')
    WHERE (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) AND ((SELECT restoring FROM writing) = 0 OR NEW.changeset_id IS NULL OR NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'entry_places', OLD.id, 'update', json_object('id', OLD.id, 'entry_id', OLD.entry_id, 'place_id', OLD.place_id, 'changeset_id', OLD.changeset_id)
    WHERE OLD.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
END;
CREATE TRIGGER entry_places_after_delete AFTER DELETE ON entry_places BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'entry_places', OLD.id, 'delete', json_object('id', OLD.id, 'entry_id', OLD.entry_id, 'place_id', OLD.place_id, 'changeset_id', OLD.changeset_id) WHERE OLD.changeset_id IS NOT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  DELETE FROM replaced WHERE table_name = 'entry_places' AND row_id = OLD.id;
END;
CREATE TRIGGER entry_topics_before_insert BEFORE INSERT ON entry_topics
  WHEN (NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing))
    AND EXISTS (SELECT 1 FROM entry_topics WHERE (id = NEW.id) OR (entry_id = NEW.entry_id AND topic_id = NEW.topic_id)) BEGIN
  DELETE FROM replaced WHERE table_name = 'entry_topics';
  INSERT INTO replaced (table_name, row_id, before, at)
    SELECT 'entry_topics', id, json_object('id', id, 'entry_id', entry_id, 'topic_id', topic_id, 'changeset_id', changeset_id), strftime('%Y-%m-%dT%H:%M:%fZ', 'now') FROM entry_topics WHERE (id = NEW.id) OR (entry_id = NEW.entry_id AND topic_id = NEW.topic_id);
END;
CREATE TRIGGER entry_topics_after_insert AFTER INSERT ON entry_topics
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'entry_topics.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'entry_topics', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'entry_topics' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM entry_topics WHERE id = x.row_id));
  DELETE FROM replaced WHERE table_name = 'entry_topics';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'entry_topics', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE entry_topics SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END;
CREATE TRIGGER entry_topics_before_update BEFORE UPDATE ON entry_topics
  WHEN NEW.entry_id IS NOT OLD.entry_id OR NEW.id IS NOT OLD.id OR NEW.topic_id IS NOT OLD.topic_id BEGIN
  SELECT RAISE(ABORT, 'entry_topics: an id never changes') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'entry_topics: another row has the same entry_id and topic_id')
    WHERE (NEW.entry_id IS NOT OLD.entry_id OR NEW.topic_id IS NOT OLD.topic_id) AND EXISTS (SELECT 1 FROM entry_topics WHERE entry_id = NEW.entry_id AND topic_id = NEW.topic_id AND id <> OLD.id);
END;
CREATE TRIGGER entry_topics_after_update AFTER UPDATE ON entry_topics
  WHEN NEW.entry_id IS NOT OLD.entry_id OR NEW.topic_id IS NOT OLD.topic_id OR (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'entry_topics.changeset_id is filled in by the file: leave it alone')
    WHERE (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) AND ((SELECT restoring FROM writing) = 0 OR NEW.changeset_id IS NULL OR NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'entry_topics', OLD.id, 'update', json_object('id', OLD.id, 'entry_id', OLD.entry_id, 'topic_id', OLD.topic_id, 'changeset_id', OLD.changeset_id)
    WHERE OLD.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
END;
CREATE TRIGGER entry_topics_after_delete AFTER DELETE ON entry_topics BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'entry_topics', OLD.id, 'delete', json_object('id', OLD.id, 'entry_id', OLD.entry_id, 'topic_id', OLD.topic_id, 'changeset_id', OLD.changeset_id) WHERE OLD.changeset_id IS NOT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  DELETE FROM replaced WHERE table_name = 'entry_topics' AND row_id = OLD.id;
END;
CREATE TRIGGER links_before_insert BEFORE INSERT ON links
  WHEN (NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing))
    AND EXISTS (SELECT 1 FROM links WHERE (id = NEW.id) OR (from_id = NEW.from_id AND to_id = NEW.to_id AND relation = NEW.relation)) BEGIN
  DELETE FROM replaced WHERE table_name = 'links';
  INSERT INTO replaced (table_name, row_id, before, at)
    SELECT 'links', id, json_object('id', id, 'from_id', from_id, 'to_id', to_id, 'relation', relation, 'note', note, 'changeset_id', changeset_id), strftime('%Y-%m-%dT%H:%M:%fZ', 'now') FROM links WHERE (id = NEW.id) OR (from_id = NEW.from_id AND to_id = NEW.to_id AND relation = NEW.relation);
END;
CREATE TRIGGER links_after_insert AFTER INSERT ON links
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'links.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'links', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'links' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM links WHERE id = x.row_id));
  DELETE FROM replaced WHERE table_name = 'links';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'links', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE links SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END;
CREATE TRIGGER links_before_update BEFORE UPDATE ON links
  WHEN NEW.from_id IS NOT OLD.from_id OR NEW.id IS NOT OLD.id OR NEW.relation IS NOT OLD.relation OR NEW.to_id IS NOT OLD.to_id BEGIN
  SELECT RAISE(ABORT, 'links: an id never changes') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'links: another row has the same from_id and to_id and relation')
    WHERE (NEW.from_id IS NOT OLD.from_id OR NEW.to_id IS NOT OLD.to_id OR NEW.relation IS NOT OLD.relation) AND EXISTS (SELECT 1 FROM links WHERE from_id = NEW.from_id AND to_id = NEW.to_id AND relation = NEW.relation AND id <> OLD.id);
END;
CREATE TRIGGER links_after_update AFTER UPDATE ON links
  WHEN NEW.from_id IS NOT OLD.from_id OR NEW.to_id IS NOT OLD.to_id OR NEW.relation IS NOT OLD.relation OR NEW.note IS NOT OLD.note OR (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'links.changeset_id is filled in by the file: leave it alone')
    WHERE (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) AND ((SELECT restoring FROM writing) = 0 OR NEW.changeset_id IS NULL OR NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'links', OLD.id, 'update', json_object('id', OLD.id, 'from_id', OLD.from_id, 'to_id', OLD.to_id, 'relation', OLD.relation, 'note', OLD.note, 'changeset_id', OLD.changeset_id)
    WHERE OLD.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
END;
CREATE TRIGGER links_after_delete AFTER DELETE ON links BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'links', OLD.id, 'delete', json_object('id', OLD.id, 'from_id', OLD.from_id, 'to_id', OLD.to_id, 'relation', OLD.relation, 'note', OLD.note, 'changeset_id', OLD.changeset_id) WHERE OLD.changeset_id IS NOT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  DELETE FROM replaced WHERE table_name = 'links' AND row_id = OLD.id;
END;
CREATE TRIGGER participants_before_insert BEFORE INSERT ON participants
  WHEN (NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing))
    AND EXISTS (SELECT 1 FROM participants WHERE (id = NEW.id) OR (entry_id = NEW.entry_id AND speaker_id = NEW.speaker_id AND role = NEW.role)) BEGIN
  DELETE FROM replaced WHERE table_name = 'participants';
  INSERT INTO replaced (table_name, row_id, before, at)
    SELECT 'participants', id, json_object('id', id, 'entry_id', entry_id, 'speaker_id', speaker_id, 'role', role, 'changeset_id', changeset_id), strftime('%Y-%m-%dT%H:%M:%fZ', 'now') FROM participants WHERE (id = NEW.id) OR (entry_id = NEW.entry_id AND speaker_id = NEW.speaker_id AND role = NEW.role);
END;
CREATE TRIGGER participants_after_insert AFTER INSERT ON participants
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'participants.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'participants', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'participants' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM participants WHERE id = x.row_id));
  DELETE FROM replaced WHERE table_name = 'participants';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'participants', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE participants SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END;
CREATE TRIGGER participants_before_update BEFORE UPDATE ON participants
  WHEN NEW.entry_id IS NOT OLD.entry_id OR NEW.id IS NOT OLD.id OR NEW.role IS NOT OLD.role OR NEW.speaker_id IS NOT OLD.speaker_id BEGIN
  SELECT RAISE(ABORT, 'participants: an id never changes') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'participants: another row has the same entry_id and speaker_id and role')
    WHERE (NEW.entry_id IS NOT OLD.entry_id OR NEW.speaker_id IS NOT OLD.speaker_id OR NEW.role IS NOT OLD.role) AND EXISTS (SELECT 1 FROM participants WHERE entry_id = NEW.entry_id AND speaker_id = NEW.speaker_id AND role = NEW.role AND id <> OLD.id);
END;
CREATE TRIGGER participants_after_update AFTER UPDATE ON participants
  WHEN NEW.entry_id IS NOT OLD.entry_id OR NEW.speaker_id IS NOT OLD.speaker_id OR NEW.role IS NOT OLD.role OR (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'participants.changeset_id is filled in by the file: leave it alone')
    WHERE (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) AND ((SELECT restoring FROM writing) = 0 OR NEW.changeset_id IS NULL OR NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'participants', OLD.id, 'update', json_object('id', OLD.id, 'entry_id', OLD.entry_id, 'speaker_id', OLD.speaker_id, 'role', OLD.role, 'changeset_id', OLD.changeset_id)
    WHERE OLD.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
END;
CREATE TRIGGER participants_after_delete AFTER DELETE ON participants BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'participants', OLD.id, 'delete', json_object('id', OLD.id, 'entry_id', OLD.entry_id, 'speaker_id', OLD.speaker_id, 'role', OLD.role, 'changeset_id', OLD.changeset_id) WHERE OLD.changeset_id IS NOT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  DELETE FROM replaced WHERE table_name = 'participants' AND row_id = OLD.id;
END;
CREATE TRIGGER speakers_name_insert AFTER INSERT ON speakers
  WHEN (SELECT restoring FROM writing) = 0 AND NOT EXISTS (SELECT 1 FROM speaker_names WHERE speaker_id = NEW.id AND name = NEW.name) BEGIN
  INSERT INTO speaker_names (speaker_id, name) VALUES (NEW.id, NEW.name);
END;
CREATE TRIGGER speakers_name_update AFTER UPDATE ON speakers
  WHEN (SELECT restoring FROM writing) = 0 AND NOT EXISTS (SELECT 1 FROM speaker_names WHERE speaker_id = NEW.id AND name = NEW.name) BEGIN
  INSERT INTO speaker_names (speaker_id, name) VALUES (NEW.id, NEW.name);
END;
CREATE TRIGGER places_name_insert AFTER INSERT ON places
  WHEN (SELECT restoring FROM writing) = 0 AND NOT EXISTS (SELECT 1 FROM place_names WHERE place_id = NEW.id AND name = NEW.name) BEGIN
  INSERT INTO place_names (place_id, name) VALUES (NEW.id, NEW.name);
END;
CREATE TRIGGER places_name_update AFTER UPDATE ON places
  WHEN (SELECT restoring FROM writing) = 0 AND NOT EXISTS (SELECT 1 FROM place_names WHERE place_id = NEW.id AND name = NEW.name) BEGIN
  INSERT INTO place_names (place_id, name) VALUES (NEW.id, NEW.name);
END;
CREATE TRIGGER changesets_keep_update BEFORE UPDATE ON changesets BEGIN
  SELECT RAISE(ABORT, 'changesets: history is only added to');
END;
CREATE TRIGGER changesets_keep_delete BEFORE DELETE ON changesets BEGIN
  SELECT RAISE(ABORT, 'changesets: history is only added to');
END;
CREATE TRIGGER changesets_keep_insert BEFORE INSERT ON changesets
  WHEN EXISTS (SELECT 1 FROM changesets WHERE id = NEW.id) BEGIN
  SELECT RAISE(ABORT, 'changesets: history is only added to');
END;
CREATE TRIGGER revisions_keep_update BEFORE UPDATE ON revisions BEGIN
  SELECT RAISE(ABORT, 'revisions: history is only added to');
END;
CREATE TRIGGER revisions_keep_delete BEFORE DELETE ON revisions BEGIN
  SELECT RAISE(ABORT, 'revisions: history is only added to');
END;
CREATE TRIGGER revisions_keep_insert BEFORE INSERT ON revisions
  WHEN EXISTS (SELECT 1 FROM revisions WHERE id = NEW.id) BEGIN
  SELECT RAISE(ABORT, 'revisions: history is only added to');
END;
