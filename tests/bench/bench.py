#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench.py [--quick] [--readme] [SCENE ...]: runs the benchmarks and prints one table of what was measured, what is wanted, and whether.

Scenes: listing checkout card flask refusals limiter start memory feed partners returns (default: all). The load runs on the same machine as the
server, so a figure is one of both together. --readme puts the table into README.md. Exit status 0 also where a figure is missed: this measures.
"""
import argparse
import concurrent.futures
import json
import platform
import re
import statistics
import subprocess
import sys
import time

import stage
from stage import harness

RESULTS = []  # (what, measured, wanted, reached or None)
QUICK = False


def seconds(full):
    return 2 if QUICK else full


def rounds():
    return 1 if QUICK else 3


def tell(what, measured, wanted="", reached=None):
    RESULTS.append((what, measured, wanted, reached))
    print(f"  {what}: {measured}" + (f"   (wanted {wanted}: {'yes' if reached else 'NO'})" if wanted else ""), flush=True)


def ms(value):
    return f"{value:.1f} ms"


def median_of(runs, key="rate"):
    """The run whose rate is the median."""
    return sorted(runs, key=lambda run: run[key])[len(runs) // 2]


def listing():
    """P1: the listing beside nginx serving the same bytes, in turn."""
    with harness.scratch_folder() as folder, stage.shop(folder) as (process, client, _):
        body = client.get("/flash/products").body
        with stage.nginx(folder, "/flash/products", body) as peer:
            for connections in (64, 512):
                ours, theirs = [], []
                for _ in range(rounds()):
                    ours.append(stage.wrk(process.url + "/flash/products", connections, seconds(5)))
                    theirs.append(stage.wrk(peer, connections, seconds(5)))
                mine, nginx = median_of(ours), median_of(theirs)
                broken = sum(run["not_2xx"] + run["broken"] for run in ours)
                ratio = mine["rate"] / nginx["rate"]
                tell(f"Listing, {connections} connections ({len(body)} bytes)", f"{mine['rate']:,.0f}/s; nginx {nginx['rate']:,.0f}/s")
                tell(f"Listing beside nginx, {connections} connections", f"{ratio:.2f}", "≥ 0.75", ratio >= 0.75 and broken == 0)
                limit = {"wanted": "< 15 ms", "reached": mine["p99_ms"] < 15} if connections == 512 else {}
                tell(f"Listing p99, {connections} connections", f"{ms(mine['p99_ms'])}; nginx {ms(nginx['p99_ms'])}", **limit)


def measured_checkouts(process, client, data, method, token):
    """(the median run, whether all was served and is in the database, acknowledged, paid)."""
    runs, before = [], stage.paid_orders(data)
    for number in range(rounds()):
        # Other shoppers in each round: nobody meets the limit.
        runs.append(stage.checkouts(process.url, 64, seconds(5), client.key, stage.SKU, method, token, first=number * 60_000))
    time.sleep(1)
    paid = stage.paid_orders(data) - before
    acknowledged = sum(run["requests"] - run["not_2xx"] for run in runs)
    # wrk cuts off the answers that are under way when its time is up: up to one for each connection and round.
    clean = acknowledged <= paid <= acknowledged + 64 * len(runs) and not any(run["not_2xx"] + run["broken"] for run in runs)
    return median_of(runs), clean, acknowledged, paid


def checkout():
    """P2: durable checkouts by store credit, SQLite with synchronous=FULL."""
    with harness.scratch_folder() as folder, stage.shop(folder, credit=40_000 if QUICK else 200_000) as (process, client, data):
        run, clean, acknowledged, paid = measured_checkouts(process, client, data, "store_credit", "")
        tell("Checkouts by store credit, 64 connections", f"{run['rate']:,.0f}/s", "≥ 10 000/s", run["rate"] >= 10_000 and clean)
        tell("Checkouts by store credit, p50 and p99", f"{ms(run['p50_ms'])}, {ms(run['p99_ms'])}", "p99 < 50 ms", run["p99_ms"] < 50)
        tell("Orders acknowledged and in the database", f"{acknowledged:,} and {paid:,}", "all", clean)


def card():
    """P2: checkouts by card through the gateway simulator, over HTTP on loopback."""
    with harness.scratch_folder() as folder, harness.gateway(folder) as gateway:
        with stage.shop(folder, settings=harness.card_settings(gateway)) as (process, client, data):
            run, clean, acknowledged, paid = measured_checkouts(process, client, data, "card", "tok_visa")
            tell("Checkouts by card, 64 connections", f"{run['rate']:,.0f}/s", "≥ 2 000/s", run["rate"] >= 2_000 and clean)
            tell("Checkouts by card, p50 and p99", f"{ms(run['p50_ms'])}, {ms(run['p99_ms'])}", "p99 < 50 ms", run["p99_ms"] < 50)
            time.sleep(2)
            charged = len(harness.Client(gateway).get("/_charges").json["data"])
            tell("Card orders acknowledged, paid, charged", f"{acknowledged:,}, {paid:,}, {charged:,}", "all", clean and charged == paid)


def flask():
    """What the shop had before: Flask, gunicorn with four workers, SQLite, same endpoints, same run."""
    peers = [(sku, f"Product {sku}", 1000, stock) for sku, _, stock in stage.ITEMS]
    with harness.scratch_folder() as folder, stage.flask_shop(folder, peers) as (peer, _):
        with stage.shop(folder, credit=40_000 if QUICK else 200_000) as (process, client, _):
            lists, peer_lists = [], []
            for _ in range(rounds()):
                lists.append(stage.wrk(process.url + "/flash/products", 64, seconds(4)))
                peer_lists.append(stage.wrk(peer + "/flash/products", 64, seconds(4)))
            ours = stage.checkouts(process.url, 64, seconds(8), client.key, stage.SKU, "store_credit")
            theirs = stage.checkouts(peer, 64, seconds(8), "none", stage.SKU, "none")
            mine, their = median_of(lists), median_of(peer_lists)
            ratio, orders = mine["rate"] / their["rate"], ours["rate"] / theirs["rate"]
            tell("Listing, 64 connections; Flask", f"{mine['rate']:,.0f}/s; {their['rate']:,.0f}/s")
            tell("Listing beside Flask", f"{ratio:.1f} times", "≥ 10", ratio >= 10)
            tell("Checkouts, 64 connections; Flask", f"{ours['rate']:,.0f}/s; {theirs['rate']:,.0f}/s")
            tell("Checkouts beside Flask", f"{orders:.1f} times", "≥ 6", orders >= 6 and ours["not_2xx"] == 0)


def open_loop(process, client, rate, shoppers, prefix, run_seconds):
    words = [harness.BIN / "open_loop", process.host, process.port, rate, run_seconds, 64, shoppers, prefix, client.key, stage.SKU,
             "store_credit"]
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, timeout=run_seconds + 60)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


def refusals():
    """A1: 5000 refusals a second, at a constant rate, while others buy."""
    run_seconds = seconds(10)
    with harness.scratch_folder() as folder, stage.shop(folder, credit=200 * run_seconds) as (process, client, _):
        open_loop(process, client, 2000, 50, "greedy-", 1)  # the fifty use up their five
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            refused = pool.submit(open_loop, process, client, 5000, 50, "greedy-", run_seconds)
            allowed = pool.submit(open_loop, process, client, 200, 10**9, "s1-", run_seconds)
            refused, allowed = refused.result(), allowed.result()
        share = refused["statuses"].get("429", 0) / (5000 * run_seconds)
        # s1-0 has no credit, s1-1 and on have.
        paid, sent = allowed["statuses"].get("201", 0), sum(allowed["statuses"].values())
        tell("Refusals at 5000/s: answered 429", f"{share:.1%}", "> 99 %", share > 0.99)
        tell("Refusals at 5000/s: p50 and p99 from the instant due", f"{ms(refused['p50_ms'])}, {ms(refused['p99_ms'])}", "p99 < 5 ms",
             refused["p99_ms"] < 5)
        tell("Allowed shoppers meanwhile, 200/s", f"{paid:,} of {sent:,} paid, p99 {ms(allowed['p99_ms'])}", "all with credit",
             paid >= 200 * run_seconds - 1)


def limiter():
    """A1: memory of the limiter with a million shoppers."""
    done = subprocess.run([harness.BIN / "bench_limiter"], capture_output=True, text=True, check=True)
    told = re.search(r"^memory\s+(.*)$", done.stdout, re.MULTILINE)[1]
    tell("Limiter, a million shoppers", told, "< 200 MB", max(map(float, re.findall(r"([\d.]+) MB", told))) < 200)


def start():
    """From exec to the ready line, on a database with orders in it."""
    with harness.scratch_folder() as folder:
        with stage.shop(folder, credit=2_000) as (process, client, data):
            stage.checkouts(process.url, 16, 1, client.key, stage.SKU, "store_credit")
            process.terminate()
        times = []
        for _ in range(5):
            with harness.server(data) as process:
                times.append(process.seconds_to_ready)
                process.terminate()
        orders = stage.paid_orders(data)
        median = statistics.median(times)
        tell(f"Start to ready line, {orders:,} orders in the database", f"{median * 1000:.0f} ms", "< 1 s", median < 1)


def memory():
    """Resident memory after a million requests, one in twenty a checkout, and whether it still grows."""
    target = 50_000 if QUICK else 1_000_000
    with harness.scratch_folder() as folder, stage.shop(folder, credit=target // 20) as (process, client, _):
        count, at = 0, {}
        fresh = process.resident_bytes()
        while count < target:
            # Both threads count their shoppers from here: in all one in twenty, so half of that each, generously rounded up.
            run = stage.checkouts(process.url, 64, 1 if QUICK else 2, client.key, stage.SKU, "store_credit", listings=19, first=count // 30)
            count += run["requests"]
            if count >= target // 2 and "half" not in at:
                at["half"], at["half_count"] = process.resident_bytes(), count
        end = process.resident_bytes()
        grown = end - at["half"]
        tell(f"Resident memory after {count:,} requests", f"{end / 1e6:.0f} MB; {fresh / 1e6:.0f} MB at the start", "< 150 MB", end < 150e6)
        tell(f"Growth from {at['half_count']:,} requests on", f"{grown / 1e6:+.1f} MB", "< 5 MB", grown < 5e6)


def feed():
    """U2: a feed of a million rows, from the upload to the end of its job, durable, beside a loader in Python that does the same upsert."""
    rows = 50_000 if QUICK else 1_000_000
    for form, wanted in (("csv", 100_000), ("json", 50_000), ("xml", 50_000)):
        new, again = feed_bench(form, rows)
        tell(f"Feed of {rows:,} rows, {form}: new", f"{new['rate']:,.0f} rows/s", f"≥ {wanted:,} rows/s", new["rate"] >= wanted)
        tell(f"Feed of {rows:,} rows, {form}: the same again", f"{again['rate']:,.0f} rows/s")
        tell(f"Growth of memory meanwhile, {form}", f"{max(new['grown'], again['grown']) / 1e6:.0f} MB", "< 64 MB", new["grown"] < 64e6)
        if form == "csv":
            done = subprocess.run([sys.executable, stage.HERE / "csv_loader.py", str(rows)], capture_output=True, text=True, check=True)
            peer = json.loads(done.stdout)
            ratio = new["rate"] / peer["rate"]
            tell("Python, csv and sqlite3.executemany, the same upsert", f"{peer['rate']:,.0f} rows/s")
            tell("Feed beside Python", f"{ratio:.1f} times", "≥ 5", ratio >= 5)
    beside = feed_bench("csv", rows, "beside")[0]
    tell("Small writes beside a feed", f"{beside['beside']:,.0f}/s; alone {beside['alone']:,.0f}/s", "≥ 0.75", beside["ratio"] >= 0.75)
    tell("The feed meanwhile", f"{beside['feed_rate']:,.0f} rows/s")


def feed_bench(*words):
    done = subprocess.run([harness.BIN / "bench_feed", *map(str, words)], capture_output=True, text=True, timeout=1200)
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-2000:])
    return [json.loads(line) for line in done.stdout.splitlines()]


def partners():
    """U2, I2: what waits for an answer while a feed of a million rows is worked in, beside the same without it."""
    rows, count = (100_000, 4_000) if QUICK else (1_000_000, 60_000)
    with harness.scratch_folder() as folder, stage.shop(folder, credit=40_000 if QUICK else 250_000) as (process, client, data):
        large, small = stage.Partner(process, data, "Large"), stage.Partner(process, data, "Small")
        small.sends(stage.feed_rows("W", stage.WEBHOOK_PRODUCTS))
        webhooks(process, data, small, folder, count)
        def flash(first):
            lists = stage.wrk(process.url + "/flash/products", 64, seconds(5))
            return lists, stage.checkouts(process.url, 64, seconds(5), client.key, stage.SKU, "store_credit", first=first)
        alone = flash(0)
        job = large.starts(stage.feed_rows("L", rows))
        beside = flash(120_000)
        uploads = stage.wrk(process.url, 64, seconds(3), "feed.lua", [small.key])
        files = small.signs(folder / "later", count)
        hooks = stage.wrk(process.url, 64, seconds(3), "signed.lua", [small.key, files])
        during = large.job(job)
        for name, run in (("an upload", uploads), ("a webhook", hooks)):
            tell(f"Acknowledging {name} beside a feed, p50 and p99", f"{ms(run['p50_ms'])}, {ms(run['p99_ms'])} at {run['rate']:,.0f}/s",
                 "p99 < 20 ms", run["p99_ms"] < 20 and run["not_2xx"] + run["broken"] == 0)
        for name, before, now in zip(("Listings", "Checkouts"), alone, beside):
            ratio = now["rate"] / before["rate"]
            tell(f"{name} beside a feed", f"{now['rate']:,.0f}/s; alone {before['rate']:,.0f}/s: {ratio:.2f}", "≥ 0.75", ratio >= 0.75)
        tell("The feed was still being worked in at the end", f"{during['processed']:,} of {during['total']:,} rows", "running",
             during["status"] == "running")


def webhooks(process, data, partner, folder, count):
    """Webhooks alone: acknowledged, applied, and how long the slowest took from its arrival to its effect."""
    files = partner.signs(folder / "first", count)
    run = stage.wrk(process.url, 64, seconds(5), "signed.lua", [partner.key, files])
    books = harness.Database(data)
    harness.poll(lambda: books.rows("SELECT count(*) FROM webhook_event WHERE status = 'queued'")[0][0] == 0, "all are applied", 120)
    applied, slowest, span = books.rows("SELECT count(*), max(processed_at - received_at), max(processed_at) - min(received_at) "
                                        "FROM webhook_event WHERE status = 'processed'")[0]
    rate = applied / span * 1000
    clean = run["not_2xx"] + run["broken"] == 0
    tell("Webhooks acknowledged, 64 connections", f"{run['rate']:,.0f}/s, p99 {ms(run['p99_ms'])}", "≥ 5 000/s", run["rate"] >= 5_000 and clean)
    tell("Webhooks applied", f"{applied:,} at {rate:,.0f}/s", "≥ 5 000/s", rate >= 5_000)
    tell("Webhooks: the slowest from its arrival to its effect", f"{slowest / 1000:.1f} s", "< 5 s", slowest < 5_000)


# A line of bench_returns, bench_orders or bench_return_list: what was timed, the worst of how many, and within what it is wanted.
TIMED = re.compile(r"^(.+?) +median +[\d.]+ ms, worst of +(\d+) +([\d.]+) ms,? .*within (\d+) ms", re.MULTILINE)
STAFF = re.compile(r"^32 staff on 1000 returns: (\d+) actions/s .* (-?\d+) lost updates, (\d+) invariants violated, (\d+) legal steps refused",
                   re.MULTILINE)


def returns():
    """Queues, searches, charts, a preview and 32 staff at once over many returns; the console's lists of orders and of returns, scrolled."""
    count = 5_000 if QUICK else 100_000
    told = printed("bench_returns", count, seconds(60))
    rate, *wrong = map(int, STAFF.search(told).groups())
    tell("32 staff on 1,000 returns", f"{rate:,} steps/s", "≥ 2 000/s", rate >= 2_000)
    tell("Meanwhile: lost updates, invariants violated, legal steps refused", ", ".join(map(str, wrong)), "none", not any(wrong))
    timed = TIMED.findall(told)
    charts = [line for line in timed if line[0].startswith("chart: ")]
    previews = [line for line in timed if line[0].startswith("preview ")]
    slowest(f"Queues and searches of {count:,} returns", [line for line in timed if line not in charts + previews])
    slowest(f"Charts of {2 * count:,} returns", charts)
    slowest("A return before it is completed", previews)
    for name, bench in (("orders", "bench_orders"), ("returns", "bench_return_list")):
        timed = TIMED.findall(printed(bench, count))
        for where, what in (("service", "pages"), ("window", "the window's thread")):
            slowest(f"List of {count:,} {name}, {what}", [line for line in timed if line[0].startswith(where)])


