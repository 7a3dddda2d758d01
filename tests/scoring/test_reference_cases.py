"""Cases from the literature, each at its own tolerance (sources stand in the file)."""

import json
from pathlib import Path

import numpy as np
import pytest

from prioritizer import scoring
from prioritizer.robustness import acceptability_of_draws, rank_acceptability

CASES = json.loads(
    (Path(__file__).parents[1] / "cases" / "mcda" / "reference_cases.json").read_text(
        encoding="utf-8"
    )
)["cases"]


def _of(*families):
    cases = [case for case in CASES if case["family"] in families]
    assert cases, families
    return pytest.mark.parametrize("case", cases, ids=lambda case: case["id"])


def _expected(case):
    return case.get("expected_corrected", case["expected"])


def _agree(case, **found):
    expected = _expected(case)
    shared = expected.keys() & found.keys()
    assert shared, (expected.keys(), found.keys())
    for key in shared:
        wanted = np.array(expected[key], dtype=float)  # null is undefined: NaN
        assert found[key] == pytest.approx(wanted, abs=case["atol"], nan_ok=True), key


def _direct(case):
    inputs = case["inputs"]
    return inputs["matrix"], inputs["weights"], inputs["directions"]


@_of("wsm", "wpm")
def test_weighted_sum_and_product(case):
    aggregate = {"wsm": scoring.weighted_sum, "wpm": scoring.weighted_product}[case["family"]]
    scores = aggregate(*_direct(case), normalisation=case["inputs"]["normalisation"])
    _agree(case, scores=scores, ranks=scoring.competition_rank(scores))


@_of("topsis", "topsis_with_weights")
def test_topsis(case):
    inputs = dict(case["inputs"])
    if inputs.get("weighting") == "entropy_on_sum":
        inputs["weights"] = scoring.entropy_weights(inputs["matrix"], inputs["directions"])
    scores = scoring.topsis(
        inputs["matrix"],
        inputs["weights"],
        inputs["directions"],
        normalisation=inputs["normalisation"],
        **inputs.get("params", {}),
    )
    ranks = scoring.competition_rank(np.round(scores, 9))
    _agree(case, scores=scores, ranks=ranks)


@_of("vikor")
def test_vikor(case):
    result = scoring.vikor(*_direct(case), **case["inputs"]["params"])
    _agree(case, S=result.s, R=result.r, Q=result.q, ranks=result.ranks)
    expected = _expected(case)
    if "compromise_set" in expected:
        assert sorted(result.compromise_set) == sorted(expected["compromise_set"])
        assert result.acceptable_advantage == expected["acceptable_advantage"]
        assert result.acceptable_stability == expected["acceptable_stability"]


@_of("promethee2", "promethee_pi")
def test_promethee(case):
    params = dict(case["inputs"]["params"])
    functions = params.pop("f")
    result = scoring.promethee_ii(*_direct(case), functions=functions, **params)
    _agree(case, phi=result.phi, pi=result.pi, phi_plus=result.plus, phi_minus=result.minus)


@_of("ahp")
def test_ahp(case):
    result = scoring.ahp_weights(case["inputs"]["pairwise"], **case["inputs"].get("params", {}))
    _agree(case, weights=result.weights, consistency_ratio=result.consistency_ratio)


@_of("ahp_hierarchy")
def test_a_hierarchy_of_pairwise_comparisons(case):
    inputs = case["inputs"]
    weights = scoring.ahp_weights(inputs["pairwise_criteria"]).weights
    local = [scoring.ahp_weights(table).weights for table in inputs["pairwise_alternatives"]]
    _agree(case, scores=scoring.weighted_sum(np.transpose(local), weights))


@_of("surrogate_weights")
def test_weights_from_ranks(case):
    method = case["inputs"]["method"]
    derive = {
        "roc": scoring.rank_order_centroid,
        "rank_order_centroid": scoring.rank_order_centroid,
        "rank_sum": scoring.rank_sum,
        "rs": scoring.rank_sum,
        "rank_reciprocal": scoring.rank_reciprocal,
        "rr": scoring.rank_reciprocal,
    }[method.removesuffix("_no_tie_correction")]
    ties = "repeat" if method.endswith("_no_tie_correction") else "share"
    _agree(case, weights=derive(case["inputs"]["ranks"], ties=ties))


@_of("entropy")
def test_entropy(case):
    _agree(case, weights=scoring.entropy_weights(case["inputs"]["matrix"]))


@_of("critic")
def test_critic(case):
    inputs = case["inputs"]
    weights = scoring.critic_weights(
        inputs["matrix"], inputs["directions"], **inputs.get("params", {})
    )
    _agree(case, weights=weights)


@_of("value_function")
def test_piecewise_linear_values(case):
    matrix = np.array(case["inputs"]["matrix"], dtype=float)
    mode = case["inputs"].get("out_of_range", "clip")
    values = [
        scoring.piecewise_value(
            column, list(zip(function["x"], function["y"], strict=True)), out_of_range=mode
        )
        for column, function in zip(matrix.T, case["inputs"]["functions"], strict=True)
    ]
    _agree(case, values=np.transpose(values))


@_of("smaa_exact_draws")
def test_given_draws(case):
    inputs = case["inputs"]
    if "data" in inputs:
        pytest.skip("the draws of this case are not part of the project")
    result = acceptability_of_draws(inputs["meas_constant"], inputs["weights_constant"])
    _agree(case, central_weights=result.central_weights, confidence_factors=result.confidence)


@_of("smaa_exact_volume")
def test_exact_first_ranks(case):
    result = rank_acceptability(case["inputs"]["values"])
    _agree(case, acceptability=result.acceptability[:, 0])


@_of("smaa_montecarlo")
def test_published_simulations(case):
    inputs = case["inputs"]
    nominal = np.array(inputs["matrix"]) * inputs["directions"]
    absolute = np.array(inputs["half_width_absolute"], dtype=float)
    relative = np.array(inputs["half_width_relative"], dtype=float)
    width = np.nan_to_num(absolute) + np.nan_to_num(relative) * np.abs(nominal)
    rng = np.random.default_rng(0)
    drawn = nominal + width * rng.uniform(-1, 1, (40_000, *nominal.shape))
    low, high = nominal.min(axis=0), nominal.max(axis=0)
    result = rank_acceptability((drawn - low) / (high - low), n_draws=40_000)
    expected = _expected(case)
    assert 100 * result.acceptability[:, 0] == pytest.approx(
        expected["acceptability_pct"], abs=case["atol"]
    )
    told = np.array(expected["confidence_factors_pct"], dtype=float)
    common = ~np.isnan(told) & ~np.isnan(result.confidence)
    assert 100 * result.confidence[common] == pytest.approx(told[common], abs=2 * case["atol"])
