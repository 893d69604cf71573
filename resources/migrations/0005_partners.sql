-- SPDX-License-Identifier: GPL-3.0-or-later
-- Feeds, webhooks, callbacks, mail. Times are milliseconds since 1970 UTC, ids UUIDv7 text, lists separated by blanks.

-- formats: of feeds that are taken from this partner; empty: all. The previous secret signs and verifies until its time. callback_failing_since:
-- nothing has been delivered since then. A partner with disabled_at is refused everything.
ALTER TABLE partner ADD COLUMN formats TEXT NOT NULL DEFAULT '';
ALTER TABLE partner ADD COLUMN webhook_secret_previous TEXT NOT NULL DEFAULT '';
ALTER TABLE partner ADD COLUMN webhook_secret_previous_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE partner ADD COLUMN callback_failing_since BIGINT;
ALTER TABLE partner ADD COLUMN callback_disabled_at BIGINT;
ALTER TABLE partner ADD COLUMN disabled_at BIGINT;
ALTER TABLE partner ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

-- partner_id: whose feed keeps this product; NULL: the shop's own. A withdrawn one has nothing to sell beyond what is promised.
ALTER TABLE product ADD COLUMN partner_id TEXT;
ALTER TABLE product ADD COLUMN withdrawn_at BIGINT;
CREATE INDEX product_of_partner ON product (partner_id, sku) WHERE partner_id IS NOT NULL;

-- Of the newest message that set the stock: what its sender counted, and when he sent it. shortfall: how many of those on hand it did not count; they
-- are there because they are promised, and go with the reservation that ends without a sale.
ALTER TABLE stock ADD COLUMN shortfall BIGINT NOT NULL DEFAULT 0 CHECK (shortfall >= 0);
ALTER TABLE stock ADD COLUMN source_version BIGINT;
ALTER TABLE stock ADD COLUMN source_at BIGINT NOT NULL DEFAULT 0;

-- What test keys work on. No shopper's query reads it.
CREATE TABLE sandbox_product (
    partner_id TEXT NOT NULL REFERENCES partner (id),
    sku TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    image_url TEXT NOT NULL DEFAULT '',
    brand TEXT NOT NULL DEFAULT '',
    gtin TEXT NOT NULL DEFAULT '',
    category TEXT NOT NULL DEFAULT '',
    price BIGINT NOT NULL CHECK (price >= 0),
    currency TEXT NOT NULL,
    stock BIGINT NOT NULL DEFAULT 0 CHECK (stock >= 0),
    source_version BIGINT,
    source_at BIGINT NOT NULL DEFAULT 0,
    withdrawn_at BIGINT,
    updated_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (partner_id, sku)
)
-- only: sqlite
WITHOUT ROWID
-- both
;

