// Sliders, presets, languages and the link that carries the weights.
const sliders = new Map([...document.querySelectorAll("[data-weight]")].map((s) => [s.dataset.weight, s]));
const start = {
  outer: DATA.criteria.map((c) => c.weight),
  inner: DATA.criteria.map((c) => c.indicators.map((i) => i.weight)),
};

/** Weights of one group: as the study states them until a slider of the group is moved. */
function weightsOf(items, exact) {
  const shown = items.map((item) => Number(sliders.get(item.name).value));
  return shown.every((value, i) => value === items[i].slider) ? exact : shown;
}

function current() {
  return {
    outer: weightsOf(DATA.criteria, start.outer),
    inner: DATA.criteria.map((c, i) => weightsOf(c.indicators, start.inner[i])),
  };
}

function atStart(weights) {
  return weights.outer === start.outer && weights.inner.every((w, i) => w === start.inner[i]);
}

/** Write the share of each weight beside its slider. */
function showShares(items, weights) {
  shares(weights).forEach((share, i) => {
    const percent = `${Math.round(100 * share)}%`;
    const slider = sliders.get(items[i].name);
    put(document.querySelector(`[data-share="${items[i].name}"]`), percent);
    slider.setAttribute("aria-valuetext", `${slider.value} (${percent})`);
  });
}

function refresh(announce) {
  const weights = current();
  const results = scoreAll(weights.outer, weights.inner);
  const order = draw(results, !atStart(weights));
  showShares(DATA.criteria, weights.outer);
  DATA.criteria.forEach((c, i) => showShares(c.indicators, weights.inner[i]));
  compare(results, weights.outer);
  const fragment = [...sliders].map(([name, s]) => `${name}=${s.value}`).join("&");
  document.querySelector("[data-link]").href = atStart(weights) ? "#" : `#w:${fragment}`;
  if (announce && order.length) {
    const first = DATA.agendas[order[0]];
    say(`${text("อันดับ 1", "First")}: ${first.id} ${text(first.th, first.en)}`);
  }
}

function say(words) {
  put(document.querySelector("[data-status]"), words);
}

function setSliders(valueOf) {
  for (const criterion of DATA.criteria) {
    for (const item of [criterion, ...criterion.indicators]) {
      sliders.get(item.name).value = valueOf(item, item === criterion);
    }
  }
}

function usePreset(button) {
  const kind = button.dataset.preset;
  if (kind === "equal") setSliders(() => 1);
  else setSliders((item) => item.slider);
  if (kind === "member") {
    const member = DATA.members.find((m) => m.id === button.dataset.member);
    const most = Math.max(...member.weights);
    DATA.criteria.forEach((c, i) => {
      sliders.get(c.name).value = most > 0 ? Math.round((10 * member.weights[i]) / most) / 2 : 1;
    });
  }
  refresh(true);
}

/** Take weights from the link, or none of them where one cannot be read. */
function readLink() {
  if (!location.hash.startsWith("#w:")) return;
  const pairs = location.hash.slice(3).split("&").map((pair) => pair.split("="));
  const good = pairs.every(([name, value]) =>
    sliders.has(name) && /^[0-5](\.5)?$/.test(value) && Number(value) <= 5);
  if (good) for (const [name, value] of pairs) sliders.get(name).value = value;
  else say(text("ลิงก์ที่ให้มาอ่านไม่ได้ จึงใช้น้ำหนักตั้งต้น",
    "The weights in the link could not be read; the starting weights are used."));
}

function setLanguage(lang) {
  root.dataset.lang = root.lang = lang;
  for (const button of document.querySelectorAll("[data-set-lang]")) {
    button.setAttribute("aria-pressed", String(button.dataset.setLang === lang));
  }
  fillPickers();
  refresh(false);
}

function setTheme(theme) {
  root.dataset.theme = theme;
  for (const button of document.querySelectorAll("[data-set-theme]")) {
    button.setAttribute("aria-pressed", String(button.dataset.setTheme === theme));
  }
}

let waiting = 0;
function soon() {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(() => refresh(true));
}

for (const node of document.querySelectorAll("[data-needs-script]")) node.hidden = false;
for (const slider of sliders.values()) slider.addEventListener("input", soon);
for (const picker of pickers) picker.addEventListener("change", () => refresh(false));
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) {
    const target = event.target.closest('a[href^="#a-"]');
    if (target) document.getElementById(target.hash.slice(1)).open = true;
  } else if (button.dataset.preset) usePreset(button);
  else if ("reset" in button.dataset) { setSliders((item) => item.slider); refresh(true); }
  else if (button.dataset.setLang) setLanguage(button.dataset.setLang);
  else if (button.dataset.setTheme) setTheme(button.dataset.setTheme);
});
addEventListener("hashchange", () => { readLink(); refresh(true); });
readLink();
setTheme(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
setLanguage(root.dataset.lang);
root.dataset.ready = "1";
