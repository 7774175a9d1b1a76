"""The table of growth takes what was measured at two sizes and judges the difference."""

from typing import Any

from bench import growth


def measured(server: str, **best: float) -> dict[str, Any]:
    figures = [
        {"name": name.replace("_", " "), "person": "manager1", "p50": 9 * ms, "best": ms, "problem": ""}
        for name, ms in best.items()
    ]
    return {"server": server, "commit": "abc", "figures": figures}


def test_growth_is_judged_by_the_quickest_rounds_and_reports_are_not():
    found = [
        ("m", measured("SQLite 3.40", home=20, deal_list=10, income_summary=10)),
        ("xl", measured("SQLite 3.40", home=50, deal_list=26, income_summary=90)),
    ]

    table = growth.section(found)

    assert "| home | manager1 | 20 | 50 | 2.5 × | met |" in table
    assert "| deal list | manager1 | 10 | 26 | 2.6 × | **missed** |" in table
    assert "| income summary | manager1 | 10 | 90 | 9.0 × | a report |" in table


def test_a_page_far_down_is_the_same_page_at_both_sizes():
    name = "deal: list from row {}, beside its first page"
    found = [
        ("m", measured("SQLite 3.40", **{name.format("381"): 10})),
        ("xl", measured("SQLite 3.40", **{name.format("10,000"): 11})),
    ]

    assert "| deal: list far down | manager1 | 10 | 11 | 1.1 × | met |" in growth.section(found)


def test_sizes_of_different_databases_and_pages_that_failed_are_not_compared():
    broken = measured("SQLite 3.40", home=30)
    broken["figures"][0]["problem"] = "answered 500"

    assert growth.section([("m", measured("PostgreSQL 18", home=20)), ("xl", measured("SQLite 3.40", home=30))]) == ""
    assert "home" not in growth.section([("m", measured("SQLite 3.40", home=20)), ("xl", broken)])
