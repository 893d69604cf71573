#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Contract section 4, row by row, against a running server; each answer is held to the OpenAPI document. Scenarios S1, I1, I2, U2."""
import csv
import gzip
import http.client
import io
import json
import re
import time
import uuid

import harness
from partner_shop import PartnerClient, PartnerShop, feed, signed, stock_message

GOOD = feed(("CUP-1", "Cup", "4.00", 5), ("CUP-2", "Large cup", "6.00", 7))
MIXED = feed(("MIX-1", "Right", "1.00", 1), ("MIX-2", "Wrong", "-1.00", 1), ("MIX-3", "", "1.00", 1))
PARTNER_CALLS = [("POST", "/partner/ingest"), ("GET", "/partner/jobs"), ("GET", "/partner/jobs/x"), ("GET", "/partner/jobs/x/errors"),
                 ("GET", "/partner/jobs/x/rejected"), ("POST", "/partner/jobs/x/cancel"), ("POST", "/partner/jobs/x/undo"),
                 ("POST", "/partner/webhook")]


class Keys(PartnerShop):
    def test_every_call_wants_a_right_key(self):
        for method, path in PARTNER_CALLS:
            for headers in ({}, {"Authorization": "Bearer tg_live_wrong"}, {"X-API-Key": "nonsense"}, {"Authorization": f"Basic {self.acme.key}"}):
                with self.subTest(method=method, path=path, headers=str(headers)[:30]):
                    answer = self.problem(self.stranger.call(method, path, headers=headers), 401, "unauthenticated")
                    self.assertIn("Bearer", answer.headers["www-authenticate"])

    def test_either_header_brings_a_key(self):
        self.assertEqual(self.acme.get("/partner/jobs").status, 200)
        self.assertEqual(self.stranger.get("/partner/jobs", {"X-API-Key": self.acme.key}).status, 200)

    def test_a_key_without_the_scope_is_forbidden(self):
        only_jobs = PartnerClient(self.server, self.make_key("Berta", "live", "--scope", "jobs")["secret"])
        harness.poll(lambda: only_jobs.get("/partner/jobs").status == 200, "the new key is known")
        self.problem(only_jobs.send(GOOD), 403, "forbidden")
        self.problem(only_jobs.webhook(stock_message(("CUP-1", 1)), secret=self.berta.secret), 403, "forbidden")

    def test_a_shops_key_is_no_partners(self):
        shop = harness.Client(self.server, harness.storefront_key(self.data))
        harness.poll(lambda: shop.get("/orders", {"X-Shopper-Id": "a"}).status == 200, "the new key is known")
        self.problem(shop.get("/partner/jobs"), 403, "forbidden")

    def test_every_attempt_is_in_the_security_log(self):
        wanted = {"X-Request-Id": f"attempt-{uuid.uuid4()}"}
        self.acme.get("/partner/jobs", wanted)
        log = self.data / "security.log"

        def entry():
            lines = log.read_text().splitlines() if log.exists() else []
            return [json.loads(line) for line in lines if wanted["X-Request-Id"] in line]
        found = harness.poll(entry, "the attempt is in the log")
        self.assertNotIn(self.acme.key, log.read_text())
        self.assertIn(self.acme.key[:16], json.dumps(found))


class Figures(PartnerShop):
    def test_what_partners_do_is_counted(self):
        self.acme.run(feed(("COUNT-1", "Right", "1.00", 1), ("COUNT-2", "", "1.00", 1)))
        self.acme.run(feed(("COUNT-3", "Right", "1.00", 1)), "?dry_run=1")
        for signature in ({"message_id": "count"}, {"message_id": "count"}, {"at": 1}):
            self.acme.webhook(stock_message(("COUNT-1", 2)), **signature)
        text = self.stranger.get("/metrics").body.decode()
        for series, value in (('feed_jobs_total{state="partial"}', 1), ('feed_jobs_total{state="succeeded"}', 1),
                              ("feed_job_duration_seconds_count", 2), ('feed_rows_total{result="created"}', 1),
                              ('feed_rows_total{result="rejected"}', 1), ('feed_rows_total{result="updated"}', 0), ("feed_queue_depth", 0),
                              ('webhook_in_total{result="accepted"}', 1), ('webhook_in_total{result="repeated"}', 1),
                              ('webhook_in_total{result="unauthenticated"}', 1), ('dead_letters{kind="callback"}', 0)):
            self.assertIn(f"\ntidegate_{series} {value}\n", text)
        self.assertNotIn("Acme", text)


