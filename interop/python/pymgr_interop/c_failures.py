# SPDX-License-Identifier: MIT
"""What becomes of a C client's calls when its server is killed, stopped or started anew, is another one, or none."""
import concurrent.futures
import contextlib
import os
import pickle
import re
import shlex
import signal
import stat
import sys
import tempfile
import time
from multiprocessing.managers import Token

from pymgr_interop import c_client, harness, impostor, pools, raw, servers
from pymgr_interop.c_client import Line
from pymgr_interop.harness import check, equal
from pymgr_interop.impostor import reply, returned, send, send_and_close, server, trickle
from pymgr_interop.process import PATIENCE_SECONDS, Process

DEADLINE_SECONDS = 1  # of the client's, where one passes
LATEST_SECONDS = 15     # by when a client that passes some of them must have ended
AT_ONCE = 6             # impostors

LOST, LATE, GONE = "lost: .*", "timed out: .*", "unreachable: .*"
PROTOCOL, LIMIT, REFUSED = "protocol: .*", "limit: .*", "refused: .*"
REMOTE, INVALID, SYSTEM = "remote error: .*", "invalid: .*", "system: .*"


# --- impostors


class Case:
    """What is behaved like, and the outcomes that differ from those with a good server: patterns by call. Calls that
    end by a deadline are `late`."""

    def __init__(self, name, behave, outcomes, part="probe"):
        self.name, self.behave, self.outcomes, self.part = name, behave, outcomes, part
        self.late = LATE in outcomes.values()

    def check(self):
        start = time.monotonic()
        with impostor.Impostor(self.behave) as server:
            env = server.client_env()
            if self.late:
                env.update(PYMGR_CONNECT_TIMEOUT=str(DEADLINE_SECONDS), PYMGR_CALL_TIMEOUT=str(DEADLINE_SECONDS))
            with Process([c_client.TOOL, self.part], env) as tool:
                wrong = [line for line in outcomes(tool.finish()) if not self.is_right(line)]
        check(time.monotonic() - start < LATEST_SECONDS, "it took %.1f s" % (time.monotonic() - start))
        check(not wrong, "\n".join("%s: %s" % (line.call, line.outcome) for line in wrong))

    def is_right(self, line):
        for call, outcome in self.outcomes.items():
            if re.fullmatch(call, line.call):
                return re.fullmatch(outcome, line.outcome)
        return line.expected is None


def strangers():
    """Services of other sorts."""
    banner, refusal = b"SSH-2.0-OpenSSH_9.2p1\r\n", b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"
    for name, behave, outcome in (
            ("SSH", send(banner), PROTOCOL), ("SSH that closes", send_and_close(banner), PROTOCOL),
            ("HTTP", send_and_close(refusal), PROTOCOL), ("echo", impostor.echo, LATE),
            ("closing", impostor.close, GONE), ("silence", impostor.wait, LATE),
            ("zeros", send(bytes(1000)), REFUSED + "|" + PROTOCOL), ("a long challenge", send(impostor.HUGE), PROTOCOL),
            ("no challenge", send(raw.frame(b"hello, I am no manager")), REFUSED),
            ("a challenge too slow", trickle(raw.frame(b"#CHALLENGE#" + b"x" * 200)), LATE),
            ("half a challenge", send_and_close(raw.frame(b"#CHALLENGE#" + b"x" * 20)[:9]), GONE),
            ("another key", impostor.server_of_another_key, REFUSED)):
        yield Case("stranger: " + name, behave, {"connect": outcome}, "connect")


