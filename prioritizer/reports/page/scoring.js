// The arithmetic of the ranking: the same as in Python, step by step.
const DATA = JSON.parse(document.getElementById("data").textContent);
const DECIMALS = 1e9;

/** Shares of weights: divided by their sum; all zero means all alike. */
function shares(weights) {
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => (sum > 0 ? w / sum : 1 / weights.length));
}

/** Round to nine decimals, so that ties are ties. */
function rounded(score) {
  return Math.round(score * DECIMALS) / DECIMALS;
}

/** Score of every agenda, and of every criterion, under outer and inner weights. */
function scoreAll(outer, inner) {
  const between = shares(outer);
  const within = inner.map(shares);
  return DATA.agendas.map((agenda) => {
    let place = 0;
    let score = 0;
    const criteria = within.map((weights, c) => {
      let value = 0;
      for (const weight of weights) {
        const own = agenda.values[place++];
        const worth = own === null ? 0.5 : own; // what is not measured counts half
        value += weight * worth;
        score += between[c] * weight * worth;
      }
      return value;
    });
    return { score: rounded(score), criteria };
  });
}

/** Competition ranks (ties share the best) among the agendas that may have a rank. */
function rankAll(scores) {
  const sorted = scores.filter((s, i) => DATA.agendas[i].ranked).sort((a, b) => b - a);
  return scores.map((s, i) => (DATA.agendas[i].ranked ? sorted.indexOf(s) + 1 : null));
}
