"use strict";
// Chunks of data, words in two languages, the frame of a page. Text from outside only ever becomes text nodes.
const hoptac = {
  chunks: new Map(), waiting: new Map(), pages: {},
  put(name, payload) {
    this.chunks.set(name, payload);
    for (const done of this.waiting.get(name) ?? []) done(payload);
    this.waiting.delete(name);
  },
  // A chunk by name; loads its script when it is not there yet.
  load(name) {
    if (this.chunks.has(name)) return Promise.resolve(this.chunks.get(name));
    return new Promise((done, failed) => {
      if (this.waiting.has(name)) { this.waiting.get(name).push(done); return; }
      this.waiting.set(name, [done]);
      this.script(`data/${name}.js`).catch(failed);
    });
  },
  script(path) {
    return new Promise((done, failed) => {
      const script = document.createElement("script");
      Object.assign(script, { src: path, onload: done, onerror: () => failed(new Error(path)) });
      document.head.append(script);
    });
  },
};

function stored(key, value) {
  try {
    if (value === undefined) return localStorage.getItem(`hoptac-${key}`);
    localStorage.setItem(`hoptac-${key}`, value);
  } catch { /* a browser may keep nothing for pages from disk */ }
  return value ?? null;
}

// Served over the live warehouse, and not opened from disk.
const isLive = document.body.dataset.live === "yes";
let language = stored("language") === "en" ? "en" : "vi";

function t(key, ...values) {
  const words = LABELS[key];
  const text = words ? words[language === "en" ? 1 : 0] : key;
  return text.replace(/\{(\d)\}/g, (_, at) => String(values[Number(at)]));
}
// Label of a code, such as code("s", "active"); codes without a label stand for themselves.
const code = (kind, value) => (value == null ? t("unknown") : LABELS[`${kind}_${value}`] ? t(`${kind}_${value}`) : String(value));
const number = (value) => (value == null ? "" : value.toLocaleString(language === "en" ? "en-GB" : "vi-VN"));
const percent = (part, whole) => (whole ? Math.round((100 * part) / whole) : 0);

// h("a", {href: x}, "text", node): an element with attributes and children; strings become text nodes.
function h(tag, attributes, ...children) {
  const svg = ["svg", "path", "rect", "g", "text", "line", "title", "desc", "defs", "pattern"].includes(tag) && tag !== "title";
  const made = svg || (attributes && attributes.xml) ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name !== "xml" && value != null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return made;
}
// Words of strangers: kept apart from the direction of what stands around them.
const quoted = (text, attributes) => h("bdi", { dir: "auto", ...attributes }, text ?? "");
const outward = (url, text) =>
  url && /^https?:\/\//i.test(url) ? h("a", { href: url, rel: "noopener noreferrer external" }, quoted(text)) : quoted(text);
const toProgram = (one) => h("a", { href: `program.html#${encodeURIComponent(one.program_id)}` }, quoted(one.title));
const toParty = (one) => h("a", { href: `party.html#${encodeURIComponent(one.party_id)}` }, quoted(one.name));
const hashValue = () => { try { return decodeURIComponent(location.hash.slice(1)); } catch { return ""; } };

// A request that only this site's own pages may send; a failure comes back as {error}.
async function ask(what, body) {
  try {
    const answer = await fetch(`api/${what}`, { method: "POST", headers: { "content-type": "application/json", "x-hoptac": "1" }, body: JSON.stringify(body) });
    if (!answer.ok) return { error: (await answer.json()).error };
    return what === "download" ? { blob: await answer.blob() } : await answer.json();
  } catch (error) { return { error: t("unreachable") }; }
}

function choice(label, options, value, changed) {
  const select = h("select", { onchange: () => changed(select.value) },
    options.map(([key, text]) => h("option", { value: key, selected: String(key) === String(value) }, text)));
  return h("label", { class: "field" }, h("span", null, label), select);
}
const section = (title, ...children) => h("section", null, h("h2", null, title), ...children);
const note = (text) => h("p", { class: "note" }, text);

function theme(name) {
  if (name) document.documentElement.dataset.theme = name;
  else delete document.documentElement.dataset.theme;
}
const isDark = () => (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

function frame(draw) {
  const here = document.body.dataset.page;
  const parent = { program: "programs", party: "parties" }[here] ?? here;
  const names = ["index", "programs", "parties", "map", "matrix", "timeline", "sectors", "search", ...(isLive ? ["console"] : [])];
  document.documentElement.lang = language;
  document.title = `${t(here)} – hoptac`;
  document.querySelectorAll("body > header, body > footer, body > .skip").forEach((old) => old.remove());
  document.body.prepend(
    h("a", { class: "skip", href: "#main", onclick: (event) => { event.preventDefault(); document.getElementById("main").focus(); } }, t("skip")),
    h("header", null,
      h("strong", { class: "brand" }, "hoptac"),
      h("nav", { "aria-label": t("pages") }, names.map((name) =>
        h("a", { href: `${name}.html`, "aria-current": name === parent ? "page" : null }, t(name)))),
      h("span", { class: "switches" },
        h("button", { id: "language", type: "button", lang: language === "vi" ? "en" : "vi", onclick: () => { language = stored("language", language === "vi" ? "en" : "vi"); draw(); } }, t("language")),
        h("button", { id: "theme", type: "button", onclick: () => { theme(stored("theme", isDark() ? "light" : "dark")); draw(); } }, t("theme")))));
  const summary = hoptac.chunks.get("summary");
  document.getElementById("main").after(h("footer", null, h("a", { href: "feed.xml" }, "RSS"), " · ", h("a", { href: "feed.json" }, "JSON Feed"), " · ", t("made", summary.made_at.slice(0, 16).replace("T", " ") + " UTC", summary.snapshot_id ?? "–")));
}
