#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""render_docs.py OPENAPI GUIDE MESSAGES ROW-ERRORS OUTPUT: the page /docs, static HTML, from the OpenAPI document, the guide for people and the texts
of the problems. Part of the build, so that the page can't say anything else than the document does."""
import html
import json
import re
import sys
from pathlib import Path

PAGE = """<!DOCTYPE html>
<!-- SPDX-License-Identifier: GPL-3.0-or-later -->
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Documentation for partners – Tidegate</title>
<link rel="icon" href="/assets/tidegate.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/style.css">
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="masthead">
<div class="masthead-row">
<a class="brand" href="/docs"><img src="/assets/tidegate.svg" alt="" width="28" height="28">Tidegate</a>
<nav aria-label="Pages">
<ul>
<li><a href="/partner/upload">Upload</a></li>
<li><a href="/docs" aria-current="page">Documentation</a></li>
</ul>
</nav>
</div>
</header>
<div class="docs">
<nav class="contents" aria-label="Contents">
<strong>Contents</strong>
%(contents)s
</nav>
<main class="prose" id="main" tabindex="-1">
<h1>Documentation for partners</h1>
<p class="lead">Send your products as a feed, keep their stock up to date, and hear what became of it. Everything here works in the sandbox first.</p>
%(body)s
</main>
</div>
</body>
</html>
"""
# What partners have no use for stands in the document alone.
SHOWN = ["Feeds", "Webhooks"]


def text(plain):
    """Plain text with `code` in it, as HTML."""
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", html.escape(plain, quote=False))


def table(heads, rows, css=""):
    """`rows` hold HTML."""
    head = "".join(f'<th scope="col">{html.escape(h)}</th>' for h in heads)
    body = "".join("<tr>" + "".join(f'<td data-label="{html.escape(h)}">{c}</td>' for h, c in zip(heads, row)) + "</tr>\n" for row in rows)
    return f'<div class="table"><table class="{css or "stacked"}">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody></table></div>\n'


class Document:
    def __init__(self, content):
        self.content = content

    def resolved(self, node):
        while "$ref" in node:
            target = self.content
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def operations(self):
        for path, methods in self.content["paths"].items():
            for method, operation in methods.items():
                yield method.upper(), path, operation

    def statuses(self):
        """{code of a problem: the statuses under which the document promises it}."""
        found = {}
        for _, _, operation in self.operations():
            for status, response in operation["responses"].items():
                told = self.resolved(response).get("description", "")
                if told.startswith("Refused: "):
                    for code in re.findall(r"\b[a-z]+(?:_[a-z]+)*\b", told.removeprefix("Refused: ").split(".")[0]):
                        found.setdefault(code, set()).add(status)
        for status, code in re.findall(r"(\d{3}) ([a-z_]+)", self.content["info"]["description"]):
            found.setdefault(code, set()).add(status)
        return found


def type_of(schema):
    if "enum" in schema:
        return " | ".join(f"<code>{html.escape('null' if v is None else str(v))}</code>" for v in schema["enum"])
    if "const" in schema:
        return f"<code>{html.escape(json.dumps(schema['const']))}</code>"
    kinds = schema.get("type", "object" if "properties" in schema else "")
    if "oneOf" in schema:
        return " or ".join(type_of(s) for s in schema["oneOf"])
    said = " or ".join(kinds) if isinstance(kinds, list) else kinds
    return html.escape(f"{said} ({schema['format']})" if "format" in schema else said)


def fields(document, schema, prefix=""):
    """The members of a schema, one row each, those of nested objects below them."""
    schema = document.resolved(schema)
    if schema.get("type") == "array":
        yield from fields(document, schema["items"], prefix)
    for name, member in schema.get("properties", {}).items():
        resolved = document.resolved(member)
        note = text(resolved.get("description", ""))
        if name not in schema.get("required", []):
            note = ("optional; " if note else "optional") + note
        is_list = resolved.get("type") == "array"
        yield f"<code>{prefix}{name}{'[]' if is_list else ''}</code>", type_of(resolved), note
        if is_list or "properties" in resolved:
            yield from fields(document, resolved, f"{prefix}{name}{'[]' if is_list else ''}.")


def parameters(document, operation):
    rows = []
    for parameter in operation.get("parameters", []):
        parameter = document.resolved(parameter)
        schema = parameter["schema"]
        note = text(parameter.get("description", "")).removesuffix(".")
        if "default" in schema:
            note += f"{'. ' if note else ''}Default: <code>{html.escape(str(schema['default']))}</code>"
        if parameter.get("required") and parameter["in"] != "path":
            note += f"{'. ' if note else ''}Required"
        rows.append((f"<code>{parameter['name']}</code>", parameter["in"], type_of(schema), note))
    return table(["Parameter", "In", "Type", "Meaning"], rows) if rows else ""


def body_of(document, content, title):
    """Media types, and the members of the first that has any."""
    media = ", ".join(f"<code>{html.escape(m)}</code>" for m in content)
    shown = f"<h4>{title}: {media}</h4>\n"
    rows = list(fields(document, next(iter(content.values()))["schema"]))
    if rows:
        shown += f"<details><summary>Members</summary>\n{table(['Member', 'Type', 'Meaning'], rows)}</details>\n"
    return shown


