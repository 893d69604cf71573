#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""feed_crash.py [KILLS] [SEED]: kills the server with signal 9 at random instants while partners send feeds and webhooks, and starts it again
on what is left.

After each, `tidegate verify` finds nothing. In the end the catalogue, the sandbox, the jobs with their counts and errors, the ledger and the audit
trail are those of a twin that got the same messages and was never disturbed.
"""
import gzip
import http.client
import json
import os
import random
import shutil
import signal
import sys
import threading
import time
import unittest

import harness
import partner_shop

KILLS = 4
SEED = None
ROWS = 1500
# Of each so much for every four kills.
WEBHOOKS = 150
TOLD_ONCE = ("feed.queued", "feed.finished", "webhook.processed", "webhook.failed")


def rows(prefix, numbers, name, stock):
    return [(f"{prefix}-{n}", f"{name} {n}", f"{n % 90 + 1}.50", stock) for n in numbers]


def as_json(listed):
    return json.dumps([dict(zip(("sku", "name", "price", "stock"), row), currency="EUR") for row in listed]).encode()


def feeds_of_round(number):
    """(partner, query, media type, content), to be sent in this order; what comes of them does not depend on when they are worked on."""
    everything = range(ROWS)
    kept = [n for n in everything if n % 20 != number % 20]
    new = f"N{number}"
    wrong = rows("A", everything, f"Wrong {number}", 7)
    wrong[ROWS // 2:ROWS // 2] = [("A-7", "Twice", "1.00", 1), ("BAD 1", "", "x", -1), ("B-3", "Of another", "2.00", 5)]
    names = b"sku,name,price,currency\n" + b"".join(b"W-%d,Renamed %d,3.00,EUR\n" % (n, number) for n in range(20))
    return [
        ("Acme", "?mode=full", "text/csv", partner_shop.feed(*rows("A", kept, f"Cup {number}", number + 3), *rows("W", range(20), "Mug", ""))),
        ("Acme", "", "text/csv", partner_shop.feed(*wrong)),
        ("Acme", "?policy=atomic", "application/json", as_json(rows(new, everything, "Plate", 9))),
        ("Acme", "?policy=atomic", "text/csv", partner_shop.feed(*rows(new, everything, "Spoilt", 1), ("BAD 2", "", "", ""))),
        ("Acme", "?dry_run=true", "text/csv", partner_shop.feed(*rows("A", everything, "Never", 1))),
        ("Acme", "", "text/csv", names),
        ("Berta", "?max_errors=5", "text/csv", partner_shop.feed(*rows("B", everything, f"Pot {number}", 4), *rows("A", range(99), "Mine?", 1))),
        ("Berta", "?mode=full", "text/csv", partner_shop.feed(*rows("B", kept, f"Pan {number}", 6))),
        ("sandbox", "", "text/csv", gzip.compress(partner_shop.feed(*rows("A", everything, f"Try {number}", number)))),
        ("sandbox", "?mode=full", "text/csv", partner_shop.feed(*rows("A", kept, f"Tried {number}", 2), *wrong[-3:])),
    ]


def first_feeds():
    return [("Acme", "", "text/csv", partner_shop.feed(*rows("A", range(ROWS), "Cup", 2), *rows("W", range(20), "Mug", 50))),
            ("Berta", "", "text/csv", partner_shop.feed(*rows("B", range(ROWS), "Pot", 2)))]


class Sender:
    """Partners who send the same messages in the same order whatever becomes of the server: without an answer, again under the same key."""

    def __init__(self, keys, feeds, webhooks):
        self.keys, self.clients = keys, {}
        self.problems = []
        self.up = threading.Event()
        self.due = 1.0
        self.sent = [0] * (len(keys) + 1)
        begun = time.time()
        self.lanes = [[("feed", f"key-{n}", feed) for n, feed in enumerate(feeds) if feed[0] == who] for who in keys]
        self.lanes.append([("webhook", f"msg-{n}", self.message(n, begun)) for n in range(webhooks)])
        self.threads = [threading.Thread(target=self.work, args=(number,), daemon=True) for number in range(len(self.lanes))]

    @staticmethod
    def message(number, begun):
        """Every fifth comes late: its version is one that was there before."""
        version = number - 3 if number % 5 == 4 else number
        items = [{"sku": f"W-{(version + n) % 20}", "stock": version + n, "version": version} for n in range(4)]
        at = harness.rfc3339(begun - time.time() + number / 100)
        return json.dumps({"type": "stock.updated", "timestamp": at, "data": {"items": items}}).encode()

    def start(self):
        for thread in self.threads:
            thread.start()

    def talk_to(self, server, due=1.0):
        """From now on to this server; no more than this share of all messages."""
        self.clients = {who: harness.Client(server, made["secret"]) for who, made in self.keys.items()}
        self.due = due
        self.up.set()

    def is_done(self):
        """All that is due was sent."""
        return all(sent >= self.due * len(lane) for sent, lane in zip(self.sent, self.lanes))

    def work(self, number):
        for kind, key, what in self.lanes[number]:
            while self.sent[number] >= self.due * len(self.lanes[number]) or not self.send(kind, key, what):
                time.sleep(0.02)
            self.sent[number] += 1

    def send(self, kind, key, what):
        self.up.wait()
        try:
            if kind == "feed":
                who, query, media, content = what
                answer = self.clients[who].call("POST", f"/partner/ingest{query}", content,
                                                {"Content-Type": media, "Idempotency-Key": key})
            else:
                answer = self.clients["Acme"].call("POST", "/partner/webhook", what,
                                                   partner_shop.signed(self.keys["Acme"]["webhook_secret"], what, key))
        except (OSError, http.client.HTTPException):
            return False
        if answer.status == 202:
            return True
        if answer.status not in (429, 503):
            self.problems.append(f"{kind} {key}: {answer.status} {answer.body!r}")
            return True
        return False


def snapshot(data):
    """All that must not depend on when the server was killed."""
    database = harness.Database(data)
    return {
        "products": database.rows(
            "SELECT p.sku, p.name, p.price, p.version, p.partner_id, p.withdrawn_at IS NULL, s.on_hand, s.source_version "
            "FROM product p JOIN stock s ON s.sku = p.sku ORDER BY p.sku"),
        "sandbox": database.rows("SELECT partner_id, sku, name, price, stock, version, withdrawn_at IS NULL FROM sandbox_product ORDER BY 1, 2"),
        "jobs": database.rows("SELECT idempotency_key, status, total, rows_done, created, updated, unchanged, withdrawn, rejected, cleared, gained, "
                              "error_count, warning_count, failure FROM feed_job ORDER BY idempotency_key"),
        "errors": database.rows("SELECT j.idempotency_key, e.position, e.severity, e.line, e.field, e.code FROM feed_job_error e "
                                "JOIN feed_job j ON j.id = e.job_id ORDER BY 1, 2"),
        "webhooks": database.rows("SELECT webhook_id, status, attempts, result FROM webhook_event ORDER BY webhook_id"),
        "ledger": database.rows("SELECT m.sku, m.purpose, m.delta, COALESCE(j.idempotency_key, w.webhook_id) AS cause FROM stock_movement m "
                                "LEFT JOIN feed_job j ON j.id = m.source_id LEFT JOIN webhook_event w ON w.id = m.source_id "
                                "ORDER BY m.sku, cause, m.purpose"),
        "told once": database.rows(f"SELECT action, entity_id, COUNT(*) FROM audit WHERE action IN {TOLD_ONCE} "
                                   "GROUP BY action, entity_id HAVING COUNT(*) > 1"),
        "told": database.rows(f"SELECT action, COUNT(*) FROM audit WHERE action IN {TOLD_ONCE} GROUP BY action ORDER BY action"),
    }


class FeedCrash(unittest.TestCase):
    maxDiff = 4000

    def test_kill_at_any_instant_changes_nothing_of_the_result(self):
        seed = SEED if SEED is not None else random.randrange(1 << 30)
        print(f"{KILLS} kills, seed {seed}", flush=True)
        with harness.scratch_folder() as folder:
            killed = self.prepare(folder / "killed")
            twin = folder / "twin"
            shutil.copytree(killed, twin)
            rounds = max(1, KILLS // 4)
            feeds = [feed for number in range(rounds) for feed in feeds_of_round(number)]
            disturbed = Sender(self.keys, feeds, WEBHOOKS * rounds)
            self.disturb(killed, disturbed, random.Random(seed))
            self.finish(killed, disturbed)
            calm = Sender(self.keys, feeds, WEBHOOKS * rounds)
            calm.start()
            self.finish(twin, calm)
            self.compare(snapshot(killed), snapshot(twin))

    def prepare(self, data):
        data.mkdir()
        for name in ("Acme", "Berta"):
            harness.cli("partner", "add", name, "--email", f"{name.lower()}@example.com", data=data)
        self.keys = {"sandbox": self.make_key(data, "Acme", "--test"), "Acme": self.make_key(data, "Acme"),
                     "Berta": self.make_key(data, "Berta")}
        first = Sender(self.keys, first_feeds(), 0)
        first.start()
        self.finish(data, first)
        # The keys of these are used again.
        with harness.sqlite3.connect(data / "tidegate.db") as connection:
            connection.execute("UPDATE feed_job SET idempotency_key = 'first-' || idempotency_key")
        connection.close()
        return data

    @staticmethod
    def make_key(data, partner, *more):
        words = ["key", "create", "--kind", "partner", "--partner", partner, "--webhook-secret", "--json", *more]
        return json.loads(harness.cli(*words, data=data).stdout)

    def disturb(self, data, sender, chance):
        sender.start()
        amid = 0
        for number in range(1, KILLS + 1):
            with harness.server(data) as server:
                # A share of the messages for each, so that there is something to be killed in.
                sender.talk_to(server, number / KILLS)
                if number % 2 == 0:
                    self.freeze_amid_a_feed(data, server, sender, chance)
                else:
                    time.sleep(chance.uniform(0.02, 1.2))
                sender.up.clear()
                server.kill()
            self.verify(data)
            amid += self.is_working(data)
        print(f"{KILLS} kills, {amid} of them while a feed was worked in", flush=True)
        self.assertGreater(amid, 0, "no kill came amid a feed")

    def freeze_amid_a_feed(self, data, server, sender, chance):
        """Stops the process while a feed is worked in, however fast that is; unless all that was due was worked in before."""
        waiting = "SELECT 1 FROM feed_job WHERE finished_at IS NULL"
        deadline = time.monotonic() + harness.PATIENCE
        while not sender.is_done() or harness.Database(data).rows(waiting):
            self.assertLess(time.monotonic(), deadline, "neither is a feed worked in, nor are all")
            if not self.is_working(data):
                continue
            time.sleep(chance.uniform(0, 0.02))
            os.kill(server.process.pid, signal.SIGSTOP)
            if self.is_working(data):
                return
            os.kill(server.process.pid, signal.SIGCONT)

    @staticmethod
    def is_working(data):
        return bool(harness.Database(data).rows("SELECT 1 FROM feed_job WHERE status = 'running' LIMIT 1"))

    def finish(self, data, sender):
        with harness.server(data) as server:
            sender.talk_to(server)
            database = harness.Database(data)
            patience = harness.PATIENCE * max(1, KILLS // 4)
            harness.poll(sender.is_done, "all is sent", patience)
            harness.poll(lambda: not database.rows("SELECT 1 FROM feed_job WHERE finished_at IS NULL UNION ALL "
                                                   "SELECT 1 FROM webhook_event WHERE status = 'queued'"), "all is worked in", patience)
            self.assertEqual(server.terminate()[0], 0)
        self.verify(data)
        self.assertEqual(sender.problems, [])

    def verify(self, data):
        verified = harness.cli("verify", data=data, check=False)
        self.assertEqual((verified.returncode, verified.stderr), (0, ""), verified.stdout)

    def compare(self, killed, twin):
        for what, expected in twin.items():
            with self.subTest(what):
                self.assertEqual([row for row in killed[what] if row not in set(expected)], [], "only after kills")
                self.assertEqual(killed[what], expected)
        self.assertEqual(twin["told once"], [])
        statuses = {row[1] for row in twin["jobs"]}
        self.assertEqual(statuses, {"succeeded", "partial", "failed"})


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1].isdigit():
        KILLS = int(sys.argv.pop(1))
    if len(sys.argv) > 1 and sys.argv[1].isdigit():
        SEED = int(sys.argv.pop(1))
    harness.main()
