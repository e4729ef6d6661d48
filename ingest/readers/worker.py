"""A process of its own for work on files, so that a file can crash or stall it without hurting the run."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import IO, ParamSpec, Self, TypeVar

from kb.errors import KbError, ReadError
from kb.settings import Limits

P = ParamSpec("P")
T = TypeVar("T")

_START = "import sys; sys.path[:] = {path!r}; from ingest.readers.worker import serve; serve({channel}, {lifeline})"


class ReadingWorker:
    """Runs functions in one child process that is started when first needed and kept for many files.

    Use it as a context manager, from one thread at a time. The child knows nothing of the caller's main module, so a
    function has to be at the top level of an importable module. It ends with its parent, however that ends.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._lifeline = -1
        self._complaints: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What the function returns, worked out in the child.

        Raises the KbError that the function raised; ReadError where it took longer than `limits.seconds`, where the
        child died and where the function failed in any other way. The next call has a working child again.
        """
        connection = self._connected()
        try:
            connection.send((function, args, kwargs))
            if not connection.poll(self._limits.seconds):
                raise ReadError(
                    f"took longer than {self._limits.seconds:g} s",
                    "Split the file, or raise the limit with KB_LIMIT_SECONDS.",
                )
            succeeded, result = connection.recv()
        except (EOFError, OSError) as error:
            raise self._died() from error
        except BaseException:
            self._stop()
            raise
        if not succeeded:
            raise result
        return result  # type: ignore[no-any-return]

    def close(self) -> None:
        """End the child, at once."""
        self._stop()
        self._complaints.close()

    def _connected(self) -> Connection:
        if self._connection is None or self._process is None or self._process.poll() is not None:
            self._stop()
            self._start()
        assert self._connection is not None
        return self._connection

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        watched, self._lifeline = os.pipe()
        path = [entry or str(Path.cwd()) for entry in sys.path]
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START.format(path=path, channel=theirs.fileno(), lifeline=watched)],
                pass_fds=(theirs.fileno(), watched),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._complaints,
                process_group=0,
            )
        os.close(watched)
        self._connection = Connection(ours.detach())

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None
            os.close(self._lifeline)
        self._complaints.seek(0)
        self._complaints.truncate()

    def _died(self) -> ReadError:
        """Why the child is gone, from its exit status and the last it said."""
        assert self._process is not None
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        status = self._process.returncode
        self._complaints.seek(0)
        said = self._complaints.read().decode("utf-8", "replace").strip().rpartition("\n")[2][:200]
        self._stop()
        if status == -signal.SIGKILL:
            cause = "it was killed (out of memory?)"
        elif status is not None and status < 0:
            cause = f"it crashed ({signal.Signals(-status).name})"
        else:
            cause = f"exit status {status}" + (f": {said}" if said else "")
        return ReadError(f"the reader process died: {cause}", "Split the file or save it in another format.")


def serve(channel: int, lifeline: int) -> None:
    """The child's side: answer calls that come through file descriptor `channel` until the parent is gone.

    The pipe `lifeline` is never written to; the kernel sends SIGIO, which ends the child even amid native code, when
    the parent's end of it closes. Of all processes this one is the first to go when memory runs out.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    connection = Connection(channel)
    while True:
        try:
            function, args, kwargs = connection.recv()
            reply = (True, function(*args, **kwargs))
        except EOFError:
            return
        except BaseException as error:  # noqa: BLE001
            reply = (False, _for_person(error))
        try:
            connection.send(reply)
        except OSError:
            return
        except Exception as error:  # noqa: BLE001
            connection.send((False, _for_person(error)))


def _for_person(error: BaseException) -> KbError:
    if isinstance(error, KbError):
        return error
    if isinstance(error, MemoryError):
        return ReadError("there is not enough memory to read it", "Split the file.")
    return ReadError(
        f"the reader failed on this file: {type(error).__name__}: {str(error)[:300]}",
        "The file is probably damaged: open it in its own program and save it again, or save it in another format.",
    )
