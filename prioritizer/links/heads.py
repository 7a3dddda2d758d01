"""Learn from hand-made links: what the weak signals are worth, and each agenda's own correction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from prioritizer.links.profiles import Profiles
from prioritizer.links.selftraining import Flags, OwnWords, WeakModel, rounded, sigmoid
from prioritizer.links.shares import at_most_one, expected_shares
from prioritizer.vocabulary import Matrix

LEAST_JUDGED = 20
"""Signals that must be judged before the linker learns from them."""

_POOLED_RIDGE, _PRIOR_RIDGE = 1.0, 1.0
_OWN_RIDGE, _CROSS_RIDGE = 6.0, 30.0
_SHIFT_TEXTS, _SHIFT_MOST = 400.0, 100.0  # the prior shift: pseudo-texts, and what a batch counts
_SCALE_LOW, _SCALE_HIGH, _SCALE_POWER = 0.2, 5.0, 0.7
_DENSE_SCALE = 5.0


@dataclass(frozen=True)
class Hints:
    """What is known of n texts and m agendas before anybody judged.

    Attributes
    ----------
    features : tuple of ndarrays of shape (n, m)
        Weak signals, in a fixed order.
    dense : ndarray of shape (n, n_components)
    odds : ndarray of shape (n, m)
        Log odds of the weak model, in thirds, clipped to ±2.
    """

    features: tuple[Matrix, ...]
    dense: NDArray[np.float32]
    odds: Matrix

    def __getitem__(self, rows: Any) -> Hints:
        return Hints(tuple(f[rows] for f in self.features), self.dense[rows], self.odds[rows])


def hints_of(profiles: Profiles, weak: WeakModel, said: Any, words: OwnWords) -> Hints:
    """Lay the weak signals out for a chunk of texts."""
    ridge = weak.raw(said.dense)
    scores = ridge.copy()
    words.add(scores, weak.precision, weak.own)
    odds = weak.log_odds(scores) / 3
    precision = np.zeros_like(scores)
    row, agenda, level = words.best(weak.precision)
    precision[row, agenda] = level
    held = np.zeros_like(scores)
    held[row, agenda] = 1.0
    covered = np.asarray(words.covered.toarray(), dtype=np.float64)
    asked = (said.sparse @ profiles.queries.T.tocsr()).toarray().astype(np.float64)
    fed = (said.sparse @ weak.queries.T.tocsr()).toarray().astype(np.float64)
    best = np.maximum(fed.max(axis=1, keepdims=True, initial=0.0), 1e-9)
    if odds.shape[1] > 1:
        top = np.partition(odds, -2, axis=1)[:, -2:]
        rival = np.where(odds >= top[:, [1]], top[:, [0]], top[:, [1]])
    else:
        rival = np.zeros_like(odds)
    features = (
        np.clip(odds, -5, 5),
        ridge,
        precision,
        held,
        covered,
        np.clip(odds - rival, -3, 3),
        asked,
        fed,
        fed / best,
    )
    return Hints(features, said.dense, np.clip(odds, -2, 2))


@dataclass(frozen=True)
class Heads:
    """What hand-made links taught.

    Attributes
    ----------
    weights : ndarray of shape (n_features,)
        Worth of the weak signals, the same for all agendas.
    offset : ndarray of shape (n_agendas,)
        Intercept of each agenda, drawn towards that of all where few judged signals speak for it.
    own : ndarray of shape (n_components + n_agendas + 1, n_agendas)
        Each agenda's correction, the constant last.
    centre : ndarray of shape (n_agendas,)
        Mean log odds among the judged signals.
    prior : ndarray of shape (n_agendas,)
        Share of the judged signals that speak for each agenda, as the model sees it.
    shift : ndarray of shape (n_agendas,)
        From the judged signals' class priors to those of all signals, in log odds.
    cut : float
        Chance from which a link is accepted.
    scale : ndarray of shape (n_agendas,)
        What accepted strengths are multiplied by, so that they sum to the expected demand.
    """

    weights: Matrix
    offset: Matrix
    own: Matrix
    centre: Matrix
    prior: Matrix
    shift: Matrix
    cut: float
    scale: Matrix

    def chances(self, hints: Hints) -> Matrix:
        """Chance of each text for each agenda, shape (n_texts, n_agendas)."""
        odds = np.broadcast_to(self.offset + self.shift, hints.odds.shape).copy()
        for weight, feature in zip(self.weights, hints.features, strict=True):
            odds += weight * feature
        odds += _own_side(hints, self.centre) @ self.own
        return sigmoid(odds)

    def strengths(self, hints: Hints) -> Matrix:
        """Strengths of accepted links, 0 elsewhere; rows sum to 1 at most."""
        return at_most_one(self._accepted(self.chances(hints)) * self.scale)

    def _accepted(self, chance: Matrix) -> Matrix:
        return expected_shares(np.where(chance >= self.cut, chance, 0.0))


def fit_heads(judged: Hints, truth: Flags, pool: Hints) -> Heads:
    """Learn from judged signals, then fit the class priors, the cut and the scale to all signals.

    Parameters
    ----------
    judged : Hints
        Of the n judged signals.
    truth : ndarray of bool, shape (n, n_agendas)
        Which agendas each speaks for, as a person said.
    pool : Hints
        Of a sample of all signals.

    Returns
    -------
    Heads

    Notes
    -----
    One ridge-logistic regression over all pairs weighs the weak signals and gives each agenda an
    intercept, penalised too: a class prior that few judged signals cannot run away with. Its log
    odds are the offset of an agenda's own, strongly penalised one. The class priors are moved
    towards those of all signals by a capped EM; the cut is where the expected F1 is highest; the
    scale brings strengths nearer to the expected demand.

    References
    ----------
    Saerens, M., Latinne, P. & Decaestecker, C. (2002). Adjusting the outputs of a classifier to
    new a priori probabilities. *Neural Computation* 14(1).
    """
    n_agendas = truth.shape[1]
    weights, offset = _pooled(np.stack(judged.features, axis=-1), truth.astype(np.float64))
    centre = rounded(judged.odds.mean(axis=0))
    odds = offset + sum(w * f for w, f in zip(weights, judged.features, strict=True))
    side = _own_side(judged, centre)
    penalty = np.full(side.shape[1], _CROSS_RIDGE)
    penalty[: judged.dense.shape[1]] = _OWN_RIDGE
    penalty[-1] = _OWN_RIDGE
    own = np.zeros((side.shape[1], n_agendas))
    for column in np.flatnonzero(truth.any(axis=0)):
        own[:, column] = _newton(side, truth[:, column].astype(float), odds[:, column], penalty)
    own = rounded(own)
    seen = np.clip(sigmoid(odds + side @ own).mean(axis=0), 1e-4, 0.9)
    ones, zeros = np.ones(n_agendas), np.zeros(n_agendas)
    plain = Heads(weights, offset, own, centre, seen, zeros, 0.5, ones)
    return _to_all(plain, pool)


def _to_all(heads: Heads, pool: Hints) -> Heads:
    """Move class priors to those of all signals, and choose the cut and the scale on them."""
    odds = _logit(np.clip(heads.chances(pool), 1e-9, 1 - 1e-9))
    prior, base = heads.prior.copy(), _logit(heads.prior)
    n = min(float(len(odds)), _SHIFT_MOST)
    for _ in range(30):
        chance = sigmoid(odds + _logit(prior) - base)
        prior = (n * chance.mean(axis=0) + _SHIFT_TEXTS * heads.prior) / (n + _SHIFT_TEXTS)
        prior = np.clip(prior, 1e-4, 0.9)
    shift = rounded(_logit(prior) - base)
    chance = sigmoid(odds + shift)
    ranked = np.sort(chance.ravel())[::-1]
    total = np.cumsum(ranked)
    expected = 2 * total / (total[-1] + np.arange(1, len(ranked) + 1))
    cut = float(rounded(ranked[[int(expected.argmax())]])[0])
    moved = replace(heads, shift=shift, cut=cut)
    return replace(
        moved, scale=rounded(_scale_of(moved._accepted(chance), expected_shares(chance)))
    )


def _scale_of(accepted: Matrix, expected: Matrix) -> Matrix:
    """Find the factors that make accepted strengths sum to the expected demand, and damp them.

    What agendas differ by is damped: where hardly a link of an agenda is accepted, the few that
    are would have to carry all its demand.
    """
    due, scale = expected.sum(axis=0), np.ones(accepted.shape[1])
    for _ in range(4):
        have = at_most_one(accepted * scale).sum(axis=0)
        factor = np.where(have > 0, due / np.maximum(have, 1e-9), 1.0)
        scale = np.clip(scale * factor, _SCALE_LOW, _SCALE_HIGH)
    whole = max(due.sum(), 1e-9) / max(accepted.sum(), 1e-9)
    return np.asarray(whole * (scale / whole) ** _SCALE_POWER)


def _own_side(hints: Hints, centre: Matrix) -> Matrix:
    """Text vector, the other agendas' log odds, and the constant."""
    return np.hstack(
        [_DENSE_SCALE * hints.dense, hints.odds - centre, np.ones((len(hints.dense), 1))]
    )


