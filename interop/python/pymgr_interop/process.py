# SPDX-License-Identifier: MIT
"""Child processes that say on standard output what they have reached, so that nobody has to sleep."""
import concurrent.futures
import os
import queue
import signal
import subprocess
import tempfile
import threading

# Long enough for a busy machine with two slow cores: only a hang ever waits so long.
PATIENCE_SECONDS = 60
PACKAGE_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class ProcessError(Exception):
    """A child process did not do what it should; the text tells what it printed."""


class Process:
    """A child process whose output arrives line by line; a context manager that ends it. `options` are Popen's."""

    def __init__(self, command, env=None, **options):
        self.command = command
        self._errors = tempfile.TemporaryFile()
        self._process = subprocess.Popen(command, env=environment(env or {}), stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE, stderr=self._errors, bufsize=0, **options)
        self._lines = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def pid(self):
        return self._process.pid

    def _read(self):
        with self._process.stdout as stdout:
            for line in stdout:
                self._lines.put(line.decode(errors="replace").rstrip("\n"))
        self._lines.put(None)

    def line(self, seconds=PATIENCE_SECONDS):
        """The next line of output; None after the last."""
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            raise self.failure("said nothing for %g seconds" % seconds) from None
        if line is None:
            self._lines.put(None)
        return line

    def expect(self, text, seconds=PATIENCE_SECONDS):
        line = self.line(seconds)
        if line != text:
            raise self.failure("said %r instead of %r" % (line, text))

    def rest(self):
        """All lines up to the end of the process."""
        lines = iter(self.line, None)
        return list(lines)

    def tell(self, text=""):
        """Writes a line to the child's standard input."""
        self._process.stdin.write(text.encode() + b"\n")

    def close_input(self):
        """Ends the child's standard input."""
        self._process.stdin.close()

    def signal(self, number):
        self._process.send_signal(number)

    def wait(self, seconds=PATIENCE_SECONDS):
        """The exit status."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise self.failure("still runs after %g seconds" % seconds) from None

    def running(self):
        return self._process.poll() is None

    def finish(self, seconds=PATIENCE_SECONDS):
        """The output of a process that must end by itself, with status 0."""
        status = self.wait(seconds)
        if status != 0:
            raise self.failure("ended with status %d" % status)
        return self.rest()

    def stop(self):
        """Ends the process if it still runs; its exit status."""
        if self.running():
            self._process.terminate()
            try:
                self._process.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
        status = self._process.wait()
        self._reader.join(PATIENCE_SECONDS)
        self._process.stdin.close()
        return status

    def kill(self):
        """Ends the process as a crash would."""
        self.signal(signal.SIGKILL)
        self._process.wait()

    def errors(self):
        """What it wrote to standard error so far."""
        return os.pread(self._errors.fileno(), 1 << 20, 0).decode(errors="replace")

    def failure(self, what):
        return ProcessError("%s %s\n%s" % (" ".join(map(str, self.command)), what, self.errors()))


def finish_all(processes):
    """The output of each, as finish() gives it. A failure is told at once, however long others might wait for it."""
    with concurrent.futures.ThreadPoolExecutor(len(processes)) as pool:
        running = [pool.submit(process.finish) for process in processes]
        done, waiting = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_EXCEPTION)
        if waiting:
            for process in processes:
                process.stop()
        for future in sorted(running, key=lambda future: future not in done):
            future.result()
        return [future.result() for future in running]


def environment(changes):
    """Ours with some variables set: the package importable by every interpreter, and no bytecode left about."""
    env = dict(os.environ, PYTHONPATH=PACKAGE_FOLDER, PYTHONDONTWRITEBYTECODE="1", PYTHONIOENCODING="utf-8")
    env.update(changes)
    return env
