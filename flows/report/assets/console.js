"use strict";
// SQL on the live warehouse: saved queries, a table, a chart, downloads.
hoptac.pages.console = (main) => {
  const queries = hoptac.chunks.get("queries");
  const asked = new URLSearchParams(location.hash.slice(1)).get("sql");
  const box = h("div", { id: "answer" }), told = h("p", { role: "status" });
  const text = h("textarea", { id: "sql", rows: 10, spellcheck: "false", "aria-describedby": "sql-note",
    onkeydown: (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); run(); } } });
  text.value = asked ?? stored("sql") ?? queries[0].sql;
  const run = async () => {
    stored("sql", text.value);
    told.textContent = t("running");
    box.replaceChildren();
    const found = await ask("query", { sql: text.value });
    if (found.error) { told.textContent = found.error; told.className = "error"; return; }
    told.className = "";
    told.textContent = t("answered", number(found.rows.length), found.more ? t("and_more") : "", number(found.ms));
    box.replaceChildren(...answerViews(found));
    document.body.dataset.answered = String(found.rows.length);
  };
  const save = (format) => async () => {
    const made = await ask("download", { sql: text.value, format });
    if (made.error) { told.textContent = made.error; told.className = "error"; return; }
    const address = URL.createObjectURL(made.blob);
    h("a", { href: address, download: `hoptac.${format}` }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  };
  main.append(h("h1", null, t("console")), note(t("console_note")),
    h("div", { class: "bar" }, savedQueries(queries, (one) => { text.value = one.sql; run(); })),
    h("label", { class: "field sql" }, h("span", null, "SQL"), text),
    h("p", { class: "note", id: "sql-note" }, t("sql_note")),
    h("div", { class: "bar" }, h("button", { type: "button", id: "run", class: "primary", onclick: run }, t("run")),
      ["csv", "json", "parquet"].map((format) => h("button", { type: "button", onclick: save(format) }, t("download_as", format.toUpperCase())))),
    told, box, relationList((name) => { text.value = `FROM ${name} LIMIT 100`; run(); }));
};

function savedQueries(queries, chosen) {
  const select = h("select", { id: "saved", onchange: () => { const one = queries.find((each) => each.name === select.value); if (one) chosen(one); } }, h("option", { value: "" }, "–"));
  for (const family of [...new Set(queries.map((one) => one.family))]) {
    const mine = queries.filter((one) => one.family === family);
    select.append(h("optgroup", { label: `${family}. ${mine[0].chapter}` }, mine.map((one) => h("option", { value: one.name }, one[language]))));
  }
  return h("label", { class: "field wide" }, h("span", null, t("saved")), select);
}

const isNumber = (type) => /^(NUMBER|U?(BIG|SMALL|TINY|HUGE)?INT|DOUBLE|FLOAT|DECIMAL)/.test(type);
function answerViews({ columns, types, rows }) {
  if (!columns.length) return [];
  const keys = columns.map((_, at) => `c${at}`);
  const records = rows.map((row) => Object.fromEntries(keys.map((key, at) => [key, typeof row[at] === "object" && row[at] !== null ? JSON.stringify(row[at]) : row[at]])));
  const table = dataTable({ name: "hoptac", caption: t("console"), rows: records, columns: columns.map((name, at) => ({ key: keys[at], label: name, numeric: isNumber(types[at]), wide: types[at] === "VARCHAR" && rows.some((row) => String(row[at] ?? "").length > 60) })) });
  return [answerChart(columns, types, rows) ?? "", table];
}

// Bars or lines of the number columns over the first other column; nothing to draw without one of each.
const MOST_CATEGORIES = 40;
function answerChart(columns, types, rows) {
  const numbers = columns.map((name, at) => [at, name]).filter(([at]) => isNumber(types[at]));
  if (!numbers.length || columns.length < 2 || rows.length < 2) return null;
  const state = { x: types.findIndex((type, at) => !isNumber(type) || /year|day|month/.test(columns[at])), y: null, kind: "bars" };
  if (state.x < 0) state.x = 0;
  state.y = numbers.find(([at]) => at !== state.x)?.[0];
  if (state.y == null) return null;
  const box = h("div");
  const draw = () => {
    const shown = rows.slice(0, state.kind === "bars" ? MOST_CATEGORIES : rows.length);
    box.replaceChildren(shown.length < rows.length ? note(t("shown_of", number(shown.length), number(rows.length))) : "",
      chart("answer-chart", `${columns[state.y]} / ${columns[state.x]}`, (Bokeh) => answerPlot(Bokeh, shown, state, columns)));
  };
  const pick = (label, key, some) => choice(label, some, state[key], (value) => { state[key] = key === "kind" ? value : Number(value); draw(); });
  draw();
  return section(t("chart"), h("div", { class: "bar" }, pick(t("chart"), "kind", [["bars", t("bars")], ["lines", t("lines")]]),
    pick("x", "x", columns.map((name, at) => [at, name])), pick("y", "y", numbers)), box);
}
function answerPlot(Bokeh, rows, { x, y, kind }, columns) {
  const seen = new Map();
  // Two rows may have one name: bars need a place each.
  const names = rows.map((row) => { const text = String(row[x] ?? "–").slice(0, 40), times = (seen.get(text) ?? 0) + 1; seen.set(text, times); return times > 1 ? `${text} ·${times}` : text; });
  const data = { x: names, y: rows.map((row) => row[y]) };
  const plot = canvas(Bokeh, { x_range: names, height: 360 });
  const source = new Bokeh.ColumnDataSource({ data });
  if (kind === "bars") { plot.y_range.start = Math.min(0, ...data.y); plot.vbar({ field: "x" }, 0.8, { field: "y" }, 0, { source, fill_color: seriesColour(0), line_color: colour("paper") }); }
  else { plot.line({ field: "x" }, { field: "y" }, { source, line_color: seriesColour(0), line_width: 2 }); plot.scatter({ field: "x" }, { field: "y" }, { source, size: 5, fill_color: seriesColour(0), line_color: seriesColour(0) }); }
  hover(Bokeh, plot, [[columns[x], "@x"], [columns[y], "@y"]]);
  if (names.length > 8) for (const axis of plot.xaxis) axis.major_label_orientation = 1;
  return plot;
}

function relationList(chosen) {
  return section(t("relations"), hoptac.chunks.get("schema").map((one) => h("details", null,
    h("summary", null, h("code", null, one.name), " ", h("small", null, one.comment)),
    h("button", { type: "button", onclick: () => chosen(one.name) }, t("look_into", one.name)),
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": one.name }, h("table", null, h("caption", null, one.name), h("tbody", null, one.columns.map(([name, type, comment]) =>
      h("tr", null, h("th", { scope: "row" }, h("code", null, name)), h("td", null, h("code", null, type)), h("td", null, comment)))))))));
}
