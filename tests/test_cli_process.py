"""The command line as a process: pipes that close, Ctrl-C, full disks."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

FULCRUM = [sys.executable, "-m", "fulcrum_api.cli"]

MORE_THAN_A_PIPE_HOLDS = 300_000


def run(*args: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*FULCRUM, *args], check=False, **options)  # type: ignore[call-overload, no-any-return]


def test_a_reader_that_leaves_early_gets_no_complaint() -> None:
    with subprocess.Popen(
        [*FULCRUM, "rules"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141, "as if SIGPIPE had ended it"


def test_ctrl_c_ends_without_a_traceback() -> None:
    with subprocess.Popen(
        [*FULCRUM, "consult", "-"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored in background
    ) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write(b"\n" * MORE_THAN_A_PIPE_HOLDS)  # returns once it is being read
        time.sleep(1)  # a signal between two reads is noticed after the next, which never ends
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
        assert b"Traceback" not in process.stderr.read()


def test_a_closed_standard_input_is_told() -> None:
    done = run("consult", "-", preexec_fn=lambda: os.close(0), capture_output=True)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"stdin: standard input is closed\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_is_told() -> None:
    with Path("/dev/full").open("wb") as full:
        done = run("rules", stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert b"no space left" in done.stderr
    assert b"Traceback" not in done.stderr
