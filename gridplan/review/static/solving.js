/** Re-optimising the rest: what is free, how it goes on, what it proposes. */

import { fill, h } from "../map/dom.js";
import { ask } from "./dialog.js";
import { button, field, select } from "./widgets.js";

const PATIENCE_MS = 200;

/** @param {any} app @param {HTMLElement} stage */
export function addSolving(app, stage) {
  const { model, state, say, speech } = app;
  const bar = h("section", { class: "rv-proposal", hidden: true, "aria-label": say("proposal"), "aria-live": "polite" });
  stage.append(bar);
  /** @type {any} */
  let proposal = null;

  async function open() {
    if (app.isFrozen()) return app.notify(say("frozen_edit"), "rv-bad");
    const { selected, chosen, level } = state.get();
    const zone = selected && selected.kind === "zone" && selected.level === level ? selected.index : -1;
    const scopes = [
      ...(chosen.size ? [{ value: "units", text: say("scope_units", { n: speech.count(chosen.size) }) }] : []),
      ...(zone >= 0 ? [{ value: "zone", text: say("scope_zone", { name: model.levels[level].zones.name[zone] }) }] : []),
      ...communitiesOf(model).map(({ id, name }) => ({ value: "community:" + id, text: say("scope_community", { name }) })),
      { value: "all", text: say("scope_all") },
    ];
    const scope = select(scopes, scopes[0].value, () => {});
    const locked = app.zoneList(level).filter((one) => app.isLocked(level, one)).length;
    const answer = await ask({
      title: say("solve"),
      body: [h("p", {}, say("solve_text")), field(say("scope"), scope), h("p", { class: "gp-quiet" }, say("solve_kept", { zones: speech.count(locked), units: speech.count(app.nLockedUnits()) }))],
      actions: [{ value: "yes", text: say("solve_start"), kind: "rv-primary" }, { value: "", text: say("cancel") }],
      close: say("close"),
    });
    return answer === "yes" ? run(scope.value, zone) : undefined;
  }

  async function run(scope, zone) {
    const { chosen, level } = state.get();
    const job = await app.startSolve({ scope, level, zone, units: scope === "units" ? [...chosen] : [] });
    if (!job) return undefined;
    let isWanted = true;
    const stop = button({ name: say("cancel"), on: () => ((isWanted = false), app.stopSolve(job)) });
    const progress = /** @type {any} */ (h("progress", { max: 1, "aria-label": say("solve_running") }));
    fill(bar, h("h2", {}, say("solve_running")), progress, stop);
    bar.hidden = false;
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
      const now = await app.readSolve(job);
      if (!now || !isWanted || now.state === "cancelled") return end(say("solve_cancelled"));
      if (now.state === "failed") return end(now.message, "rv-bad");
      if (now.share !== null) progress.value = now.share;
      if (now.state === "done") return show(now);
    }
  }

  function end(text, kind = "") {
    bar.hidden = true;
    proposal = null;
    app.notify(text, kind);
  }

  /** @param {any} found */
  function show(found) {
    if (!found.moves.some(({ units }) => units.length)) return end(say("solve_none"));
    proposal = found;
    const units = app.showProposal(found.moves);
    const rows = found.gains.map(({ name, before, after }) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, before), h("td", {}, after)));
    fill(
      bar,
      h("h2", {}, say("proposal")),
      h("p", {}, say("proposal_moves", { n: speech.count(units.length), households: speech.count(sum(model, units)) })),
      h("table", { class: "gp-table" }, h("thead", {}, h("tr", {}, ...["proposal_gain", "proposal_before", "proposal_after"].map((key) => h("th", { scope: "col" }, say(key))))), h("tbody", {}, ...rows)),
      h("div", { class: "rv-row-of" }, button({ icon: "check", name: say("accept"), key: "Enter", kind: "rv-primary", on: () => answer(true) }), button({ name: say("reject"), key: "Backspace", on: () => answer(false) }))
    );
    bar.querySelector("button").focus();
    app.speak(say("proposal_moves", { n: units.length, households: sum(model, units) }));
    return undefined;
  }

  /** @param {boolean} isAccepted */
  async function answer(isAccepted) {
    if (!proposal) return false;
    const found = proposal;
    proposal = null;
    bar.hidden = true;
    app.hideProposal();
    if (isAccepted) await app.acceptSolve(found);
    else (await app.rejectSolve(found), app.notify(say("rejected")));
    return true;
  }

  Object.assign(app, { openSolve: open, answerProposal: (is) => (proposal ? void answer(is) : false), isProposing: () => Boolean(proposal) });
}

/** @param {any} model */
function communitiesOf(model) {
  const level = model.levels[model.byName.community];
  return level ? level.zones.id.map((id, zone) => ({ id, name: level.zones.name[zone] })) : [];
}

function sum(model, units) {
  let households = 0;
  for (const unit of units) households += model.units.households[unit];
  return households;
}

