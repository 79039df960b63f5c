-- What tasks came to, in their rows, and the sums of it in the rows of their sessions; and where a session works.

ALTER TABLE tasks
    ADD COLUMN result_line text,        -- the beginning of the result
    ADD COLUMN cost_nano bigint,        -- billionths of a US dollar; NULL if unknown
    ADD COLUMN input_tokens bigint,
    ADD COLUMN output_tokens bigint,
    ADD COLUMN cache_read_tokens bigint,
    ADD COLUMN cache_write_tokens bigint;

ALTER TABLE sessions
    ADD COLUMN cost_nano bigint NOT NULL DEFAULT 0,
    ADD COLUMN input_tokens bigint NOT NULL DEFAULT 0,
    ADD COLUMN output_tokens bigint NOT NULL DEFAULT 0,
    ADD COLUMN cache_read_tokens bigint NOT NULL DEFAULT 0,
    ADD COLUMN cache_write_tokens bigint NOT NULL DEFAULT 0,
    ADD COLUMN cwd text,                -- the folder of its newest task that has one
    ADD COLUMN cwd_ordinal bigint;      -- and which task that is

-- A text of JSON without what jsonb and text do not take: NUL.
CREATE FUNCTION tasksync_json(doc text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT replace(doc, '\u0000', '\ufffd')::jsonb
$$;

CREATE FUNCTION tasksync_folder(session text, OUT folder text, OUT ordinal bigint) LANGUAGE sql STABLE AS $$
    SELECT known.folder, known.ordinal FROM (
        SELECT coalesce(tasksync_json(t.doc) #>> '{conversation,cwd}', tasksync_json(p.spec) ->> 'cwd') AS folder, t.ordinal
        FROM tasks t JOIN task_specs p ON p.task_no = t.task_no WHERE t.session_id = session) known
    WHERE known.folder IS NOT NULL ORDER BY known.ordinal DESC LIMIT 1
$$;

-- What older versions left in the documents only.
UPDATE tasks t SET
    result_line = left(split_part(ltrim(r.result ->> 'text', E' \t\r\n'), E'\n', 1), 200),
    cost_nano = round((r.result ->> 'cost_usd')::numeric * 1000000000),
    input_tokens = (r.result #>> '{usage,input_tokens}')::bigint,
    output_tokens = (r.result #>> '{usage,output_tokens}')::bigint,
    cache_read_tokens = (r.result #>> '{usage,cache_read_tokens}')::bigint,
    cache_write_tokens = (r.result #>> '{usage,cache_write_tokens}')::bigint
FROM (SELECT task_no, tasksync_json(doc) -> 'result' AS result FROM tasks) r
WHERE r.task_no = t.task_no AND r.result IS NOT NULL;

UPDATE sessions s SET
    (cost_nano, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens) =
        (SELECT coalesce(sum(cost_nano), 0), coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0),
            coalesce(sum(cache_read_tokens), 0), coalesce(sum(cache_write_tokens), 0)
        FROM tasks t WHERE t.session_id = s.session_id),
    (cwd, cwd_ordinal) = (SELECT f.folder, f.ordinal FROM tasksync_folder(s.session_id) f);

CREATE OR REPLACE FUNCTION tasksync_write_task(w jsonb, INOUT head bigint, OUT met bigint) LANGUAGE plpgsql AS $$
DECLARE
    t tasks := jsonb_populate_record(NULL::tasks, w -> 'row');
    before tasks;
    place_before text;
    placed_on text;
BEGIN
    SELECT * INTO before FROM tasks b WHERE b.task_id = t.task_id;
    met := coalesce(before.version, 0);
    IF met <> (w ->> 'expected')::bigint THEN RETURN; END IF;
    t.doc := w ->> 'doc';
    t.change := head + 1;
    IF before.task_no IS NULL THEN
        IF EXISTS (SELECT FROM tasks o WHERE o.session_id = t.session_id AND o.ordinal = t.ordinal) THEN
            met := -1;
            RETURN;
        END IF;
        t.task_no := nextval('task_numbers');
        INSERT INTO tasks VALUES (t.*);
        INSERT INTO task_specs VALUES (t.task_no, w ->> 'spec');
        DELETE FROM tombstones WHERE id IN (t.task_id, t.session_id);
    ELSIF before.session_id <> t.session_id OR before.ordinal <> t.ordinal THEN
        RAISE EXCEPTION 'Task % can''t move to another session or place.', t.task_id;
    ELSE
        UPDATE tasks SET
            state = t.state, reason = t.reason, message = t.message, attempt = t.attempt, custody = t.custody,
            agent_id = t.agent_id, hold = t.hold, is_over = t.is_over, blocks_turn = t.blocks_turn,
            takes_slot = t.takes_slot, is_offerable = t.is_offerable, look_at = t.look_at, since = t.since,
            started_at = t.started_at, ended_at = t.ended_at, orphan_at = t.orphan_at, exit_code = t.exit_code,
            is_late = t.is_late, result_line = t.result_line, cost_nano = t.cost_nano,
            input_tokens = t.input_tokens, output_tokens = t.output_tokens, cache_read_tokens = t.cache_read_tokens,
            cache_write_tokens = t.cache_write_tokens, version = t.version, change = t.change, doc = t.doc
        WHERE task_no = before.task_no;
    END IF;
    head := head + 2;
    met := NULL;
    PERFORM tasksync_follow_task(t, before, (w ->> 'activity')::bigint, w ->> 'folder', head);
    place_before := CASE WHEN before.custody <> 'none' THEN before.agent_id END;
    placed_on := CASE WHEN t.custody <> 'none' THEN t.agent_id END;
    IF place_before IS DISTINCT FROM placed_on THEN
        -- Declined attempts count for nothing: a session whose only offer was declined lives nowhere yet.
        UPDATE sessions SET first_agent_id =
            (SELECT agent_id FROM tasks o WHERE o.session_id = t.session_id AND o.custody <> 'none' ORDER BY ordinal LIMIT 1)
        WHERE session_id = t.session_id;
    END IF;
END $$;

DROP FUNCTION tasksync_follow_task(tasks, text, bigint, bigint);

-- The row of a session follows its tasks: one out of the count of the state before, one into that of the state after,
-- and what the task is known to have taken since.
CREATE FUNCTION tasksync_follow_task(t tasks, was tasks, activity bigint, folder text, number bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO sessions AS s (session_id,
        queued, working, input_required, cancelling, unknown, completed, failed, cancelled,
        first_ordinal, first_title, created_at, last_end, last_end_ordinal, last_activity_at,
        cost_nano, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cwd, cwd_ordinal, change, version)
    VALUES (t.session_id,
        tasksync_step(t.state, was.state, 'queued'), tasksync_step(t.state, was.state, 'working'),
        tasksync_step(t.state, was.state, 'input_required'), tasksync_step(t.state, was.state, 'cancelling'),
        tasksync_step(t.state, was.state, 'unknown'), tasksync_step(t.state, was.state, 'completed'),
        tasksync_step(t.state, was.state, 'failed'), tasksync_step(t.state, was.state, 'cancelled'),
        t.ordinal, t.title, t.created_at, CASE WHEN t.is_over THEN t.state END, CASE WHEN t.is_over THEN t.ordinal END,
        activity,
        coalesce(t.cost_nano, 0) - coalesce(was.cost_nano, 0), coalesce(t.input_tokens, 0) - coalesce(was.input_tokens, 0),
        coalesce(t.output_tokens, 0) - coalesce(was.output_tokens, 0),
        coalesce(t.cache_read_tokens, 0) - coalesce(was.cache_read_tokens, 0),
        coalesce(t.cache_write_tokens, 0) - coalesce(was.cache_write_tokens, 0),
        folder, CASE WHEN folder IS NOT NULL THEN t.ordinal END, number, 1)
    ON CONFLICT (session_id) DO UPDATE SET
        queued = s.queued + excluded.queued,
        working = s.working + excluded.working,
        input_required = s.input_required + excluded.input_required,
        cancelling = s.cancelling + excluded.cancelling,
        unknown = s.unknown + excluded.unknown,
        completed = s.completed + excluded.completed,
        failed = s.failed + excluded.failed,
        cancelled = s.cancelled + excluded.cancelled,
        first_title = CASE WHEN s.first_ordinal <= excluded.first_ordinal THEN s.first_title ELSE excluded.first_title END,
        created_at = CASE WHEN s.first_ordinal <= excluded.first_ordinal THEN s.created_at ELSE excluded.created_at END,
        first_ordinal = least(s.first_ordinal, excluded.first_ordinal),
        last_end = CASE WHEN excluded.last_end_ordinal >= coalesce(s.last_end_ordinal, 0)
            THEN excluded.last_end ELSE s.last_end END,
        last_end_ordinal = greatest(s.last_end_ordinal, excluded.last_end_ordinal),
        last_activity_at = greatest(s.last_activity_at, excluded.last_activity_at),
        cost_nano = s.cost_nano + excluded.cost_nano,
        input_tokens = s.input_tokens + excluded.input_tokens,
        output_tokens = s.output_tokens + excluded.output_tokens,
        cache_read_tokens = s.cache_read_tokens + excluded.cache_read_tokens,
        cache_write_tokens = s.cache_write_tokens + excluded.cache_write_tokens,
        cwd = CASE WHEN excluded.cwd_ordinal >= coalesce(s.cwd_ordinal, 0) THEN excluded.cwd ELSE s.cwd END,
        cwd_ordinal = greatest(s.cwd_ordinal, excluded.cwd_ordinal),
        change = excluded.change,
        version = s.version + 1;
END $$;

CREATE OR REPLACE FUNCTION tasksync_recount(session text, number bigint) RETURNS void LANGUAGE sql AS $$
    UPDATE sessions s SET
        (queued, working, input_required, cancelling, unknown, completed, failed, cancelled) =
            (SELECT count(*) FILTER (WHERE state = 'queued'), count(*) FILTER (WHERE state = 'working'),
                count(*) FILTER (WHERE state = 'input_required'), count(*) FILTER (WHERE state = 'cancelling'),
                count(*) FILTER (WHERE state = 'unknown'), count(*) FILTER (WHERE state = 'completed'),
                count(*) FILTER (WHERE state = 'failed'), count(*) FILTER (WHERE state = 'cancelled')
            FROM tasks t WHERE t.session_id = session),
        (first_ordinal, first_title, created_at) =
            (SELECT ordinal, title, created_at FROM tasks t WHERE t.session_id = session ORDER BY ordinal LIMIT 1),
        (last_end, last_end_ordinal) =
            (SELECT state, ordinal FROM tasks t WHERE t.session_id = session AND t.is_over ORDER BY ordinal DESC LIMIT 1),
        (cost_nano, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens) =
            (SELECT coalesce(sum(cost_nano), 0), coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0),
                coalesce(sum(cache_read_tokens), 0), coalesce(sum(cache_write_tokens), 0)
            FROM tasks t WHERE t.session_id = session),
        (cwd, cwd_ordinal) = (SELECT f.folder, f.ordinal FROM tasksync_folder(session) f),
        first_agent_id =
            (SELECT agent_id FROM tasks t WHERE t.session_id = session AND t.custody <> 'none' ORDER BY ordinal LIMIT 1),
        version = version + 1, change = number
    WHERE s.session_id = session
$$;
