#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""pymgr's C client (tests/tool_connection) against this interpreter's own manager server: over TCP, a Unix socket and
an abstract one, with both serializers. Runs on every Python since 2.7."""
from __future__ import print_function

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from multiprocessing.managers import SyncManager

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get("PYMGR_BUILD_DIR") or os.path.join(os.path.dirname(HERE), "build")
TOOL = os.path.join(BUILD, "tests", "tool_connection")

KEY = "sesame"
PYTHON2 = sys.version_info[0] == 2
PIPELINED = 500
LONG = 100000


class Client(object):
    def __init__(self, address, key, serializer):
        self.tool = subprocess.Popen([TOOL, address, key, serializer], stdin=subprocess.PIPE,
                                     stdout=subprocess.PIPE, universal_newlines=True)

    def ask(self, call, ident="-", count=1):
        """(kind, text) of the reply."""
        self.tool.stdin.write("%d %s %s\n" % (count, ident, call))
        self.tool.stdin.flush()
        kind, text = self.tool.stdout.readline().rstrip("\n").split(" ", 1)
        return kind, text

    def close(self):
        self.tool.communicate()
        return self.tool.returncode


class Checks(object):
    def __init__(self, where):
        self.where = where
        self.failed = 0

    def equal(self, what, found, expected):
        if found != expected:
            self.failed += 1
            print("%s: %s is %.200r instead of %.200r" % (self.where, what, found, expected))


def address_text(address):
    if isinstance(address, tuple):
        return "%s:%d" % address
    text = address if isinstance(address, str) else address.decode("ascii")
    return "@" + text[1:] if text.startswith("\0") else text


def check_calls(checks, client, serializer):
    kind, created = client.ask("create('list', [1, 'two', 3.5])")
    checks.equal("create", kind, "#RETURN")
    ident = ast.literal_eval(created)[0]
    checks.equal("pop", client.ask("pop()", ident), ("#RETURN", "3.5"))
    checks.equal("append", client.ask("append(None)", ident), ("#RETURN", "None"))
    checks.equal("a value", client.ask("__getitem__(1)", ident), ("#RETURN", "'two'"))
    checks.equal("many", client.ask("__len__()", ident, PIPELINED), ("#RETURN", "3"))
    checks.equal("long", client.ask("append(%r)" % ("x" * LONG), ident), ("#RETURN", "None"))
    checks.equal("long back", client.ask("pop()", ident), ("#RETURN", repr("x" * LONG)))
    check_errors(checks, client, ident, serializer)
    checks.equal("in the end", client.ask("__len__()", ident), ("#RETURN", "3"))


def check_errors(checks, client, ident, serializer):
    kind, text = client.ask("__getitem__(7)", ident)
    checks.equal("kind of an error", kind, "#ERROR")
    if serializer == "pickle":
        checks.equal("an error", "IndexError" in text and "list index out of range" in text, True)
    kind, text = client.ask("no_such_method()", ident)
    checks.equal("kind of a missing method", kind, "#TRACEBACK")
    checks.equal("a missing method", "no_such_method" in text, True)
    if serializer == "pickle":
        checks.equal("bytes", client.ask(r"append(b'\xff\x00')", ident), ("#RETURN", "None"))
        checks.equal("bytes back", client.ask("pop()", ident), ("#RETURN", r"b'\xff\x00'"))
    else:
        kind, text = client.ask("append({1: 2})", ident)
        checks.equal("what cannot be sent", (kind, text[:6]), ("!", "error "))


def check_refusal(checks, address):
    client = Client(address, "another", "pickle")
    kind, text = client.ask("dummy()")
    checks.equal("another key", (kind, text[:7]), ("!", "refused"))
    client.close()


def check(address, serializer):
    manager = SyncManager(address, KEY.encode("ascii"), serializer)
    manager.start()
    where = "%s over %s" % (serializer, address_text(manager.address))
    checks = Checks(where)
    client = Client(address_text(manager.address), KEY, serializer)
    check_calls(checks, client, serializer)
    checks.equal("exit status", client.close(), 0)
    check_refusal(checks, address_text(manager.address))
    manager.shutdown()
    return checks.failed


def main():
    folder = tempfile.mkdtemp()
    failed = 0
    for serializer in "pickle", "xmlrpclib":
        failed += check(("127.0.0.1", 0), serializer)
        failed += check(os.path.join(folder, serializer), serializer)
        if not PYTHON2:  # its server would remove a file of that name in the end, and fail
            failed += check("\0pymgr-check-%d-%s" % (os.getpid(), serializer), serializer)
    shutil.rmtree(folder)
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
