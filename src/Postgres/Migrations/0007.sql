-- The words of titles, prompts (or commands) and results, by which tasks are found. The node cuts texts into words, the same way as
-- what is looked for, so nothing here hangs on the language or the locale of the database.
-- Accents are left out here, because the nodes know no more of Unicode than what a letter is.
CREATE FUNCTION tasksync_fold(word text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN getdatabaseencoding() = 'UTF8'
        THEN regexp_replace(normalize(word, NFD), '[\u0300-\u036f]', '', 'g') ELSE word END
$$;

CREATE TABLE task_words (
    task_no bigint PRIMARY KEY,
    words tsvector NOT NULL
);

CREATE INDEX task_words_words ON task_words USING gin (words);
CREATE INDEX tasks_created ON tasks (created_at);

-- What is there already, cut by the database as well as it can: its locale decides what a letter is.
INSERT INTO task_words
SELECT t.task_no, array_to_tsvector(ARRAY(
    SELECT DISTINCT tasksync_fold(left(word, 64)) FROM regexp_split_to_table(lower(concat_ws(' ', t.title,
        left(coalesce(tasksync_json(s.spec) ->> 'prompt', tasksync_json(s.spec) ->> 'argv'), 16384),
        tasksync_json(t.doc) #>> '{result,text}')), '[^[:alnum:]]+') word
    WHERE tasksync_fold(word) <> ''))
FROM tasks t JOIN task_specs s ON s.task_no = t.task_no;

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
    IF w ? 'words' THEN
        INSERT INTO task_words
        VALUES (coalesce(before.task_no, t.task_no), array_to_tsvector(ARRAY(
            SELECT DISTINCT tasksync_fold(word) FROM jsonb_array_elements_text(w -> 'words') word)))
        ON CONFLICT (task_no) DO UPDATE SET words = excluded.words;
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

CREATE OR REPLACE FUNCTION tasksync_remove_task(w jsonb, INOUT head bigint, OUT met bigint) LANGUAGE plpgsql AS $$
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
    DELETE FROM task_words WHERE task_no = before.task_no;
    PERFORM tasksync_bury(w ->> 'id', 'task', before.session_id, head + 1);
    head := head + 2;
    PERFORM tasksync_recount(before.session_id, head);
    head := tasksync_drop_empty_session(before.session_id, head);
END $$;
