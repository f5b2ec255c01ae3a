"""Processes that run one function over items, ahead of the one who takes the results, in order."""

from __future__ import annotations

import contextlib
import multiprocessing
import pickle
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from secret_guard.errors import SourceError

if TYPE_CHECKING:
    from multiprocessing.context import ForkContext, SpawnContext

T = TypeVar("T")
R = TypeVar("R")

# What goes to a worker at a time: long enough that the way to and fro does not count. In bytes.
CHUNK = 250_000
# How far the workers may be ahead of the item that is waited for: else one slow file stops them
# all. Bounds what is in memory. In bytes.
AHEAD = 16_000_000


def spread(
    function: Callable[[T], R], sized: Iterable[tuple[T, int]], jobs: int
) -> Iterator[tuple[T, R]]:
    """Each item with what `function` says of it, as `in_order`; items come with their cost.

    A thread for each process talks to it, so that the processes go on while the caller does
    something else with the results.
    """
    waiting: deque[tuple[list[T], int, Future[bytes]]] = deque()
    ahead = 0
    with _Pool(function, jobs) as pool:
        chunks = _chunks(sized)
        while True:
            while ahead < AHEAD or len(waiting) <= jobs:
                chunk, size = next(chunks, ([], 0))
                if not chunk:
                    break
                waiting.append((chunk, size, pool.submit(chunk)))
                ahead += size
            if not waiting:
                return
            chunk, size, answer = waiting.popleft()
            # Unpacked only now: what waits takes little memory as bytes.
            yield from zip(chunk, pickle.loads(answer.result()), strict=True)
            ahead -= size


def _chunks(sized: Iterable[tuple[T, int]]) -> Iterator[tuple[list[T], int]]:
    """Neighbouring items of CHUNK bytes together, or a single larger one."""
    chunk: list[T] = []
    total = 0
    for item, size in sized:
        if chunk and total + size > CHUNK:
            yield chunk, total
            chunk, total = [], 0
        chunk.append(item)
        total += size
    if chunk:
        yield chunk, total


class _Pool:
    """Processes that run `function`, and a thread for each that talks to it."""

    def __init__(self, function: Callable[[Any], Any], jobs: int) -> None:
        self.function = function
        self.jobs = jobs
        self.workers: list[_Worker] = []
        self.idle: SimpleQueue[_Worker] = SimpleQueue()
        self.threads = ThreadPoolExecutor(jobs)

    def __enter__(self) -> _Pool:
        try:
            context = _context()
            with _interrupts_held_back(context):
                for _ in range(self.jobs):
                    self.workers.append(_Worker(self.function, context))
        except BaseException as error:
            self.__exit__()
            if isinstance(error, OSError):
                raise SourceError(
                    f"no process can be started: {error.strerror}. `--jobs 1` scans without."
                ) from None
            raise
        for worker in self.workers:
            self.idle.put(worker)
        return self

    def __exit__(self, *_: object) -> None:
        """End all at once: nobody waits for what is still being computed."""
        for worker in self.workers:
            worker.process.kill()
        self.threads.shutdown(cancel_futures=True)
        for worker in self.workers:
            worker.process.join()
            worker.connection.close()

    def submit(self, chunk: Sequence[Any]) -> Future[bytes]:
        """The results for a chunk, pickled, as soon as a process is free and has them."""
        return self.threads.submit(self._ask, chunk)

    def _ask(self, chunk: Sequence[Any]) -> bytes:
        worker = self.idle.get()
        try:
            answer = worker.ask(chunk)
        finally:
            self.idle.put(worker)
        # An error is made again here, so that it is told with its own message and place.
        return answer or pickle.dumps([self.function(item) for item in chunk])


class _Worker:
    """A process and this end of the pipe to it."""

    def __init__(self, function: Callable[[Any], Any], context: ForkContext | SpawnContext) -> None:
        self.connection, theirs = context.Pipe()
        # What a fork copies of this end must be closed there; a new process has no copy.
        ours = self.connection if context.get_start_method() == "fork" else None
        # daemon: should all else fail, multiprocessing ends it with this process.
        self.process: BaseProcess = context.Process(
            target=_serve, args=(theirs, ours, function), daemon=True
        )
        self.process.start()
        theirs.close()  # or this process would never see that the other end is gone

    def ask(self, chunk: Sequence[Any]) -> bytes:
        """The pickled results, b"" if there was an error. SourceError: the process died."""
        try:
            self.connection.send(chunk)
            return self.connection.recv_bytes()
        except (EOFError, OSError):
            self.process.join(1)
            raise SourceError(
                f"a process that reads files died (exit code {self.process.exitcode}). Is there "
                "enough free memory? `--jobs 1` scans without such processes."
            ) from None


def _context() -> ForkContext | SpawnContext:
    """How processes are started: a fork has all modules already, which else take 0.3 s of a core.

    Only Linux forks, as Python itself does, and only without other threads: their locks would be
    copied as they are (those of llama.cpp's, if a model is loaded).
    """
    if sys.platform == "linux" and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    return multiprocessing.get_context("spawn")


def _serve(connection: Connection, copy: Connection | None, function: Callable[[Any], Any]) -> None:
    """What a worker does: answer until the other end is closed, whatever closed it.

    `copy` of that end is closed here.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the main process ends this one
    if copy is not None:
        copy.close()
    with contextlib.suppress(EOFError, OSError):
        while True:
            chunk = connection.recv()
            try:
                answer = pickle.dumps([function(item) for item in chunk], pickle.HIGHEST_PROTOCOL)
            except Exception:
                answer = b""
            connection.send_bytes(answer)


@contextlib.contextmanager
def _interrupts_held_back(context: ForkContext | SpawnContext) -> Iterator[None]:
    """Let processes of `context` be born deaf to Ctrl-C, which this one hears a moment later.

    Those that still load their modules would answer it with a traceback.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    if context.get_start_method() == "spawn":  # a fork needs no such process
        from multiprocessing import resource_tracker

        resource_tracker.ensure_running()  # it changes the mask when it starts
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
