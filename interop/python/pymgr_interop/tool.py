# SPDX-License-Identifier: MIT
"""The program pymgr: against servers of every Python and pymgrd, by both serializers; and how it behaves in a shell."""
import contextlib
import fcntl
import json
import os
import pty
import re
import select
import signal
import socket
import struct
import subprocess
import termios
import threading
import time

from pymgr_interop import client, harness, servers
from pymgr_interop.harness import check, equal
from pymgr_interop.process import PATIENCE_SECONDS, Process, ProcessError, environment

SHARE = ("jobs=Queue", "config=dict")
SERIALIZERS = ("pickle", "xmlrpclib")
FINE, RAISED, USAGE, UNREACHABLE, REFUSED, TIMED_OUT, FAILED = range(7)
PYTHON2_TYPES = {"queue.Queue": "Queue.Queue", "threading.Event": "threading._Event", "_thread.lock": "thread.lock",
                 "_thread.RLock": "_RLock", "threading.Semaphore": "threading._Semaphore"}


def program():
    """The program under test, in the build folder of the pymgrd under test."""
    folder = os.environ.get("PYMGR_BUILD_DIR") or os.path.join(servers.REPOSITORY, "build")
    path = os.path.abspath(os.path.join(folder, "pymgr"))
    if not os.access(path, os.X_OK):
        raise ProcessError("there is no program %s" % path)
    return path


class Tool:
    """pymgr with what it needs to reach one server."""

    def __init__(self, server, serializer="pickle"):
        self.options = ["--serializer", serializer]
        self.env = environment(dict(server.client_env(), TERM="xterm"))
        self.env.pop("NO_COLOR", None)

    def command(self, words):
        return [program()] + self.options + list(words)

    def run(self, *words, **changes):
        """(status, output, errors)."""
        done = subprocess.run(self.command(words), env=dict(self.env, **changes), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=PATIENCE_SECONDS, check=False)
        check(done.returncode >= 0, "%s was killed by signal %d\n%s" % (words, -done.returncode, done.stderr))
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def expect(self, words, output, status=FINE, errors=""):
        """All that comes out of it."""
        equal(self.run(*words), (status, output, errors), " ".join(words))

    def json(self, *words):
        status, output, errors = self.run("--json", *words)
        equal((status, errors), (FINE, ""), " ".join(words))
        equal(output.count("\n"), 1, output)
        return json.loads(output, parse_constant=lambda word: check(False, word + " is no JSON"))

    def fails(self, words, status, pattern):
        """Nothing on standard output, a text that begins so on standard error."""
        got, output, errors = self.run(*words)
        equal((got, output), (status, ""), "%s\n%s" % (" ".join(words), errors))
        check(re.match(pattern, errors), "%s: %r does not match %r" % (" ".join(words), errors, pattern))


# --- every server


def calls(tool, exceptions_carried):
    tool.expect(["call", "config", "update", "{'a': [1, None, 1.5, 'x y']}"], "None\n")
    tool.expect(["call", "config", "get", "'a'"], "[1, None, 1.5, 'x y']\n")
    tool.expect(["call", "config", "get", "'b'", "-1"], "-1\n")
    equal(tool.json("call", "config", "copy"), {"a": [1, None, 1.5, "x y"]})
    tool.expect(["call", "jobs", "put", "{'n': 1}", "block=False"], "None\n")
    tool.expect(["call", "jobs", "qsize"], "1\n")
    tool.expect(["call", "jobs", "get", "timeout=5"], "{'n': 1}\n")
    tool.expect(["call", "list", "append", "5"], "None\n")
    tool.fails(["call", "config", "nonsense"], RAISED, "KeyError: u?'nonsense'\n$")
    tool.fails(["call", "nonsense", "get"], RAISED, "KeyError: u?'nonsense'\npymgr: nonsense: no name")
    tool.fails(["--traceback", "call", "config", "nonsense"], RAISED, "(?s).*Traceback .*\n.*KeyError: u?'nonsense'\n$")
    if exceptions_carried:
        tool.fails(["call", "config", "pop", "'b'"], RAISED, "KeyError: 'b'\n$")
        tool.fails(["call", "jobs", "get", "False"], RAISED, r"_queue\.Empty\n$|queue\.Empty\n$")
    else:
        tool.fails(["call", "config", "pop", "'b'"], RAISED, "the server raised an exception that")


