-- Instants are 100 ns ticks since 1970 in UTC, exact to what .NET holds: to_timestamp(x / 1e7) shows them.
-- Whoever writes a task, a session's or an agent's record holds the one row of feed_head first (0002.sql).

-- The newest change. Its lock is the order of commits.
CREATE TABLE feed_head (
    one bigint PRIMARY KEY CHECK (one = 1),
    change bigint NOT NULL,
    epoch text NOT NULL             -- the newest of epochs
);
INSERT INTO feed_head VALUES (1, 0, '');

-- One for each start of the cluster: a cursor is good up to where the next one begins.
CREATE TABLE epochs (
    epoch_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    epoch text NOT NULL UNIQUE,
    start_change bigint NOT NULL,
    started_at bigint NOT NULL
);

CREATE SEQUENCE task_numbers;

CREATE TABLE tasks (
    task_no bigint PRIMARY KEY,     -- the order of acceptance
    -- What never changes:
    task_id text NOT NULL UNIQUE,
    session_id text NOT NULL,
    ordinal bigint NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    pinned_agent_id text,
    labels text[],                  -- NULL for none
    cwd text,                       -- without a slash at its end; NULL for the agent's default
    created_at bigint NOT NULL,
    -- What every write sets:
    state text NOT NULL,
    reason text,
    message text,
    attempt bigint NOT NULL,
    custody text NOT NULL,
    agent_id text,
    hold text,
    is_over boolean NOT NULL,
    blocks_turn boolean NOT NULL,
    takes_slot boolean NOT NULL,
    is_offerable boolean NOT NULL,
    look_at bigint,
    since bigint NOT NULL,
    started_at bigint,
    ended_at bigint,
    orphan_at bigint,
    exit_code bigint,
    is_late boolean NOT NULL,
    version bigint NOT NULL,
    change bigint NOT NULL,
    doc text NOT NULL,
    UNIQUE (session_id, ordinal)
);

CREATE UNIQUE INDEX tasks_change ON tasks (change);
CREATE INDEX tasks_state ON tasks (state, task_no);
CREATE INDEX tasks_agent ON tasks (agent_id, task_no) WHERE agent_id IS NOT NULL;
CREATE INDEX tasks_due ON tasks (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX tasks_slots ON tasks (agent_id) WHERE takes_slot;
CREATE INDEX tasks_blocking ON tasks (session_id, ordinal) WHERE blocks_turn;
CREATE INDEX tasks_offerable ON tasks (task_no) WHERE is_offerable;
CREATE INDEX tasks_pinned ON tasks (pinned_agent_id)
    WHERE pinned_agent_id IS NOT NULL AND state = 'queued' AND custody = 'none';

CREATE TABLE task_specs (
    task_no bigint PRIMARY KEY,
    spec text NOT NULL
);

CREATE TABLE sessions (
    session_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session_id text NOT NULL UNIQUE,
    -- Derived from its tasks by the transaction that writes one of them:
    queued bigint NOT NULL DEFAULT 0,
    working bigint NOT NULL DEFAULT 0,
    input_required bigint NOT NULL DEFAULT 0,
    cancelling bigint NOT NULL DEFAULT 0,
    unknown bigint NOT NULL DEFAULT 0,
    completed bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    cancelled bigint NOT NULL DEFAULT 0,
    first_ordinal bigint,
    first_title text,
    first_agent_id text,
    last_end text,
    last_end_ordinal bigint,
    created_at bigint,              -- NULL before its first task, and then no list shows it
    last_activity_at bigint,
    -- What people decided:
    title text,
    archived_at bigint,
    moved_to text,
    continued_past bigint NOT NULL DEFAULT 0,
    doc text,
    doc_version bigint NOT NULL DEFAULT 0,
    version bigint NOT NULL,
    change bigint NOT NULL
);

CREATE UNIQUE INDEX sessions_change ON sessions (change);
CREATE INDEX sessions_shown ON sessions (last_activity_at, session_no) WHERE archived_at IS NULL;
CREATE INDEX sessions_archived ON sessions (last_activity_at, session_no) WHERE archived_at IS NOT NULL;

CREATE TABLE agents (
    agent_id text PRIMARY KEY,
    name text NOT NULL,
    presence text NOT NULL,
    version bigint NOT NULL,
    change bigint NOT NULL,
    doc text NOT NULL
);

CREATE UNIQUE INDEX agents_change ON agents (change);

-- When agents were last heard: no part of any version, and written without the lock of the feed.
CREATE TABLE presence (
    agent_id text PRIMARY KEY,
    last_heard_at bigint NOT NULL
);

-- What is gone, for those who still show it.
CREATE TABLE tombstones (
    id text PRIMARY KEY,
    kind text NOT NULL,
    session_id text,
    change bigint NOT NULL
);

CREATE UNIQUE INDEX tombstones_change ON tombstones (change);

CREATE TABLE credentials (
    hash text PRIMARY KEY,
    kind text NOT NULL,
    principal text NOT NULL,
    expires_at bigint
);

CREATE INDEX credentials_principal ON credentials (kind, principal);

CREATE TABLE codes (
    hash text PRIMARY KEY,
    purpose text NOT NULL,
    expires_at bigint NOT NULL
);

CREATE TABLE reminders (
    grain_type text NOT NULL,
    grain_key text NOT NULL,
    name text NOT NULL,
    start_at bigint NOT NULL,
    period bigint NOT NULL,         -- 100 ns ticks
    PRIMARY KEY (grain_type, grain_key, name)
);

CREATE TABLE outputs (
    output_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task_id text NOT NULL,
    attempt bigint NOT NULL,
    stream text NOT NULL,
    length bigint NOT NULL,
    UNIQUE (task_id, attempt, stream)
);

CREATE TABLE chunks (
    output_no bigint NOT NULL,
    start bigint NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (output_no, start)
);
