# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the house, over a project given as {path: text}. Each finding is (rule, path, detail, sentence)."""
import re
from dataclasses import dataclass

import cpp_source

LONGEST_FUNCTION = 70
LONGEST_FILE = 800
DOMAIN = re.compile(r"^core/(?!base$|resilience$|store$)\w+$")
# Which rooms a room may link. An arrow that is not drawn here is not there.
ARROWS = [
    (re.compile(r"^core/base$"), re.compile(r"^$")),
    (re.compile(r"^core/(resilience|store)$"), re.compile(r"^core/base$")),
    (DOMAIN, re.compile(r"^core/\w+$")),
    (re.compile(r"^app/http$"), re.compile(r"^core/\w+$")),
    (re.compile(r"^ui(/\w+)?$"), re.compile(r"^(core/\w+|ui(/\w+)?)$")),
    (re.compile(r"^app(/\w+)?$"), re.compile(r"^(core/\w+|ui(/\w+)?|app/\w+|plugins/\w+)$")),
    (re.compile(r"^plugins(/\w+)?$"), re.compile(r"^core/\w+$")),
]
# Of Qt, core has Core, Sql and Network; the window has no database, the server no window.
FORBIDDEN_LIBRARIES = [
    (re.compile(r"^core/"), re.compile(r"^Qt6::(Widgets|Gui|Charts|HttpServer|Svg\w*)$")),
    (re.compile(r"^ui"), re.compile(r"^Qt6::(HttpServer|Sql)$")),
    (re.compile(r"^app/http$"), re.compile(r"^Qt6::(Widgets|Gui|Charts|Sql|Svg\w*)$")),
]
TYPE = re.compile(r"^(?:class|struct|enum class|enum)\s+(?:\[\[\w+\]\]\s+)?(\w+)(?:\s+final)?\s*(?::(?!:)[^;{]*)?\{", re.M)
WORDS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
CODE = re.compile(r"\.(cpp|h|hpp|inc|py|sh|cmake|lua|sql|js)$|(^|/)CMakeLists\.txt$")
CPP = re.compile(r"\.(cpp|h|hpp)$")
SPDX = "SPDX-License-Identifier: GPL-3.0-or-later"


@dataclass(frozen=True)
class Finding:
    rule: str
    path: str
    detail: str  # names the place within the file, steady when lines move
    sentence: str

    def key(self):
        return (self.rule, self.path, self.detail)


@dataclass
class Room:
    path: str
    links: set      # names of rooms as in tidegate::NAME
    libraries: set
    where: str      # its CMakeLists.txt


def rooms_of(files):
    """{path: Room} from the calls of tidegate_room()."""
    rooms = {}
    for path, text in files.items():
        if not path.endswith("CMakeLists.txt") or path.startswith("tests/"):
            continue
        for call in re.finditer(r"\btidegate_room\(([^()]*)\)", re.sub(r"#[^\n]*", "", text)):
            words = call[1].split()
            room, part = Room(words[0], set(), set(), path), None
            for word in words[1:]:
                if word in ("LINKS", "LIBRARIES", "SOURCES"):
                    part = word
                elif part == "LINKS":
                    room.links.add(word.replace("tidegate::", ""))
                elif part == "LIBRARIES":
                    room.libraries.add(word)
            rooms[room.path] = room
    return rooms


def room_of(path, rooms):
    """The innermost room that holds the file; for a file in no declared room, the folder that the design gives it."""
    held = [r for r in rooms if path.startswith(r + "/")]
    if held:
        return max(held, key=len)
    match = re.match(r"^(core/\w+|app/http|app/\w+(?=/)|app|ui|plugins/\w+(?=/)|plugins)/", path)
    return match[1] if match else None


def may_link(room, other):
    for source, targets in ARROWS:
        if source.match(room):
            return bool(targets.match(other))
    return True


def check_links(files):
    rooms = rooms_of(files)
    by_name = {}
    for path in rooms:
        by_name[path.split("/")[-1]] = path
    for room in rooms.values():
        for link in sorted(room.links):
            other = by_name.get(link)
            if other is None:
                yield Finding("link", room.where, link, f"{room.path} links tidegate::{link}, which is no room")
            elif not may_link(room.path, other):
                yield Finding("link", room.where, link, f"{room.path} links {other}, against the arrows")
        for library in sorted(room.libraries):
            if any(who.match(room.path) and what.match(library) for who, what in FORBIDDEN_LIBRARIES):
                yield Finding("library", room.where, library, f"{room.path} may not use {library}")
    graph = {path: sorted(by_name[l] for l in room.links if l in by_name) for path, room in rooms.items()}
    for cycle in cycles(graph):
        yield Finding("link-cycle", rooms[cycle[0]].where, " ".join(cycle), "rooms link in a circle: " + " -> ".join(cycle))


