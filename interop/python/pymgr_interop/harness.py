# SPDX-License-Identifier: MIT
"""What the suites of tests have in common: which interpreters, which tests, and one line for each.

A suite is a program that calls main(suite, name). It prints `ok NAME [py3.12]`, or `skip` or `FAIL` in place of `ok`,
followed by indented lines that tell why; its exit status is 1 if any test failed. A test that needs no tested
interpreter at all bears the label `any`; or that of the newest, for which scripts/test runs the suites with sanitizers.
"""
import argparse
import contextlib
import sys
import traceback

from pymgr_interop import interpreters
from pymgr_interop.process import ProcessError

ANY = "any"


class Context:
    """What was asked for, and the count of failures."""

    def __init__(self, options, discovered):
        self.options = options
        self.all = discovered
        self.interpreters = [one for one in discovered if self.asked_label(one.label)]
        self.failures = 0

    @property
    def reference(self):
        return interpreters.reference(self.all)

    @property
    def newest(self):
        return self.all[-1]

    def find(self, label):
        """The interpreter of a label; None for none."""
        return next((one for one in self.all if one.label == label), None)

    def asked_label(self, label):
        return not self.options.label or label in self.options.label

    def wants(self, name, label):
        patterns = self.options.pattern
        return self.asked_label(label) and (not patterns or any(pattern in name for pattern in patterns))

    def test(self, name, label, function, *args):
        """Runs one test; what it raises is its failure."""
        if not self.wants(name, label):
            return
        try:
            function(*args)
        except Exception as error:
            self.report(name, label, explain(error))
        else:
            self.report(name, label)

    def each(self, name, function, *args):
        """Runs one test for every interpreter."""
        for interpreter in self.interpreters:
            self.test(name, interpreter.label, function, interpreter, *args)

    def report(self, name, label, failure=None):
        if not self.wants(name, label):
            return
        self._say("FAIL" if failure else "ok", name, label, failure or "")
        self.failures += bool(failure)

    def skip(self, name, label, reason):
        if self.wants(name, label):
            self._say("skip", name, label, reason)

    @staticmethod
    def _say(verdict, name, label, text):
        print("%s %s [%s]" % (verdict, name, label))
        print("".join("    %s\n" % line for line in text.splitlines()), end="", flush=True)


def explain(error):
    if isinstance(error, ProcessError) or (isinstance(error, AssertionError) and error.args):
        return str(error)
    return "".join(traceback.format_exception(type(error), error, error.__traceback__))


def equal(got, expected, what=""):
    """The assertion of most tests."""
    if got != expected:
        raise AssertionError("%s\nexpected %r\ngot      %r" % (what, expected, got))


def check(condition, what):
    if not condition:
        raise AssertionError(what)


@contextlib.contextmanager
def raises(kind, text=None):
    """The block must raise an exception of this class, with this text as str() of it."""
    try:
        yield
    except kind as error:
        if text is not None:
            equal(str(error), text, "text of %s" % kind.__name__)
    else:
        raise AssertionError("%s was not raised" % kind.__name__)


def main(suite, description, add_options=lambda parser: None):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--label", action="append", help="only for this interpreter, as py3.12, or `any`")
    parser.add_argument("pattern", nargs="*", help="only tests whose name contains one of these")
    add_options(parser)
    context = Context(parser.parse_args(), interpreters.known())
    suite(context)
    sys.exit(1 if context.failures else 0)
