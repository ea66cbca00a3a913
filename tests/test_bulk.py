"""`fulcrum bulk`: files of situations into files of advice, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
from typer.testing import CliRunner

from fulcrum_api.batches import files
from fulcrum_api.batches.files import Bulk
from fulcrum_api.commands.app import app
from fulcrum_engine import InputError, Rulebook

ROWS = 96
LEVELS = ("none", "incremental", "major", "transformational")


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Note more often than one would, so that few lines are enough to break off between."""
    monkeypatch.setattr(files, "AT_ONCE", 8)
    monkeypatch.setattr(files, "NOTED_EVERY", 2)


@pytest.fixture
def threads() -> Iterator[Executor]:
    with ThreadPoolExecutor(2) as executor:
        yield executor


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "in.csv"
    rows = [f"=team {n},{LEVELS[n % 4]},{'low|mixed' if n % 3 else ''}" for n in range(ROWS)]
    rows[5] = "bad,huge,"
    file.write_text("\n".join(["reference,change,morale", *rows]))
    return file


def run(bulk: Bulk, executor: Executor) -> int:
    return bulk.run(executor, 2, lambda read, size: None).records


def test_the_command_answers_each_line_in_order(tmp_path: Path) -> None:
    source, out = tmp_path / "in.ndjson", tmp_path / "out.ndjson"
    source.write_text('{"change":"major"}\n{"chnage":"major"}\n{"situation":{},"reference":"x"}\n')
    ended = CliRunner().invoke(app, ["bulk", str(source), str(out), "--workers", "1"])
    told = f"3 lines answered in {out}; 1 refused, see `error`"
    assert (ended.exit_code, " ".join(ended.stderr.split())) == (0, told)
    first, second, third = (json.loads(line) for line in out.read_text().splitlines())
    assert first["recommendation"]["lean"] == "leadership"
    assert first["recommendation"]["flips"] is None
    assert second["error"]["errors"][0]["suggestion"] == "change"
    assert third["reference"] == "x"
    assert sorted(tmp_path.iterdir()) == [source, out]


def test_a_stray_quote_in_a_file_costs_its_own_line_alone(tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.ndjson"
    source.write_text('change\nmajor\n"unclosed\nnone\nmajor\n')
    ended = CliRunner().invoke(app, ["bulk", str(source), str(out), "--workers", "1"])
    assert "4 lines answered" in " ".join(ended.stderr.split())
    told = [json.loads(line) for line in out.read_text().splitlines()]
    assert [("error" in line, line["index"]) for line in told] == [
        *((False, 0), (True, 1), (False, 2), (False, 3))
    ]


class Breaking(ThreadPoolExecutor):
    """Breaks down after so many calls, as a machine may."""

    left = 0

    def submit(self, *args, **kwargs):  # type: ignore[no-untyped-def]
        if not self.left:
            raise KeyboardInterrupt
        self.left -= 1
        return super().submit(*args, **kwargs)


@pytest.mark.parametrize("ending", ["csv", "ndjson", "parquet"])
def test_what_broke_off_is_continued_to_the_same_bytes(
    tmp_path: Path, source: Path, rulebook: Rulebook, threads: Executor, ending: str
) -> None:
    whole, out = tmp_path / f"whole.{ending}", tmp_path / f"out.{ending}"
    include = frozenset[str]()
    assert run(Bulk(source, whole, rulebook, include), threads) == ROWS
    with Breaking(1) as breaking:
        breaking.left = 9
        with pytest.raises(KeyboardInterrupt):
            run(Bulk(source, out, rulebook, include), breaking)
    assert not out.exists()
    assert run(Bulk(source, out, rulebook, include), threads) < ROWS
    if ending == "ndjson":
        assert _told(whole) == _told(out)
    else:
        assert whole.read_bytes() == out.read_bytes()
    assert not list(tmp_path.glob("*.partial*"))


def _told(file: Path) -> list[object]:
    told = [json.loads(line) for line in file.read_text().splitlines()]
    for each in told:
        each.get("recommendation", {"receipt": {}})["receipt"].pop("time", None)
    return told


def test_another_input_is_not_continued(
    tmp_path: Path, source: Path, rulebook: Rulebook, threads: Executor
) -> None:
    out = tmp_path / "out.csv"
    with Breaking(1) as breaking:
        breaking.left = 9
        with pytest.raises(KeyboardInterrupt):
            run(Bulk(source, out, rulebook), breaking)
    source.write_text("change\nmajor\n")
    assert run(Bulk(source, out, rulebook), threads) == 1
    assert len(out.read_text().splitlines()) == 2


def test_parquet_says_the_same_as_csv(
    tmp_path: Path, rulebook: Rulebook, threads: Executor
) -> None:
    columns = {
        "reference": ["=a", None, "c"],
        "change": ["major", None, "huge"],
        "morale": [["low", "mixed"], None, ["high"]],
    }
    source, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pyarrow.parquet.write_table(pa.table(columns), source)
    assert run(Bulk(source, out, rulebook), threads) == 3
    rows = pyarrow.parquet.read_table(out).to_pylist()
    assert [row["reference"] for row in rows] == ["=a", None, "c"]
    assert [row["lean"] for row in rows] == ["leadership", "undetermined", None]
    assert rows[0]["need_leadership"] > 0.3
    assert "no such level: `huge`" in rows[2]["error"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("in.xlsx", b"", "no such kind of file"),
        ("in.csv", b"chnage\n", "did you mean `change`"),
        ("in.parquet", b"nothing", "not readable as Parquet"),
    ],
)
def test_an_input_that_is_none_is_refused(
    tmp_path: Path, rulebook: Rulebook, threads: Executor, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=said):
        run(Bulk(tmp_path / name, tmp_path / "out.csv", rulebook), threads)
    ended = CliRunner().invoke(app, ["bulk", str(tmp_path / name), str(tmp_path / "out.csv")])
    assert ended.exit_code == 2
    assert said in ended.stderr
    assert not (tmp_path / "out.csv").exists()


def test_wrong_calls_are_refused(tmp_path: Path, source: Path) -> None:
    for arguments, said in (
        ([str(source), str(source)], "take the place of the input"),
        ([str(source), str(tmp_path / "out.csv"), "--include", "all"], "no such thing: `all`"),
        ([str(tmp_path / "none.csv"), str(tmp_path / "out.csv")], "no such file"),
    ):
        ended = CliRunner().invoke(app, ["bulk", *arguments])
        assert ended.exit_code == 2
        assert said in ended.stderr
