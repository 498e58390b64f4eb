# SPDX-License-Identifier: MIT
"""What scripts/test runs, step by step. The output of each step stays in build/test-logs.

Every test program of the project ends its output with a line `N passed, N failed`. A step's result is the sum of those
lines in its logs; one that ends badly without saying that anything failed counts as one failure."""

import collections
import os
import pathlib
import re
import shlex
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / 'build'
ASAN = BUILD / 'asan'
TSAN = BUILD / 'tsan'
LOGS = BUILD / 'test-logs'
JOBS = os.environ.get('JOBS') or str(os.cpu_count() or 1)
STEP_SECONDS = 900  # a step that takes longer hangs
SHOWN_LINES = 60    # of a failed test's output

COUNT = re.compile(r'^(\d+) passed, (\d+) failed(?:, \d+ skipped)?$', re.MULTILINE)

Result = collections.namedtuple('Result', 'passed failed logs')
Step = collections.namedtuple('Step', 'name runner command environment')

CLANG = ['CC=clang', 'CXX=clang++', 'CFLAGS=-O1 -g', '--disable-shared']
SANITIZERS = {
    'ASAN_OPTIONS': 'abort_on_error=1:detect_stack_use_after_return=1',
    'UBSAN_OPTIONS': 'print_stacktrace=1',
    'TSAN_OPTIONS': 'halt_on_error=1:second_deadlock_stack=1',
}


def execute(command, log, environment):
    """Runs a command with its output in a log file; whether it ended well and in time."""
    with open(log, 'wb') as output:
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output,
                                   stderr=subprocess.STDOUT, env={**os.environ, **environment},
                                   start_new_session=True)
        try:
            return process.wait(STEP_SECONDS) == 0
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            output.write(f'\nkilled after {STEP_SECONDS} s\n'.encode())
            return False


def result_of_log(log, ended_well):
    counts = COUNT.findall(log.read_text(errors='replace'))
    passed, failed = map(int, counts[-1]) if counts else (0, 0)
    return Result(passed, max(failed, int(not ended_well)), [log] if failed or not ended_well else [])


def total(results):
    results = list(results)
    return Result(sum(result.passed for result in results), sum(result.failed for result in results),
                  [log for result in results for log in result.logs])


def run(log, command, environment):
    """A command that is one test program."""
    return result_of_log(log, execute(command, log, environment))


def run_once(log, command, environment):
    """A command that says nothing of counts, a build: it is one test, and without it the others are pointless."""
    passed = execute(command, log, environment)
    return Result(int(passed), int(not passed), [] if passed else [log])


def run_check(log, command, environment):
    """`make check`: automake leaves each test's output in NAME.log, and how it ended in NAME.trs."""
    folder = pathlib.Path(command[command.index('-C') + 1])
    for result in results_below(folder):
        result.unlink()
    ended_well = execute(command, log, environment)
    results = [result_of_log(result.with_suffix('.log'), ':test-result: FAIL' not in result.read_text()
                             and ':test-result: ERROR' not in result.read_text())
               for result in results_below(folder)]
    summed = total(results)
    if not ended_well and summed.failed == 0:
        return Result(summed.passed, 1, [log])
    return summed


def results_below(folder):
    return [path for name in ('tests', 'scripts') for path in sorted((folder / name).rglob('*.trs'))]


def build(name, folder, *arguments):
    return Step(f'build with {name}', run_once, ['scripts/build', str(folder), *arguments], {})


def check(name, folder, *arguments):
    return Step(name, run_check, ['make', '-s', '-k', '-j', JOBS, '-C', str(folder), 'check', *arguments], {})


def interop(name, folder, program, *arguments):
    """interop/run with the programs of a build folder."""
    environment = {'PYMGR_BUILD_DIR': str(folder), 'PYMGRD': str(program)}
    return Step(name, run, ['interop/run', *arguments], environment)


def newest_python():
    """The label of one interpreter, for runs that would take too long with all."""
    sys.path.insert(0, str(ROOT / 'interop' / 'python'))
    from pymgr_interop import interpreters
    return interpreters.known()[-1].label


def four_threads():
    """A program that is the TSan build's pymgrd with four threads."""
    path = LOGS / 'pymgrd-4-threads'
    path.write_text(f'#!/bin/sh\nexec {shlex.quote(str(TSAN / "pymgrd"))} --threads 4 "$@"\n')
    path.chmod(0o755)
    return path


def steps():
    newest = newest_python()
    return [
        build('gcc', BUILD, 'CC=gcc', 'CXX=g++'),
        check('unit tests, corpora and checks', BUILD),
        interop('against every Python', BUILD, BUILD / 'pymgrd'),
        build('clang, ASan and UBSan', ASAN, '--enable-sanitizers=address,undefined', *CLANG),
        check('unit tests and corpora under ASan and UBSan', ASAN, 'CHECKS='),
        interop(f'against {newest} under ASan and UBSan', ASAN, ASAN / 'pymgrd', '--label', newest),
        build('clang and TSan', TSAN, '--enable-sanitizers=thread', *CLANG),
        check('unit tests under TSan', TSAN, 'CHECKS=', 'FUZZ_TESTS='),
        interop(f'against {newest} with four threads under TSan', TSAN, four_threads(), '--label', newest),
        Step('release archive', run_once, ['make', '-s', '-j', JOBS, '-C', str(BUILD), 'distcheck',
                                          'DISTCHECK_CONFIGURE_FLAGS=CFLAGS=-O0'], {}),
    ]


def show(logs):
    for log in logs:
        print(f'--- {log.relative_to(ROOT)}')
        for line in log.read_text(errors='replace').splitlines()[-SHOWN_LINES:]:
            print(f'    {line}')


def main():
    LOGS.mkdir(parents=True, exist_ok=True)
    results = []
    for number, step in enumerate(steps(), 1):
        start = time.monotonic()
        result = step.runner(LOGS / f'{number}.log', step.command, {**SANITIZERS, **step.environment})
        seconds = time.monotonic() - start
        print(f"{'FAILED' if result.failed else 'ok':6}  {step.name}: {result.passed} of {result.passed + result.failed}, "
              f'{seconds:.0f} s', flush=True)
        show(result.logs)
        results.append(result)
        if result.failed and step.runner is run_once:
            break
    summed = total(results)
    print(f'{summed.passed} passed, {summed.failed} failed')
    return summed.failed > 0 or summed.passed == 0


if __name__ == '__main__':
    sys.exit(main())
