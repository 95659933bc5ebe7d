-- Words in braces are spelled per dialect (SqlDialect). Instants are 100-nanosecond steps since 1970-01-01 UTC,
-- decimals are text, yes and no are 1 and 0. Numbers of kinds, actions and statuses: StoredNumbers.cs.

-- Names of systems and feeds, so that a million rows hold a small number instead of a text.
CREATE TABLE name (id {id}, name {text} NOT NULL UNIQUE);

-- What people search and count entities by. Narrow, so that searching need not read the states. Other tables name an
-- entity by its number, so that what came in one after the other lies side by side. Keys: its natural keys, a JSON array.
CREATE TABLE entity (
  id {long} PRIMARY KEY,
  entity_id {text} NOT NULL UNIQUE,
  kind {small} NOT NULL,
  version {long} NOT NULL,
  changed_at {long} NOT NULL,
  last_step {long},
  pending {int} NOT NULL,
  parked {int} NOT NULL,
  conflicts {int} NOT NULL,
  drift {int} NOT NULL,
  tombstoned {small} NOT NULL,
  order_state {text},
  title {text} NOT NULL,
  search_text {text} NOT NULL,
  natural_keys {text}
) {changing};

CREATE TABLE entity_state (id {long} PRIMARY KEY, state {blob} NOT NULL) {wide};

-- Counts that pages ask for all the time. A slot a writer, so that writers do not wait for each other.
CREATE TABLE entity_count (
  kind {small} NOT NULL, slot {small} NOT NULL, entities {long} NOT NULL, pending {long} NOT NULL, parked {long} NOT NULL,
  conflicts {long} NOT NULL, drift {long} NOT NULL, tombstoned {long} NOT NULL,
  PRIMARY KEY (kind, slot)
) {clustered};

CREATE TABLE record_count (
  system {int} NOT NULL, kind {small} NOT NULL, slot {small} NOT NULL, records {long} NOT NULL,
  PRIMARY KEY (system, kind, slot)
) {clustered};

-- Who owns a natural key, written 'Kind/field/VALUE'. It may be claimed for an entity that is not there yet.
CREATE TABLE natural_key (natural_key {text} NOT NULL PRIMARY KEY, entity_id {text} NOT NULL) {clustered};

CREATE TABLE record (
  system {int} NOT NULL, kind {small} NOT NULL, remote_id {text} NOT NULL,
  entity {long} NOT NULL, entity_id {text} NOT NULL, fingerprint {fingerprint} NOT NULL, stock {text}, price {text},
  deleted {small} NOT NULL, known_at {long} NOT NULL,
  PRIMARY KEY (system, kind, remote_id)
) {clustered} {changing};
CREATE INDEX record_entity ON record (entity);

-- A census' round is a number; a record was seen in the round that stands with it.
CREATE TABLE census (feed {int} PRIMARY KEY, round {long} NOT NULL);
CREATE TABLE seen (
  feed {int} NOT NULL, system {int} NOT NULL, kind {small} NOT NULL, remote_id {text} NOT NULL, round {long} NOT NULL,
  PRIMARY KEY (feed, system, kind, remote_id)
) {clustered} {changing};

-- A row in flight is due again when its lease ends: not_before is then the lease's end.
CREATE TABLE outbox (
  entity {long} NOT NULL, system {int} NOT NULL, action {small} NOT NULL, kind {small} NOT NULL,
  operation_id {text} NOT NULL, shard {int} NOT NULL, status {small} NOT NULL, not_before {long} NOT NULL,
  enqueued_at {long} NOT NULL, unanswered {int} NOT NULL, reason {text}, waiting_for {text},
  PRIMARY KEY (entity, system, action)
) {clustered} {changing};
CREATE INDEX outbox_due ON outbox (system, shard, kind, not_before, enqueued_at, entity, action) WHERE status <> 3;
CREATE INDEX outbox_waiting ON outbox (waiting_for) WHERE status = 2;

-- The steps of an entity are a chain: entity.last_step is the newest, previous the one before. No index is needed.
CREATE TABLE history (
  sequence {long} PRIMARY KEY, previous {long}, entity {long} NOT NULL, kind {small} NOT NULL, at {long} NOT NULL,
  told {small} NOT NULL, published {small} NOT NULL, json {blob} NOT NULL
);
CREATE INDEX history_published ON history (sequence) WHERE published = 1;

CREATE TABLE mail (
  id {id}, mail_key {text} NOT NULL UNIQUE, entity_id {text} NOT NULL, shard {int} NOT NULL, template {text} NOT NULL,
  language {text} NOT NULL, recipient {text} NOT NULL, model {blob} NOT NULL, status {small} NOT NULL,
  created_at {long} NOT NULL, not_before {long} NOT NULL, attempts {int} NOT NULL, taken_at {long}, finished_at {long},
  evidence {text}
);
CREATE INDEX mail_due ON mail (shard, not_before, id) WHERE status = 0;
CREATE INDEX mail_sending ON mail (shard, taken_at) WHERE status = 1;
CREATE INDEX mail_entity ON mail (entity_id);
CREATE INDEX mail_created ON mail (created_at, id);

CREATE TABLE document (document_key {text} NOT NULL PRIMARY KEY, json {blob} NOT NULL);

CREATE TABLE staged (
  id {id}, feed {int} NOT NULL, source_index {text} NOT NULL, payload {blob} NOT NULL, staged_at {long} NOT NULL,
  handled {small} NOT NULL, UNIQUE (feed, source_index)
);
CREATE INDEX staged_open ON staged (feed, id) WHERE handled = 0;
CREATE INDEX staged_handled ON staged (staged_at) WHERE handled = 1;

CREATE TABLE signal (
  id {id}, system {int} NOT NULL, content_key {text} NOT NULL, received_at {long} NOT NULL, payload {blob} NOT NULL,
  handled {small} NOT NULL, UNIQUE (system, content_key)
);
CREATE INDEX signal_open ON signal (system, id) WHERE handled = 0;
CREATE INDEX signal_handled ON signal (received_at) WHERE handled = 1;

CREATE TABLE parked (
  parked_key {text} NOT NULL PRIMARY KEY, system {int} NOT NULL, kind {small} NOT NULL, remote_id {text} NOT NULL,
  fault {blob} NOT NULL, payload {blob} NOT NULL, first_at {long} NOT NULL, last_at {long} NOT NULL,
  times {int} NOT NULL, awaits {text}
);
CREATE INDEX parked_awaits ON parked (awaits, first_at) WHERE awaits IS NOT NULL;
CREATE INDEX parked_last ON parked (last_at);

CREATE TABLE reminder (
  actor {text} NOT NULL, name {text} NOT NULL, due {long} NOT NULL, period {long} NOT NULL, PRIMARY KEY (actor, name)
);
