#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Returns through a real server and gateway: from a shopper's checkout to the money that went back, and everything that is refused on the way."""
import hashlib
import json
import shutil
import sqlite3
import struct
import unittest
import zlib

import document
import harness

SETTINGS = harness.PATIENT_SHOP + "[refund]\nattempts = 2\nbase_ms = 50\ncap_ms = 100\n[rma]\nfour_eyes_above = 5000\n"
ROLES = {"ada": "admin", "sue": "support", "walt": "warehouse", "fay": "finance"}
TABLES = ("rma", "rma_line", "rma_unit", "rma_receipt", "rma_inspection", "rma_disposition", "rma_completion", "rma_repair", "rma_note",
          "rma_attachment", "rma_rules", "rma_final_sale", "refund", "stock", "stock_bucket", "stock_movement", "credit_entry", "orders",
          "order_line", "audit")


def png(width=2, height=2):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + b"\x10\x20\x30" * width for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


prepared = None


class Prepared:
    """A shop with staff who have signed in, made once: passwords are slow on purpose."""

    def __init__(self, folder):
        self.data = harness.prepared_data(folder, "", [("SKU-1", 999, 100, 50)])
        for name, role in ROLES.items():
            harness.add_staff(self.data, name, role)
        self.key = harness.storefront_key(self.data)
        with harness.server(self.data) as server:
            self.tokens = {name: harness.staff_token(harness.Client(server), name) for name in ROLES}
            server.terminate()


def setUpModule():
    global prepared
    prepared = Prepared(unittest.enterModuleContext(harness.scratch_folder()))


class Returns(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(harness.scratch_folder())
        self.gateway = self.enterContext(harness.gateway(folder))
        self.bank = harness.Client(self.gateway)
        self.data = shutil.copytree(prepared.data, folder / "data")
        (self.data / "tidegate.toml").write_text(SETTINGS + harness.card_settings(self.gateway))
        self.key = prepared.key
        self.server = self.enterContext(harness.server(self.data))
        self.document = document.Document()
        self.shop = self.client(self.key)
        self.staff = {name: self.client(token) for name, token in prepared.tokens.items()}

    def tearDown(self):
        verified = harness.cli("verify", data=self.data, check=False)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)

    def client(self, secret=None):
        client = harness.Client(self.server, secret)
        client.document = self.document
        return client

    def as_shopper(self, method, path, body=None, headers=None, shopper="anna"):
        return self.shop.call(method, path, body, {"X-Shopper-Id": shopper, **(headers or {})})

    def good(self, answer, status=200):
        self.assertEqual(answer.status, status, answer.body)
        return answer.json

    def version_of(self, path):
        return {"If-Match": self.staff["ada"].get(path).headers["etag"]}

    def bought(self, quantity=1, shipped=True, shopper="anna"):
        order = self.good(self.shop.checkout(shopper, "SKU-1", quantity), 201)["id"]
        if shipped:
            path = f"/staff/orders/{order}"
            self.good(self.staff["walt"].call("POST", path + "/ship", {}, self.version_of(path)))
        return order

    def wanted(self, order, quantity=1, shopper="anna"):
        line = self.as_shopper("GET", f"/orders/{order}/returnable", shopper=shopper).json["data"][0]
        return {"order_id": order, "lines": [{"order_line_id": line["order_line_id"], "quantity": quantity, "reason": "damaged"}]}

    def submitted(self, order, quantity=1):
        return self.good(self.as_shopper("POST", "/rma", self.wanted(order, quantity)), 201)

    def step(self, name, rma, step, body=None, **headers):
        """One step on the return as it is now."""
        path = f"/staff/rma/{rma['id']}"
        return self.staff[name].call("POST", f"{path}/{step}", body, {**self.version_of(path), **headers})

    def approved(self, order, quantity=1):
        rma = self.submitted(order, quantity)
        self.good(self.step("sue", rma, "validate"))
        return self.good(self.step("sue", rma, "approve"))

    def received(self, order, quantity=1):
        rma = self.approved(order, quantity)
        return self.good(self.step("walt", rma, "receive", {"lines": [{"line_id": rma["lines"][0]["id"], "quantity": quantity}]}))

    def units(self, rma, **more):
        line = rma["lines"][0]
        return {"units": [{"line_id": line["id"], "unit": unit + 1, **more} for unit in range(line["quantity"])]}

    def inspected(self, order, quantity=1):
        rma = self.received(order, quantity)
        return self.good(self.step("walt", rma, "inspect", self.units(rma, grade="opened", verdict="accept", stock="quarantine")))

    def decided(self, order, quantity=1, **decision):
        rma = self.inspected(order, quantity)
        return self.good(self.step("fay", rma, "disposition", self.units(rma, **(decision or {"kind": "REFUND"}))))

    def now(self, rma):
        return self.good(self.staff["sue"].get(f"/staff/rma/{rma['id']}"))

    def in_state(self, rma, state):
        return harness.poll(lambda: (r := self.now(rma))["state"] == state and r, f"the return is {state}")

    def paid_back(self):
        return [refund["amount"] for refund in self.bank.get("/_charges").json["refunds"]]

    def everything(self):
        """All that a refusal must leave as it was."""
        database = harness.Database(self.data)
        rows = {table: database.rows(f"SELECT * FROM {table}") for table in TABLES if table != "audit"}
        return {**rows, "audit": database.rows("SELECT * FROM audit WHERE entity <> 'refusal'")}

    def told_refusals(self):
        return harness.Database(self.data).rows("SELECT COUNT(*) FROM audit WHERE entity = 'refusal'")[0][0]

    def refused(self, code, call, told=0):
        """`told`: entries of the audit trail that say so, as a matter of security."""
        before, told_before = self.everything(), self.told_refusals()
        answer = call()
        self.assertEqual(answer.code, code, answer.body)
        self.assertTrue(answer.json["detail"])
        self.assertEqual(self.everything(), before)
        # Nobody waits for what is hidden from them to be written down.
        harness.poll(lambda: self.told_refusals() - told_before >= told, "the refusal is told")
        self.assertEqual(self.told_refusals() - told_before, told)
        return answer

    def security_events(self, kind):
        file = self.data / "security.log"
        lines = file.read_text().splitlines() if file.exists() else []
        return [event for event in map(json.loads, lines) if event["kind"] == kind]


