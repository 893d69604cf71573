-- SPDX-License-Identifier: GPL-3.0-or-later
-- Sessions of the staff. version: of a user, rises with each change but for the hash of the same password at another cost.

ALTER TABLE staff_user ADD COLUMN must_change_password BIGINT NOT NULL DEFAULT 0;
ALTER TABLE staff_user ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- token_hash: SHA-256, hexadecimal. expires_at: at the latest; a session that nobody uses ends before, which last_used_at, kept to the minute, tells.
CREATE TABLE staff_session (
    id TEXT NOT NULL PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES staff_user (id),
    address TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX staff_session_of_user ON staff_session (user_id, created_at);
CREATE INDEX staff_session_live ON staff_session (expires_at) WHERE ended_at IS NULL;
CREATE INDEX staff_session_by_age ON staff_session (expires_at);
