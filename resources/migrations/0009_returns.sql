-- SPDX-License-Identifier: GPL-3.0-or-later
-- Returns (RMA): core/rma/rma_states.h has the workflow.

-- state, queue (who has to act) and due_at (the SLA clock of the state; 9223372036854775807: none) change together. value: what was paid for all
-- units of it. expires_at: approved and sent by nobody until then, it expires. reason: why it was declined or cancelled. number: for people.
CREATE TABLE rma (
    id TEXT NOT NULL PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    order_id TEXT NOT NULL REFERENCES orders (id),
    shopper_id TEXT NOT NULL,
    email TEXT NOT NULL DEFAULT '',
    currency TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('shopper', 'staff')),
    state TEXT NOT NULL CHECK (state IN ('submitted', 'validated', 'approved', 'in_transit', 'partly_received', 'received', 'inspected',
        'decided', 'settling', 'completed', 'declined', 'cancelled', 'expired', 'attention')),
    queue TEXT NOT NULL CHECK (queue IN ('support', 'customer', 'warehouse', 'finance', 'system', 'closed')),
    due_at BIGINT NOT NULL,
    value BIGINT NOT NULL CHECK (value >= 0),
    units BIGINT NOT NULL CHECK (units > 0),
    tracking TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    expires_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    closed_at BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX rma_by_state ON rma (state, due_at, id);
CREATE INDEX rma_by_queue ON rma (queue, due_at, id);
CREATE INDEX rma_by_state_value ON rma (state, value, id);
CREATE INDEX rma_by_queue_value ON rma (queue, value, id);
CREATE INDEX rma_by_state_age ON rma (state, id);
CREATE INDEX rma_by_queue_age ON rma (queue, id);
CREATE INDEX rma_by_due ON rma (due_at, id);
CREATE INDEX rma_by_value ON rma (value, id);
CREATE INDEX rma_of_shopper ON rma (shopper_id, id);
CREATE INDEX rma_of_order ON rma (order_id, id);
CREATE INDEX rma_expiring ON rma (expires_at, id) WHERE state = 'approved';

-- What people look a return up by, in lower case: its number, its order, the e-mail address, its SKUs. By bytes, so that a prefix is a range.
CREATE TABLE rma_search (
-- only: sqlite
    term TEXT NOT NULL,
-- only: postgresql
    term TEXT COLLATE "C" NOT NULL,
-- both
    rma_id TEXT NOT NULL,
    PRIMARY KEY (term, rma_id)
)
-- only: sqlite
WITHOUT ROWID
-- both
;
CREATE INDEX rma_search_of_rma ON rma_search (rma_id, term);

CREATE TABLE rma_line (
    rma_id TEXT NOT NULL REFERENCES rma (id),
    position BIGINT NOT NULL,
    id TEXT NOT NULL,
    order_line_id TEXT NOT NULL,
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    approved BIGINT NOT NULL DEFAULT 0 CHECK (approved >= 0),
    received BIGINT NOT NULL DEFAULT 0 CHECK (received >= 0),
    missing BIGINT NOT NULL DEFAULT 0 CHECK (missing >= 0),
    reason TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (rma_id, position),
    UNIQUE (rma_id, order_line_id),
    CHECK (approved <= quantity),
    CHECK (received + missing <= approved)
)
-- only: sqlite
WITHOUT ROWID
-- both
;

-- One unit, and the unit of the order's line that it is (1 to what was shipped): while its return is claimed, no other return has it. What was paid for
-- it is price - discount + tax + shipping. place: expected, missing, arrived (not inspected), sellable, quarantine, scrap, repair, customer (sent
-- back). inspection_id and disposition_id: those that hold now.
CREATE TABLE rma_unit (
    rma_id TEXT NOT NULL REFERENCES rma (id),
    line_id TEXT NOT NULL,
    unit BIGINT NOT NULL CHECK (unit > 0),
    order_line_id TEXT NOT NULL,
    order_unit BIGINT NOT NULL CHECK (order_unit > 0),
    claimed BIGINT NOT NULL DEFAULT 1,
    price BIGINT NOT NULL,
    discount BIGINT NOT NULL,
    tax BIGINT NOT NULL,
    shipping BIGINT NOT NULL,
    place TEXT NOT NULL DEFAULT 'expected' CHECK (place IN ('expected', 'missing', 'arrived', 'sellable', 'quarantine', 'scrap', 'repair',
        'customer')),
    inspection_id TEXT,
    disposition_id TEXT,
    PRIMARY KEY (rma_id, line_id, unit)
)
-- only: sqlite
WITHOUT ROWID
-- both
;
CREATE UNIQUE INDEX rma_unit_claimed ON rma_unit (order_line_id, order_unit) WHERE claimed = 1;