class Way(Returns):
    def test_a_unit_comes_back_and_the_money_goes_back_once(self):
        order = self.bought(2)
        rma = self.submitted(order, 2)
        self.assertEqual((rma["state"], rma["units"], rma["value"]), ("submitted", 2, {"amount": 1998, "currency": "EUR"}))
        self.good(self.step("sue", rma, "validate"))
        self.good(self.step("sue", rma, "approve"))
        sent = self.good(self.as_shopper("POST", f"/rma/{rma['id']}/send", {"tracking": "DHL 7"}))
        self.assertEqual((sent["state"], sent["tracking"]), ("in_transit", "DHL 7"))
        line = {"line_id": rma["lines"][0]["id"]}
        part = self.good(self.step("walt", rma, "receive", {"lines": [{**line, "quantity": 1}], "tracking": "DHL 7"}))
        self.assertEqual(part["state"], "partly_received")
        self.assertEqual(self.good(self.step("walt", rma, "receive", {"lines": [{**line, "quantity": 1}]}))["state"], "received")
        found = self.units(rma, grade="opened", verdict="accept", stock="restock")
        found["units"][1].update(verdict="reject", reason="worn", stock="scrap")
        self.assertEqual(self.good(self.step("walt", rma, "inspect", found))["state"], "inspected")
        decisions = {"units": [{**line, "unit": 1, "kind": "REFUND", "fee": {"amount": 99, "currency": "EUR"}}]}
        plan = self.good(self.staff["fay"].call("POST", f"/staff/rma/{rma['id']}/preview", decisions))
        self.assertEqual((plan["refund"]["amount"], plan["fees"]["amount"], plan["undecided"]), (900, 99, 0))
        self.assertEqual(self.now(rma)["state"], "inspected")
        self.assertEqual(self.good(self.step("fay", rma, "disposition", decisions))["state"], "decided")
        self.assertIsNone(self.good(self.as_shopper("GET", f"/rma/{rma['id']}"))["lines"][0]["units"][0]["disposition"])
        self.assertIn(self.good(self.step("fay", rma, "complete"))["state"], ("settling", "completed"))
        done = self.in_state(rma, "completed")
        self.assertEqual(self.paid_back(), [900])
        paid = self.bank.get("/_charges").json["refunds"][0]
        self.assertEqual(done["refunds"][0]["reference"], paid["id"])
        self.assertEqual([event["step"] for event in done["history"]],
                         ["submit", "validate", "approve", "send", "receive", "receive", "inspect", "decide", "complete", "settle"])
        stock = harness.Database(self.data).rows("SELECT on_hand FROM stock")
        self.assertEqual(stock, [(999,)])
        self.shopper_is_told_what_is_theirs(rma)
        metrics = harness.poll(lambda: (text := self.client().get("/metrics").body.decode())
                               and 'tidegate_returns{state="completed"} 1' in text and text, "the return is counted")
        self.assertIn('tidegate_return_steps_total{outcome="done",step="complete"} 1', metrics)

    def shopper_is_told_what_is_theirs(self, rma):
        self.good(self.staff["sue"].call("POST", f"/staff/rma/{rma['id']}/notes", {"body": "mind her", "visibility": "internal"}), 201)
        self.good(self.staff["sue"].call("POST", f"/staff/rma/{rma['id']}/notes", {"body": "Thank you.", "visibility": "customer"}), 201)
        seen = self.as_shopper("GET", f"/rma/{rma['id']}")
        for hidden in (b"mind her", *(name.encode() for name in ROLES), b"scrap"):
            self.assertNotIn(hidden, seen.body)
        self.assertEqual([(note["author"], note["body"]) for note in seen.json["notes"]], [("staff", "Thank you.")])
        unit = seen.json["lines"][0]["units"][0]
        self.assertEqual((unit["disposition"]["kind"], unit["disposition"]["amount"]["amount"]), ("REFUND", 900))
        self.assertEqual(seen.json["lines"][0]["units"][1]["inspection"]["reason"], "worn")
        self.assertEqual({event["actor"] for event in seen.json["history"]}, {"shopper", "staff", "system"})
        self.assertEqual([one["id"] for one in self.as_shopper("GET", "/rma").json["data"]], [rma["id"]])

    def test_credit_replacement_and_repair(self):
        rma = self.inspected(self.bought(3), 3)
        decisions = self.units(rma)
        for unit, kind in zip(decisions["units"], ("STORE_CREDIT", "REPLACEMENT", "REPAIR")):
            unit["kind"] = kind
        self.good(self.step("fay", rma, "disposition", decisions))
        settling = self.good(self.step("fay", rma, "complete"))
        self.assertEqual(settling["state"], "settling")
        balance = self.as_shopper("GET", "/credit").json["balances"]
        self.assertEqual(balance, [{"amount": 999, "currency": "EUR"}])
        replacement = self.good(self.as_shopper("GET", f"/orders/{settling['lines'][0]['units'][1]['disposition']['replacement_order_id']}"))
        self.assertEqual((replacement["kind"], replacement["total"]["amount"]), ("replacement", 0))
        ended = {"repair_id": settling["repairs"][0]["id"], "repaired": True}
        self.assertEqual(self.good(self.step("walt", rma, "repair", ended))["state"], "completed")
        self.assertEqual(self.paid_back(), [])

    def test_a_refund_that_failed_waits_for_finance(self):
        rma = self.decided(self.bought())
        harness.set_faults(self.bank, "error")
        self.good(self.step("fay", rma, "complete"))
        self.in_state(rma, "attention")
        self.assertEqual([one["id"] for one in self.staff["fay"].get("/staff/rma?queue=finance").json["data"]], [rma["id"]])
        harness.set_faults(self.bank, "ok")
        self.good(self.step("fay", rma, "retry"))
        self.in_state(rma, "completed")
        self.assertEqual(self.paid_back(), [999])

    def test_a_retried_refund_is_retried_once_under_its_key(self):
        rma = self.decided(self.bought())
        harness.set_faults(self.bank, "error")
        self.good(self.step("fay", rma, "complete"))
        refund = self.in_state(rma, "attention")["refunds"][0]
        path, headers = f"/staff/refunds/{refund['id']}", {"If-Match": f'"{refund["version"]}"', "Idempotency-Key": "one click"}
        answers = [self.staff["fay"].call("POST", path + "/retry", headers=headers) for _ in range(2)]
        self.assertEqual([answer.status for answer in answers], [200, 200])
        self.assertEqual(answers[1].headers["idempotent-replayed"], "true")
        self.assertEqual(self.staff["fay"].call("POST", path + "/settle", {}, headers).code, "idempotency_key_reused")
        self.in_state(rma, "attention")
        harness.set_faults(self.bank, "ok")
        self.good(self.step("fay", rma, "reopen", {"note": "credit instead"}))

    def test_what_is_repeated_is_done_once(self):
        wanted = self.wanted(self.bought(2), 1)
        asked = [self.as_shopper("POST", "/rma", wanted, {"Idempotency-Key": "k1"}) for _ in range(2)]
        self.assertEqual([answer.status for answer in asked], [201, 201])
        self.assertEqual(asked[0].body, asked[1].body)
        self.assertEqual(asked[1].headers["idempotent-replayed"], "true")
        rma = asked[0].json
        headers = {"If-Match": asked[0].headers["etag"], "Idempotency-Key": "k2"}
        path = f"/staff/rma/{rma['id']}"
        steps = [self.staff["sue"].call("POST", path + "/validate", None, headers) for _ in range(2)]
        self.assertEqual([answer.json["state"] for answer in steps], ["validated", "validated"])
        self.assertEqual(steps[1].headers["idempotent-replayed"], "true")
        note = {"body": "once", "visibility": "internal"}
        notes = [self.staff["sue"].call("POST", path + "/notes", note, {"Idempotency-Key": "k3"}) for _ in range(2)]
        self.assertEqual(notes[0].json, notes[1].json)
        self.assertEqual(len(self.now(rma)["notes"]), 1)
        self.refused("idempotency_key_reused", lambda: self.staff["sue"].call("POST", path + "/approve", None, headers))
        self.refused("idempotency_key_reused", lambda: self.as_shopper("POST", "/rma", {**wanted, "lines": [
            {**wanted["lines"][0], "reason": "other"}]}, {"Idempotency-Key": "k1"}))

    def test_support_asks_for_a_customer(self):
        order = self.bought()
        wanted = self.wanted(order)
        made = self.staff["sue"].call("POST", "/staff/rma", wanted, {"Idempotency-Key": "k"})
        self.assertEqual((self.good(made, 201)["source"], made.headers["location"]), ("staff", f"/staff/rma/{made.json['id']}"))
        self.assertEqual(self.good(self.step("sue", made.json, "decline", {"reason": "no fault found"}))["state"], "declined")
        self.assertEqual(self.good(self.as_shopper("GET", f"/rma/{made.json['id']}"))["reason"], "no fault found")
        self.assertEqual(self.submitted(order)["state"], "submitted")

    def test_the_rules_validate_and_approve_by_themselves(self):
        admin = self.staff["ada"]
        rules = self.good(admin.get("/staff/return-rules"))
        changed = {**rules, "auto_validate": True, "auto_approve": True, "final_sale_skus": ["SKU-9"]}
        version = changed.pop("version")
        headers = {"If-Match": f'"{version}"'}
        self.refused("forbidden", lambda: self.staff["sue"].call("PUT", "/staff/return-rules", changed, headers), told=1)
        self.refused("invalid_request", lambda: admin.call("PUT", "/staff/return-rules", {**changed, "window_days": 9999}, headers))
        self.assertEqual(self.good(admin.call("PUT", "/staff/return-rules", changed, headers))["version"], version + 1)
        self.refused("version_conflict", lambda: admin.call("PUT", "/staff/return-rules", changed, headers))
        self.assertEqual(self.submitted(self.bought())["state"], "approved")

    def test_returns_are_found(self):
        order = self.bought()
        rma = self.submitted(order)
        for query in ("state=submitted", "queue=support", f"q={rma['number'].lower()}", f"q={order}", "q=sku-1", "order=value&limit=1"):
            self.assertEqual([one["id"] for one in self.staff["walt"].get("/staff/rma?" + query).json["data"]], [rma["id"]], query)
        self.assertEqual(self.staff["walt"].get("/staff/rma?state=completed").json["data"], [])
        for query in ("state=lost", "queue=nobody", "order=age", "colour=red", "limit=0", "cursor=x"):
            self.assertEqual(self.staff["walt"].get("/staff/rma?" + query).code, "invalid_request", query)


