# SPDX-License-Identifier: MIT
"""A Python program that uses a manager, measured: prints how many times a second it did it. Its server is the one of
the environment (pymgr_interop.client). Runs on every Python since 3.6.

    client.py get SERVER_PID SECONDS     Value.get, for each second of CPU time that client and server took together
    client.py proxies COUNT              makes a proxy of a new dict and drops it
    client.py transfer COUNT             puts 20 KB into a queue and gets them back
    client.py apply COUNT                has a Pool of one run a function
    client.py imap COUNT                 the same, fetching the results of one imap one by one
    client.py map COUNT                  the same, as tasks of one map
"""
import fractions
import sys
import time

from pymgr_interop import client

BETWEEN_LOOKS = 200  # calls for each look at the clock
PAYLOAD = b'x' * 20480


def clock_of(pid):
    """The system's clock of the CPU time that a process has had (clock_getcpuclockid)."""
    return (~pid << 3) | 2


def used(server):
    return time.process_time() + time.clock_gettime(server)


def get(manager, pid, seconds):
    value = manager.Value('i', 7)
    server, end = clock_of(int(pid)), time.monotonic() + float(seconds)
    start, calls = used(server), 0
    while time.monotonic() < end:
        for _ in range(BETWEEN_LOOKS):
            value.get()
        calls += BETWEEN_LOOKS
    return calls / (used(server) - start)


def timed(run, count):
    start = time.monotonic()
    for _ in range(count):
        run()
    return count / (time.monotonic() - start)


def proxies(manager, count):
    return timed(manager.dict, int(count))


def transfer(manager, count):
    queue = manager.Queue()

    def there_and_back():
        queue.put(PAYLOAD)
        queue.get()
    return timed(there_and_back, int(count))


def pool_of_one(manager):
    """Its worker has imported the function."""
    pool = manager.Pool(1)
    pool.apply(fractions.Fraction, (1, 2))
    return pool


def apply(manager, count):
    pool = pool_of_one(manager)
    return timed(lambda: pool.apply(fractions.Fraction, (1, 2)), int(count))


def at_once(run, count):
    start = time.monotonic()
    run()
    return count / (time.monotonic() - start)


def imap(manager, count):
    pool = pool_of_one(manager)
    return at_once(lambda: list(pool.imap(fractions.Fraction, range(int(count)))), int(count))


def map_(manager, count):
    pool = pool_of_one(manager)
    return at_once(lambda: pool.map(fractions.Fraction, range(int(count)), 1), int(count))


MEASURES = {'get': get, 'proxies': proxies, 'transfer': transfer, 'apply': apply, 'imap': imap, 'map': map_}


def main():
    measure = MEASURES[sys.argv[1]]
    print('%.3f' % measure(client.connect(), *sys.argv[2:]))


if __name__ == '__main__':
    main()
