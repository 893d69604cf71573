#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""check_structure.py [PROJECT]: holds the project to the rules in rules.py. Exit status 1 when one is broken.

allowed.txt lists what was there before its rule: `RULE PATH DETAIL`. It may only shrink: an entry that is no longer needed must go, and
one that the main branch does not have may not come.
"""
import os
import subprocess
import sys

import rules

SKIPPED = ("build/", "node_modules/")
ALLOWED = "tests/structure/allowed.txt"


def read_project(top):
    """{path: text} of the tracked and new files; all files where there is no repository."""
    listed = subprocess.run(["git", "-C", top, "ls-files", "-z", "--cached", "--others", "--exclude-standard"], capture_output=True)
    if listed.returncode == 0:
        paths = [p for p in listed.stdout.decode().split("\0") if p]
    else:
        paths = [os.path.relpath(os.path.join(folder, name), top) for folder, _, names in os.walk(top) for name in names]
    files = {}
    for path in paths:
        full = os.path.join(top, path)
        if path.startswith(SKIPPED) or "/." in path or not os.path.isfile(full) or os.path.islink(full):
            continue
        with open(full, "rb") as source:
            start = source.read(4)
            if rules.CODE.search(path) or start.startswith(b"#!"):
                files[path] = (start + source.read()).decode(errors="replace")
    return files


def entries(text):
    """{(rule, path, detail)} of an allow-list."""
    lines = (line.split("#")[0].split(None, 2) for line in text.splitlines())
    return {(line[0], line[1], line[2].strip() if len(line) > 2 else "") for line in lines if len(line) > 1}


def entries_of_main(top):
    shown = subprocess.run(["git", "-C", top, "show", f"origin/main:{ALLOWED}"], capture_output=True, text=True)
    return entries(shown.stdout) if shown.returncode == 0 else None


def problems(found, allowed, allowed_on_main):
    """What to tell, one sentence each."""
    for finding in found:
        if finding.key() not in allowed:
            yield f"{finding.path}: {finding.sentence} [{finding.rule}]"
    for entry in sorted(allowed - {f.key() for f in found}):
        yield f"{ALLOWED}: no longer needed, take it out: {' '.join(entry).strip()}"
    for entry in sorted(allowed - allowed_on_main if allowed_on_main is not None else ()):
        yield f"{ALLOWED}: may only shrink, but this is new: {' '.join(entry).strip()}"


def main():
    top = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "../.."))
    files = read_project(top)
    with open(os.path.join(top, ALLOWED)) as source:
        allowed = entries(source.read())
    told = list(problems(rules.findings(files), allowed, entries_of_main(top)))
    for line in told:
        print(line)
    print(f"structure: {len(files)} files, {len(told)} problems")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
