# SPDX-License-Identifier: MIT
"""The programs in examples/, as their README.md has them run: with a server in Python of every version and with pymgrd,
by both serializers; and that the folder builds as it is with an installed library."""
import contextlib
import os
import re
import shutil
import socket
import subprocess
import tempfile

from pymgr_interop import harness, servers
from pymgr_interop.harness import check, equal
from pymgr_interop.process import Process, ProcessError, finish_all

FOLDER = os.path.join(servers.REPOSITORY, "examples")
SERIALIZERS = ("pickle", "xmlrpclib")
PROGRAMS = ("distributed_lock", "poll_loop", "progress", "shared_config", "worker_pool")


def build_folder():
    return os.path.abspath(os.environ.get("PYMGR_BUILD_DIR") or os.path.join(servers.REPOSITORY, "build"))


class Board:
    """The server's address and key, and what reaches it: programs in C, and programs of one interpreter."""

    def __init__(self, interpreter, serializer, address, programs=None):
        self.interpreter = interpreter
        self.programs = programs or os.path.join(build_folder(), "examples")
        self.address = address
        self.env = {"PYMGR_ADDRESS": address, "PYMGR_AUTHKEY": servers.new_key(), "PYMGR_SERIALIZER": serializer}

    def c(self, name, *arguments):
        path = os.path.join(self.programs, name)
        if not os.access(path, os.X_OK):
            raise ProcessError("there is no program %s" % path)
        return Process([path] + list(arguments), self.env)

    def python(self, name, *arguments):
        return Process([self.interpreter.path, os.path.join(FOLDER, name)] + list(arguments), self.env)


# --- the examples


def one_line(process):
    lines = process.finish()
    equal(len(lines), 1, "\n".join(lines))
    return lines[0]


def worker_pool(board):
    with board.c("worker_pool", "2") as pool, board.python("worker_pool.py", "10", "1000", "5000") as producer:
        pool.expect("2 workers")
        lines = producer.finish()
        equal(sorted(re.sub("worker [12]$", "worker", line) for line in lines),
              ["168 primes below 1000, says worker", "4 primes below 10, says worker",
               "669 primes below 5000, says worker"])
        equal(pool.finish(), [])


def shared_config(board):
    with board.c("shared_config") as service:
        service.expect("level info, 4 workers, a pause of 0.50 s")
        with board.python("shared_config.py", "level='debug'", "workers=8") as change:
            one_line(change)
        service.expect("level debug, 8 workers, a pause of 0.50 s")
        with board.python("shared_config.py", "pause='long'") as change:
            one_line(change)
        line = service.line()
        check("value['pause']: expected" in line, line)
        service.expect("level info, 4 workers, a pause of 0.50 s")
        with board.python("shared_config.py", "pause=0.25", "stop=True") as change:
            one_line(change)
        service.expect("level debug, 8 workers, a pause of 0.25 s")
        equal(service.finish(), [])


def distributed_lock(board):
    with board.c("distributed_lock", "40") as one, board.c("distributed_lock", "40") as two, \
            board.python("distributed_lock.py", "40") as three:
        lines = [line for lines in finish_all([one, two, three]) for line in lines]
    totals = [int(re.match(r"added 40; the total is now (\d+)$", line).group(1)) for line in lines]
    equal(len(totals), 3)
    equal(max(totals), 120)


def progress(board):
    with board.c("progress", "one", "0.4") as one, board.c("progress", "two", "0.8") as two, \
            board.python("progress.py", "one", "two") as watcher:
        lines = watcher.finish()
        equal(one_line(one), "one: finished after 40 of 40 steps")
        equal(one_line(two), "two: finished after 80 of 80 steps")
    bar = "[%s]" % (30 * "#")
    equal([line for line in lines if bar in line],
          ["one          %s 40 of 40" % bar, "two          %s 80 of 80" % bar])
    with board.c("progress", "three", "60") as three:
        with board.python("progress.py", "stop") as stop:
            equal(stop.finish(), [])
        check(re.match(r"three: stopped after \d+ of 6000 steps$", one_line(three)), "three was not stopped")


def poll_loop(board):
    with board.c("worker_pool") as pool, board.c("poll_loop") as loop:
        pool.expect("4 workers")
        loop.tell("1000")
        check(loop.line().startswith("168 primes below 1000, says worker "), "no answer while the input is open")
        for number in ("10", "no number", "100", "5000"):
            loop.tell(number)
        loop.close_input()
        equal(sorted(line.split(",")[0] for line in loop.finish()),
              ["25 primes below 100", "4 primes below 10", "669 primes below 5000"])
        with board.python("worker_pool.py") as producer:
            equal(producer.finish(), [])
        equal(pool.finish(), [])


def all_examples(board):
    for example in (worker_pool, shared_config, distributed_lock, progress, poll_loop):
        example(board)


# --- the servers


def with_python(interpreter, serializer):
    with tempfile.TemporaryDirectory(prefix="pymgr-") as folder:
        board = Board(interpreter, serializer, os.path.join(folder, "board"))
        with board.python("server.py") as server:
            check(server.line().startswith("serving at "), "server.py does not serve")
            all_examples(board)


def options_for_pymgrd():
    """Those that the README gives it, but for its address."""
    with open(os.path.join(FOLDER, "README.md")) as readme:
        return re.findall(r"--share (\S+)", readme.read())


def free_address():
    with contextlib.closing(socket.socket()) as sock:
        sock.bind(("127.0.0.1", 0))
        return "127.0.0.1:%d" % sock.getsockname()[1]


def with_pymgrd(interpreter, serializer, programs=None):
    board = Board(interpreter, serializer, free_address(), programs)
    with servers.Pymgrd(listen=[board.address], share=options_for_pymgrd(), authkey=board.env["PYMGR_AUTHKEY"]):
        all_examples(board)


# --- their Makefile

PACKAGE = """Name: pymgr
Description: as built
Version: 0
Libs: -L%(build)s/.libs -Wl,-rpath,%(build)s/.libs -lpymgr
Cflags: -I%(include)s
"""


def make(folder, *words):
    done = subprocess.run(["make"] + list(words), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env=dict(os.environ, PKG_CONFIG_PATH=folder, MAKEFLAGS=""), check=False)
    equal(done.returncode, 0, done.stdout.decode())
    return done.stdout.decode()


def built_by_their_makefile(context):
    with tempfile.TemporaryDirectory(prefix="pymgr-") as parent:
        folder = os.path.join(parent, "examples")
        shutil.copytree(FOLDER, folder)
        with open(os.path.join(folder, "pymgr.pc"), "w") as package:
            package.write(PACKAGE % {"build": build_folder(), "include": os.path.join(servers.REPOSITORY, "include")})
        check("warning" not in make(folder), "the examples are built with warnings")
        with_pymgrd(context.reference, "pickle", folder)
        make(folder, "clean")
        equal([name for name in PROGRAMS if os.path.exists(os.path.join(folder, name))], [])


def suite(context):
    for serializer in SERIALIZERS:
        context.each("examples with Python's server by %s" % serializer, with_python, serializer)
        context.each("examples with pymgrd by %s" % serializer, with_pymgrd, serializer)
    name = "examples as their Makefile builds them"
    if os.path.exists(os.path.join(build_folder(), ".libs", "libpymgr.so")):
        context.test(name, harness.ANY, built_by_their_makefile, context)
    else:
        context.skip(name, harness.ANY, "no shared library was built")


def main():
    harness.main(suite, __doc__)
