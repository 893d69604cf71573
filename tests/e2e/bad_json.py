#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies that are no JSON, or JSON that no checkout is: each gets 400 and the reason, none makes an order or grows the server."""
import json

import harness
from shop import Shop, basket

VALID = json.dumps(basket()).encode()
MEBIBYTE = 1 << 20
GROWTH = 16 * MEBIBYTE  # what the allocator may keep for itself


def quantity(number):
    return VALID.replace(b'"quantity": 1', b'"quantity": ' + number)


def nested(levels):
    """An object with arrays in arrays in it, `levels` deep with the object."""
    return b'{"x": ' + b"[" * (levels - 1) + b"]" * (levels - 1) + b"}"


# By the reason that the answer tells.
BAD = {
    "empty": [b"", b" \r\n\t "],
    "not_an_object": [b"[]", b"[" + VALID + b"]"],
    "malformed_json": [b"null", b"1", b'"text"', b"true", b"{,}", b"{'a': 1}", b'{"a": 1,}', b"{} {}", VALID + b"}", VALID + b"x", b"}",
                       b"{" * 20, b"/* */" + VALID, VALID.replace(b"tok_visa", b"\\u12"),
                       *map(quantity, (b"1e400", b"-1e400", b"NaN", b"Infinity", b"01", b"+1", b"0x1", b"1_0", b"1e", b"-", b""))],
    "not_utf8": [VALID.decode().encode("utf-16"), VALID.decode().encode("utf-16-le"), VALID.decode().encode("utf-32"),
                 *(VALID.replace(b"SKU-1", bad) for bad in (b"\xff\xfe", b"\x80", b"\xc3", b"\xc0\xaf", b"\xe2\x82", b"\xed\xa0\x80",
                                                             b"\xf8\x88\x80\x80\x80", b"\xf4\x90\x80\x80")),
                 b"\0" + VALID, VALID + b"\0", VALID.replace(b"SKU-1", b"SKU\0-1")],
    "too_deep": [nested(33), nested(100_000), b"[" * 1_000_000, b'{"a":' * 200_000, VALID[:-1] + b', "x": ' + nested(33) + b"}"],
    "not_an_integer": list(map(quantity, (b"9223372036854775808", b"-9223372036854775809", b"1e308", b"1.5", b"1e-1", b"true", b"[1]",
                                          b'"1"'))),
    "out_of_range": list(map(quantity, (b"-1", b"0", b"-0", b"1001", b"9007199254740992"))),
    "nul_character": [VALID.replace(b"SKU-1", b"SKU\\u0000-1")],
    "unknown_field": [nested(32), VALID[:-1] + b', "": 1}', VALID[:-1] + b', "Items": []}', VALID[:-1] + b', "__proto__": {}}'],
    "wrong_count": [VALID.replace(b"[", b"[" + b"{}," * 100), VALID.replace(b"[", b"").replace(b"]", b"")],
}


class BadJson(Shop):
    def refuse(self, body, reason=None):
        answer = self.problem(self.checkout(body, {"Accept-Language": "en"}), 400, "invalid_request", "en")
        if reason:
            self.assertIn(reason, [error["code"] for error in answer.json["errors"]], answer.json)
        for error in answer.json["errors"]:
            self.assertLessEqual(len(error.get("value", "")), 64)
        self.assertLess(len(answer.body), 4096)

    def test_each_kind(self):
        for reason, bodies in BAD.items():
            for body in bodies:
                with self.subTest(reason=reason, body=body[:80], bytes=len(body)):
                    self.refuse(body, reason)
        self.buy(basket())

    def test_what_a_lenient_reader_takes_for_json(self):
        """RFC 8259, 6 and 7: digits on both sides of a point, no escapes but the known ones, no bare control characters."""
        bodies = [*map(quantity, (b"1.", b"1.e0", b".1e1")),
                  *(VALID.replace(b"SKU-1", sku) for sku in (b"SKU\\-1", b"SKU-1\n", b"SKU-1\t", b"SKU-1\x01", b"SKU-\\x31"))]
        answers = [(body, self.checkout(body)) for body in bodies]
        self.expected = self.orders() - self.before  # one finding, one failure
        self.assertEqual([(body, a.status) for body, a in answers if a.code != "invalid_request"], [])

    def test_truncated_at_every_byte(self):
        for size in range(len(VALID)):
            with self.subTest(body=VALID[:size]):
                self.refuse(VALID[:size], "empty" if size == 0 else None)
        self.buy(VALID)

    def test_what_is_allowed(self):
        """Space up to the limit; a byte order mark (RFC 8259, 8.1: may be ignored); a whole number however it is written."""
        for body in (VALID + b" " * (MEBIBYTE - len(VALID)), b"\xef\xbb\xbf" + VALID, quantity(b"1.0"), quantity(b"10e-1")):
            with self.subTest(body=body[:80]):
                self.assertEqual(self.buy(body).json["items"][0]["quantity"], 1)

    def test_of_fields_that_are_named_twice_the_last_counts(self):
        twice = [quantity(b'7, "quantity": 2'), VALID[:-1] + b', "items": [{"sku": "SKU-1", "quantity": 2}]}']
        for body in twice:
            with self.subTest(body=body):
                self.assertEqual(self.buy(body).json["items"][0]["quantity"], 2)

    def test_surrogates_without_their_other_half_are_no_known_sku(self):
        for half in (b"\\ud800", b"\\udc00", b"\\ud800\\ud800"):
            self.assertIn(self.checkout(VALID.replace(b"SKU-1", half)).code, ("product_not_found", "invalid_request"))

    def test_one_byte_too_much_is_refused_before_it_is_sent(self):
        head = (f"POST /flash/checkout HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer {self.shop.key}\r\nX-Shopper-Id: anna\r\n"
                f"Accept-Language: en\r\nContent-Type: application/json\r\nContent-Length: {MEBIBYTE + 1}\r\n")
        for expectation in ("", "Expect: 100-continue\r\n"):
            answer = harness.send_raw(self.server, (head + expectation + "\r\n").encode())
            self.problem(answer, 413, "body_too_large", "en")
            self.assertEqual(answer.headers["connection"], "close")

    def test_one_byte_too_much_in_chunks(self):
        head = (f"POST /flash/checkout HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer {self.shop.key}\r\nX-Shopper-Id: anna\r\n"
                "Accept-Language: en\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        chunk = b"%x\r\n%s\r\n" % (len(VALID), VALID) + b"%x\r\n" % (MEBIBYTE - len(VALID) + 1)
        self.problem(harness.send_raw(self.server, head.encode() + chunk), 413, "body_too_large", "en")

    def test_memory_does_not_grow(self):
        if self.server.keeps_what_was_freed():
            self.skipTest("a sanitizer keeps what was freed")
        bodies = [body for kind in BAD.values() for body in kind]
        bodies += [VALID + b" " * (MEBIBYTE - len(VALID) - 1) + b"x", b'{"a": "' + b"\\" * 500_000, b"[" + b"1," * 500_000 + b"1]",
                   b"{" + b",".join(b'"%d":1' % n for n in range(50_000)) + b"}"]

        def send_all():
            for body in bodies:
                self.assertEqual(self.checkout(body).status, 400, body[:80])
        for _ in range(2):
            send_all()
        before = self.server.resident_bytes()
        for _ in range(5):
            send_all()
        self.assertLess(self.server.resident_bytes() - before, GROWTH)
        self.buy()


if __name__ == "__main__":
    harness.main()
