-- SPDX-License-Identifier: GPL-3.0-or-later
-- What becomes of an order once it is paid: shipments, cancellations, refunds. status stays what the money says, fulfilment what the goods say.

-- kind: sale, replacement (of a returned unit, costs nothing), imported (from another system's records); only a sale's order has a sale.
-- total = sum of the lines' quantity * unit_price - discount + tax, - the order's own discount, + shipping. fulfilment: shipped also
-- where a part was shipped and the rest cancelled; cancelled where all was.
-- only: postgresql
ALTER TABLE orders ALTER COLUMN sale_id DROP NOT NULL;
ALTER TABLE orders ADD COLUMN fulfilment TEXT NOT NULL DEFAULT 'unshipped'
    CHECK (fulfilment IN ('unshipped', 'part_shipped', 'shipped', 'cancelled'));
ALTER TABLE orders ADD COLUMN kind TEXT NOT NULL DEFAULT 'sale' CHECK (kind IN ('sale', 'replacement', 'imported'));
ALTER TABLE orders ADD COLUMN shipping BIGINT NOT NULL DEFAULT 0 CHECK (shipping >= 0);
ALTER TABLE orders ADD COLUMN discount BIGINT NOT NULL DEFAULT 0 CHECK (discount >= 0);
ALTER TABLE order_line ALTER COLUMN sale_item_id DROP NOT NULL;
ALTER TABLE order_line ADD COLUMN shipped BIGINT NOT NULL DEFAULT 0 CHECK (shipped >= 0);
ALTER TABLE order_line ADD COLUMN cancelled BIGINT NOT NULL DEFAULT 0 CHECK (cancelled >= 0);
ALTER TABLE order_line ADD COLUMN discount BIGINT NOT NULL DEFAULT 0 CHECK (discount >= 0);
ALTER TABLE order_line ADD COLUMN tax BIGINT NOT NULL DEFAULT 0 CHECK (tax >= 0);
ALTER TABLE order_line ADD CONSTRAINT order_line_bounds CHECK (shipped + cancelled <= quantity);
-- only: sqlite
CREATE TABLE orders_new (
    id TEXT NOT NULL PRIMARY KEY,
    shopper_id TEXT NOT NULL,
    email TEXT NOT NULL DEFAULT '',
    sale_id TEXT REFERENCES sale (id),
    status TEXT NOT NULL CHECK (status = 'reserved' OR status = 'paid' OR status = 'declined' OR status = 'released'),
    total BIGINT NOT NULL CHECK (total >= 0),
    currency TEXT NOT NULL,
    idempotency_key TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    fulfilment TEXT NOT NULL DEFAULT 'unshipped' CHECK (fulfilment IN ('unshipped', 'part_shipped', 'shipped', 'cancelled')),
    kind TEXT NOT NULL DEFAULT 'sale' CHECK (kind IN ('sale', 'replacement', 'imported')),
    shipping BIGINT NOT NULL DEFAULT 0 CHECK (shipping >= 0),
    discount BIGINT NOT NULL DEFAULT 0 CHECK (discount >= 0)
);
INSERT INTO orders_new (id, shopper_id, email, sale_id, status, total, currency, idempotency_key, created_at, updated_at, version)
    SELECT id, shopper_id, email, sale_id, status, total, currency, idempotency_key, created_at, updated_at, version
    FROM orders ORDER BY id;
DROP TABLE orders;
ALTER TABLE orders_new RENAME TO orders;
CREATE INDEX orders_of_shopper ON orders (shopper_id, id);
CREATE INDEX orders_by_status ON orders (status, currency, total);

CREATE TABLE order_line_new (
    order_id TEXT NOT NULL REFERENCES orders (id),
    position BIGINT NOT NULL,
    id TEXT NOT NULL,
    sale_item_id TEXT REFERENCES sale_item (id),
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    unit_price BIGINT NOT NULL CHECK (unit_price >= 0),
    shipped BIGINT NOT NULL DEFAULT 0 CHECK (shipped >= 0),
    cancelled BIGINT NOT NULL DEFAULT 0 CHECK (cancelled >= 0),
    discount BIGINT NOT NULL DEFAULT 0 CHECK (discount >= 0),
    tax BIGINT NOT NULL DEFAULT 0 CHECK (tax >= 0),
    PRIMARY KEY (order_id, position),
    CHECK (shipped + cancelled <= quantity)
) WITHOUT ROWID;
INSERT INTO order_line_new (order_id, position, id, sale_item_id, sku, name, quantity, unit_price)
    SELECT order_id, position, id, sale_item_id, sku, name, quantity, unit_price FROM order_line ORDER BY order_id, position;
DROP TABLE order_line;
ALTER TABLE order_line_new RENAME TO order_line;
-- both

-- The staff's lists, newest first. What is in none of these is paid: most orders are.
CREATE INDEX orders_to_ship ON orders (fulfilment, id) WHERE status = 'paid' AND fulfilment <> 'shipped';
CREATE INDEX orders_shipped ON orders (id) WHERE fulfilment = 'shipped';
CREATE INDEX orders_unpaid ON orders (status, id) WHERE status <> 'paid' AND status <> 'reserved';

-- What people look an order up by, in lower case: its e-mail address, its SKUs. By bytes, so that a prefix is a range.
-- only: sqlite
CREATE TABLE order_search (
    term TEXT NOT NULL,
    order_id TEXT NOT NULL,
    PRIMARY KEY (term, order_id DESC)
) WITHOUT ROWID;
-- only: postgresql
CREATE TABLE order_search (
    term TEXT COLLATE "C" NOT NULL,
    order_id TEXT NOT NULL
);
CREATE UNIQUE INDEX order_search_by_term ON order_search (term, order_id DESC);
-- both
INSERT INTO order_search (term, order_id) SELECT lower(trim(email)), id FROM orders WHERE trim(email) <> '' ORDER BY 1, 2;
INSERT INTO order_search (term, order_id)
    SELECT DISTINCT lower(l.sku), l.order_id FROM order_line l JOIN orders o ON o.id = l.order_id WHERE l.sku <> '' ORDER BY 1, 2
    ON CONFLICT (term, order_id) DO NOTHING;

CREATE TABLE shipment (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    tracking TEXT NOT NULL DEFAULT '',
    actor TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX shipment_of_order ON shipment (order_id, id);

CREATE TABLE shipment_line (
    shipment_id TEXT NOT NULL REFERENCES shipment (id),
    order_line_id TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (shipment_id, order_line_id)
)
-- only: sqlite
WITHOUT ROWID
-- both
;

-- Money that goes back. state: pending (to be sent), sent (the provider is being asked), settled, failed (somebody has to look at it).
-- kind goodwill needs an approver. in_doubt: the provider was asked and has not said definitely that nothing went back; such a refund counts as
-- paid whatever its state. sent_at: when it was first asked under this key. next_at: when it is asked, or asked again. reference: the provider's.
CREATE TABLE refund (
    id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    rma_id TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('cancel', 'return', 'goodwill')),
    method TEXT NOT NULL,
    charge_reference TEXT NOT NULL,
    amount BIGINT NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'settled', 'failed')),
    idempotency_key TEXT NOT NULL UNIQUE,
    reference TEXT NOT NULL DEFAULT '',
    requested_by TEXT NOT NULL,
    approved_by TEXT NOT NULL DEFAULT '',
    attempts BIGINT NOT NULL DEFAULT 0,
    in_doubt BIGINT NOT NULL DEFAULT 0,
    sent_at BIGINT,
    next_at BIGINT NOT NULL,
    problem TEXT NOT NULL DEFAULT '',
    version BIGINT NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    settled_at BIGINT,
    CHECK (kind <> 'goodwill' OR approved_by <> '')
);
CREATE INDEX refund_of_order ON refund (order_id, id);
CREATE INDEX refund_of_rma ON refund (rma_id, id) WHERE rma_id IS NOT NULL;
CREATE INDEX refund_due ON refund (next_at, id) WHERE state IN ('pending', 'sent');
CREATE INDEX refund_failed ON refund (id) WHERE state = 'failed';
CREATE INDEX refund_totals ON refund (kind, state, currency, amount);
CREATE UNIQUE INDEX refund_by_reference ON refund (method, reference) WHERE reference <> '';

-- What came back and can't be sold. balance is the sum of the bucket's movements, as stock.on_hand is of those of bucket sellable.
CREATE TABLE stock_bucket (
    sku TEXT NOT NULL REFERENCES product (sku),
    bucket TEXT NOT NULL CHECK (bucket IN ('quarantine', 'scrap', 'repair')),
    balance BIGINT NOT NULL CHECK (balance >= 0),
    PRIMARY KEY (sku, bucket)
)
-- only: sqlite
WITHOUT ROWID
-- both
;

-- What staff and shoppers did under an idempotency key, other than checkouts: to which thing, and its version then. Kept for a day.
CREATE TABLE action_key (
    scope TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    entity_id TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (scope, idempotency_key)
)
-- only: sqlite
WITHOUT ROWID
-- both
;
CREATE INDEX action_key_by_age ON action_key (created_at);
