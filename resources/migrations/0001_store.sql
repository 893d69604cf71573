-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the store itself needs. How these files are written: core/store/migration.h.

-- schema_version, audit_key_id and the like.
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- A number that rises with each change of a part of the database, so that others can see whether to read it again.
CREATE TABLE revision (
    name TEXT PRIMARY KEY,
    version BIGINT NOT NULL
);

-- The keyed chain: core/store/audit.h says how hash is made.
CREATE TABLE audit (
    seq BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    entity TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    state_before TEXT NOT NULL,
    state_after TEXT NOT NULL,
    request_id TEXT NOT NULL,
    hash BLOB NOT NULL
);
CREATE INDEX audit_entity ON audit (entity, entity_id, seq);

-- only: sqlite
CREATE TRIGGER audit_refuses_update BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
CREATE TRIGGER audit_refuses_delete BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is append-only');
END;
-- only: postgresql
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the table % is append-only', TG_TABLE_NAME;
END;
$$;
CREATE TRIGGER audit_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- both
