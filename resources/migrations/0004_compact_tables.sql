-- SPDX-License-Identifier: GPL-3.0-or-later
-- Fewer B-trees for what each checkout and each row of an import write. A product's id is looked up by nobody, and a ledger's entry by its
-- id alone neither: ours are unique as they are made. On SQLite a table with a text key is otherwise two trees, its rows and their key.
-- Tables of long rows (product, orders, audit) stay as they are: in the tree of their key they would cost more than they save.

-- only: postgresql
ALTER TABLE product DROP CONSTRAINT product_id_key;
ALTER TABLE stock_movement DROP CONSTRAINT stock_movement_pkey;
ALTER TABLE stock_movement DROP CONSTRAINT stock_movement_sku_source_type_source_id_purpose_key;
ALTER TABLE stock_movement ADD PRIMARY KEY (sku, source_type, source_id, purpose);
ALTER TABLE credit_entry DROP CONSTRAINT credit_entry_pkey;
DROP INDEX credit_entry_of_shopper;
ALTER TABLE credit_entry ADD PRIMARY KEY (shopper_id, id);
-- only: sqlite
CREATE TABLE product_new (
    sku TEXT NOT NULL PRIMARY KEY,
    id TEXT NOT NULL,
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
INSERT INTO product_new (sku, id, name, description, image_url, brand, gtin, category, price, currency, source, search_text, created_at,
                         updated_at, version)
    SELECT sku, id, name, description, image_url, brand, gtin, category, price, currency, source, search_text, created_at, updated_at,
           version FROM product ORDER BY sku;
DROP TABLE product;
ALTER TABLE product_new RENAME TO product;

CREATE TABLE stock_new (
    sku TEXT NOT NULL PRIMARY KEY REFERENCES product (sku),
    on_hand BIGINT NOT NULL CHECK (on_hand >= 0),
    held BIGINT NOT NULL DEFAULT 0 CHECK (held >= 0),
    allocated BIGINT NOT NULL DEFAULT 0 CHECK (allocated >= 0),
    version BIGINT NOT NULL DEFAULT 1,
    CHECK (held + allocated <= on_hand)
) WITHOUT ROWID;
INSERT INTO stock_new (sku, on_hand, held, allocated, version)
    SELECT sku, on_hand, held, allocated, version FROM stock ORDER BY sku;
DROP TABLE stock;
ALTER TABLE stock_new RENAME TO stock;

CREATE TABLE stock_movement_new (
    id TEXT NOT NULL,
    sku TEXT NOT NULL REFERENCES product (sku),
    bucket TEXT NOT NULL DEFAULT 'sellable',
    delta BIGINT NOT NULL,
    reason TEXT NOT NULL,
    source_type TEXT NOT NULL,
    source_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    actor TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (sku, source_type, source_id, purpose)
) WITHOUT ROWID;
INSERT INTO stock_movement_new (id, sku, bucket, delta, reason, source_type, source_id, purpose, actor, at)
    SELECT id, sku, bucket, delta, reason, source_type, source_id, purpose, actor, at FROM stock_movement
    ORDER BY sku, source_type, source_id, purpose;
DROP TABLE stock_movement;
ALTER TABLE stock_movement_new RENAME TO stock_movement;
CREATE TRIGGER stock_movement_refuses_update BEFORE UPDATE ON stock_movement
BEGIN
    SELECT RAISE(ABORT, 'the stock ledger is append-only');
END;
CREATE TRIGGER stock_movement_refuses_delete BEFORE DELETE ON stock_movement
BEGIN
    SELECT RAISE(ABORT, 'the stock ledger is append-only');
END;

CREATE TABLE sale_new (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    status TEXT NOT NULL CHECK (status = 'scheduled' OR status = 'paused' OR status = 'ended'),
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    CHECK (starts_at < ends_at)
) WITHOUT ROWID;
INSERT INTO sale_new (id, name, starts_at, ends_at, status, created_at, updated_at, version)
    SELECT id, name, starts_at, ends_at, status, created_at, updated_at, version FROM sale ORDER BY id;
DROP TABLE sale;
ALTER TABLE sale_new RENAME TO sale;

CREATE TABLE sale_item_new (
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
) WITHOUT ROWID;
INSERT INTO sale_item_new (id, sale_id, sku, position, price, currency, quota, limit_per_shopper, sold, held)
    SELECT id, sale_id, sku, position, price, currency, quota, limit_per_shopper, sold, held FROM sale_item ORDER BY id;
DROP TABLE sale_item;
ALTER TABLE sale_item_new RENAME TO sale_item;

CREATE TABLE sale_shopper_new (
    sale_item_id TEXT NOT NULL REFERENCES sale_item (id),
    shopper_id TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity >= 0),
    PRIMARY KEY (sale_item_id, shopper_id)
) WITHOUT ROWID;
INSERT INTO sale_shopper_new (sale_item_id, shopper_id, quantity)
    SELECT sale_item_id, shopper_id, quantity FROM sale_shopper ORDER BY sale_item_id, shopper_id;
