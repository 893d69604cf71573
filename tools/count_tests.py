#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""count_tests.py LastTest.log CTEST-STATUS: how many test functions passed and failed, as "PASSED FAILED" on standard output.

QtTest programs and Python's unittest tell their own numbers, which are added up; any other test counts as one, and so does a
program that ended badly without a failed function (crash, time limit). What was skipped is told on standard error, loudly.
"""
import re
import sys

QT_TOTALS = re.compile(r"^Totals: (\d+) passed, (\d+) failed, (\d+) skipped", re.MULTILINE)
QT_SKIP = re.compile(r"^SKIP\s*: (.*)$", re.MULTILINE)
UNITTEST = re.compile(r"^Ran (\d+) tests? in .*\n\n(OK|FAILED)(?: \((.*)\))?", re.MULTILINE)
UNITTEST_SKIP = re.compile(r"^(.*) \.\.\. skipped (.*)$", re.MULTILINE)
SECTION = re.compile(r"^\d+/\d+ Testing: ", re.MULTILINE)


def count(name, text):
    """(passed, failed, skipped, reasons) of one test's part of the log."""
    bad = re.search(r"^Test Passed\.$", text, re.MULTILINE) is None
    reasons = [f"{name}: {reason}" for reason in QT_SKIP.findall(text)]
    passed = failed = skipped = 0
    for totals in QT_TOTALS.findall(text):
        passed, failed, skipped = passed + int(totals[0]), failed + int(totals[1]), skipped + int(totals[2])
    for ran, _, detail in UNITTEST.findall(text):
        numbers = dict(re.findall(r"(failures|errors|skipped)=(\d+)", detail or ""))
        wrong, left = int(numbers.get("failures", 0)) + int(numbers.get("errors", 0)), int(numbers.get("skipped", 0))
        passed, failed, skipped = passed + int(ran) - wrong - left, failed + wrong, skipped + left
    reasons += [f"{test}: {reason}" for test, reason in UNITTEST_SKIP.findall(text)]
    if passed + failed + skipped == 0:
        return (0, 1, 0, []) if bad else (1, 0, 0, [])
    if bad and failed == 0:
        failed = 1
    return passed, failed, skipped, reasons


def main():
    path, status = sys.argv[1], int(sys.argv[2])
    try:
        with open(path, errors="replace") as log:
            text = log.read()
    except FileNotFoundError:
        print("0 1")
        return
    passed = failed = skipped = 0
    reasons = []
    starts = [m.start() for m in SECTION.finditer(text)] + [len(text)]
    for begin, end in zip(starts, starts[1:]):
        part = text[begin:end]
        name = part.split("Testing: ", 1)[1].split("\n", 1)[0]
        its_passed, its_failed, its_skipped, why = count(name, part)
        passed, failed, skipped, reasons = passed + its_passed, failed + its_failed, skipped + its_skipped, reasons + why
        if its_failed:
            print(f"FAILED: {name} ({its_failed})", file=sys.stderr)
    if status != 0 and failed == 0:
        failed = 1
    for reason in reasons:
        print(f"SKIPPED: {reason}", file=sys.stderr)
    if skipped:
        print(f"{skipped} skipped", file=sys.stderr)
    print(passed, failed)


if __name__ == "__main__":
    main()
