# SPDX-License-Identifier: MIT
"""The Python interpreters of this machine: one for each minor version, the newest of each.

Candidates are the `python2.7` and `python3.N` on PATH and whatever pyenv has installed. A candidate is asked for
its version instead of being believed by its name: a pyenv shim may refuse to run, and two names may be one program.
"""
import collections
import glob
import os
import re
import shutil
import subprocess
import sys

OLDEST = (3, 6)
CANDIDATE = re.compile(r"python(2\.7|3\.\d+)$")
# A stripped-down Python may lack what a manager needs.
ASK = ("import sys, multiprocessing.managers;"
       "print('%d %d %d %s' % (sys.version_info[:3] + (sys.executable,)))")
ANSWER_SECONDS = 20
LIST_VARIABLE = "PYMGR_PYTHONS"


class Interpreter(collections.namedtuple("Interpreter", "version path")):
    """version is (major, minor, micro)."""

    @property
    def label(self):
        return "py%d.%d" % self.version[:2]

    @property
    def python2(self):
        return self.version[0] == 2


def known():
    """All usable interpreters: those that the environment lists, which saves asking again, or else discovered."""
    listed = os.environ.get(LIST_VARIABLE)
    if not listed:
        return discover()
    return [Interpreter(tuple(map(int, version.split("."))), path)
            for version, path in (line.split(" ", 1) for line in listed.splitlines())]


def as_list(interpreters):
    """What known() reads."""
    return "\n".join("%d.%d.%d %s" % (one.version + (one.path,)) for one in interpreters)


def discover():
    """All usable interpreters, oldest first."""
    newest = {}
    for path in candidates():
        found = ask(path)
        if found and supported(found.version) and found > newest.get(found.version[:2], ((0,), "")):
            newest[found.version[:2]] = found
    return [newest[minor] for minor in sorted(newest)]


def supported(version):
    return version[:2] == (2, 7) or version[:2] >= OLDEST


def candidates():
    yield sys.executable
    for folder in os.environ.get("PATH", "").split(os.pathsep) + pyenv_folders():
        for path in sorted(glob.glob(os.path.join(folder, "python[23]*"))):
            if CANDIDATE.match(os.path.basename(path)) and os.access(path, os.X_OK):
                yield path


def pyenv_folders():
    return sorted(glob.glob(os.path.join(pyenv_root(), "versions", "*", "bin")))


def pyenv_root():
    if os.environ.get("PYENV_ROOT"):
        return os.environ["PYENV_ROOT"]
    if shutil.which("pyenv"):
        answer = subprocess.run(["pyenv", "root"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        if answer.returncode == 0:
            return os.fsdecode(answer.stdout.rstrip(b"\n"))
    return os.path.expanduser("~/.pyenv")


def ask(path):
    """The interpreter behind a path, or None when it does not run."""
    try:
        answer = subprocess.run([path, "-E", "-c", ASK], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, timeout=ANSWER_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    fields = answer.stdout.decode(errors="replace").split(None, 3)
    if answer.returncode != 0 or len(fields) != 4:
        return None
    return Interpreter(tuple(int(field) for field in fields[:3]), fields[3].rstrip("\n"))


def reference(interpreters):
    """The one whose server is the model: 3.12, or the newest there is."""
    for interpreter in interpreters:
        if interpreter.version[:2] == (3, 12):
            return interpreter
    return interpreters[-1]


def main():
    for interpreter in discover():
        print(interpreter.label, interpreter.path)


if __name__ == "__main__":
    main()
