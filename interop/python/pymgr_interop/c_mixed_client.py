# SPDX-License-Identifier: MIT
"""The Python players of c_mixed.py: what tests/scenarios/mix.c does in C, in the same games. Runs on every Python since
2.7.

    python -m pymgr_interop.c_mixed_client NAME THREADS BARRIERS
"""
import os
import random
import sys
import threading
import traceback

from pymgr_interop import client

try:
    from queue import Empty, Full
except ImportError:
    from Queue import Empty, Full

ITEMS, CAPACITY, ADDITIONS, ROUNDS, LINES, FILLER = 40, 3, 15, 5, 50, 3000
SOON_SECONDS = 0.002
NAMES = ("jobs", "buffer", "condition", "counters", "lock", "rlock", "gate", "log", "barrier")


class Player(object):
    def __init__(self, name, objects):
        self.name, self.objects = name, objects
        self.random = random.Random(name)
        self.by_queue, self.by_buffer, self.places = [], [], []
        self.thread = threading.Thread(target=self.play)

    def play(self):
        try:
            for game in (self.barrier, self.queue, self.buffer, self.counters, self.gate, self.log):
                game()
        except BaseException:  # the others would wait for ever
            traceback.print_exc()
            os._exit(1)

    def item(self, number):
        return ["%s:%d" % (self.name, number), "x" * self.random.randrange(FILLER)]

    def coin(self):
        return self.random.random() < 0.5

    def queue(self):
        jobs, give, take = self.objects["jobs"], ITEMS, ITEMS
        while give + take:
            timeout = self.random.choice((0.0001, SOON_SECONDS)) if give and take else None
            try:
                if give and (not take or self.coin()):
                    jobs.put(self.item(ITEMS - give), True, timeout)
                    give -= 1
                else:
                    self.by_queue.append(jobs.get(True, timeout)[0])
                    take -= 1
            except (Full, Empty):
                pass

    def buffer(self):
        buffer, condition, give, take = self.objects["buffer"], self.objects["condition"], ITEMS, ITEMS
        while give + take:
            condition.acquire()
            while not take and len(buffer) >= CAPACITY or not give and not len(buffer):
                condition.wait()
            length = len(buffer)
            if give and length < CAPACITY and (not take or not length or self.coin()):
                buffer.append(self.item(ITEMS - give))
                give -= 1
            else:
                self.by_buffer.append(buffer.pop(0)[0])
                take -= 1
            condition.notify_all()
            condition.release()

    def add(self, name, number):
        counters = self.objects["counters"]
        now = counters.get(name, 0) + number
        counters[name] = now
        return now

    def add_alone(self, lock, times, name, number):
        for _ in range(times):
            lock.acquire()
        now = self.add(name, number)
        for _ in range(times):
            lock.release()
        return now

    def counters(self):
        for _ in range(ADDITIONS):
            self.add_alone(self.objects["lock"], 1, "lock", 1)
            self.add_alone(self.objects["rlock"], self.random.choice((1, 2)), "rlock", 1)

    def gate(self):
        gate, lock = self.objects["gate"], self.objects["lock"]
        for _ in range(ADDITIONS):
            gate.acquire()
            assert self.add_alone(lock, 1, "inside", 1) <= 2
            self.add_alone(lock, 1, "inside", -1)
            gate.release()

    def log(self):
        for number in range(LINES):
            self.objects["log"].append("%s:%d" % (self.name, number))

    def barrier(self):
        for _ in range(ROUNDS if "barrier" in self.objects else 0):
            self.places.append(self.objects["barrier"].wait())

    def tell(self):
        for what, found in (("queue", self.by_queue), ("buffer", self.by_buffer), ("barrier", self.places)):
            client.say("%s %s %r" % (what, self.name, [str(one) for one in found] if what != "barrier" else found))


def main(name, threads, barriers):
    names = NAMES if int(barriers) else NAMES[:-1]
    objects = dict(zip(names, client.shared(*names)))
    players = [Player("%s%d" % (name, number), objects) for number in range(int(threads))]
    for player in players:
        player.thread.start()
    for player in players:
        player.thread.join()
        player.tell()


if __name__ == "__main__":
    main(*sys.argv[1:])
