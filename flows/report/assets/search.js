"use strict";
// Search in headlines, leads and program titles: chunk after chunk, newest articles first, best hits on top.
const MOST_HITS = 100;
hoptac.pages.search = (main) => {
  const input = h("input", { type: "search", id: "query", value: hashValue() });
  const told = h("p", { role: "status" }), box = h("div");
  let asked = 0, timer;
  const run = () => search(input.value, ++asked, () => asked, told, box);
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(run, 150); });
  main.append(h("h1", null, t("search")), h("label", { class: "field search" }, h("span", null, t("search_label")), input), told, box);
  if (input.value) run();
};

const spaced = (text) => ` ${text.replace(/[^\p{L}\p{N}]+/gu, " ")} `;

// 0: not a hit. Every word must begin a word, or be one if it is short; it counts more in the title and with its
// tone marks, and the words count more side by side.
function score(words, phrase, title, lead) {
  const plainTitle = spaced(fold(title)), plainLead = spaced(fold(lead));
  let sum = 0;
  for (const { plain, marked } of words) {
    const asked = plain.length < 3 ? ` ${plain} ` : ` ${plain}`, inTitle = plainTitle.includes(asked);
    if (!inTitle && !plainLead.includes(asked)) return 0;
    sum += inTitle ? 3 : 1;
    if (marked && String(inTitle ? title : lead).normalize("NFC").toLowerCase().includes(marked)) sum += 2;
  }
  if (words.length > 1) sum += plainTitle.includes(phrase) ? 6 : plainLead.includes(phrase) ? 4 : 0;
  return sum;
}
function wordsOf(query) {
  return spaced(query.normalize("NFC").toLowerCase()).split(" ").filter(Boolean).map((word) => ({ plain: fold(word), marked: fold(word) === word ? null : word }));
}

async function search(query, mine, newest, told, box) {
  const words = wordsOf(query), phrase = ` ${words.map((word) => word.plain).join(" ")} `, { article_chunks: chunks, searchable } = hoptac.chunks.get("summary");
  if (!words.length || fold(query).trim().length < 2) { told.textContent = t("type_more"); box.replaceChildren(); return; }
  const { programs, byId } = model();
  const foundPrograms = programs.map((one) => [score(words, phrase, one.title, one.place), one]).filter(([points]) => points).sort((left, right) => right[0] - left[0]);
  let hits = [], total = 0, read = 0;
  for (let at = 0; at < chunks; at += 1) {
    const rows = await hoptac.load(`articles-${at}`);
    if (mine !== newest()) return;
    const more = rows.map((row) => [score(words, phrase, row[0], row[1]), row]).filter(([points]) => points);
    read += rows.length;
    total += more.length;
    if (more.length) hits = hits.concat(more).sort((left, right) => right[0] - left[0]).slice(0, MOST_HITS);
    if (at % 8 === 0 || at === chunks - 1) showHits(foundPrograms, hits, total, read, searchable, told, box, byId);
  }
  document.body.dataset.searched = String(mine);
  if (!chunks) showHits(foundPrograms, hits, total, read, searchable, told, box, byId);
}

function showHits(programs, hits, total, read, all, told, box, byId) {
  told.textContent = t("found", number(programs.length), number(total), number(read), number(all));
  box.replaceChildren(
    section(t("programs"), h("ul", { class: "hits" }, programs.slice(0, 20).map(([, one]) => h("li", null, toProgram(one), h("small", null, ` ${code("s", one.status)}`))))),
    section(t("n_articles"), h("ul", { class: "hits" }, hits.map(([, [title, lead, source, day, url, ids]]) => h("li", null,
      outward(url, title), h("small", null, ` ${source} · ${day ?? t("unknown")}`), lead ? h("p", null, quoted(lead)) : "",
      (ids ?? []).map((id) => byId.get(id)).filter(Boolean).map((one) => h("p", { class: "meta" }, "→ ", toProgram(one))))))));
}
