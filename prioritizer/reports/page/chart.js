// Citizens × speed: the bubbles follow the weights too.
const chart = document.querySelector("svg[data-chart]");

/** Push numbers apart until none lies on another, as Python does; a line leads back to the bubble. */
function partLabels(places) {
  const [wide, high] = [3.6, 3];
  const at = places.map((p) => [...p]);
  for (let turn = 0, met = true; met && turn < 200; turn++) {
    met = false;
    for (let j = 1; j < at.length; j++) for (let i = 0; i < j; i++) {
      const gaps = [wide - Math.abs(at[j][0] - at[i][0]), high - Math.abs(at[j][1] - at[i][1])];
      if (gaps[0] <= 1e-6 || gaps[1] <= 1e-6) continue;
      met = true;
      const c = gaps[0] / wide < gaps[1] / high ? 0 : 1;
      const step = ((at[j][c] < at[i][c] ? -1 : 1) * gaps[c]) / 2;
      at[i][c] = Math.min(100, Math.max(0, at[i][c] - step));
      at[j][c] = Math.min(100, Math.max(0, at[j][c] + step));
    }
  }
  return at;
}

function drawChart(results, ranks) {
  if (!chart) return;
  const marks = [...chart.querySelectorAll("[data-bubble]")];
  const at = marks.map((mark) => results[indexOf.get(mark.dataset.bubble)].criteria);
  const axes = [0, 1].map((c) => {
    const [low, high] = chart.dataset[c ? "y" : "x"].split(" ").map(Number);
    return at.every((s) => 100 * s[c] >= low && 100 * s[c] <= high) ? [low, high] : [0, 100];
  });
  const places = at.map((s) => {
    const [x, y] = [0, 1].map((c) => (100 * (100 * s[c] - axes[c][0])) / (axes[c][1] - axes[c][0]));
    return [x, 100 - y];
  });
  const labels = partLabels(places);
  marks.forEach((mark, i) => {
    const [x, y] = places[i];
    const [dx, dy] = [labels[i][0] - x, labels[i][1] - y].map((d) => d.toFixed(1));
    mark.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    mark.querySelector("path").setAttribute("d", `M0 0L${dx} ${dy}`);
    mark.querySelector("text").setAttribute("x", dx);
    mark.querySelector("text").setAttribute("y", Number(dy) + 1);
    mark.querySelector("circle").setAttribute("r", (1.5 + 2.2 * (at[i][2] ?? 0.3)).toFixed(2));
    const rank = ranks[indexOf.get(mark.dataset.bubble)];
    put(mark.querySelector("text"), rank === null ? "–" : String(rank));
  });
  for (const tick of chart.querySelectorAll("[data-tick]")) {
    const [axis, place] = tick.dataset.tick.split(" ");
    const [low, high] = axes[axis === "x" ? 0 : 1];
    put(tick, String(Math.round(low + ((high - low) * Number(place)) / 4)));
  }
}
