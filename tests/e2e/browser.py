#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The web pages in Debian's Chromium (tests/web): scenario U2, by mouse and by keyboard alone. Screenshots are left in BUILD/web/screenshots."""
import shutil
import subprocess

import harness
from partner_shop import PartnerShop

WEB = harness.TOP / "tests/web"
MODULES = harness.BIN.parent / "web"
SCREENSHOTS = MODULES / "screenshots"


def install_playwright():
    """playwright-core as package-lock.json has it, into the build folder; it brings no browser of its own."""
    MODULES.mkdir(parents=True, exist_ok=True)
    installed = MODULES / "node_modules/.package-lock.json"
    lock = WEB / "package-lock.json"
    if installed.exists() and (MODULES / "package-lock.json").read_bytes() == lock.read_bytes():
        return
    for name in ("package.json", "package-lock.json"):
        shutil.copy(WEB / name, MODULES / name)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=MODULES, check=True, timeout=300)


class Browser(PartnerShop):
    @classmethod
    def setUpClass(cls):
        install_playwright()
        super().setUpClass()
        SCREENSHOTS.mkdir(exist_ok=True)

    def run_pages(self, script, client):
        environment = {**harness.environment(), "NODE_PATH": str(MODULES / "node_modules"), "TIDEGATE_URL": self.server.url,
                       "TIDEGATE_KEY": client.key, "TIDEGATE_SHOTS": str(SCREENSHOTS)}
        done = subprocess.run(["node", "--test", str(WEB / script)], env=environment, capture_output=True, text=True, timeout=240)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_1_the_upload_page(self):
        self.run_pages("upload.test.js", self.sandbox)

    def test_2_the_looks(self):
        self.run_pages("looks.test.js", self.sandbox)


if __name__ == "__main__":
    harness.main()
