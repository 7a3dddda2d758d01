// Two agendas side by side, with the weight of each criterion at which they swap.
const pickers = [...document.querySelectorAll("[data-pick]")];
const comparison = document.querySelector("[data-comparison]");

/** Fill the pickers in the order of the ranking; what was picked stays picked. */
function fillPickers(order) {
  pickers.forEach((picker, place) => {
    const kept = picker.value || DATA.agendas[order[Math.min(place, order.length - 1)]]?.id;
    const listed = [...order, ...DATA.agendas.keys()].filter((i, at, all) => all.indexOf(i) === at);
    picker.replaceChildren(...listed.map((i) => {
      const agenda = DATA.agendas[i];
      const option = make("option", "", `${agenda.id} · ${titleOf(agenda)}`.slice(0, 90));
      option.value = agenda.id;
      return option;
    }));
    picker.value = kept ?? "";
  });
}

/** Share of a criterion at which two agendas score alike, the others keeping their ratios. */
function swapShare(one, two, outer, c) {
  const rest = shares(outer.map((w, k) => (k === c ? 0 : w)));
  const kept = outer.some((w, k) => k !== c && w > 0);
  const gap = (k) => one.criteria[k] - two.criteria[k];
  const places = outer.map((w, k) => k).filter((k) => k !== c);
  const others = places.reduce((sum, k) => sum + (kept ? rest[k] : 1 / places.length) * gap(k), 0);
  const share = others / (others - gap(c));
  return places.length && Number.isFinite(share) && share >= 0 && share <= 1 ? share : null;
}

/** Draw the comparison of the two agendas that are picked. */
function compare(weights, results, ranks) {
  const [a, b] = pickers.map((picker) => indexOf.get(picker.value));
  if (a === undefined || b === undefined) { comparison.replaceChildren(); return; }
  const now = shares(weights.outer);
  const body = make("tbody");
  const cellOf = (share) => make("td", "", meter(share), make("b", "", points(share)));
  DATA.criteria.forEach((criterion, c) => {
    const swap = a === b ? null : swapShare(results[a], results[b], weights.outer, c);
    const row = make("tr", `c${(c % 6) + 1}`, make("th", "", text(criterion.th, criterion.en)),
      cellOf(results[a].criteria[c]), cellOf(results[b].criteria[c]),
      make("td", "n", `${Math.round(100 * now[c])}%`),
      make("td", "n", swap === null ? text("ไม่สลับ", "never") : `${Math.round(100 * swap)}%`));
    row.firstChild.scope = "row";
    body.append(row);
  });
  const sum = make("tr", "sum", make("th", "", text("คะแนนรวม · อันดับ", "Score · rank")),
    ...[a, b].map((i) => make("td", "", make("b", "", points(results[i].score)), ` · ${ranks[i] ?? "–"}`)),
    make("td"), make("td"));
  sum.firstChild.scope = "row";
  body.append(sum);
  const names = [text("เกณฑ์", "Criterion"), DATA.agendas[a].id, DATA.agendas[b].id,
    text("น้ำหนักตอนนี้", "Weight now"), text("สลับกันเมื่อน้ำหนักเป็น", "They swap at")];
  const head = make("tr", "", ...names.map((name, k) => make("th", k > 2 ? "n" : "", name)));
  for (const cell of head.children) cell.scope = "col";
  comparison.replaceChildren(make("table", "versus", make("thead", "", head), body),
    ...(a === b ? [] : [make("p", "", apart(weights, a, b))]));
}

/** Name the indicators that part the two agendas most. */
function apart(weights, a, b) {
  const [one, two] = [a, b].map((i) => contributions(DATA.agendas[i], weights).flat());
  const items = DATA.criteria.flatMap((criterion) => criterion.indicators);
  const lines = items.map((item, k) => [text(item.th, item.en), 100 * (one[k] - two[k])])
    .filter(([, gap]) => Math.abs(gap) >= 0.05)
    .sort((x, y) => Math.abs(y[1]) - Math.abs(x[1])).slice(0, 3)
    .map(([name, gap]) => `${name} ${gap > 0 ? "+" : "−"}${Math.abs(gap).toFixed(1)}`);
  return lines.length ? `${text("ต่างกันมากที่สุดที่", "They differ most in")}: ${lines.join(" · ")}` : "";
}
