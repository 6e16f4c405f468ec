"use strict";
// Numbers with their denominators, the funnel, the calendar and the health of the sources.
hoptac.pages.index = (main) => {
  const { totals, programs, years } = hoptac.chunks.get("summary");
  const sources = records(hoptac.chunks.get("sources"));
  main.append(
    h("h1", null, t("index")), h("p", null, t("intro")),
    h("ul", { class: "numbers" },
      figure("n_programs", programs.all, null),
      figure("n_active", programs.active, programs.all),
      figure("n_single", programs.single, programs.all),
      figure("n_silent", programs.silent, programs.all),
      figure("n_articles", totals.articles, null, t("without_copies", number(totals.unique_articles))),
      figure("n_telling", totals.telling, totals.articles),
      figure("n_sources", sources.length, null, totals.first_at ? t("months", totals.first_at.slice(0, 10), totals.last_at.slice(0, 10)) : "")),
    section(t("attention"), ...attention()),
    section(t("funnel"), note(t("funnel_note")), funnel(programs.all)),
    section(t("by_year"), yearViews(years)),
    section(t("calendar"), calendar()),
    section(t("health_of"), sourceTable(sources)));
};

// What the analyst would ask first: what ends, what was lost from sight, what is new.
const MOST_TOLD = 10;
function attention() {
  const { programs, now } = model();
  const list = (label, rows) => h("details", { open: rows.length > 0 && rows.length <= MOST_TOLD }, h("summary", null, `${t(label)}: ${number(rows.length)}`),
    rows.length ? dataTable({ name: label, caption: t(label), rows, size: MOST_TOLD, filter: false, columns: programColumns().filter((column) => !["health", "confidence"].includes(column.key)) }) : note(t("none")));
  const day = (one) => one.signed_on ?? one.first_reported_on ?? "";
  return [
    list("ends_soon", programs.filter((one) => one.period_end === now && !one.renewed_by && one.stage !== "proposed")),
    list("went_silent", programs.filter((one) => one.status === "silent").sort((left, right) => order(left.last_reported_on, right.last_reported_on, 1))),
    list("newest", [...programs].sort((left, right) => day(right).localeCompare(day(left))).slice(0, MOST_TOLD))];
}

const figure = (label, count, whole, more) => h("li", null, h("span", null, t(label)),
  h("p", null, h("b", null, number(count)), " ", h("small", null, whole == null ? more ?? "" : t("of", number(whole), percent(count, whole)))));

function funnel(programs) {
  const { pages, totals } = hoptac.chunks.get("summary");
  const rejects = Object.entries(pages).filter(([name]) => name.startsWith("reject:")).map(([name, count]) => [`r_${name.slice(7)}`, count]);
  const steps = [
    ["listed", pages.listed ?? 0, []],
    ["fetched", pages.fetched ?? 0, [["loss_blocked", pages.blocked], ["loss_failed", pages.failed], ["loss_unchanged", pages.unchanged]]],
    ["article", pages.article ?? 0, rejects],
    ["relevant", pages.relevant ?? 0, [["loss_not_relevant", (pages.article ?? 0) - (pages.relevant ?? 0)]]],
    ["program", programs, null]];
  const most = Math.max(1, ...steps.map(([, count]) => count));
  const rows = steps.map(([name, count, losses], at) => {
    const before = at ? steps[at - 1][1] : null;
    return h("tr", null, h("th", { scope: "row" }, t(`stage_${name}`)),
      h("td", { class: "barcell" }, h("span", { class: "barfill", style: `width:${(100 * count) / most}%` })),
      h("td", { class: "numeric" }, number(count)),
      h("td", { class: "numeric" }, before && losses ? `${percent(count, before)} %` : ""),
      h("td", null, losses === null ? t("loss_resolved", number(totals.mentions)) : at ? lossText(before - count, losses) : ""));
  });
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": t("funnel") }, h("table", { class: "funnel" }, h("caption", null, t("funnel")),
    h("thead", null, h("tr", null, ["step", null, "count", "share", "lost"].map((key) => (key ? h("th", { scope: "col" }, t(key)) : h("td"))))), h("tbody", null, rows)));
}

// What the named losses do not explain is said too.
function lossText(lost, losses) {
  const named = losses.filter(([, count]) => count);
  const rest = lost - named.reduce((sum, [, count]) => sum + count, 0);
  if (rest > 0) named.push(["loss_other", rest]);
  if (rest < 0) named.push(["gain", -rest]);
  return named.map(([name, count]) => `${t(name).replace(/^r_/, "").replaceAll("_", " ")}: ${number(count)}`).join("; ") || t("none");
}

function yearViews(found) {
  if (!found.length) return note(t("none"));
  const counts = new Map(found), first = found[0][0], last = found.at(-1)[0];
  const years = Array.from({ length: last - first + 1 }, (_, at) => String(first + at));
  return chart("year-chart", t("by_year"), (Bokeh) => stacked(Bokeh, years, [{ name: t("n_programs"), values: years.map((year) => counts.get(Number(year)) ?? 0) }]));
}

function sourceTable(sources) {
  const share = (key) => ({ key, label: t(key), numeric: true });
  const day = (key) => ({ key, label: t(key), value: (one) => one[key]?.slice(0, 16).replace("T", " ") });
  return dataTable({ name: "sources", caption: t("health_of"), rows: sources, columns: [
    { key: "source", label: t("source") }, day("last_run_at"), day("last_article_at"), { key: "articles", label: t("articles"), numeric: true },
    share("articles_7d"), share("articles_28d"), share("failure_share"), share("reject_share"), share("undated_share"), share("lead_share"), share("blocked_28d")] });
}