class Refusals(Returns):
    def test_more_than_was_shipped(self):
        order = self.bought(2)
        answer = self.refused("conflict", lambda: self.as_shopper("POST", "/rma", self.wanted(order, 3)))
        self.assertEqual(answer.json["errors"][0]["code"], "above_returnable")

    def test_nothing_that_was_not_shipped(self):
        order = self.bought(1, shipped=False)
        self.refused("conflict", lambda: self.as_shopper("POST", "/rma", self.wanted(order)))

    def test_the_same_unit_twice(self):
        order = self.bought()
        self.submitted(order)
        answer = self.refused("conflict", lambda: self.as_shopper("POST", "/rma", self.wanted(order)))
        self.assertEqual(answer.json["errors"][0]["code"], "above_returnable")

    def test_what_is_another_shoppers(self):
        order = self.bought()
        wanted = self.wanted(order)
        self.refused("not_found", lambda: self.as_shopper("POST", "/rma", wanted, shopper="eve"), told=1)
        rma = self.submitted(order)
        path = f"/rma/{rma['id']}"
        for method, target, body in (("GET", path, None), ("POST", path + "/cancel", {}), ("POST", path + "/send", {}),
                                     ("GET", f"/orders/{order}", None), ("GET", f"/orders/{order}/returnable", None)):
            self.refused("not_found", lambda: self.as_shopper(method, target, body, shopper="eve"), told=1)
        self.refused("not_found", lambda: self.as_shopper("GET", "/orders/none", shopper="eve"))
        self.assertEqual(self.as_shopper("GET", "/rma", shopper="eve").json["data"], [])
        self.refused("not_found", lambda: self.staff["sue"].call("POST", "/staff/rma/none/validate", None, {"If-Match": '"1"'}))

    def test_who_is_nobody(self):
        rma = self.submitted(self.bought())
        for path in ("/rma", f"/rma/{rma['id']}", "/staff/rma", f"/staff/rma/{rma['id']}", "/staff/return-rules"):
            self.assertEqual(self.client().get(path).status, 401, path)
        self.assertEqual(self.client(self.key).get("/staff/rma").status, 403)
        self.assertEqual(self.staff["sue"].get("/rma").status, 401)

    def test_a_wrong_role_stands_in_the_security_log(self):
        order = self.bought()
        rma = self.submitted(order)
        wrong = {"validate": "walt", "decline": "fay", "approve": "walt", "receive": "sue", "inspect": "fay", "disposition": "walt",
                 "complete": "sue", "repair": "fay", "retry": "walt", "reopen": "sue"}
        line = rma["lines"][0]["id"]
        bodies = {"decline": {"reason": "x"}, "reopen": {"note": "x"}, "repair": {"repair_id": "x", "repaired": True},
                  "receive": {"lines": [{"line_id": line, "quantity": 1}]},
                  "inspect": self.units(rma, grade="new", verdict="accept", stock="restock"),
                  "disposition": self.units(rma, kind="REFUND")}
        for step, name in wrong.items():
            answer = self.refused("forbidden", lambda: self.step(name, rma, step, bodies.get(step)), told=1)
            self.assertEqual(answer.status, 403)
        self.refused("forbidden", lambda: self.staff["walt"].call("POST", "/staff/rma", self.wanted(order)), told=1)
        path = f"/staff/orders/{order}"
        self.refused("forbidden", lambda: self.staff["walt"].call("POST", path + "/cancel", {}, self.version_of(path)), told=1)
        events = harness.poll(lambda: len(e := self.security_events("authorization")) >= len(wrong) + 2 and e, "the security log")
        self.assertEqual({(event["detail"]["user"], event["outcome"]) for event in events if event["detail"]["path"].endswith("/retry")},
                         {("walt", "forbidden")})
        self.assertTrue(any(event["detail"]["path"] == path + "/cancel" for event in events))

    def test_a_stale_version(self):
        rma = self.submitted(self.bought())
        path = f"/staff/rma/{rma['id']}/validate"
        self.refused("precondition_required", lambda: self.staff["sue"].call("POST", path))
        self.good(self.step("sue", rma, "validate"))
        answer = self.refused("version_conflict", lambda: self.staff["sue"].call("POST", f"/staff/rma/{rma['id']}/approve", None,
                                                                                  {"If-Match": '"1"'}))
        self.assertEqual(answer.json["errors"][0]["value"], "2")
        self.refused("version_conflict", lambda: self.as_shopper("POST", f"/rma/{rma['id']}/cancel", {}, {"If-Match": '"1"'}))

    def test_a_step_that_is_not_legal_names_those_that_are(self):
        rma = self.submitted(self.bought())
        for name, step, body in (("sue", "approve", None), ("fay", "complete", None), ("fay", "retry", None), ("sue", "send", {}),
                                 ("walt", "receive", {"lines": [{"line_id": rma["lines"][0]["id"], "quantity": 1}]})):
            answer = self.refused("illegal_transition", lambda: self.step(name, rma, step, body))
            self.assertEqual(answer.status, 409)
            self.assertEqual(answer.json["errors"][0]["value"], "submitted")
            self.assertIn("validate", answer.json["errors"][0]["message"])
        self.good(self.as_shopper("POST", f"/rma/{rma['id']}/cancel", {"reason": "found it"}))
        self.refused("illegal_transition", lambda: self.as_shopper("POST", f"/rma/{rma['id']}/cancel"))

    def test_more_than_was_paid(self):
        rma = self.inspected(self.bought())
        for fee in (1000, -1):
            self.refused("invalid_request", lambda: self.step("fay", rma, "disposition", self.units(
                rma, kind="REFUND", fee={"amount": fee, "currency": "EUR"})))
        self.refused("invalid_request", lambda: self.step("fay", rma, "disposition", self.units(
            rma, kind="REFUND", fee={"amount": 1, "currency": "JPY"})))
        self.refused("invalid_request", lambda: self.step("fay", rma, "disposition", {"units": [
            {"line_id": rma["lines"][0]["id"], "unit": 2, "kind": "REFUND"}]}))

    def test_the_inspector_does_not_release_much_money(self):
        rma = self.received(self.bought(6), 6)
        self.good(self.step("ada", rma, "inspect", self.units(rma, grade="new", verdict="accept", stock="restock")))
        self.good(self.step("fay", rma, "disposition", self.units(rma, kind="REFUND")))
        plan = self.good(self.staff["fay"].call("POST", f"/staff/rma/{rma['id']}/preview"))
        self.assertEqual((plan["above_limit"], plan["needs_another_person"]), (True, True))
        for name in ("ada", "fay"):
            self.refused("forbidden", lambda: self.step(name, rma, "complete"), told=1)
        self.assertEqual(self.paid_back(), [])

    def test_bodies_that_are_not_in_order(self):
        rma = self.received(self.bought())
        line = rma["lines"][0]["id"]
        for step, name, body in (("inspect", "walt", {"units": []}), ("inspect", "walt", {}), ("inspect", "walt", {"units": 7}),
                                 ("inspect", "walt", self.units(rma, grade="fine", verdict="accept", stock="restock")),
                                 ("inspect", "walt", self.units(rma, grade="new", verdict="reject", stock="scrap")),
                                 ("inspect", "walt", self.units(rma, grade="new", verdict="reject", reason="x", stock="restock")),
                                 ("inspect", "walt", {"units": [{"line_id": line, "unit": 9, "grade": "new", "verdict": "accept",
                                                                 "stock": "restock"}]}),
                                 ("inspect", "walt", b"{"), ("complete", "fay", {"force": True}), ("decline", "sue", {})):
            self.refused("invalid_request", lambda: self.step(name, rma, step, body))
        order = self.bought()
        wanted = self.wanted(order)
        for change in ({"reason": "greed"}, {"quantity": 0}, {"quantity": 1.5}, {"order_line_id": "x"}, {"colour": "red"}):
            bad = {**wanted, "lines": [{**wanted["lines"][0], **change}]}
            self.refused("invalid_request", lambda: self.as_shopper("POST", "/rma", bad))
        self.refused("invalid_request", lambda: self.as_shopper("POST", "/rma", {**wanted, "override_rules": True}))
        self.refused("invalid_request", lambda: self.as_shopper("POST", "/rma", {**wanted, "lines": wanted["lines"] * 2}))


