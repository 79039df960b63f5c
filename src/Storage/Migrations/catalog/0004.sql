-- The few tasks that show no sign of life, by their sessions, whose rows say so.
CREATE INDEX tasks_stalled ON tasks (session_id, ordinal) WHERE reason = 'stalled';