def expected_type(name, interpreter):
    return PYTHON2_TYPES.get(name, name) if interpreter and interpreter.python2 else name


def listing(tool, server, serializer, holder, server_python):
    """`holder` is the interpreter of a client that holds objects meanwhile."""
    equal(tool.json("list"), [])
    with servers.run_module(holder, "tool_client", env=server.client_env(serializer)) as held:
        wanted = {ident: expected_type(name, server_python) for name, ident in json.loads(held.line())}
        rows = tool.json("list")
        equal({row["ident"]: row["type"] for row in rows}, wanted)
        equal({row["refcount"] for row in rows}, {1})
        table = tool.run("list")[1]
        check_table(table, rows)
        held.tell()
        held.finish()
    equal(tool.run("list"), (FINE, "IDENT  TYPE  REFS  OBJECT\n", ""))


def check_table(table, rows):
    """Columns are aligned, and have what the JSON has."""
    lines = table.splitlines()
    equal(lines[0].split(), ["IDENT", "TYPE", "REFS", "OBJECT"])
    starts = [lines[0].index("TYPE"), lines[0].index("OBJECT")]
    for line, row in zip(lines[1:], rows):
        equal(line.split()[:3], [row["ident"], row["type"], str(row["refcount"])])
        equal(line[starts[0]:].split()[0], row["type"])
        equal(line[starts[1]:], row["object"])
    equal(len(lines), len(rows) + 1)


def info(tool, address, expected):
    found = tool.json("info")
    check(found.pop("milliseconds") > 0, "no time")
    equal(found, dict(expected, address=address))
    status, output, errors = tool.run("info")
    equal((status, errors), (FINE, ""))
    check(re.search(r"(?m)^server +%s$" % re.escape(expected["server"]), output), output)
    check(re.search(r"(?m)^objects +%d$" % expected["objects"], output), output)


def pings(tool, address):
    status, output, errors = tool.run("ping")
    equal((status, errors), (FINE, ""))
    check(re.match(r"%s: answer 1 in [\d.]+ ms\n$" % re.escape(address), output), output)
    status, output, errors = tool.run("ping", "-c", "3", "-i0.01")
    equal((status, errors), (FINE, ""))
    check(re.search(r"answer 3 in [\d.]+ ms\n3 of 3 answered, min/avg/max [\d.]+/[\d.]+/[\d.]+ ms\n$", output), output)
    found = tool.json("ping", "--count=2", "--interval=0")
    times = found.pop("milliseconds")
    equal(found, {"address": address, "sent": 2, "answered": 2})
    check(0 < times["min"] <= times["mean"] <= times["max"], times)


def benches(tool):
    before = tool.json("info")["objects"]
    for method, options in [("get", []), ("put-get", ["--pipeline=10", "--connections=2", "--size=1000"]),
                            ("connect", [])]:
        found = tool.json("bench", "--seconds=0.2", "--method", method, *options)
        times = found["milliseconds"]
        equal(found["method"], method)
        check(found["calls"] > 0 and 0.1 < found["seconds"] < PATIENCE_SECONDS, found)
        check(0 < times["p50"] <= times["p90"] <= times["p99"] <= times["p99.9"] <= times["max"], times)
        check(times["mean"] <= times["max"], times)
    status, output, errors = tool.run("bench", "--seconds", "0.1")
    equal((status, errors), (FINE, ""), "no progress where there is no terminal")
    check(re.match(r"get, 64 bytes, 1 connection, 0\.\d s\ncalls +\d+\ncalls/s +\d+\nmean ", output), output)
    equal(tool.json("info")["objects"], before, "what was made is gone")


def refusals(tool):
    equal(tool.run("list", PYMGR_AUTHKEY="another")[:2], (REFUSED, ""))
    equal(tool.run("ping", PYMGR_AUTHKEY="another")[:2], (REFUSED, ""))


def shutdown(tool, server):
    tool.expect(["shutdown"], "")
    server.wait()
    tool.fails(["ping"], UNREACHABLE, "pymgr: cannot connect")
    tool.fails(["shutdown"], UNREACHABLE, "pymgr: cannot connect")