class Ingest(PartnerShop):
    def test_an_upload_is_acknowledged_and_becomes_products(self):
        answer = self.acme.send(GOOD)
        self.assertEqual((answer.status, answer.json["status"]), (202, "queued"))
        self.assertEqual(answer.json["status_url"], f"/partner/jobs/{answer.json['job_id']}")
        self.assertEqual(answer.headers["location"], answer.json["status_url"])
        self.assertNotIn("sandbox", answer.json)
        job = self.acme.finished(answer.json["job_id"])
        self.assertEqual((job["status"], job["total"], job["processed"], job["percent"]), ("succeeded", 2, 2, 100))
        self.assertEqual(job["created"] + job["updated"] + job["unchanged"] + job["rejected"], 2)
        self.assertEqual(self.database.rows("SELECT name, price FROM product WHERE sku = 'CUP-2'"), [("Large cup", 600)])
        again = self.acme.run(GOOD)
        self.assertEqual((again["unchanged"], again["created"], again["updated"]), (2, 0, 0))

    def test_a_packed_feed(self):
        job = self.acme.run(gzip.compress(feed(("ZIP-1", "Packed", "1.00", 1))), headers={"Content-Encoding": "gzip"})
        self.assertEqual((job["status"], job["created"]), ("succeeded", 1))

    def test_a_chunked_feed(self):
        def pieces():
            yield feed(("CHUNK-1", "In pieces", "1.00", 1))[:30]
            yield feed(("CHUNK-1", "In pieces", "1.00", 1))[30:]
        connection = http.client.HTTPConnection(self.server.host, self.server.port, timeout=harness.PATIENCE)
        connection.request("POST", "/partner/ingest", pieces(), {"Authorization": f"Bearer {self.acme.key}", "Content-Type": "text/csv"},
                           encode_chunked=True)
        answer = harness.Answer.of(response := connection.getresponse(), response.read())
        connection.close()
        self.assertEqual(answer.status, 202)
        self.assertEqual(self.acme.finished(answer.json["job_id"])["created"], 1)

    def test_a_dry_run_tells_and_changes_nothing(self):
        job = self.acme.run(feed(("DRY-1", "Dry", "1.00", 1), ("DRY-2", "", "x", 1)), "?dry_run=1")
        self.assertEqual((job["dry_run"], job["created"], job["rejected"]), (True, 1, 1))
        self.assertEqual({error["field"] for error in job["errors"]}, {"name", "price"})
        self.assertEqual(self.database.rows("SELECT sku FROM product WHERE sku LIKE 'DRY-%'"), [])

    def test_atomic_takes_all_or_nothing(self):
        job = self.acme.run(feed(("ATOM-1", "Right", "1.00", 1), ("ATOM-2", "Wrong", "-1.00", 1)), "?policy=atomic")
        self.assertEqual((job["status"], job["created"]), ("failed", 0))
        self.assertEqual(self.database.rows("SELECT sku FROM product WHERE sku LIKE 'ATOM-%'"), [])

    def test_max_errors_stops_a_feed(self):
        rows = [(f"MANY-{n}", "", "1.00", 1) for n in range(50)]
        job = self.acme.run(feed(*rows), "?max_errors=3")
        self.assertEqual((job["status"], job["failure"]["code"]), ("failed", "too_many_errors"))

    def test_full_withdraws_but_never_too_much(self):
        rows = [(f"FULL-{n}", "Cup", "1.00", 1) for n in range(10)]
        self.berta.run(feed(*rows))
        self.assertEqual(self.berta.run(feed(*rows[:9]), "?mode=full")["withdrawn"], 1)
        job = self.berta.run(feed(*rows[:2]), "?mode=full")
        self.assertEqual((job["status"], job["withdrawn"], job["failure"]["code"]), ("partial", 0, "too_many_withdrawals"))

    def test_bad_parameters_are_refused_before_the_body(self):
        head = ["POST /partner/ingest?{} HTTP/1.1", "Host: shop", f"Authorization: Bearer {self.acme.key}", "Content-Type: text/csv",
                "Content-Length: 500000000", "", ""]
        for query, field in (("mode=both", "mode"), ("policy=some", "policy"), ("dry_run=yes", "dry_run"), ("max_errors=-1", "max_errors"),
                             ("max_errors=many", "max_errors"), ("colour=red", "colour"), ("mode=full&mode=delta", "mode")):
            with self.subTest(query=query):
                answer = harness.send_raw(self.server, "\r\n".join(head).format(query).encode())
                self.problem(answer, 400, "invalid_request")
                self.assertEqual([error["field"] for error in answer.json["errors"]], [field])

    def test_what_is_refused_by_its_head(self):
        def raw(*lines):
            head = ["POST /partner/ingest HTTP/1.1", "Host: shop", *lines, "", ""]
            return harness.send_raw(self.server, "\r\n".join(head).encode())
        key, csv_type = f"Authorization: Bearer {self.acme.key}", "Content-Type: text/csv"
        self.problem(raw(csv_type, "Content-Length: 500000000"), 401, "unauthenticated")
        self.problem(raw("Content-Type: image/png", "Content-Length: 500000000"), 401, "unauthenticated")
        self.problem(raw(key, csv_type, "Content-Length: 1073741825"), 413, "body_too_large")
        self.problem(raw(key, "Content-Type: image/png", "Content-Length: 500000000"), 415, "unsupported_media_type")
        coded = self.problem(raw(key, csv_type, "Content-Encoding: br", "Content-Length: 500000000"), 415, "unsupported_media_type")
        self.assertEqual(coded.headers["accept-encoding"], "gzip")
        self.problem(raw(key, csv_type, "Idempotency-Key: " + "k" * 256, "Content-Length: 500000000"), 400, "invalid_request")
        self.assertEqual(list((self.data / "spool").glob("*")), [])

    def test_the_same_key_and_body_are_taken_once(self):
        key = {"Idempotency-Key": str(uuid.uuid4())}
        body = feed(("ONCE-1", "Once", "1.00", 1))
        first, second = self.acme.send(body, headers=key), self.acme.send(body, headers=key)
        self.assertEqual((second.status, second.json), (202, first.json))
        self.assertEqual(second.headers["idempotent-replayed"], "true")
        self.assertNotIn("idempotent-replayed", first.headers)
        self.problem(self.acme.send(feed(("ONCE-2", "Other", "1.00", 1)), headers=key), 422, "idempotency_key_reused")
        self.problem(self.acme.send(body, "?dry_run=1", headers=key), 422, "idempotency_key_reused")
        self.assertEqual(self.berta.send(feed(("ONCE-B", "Mine", "1.00", 1)), headers=key).status, 202)


