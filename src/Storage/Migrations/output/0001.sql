CREATE TABLE outputs (
    output_no INTEGER PRIMARY KEY,
    task_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    stream TEXT NOT NULL,
    length INTEGER NOT NULL,
    UNIQUE (task_id, attempt, stream)
) STRICT;

CREATE TABLE chunks (
    chunk_no INTEGER PRIMARY KEY,
    output_no INTEGER NOT NULL,
    start INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (output_no, start)
) STRICT;
