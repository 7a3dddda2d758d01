import pytest
from hypothesis import given
from hypothesis import strategies as st

from prioritizer.signals import (
    canonical_districts,
    canonical_provinces,
    canonical_subdistricts,
    place_cells,
    provinces,
    spelling_joins,
)

NAN = float("nan")


def test_there_are_77_provinces_and_each_is_known_by_all_its_names():
    table = provinces()
    assert len(table) == table["name_th"].nunique() == table["code"].nunique() == 77
    for column in ("name_th", "name_en", "code"):
        names, unknown = canonical_provinces(table[column])
        assert names == table["name_th"].tolist()
        assert unknown == {}


@pytest.mark.parametrize(
    "written",
    [
        "กทม",
        "กทม.",
        "กรุงเทพ",
        "กรุงเทพฯ",
        "กรุงเทพมหานคร",
        "จังหวัดกรุงเทพมหานคร",
        "Bangkok",
        "BANGKOK ",
    ],
)
def test_bangkok_is_known_however_it_is_written(written):
    assert canonical_provinces([written, "ตาก"])[0][0] == "กรุงเทพมหานคร"


def test_places_abroad_are_no_unknown_provinces_but_thai_ones_are():
    assert canonical_provinces(["Barcelona", "Girona"]) == (["Barcelona", "Girona"], {})
    _, unknown = canonical_provinces(["กรุงเทบ", "Girona"])
    assert unknown == {"กรุงเทบ": 1}
    assert canonical_provinces(["ตาก", "Girona"])[1] == {"Girona": 1}


def test_another_country_s_places_stay_as_written():
    names, unknown = canonical_provinces(["Ohio", "Texas", "Ohio"])
    assert names == ["Ohio", "Texas", "Ohio"]
    assert unknown == {}


@pytest.mark.parametrize(
    "written", ["เขตบางรัก", "เขต บางรัก", "บางรัก", "สำนักงานเขตบางรัก", "Khet บางรัก"]
)
def test_the_kind_of_place_is_taken_off_a_district(written):
    assert canonical_districts([written], ["กรุงเทพมหานคร"]) == ["บางรัก"]


def test_the_town_district_takes_the_name_of_its_province():
    assert canonical_districts(["อ.เมือง", "เมืองตาก"], ["ตาก", "ตาก"]) == ["เมืองตาก"] * 2
    assert canonical_subdistricts(["ต.ในเมือง", "แขวงสีลม"], ["", ""]) == ["ในเมือง", "สีลม"]


def test_a_rare_misspelling_joins_and_two_common_names_do_not():
    counts = {("ก", "คลองเตย"): 100, ("ก", "คลองเต้ย"): 2, ("ก", "คลองเตา"): 40}
    assert spelling_joins(counts) == {("ก", "คลองเต้ย"): "คลองเตย"}


@given(st.floats(5.6, 20.5), st.floats(97.3, 105.7), st.floats(-40, 40), st.floats(-40, 40))
def test_points_in_one_cell_are_near(lat, lon, north, east):
    metre = 1 / 111_320.0
    other = (lat + north * metre, lon + east * metre)
    cells = place_cells(["", ""], ["", ""], ["", ""], [lat, other[0]], [lon, other[1]])
    rows = [int(cell.split(":")[0]) for cell in cells]
    assert abs(rows[0] - rows[1]) <= 1


def test_without_a_point_the_smallest_named_area_is_the_cell():
    cells = place_cells(
        ["ตาก", "ตาก", ""], ["แม่สอด", "", ""], ["ท่าสายลวด", "", ""], [NAN] * 3, [NAN] * 3
    )
    assert cells == ["ตาก|แม่สอด|ท่าสายลวด", "ตาก", ""]