class FullDisk(PartnerShop):
    settings = "[http]\nmax_feed_body = 1024\n[jobs]\nmax_kept_bytes = 1024\n"

    def test_who_keeps_too_much_is_told_when_to_come_back(self):
        large = feed(*((f"LARGE-{i}", "Right", "1.00", 1) for i in range(30)))
        self.acme.run(large)
        refused = self.problem(self.acme.send(large), 429, "rate_limited")
        self.assertEqual(refused.json["errors"][0]["code"], "too_much_kept")
        self.assertGreater(int(refused.headers["retry-after"]), 6 * 86400)
        self.assertEqual(self.berta.send(large).status, 202)


class Jobs(PartnerShop):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.job = cls.acme.run(MIXED)

    def test_a_partial_job_names_line_field_and_remedy(self):
        self.assertEqual((self.job["status"], self.job["created"], self.job["rejected"], self.job["processed"]), ("partial", 1, 2, 3))
        self.assertEqual(sorted((e["line"], e["field"]) for e in self.job["errors"]), [(3, "price"), (4, "name")])
        for error in self.job["errors"]:
            self.assertRegex(error["message"], r"^[A-Z“].*[.]$")
            self.assertRegex(error["code"], r"^[a-z]+(_[a-z]+)*$")

    def test_errors_are_paged(self):
        job, seen, cursor = self.job["id"], [], ""
        while True:
            page = self.acme.get(f"/partner/jobs/{job}/errors?limit=1{cursor}")
            seen += page.json["data"]
            if not page.json["next_cursor"]:
                break
            cursor = f"&cursor={page.json['next_cursor']}"
        self.assertEqual(seen, self.job["errors"])

    def test_errors_as_a_table(self):
        for path, headers in ((f"/partner/jobs/{self.job['id']}/errors?format=csv", {}),
                              (f"/partner/jobs/{self.job['id']}/errors", {"Accept": "text/csv"})):
            answer = self.acme.get(path, headers)
            self.assertTrue(answer.headers["content-type"].startswith("text/csv"))
            self.assertIn("attachment", answer.headers["content-disposition"])
            rows = list(csv.DictReader(io.StringIO(answer.body.decode())))
            self.assertEqual([(int(r["line"]), r["field"], r["code"]) for r in rows],
                             [(e["line"], e["field"], e["code"]) for e in self.job["errors"]])
        self.problem(self.acme.get(f"/partner/jobs/{self.job['id']}/errors", {"Accept": "image/png"}), 406, "not_acceptable")

    def test_a_report_is_safe_in_a_spreadsheet(self):
        hostile = feed(("HARM-1", "Cup", "=cmd|'/c calc'!A1", 1), ("HARM-2", "Cup", "@SUM(A1)", 1))
        job = self.acme.run(hostile)
        for path in ("errors?format=csv", "rejected"):
            for row in csv.reader(io.StringIO(self.acme.get(f"/partner/jobs/{job['id']}/{path}").body.decode())):
                self.assertFalse([cell for cell in row if cell[:1] in ("=", "+", "@", "\t", "\r")], (path, row))

    def test_rejected_rows_come_back_and_can_be_mended(self):
        answer = self.acme.get(f"/partner/jobs/{self.job['id']}/rejected")
        self.assertTrue(answer.headers["content-type"].startswith("text/csv"))
        rows = list(csv.DictReader(io.StringIO(answer.body.decode())))
        self.assertEqual([r["sku"] for r in rows], ["MIX-2", "MIX-3"])
        self.assertTrue(all(r["tidegate_error"] for r in rows))
        mended = self.acme.run(answer.body.replace(b"-1.00", b"1.00").replace(b"MIX-3,,", b"MIX-3,Named,").replace(b"'1.00", b"1.00"))
        self.assertEqual((mended["status"], mended["created"]), ("succeeded", 2))

    def test_other_peoples_jobs_are_not_found(self):
        job = self.job["id"]
        for client in (self.berta, self.sandbox):
            for method, path in (("GET", ""), ("GET", "/errors"), ("GET", "/rejected"), ("POST", "/cancel"), ("POST", "/undo")):
                with self.subTest(method=method, path=path):
                    self.problem(client.call(method, f"/partner/jobs/{job}{path}"), 404, "not_found")
            self.assertNotIn(job, [j["id"] for j in client.get("/partner/jobs?limit=200").json["data"]])
        for nonsense in ("nonsense", str(uuid.uuid4()), "%27"):
            self.problem(self.acme.get(f"/partner/jobs/{nonsense}"), 404, "not_found")

    def test_the_list_is_newest_first_filtered_and_paged(self):
        newer = self.acme.run(feed(("LIST-1", "Cup", "1.00", 1)))
        page = self.acme.get("/partner/jobs?limit=1").json
        self.assertEqual([j["id"] for j in page["data"]], [newer["id"]])
        following = self.acme.get(f"/partner/jobs?limit=200&cursor={page['next_cursor']}").json
        self.assertNotIn(newer["id"], [j["id"] for j in following["data"]])
        self.assertIn(self.job["id"], [j["id"] for j in following["data"]])
        self.assertEqual({j["status"] for j in self.acme.get("/partner/jobs?status=partial").json["data"]}, {"partial"})
        for query in ("limit=0", "limit=201", "limit=x", "cursor=%27", "status=lost", "colour=red"):
            with self.subTest(query=query):
                self.problem(self.acme.get(f"/partner/jobs?{query}"), 400, "invalid_request")

    def test_cancel_leaves_what_is_over(self):
        answer = self.acme.call("POST", f"/partner/jobs/{self.job['id']}/cancel")
        self.assertEqual((answer.status, answer.json["status"]), (200, "partial"))

    def test_cancel_ends_a_long_job(self):
        rows = feed(*((f"LONG-{n}", "Cup", "1.00", 1) for n in range(60_000)))
        job = self.acme.send(rows).json["job_id"]
        self.assertEqual(self.acme.call("POST", f"/partner/jobs/{job}/cancel").status, 200)
        over = self.acme.finished(job)
        self.assertEqual(over["status"], "cancelled")
        self.assertLess(over["processed"], 60_000)

    def test_undo_takes_back_once(self):
        self.acme.run(feed(("UNDO-1", "Before", "1.00", 1)))
        job = self.acme.run(feed(("UNDO-1", "After", "2.00", 1), ("UNDO-2", "New", "2.00", 4)))
        answer = self.acme.call("POST", f"/partner/jobs/{job['id']}/undo")
        self.assertEqual((answer.status, answer.headers["location"]), (202, answer.json["status_url"]))
        undone = self.acme.finished(answer.json["job_id"])
        self.assertEqual((undone["status"], undone["kind"], undone["undoes"]), ("succeeded", "undo", job["id"]))
        self.assertEqual(self.database.rows("SELECT name, price FROM product WHERE sku = 'UNDO-1'"), [("Before", 100)])
        refused = self.problem(self.acme.call("POST", f"/partner/jobs/{job['id']}/undo"), 409, "conflict")
        self.assertEqual([error["code"] for error in refused.json["errors"]], ["already_undone"])

    def test_undo_is_refused_where_something_later_touched_the_product(self):
        job = self.acme.run(feed(("TOUCH-1", "First", "1.00", 1)))
        self.acme.run(feed(("TOUCH-1", "Second", "1.00", 1)))
        answer = self.problem(self.acme.call("POST", f"/partner/jobs/{job['id']}/undo"), 409, "conflict")
        self.assertIn("TOUCH-1", json.dumps(answer.json["errors"]))

    def test_the_books_agree(self):
        self.verify_books()


