-- The words of titles, prompts (or commands) and results. It holds no texts: they are in the tables that it points to.
CREATE VIRTUAL TABLE task_search USING fts5 (
    title, asked, answer,
    content = '', contentless_delete = 1,
    tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');

CREATE INDEX tasks_created ON tasks (created_at);

-- What is there already. 16384 characters of a prompt are searched (Limits.SearchedLength).
INSERT INTO task_search (rowid, title, asked, answer)
SELECT t.task_no, t.title,
    coalesce(substr(json_extract(s.spec, '$.prompt'), 1, 16384),
        (SELECT substr(group_concat(word.value, ' '), 1, 16384) FROM json_each(s.spec, '$.argv') word), ''),
    json_extract(t.doc, '$.result.text')
FROM tasks t JOIN task_specs s ON s.task_no = t.task_no;
