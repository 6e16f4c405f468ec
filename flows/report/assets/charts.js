"use strict";
// Pictures by Bokeh, in the colours of the page's theme.
const PALETTE = ["#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#bbbbbb", "#e69f00", "#009e73", "#d55e00"];
const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

// The library is large: the page stands before it is asked for.
let library;
const bokeh = () => (library ??= hoptac.script("assets/bokeh.min.js").then(() => hoptac.script("assets/bokeh-api.min.js")));

// A box that Bokeh fills once it stands on the page. The label says what it shows; the numbers are in a table near it.
function chart(id, label, make) {
  const box = h("div", { class: "chart", id, role: "img", "aria-label": label });
  setTimeout(() => bokeh().then(() => {
    if (box.isConnected) Bokeh.Plotting.show(styled(make(Bokeh)), box).then(() => box.setAttribute("data-done", "yes"));
  }));
  return box;
}

function canvas(Bokeh, options) {
  return Bokeh.Plotting.figure({ sizing_mode: "stretch_width", height: 300, tools: [], toolbar_location: null, output_backend: "svg", ...options });
}

function styled(plot) {
  const ink = colour("ink"), line = colour("line");
  plot.background_fill_color = null;
  plot.border_fill_color = null;
  plot.outline_line_color = null;
  for (const axis of [...plot.xaxis, ...plot.yaxis]) {
    Object.assign(axis, { axis_label_text_color: ink, major_label_text_color: ink, axis_line_color: line, major_tick_line_color: line, minor_tick_line_color: null });
    axis.major_label_text_font_size = "12px";
    axis.major_label_text_font = axis.axis_label_text_font = "system-ui, sans-serif";
  }
  for (const grid of [...plot.xgrid, ...plot.ygrid]) grid.grid_line_color = line;
  return plot;
}

const seriesColour = (at) => PALETTE[at % PALETTE.length];

// Beside the picture, so that it wraps as text does; the later series are hatched, as in the picture.
function legend(names) {
  return h("ul", { class: "legend" }, names.map((name, at) => h("li", null, h("span", { class: at >= PALETTE.length ? "swatch hatched" : "swatch", style: `background-color:${seriesColour(at)}` }), name)));
}

function hover(Bokeh, plot, tooltips, renderers = "auto") {
  plot.add_tools(new Bokeh.HoverTool({ tooltips, renderers }));
}

// Bars of years, one colour per series: [{name, values}].
function stacked(Bokeh, years, series) {
  const plot = canvas(Bokeh, { x_range: years, height: series.length > 1 ? 420 : 260 });
  plot.y_range.start = 0;
  const below = years.map(() => 0);
  series.forEach(({ name, values }, at) => {
    const bottom = [...below];
    values.forEach((value, index) => { below[index] += value; });
    const source = new Bokeh.ColumnDataSource({ data: { years, bottom, top: [...below], values, name: years.map(() => name) } });
    plot.vbar({ field: "years" }, 0.8, { field: "top" }, { field: "bottom" }, { source, fill_color: seriesColour(at), line_color: colour("paper"),
      hatch_pattern: at >= PALETTE.length ? "/" : null, hatch_color: colour("paper") });
  });
  hover(Bokeh, plot, [["", "@name"], [t("year"), "@years"], [t("count"), "@values"]]);
  if (years.length > 12) for (const axis of plot.xaxis) axis.major_label_orientation = 1;
  return plot;
}