class Sandbox(PartnerShop):
    def test_a_test_key_never_touches_what_is_live(self):
        self.acme.run(feed(("BOTH-1", "Live", "1.00", 5)))
        job = self.sandbox.run(feed(("BOTH-1", "Sandbox", "9.00", 99), ("ONLY-1", "Sandbox", "9.00", 9)))
        self.assertEqual((job["status"], job["created"], job["sandbox"]), ("succeeded", 2, True))
        self.assertEqual(self.database.rows("SELECT name, price FROM product WHERE sku IN ('BOTH-1', 'ONLY-1')"), [("Live", 100)])

    def test_every_answer_says_that_it_is_the_sandbox(self):
        job = self.sandbox.run(MIXED)
        answers = [self.sandbox.send(GOOD), self.sandbox.get("/partner/jobs"), self.sandbox.get(f"/partner/jobs/{job['id']}"),
                   self.sandbox.get(f"/partner/jobs/{job['id']}/errors"), self.sandbox.call("POST", f"/partner/jobs/{job['id']}/cancel"),
                   self.sandbox.call("POST", f"/partner/jobs/{job['id']}/undo"), self.sandbox.get("/partner/jobs/nonsense"),
                   self.sandbox.send(GOOD, "?mode=x"), self.sandbox.webhook(stock_message(("MIX-1", 3)))]
        self.assertEqual([a.json.get("sandbox") for a in answers], [True] * len(answers))
        live = [self.acme.get("/partner/jobs"), self.acme.send(GOOD, "?mode=x")]
        self.assertEqual([a.json.get("sandbox") for a in live], [None, None])


