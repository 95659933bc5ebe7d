-- The statements that Orleans' ADO.NET providers run, by the keys that they look for. Names after @ and of the columns
-- are theirs. A change here needs a new step beside it (a file NNNN-name.pgsql, if only with a comment): the texts are
-- written with a step.

--- GatewaysQueryKey
SELECT address AS Address, gateway_port AS ProxyPort, generation AS Generation
FROM silo WHERE cluster_id = @DeploymentId AND status = @Status AND gateway_port > 0

--- MembershipReadRowKey
SELECT c.version AS Version, s.address AS Address, s.port AS Port, s.generation AS Generation, s.name AS SiloName,
  s.host AS HostName, s.status AS Status, s.gateway_port AS ProxyPort, s.suspected AS SuspectTimes,
  s.started_at AS StartTime, s.alive_at AS IAmAliveTime
FROM cluster c LEFT JOIN silo s
  ON s.cluster_id = c.cluster_id AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
WHERE c.cluster_id = @DeploymentId

--- MembershipReadAllKey
SELECT c.version AS Version, s.address AS Address, s.port AS Port, s.generation AS Generation, s.name AS SiloName,
  s.host AS HostName, s.status AS Status, s.gateway_port AS ProxyPort, s.suspected AS SuspectTimes,
  s.started_at AS StartTime, s.alive_at AS IAmAliveTime
FROM cluster c LEFT JOIN silo s ON s.cluster_id = c.cluster_id
WHERE c.cluster_id = @DeploymentId

--- InsertMembershipVersionKey
WITH added AS (
  INSERT INTO cluster (cluster_id, version) VALUES (@DeploymentId, 0) ON CONFLICT DO NOTHING RETURNING 1)
SELECT EXISTS (SELECT FROM added)

--- InsertMembershipKey
WITH turn AS (
  UPDATE cluster AS c SET version = c.version + 1
  WHERE c.cluster_id = @DeploymentId AND c.version = @Version AND NOT EXISTS (
    SELECT FROM silo s WHERE s.cluster_id = @DeploymentId AND s.address = @Address AND s.port = @Port
      AND s.generation = @Generation)
  RETURNING c.cluster_id),
added AS (
  INSERT INTO silo (cluster_id, address, port, generation, name, host, status, gateway_port, started_at, alive_at)
  SELECT cluster_id, @Address, @Port, @Generation, coalesce(@SiloName, ''), coalesce(@HostName, ''), @Status, @ProxyPort,
    @StartTime, @IAmAliveTime FROM turn
  RETURNING 1)
SELECT EXISTS (SELECT FROM added)

--- UpdateMembershipKey
WITH turn AS (
  UPDATE cluster AS c SET version = c.version + 1
  WHERE c.cluster_id = @DeploymentId AND c.version = @Version AND EXISTS (
    SELECT FROM silo s WHERE s.cluster_id = @DeploymentId AND s.address = @Address AND s.port = @Port
      AND s.generation = @Generation)
  RETURNING c.cluster_id),
changed AS (
  UPDATE silo AS s SET status = @Status, suspected = @SuspectTimes, alive_at = @IAmAliveTime
  FROM turn WHERE s.cluster_id = turn.cluster_id AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
  RETURNING 1)
SELECT EXISTS (SELECT FROM changed)

--- UpdateIAmAlivetimeKey
UPDATE silo SET alive_at = @IAmAliveTime
WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation

--- DeleteMembershipTableEntriesKey
WITH gone AS (DELETE FROM silo WHERE cluster_id = @DeploymentId)
DELETE FROM cluster WHERE cluster_id = @DeploymentId

--- CleanupDefunctSiloEntriesKey
DELETE FROM silo WHERE cluster_id = @DeploymentId AND status = 6 AND alive_at < @IAmAliveTime

--- CleanupDefunctSiloEntryKey
DELETE FROM silo
WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation AND status = 6
  AND started_at = @StartTime AND alive_at = @IAmAliveTime AND coalesce(suspected, '') = coalesce(@SuspectTimes, '')

