/** What is locked shows as such: a lattice over zones and units, a tick by the code of what is approved. */

import { fillShapes, patternOf } from "../map/paint.js";

const LOCK_COLOR = "rgba(29,35,41,.34)";

/** @param {any} app */
export function showLocks(app) {
  const { model } = app;
  /** Drawn over the fills of a tile, below the borders. */
  model.drawOver = (brush, state, box) => {
    if (state.mode !== "zones") return;
    const lattice = patternOf(brush, "cross", LOCK_COLOR);
    model.land.fill(brush, state.level, box, (zone) => (app.isLocked(state.level, zone) ? lattice : null));
    const locked = app.session.lockedUnits();
    if (locked.size) fillShapes(brush, model.units.cells, model.units.cellGrid.query(...box).filter((unit) => locked.has(unit)), lattice);
  };
  /** Stands beside the code of a zone on its label. */
  model.markOf = (level, zone) => (app.approvalOf(level, zone).state === "approved" ? " ✓" : "");
}

/** Whether anything is locked, for the legend. @param {any} app */
export function isAnyLocked(app) {
  return app.session.lockedUnits().size > 0 || app.zoneList(app.state.get().level).some((zone) => app.isLocked(app.state.get().level, zone));
}