NO_REPLIES = (
    ("no frame", send(impostor.NO_LENGTH), PROTOCOL), ("a huge frame", send(impostor.HUGE), LIMIT),
    ("exabytes", send(impostor.EXABYTES), LIMIT), ("a close", impostor.close, LOST),
    ("half a reply", send_and_close(returned("x" * 100)[:50]), LOST), ("silence", impostor.wait, LATE),
    ("a reply too slow", trickle(returned("x" * 1000)), LATE),
)
BAD_REPLIES = (
    ("an empty frame", raw.frame(b""), PROTOCOL), ("no pickle", raw.frame(b"garbage"), PROTOCOL),
    ("half a pickle", raw.frame(pickle.dumps(("#RETURN", "x" * 100))[:50]), PROTOCOL),
    ("a deep pickle", impostor.DEEP, PROTOCOL), ("no reply", raw.frame(pickle.dumps(5)), PROTOCOL),
    ("three parts", raw.frame(pickle.dumps(("#RETURN", 1, 2))), PROTOCOL), ("an unknown kind", reply("#NOPE", 1), PROTOCOL),
    ("a kind that is no text", reply(5, 1), PROTOCOL), ("an error that is none", reply("#ERROR", 5), REMOTE),
    ("a traceback that is none", reply("#TRACEBACK", 5), REMOTE),
    ("what cannot be sent, or so", reply("#UNSERIALIZABLE", None), REMOTE),
)
NOT_ACCEPTED = (
    ("a close", impostor.close, GONE), ("no pickle", raw.frame(b"garbage"), PROTOCOL),
    ("an error", reply("#TRACEBACK", "Traceback\n"), PROTOCOL),
)
BAD_PROXIES = (
    ("a number", reply("#PROXY", 5)), ("a pair of others", reply("#PROXY", (5, 5))), ("one part", reply("#PROXY", (1,))),
    ("a token of numbers", reply("#PROXY", (("x",), Token(5, 5, 5)))),
    ("a token without ident", reply("#PROXY", (("x",), Token("list", "/x", None)))),
)


def liars():
    """Servers that go wrong in one answer."""
    for name, answer, outcome in NO_REPLIES + BAD_REPLIES:
        yield Case("reply: " + name, server(append=answer), {r"list.append\(1\)": outcome})
        yield Case("reply to create: " + name, server(create=answer), {"create|get": outcome})
    for name, answer, outcome in NOT_ACCEPTED:
        yield Case("reply to accept: " + name, server(accept_connection=answer),
                   {r"list\..*|len|str|batch.*|afterwards": outcome})
    for name, answer, outcome in NO_REPLIES:
        yield Case("reply in a batch: " + name, server(add=answer), {"batch.*": outcome})
    for name, answer in BAD_PROXIES:
        yield Case("proxy: " + name, server(__iter__=answer), {r"list.__iter__\(\)": PROTOCOL})
    yield Case("proxy: with methods that are none", server(__iter__=reply("#PROXY", (5, Token("x", "/x", "1")))),
               {r"list.__iter__\(\)": PROTOCOL})
    for name, value in (("a number", 5), ("an ident alone", ("1a",)), ("an ident that is a number", (1, ("x",))),
                        ("methods that are none", ("1a", 5)), ("methods that are numbers", ("1a", [5]))):
        yield Case("created: " + name, server(create=returned(value)), {"create|get": PROTOCOL})
    yield Case("number_of_objects: text", server(number_of_objects=returned("5")), {"number_of_objects": PROTOCOL})
    yield Case("number_of_objects: less than none", server(number_of_objects=returned(-5)),
               {"number_of_objects": PROTOCOL})
    yield Case("debug_info: a number", server(debug_info=returned(5)), {"debug_info": PROTOCOL})
    yield Case("len: text", server(__len__=returned("3")), {"len": PROTOCOL})
    yield Case("repr: a number", server(__repr__=returned(5)), {"str": PROTOCOL})
    yield Case("get_methods: a number", server(get_methods=returned(5)), {"attach": PROTOCOL})
    yield Case("incref: an error", server(incref=reply("#TRACEBACK", "Traceback:\nKeyError: '1a'\n")),
               {"copy|attach": "remote error: KeyError: '1a'"})


# --- servers that are there, and then are not


def outcomes(lines):
    return [Line(*(line.split("\t") + [None])[:4]) for line in lines]


def check_outcomes(lines, **expected):
    """Every line must be as the program expects it, or by its call, with _ for a blank, match a pattern."""
    for line in outcomes(lines):
        pattern = expected.get(line.call.replace(" ", "_"))
        right = re.fullmatch(pattern, line.outcome) if pattern else line.expected is None
        check(right, "%s: %s" % (line.call, line.outcome))


def killed(make_server, threads, way):
    """In the middle of many calls."""
    with make_server() as server, c_client.run_tool(server, "pickle", None, "busy", threads, way) as tool:
        tool.expect("busy")
        server.kill()
        check_outcomes(tool.finish(), call=LOST + "|" + GONE, again=GONE)


def killed_in_call(make_server):
    """While a call waits, of which nobody will ever know whether it was made."""
    with make_server() as server, c_client.run_tool(server, "pickle", None, "waiting") as tool:
        tool.expect("waiting")
        server.kill()
        check_outcomes(tool.finish(), wait=LOST)


