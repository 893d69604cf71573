# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail server on this machine. Prints its port, then each message that it took as one line of JSON, read by Python's own parser."""
import argparse
import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Handler:
    def __init__(self, reply):
        self.reply = reply

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.reply and address.startswith("refused@"):
            return self.reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.reply and not any(a.startswith("taken@") for a in envelope.rcpt_tos):
            return self.reply
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = [{"type": p.get_content_type(), "text": p.get_content()} for p in message.walk() if not p.is_multipart()]
        print(json.dumps({
            "from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": session.ssl is not None, "login": session.auth_data,
            "headers": [[name, str(value)] for name, value in message.items()], "type": message.get_content_type(),
            "defects": [repr(d) for d in message.defects], "parts": parts}), flush=True)
        return "250 OK"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--login", help="NAME:PASSWORD, demanded")
    parser.add_argument("--reply", help="to what it does not take")
    arguments = parser.parse_args()
    options = {}
    if arguments.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(arguments.certificate, arguments.key)
        options.update(tls_context=context, require_starttls=True)
    if arguments.login:
        def check(server, session, envelope, mechanism, data):
            right = isinstance(data, LoginPassword) and data.login + b":" + data.password == arguments.login.encode()
            return AuthResult(success=right, auth_data=data.login.decode() if right else None)
        options.update(authenticator=check, auth_required=True, auth_require_tls=bool(arguments.certificate))
    asyncio.run(serve(Handler(arguments.reply), options))


async def serve(handler, options):
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(handler, hostname="127.0.0.1", loop=loop, **options), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


main()
