#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every error that a shopper's request can get, from a real request to a running server, each a whole problem document.

Scenarios U1, A1: one code for each cause, a sentence that says what to do next in the caller's language, when to come back where that
helps, and nothing half done: what is refused leaves no order and holds no stock. What payments can
bring about is in outage.py, what the database can in storage.py.
"""
import json
import re
import time

import harness
from shop import CARD, Shop, basket

class Invalid(Shop):
    def invalid(self, field, body, headers=None):
        answer = self.refused(400, "invalid_request", lambda language: self.checkout(body, {**language, **(headers or {})}))
        self.assertIn(field, [error["field"] for error in answer.json["errors"]])
        for error in answer.json["errors"]:
            self.assertTrue(error["code"] and error["message"])

    def test_fields(self):
        item = {"sku": "SKU-1", "quantity": 1}
        for field, body in [
                ("coupon", basket(coupon="X")), ("items[0].price", {"items": [{**item, "price": 1}], "payment": CARD}),
                ("payment.iban", basket(payment={**CARD, "iban": "DE"})), ("items", {"payment": CARD}), ("payment", {"items": [item]}),
                ("items", {"items": [], "payment": CARD}), ("items", {"items": item, "payment": CARD}),
                ("items", {"items": [1], "payment": CARD}), ("items", {"items": [item] * 101, "payment": CARD}),
                ("items[1].sku", {"items": [item, item], "payment": CARD}), ("items[0].sku", basket(sku=7)),
                ("items[0].sku", basket(sku="")), ("items[0].sku", basket(sku="S" * 65)), ("items[0].quantity", basket(quantity=0)),
                ("items[0].quantity", basket(quantity=-1)), ("items[0].quantity", basket(quantity="1")),
                ("items[0].quantity", basket(quantity=1001)), ("payment", basket(payment="card")),
                ("payment.method", basket(payment={"method": "barter"})), ("payment.method", basket(payment={"token": "tok_visa"})),
                ("payment.token", basket(payment={"method": "card", "token": "t" * 256})), ("email", basket(email=1)),
                ("email", basket(email="anna")), ("email", basket(email="anna smith@example.com"))]:
            with self.subTest(field=field, body=str(body)[:120]):
                self.invalid(field, body)

    def test_an_address_without_its_parts(self):
        for email in ("@", "anna@", "@example.com"):
            self.invalid("email", basket(email=email))

    def test_an_address_with_control_characters(self):
        for email in ("anna@example.com\r\nBcc:eve@example.com", "anna@example.com\n", "anna\t@example.com"):
            self.invalid("email", basket(email=email))

    def test_headers(self):
        for key in ("", "tab\tbed", "k" * 256, "schl\u00fcssel"):
            with self.subTest(key=key[:20]):
                self.invalid("Idempotency-Key", basket(), {"Idempotency-Key": key})
        for shopper in ("", "s" * 129, "a\tb", "\u00ff"):
            with self.subTest(shopper=shopper[:20]):
                self.invalid("X-Shopper-Id", basket(), {"X-Shopper-Id": shopper})
        self.buy(headers={"Idempotency-Key": "two words " + "k" * 245, "X-Shopper-Id": "s" * 128})

    def test_the_callers_own_request_id_is_kept(self):
        answer = self.problem(self.checkout(basket(quantity=0), {"X-Request-Id": "mine-1"}), 400, "invalid_request", "en")
        self.assertEqual(answer.json["request_id"], "mine-1")


class Keys(Shop):
    def with_key(self, *ways):
        """A checkout that shows these headers instead of the storefront's key."""
        named = {"X-Shopper-Id": "anna", **dict(ways)}
        return lambda language: self.open_shop.call("POST", "/flash/checkout", basket(), {**named, **language})

    def test_unauthenticated(self):
        for way in ((), [("Authorization", "Bearer wrong")], [("Authorization", "Basic YTpi")], [("X-API-Key", "tg_live_wrong")],
                    [("Authorization", "Bearer ")]):
            answer = self.refused(401, "unauthenticated", self.with_key(*way))
            self.assertIn("Bearer", answer.headers["www-authenticate"])

    def test_a_revoked_key(self):
        made = json.loads(harness.cli("key", "create", "--kind", "storefront", "--json", data=self.data).stdout)
        request = self.with_key(("Authorization", f"Bearer {made['secret']}"))
        harness.poll(lambda: request({}).status == 201, "the new key is known")
        self.expected["paid"] += 1
        harness.cli("key", "revoke", made["id"], data=self.data)
        orders = {"Authorization": f"Bearer {made['secret']}", "X-Shopper-Id": "anna"}
        harness.poll(lambda: self.open_shop.get("/orders", orders).status == 401, "the key is revoked")
        self.refused(401, "unauthenticated", request)

    def test_a_partners_key_is_forbidden(self):
        harness.cli("partner", "add", "Acme", "--email", "acme@example.com", data=self.data)
        made = json.loads(harness.cli("key", "create", "--kind", "partner", "--partner", "Acme", "--json", data=self.data).stdout)
        request = self.with_key(("Authorization", f"Bearer {made['secret']}"))
        harness.poll(lambda: request({}).status != 401, "the partner's key is known")
        self.refused(403, "forbidden", request)

    def test_somebody_elses_order_is_not_found(self):
        order = self.buy(shopper="berta").json["id"]
        for path in (f"/orders/{order}", "/orders/nonsense"):
            self.refused(404, "not_found", lambda language, path=path: self.shop.get(path, {"X-Shopper-Id": "anna", **language}))


