-- SPDX-License-Identifier: GPL-3.0-or-later
-- The return's, so that amounts of one currency are summed by the index alone.
ALTER TABLE rma_disposition ADD COLUMN currency TEXT NOT NULL DEFAULT '';
UPDATE rma_disposition SET currency = (SELECT currency FROM rma WHERE rma.id = rma_disposition.rma_id);
DROP INDEX rma_disposition_by_kind;
CREATE INDEX rma_disposition_by_kind ON rma_disposition (kind, state, currency, amount);
