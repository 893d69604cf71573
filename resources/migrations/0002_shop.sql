-- SPDX-License-Identifier: GPL-3.0-or-later
-- Catalogue, stock, sales, orders, payments, store credit, keys and staff.
-- Times are milliseconds since 1970 UTC, money is minor units beside its currency, ids are UUIDv7 text.

-- search_text: what people look a product up by (SKU, name, brand, GTIN, category), case folded.
CREATE TABLE product (
    sku TEXT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    image_url TEXT NOT NULL DEFAULT '',
    brand TEXT NOT NULL DEFAULT '',
    gtin TEXT NOT NULL DEFAULT '',
    category TEXT NOT NULL DEFAULT '',
    price BIGINT NOT NULL CHECK (price >= 0),
    currency TEXT NOT NULL,
    source TEXT NOT NULL DEFAULT '',
    search_text TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);

-- held: in open reservations; allocated: paid, not shipped yet. What can still be sold is on_hand - held - allocated.
CREATE TABLE stock (
    sku TEXT NOT NULL PRIMARY KEY REFERENCES product (sku),
    on_hand BIGINT NOT NULL CHECK (on_hand >= 0),
    held BIGINT NOT NULL DEFAULT 0 CHECK (held >= 0),
    allocated BIGINT NOT NULL DEFAULT 0 CHECK (allocated >= 0),
    version BIGINT NOT NULL DEFAULT 1,
    CHECK (held + allocated <= on_hand)
);

-- on_hand is the sum of these. One cause moves a product's stock once.
CREATE TABLE stock_movement (
    id TEXT NOT NULL PRIMARY KEY,
    sku TEXT NOT NULL REFERENCES product (sku),
    bucket TEXT NOT NULL DEFAULT 'sellable',
    delta BIGINT NOT NULL,
    reason TEXT NOT NULL,
    source_type TEXT NOT NULL,
    source_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    actor TEXT NOT NULL,
    at BIGINT NOT NULL,
    UNIQUE (sku, source_type, source_id, purpose)
);

-- status: scheduled (runs from starts_at to ends_at), paused, ended.
CREATE TABLE sale (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    status TEXT NOT NULL CHECK (status = 'scheduled' OR status = 'paused' OR status = 'ended'),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    CHECK (starts_at < ends_at)
);

-- limit_per_shopper 0: no limit.
CREATE TABLE sale_item (
    id TEXT NOT NULL PRIMARY KEY,
    sale_id TEXT NOT NULL REFERENCES sale (id),
    sku TEXT NOT NULL REFERENCES product (sku),
    position BIGINT NOT NULL,
    price BIGINT NOT NULL CHECK (price >= 0),
    currency TEXT NOT NULL,
    quota BIGINT NOT NULL CHECK (quota > 0),
    limit_per_shopper BIGINT NOT NULL DEFAULT 0 CHECK (limit_per_shopper >= 0),
    sold BIGINT NOT NULL DEFAULT 0 CHECK (sold >= 0),
    held BIGINT NOT NULL DEFAULT 0 CHECK (held >= 0),
    UNIQUE (sale_id, sku),
    CHECK (sold + held <= quota)
);

-- What one shopper bought and holds of one item, for the limit.
CREATE TABLE sale_shopper (
    sale_item_id TEXT NOT NULL REFERENCES sale_item (id),
    shopper_id TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity >= 0),
    PRIMARY KEY (sale_item_id, shopper_id)
);

