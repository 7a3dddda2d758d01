// Two agendas side by side, with the weight of each criterion at which they swap.
const pickers = [...document.querySelectorAll("[data-pick]")];
const comparison = document.querySelector("[data-comparison]");

/** Fill the pickers in the order of the ranking. */
function fillPickers() {
  pickers.forEach((picker, place) => {
    const kept = picker.value;
    const options = DATA.agendas.map((agenda) => {
      const option = document.createElement("option");
      option.value = agenda.id;
      option.textContent = `${agenda.id} ${text(agenda.th, agenda.en)}`.slice(0, 70);
      return option;
    });
    picker.replaceChildren(...options);
    picker.value = kept || DATA.agendas[Math.min(place, DATA.agendas.length - 1)].id;
  });
}

/** Share of a criterion at which two agendas have the same score, the others keeping their ratios. */
function swapShare(one, two, outer, c) {
  const rest = shares(outer.map((w, k) => (k === c ? 0 : w)));
  const own = one.criteria[c] - two.criteria[c];
  const others = rest.reduce(
    (sum, share, k) => (k === c ? sum : sum + share * (one.criteria[k] - two.criteria[k])), 0);
  const share = others / (others - own);
  return Number.isFinite(share) && share >= 0 && share <= 1 ? share : null;
}

/** Draw the comparison of the two agendas that are picked. */
function compare(results, outer) {
  const [a, b] = pickers.map((picker) => DATA.agendas.findIndex((x) => x.id === picker.value));
  if (a < 0 || b < 0) return;
  const cells = (kind, words) => words.map((word) => {
    const cell = document.createElement(kind);
    cell.textContent = word;
    return cell;
  });
  const line = (words, head) => {
    const row = document.createElement("tr");
    row.append(...cells("th", [words[0]]), ...cells(head ? "th" : "td", words.slice(1)));
    for (const cell of row.children) if (cell.tagName === "TH") cell.scope = head ? "col" : "row";
    return row;
  };
  const made = document.createElement("table");
  const head = made.createTHead();
  const body = made.createTBody();
  head.append(line([text("เกณฑ์", "Criterion"), DATA.agendas[a].id, DATA.agendas[b].id,
    text("น้ำหนักตอนนี้", "Share now"), text("สลับที่น้ำหนัก", "They swap at a share of")], true));
  const now = shares(outer);
  DATA.criteria.forEach((criterion, c) => {
    const swap = swapShare(results[a], results[b], outer, c);
    const name = document.querySelector(`[data-weight="${criterion.name}"]`).closest("fieldset");
    body.append(line([
      name.querySelector(`legend span[lang="${root.dataset.lang}"]`)?.textContent
        ?? name.querySelector("legend").textContent,
      String(Math.round(100 * results[a].criteria[c])),
      String(Math.round(100 * results[b].criteria[c])),
      `${Math.round(100 * now[c])}%`,
      swap === null ? text("ไม่มี", "none") : `${Math.round(100 * swap)}%`,
    ]));
  });
  body.append(line([text("คะแนนรวม", "Score"), String(Math.round(100 * results[a].score)),
    String(Math.round(100 * results[b].score)), "", ""]));
  comparison.replaceChildren(made);
}
