# SPDX-License-Identifier: MIT
"""A queue of questions and a dict of answers that a server holds, reached as Python's documentation shows."""
import os
import sys
from multiprocessing.managers import BaseManager


class Board(BaseManager):
    pass


Board.register("questions")
Board.register("answers")


def connect():
    """(the arguments after the first three, the questions, the answers)"""
    address, serializer = sys.argv[1:3]
    if "/" not in address:
        host, port = address.rsplit(":", 1)
        address = host, int(port)
    board = Board(address, os.environ["PYMGR_AUTHKEY"].encode("ascii"), serializer)
    board.connect()
    return sys.argv[4:], board.questions(), board.answers()


def who():
    return sys.argv[3]


def square(number):
    return number ** 2


def say(what):
    """One line, in one write, so that many programs can share a screen."""
    sys.stdout.write("%-19s%-6s%s\n" % (who(), "unix" if "/" in sys.argv[1] else "tcp", what))
    sys.stdout.flush()