class Webhooks(PartnerShop):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.acme.run(feed(("HOOK-1", "Cup", "1.00", 5), ("HOOK-2", "Cup", "1.00", 5)))

    def stock_is(self, sku, wanted):
        found = lambda: self.database.rows("SELECT on_hand FROM stock WHERE sku = ?", sku) == [(wanted,)]
        harness.poll(found, f"{sku} has {wanted}")

    def test_a_signed_message_sets_the_stock(self):
        answer = self.acme.webhook(stock_message(("HOOK-1", 42, 7)))
        self.assertEqual(answer.status, 202, answer)
        self.assertEqual(set(answer.json), {"event_id"})
        self.stock_is("HOOK-1", 42)

    def test_a_repeated_message_does_nothing_twice(self):
        body, message_id = stock_message(("HOOK-2", 17, 100)), str(uuid.uuid4())
        first, second = (self.acme.webhook(body, message_id=message_id) for _ in range(2))
        self.assertEqual((first.status, second.status, second.json["event_id"]), (202, 202, first.json["event_id"]))
        self.assertTrue(second.json["duplicate"])
        self.stock_is("HOOK-2", 17)

    def test_what_is_not_signed_right_is_refused(self):
        body = stock_message(("HOOK-1", 1))
        right = signed(self.acme.secret, body)
        wrong = [{}, {**right, "webhook-signature": ""}, {**right, "webhook-signature": "v1,AAAA"}, {**right, "webhook-id": "another"},
                 {**right, "webhook-timestamp": str(int(time.time()) + 1)}, {**right, "webhook-timestamp": "now"},
                 signed(self.berta.secret, body), signed(self.acme.secret, body + b" "), signed(self.acme.secret, body, at=time.time() - 301),
                 signed(self.acme.secret, body, at=time.time() + 302)]
        for headers in wrong:
            with self.subTest(headers=str(headers)[:120]):
                answer = self.problem(self.acme.call("POST", "/partner/webhook", body, headers), 401, "unauthenticated")
                self.assertRegex(answer.json["errors"][0]["field"], "^webhook-(id|timestamp|signature)$")
        refusals = harness.poll(lambda: [json.loads(line) for line in (self.data / "security.log").read_text().splitlines()
                                         if answer.json["request_id"] in line and '"webhook_signature"' in line], "the log tells")
        self.assertEqual((refusals[0]["outcome"], refusals[0]["key_prefix"]), ("unauthenticated", self.acme.key[:16]))

    def test_what_is_signed_and_wrong_is_told(self):
        for body in (b"", b"{", b"[]", b'{"type": "stock.updated"}', stock_message(), stock_message(("HOOK-1", -1)),
                     stock_message(("HOOK-1", 1), kind="stock.deleted"), stock_message(("HOOK-1", 1), ("HOOK-1", 2))):
            with self.subTest(body=body[:80]):
                self.problem(self.acme.webhook(body), 400, "invalid_request")
        self.problem(self.acme.call("POST", "/partner/webhook", b"x", {"Content-Type": "text/plain"}), 415, "unsupported_media_type")

    def test_the_books_agree(self):
        self.verify_books()


