// The table follows the weights: order, ranks, bars, and what moved.
const ranked = document.querySelector("table[data-ranking] tbody");
const incomplete = document.querySelector("table[data-incomplete] tbody");
const rows = new Map();
for (const row of document.querySelectorAll("tr[data-agenda-id]")) {
  rows.set(row.dataset.agendaId, {
    row,
    link: row.querySelector("th a"),
    rank: row.querySelector("[data-rank]"),
    moved: row.querySelector(".mv"),
    score: row.querySelector(".sc"),
    bars: [...row.querySelectorAll("td.cr")].map((cell) => [cell.querySelector("rect"), cell.querySelector("b")]),
  });
}

/** Title of an agenda in the language of the moment: what stands in its row behind the id. */
function titleOf(agenda) {
  const { link } = rows.get(agenda.id);
  return link.textContent.slice(link.firstElementChild.textContent.length).trim();
}

const points = (share) => String(Math.round(100 * share));

/** Show scores and ranks, best first; ties stand in the order of their names, as in Python. */
function drawRanking(results, ranks) {
  const moved = !atStart();
  const order = DATA.agendas.map((a, i) => i).filter((i) => ranks[i] !== null)
    .sort((a, b) => ranks[a] - ranks[b] || a - b);
  const often = new Map();
  for (const i of order) often.set(ranks[i], (often.get(ranks[i]) || 0) + 1);
  DATA.agendas.forEach((agenda, i) => {
    const parts = rows.get(agenda.id);
    put(parts.score, points(results[i].score));
    if (!parts.rank) return; // held back by a gate
    put(parts.rank, ranks[i] === null ? "–" : ranks[i] + (often.get(ranks[i]) > 1 ? "=" : ""));
    const step = ranks[i] === null || agenda.rank === null ? 0 : agenda.rank - ranks[i];
    showMove(parts, step);
    parts.bars.forEach(([rect, number], c) => {
      const value = results[i].criteria[c];
      rect.setAttribute("width", `${(100 * value).toFixed(1)}%`);
      put(number, points(value));
    });
  });
  place(ranked, order.map((i) => rows.get(DATA.agendas[i].id).row));
  const short = DATA.agendas.filter((a, i) => ranks[i] === null && !a.failed);
  place(incomplete, short.map((a) => rows.get(a.id).row));
  incomplete.closest("section").hidden = short.length === 0;
  root.toggleAttribute("data-moved-weights", moved);
  for (const note of document.querySelectorAll("[data-sim-note]")) note.hidden = !moved;
  return order;
}

function showMove(parts, step) {
  const said = step > 0 ? `▲${step}` : step < 0 ? `▼${-step}` : "";
  put(parts.moved, said);
  parts.row.classList.toggle("went-up", step > 0);
  parts.row.classList.toggle("went-down", step < 0);
}

/** Bring rows into order, if they are not; what stands right is left alone. */
function place(body, wanted) {
  let next = body.firstElementChild;
  for (const row of wanted) {
    if (row === next) next = next.nextElementSibling;
    else body.insertBefore(row, next);
  }
}