CREATE TABLE shopper (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- status: reserved (payment under way), paid, declined, released (not paid, stock given back).
CREATE TABLE orders (
    id TEXT NOT NULL PRIMARY KEY,
    shopper_id TEXT NOT NULL,
    email TEXT NOT NULL DEFAULT '',
    sale_id TEXT NOT NULL REFERENCES sale (id),
    status TEXT NOT NULL CHECK (status = 'reserved' OR status = 'paid' OR status = 'declined' OR status = 'released'),
    total BIGINT NOT NULL CHECK (total >= 0),
    currency TEXT NOT NULL,
    idempotency_key TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX orders_of_shopper ON orders (shopper_id, id);
CREATE INDEX orders_by_status ON orders (status, currency, total);

CREATE TABLE order_line (
    order_id TEXT NOT NULL REFERENCES orders (id),
    position BIGINT NOT NULL,
    id TEXT NOT NULL,
    sale_item_id TEXT NOT NULL REFERENCES sale_item (id),
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    unit_price BIGINT NOT NULL CHECK (unit_price >= 0),
    PRIMARY KEY (order_id, position)
);

-- One per order. status: pending, charged, declined, failed. The order's id is the idempotency key towards the gateway; the token is
-- forgotten once the charge is decided.
CREATE TABLE payment (
    order_id TEXT NOT NULL PRIMARY KEY REFERENCES orders (id),
    method TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status = 'pending' OR status = 'charged' OR status = 'declined' OR status = 'failed'),
    amount BIGINT NOT NULL CHECK (amount >= 0),
    currency TEXT NOT NULL,
    token TEXT NOT NULL DEFAULT '',
    reference TEXT NOT NULL DEFAULT '',
    updated_at BIGINT NOT NULL
);

CREATE TABLE credit_account (
    shopper_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    balance BIGINT NOT NULL CHECK (balance >= 0),
    PRIMARY KEY (shopper_id, currency)
);

-- Append-only; a balance is the sum of its entries.
CREATE TABLE credit_entry (
    id TEXT NOT NULL PRIMARY KEY,
    shopper_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    delta BIGINT NOT NULL,
    balance_after BIGINT NOT NULL CHECK (balance_after >= 0),
    kind TEXT NOT NULL CHECK (kind = 'issue' OR kind = 'capture' OR kind = 'adjust'),
    source TEXT NOT NULL UNIQUE,
    at BIGINT NOT NULL
);
CREATE INDEX credit_entry_of_shopper ON credit_entry (shopper_id, id);

-- What a key led to: an order, whose status tells the answer (reserved: still under way), or a refusal.
CREATE TABLE idempotency (
    scope TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    order_id TEXT REFERENCES orders (id),
    refusal TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (scope, idempotency_key),
    CHECK ((order_id IS NULL) <> (refusal IS NULL))
);
CREATE INDEX idempotency_by_age ON idempotency (created_at);

CREATE TABLE partner (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    callback_url TEXT NOT NULL DEFAULT '',
    webhook_secret TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL
);

-- hash: SHA-256 of the secret, hexadecimal. scopes: separated by blanks. A key is right until expires_at or revoked_at.
CREATE TABLE api_key (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('storefront', 'partner')),
    name TEXT NOT NULL DEFAULT '',
    scopes TEXT NOT NULL,
    prefix TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL UNIQUE,
    partner_id TEXT REFERENCES partner (id),
    sandbox BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT,
    last_used_at BIGINT,
    rotated_from TEXT
);

CREATE TABLE staff_user (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role = 'admin' OR role = 'support' OR role = 'warehouse' OR role = 'finance'),
    password_hash TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT
);

-- Keys of the servers' own, shared by all that work on this database.
CREATE TABLE server_secret (
    name TEXT NOT NULL PRIMARY KEY,
    secret TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- The ledgers are append-only.
-- only: sqlite
CREATE TRIGGER stock_movement_refuses_update BEFORE UPDATE ON stock_movement
BEGIN
    SELECT RAISE(ABORT, 'the stock ledger is append-only');
END;
CREATE TRIGGER stock_movement_refuses_delete BEFORE DELETE ON stock_movement
BEGIN
    SELECT RAISE(ABORT, 'the stock ledger is append-only');
END;
CREATE TRIGGER credit_entry_refuses_update BEFORE UPDATE ON credit_entry
BEGIN
    SELECT RAISE(ABORT, 'the store credit ledger is append-only');
END;
CREATE TRIGGER credit_entry_refuses_delete BEFORE DELETE ON credit_entry
BEGIN
    SELECT RAISE(ABORT, 'the store credit ledger is append-only');
END;
-- only: postgresql
CREATE TRIGGER stock_movement_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON stock_movement
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER credit_entry_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON credit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- both