def all_of(server, serializer, holder, server_python, expected):
    tool = Tool(server, serializer)
    address = client.format_address(server.address)
    info(tool, address, dict(expected, serializer=serializer, objects=0))
    calls(tool, serializer == "pickle" or server_python is None)
    listing(tool, server, serializer, holder, server_python)
    pings(tool, address)
    benches(tool)
    refusals(tool)
    shutdown(tool, server)


def protocol_of(version, serializer):
    if serializer == "xmlrpclib":
        return None
    newest = 2 if version[0] == 2 else 3 if version < (3, 8) else 4 if version < (3, 14) else 5
    return newest


def with_cpython(interpreter, serializer):
    expected = {"server": "CPython %d.%d" % interpreter.version[:2],
                "digest": "sha256" if interpreter.version >= (3, 12) else "md5",
                "protocol": protocol_of(interpreter.version, serializer)}
    with servers.Reference(interpreter, serializer, SHARE) as server:
        all_of(server, serializer, interpreter, interpreter, expected)


def with_pymgrd(context, serializer, listen):
    expected = {"server": "pymgrd", "digest": "sha256", "protocol": 4 if serializer == "pickle" else None}
    with servers.Pymgrd(listen=listen, share=SHARE) as server:
        all_of(server, serializer, context.reference, None, expected)


# --- pymgr itself


@contextlib.contextmanager
def tool_for(*share):
    with servers.Pymgrd(share=share or SHARE) as server:
        yield Tool(server)


# Where Python's own json, too, has words for the value.
JSON_VALUES = [None, True, 0, -7, 10 ** 30, 1.5, -0.0, 1e300, 1e-7, "", 'a "quoted" \\ text', "\b\f\n\r\t\0\x1f",
               "\u00e9\u20ac\U0001f600", [], [1, [2]], {}, {"a": {"b": []}}, {1: 2, 1.5: 3, None: 4, False: 5}]


def json_is_pythons():
    with tool_for() as tool:
        for value in JSON_VALUES:
            tool.expect(["call", "config", "__setitem__", "'x'", repr(value)], "None\n")
            tool.expect(["--json", "call", "config", "get", "'x'"], json.dumps(value, ensure_ascii=False) + "\n")
        for literal, text in [("1e999", '"inf"'), ("b'x'", '"b\'x\'"'), ("(1, {2})", "[1, [2]]"), ("'\\ud800'", r'"\ud800"')]:
            tool.expect(["call", "config", "__setitem__", "'x'", literal], "None\n")
            tool.expect(["--json", "call", "config", "get", "'x'"], text + "\n")
            tool.json("call", "config", "get", "'x'")


def usage():
    with tool_for() as tool:
        for words, complaint in [
                ([], "pymgr: no command: "), (["nonsense"], "pymgr: nonsense: no such command"),
                (["--nonsense", "list"], "pymgr: --nonsense: no such option"), (["call", "config"], "pymgr: call: needs "),
                (["list", "x"], "pymgr: x: one argument too many"), (["--timeout", "x", "list"], "pymgr: --timeout: not "),
                (["list", "--address"], "pymgr: --address: needs "), (["ping", "-cx"], "pymgr: --count: not "),
                (["--serializer=json", "list"], "pymgr: --serializer: neither "), (["-a", "x", "list"], 'pymgr: "x" is no'),
                (["--authkey-file", "/nowhere", "list"], "pymgr: --authkey-file: No such file"),
                (["bench", "--method=x"], "pymgr: --method: not one of"),
                (["bench", "--method=connect", "--pipeline=2"], "pymgr: bench: connections cannot"),
                (["bench", "--size=1000000", "--pipeline=1000"], "pymgr: bench: more than 256 MiB"),
                (["call", "config", "get", "a"], "pymgr: call: 'a' is no Python literal; text needs quotes"),
                (["call", "config", "get", "default=1", "2"], "pymgr: call: '2' has no keyword")]:
            tool.fails(words, USAGE, re.escape(complaint))
        equal(tool.run("list", PYMGR_ADDRESS=""), (USAGE, "", "pymgr: no address: give --address or set PYMGR_ADDRESS\n"
                                                   "Try 'pymgr --help'.\n"))
        equal(tool.run("list", PYMGR_AUTHKEY="")[0], USAGE)


