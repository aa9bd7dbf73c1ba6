/** Opens the plan and puts the app together. */

import { fill, h } from "../map/dom.js";
import { placeOf } from "../map/transform.js";
import { makeApi } from "./api.js";
import { openAppModel, setFindings, setLevels } from "./appmodel.js";
import { makeApp } from "./app.js";
import { firstChoices, makeState } from "./choices.js";
import { takeToken } from "./door.js";
import { addPlan } from "./plan.js";
import { addReviewing, watchOthers } from "./reviewing.js";
import { makeSession } from "./session.js";
import { showPlan } from "./surface.js";

const place = /** @type {HTMLElement} */ (document.getElementById("rv-app"));
const cover = /** @type {HTMLElement} */ (document.getElementById("rv-cover"));

open();

async function open() {
  const wanted = new URLSearchParams(window.location.search);
  const language = wanted.get("lang") === "en" ? "en" : "zh";
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  const session = makeSession(makeApi(takeToken()), language);
  let text = null;
  try {
    const plan = Promise.all([session.ground(), session.load()]);
    plan.catch(() => {}); // told below, once there are words for it
    text = await session.text();
    fill(cover, h("h1", {}, text.loading), h("div", { class: "rv-progress" }, h("i")));
    const [ground] = await plan;
    start(ground, text, language, session);
  } catch (error) {
    showFault(text, error);
    throw error;
  }
}

function start(ground, text, language, session) {
  const model = openAppModel(ground, text, language);
  setLevels(model, session.levels());
  setFindings(model, session.findings(model.byName));
  const state = makeState(firstChoices(model, session.rev()));
  const app = makeApp(model, state, session);
  addPlan(app);
  addReviewing(app);
  document.title = `${model.meta.place} · ${model.say("app_title")}`;
  showPlan(app, place);
  cover.hidden = true;
  watchOthers(app);
  document.documentElement.dataset.ready = "true";
  // what a test or a person at the console may ask
  /** @type {any} */ (window).gridplan = { app, model, state, map: app.map, placeOf: (x, y) => placeOf(model.frame, x, y) };
}

function showFault(text, error) {
  const say = (key, other) => (text ? text[key] : other);
  const again = h("button", { type: "button", class: "rv-button rv-primary", on: { click: () => window.location.reload() } }, say("retry", "重试 Try again"));
  const fault = say("load_failed_text", "{fault}").replace("{fault}", error.message);
  fill(cover, h("h1", {}, say("load_failed", "方案未能打开 The plan did not open")), h("p", {}, fault), again);
}
