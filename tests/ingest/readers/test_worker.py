from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from ingest.readers.worker import ReadingWorker
from kb.errors import ContentError, KbError, ReadError
from kb.model.block import Block, BlockKind, RawDocument
from kb.settings import Limits

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def worker() -> Iterator[ReadingWorker]:
    with ReadingWorker(Limits(seconds=20)) as worker:
        yield worker


def double(number: int) -> int:
    return number * 2


def loaded_modules() -> list[str]:
    return list(sys.modules)


def many_documents(count: int) -> list[RawDocument]:
    block = Block(BlockKind.PARAGRAPH, "罐体超压，a white mist spread. " * 10)
    return [RawDocument((block,), "table", {"year": 2010}, key=str(n)) for n in range(count)]


def complain() -> None:
    raise ContentError("front matter: `kind` is missing", "Name the kind.")


def stumble() -> None:
    [][1]


def leave() -> None:
    sys.exit("enough")


def vanish() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def give_what_cannot_be_sent() -> object:
    return lambda: None


def never_return() -> None:
    re.match(r"(a+)+$", "a" * 60 + "b")


def chatter() -> str:
    print("noise " * 100_000)
    sys.stderr.write("noise " * 100_000)
    return "done"


def test_one_child_serves_many_calls(worker: ReadingWorker) -> None:
    assert worker.run(double, 21) == 42
    first = worker.run(os.getpid)
    assert first != os.getpid()
    assert worker.run(os.getpid) == first


def test_the_child_starts_without_the_heavy_libraries(worker: ReadingWorker) -> None:
    heavy = {"torch", "chromadb", "streamlit", "numpy", "sentence_transformers"}
    assert not heavy & set(worker.run(loaded_modules))


def test_forty_thousand_records_come_back(worker: ReadingWorker) -> None:
    documents = worker.run(many_documents, 40_000)
    assert len(documents) == 40_000
    assert documents[-1].key == "39999"


def test_an_error_for_a_person_keeps_kind_message_advice_and_stage(worker: ReadingWorker) -> None:
    with pytest.raises(ContentError, match="`kind` is missing") as caught:
        worker.run(complain)
    assert (caught.value.advice, caught.value.stage) == ("Name the kind.", "structure")


def test_a_bug_in_a_reader_becomes_a_read_error_that_names_it(worker: ReadingWorker) -> None:
    with pytest.raises(ReadError, match="IndexError: list index out of range") as caught:
        worker.run(stumble)
    assert caught.value.advice
    with pytest.raises(ReadError, match="SystemExit: enough"):
        worker.run(leave)
    with pytest.raises(ReadError, match="reader failed"):
        worker.run(give_what_cannot_be_sent)
    assert worker.run(double, 1) == 2


@pytest.mark.parametrize(("function", "cause"), [(vanish, "out of memory"), (crash, "SIGSEGV")])
def test_a_dead_child_is_reported_and_replaced(worker: ReadingWorker, function: object, cause: str) -> None:
    with pytest.raises(ReadError, match=cause):
        worker.run(function)  # type: ignore[arg-type]
    assert worker.run(double, 3) == 6


def test_noise_from_libraries_does_no_harm(worker: ReadingWorker) -> None:
    assert worker.run(chatter) == "done"


def test_work_that_takes_too_long_is_ended_and_the_next_goes_on() -> None:
    with ReadingWorker(Limits(seconds=2)) as worker:
        assert worker.run(double, 1) == 2
        child = worker.run(os.getpid)
        with pytest.raises(ReadError, match="longer than 2 s") as caught:
            worker.run(never_return)
        assert "KB_LIMIT_SECONDS" in caught.value.advice
        assert not psutil.pid_exists(child)
        assert worker.run(double, 2) == 4


def test_leaving_the_block_ends_the_child() -> None:
    with ReadingWorker(Limits()) as worker:
        child = worker.run(os.getpid)
    assert not psutil.pid_exists(child)


def test_the_child_ignores_ctrl_c(worker: ReadingWorker) -> None:
    child = worker.run(os.getpid)
    os.kill(child, signal.SIGINT)
    assert worker.run(os.getpid) == child


PARENT = """
import sys
sys.path[:0] = {path!r}
import os, test_worker
from ingest.readers.worker import ReadingWorker
from kb.settings import Limits
worker = ReadingWorker(Limits())
print(worker.run(os.getpid), flush=True)
worker.run(test_worker.never_return)
"""


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT])
def test_the_child_ends_with_its_parent_even_amid_native_code(ending: signal.Signals) -> None:
    script = PARENT.format(path=[str(ROOT), str(Path(__file__).parent)])
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        time.sleep(0.3)
        assert psutil.pid_exists(child)
        parent.send_signal(ending)
        parent.wait(10)
    deadline = time.monotonic() + 10
    while psutil.pid_exists(child) and time.monotonic() < deadline:
        if psutil.Process(child).status() == psutil.STATUS_ZOMBIE:
            break
        time.sleep(0.05)
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE


def test_every_error_survives_the_way_between_processes(worker: ReadingWorker) -> None:
    error = worker.run(KbError, "what failed", "what to do")
    assert (error.message, error.advice, str(error)) == ("what failed", "what to do", "what failed")
