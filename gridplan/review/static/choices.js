/** What the reviewer has chosen, beside what the map's pages know of. */

import { firstState, makeState } from "../map/state.js";

export { makeState };

/**
 * `tool` in hand, `size` radius of the brush in pixels, `whole` what a unit takes along, `target`
 * and `source` of edits, `cursor` unit that the keyboard stands on, `chosen` units and who chose them, `problem` looked at, `shade` figure
 * that zones are colored by, `base` map under them, `rev` shown, `found` how many times it was checked, `saving` whether it is kept, `notes` how many times
 * comments changed, `comment` looked at.
 * @param {any} model @param {number} rev
 */
export function firstChoices(model, rev) {
  const first = firstState(model);
  return {
    ...first,
    level: model.levels.length - 1,
    layers: { ...first.layers, violations: true },
    tool: "pan",
    isQuiet: false,
    size: 16,
    whole: "building",
    target: null,
    source: "all",
    cursor: -1,
    chosen: new Set(),
    chosenBy: "",
    problem: null,
    shade: "",
    base: "own",
    rev,
    found: 0,
    saving: "saved",
    notes: 0,
    comment: null,
  };
}
