#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What bad input at the command line gets: one clear line on standard error, the right exit status, and nothing half done."""
import os
import socket
import sqlite3
import subprocess
import unittest

import harness

USAGE, ENVIRONMENT = 2, 3


class CommandLine(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(harness.scratch_folder())
        self.data = self.folder / "data"

    def refused(self, status, *arguments, tells=(), data=None, env=None):
        done = harness.cli(*arguments, data=data or self.data, check=False, env=env)
        self.assertEqual(done.returncode, status, f"{arguments}: {done.stdout}{done.stderr}")
        lines = done.stderr.strip().splitlines()
        self.assertEqual(len(lines), 1, done.stderr)
        for word in tells:
            self.assertIn(word, lines[0])
        self.assertNotIn("tidegate ready", done.stdout)
        return lines[0]

    def test_wrong_flags(self):
        self.refused(USAGE, "--no-such-flag", tells=["no-such-flag"])
        self.refused(USAGE, "no-such-command", tells=["no-such-command"])
        self.refused(USAGE, "--headless", "--listen", "nowhere", tells=["nowhere"])
        self.refused(USAGE, "--headless", "--threads", "many", tells=["threads"])
        self.refused(USAGE, "--headless", "--log-format", "xml", tells=["log-format"])
        self.refused(USAGE, "--headless", "--database", "mysql://x", tells=["sqlite:PATH"])

    def test_wrong_arguments_of_commands(self):
        self.refused(USAGE, "sale", "create", tells=["--name"])
        self.refused(USAGE, "key", "create", "--kind", "sesame", tells=["storefront"])
        self.refused(USAGE, "user", "add", "anna", "--role", "queen", tells=["admin"])
        self.refused(USAGE, "sale", "create", "--name", "A", "--starts", "tomorrow", "--ends", harness.rfc3339(60), "--item", "A:1:1",
                     tells=["tomorrow"])
        self.refused(USAGE, "sale", "create", "--name", "A", "--starts", harness.rfc3339(), "--ends", harness.rfc3339(60),
                     "--item", "A:cheap:1", tells=["A:cheap:1"])

    def test_help_and_version(self):
        for flag in ("--help", "--version"):
            done = harness.cli(flag)
            self.assertEqual(done.stderr, "")
            self.assertIn("tidegate", done.stdout.lower())
        told = harness.cli("--help").stdout
        for word in ("--headless", "--data-dir", "--listen", "--demo", "verify", "catalog", "key", "sale"):
            self.assertIn(word, told)

    def test_a_catalogue_that_cannot_be_read(self):
        self.refused(ENVIRONMENT, "catalog", "import", self.folder / "nowhere.csv", tells=["nowhere.csv"])
        bad = self.folder / "bad.csv"
        bad.write_bytes(b"sku,name\n\"A,unclosed\n")
        done = harness.cli("catalog", "import", bad, data=self.data, check=False)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("line", (done.stdout + done.stderr).lower())
        self.assertEqual(harness.Database(self.data).rows("SELECT count(*) FROM product"), [(0,)])

    def test_a_sale_of_unknown_products_is_not_half_created(self):
        harness.cli("catalog", "import", harness.catalogue(self.folder / "c.csv", [("A", "1.00", 10)]), data=self.data)
        done = harness.cli("sale", "create", "--name", "S", "--starts", harness.rfc3339(), "--ends", harness.rfc3339(60),
                           "--item", "A:100:5", "--item", "B:100:5", data=self.data, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("B", done.stderr)
        self.assertEqual(harness.Database(self.data).rows("SELECT count(*) FROM sale"), [(0,)])
        self.assertEqual(harness.Database(self.data).rows("SELECT count(*) FROM sale_item"), [(0,)])

    def test_a_port_in_use(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            self.refused(ENVIRONMENT, "--headless", "--listen", f"127.0.0.1:{port}", tells=[str(port)])

    def test_what_cannot_be_served_leaves_no_trace(self):
        self.refused(USAGE, "--headless", "--demo", "--listen", "nowhere", tells=["nowhere"])
        with socket.create_server(("127.0.0.1", 0)) as other:
            self.refused(ENVIRONMENT, "--headless", "--listen", f"127.0.0.1:{other.getsockname()[1]}", tells=["already in use"])
        config = self.folder / "tls.toml"
        config.write_text('[http]\ntls_certificate = "/nowhere.pem"\ntls_key = "/nowhere.key"\n')
        self.refused(USAGE, "--headless", "--listen", "127.0.0.1:0", "--config", config, tells=["/nowhere.pem"])
        self.assertFalse(self.data.exists())

    def test_flags_in_the_environment_say_yes_or_no(self):
        listen = ("--headless", "--listen", "nowhere")  # so that it ends, whatever it understood
        for value, told in (("false", "nowhere"), ("0", "nowhere"), ("yes", "nowhere"), ("maybe", "TIDEGATE_DEMO")):
            with self.subTest(value=value):
                self.refused(USAGE, *listen, tells=[told], env={**os.environ, "TIDEGATE_DEMO": value})

    def test_the_settings_of_rooms_to_come_are_known(self):
        config = self.folder / "all.toml"
        config.write_text('[mail]\nhost = "mail.example"\nport = 25\nfrom = "shop@example.com"\nstarttls = false\n'
                          '[callbacks]\nallow_http = true\nallow_networks = ["10.0.0.0/8"]\n')
        harness.cli("verify", "--config", config, data=self.data)
        config.write_text("[mail]\nport = 0\n")
        self.refused(USAGE, "verify", "--config", config, tells=["mail.port", "line 2"])

    def test_a_data_folder_that_cannot_be_one(self):
        file = self.folder / "file"
        file.write_text("")
        self.refused(ENVIRONMENT, "--headless", data=file, tells=[str(file)])
        self.assertEqual(file.read_text(), "")
        self.refused(ENVIRONMENT, "verify", data=file, tells=[str(file)])

    def test_a_data_folder_without_permission(self):
        self.data.mkdir(mode=0o555)
        words = [harness.BIN / "tidegate", "--headless", "--data-dir", self.data]
        if os.geteuid() == 0:  # who may write everywhere
            self.folder.chmod(0o755)
            words = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *words]
        done = subprocess.run(list(map(str, words)), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        if "setpriv" in done.stderr:
            self.skipTest(f"nobody may not run the program here: {done.stderr}")
        self.assertEqual(done.returncode, ENVIRONMENT, done.stdout + done.stderr)
        self.assertIn(str(self.data), done.stderr)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        self.assertEqual(list(self.data.iterdir()), [])

    def test_a_database_of_a_newer_version(self):
        harness.cli("key", "list", data=self.data)
        path = self.data / "tidegate.db"
        with sqlite3.connect(path) as database:
            changed = database.execute("UPDATE meta SET value = '9999' WHERE name = 'schema_version'").rowcount
            self.assertEqual(changed, 1, "where the schema's version is kept")
        database.close()
        self.refused(ENVIRONMENT, "--headless", tells=["newer"])
        self.refused(ENVIRONMENT, "verify", tells=["newer"])

    def test_a_database_that_is_none(self):
        self.data.mkdir()
        path = self.data / "tidegate.db"
        path.write_bytes(b"this is not a database " * 100)
        self.refused(ENVIRONMENT, "--headless", tells=["tidegate.db"])
        self.assertEqual(path.read_bytes(), b"this is not a database " * 100)

    def test_broken_settings(self):
        self.data.mkdir()
        settings = self.data / "tidegate.toml"
        settings.write_text("[checkout]\nlimit = = 5\n")
        self.refused(USAGE, "--headless", tells=["line 2"])
        settings.write_text("[checkout]\nlimit = -5\n")
        self.refused(USAGE, "--headless", tells=["checkout.limit"])
        settings.write_text("[checkout]\nlimits = 5\n")
        self.refused(USAGE, "--headless", tells=["checkout.limits"])
        self.refused(USAGE, "--headless", "--config", self.folder / "none.toml", tells=["none.toml"])

    def test_commands_refuse_broken_settings_too(self):
        config = self.folder / "broken.toml"
        config.write_text('[database]\nurI = "postgresql://elsewhere/shop"\n')
        self.refused(USAGE, "key", "create", "--kind", "storefront", "--config", config, tells=["database.urI", "line 2"])
        self.assertFalse(self.data.exists())

    def test_a_database_out_of_reach(self):
        self.refused(ENVIRONMENT, "--headless", "--database", "postgresql://nobody@127.0.0.1:1/none", tells=["127.0.0.1"])

    def test_command_line_beats_environment_beats_file(self):
        self.data.mkdir()
        with socket.create_server(("127.0.0.1", 0)) as taken:
            address = f"127.0.0.1:{taken.getsockname()[1]}"
            (self.data / "tidegate.toml").write_text(f'[http]\nlisten = ["{address}"]\n')
            self.refused(ENVIRONMENT, "--headless", tells=[address.rsplit(":")[-1]])
            with harness.server(self.data, env={"TIDEGATE_LISTEN": address}) as server:
                self.assertNotEqual(f"{server.host}:{server.port}", address)

    def test_the_secret_of_a_key_is_shown_once_and_alone_on_the_last_line(self):
        created = harness.cli("key", "create", "--kind", "storefront", data=self.data)
        secret = created.stdout.strip().splitlines()[-1]
        self.assertRegex(secret, r"^\S{20,}$")
        self.assertNotIn(secret, harness.cli("key", "list", data=self.data).stdout)


if __name__ == "__main__":
    harness.main()
