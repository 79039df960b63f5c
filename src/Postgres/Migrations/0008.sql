-- Which database this is, so that a copy of it can be told from it: its open tasks may have run since in the other one.
CREATE TABLE home (
    one int PRIMARY KEY CHECK (one = 1),
    database text NOT NULL
);
