"use strict";
// Source x day, one month at a time: how many articles each day brought, hatched where nothing was looked at.
function calendar() {
  const rows = records(hoptac.chunks.get("coverage"));
  if (!rows.length) return note(t("none"));
  const cells = new Map(), months = new Set(), sources = new Set();
  for (const { source, day, outcome, pages } of rows) {
    const key = `${source} ${day}`;
    cells.set(key, { ...(cells.get(key) ?? {}), [outcome]: pages });
    months.add(day.slice(0, 7));
    sources.add(source);
  }
  const known = [...months].sort().reverse(), looked = [...new Set(rows.map((row) => row.day))].sort();
  const box = h("div"), days = looked.length, ends = { first: looked[0], last: looked.at(-1) };
  const show = (month) => box.replaceChildren(monthTable(month, [...sources].sort(), cells, ends));
  show(known[0]);
  return h("div", null, note(t("calendar_note", number(days))), choice(t("month"), known.map((month) => [month, month]), known[0], show), box);
}

// Days before the first and after the last are no gaps: nothing was asked of them.
function monthTable(month, sources, cells, { first, last }) {
  const [year, at] = month.split("-").map(Number);
  const days = Array.from({ length: new Date(Date.UTC(year, at, 0)).getUTCDate() }, (_, day) => String(day + 1).padStart(2, "0"));
  const most = Math.max(1, ...sources.flatMap((source) => days.map((day) => cells.get(`${source} ${month}-${day}`)?.article ?? 0)));
  const cell = (source, day) => {
    const found = cells.get(`${source} ${month}-${day}`), date = `${month}-${day}`;
    if (!found && (date < first || date > last)) return h("td");
    const told = found ? Object.entries(found).map(([name, pages]) => `${name} ${pages}`).join(", ") : t("gap");
    const level = found ? Math.ceil((4 * Math.sqrt(found.article ?? 0)) / Math.sqrt(most)) : 0;
    const state = !found ? "gap" : `level${level}${found.failed ? " failed" : ""}`;
    return h("td", { class: state, title: t("day_told", source, `${month}-${day}`, told) }, found ? h("span", null, String(found.article ?? 0)) : h("span", { class: "unseen" }, t("gap")));
  };
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t("calendar") }, h("table", { class: "calendar" }, h("caption", null, `${t("calendar")}, ${month}`),
    h("thead", null, h("tr", null, h("th", { scope: "col" }, t("source")), days.map((day) => h("th", { scope: "col" }, String(Number(day)))))),
    h("tbody", null, sources.map((source) => h("tr", null, h("th", { scope: "row" }, source), days.map((day) => cell(source, day)))))));
}