CREATE TABLE rma_receipt (
    id TEXT NOT NULL PRIMARY KEY,
    rma_id TEXT NOT NULL REFERENCES rma (id),
    tracking TEXT NOT NULL DEFAULT '',
    actor TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX rma_receipt_of_rma ON rma_receipt (rma_id, id);
CREATE TABLE rma_receipt_line (
    receipt_id TEXT NOT NULL REFERENCES rma_receipt (id),
    line_id TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity >= 0),
    missing BIGINT NOT NULL CHECK (missing >= 0),
    PRIMARY KEY (receipt_id, line_id),
    CHECK (quantity + missing > 0)
)
-- only: sqlite
WITHOUT ROWID
-- both
;

-- supersedes: the inspection of the same unit that this one corrects.
CREATE TABLE rma_inspection (
    id TEXT NOT NULL PRIMARY KEY,
    rma_id TEXT NOT NULL REFERENCES rma (id),
    line_id TEXT NOT NULL,
    unit BIGINT NOT NULL,
    grade TEXT NOT NULL CHECK (grade IN ('new', 'opened', 'used', 'damaged', 'defective')),
    verdict TEXT NOT NULL CHECK (verdict IN ('accept', 'reject')),
    reason TEXT NOT NULL DEFAULT '',
    stock TEXT NOT NULL CHECK (stock IN ('restock', 'quarantine', 'scrap')),
    inspector TEXT NOT NULL,
    inspector_id TEXT NOT NULL,
    supersedes TEXT UNIQUE,
    at BIGINT NOT NULL,
    CHECK (verdict = 'accept' OR (reason <> '' AND stock <> 'restock'))
);
CREATE INDEX rma_inspection_of_rma ON rma_inspection (rma_id, line_id, unit, id);

-- state: decided (not carried out), executing (a refund or a repair is under way), done, failed, withdrawn (another one took its place). amount: of a
-- REFUND or STORE_CREDIT, what the customer gets. refund_id: the refund that it is part of. result_ref: the replacement's order.
CREATE TABLE rma_disposition (
    id TEXT NOT NULL PRIMARY KEY,
    rma_id TEXT NOT NULL REFERENCES rma (id),
    line_id TEXT NOT NULL,
    unit BIGINT NOT NULL,
    inspection_id TEXT NOT NULL REFERENCES rma_inspection (id),
    kind TEXT NOT NULL CHECK (kind IN ('REFUND', 'REPLACEMENT', 'REPAIR', 'STORE_CREDIT', 'REJECT')),
    amount BIGINT NOT NULL CHECK (amount >= 0),
    fee BIGINT NOT NULL CHECK (fee >= 0),
    state TEXT NOT NULL CHECK (state IN ('decided', 'executing', 'done', 'failed', 'withdrawn')),
    refund_id TEXT,
    result_ref TEXT NOT NULL DEFAULT '',
    decided_by TEXT NOT NULL,
    decided_by_id TEXT NOT NULL,
    decided_at BIGINT NOT NULL,
    done_at BIGINT,
    version BIGINT NOT NULL DEFAULT 1,
    CHECK (amount + fee = 0 OR kind IN ('REFUND', 'STORE_CREDIT'))
);
CREATE INDEX rma_disposition_of_rma ON rma_disposition (rma_id, line_id, unit);
CREATE INDEX rma_disposition_by_kind ON rma_disposition (kind, state, amount);
CREATE INDEX rma_disposition_of_refund ON rma_disposition (refund_id) WHERE refund_id IS NOT NULL;
CREATE UNIQUE INDEX rma_disposition_live ON rma_disposition (line_id, unit) WHERE state <> 'withdrawn';

