#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""crash.py [KILLS] [SEED]: kills the server with signal 9 at random instants under load and starts it again on what is left.

After each: `tidegate verify` finds nothing, no acknowledged order is lost, nothing is oversold, nobody is charged twice. In the end, once
recovery has settled what was open, every charge belongs to exactly one paid order and every paid order was charged.
"""
import http.client
import random
import sys
import threading
import time
import unittest
import uuid

import harness

KILLS = 5
SEED = None
WORKERS = 16
# What the gateway does from one kill to the next: mode, how often, milliseconds.
FAULTS = [("ok", 1, 0), ("drop_after_charge", 0.1, 0), ("error", 0.2, 0), ("slow", 0.5, 300), ("hang", 0.05, 0)]


class Load:
    """Shoppers who never stop: one order each, by card, PayPal or store credit; an attempt without an answer is sent again under its key."""

    def __init__(self, seed, scarce, plenty):
        self.lock = threading.Lock()
        self.acknowledged = {}  # idempotency key -> order id
        self.refused = {}       # (status, code) -> count
        self.problems = []
        self.pending = []
        self.number = 0
        self.random = random.Random(seed)
        self.scarce, self.plenty = scarce, plenty
        self.client = None
        self.stopped = threading.Event()
        self.threads = []

    def start(self, client):
        self.client = client
        self.stopped.clear()
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(WORKERS)]
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    def work(self):
        while not self.stopped.is_set():
            with self.lock:
                attempt = self.pending.pop(0) if self.pending else self.new_attempt()
            if not self.send(attempt):
                return

    def new_attempt(self):
        self.number += 1
        sku = self.scarce if self.random.random() < 0.2 else self.plenty
        method = ("store_credit", "card", "paypal")[self.number % 3]
        return (str(uuid.UUID(int=self.random.getrandbits(128))), f"shopper-{self.number}", sku, method)

    def send(self, attempt):
        """False when the server is gone."""
        key, shopper, sku, method = attempt
        try:
            answer = self.client.checkout(shopper, sku, method=method, key=key)
        except (OSError, http.client.HTTPException):
            with self.lock:
                self.pending.append(attempt)
            return False
        with self.lock:
            if answer.status == 201:
                if self.acknowledged.setdefault(key, answer.json["id"]) != answer.json["id"]:
                    self.problems.append(f"key {key} led to {answer.json['id']} after {self.acknowledged[key]}")
            else:
                told = (answer.status, answer.code)
                self.refused[told] = self.refused.get(told, 0) + 1
                if key in self.acknowledged:
                    self.problems.append(f"key {key} was answered 201 and then {told}")
                if answer.status >= 500 and answer.status != 503:
                    self.problems.append(f"{told}: {answer.body!r}")
                if answer.status in (409, 503) and answer.code != "out_of_stock":
                    self.pending.append(attempt)
        if answer.status in (409, 503) and answer.code != "out_of_stock":
            self.stopped.wait(0.2)
        return True

    def finish(self, patience):
        """Sends what has no answer until it has one."""
        deadline = time.monotonic() + patience
        while self.pending and time.monotonic() < deadline:
            attempt = self.pending.pop(0)
            self.send(attempt)
            time.sleep(0.02)
        return not self.pending


class Crash(unittest.TestCase):
    maxDiff = 2000

    def test_kill_at_any_instant_loses_and_doubles_nothing(self):
        seed = SEED if SEED is not None else random.randrange(1 << 30)
        print(f"{KILLS} kills, seed {seed}", flush=True)
        chance = random.Random(seed)
        with harness.scratch_folder() as folder, harness.gateway(folder) as gateway:
            data, bank = self.prepare(folder, gateway)
            key = harness.storefront_key(data)
            load = Load(seed, "SCARCE", "PLENTY")
            for number in range(1, KILLS + 1):
                harness.set_faults(bank, *chance.choice(FAULTS))
                with harness.server(data) as server:
                    load.start(harness.Client(server, key))
                    time.sleep(chance.uniform(0.02, 1.2))
                    server.kill()
                    load.stop()
                self.check(data, bank, load, settled=False)
                if number % 10 == 0 or number == KILLS:
                    print(f"{number} kills: {len(load.acknowledged)} orders acknowledged, {len(load.pending)} unanswered, "
                          f"refused {load.refused}", flush=True)
            harness.set_faults(bank, "ok")
            self.settle(data, bank, load, key)

    def prepare(self, folder, gateway):
        data = folder / "data"
        data.mkdir()
        (data / "tidegate.toml").write_text(harness.PATIENT_SHOP + harness.card_settings(gateway) + harness.paypal_settings(gateway))
        harness.cli("catalog", "import", harness.catalogue(folder / "catalogue.csv", [("SCARCE", "9.99", 60 * KILLS),
                                                                                      ("PLENTY", "1.50", 900_000_000)]), data=data)
        harness.create_sale(data, [("SCARCE", 999, 50 * KILLS), ("PLENTY", 150, 900_000_000)])
        credit = folder / "credit.csv"
        credit.write_text("shopper_id,amount,currency\n"
                          + "".join(f"shopper-{n},9.99,EUR\n" for n in range(3, 6000 * KILLS, 3)))
        harness.cli("credit", "import", credit, data=data)
        return data, harness.Client(gateway)

    def check(self, data, bank, load, settled):
        verified = harness.cli("verify", data=data, check=False)
        self.assertEqual((verified.returncode, verified.stderr), (0, ""), verified.stdout)
        books = harness.Books(data, bank.get("/_charges").json)
        self.assertEqual(books.problems(settled), [])
        lost = [order for order in load.acknowledged.values() if books.orders.get(order, ("missing",))[0] != "paid"]
        self.assertEqual(lost, [], "acknowledged orders that are not paid")
        self.assertEqual(load.problems, [])

    def settle(self, data, bank, load, key):
        with harness.server(data) as server:
            load.client = harness.Client(server, key)
            harness.Database(data).wait_until_settled(2 * harness.PATIENCE)
            self.assertTrue(load.finish(harness.PATIENCE), f"{len(load.pending)} attempts have no answer")
            harness.Database(data).wait_until_settled()
            self.assertEqual(server.terminate()[0], 0)
        self.check(data, bank, load, settled=True)
        self.assertGreater(len(load.acknowledged), KILLS)


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1].isdigit():
        KILLS = int(sys.argv.pop(1))
    if len(sys.argv) > 1 and sys.argv[1].isdigit():
        SEED = int(sys.argv.pop(1))
    harness.main()
