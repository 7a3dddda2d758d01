"""What each member would choose, where they agree, and which weights hurt nobody much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from prioritizer.robustness.weighting import shares_among
from prioritizer.scoring.agreement import kendall_tau, kendall_w
from prioritizer.scoring.checks import as_matrix
from prioritizer.scoring.ranking import competition_rank, round_scores
from prioritizer.vocabulary import Matrix

_REFINEMENTS = 3


@dataclass(frozen=True)
class MembersRankings:
    """Rankings under each member's weights, and a compromise.

    Parameters
    ----------
    weights : ndarray of shape (n_members, n_criteria)
        Shares of each member.
    scores : ndarray of shape (n_members, n_agendas)
        Scores under them.
    ranks : ndarray of int of shape (n_members, n_agendas)
        Ranks from 1; 0 for agendas that are not eligible.
    top : ndarray of bool of shape (n_members, n_agendas)
        Each member's best k; a tie at the cut is taken in whole.
    core : ndarray of bool of shape (n_agendas,)
        Among the best k of every member.
    kendall_w : float
        Agreement of the rankings, 0 to 1; NaN with one member or one agenda.
    tau : ndarray of shape (n_members, n_members)
        Kendall's tau between each two members.
    compromise : ndarray of shape (n_criteria,)
        Weights whose best k leave the least regret to whoever regrets most.
    compromise_ranks : ndarray of int of shape (n_agendas,)
        Ranks under them.
    regret : ndarray of shape (n_members,)
        Mean score, in his own eyes, that a member's best k has over the compromise's.
    regret_of_mean : ndarray of shape (n_members,)
        The same under the mean of all members' weights.
    """

    weights: Matrix
    scores: Matrix
    ranks: NDArray[np.int64]
    top: NDArray[np.bool_]
    core: NDArray[np.bool_]
    kendall_w: float
    tau: Matrix
    compromise: Matrix
    compromise_ranks: NDArray[np.int64]
    regret: Matrix
    regret_of_mean: Matrix

    @property
    def loses_most(self) -> int:
        """Position of the member with the largest regret under the compromise."""
        return int(self.regret.argmax())


def members_rankings(
    values: ArrayLike,
    members: ArrayLike,
    *,
    top_k: int = 10,
    eligible: ArrayLike | None = None,
    n_draws: int = 2_000,
    seed: int = 0,
) -> MembersRankings:
    """Rank under each member's weights, and look for weights that all can live with.

    Parameters
    ----------
    values : array-like of shape (n_agendas, n_criteria)
        Criterion scores; a column that is NaN throughout is not measured and has no weight.
    members : array-like of shape (n_members, n_criteria)
        Weights of each member, 0 or more; divided by their sum, and alike where all are 0.
    top_k : int
        Length of the shortlist.
    eligible : array-like of bool, optional
        Agendas that are ranked; all by default.
    n_draws : int
        Mixtures of the members' weights that are tried, beside their own, the mean and the median.
    seed : int
        Same seed, same answer.

    Returns
    -------
    MembersRankings

    References
    ----------
    Savage, L. J. (1951). The theory of statistical decision. *JASA* 46, 55-67 (minimax regret).

    Examples
    --------
    >>> views = members_rankings([[1.0, 0.0], [0.0, 1.0], [0.7, 0.7]], [[9, 1], [1, 9]], top_k=1)
    >>> views.ranks.tolist(), views.core.tolist(), views.compromise_ranks.tolist()
    ([[1, 3, 2], [3, 1, 2]], [False, False, False], [2, 2, 1])
    """
    raw = np.array(values, dtype=np.float64)
    active = np.asarray(~np.isnan(raw).all(axis=0))
    x = np.where(active, raw, 0.0)
    x = as_matrix(x, "values")
    given = as_matrix(members, "members")
    if given.shape[1] != x.shape[1] or (given < 0).any():
        raise ValueError(f"members: {x.shape[1]} weights of 0 or more expected of each.")
    shares = shares_among(given, active)
    ranked = np.ones(len(x), bool) if eligible is None else np.array(eligible, dtype=bool)
    scores = round_scores(np.einsum("kc,ac->ka", shares, x))
    ranks = np.stack([competition_rank(row, ranked) for row in scores])
    top = (ranks > 0) & (ranks <= top_k)
    candidates = _candidates(shares, active, n_draws, seed)
    regrets = _regrets(candidates, x, scores, ranked, top_k)
    best = _least(regrets)
    chosen, regret, of_mean = candidates[best], regrets[best], regrets[0]
    for step in range(_REFINEMENTS):
        near = _near(chosen, active, n_draws // _REFINEMENTS, seed, step)
        closer = _regrets(near, x, scores, ranked, top_k)
        found = _least(closer)
        if (closer[found].max(), closer[found].mean()) < (regret.max() - 1e-9, np.inf):
            chosen, regret = near[found], closer[found]
    tau = np.array([[kendall_tau(a, b) for b in scores[:, ranked]] for a in scores[:, ranked]])
    return MembersRankings(
        weights=shares,
        scores=scores,
        ranks=ranks,
        top=top,
        core=np.asarray(top.all(axis=0)),
        kendall_w=kendall_w(scores[:, ranked]) if ranked.any() else float("nan"),
        tau=tau,
        compromise=chosen,
        compromise_ranks=competition_rank((x * chosen).sum(axis=1), ranked),
        regret=regret,
        regret_of_mean=of_mean,
    )


def _candidates(shares: Matrix, active: np.ndarray, n_draws: int, seed: int) -> Matrix:
    """Line up the mean (first, so that it wins a tie), the median, the members, their mixtures."""
    median = shares_among(np.median(shares, axis=0)[None], active)
    mixing = np.random.default_rng(seed).dirichlet(np.ones(len(shares)), n_draws)
    mixed = np.einsum("dk,kc->dc", mixing, shares)
    return np.concatenate([shares.mean(axis=0)[None], median, shares, mixed])


def _least(regrets: Matrix) -> int:
    """Find the candidate whose largest regret is least, the mean regret deciding ties."""
    return int(np.lexsort((regrets.mean(axis=1).round(9), regrets.max(axis=1).round(9)))[0])


def _near(centre: Matrix, active: np.ndarray, n_draws: int, seed: int, step: int) -> Matrix:
    """Draw weights ever nearer round the best so far, so that the least regret is not missed."""
    rng = np.random.default_rng([seed, step + 1])
    alpha = centre * 30.0 * 4.0**step + np.where(active, 0.05, 0.0)
    drawn: Matrix = np.zeros((max(n_draws, 1), len(centre)))
    drawn[:, alpha > 0] = rng.dirichlet(alpha[alpha > 0], max(n_draws, 1))
    return drawn


def _regrets(
    candidates: Matrix, x: Matrix, scores: Matrix, ranked: NDArray[np.bool_], top_k: int
) -> Matrix:
    """Regret of each member (columns) under each candidate's best k."""
    own, mine = x[ranked], scores[:, ranked]
    k = min(top_k, len(own))
    if not k:
        return np.zeros((len(candidates), len(scores)))
    ideal = np.sort(mine, axis=1)[:, ::-1][:, :k].mean(axis=1)
    regrets = np.empty((len(candidates), len(scores)))
    step = max(1, (1 << 20) // len(own))
    for start in range(0, len(candidates), step):
        part = round_scores(np.einsum("dc,ac->da", candidates[start : start + step], own))
        chosen = np.argsort(-part, axis=1, kind="stable")[:, :k]
        regrets[start : start + step] = ideal - mine[:, chosen].mean(axis=2).T
    return np.maximum(regrets, 0.0)
