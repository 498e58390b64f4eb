# SPDX-License-Identifier: MIT
"""The test cases of CPython's own test suite that use a manager of SyncManager's types, as classes of this module, where
the pickles of their methods look for them. Runs on every Python since 2.7.

Python 3 makes the classes anew for each start method; Python 2's module has them ready, but its manager and the pool
that they share are set up by its main program.
"""
import multiprocessing
import sys

if sys.version_info[0] == 2:
    from test import test_multiprocessing as tests

    CASES = dict((name, case) for name, case in vars(tests).items() if name.startswith("WithManager"))

    def setUpModule():
        tests.util.get_temp_dir()
        multiprocessing.get_logger().setLevel(tests.LOG_LEVEL)
        tests.ManagerMixin.manager.__init__()
        tests.ManagerMixin.manager.start()
        tests.ManagerMixin.pool = tests.ManagerMixin.manager.Pool(4)

    def tearDownModule():
        tests.ManagerMixin.pool.terminate()
        del tests.ManagerMixin.pool
        tests.ManagerMixin.manager.shutdown()

    tests.setUpModule, tests.tearDownModule = setUpModule, tearDownModule
else:
    from test import _test_multiprocessing as tests

    tests.install_tests_in_module_dict(globals(), "fork")
    CASES = dict((name, case) for name, case in globals().items()
                 if name.startswith("WithManager") or name in ("TestSyncManagerTypes", "TestManagerExceptions"))
