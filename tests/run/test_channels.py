"""How the ranking would stand without each channel."""

import numpy as np
import pandas as pd
import pytest

from prioritizer.bundle import read_run
from prioritizer.config import criteria_table
from prioritizer.run.channels import MOST_CHANNELS, without_channels
from prioritizer.run.judging import judge_points
from prioritizer.run.replay import inputs_of, replay, spoken_of, study_of
from prioritizer.scoring import competition_rank


@pytest.fixture(scope="module")
def replayed(demo_run):
    return replay(read_run(demo_run))


def table_of(replayed, **changed):
    spoken = changed.get("spoken", replayed.spoken)
    study = changed.get("study", replayed.study)
    return without_channels(study, replayed.criteria, replayed.inputs, spoken, replayed.judgement)


def test_the_run_holds_what_is_counted_from_its_tallies(demo_run, replayed):
    run, made = read_run(demo_run), table_of(replayed)
    written = run.table("without_channel")
    assert written["channel"].tolist() == made["channel"].tolist()
    np.testing.assert_allclose(written["score_without"], made["score_without"], atol=5e-10)
    assert written["rank_without"].tolist() == made["rank_without"].tolist()
    ranked = run.ranking["rank"].notna().sum()
    assert len(written) == ranked * written["channel"].nunique()


def test_a_rank_without_a_channel_is_that_of_a_study_that_never_heard_it(demo_run, replayed):
    run = read_run(demo_run)
    study, spoken, inputs = study_of(run), spoken_of(run), inputs_of(run)
    table = table_of(replayed)
    gone = table["channel"].iloc[-1]
    kept = {
        name: getattr(spoken, name)[getattr(spoken, name)["channel"] != gone]
        for name in ("tallies", "outcomes")
    }
    never = type(spoken)(**{**vars(spoken), **kept})
    points = judge_points(study, criteria_table(study), inputs, never)
    place = {a: i for i, a in enumerate(points.measurement.agenda_ids)}
    own = table[table["channel"] == gone]
    at = [place[a] for a in own["agenda_id"]]
    np.testing.assert_allclose(own["score_without"], points.scores.score[at], atol=1e-9)
    ranks = competition_rank(points.scores.score, replayed.judgement.eligible)
    assert own["rank_without"].tolist() == ranks[at].tolist()
    demand = points.gates[points.gates["gate"] == "demand"].set_index("agenda_id")["status"]
    assert own["demand_without"].tolist() == demand[own["agenda_id"]].tolist()


def test_shares_of_an_agenda_over_its_channels_sum_to_one(replayed):
    table = table_of(replayed)
    sums = table.groupby("agenda_id")["share_of_agenda"].sum()
    voices = table.groupby("agenda_id")["n_voices"].sum()
    assert sums[voices > 0].round(9).eq(1).all()


def test_one_channel_alone_is_not_taken_out(replayed):
    spoken = replayed.spoken
    one = spoken.tallies[spoken.tallies["channel"] == spoken.tallies["channel"].iloc[0]]
    assert table_of(replayed, spoken=type(spoken)(**{**vars(spoken), "tallies": one})).empty


def test_the_number_of_channels_is_bounded(replayed):
    spoken = replayed.spoken
    names = [f"kanal{k % (MOST_CHANNELS + 5):02}" for k in range(len(spoken.tallies))]
    many = type(spoken)(**{**vars(spoken), "tallies": spoken.tallies.assign(channel=names)})
    assert table_of(replayed, spoken=many)["channel"].nunique() == MOST_CHANNELS


def test_where_the_study_weighs_one_channel_alone_nothing_is_left_without_it(replayed):
    name = table_of(replayed)["channel"].iloc[0]
    measurement = replayed.study.measurement.model_copy(update={"channel_weights": {name: 1.0}})
    study = replayed.study.model_copy(update={"measurement": measurement})
    table = table_of(replayed, study=study).set_index("channel")
    assert pd.isna(table.loc[name, "score_without"]).all()
    assert table.drop(name)["score_without"].notna().all()