def printed(bench, *words):
    """What it printed; status 1 is its own judgement, which is in there."""
    done = subprocess.run([harness.BIN / bench, *map(str, words)], capture_output=True, text=True, timeout=1800)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stderr[-2000:])
    sys.stderr.write(done.stderr)
    return done.stdout


def slowest(what, timed):
    name, _, worst, wanted = max(timed, key=lambda line: float(line[2]) / float(line[3]))
    which = f"the slowest of {len(timed)}, " if len(timed) > 1 else ""
    tell(f"{what}: {which}{name.split(': ')[-1]}", ms(float(worst)), f"≤ {wanted} ms", float(worst) <= float(wanted))


SCENES = {f.__name__: f for f in (listing, checkout, card, flask, refusals, limiter, start, memory, feed, partners, returns)}


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine())
    cores = sum(line.startswith("processor") for line in open("/proc/cpuinfo"))
    return f"{cores} × {model}, Debian {open('/etc/debian_version').read().strip()}, {time.strftime('%Y-%m-%d')}"


def table():
    lines = ["| what | measured | wanted | reached |", "|---|---|---|---|"]
    lines += [f"| {what} | {measured} | {wanted} | {'' if reached is None else 'yes' if reached else '**no**'} |"
              for what, measured, wanted, reached in RESULTS]
    return "\n".join(lines) + f"\n\nMeasured on {machine()}; the load generator ran on the same cores.\n"


def into_readme(text):
    path = harness.TOP / "README.md"
    readme = path.read_text()
    marked = re.sub(r"(<!-- bench begin -->\n).*?(<!-- bench end -->)", lambda m: m[1] + text + m[2], readme, flags=re.DOTALL)
    path.write_text(marked)


def main():
    global QUICK
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="short runs, to see that everything works")
    parser.add_argument("--readme", action="store_true", help="put the table into README.md")
    parser.add_argument("scenes", nargs="*", metavar="SCENE", help=" ".join(SCENES))
    arguments = parser.parse_args()
    unknown = [name for name in arguments.scenes if name not in SCENES]
    if unknown:
        parser.error(f"no scene {unknown[0]}; there are {' '.join(SCENES)}")
    QUICK = arguments.quick
    for name in arguments.scenes or SCENES:
        print(f"{name}: {SCENES[name].__doc__.splitlines()[0]}", flush=True)
        SCENES[name]()
    print("\n" + table())
    if arguments.readme:
        into_readme(table())
    return 0


if __name__ == "__main__":
    sys.exit(main())
