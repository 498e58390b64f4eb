# SPDX-License-Identifier: MIT
"""A client that waits for a Pool's task until it is killed. Runs on every Python since 2.7."""
from pymgr_interop import client, pool_functions


def main():
    pool, begun, go = client.shared("pool", "begun", "go")
    pool.apply(pool_functions.wait_for, (begun, go))


main()
