"use strict";
// One party: who it is, its partners as a network, its programs.
const MOST_PARTNERS = 40;
hoptac.pages.party = (main) => {
  const { parties } = model(), byParty = programsByParty(), one = parties.get(hashValue());
  if (!one) { main.append(h("h1", null, t("party")), note(t("missing")), h("p", null, h("a", { href: "parties.html" }, t("parties")))); return; }
  // A province of today stands for those that became part of it, too.
  const family = [...parties.values()].filter((party) => party.party_id === one.party_id || (party.current_id === one.party_id && one.valid_to == null)).map((party) => party.party_id);
  const programs = [...new Set(family.flatMap((id) => byParty.get(id) ?? []))];
  const now = one.current_id !== one.party_id && parties.get(one.current_id);
  const before = family.filter((id) => id !== one.party_id && byParty.has(id)).map((id) => parties.get(id));
  main.append(h("h1", null, quoted(one.name)),
    h("p", null, [code("k", one.kind), one.country, one.zone, validText(one)].filter(Boolean).join(" · "), now ? [` · ${t("today").toLowerCase()} `, toParty(now)] : ""),
    before.length ? h("p", null, `${t("as_signed")}: `, before.map((party, at) => [at ? ", " : "", toParty(party)])) : "");
  const counts = new Map();
  // Beside a party of today stand its partners of today.
  const standing = (id) => (one.valid_to == null && parties.has(parties.get(id)?.current_id) ? parties.get(id).current_id : id);
  for (const program of programs) {
    const others = new Set(program.parties.filter((id) => !family.includes(id) && parties.has(id)).map(standing));
    for (const id of others) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const partners = [...counts].sort((left, right) => right[1] - left[1]);
  if (partners.length) main.append(section(t("network"), note(t("network_note")), chart("network-chart", t("network"), (Bokeh) => network(Bokeh, one, partners.slice(0, MOST_PARTNERS), byParty)),
    dataTable({ name: "partners", caption: t("partners"), size: 15, rows: partners.map(([id, count]) => ({ ...parties.get(id), count })), columns: [
      { key: "name", label: t("name"), cell: toParty }, { key: "kind", label: t("kind"), value: (party) => code("k", party.kind) }, { key: "count", label: t("programs"), numeric: true }] })));
  main.append(section(t("programs"), h("p", null, h("a", { href: `timeline.html#party=${encodeURIComponent(one.party_id)}` }, t("timeline"))), dataTable({ name: "programs", caption: t("programs"), rows: programs, columns: programColumns() })));
};
const KIND_COLOURS = { province: "#4477aa", ministry: "#aa3377", agency: "#aa3377", company: "#ee6677", bank: "#ccbb44", university: "#228833", foreign_region: "#66ccee", country: "#66ccee" };

function network(Bokeh, one, partners, byParty) {
  const { parties } = model();
  const spots = partners.map(([id, count], at) => {
    const turn = (2 * Math.PI * at) / partners.length + Math.PI / 2;
    return { id, count, x: Math.cos(turn), y: Math.sin(turn), party: parties.get(id) };
  });
  const narrow = matchMedia("(max-width: 40rem)").matches, length = narrow ? 14 : 34;
  const plot = canvas(Bokeh, { height: Math.min(480, 240 + 40 * partners.length), x_axis_type: null, y_axis_type: null, x_range: [-2.2, 2.2], y_range: [-1.5, 1.5] });
  for (const left of spots) for (const right of spots) {
    const shared = left.id < right.id && (byParty.get(left.id) ?? []).some((program) => program.parties.includes(right.id));
    if (shared) plot.segment([left.x], [left.y], [right.x], [right.y], { line_color: colour("line"), line_width: 1.5 });
  }
  plot.segment(spots.map(() => 0), spots.map(() => 0), spots.map((spot) => spot.x), spots.map((spot) => spot.y), { line_color: colour("accent"), line_alpha: 0.6, line_width: { value: 2 }, });
  for (const spot of spots.filter((some) => some.count > 1)) plot.segment([0], [0], [spot.x], [spot.y], { line_color: colour("accent"), line_width: 2 + 2 * Math.log2(spot.count) });
  const data = { x: spots.map((spot) => spot.x), y: spots.map((spot) => spot.y), name: spots.map((spot) => spot.party.name), count: spots.map((spot) => spot.count), kind: spots.map((spot) => code("k", spot.party.kind)),
    fill: spots.map((spot) => KIND_COLOURS[spot.party.kind] ?? "#999999") };
  const dots = plot.scatter({ field: "x" }, { field: "y" }, { source: new Bokeh.ColumnDataSource({ data }), size: 14, fill_color: { field: "fill" }, line_color: colour("paper") });
  plot.scatter([0], [0], { size: 24, fill_color: colour("accent"), line_color: colour("paper") });
  const short = (text) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
  const aside = { left: 0.08, right: -0.08, center: 0 };
  // At the top and the bottom names stand above one another, in turns, for there is no room beside the dots.
  const lift = (spot, at) => spot.y + Math.sign(spot.y) * (0.12 + 0.13 * (at % 2));
  const write = (some, align) => plot.text(some.map((spot) => spot.x + aside[align]), some.map((spot, at) => (align === "center" ? lift(spot, at) : spot.y)), some.map((spot) => short(spot.party.name)),
    { text_align: align, text_baseline: "middle", text_color: colour("ink"), text_font: "system-ui, sans-serif", text_font_size: narrow ? "10px" : "12px" });
  write(spots.filter((spot) => spot.x >= 0.35), "left");
  write(spots.filter((spot) => spot.x <= -0.35), "right");
  for (const side of [1, -1]) write(spots.filter((spot) => Math.abs(spot.x) < 0.35 && spot.y * side > 0).sort((left, right) => left.x - right.x), "center");
  hover(Bokeh, plot, [["", "@name"], [t("kind"), "@kind"], [t("programs"), "@count"]], [dots]);
  return plot;
}
