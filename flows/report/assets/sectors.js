"use strict";
// Sectors over time, for all programs or those of one region.
hoptac.pages.sectors = (main) => {
  const { programs } = model();
  const zones = [...new Set(programs.flatMap((one) => partiesOf(one).map((party) => party.zone)).filter(Boolean))].sort((left, right) => order(left, right, 1));
  const box = h("div");
  const draw = (zone) => {
    const rows = programs.filter((one) => one.from && one.sectors.length && (!zone || partiesOf(one).some((party) => party.zone === zone)));
    box.replaceChildren(...sectorViews(rows));
  };
  main.append(h("h1", null, t("sectors")), note(t("sectors_note")), choice(t("zone"), [["", t("all")], ...zones.map((zone) => [zone, zone])], "", draw), box);
  draw("");
};

function sectorViews(rows) {
  if (!rows.length) return [note(t("none"))];
  const first = Math.min(...rows.map((one) => one.from)), last = Math.max(...rows.map((one) => one.from));
  const years = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  const counts = new Map();
  for (const one of rows) for (const sector of one.sectors) {
    if (!counts.has(sector)) counts.set(sector, new Map());
    counts.get(sector).set(one.from, (counts.get(sector).get(one.from) ?? 0) + 1);
  }
  const total = (sector) => [...counts.get(sector).values()].reduce((sum, count) => sum + count, 0);
  const names = [...counts.keys()].sort((left, right) => total(right) - total(left));
  const series = names.map((sector) => ({ name: code("c", sector), values: years.map((year) => counts.get(sector).get(year) ?? 0) }));
  const table = names.map((sector, at) => ({ sector: series[at].name, total: total(sector), ...Object.fromEntries(years.map((year, index) => [year, series[at].values[index]])) }));
  return [legend(series.map((one) => one.name)), chart("sector-chart", t("sectors"), (Bokeh) => stacked(Bokeh, years.map(String), series)),
    dataTable({ name: "sectors", caption: t("sectors"), rows: table, filter: false, columns: [
      { key: "sector", label: t("sectors") }, { key: "total", label: t("count"), numeric: true }, ...years.map((year) => ({ key: String(year), label: String(year), numeric: true }))] })];
}
