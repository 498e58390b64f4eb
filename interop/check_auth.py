#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Shakes hands with pymgr's machine (tests/tool_auth) as this interpreter's own multiprocessing does: in both roles,
with the same key and another, with each digest that it can name and each minimum. Runs on every Python since 2.7."""
from __future__ import print_function

import os
import subprocess
import sys
from multiprocessing import AuthenticationError, connection

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ.get("PYMGR_BUILD_DIR") or os.path.join(os.path.dirname(HERE), "build")
TOOL = os.path.join(BUILD, "tests", "tool_auth")

KEY = "sesame"
DIGESTS = ["md5", "sha256", "sha3_256", "sha384", "sha3_384"]  # from weakest to strongest, as pymgr has them
MODERN = hasattr(connection, "_verify_challenge")  # 3.12 and newer know more than MD5
MESSAGES = [b"", b"after the handshake", b"x" * 20000]

ADMITTED, REFUSED = 0, 1
REFUSALS = (AuthenticationError, AssertionError, EOFError, OSError, IOError)


def shake_hands(role, key, least, named):
    """(whether Python is satisfied, the tool's exit status, its reason); `named` is the digest that Python's own
    challenge names."""
    ours, its = connection.Pipe()
    tool = subprocess.Popen([TOOL, role, KEY, least], stdin=its.fileno(), stdout=subprocess.PIPE,
                            close_fds=True)
    its.close()
    try:
        satisfied = play(ours, role, key.encode("ascii"), named)
    except REFUSALS:
        satisfied = False
    ours.close()
    reason = tool.communicate()[0].decode("ascii").strip()
    return satisfied, tool.returncode, reason


def play(ours, role, key, named):
    """The other role's part, then some messages each way."""
    options = [named] if MODERN else []
    if role == "server":
        connection.answer_challenge(ours, key)
        connection.deliver_challenge(ours, key, *options)
    else:
        connection.deliver_challenge(ours, key, *options)
        connection.answer_challenge(ours, key)
    for message in MESSAGES:
        ours.send_bytes(message)
        if ours.recv_bytes() != message:
            return False
    return True


def expected_reason(role, same_key, least, named):
    """What the tool must say; "" when it must admit."""
    weakest, offered = DIGESTS.index(least), DIGESTS.index(named)
    if not MODERN:
        if role == "server":
            return key_reason(same_key) if weakest == 0 else "the answer uses a weaker digest than is allowed"
        if weakest > DIGESTS.index("sha256"):
            return "the challenge is one of Python 3.11 or older: no digest that is allowed"
        return end_reason(same_key and weakest == 0)
    # A server's challenge names a digest that it allows, and Python takes it; a client judges what Python names.
    if role == "server":
        if not same_key:
            return key_reason(False)
        return "" if offered >= weakest else "the challenge asks for a weaker digest than is allowed"
    if offered < weakest:
        return "the challenge asks for a weaker digest than is allowed"
    return end_reason(same_key)


def key_reason(same_key):
    return "" if same_key else "the answer is wrong: the peer has another key"


def end_reason(accepted):
    return "" if accepted else "the peer refused our answer: it has another key, or wants another digest"


def cases():
    for role in "server", "client":
        for same_key in True, False:
            for least in DIGESTS:
                for named in DIGESTS if MODERN else ["md5"]:
                    yield role, same_key, least, named


def main():
    failed = 0
    for role, same_key, least, named in cases():
        expected = expected_reason(role, same_key, least, named)
        satisfied, status, reason = shake_hands(role, KEY if same_key else "other", least, named)
        if (satisfied, status, reason) != (expected == "", REFUSED if expected else ADMITTED, expected):
            failed += 1
            print("%s, %s key, minimum %s, %s named: Python %s, pymgr %d %r instead of %r" % (
                role, "same" if same_key else "another", least, named,
                "satisfied" if satisfied else "not satisfied", status, reason, expected))
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
