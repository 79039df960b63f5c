-- Instants are 100 ns ticks since 1970 in UTC: datetime(x / 10000000, 'unixepoch') shows them.

-- The newest change, written once with every commit.
CREATE TABLE feed_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    change INTEGER NOT NULL
) STRICT;
INSERT INTO feed_head VALUES (1, 0);

-- One for each start of the server: a cursor is good up to where the next one begins.
CREATE TABLE epochs (
    epoch_no INTEGER PRIMARY KEY,
    epoch TEXT NOT NULL UNIQUE,
    start_change INTEGER NOT NULL,
    started_at INTEGER NOT NULL
) STRICT;

CREATE TABLE tasks (
    task_no INTEGER PRIMARY KEY,    -- the order of acceptance
    -- What never changes:
    task_id TEXT NOT NULL UNIQUE,
    session_id TEXT NOT NULL,
    ordinal INTEGER NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    pinned_agent_id TEXT,
    labels TEXT,                    -- a JSON array; NULL for none
    cwd TEXT,                       -- without a slash at its end; NULL for the agent's default
    created_at INTEGER NOT NULL,
    -- What every write sets:
    state TEXT NOT NULL,
    reason TEXT,
    message TEXT,
    attempt INTEGER NOT NULL,
    custody TEXT NOT NULL,
    agent_id TEXT,
    hold TEXT,
    is_over INTEGER NOT NULL,
    blocks_turn INTEGER NOT NULL,
    takes_slot INTEGER NOT NULL,
    is_offerable INTEGER NOT NULL,
    look_at INTEGER,
    since INTEGER NOT NULL,
    started_at INTEGER,
    ended_at INTEGER,
    orphan_at INTEGER,
    exit_code INTEGER,
    is_late INTEGER NOT NULL,
    version INTEGER NOT NULL,
    change INTEGER NOT NULL,
    doc TEXT NOT NULL,
    UNIQUE (session_id, ordinal)
) STRICT;

CREATE UNIQUE INDEX tasks_change ON tasks (change);
CREATE INDEX tasks_state ON tasks (state, task_no);
CREATE INDEX tasks_agent ON tasks (agent_id, task_no) WHERE agent_id IS NOT NULL;
CREATE INDEX tasks_due ON tasks (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX tasks_slots ON tasks (agent_id) WHERE takes_slot = 1;
CREATE INDEX tasks_blocking ON tasks (session_id, ordinal, is_over) WHERE blocks_turn = 1;
-- Holds all that a search for work compares, so that ten thousand waiting tasks are passed over without reading their rows.
CREATE INDEX tasks_offerable ON tasks (task_no, is_offerable, kind, pinned_agent_id, session_id, ordinal, labels, cwd)
    WHERE is_offerable = 1;
CREATE INDEX tasks_pinned ON tasks (pinned_agent_id)
    WHERE pinned_agent_id IS NOT NULL AND state = 'queued' AND custody = 'none';

CREATE TABLE task_specs (
    task_no INTEGER PRIMARY KEY,
    spec TEXT NOT NULL
) STRICT;

CREATE TABLE sessions (
    session_no INTEGER PRIMARY KEY, -- the order of creation: what is written together lies together
    session_id TEXT NOT NULL UNIQUE,
    -- Derived from its tasks by the transaction that writes one of them:
    queued INTEGER NOT NULL DEFAULT 0,
    working INTEGER NOT NULL DEFAULT 0,
    input_required INTEGER NOT NULL DEFAULT 0,
    cancelling INTEGER NOT NULL DEFAULT 0,
    unknown INTEGER NOT NULL DEFAULT 0,
    completed INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    cancelled INTEGER NOT NULL DEFAULT 0,
    first_ordinal INTEGER,
    first_title TEXT,
    first_agent_id TEXT,
    last_end TEXT,
    last_end_ordinal INTEGER,
    created_at INTEGER,             -- NULL before its first task, and then no list shows it
    last_activity_at INTEGER,
    -- What people decided:
    title TEXT,
    archived_at INTEGER,
    moved_to TEXT,
    continued_past INTEGER NOT NULL DEFAULT 0,
    doc TEXT,
    doc_version INTEGER NOT NULL DEFAULT 0,
    version INTEGER NOT NULL,
    change INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX sessions_change ON sessions (change);
CREATE INDEX sessions_shown ON sessions (last_activity_at) WHERE archived_at IS NULL;
CREATE INDEX sessions_archived ON sessions (last_activity_at) WHERE archived_at IS NOT NULL;

CREATE TABLE agents (
    agent_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    presence TEXT NOT NULL,
    version INTEGER NOT NULL,
    change INTEGER NOT NULL,
    last_heard_at INTEGER,          -- no part of the version, and not in the feed
    doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX agents_change ON agents (change);

-- What is gone, for those who still show it.
CREATE TABLE tombstones (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    session_id TEXT,
    change INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX tombstones_change ON tombstones (change);

CREATE TABLE credentials (
    hash TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    principal TEXT NOT NULL,
    expires_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX credentials_principal ON credentials (kind, principal);

CREATE TABLE codes (
    hash TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE reminders (
    grain_type TEXT NOT NULL,
    grain_key TEXT NOT NULL,
    name TEXT NOT NULL,
    start_at INTEGER NOT NULL,
    period INTEGER NOT NULL,        -- 100 ns ticks
    PRIMARY KEY (grain_type, grain_key, name)
) STRICT, WITHOUT ROWID;
