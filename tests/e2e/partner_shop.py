# SPDX-License-Identifier: GPL-3.0-or-later
"""A running shop with two partners, for tests of what partners are answered: what the server says is what the OpenAPI document promises."""
import base64
import hashlib
import hmac
import json
import time
import unittest
import uuid

import document
import harness

COLUMNS = "sku,name,description,price,currency,stock,image_url,brand,gtin,category"
DOCUMENTED = {code for group in json.loads((harness.TOP / "resources/web/row_errors.json").read_text()) for code in group["codes"]}
OVER = ("succeeded", "partial", "failed", "cancelled")


def feed(*rows):
    """A CSV in our columns from (sku, name, price, stock)."""
    return "".join(line + "\n" for line in ["sku,name,price,currency,stock"] + [f"{s},{n},{p},EUR,{k}" for s, n, p, k in rows]).encode()


def signed(secret, body, message_id=None, at=None):
    """The headers of a Standard Webhooks message, made without any code of ours."""
    message_id, timestamp = message_id or str(uuid.uuid4()), str(int(at if at is not None else time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return {"webhook-id": message_id, "webhook-timestamp": timestamp, "webhook-signature": "v1," + base64.b64encode(digest).decode()}


def stock_message(*items, at=0, kind="stock.updated"):
    data = {"items": [dict(zip(("sku", "stock", "version"), item)) for item in items]}
    return json.dumps({"type": kind, "timestamp": harness.rfc3339(at), "data": data}).encode()


class PartnerClient(harness.Client):
    """A partner with its key."""

    def __init__(self, process, key, secret=""):
        super().__init__(process, key)
        self.secret = secret
        self.document = document.Document()

    def send(self, content, query="", media="text/csv", headers=None):
        return self.call("POST", f"/partner/ingest{query}", content, {"Content-Type": media, **(headers or {})})

    def finished(self, job_id):
        """The job once it is over."""
        def over():
            answer = self.get(f"/partner/jobs/{job_id}")
            assert answer.status == 200, answer
            undocumented = {error["code"] for error in answer.json["errors"]} - DOCUMENTED
            assert not undocumented, f"codes that /docs does not explain: {undocumented}"
            return answer.json if answer.json["status"] in OVER else None
        return harness.poll(over, f"job {job_id} is over")

    def run(self, content, query="", media="text/csv", headers=None):
        """Sends a feed; its job once it is over."""
        answer = self.send(content, query, media, headers)
        assert answer.status == 202, answer
        return self.finished(answer.json["job_id"])

    def webhook(self, body, secret=None, headers=None, **signature):
        sent = {"Content-Type": "application/json", **signed(secret or self.secret, body, **signature), **(headers or {})}
        return self.call("POST", "/partner/webhook", body, sent)


class PartnerShop(unittest.TestCase):
    settings = ""

    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enterClassContext(harness.scratch_folder())
        cls.data = cls.folder / "data"
        cls.data.mkdir()
        (cls.data / "tidegate.toml").write_text(cls.settings)
        for name in ("Acme", "Berta"):
            harness.cli("partner", "add", name, "--email", f"{name.lower()}@example.com", data=cls.data)
        keys = {who: cls.make_key(*who) for who in (("Acme", "live"), ("Acme", "test"), ("Berta", "live"))}
        cls.server = cls.enterClassContext(harness.server(cls.data, log=cls.folder / "server.log"))
        # One secret a partner: the last that was made is the new one, the one before is valid still.
        secret = {who[0]: made["webhook_secret"] for who, made in keys.items()}
        cls.acme, cls.sandbox, cls.berta = (PartnerClient(cls.server, made["secret"], secret[who[0]]) for who, made in keys.items())
        cls.stranger = harness.Client(cls.server)
        cls.stranger.document = cls.acme.document
        cls.database = harness.Database(cls.data)

    @classmethod
    def make_key(cls, partner, side="live", *more):
        words = ["key", "create", "--kind", "partner", "--partner", partner, "--webhook-secret", "--json", *more]
        return json.loads(harness.cli(*words, *(["--test"] if side == "test" else []), data=cls.data).stdout)

    def problem(self, answer, status, code):
        self.assertEqual((answer.status, answer.code), (status, code), answer)
        self.assertEqual(answer.headers["content-type"], "application/problem+json")
        self.assertEqual(answer.json["type"], f"/problems/{code}")
        self.assertEqual(answer.json["request_id"], answer.headers["x-request-id"])
        return answer

    def verify_books(self):
        verified = harness.cli("verify", data=self.data, check=False)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
