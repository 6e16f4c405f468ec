"use strict";
// Programs and parties as objects, once per page.
const records = (table) => table.rows.map((row) => Object.fromEntries(table.columns.map((name, at) => [name, row[at]])));

const model = (() => {
  let made;
  return () => {
    if (made) return made;
    const parties = new Map(records(hoptac.chunks.get("parties") ?? { columns: [], rows: [] }).map((one) => [one.party_id, one]));
    const programs = records(hoptac.chunks.get("programs"));
    const now = new Date(hoptac.chunks.get("summary").made_at).getUTCFullYear();
    for (const one of programs) Object.assign(one, span(one, now));
    made = { parties, programs, now, byId: new Map(programs.map((one) => [one.program_id, one])) };
    return made;
  };
})();

const yearOf = (day) => (day ? Number(day.slice(0, 4)) : null);

// First and last year of a program: its period, else what the reports allow. An active one without an end runs on.
function span(one, now) {
  const from = one.period_start ?? yearOf(one.signed_on) ?? yearOf(one.first_reported_on);
  const open = one.period_end == null;
  const until = one.period_end ?? (one.status === "active" ? now : yearOf(one.last_reported_on) ?? from);
  return { from, until: Math.max(until ?? from, from ?? until), open };
}
const periodText = (one) => (one.from == null ? t("unknown") : one.open ? `${one.from}–…` : `${one.from}–${one.period_end}`);
const partiesOf = (one) => one.parties.map((id) => model().parties.get(id)).filter(Boolean);

// Party id -> its programs.
function programsByParty() {
  const found = new Map();
  for (const one of model().programs) for (const id of one.parties) found.set(id, [...(found.get(id) ?? []), one]);
  return found;
}
const programColumns = () => [
  { key: "title", label: t("title"), cell: (one) => toProgram(one), wide: true },
  { key: "instrument", label: t("instrument"), value: (one) => code("i", one.instrument) },
  { key: "status", label: t("status"), value: (one) => code("s", one.status), cell: (one) => h("span", { class: `status ${one.status}` }, code("s", one.status)) },
  { key: "signed_on", label: t("signed_on"), short: true },
  { key: "period", label: t("period"), value: periodText, short: true },
  { key: "article_count", label: t("articles"), numeric: true },
  { key: "outlet_count", label: t("outlets"), numeric: true },
  { key: "confidence", label: t("confidence"), numeric: true, value: (one) => Math.round(one.confidence * 100) / 100 },
  { key: "health", label: t("health"), numeric: true },
];
const validText = (party) => (party.valid_from || party.valid_to ? `${party.valid_from ?? "…"} – ${party.valid_to ?? "…"}` : "");
