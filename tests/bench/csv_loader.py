#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""csv_loader.py ROWS: what a short script makes of a product feed: csv and sqlite3.executemany, the upsert of product, stock and ledger that the
shop does, durable (WAL, synchronous=FULL), 1000 rows a transaction. Nothing is checked, audited or undoable. Prints one JSON object."""
import csv
import json
import sqlite3
import sys
import tempfile
import time
import uuid
from pathlib import Path

ROWS_AT_ONCE = 1000
SCHEMA = """
CREATE TABLE product (sku TEXT NOT NULL PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL, image_url TEXT NOT NULL,
    brand TEXT NOT NULL, category TEXT NOT NULL, price INTEGER NOT NULL, currency TEXT NOT NULL, search_text TEXT NOT NULL,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, version INTEGER NOT NULL DEFAULT 1, partner_id TEXT);
CREATE INDEX product_of_partner ON product (partner_id, sku);
CREATE TABLE stock (sku TEXT NOT NULL PRIMARY KEY, on_hand INTEGER NOT NULL, source_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE stock_movement (id TEXT NOT NULL, sku TEXT NOT NULL, delta INTEGER NOT NULL, reason TEXT NOT NULL, source_type TEXT NOT NULL,
    source_id TEXT NOT NULL, purpose TEXT NOT NULL, actor TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (sku, source_type, source_id, purpose)) WITHOUT ROWID;
"""


def write_feed(path, rows):
    with open(path, "w") as file:
        file.write("sku,name,description,price,currency,stock,image_url,brand,category\n")
        for i in range(rows):
            file.write(f"SKU-{i:07},Cup number {i:07},Holds 300 ml and is dishwasher safe,19.99,EUR,{i % 500},"
                       f"https://shop.example/{i:07}.jpg,Acme,Cups\n")


def load(database, path, job):
    now, products, stocks, movements = int(time.time() * 1000), [], [], []

    def flush():
        with database:
            database.executemany(
                "INSERT INTO product (sku, id, name, description, image_url, brand, category, price, currency, search_text, created_at, updated_at, "
                "partner_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'p') ON CONFLICT (sku) DO UPDATE SET name = excluded.name, "
                "description = excluded.description, image_url = excluded.image_url, brand = excluded.brand, category = excluded.category, "
                "price = excluded.price, currency = excluded.currency, search_text = excluded.search_text, updated_at = excluded.updated_at, "
                "version = version + 1", products)
            database.executemany("INSERT INTO stock (sku, on_hand, source_at) VALUES (?, ?, ?) ON CONFLICT (sku) DO UPDATE SET "
                                 "on_hand = excluded.on_hand, source_at = excluded.source_at", stocks)
            database.executemany("INSERT INTO stock_movement VALUES (?, ?, ?, 'feed', 'feed', ?, 'set_stock', 'partner:p', ?)", movements)
        for batch in (products, stocks, movements):
            batch.clear()

    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            whole, _, cents = row["price"].partition(".")
            search = "\n".join((row["sku"], row["name"], row["brand"], row["category"])).casefold()
            products.append((row["sku"], str(uuid.uuid4()), row["name"], row["description"], row["image_url"], row["brand"], row["category"],
                             int(whole) * 100 + int(cents or 0), row["currency"], search, now, now))
            stocks.append((row["sku"], int(row["stock"]), now))
            movements.append((str(uuid.uuid4()), row["sku"], int(row["stock"]), job, now))
            if len(products) == ROWS_AT_ONCE:
                flush()
    flush()


def main():
    rows = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feed.csv"
        write_feed(path, rows)
        database = sqlite3.connect(Path(folder) / "shop.db")
        database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768;" + SCHEMA)
        begin = time.perf_counter()
        load(database, path, str(uuid.uuid4()))
        seconds = time.perf_counter() - begin
        assert database.execute("SELECT COUNT(*) FROM product").fetchone()[0] == rows
    print(json.dumps({"rows": rows, "seconds": seconds, "rate": rows / seconds}))


if __name__ == "__main__":
    main()
