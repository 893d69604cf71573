-- SPDX-License-Identifier: GPL-3.0-or-later
-- Small uploads, written with their job: one commit makes many of them durable. `name` is what feed_job.file says; a larger upload is a file of that
-- name with the server `home`. Kept as long as one job names it.
CREATE TABLE upload_body (
    name TEXT NOT NULL PRIMARY KEY,
    content BLOB NOT NULL
);

-- What the uploads take that are kept for a partner, in the database and with the server `home`; one that several jobs share counts once.
CREATE TABLE upload_total (
    partner_id TEXT NOT NULL,
    home TEXT NOT NULL,
    bytes BIGINT NOT NULL CHECK (bytes >= 0),
    PRIMARY KEY (partner_id, home)
)
-- only: sqlite
WITHOUT ROWID
-- both
;
INSERT INTO upload_total (partner_id, home, bytes)
    SELECT partner_id, home, CAST(SUM(bytes) AS BIGINT)
    FROM (SELECT DISTINCT partner_id, home, file, bytes FROM feed_job WHERE file <> '') AS kept GROUP BY partner_id, home;

-- Who has an upload is asked by its name; nobody adds up a partner's any more.
DROP INDEX feed_job_kept;
CREATE INDEX feed_job_of_upload ON feed_job (home, file) WHERE file <> '';
-- A server claims a job, and renews its leases, without going through all that ever were.
CREATE INDEX feed_job_running ON feed_job (partner_id, sandbox) WHERE status = 'running';