-- Who released the money of one completion, and the four-eyes limit that held then. money: of all live dispositions of the return.
CREATE TABLE rma_completion (
    id TEXT NOT NULL PRIMARY KEY,
    rma_id TEXT NOT NULL REFERENCES rma (id),
    money BIGINT NOT NULL CHECK (money >= 0),
    four_eyes_above BIGINT NOT NULL,
    actor TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX rma_completion_of_rma ON rma_completion (rma_id, id);

CREATE TABLE rma_repair (
    id TEXT NOT NULL PRIMARY KEY,
    rma_id TEXT NOT NULL REFERENCES rma (id),
    disposition_id TEXT NOT NULL REFERENCES rma_disposition (id),
    sku TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'repaired', 'failed')),
    note TEXT NOT NULL DEFAULT '',
    actor TEXT NOT NULL DEFAULT '',
    opened_at BIGINT NOT NULL,
    closed_at BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX rma_repair_of_rma ON rma_repair (rma_id, id);
CREATE INDEX rma_repair_open ON rma_repair (id) WHERE state = 'open';
CREATE UNIQUE INDEX rma_repair_of_disposition ON rma_repair (disposition_id) WHERE state = 'open';

-- The files lie outside the database, by the SHA-256 of their content. line_id, unit: of the unit that it shows; empty and 0: of the whole.
CREATE TABLE rma_attachment (
    id TEXT NOT NULL PRIMARY KEY,
    rma_id TEXT NOT NULL REFERENCES rma (id),
    line_id TEXT NOT NULL DEFAULT '',
    unit BIGINT NOT NULL DEFAULT 0,
    hash TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL CHECK (size > 0),
    author TEXT NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (rma_id, hash)
);

CREATE TABLE rma_note (
    id TEXT NOT NULL PRIMARY KEY,
    rma_id TEXT NOT NULL REFERENCES rma (id),
    visibility TEXT NOT NULL CHECK (visibility IN ('internal', 'customer')),
    body TEXT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX rma_note_of_rma ON rma_note (rma_id, id);

-- The one row of what can be returned, and what needs no person. window_days: from the unit's shipment. send_days: from the approval.
CREATE TABLE rma_rules (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    window_days BIGINT NOT NULL CHECK (window_days BETWEEN 0 AND 3650),
    send_days BIGINT NOT NULL CHECK (send_days BETWEEN 1 AND 365),
    auto_validate BIGINT NOT NULL,
    auto_approve BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);
INSERT INTO rma_rules (id, window_days, send_days, auto_validate, auto_approve) VALUES (1, 30, 21, 0, 0);
-- What is sold for good. value: a SKU, or a category in lower case.
CREATE TABLE rma_final_sale (
    kind TEXT NOT NULL CHECK (kind IN ('sku', 'category')),
    value TEXT NOT NULL,
    PRIMARY KEY (kind, value)
);

-- only: sqlite
CREATE TRIGGER rma_receipt_refuses_update BEFORE UPDATE ON rma_receipt BEGIN SELECT RAISE(ABORT, 'receipts are append-only'); END;
CREATE TRIGGER rma_receipt_refuses_delete BEFORE DELETE ON rma_receipt BEGIN SELECT RAISE(ABORT, 'receipts are append-only'); END;
CREATE TRIGGER rma_receipt_line_refuses_update BEFORE UPDATE ON rma_receipt_line BEGIN SELECT RAISE(ABORT, 'receipts are append-only'); END;
CREATE TRIGGER rma_receipt_line_refuses_delete BEFORE DELETE ON rma_receipt_line BEGIN SELECT RAISE(ABORT, 'receipts are append-only'); END;
CREATE TRIGGER rma_inspection_refuses_update BEFORE UPDATE ON rma_inspection BEGIN SELECT RAISE(ABORT, 'inspections are append-only'); END;
CREATE TRIGGER rma_inspection_refuses_delete BEFORE DELETE ON rma_inspection BEGIN SELECT RAISE(ABORT, 'inspections are append-only'); END;
CREATE TRIGGER rma_completion_refuses_update BEFORE UPDATE ON rma_completion BEGIN SELECT RAISE(ABORT, 'completions are append-only'); END;
CREATE TRIGGER rma_completion_refuses_delete BEFORE DELETE ON rma_completion BEGIN SELECT RAISE(ABORT, 'completions are append-only'); END;
CREATE TRIGGER rma_disposition_refuses_delete BEFORE DELETE ON rma_disposition BEGIN SELECT RAISE(ABORT, 'dispositions are kept'); END;
-- only: postgresql
CREATE TRIGGER rma_receipt_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON rma_receipt
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rma_receipt_line_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON rma_receipt_line
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rma_inspection_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON rma_inspection
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rma_completion_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON rma_completion
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rma_disposition_refuses_delete BEFORE DELETE OR TRUNCATE ON rma_disposition
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- both
