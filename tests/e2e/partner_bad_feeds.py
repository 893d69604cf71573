#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Feeds that are broken, hostile or far too large, sent to a running server: each gets a clear job error, changes nothing half, and leaves the
server and its memory as they were. Scenario S2."""
import gzip
import json
import zlib

import harness
from partner_shop import COLUMNS, PartnerShop, feed

MEGABYTE = 1 << 20
XML = "application/xml"
GOOD_ROW = ("AFTER-1", "Cup", "1.00", 1)


def bomb(size, byte=b"a"):
    """A gzip file of a little that unpacks to `size` bytes."""
    packer = zlib.compressobj(9, wbits=31)
    head = packer.compress(b"sku,name,price,currency,stock\n")
    return head + b"".join(packer.compress(byte * MEGABYTE) for _ in range(size // MEGABYTE)) + packer.flush()


class BadFeeds(PartnerShop):
    def setUp(self):
        self.before = self.database.rows("SELECT sku, name, price FROM product ORDER BY sku")

    def tearDown(self):
        self.assertEqual(self.acme.run(feed(GOOD_ROW))["status"], "succeeded", "the worker is alive")
        if not self.server.keeps_what_was_freed():
            self.assertLess(self.server.resident_bytes(), 400 * MEGABYTE)
        self.assertEqual(self.server.process.poll(), None)

    def fails(self, content, media="text/csv", headers=None, code=None, line=None):
        """The feed is refused as a whole, with a reason, and has changed nothing."""
        job = self.acme.run(content, media=media, headers=headers)
        self.assertEqual(job["status"], "failed", job)
        self.assertTrue(job["failure"]["code"] and job["failure"]["message"], job)
        self.assertEqual((job["created"], job["updated"], job["withdrawn"]), (0, 0, 0), job)
        if code:
            self.assertIn(code, [job["failure"]["code"], *(error["code"] for error in job["errors"])])
        if line:
            self.assertIn(line, [error["line"] for error in job["errors"]], job)
        self.assertEqual(self.database.rows("SELECT sku, name, price FROM product WHERE sku NOT LIKE 'AFTER-%' ORDER BY sku"),
                         [row for row in self.before if not row[0].startswith("AFTER-")])
        return job

    def test_nothing_at_all(self):
        for headers in ({}, {"Content-Length": "0"}):
            answer = self.problem(self.acme.send(b"", headers=headers), 400, "invalid_request")
            self.assertEqual(answer.json["errors"][0]["code"], "empty_feed")

    def test_a_feed_without_rows(self):
        for content, media in ((b"\n\n", "text/csv"), (COLUMNS.encode() + b"\n", "text/csv"), (b"[]", "application/json"), (b"  ", "application/json"),
                               (b"<products/>", XML), (gzip.compress(b""), "text/csv")):
            with self.subTest(content=content[:20]):
                self.fails(content, media, {"Content-Encoding": "gzip"} if content[:2] == b"\x1f\x8b" else None)

    def test_a_truncated_feed(self):
        whole = feed(*((f"CUT-{n}", "Cup", "1.00", 1) for n in range(5000)))
        self.fails(gzip.compress(whole)[:-20], headers={"Content-Encoding": "gzip"}, code="broken_gzip")
        self.fails(b"no gzip at all", headers={"Content-Encoding": "gzip"}, code="broken_gzip")
        self.fails(b'[{"sku": "CUT-A", "name": "Cup", "price": "1.00"}, {"sku": "CUT-B", "na', "application/json")
        self.fails(b"<products><product><sku>CUT-C</sku><name>Cup</name><price>1.00</price></product>", XML)

    def test_an_unclosed_quote(self):
        self.fails(feed(("QUOTE-1", "Cup", "1.00", 1)) + b'QUOTE-2,"never closed,1.00,EUR,1\n', code="unclosed_quote", line=3)

    def test_encodings(self):
        text = feed(("CODE-1", "Tässchen", "1.00", 1)).decode()
        for number, encoded in enumerate((text.encode("utf-8-sig"), text.encode("utf-16"), b"\xfe\xff" + text.encode("utf-16-be"))):
            job = self.acme.run(encoded.replace(b"CODE-1", b"CODE-1"))
            self.assertEqual((job["status"], job["rejected"]), ("succeeded", 0), (number, job))
        self.assertEqual(self.database.rows("SELECT name FROM product WHERE sku = 'CODE-1'"), [("Tässchen",)])
        self.before = self.database.rows("SELECT sku, name, price FROM product ORDER BY sku")
        self.fails(text.encode("latin-1"), code="not_utf8", line=2)

    def test_nul_bytes(self):
        self.fails(feed(("NUL-1", "Cup\0", "1.00", 1)), code="nul_byte", line=2)

    def test_something_else_altogether(self):
        self.fails(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
        self.fails(b"%PDF-1.7\n1 0 obj\n<<>>\n", media="application/json")
        self.fails(b"colour,size\nred,9\n", code="unknown_columns")

    def test_a_gzip_bomb(self):
        self.fails(bomb(512 * MEGABYTE), headers={"Content-Encoding": "gzip"})

    def test_xml_bombs_and_external_entities(self):
        laughs = '<!DOCTYPE l [<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)) + "]>"
        self.fails(f"{laughs}<products><product><sku>&m;</sku></product></products>".encode(), XML)
        secret = self.folder / "secret.txt"
        secret.write_text("do-not-read-me")
        job = self.fails(f'<!DOCTYPE p [<!ENTITY x SYSTEM "file://{secret}">]><products><product><sku>XXE-1</sku><name>&x;</name><price>1.00</price>'
                         "</product></products>".encode(), XML)
        self.assertNotIn("do-not-read-me", json.dumps(job))

    def test_a_hundred_thousand_columns(self):
        self.fails(",".join(f"c{n}" for n in range(100_000)).encode() + b"\n" + b"," * 99_999 + b"\n")

    def test_a_hundred_thousand_levels(self):
        self.fails(b"[" * 100_000 + b"]" * 100_000, "application/json")
        self.fails(b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "application/json")
        self.fails(b"<p>" * 100_000 + b"</p>" * 100_000, XML)

    def test_rows_that_are_wrong(self):
        rows = [("ROW-1", "Cup", "1.00", 1), ("ROW-1", "Again", "2.00", 1), ("ROW-2", "Cup", "-1.00", 1), ("ROW-3", "Cup", "1.00", "-5"),
                ("ROW-4", "", "1.00", 1), ("", "Cup", "1.00", 1), ("ROW-5", "Cup", "free", 1), ("R" * 65, "Cup", "1.00", 1)]
        job = self.acme.run(feed(*rows))
        self.assertEqual((job["status"], job["created"], job["rejected"]), ("partial", 1, 7))
        self.assertEqual(sorted((e["line"], e["field"]) for e in job["errors"]),
                         [(3, "sku"), (4, "price"), (5, "stock"), (6, "name"), (7, "sku"), (8, "price"), (9, "sku")])
        self.assertIn("duplicate_sku", [e["code"] for e in job["errors"]])

    def test_injections_stay_out_of_every_sink(self):
        attacks = ["'; DROP TABLE product; --", "<script>alert(1)</script>", '" onmouseover="alert(1)']
        job = self.acme.run(feed(*((f"ATTACK-{n}", '"' + text.replace('"', '""') + '"', "1.00", 1) for n, text in enumerate(attacks))))
        self.assertEqual((job["status"], job["created"], job["rejected"]), ("failed" if job["status"] == "failed" else "partial", 0, len(attacks)), job)
        self.assertEqual(self.database.rows("SELECT count(*) FROM product WHERE sku LIKE 'ATTACK-%'"), [(0,)])
        log = harness.poll(lambda: (self.data / "security.log").read_text(), "the security log")
        self.assertIn("DROP TABLE", log)

    def test_hundreds_of_thousands_of_bad_rows(self):
        job = self.acme.run(feed(*((f"BAD-{n}", "", "-1.00", 1) for n in range(200_000))))
        self.assertEqual((job["processed"], job["rejected"], job["created"]), (200_000, 200_000, 0))
        self.assertEqual(len(job["errors"]), 100)
        self.assertGreaterEqual(job["error_count"], 200_000)


if __name__ == "__main__":
    harness.main()
