"""Case files are read whole: every fault at once with its line, or all cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from fulcrum_engine import InputError
from fulcrum_engine.cases import Case, load_case_file, read_case_file
from fulcrum_engine.cases.versions import within
from fulcrum_engine.documents import Word


def cases(text: str) -> tuple[Case, ...]:
    """Return the cases of a file whose `cases:` are this text."""
    return read_case_file(f"format: 1\ncases:\n{text}", "x.case.yaml").cases


def faults(text: str) -> list[str]:
    """Return what is wrong with a file, a line each."""
    with pytest.raises(InputError) as caught:
        read_case_file(text, "x.case.yaml")
    return [str(fault) for fault in caught.value.faults]


def faults_of_cases(text: str) -> list[str]:
    return faults(f"format: 1\ncases:\n{text}")


def test_a_case_knows_its_file_and_line_and_those_of_its_expectations() -> None:
    [case] = cases("- id: dry\n  given: {soil: dry}\n  expect:\n    lean: watering\n")
    assert case.place == "x.case.yaml:3"
    assert case.line_of("lean") == 6
    assert case.line_of("given.soil") == 4


def test_given_and_situation_are_the_same_thing() -> None:
    given, situation = cases(
        "- {id: a, given: {soil: dry}, expect: {lean: watering}}\n"
        "- {id: b, situation: {soil: dry}, expect: {lean: watering}}\n"
    )
    assert given.given == situation.given == {"soil": "dry"}


def test_given_and_situation_together_are_refused() -> None:
    [fault] = faults_of_cases("- {id: a, given: {}, situation: {}, expect: {lean: watering}}\n")
    assert "`given` is here as well" in fault


def test_a_case_without_a_situation_is_refused() -> None:
    [fault] = faults_of_cases("- {id: a, expect: {lean: watering}}\n")
    assert "this case has no situation" in fault


def test_an_empty_situation_is_one_about_which_nothing_is_known() -> None:
    assert cases("- {id: a, given: {}, expect: {lean: undetermined}}\n")[0].given == {}


@pytest.mark.parametrize("expect", ["{}", "{tolerance: 0.1}", "{style: {}}", "{need: {}}"])
def test_a_case_that_expects_nothing_is_refused(expect: str) -> None:
    [fault] = faults_of_cases(f"- {{id: a, given: {{}}, expect: {expect}}}\n")
    assert "case `a` expects nothing" in fault


def test_an_id_that_is_there_twice_is_refused_with_both_lines() -> None:
    one = "- {id: a, given: {}, expect: {lean: undetermined}}\n"
    [fault] = faults_of_cases(one + one)
    assert fault.startswith("x.case.yaml:4: cases[1].id: the id `a` is also at line 3")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("- {id: a, givn: {}, expect: {lean: x}}", "given"),
        ("- {id: a, given: {}, expect: {laen: x}}", "lean"),
        ("- {id: a, given: {}, expect: {style: {primry: x}}}", "primary"),
        ("- {id: a, given: {}, expect: {lean: {anyof: [x]}}}", "any_of"),
        ("- {tabel: a, columns: [a, => lean], rows: [[x, y]]}", "table"),
    ],
)
def test_a_misspelt_key_is_answered_with_the_nearest(written: str, meant: str) -> None:
    assert any(f"did you mean `{meant}`?" in fault for fault in faults_of_cases(written))


def test_all_faults_of_a_file_are_reported_at_once_in_the_order_of_their_lines() -> None:
    found = faults_of_cases(
        "- {id: a, given: {}, expect: {lean: no}}\n"
        "- {id: b, given: {}, expect: {fired: one-rule}}\n"
        "- {id: c, given: {}, expect: {need: {watering: high}}}\n"
        "- {id: d, given: {}, expect: {error: unknown}}\n"
    )
    assert [fault.split(":")[1] for fault in found] == ["3", "4", "5", "6"]
    assert "the boolean that YAML reads from `no`" in found[0]
    assert "expected a list" in found[1]


def test_an_expected_refusal_expects_no_advice() -> None:
    [fault] = faults_of_cases("- {id: a, given: {}, expect: {error: wrong-type, lean: watering}}\n")
    assert "a refused input gives no advice, but `lean` is expected as well" in fault


def test_a_proposal_without_a_refusal_is_refused() -> None:
    found = faults_of_cases("- {id: a, given: {}, expect: {suggests: soil, lean: watering}}\n")
    assert "nothing is proposed where nothing is refused" in found[0]


@pytest.mark.parametrize("text", ["", "format: 1\n", "format: 1\ncases: []\n", "[]", "format: 2"])
def test_a_file_without_cases_is_refused(text: str) -> None:
    assert faults(text)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_case_file(tmp_path / "none.case.yaml")


def test_defaults_are_merged_below_each_case() -> None:
    one, other = read_case_file(
        "format: 1\n"
        "defaults: {given: {soil: dry, sun: full}, tags: [garden], source: me, tolerance: 0.2}\n"
        "cases:\n"
        "- {id: a, given: {sun: shade}, tags: [smoke], expect: {lean: watering}}\n"
        "- {id: b, source: you, tolerance: 0, expect: {lean: watering}}\n",
        "x.case.yaml",
    ).cases
    assert one.given == {"soil": "dry", "sun": "shade"}
    assert one.tags == ("garden", "smoke")
    assert (one.source, one.tolerance) == ("me", 0.2)
    assert other.given == {"soil": "dry", "sun": "full"}
    assert (other.source, other.tolerance) == ("you", 0)


@pytest.mark.parametrize("tag", ["xfail", "skip", "not", "two words", "Big"])
def test_a_tag_that_could_not_be_chosen_in_pytest_is_refused(tag: str) -> None:
    assert faults_of_cases(f"- {{id: a, tags: [{tag}], given: {{}}, expect: {{lean: x}}}}\n")


def test_a_table_is_one_case_for_each_row_counted_from_one() -> None:
    rows = cases(
        "- table: soil by sun\n"
        "  given: {rain: none}\n"
        "  tags: [smoke]\n"
        "  columns: [soil, sun, => lean, => style.primary]\n"
        "  rows:\n"
        "  - [dry, shade, watering, can]\n"
        "  - [[moist, dry], unknown, {any_of: [watering, balanced]}, '']\n"
    )
    assert [row.id for row in rows] == ["soil by sun[1]", "soil by sun[2]"]
    assert [row.line for row in rows] == [8, 9]
    assert rows[0].given == {"rain": "none", "soil": "dry", "sun": "shade"}
    assert rows[1].given == {"rain": "none", "soil": ["moist", "dry"], "sun": "unknown"}
    assert rows[0].expect.style is not None
    assert rows[1].expect.style is None
    assert {row.tags for row in rows} == {("smoke",)}


@pytest.mark.parametrize("cell", ['""', ""])
def test_an_empty_cell_is_not_asked_even_where_the_table_gives_an_answer(cell: str) -> None:
    [row] = cases(
        "- table: t\n  given: {soil: wet}\n  columns: [soil, => lean]\n"
        f"  rows:\n  - - {cell}\n    - undetermined\n"
    )
    assert row.given == {}


def test_a_null_in_a_cell_is_kept_to_be_refused() -> None:
    [row] = cases("- table: t\n  columns: [soil, => error]\n  rows:\n  - [null, wrong-type]\n")
    assert row.given == {"soil": Word("null", "null")}


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("columns: [soil, sun], rows: [[dry, full]]", "no column says what is expected"),
        ("columns: [soil, => lean], rows: [[dry]]", "this row has 1 cells; expected 2"),
        ("columns: [soil, => laen], rows: [[dry, x]]", "did you mean `lean`?"),
        ("columns: [soil, soil, => lean], rows: [[dry, dry, x]]", "`soil` is here twice"),
        ("columns: [soil, => lean], rows: []", "this table has no rows"),
        ("columns: [soil, => lean], rows: [[dry, '']]", "expects nothing"),
        ("columns: [soil, => lean], rows: [[dry, no]]", "`no`"),
        ("columns: [soil, => lean], rows: [dry]", "expected a list"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(table: str, says: str) -> None:
    found = faults_of_cases(f"- {{table: t, {table}}}\n")
    assert any(says in fault for fault in found), found


@pytest.mark.parametrize(
    ("version", "text", "inside"),
    [
        ("0.1.0", ">=0.1,<2", True),
        ("2.0.0", ">=0.1,<2", False),
        ("0.10.0", ">=0.9", True),
        ("1.0.1", "==1.0", False),
        ("1.0.0", "==1.0", True),
        ("1.0.0", "!=1.0.0", False),
        ("1.0.0", "<=1, >0.9", True),
    ],
)
def test_a_range_of_versions_compares_number_by_number(
    version: str, text: str, inside: bool
) -> None:
    assert within(version, text) is inside


def test_a_range_that_is_none_is_refused() -> None:
    [fault] = faults_of_cases("- {id: a, rules: ~1, given: {}, expect: {lean: x}}\n")
    assert "a range of versions, such as '>=0.1,<2'" in fault
