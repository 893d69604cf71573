# SPDX-License-Identifier: GPL-3.0-or-later
"""A running shop for tests of what shoppers are refused: each refusal is a whole problem document, and leaves nothing half done."""
import threading
import time
import unittest
import uuid
from collections import Counter

import document
import harness

# Scenario U1, word for word.
PAYMENT = "Payment could not be processed. Please try again or use different payment method."
DETAILS = {
    "rate_limited": "Too many requests. Please wait and try again.",
    "payment_declined": PAYMENT,
    "payment_unavailable": PAYMENT,
    "out_of_stock": "This item is no longer available.",
    "overloaded": "System experiencing high traffic. Please try again shortly.",
}
COME_BACK = {"rate_limited", "payment_unavailable", "overloaded", "idempotency_in_progress"}
LANGUAGES = ("en", "de")
CARD = {"method": "card", "token": "tok_visa"}


def basket(sku="SKU-1", quantity=1, payment=None, **more):
    return {"items": [{"sku": sku, "quantity": quantity}], "payment": payment or CARD, **more}


class Shop(unittest.TestCase):
    """A server with `settings` and its gateway, and what has become of the orders in it."""

    settings = ""

    @classmethod
    def setUpClass(cls):
        folder = cls.enterClassContext(harness.scratch_folder())
        cls.folder = folder
        cls.start_gateway("127.0.0.1:0")
        cls.make_place(folder / "data")
        settings = cls.settings + harness.card_settings(cls.gateway)
        cls.data = harness.prepared_data(folder, settings, [("SKU-1", 999, 500, 2), ("LAST", 500, 1)])
        cls.database = harness.Database(cls.data)
        cls.server = cls.enterClassContext(harness.server(cls.data, log=folder / "server.log"))
        cls.shop = harness.Client(cls.server, harness.storefront_key(cls.data))
        harness.poll(lambda: cls.shop.get("/orders", {"X-Shopper-Id": "nobody"}).status == 200, "the server knows the key")
        cls.open_shop = harness.Client(cls.server)
        cls.shop.document = cls.open_shop.document = document.Document()
        cls.pages = {}

    @classmethod
    def make_place(cls, data):
        """Where the data folder has to lie on something special."""

    @classmethod
    def start_gateway(cls, listen):
        cls.gateway = cls.enterClassContext(harness.gateway(cls.folder, "--listen", listen, "--journal", cls.folder / "charges"))
        cls.bank = harness.Client(cls.gateway)

    def setUp(self):
        harness.set_faults(self.bank, "ok")
        self.before = self.orders()
        self.expected = Counter()  # the orders that this test makes, by status
        self.request_ids = []

    def tearDown(self):
        self.database.wait_until_settled()
        self.assertEqual(self.orders() - self.before, self.expected)
        self.assertEqual(harness.Books(self.data, self.bank.get("/_charges").json).problems(), [])
        stock = "SELECT k.sku FROM stock k LEFT JOIN sale_item i ON i.sku = k.sku WHERE k.held <> 0 OR k.allocated <> coalesce(i.sold, 0)"
        self.assertEqual(self.database.rows(stock), [])
        verified = harness.cli("verify", data=self.data, check=False)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
        log = self.server.log.read_text()
        self.assertEqual([i for i in self.request_ids if i not in log], [], "ids that the log does not know")

    def orders(self):
        return Counter(dict(self.database.rows("SELECT status, count(*) FROM orders GROUP BY status")))

    def checkout(self, body, headers=None, shopper=None):
        named = {"X-Shopper-Id": shopper or str(uuid.uuid4())}
        return self.shop.call("POST", "/flash/checkout", body, {**named, **(headers or {})})

    def buy(self, body=None, headers=None, shopper=None):
        answer = self.checkout(body or basket(), headers, shopper)
        self.assertEqual(answer.status, 201, answer)
        self.expected["paid"] += 1
        return answer

    def refused(self, status, code, send):
        """The same request, which `send` makes with further headers, in two languages; the answer to the first."""
        answers = [self.problem(send({"Accept-Language": language}), status, code, language) for language in LANGUAGES]
        self.assertNotEqual(answers[0].json["detail"], answers[1].json["detail"])
        self.assertNotEqual(answers[0].json["title"], answers[1].json["title"])
        return answers[0]

    def problem(self, answer, status, code, language):
        self.assertEqual((answer.status, answer.code), (status, code), answer)
        self.assertEqual(answer.headers["content-type"], "application/problem+json")
        self.assertEqual(answer.headers["content-language"], language)
        told = answer.json
        self.assertEqual((told["status"], told["type"]), (status, f"/problems/{code}"))
        self.assertEqual(told["request_id"], answer.headers["x-request-id"])
        self.request_ids.append(told["request_id"])
        if language == "en":
            self.assertEqual(told["detail"], DETAILS.get(code, told["detail"]))
        self.assertRegex(told["detail"], r"^\w.*[.]$")
        self.assertNotRegex(told["detail"], r"(?i)SQL|exception|/tmp|breaker|tok_|errno")
        self.assertEqual("retry_after" in told, code in COME_BACK)
        self.assertEqual(answer.headers.get("retry-after"), str(told["retry_after"]) if code in COME_BACK else None)
        if code not in self.pages:
            self.pages[code] = self.open_shop.get(told["type"])
        self.assertEqual(self.pages[code].status, 200, f"the page about {code}")
        self.assertIn("text/html", self.pages[code].headers["content-type"])
        return answer

    def background(self, body, headers=None):
        """Starts a checkout that hangs at the gateway; a function that lets it succeed and returns its answer."""
        harness.set_faults(self.bank, "hang")
        answers = []
        thread = threading.Thread(target=lambda: answers.append(self.checkout(body, headers, shopper="slow")))
        thread.start()
        harness.poll(self.database.open_reservations, "an order under way")

        def end():
            harness.set_faults(self.bank, "ok")
            thread.join()
            self.assertEqual([a.status for a in answers], [201], answers)
            self.expected["paid"] += 1
            return answers[0]
        return end