def _pooled(features: Matrix, truth: Matrix, rounds: int = 30) -> tuple[Matrix, Matrix]:
    """Weigh features of all pairs together, beside an intercept for each agenda.

    Parameters
    ----------
    features : ndarray of shape (n_texts, n_agendas, n_features)
    truth : ndarray of shape (n_texts, n_agendas)

    Returns
    -------
    tuple of (ndarray, ndarray)
        Weights, shape (n_features,); intercepts, shape (n_agendas,).
    """
    n_features = features.shape[-1]
    known = np.concatenate([features, np.ones((*truth.shape, 1))], axis=-1)
    flat = known.reshape(-1, n_features + 1)
    penalty = np.append(np.full(n_features, _POOLED_RIDGE), 1e-6)
    weights, own = np.zeros(n_features + 1), np.zeros(truth.shape[1])
    for _ in range(rounds):
        chance = sigmoid(known @ weights + own)
        curve = chance * (1 - chance)
        slope = flat.T @ (chance - truth).ravel() + penalty * weights
        own_slope = (chance - truth).sum(axis=0) + _PRIOR_RIDGE * own
        own_curve = curve.sum(axis=0) + _PRIOR_RIDGE
        both = np.einsum("nm,nmf->fm", curve, known)
        whole = (flat * curve.reshape(-1, 1)).T @ flat + np.diag(penalty)
        left = whole - (both / own_curve) @ both.T
        step = np.linalg.solve(left, slope - both @ (own_slope / own_curve))
        own_step = (own_slope - both.T @ step) / own_curve
        weights, own = weights - step, own - own_step
        if max(np.abs(step).max(), np.abs(own_step).max()) < 1e-5:
            break
    return rounded(weights[:-1]), rounded(own + weights[-1])


def _newton(x: Matrix, y: Matrix, offset: Matrix, penalty: Matrix, rounds: int = 25) -> Matrix:
    """Ridge-penalised logistic regression with an offset."""
    weights = np.zeros(x.shape[1])
    for _ in range(rounds):
        chance = sigmoid(x @ weights + offset)
        curve = (x * (chance * (1 - chance))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(curve, x.T @ (chance - y) + penalty * weights)
        weights = weights - step
        if np.abs(step).max() < 1e-5:
            break
    return weights


def _logit(chance: Matrix) -> Matrix:
    return np.asarray(np.log(chance / (1 - chance)), dtype=np.float64)