class Sales(Shop):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        products = [(sku, "1.00", 9) for sku in ("OFF", "LATER", "OVER")]
        harness.cli("catalog", "import", harness.catalogue(cls.folder / "more.csv", products), data=cls.data)
        harness.create_sale(cls.data, [("LATER", 90, 5)], starts="+3600", ends="+7200")
        harness.create_sale(cls.data, [("OVER", 90, 5)], ends="+2")
        cls.over_at = time.time() + 2

    def test_products_that_cannot_be_bought(self):
        time.sleep(max(0.0, self.over_at - time.time()) + 0.1)
        for sku, status, code in (("NONE", 404, "product_not_found"), ("OFF", 409, "sale_not_active"), ("LATER", 409, "sale_not_active"),
                                  ("OVER", 409, "sale_not_active")):
            with self.subTest(sku=sku):
                self.refused(status, code, lambda language, sku=sku: self.checkout(basket(sku), language))

    def test_sold_out_and_one_line_too_much(self):
        self.refused(409, "out_of_stock", lambda language: self.checkout(basket("LAST", 2), language))
        both = {"items": [{"sku": "SKU-1", "quantity": 1}, {"sku": "LAST", "quantity": 2}], "payment": CARD}
        self.refused(409, "out_of_stock", lambda language: self.checkout(both, language))
        self.buy(basket("LAST"))
        self.refused(409, "out_of_stock", lambda language: self.checkout(basket("LAST"), language))

    def test_limit_per_shopper(self):
        self.refused(409, "limit_per_shopper", lambda language: self.checkout(basket(quantity=3), language))
        self.buy(basket(quantity=2), shopper="greta")
        self.refused(409, "limit_per_shopper", lambda language: self.checkout(basket(), language, shopper="greta"))

    def test_declined(self):
        declined = basket(payment={"method": "card", "token": "tok_chargeDeclined"})
        self.refused(402, "payment_declined", lambda language: self.checkout(declined, language))
        self.expected["declined"] += 2

    def test_a_key_reused_and_a_request_in_progress(self):
        key = {"Idempotency-Key": "slow-1"}
        end = self.background(basket(), key)
        self.refused(409, "idempotency_in_progress", lambda language: self.checkout(basket(), {**key, **language}, shopper="slow"))
        order = end().json["id"]
        again = self.checkout(basket(), key, shopper="slow")
        self.assertEqual((again.status, again.json["id"], again.headers["idempotent-replayed"]), (201, order, "true"))
        self.refused(422, "idempotency_key_reused",
                     lambda language: self.checkout(basket(quantity=2), {**key, **language}, shopper="slow"))


class RateLimit(Shop):
    settings = "[sessions]\nlimit = 2\nwindow_s = 60\n"

    def assert_limit(self, answer, name, quota, left):
        self.assertRegex(answer.headers.get("ratelimit-policy", ""), f'^"{name}";q={quota};w=60$')
        told = re.fullmatch(f'"{name}";r=([0-9]+);t=([0-9]+)', answer.headers["ratelimit"])
        self.assertEqual(int(told[1]), left)
        self.assertLessEqual(int(told[2]), 60)

    def test_the_sixth_checkout_within_a_minute(self):
        self.checkout(basket(quantity=0), shopper="fast")  # is not one that the limiter sees
        self.assert_limit(self.buy(shopper="fast"), "checkout", 5, 4)
        for left in (3, 2, 1, 0):
            self.assert_limit(self.checkout(basket("NONE"), shopper="fast"), "checkout", 5, left)
        answer = self.refused(429, "rate_limited", lambda language: self.checkout(basket(), language, shopper="fast"))
        self.assert_limit(answer, "checkout", 5, 0)
        self.assertLessEqual(int(answer.headers["retry-after"]), 60)
        self.buy(shopper="another")

    def test_new_sessions_of_one_address(self):
        def session(language):
            return self.open_shop.call("POST", "/shop/sessions", {"email": "anna@example.com", "name": "Anna"}, language)
        first = session({})
        self.assertEqual((first.status, session({}).status), (201, 201))
        answer = self.refused(429, "rate_limited", session)
        for limited in (first, answer):
            self.assertRegex(limited.headers.get("ratelimit-policy", "none"), r'^".+";q=2;w=60$')
            self.assertIn("ratelimit", limited.headers)


