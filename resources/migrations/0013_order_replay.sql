-- SPDX-License-Identifier: GPL-3.0-or-later
-- Files of another system's invoices that were replayed as orders and returns, or are being so. file_hash: SHA-256 of the content. next_line: the first
-- one that is not dealt with; it moves in the transaction of what was done with the lines before it. report: what they came to so far, JSON.
CREATE TABLE order_replay (
    file_hash TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    next_line BIGINT NOT NULL,
    report TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    finished_at BIGINT
);
