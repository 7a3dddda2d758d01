// Sliders, presets, languages and colours; one redraw for each frame.
let drawn = null;

/** Draw what the weights of the moment say: the ranking at once, the rest too or a moment later. */
function refresh({ announce = false, again = false, later = false } = {}) {
  const weights = currentWeights();
  const results = scoreAll(weights);
  const ranks = rankAll(results);
  const order = drawRanking(results, ranks);
  drawn = { weights, results, ranks, order };
  showShares();
  document.querySelector("[data-link]").href = fragment();
  markPreset();
  if (again) fillPickers(order);
  if (later) afterFrames(drawRest);
  else drawRest();
  if (announce) announceFirst(order, ranks);
}

/** Draw what stands below the ranking. */
function drawRest() {
  const { weights, results, ranks } = drawn;
  drawChart(results, ranks);
  drawCards(weights, results, ranks);
  compare(weights, results, ranks);
}

let resting = 0;
/** Do something once two frames are on the screen, so that the hand on the slider never waits for it. */
function afterFrames(work) {
  clearTimeout(resting);
  requestAnimationFrame(() => requestAnimationFrame(() => {
    clearTimeout(resting);
    resting = setTimeout(work);
  }));
}

let speaking = 0;
/** Tell what the order has become, once the hand rests. */
function announceFirst(order, ranks) {
  clearTimeout(speaking);
  speaking = setTimeout(() => {
    const names = order.slice(0, 3).map((i) => `${ranks[i]}. ${titleOf(DATA.agendas[i])}`);
    const moved = order.filter((i) => DATA.agendas[i].rank !== ranks[i]).length;
    say(`${text(`ขยับ ${moved} วาระ`, `${moved} moved`)} · ${names.join(" · ")}`);
  }, 250);
}

function say(words, warning = false) {
  const status = document.querySelector("[data-status]");
  put(status, words);
  status.classList.toggle("warning", warning);
}

/** Weights of the presets, by slider; a preset of members leaves the indicators at their start. */
function weightOf(button, slider) {
  const { preset, member } = button.dataset;
  if (preset === "equal") return 1;
  const found = preset === "member" && DATA.members.find((m) => m.id === member);
  const place = groups[0].indexOf(slider);
  return found && place >= 0 ? found.weights[place] : slider.start;
}

const presets = [...document.querySelectorAll("button[data-preset]")];

/** Press the button whose weights stand on the sliders. */
function markPreset() {
  for (const button of presets) {
    const on = sliders.every((slider) => slider.exact === weightOf(button, slider));
    button.setAttribute("aria-pressed", String(on));
  }
}

function usePreset(weight) {
  for (const slider of sliders) setSlider(slider, weight(slider));
  refresh({ announce: true });
}

function takeFragment() {
  const good = readFragment();
  refresh();
  if (!good) {
    say(text("อ่านน้ำหนักจากลิงก์ไม่ได้ จึงไม่นำมาใช้",
      "The weights in the link could not be read, so they are ignored."), true);
  }
}

const opening = root.dataset.lang;
const phrases = [...document.querySelectorAll("[data-w]")];
const firstWords = [];
for (const node of phrases) firstWords[node.dataset.w] ??= node.textContent;

function setLanguage(lang) {
  const words = lang === opening ? firstWords : DATA.words;
  if (lang !== root.lang) for (const node of phrases) node.textContent = words[node.dataset.w];
  root.dataset.lang = root.lang = lang;
  document.title = titles[lang];
  press("setLang", lang);
  refresh({ again: true });
}

function setTheme(theme) {
  root.dataset.theme = theme;
  press("setTheme", theme);
}

function press(key, value) {
  for (const button of document.querySelectorAll("button")) {
    if (key in button.dataset) button.setAttribute("aria-pressed", String(button.dataset[key] === value));
  }
}

let waiting = 0;
function soon() {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(() => refresh({ announce: true, later: true }));
}

const titles = { th: root.dataset.titleTh, en: root.dataset.titleEn };
for (const node of document.querySelectorAll("[data-needs-script]")) node.hidden = false;
for (const slider of sliders) {
  for (const event of ["input", "change"]) {
    slider.node.addEventListener(event, () => {
      slider.exact = slider.shown = Number(slider.node.value);
      soon();
    });
  }
}
for (const picker of pickers) picker.addEventListener("change", () => refresh());
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const link = event.target.closest('a[href^="#a-"]');
  if (link) openCard(link.getAttribute("href"));
  if (!button) return;
  const { preset, setLang, setTheme: theme } = button.dataset;
  if (preset) usePreset((slider) => weightOf(button, slider));
  if ("reset" in button.dataset) usePreset((slider) => slider.start);
  if (setLang) setLanguage(setLang);
  if (theme) setTheme(theme);
});
addEventListener("hashchange", () => { openCard(location.hash); takeFragment(); });
for (const slider of sliders) setSlider(slider, slider.start);
setTheme(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
setLanguage(root.dataset.lang);
openCard(location.hash);
takeFragment();
root.dataset.ready = "1";