def reachable(room, rooms):
    by_name = {path.split("/")[-1]: path for path in rooms}
    seen, waiting = set(), [room]
    while waiting:
        for link in rooms[waiting.pop()].links:
            path = by_name.get(link)
            if path and path not in seen:
                seen.add(path)
                waiting.append(path)
    return seen


def check_includes(files):
    rooms = rooms_of(files)
    for path, text in cpp(files):
        room = room_of(path, rooms)
        if room is None:
            continue
        for included in cpp_source.includes(text):
            other = room_of(included, rooms)
            if other is None or other == room:
                continue
            if not may_link(room, other):
                yield Finding("include", path, included, f"{room} includes {included}, against the arrows")
            elif room in rooms and other not in reachable(room, rooms):
                yield Finding("include", path, included, f"{included} is included, but {room} does not link {other}")


def check_include_cycles(files):
    graph = {}
    for path, text in cpp(files):
        beside = path.rsplit("/", 1)[0] + "/" if "/" in path else ""
        candidates = [(name, "tests/" + name, beside + name) for name in cpp_source.includes(text)]
        graph[path] = sorted({next((c for c in names if c in files), "") for names in candidates} - {""})
    for cycle in cycles(graph):
        yield Finding("include-cycle", cycle[0], " ".join(cycle), "files include each other: " + " -> ".join(cycle))


def cycles(graph):
    """The strongly connected groups of more than one node (or of one that points at itself), each sorted."""
    index, low, stack, on_stack, groups = {}, {}, [], set(), []

    def visit(start):
        waiting = [(start, iter(graph.get(start, ())))]
        index[start] = low[start] = len(index)
        stack.append(start)
        on_stack.add(start)
        while waiting:
            node, targets = waiting[-1]
            target = next(targets, None)
            if target is None:
                waiting.pop()
                if waiting:
                    low[waiting[-1][0]] = min(low[waiting[-1][0]], low[node])
                if low[node] == index[node]:
                    group = []
                    while not group or group[-1] != node:
                        group.append(stack.pop())
                        on_stack.discard(group[-1])
                    if len(group) > 1 or node in graph.get(node, ()):
                        groups.append(sorted(group))
            elif target not in index:
                index[target] = low[target] = len(index)
                stack.append(target)
                on_stack.add(target)
                waiting.append((target, iter(graph.get(target, ()))))
            elif target in on_stack:
                low[node] = min(low[node], index[target])

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return sorted(groups)


def check_lengths(files):
    for path, text in cpp(files):
        lines = text.count("\n") + (not text.endswith("\n"))
        if lines > LONGEST_FILE:
            yield Finding("file-length", path, "", f"{lines} lines; {LONGEST_FILE} is the limit")
        for function in cpp_source.functions(text):
            if function.length > LONGEST_FUNCTION:
                yield Finding("function-length", path, function.name,
                              f"{function.name} at line {function.line} has {function.length} lines; {LONGEST_FUNCTION} is the limit")


def check_licence(files):
    for path, text in files.items():
        if CODE.search(path) or text.startswith("#!"):
            lines = text.split("\n", 2)[:2]
            line = lines[1] if text.startswith("#!") and len(lines) > 1 else lines[0]
            if SPDX not in line:
                yield Finding("licence", path, "", f"the first line must be the licence's: {SPDX}")


def check_words(files):
    for path, text in files.items():
        if (CODE.search(path) or text.startswith("#!")) and not path.startswith("tests/structure/"):
            for match in WORDS.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                yield Finding("word", path, match[0], f"line {line}: {match[0]} is no way to leave code")


def check_sql(files):
    for path, text in cpp(files):
        if path.startswith("tests/"):
            continue  # tests put table names into statements, and nobody sends them any
        for number, line in enumerate(cpp_source.built_statements(text), 1):
            yield Finding("built-sql", path, str(number), f"line {line}: a statement is put together from text; use `?`")


def check_type_names(files):
    """All is in one namespace: of two types with one name the linker takes the functions of one, whichever it likes."""
    first = {}
    for path, text in sorted(cpp(files)):
        if not path.endswith(".h") or path.startswith("tests/"):
            continue
        for match in TYPE.finditer(cpp_source.masked(text)):
            if first.setdefault(match[1], path) != path:
                yield Finding("type-name", path, match[1], f"{first[match[1]]} has a type {match[1]} as well")


def cpp(files):
    return [(path, text) for path, text in files.items() if CPP.search(path)]


CHECKS = [check_links, check_includes, check_include_cycles, check_lengths, check_licence, check_words, check_sql,
          check_type_names]


def findings(files):
    return sorted({f for check in CHECKS for f in check(files)}, key=lambda f: (f.path, f.rule, f.detail))
