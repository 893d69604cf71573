#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a paid order: shipped in parts, cancelled and refunded at the gateway, through its faults and through kill -9."""
import signal
import time
import unittest

import document
import harness

SETTINGS = harness.PATIENT_SHOP + "[refund]\nattempts = 2\nbase_ms = 50\ncap_ms = 100\n"


class Orders(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(harness.scratch_folder())
        self.gateway = self.enterContext(harness.gateway(folder))
        self.bank = harness.Client(self.gateway)
        self.data = harness.prepared_data(folder, SETTINGS + harness.card_settings(self.gateway), [("SKU-1", 999, 100, 5)])
        for role in ("warehouse", "support", "finance"):
            harness.add_staff(self.data, role, role)
        self.key = harness.storefront_key(self.data)
        self.start()

    def start(self):
        self.server = self.enterContext(harness.server(self.data))
        self.document = document.Document()
        self.shop = self.client(self.key)
        harness.poll(lambda: self.shop.get("/orders", {"X-Shopper-Id": "anna"}).status == 200, "the server knows the key")
        self.staff = {role: self.client(harness.staff_token(self.client(), role)) for role in ("warehouse", "support", "finance")}

    def client(self, secret=None):
        client = harness.Client(self.server, secret)
        client.document = self.document
        return client

    def buy(self, quantity):
        answer = self.shop.checkout("anna", "SKU-1", quantity)
        self.assertEqual(answer.status, 201, answer.body)
        return answer.json["id"]

    def order(self, order):
        answer = self.staff["support"].get(f"/staff/orders/{order}")
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json

    def act(self, role, order, action, body, key=None):
        """One action on the order as it is now."""
        headers = {"If-Match": f'"{self.order(order)["version"]}"', **({"Idempotency-Key": key} if key else {})}
        return self.staff[role].call("POST", f"/staff/orders/{order}/{action}", body, headers)

    def lines(self, order, quantity):
        return [{"order_line_id": self.order(order)["items"][0]["id"], "quantity": quantity}]

    def refund(self, order):
        return self.order(order)["refunds"][0]

    def settled(self, order):
        return harness.poll(lambda: (r := self.refund(order))["state"] == "settled" and r, "the refund is settled")

    def paid_back(self):
        return [refund["amount"] for refund in self.bank.get("/_charges").json["refunds"]]

    def tearDown(self):
        verified = harness.cli("verify", data=self.data, check=False)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)

    def test_an_order_leaves_in_two_parcels(self):
        order = self.buy(3)
        first = self.act("warehouse", order, "ship", {"lines": self.lines(order, 2), "tracking": "DHL 1"})
        self.assertEqual((first.status, first.json["fulfilment"]), (200, "part_shipped"))
        second = self.act("warehouse", order, "ship", {"tracking": "DHL 2"})
        self.assertEqual((second.status, second.json["fulfilment"]), (200, "shipped"))
        seen = self.shop.get(f"/orders/{order}", {"X-Shopper-Id": "anna"}).json
        self.assertEqual([parcel["tracking"] for parcel in seen["shipments"]], ["DHL 1", "DHL 2"])
        self.assertEqual((seen["fulfilment"], seen["items"][0]["shipped"], seen["refunds"]), ("shipped", 3, []))
        self.assertEqual(self.act("support", order, "cancel", {}).code, "illegal_transition")
        stock = harness.Database(self.data).rows("SELECT on_hand, allocated FROM stock")
        self.assertEqual(stock, [(997, 0)])
        found = self.staff["warehouse"].get("/staff/orders?status=shipped&q=sku").json["data"]
        self.assertEqual([one["id"] for one in found], [order])

    def test_the_customer_is_written_in_the_language_of_the_checkout(self):
        body = {"items": [{"sku": "SKU-1", "quantity": 1}], "payment": {"method": "card", "token": "tok_visa"}, "email": "anna@example.com"}
        answer = self.shop.call("POST", "/flash/checkout", body, {"X-Shopper-Id": "anna", "Accept-Language": "de-AT, en;q=0.5"})
        self.assertEqual(answer.status, 201, answer.body)
        order = answer.json["id"]
        self.assertEqual(self.act("warehouse", order, "ship", {"lines": self.lines(order, 1), "tracking": "4711"}).status, 200)
        mails = harness.Database(self.data).rows("SELECT kind, recipient, subject FROM mail")
        self.assertEqual(mails, [("order.shipped", "anna@example.com", f"Ihre Bestellung {order} ist unterwegs")])

    def test_what_is_cancelled_goes_back_once(self):
        order = self.buy(3)
        headers = {"If-Match": f'"{self.order(order)["version"]}"', "Idempotency-Key": "one click"}
        body = {"lines": self.lines(order, 2), "reason": "changed her mind"}
        answers = [self.staff["support"].call("POST", f"/staff/orders/{order}/cancel", body, headers) for _ in range(2)]
        self.assertEqual([answer.status for answer in answers], [200, 200])
        self.assertEqual(answers[1].headers["idempotent-replayed"], "true")
        self.settled(order)
        self.assertEqual(self.paid_back(), [2 * 999])
        self.assertEqual(self.shop.get("/flash/products").json["products"][0]["available"], 99)
        self.assertEqual(self.act("support", order, "cancel", {}).json["fulfilment"], "cancelled")
        harness.poll(lambda: sum(self.paid_back()) == 3 * 999, "all of it went back")

    def test_only_their_own_role_ships_and_cancels(self):
        order = self.buy(1)
        for role, action in (("support", "ship"), ("warehouse", "cancel"), ("finance", "ship"), ("finance", "cancel")):
            self.assertEqual(self.act(role, order, action, {}).code, "forbidden")
        self.assertEqual(self.client().get(f"/staff/orders/{order}").status, 401)
        self.assertEqual(self.client(self.key).get(f"/staff/orders/{order}").status, 403)
        self.assertEqual(self.order(order)["fulfilment"], "unshipped")

    def test_a_refund_that_failed_is_sent_again_by_hand(self):
        order = self.buy(1)
        harness.set_faults(self.bank, "error")
        self.assertEqual(self.act("support", order, "cancel", {}).status, 200)
        failed = harness.poll(lambda: (r := self.refund(order))["state"] == "failed" and r, "the tries are used up")
        self.assertEqual(self.paid_back(), [])
        listed = self.staff["finance"].get("/staff/refunds").json["data"]
        self.assertEqual([refund["id"] for refund in listed], [failed["id"]])
        harness.set_faults(self.bank, "ok")
        again = {"If-Match": f'"{failed["version"]}"'}
        path = f"/staff/refunds/{failed['id']}/retry"
        self.assertEqual(self.staff["support"].call("POST", path, headers=again).code, "forbidden")
        self.assertEqual(self.staff["finance"].call("POST", path, headers=again).status, 200)
        self.assertEqual(self.staff["finance"].call("POST", path, headers=again).code, "version_conflict")
        self.settled(order)
        self.assertEqual(self.paid_back(), [999])

    def test_a_crash_between_the_gateway_and_the_database_pays_once(self):
        order = self.buy(2)
        harness.set_faults(self.bank, "slow", latency_ms=1000)
        self.assertEqual(self.act("support", order, "cancel", {}).status, 200)
        state = "SELECT count(*) FROM refund WHERE state = 'sent'"
        harness.poll(lambda: harness.Database(self.data).rows(state) == [(1,)], "the refund is claimed")
        time.sleep(0.3)  # until the gateway has it: nobody tells from outside
        # The server stands still while the gateway pays, so that the answer is lost with it.
        self.server.process.send_signal(signal.SIGSTOP)
        harness.poll(lambda: self.paid_back() == [2 * 999], "the gateway paid")
        self.server.kill()
        harness.set_faults(self.bank, "ok")
        self.assertEqual(harness.Database(self.data).rows("SELECT state, in_doubt FROM refund"), [("sent", 1)])
        self.start()
        reference = self.settled(order)["reference"]
        paid = self.bank.get("/_charges").json["refunds"]
        self.assertEqual([(refund["id"], refund["amount"]) for refund in paid], [(reference, 2 * 999)])


if __name__ == "__main__":
    harness.main()
