#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How our HTTP server compares with nginx serving the same bytes as a static file, on this machine, in one run (scenario P1).

    listing_floor.py BUILD-FOLDER [--seconds 4] [--rounds 3] [--connections 64,512] [--threads 2]

Build BUILD-FOLDER with -DCMAKE_BUILD_TYPE=Release. The load generator (wrk, 2 threads) shares the processors with both servers; the
two take turns, and the medians of their rounds are compared.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

NGINX_CONF = """
daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 2048; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000000;
    open_file_cache max=16;
    types {{ application/json json; }}
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port} reuseport backlog=4096;
        root {folder}/www;
        add_header Cache-Control "public, max-age=1";
        add_header X-Content-Type-Options nosniff;
    }}
}}
"""


def listing_bytes():
    """About 1500 bytes of what GET /flash/products answers."""
    products = [{"id": f"0190{i:04x}-0000-7000-8000-000000000000", "sku": f"SKU-{i}", "name": f"Flash product {i}", "available": 100 + i,
                 "price": {"amount": 1999, "currency": "EUR"}, "list_price": {"amount": 2999, "currency": "EUR"}, "limit_per_shopper": 2}
                for i in range(7)]
    return json.dumps({"sale": {"id": "s", "name": "Sale"}, "products": products}).encode()[:1500].ljust(1500)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    sys.exit(f"nothing listens on port {port}")


def in_ms(text):
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}[unit]


def processor_time(pid):
    """Seconds that a process and its children have had."""
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
    fields = [pathlib.Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split() for each in [str(pid), *children]]
    return sum(int(field[11]) + int(field[12]) for field in fields) / os.sysconf("SC_CLK_TCK")


def load(server, connections, seconds):
    """(requests per second, 99th percentile in ms, processor time per request in us) of one wrk run; any failed request ends the
    comparison."""
    before = processor_time(server.pid)
    text = subprocess.run(["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--latency", f"http://127.0.0.1:{server.port}/listing.json"],
                          check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in text or "Socket errors" in text or "nan" in text:
        sys.exit(f"port {server.port}:\n{text}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
    count = int(re.search(r"(\d+) requests in", text)[1])
    return rate, in_ms(re.search(r"99%\s+(\S+)", text)[1]), (processor_time(server.pid) - before) * 1e6 / count


def compare(servers, connections, seconds, rounds):
    runs = {name: [] for name in servers}
    for _ in range(rounds):
        for name, server in servers.items():
            runs[name].append(load(server, connections, seconds))
    medians = {name: [statistics.median(column) for column in zip(*runs[name])] for name in servers}
    for name, (rate, tail, cost) in medians.items():
        print(f"{connections:5} connections  {name:9} {rate:8.0f}/s  p99 {tail:7.2f} ms  {cost:5.1f} us of processor time each")
    print(f"{connections:5} connections  ratio {medians['tidegate'][0] / medians['nginx'][0]:.2f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build")
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", default="64,512")
    parser.add_argument("--threads", default="2")
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="listing-floor-"))
    servers = {}
    try:
        www = folder / "www"
        www.mkdir()
        folder.chmod(0o755)
        body = www / "listing.json"
        body.write_bytes(listing_bytes())
        port = free_port()
        conf = folder / "nginx.conf"
        conf.write_text(NGINX_CONF.format(folder=folder, port=port))
        nginx = shutil.which("nginx") or "/usr/sbin/nginx"
        servers["nginx"] = subprocess.Popen([nginx, "-p", str(folder), "-c", str(conf)], stderr=subprocess.DEVNULL)
        servers["nginx"].port = port
        wait_for(port)
        floor = pathlib.Path(options.build) / "bin" / "http_floor"
        servers["tidegate"] = subprocess.Popen([floor, body, options.threads], stdout=subprocess.PIPE, text=True)
        servers["tidegate"].port = int(servers["tidegate"].stdout.readline().strip().rsplit(":", 1)[1])
        for connections in options.connections.split(","):
            compare(servers, int(connections), options.seconds, options.rounds)
    finally:
        for server in servers.values():
            server.terminate()
            server.wait()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