def help_and_version():
    with tool_for() as tool:
        for words in (["--help"], ["call", "--help"]):
            status, output, errors = tool.run(*words)
            equal((status, errors), (FINE, ""))
            check(output.startswith("usage: pymgr ") and "shutdown" in output, output)
        check(re.match(r"pymgr \d+\.\d+\.\d+\n$", tool.run("--version")[1]), "version")


def key_in_a_file():
    with tool_for() as tool, open(os.path.join(os.path.dirname(tool.env["PYMGR_ADDRESS"]), "key"), "w") as file:
        file.write(tool.env["PYMGR_AUTHKEY"])
        file.flush()
        equal(tool.run("--authkey-file", file.name, "ping", PYMGR_AUTHKEY="another")[0], FINE)


def deadlines():
    with tool_for() as tool:
        tool.fails(["--timeout", "0.2", "call", "jobs", "get"], TIMED_OUT, "pymgr: .*timed out")
        tool.expect(["call", "jobs", "put", "1"], "None\n")
        tool.expect(["call", "jobs", "get"], "1\n")


def strangers(answer, status):
    """A listener that says something else, or nothing, to whoever comes."""
    def serve():
        with contextlib.suppress(OSError):
            while True:
                peer = listener.accept()[0]
                peers.append(peer)
                peer.sendall(answer)

    peers = []
    with tool_for() as tool, socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        address = "127.0.0.1:%d" % listener.getsockname()[1]
        tool.fails(["-a", address, "-t", "0.5", "list"], status, "pymgr: ")
        tool.fails(["-a", address, "-t", "0.5", "ping"], status, "pymgr: ")
        listener.shutdown(socket.SHUT_RDWR)
    for peer in peers:
        peer.close()


def nobody_there():
    with tool_for() as tool:
        for address in ("127.0.0.1:1", "/nowhere/socket", "@pymgr-nobody-there"):
            tool.fails(["--address", address, "list"], UNREACHABLE, "pymgr: .*%s" % address)
        status, output, _ = tool.run("--address=@pymgr-nobody-there", "ping", "-c2", "-i0")
        equal((status, output), (UNREACHABLE, "0 of 2 answered\n"))
        equal(json.loads(tool.run("-j", "-a@pymgr-nobody-there", "ping", "-c2", "-i0")[1]),
              {"address": "@pymgr-nobody-there", "sent": 2, "answered": 0, "milliseconds": None})


def output_that_fails():
    with tool_for() as tool:
        with open("/dev/full", "w") as full:
            done = subprocess.run(tool.command(["list"]), env=tool.env, stdout=full, stderr=subprocess.PIPE, check=False)
        equal((done.returncode, done.stderr), (FAILED, b"pymgr: standard output: No space left on device\n"))
        closed = subprocess.run(["sh", "-c", 'exec "$@" >&-', "sh"] + tool.command(["list"]), env=tool.env,
                                stderr=subprocess.PIPE, check=False)
        equal((closed.returncode, closed.stderr), (FAILED, b"pymgr: standard output: Bad file descriptor\n"))
        piped = subprocess.run(["bash", "-c", '"$@" | true; exit ${PIPESTATUS[0]}', "bash"] + tool.command(
            ["ping", "-c", "2000000", "-i0"]), env=tool.env, stderr=subprocess.PIPE, check=False)
        equal((piped.returncode, piped.stderr), (128 + signal.SIGPIPE, b""))


def interrupts():
    with tool_for() as tool:
        before = tool.json("info")["objects"]
        for words, last in [(["ping", "-c0", "-i0.05"], r"\d+ of \d+ answered"), (["bench", "--seconds=1000"], "max ")]:
            with Process(tool.command(words), tool.env) as process:
                if words[0] == "ping":
                    process.line()
                else:
                    wait_for_objects(tool, before + 1)
                process.signal(signal.SIGINT)
                check(re.match(last, process.finish()[-1]), words)
        equal(tool.json("info")["objects"], before)