--- ReadReminderRowsKey
SELECT grain_id AS GrainId, name AS ReminderName, starts_at AS StartTime, period_ms AS Period, version AS Version
FROM reminder WHERE service_id = @ServiceId AND grain_id = @GrainId

--- ReadReminderRowKey
SELECT grain_id AS GrainId, name AS ReminderName, starts_at AS StartTime, period_ms AS Period, version AS Version
FROM reminder WHERE service_id = @ServiceId AND grain_id = @GrainId AND name = @ReminderName

--- ReadRangeRows1Key
SELECT grain_id AS GrainId, name AS ReminderName, starts_at AS StartTime, period_ms AS Period, version AS Version
FROM reminder WHERE service_id = @ServiceId AND hash > @BeginHash AND hash <= @EndHash

--- ReadRangeRows2Key
SELECT grain_id AS GrainId, name AS ReminderName, starts_at AS StartTime, period_ms AS Period, version AS Version
FROM reminder WHERE service_id = @ServiceId AND (hash > @BeginHash OR hash <= @EndHash)

--- UpsertReminderRowKey
INSERT INTO reminder AS r (service_id, grain_id, name, hash, starts_at, period_ms, version)
VALUES (@ServiceId, @GrainId, @ReminderName, @GrainHash, @StartTime, @Period, 0)
ON CONFLICT (service_id, grain_id, name) DO UPDATE
SET hash = excluded.hash, starts_at = excluded.starts_at, period_ms = excluded.period_ms, version = r.version + 1
RETURNING version AS Version

--- DeleteReminderRowKey
WITH gone AS (
  DELETE FROM reminder WHERE service_id = @ServiceId AND grain_id = @GrainId AND name = @ReminderName AND version = @Version
  RETURNING 1)
SELECT EXISTS (SELECT FROM gone)

--- DeleteReminderRowsKey
DELETE FROM reminder WHERE service_id = @ServiceId

--- ReadFromStorageKey
SELECT state AS PayloadBinary, version AS Version FROM grain_state
WHERE service_id = @ServiceId AND grain_type = @GrainTypeString AND key_high = @GrainIdN0 AND key_low = @GrainIdN1
  AND key_text = coalesce(@GrainIdExtensionString, '')

--- WriteToStorageKey
WITH added AS (
  INSERT INTO grain_state (service_id, grain_type, key_high, key_low, key_text, state, version, written_at)
  SELECT @ServiceId, @GrainTypeString, @GrainIdN0, @GrainIdN1, coalesce(@GrainIdExtensionString, ''), @PayloadBinary, 1, now()
  WHERE @GrainStateVersion IS NULL
  ON CONFLICT DO NOTHING RETURNING version),
changed AS (
  UPDATE grain_state AS g SET state = @PayloadBinary, version = g.version + 1, written_at = now()
  WHERE g.service_id = @ServiceId AND g.grain_type = @GrainTypeString AND g.key_high = @GrainIdN0 AND g.key_low = @GrainIdN1
    AND g.key_text = coalesce(@GrainIdExtensionString, '') AND g.version = @GrainStateVersion
  RETURNING g.version)
SELECT version AS NewGrainStateVersion FROM added UNION ALL SELECT version FROM changed

--- ClearStorageKey
UPDATE grain_state SET state = NULL, version = version + 1, written_at = now()
WHERE service_id = @ServiceId AND grain_type = @GrainTypeString AND key_high = @GrainIdN0 AND key_low = @GrainIdN1
  AND key_text = coalesce(@GrainIdExtensionString, '') AND version = @GrainStateVersion
RETURNING version

--- DeleteStorageKey
DELETE FROM grain_state
WHERE service_id = @ServiceId AND grain_type = @GrainTypeString AND key_high = @GrainIdN0 AND key_low = @GrainIdN1
  AND key_text = coalesce(@GrainIdExtensionString, '') AND version = @GrainStateVersion
RETURNING version + 1
