"""Runs one command and writes what it took: `python -I -S launch.py RESULT COMMAND...`.

A process of its own, and a small one: a child's peak memory counts from what its parent had in
memory when it was forked, so that the benchmark itself must not be the parent.
"""

import os
import sys
import time

if __name__ == "__main__":
    result, *command = sys.argv[1:]
    start = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(pid, 0)  # with all of its own children that it waited for
    wall = time.perf_counter() - start
    cpu = usage.ru_utime + usage.ru_stime
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    with open(result, "w") as out:  # noqa: PTH123 - pathlib would take memory
        out.write(f"{wall} {cpu} {peak} {os.waitstatus_to_exitcode(status)}")
