"use strict";
// The tile-grid map with a line for every pair.
hoptac.pages.map = (main) => {
  const state = { year: null, map: "auto" };
  const drawing = h("div", { class: "map" }), told = h("p", { role: "status" }), list = h("div");
  const draw = () => {
    const map = mapFor(state.map, state.year), found = provincePairs(map, state.year);
    drawing.replaceChildren(tileMap(map, found));
    told.textContent = `${state.year == null ? t("in_any", number(found.counted)) : t("in_force", state.year, number(found.counted))} · ${t(`map_${map}`)}` + (found.internal ? ` · ${t("internal", found.internal)}` : "");
    list.replaceChildren(pairTable(map, found));
  };
  main.append(h("h1", null, t("map")), note(t("map_note")),
    h("div", { class: "bar" }, mapChoice(state.map, (value) => { state.map = value; draw(); }), ...yearSlider(state, draw)),
    told, h("div", { class: "columns" }, drawing, section(t("pairs"), list)));
  draw();
};

const TILE = { width: 86, height: 38, gap: 5 };
const corner = (column, row) => [column * (TILE.width + TILE.gap), row * (TILE.height + TILE.gap)];
const centre = (tile) => { const [x, y] = corner(tile.column, tile.row); return [x + TILE.width / 2, y + TILE.height / 2]; };

function tileMap(map, { tiles, byName, pairs }) {
  const columns = map === 63 ? 8 : 7, rows = Math.max(...tiles.map((tile) => tile.row)) + 1;
  const width = columns * (TILE.width + TILE.gap), height = rows * (TILE.height + TILE.gap);
  const most = Math.max(1, ...tiles.map((tile) => tile.programs));
  return h("svg", { viewBox: `-4 -4 ${width + 8} ${height + 8}`, role: "group", "aria-label": t("map_alt") },
    tiles.map((tile) => square(tile, most)),
    h("g", { style: `opacity:${Math.max(0.2, Math.min(1, 25 / (pairs.length + 1)))}` }, pairs.filter((pair) => pair.left !== pair.right).map((pair) => link(pair, byName))),
    tiles.map((tile) => nameOf(tile, most)),
    Object.entries(INSETS[map]).map(([name, [column, row]]) => inset(name, column, row)));
}

function square(tile, most) {
  const [x, y] = corner(tile.column, tile.row);
  const shape = h("g", { class: `tile level${level(tile, most)}` }, h("title", { xml: true }, `${tile.name}: ${tile.programs}`),
    h("rect", { x, y, width: TILE.width, height: TILE.height, rx: 4 }));
  if (!tile.party || !tile.programs) return shape;
  const anchor = document.createElementNS("http://www.w3.org/2000/svg", "a");
  anchor.setAttribute("href", `party.html#${encodeURIComponent(tile.party.party_id)}`);
  anchor.setAttribute("aria-label", `${tile.name}: ${tile.programs}`);
  anchor.append(shape);
  return anchor;
}
const level = (tile, most) => (tile.programs ? Math.ceil((4 * tile.programs) / most) : 0);

// Names stand above the lines, so that both can be read.
function nameOf(tile, most) {
  const [x, y] = centre(tile), words = lines(tile.name);
  return words.map((word, at) => h("text", { class: `tilename level${level(tile, most)}`, x, y: y + 4 + (at - (words.length - 1) / 2) * (isNarrow() ? 16 : 14), "text-anchor": "middle" }, word));
}
const isNarrow = () => matchMedia("(max-width: 40rem)").matches;
function lines(name) {
  if (name.length <= (isNarrow() ? 8 : 12)) return [name];
  const at = name.indexOf(" - ") > 0 ? name.indexOf(" - ") + 2 : name.lastIndexOf(" ");
  return [name.slice(0, at).trim(), name.slice(at).trim()];
}

function link(pair, byName) {
  const [x1, y1] = centre(byName.get(pair.left)), [x2, y2] = centre(byName.get(pair.right));
  const [dx, dy] = [x2 - x1, y2 - y1], bend = 0.18;
  const path = `M${x1} ${y1}Q${(x1 + x2) / 2 + dy * bend} ${(y1 + y2) / 2 - dx * bend} ${x2} ${y2}`;
  return h("path", { class: "link", d: path, "stroke-width": 1.5 + 1.5 * Math.log2(pair.programs.length) },
    h("title", { xml: true }, `${pair.left} – ${pair.right}: ${pair.programs.length}`));
}

// The archipelagos lie too far out for the grid: a labelled box each, in the free corner on their side.
const INSETS = { 34: { hoang_sa: [5.1, 6.1], truong_sa: [5.1, 15.3] }, 63: { hoang_sa: [6.05, 8.6], truong_sa: [6.05, 19.6] } };
function inset(name, column, row) {
  const [x, y] = corner(column, row), width = 2 * TILE.width - 4;
  const label = t(name).match(/^(.*) (\(.*\))$/).slice(1);
  return h("g", { class: "inset" }, h("rect", { x, y: y - 14, width, height: 62, rx: 4 }),
    [[30, -4], [48, 4], [66, -3], [90, 3], [108, -2]].map(([dx, dy]) => h("rect", { class: "island", x: x + dx, y: y + 2 + dy, width: 6, height: 5, rx: 2 })),
    label.map((line, at) => h("text", { x: x + width / 2, y: y + 24 + 14 * at, "text-anchor": "middle" }, line)));
}