-- One upload and what becomes of it. kind: feed, undo (of undoes_id). file: its name in the data folder of the server `home`, where it lies;
-- only that server works on it. rows_done: how many records of the file are dealt with, for a worker that takes over. gained: how many products became
-- this partner's by it. uploaded_at: how new what its file says is. failure: the code that ended it. cursor: the SKU up to which what the feed does not name is withdrawn. lease: of the server that
-- works on it, renewed while it lives; until then no other server begins a job of the same partner.
CREATE TABLE feed_job (
    id TEXT NOT NULL PRIMARY KEY,
    partner_id TEXT NOT NULL REFERENCES partner (id),
    sandbox BIGINT NOT NULL DEFAULT 0,
    kind TEXT NOT NULL CHECK (kind IN ('feed', 'undo')),
    undoes_id TEXT,
    status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled')),
    mode TEXT NOT NULL CHECK (mode IN ('delta', 'full')),
    policy TEXT NOT NULL CHECK (policy IN ('partial', 'atomic')),
    dry_run BIGINT NOT NULL DEFAULT 0,
    max_errors BIGINT,
    format TEXT NOT NULL DEFAULT '',
    media_type TEXT NOT NULL DEFAULT '',
    gzip BIGINT NOT NULL DEFAULT 0,
    home TEXT NOT NULL DEFAULT '',
    file TEXT NOT NULL DEFAULT '',
    bytes BIGINT NOT NULL DEFAULT 0,
    hash TEXT NOT NULL DEFAULT '',
    idempotency_key TEXT,
    actor TEXT NOT NULL,
    request_id TEXT NOT NULL DEFAULT '',
    phase TEXT NOT NULL DEFAULT '',
    total BIGINT NOT NULL DEFAULT 0,
    rows_done BIGINT NOT NULL DEFAULT 0,
    created BIGINT NOT NULL DEFAULT 0,
    updated BIGINT NOT NULL DEFAULT 0,
    unchanged BIGINT NOT NULL DEFAULT 0,
    withdrawn BIGINT NOT NULL DEFAULT 0,
    rejected BIGINT NOT NULL DEFAULT 0,
    cleared BIGINT NOT NULL DEFAULT 0,
    gained BIGINT NOT NULL DEFAULT 0,
    error_count BIGINT NOT NULL DEFAULT 0,
    warning_count BIGINT NOT NULL DEFAULT 0,
    failure TEXT NOT NULL DEFAULT '',
    failure_detail TEXT NOT NULL DEFAULT '',
    cursor TEXT NOT NULL DEFAULT '',
    cancel_requested BIGINT NOT NULL DEFAULT 0,
    lease_owner TEXT NOT NULL DEFAULT '',
    lease_until BIGINT NOT NULL DEFAULT 0,
    uploaded_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    finished_at BIGINT,
    undone_by TEXT,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX feed_job_of_partner ON feed_job (partner_id, sandbox, id);
CREATE INDEX feed_job_open ON feed_job (partner_id, sandbox, home, id) WHERE status IN ('queued', 'running');
CREATE UNIQUE INDEX feed_job_by_key ON feed_job (partner_id, sandbox, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX feed_job_by_age ON feed_job (finished_at);

-- severity: error (the row was rejected), warning (the row was taken otherwise than it stands there).
CREATE TABLE feed_job_error (
    job_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('error', 'warning')),
    line BIGINT NOT NULL,
    field TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (job_id, position)
)
-- only: sqlite
WITHOUT ROWID
-- both
;

-- What one chunk of a job did to products, so that it can be undone: CBOR, core/partner/feed_change.h says which. A row is removed with its undoing.
CREATE TABLE feed_job_change (
    job_id TEXT NOT NULL,
    position BIGINT NOT NULL,
    products BIGINT NOT NULL,
    changes BLOB NOT NULL,
    PRIMARY KEY (job_id, position)
);

-- A message of a partner's. status: queued, processed, dead (given up after its retries; can be replayed). result: what was done, JSON.
CREATE TABLE webhook_event (
    id TEXT NOT NULL PRIMARY KEY,
    partner_id TEXT NOT NULL REFERENCES partner (id),
    sandbox BIGINT NOT NULL DEFAULT 0,
    webhook_id TEXT NOT NULL,
    type TEXT NOT NULL,
    occurred_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'processed', 'dead')),
    attempts BIGINT NOT NULL DEFAULT 0,
    next_attempt_at BIGINT NOT NULL,
    result TEXT NOT NULL DEFAULT '',
    problem TEXT NOT NULL DEFAULT '',
    received_at BIGINT NOT NULL,
    processed_at BIGINT,
    UNIQUE (partner_id, sandbox, webhook_id)
);
CREATE INDEX webhook_event_due ON webhook_event (next_attempt_at, id) WHERE status = 'queued';
CREATE INDEX webhook_event_dead ON webhook_event (id) WHERE status = 'dead';
CREATE INDEX webhook_event_by_age ON webhook_event (received_at);

-- Our callback to a partner, written in the transaction of its cause. status: pending, delivered, dead (given up; can be replayed), dropped
-- (the partner wants none any more). id goes out as webhook-id and stays the same with each attempt.
CREATE TABLE delivery (
    id TEXT NOT NULL PRIMARY KEY,
    partner_id TEXT NOT NULL REFERENCES partner (id),
    sandbox BIGINT NOT NULL DEFAULT 0,
    type TEXT NOT NULL,
    cause TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'delivered', 'dead', 'dropped')),
    attempts BIGINT NOT NULL DEFAULT 0,
    next_attempt_at BIGINT NOT NULL,
    lease_owner TEXT NOT NULL DEFAULT '',
    lease_until BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX delivery_due ON delivery (next_attempt_at, id) WHERE status = 'pending';
CREATE INDEX delivery_dead ON delivery (id) WHERE status = 'dead';
CREATE INDEX delivery_of_partner ON delivery (partner_id, id);
CREATE INDEX delivery_by_age ON delivery (created_at);

-- status 0: there was no answer; problem says why. excerpt: the beginning of the answer, for people.
CREATE TABLE delivery_attempt (
    delivery_id TEXT NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    url TEXT NOT NULL,
    status BIGINT NOT NULL,
    duration_ms BIGINT NOT NULL,
    problem TEXT NOT NULL DEFAULT '',
    excerpt TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (delivery_id, number)
);

-- The outbox of e-mail. status: pending, sent, dead (given up).
CREATE TABLE mail (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    text_body TEXT NOT NULL,
    html_body TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL CHECK (status IN ('pending', 'sent', 'dead')),
    attempts BIGINT NOT NULL DEFAULT 0,
    next_attempt_at BIGINT NOT NULL,
    lease_owner TEXT NOT NULL DEFAULT '',
    lease_until BIGINT NOT NULL DEFAULT 0,
    problem TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    sent_at BIGINT
);
CREATE INDEX mail_due ON mail (next_attempt_at, id) WHERE status = 'pending';
CREATE INDEX mail_by_age ON mail (created_at);
