-- Who works on this database, and by which configuration: what Orleans does not ask of those who join.

-- The one service whose state this is, and the configuration that was agreed upon last.
CREATE TABLE agreement (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  service_id text NOT NULL,
  configuration text NOT NULL,
  agreed_at timestamptz NOT NULL
);

-- One row for each process at work. Who has not been seen for a while has ended without taking leave.
CREATE TABLE member (
  id uuid PRIMARY KEY,
  cluster_id text NOT NULL,
  role text NOT NULL,
  name text NOT NULL,
  address text NOT NULL,
  configuration text NOT NULL,
  program text NOT NULL,
  contract integer NOT NULL,
  understands_from integer NOT NULL,
  joined_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL
);
