#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds across the end of a process: orders, idempotency keys, prices; and how a process ends when it is asked to."""
import http.client
import threading
import time
import unittest

import harness


class Restart(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(harness.scratch_folder())
        self.gateway = self.enterContext(harness.gateway(folder))
        self.bank = harness.Client(self.gateway)
        self.data = folder / "data"
        self.data.mkdir()
        (self.data / "tidegate.toml").write_text(harness.PATIENT_SHOP + harness.card_settings(self.gateway))
        harness.cli("catalog", "import", harness.catalogue(folder / "catalogue.csv", [("SKU-1", "12.00", 100)]), data=self.data)
        harness.create_sale(self.data, [("SKU-1", 999, 100, 2)])
        self.key = harness.storefront_key(self.data)

    def start(self):
        process = self.enterContext(harness.server(self.data))
        return process, harness.Client(process, self.key)

    def charges(self):
        return self.bank.get("/_charges").json["data"]

    def test_the_same_key_gets_the_same_answer_after_a_restart(self):
        server, shop = self.start()
        first = shop.checkout("anna", "SKU-1", key="order-1")
        self.assertEqual(first.status, 201)
        self.assertNotIn("idempotent-replayed", first.headers)
        self.assertEqual(server.terminate()[0], 0)

        server, shop = self.start()
        again = shop.checkout("anna", "SKU-1", key="order-1")
        self.assertEqual((again.status, again.json), (201, first.json))
        self.assertEqual(again.headers["idempotent-replayed"], "true")
        other = shop.checkout("anna", "SKU-1", quantity=2, key="order-1")
        self.assertEqual((other.status, other.code), (422, "idempotency_key_reused"))
        self.assertEqual([order["id"] for order in shop.orders("anna")], [first.json["id"]])
        self.assertEqual(len(self.charges()), 1)

    def test_the_limit_per_shopper_and_the_stock_hold_after_a_restart(self):
        server, shop = self.start()
        self.assertEqual(shop.checkout("anna", "SKU-1", quantity=2).status, 201)
        self.assertEqual(server.terminate()[0], 0)
        _, shop = self.start()
        self.assertEqual(shop.checkout("anna", "SKU-1").code, "limit_per_shopper")
        self.assertEqual(shop.get("/flash/products").json["products"][0]["available"], 98)

    def test_asked_to_end_it_finishes_what_it_accepted_within_five_seconds(self):
        server, shop = self.start()
        harness.set_faults(self.bank, "slow", 1.0, 1000)
        answers = []

        def buy():
            answers.append(shop.checkout("anna", "SKU-1", key="slow-1"))

        thread = threading.Thread(target=buy)
        thread.start()
        deadline = time.monotonic() + harness.PATIENCE
        while harness.Database(self.data).open_reservations() == 0 and time.monotonic() < deadline:
            time.sleep(0.01)
        status, seconds = server.terminate()
        thread.join()
        self.assertEqual(status, 0)
        self.assertLess(seconds, 5)
        self.assertEqual(answers[0].status, 201)
        with self.assertRaises(OSError):
            http.client.HTTPConnection(server.host, server.port, timeout=1).connect()
        books = harness.Books(self.data, self.bank.get("/_charges").json)
        self.assertEqual(books.problems(), [])

    def test_a_gateway_that_hangs_does_not_keep_it_from_ending(self):
        server, shop = self.start()
        harness.set_faults(self.bank, "hang")

        answers = []
        thread = threading.Thread(target=lambda: answers.append(shop.checkout("anna", "SKU-1")))
        thread.start()
        harness.poll(lambda: harness.Database(self.data).open_reservations() == 1, "the reservation")
        status, seconds = server.terminate()
        thread.join()
        self.assertEqual(status, 0)
        self.assertLess(seconds, 5)
        self.assertEqual((answers[0].status, answers[0].json["code"]), (503, "payment_unavailable"))

    def test_a_reservation_of_a_killed_process_is_settled_by_the_next(self):
        server, shop = self.start()
        harness.set_faults(self.bank, "slow", 1.0, 2000)
        thread = threading.Thread(target=lambda: self.assertRaises((OSError, http.client.HTTPException), shop.checkout, "anna", "SKU-1",
                                                                   key="killed-1"))
        thread.start()
        deadline = time.monotonic() + harness.PATIENCE
        while harness.Database(self.data).open_reservations() == 0 and time.monotonic() < deadline:
            time.sleep(0.01)
        server.kill()
        thread.join()
        harness.set_faults(self.bank, "ok")
        _, shop = self.start()
        harness.Database(self.data).wait_until_settled()
        books = harness.Books(self.data, self.bank.get("/_charges").json)
        self.assertEqual(books.problems(), [])
        self.assertLessEqual(len(self.charges()), 1)


if __name__ == "__main__":
    harness.main()