class ShortWindow(Shop):
    settings = "[checkout]\nlimit = 2\nwindow_s = 2\n"

    def test_whoever_comes_back_when_told_is_served(self):
        for _ in range(20):  # a machine that is slow enough lets some more pass
            answer = self.checkout(basket("NONE"), shopper="fast")
            if answer.status == 429:
                break
        self.assertEqual(answer.status, 429)
        time.sleep(int(answer.headers["retry-after"]))
        self.buy(shopper="fast")


class Overload(Shop):
    settings = "[checkout]\nmax_in_flight = 1\n"

    def test_one_checkout_too_many(self):
        end = self.background(basket())
        answer = self.refused(503, "overloaded", lambda language: self.checkout(basket(), language))
        end()
        time.sleep(answer.json["retry_after"])
        self.buy()


class Http(Shop):
    """What the server refuses before any route looks at it."""

    settings = "[http]\nheader_timeout_ms = 500\nbody_timeout_ms = 500\n"

    def raw(self, head, body=b""):
        """Sends a request's head, given as lines without the last line end, as it stands."""
        def send(language):
            lines = [head[0], "Host: shop", *(f"{name}: {value}" for name, value in language.items()), *head[1:]]
            return harness.send_raw(self.server, "\r\n".join(lines).encode() + body)
        return send

    def test_paths_methods_and_media_types(self):
        self.refused(404, "not_found", lambda language: self.shop.get("/flash/nothing", language))
        for method, path, allowed in (("PUT", "/flash/checkout", "POST"), ("GET", "/flash/checkout", "POST"),
                                      ("DELETE", "/flash/products", "GET, HEAD"), ("POST", "/payment/methods", "GET, HEAD")):
            answer = self.refused(405, "method_not_allowed",
                                  lambda language, method=method, path=path: self.shop.call(method, path, headers=language))
            self.assertEqual(answer.headers["allow"], allowed)
        for media in ("text/plain", "application/x-www-form-urlencoded", "", "application/jsonp"):
            self.refused(415, "unsupported_media_type",
                         lambda language, media=media: self.checkout(basket(), {**language, "Content-Type": media}))
        self.buy(headers={"Content-Type": "Application/JSON; charset=utf-8"})

    def test_sizes(self):
        post = ["POST /flash/checkout HTTP/1.1", "Content-Type: application/json"]
        self.refused(413, "body_too_large", self.raw([*post, "Content-Length: 1048577", "", ""]))
        self.refused(431, "headers_too_large", self.raw([*post, "X-Long: " + "x" * 17_000, "", ""]))
        self.refused(431, "headers_too_large", self.raw([*post, *(f"X-{n}: 1" for n in range(1000)), "", ""]))
        self.problem(self.raw(["GET /" + "p" * 17_000 + " HTTP/1.1", "", ""])({}), 414, "uri_too_long", "en")

    def test_requests_that_do_not_arrive_whole(self):
        begin = time.monotonic()
        self.refused(408, "request_timeout", self.raw(["GET /flash/products HTTP/1.1", "X-Unfin"]))
        self.refused(408, "request_timeout", self.raw(["POST /flash/checkout HTTP/1.1", "Content-Type: application/json",
                                                       "Content-Length: 20", "", ""], b'{"items"'))
        self.assertGreater(time.monotonic() - begin, 4 * 0.5)

    def test_malformed_requests(self):
        self.refused(400, "malformed_request", self.raw(["GET / HTTP/1.1", "Content-Length: 1", "Content-Length: 2", "", ""]))
        self.refused(400, "malformed_request", self.raw(["GET / HTTP/1.1", "No colon", "", ""]))
        self.refused(417, "expectation_failed", self.raw(["GET / HTTP/1.1", "Expect: tea", "", ""]))
        self.problem(self.raw(["GET / HTTP/3.0", "", ""])({}), 400, "malformed_request", "en")
        self.problem(self.raw(["BREW / HTTP/1.1", "", ""])({}), 501, "not_implemented", "en")


if __name__ == "__main__":
    harness.main()
