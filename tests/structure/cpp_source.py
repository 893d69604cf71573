# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads C++ as far as the structure test needs it: text without comments and literals, includes, functions, calls."""
import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/'                                     # comments
    r'|(?:u8|[uUL])?R"(?P<tag>[^()\\\s"]{0,16})\((?:.*?)\)(?P=tag)"'  # raw strings
    r'|(?:u8|[uUL])?"(?:\\.|[^"\\\n])*"'                      # strings
    r"|(?<![0-9a-fA-F])(?:u8|[uUL])?'(?:\\.|[^'\\\n])+'",     # characters, not digit separators
    re.DOTALL)
_DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n\\]|\\\n|\\.)*", re.MULTILINE)
_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.MULTILINE)
_SCOPE = re.compile(r"^(?:(?:inline\s+)?namespace\b|extern\s+<>|(?:template\s*<.*>\s*)?(?:typedef\s+)?(?:class|struct|union|enum)\b)",
                    re.DOTALL)
_CONTROL = re.compile(r"^(?:if|for|while|switch|catch|else|do|try|return)\b")
_INITIALISER_LIST = re.compile(r"\)\s*(?:noexcept\s*)?:(?!:)")
_MACRO = re.compile(r"^\s*(?:Q_\w+|[A-Z][A-Z0-9_]+)\s*$")  # as Q_LOGGING_CATEGORY(...), which needs no semicolon
_SQL_WORD = re.compile(r'"\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|WITH|REPLACE)\s', re.IGNORECASE)


def _blank(text, keep):
    """`text` as spaces of the same length and lines, between the characters in `keep`."""
    return keep + re.sub(r"[^\n]", " ", text[len(keep):-len(keep) or None]) + keep if keep else re.sub(r"[^\n]", " ", text)


def without_comments(text):
    """Comments become spaces; literals stay."""
    return _TOKEN.sub(lambda m: _blank(m[0], "") if m[0].startswith(("//", "/*")) else m[0], text)


def masked(text):
    """Comments and preprocessor lines become spaces, literals `<   >`: what stays are names and brackets, at their places."""
    def literal(match):
        token = match[0]
        if token.startswith(("//", "/*")):
            return _blank(token, "")
        inner = re.sub(r"[^\n]", " ", token[1:-1])
        return "<" + inner + ">" if len(token) > 1 else token
    return _DIRECTIVE.sub(lambda m: _blank(m[0], ""), _TOKEN.sub(literal, text))


def includes(text):
    return [m[1] for m in _INCLUDE.finditer(without_comments(text))]


def closing(text, opening):
    """Where the bracket at `opening` closes, in masked text; the end of the text if nowhere."""
    pairs = {"(": ")", "{": "}", "[": "]"}
    depth, opener, closer = 0, text[opening], pairs[text[opening]]
    for i in range(opening, len(text)):
        if text[i] == opener:
            depth += 1
        elif text[i] == closer:
            depth -= 1
            if depth == 0:
                return i
    return len(text) - 1


@dataclass(frozen=True)
class Function:
    name: str
    line: int    # of its head, from 1
    length: int  # lines from the head to the closing brace


def _name(head):
    before = head[:head.index("(")].rstrip() if "(" in head else head
    match = re.search(r"(?:operator\s*\S+|[~\w:]+)$", before)
    return match[0] if match and match[0] else "lambda"


def _is_initialiser(head):
    """Whether the brace after `head` opens a value, not a body."""
    if _INITIALISER_LIST.search(head) and re.search(r"[\w>]\s*$", head) and not re.search(r"\)\s*\w+\s*$", head):
        return True  # m_count{0} in a constructor's list
    outside = re.sub(r"\([^()]*\)", "", re.sub(r"\([^()]*\)", "", head))
    if re.search(r"(?<![=!<>])=(?!=)", outside):
        return not re.search(r"=\s*\[", outside)  # a table, unless it is a lambda
    return "(" not in head


def functions(text):
    """Every function body that is not inside another one: free ones, members in or out of their class, lambdas at file level."""
    code = masked(text)
    found, begin, i = [], 0, 0
    while i < len(code):
        c = code[i]
        if c in ";}":
            begin = i + 1
        elif c == ":" and re.search(r"\b(?:public|private|protected|Q_SIGNALS|Q_SLOTS)\s*$", code[begin:i]):
            begin = i + 1
        elif c == "(":
            macro = _MACRO.match(code[begin:i])
            i = closing(code, i)
            if macro and re.match(r"\s*\n(?!\s*[{:])", code[i + 1:]):
                begin = i + 1
        elif c == "{":
            head = code[begin:i].strip()
            if not head or (_SCOPE.match(head) and "(" not in re.sub(r"\balignas\s*\(", "", head).split("{")[0]):
                begin = i + 1
            elif _is_initialiser(head):
                i = closing(code, i)
            else:
                end = closing(code, i)
                if not _CONTROL.match(head):
                    first = code.count("\n", 0, begin + len(code[begin:i]) - len(code[begin:i].lstrip())) + 1
                    found.append(Function(_name(head), first, code.count("\n", 0, end) + 2 - first))
                i, begin = end, end + 1
        i += 1
    return found


def built_statements(text):
    """Lines on which SQL is put together with .arg(): in a statement handed to the database, or in a literal that begins as one."""
    code, lines = masked(text), set()
    for call in re.finditer(r"(?:\.|->)(?:exec|each|one|integer|prepare)\s*\(", code):
        opening = call.end() - 1
        argument = code[opening:_end_of_argument(code, opening)]
        if ".arg(" in argument:
            lines.add(code.count("\n", 0, call.start()) + 1)
    plain = without_comments(text)
    for literal in _SQL_WORD.finditer(plain):
        end = code.find(";", literal.start())
        statement = code[literal.start():end if end >= 0 else None]
        if re.match(r"[^;,]*?>(?:_s)?\s*\)?\s*\.arg\(", statement):
            lines.add(code.count("\n", 0, literal.start()) + 1)
    return sorted(lines)


def _end_of_argument(code, opening):
    depth = 0
    for i in range(opening, len(code)):
        if code[i] in "([{":
            depth += 1
        elif code[i] in ")]}":
            depth -= 1
            if depth == 0:
                return i
        elif code[i] == "," and depth == 1:
            return i
    return len(code)