def wait_for_objects(tool, count):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while tool.json("info")["objects"] != count:
        check(time.monotonic() < deadline, "the object was not made")


# --- on a terminal


def on_terminal(tool, words, columns=80, **changes):
    """All that a command writes to a terminal of so many columns."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(tool.command(words), env=dict(tool.env, **changes), stdin=follower, stdout=follower,
                               stderr=follower)
    os.close(follower)
    output = b""
    with contextlib.suppress(OSError):  # which is how a terminal ends
        while select.select([leader], [], [], PATIENCE_SECONDS)[0]:
            chunk = os.read(leader, 65536)
            if not chunk:
                break
            output += chunk
    os.close(leader)
    return process.wait(PATIENCE_SECONDS), output.decode().replace("\r\n", "\n")


def colours():
    with tool_for() as tool:
        status, output = on_terminal(tool, ["list"])
        equal((status, output), (FINE, "  ".join("\033[1m%s\033[0m" % word for word in ("IDENT", "TYPE", "REFS", "OBJECT")) + "\n"))
        equal(on_terminal(tool, ["call", "config", "pop", "1"]), (RAISED, "\033[31mKeyError: 1\033[0m\n"))
        for changes in ({"NO_COLOR": "1"}, {"TERM": "dumb"}, {"TERM": ""}):
            equal(on_terminal(tool, ["call", "config", "pop", "1"], **changes), (RAISED, "KeyError: 1\n"), changes)
        check("\033[31m" not in tool.run("call", "config", "pop", "1")[2], "a pipe has no colours")
        status, output = on_terminal(tool, ["bench", "--seconds=0.5"])
        check(status == FINE and re.search(r"\r0\.\d of 0\.5 s, \d+ calls/s\033\[K\r", output), output)


def long_lines_fit():
    with servers.Pymgrd() as server:
        tool = Tool(server)
        manager = servers.connect(server)
        held = [manager.list(["\u4f60" * 100]), manager.Namespace(x="\033[31m\n")]
        status, output = on_terminal(tool, ["list"], 60, NO_COLOR="1", LC_ALL="C.UTF-8")
        lines = output.splitlines()
        equal(status, FINE)
        check(lines[1].endswith("\u4f60...") and 57 <= width(lines[1]) <= 60, lines[1])
        check("\033" not in output, "control characters reach the terminal")
        check(width(tool.run("list", LC_ALL="C.UTF-8")[1].splitlines()[1]) > 100, "a pipe gets it all")
        del held


def width(line):
    return sum(2 if character == "\u4f60" else 1 for character in line)


def control_characters():
    """What other clients have stored does nothing to a terminal."""
    with tool_for() as tool:
        status, output = on_terminal(tool, ["call", "config", "pop", "'\\x1b]0;x\\x07'"], NO_COLOR="1")
        equal((status, output), (RAISED, "KeyError: '\\x1b]0;x\\x07'\n"))
        _, output = on_terminal(tool, ["call", "config", "__getitem__", "'\\x9b'"], NO_COLOR="1")
        check("\x9b" not in output, output)


# --- all


def suite(context):
    for serializer in SERIALIZERS:
        context.each("tool with CPython's server by %s" % serializer, with_cpython, serializer)
        context.test("tool with pymgrd by %s" % serializer, harness.ANY, with_pymgrd, context, serializer, None)
    context.test("tool with pymgrd by TCP", harness.ANY, with_pymgrd, context, "pickle", ["127.0.0.1:0"])
    for name, function in [
            ("JSON is Python's", json_is_pythons), ("usage", usage), ("help and version", help_and_version),
            ("key in a file", key_in_a_file), ("deadlines", deadlines), ("nobody there", nobody_there),
            ("output that fails", output_that_fails), ("interrupts", interrupts), ("colours", colours),
            ("long lines fit", long_lines_fit), ("control characters", control_characters)]:
        context.test("tool " + name, harness.ANY, function)
    context.test("tool and a silent peer", harness.ANY, strangers, b"", TIMED_OUT)
    context.test("tool and a web server", harness.ANY, strangers, b"HTTP/1.0 400 Bad Request\r\n\r\n", UNREACHABLE)


def main():
    harness.main(suite, __doc__)
