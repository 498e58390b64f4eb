# SPDX-License-Identifier: MIT
"""Locks, semaphores, conditions and barriers among many clients."""
import contextlib
import resource
import select

from pymgr_interop import harness, raw, servers
from pymgr_interop.harness import check, equal

TRUE, NONE = "bool True", "NoneType None"
BROKEN = "threading.BrokenBarrierError"
CROWD = 1000
SPARE_FILES = 100


class Stage:
    """A server with shared objects, this program's proxies to them, and clients run by an interpreter."""

    def __init__(self, stack, interpreter, *share):
        self.stack, self.interpreter = stack, interpreter
        self.server = stack.enter_context(servers.Pymgrd(share=share))
        names = [option.partition("=")[0] for option in share]
        self.manager = servers.connect(self.server, *names)

    def run(self, step, *arguments):
        return self.stack.enter_context(servers.run_module(
            self.interpreter, "synchronisation_client", step, *arguments, env=self.server.client_env()))

    def talk(self, name, *calls):
        """A client whose calls are over at once, but for the last, which waits."""
        process = self.run("talk", name, *calls)
        for _ in calls[:-1]:
            process.expect("sent")
            process.expect(TRUE)
        process.expect("sent")
        # The server has read the call. That it has acted on it is sure when it has done more since.
        raw.call_server(self.server, "dummy")
        return process

    def owner(self, name):
        """A client that has acquired it."""
        process = self.talk(name, "acquire()")
        process.expect(TRUE)
        return process


@contextlib.contextmanager
def stage(interpreter, *share):
    with contextlib.ExitStack() as stack:
        yield Stage(stack, interpreter, *share)


def says(interpreter, step, *arguments, lines):
    with stage(interpreter) as on:
        equal(on.run(step, *arguments).finish(), [str(line) for line in lines])


# --- ownership


def rlock_of_threads(interpreter):
    says(interpreter, "own_by_thread", lines=[
        [True, True, False, "RuntimeError: cannot release un-acquired lock"], [False, True, True]])


def rlock_of_processes(interpreter):
    """An owner that is killed lets go; who is killed while it waits gets nothing."""
    with stage(interpreter, "lock=RLock") as on:
        owner = on.owner("lock")
        dead, second, third = [on.talk("lock", "acquire()") for _ in range(3)]
        dead.kill()
        owner.kill()
        second.expect(TRUE)
        check(not on.manager.lock().acquire(False), "the lock is free although a waiter got it")
        second.kill()
        third.expect(TRUE)
        third.tell()
        third.finish()
        check(on.manager.lock().acquire(), "the lock is not free")
        check("with 1 locks that it owned" in on.server.errors(), "nothing is logged: %r" % on.server.errors())


def semaphores(interpreter):
    says(interpreter, "use_semaphores", lines=[
        [True, True, False, None, True], ["ValueError: Semaphore released too many times", True, False, None],
        "ValueError: semaphore initial value must be >= 0", [True, False, None]])


def killed_semaphore_waiter(interpreter):
    """What a killed client has acquired stays acquired; one that waits gets nothing."""
    with stage(interpreter, "slots=Semaphore(1)") as on:
        on.owner("slots").kill()
        dead, second, third = [on.talk("slots", "acquire()") for _ in range(3)]
        dead.kill()
        slots = on.manager.slots()
        check(not slots.acquire(False), "a slot is free")
        slots.release()
        second.expect(TRUE)
        slots.release()
        third.expect(TRUE)
        check(not slots.acquire(False), "a slot is free")


# --- conditions


def consumers(on, count, *step):
    """Clients that wait in the condition, in order. (To be called while this program owns nothing: the end of one of
    its proxies may close the connection that another one of the same object uses.)"""
    waiting = []
    for _ in range(count):
        waiting.append(on.run(*step))
        waiting[-1].expect("holding")
        with on.manager.condition():  # which is free as soon as that one waits
            pass
    return waiting


def condition_of_processes(interpreter):
    with stage(interpreter, "condition=Condition") as on:
        clients = consumers(on, 5, "consume")
        condition = on.manager.condition()
        for awake, notify in ((clients[:1], lambda: condition.notify()), (clients[1:3], lambda: condition.notify(2)),
                              (clients[3:], condition.notify_all)):
            with condition:
                notify()
            for one in awake:
                one.expect("woken")
                one.finish()
        with condition:
            condition.notify(5)


def condition_and_predicate(interpreter):
    """Each finds what it waits for, whoever was woken first."""
    with stage(interpreter, "condition=Condition", "numbers=list") as on:
        clients = [consumers(on, 1, "consume_number", number)[0] for number in range(3)]
        condition, numbers = on.manager.condition(), on.manager.numbers()
        for number in (2, 0, 1):
            with condition:
                numbers.append(number)
                condition.notify_all()
            clients[number].expect("found")
            clients[number].finish()


