-- What Orleans' ADO.NET providers keep: who is in the cluster, reminders, grain state. The providers know none of these
-- names: they only read OrleansQuery, where the statements stand that they run.

-- One row a cluster. Whoever changes the membership must have seen this version and makes the next one.
CREATE TABLE cluster (
  cluster_id text PRIMARY KEY,
  version integer NOT NULL
);

-- One row for each silo that there is or was. Status: 1 created, 2 joining, 3 active, 4 shutting down, 5 stopping, 6 dead.
CREATE TABLE silo (
  cluster_id text NOT NULL REFERENCES cluster,
  address text NOT NULL,
  port integer NOT NULL,
  generation integer NOT NULL,
  name text NOT NULL,
  host text NOT NULL,
  status integer NOT NULL,
  gateway_port integer NOT NULL,
  suspected text,
  started_at timestamptz NOT NULL,
  alive_at timestamptz NOT NULL,
  PRIMARY KEY (cluster_id, address, port, generation)
);

-- Hash: a silo reads the reminders of its part of the ring.
CREATE TABLE reminder (
  service_id text NOT NULL,
  grain_id text NOT NULL,
  name text NOT NULL,
  hash integer NOT NULL,
  starts_at timestamptz NOT NULL,
  period_ms bigint NOT NULL,
  version integer NOT NULL,
  PRIMARY KEY (service_id, grain_id, name)
);

CREATE INDEX reminder_by_hash ON reminder (service_id, hash);

-- A key is two numbers and a text, either of which may be nothing. State that was cleared keeps its version.
CREATE TABLE grain_state (
  service_id text NOT NULL,
  grain_type text NOT NULL,
  key_high bigint NOT NULL,
  key_low bigint NOT NULL,
  key_text text NOT NULL,
  state bytea,
  version integer NOT NULL,
  written_at timestamptz NOT NULL,
  PRIMARY KEY (service_id, grain_type, key_high, key_low, key_text)
);

CREATE TABLE OrleansQuery (
  QueryKey text PRIMARY KEY,
  QueryText text NOT NULL
);
