"use strict";
// Programs between provinces on the map of 63 or of 34.
// On the 34 every party stands where it is today; on the 63 one signed since July 2025 stands at its namesake.
function provincePairs(map, year) {
  const { parties, programs } = model();
  const tiles = hoptac.chunks.get("tiles").filter((tile) => tile.map === map);
  const byName = new Map(tiles.map((tile) => [tile.name, { ...tile, programs: 0, zone: null, party: null }]));
  for (const party of parties.values()) {
    const tile = party.kind === "province" ? byName.get(tileName(party, map)) : null;
    if (tile && belongs(party, map)) Object.assign(tile, { zone: party.zone, party });
  }
  const pairs = new Map();
  let counted = 0, internal = 0;
  for (const one of programs) {
    if (year != null && !(one.from <= year && year <= one.until)) continue;
    const here = one.parties.map((id) => parties.get(id)).filter((party) => party?.kind === "province");
    const names = [...new Set(here.map((party) => tileName(map === 34 ? parties.get(party.current_id) ?? party : party, map)))].filter((name) => byName.has(name)).sort();
    counted += 1;
    for (const name of names) byName.get(name).programs += 1;
    if (here.length > 1 && names.length === 1) { internal += 1; put(pairs, names[0], names[0], one); }
    names.forEach((left, at) => names.slice(at + 1).forEach((right) => put(pairs, left, right, one)));
  }
  return { tiles: [...byName.values()], byName, pairs: [...pairs.values()], counted, internal };
}

function put(pairs, left, right, one) {
  const key = `${left}|${right}`;
  if (!pairs.has(key)) pairs.set(key, { left, right, programs: [] });
  pairs.get(key).programs.push(one);
}
const tileName = (party, map) => (map === 63 && party.name === "Huế" ? "Thừa Thiên Huế" : party.name);
const belongs = (party, map) => (map === 34 ? party.valid_to == null : party.valid_from <= "2025-06-30" && (party.valid_to == null || party.valid_to >= "2024-12-31"));

function mapFor(wanted, year) {
  if (wanted !== "auto") return Number(wanted);
  return year != null && year < 2025 ? 63 : 34;
}
const mapChoice = (value, changed) => choice(t("which_map"), [["auto", t("map_auto")], ["34", t("map_34")], ["63", t("map_63")]], value, changed);

// "All years" or one year, by a slider.
function yearSlider(state, changed) {
  const years = model().programs.flatMap((one) => [one.from, Math.min(one.until ?? 0, model().now + 5)]).filter(Boolean);
  const [first, last] = years.length ? [Math.min(...years), Math.max(...years)] : [model().now, model().now];
  const shown = h("output", null, state.year == null ? "" : String(state.year));
  const slider = h("input", { type: "range", min: first, max: last, step: 1, value: state.year ?? model().now, "aria-label": t("year"),
    oninput: () => { every.checked = false; state.year = Number(slider.value); shown.textContent = slider.value; changed(); } });
  const every = h("input", { type: "checkbox", checked: state.year == null, onchange: () => {
    state.year = every.checked ? null : Number(slider.value);
    shown.textContent = state.year ?? "";
    changed();
  } });
  return [h("label", { class: "field check" }, every, h("span", null, t("every_year"))), h("label", { class: "field" }, h("span", null, t("year")), slider, shown)];
}
const pairLink = (pair, byName) => {
  const ids = [pair.left, pair.right].map((name) => byName.get(name).party?.party_id);
  return { ids: [...new Set(ids)], href: (today) => `programs.html#party=${[...new Set(ids)].map(encodeURIComponent).join(",")}${today ? "&map=today" : ""}` };
};

function pairTable(map, { pairs, byName }) {
  const rows = pairs.map((pair) => ({ pair: `${pair.left} – ${pair.right}`, count: pair.programs.length, active: pair.programs.filter((one) => one.status === "active").length,
    years: yearsText(pair.programs), href: pairLink(pair, byName).href(true), only: pair.programs.length === 1 ? pair.programs[0] : null }));
  rows.sort((left, right) => right.count - left.count || order(left.pair, right.pair, 1));
  return dataTable({ name: `pairs-${map}`, caption: t("pairs"), rows, size: 15, columns: [
    { key: "pair", label: t("pair"), cell: (one) => (one.only ? h("a", { href: `program.html#${encodeURIComponent(one.only.program_id)}` }, one.pair) : map === 34 ? h("a", { href: one.href }, one.pair) : one.pair) },
    { key: "count", label: t("programs"), numeric: true }, { key: "active", label: t("s_active"), numeric: true }, { key: "years", label: t("years") }] });
}
function yearsText(programs) {
  const years = programs.flatMap((one) => [one.from, one.until]).filter(Boolean);
  return years.length ? `${Math.min(...years)}–${Math.max(...years)}` : "";
}