class Pages(PartnerShop):
    def test_pages_are_open_and_strict(self):
        for path in ("/partner/upload", "/docs"):
            answer = self.stranger.get(path)
            self.assertEqual(answer.status, 200)
            self.assertTrue(answer.headers["content-type"].startswith("text/html"))
            policy = answer.headers["content-security-policy"]
            for wanted in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
                self.assertIn(wanted, policy)
            self.assertNotIn("unsafe", policy)
            self.assertEqual(answer.headers["x-content-type-options"], "nosniff")
            page = answer.body.decode()
            self.assertNotRegex(page, r"<style|\son\w+=|\sstyle=|<script(?![^>]*\ssrc=\"/)")
            self.assertNotRegex(page, r'(?:src|href|action)="(?!/|#)')
            again = self.stranger.get(path, {"If-None-Match": answer.headers["etag"]})
            self.assertEqual((again.status, again.body), (304, b""))
            self.assertEqual(again.headers["content-security-policy"], policy, "a browser takes it over from there")
        self.problem(self.stranger.get("/assets/nothing.js"), 404, "not_found")

    def test_links_lead_somewhere(self):
        for path in ("/partner/upload", "/docs", "/problems/rate_limited"):
            page = self.stranger.get(path).body.decode()
            targets = set(re.findall(r'(?:src|href)="([^"]+)"', page))
            for target in sorted(targets):
                place, _, anchor = target.partition("#")
                answer = self.stranger.get(place) if place else self.stranger.get(path)
                self.assertEqual(answer.status, 200, target)
                if anchor and anchor != "job":
                    self.assertIn(f'id="{anchor}"', answer.body.decode(), f"{path} -> {target}")

    def test_every_sample_is_right_by_our_own_rules(self):
        for form in ("csv", "tsv", "json", "ndjson", "xml"):
            with self.subTest(form=form):
                sample = self.stranger.get(f"/partner/samples/{form}")
                self.assertEqual(sample.status, 200)
                job = self.sandbox.run(sample.body, "?dry_run=1", sample.headers["content-type"])
                self.assertEqual((job["status"], job["total"], job["error_count"], job["warning_count"]), ("succeeded", 3, 0, 0), job["errors"])
        self.problem(self.stranger.get("/partner/samples/xls"), 404, "not_found")


if __name__ == "__main__":
    harness.main()
