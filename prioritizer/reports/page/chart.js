// Citizens × speed: the bubbles follow the weights too.
const chart = document.querySelector("svg[data-chart]");

function drawChart(results, ranks) {
  if (!chart) return;
  const marks = [...chart.querySelectorAll("[data-bubble]")];
  const at = marks.map((mark) => results[indexOf.get(mark.dataset.bubble)].criteria);
  const axes = [0, 1].map((c) => {
    const [low, high] = chart.dataset[c ? "y" : "x"].split(" ").map(Number);
    return at.every((s) => 100 * s[c] >= low && 100 * s[c] <= high) ? [low, high] : [0, 100];
  });
  marks.forEach((mark, i) => {
    const [x, y] = [0, 1].map((c) => (100 * (100 * at[i][c] - axes[c][0])) / (axes[c][1] - axes[c][0]));
    mark.setAttribute("transform", `translate(${x.toFixed(1)} ${(100 - y).toFixed(1)})`);
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
