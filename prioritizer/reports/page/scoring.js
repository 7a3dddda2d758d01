// The arithmetic of the ranking: the same as in Python, step by step.
const DATA = JSON.parse(document.getElementById("data").textContent);
const HALF = 0.5; // what is not measured counts

/** Shares of weights: divided by their sum; all zero means all alike. */
function shares(weights) {
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => (sum > 0 ? w / sum : 1 / weights.length));
}

/** Round to nine decimals as a spreadsheet does: halves up, judged on 15 digits, so that ties are ties. */
function rounded(score) {
  const size = score * 1e9;
  return Math.floor(size + 0.5 + Math.max(size * 1e-15, 5e-7)) / 1e9;
}

/** Score, completeness and criterion scores of every agenda under outer and inner weights. */
function scoreAll(weights) {
  const between = shares(weights.outer);
  const within = weights.inner.map(shares);
  return DATA.agendas.map((agenda) => {
    let place = 0;
    let known = 0;
    let measured = 0;
    const criteria = within.map((inner, c) => {
      let value = 0;
      for (const share of inner) {
        const own = agenda.values[place++];
        const whole = share * between[c];
        if (own === null) value += share * HALF;
        else {
          value += share * own;
          known += whole * own;
          measured += whole;
        }
      }
      return rounded(value);
    });
    const completeness = rounded(measured);
    return { score: rounded(known + HALF * (1 - completeness)), completeness, criteria };
  });
}

/** Points that each indicator adds to the score of one agenda, in the order of the tree. */
function contributions(agenda, weights) {
  const between = shares(weights.outer);
  let place = 0;
  return weights.inner.map((inner, c) => shares(inner).map((share) => {
    const own = agenda.values[place++];
    return share * between[c] * (own === null ? HALF : own);
  }));
}

/** Competition ranks (ties share the best); null where a gate fails or too little is measured. */
function rankAll(results) {
  const may = results.map((r, i) => !DATA.agendas[i].failed && r.completeness >= DATA.least);
  const sorted = results.filter((r, i) => may[i]).map((r) => r.score).sort((a, b) => b - a);
  const first = new Map();
  sorted.forEach((score, place) => { if (!first.has(score)) first.set(score, place + 1); });
  return results.map((r, i) => (may[i] ? first.get(r.score) : null));
}