def cancelled(make_server):
    with make_server() as server, c_client.run_tool(server, "pickle", None, "cancel") as tool:
        check_outcomes(tool.finish(), wait="cancelled: .*")


def cancelled_early(what, behave):
    """While it is not even a call of an object."""
    with impostor.Impostor(behave) as other:
        with Process([c_client.TOOL, "cancel_early", what], other.client_env()) as tool:
            check(other.reached.wait(PATIENCE_SECONDS), "nothing was called")
            tool.tell()
            tool.expect("told")
            other.go_on.set()
            check_outcomes(tool.finish(), **{what: "cancelled: .*"})


def stopped(make_server):
    """Each call ends by its deadline, and its answer is nobody's when it comes after all."""
    with make_server() as server:
        limits = dict(PYMGR_CONNECT_TIMEOUT=str(DEADLINE_SECONDS), PYMGR_CALL_TIMEOUT=str(DEADLINE_SECONDS))
        with Process([c_client.TOOL, "stopped"], dict(server.client_env(), **limits)) as tool:
            tool.expect("ready")
            server.signal(signal.SIGSTOP)
            start = time.monotonic()
            tool.tell()
            late = outcomes(iter(tool.line, "late"))
            seconds = time.monotonic() - start
            server.signal(signal.SIGCONT)
            equal([line.call for line in late if not re.fullmatch(LATE, line.outcome)], [])
            check(len(late) * DEADLINE_SECONDS <= seconds < LATEST_SECONDS, "%d took %.1f s" % (len(late), seconds))
            tool.tell()
            check_outcomes(tool.finish())


def restarted(make_server):
    """What has a name is found again, and the rest is known to be gone."""
    with tempfile.TemporaryDirectory(prefix="pymgr-") as folder:
        address, key = os.path.join(folder, "server"), servers.new_key()
        with make_server(address, key) as old, c_client.run_tool(old, "pickle", None, "restarted") as tool:
            check_outcomes([tool.line()])
            tool.expect("ready")
            old.kill()
            with contextlib.suppress(OSError):
                os.unlink(address)
            with make_server(address, key):
                tool.tell()
                check_outcomes(tool.finish(), what_is_not="remote error: KeyError: '[0-9a-f]+'")


def with_another_key(make_server):
    with make_server() as server:
        with Process([c_client.TOOL, "connect"], dict(server.client_env(), PYMGR_AUTHKEY="another")) as tool:
            check_outcomes(tool.finish(), connect=REFUSED)


def limited(make_server):
    with make_server() as server:
        with Process([c_client.TOOL, "limit"], dict(server.client_env(), PYMGR_MAX_REPLY="1000")) as tool:
            check_outcomes(tool.finish(), getvalue=LIMIT)


def no_descriptors(make_server):
    with make_server() as server, c_client.run_tool(server, "pickle", None, "no_descriptors") as tool:
        check_outcomes(tool.finish(), create=SYSTEM, copy=SYSTEM, start=SYSTEM)


HARM = (
    ("killed in calls", killed, 1, "calls"), ("killed in batches", killed, 1, "batches"),
    ("killed in asynchronous calls", killed, 1, "async"), ("killed in calls of threads", killed, 8, "calls"),
    ("killed in batches of threads", killed, 4, "batches"), ("killed in a call", killed_in_call), ("cancelled", cancelled),
    ("stopped", stopped), ("restarted", restarted), ("another key", with_another_key), ("max_reply", limited),
    ("no descriptors", no_descriptors),
)


# --- servers that are started

PROGRAMS = {
    "ends": "",
    "garbage": "print('garbage', flush=True); signal.pause()",
    "no end of a line": "\nwhile True: print('x' * 1000, end='')",
    "silence": "signal.pause()",
    "no address": "print('manager nowhere', flush=True); signal.pause()",
    "another server": "print('manager ' + os.environ['PYMGR_ADDRESS'], flush=True); signal.pause()",
    "stubborn": "signal.signal(signal.SIGTERM, signal.SIG_IGN);"
                "print('manager ' + os.environ['PYMGR_ADDRESS'], flush=True)\nwhile True: signal.pause()",
}
STARTED = (
    ("missing", None, "system: cannot start .*: No such file or directory"),
    ("ends", None, "system: the server ended instead of listening"),
    ("garbage", None, "system: the server said 'garbage' instead of its address"),
    ("no end of a line", None, "system: the server said 'xxx+' instead of its address"),
    ("silence", None, "timed out: the server did not listen in time"),
    ("no address", None, INVALID), ("another server", b"another key", REFUSED),
    ("stubborn", b"a\0b\0\0c\0", "done"),
)


