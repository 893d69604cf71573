#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`tidegate demo load` on real invoices: what the database then has is what a few lines of Python count in the file.

By itself it takes the first day of data/open/orders; `demo_load.py --whole` takes all days, as one file, and tells how long that took.
"""
import collections
import csv
import decimal
import io
import json
import sqlite3
import subprocess
import sys
import time
import unittest

import harness

WHOLE = "--whole" in sys.argv
DONE_WITH_REFUSALS = 1


def table(path):
    return csv.DictReader(io.StringIO(path.read_text("utf-8")))


def count(path):
    """The same by hand: row by row, no database."""
    left, known, orders = collections.Counter(), set(), set()
    found = collections.Counter()
    refused = {}
    for row in table(path):
        line = len(refused) + found["order_rows"] + found["return_rows"] + 2
        quantity, price = int(row["Quantity"]), int(decimal.Decimal(row["UnitPrice"]) * 100)
        cancels = row["InvoiceNo"].startswith("C")
        bought = (row["CustomerID"], row["StockCode"], price)
        code = None
        if not row["CustomerID"]:
            code = "missing_customer"
        elif price == 0:
            code = "zero_price"
        elif (quantity < 0) != cancels:
            code = "positive_quantity" if cancels else "negative_quantity"
        elif cancels and left[bought] < -quantity:
            code = "above_bought" if bought in left else "price_differs" if bought[:2] in known else "no_sale"
        if code:
            refused[line] = code
            continue
        left[bought] += quantity
        known.add(bought[:2])
        name = "return" if cancels else "order"
        found[f"{name}_rows"] += 1
        found["returned_units" if cancels else "units"] += abs(quantity)
        found["returned" if cancels else "revenue"] += abs(quantity) * price
        if not cancels:
            orders.add(row["InvoiceNo"])
    return {**found, "orders": len(orders), "rows": len(refused) + found["order_rows"] + found["return_rows"]}, refused


class DemoLoad(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(harness.scratch_folder())
        self.data = self.folder / "data"
        days = sorted(harness.real_catalogue("orders").glob("*.csv"))
        self.assertTrue(days)
        self.file = days[0]
        if WHOLE:
            self.file = self.folder / "all.csv"
            header = days[0].read_bytes().splitlines(keepends=True)[0]
            self.file.write_bytes(header + b"".join(day.read_bytes().split(b"\n", 1)[1] for day in days))

    def load(self, *arguments):
        return harness.cli("demo", "load", self.file, *arguments, data=self.data, check=False, timeout=600)

    def sums(self):
        database = harness.Database(self.data)

        def one(sql):
            return database.rows(sql)[0][0] or 0

        self.assertEqual(database.rows("SELECT DISTINCT currency FROM orders"), [("GBP",)])
        return {
            "orders": one("SELECT COUNT(*) FROM orders WHERE kind = 'imported'"),
            "order_rows": one("SELECT COUNT(*) FROM order_line"),
            "units": one("SELECT SUM(shipped) FROM order_line"),
            "revenue": one("SELECT SUM(total) FROM orders"),
            "returned_units": one("SELECT COUNT(*) FROM rma_unit WHERE place = 'sellable'"),
            "returned": one("SELECT SUM(balance) FROM credit_account WHERE currency = 'GBP'"),
            "open": one("SELECT COUNT(*) FROM rma WHERE state <> 'completed'")
            + one("SELECT COUNT(*) FROM orders WHERE fulfilment <> 'shipped'"),
        }

    def test_the_database_has_what_the_file_says(self):
        wanted, refused = count(self.file)
        self.assertGreater(wanted["returned_units"], 0)
        told = self.folder / "refused.csv"
        begun = time.monotonic()
        done = self.load("--json", "--refused", told)
        seconds = time.monotonic() - begun
        self.assertEqual(done.returncode, DONE_WITH_REFUSALS, done.stderr)
        report = json.loads(done.stdout)
        for name, value in wanted.items():
            self.assertEqual(report[name], value, name)
        self.assertEqual(report["refused"], dict(collections.Counter(refused.values())))
        rows = list(table(told))
        self.assertEqual({int(row["line"]): row["code"] for row in rows}, refused)
        self.assertEqual(len(rows), report["refused_rows"])
        held = self.sums()
        self.assertEqual(held.pop("open"), 0)
        for name, value in held.items():
            self.assertEqual(value, wanted[name], name)
        self.assertTrue(json.loads(harness.cli("verify", "--json", data=self.data, timeout=600).stdout)["ok"])
        print(f"{report['rows']} rows in {seconds:.1f} s, {report['rows'] / seconds:.0f} rows/s", file=sys.stderr)

    def test_a_second_time_nothing_changes(self):
        self.load()
        before = self.sums()
        again = self.load()
        self.assertNotEqual(again.returncode, 0)
        self.assertIn("already", again.stderr)
        self.assertEqual(len(again.stderr.strip().splitlines()), 1)
        self.assertEqual(self.sums(), before)

    def test_killed_and_begun_again_it_comes_to_the_same(self):
        wanted, _ = count(self.file)
        process = subprocess.Popen([str(harness.TIDEGATE), "demo", "load", str(self.file), "--data-dir", str(self.data)],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=harness.environment())
        harness.poll(lambda: self.has_orders() or process.poll() is not None, "the first order is there")
        process.kill()
        process.wait()
        done = self.load("--json")
        report = json.loads(done.stdout)
        if "rows" in report:  # else it had come to its end before
            for name, value in wanted.items():
                self.assertEqual(report[name], value, name)
        self.assertEqual(self.sums()["revenue"], wanted["revenue"])
        self.assertTrue(json.loads(harness.cli("verify", "--json", data=self.data, timeout=600).stdout)["ok"])

    def has_orders(self):
        try:
            return harness.Database(self.data).rows("SELECT COUNT(*) FROM orders")[0][0] > 0
        except sqlite3.OperationalError:  # there is no database yet
            return False


class DemoLoadUsage(unittest.TestCase):
    def test_what_cannot_be_loaded_is_told_in_one_line(self):
        with harness.scratch_folder() as folder:
            data = folder / "data"
            other = folder / "other.csv"
            other.write_text("sku,name\nA,Lamp\n")
            for arguments, status, word in [
                ([folder / "nowhere.csv"], 3, "nowhere.csv"),
                ([other], 1, "InvoiceNo"),
                ([other, "--currency", "SHELLS"], 2, "SHELLS"),
                ([], 2, "FILE"),
            ]:
                done = harness.cli("demo", "load", *arguments, data=data, check=False)
                self.assertEqual(done.returncode, status, f"{arguments}: {done.stderr}")
                self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
                self.assertIn(word, done.stderr)
            self.assertIn("InvoiceNo", harness.cli("demo", "load", "--help").stdout)


if __name__ == "__main__":
    unittest.main(argv=[each for each in sys.argv if each != "--whole"])