def condition_in_vain(interpreter):
    lines = [[False, True, "RuntimeError: cannot release un-acquired lock",
              "RuntimeError: cannot wait on un-acquired lock", "RuntimeError: cannot notify on un-acquired lock"]]
    says(interpreter, "wait_in_vain", lines=lines + [[0, 7]] * (not interpreter.python2))


def condition_of_a_lock(interpreter):
    for typeid in ("Lock", "RLock"):
        says(interpreter, "share_lock", typeid, lines=[
            [False, None], [False, None], [True, None],
            "TypeError: the lock of a Condition must be a Lock or an RLock of the same server",
            "AttributeError: 'ListProxy' object has no attribute 'acquire'",
            "AttributeError: 'int' object has no attribute 'acquire'"])


def conditions_of_one_lock(interpreter):
    says(interpreter, "notify_through_lock", lines=[["empty", "full", "full"]])


def killed_in_condition(interpreter):
    """Killed while waiting, after being notified, and as the owner."""
    woken = NONE if interpreter.python2 else TRUE
    with stage(interpreter, "condition=Condition") as on:
        waiting = [on.talk("condition", "acquire()", "wait()") for _ in range(4)]
        condition = on.manager.condition()
        waiting[0].kill()
        with condition:
            condition.notify()
            waiting[1].kill()
        waiting[2].expect(woken)
        owner = waiting[2]
        third = on.talk("condition", "acquire()")
        owner.kill()
        third.expect(TRUE)
        third.kill()
        with condition:
            condition.notify_all()
        waiting[3].expect(woken)


# --- barriers


def wait_until(condition):
    while not condition():
        pass


def barrier_of_processes(interpreter):
    with stage(interpreter, "barrier=Barrier(3)") as on:
        barrier = on.manager.barrier()
        clients = [on.run("join_barrier") for _ in range(3)]
        for _ in range(3):
            for place, client in enumerate(clients):
                client.tell()
                wait_until(lambda: barrier.n_waiting == (place + 1) % 3)
            for place, client in enumerate(clients):
                client.expect(str(place))
        equal((barrier.parties, barrier.n_waiting, barrier.broken), (3, 0, False))


def broken_barrier(interpreter):
    """Aborted, reset, and waited for in vain."""
    with stage(interpreter, "barrier=Barrier(3)") as on:
        barrier = on.manager.barrier()
        first, second = [on.run("join_barrier") for _ in range(2)]
        for end, broken in ((barrier.abort, True), (barrier.reset, False)):
            for place, client in enumerate((first, second)):
                client.tell()
                wait_until(lambda: barrier.n_waiting == place + 1)
            end()
            first.expect(BROKEN)
            second.expect(BROKEN)
            equal((barrier.broken, barrier.n_waiting), (broken, 0))
            barrier.reset()
        first.tell()
        wait_until(lambda: barrier.n_waiting == 1)
        second.tell("0.05")
        first.expect(BROKEN)
        second.expect(BROKEN)
        second.tell()
        second.expect(BROKEN)
        equal(barrier.broken, True)


def killed_at_barrier(interpreter):
    """Its place is free again."""
    with stage(interpreter, "barrier=Barrier(3)") as on:
        barrier = on.manager.barrier()
        dead, first, second = [on.run("join_barrier") for _ in range(3)]
        for place, client in enumerate((dead, first)):
            client.tell()
            wait_until(lambda: barrier.n_waiting == place + 1)
        dead.kill()
        second.tell()
        third = on.run("join_barrier")
        third.tell()
        first.expect("0")
        equal(sorted(client.line() for client in (second, third)), ["1", "2"])


EACH = (rlock_of_threads, rlock_of_processes, semaphores, killed_semaphore_waiter, condition_of_processes,
        condition_and_predicate, condition_in_vain, condition_of_a_lock, conditions_of_one_lock, killed_in_condition)
PYTHON3_ONLY = (barrier_of_processes, broken_barrier, killed_at_barrier)


# --- many clients at once


class Crowd:
    """Connections to an object of one server: a call of one is over, or waits, before the next one is made."""

    def __init__(self, stack, create, size):
        allow_files(size + SPARE_FILES)
        self.server = stack.enter_context(servers.Pymgrd())
        typeid, *args = create
        self.ident = raw.call_server(self.server, "create", typeid, *args)[0]
        self.director, *self.channels = [stack.enter_context(raw.channel(self.server)) for _ in range(size + 1)]
        self.watch = stack.enter_context(select.epoll())
        for channel in self.channels:
            self.watch.register(channel, select.EPOLLIN)

    def ask(self, method, *args, channel=None):
        kind, value = raw.ask(channel or self.director, self.ident, method, args)
        equal(kind, "#RETURN", "%s: %s" % (method, value))
        return value

    def start(self, channel, method, *args):
        raw.send(channel, (self.ident, method, args, {}))
        self.ask("__repr__")  # answered after that was read

    def answers(self, channel):
        """The value of the answer that this channel, and no other, has now."""
        equal([number for number, _ in self.watch.poll()], [channel.fileno()])
        kind, value = raw.receive(channel)
        equal(kind, "#RETURN", str(value))
        return value


