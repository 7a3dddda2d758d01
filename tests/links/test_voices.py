import pandas as pd

from prioritizer.links import count_voices


def signals(**columns):
    n = len(next(iter(columns.values())))
    table = pd.DataFrame(
        {
            "signal_id": [f"S{i}" for i in range(n)],
            "received_on": pd.Timestamp("2022-06-01"),
            "person": [""] * n,
            "cell": ["here"] * n,
            **columns,
        }
    )
    return table.astype({"signal_id": "str", "person": "str", "cell": "str"})


def count(table, incident, agenda="A", strength=1.0):
    links = pd.DataFrame(
        {"signal_id": table["signal_id"], "agenda_id": agenda, "strength": strength}
    )
    groups = pd.DataFrame({"signal_id": table["signal_id"], "incident_id": incident})
    return count_voices(links, table, groups)


def test_near_same_words_in_one_cell_on_one_day_are_one_voice():
    assert count(signals(cell=["x", "x"]), ["i", "i"]).links["voice"].sum() == 1


def test_different_words_are_different_people():
    assert count(signals(cell=["x", "x"]), ["i", "j"]).links["voice"].sum() == 2


def test_a_person_has_one_voice_for_an_agenda_in_a_quarter():
    table = signals(person=["p", "p"])
    assert count(table, ["i", "j"]).links["voice"].sum() == 1


def test_a_petition_counts_its_votes():
    assert count(signals(votes=[250.0]), ["i"]).links["voice"].sum() == 250


def test_what_no_agenda_answers_is_kept():
    voices = count(signals(cell=["x"]), ["i"], strength=0.25)
    assert voices.rest["voice"].sum() == 0.75