class Files(Returns):
    def add(self, rma, content, media="image/png", query="", shopper="anna", **headers):
        return self.shop.call("POST", f"/rma/{rma['id']}/attachments{query}", content,
                              {"X-Shopper-Id": shopper, "Content-Type": media, **headers})

    def kept(self):
        folder = self.data / "return-files"
        return sorted(file.name for file in folder.glob("*/*")) if folder.exists() else []

    def test_a_photo_is_kept_outside_the_database_and_given_back(self):
        rma = self.submitted(self.bought())
        photo = png()
        added = self.good(self.add(rma, photo, query=f"?name=..%2Fa%20crack%22.PNG&line_id={rma['lines'][0]['id']}&unit=1"), 201)
        self.assertEqual((added["name"], added["size"], added["unit"]), ('a crack".PNG', len(photo), 1))
        self.assertEqual(added["sha256"], hashlib.sha256(photo).hexdigest())
        self.assertEqual(self.kept(), [added["sha256"]])
        file = self.data / "return-files" / added["sha256"][:2] / added["sha256"]
        self.assertEqual((file.read_bytes(), file.stat().st_mode & 0o777), (photo, 0o600))
        path = f"/attachments/{added['id']}"
        for answer in (self.as_shopper("GET", f"/rma/{rma['id']}{path}"), self.staff["walt"].get(f"/staff/rma/{rma['id']}{path}")):
            self.assertEqual((answer.status, answer.body, answer.headers["content-type"]), (200, photo, "image/png"))
            self.assertEqual(answer.headers["content-disposition"], "attachment; filename*=UTF-8''a%20crack%22.PNG")
            self.assertEqual(answer.headers["x-content-type-options"], "nosniff")
        self.assertEqual(self.as_shopper("GET", f"/rma/{rma['id']}{path}", shopper="eve").status, 404)
        again = self.add(rma, photo, query=f"?line_id={rma['lines'][0]['id']}&unit=1")
        self.assertEqual((again.status, again.json["id"], again.headers["idempotent-replayed"]), (200, added["id"], "true"))
        self.refused("conflict", lambda: self.add(rma, photo))
        self.assertEqual([one["id"] for one in self.now(rma)["attachments"]], [added["id"]])
        self.assertEqual(self.now(rma)["version"], rma["version"])
        file.write_bytes(photo[:-1] + b"x")
        self.assertEqual(self.as_shopper("GET", f"/rma/{rma['id']}{path}").status, 503)

    def test_a_file_that_is_not_what_it_says(self):
        rma = self.submitted(self.bought())
        script = b"\x89PNG\r\n\x1a\n<script>alert(1)</script>"
        for content, media, code in ((png(), "image/jpeg", "type_differs"), (PDF, "image/png", "type_differs"),
                                     (script, "image/png", "unknown_type"), (b"\xff\xd8\xff\xe0 no photo", "image/jpeg", "unknown_type"),
                                     (b"MZ\x90", "application/pdf", "unknown_type"), (png(65535, 0), "image/png", "unknown_type")):
            answer = self.refused("unsupported_media_type", lambda: self.add(rma, content, media), told=1)
            self.assertEqual((answer.status, answer.json["errors"][0]["code"]), (415, code))
        self.assertEqual(self.add(rma, b"<svg/>", "image/svg+xml").status, 415)
        self.assertEqual(self.kept(), [])
        harness.poll(lambda: len(self.security_events("upload")) == 6, "the security log")

    def test_files_that_are_too_large_or_too_many(self):
        rma = self.submitted(self.bought())
        most = 5 * 1024 * 1024
        whole = PDF[:9] + b"%" + b"x" * (most - len(PDF) - 2) + b"\n" + PDF[9:]
        self.assertEqual(len(whole), most)
        self.good(self.add(rma, whole, "application/pdf"), 201)
        answer = harness.send_raw(self.server, (f"POST /rma/{rma['id']}/attachments HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {self.key}\r\n"
                                                f"X-Shopper-Id: anna\r\nContent-Type: image/png\r\nContent-Length: {most + 1}\r\n\r\n").encode())
        self.assertEqual((answer.status, answer.code), (413, "body_too_large"))
        for number in range(9):
            self.good(self.add(rma, png(number + 1)), 201)
        answer = self.refused("conflict", lambda: self.add(rma, png(99)))
        self.assertEqual(answer.json["errors"][0]["code"], "too_many_files")
        self.assertEqual(len(self.kept()), 10)
        self.assertEqual(self.refused("invalid_request", lambda: self.add(rma, b"")).json["errors"][0]["code"], "empty_file")

    def test_whose_files_and_until_when(self):
        rma = self.submitted(self.bought())
        self.refused("not_found", lambda: self.add(rma, png(), shopper="eve"), told=1)
        for query in ("?unit=1", "?line_id=x", f"?line_id={rma['lines'][0]['id']}&unit=2", "?unit=0", "?colour=red", "?name=a&name=b"):
            self.refused("invalid_request", lambda: self.add(rma, png(), query=query))
        self.good(self.as_shopper("POST", f"/rma/{rma['id']}/cancel"))
        self.refused("illegal_transition", lambda: self.add(rma, png()))
        late = self.staff["walt"].call("POST", f"/staff/rma/{rma['id']}/attachments?name=scan", PDF, {"Content-Type": "application/pdf"})
        self.assertEqual((self.good(late, 201)["name"], late.json["author"]), ("scan.pdf", "staff:walt"))
        self.assertEqual(self.good(self.as_shopper("GET", f"/rma/{rma['id']}"))["attachments"][0]["author"], "staff")

    def test_a_repeated_upload_is_one_file(self):
        rma = self.submitted(self.bought())
        first = self.good(self.add(rma, png(), **{"Idempotency-Key": "photo"}), 201)
        again = self.add(rma, png(), **{"Idempotency-Key": "photo"})
        self.assertEqual((again.status, again.json["id"]), (200, first["id"]))
        self.refused("idempotency_key_reused", lambda: self.add(rma, png(3), **{"Idempotency-Key": "photo"}))


