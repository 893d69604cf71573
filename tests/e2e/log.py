#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server and who reads its log, or does not."""
import os
import time
import unittest

import harness

LINES_PER_SECOND = 200  # of one kind: LogQuota::entriesPerSecond


class Log(unittest.TestCase):
    def test_a_log_that_nobody_reads_stops_neither_the_answers_nor_the_end(self):
        data = self.enterContext(harness.scratch_folder()) / "data"
        data.mkdir()
        log = data / "server.log"
        os.mkfifo(log)
        reader = os.open(log, os.O_RDONLY | os.O_NONBLOCK)
        self.addCleanup(os.close, reader)
        writer = os.open(log, os.O_WRONLY | os.O_NONBLOCK)
        self.addCleanup(os.close, writer)
        with self.assertRaises(BlockingIOError):  # until not a byte more goes in
            while True:
                os.write(writer, b"x" * 4096)
        with harness.server(data) as server:
            shop = harness.Client(server)
            for _ in range(50):
                self.assertEqual(shop.get("/orders").status, 401)
            status, seconds = server.terminate()
        self.assertEqual(status, 0)
        self.assertLess(seconds, 5)

    def test_a_flood_of_refusals_leaves_a_few_lines_and_their_number(self):
        data = self.enterContext(harness.scratch_folder()) / "data"
        data.mkdir()
        with harness.server(data) as server:
            shop = harness.Client(server)
            began = time.monotonic()
            for _ in range(500):
                self.assertEqual(shop.get("/orders").status, 401)
            seconds = time.monotonic() - began
            self.assertEqual(server.terminate()[0], 0)
            lines = (data / "server.log").read_text().splitlines()
        full = [line for line in lines if "GET /orders unauthenticated" in line]
        told = [line.split("requests were refused: unauthenticated")[0] for line in lines if "more requests were refused" in line]
        self.assertLessEqual(len(full), LINES_PER_SECOND * (int(seconds) + 1))
        self.assertEqual(len(full) + sum(int(text.split()[-2]) for text in told), 500)


if __name__ == "__main__":
    harness.main()
