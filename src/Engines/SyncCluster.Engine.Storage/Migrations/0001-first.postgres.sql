-- Added to the number of a transaction, it gives numbers that no earlier transaction used: it rises when a backup is
-- restored into a younger server, whose transactions are numbered lower.
CREATE TABLE numbering (base bigint NOT NULL);
INSERT INTO numbering (base) VALUES (0);

-- For people: states and steps as JSON.
CREATE VIEW entity_json AS
  SELECT e.entity_id, e.kind, e.version, e.title, to_timestamp(e.changed_at / 10000000.0) AS changed_at,
    convert_from(s.state, 'UTF8')::jsonb AS state
  FROM entity e JOIN entity_state s ON s.id = e.id;
CREATE VIEW history_json AS
  SELECT h.sequence, e.entity_id, h.kind, to_timestamp(h.at / 10000000.0) AS at, convert_from(h.json, 'UTF8') AS json
  FROM history h JOIN entity e ON e.id = h.entity;
