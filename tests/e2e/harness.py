# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests and benchmarks of the whole program share: start and end its processes, talk to them, look into their database.

TIDEGATE_BIN names the folder of the programs (default: build/test/bin), TIDEGATE_SHARED the folder with data/open (default: ../shared
beside the project). Everything listens on 127.0.0.1 on free ports and lives in a temporary folder.
"""
import contextlib
import datetime
import http.client
import json
import os
import re
import select
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
import unittest
from dataclasses import dataclass, field
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("TIDEGATE_BIN", TOP / "build/test/bin"))
# With its window or, where none was built, the form without.
TIDEGATE = BIN / ("tidegate" if (BIN / "tidegate").exists() else "tidegate-server")
SHARED = Path(os.environ.get("TIDEGATE_SHARED", TOP / ".." / "shared"))
PATIENCE = float(os.environ.get("TIDEGATE_PATIENCE", "60"))  # seconds for what ends by itself on any machine

STAFF_PASSWORD = "correct horse battery staple"

# Payments fail on purpose in these tests; the breaker would rightly close the shop for them.
PATIENT_SHOP = """
[breaker]
failures = 1000
open_s = 1
[retry]
attempts = 3
base_ms = 5
cap_ms = 50
"""


def real_catalogue(name):
    """A file of ../shared/data/open; skips the test, loudly, where there is none."""
    path = SHARED / "data/open" / name
    if not path.exists():
        raise unittest.SkipTest(f"no {path}: set TIDEGATE_SHARED to the folder with data/open")
    return path


def environment(extra=None):
    """Ours, without any TIDEGATE_ setting of the caller's, but for `extra`."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TIDEGATE_")}
    return {**kept, "LC_ALL": "C.UTF-8", **(extra or {})}


