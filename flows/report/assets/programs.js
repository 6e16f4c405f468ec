"use strict";
// All programs, or those that all the parties named in the address share: programs.html#party=A,B
hoptac.pages.programs = (main) => {
  const asked = new URLSearchParams(location.hash.slice(1));
  const wanted = (asked.get("party") ?? "").split(",").filter(Boolean);
  const today = asked.get("map") === "today";
  const { parties, programs } = model();
  const ids = (one) => (today ? one.parties.map((id) => parties.get(id)?.current_id) : one.parties);
  const rows = programs.filter((one) => wanted.every((id) => ids(one).includes(id)));
  const shown = wanted.map((id) => parties.get(id)).filter(Boolean);
  const columns = programColumns();
  columns.splice(1, 0, { key: "parties", label: t("parties"), wide: true, value: (one) => partiesOf(one).map((party) => party.name).join(" – ") });
  main.append(h("h1", null, t("programs")));
  if (shown.length) main.append(h("p", null, shown.map((party, at) => [at ? " – " : "", toParty(party)]), " · ", h("a", { href: "programs.html" }, t("all"))));
  const box = h("div");
  const statuses = [...new Set(rows.map((one) => one.status))].sort();
  const show = (status) => box.replaceChildren(dataTable({ name: "programs", caption: t("programs"), columns, rows: rows.filter((one) => !status || one.status === status) }));
  main.append(choice(t("status"), [["", t("all")], ...statuses.map((one) => [one, code("s", one)])], "", show), box);
  show("");
};
