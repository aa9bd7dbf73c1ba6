/** The coverage panel: minutes, walkers, the share of every category, the gaps. */

import { makeAnswers } from "./answers.js";
import { fill, h } from "./dom.js";
import { zoneTitle } from "./facts.js";
import { TIERS, beyondOf, gapsOf, shadesOf, shareOf } from "./reach.js";
import { minuteColor } from "./sheet.js";
import { makeSites } from "./sites.js";

const N_GAPS = 6;

/**
 * @param {any} model
 * @param {any} state
 * @param {{goTo: (target: any, isClose: boolean) => void, goToPoint: (x: number, y: number) => void}} ways
 */
export function makeCircle(model, state, { goTo, goToPoint }) {
  if (!model.coverage.views.some((view) => view.codes)) return h("p", { class: "gp-empty" }, model.say("empty_services"));
  const draws = [];
  const box = h(
    "div",
    { class: "gp-circle" },
    h("div", { class: "gp-controls" }, makeSlider(model, state, draws), makeWalkers(model, state, draws), makeKey(model, draws)),
    model.coverage.mode === "radius" ? h("p", { class: "gp-quiet" }, model.say("mode_radius")) : null,
    makeSentence(model, draws),
    makeList(model, state, draws),
    ...makeSites(model, goToPoint),
    makeGaps(model, draws, goTo),
    makeAnswers(model, goTo)
  );
  const draw = (now) => draws.forEach((each) => each(now));
  state.listen((now, before) => {
    if (["minutes", "speed", "category"].some((name) => now[name] !== before[name])) draw(now);
  });
  draw(state.get());
  return box;
}

/** The longest walk that was followed, in minutes of the fastest walker. */
function mostMinutes(model) {
  const { search_m, speeds, limit_minutes } = model.coverage;
  const fastest = Math.max(...speeds.map(({ m_per_min }) => m_per_min));
  return Math.max(limit_minutes, Math.floor(search_m / fastest));
}

function makeSlider(model, state, draws) {
  const { limit_minutes } = model.coverage;
  const most = mostMinutes(model);
  const step = Number.isInteger(limit_minutes) ? 1 : 0.5;
  const input = h("input", { type: "range", id: "gp-minutes", min: 1, max: most, step, on: { input: () => set(Number(input.value)) } });
  const value = h("output", { for: "gp-minutes" });
  const marks = [5, 10, 15, 20, 25, 30].filter((mark) => mark <= most);
  const ticks = h(
    "div",
    { class: "gp-ticks" },
    ...marks.map((mark) => h("button", { type: "button", "aria-label": model.say("set_minutes", { n: mark }), style: { left: `${((mark - 1) / (most - 1)) * 100}%` }, on: { click: () => set(mark) } }, String(mark)))
  );
  const set = (minutes) => state.set({ minutes });
  draws.push(({ minutes }) => {
    input.value = String(minutes);
    input.style.setProperty("--share", `${((minutes - 1) / (most - 1)) * 100}%`);
    input.setAttribute("aria-valuetext", model.say("minutes", { n: minutes }));
    value.textContent = model.say("minutes", { n: minutes });
  });
  return h("div", { class: "gp-slider" }, h("label", { for: "gp-minutes" }, model.say("within")), value, input, ticks);
}

function makeWalkers(model, state, draws) {
  const { speeds } = model.coverage;
  const options = speeds.map(({ name, m_per_min }) => h("option", { value: m_per_min }, model.say("walker_speed", { name, speed: m_per_min })));
  const select = h("select", { id: "gp-speed", on: { change: () => state.set({ speed: Number(select.value) }) } }, ...options);
  draws.push(({ speed }) => (select.value = String(speed)));
  return h("div", { class: "gp-walkers" }, h("label", { for: "gp-speed" }, model.say("walker")), select);
}

