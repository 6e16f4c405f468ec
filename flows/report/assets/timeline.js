"use strict";
// Programs of a party, or of a pair, as bars over the years.
const MOST_BARS = 60;
hoptac.pages.timeline = (main) => {
  const { parties } = model(), byParty = programsByParty();
  const known = [...byParty.keys()].filter((id) => parties.has(id)).sort((left, right) => byParty.get(right).length - byParty.get(left).length);
  const [a = "", b = ""] = (new URLSearchParams(location.hash.slice(1)).get("party") ?? "").split(",").filter((id) => byParty.has(id));
  const state = { a, b };
  const controls = h("div", { class: "bar" }), box = h("div");
  const option = (id) => [id, `${parties.get(id).name}${validSuffix(parties.get(id))} (${byParty.get(id).length})`];
  const draw = () => {
    const mine = state.a ? byParty.get(state.a) : model().programs;
    const partners = [...new Set(mine.flatMap((one) => one.parties))].filter((id) => id !== state.a && parties.has(id)).sort((left, right) => order(parties.get(left).name, parties.get(right).name, 1));
    const rows = mine.filter((one) => one.from && (!state.b || one.parties.includes(state.b))).sort((left, right) => left.from - right.from || order(left.signed_on, right.signed_on, 1));
    controls.replaceChildren(choice(t("party_a"), [["", t("all")], ...known.map(option)], state.a, (value) => { state.a = value; state.b = ""; draw(); }),
      state.a ? choice(t("party_b"), [["", t("all")], ...partners.map(option)], state.b, (value) => { state.b = value; draw(); }) : "");
    const shown = rows.slice(-MOST_BARS);
    box.replaceChildren(note(t("shown_of", number(shown.length), number(rows.length))), shown.length ? chart("timeline-chart", t("timeline"), (Bokeh) => gantt(Bokeh, shown)) : note(t("none")),
      dataTable({ name: "timeline", caption: t("programs"), rows, columns: programColumns(), size: 20 }));
  };
  main.append(h("h1", null, t("timeline")), note(t("timeline_note")),
    h("ul", { class: "legend", "aria-label": t("legend") }, Object.entries(STATUS_COLOURS).map(([name, fill]) => h("li", null, h("span", { class: "swatch", style: `background-color:${fill}` }), code("s", name)))), controls, box);
  draw();
};
const validSuffix = (party) => (party.valid_to ? ` ≤${party.valid_to.slice(0, 4)}` : "");

const STATUS_COLOURS = { active: "#228833", renewed: "#4477aa", expired: "#999999", silent: "#ccbb44", proposed: "#66ccee", unknown: "#bbbbbb" };
const moment = (day) => Date.parse(`${day}T00:00:00Z`);
function gantt(Bokeh, rows) {
  const now = Date.parse(hoptac.chunks.get("summary").made_at);
  const start = (one) => (one.signed_on && yearOf(one.signed_on) === one.from ? moment(one.signed_on) : moment(`${one.from}-01-01`));
  const end = (one) => (one.open ? Math.max(now, start(one)) : moment(`${one.period_end}-12-31`));
  const narrow = matchMedia("(max-width: 40rem)").matches, length = narrow ? 18 : 48;
  const seen = new Map();
  const label = (one) => {
    const names = partiesOf(one).map((party) => party.name).join(" – ") || one.title;
    const text = names.length > length ? `${names.slice(0, length - 1)}…` : names;
    const times = (seen.get(text) ?? 0) + 1;
    seen.set(text, times);
    return times > 1 ? `${text} ·${times}` : text;
  };
  const bars = rows.map((one) => ({ one, y: label(one), left: start(one), right: end(one) }));
  const plot = canvas(Bokeh, { x_axis_type: "datetime", y_range: bars.map((bar) => bar.y).reverse(), height: 90 + 24 * bars.length });
  const draw = (some, options) => {
    const data = { y: some.map((bar) => bar.y), left: some.map((bar) => bar.left), right: some.map((bar) => bar.right), title: some.map((bar) => bar.one.title), period: some.map((bar) => periodText(bar.one)),
      status: some.map((bar) => code("s", bar.one.status)), fill: some.map((bar) => STATUS_COLOURS[bar.one.status] ?? STATUS_COLOURS.unknown) };
    return plot.hbar({ field: "y" }, 0.6, { field: "right" }, { field: "left" }, { source: new Bokeh.ColumnDataSource({ data }), fill_color: { field: "fill" }, line_color: { field: "fill" }, ...options });
  };
  const renderers = [draw(bars.filter((bar) => !bar.one.open), {}), draw(bars.filter((bar) => bar.one.open), { fill_alpha: 0.35, hatch_pattern: "/", hatch_color: colour("ink"), hatch_alpha: 0.5, hatch_scale: 8 })];
  const ticks = bars.flatMap((bar) => bar.one.reviews.map((day) => [moment(day), bar.y]));
  plot.scatter(ticks.map((tick) => tick[0]), ticks.map((tick) => tick[1]), { marker: "dash", angle: Math.PI / 2, size: 20, line_width: 3, line_color: colour("ink") });
  hover(Bokeh, plot, [["", "@title"], [t("period"), "@period"], [t("status"), "@status"]], renderers);
  return plot;
}
