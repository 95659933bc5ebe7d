-- The last day that is promised for an open order, as a day number; null for others.
ALTER TABLE entity ADD COLUMN expected_by {int};
CREATE INDEX entity_expected ON entity (expected_by, entity_id) WHERE expected_by IS NOT NULL;

-- Mails of one group to one recipient go out as one message.
ALTER TABLE mail ADD COLUMN mail_group {text};
CREATE INDEX mail_grouped ON mail (mail_group) WHERE mail_group IS NOT NULL;

-- Keys that an entity speaks of without owning them: an order of the SKUs that it waits for, a product of its EAN.
CREATE TABLE mention (
  mention_key {text} NOT NULL, entity {long} NOT NULL, PRIMARY KEY (mention_key, entity)
) {clustered};
CREATE INDEX mention_entity ON mention (entity);

-- Items at suppliers that are no product of ours.
CREATE TABLE unmatched_item (
  system {int} NOT NULL, remote_id {text} NOT NULL, seen {blob} NOT NULL, reason {text} NOT NULL, first_at {long} NOT NULL,
  last_at {long} NOT NULL, PRIMARY KEY (system, remote_id)
) {clustered};
CREATE INDEX unmatched_last ON unmatched_item (last_at);