class Damage(Returns):
    """What somebody changed past the program is found by `tidegate verify`."""

    def tearDown(self):
        pass  # what these leave is not in order

    def damaged(self, *statements):
        """The number and the id of a return, in a database in which these were done."""
        rma = self.submitted(self.bought())
        self.assertEqual(self.server.terminate()[0], 0)
        self.assertEqual(harness.cli("verify", data=self.data).stdout, "All invariants hold and the audit chain is whole.\n")
        connection = sqlite3.connect(self.data / "tidegate.db", isolation_level=None)
        for statement in statements:
            connection.execute(statement)
        connection.close()
        return rma

    def found(self):
        """The lines that verify writes; for machines it says the same."""
        told = harness.cli("verify", data=self.data, check=False)
        self.assertEqual(told.returncode, 1, told.stdout + told.stderr)
        lines = told.stdout.splitlines()
        machine = harness.cli("verify", "--json", data=self.data, check=False)
        self.assertEqual(machine.returncode, 1, machine.stdout + machine.stderr)
        self.assertEqual(json.loads(machine.stdout), {"ok": False, "violations": lines})
        return lines

    def test_a_return_of_another_value(self):
        rma = self.damaged("UPDATE rma SET value = value + 1")
        self.assertEqual(self.found(), [f"a return's value is what was paid for its units: {rma['number']} has 1000 against 999"])

    def test_an_entry_of_the_audit_trail_that_was_changed(self):
        rma = self.damaged("DROP TRIGGER audit_refuses_update", "UPDATE audit SET actor = 'staff:eve' WHERE action = 'rma.submit'")
        seq = harness.Database(self.data).rows("SELECT seq FROM audit WHERE entity_id = ?", rma["id"])[0][0]
        self.assertEqual(self.found(), [f"audit chain, entry {seq}: the record was altered, moved or put in"])


if __name__ == "__main__":
    harness.main()
