-- SPDX-License-Identifier: GPL-3.0-or-later
-- What charts of returns count (core/rma/rma_figures.h), however many returns there are.

-- When its return was asked for.
ALTER TABLE rma_line ADD COLUMN asked_at BIGINT NOT NULL DEFAULT 0;
UPDATE rma_line SET asked_at = (SELECT created_at FROM rma WHERE rma.id = rma_line.rma_id);
CREATE INDEX rma_line_asked ON rma_line (reason, asked_at, quantity);

-- Units shipped, by days since 1970 in UTC: the sum of that day's shipments.
CREATE TABLE shipped_day (
    day BIGINT NOT NULL PRIMARY KEY,
    units BIGINT NOT NULL
);
INSERT INTO shipped_day (day, units)
    SELECT s.at / 86400000, SUM(l.quantity) FROM shipment s JOIN shipment_line l ON l.shipment_id = s.id GROUP BY s.at / 86400000;

CREATE INDEX rma_open_since ON rma (created_at) WHERE closed_at IS NULL;
-- The whole days from the request to the completion; NULL for what is not completed.
ALTER TABLE rma ADD COLUMN resolved_days BIGINT;
UPDATE rma SET resolved_days = (closed_at - created_at) / 86400000 WHERE state = 'completed';
CREATE INDEX rma_resolved ON rma (resolved_days, closed_at) WHERE resolved_days IS NOT NULL;

-- The return's, so that amounts of one currency are summed by the index alone.
ALTER TABLE rma_disposition ADD COLUMN currency TEXT NOT NULL DEFAULT '';
UPDATE rma_disposition SET currency = (SELECT currency FROM rma WHERE rma.id = rma_disposition.rma_id);
DROP INDEX rma_disposition_by_kind;
CREATE INDEX rma_disposition_by_kind ON rma_disposition (kind, state, currency, amount);
