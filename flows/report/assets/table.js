"use strict";
// A table that sorts, filters, pages and downloads as CSV.
// columns: {key, label, value(row)?, cell(row)?, numeric?, wide?}
const fold = (text) => String(text ?? "").normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();

function dataTable({ name, caption, columns, rows, size = 50, filter = true }) {
  const value = (column, row) => (column.value ? column.value(row) : row[column.key]);
  let sorted = null, falling = false, at = 0, shown = rows;
  const body = h("tbody"), status = h("span", { role: "status" }), pager = h("span", { class: "pager" });
  const heads = columns.map((column) => {
    const button = h("button", { type: "button", onclick: () => sort(column) }, column.label);
    return h("th", { scope: "col", class: column.numeric ? "numeric" : null }, button);
  });
  function sort(column) {
    falling = sorted === column ? !falling : Boolean(column.numeric);
    sorted = column;
    heads.forEach((head, index) => (columns[index] === column ? head.setAttribute("aria-sort", falling ? "descending" : "ascending") : head.removeAttribute("aria-sort")));
    arrange();
  }
  function arrange() {
    if (sorted) {
      const sign = falling ? -1 : 1;
      shown = [...shown].sort((left, right) => order(value(sorted, left), value(sorted, right), sign));
    }
    at = 0;
    draw();
  }
  function draw() {
    const last = Math.max(0, Math.ceil(shown.length / size) - 1);
    body.replaceChildren(...shown.slice(at * size, (at + 1) * size).map((row) => h("tr", null, columns.map((column) =>
      h("td", { class: [column.numeric && "numeric", column.wide && "wide", column.short && "short"].filter(Boolean).join(" ") || null },
        column.cell ? column.cell(row) : quoted(column.numeric ? number(value(column, row)) : value(column, row)))))));
    status.textContent = t("rows", number(shown.length));
    pager.replaceChildren(...(last ? [
      h("button", { type: "button", disabled: at === 0, onclick: () => { at -= 1; draw(); } }, t("previous")),
      ` ${t("page_of", at + 1, last + 1)} `,
      h("button", { type: "button", disabled: at === last, onclick: () => { at += 1; draw(); } }, t("next"))] : []));
  }
  const texts = new Map();
  const textOf = (row) => texts.get(row) ?? texts.set(row, fold(columns.map((column) => value(column, row)).join(" "))).get(row);
  const input = h("input", { type: "search", oninput: () => {
    const words = fold(input.value).split(/\s+/).filter(Boolean);
    shown = rows.filter((row) => words.every((word) => textOf(row).includes(word)));
    arrange();
  } });
  draw();
  return h("div", { class: "table" },
    h("div", { class: "bar" },
      filter && h("label", { class: "field" }, h("span", null, t("filter")), input), status, pager,
      h("button", { type: "button", class: "csv", onclick: () => saveCsv(`${name}.csv`, columns.map((column) => column.key), shown.map((row) => columns.map((column) => value(column, row)))) }, t("download"))),
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
      h("table", null, h("caption", null, caption), h("thead", null, h("tr", null, heads)), body)));
}

// Nulls come last either way.
function order(left, right, sign) {
  if (left == null || right == null) return (left == null) - (right == null);
  return sign * (typeof left === "number" && typeof right === "number" ? left - right : String(left).localeCompare(String(right), "vi"));
}

function saveCsv(name, columns, rows) {
  // A cell that begins like a formula would be run by a spreadsheet.
  const cell = (value) => {
    const text = value == null ? "" : String(value);
    const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const text = [columns, ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
  const address = URL.createObjectURL(new Blob(["\ufeff", text, "\r\n"], { type: "text/csv;charset=utf-8" }));
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
