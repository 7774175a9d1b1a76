"""A row counts as proven only by a mark on a test."""

from tools import coverage_of_rows


def test_marks_are_read_from_the_source(tmp_path, monkeypatch):
    file = tmp_path / "test_deals.py"
    file.write_text('@pytest.mark.covers("DC-001", "CK-002")\ndef test_one(): ...\n\ndef test_two(): ...\n')
    monkeypatch.setattr(coverage_of_rows, "ROOT", tmp_path)

    (mark,) = coverage_of_rows.marks_in(file)

    assert mark == coverage_of_rows.Mark("test_deals.py::test_one", ("DC-001", "CK-002"))


def test_a_row_is_proven_open_or_ruled_out():
    row = {"id": "DC-001", "area": "frame"}

    assert coverage_of_rows.state(row, {"DC-001": ["a test"]}) == "proven"
    assert coverage_of_rows.state(row, {}) == "open"
    assert coverage_of_rows.state({**row, "area": "out"}, {}) == "ruled-out"


def test_the_table_has_both_checklists_whole():
    ids = [row["id"] for row in coverage_of_rows.rows()]

    assert len(ids) == len(set(ids)) == 672
    assert {f"DC-{number:03}" for number in range(1, 345)} | {f"CK-{number:03}" for number in range(1, 329)} == set(ids)