def cli(*arguments, data=None, check=True, stdin=None, timeout=PATIENCE, env=None):
    """Runs `tidegate ARGUMENT...` on the data folder `data`."""
    words = [str(TIDEGATE), *map(str, arguments)]
    if data is not None:
        words += ["--data-dir", str(data)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=timeout, env=environment(env),
                          **({"input": stdin} if stdin is not None else {"stdin": subprocess.DEVNULL}))
    if check and done.returncode != 0:
        raise AssertionError(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done


class Process:
    """One of our servers: started, ready, ended."""

    def __init__(self, words, log, env=None):
        self.log = Path(log)
        self._log_file = open(self.log, "ab")
        self.started = time.monotonic()
        self.process = subprocess.Popen(list(map(str, words)), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=self._log_file, env=environment(env))
        self.url = self._wait_until_ready()
        self.seconds_to_ready = time.monotonic() - self.started
        host, port = re.fullmatch(r"https?://(.*):(\d+)/?", self.url).groups()
        self.host, self.port = host.strip("[]"), int(port)

    def _wait_until_ready(self):
        line, deadline = b"", time.monotonic() + PATIENCE
        while not line.endswith(b"\n"):
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                self.process.kill()
                raise AssertionError(f"no ready line within {PATIENCE:.0f} s\n{self.log_tail()}")
            byte = os.read(self.process.stdout.fileno(), 1)
            if not byte:
                raise AssertionError(f"ended with {self.process.wait()} before it was ready\n{self.log_tail()}")
            line += byte
        match = re.fullmatch(r"tidegate(?:-gateway)? ready (\S+)", line.decode().strip())
        if not match:
            self.process.kill()
            raise AssertionError(f"not a ready line: {line!r}")
        return match[1]

    def log_tail(self, count=20):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])

    def terminate(self, timeout=PATIENCE):
        """SIGTERM; the exit status and how many seconds it took."""
        begin = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout)
        self._close()
        return status, time.monotonic() - begin

    def kill(self):
        """kill -9. What cannot be prepared for."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._close()

    def _close(self):
        self.process.stdout.close()
        self._log_file.close()

    def keeps_what_was_freed(self):
        """Whether a sanitizer is at work: how much memory there is then tells nothing."""
        return "san.so" in Path(f"/proc/{self.process.pid}/maps").read_text()

    def resident_bytes(self):
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        raise AssertionError("no VmRSS")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.kill()


def server(data, *arguments, listen="127.0.0.1:0", env=None, log=None):
    words = [TIDEGATE, "--headless", "--data-dir", data, "--listen", listen, *arguments]
    return Process(words, log or Path(data) / "server.log", env)


def gateway(folder, *arguments):
    return Process([BIN / "tidegate-gateway", "--listen", "127.0.0.1:0", *arguments], Path(folder) / "gateway.log")


@dataclass
class Answer:
    status: int
    headers: dict  # names in lower case
    body: bytes
    json: object = field(default=None)

    @staticmethod
    def of(response, content):
        told = {name.lower(): value for name, value in response.getheaders()}
        media = told.get("content-type", "").partition(";")[0]
        parsed = json.loads(content) if content and media in ("application/json", "application/problem+json") else None
        return Answer(response.status, told, content, parsed)

    @property
    def code(self):
        return self.json.get("code", "") if isinstance(self.json, dict) else ""


class Client:
    """Keep-alive connections to one server, one for each thread that calls."""

    def __init__(self, process, key=None):
        self.host, self.port, self.key = process.host, process.port, key
        self.document = None  # where there is one, answers must be as it says
        self._threads = threading.local()

    def call(self, method, path, body=None, headers=None, timeout=PATIENCE):
        """One request, its body JSON or bytes as they are; raises OSError or http.client.HTTPException where no whole answer came."""
        connection = getattr(self._threads, "connection", None)
        if connection is None:
            connection = self._threads.connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        sent = {"Content-Type": "application/json"} if body is not None else {}
        if self.key:
            sent["Authorization"] = f"Bearer {self.key}"
        sent.update(headers or {})
        try:
            connection.request(method, path, body if body is None or isinstance(body, bytes) else json.dumps(body), sent)
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            raise
        answer = Answer.of(response, content)
        if self.document and (problems := self.document.problems(method, path, answer)):
            raise AssertionError("; ".join(problems))
        return answer

    def get(self, path, headers=None):
        return self.call("GET", path, headers=headers)

    def checkout(self, shopper, sku, quantity=1, method="card", token="tok_visa", key=None):
        payment = {"method": method, "token": token} if method != "store_credit" else {"method": method}
        body = {"items": [{"sku": sku, "quantity": quantity}], "payment": payment}
        return self.call("POST", "/flash/checkout", body, {"X-Shopper-Id": shopper, **({"Idempotency-Key": key} if key else {})})

    def orders(self, shopper):
        found, cursor = [], None
        while True:
            answer = self.get("/orders?limit=200" + (f"&cursor={cursor}" if cursor else ""), {"X-Shopper-Id": shopper})
            assert answer.status == 200, answer
            found += answer.json["data"]
            cursor = answer.json["next_cursor"]
            if not cursor:
                return found


def send_raw(process, request, timeout=PATIENCE):
    """The answer to these very bytes, on a connection of their own that stays open for sending: what is left out is missing, not over."""
    with socket.create_connection((process.host, process.port), timeout=timeout) as connection:
        connection.sendall(request)
        response = http.client.HTTPResponse(connection)
        response.begin()
        return Answer.of(response, response.read())


def poll(found, what, patience=PATIENCE):
    """What `found` returns as soon as that is true."""
    deadline = time.monotonic() + patience
    while not (result := found()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {patience:.0f} s: {what}")
        time.sleep(0.02)
    return result


def rfc3339(seconds_from_now=0):
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds_from_now)
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def catalogue(path, items):
    """A catalogue in our own columns from (sku, price, stock) at `path`."""
    lines = ["sku,name,description,price,currency,stock,image_url,brand,gtin,category"]
    lines += [f"{sku},Product {sku},Made for a test,{price},EUR,{stock},,,," for sku, price, stock in items]
    Path(path).write_text("\n".join(lines) + "\n")
    return path


def create_sale(data, items, name="Test sale", starts=None, ends=None):
    """A sale, by default one that runs now; items are (sku, price in minor units, quota[, limit])."""
    words = []
    for item in items:
        words += ["--item", ":".join(map(str, item))]
    return cli("sale", "create", "--name", name, "--starts", starts or rfc3339(-60), "--ends", ends or rfc3339(86400), *words,
               data=data)


def prepared_data(folder, settings, items, stock=1000):
    """A data folder with these settings and a running sale of items (sku, price in minor units, quota[, limit])."""
    data = Path(folder) / "data"
    data.mkdir(exist_ok=True)
    (data / "tidegate.toml").write_text(settings)
    products = [(sku, f"{price / 100:.2f}", stock) for sku, price, *_ in items]
    cli("catalog", "import", catalogue(Path(folder) / "catalogue.csv", products), data=data)
    create_sale(data, items)
    return data


def storefront_key(data):
    return cli("key", "create", "--kind", "storefront", data=data).stdout.strip().splitlines()[-1]


def add_staff(data, name, role):
    """Somebody who works here, with STAFF_PASSWORD."""
    cli("user", "add", name, "--role", role, "--password-stdin", data=data, stdin=STAFF_PASSWORD + "\n")


def staff_token(client, name):
    """Of a new session of somebody whom add_staff() made."""
    answer = client.call("POST", "/staff/sessions", {"username": name, "password": STAFF_PASSWORD})
    assert answer.status == 201, answer
    return answer.json["token"]


def card_settings(process):
    return f'[payment.card]\nbase_url = "{process.url}"\nsecret_key = "sk_test_tidegate"\n'


def paypal_settings(process):
    return f'[payment.paypal]\nbase_url = "{process.url}"\nclient_id = "tidegate"\nclient_secret = "secret"\n'


def set_faults(client, mode, rate=1.0, latency_ms=0):
    answer = client.call("POST", "/_faults", {"mode": mode, "rate": rate, "latency_ms": latency_ms})
    assert answer.status < 300, answer


@contextlib.contextmanager
def scratch_folder():
    with tempfile.TemporaryDirectory(prefix="tidegate-e2e-") as folder:
        yield Path(folder)


class Database:
    """Looks into a SQLite data folder from outside, read-only."""

    def __init__(self, data):
        self.path = Path(data) / "tidegate.db"

    def rows(self, sql, *parameters):
        connection = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=30)
        try:
            return connection.execute(sql, parameters).fetchall()
        finally:
            connection.close()

    def open_reservations(self):
        return self.rows("SELECT count(*) FROM orders WHERE status = 'reserved'")[0][0]

    def wait_until_settled(self, patience=PATIENCE):
        deadline = time.monotonic() + patience
        while self.open_reservations():
            if time.monotonic() > deadline:
                raise AssertionError(f"{self.open_reservations()} orders are still reserved after {patience:.0f} s")
            time.sleep(0.1)


class Books:
    """The three books that must agree: the orders, the stock, and what the gateway really charged."""

    def __init__(self, data, charges):
        database = Database(data)
        self.orders = {row[0]: row[1:] for row in database.rows(
            "SELECT o.id, o.status, o.total, p.method FROM orders o LEFT JOIN payment p ON p.order_id = o.id")}
        self.items = database.rows("SELECT sku, quota, sold, held FROM sale_item")
        self.sold = dict(database.rows("SELECT l.sku, sum(l.quantity) FROM order_line l JOIN orders o ON o.id = l.order_id "
                                       "WHERE o.status = 'paid' GROUP BY l.sku"))
        self.charges = [c for c in charges["data"] if c["amount"] > c["refunded"]]

    def problems(self, settled=True):
        """What does not agree, one line each. Before everything is settled, an open reservation may be charged or not."""
        told = []
        charged = {}
        for charge in self.charges:
            charged.setdefault(charge["order_id"], []).append(charge)
        for order, charges in charged.items():
            status, total, _ = self.orders.get(order, ("missing", 0, None))
            if len(charges) > 1:
                told.append(f"order {order} was charged {len(charges)} times")
            if status not in (("paid",) if settled else ("paid", "reserved")):
                told.append(f"order {order} is {status} and was charged")
            elif charges[0]["amount"] != total:
                told.append(f"order {order} over {total} was charged {charges[0]['amount']}")
        for order, (status, _, method) in self.orders.items():
            if status == "paid" and method in ("card", "paypal") and order not in charged:
                told.append(f"order {order} is paid and was never charged")
            if settled and status == "reserved":
                told.append(f"order {order} is still reserved")
        for sku, quota, sold, held in self.items:
            if self.sold.get(sku, 0) != sold:
                told.append(f"{sku}: {self.sold.get(sku, 0)} units in paid orders, {sold} in the sale")
            if sold + held > quota:
                told.append(f"{sku} is oversold: {sold} and {held} held of {quota}")
            if settled and held:
                told.append(f"{sku}: {held} units are still held")
        return told


def main(module_tests=None):
    unittest.main(module_tests or "__main__", verbosity=2)
