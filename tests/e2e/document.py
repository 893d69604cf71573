# SPDX-License-Identifier: GPL-3.0-or-later
"""The OpenAPI document as a judge of answers: what the server says must be what the document promises."""
import json
import re
from urllib.parse import urlsplit

import jsonschema

import harness


class Document:
    def __init__(self):
        self.content = json.loads((harness.TOP / "resources/api/openapi.json").read_text())
        self.resolver = jsonschema.RefResolver("", self.content)
        self.operations = {}
        for path, methods in self.content["paths"].items():
            pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$")
            self.operations.update({(method.upper(), pattern): operation for method, operation in methods.items()})

    def problems(self, method, path, answer):
        """What of the answer the document does not have, one line each; nothing is said about paths that it does not name."""
        for (known, pattern), operation in self.operations.items():
            if known == method and pattern.match(urlsplit(path).path):
                return [f"{method} {path} {answer.status}: {told}" for told in self.compare(operation, answer)]
        return []

    def compare(self, operation, answer):
        promised = operation["responses"].get(str(answer.status))
        if promised is None:
            return ["this status is not in the document"]
        promised = self.resolved(promised)
        told = []
        for name, header in promised.get("headers", {}).items():
            if self.resolved(header).get("required") and name.lower() not in answer.headers:
                told.append(f"{name} is missing")
        content = promised.get("content", {})
        media = answer.headers.get("content-type", "").partition(";")[0]
        if not content:
            return told + (["there should be no body"] if answer.body else [])
        if media not in content:
            return told + [f"{media or 'no media type'} instead of {' or '.join(content)}"]
        if answer.json is not None:
            checker = jsonschema.Draft202012Validator(content[media]["schema"], resolver=self.resolver)
            told += [f"{'/'.join(map(str, error.path))}: {error.message}" for error in checker.iter_errors(answer.json)]
        return told

    def resolved(self, node):
        return self.resolver.resolve(node["$ref"])[1] if "$ref" in node else node