DROP TABLE sale_shopper;
ALTER TABLE sale_shopper_new RENAME TO sale_shopper;

CREATE TABLE order_line_new (
    order_id TEXT NOT NULL REFERENCES orders (id),
    position BIGINT NOT NULL,
    id TEXT NOT NULL,
    sale_item_id TEXT NOT NULL REFERENCES sale_item (id),
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    quantity BIGINT NOT NULL CHECK (quantity > 0),
    unit_price BIGINT NOT NULL CHECK (unit_price >= 0),
    PRIMARY KEY (order_id, position)
) WITHOUT ROWID;
INSERT INTO order_line_new (order_id, position, id, sale_item_id, sku, name, quantity, unit_price)
    SELECT order_id, position, id, sale_item_id, sku, name, quantity, unit_price FROM order_line ORDER BY order_id, position;
DROP TABLE order_line;
ALTER TABLE order_line_new RENAME TO order_line;

CREATE TABLE payment_new (
    order_id TEXT NOT NULL PRIMARY KEY REFERENCES orders (id),
    method TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status = 'pending' OR status = 'charged' OR status = 'declined' OR status = 'failed'),
    amount BIGINT NOT NULL CHECK (amount >= 0),
    currency TEXT NOT NULL,
    token TEXT NOT NULL DEFAULT '',
    reference TEXT NOT NULL DEFAULT '',
    updated_at BIGINT NOT NULL
) WITHOUT ROWID;
INSERT INTO payment_new (order_id, method, status, amount, currency, token, reference, updated_at)
    SELECT order_id, method, status, amount, currency, token, reference, updated_at FROM payment ORDER BY order_id;
DROP TABLE payment;
ALTER TABLE payment_new RENAME TO payment;
CREATE INDEX payment_by_reference ON payment (method, reference) WHERE status = 'charged' AND method <> 'store_credit';

CREATE TABLE credit_account_new (
    shopper_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    balance BIGINT NOT NULL CHECK (balance >= 0),
    PRIMARY KEY (shopper_id, currency)
) WITHOUT ROWID;
INSERT INTO credit_account_new (shopper_id, currency, balance)
    SELECT shopper_id, currency, balance FROM credit_account ORDER BY shopper_id, currency;
DROP TABLE credit_account;
ALTER TABLE credit_account_new RENAME TO credit_account;

CREATE TABLE credit_entry_new (
    id TEXT NOT NULL,
    shopper_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    delta BIGINT NOT NULL,
    balance_after BIGINT NOT NULL CHECK (balance_after >= 0),
    kind TEXT NOT NULL CHECK (kind = 'issue' OR kind = 'capture' OR kind = 'adjust'),
    source TEXT NOT NULL UNIQUE,
    at BIGINT NOT NULL,
    PRIMARY KEY (shopper_id, id)
) WITHOUT ROWID;
INSERT INTO credit_entry_new (id, shopper_id, currency, delta, balance_after, kind, source, at)
    SELECT id, shopper_id, currency, delta, balance_after, kind, source, at FROM credit_entry ORDER BY shopper_id, id;
DROP TABLE credit_entry;
ALTER TABLE credit_entry_new RENAME TO credit_entry;
CREATE TRIGGER credit_entry_refuses_update BEFORE UPDATE ON credit_entry
BEGIN
    SELECT RAISE(ABORT, 'the store credit ledger is append-only');
END;
CREATE TRIGGER credit_entry_refuses_delete BEFORE DELETE ON credit_entry
BEGIN
    SELECT RAISE(ABORT, 'the store credit ledger is append-only');
END;

CREATE TABLE idempotency_new (
    scope TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    order_id TEXT REFERENCES orders (id),
    refusal TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (scope, idempotency_key),
    CHECK ((order_id IS NULL) <> (refusal IS NULL))
) WITHOUT ROWID;
INSERT INTO idempotency_new (scope, idempotency_key, request_hash, order_id, refusal, created_at)
    SELECT scope, idempotency_key, request_hash, order_id, refusal, created_at FROM idempotency ORDER BY scope, idempotency_key;
DROP TABLE idempotency;
ALTER TABLE idempotency_new RENAME TO idempotency;
CREATE INDEX idempotency_by_age ON idempotency (created_at);
-- both
