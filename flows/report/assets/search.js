"use strict";
// Search in headlines, leads and program titles: chunk after chunk, newest articles first, best hits on top.
const MOST_HITS = 100;
hoptac.pages.search = (main) => {
  const input = h("input", { type: "search", id: "query", value: hashValue() });
  const told = h("p", { role: "status" }), box = h("div");
  let asked = 0, timer;
  const run = () => search(input.value, ++asked, () => asked, told, box);
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(run, isLive ? 400 : 150); });
  main.append(h("h1", null, t("search")), h("label", { class: "field search" }, h("span", null, t(isLive ? "search_live" : "search_label")), input), told, box);
  if (input.value) run();
};

const spaced = (text) => ` ${text.replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;

// What is looked for: each word, and each two side by side, as bits of the places that they cover. The last word may
// be the beginning of one. The same rule as search() has in SQL.
function unitsOf(query) {
  const words = spaced(fold(query)).trim().split(" ").filter(Boolean).slice(0, 30), last = words.length - 1;
  const units = words.flatMap((word, at) => [
    { text: ` ${word}${at === last ? "" : " "}`, mask: 1 << at, pair: false },
    ...(at < last ? [{ text: ` ${word} ${words[at + 1]}${at + 1 === last ? "" : " "}`, mask: 3 << at, pair: true }] : [])]);
  const marked = query.normalize("NFC").toLowerCase().trim();
  return { units, places: words.length, marked: fold(marked) === marked ? null : marked };
}

// 0: not a hit. Words must stand in pairs; one may stand alone where its neighbours are found in pairs.
function score({ units, places, marked }, title, lead) {
  const plainTitle = spaced(fold(title)), plainLead = spaced(fold(lead));
  let sum = 0, pairs = 0, singles = 0;
  for (const { text, mask, pair } of units) {
    const points = (plainTitle.includes(text) ? 4 : 0) + (plainLead.includes(text) ? 2 : 0);
    if (!points) continue;
    sum += points * (pair ? 3 : 1);
    if (pair) pairs |= mask; else singles |= mask;
  }
  const alone = singles & ((pairs << 1) | 1) & ((pairs >>> 1) | (1 << (places - 1)));
  if ((pairs | alone) !== (2 ** places) - 1) return 0;
  const exact = (text) => marked && String(text ?? "").normalize("NFC").toLowerCase().includes(marked);
  return sum + (exact(title) ? 40 : exact(lead) ? 20 : 0);
}

async function search(query, mine, newest, told, box) {
  const asked = unitsOf(query), { article_chunks: chunks, searchable } = hoptac.chunks.get("summary");
  if (!asked.places || fold(query).trim().length < 2) { told.textContent = t("type_more"); box.replaceChildren(); return; }
  const { programs, byId } = model();
  const foundPrograms = programs.map((one) => [score(asked, one.title, one.place), one]).filter(([points]) => points).sort((left, right) => right[0] - left[0]);
  if (isLive) { await searchLive(query, mine, newest, foundPrograms, told, box, byId); return; }
  let hits = [], total = 0, read = 0;
  for (let at = 0; at < chunks; at += 1) {
    const rows = await hoptac.load(`articles-${at}`);
    if (mine !== newest()) return;
    const more = rows.map((row) => [score(asked, row[0], row[1]), row]).filter(([points]) => points);
    read += rows.length;
    total += more.length;
    if (more.length) hits = hits.concat(more).sort((left, right) => right[0] - left[0]).slice(0, MOST_HITS);
    if (at % 8 === 0 || at === chunks - 1) showHits(foundPrograms, hits, total, read, searchable, told, box, byId);
  }
  document.body.dataset.searched = String(mine);
  if (!chunks) showHits(foundPrograms, hits, total, read, searchable, told, box, byId);
}

// The server looks into the bodies, too.
async function searchLive(query, mine, newest, programs, told, box, byId) {
  const found = await ask("search", { words: query });
  if (mine !== newest()) return;
  if (found.error) { told.textContent = found.error; return; }
  const hits = found.map((one) => [one.score, [one.title, one.lead, one.source, one.published_at?.slice(0, 10), one.url, one.programs]]);
  showHits(programs, hits, hits.length, null, null, told, box, byId);
  document.body.dataset.searched = String(mine);
}

function showHits(programs, hits, total, read, all, told, box, byId) {
  told.textContent = isLive ? t("found_live", number(programs.length), number(total)) : t("found", number(programs.length), number(total), number(read), number(all));
  box.replaceChildren(
    section(t("programs"), h("ul", { class: "hits" }, programs.slice(0, 20).map(([, one]) => h("li", null, toProgram(one), h("small", null, ` ${code("s", one.status)}`))))),
    section(t("news"), h("ul", { class: "hits" }, hits.map(([, [title, lead, source, day, url, ids]]) => h("li", null,
      outward(url, title), h("small", null, ` ${source} · ${day ?? t("unknown")}`), lead ? h("p", null, quoted(lead)) : "",
      (ids ?? []).map((id) => byId.get(id)).filter(Boolean).map((one) => h("p", { class: "meta" }, "→ ", toProgram(one))))))));
}
