"use strict";
// All parties that have a program.
hoptac.pages.parties = (main) => {
  const { parties } = model();
  const rows = [...programsByParty()].filter(([id]) => parties.has(id)).map(([id, programs]) => ({
    ...parties.get(id), programs: programs.length, active: programs.filter((one) => one.status === "active").length,
    partners: new Set(programs.flatMap((one) => one.parties)).size - 1 }));
  rows.sort((left, right) => right.programs - left.programs);
  main.append(h("h1", null, t("parties")), dataTable({ name: "parties", caption: t("parties"), rows, columns: [
    { key: "name", label: t("name"), cell: toParty, wide: true },
    { key: "kind", label: t("kind"), value: (one) => code("k", one.kind) },
    { key: "country", label: t("country") }, { key: "zone", label: t("zone") },
    { key: "valid", label: t("valid"), value: validText },
    { key: "programs", label: t("programs"), numeric: true }, { key: "active", label: t("s_active"), numeric: true },
    { key: "partners", label: t("partners"), numeric: true }] }));
};
