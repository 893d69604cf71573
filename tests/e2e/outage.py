#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A payment gateway that fails, hangs or is gone: what shoppers are told, in what time, and how the shop comes back.

Scenario A2: every shopper is answered within 5 s, the breaker opens after three failures, nothing else is affected, and afterwards each
order is either paid and charged once, or neither.
"""
import time
from concurrent.futures import ThreadPoolExecutor

import harness
from shop import Shop, basket


class Outage(Shop):
    settings = "[breaker]\nopen_s = 1\n[retry]\nbase_ms = 5\ncap_ms = 20\n"

    def card_available(self):
        offers = self.open_shop.get("/payment/methods").json["data"]
        self.assertIn(("store_credit", True), [(offer["id"], offer["available"]) for offer in offers])
        return next(offer["available"] for offer in offers if offer["id"] == "card")

    def unavailable(self, *_):
        """The answer to a checkout, which takes no more than the 5 s of the contract (and a slow machine's half)."""
        begin = time.monotonic()
        answer = self.checkout(basket(), {"Accept-Language": "en"})
        self.assertLess(time.monotonic() - begin, 5.5)
        return self.problem(answer, 503, "payment_unavailable", "en")

    def check_open(self):
        self.assertFalse(self.card_available())
        before = sum(self.orders().values())
        answer = self.refused(503, "payment_unavailable", lambda language: self.checkout(basket(), language))
        self.assertEqual(sum(self.orders().values()), before)
        self.assertLessEqual(answer.json["retry_after"], 1)
        self.assertEqual(self.shop.get("/flash/products").status, 200)
        return answer

    def check_recovery(self):
        """Each order whose payment is in doubt is decided, one way or the other; then the shop sells again."""
        harness.set_faults(self.bank, "ok")
        self.database.wait_until_settled()
        self.expected = self.orders() - self.before
        self.assertEqual(sum(self.expected.values()), 3)
        harness.poll(self.card_available, "the breaker closes")
        self.buy()

    def test_a_gateway_with_errors(self):
        harness.set_faults(self.bank, "error")
        for _ in range(3):
            self.assertTrue(self.card_available())
            self.unavailable()
        self.check_open()
        self.check_recovery()

    def test_a_gateway_that_hangs(self):
        harness.set_faults(self.bank, "hang")
        with ThreadPoolExecutor(3) as crowd:
            list(crowd.map(self.unavailable, range(3)))
        self.check_open()
        self.check_recovery()

    def test_who_pays_in_another_way_as_told_pays_once(self):
        credit = self.folder / "credit.csv"
        credit.write_text("shopper_id,amount,currency\ncarla,99.00,EUR\n")
        harness.cli("credit", "import", credit, data=self.data)
        harness.set_faults(self.bank, "error")
        self.problem(self.checkout(basket(), {"Accept-Language": "en"}, shopper="carla"), 503, "payment_unavailable", "en")
        self.buy(basket(payment={"method": "store_credit"}), shopper="carla")
        harness.set_faults(self.bank, "ok")
        self.database.wait_until_settled()
        self.expected = self.orders() - self.before
        paid = [order["payment"]["method"] for order in self.shop.orders("carla") if order["status"] == "paid"]
        self.assertEqual(paid, ["store_credit"])

    def test_a_gateway_that_is_gone_and_shoppers_who_come_back_when_told(self):
        self.gateway.terminate()
        for _ in range(3):
            self.unavailable()
        self.expected["released"] += 3
        self.assertEqual(self.database.open_reservations(), 0)
        answer = self.check_open()
        self.start_gateway(f"{self.gateway.host}:{self.gateway.port}")
        time.sleep(answer.json["retry_after"])
        self.buy()
        self.assertTrue(self.card_available())


if __name__ == "__main__":
    harness.main()
