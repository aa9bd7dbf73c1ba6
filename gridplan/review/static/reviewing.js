/** What reviewers do beside editing: comment, branch, compare, hand over, watch the others. */

import { h } from "../map/dom.js";
import { unitTitle } from "../map/facts.js";
import { Refusal } from "./api.js";
import { ask } from "./dialog.js";
import { authorsOf, nameOf } from "./plan.js";
import { saveFile, toCsv } from "./saving.js";
import { otherModel } from "./swipe.js";
import { field } from "./widgets.js";

const RETRY_MS = 4000;
const MOST_REVS = 60;
const DEGREES = 1e7; // a centimetre

/** @param {any} app */
export function addReviewing(app) {
  const { model, state, say, session } = app;
  const close = say("close");
  const noted = () => state.set({ notes: state.get().notes + 1 });
  const failed = (error) => (app.notify(error instanceof Refusal ? say("edit_refused", { fault: error.message }) : say("offline"), "rv-bad"), false);

  async function askName(title, text, value, action) {
    const input = /** @type {any} */ (h("input", { type: "text", class: "rv-input", prop: { value } }));
    const check = () => (input.value.trim() ? "" : say("scenario_needed"));
    const answer = await ask({ title, body: [text ? h("p", {}, text) : h("span"), field(say("scenario_name"), input)], actions: [{ value: "yes", text: action, kind: "rv-primary", check }, { value: "", text: say("cancel") }], close });
    return answer === "yes" ? input.value.trim() : "";
  }

  /** The text of a comment, empty where it is called off. @param {string} title */
  async function askComment(title) {
    const text = /** @type {any} */ (h("textarea", { class: "rv-area", "aria-label": say("comment_text"), placeholder: say("comment_hint") }));
    const check = () => (text.value.trim() ? "" : say("comment_empty"));
    const answer = await ask({ title, body: [text], actions: [{ value: "yes", text: say("save"), kind: "rv-primary", check }, { value: "", text: say("cancel") }], close });
    return answer === "yes" ? text.value.trim() : "";
  }

  Object.assign(app, {
    async addComment(body) {
      try {
        await session.comment({ level: -1, zone: -1, unit: -1, ...body });
      } catch (error) {
        return failed(error);
      }
      noted();
      app.notify(say("commented"));
      return true;
    },

    /** Shows what others have said meanwhile; what is being written here stays. */
    async hearComments() {
      const known = new Set(app.comments().map(({ id }) => id));
      await session.hear();
      noted();
      const made = app.comments().filter(({ id }) => !known.has(id));
      if (made.length) app.notify(say("others_commented", { author: authorsOf(app, made) }));
    },

    async resolveComment(id, isResolved) {
      await session.resolve(id, isResolved).catch(failed);
      noted();
    },

    /** The name of a place of the map. @param {number[]} point longitude and latitude */
    pointName: ([lon, lat]) => say("point_at", { lon: lon.toFixed(5), lat: lat.toFixed(5) }),

    /** A comment at a place of the map. */
    async commentAt({ lng, lat }) {
      const point = [lng, lat].map((degrees) => Math.round(degrees * DEGREES) / DEGREES);
      const text = await askComment(say("comment_at_title", { place: app.pointName(point) }));
      if (text) await app.addComment({ point, text });
    },

    /** A comment on what is selected. */
    async commentHere() {
      const { selected } = state.get();
      const place = selected ? (selected.kind === "unit" ? { unit: selected.index } : { level: selected.level, zone: selected.index }) : {};
      const name = selected ? (selected.kind === "unit" ? unitTitle(model, selected.index) : model.levels[selected.level].zones.name[selected.index]) : model.meta.place;
      const text = await askComment(say("comment_title", { name }));
      if (text) await app.addComment({ ...place, text });
    },

    freeze: (is) => app.edit({ op: "freeze", is_frozen: is }, say(is ? "frozen" : "unfrozen")),
    unlink: (id) => app.edit({ op: "unlink", id }, say("unlinked")),

    async branch() {
      const name = await askName(say("branch_title"), say("branch_text"), "", say("branch"));
      if (name) await app.write(() => session.branchAt(name, session.rev()), say("branched", { name }));
    },
    async renameScenario() {
      const name = await askName(say("rename_scenario"), "", nameOf(app), say("save"));
      if (name) await app.write(() => session.renameScenario(name), "");
    },
    openScenario: (id) => app.write(() => session.load(id), ""),

    /** What this plan can be compared with. */
    async comparable() {
      const revs = (await session.history()).filter(({ is_undone }) => !is_undone).slice(0, MOST_REVS);
      return [
        { value: "rev:0", text: say("compare_start") },
        ...revs.slice(1).map(({ rev, text }) => ({ value: "rev:" + rev, text: `${say("compare_rev", { n: rev })} · ${text}` })),
        ...app.scenarios().filter(({ id }) => id !== app.scenario()).map(({ id, name }) => ({ value: "scenario:" + id, text: say("compare_scenario", { name }) })),
      ];
    },
    /** Takes another plan, or zones, from a file, to compare with. @param {File} file @returns {Promise<string>} how it is chosen, empty where it cannot be */
    async importPlan(file) {
      if (file.size > session.most()) return (app.notify(say("import_large", { mb: app.speech.count(session.most() / 1e6) }), "rv-bad"), "");
      app.notify(say("importing", { name: file.name }));
      try {
        const made = await session.importPlan(file);
        await app.write(() => session.load(), "");
        app.notify(say("imported", { name: file.name }));
        return "scenario:" + made;
      } catch (error) {
        app.notify(error instanceof Refusal ? error.message : say("offline"), "rv-bad");
        return "";
      }
    },
    async otherPlan(which) {
      const at = which.indexOf(":");
      const found = await session.other({ [which.slice(0, at)]: which.slice(at + 1) });
      return { ...otherModel(model, session.levels(found)), held: found.levels.map((level) => level.is_held) };
    },
    saveMoves(moves) {
      const head = [say("fact_id"), say("col_unit"), say("fact_households"), say("move_from"), say("move_into")];
      const rows = moves.map(({ unit, from, to }) => [model.units.id(unit), unitTitle(model, unit), model.units.households[unit], from, to]);
      saveFile("moves.csv", toCsv([head, ...rows]));
    },

    async download(formats, audience) {
      app.notify(say("export_running"));
      try {
        const { name, blob } = await session.export({ formats, audience });
        saveFile(name, blob);
        app.notify(say("export_done", { name }));
      } catch (error) {
        failed(error);
      }
    },

    startSolve: async (body) => session.solve(body).then(({ job }) => job, failed),
    readSolve: (job) => session.job(job).catch(failed),
    stopSolve: (job) => session.stop(job, "cancel").catch(failed),
    rejectSolve: ({ job }) => session.stop(job, "reject").catch(failed),
    acceptSolve: ({ job }) => app.write(() => session.accept(job), say("accepted")),

    setLanguage(language) {
      const here = new URL(window.location.href);
      here.searchParams.set("lang", language);
      window.location.href = here.href;
    },
  });
}

const pause = () => new Promise((resolve) => setTimeout(resolve, RETRY_MS));

/** Follows what others do, as long as the page is open. @param {any} app */
export async function watchOthers(app) {
  const { session, state, say } = app;
  for (;;) {
    try {
      const news = await session.next();
      if (!news) continue;
      await session.saidAll();
      if (news.said > session.said()) await app.hearComments();
      if (news.rev <= session.rev()) continue;
      const isBusy = state.get().saving === "saving" || !app.draft.isEmpty() || app.isProposing();
      if (isBusy) await pause(); // the news stay news: they are asked for again
      else {
        await app.reload();
        app.notify(say("others_edited", { author: news.author || say("somebody") }));
      }
    } catch {
      await pause();
    }
  }
}