def answers(document, operation):
    rows = []
    for status, response in sorted(operation["responses"].items()):
        response = document.resolved(response)
        told = response["description"]
        rows.append((f"<code>{status}</code>", re.sub(r"\b([a-z]+(?:_[a-z]+)+|unauthenticated|forbidden|conflict|overloaded)\b(?=[,.])",
                                                      r'<a href="#problem-\1"><code>\1</code></a>', text(told))
                     if told.startswith("Refused") else text(told)))
    return table(["Status", "Meaning"], rows)


def samples(operation):
    shown = ""
    for sample in operation.get("x-codeSamples", []):
        language = {"Shell": "sh"}.get(sample["lang"], sample["lang"].lower())
        shown += (f'<details{" open" if language == "sh" else ""}><summary>{html.escape(sample["label"])}</summary>\n'
                  f'<pre tabindex="0"><code class="language-{language}">{html.escape(sample["source"], quote=False)}</code></pre></details>\n')
    return shown


def operation_section(document, method, path, operation):
    content = f'<section class="operation" aria-labelledby="{operation["operationId"]}">\n'
    content += (f'<h3 id="{operation["operationId"]}"><span class="method">{method}</span> <span class="path">{html.escape(path)}</span></h3>\n'
                f'<p><strong>{text(operation["summary"])}.</strong> {text(operation.get("description", ""))}</p>\n')
    content += parameters(document, operation)
    if "requestBody" in operation:
        content += body_of(document, operation["requestBody"]["content"], "Body")
    for status, response in operation["responses"].items():
        response = document.resolved(response)
        if status.startswith("2") and "content" in response:
            content += body_of(document, response["content"], f"Answer {status}")
    content += "<h4>Answers</h4>\n" + answers(document, operation) + "<h4>Samples</h4>\n" + samples(operation)
    return content + "</section>\n"


def reference(document):
    content = '<section id="reference" aria-labelledby="reference-title">\n<h2 id="reference-title">Reference</h2>\n'
    content += ('<p>All of it in machine form, for generators and tools, with the calls of shoppers and operators too: '
                '<a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>\n')
    for method, path, operation in document.operations():
        if operation["tags"][0] in SHOWN:
            content += operation_section(document, method, path, operation)
    content += '<section class="operation">\n<h3 id="callback-bodies">What our callbacks say</h3>\n'
    for name, methods in document.content.get("webhooks", {}).items():
        schema = methods["post"]["requestBody"]["content"]["application/json"]["schema"]
        content += f"<h4><code>{name}</code></h4>\n<p>{text(document.resolved(schema).get('description', ''))}</p>\n"
        content += f"<details><summary>Members</summary>\n{table(['Member', 'Type', 'Meaning'], fields(document, schema))}</details>\n"
    return content + "</section>\n</section>\n"


def problems(document, messages):
    statuses = document.statuses()
    rows = [(", ".join(sorted(statuses.get(code, {"500"}))), f'<code id="problem-{code}">{code}</code>',
             f'{html.escape(message["title"])}. {html.escape(message["detail"])}')
            for code, message in messages.items()]
    return ('<section id="problems" aria-labelledby="problems-title">\n<h2 id="problems-title">Problems</h2>\n'
            "<p>What is not answered with 2xx is an <code>application/problem+json</code> (RFC 9457): <code>code</code> to decide by, <code>detail</code> for people, in the "
            "language of <code>Accept-Language</code>, <code>errors</code> with what is wrong field by field, <code>request_id</code> for the shop.</p>\n"
            + table(["Status", "Code", "What to do"], sorted(rows)) + "</section>\n")


def row_errors(groups):
    shown = ""
    for group in groups:
        rows = [(f"<code>{code}</code>", html.escape(remedy, quote=False)) for code, remedy in group["codes"].items()]
        shown += f'<h3>{group["title"]}</h3>\n<p>{text(group["about"])}</p>\n{table(["Code", "What to do"], rows)}'
    return shown


def contents(body):
    """A list of the headings that have an id, from the sections' titles down one level."""
    listed, is_open = "<ol>\n", False
    for section, level, name, inner in re.findall(r'(?:<section id="([\w-]+)"[^>]*>\s*)?<h([23]) id="([\w-]+)"[^>]*>(.*?)</h[23]>', body, re.S):
        label = re.sub(r"<[^>]+>", "", inner).strip()
        link = f'<a href="#{section or name}">{label}</a>'
        if level == "2":
            listed += ("</ol></li>\n" if is_open else "") + f"<li>{link}\n<ol>\n"
            is_open = True
        else:
            listed += f"<li>{link}</li>\n"
    return listed + ("</ol></li>\n" if is_open else "") + "</ol>"


def main():
    openapi, guide, messages, rows, output = map(Path, sys.argv[1:])
    document = Document(json.loads(openapi.read_text()))
    body = guide.read_text().split("-->\n", 1)[1]
    body = body.replace("<!-- row errors -->", row_errors(json.loads(rows.read_text())))
    body = body.replace("<!-- webhook samples -->", samples(document.content["paths"]["/partner/webhook"]["post"]))
    body = body.replace("<pre>", '<pre tabindex="0">')
    body += problems(document, json.loads(messages.read_text())) + reference(document)
    body = re.sub(r'<table class="">', "<table>", body)
    output.write_text(PAGE % {"contents": contents(body), "body": body})


if __name__ == "__main__":
    main()
