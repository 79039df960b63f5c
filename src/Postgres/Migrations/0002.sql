-- How the catalog is written: one call, one round trip, one transaction, whoever calls it.

-- Writes an array of writes in its order, each whole or, where its comparison is lost, not at all:
--   {"kind": "task", "id", "expected", "row": {columns}, "doc", "spec" (first write), "activity"}
--   {"kind": "session" | "agent", "id", "expected", "row": {columns}, "doc"}
--   {"kind": "remove_task" | "remove_session" | "remove_agent", "id", "expected"}
-- "expected" is the version that was read, 0 for none. Returns the newest change, and then for each write NULL if it
-- was stored, else what stood in its way: the stored version, 0 for none, -1 for another task at its place.
--
-- The lock of feed_head comes first and is held until the commit is on disk, so the order of changes is the order of
-- commits, no reader sees n + 1 before n, and no two writers can wait for each other. No client can hold it: the
-- transaction is this one statement.
CREATE FUNCTION tasksync_write(writes jsonb) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    began bigint;
    head bigint;
    met bigint;
    outcomes bigint[] := '{}';
    w jsonb;
BEGIN
    SELECT change INTO began FROM feed_head WHERE one = 1 FOR UPDATE;
    head := began;
    FOR w IN SELECT value FROM jsonb_array_elements(writes) LOOP
        CASE w ->> 'kind'
            WHEN 'task' THEN SELECT f.head, f.met INTO head, met FROM tasksync_write_task(w, head) f;
            WHEN 'session' THEN SELECT f.head, f.met INTO head, met FROM tasksync_write_session(w, head) f;
            WHEN 'agent' THEN SELECT f.head, f.met INTO head, met FROM tasksync_write_agent(w, head) f;
            WHEN 'remove_task' THEN SELECT f.head, f.met INTO head, met FROM tasksync_remove_task(w, head) f;
            WHEN 'remove_session' THEN SELECT f.head, f.met INTO head, met FROM tasksync_remove_session(w, head) f;
            WHEN 'remove_agent' THEN SELECT f.head, f.met INTO head, met FROM tasksync_remove_agent(w, head) f;
        END CASE;
        outcomes := outcomes || met;
    END LOOP;
    IF head > began THEN
        UPDATE feed_head SET change = head WHERE one = 1;
        PERFORM pg_notify('tasksync_changes', head::text);
    END IF;
    RETURN head || outcomes;
END $$;

CREATE FUNCTION tasksync_write_task(w jsonb, INOUT head bigint, OUT met bigint) LANGUAGE plpgsql AS $$
DECLARE
    t tasks := jsonb_populate_record(NULL::tasks, w -> 'row');
    before record;
    placed_on text;
BEGIN
    SELECT b.task_no, b.version, b.session_id, b.ordinal, b.state,
            CASE WHEN b.custody <> 'none' THEN b.agent_id END AS place
        INTO before FROM tasks b WHERE b.task_id = t.task_id;
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
            is_late = t.is_late, version = t.version, change = t.change, doc = t.doc
        WHERE task_no = before.task_no;
    END IF;
    head := head + 2;
    met := NULL;
    PERFORM tasksync_follow_task(t, before.state, (w ->> 'activity')::bigint, head);
    placed_on := CASE WHEN t.custody <> 'none' THEN t.agent_id END;
    IF before.place IS DISTINCT FROM placed_on THEN
        -- Declined attempts count for nothing: a session whose only offer was declined lives nowhere yet.
        UPDATE sessions SET first_agent_id =
            (SELECT agent_id FROM tasks o WHERE o.session_id = t.session_id AND o.custody <> 'none' ORDER BY ordinal LIMIT 1)
        WHERE session_id = t.session_id;
    END IF;
END $$;

-- The row of a session follows its tasks: one out of the count of the state before, one into that of the state after.
CREATE FUNCTION tasksync_follow_task(t tasks, was text, activity bigint, number bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO sessions AS s (session_id,
        queued, working, input_required, cancelling, unknown, completed, failed, cancelled,
        first_ordinal, first_title, created_at, last_end, last_end_ordinal, last_activity_at, change, version)
    VALUES (t.session_id,
        tasksync_step(t.state, was, 'queued'), tasksync_step(t.state, was, 'working'),
        tasksync_step(t.state, was, 'input_required'), tasksync_step(t.state, was, 'cancelling'),
        tasksync_step(t.state, was, 'unknown'), tasksync_step(t.state, was, 'completed'),
        tasksync_step(t.state, was, 'failed'), tasksync_step(t.state, was, 'cancelled'),
        t.ordinal, t.title, t.created_at, CASE WHEN t.is_over THEN t.state END, CASE WHEN t.is_over THEN t.ordinal END,
        activity, number, 1)
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
        change = excluded.change,
        version = s.version + 1;
END $$;

CREATE FUNCTION tasksync_step(now_is text, was text, state text) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT (CASE WHEN now_is = state THEN 1 ELSE 0 END) - (CASE WHEN was = state THEN 1 ELSE 0 END)
$$;

CREATE FUNCTION tasksync_write_session(w jsonb, INOUT head bigint, OUT met bigint) LANGUAGE plpgsql AS $$
DECLARE
    s sessions := jsonb_populate_record(NULL::sessions, w -> 'row');
BEGIN
    met := coalesce((SELECT o.doc_version FROM sessions o WHERE o.session_id = s.session_id), 0);
    IF met <> (w ->> 'expected')::bigint THEN RETURN; END IF;
    head := head + 1;
    INSERT INTO sessions AS o
        (session_id, title, archived_at, moved_to, continued_past, doc_version, doc, change, version)
    VALUES (s.session_id, s.title, s.archived_at, s.moved_to, s.continued_past, s.doc_version, w ->> 'doc', head, 1)
    ON CONFLICT (session_id) DO UPDATE SET
        title = excluded.title, archived_at = excluded.archived_at, moved_to = excluded.moved_to,
        continued_past = excluded.continued_past, doc_version = excluded.doc_version, doc = excluded.doc,
        change = excluded.change, version = o.version + 1;
    IF met = 0 THEN DELETE FROM tombstones WHERE id = s.session_id; END IF;
    met := NULL;
END $$;

CREATE FUNCTION tasksync_write_agent(w jsonb, INOUT head bigint, OUT met bigint) LANGUAGE plpgsql AS $$
DECLARE
    a agents := jsonb_populate_record(NULL::agents, w -> 'row');
BEGIN
    met := coalesce((SELECT o.version FROM agents o WHERE o.agent_id = a.agent_id), 0);
    IF met <> (w ->> 'expected')::bigint THEN RETURN; END IF;
    head := head + 1;
    INSERT INTO agents VALUES (a.agent_id, a.name, a.presence, a.version, head, w ->> 'doc')
    ON CONFLICT (agent_id) DO UPDATE SET
        name = excluded.name, presence = excluded.presence, version = excluded.version, change = excluded.change,
        doc = excluded.doc;
    IF met = 0 THEN DELETE FROM tombstones WHERE id = a.agent_id; END IF;
    met := NULL;
END $$;
