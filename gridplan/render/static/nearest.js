/** The services nearest to a building: minutes, metres, and its route on the map. */

import { fill, h } from "./dom.js";
import { TIERS, completenessOf, scoreOf, walkOf } from "./reach.js";
import { routesOf } from "./trails.js";

/** @param {any} model @param {any} state @param {(route: any) => void} showRoute */
export function makeNearest(model, state, showRoute) {
  const box = h("div", { class: "gp-nearest" });
  let unit = -1;
  let rows = [];

  state.listen((now, before) => {
    if (unit < 0 || !box.isConnected) return;
    if (now.minutes !== before.minutes || now.speed !== before.speed) build();
    if (now.route !== before.route) mark(now);
  });

  function build() {
    rows = [];
    const now = state.get();
    const groups = TIERS.map((tier) => group(tier, now)).filter(Boolean);
    if (!groups.length) return fill(box, h("p", { class: "gp-quiet" }, model.say("no_services")));
    const head = h("tr", {}, ...["service", "minutes", "metres"].map((name) => h("th", { scope: "col" }, model.say("col_" + name))));
    fill(
      box,
      h("h3", {}, model.say("walks_caption")),
      complete(now),
      h("p", { class: "gp-quiet" }, model.say("walks_hint")),
      h("table", { class: "gp-walks" }, h("thead", {}, head), ...groups)
    );
    return mark(now);
  }

  function complete(now) {
    const { building } = model.units;
    const found = completenessOf(model, now, (other) => (building[unit] < 0 ? other === unit : building[other] === building[unit]));
    return found && h("p", { class: "gp-complete" }, model.say("complete", { share: model.share(found.share), of: found.of, minutes: now.minutes }));
  }

  function group(tier, now) {
    const found = walksOf(model, unit, tier);
    if (!found.length) return null;
    const { n, of } = scoreOf(model, unit, now, tier);
    const words = model.say("score", { tier: model.say("tier_" + (tier || "other")), n, of, minutes: now.minutes });
    return h("tbody", {}, h("tr", { class: "gp-tier" }, h("th", { colspan: 3, scope: "rowgroup" }, words)), ...found.map((walk) => row(walk, now)));
  }

  function row({ category, name, metres, reason }, now) {
    if (reason) return h("tr", { class: "gp-beyond" }, h("th", { scope: "row" }, name), h("td", { colspan: 2 }, model.say("reason_" + reason)));
    const isBeyond = metres > now.minutes * now.speed + 0.05;
    const route = routesOf(model, unit)[category];
    const show = (preview) => () => state.set({ preview });
    const button = h(
      "button",
      {
        type: "button",
        class: "gp-walk",
        "data-category": category,
        on: { mouseenter: show(category), mouseleave: show(null), focus: show(category), blur: show(null), click: () => choose(category) },
      },
      h("span", {}, name),
      route && model.services.names[route.service] ? h("span", { class: "gp-quiet" }, model.services.names[route.service]) : null
    );
    rows.push({ category, button });
    const minutes = h("td", {}, model.tenth(metres / now.speed), isBeyond ? h("span", { class: "gp-over" }, model.say("over")) : null);
    return h("tr", { class: isBeyond ? "gp-beyond" : "" }, h("th", { scope: "row" }, button), minutes, h("td", {}, model.count(metres)));
  }

  function choose(category) {
    const isChosen = state.get().route === category;
    state.set({ route: isChosen ? null : category });
    if (!isChosen) showRoute(routesOf(model, unit)[category]);
  }

  function mark({ route }) {
    for (const { category, button } of rows) button.setAttribute("aria-pressed", String(category === route));
  }

  return {
    element: box,
    /** @param {number} next */
    show(next) {
      unit = next;
      build();
    },
  };
}

/** Walks of a tier that has services, nearest first, those out of reach at the end. */
function walksOf(model, unit, tier) {
  return model.coverage.categories
    .map((entry, category) => ({ entry, category, name: entry.name, ...walkOf(model, category, unit) }))
    .filter(({ entry }) => entry.codes && entry.tier === tier)
    .sort((a, b) => (a.metres === null ? Infinity : a.metres) - (b.metres === null ? Infinity : b.metres) || a.category - b.category);
}
