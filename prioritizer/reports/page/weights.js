// What the sliders weigh. A slider stands on the half step nearest to its weight and keeps the exact
// weight behind it until it is moved; then it weighs what it shows.
const root = document.documentElement;
const text = (th, en) => (root.dataset.lang === "th" ? th : en);
const sliderNodes = [...document.querySelectorAll("input[data-weight]")];
const groups = [];
{
  let place = DATA.criteria.length ? 0 : -1;
  const outer = [];
  const inner = [];
  const take = (item, key) => {
    const node = sliderNodes[place++];
    return { key, node, start: item.slider, exact: item.slider, shown: Number(node.value), item };
  };
  for (const criterion of DATA.criteria) {
    outer.push(take(criterion, criterion.name));
    inner.push(criterion.indicators.map((i) => take(i, `${criterion.name}.${i.name}`)));
  }
  groups.push(outer, ...inner);
}
const sliders = groups.flat();

/** Put a weight behind a slider; it stands on the nearest half step. */
function setSlider(slider, weight) {
  slider.exact = weight;
  slider.shown = Math.min(5, Math.floor(2 * weight + 0.5) / 2);
  slider.node.value = slider.shown;
}

/** Take what the sliders show, where somebody moved them. */
function readSliders() {
  for (const slider of sliders) {
    const value = Number(slider.node.value);
    if (value !== slider.shown) slider.exact = slider.shown = value;
  }
}

/** Weights of a group: as the study states them while none of it has moved. */
function weightsOf(group) {
  const still = group.every((slider) => slider.exact === slider.start);
  return group.map((slider) => (still ? slider.item.weight : slider.exact));
}

function currentWeights() {
  readSliders();
  const [outer, ...inner] = groups.map(weightsOf);
  return { outer, inner };
}

/** Whether every share is that of the study: twice all weights is no other weighting. */
function atStart() {
  return groups.every((group) => {
    const [now, first] = [weightsOf(group), group.map((slider) => slider.item.weight)].map(shares);
    return now.every((share, i) => Math.abs(share - first[i]) < 1e-12);
  });
}

/** Write the share of each weight beside its slider. */
function showShares() {
  for (const group of groups) {
    const parts = shares(weightsOf(group));
    group.forEach((slider, i) => {
      const percent = `${Math.round(100 * parts[i])}%`;
      put(slider.node.nextElementSibling, percent);
      slider.node.setAttribute("aria-valuetext", `${slider.node.value} (${percent})`);
    });
  }
}

/** The fragment that carries every weight, exactly. */
function fragment() {
  return "#w:" + sliders.map((s) => `${encodeURIComponent(s.key)}=${s.exact}`).join("&");
}

/** Take weights from the fragment; all of it or, where any of it cannot be read, none. */
function readFragment() {
  if (!/^#w(?![a-z-])/.test(location.hash)) return true;
  const found = new Map();
  try {
    if (!location.hash.startsWith("#w:")) return false;
    for (const pair of location.hash.slice(3).split("&")) {
      const [key, value, more] = pair.split("=");
      const slider = sliders.find((s) => s.key === decodeURIComponent(key));
      if (!slider || more !== undefined || found.has(slider)) return false;
      if (!/^\d(\.\d{1,20})?(e-\d{1,2})?$/.test(value) || Number(value) > 5) return false;
      found.set(slider, Number(value));
    }
  } catch { return false; } // a broken percent sign
  for (const slider of sliders) setSlider(slider, found.get(slider) ?? slider.start);
  return true;
}

/** Write a text only where it changes: the browser then lays out less. */
function put(node, content) {
  const only = node.firstChild;
  if (!only || only !== node.lastChild || only.nodeType !== Node.TEXT_NODE) node.textContent = content;
  else if (only.data !== content) only.data = content;
}

/** Make an element with a class and texts or elements inside. */
function make(kind, name, ...inside) {
  const node = document.createElement(kind);
  if (name) node.className = name;
  node.append(...inside);
  return node;
}
