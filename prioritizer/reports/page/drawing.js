// The table follows the weights: order, ranks, bars, and what moved.
const root = document.documentElement;
const table = document.querySelector("table[data-ranking] tbody");
const rowOf = new Map([...table.rows].map((row) => [row.dataset.agendaId, row]));
const text = (th, en) => (root.dataset.lang === "th" ? th : en);

/** Show scores and ranks in the table, best first; ties keep the order of the starting ranking. */
function draw(results, moved) {
  const ranks = rankAll(results.map((r) => r.score));
  const order = DATA.agendas
    .map((agenda, i) => i)
    .filter((i) => rowOf.has(DATA.agendas[i].id))
    .sort((a, b) => ranks[a] - ranks[b] || a - b);
  const often = new Map();
  for (const i of order) often.set(ranks[i], (often.get(ranks[i]) || 0) + 1);
  for (const i of order) {
    const agenda = DATA.agendas[i];
    const row = rowOf.get(agenda.id);
    const step = agenda.rank - ranks[i];
    put(row.querySelector("[data-rank]"), ranks[i] + (often.get(ranks[i]) > 1 ? "=" : ""));
    put(row.querySelector("[data-score]"), String(Math.round(100 * results[i].score)));
    put(row.querySelector("[data-moved]"), step > 0 ? `▲${step}` : step < 0 ? `▼${-step}` : "");
    row.classList.toggle("went-up", step > 0);
    row.classList.toggle("went-down", step < 0);
    DATA.criteria.forEach((criterion, c) => {
      const cell = row.querySelector(`[data-criterion="${criterion.name}"]`);
      const value = results[i].criteria[c];
      const bar = cell.querySelector("rect:not(.back)");
      if (bar) bar.setAttribute("width", (100 * value).toFixed(1));
      const label = cell.querySelector(".n");
      if (label) put(label, String(Math.round(100 * value)));
    });
  }
  const rows = order.map((i) => rowOf.get(DATA.agendas[i].id));
  if (rows.some((row, place) => table.rows[place] !== row)) table.append(...rows);
  root.toggleAttribute("data-moved-weights", moved);
  document.querySelector("[data-sim-note]").hidden = !moved;
  return order;
}

/** Write a text only where it changes: the browser then lays out less. */
function put(node, content) {
  if (node.textContent !== content) node.textContent = content;
}
