/** What is done with whole zones and with sets of units: each is asked for once and is one edit. */

import { h } from "../map/dom.js";
import { ask } from "./dialog.js";
import { field, select, swatch } from "./widgets.js";

/** @param {any} app */
export function addDeeds(app) {
  const { model, state, say } = app;
  const here = () => state.get().level;
  const name = (zone) => model.levels[here()].zones.name[zone];
  const close = say("close");
  const input = (value, attributes = {}) => /** @type {any} */ (h("input", { class: "rv-input", type: "text", autocomplete: "off", prop: { value }, ...attributes }));
  const chosenZones = () => {
    const { selected, level } = state.get();
    return selected && selected.kind === "zone" && selected.level === level ? [selected.index] : [];
  };
  const withOne = (deed) => () => {
    const [zone] = chosenZones();
    if (zone === undefined) return app.notify(say("no_zone_selected"), "rv-bad");
    return deed(zone);
  };

  Object.assign(app, {
    lockZones(zones) {
      if (!zones.length) return undefined;
      const isLocked = !zones.every((zone) => app.isLocked(here(), zone));
      return app.edit({ op: "lock_zones", level: here(), zones, is_locked: isLocked }, say(isLocked ? "locked_zones" : "unlocked_zones", { n: zones.length }));
    },

    lockAll() {
      return app.lockZones(app.zoneList(here()));
    },

    lockUnits(units) {
      const isLocked = !units.every(app.isUnitLocked);
      return app.edit({ op: "lock_units", units, is_locked: isLocked }, say(isLocked ? "locked_units" : "unlocked_units", { n: units.length }));
    },

    linkUnits(units, kind) {
      return app.edit({ op: "link", units, kind }, say("linked_" + kind, { n: units.length }));
    },

    async mergeZones(zones) {
      const into = select(zones.map((zone) => ({ value: String(zone), text: name(zone) })), String(zones[0]), () => {});
      const answer = await ask({ title: say("merge_title", { n: zones.length }), body: [h("p", {}, say("merge_text")), field(say("merge_into"), into)], actions: [{ value: "yes", text: say("act_merge"), kind: "rv-primary" }, { value: "", text: say("cancel") }], close });
      if (answer !== "yes") return;
      await app.edit({ op: "merge", level: here(), zones, into: Number(into.value) }, say("merged", { n: zones.length, name: name(Number(into.value)) }));
    },

    /** Merges a zone with one that touches it. */
    async mergeWith(zone) {
      const near = app.nearZones().filter((other) => other !== zone);
      const other = select(near.map((one) => ({ value: String(one), text: name(one) })), String(near[0]), () => {});
      const answer = await ask({ title: say("merge_with_title", { name: name(zone) }), body: [h("p", {}, say("merge_text")), field(say("merge_with"), other)], actions: [{ value: "yes", text: say("act_merge"), kind: "rv-primary" }, { value: "", text: say("cancel") }], close });
      if (answer === "yes") await app.edit({ op: "merge", level: here(), zones: [zone, Number(other.value)], into: zone }, say("merged", { n: 2, name: name(zone) }));
    },

    async splitZone(zone) {
      const parts = input("2", { type: "number", min: 2, max: 9 });
      const check = () => (Number(parts.value) >= 2 && Number(parts.value) <= 9 ? "" : say("split_range"));
      const answer = await ask({ title: say("split_title", { name: name(zone) }), body: [h("p", {}, say("split_text")), field(say("split_parts"), parts)], actions: [{ value: "yes", text: say("act_split"), kind: "rv-primary", check }, { value: "", text: say("cancel") }], close });
      if (answer === "yes") await app.edit({ op: "split", level: here(), zone, parts: Number(parts.value) }, say("split_done", { name: name(zone), n: parts.value }));
    },

    async newZone() {
      const units = [...state.get().chosen];
      if (!units.length) return app.notify(say("new_needs_units"), "rv-bad");
      const title = input("");
      const special = /** @type {any} */ (h("input", { type: "checkbox", id: "rv-special" }));
      const body = [h("p", {}, say("new_text", { n: units.length })), field(say("zone_name"), title), h("label", { class: "rv-check" }, special, h("span", {}, say("new_special")))];
      const answer = await ask({ title: say("act_new"), body, actions: [{ value: "yes", text: say("create"), kind: "rv-primary" }, { value: "", text: say("cancel") }], close });
      if (answer === "yes") await app.edit({ op: "new_zone", level: here(), units, name: title.value.trim(), is_special: special.checked }, say("created", { n: units.length }));
      return undefined;
    },

    async renameZone(zone) {
      const { zones, hue } = model.levels[here()];
      const title = input(zones.name[zone]);
      const code = input(zones.code[zone], { inputmode: "numeric" });
      let color = hue[zone];
      const colors = h(
        "div",
        { class: "rv-colors", role: "radiogroup", "aria-label": say("zone_color") },
        ...model.style.zone_fill.map((fill, k) =>
          h("label", {}, h("input", { type: "radio", name: "rv-color", value: k, "aria-label": say("color_n", { n: k + 1 }), prop: { checked: k === color }, on: { change: () => (color = k) } }), swatch(fill))
        )
      );
      const answer = await ask({ title: say("rename_title", { name: zones.name[zone] }), body: [field(say("zone_name"), title), field(say("fact_code"), code), field(say("zone_color"), colors)], actions: [{ value: "yes", text: say("save"), kind: "rv-primary" }, { value: "", text: say("cancel") }], close });
      if (answer !== "yes") return;
      const given = { name: title.value.trim(), code: code.value.trim(), color };
      const known = { name: zones.name[zone], code: zones.code[zone], color: hue[zone] };
      const changed = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, value === known[key] ? null : value]));
      await app.edit({ op: "rename", level: here(), zone, ...changed }, say("renamed", { name: given.name }));
    },

    setSpecial(zone) {
      const isSpecial = !model.levels[here()].zones.is_special[zone];
      return app.edit({ op: "set_special", level: here(), zone, is_special: isSpecial }, say(isSpecial ? "now_special" : "now_ordinary", { name: name(zone) }));
    },

    lockChosen: () => (state.get().chosen.size ? app.lockUnits([...state.get().chosen]) : withOne((zone) => app.lockZones([zone]))()),
    mergeChosen: withOne((zone) => app.mergeWith(zone)),
    splitChosen: withOne((zone) => app.splitZone(zone)),
    renameChosen: withOne((zone) => app.renameZone(zone)),
    approveChosen: withOne((zone) => app.approveOrReopen(zone)),

    approveOrReopen(zone) {
      const [verdict, said] = app.approvalOf(here(), zone).state === "approved" ? ["open", "reopened_zone"] : ["approved", "approved_zone"];
      return app.edit({ op: "approve", level: here(), zone, state: verdict, reason: "" }, say(said, { name: name(zone) }));
    },

    async returnZone(zone) {
      const reason = /** @type {any} */ (h("textarea", { class: "rv-area" }));
      const check = () => (reason.value.trim() ? "" : say("reason_needed"));
      const answer = await ask({ title: say("return_title", { name: name(zone) }), body: [field(say("reason"), reason)], actions: [{ value: "yes", text: say("send_back"), kind: "rv-primary", check }, { value: "", text: say("cancel") }], close });
      if (answer === "yes") await app.edit({ op: "approve", level: here(), zone, state: "returned", reason: reason.value.trim() }, say("returned_zone", { name: name(zone) }));
    },
  });
}
