-- What the nodes tell each other about their agents, every second. Hearsay: it is told anew after a crash of the server, so it
-- need not outlive one, and costs no write to its log. Instants are the server's own, because the clocks of nodes differ.
CREATE UNLOGGED TABLE agent_news (
    agent_id text PRIMARY KEY,
    node text NOT NULL,
    told_at timestamptz NOT NULL,
    standing text NOT NULL,
    since timestamptz NOT NULL,
    heard_at bigint,
    offer text,
    free bigint NOT NULL
);
