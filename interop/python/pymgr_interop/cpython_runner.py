# SPDX-License-Identifier: MIT
"""Runs test methods of CPython's test suite, with pymgrd in the place of its managers' own server. Runs on every Python
since 2.7.

    cpython_runner list                            names all test methods
    cpython_runner pymgrd|stock SECONDS NAME...    runs these; `stock` leaves CPython's server where it is

Prints a line for each event, as JSON: [what, name, text], where what is `name`, `start`, `ok`, `skip` or `FAIL`; the
set-up of a class fails under a name of its own. A test that takes longer than so many seconds shows on standard error
where it is. After the last event, `end`, this waits to be killed together with whatever the tests have left running.
"""
from __future__ import print_function

import json
import os
import signal
import subprocess
import sys
import unittest
from multiprocessing import connection, managers

try:
    import faulthandler
except ImportError:  # Python 2
    faulthandler = None

from pymgr_interop import client
from pymgr_interop.cpython_cases import CASES, tests

# What the tests register besides SyncManager's types, as pymgrd shares it.
SHARED = {"get_queue": (tests.get_queue, "get_queue=Queue")}


# --- pymgrd in place of the server


def run_pymgrd(cls, registry, address, authkey, serializer, writer, initializer=None, initargs=()):
    """In place of BaseManager._run_server, in the process that start() has made: it is that of pymgrd for its parent."""
    command = [os.environ["PYMGRD"], "--authkey-file", "/dev/stdin", "--python", sys.executable,
               "--listen", listen_option(address)] + share_options(registry)
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, close_fds=True)
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    server.stdin.write(authkey)
    server.stdin.close()
    writer.send(told_address(server.stdout.readline()))
    writer.close()
    status = server.wait()
    if status not in (0, -signal.SIGTERM):  # as told by shutdown(), which is patient for a second or less
        complain("pymgrd ended with status %d" % status)
    sys.exit(status)


def told_address(line):
    word, address = line.decode().rstrip("\n").split(" ", 1)
    assert word == "manager", line
    return client.parse_address(str(address))  # Python 2 wants no Unicode.


def listen_option(address):
    """Where BaseManager's own server would listen."""
    return client.format_address(address or connection.arbitrary_address(connection.default_family))


def share_options(registry):
    options = []
    for typeid, entry in sorted(registry.items()):
        if entry == managers.SyncManager._registry.get(typeid):
            continue
        function, option = SHARED[typeid]
        assert entry[0] == function, typeid
        options += ["--share", option]
    return options


def complain(text):
    """Tells who has started this program that a server ended badly."""
    with open(os.environ["PYMGR_COMPLAINTS"], "a") as file:
        file.write(text + "\n")


# --- running tests


class Result(unittest.TestResult):
    """One verdict for each test method, whatever its set-up, subtests and clean-up add."""

    def __init__(self, tell, seconds):
        super(Result, self).__init__()
        self._tell, self._seconds = tell, seconds
        self._problems, self._reason = [], None

    def startTest(self, test):
        super(Result, self).startTest(test)
        self._problems, self._reason = [], None
        self._tell("start", name_of(test))
        if faulthandler:
            faulthandler.dump_traceback_later(self._seconds)

    def stopTest(self, test):
        super(Result, self).stopTest(test)
        if faulthandler:
            faulthandler.cancel_dump_traceback_later()
        if self._problems:
            self._tell("FAIL", name_of(test), "\n".join(self._problems))
        elif self._reason is not None:
            self._tell("skip", name_of(test), self._reason)
        else:
            self._tell("ok", name_of(test))

    def addSkip(self, test, reason):
        super(Result, self).addSkip(test, reason)
        self._reason = reason

    def addFailure(self, test, error):
        self._add(test, error)

    def addError(self, test, error):
        self._add(test, error)

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self._add(test, error)

    def _add(self, test, error):
        text = self._exc_info_to_string(error, test)
        if isinstance(test, unittest.TestCase):
            self._problems.append(text)
        else:  # what sets up or clears away a class or the module
            self._tell("FAIL", test.id(), text)


def name_of(test):
    return "%s.%s" % (type(test).__name__, test._testMethodName)


def all_names():
    loader = unittest.defaultTestLoader
    return ["%s.%s" % (name, method) for name, case in sorted(CASES.items())
            for method in loader.getTestCaseNames(case)]


def suite_of(names):
    parts = (name.split(".") for name in names)
    return unittest.TestSuite(CASES[case](method) for case, method in parts)


def teller(stream):
    def tell(what, name="", text=""):
        stream.write(json.dumps([what, name, text]) + "\n")
        stream.flush()
    return tell


def main():
    # What the tests themselves print must not come between.
    tell = teller(os.fdopen(os.dup(1), "w"))
    os.dup2(2, 1)
    if sys.argv[1] == "list":
        for name in all_names():
            tell("name", name)
        return
    if sys.argv[1] == "pymgrd":
        managers.BaseManager._run_server = classmethod(run_pymgrd)
    suite_of(sys.argv[3:]).run(Result(tell, float(sys.argv[2])))
    tell("end")
    sys.stdin.read()


if __name__ == "__main__":
    main()
