/** Edits on their way to the server and back, and what follows from the answers. */

import { h } from "../map/dom.js";
import { Refusal } from "./api.js";
import { ask } from "./dialog.js";

const REST_MS = 800;

/** @param {any} app */
export function addPlan(app) {
  const { model, state, say, session } = app;

  /** Shows the plan as the server has it. */
  const show = () => app.settle(null);

  /** Names whose edits were kept beside this one. */
  function passed() {
    const others = session.passed();
    if (!others.length) return "";
    return say("passed_over", { author: authorsOf(app, others), n: others.length });
  }

  /** @type {any} */
  let rest = 0;
  let isChecking = false;

  /** The check follows the edits once the hand rests, one at a time: it must not hold them up. */
  function check() {
    clearTimeout(rest);
    rest = setTimeout(checkNow, REST_MS);
  }

  async function checkNow() {
    if (session.isChecked() || isChecking) return;
    if (!app.draft.isEmpty()) return check();
    isChecking = true;
    try {
      const isNew = await session.check();
      // an edit on its way makes them old, and its answer must not wait for them to be drawn
      if (isNew && state.get().saving !== "saving") app.refind();
      else check();
    } catch {
      app.notify(say("check_failed"), "rv-bad");
    } finally {
      isChecking = false;
    }
  }

  /**
   * @param {() => Promise<any>} write
   * @param {string} said
   * @param {any} [body] the edit, to do it again
   * @param {string} [also] only read aloud
   */
  async function send(write, said, body, also = "") {
    state.set({ saving: "saving" });
    try {
      await write();
      state.set({ saving: "saved" });
      app.settle(session.changes());
      if (session.passed().length) app.repaintSoon(null); // what others did may lie anywhere
      check();
      const told = [said, passed()].filter(Boolean).join(" ");
      if (said) app.notify(told);
      if (also) app.speak(`${told} ${also}`);
      return true;
    } catch (error) {
      return fail(error, said, body);
    }
  }

  async function fail(error, said, body) {
    state.set({ saving: "failed" });
    if (!(error instanceof Refusal)) {
      app.notify(say("offline"), "rv-bad");
      if (!(error instanceof TypeError)) throw error;
      show();
      return false;
    }
    if (error.status === 409 && error.error.code === "stale") return settleConflict(error, said, body);
    await session.load();
    state.set({ saving: "saved" });
    show();
    app.notify(say("edit_refused", { fault: error.message }), "rv-bad");
    return false;
  }

  /** Somebody else was faster: mine on top of theirs, theirs alone, or mine as a copy. */
  async function settleConflict({ error }, said, body) {
    const choices = [
      { value: "mine", text: say("conflict_mine"), kind: "rv-primary" },
      { value: "copy", text: say("conflict_copy") },
      { value: "theirs", text: say("conflict_theirs") },
    ];
    const answer = await ask({ title: say("conflict_title"), body: [h("p", {}, say("conflict_text", { author: error.author || say("somebody"), rev: error.rev }))], actions: body ? choices : choices.slice(2), close: say("close") });
    const base = session.now().rev;
    if (answer === "copy") await session.branchAt(say("conflict_copy_name", { name: nameOf(app) }), base);
    else await session.load();
    state.set({ saving: "saved" });
    show();
    return body && (answer === "mine" || answer === "copy") ? app.edit(body, said) : false;
  }

  Object.assign(app, {
    reload: async () => (await session.load(), show(), check()),
    checkPlan: check,
    /** Makes one edit. @param {any} body @param {string} [said] shown when it is done @param {string} [also] only read aloud */
    edit: (body, said = "", also = "") => send(() => session.edit(body), said, body, also),
    write: (deed, said) => send(deed, said),
    undo: () => (app.canUndo() && !app.isFrozen() ? send(() => session.undo(), say("undid")) : undefined),
    redo: () => (app.canRedo() && !app.isFrozen() ? send(() => session.redo(), say("redid")) : undefined),
    canUndo: () => session.now().can_undo,
    canRedo: () => session.now().can_redo,
    comments: () => session.now().comments,
    approvalOf: (level, zone) => (model.levels[level].zones.approval || [])[zone] || { state: "open", reason: "", by: "" },
    linksOf: (unit) => session.now().links.filter(({ units }) => units.includes(unit)),
    formats: () => session.now().formats,
    history: () => session.history(),
    scenarios: () => session.now().scenarios,
    scenario: () => session.now().scenario,
  });
}

/** Who did some things, each named once. @param {any} app @param {{author: string}[]} deeds */
export function authorsOf({ say }, deeds) {
  return [...new Set(deeds.map(({ author }) => author || say("somebody")))].join(say("list_comma"));
}

/** @param {any} app */
export function nameOf(app) {
  const own = app.scenarios().find(({ id }) => id === app.scenario());
  return own ? own.name : "";
}
