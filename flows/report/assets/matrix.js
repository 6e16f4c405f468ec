"use strict";
// Provinces by provinces, ordered by region.
hoptac.pages.matrix = (main) => {
  const state = { year: null, map: "34", used: true };
  const box = h("div");
  const draw = () => {
    const map = mapFor(state.map, state.year), found = provincePairs(map, state.year);
    box.replaceChildren(matrixTable(found, state.used), levels(), section(t("pairs"), pairTable(map, found)));
  };
  const used = h("input", { type: "checkbox", checked: true, onchange: () => { state.used = used.checked; draw(); } });
  main.append(h("h1", null, t("matrix")), note(t("matrix_note")),
    h("div", { class: "bar" }, mapChoice(state.map, (value) => { state.map = value; draw(); }), ...yearSlider(state, draw), h("label", { class: "field check" }, used, h("span", null, t("only_used")))), box);
  draw();
};

const levels = () => h("p", { class: "levels" }, `${t("per_cell")}: ${t("less")} `, [1, 2, 3, 4].map((level) => h("span", { class: `level level${level}` })), ` ${t("more")}`);

function matrixTable({ tiles, byName, pairs }, used) {
  const counts = new Map(pairs.map((pair) => [`${pair.left}|${pair.right}`, pair]));
  const shown = tiles.filter((tile) => !used || pairs.some((pair) => pair.left === tile.name || pair.right === tile.name));
  const regions = new Map();
  for (const tile of [...tiles].sort((left, right) => left.row - right.row)) if (!regions.has(tile.zone)) regions.set(tile.zone, regions.size);
  shown.sort((left, right) => regions.get(left.zone) - regions.get(right.zone) || left.row - right.row || left.column - right.column);
  if (!shown.length) return note(t("none"));
  const most = Math.max(1, ...pairs.map((pair) => pair.programs.length));
  const cell = (row, column) => {
    const pair = counts.get([row.name, column.name].sort().join("|"));
    const edge = row.name === column.name ? " same" : "";
    if (!pair) return h("td", { class: `empty${edge}` });
    const link = pair.programs.length === 1 ? `program.html#${encodeURIComponent(pair.programs[0].program_id)}` : pairLink(pair, byName).href(row.map === 34);
    const label = `${pair.left} – ${pair.right}: ${pair.programs.length}`;
    return h("td", { class: `level${Math.ceil((4 * pair.programs.length) / most)}${edge}` }, h("a", { href: link, "aria-label": label, title: label }, String(pair.programs.length)));
  };
  const first = (at) => at === 0 || shown[at - 1].zone !== shown[at].zone;
  const spans = [...new Set(shown.map((tile) => tile.zone))].map((zone) => [zone, shown.filter((tile) => tile.zone === zone).length]);
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t("matrix") }, h("table", { class: "matrix" }, h("caption", null, t("matrix")),
    h("thead", null,
      h("tr", null, h("td", { colspan: 2 }), shown.map((tile) => h("th", { scope: "col" }, h("span", null, tile.name))))),
    h("tbody", null, shown.map((row, at) => h("tr", { class: first(at) ? "first" : null },
      first(at) ? h("th", { scope: "rowgroup", class: "zone", rowspan: spans.find(([zone]) => zone === row.zone)[1] }, row.zone ?? "") : null,
      h("th", { scope: "row" }, row.name), shown.map((column) => cell(row, column)))))));
}
