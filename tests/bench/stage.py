# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmarks stand on: wrk, nginx, gunicorn, a stocked shop. Everything on 127.0.0.1 and in a temporary folder."""
import base64
import contextlib
import hashlib
import hmac
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "e2e"))
import harness  # noqa: E402  (the module lies in tests/e2e)

THREADS = 2  # of wrk, of nginx


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def wrk(url, connections, seconds, script="summary.lua", arguments=()):
    """One run; the summary that the script prints."""
    words = ["wrk", f"-t{THREADS}", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", "-s", str(HERE / script), url, "--",
             *map(str, arguments)]
    done = subprocess.run(words, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=seconds + 60)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stdout}{done.stderr}")
    told = json.loads(next(line for line in done.stdout.splitlines() if line.startswith("{")))
    told["rate"] = told["requests"] / told["seconds"]
    return told


def checkouts(url, connections, seconds, key, sku, method, token="", listings=0, first=0):
    """A checkout by a new shopper with each request, from number `first` on; `listings` listings before each."""
    return wrk(url, connections, seconds, "checkout.lua", [key, sku, method, token, listings, first])


def wait_for(url, process):
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError(f"{process.args[0]} ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                return answer.read()
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{url} does not answer")


@contextlib.contextmanager
def running(words, url, **options):
    process = subprocess.Popen(list(map(str, words)), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               **options)
    try:
        wait_for(url, process)
        yield process
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def nginx(folder, path, body):
    """nginx with two workers and no access log, serving `body` as a file under `path`."""
    port, root = free_port(), folder / "nginx"
    file = root / "html" / path.lstrip("/")
    file.parent.mkdir(parents=True)
    file.write_bytes(body)
    for each in (folder, *sorted(root.rglob("*")), root):
        each.chmod(0o755)
    user = "user root;\n" if os.geteuid() == 0 else ""
    (root / "nginx.conf").write_text(
        f"{user}worker_processes {THREADS};\nerror_log {root}/error.log;\npid {root}/pid;\ndaemon off;\n"
        "events { worker_connections 4096; }\n"
        f"http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; open_file_cache max=100;\n"
        f"default_type application/json; client_body_temp_path {root}/body; proxy_temp_path {root}/proxy;\n"
        f"fastcgi_temp_path {root}/fastcgi; uwsgi_temp_path {root}/uwsgi; scgi_temp_path {root}/scgi;\n"
        f"server {{ listen 127.0.0.1:{port} backlog=4096; root {root}/html; }} }}\n")
    url = f"http://127.0.0.1:{port}{path}"
    with running(["/usr/sbin/nginx", "-c", root / "nginx.conf", "-p", root], url):
        yield url


@contextlib.contextmanager
def flask_shop(folder, items):
    """The peer with four gunicorn workers; items are (sku, name, price, stock)."""
    path, port = folder / "flask.db", free_port()
    os.environ["FLASK_SHOP_DB"] = str(path)
    sys.path.insert(0, str(HERE))
    import flask_shop as peer  # Debian's flask; needed by this benchmark alone
    peer.create(path, items)
    url = f"http://127.0.0.1:{port}"
    words = ["/usr/bin/gunicorn", "--workers", "4", "--bind", f"127.0.0.1:{port}", "--backlog", "2048", "--chdir", HERE, "flask_shop:app"]
    with running(words, url + "/flash/products", env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}):
        yield url, path


STOCK = 900_000_000
ITEMS = [(f"SKU-{n:02d}", f"{10 + n}.00", STOCK) for n in range(10)]
SKU = ITEMS[0][0]


@contextlib.contextmanager
def shop(folder, settings="", credit=0):
    """Tidegate with ten products on sale and `credit` shoppers with store credit for each thread of wrk: (process, client, data)."""
    data = folder / "data"
    data.mkdir()
    (data / "tidegate.toml").write_text(settings)
    harness.cli("catalog", "import", harness.catalogue(folder / "catalogue.csv", ITEMS), data=data)
    harness.create_sale(data, [(sku, 1000 + 100 * n, STOCK) for n, (sku, _, _) in enumerate(ITEMS)], name="Bench")
    if credit:
        file = folder / "credit.csv"
        with open(file, "w") as target:
            target.write("shopper_id,amount,currency\n")
            for thread in range(1, THREADS + 1):
                target.writelines(f"s{thread}-{n},100.00,EUR\n" for n in range(1, credit + 1))
        harness.cli("credit", "import", file, data=data, timeout=600)
    key = harness.storefront_key(data)
    with harness.server(data) as process:
        yield process, harness.Client(process, key), data


def paid_orders(data):
    return harness.Database(data).rows("SELECT count(*) FROM orders WHERE status = 'paid'")[0][0]


WEBHOOK_PRODUCTS = 1_000


def feed_rows(prefix, rows):
    """A feed in our columns as its lines."""
    yield b"sku,name,description,price,currency,stock,image_url,brand,gtin,category\n"
    for n in range(rows):
        yield (f"{prefix}-{n:08d},Product {n},A plain thing of use in every house.,{n % 900 + 1}.99,EUR,{n % 500},"
               f"https://pictures.example/{n}.jpg,Brand {n % 50},,Things\n").encode()


class Partner:
    """A partner with a key and a webhook secret."""

    def __init__(self, process, data, name):
        harness.cli("partner", "add", name, "--email", f"{name.lower()}@example.com", data=data)
        told = harness.cli("key", "create", "--kind", "partner", "--partner", name, "--webhook-secret", data=data).stdout.split()
        self.key = told[-1]
        self.secret = next(word for word in told if word.startswith("whsec_"))
        self.client = harness.Client(process, self.key)
        harness.poll(lambda: self.client.get("/partner/jobs").status == 200, "the server knows the key")

    def starts(self, lines):
        """Sends a feed; the id of its job once the first rows are in."""
        answer = self.client.call("POST", "/partner/ingest", b"".join(lines), {"Content-Type": "text/csv"})
        if answer.status != 202:
            raise RuntimeError(f"the feed was answered {answer}")
        harness.poll(lambda: self.job(answer.json["job_id"])["processed"] > 0, "rows are in", 120)
        return answer.json["job_id"]

    def sends(self, lines):
        job = self.starts(lines)
        harness.poll(lambda: self.job(job)["status"] == "succeeded", "the feed is in", 120)

    def job(self, job_id):
        return self.client.get(f"/partner/jobs/{job_id}").json

    def signs(self, path, count):
        """Webhooks for stock of W-00000000 and on, in one file for each thread of wrk: PATH-1, PATH-2."""
        secret = base64.b64decode(self.secret.removeprefix("whsec_"))
        now = int(time.time())
        for thread in range(1, THREADS + 1):
            with open(f"{path}-{thread}", "w") as target:
                for n in range(count):
                    items = [{"sku": f"W-{n % WEBHOOK_PRODUCTS:08d}", "stock": n % 700}]
                    body = json.dumps({"type": "stock.updated", "timestamp": harness.rfc3339(0), "data": {"items": items}})
                    name = f"{path.name}-{thread}-{n}"
                    digest = hmac.new(secret, f"{name}.{now}.{body}".encode(), hashlib.sha256).digest()
                    target.write(f"{name}\t{now}\tv1,{base64.b64encode(digest).decode()}\t{body}\n")
        return path