def allow_files(count):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < count:
        raise AssertionError("no more than %d files may be open here" % hard)
    if soft != resource.RLIM_INFINITY and soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))


@contextlib.contextmanager
def crowd(*create):
    with contextlib.ExitStack() as stack:
        yield Crowd(stack, create, CROWD)


def crowd_at_a_lock():
    for typeid in ("Lock", "RLock"):
        with crowd(typeid) as clients:
            clients.ask("acquire")
            for channel in clients.channels:
                clients.start(channel, "acquire")
            clients.ask("release")
            for channel in clients.channels:
                equal(clients.answers(channel), True)
                clients.ask("release", channel=channel)


def crowd_in_a_condition():
    """Half of them are notified one by one, the others at once; each has the lock alone, in its turn."""
    half = CROWD // 2
    with crowd("Condition") as clients:
        for channel in clients.channels:
            equal(clients.ask("acquire", channel=channel), True)
            clients.start(channel, "wait")
        check(clients.ask("__repr__").endswith(", %d)>" % CROWD), "not all of them wait")
        clients.ask("acquire")
        for _ in range(half):
            clients.ask("notify")
        clients.ask("release")
        for channel in clients.channels[:half]:
            equal(clients.answers(channel), True)
            clients.ask("release", channel=channel)
        clients.ask("acquire")
        clients.ask("notify_all")
        clients.ask("release")
        for channel in clients.channels[half:]:
            equal(clients.answers(channel), True)
            clients.ask("release", channel=channel)
        clients.ask("acquire")


def crowd_at_a_semaphore():
    """One by one, and then many at once."""
    half = CROWD // 2
    with crowd("Semaphore", 0) as clients:
        for channel in clients.channels:
            clients.start(channel, "acquire")
        for channel in clients.channels[:half]:
            clients.ask("release")
            equal(clients.answers(channel), True)
        clients.ask("release", half - 1)
        for channel in clients.channels[half:-1]:
            equal(raw.receive(channel), ("#RETURN", True))
        equal(clients.watch.poll(0), [])
        clients.ask("release", 5)
        equal(clients.answers(clients.channels[-1]), True)
        check("value=4>" in clients.ask("__repr__"), "it is %s" % clients.ask("__repr__"))


def crowd_at_a_barrier():
    with crowd("Barrier", CROWD) as clients:
        for _ in range(2):
            for channel in clients.channels[:-1]:
                clients.start(channel, "wait")
            equal(clients.watch.poll(0), [])
            equal(clients.ask("__getattribute__", "n_waiting"), CROWD - 1)
            equal(clients.ask("wait", channel=clients.channels[-1]), CROWD - 1)
            equal([raw.receive(channel) for channel in clients.channels[:-1]],
                  [("#RETURN", place) for place in range(CROWD - 1)])


def crowd_that_vanishes():
    """Whoever owns, waits or was notified: once all have gone, everything is free."""
    with crowd("Condition") as clients:
        for channel in clients.channels[:-1]:
            clients.ask("acquire", channel=channel)
            clients.start(channel, "wait")
        clients.ask("acquire", channel=clients.channels[-1])
        clients.ask("notify", CROWD // 2, channel=clients.channels[-1])
        raw.send(clients.director, (clients.ident, "acquire", (), {}))
        for channel in reversed(clients.channels):
            channel.close()
        equal(raw.receive(clients.director), ("#RETURN", True))
        clients.ask("notify_all")
        clients.ask("release")
        check("<unlocked" in clients.ask("__repr__"), "it is %s" % clients.ask("__repr__"))
        check(clients.ask("__repr__").endswith(", 0)>"), "some still wait")


CROWDS = (crowd_at_a_lock, crowd_in_a_condition, crowd_at_a_semaphore, crowd_at_a_barrier, crowd_that_vanishes)


def suite(context):
    for test in EACH:
        context.each("synchronisation " + test.__name__, test)
    for interpreter in context.interpreters:
        for test in PYTHON3_ONLY * (not interpreter.python2):
            context.test("synchronisation " + test.__name__, interpreter.label, test, interpreter)
    for test in CROWDS:
        context.test("synchronisation " + test.__name__, harness.ANY, test)


def main():
    harness.main(suite, __doc__)
