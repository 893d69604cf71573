#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sale from a real catalogue is bought out by a thousand shoppers at once, by card, through a gateway that fails now and then.

Scenarios A1, A2, P2: afterwards the orders, the stock and what the gateway really charged agree to the unit.
"""
import csv
import http.client
import random
import threading
import time
import unittest
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import harness

SHOPPERS = 1000
AT_ONCE = 48
ITEMS = 12


def stocked_items(path):
    """(sku, price in minor units, stock) of the first variants that have all three, read apart from the program's own reader."""
    with open(path, encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(source))
    found = [(r["Variant sku"], round(float(r["Variant price"]) * 100), int(r["Variant inventory quantity"]))
             for r in rows if r["Variant sku"] and r["Variant price"] and r["Variant inventory quantity"].isdigit()]
    return [item for item in found if item[2] >= 10][:ITEMS]


class Shopper:
    """Wants one thing, takes another when it is gone, comes back when told to, gives up when everything is sold."""

    def __init__(self, number, client, skus):
        self.name = f"shopper-{number:04d}"
        self.client = client
        self.random = random.Random(number)
        self.wishes = self.random.sample(skus, len(skus))
        self.bought = None
        self.answers = Counter()

    def shop(self):
        tries = 0
        while self.wishes and tries < 40:
            tries += 1
            answer = self.attempt(self.wishes[0])
            self.answers[(answer.status, answer.code)] += 1
            if answer.status == 201:
                self.bought = answer.json
                return
            if answer.code in ("out_of_stock", "payment_declined"):
                self.wishes.pop(0)
            elif answer.status in (429, 503):
                # 429: the limit counts each attempt. A shopper with another name stands for one who comes back later.
                if answer.status == 429:
                    self.name += "x"
                else:
                    time.sleep(min(float(answer.headers["retry-after"]), 2))
            else:
                raise AssertionError(f"{self.name} got {answer.status} {answer.body!r}")

    def attempt(self, sku):
        key = str(uuid.UUID(int=self.random.getrandbits(128)))
        for _ in range(5):
            try:
                return self.client.checkout(self.name, sku, key=key)
            except (OSError, http.client.HTTPException):
                continue
        raise AssertionError("the server does not answer")


class Buyout(unittest.TestCase):
    def test_a_real_catalogue_is_sold_out_and_the_books_agree(self):
        path = harness.real_catalogue("shopify/products.csv")
        items = stocked_items(path)
        self.assertEqual(len(items), ITEMS)
        with harness.scratch_folder() as folder, harness.gateway(folder, "--seed", "7") as gateway:
            data = folder / "data"
            data.mkdir()
            (data / "tidegate.toml").write_text(harness.PATIENT_SHOP + harness.card_settings(gateway))
            imported = harness.cli("catalog", "import", path, data=data, check=False)
            self.assertIn(imported.returncode, (0, 1), imported.stderr)
            harness.create_sale(data, [(sku, price, stock) for sku, price, stock in items])
            key = harness.storefront_key(data)
            bank = harness.Client(gateway)
            with harness.server(data) as server:
                shop = harness.Client(server, key)
                shoppers = self.buy_out(shop, bank, [item[0] for item in items])
                self.check(data, shop, bank, items, shoppers)
                self.assertEqual(server.terminate()[0], 0)
            self.assertEqual(harness.cli("verify", data=data).returncode, 0)

    def buy_out(self, shop, bank, skus):
        shoppers = [Shopper(number, shop, skus) for number in range(SHOPPERS)]
        done = threading.Event()

        def trouble():
            while not done.is_set():
                for mode in ("drop_after_charge", "error", "decline", "ok"):
                    harness.set_faults(bank, mode, 0.1)
                    if done.wait(0.25):
                        break
            harness.set_faults(bank, "ok")

        troublemaker = threading.Thread(target=trouble)
        troublemaker.start()
        try:
            with ThreadPoolExecutor(AT_ONCE) as crowd:
                list(crowd.map(Shopper.shop, shoppers))
        finally:
            done.set()
            troublemaker.join()
        return shoppers

    def check(self, data, shop, bank, items, shoppers):
        database = harness.Database(data)
        database.wait_until_settled()
        # What was released while the crowd was there may be bought again; now the last units go.
        for sku, quota, sold, _ in database.rows("SELECT sku, quota, sold, held FROM sale_item"):
            for unit in range(quota - sold):
                self.assertEqual(shop.checkout(f"late-{sku}-{unit}", sku).status, 201)
        books = harness.Books(data, bank.get("/_charges").json)
        self.assertEqual(books.problems(), [])
        self.assertEqual(books.sold, {sku: stock for sku, _, stock in items})

        bought = [s for s in shoppers if s.bought]
        self.assertGreater(len(bought), 200)
        for shopper in bought:
            status, total, _ = books.orders[shopper.bought["id"]]
            self.assertEqual((status, total), ("paid", shopper.bought["total"]["amount"]))
        for shopper in bought[::25]:
            self.assertIn(shopper.bought["id"], [order["id"] for order in shop.orders(shopper.name)])
        answer = shop.get("/flash/products")
        self.assertEqual({p["sku"]: p["available"] for p in answer.json["products"]}, {sku: 0 for sku, _, _ in items})
        self.assertEqual(shop.checkout("too-late", items[0][0]).code, "out_of_stock")
        print(dict(sum((s.answers for s in shoppers), Counter())), flush=True)


if __name__ == "__main__":
    harness.main()
