/** The figures: households, a row for every level, the table of coverage. */

import { h } from "./dom.js";

/** @param {any} model @param {(category: number) => void} showCategory */
export function makeFigures(model, showCategory) {
  return h(
    "div",
    { class: "gp-figures" },
    headline(model),
    h("h3", {}, model.say("figures_levels")),
    model.summary.length ? levelTable(model) : h("p", { class: "gp-empty" }, model.say("empty_levels")),
    ...missingLevels(model),
    h("h3", {}, model.say("figures_coverage")),
    model.coverage.categories.length ? coverageTable(model, showCategory) : h("p", { class: "gp-empty" }, model.say("empty_services")),
    h("p", { class: "gp-quiet" }, model.say("figures_walk", { speed: model.coverage.walk_m_per_min }))
  );
}

function headline(model) {
  const { meta } = model;
  const unplaced = meta.unplaced ? h("p", { class: "gp-quiet" }, model.say("unplaced", { n: model.count(meta.unplaced) })) : null;
  return h(
    "div",
    { class: "gp-headline" },
    h("p", { class: "gp-big" }, model.count(meta.households)),
    h("p", {}, model.say("households_of_basis", { basis: meta.basis })),
    unplaced
  );
}

function missingLevels(model) {
  const planned = new Set(model.levels.map(({ level }) => level));
  return ["grid", "microgrid"]
    .filter((level) => !planned.has(level))
    .map((level) => h("p", { class: "gp-empty" }, model.say("empty_level_" + level, { profile: model.meta.profile })));
}

function levelTable(model) {
  const heads = ["zones", "in_band", "out_of_band", "unavoidable"];
  const rows = model.summary.map((row) =>
    h(
      "tr",
      {},
      h("th", { scope: "row" }, model.say("level_" + row.level), h("span", { class: "gp-quiet" }, model.band(row.min, row.max))),
      ...[row.n_zones, row.n_in_band, row.n_out_of_band, row.n_unavoidable].map((n) => h("td", {}, model.count(n)))
    )
  );
  return h(
    "table",
    { class: "gp-table" },
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, model.say("col_level")), ...heads.map((name) => h("th", { scope: "col" }, model.say("col_" + name))))),
    h("tbody", {}, ...rows)
  );
}

function coverageTable(model, showCategory) {
  const entries = model.coverage.categories.map((entry, k) => ({ entry, k }));
  const rows = entries.filter(({ entry }) => entry.codes).map(({ entry, k }) => {
    const [, share] = entry.shares[entry.shares.length - 1];
    const button = h("button", { type: "button", class: "gp-link", on: { click: () => showCategory(k) } }, entry.name);
    const bar = h("span", { class: "gp-bar", "aria-hidden": "true" }, h("span", { style: { width: `${(share || 0) * 100}%` } }));
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, button, bar),
      h("td", {}, model.count(entry.n_services)),
      h("td", {}, model.share(share))
    );
  });
  const heads = ["category", "n_services", "share"].map((name) => h("th", { scope: "col" }, model.say("col_" + name, { minutes: model.coverage.limit_minutes })));
  const missing = entries.filter(({ entry }) => !entry.codes).map(({ entry }) => entry.name);
  return h(
    "div",
    {},
    rows.length ? h("table", { class: "gp-table" }, h("thead", {}, h("tr", {}, ...heads)), h("tbody", {}, ...rows)) : null,
    missing.length ? h("p", { class: "gp-empty" }, model.say("without_data", { categories: missing.join(model.say("list_comma")) })) : null
  );
}
