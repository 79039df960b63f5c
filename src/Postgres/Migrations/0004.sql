-- Who is in the cluster, and who wants to be woken. Microsoft.Orleans.Clustering.AdoNet and .Reminders.AdoNet (10.4) bring no
-- tables: they read the text of each query from OrleansQuery by its key, and know of it its parameters and the columns of its answer.

CREATE TABLE orleansquery (
    querykey text PRIMARY KEY,
    querytext text NOT NULL
);

-- A cluster's membership as a whole: every change of it counts the version up, and says which version it saw.
CREATE TABLE clusters (
    cluster text PRIMARY KEY,
    version integer NOT NULL
);

-- One row for each life of a silo: a silo that starts again is another one, of a later generation.
CREATE TABLE silos (
    cluster text NOT NULL REFERENCES clusters ON DELETE CASCADE,
    address text NOT NULL,
    port integer NOT NULL,
    generation integer NOT NULL,
    name text NOT NULL,
    host text NOT NULL,
    status integer NOT NULL,        -- Orleans' SiloStatus: 3 is active, 6 is dead
    gateway_port integer NOT NULL,  -- 0 for a silo that serves no clients
    suspected text,                 -- by whom and when, as Orleans writes it
    started_at timestamptz NOT NULL,
    alive_at timestamptz NOT NULL,
    PRIMARY KEY (cluster, address, port, generation)
);

CREATE TABLE cluster_reminders (
    service text NOT NULL,
    grain text NOT NULL,
    name text NOT NULL,
    hash integer NOT NULL,          -- the place on the ring by which silos share the reminders out
    first_at timestamptz NOT NULL,
    period bigint NOT NULL,         -- milliseconds
    version integer NOT NULL,
    PRIMARY KEY (service, grain, name)
);
CREATE INDEX reminders_on_the_ring ON cluster_reminders (service, hash);

-- The row lock of the cluster comes first: of two who saw the same version, the second finds it changed and has no effect.
CREATE FUNCTION tasksync_next_membership(deployment text, seen integer) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE clusters SET version = version + 1 WHERE cluster = deployment AND version = seen;
    RETURN FOUND;
END $$;

CREATE FUNCTION tasksync_silo_joins(deployment text, seen integer, silo silos) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM clusters WHERE cluster = deployment AND version = seen FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    INSERT INTO silos SELECT silo.* ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN RETURN false; END IF;
    RETURN tasksync_next_membership(deployment, seen);
END $$;

CREATE FUNCTION tasksync_silo_changes(
    deployment text, seen integer, at text, at_port integer, born integer,
    becomes integer, suspects text, alive timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM clusters WHERE cluster = deployment AND version = seen FOR UPDATE;
    IF NOT FOUND THEN RETURN false; END IF;
    UPDATE silos SET status = becomes, suspected = suspects, alive_at = alive
    WHERE cluster = deployment AND address = at AND port = at_port AND generation = born;
    IF NOT FOUND THEN RETURN false; END IF;
    RETURN tasksync_next_membership(deployment, seen);
END $$;

-- A version even for a cluster without silos: then all other columns are NULL.
CREATE VIEW membership AS
SELECT c.cluster, c.version, s.address, s.port, s.generation, s.name AS siloname, s.host AS hostname, s.status,
    s.gateway_port AS proxyport, s.suspected AS suspecttimes, s.started_at AS starttime, s.alive_at AS iamalivetime
FROM clusters c LEFT JOIN silos s USING (cluster);

CREATE VIEW reminder_rows AS
SELECT service, grain AS grainid, name AS remindername, hash, first_at AS starttime, period, version FROM cluster_reminders;

INSERT INTO orleansquery VALUES
('InsertMembershipVersionKey',
    'WITH begun AS (INSERT INTO clusters VALUES (@DeploymentId, 0) ON CONFLICT DO NOTHING RETURNING 1)
    SELECT EXISTS (SELECT FROM begun)'),
('InsertMembershipKey',
    'SELECT tasksync_silo_joins(@DeploymentId, @Version, ROW(@DeploymentId, @Address, @Port, @Generation, @SiloName,
        @HostName, @Status, @ProxyPort, NULL, @StartTime, @IAmAliveTime)::silos)'),
('UpdateMembershipKey',
    'SELECT tasksync_silo_changes(@DeploymentId, @Version, @Address, @Port, @Generation, @Status, @SuspectTimes, @IAmAliveTime)'),
('UpdateIAmAlivetimeKey',
    'UPDATE silos SET alive_at = @IAmAliveTime
    WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation'),
('MembershipReadAllKey',
    'SELECT * FROM membership WHERE cluster = @DeploymentId'),
-- The version is answered for a silo that is not known, too.
('MembershipReadRowKey',
    'SELECT c.version, address, port, generation, siloname, hostname, status, proxyport, suspecttimes, starttime, iamalivetime
    FROM clusters c LEFT JOIN membership m
        ON m.cluster = c.cluster AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
    WHERE c.cluster = @DeploymentId'),
('GatewaysQueryKey',
    'SELECT address, proxyport, generation FROM membership
    WHERE cluster = @DeploymentId AND status = @Status AND proxyport > 0'),
('DeleteMembershipTableEntriesKey',
    'DELETE FROM clusters WHERE cluster = @DeploymentId'),
('CleanupDefunctSiloEntriesKey',
    'DELETE FROM silos WHERE cluster = @DeploymentId AND alive_at < @IAmAliveTime AND status = 6'),
('UpsertReminderRowKey',
    'INSERT INTO cluster_reminders VALUES (@ServiceId, @GrainId, @ReminderName, @GrainHash, @StartTime, @Period, 0)
    ON CONFLICT (service, grain, name) DO UPDATE
        SET hash = excluded.hash, first_at = excluded.first_at, period = excluded.period, version = cluster_reminders.version + 1
    RETURNING version'),
('ReadReminderRowsKey',
    'SELECT * FROM reminder_rows WHERE service = @ServiceId AND grainid = @GrainId'),
('ReadReminderRowKey',
    'SELECT * FROM reminder_rows WHERE service = @ServiceId AND grainid = @GrainId AND remindername = @ReminderName'),
('ReadRangeRows1Key',
    'SELECT * FROM reminder_rows WHERE service = @ServiceId AND hash > @BeginHash AND hash <= @EndHash'),
-- A range over the end of the ring; the whole ring, if both ends are the same.
('ReadRangeRows2Key',
    'SELECT * FROM reminder_rows WHERE service = @ServiceId AND (hash > @BeginHash OR hash <= @EndHash)'),
('DeleteReminderRowKey',
    'WITH gone AS (DELETE FROM cluster_reminders
        WHERE service = @ServiceId AND grain = @GrainId AND name = @ReminderName AND version = @Version RETURNING 1)
    SELECT EXISTS (SELECT FROM gone)'),
('DeleteReminderRowsKey',
    'DELETE FROM cluster_reminders WHERE service = @ServiceId');
