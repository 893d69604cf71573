#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenario I1: the documentation, followed to the letter. Every command of the tutorial and every sample of /docs is taken from the page that the
server serves, and run."""
import html
import json
import re
import subprocess

import harness
from partner_shop import PartnerShop, feed, signed

BLOCK = re.compile(r'<pre[^>]*><code class="language-(\w+)"(?: data-(step|sample)="(\w+)")?>(.*?)</code></pre>', re.S)
RUN = {"sh": ["bash", "-euo", "pipefail", "-c"], "python": ["/usr/bin/python3", "-c"], "php": ["php", "-r"]}


class Documentation(PartnerShop):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        page = cls.stranger.get("/docs").body.decode()
        cls.blocks = [(language, name, html.unescape(code)) for language, _, name, code in BLOCK.findall(page)]
        cls.place = cls.folder / "partner"
        cls.place.mkdir()

    def run_code(self, language, code, **more):
        if language == "php":
            code = code.removeprefix("<?php\n")
        environment = {**harness.environment(), "TIDEGATE": self.server.url, "TIDEGATE_KEY": self.sandbox.key,
                       "WEBHOOK_SECRET": self.sandbox.secret, **more}
        done = subprocess.run([*RUN[language], code], cwd=self.place, env=environment, capture_output=True, text=True, timeout=harness.PATIENCE)
        self.assertEqual(done.returncode, 0, f"{code}\n{done.stdout}{done.stderr}")
        return done.stdout


class Tutorial(Documentation):
    def test_the_tutorial_ends_with_an_accepted_feed(self):
        settings = [code for _, name, code in self.blocks if name == "settings"]
        self.assertEqual(len(settings), 1)
        mine = re.sub(r"(TIDEGATE)=\S+", f"\\1={self.server.url}", settings[0])
        mine = re.sub(r"(TIDEGATE_KEY)=\S+", f"\\1={self.sandbox.key}", mine)
        self.assertNotEqual(mine, settings[0])
        steps = [code for _, name, code in self.blocks if name == "run"]
        told = self.run_code("sh", "echo @@@\n".join([mine, *steps])).split("@@@\n")[1:]
        self.assertEqual(len(told), len(steps))
        sample, _, checked, errors, rejected, sent, history = told
        self.assertTrue(sample.startswith("sku,name"))
        self.assertIn('"created":3', checked)
        self.assertIn('"dry_run":true', checked)
        self.assertEqual([line.split(",")[0] for line in errors.splitlines()], ["line", "2", "3"])
        self.assertRegex(rejected, r"(?s)DEMO-BAD-1.*DEMO-BAD-2")
        self.assertEqual(json.loads(sent)["status"], "succeeded")
        self.assertIn('"next_cursor"', history)
        self.assertIn('"status":"queued"', history.splitlines()[-1])
        self.assertNotIn("request_id", "".join(told))
        self.assertEqual(self.database.rows("SELECT count(*) FROM product"), [(0,)])

    def test_no_step_waits_for_ever_for_a_job_that_is_none(self):
        loops = [loop for _, name, code in self.blocks if name == "run" for loop in re.findall(r"(?ms)^(?:while|until) .*?^done$", code)]
        self.assertEqual(len(loops), 3)
        for loop in loops:
            self.assertIn('"status":404', self.run_code("sh", loop + "\ncat job.json", JOB=""))


class Samples(Documentation):
    def test_every_sample_of_the_reference_runs(self):
        (self.place / "products.csv").write_bytes(self.stranger.get("/partner/samples/csv").body)
        samples = [(path, sample) for path, methods in self.sandbox.document.content["paths"].items()
                   for operation in methods.values() for sample in operation.get("x-codeSamples", [])]
        self.assertGreater(len(samples), 20)
        for number, (path, sample) in enumerate(samples):
            language = {"Shell": "sh"}.get(sample["lang"], sample["lang"].lower())
            with self.subTest(path=path, language=language):
                job = self.sandbox.run(feed((f"SAMPLE-{number}", "Cup", "1.00", 1), (f"WRONG-{number}", "", "1.00", 1)))["id"]
                self.assertNotIn("request_id", self.run_code(language, sample["source"], JOB=job))

    def test_the_page_shows_the_samples_of_the_document(self):
        shown = {code for _, _, code in self.blocks}
        for path, methods in self.sandbox.document.content["paths"].items():
            for operation in methods.values():
                for sample in operation.get("x-codeSamples", []):
                    self.assertIn(sample["source"], shown, path)

    def test_callbacks_are_verified_as_shown(self):
        code = {language: text for language, name, text in self.blocks if name == "verify"}
        body = b'{"type":"job.completed"}'
        headers = signed(self.sandbox.secret, body)
        rotating = {**headers, "webhook-signature": "v1,AAAA " + headers["webhook-signature"]}
        stale = signed(self.sandbox.secret, body, at=1)
        for sent, content, expected in ((headers, body, True), (rotating, body, True), (headers, body + b" ", False), (stale, body, False),
                                        (signed(self.berta.secret, body), body, False)):
            given = json.dumps([sent, content.decode(), self.sandbox.secret])
            python = code["python"] + f"\nheaders, body, secret = __import__('json').loads({given!r})\nprint(is_from_the_shop(headers, body.encode(), secret))"
            self.assertEqual(self.run_code("python", python).strip(), str(expected))
            php = code["php"] + "\n[$h, $b, $s] = json_decode(getenv('GIVEN'), true);\necho isFromTheShop($h, $b, $s) ? 'True' : 'False';"
            self.assertEqual(self.run_code("php", php, GIVEN=given).strip(), str(expected))


if __name__ == "__main__":
    harness.main()
