-- SPDX-License-Identifier: GPL-3.0-or-later
-- What the uploads take that a server keeps for a partner is added up whenever another one comes.
CREATE INDEX feed_job_kept ON feed_job (partner_id, home, file, bytes) WHERE file <> '';
