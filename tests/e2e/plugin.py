#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A payment method comes as a file into the plugin folder of a running server, and goes again.

Scenario M2: one more strategy, picked up without a restart and listed by GET /payment/methods; checkout is unchanged; a broken file harms
nobody and is named in the log. TIDEGATE_CRYPTO_PLUGIN names the built example plugin.
"""
import hashlib
import os
import re
import shutil
import unittest
from pathlib import Path

import harness
from shop import Shop, basket

PLUGIN = Path(os.environ.get("TIDEGATE_CRYPTO_PLUGIN", "none"))
SECONDS = 10  # until a file is noticed; a machine at ease needs one


def transfer(number):
    """What the example takes for a transfer that was made: its id and the checksum over it."""
    made = hashlib.sha256(b"transfer %d" % number).digest()
    return (made + hashlib.sha256(hashlib.sha256(made).digest()).digest()[:4]).hex()


def crypto(token):
    return basket(payment={"method": "crypto", "token": token})


def some_library():
    """A shared library that is no plugin."""
    return re.search(r"/\S+/libc[.-]\S+", Path("/proc/self/maps").read_text())[0]


@unittest.skipUnless(PLUGIN.is_file(), f"no plugin at TIDEGATE_CRYPTO_PLUGIN={PLUGIN}")
class PluginFolder(Shop):
    @classmethod
    def make_place(cls, data):
        cls.plugins = cls.folder / "methods"  # is not there yet when the server starts
        cls.settings = f'[plugins]\nfolder = "{cls.plugins}"\n'

    def setUp(self):
        super().setUp()
        self.plugins.mkdir(exist_ok=True)
        for file in self.plugins.iterdir():
            file.unlink()
        self.wait_for(("card", "store_credit"))

    def methods(self):
        answer = self.open_shop.get("/payment/methods")
        self.assertEqual(answer.status, 200)
        self.assertTrue(all(offer["name"] and offer["available"] for offer in answer.json["data"]), answer.json)
        return sorted(offer["id"] for offer in answer.json["data"])

    def wait_for(self, methods):
        harness.poll(lambda: self.methods() == sorted(methods), f"{methods} are offered", SECONDS)

    def install(self):
        shutil.copy(PLUGIN, self.plugins / "crypto.so")
        self.wait_for(("card", "crypto", "store_credit"))

    def wait_for_log(self, path, what):
        harness.poll(lambda: any(str(path) in line and what in line for line in self.server.log.read_text().splitlines()),
                     f"the log tells of {path} that it {what}", SECONDS)

    def refused_as_unknown(self):
        answer = self.refused(400, "invalid_request", lambda language: self.checkout(crypto(transfer(0)), language))
        self.assertEqual([error["code"] for error in answer.json["errors"]], ["unknown_method"])


class ComesAndGoes(PluginFolder):
    def test_it_is_offered_takes_payments_and_goes(self):
        self.refused_as_unknown()
        self.install()
        order = self.buy(crypto(transfer(1)), shopper="anna").json
        self.assertEqual(order["status"], "paid")
        self.assertEqual(order["payment"], {"method": "crypto", "reference": transfer(1)[:64]})
        self.assertEqual(order["total"], {"amount": 999, "currency": "EUR"})
        charged = [charge["order_id"] for charge in self.bank.get("/_charges").json["data"]]
        self.assertNotIn(order["id"], charged)

        self.refused(402, "payment_declined", lambda language: self.checkout(crypto("no transfer"), language))
        self.refused(402, "payment_declined", lambda language: self.checkout(crypto(transfer(1)), language))
        self.expected["declined"] += 4

        (self.plugins / "crypto.so").unlink()
        self.wait_for(("card", "store_credit"))
        self.refused_as_unknown()
        self.assertEqual([o["payment"]["method"] for o in self.shop.orders("anna")], ["crypto"])
        self.buy()

    def test_the_same_key_gets_the_same_order(self):
        self.install()
        key = {"Idempotency-Key": "coins-1"}
        first = self.buy(crypto(transfer(2)), key, shopper="berta")
        again = self.checkout(crypto(transfer(2)), key, shopper="berta")
        self.assertEqual((again.status, again.json), (201, first.json))
        self.assertEqual(again.headers["idempotent-replayed"], "true")

    def test_a_copy_that_takes_its_time(self):
        whole = PLUGIN.read_bytes()
        path = self.plugins / "crypto.so"
        path.write_bytes(whole[:len(whole) // 2])
        self.wait_for_log(path, "was not loaded")
        self.assertEqual(self.methods(), ["card", "store_credit"])
        with open(path, "ab") as rest:
            rest.write(whole[len(whole) // 2:])
        self.wait_for(("card", "crypto", "store_credit"))
        self.buy(crypto(transfer(3)))

    def test_broken_files_harm_nobody(self):
        whole = PLUGIN.read_bytes()
        for name, content in (("text.so", b"this is not a library"), ("empty.so", b""), ("zeros.so", bytes(len(whole))),
                              ("headless.so", b"\x7fELF" + bytes(range(256))), ("cut.so", whole[:-5000]),
                              ("other.so", Path(some_library()).read_bytes())):
            (self.plugins / name).write_bytes(content)
            self.wait_for_log(self.plugins / name, "was not loaded")
        shutil.copy(PLUGIN, self.plugins / "everybodys.so")
        (self.plugins / "everybodys.so").chmod(0o666)
        self.wait_for_log(self.plugins / "everybodys.so", "was not loaded")
        self.assertEqual(self.methods(), ["card", "store_credit"])
        self.buy()
        self.install()
        self.buy(crypto(transfer(4)))

    def test_a_second_plugin_with_the_same_name_changes_nothing(self):
        self.install()
        shutil.copy(PLUGIN, self.plugins / "twin.so")
        self.wait_for_log(self.plugins / "twin.so", "was not loaded")
        (self.plugins / "twin.so").unlink()
        self.buy(crypto(transfer(5)))

    def test_overwritten_by_a_broken_file(self):
        self.install()
        path = self.plugins / "crypto.so"
        path.write_bytes(b"this was a library")
        self.wait_for_log(path, "was not loaded")
        self.assertIsNone(self.server.process.poll())
        # Offered or not: what is offered works.
        if "crypto" in self.methods():
            self.buy(crypto(transfer(6)))
        self.buy()


class Again(PluginFolder):
    def test_a_transfer_pays_once_even_when_the_plugin_goes_and_comes_back(self):
        self.install()
        self.buy(crypto(transfer(7)))
        (self.plugins / "crypto.so").unlink()
        self.wait_for(("card", "store_credit"))
        self.install()
        answer = self.checkout(crypto(transfer(7)))
        self.assertNotEqual(answer.status, 201, "the same transfer has paid for two orders")
        self.expected["declined"] += 1


if __name__ == "__main__":
    harness.main()
