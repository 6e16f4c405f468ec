"use strict";
// One program: what is known, and the words of each article that say so.
hoptac.pages.program = (main) => {
  const { byId, programs, parties } = model();
  const one = byId.get(hashValue());
  if (!one) { main.append(h("h1", null, t("program")), note(t("missing")), h("p", null, h("a", { href: "programs.html" }, t("programs")))); return; }
  const fact = (label, ...value) => [h("dt", null, t(label)), h("dd", null, ...value)];
  const other = (label, id) => (byId.has(id) ? fact(label, toProgram(byId.get(id))) : []);
  const people = h("dd", null, "…"), cards = h("div", { class: "cards" }, "…");
  main.append(h("h1", null, quoted(one.title)),
    section(t("facts"), h("dl", { class: "facts" },
      fact("parties", h("ul", null, one.parties.map((id) => parties.get(id)).filter(Boolean).map((party) => h("li", null, toParty(party), ` · ${code("k", party.kind)}`, todayText(party))))),
      fact("instrument", code("i", one.instrument)),
      fact("status", h("span", { class: `status ${one.status}` }, code("s", one.status)), " ", h("small", null, `${t("rule")}: ${code("ru", one.status_rule)}`)),
      fact("stage", code("g", one.stage)), fact("signed_on", one.signed_on ?? t("unknown")), fact("period", periodText(one)),
      fact("place", quoted(one.place ?? t("unknown"))), fact("sectors", one.sectors.map((sector) => code("c", sector)).join(", ") || t("unknown")),
      h("dt", null, t("signatories")), people,
      fact("reviews", one.reviews.join(", ") || t("none")), other("renewal_of", one.renewal_of), other("renewed_by", one.renewed_by),
      fact("articles", `${number(one.article_count)} (${t("outlets").toLowerCase()}: ${number(one.outlet_count)}; ${one.first_reported_on ?? "?"} – ${one.last_reported_on ?? "?"})`),
      fact("confidence", number(one.confidence)), fact("health", number(one.health)))),
    h("p", null, h("a", { href: `timeline.html#party=${one.parties.slice(0, 2).map(encodeURIComponent).join(",")}` }, t("timeline"))),
    section(t("evidence"), cards));
  const { per_chunk } = hoptac.chunks.get("programs");
  hoptac.load(`cards-${per_chunk ? Math.floor(programs.indexOf(one) / per_chunk) : one.program_id}`).then((found) => {
    const { cards: told, people: signed } = found[one.program_id];
    people.replaceChildren(signed.length ? h("ul", null, signed.map((person) => h("li", null, quoted(person.name), person.title ? [", ", quoted(person.title)] : ""))) : t("unknown"));
    cards.replaceChildren(...(told.length ? told.map(evidenceCard) : [note(t("no_evidence"))]));
    document.body.dataset.cards = String(told.length);
  });
};

const todayText = (party) => {
  const now = party.current_id !== party.party_id && model().parties.get(party.current_id);
  return now ? [` · ${t("today").toLowerCase()} `, toParty(now)] : "";
};

function fieldText(field) {
  const at = field.indexOf(":");
  const [name, value] = at < 0 ? [field, ""] : [field.slice(0, at), field.slice(at + 1)];
  const shown = name === "sector" ? code("c", value) : value;
  return shown ? `${t(`field_${name}`)}: ${shown}` : t(`field_${name}`);
}

function evidenceCard(card) {
  const piece = ([text, fields]) => {
    if (!fields.length) return text;
    const wide = fields.every((field) => field === "stage" || field === "instrument");
    const told = fields.map(fieldText).join("; ");
    return h("mark", { class: wide ? "wide" : null, title: told }, text);
  };
  const fields = [...new Set(Object.values(card.parts).flat().flatMap(([, found]) => found))];
  return h("article", { class: "card" },
    h("h3", null, outward(card.url, card.title)),
    h("p", { class: "meta" }, [card.source, card.published_at?.slice(0, 10) ?? t("unknown"), code("g", card.stage), `${t("confidence").toLowerCase()} ${number(card.confidence)}`, `${t("reader")} ${card.reader}`].join(" · ")),
    Object.entries(card.parts).map(([part, pieces]) => h("div", { class: "quote" }, h("h4", null, t(`part_${part}`)), h("blockquote", { dir: "auto" }, pieces.map(piece)))),
    h("p", { class: "meta" }, `${t("supports")}: ${fields.map(fieldText).join(" · ")}`));
}
