-- How records leave the catalog. Rare, so the session's row is simply counted anew.

CREATE FUNCTION tasksync_bury(gone text, what text, session text, number bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO tombstones VALUES (gone, what, session, number)
    ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, session_id = excluded.session_id, change = excluded.change
$$;

CREATE FUNCTION tasksync_drop_empty_session(session text, INOUT head bigint) LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM sessions s WHERE s.session_id = session AND s.first_ordinal IS NULL AND s.doc IS NULL;
    IF NOT FOUND THEN RETURN; END IF;
    head := head + 1;
    PERFORM tasksync_bury(session, 'session', session, head);
END $$;

CREATE FUNCTION tasksync_remove_task(w jsonb, INOUT head bigint, OUT met bigint) LANGUAGE plpgsql AS $$
DECLARE
    before record;
BEGIN
    SELECT t.task_no, t.version, t.session_id INTO before FROM tasks t WHERE t.task_id = w ->> 'id';
    met := coalesce(before.version, 0);
    IF met <> (w ->> 'expected')::bigint THEN RETURN; END IF;
    met := NULL;
    IF before.task_no IS NULL THEN RETURN; END IF;
    DELETE FROM tasks WHERE task_no = before.task_no;
    DELETE FROM task_specs WHERE task_no = before.task_no;
    PERFORM tasksync_bury(w ->> 'id', 'task', before.session_id, head + 1);
    head := head + 2;
    PERFORM tasksync_recount(before.session_id, head);
    head := tasksync_drop_empty_session(before.session_id, head);
END $$;

CREATE FUNCTION tasksync_recount(session text, number bigint) RETURNS void LANGUAGE sql AS $$
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
        first_agent_id =
            (SELECT agent_id FROM tasks t WHERE t.session_id = session AND t.custody <> 'none' ORDER BY ordinal LIMIT 1),
        version = version + 1, change = number
    WHERE s.session_id = session
$$;

CREATE FUNCTION tasksync_remove_session(w jsonb, INOUT head bigint, OUT met bigint) LANGUAGE plpgsql AS $$
BEGIN
    met := coalesce((SELECT s.doc_version FROM sessions s WHERE s.session_id = w ->> 'id'), 0);
    IF met <> (w ->> 'expected')::bigint THEN RETURN; END IF;
    IF met > 0 THEN
        head := head + 1;
        -- What its tasks say of it stays as long as they do.
        UPDATE sessions SET title = NULL, archived_at = NULL, moved_to = NULL, continued_past = 0,
            doc = NULL, doc_version = 0, version = version + 1, change = head
        WHERE session_id = w ->> 'id';
        head := tasksync_drop_empty_session(w ->> 'id', head);
    END IF;
    met := NULL;
END $$;

CREATE FUNCTION tasksync_remove_agent(w jsonb, INOUT head bigint, OUT met bigint) LANGUAGE plpgsql AS $$
BEGIN
    met := coalesce((SELECT a.version FROM agents a WHERE a.agent_id = w ->> 'id'), 0);
    IF met <> (w ->> 'expected')::bigint THEN RETURN; END IF;
    IF met > 0 THEN
        head := head + 1;
        DELETE FROM agents WHERE agent_id = w ->> 'id';
        DELETE FROM presence WHERE agent_id = w ->> 'id';
        PERFORM tasksync_bury(w ->> 'id', 'agent', NULL, head);
    END IF;
    met := NULL;
END $$;

-- Takes a chunk of output if it begins where the output ends.
CREATE FUNCTION tasksync_append(task text, number bigint, stream_name text, start_at bigint, chunk bytea,
    OUT taken boolean, OUT have bigint) LANGUAGE plpgsql AS $$
DECLARE
    found_no bigint;
BEGIN
    IF start_at = 0 AND length(chunk) > 0 THEN
        INSERT INTO outputs (task_id, attempt, stream, length) VALUES (task, number, stream_name, 0)
        ON CONFLICT (task_id, attempt, stream) DO NOTHING;
    END IF;
    SELECT o.output_no, o.length INTO found_no, have FROM outputs o
        WHERE o.task_id = task AND o.attempt = number AND o.stream = stream_name FOR UPDATE;
    have := coalesce(have, 0);
    taken := have = start_at;
    IF NOT taken OR length(chunk) = 0 THEN RETURN; END IF;
    INSERT INTO chunks VALUES (found_no, start_at, chunk);
    have := have + length(chunk);
    UPDATE outputs o SET length = have WHERE o.output_no = found_no;
END $$;