def write_program(folder, name):
    """A program that leaves its process id beside it."""
    path = os.path.join(folder, "program")
    if name in PROGRAMS:
        with open(path, "w") as program:
            program.write("#!/bin/sh\necho $$ >\"$0.pid\"\nexec %s -c %s\n"
                          % (shlex.quote(sys.executable), shlex.quote("import os, signal\n" + PROGRAMS[name])))
        os.chmod(path, stat.S_IRWXU)
    return path


def started(name, key, outcome):
    """Whatever a program that is to be the server does instead, it is ended, and soon."""
    with tempfile.TemporaryDirectory(prefix="pymgr-") as folder, \
            impostor.Impostor(server(shutdown=returned(None), **{"#GETVALUE": returned([1])}), key) as other:
        program = write_program(folder, name)
        start = time.monotonic()
        tenths = "5" if name == "silence" else "0"
        with Process([c_client.TOOL, "start", program, tenths], other.client_env()) as tool:
            lines = [line for line in tool.finish() if not line.startswith("pid ")]
        check_outcomes(lines, start=outcome)
        check(time.monotonic() - start < LATEST_SECONDS, "it took %.1f s" % (time.monotonic() - start))
        if name in PROGRAMS:
            with open(program + ".pid") as file:
                check(pools.is_gone(int(file.read())), "the program still runs")


def started_well(*words):
    """pymgrd, with a key that has NULs in it; perhaps stopped, so that only SIGKILL ends it."""
    start = time.monotonic()
    with Process([c_client.TOOL, "start", servers.pymgrd_path(), "0"] + list(words)) as tool:
        lines = tool.finish()
    check_outcomes(lines[:1] + lines[2:])
    check(pools.is_gone(int(lines[1].split()[1])), "the server still runs")
    check(time.monotonic() - start < LATEST_SECONDS, "it took %.1f s" % (time.monotonic() - start))


def started_nowhere():
    with Process([c_client.TOOL, "start", servers.pymgrd_path(), "0"], {"TMPDIR": "/no such folder"}) as tool:
        check_outcomes(tool.finish(), start="system: cannot make a folder for the socket: No such file or directory")


STARTS = [("started: " + name, started, name, key, outcome) for name, key, outcome in STARTED] + [
    ("started: pymgrd", started_well), ("started: pymgrd that stops", started_well, str(int(signal.SIGSTOP))),
    ("started: no TMPDIR", started_nowhere)]


EARLY = [("cancelled early: " + name, cancelled_early, what, behave) for name, what, behave in (
    ("create", "create", server(create=impostor.reach)),
    ("a call's connection", "call", server(accept_connection=impostor.reach)),
    ("connecting", "create", impostor.server_that_halts))]


def make_pymgrd(address=None, key=None):
    return servers.Pymgrd(listen=address and [address], share=["shared=list"], authkey=key)


def maker(interpreter):
    return lambda address=None, key=None: servers.Reference(interpreter, "pickle", ["shared=list"], key, address)


def outcome_of(test):
    """Why it failed; "" if it has not."""
    try:
        test[1](*test[2:])
    except Exception as error:
        return harness.explain(error)
    return ""


def report_tests(context, label, tests):
    """Runs some at once, for most of them wait."""
    wanted = [test for test in tests if context.wants("c_failures " + test[0], label)]
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for test, failure in zip(wanted, pool.map(outcome_of, wanted)):
            context.report("c_failures " + test[0], label, failure)


def suite(context):
    for interpreter in context.interpreters:
        make = maker(interpreter)
        report_tests(context, interpreter.label, [("CPython " + test[0], test[1], make) + test[2:] for test in HARM])
    report_tests(context, context.newest.label, [(case.name, case.check) for case in list(strangers()) + list(liars())] +
                 [("pymgrd " + test[0], test[1], make_pymgrd) + test[2:] for test in HARM] + STARTS + EARLY)


def main():
    harness.main(suite, __doc__)
