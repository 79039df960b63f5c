-- What tasks came to, in their rows, and the sums of it in the rows of their sessions; and where a session works.

ALTER TABLE tasks ADD COLUMN result_line TEXT;          -- the beginning of the result
ALTER TABLE tasks ADD COLUMN cost_nano INTEGER;         -- billionths of a US dollar; NULL if unknown
ALTER TABLE tasks ADD COLUMN input_tokens INTEGER;
ALTER TABLE tasks ADD COLUMN output_tokens INTEGER;
ALTER TABLE tasks ADD COLUMN cache_read_tokens INTEGER;
ALTER TABLE tasks ADD COLUMN cache_write_tokens INTEGER;

ALTER TABLE sessions ADD COLUMN cost_nano INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN input_tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN output_tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN cache_read_tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN cache_write_tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN cwd TEXT;               -- the folder of its newest task that has one
ALTER TABLE sessions ADD COLUMN cwd_ordinal INTEGER;    -- and which task that is

-- What older versions left in the documents only.
UPDATE tasks SET
    result_line = substr(ltrim(json_extract(doc, '$.result.text'), char(9, 10, 13, 32)), 1,
        min(200, coalesce(nullif(instr(ltrim(json_extract(doc, '$.result.text'), char(9, 10, 13, 32)), char(10)), 0), 201) - 1)),
    cost_nano = CAST(round(json_extract(doc, '$.result.cost_usd') * 1e9) AS INTEGER),
    input_tokens = json_extract(doc, '$.result.usage.input_tokens'),
    output_tokens = json_extract(doc, '$.result.usage.output_tokens'),
    cache_read_tokens = json_extract(doc, '$.result.usage.cache_read_tokens'),
    cache_write_tokens = json_extract(doc, '$.result.usage.cache_write_tokens')
WHERE json_extract(doc, '$.result') IS NOT NULL;

UPDATE sessions SET (cost_nano, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens) =
    (SELECT coalesce(sum(cost_nano), 0), coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0),
        coalesce(sum(cache_read_tokens), 0), coalesce(sum(cache_write_tokens), 0)
    FROM tasks t WHERE t.session_id = sessions.session_id);

UPDATE sessions SET (cwd, cwd_ordinal) =
    (SELECT coalesce(json_extract(t.doc, '$.conversation.cwd'), json_extract(p.spec, '$.cwd')), t.ordinal
    FROM tasks t JOIN task_specs p ON p.task_no = t.task_no WHERE t.session_id = sessions.session_id
        AND coalesce(json_extract(t.doc, '$.conversation.cwd'), json_extract(p.spec, '$.cwd')) IS NOT NULL
    ORDER BY t.ordinal DESC LIMIT 1);
