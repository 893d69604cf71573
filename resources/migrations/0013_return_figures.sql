-- SPDX-License-Identifier: GPL-3.0-or-later
-- What charts of returns count (core/rma/rma_figures.h), each from an index alone however many returns there are.

-- When its return was asked for.
ALTER TABLE rma_line ADD COLUMN asked_at BIGINT NOT NULL DEFAULT 0;
UPDATE rma_line SET asked_at = (SELECT created_at FROM rma WHERE rma.id = rma_line.rma_id);
CREATE INDEX rma_line_asked ON rma_line (reason, asked_at, quantity);

-- The sum of its lines.
ALTER TABLE shipment ADD COLUMN units BIGINT NOT NULL DEFAULT 0;
UPDATE shipment SET units = (SELECT COALESCE(SUM(quantity), 0) FROM shipment_line WHERE shipment_id = shipment.id);
CREATE INDEX shipment_units ON shipment (at, units);

CREATE INDEX rma_open_since ON rma (created_at) WHERE closed_at IS NULL;
CREATE INDEX rma_resolved ON rma (((closed_at - created_at) / 86400000), closed_at) WHERE state = 'completed';
