# SPDX-License-Identifier: GPL-3.0-or-later
"""The two endpoints of a flash sale as one writes them with Flask and SQLite: what Tidegate is measured against.

Run by gunicorn with FLASK_SHOP_DB naming the database. The listing is cached for 30 s in each worker; a checkout is one durable
transaction: conditional decrement, insert of the order.
"""
import json
import os
import sqlite3
import threading
import time
import uuid

from flask import Flask, Response, request

PATH = os.environ["FLASK_SHOP_DB"]
CACHE_SECONDS = 30

app = Flask(__name__)
local = threading.local()
cache = {"until": 0.0, "body": b""}


def database():
    if not hasattr(local, "connection"):
        local.connection = sqlite3.connect(PATH, timeout=30, isolation_level=None)
        local.connection.execute("PRAGMA journal_mode = WAL")
        local.connection.execute("PRAGMA synchronous = FULL")
    return local.connection


def create(path, items):
    """A new database with (sku, name, price, stock)."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE product (sku TEXT PRIMARY KEY, name TEXT, price INTEGER, stock INTEGER CHECK (stock >= 0))")
    connection.execute("CREATE TABLE orders (id TEXT PRIMARY KEY, shopper TEXT, sku TEXT, quantity INTEGER, total INTEGER, at REAL)")
    connection.executemany("INSERT INTO product VALUES (?, ?, ?, ?)", items)
    connection.commit()
    connection.close()


@app.get("/flash/products")
def products():
    now = time.monotonic()
    if now >= cache["until"]:
        rows = database().execute("SELECT sku, name, price, stock FROM product ORDER BY sku").fetchall()
        listed = [{"sku": s, "name": n, "price": {"amount": p, "currency": "EUR"}, "available": a} for s, n, p, a in rows]
        cache["body"] = json.dumps({"products": listed}).encode()
        cache["until"] = now + CACHE_SECONDS
    return Response(cache["body"], mimetype="application/json")


@app.post("/flash/checkout")
def checkout():
    shopper = request.headers.get("X-Shopper-Id")
    wanted = request.get_json()
    if not shopper or not wanted or len(wanted.get("items", [])) != 1:
        return {"code": "invalid_request"}, 400
    sku, quantity = wanted["items"][0]["sku"], int(wanted["items"][0]["quantity"])
    connection = database()
    connection.execute("BEGIN IMMEDIATE")
    row = connection.execute("UPDATE product SET stock = stock - ? WHERE sku = ? AND stock >= ? RETURNING price",
                             (quantity, sku, quantity)).fetchone()
    if row is None:
        connection.execute("ROLLBACK")
        return {"code": "out_of_stock"}, 409
    order, total = str(uuid.uuid4()), row[0] * quantity
    connection.execute("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?)", (order, shopper, sku, quantity, total, time.time()))
    connection.execute("COMMIT")
    return {"id": order, "status": "paid", "total": {"amount": total, "currency": "EUR"}}, 201
