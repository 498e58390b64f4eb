# SPDX-License-Identifier: MIT
"""CPython's own tests of its managers (test._test_multiprocessing; test.test_multiprocessing of 2.7), with pymgrd in the
place of their server: BaseManager.start() launches it, with the tested interpreter for what runs Python code.

Each class of tests runs in a process of its own, several at a time, as most of their time is spent in waiting. A test
that hangs is stopped with its process and fails, and the tests after it run in another.
"""
import collections
import concurrent.futures
import json
import os
import signal
import subprocess
import tempfile

from pymgr_interop import harness, servers
from pymgr_interop.process import PATIENCE_SECONDS, Process, ProcessError, environment

# How many tests pass with CPython's own server, as --stock counts them. A later patch release may have more.
PASSING = {"py2.7": 35, "py3.6": 58, "py3.7": 74, "py3.8": 75, "py3.9": 76, "py3.10": 76, "py3.11": 77, "py3.12": 77,
           "py3.13": 80}
# It serves classes written in Python.
LEFT_OUT = "WithManagerTestMyManager."

CLASSES_AT_ONCE = 4
TEST_SECONDS = PATIENCE_SECONDS
DUMP_SECONDS = 5       # to show where a test hangs
HANGS = 2              # of one class; the rest of it is not tried
WARNING = "Warning -- "  # how CPython's tests speak of processes, threads and shared objects that are left

Event = collections.namedtuple("Event", "what name text")


def event_of(line):
    return Event(*json.loads(line))


class Runner(Process):
    """The tested interpreter running tests in a folder of their own; as a context manager it ends them with all that
    they have left running."""

    def __init__(self, interpreter, server, names, folder):
        self.complaints = os.path.join(folder, "complaints")
        env = {"TMPDIR": folder, "PYMGRD": servers.pymgrd_path(), "PYMGR_COMPLAINTS": self.complaints}
        command = [interpreter.path, "-m", "pymgr_interop.cpython_runner", server, str(TEST_SECONDS)]
        super().__init__(command + names, env, cwd=folder, start_new_session=True)

    def events(self):
        """Up to the last, `end`."""
        event = None
        while not event or event.what != "end":
            line = self.line(TEST_SECONDS + DUMP_SECONDS)
            if line is None:
                raise self.failure("ended too early")
            event = event_of(line)
            yield event

    def failure(self, what):
        return ProcessError("%s\n%s" % (what, self.errors()))

    def check_end(self):
        """That all shared objects, processes and threads were gone, and that each server ended well."""
        if os.path.exists(self.complaints):
            with open(self.complaints) as file:
                raise self.failure(file.read())
        if WARNING in self.errors():
            raise self.failure("something is left")

    def stop(self):
        """Its process group first, whose leader it is: nobody else can have that number while it is not waited for."""
        os.killpg(self.pid, signal.SIGKILL)
        return super().stop()


class Group:
    """Tests to be run one after the other in one process, as far as they do not hang."""

    def __init__(self, name, interpreter, server):
        self.name, self.interpreter, self.server = name, interpreter, server
        self.waiting = []
        self.results = []

    def run(self):
        """The results, as Events `ok`, `skip` and `FAIL`."""
        for _ in range(HANGS):
            if self.waiting:
                self._run_process()
        self._fail_waiting("not tried")
        return self.results

    def _run_process(self):
        with tempfile.TemporaryDirectory(prefix="pymgr-") as folder:
            with Runner(self.interpreter, self.server, self.waiting, folder) as runner:
                try:
                    self._follow(runner)
                except ProcessError as error:
                    # It tells of tests in the order in which they were given.
                    self._add(Event("FAIL", self.waiting[0] if self.waiting else self._end, str(error)))

    def _follow(self, runner):
        for event in runner.events():
            if event.what in ("ok", "skip", "FAIL"):
                self._add(event)
        self._fail_waiting("not run")
        runner.check_end()
        self._add(Event("ok", self._end, ""))

    @property
    def _end(self):
        return self.name + ".ends_in_order"

    def _add(self, event):
        self.results.append(event)
        if event.name in self.waiting:
            self.waiting.remove(event.name)

    def _fail_waiting(self, why):
        for name in list(self.waiting):
            self._add(Event("FAIL", name, why))


def test_names(interpreter):
    """All test methods, in the order in which unittest runs them."""
    command = [interpreter.path, "-m", "pymgr_interop.cpython_runner", "list"]
    done = subprocess.run(command, env=environment({}), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=PATIENCE_SECONDS, check=False)
    if done.returncode != 0:
        raise ProcessError(done.stderr.decode(errors="replace"))
    names = [event_of(line).name for line in done.stdout.decode().splitlines()]
    return [name for name in names if not name.startswith(LEFT_OUT)]


def groups(interpreter, server, names):
    """One for each class; only one for Python 2, whose classes share a manager and end with a look at what is left."""
    found = collections.OrderedDict()
    for name in names:
        title = "WithManager" if interpreter.python2 else name.split(".")[0]
        group = found.setdefault(title, Group(title, interpreter, server))
        group.waiting.append(name)
    return list(found.values())


def run(context, interpreter):
    label = interpreter.label
    every = test_names(interpreter)
    names = [name for name in every if context.wants("cpython " + name, label)]
    passed = 0
    with concurrent.futures.ThreadPoolExecutor(CLASSES_AT_ONCE) as pool:
        server = "stock" if context.options.stock else "pymgrd"
        running = [pool.submit(group.run) for group in groups(interpreter, server, names)]
        for done in concurrent.futures.as_completed(running):
            results = done.result()
            passed += sum(result.what == "ok" and result.name in names for result in results)
            for result in results:
                tell(context, label, result)
    if names == every:
        context.test("cpython count", label, count, label, passed)


def tell(context, label, result):
    name = "cpython " + result.name
    if result.what == "skip":
        context.skip(name, label, result.text)
    else:
        context.report(name, label, result.text)


def count(label, passed):
    expected = PASSING.get(label, 0)
    harness.check(passed >= expected, "%d of the %d of CPython's server" % (passed, expected))


def suite(context):
    for interpreter in context.interpreters:
        try:
            run(context, interpreter)
        except Exception as error:
            reason = harness.explain(error)
            if lacks_tests(reason):
                context.skip("cpython", interpreter.label, "its package `test` is not installed")
            else:
                context.report("cpython", interpreter.label, reason)


def lacks_tests(text):
    last = text.strip().rpartition("\n")[2]
    return last.startswith(("ImportError", "ModuleNotFoundError")) and "test_multiprocessing" in last


def add_options(parser):
    parser.add_argument("--stock", action="store_true", help="try the tests themselves, with CPython's own server")


def main():
    harness.main(suite, __doc__.splitlines()[0], add_options)
