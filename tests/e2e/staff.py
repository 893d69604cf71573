#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the staff come in: the first admin, sessions, passwords, guessing; every answer as the OpenAPI document has it."""
import json
import re
import signal
import sqlite3
import time
import unittest

import harness
from document import Document

PASSWORD = "correct horse"
QUICK = "[staff]\nguesses = 3\nguess_window_s = 2\n"
FIRST = re.compile(r"sign in as (\S+) with the one-time password (\S+) ")


class Staff(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(harness.scratch_folder())
        self.data = self.folder / "data"
        self.data.mkdir()
        self.tokens = []

    def start(self, settings="", users=("anna",)):
        (self.data / "tidegate.toml").write_text(settings)
        for name in users:
            self.add_user(name)
        self.server = self.enterContext(harness.server(self.data))
        self.desk = harness.Client(self.server)
        self.desk.document = Document()

    def add_user(self, name, role="support"):
        harness.cli("user", "add", name, "--role", role, "--password-stdin", data=self.data, stdin=PASSWORD + "\n")

    def sign_in(self, name="anna", password=PASSWORD):
        answer = self.desk.call("POST", "/staff/sessions", {"username": name, "password": password})
        if answer.status == 201:
            self.tokens.append(answer.json["token"])
        return answer

    def with_token(self, method, path, token, body=None):
        return self.desk.call(method, path, body, {"Authorization": f"Bearer {token}"})

    def session(self, token):
        return self.with_token("GET", "/staff/sessions/current", token)

    def change_password(self, token, current, new):
        answer = self.with_token("PUT", "/staff/password", token, {"current": current, "new": new})
        if answer.status == 200:
            self.tokens.append(answer.json["token"])
        return answer

    def first_admin(self):
        """Name and password as the log tells them."""
        found = harness.poll(lambda: FIRST.findall(self.server.log.read_text()), "the first admin in the log")
        self.assertEqual(len(found), 1)
        return found[0]

    def tearDown(self):
        """What nobody may find: neither in the logs nor in the database is a token, or a password that somebody chose."""
        secrets = [*self.tokens, PASSWORD]
        for file in self.data.glob("*"):
            if file.is_file():
                content = file.read_bytes()
                for secret in secrets:
                    self.assertNotIn(secret.encode(), content, file.name)


class FirstAdmin(Staff):
    def test_is_told_once_and_must_change_the_password(self):
        self.start(users=())
        name, password = self.first_admin()
        self.assertEqual(name, "admin")
        opened = self.sign_in(name, password)
        self.assertEqual((opened.status, opened.json["must_change_password"], opened.json["user"]["role"]), (201, True, "admin"))
        token = opened.json["token"]
        changed = self.change_password(token, password, "another horse")
        self.assertEqual((changed.status, changed.json["must_change_password"]), (200, False))
        self.assertEqual(self.session(token).status, 401)
        self.assertEqual(self.session(changed.json["token"]).status, 200)
        self.assertEqual(self.sign_in(name, password).status, 401)
        self.server.terminate()
        told = self.server.log.read_text()
        self.start(users=())
        self.assertEqual(self.session(changed.json["token"]).status, 200)
        self.server.terminate()
        self.assertEqual(FIRST.findall(self.server.log.read_text()), FIRST.findall(told))

    def test_there_is_none_where_somebody_works(self):
        self.start(users=("anna",))
        self.server.terminate()
        self.assertEqual(FIRST.findall(self.server.log.read_text()), [])
        users = json.loads(harness.cli("user", "list", "--json", data=self.data).stdout)["data"]
        self.assertEqual([user["name"] for user in users], ["anna"])

    def test_commands_make_none(self):
        done = harness.cli("user", "list", data=self.data)
        self.assertEqual(done.stderr, "")
        self.assertIn("no users", done.stdout)

    def test_a_password_that_was_missed_is_made_anew(self):
        self.start(users=())
        self.first_admin()
        password = harness.cli("user", "password", "admin", data=self.data).stdout.splitlines()[-1]
        opened = self.sign_in("admin", password)
        self.assertEqual((opened.status, opened.json["must_change_password"]), (201, True))


class DemoUsers(Staff):
    def test_one_of_each_role_signs_in_with_the_password_that_is_kept(self):
        self.server = self.enterContext(harness.server(self.data, "--demo"))
        self.desk = harness.Client(self.server)
        self.desk.document = Document()
        file = self.data / "demo.password"
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        for role in ("admin", "support", "warehouse", "finance"):
            opened = self.sign_in(role, file.read_text().strip())
            self.assertEqual((opened.status, opened.json["user"]["role"], opened.json["must_change_password"]), (201, role, False))
        self.assertIn(str(file), self.server.log.read_text())
        self.server.process.send_signal(signal.SIGTERM)
        self.assertEqual(self.server.process.stdout.read(), b"", "standard output has the ready line alone")
        self.server.kill()


class Sessions(Staff):
    def test_sign_in_and_out(self):
        self.start()
        opened = self.sign_in(" Anna ")
        self.assertEqual((opened.status, opened.json["must_change_password"], opened.json["user"]["name"]), (201, False, "anna"))
        token = opened.json["token"]
        self.assertEqual(self.session(token).json["user"], opened.json["user"])
        self.assertEqual(self.with_token("DELETE", "/staff/sessions/current", token).status, 204)
        self.assertEqual(self.session(token).status, 401)
        rows = harness.Database(self.data).rows("SELECT action, actor FROM audit WHERE entity = 'staff_session' ORDER BY seq")
        self.assertEqual(rows, [("staff.signed_in", "staff:anna"), ("staff.signed_out", "staff:anna")])
        self.assertEqual(harness.cli("verify", data=self.data).returncode, 0)

    def test_wrong_sign_ins(self):
        self.start()
        for name, password in (("anna", "wrong horse"), ("nobody", PASSWORD), ("' OR 1=1 --", PASSWORD)):
            answer = self.sign_in(name, password)
            self.assertEqual((answer.status, answer.code), (401, "unauthenticated"))
        self.assertEqual(self.session("tg_staff_" + "A" * 43).status, 401)
        self.assertEqual(self.desk.get("/staff/sessions/current").status, 401)
        events = harness.poll(lambda: [e for e in self.security_events() if e["kind"] == "sign_in"][2:] and self.security_events(),
                              "the security log")
        reasons = [event["detail"]["reason"] for event in events if event["kind"] == "sign_in"]
        self.assertEqual(reasons, ["not the password of anna", "nobody has this name", "nobody has this name"])

    def security_events(self):
        file = self.data / "security.log"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def test_a_key_is_nobody_of_the_staff(self):
        self.start(users=())
        key = harness.storefront_key(self.data)
        harness.poll(lambda: self.session(key).status == 403, "the key is known, and forbidden")

    def test_a_disabled_user_is_out_within_a_second(self):
        self.start()
        token = self.sign_in().json["token"]
        harness.cli("user", "disable", "anna", data=self.data)
        harness.poll(lambda: self.session(token).status == 401, "the session has ended")
        self.assertEqual(self.sign_in().status, 401)
        harness.cli("user", "enable", "anna", data=self.data)
        self.assertEqual(self.session(token).status, 401)
        self.assertEqual(self.sign_in().status, 201)

    def test_another_password_by_command_ends_the_sessions(self):
        self.start()
        token = self.sign_in().json["token"]
        harness.cli("user", "password", "anna", "--password-stdin", data=self.data, stdin="another horse\n")
        harness.poll(lambda: self.session(token).status == 401, "the session has ended")
        self.assertEqual(self.sign_in().status, 401)
        self.assertEqual(self.sign_in(password="another horse").status, 201)

    def test_the_last_admin_stays(self):
        self.start(users=())
        self.add_user("boss", "admin")
        harness.cli("user", "disable", "admin", data=self.data)
        refused = harness.cli("user", "disable", "boss", data=self.data, check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("last admin", refused.stderr)
        missing = harness.cli("user", "disable", "ghost", data=self.data, check=False)
        self.assertEqual((missing.returncode, "ghost" in missing.stderr), (1, True))

    def test_sessions_outlive_a_restart(self):
        self.start()
        token = self.sign_in().json["token"]
        self.assertEqual(self.server.terminate()[0], 0)
        self.start(users=())
        self.assertEqual(self.session(token).status, 200)

    def test_who_guesses_waits_and_is_let_in(self):
        self.start(QUICK)
        for _ in range(3):
            self.assertEqual(self.sign_in(password="wrong horse").status, 401)
        refused = self.sign_in()
        self.assertEqual((refused.status, refused.code), (429, "rate_limited"))
        time.sleep(int(refused.headers["retry-after"]))
        self.assertEqual(self.sign_in().status, 201)

    def test_an_unused_session_ends(self):
        self.start("[staff]\nidle_s = 10\n")
        token = self.sign_in().json["token"]
        self.server.terminate()
        with sqlite3.connect(self.data / "tidegate.db") as database:  # as if it had been idle while nobody served
            database.execute("UPDATE staff_session SET last_used_at = last_used_at - 10000")
        self.start("[staff]\nidle_s = 10\n", users=())
        self.assertEqual(self.session(token).status, 401)


if __name__ == "__main__":
    harness.main()
