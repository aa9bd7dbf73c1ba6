/** What the reader has chosen, in one place; everything that shows it listens. */

/**
 * @typedef {object} Selection
 * @property {"zone"|"unit"} kind
 * @property {number} level position of the level of a zone
 * @property {number} index position of the zone or unit
 *
 * Beside what is selected: `category` is a view of the coverage, `route` the category whose walk
 * is drawn, `preview` the one pointed at.
 */

/** @param {any} initial */
export function makeState(initial) {
  let current = initial;
  const listeners = [];
  return {
    /** @returns {any} */
    get: () => current,
    /** Changes some of it. @param {any} patch */
    set(patch) {
      const before = current;
      current = { ...current, ...patch };
      for (const listener of listeners) listener(current, before);
    },
    /** @param {(now: any, before: any) => void} listener */
    listen: (listener) => void listeners.push(listener),
  };
}

/** The choices a page opens with: the coarsest level below the community, no services. */
export function firstState(model) {
  const last = model.levels.length - 1;
  const { coverage } = model;
  const withData = coverage.views.findIndex((entry) => entry.codes);
  return {
    mode: "zones",
    level: Math.min(last, 1),
    category: Math.max(0, withData),
    minutes: coverage.limit_minutes,
    speed: coverage.walk_m_per_min,
    layers: {
      buildings: true,
      community: true,
      grid: true,
      microgrid: true,
      roads: true,
      ground: true,
      services: false,
      sites: true,
      violations: false,
      labels: true,
    },
    services: model.services.categories.map((entry) => entry.id !== ""),
    selected: null,
    route: null,
    preview: null,
    hovered: null,
  };
}
