// The page of one agenda: where its points come from, under the weights of the moment.
let standing = { weights: null, results: [], ranks: [] };
const indexOf = new Map(DATA.agendas.map((agenda, i) => [agenda.id, i]));
const cardNodes = [...document.querySelectorAll("details[data-card]")];
const cardHeads = cardNodes.map((card) => [".rank", ".score"].map((part) => card.querySelector(part)));

/** Ranks in the headings of all cards, and the points inside those that are open. */
function drawCards(weights, results, ranks) {
  standing = { weights, results, ranks };
  cardNodes.forEach((card, k) => {
    const i = indexOf.get(card.dataset.card);
    const [rank, score] = cardHeads[k];
    put(rank, ranks[i] === null ? "–" : String(ranks[i]));
    put(score, points(results[i].score));
    if (card.open) drawCard(card);
  });
}

function drawCard(card) {
  const i = indexOf.get(card.dataset.card);
  const agenda = DATA.agendas[i];
  const added = contributions(agenda, standing.weights);
  const most = Math.max(...added.flat(), 1e-9);
  const body = make("tbody");
  let place = 0;
  DATA.criteria.forEach((criterion, c) => {
    const sum = added[c].reduce((a, b) => a + b, 0);
    const head = make("tr", `crit c${(c % 6) + 1}`, make("th", "", text(criterion.th, criterion.en)),
      make("td", "n", (100 * sum).toFixed(1)));
    head.firstChild.scope = "row";
    head.firstChild.colSpan = 3;
    body.append(head);
    criterion.indicators.forEach((indicator, k) => {
      const value = agenda.values[place];
      const told = agenda.shown[place++];
      const cells = value === null
        ? [make("td", "n soft", text("ไม่มีข้อมูล", "not measured"))]
        : [make("td", "n", unitOf(told), " ", make("span", "unit", /^[-<\d]/.test(told) ? unitOf(indicator.unit) : ""))];
      const bar = meter(added[c][k] / most);
      const row = make("tr", `c${(c % 6) + 1}`, make("th", "", text(indicator.th, indicator.en)), ...cells,
        make("td", "", bar), make("td", "n", (100 * added[c][k]).toFixed(1)));
      row.firstChild.scope = "row";
      body.append(row);
    });
  });
  const names = [text("ตัวชี้วัด", "Indicator"), text("ผลที่วัดได้", "Performance"), "",
    text("แต้ม", "Points")];
  const head = make("tr", "", ...names.map((name) => make(name ? "th" : "td", name === names[3] ? "n" : "", name)));
  for (const cell of head.children) if (cell.tagName === "TH") cell.scope = "col";
  card.querySelector(".wide").replaceChildren(make("h3", "", text("คะแนนมาจากไหน", "Where the score comes from")),
    make("table", "points", make("thead", "", head), body));
}

/** Units of the defaults in Thai too; those of a study as they are. */
function unitOf(unit) {
  const known = document.querySelector(`[data-units] [data-unit="${CSS.escape(unit)}"]`);
  return known && root.dataset.lang === "th" ? known.textContent : unit.replace(/^share (?=of |unmet)/, "");
}

function meter(share) {
  const [svg, rect] = ["svg", "rect"].map((kind) => document.createElementNS("http://www.w3.org/2000/svg", kind));
  svg.setAttribute("class", "b");
  rect.setAttribute("width", `${(100 * share).toFixed(1)}%`);
  rect.setAttribute("height", "9");
  svg.append(rect);
  return svg;
}

/** Open the card that a link names, and show it. */
function openCard(hash) {
  const card = cardNodes.find((node) => `#${node.id}` === hash);
  if (card) card.open = true;
}

for (const card of cardNodes) {
  card.addEventListener("toggle", () => { if (card.open && standing.weights) drawCard(card); });
}

// On paper: the first agendas and those that the reader opened.
let openedForPrint = [];
addEventListener("beforeprint", () => {
  openedForPrint = cardNodes.filter((card) => {
    const rank = standing.ranks[indexOf.get(card.dataset.card)];
    return !card.open && rank !== null && rank <= Number(root.dataset.top);
  });
  for (const card of openedForPrint) { card.open = true; drawCard(card); }
});
addEventListener("afterprint", () => { for (const card of openedForPrint) card.open = false; });
