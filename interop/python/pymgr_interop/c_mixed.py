# SPDX-License-Identifier: MIT
"""C and Python clients on the same objects at once, in random schedules: nothing is lost, and nothing there twice."""
import ast
import collections
import contextlib
import random

from pymgr_interop import c_client, harness, servers
from pymgr_interop.c_mixed_client import ADDITIONS, ITEMS, LINES, ROUNDS
from pymgr_interop.harness import check, equal
from pymgr_interop.process import finish_all

PROCESSES = 2      # in C, and as many in Python
C_THREADS = 2      # in each
PYTHON_THREADS = 1
PLAYERS = PROCESSES * (C_THREADS + PYTHON_THREADS)
SHARED = ["jobs=Queue(3)", "buffer=list", "condition=Condition", "counters=dict", "lock=Lock", "rlock=RLock",
          "gate=Semaphore(2)", "log=list"]
BARRIER = "barrier=Barrier(%d)" % PLAYERS


def play(interpreter, make_server, seed):
    has_barrier = not interpreter.python2
    with make_server(SHARED + [BARRIER] * has_barrier) as server:
        said = play_together(interpreter, server, seed, has_barrier)
        check_passed_on(said["queue"])
        check_passed_on(said["buffer"])
        check_places(said["barrier"].values() if has_barrier else [])
        check_state(server, said["queue"])


def play_together(interpreter, server, seed, has_barrier):
    """What each player says, by game and player."""
    said = collections.defaultdict(dict)
    with contextlib.ExitStack() as stack:
        players = []
        for number in range(PROCESSES):
            names = ["%s%d-%d-" % (language, number, seed) for language in ("C", "Python")]
            tool = c_client.run_tool(server, "pickle", None, "mix", names[0], C_THREADS, int(has_barrier))
            players.append(stack.enter_context(tool))
            partner = servers.run_module(interpreter, "c_mixed_client", names[1], PYTHON_THREADS, int(has_barrier),
                                         env=server.client_env())
            players.append(stack.enter_context(partner))
        for line in sum(finish_all(players), []):
            game, name, found = line.split(" ", 2)
            said[game][name] = ast.literal_eval(found)
    return said


def check_passed_on(taken):
    """Everything that was given was taken once, by somebody; and what one took of another's, in order."""
    equal(len(taken), PLAYERS)
    everything = sorted(item for items in taken.values() for item in items)
    equal(everything, sorted("%s:%d" % (name, number) for name in taken for number in range(ITEMS)))
    for items in taken.values():
        latest = {}
        for name, number in (item.split(":") for item in items):
            check(int(number) > latest.get(name, -1), "%s:%s came after %s" % (name, number, latest.get(name)))
            latest[name] = int(number)


def check_places(places):
    """In each round each place was somebody's."""
    for one_round in zip(*places):
        equal(sorted(one_round), list(range(PLAYERS)))


def check_state(server, players):
    with c_client.run_tool(server, "pickle", None, "mixed") as tool:
        left, buffer, counters, log = [ast.literal_eval(line) for line in tool.finish()]
    equal([left, buffer], [0, []])
    equal(counters, {"lock": PLAYERS * ADDITIONS, "rlock": PLAYERS * ADDITIONS, "inside": 0})
    equal(len(log), PLAYERS * LINES)
    for name in players:
        equal([line for line in log if line.startswith(name + ":")],
              ["%s:%d" % (name, number) for number in range(LINES)])


def suite(context):
    for interpreter in context.interpreters:
        for name, make_server in (("CPython", lambda share: servers.Reference(interpreter, share=share)),
                                  ("pymgrd", lambda share: servers.Pymgrd(share=share))):
            seed = context.options.seed or random.randrange(1 << 30)
            context.test("c_mixed %s, seed %d" % (name, seed), interpreter.label, play, interpreter, make_server, seed)


def add_options(parser):
    parser.add_argument("--seed", type=int, help="of the schedules (a new one each time)")


def main():
    harness.main(suite, __doc__.splitlines()[0], add_options)