/** The shades of the map beside their minutes. */
function makeKey(model, draws) {
  const list = h("ul", { class: "gp-key", "aria-label": model.say("legend") });
  draws.push(({ minutes }) => {
    const bounds = shadesOf(minutes);
    const within = bounds.map((high, k) => [minuteColor(model.style, k), k ? model.say("from_to", { low: bounds[k - 1], high }) : model.say("up_to", { n: high })]);
    const all = [...within, [minuteColor(model.style, "beyond"), model.say("beyond", { n: minutes }), true]];
    fill(list, ...all.map(([color, text, isGap]) => h("li", { class: isGap ? "gp-key-gap" : "" }, h("i", { style: { background: color } }), text)));
  });
  return list;
}

function makeSentence(model, draws) {
  const sentence = h("p", { class: "gp-sentence", role: "status" });
  draws.push((now) => (sentence.textContent = coverageSentence(model, now)));
  return sentence;
}

/** What the map says of its coverage, in one sentence. */
export function coverageSentence(model, now) {
  const view = model.coverage.views[now.category];
  if (!view.codes) return model.say("sentence_no_data", { category: view.name });
  return model.say(view.parts ? "sentence_all" : view.base === undefined ? "sentence_share" : "sentence_sited", {
    category: view.name,
    minutes: now.minutes,
    share: model.share(shareOf(model, now.category, now)),
    n: model.count(view.n_services),
    beyond: model.count(beyondOf(model, now.category, now)),
  });
}

function makeList(model, state, draws) {
  const { views } = model.coverage;
  const special = [...views.keys()].filter((k) => views[k].parts || views[k].base !== undefined);
  const groups = TIERS.map((tier) => {
    const members = [...views.keys()].filter((k) => views[k].codes && views[k].tier === tier && !views[k].parts && views[k].base === undefined);
    const missing = views.filter((view) => !view.codes && view.tier === tier).map((view) => view.name);
    if (!members.length && !missing.length) return null;
    return h(
      "section",
      {},
      h("h3", {}, model.say("tier_" + (tier || "other"))),
      h("ul", { class: "gp-categories" }, ...members.map((k) => row(k))),
      missing.length ? h("p", { class: "gp-quiet" }, model.say("without_data", { categories: missing.join(model.say("list_comma")) })) : null
    );
  });

  function row(k) {
    const input = h("input", { type: "radio", name: "gp-category", value: k, "data-id": views[k].id, on: { change: () => state.set({ category: k }) } });
    const share = h("span", { class: "gp-share" });
    const bar = h("span", {});
    const title = views[k].parts ? views[k].parts.map((part) => views[part].name).join(model.say("list_comma")) : null;
    const item = h("li", {}, h("label", { title }, input, h("span", {}, views[k].name), share, h("span", { class: "gp-bar", "aria-hidden": "true" }, bar)));
    draws.push((now) => {
      const part = shareOf(model, k, now);
      input.checked = now.category === k;
      share.textContent = model.share(part);
      bar.style.width = part * 100 + "%";
    });
    return item;
  }

  return h("fieldset", { class: "gp-tiers" }, h("legend", { class: "gp-visually-hidden" }, model.say("category")), special.length ? h("ul", { class: "gp-categories gp-all" }, ...special.map((k) => row(k))) : null, ...groups.filter(Boolean));
}

/** Where most households are left out: zones of the finest level, each a way to its place. */
function makeGaps(model, draws, goTo) {
  const level = model.levels.length - 1;
  const { zones } = model.levels[level];
  const title = h("h3", { id: "gp-gaps-title" });
  const list = h("ol", { class: "gp-gaps" });
  draws.push((now) => {
    const found = gapsOf(model, now.category, now, level);
    title.textContent = model.say("gaps_" + model.levels[level].level, { n: model.count(found.length) });
    fill(
      list,
      ...found.slice(0, N_GAPS).map(({ zone, beyond }) =>
        h(
          "li",
          {},
          h("button", { type: "button", class: "gp-link", on: { click: () => goTo({ kind: "zone", level, index: zone }, true) } }, zoneTitle(model, level, zone)),
          h("span", { class: "gp-share" }, model.say("gap_of", { beyond: model.count(beyond), n: model.count(zones.households[zone]) }))
        )
      ),
      found.length ? null : h("li", { class: "gp-quiet" }, model.say("gaps_none"))
    );
  });
  return h("section", { "aria-labelledby": "gp-gaps-title" }, title, list);
}
