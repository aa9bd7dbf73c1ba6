/** The tooltip under the pointer: what is here, in text nodes only. */

import { fill, h, severitySign } from "./dom.js";
import { unitTitle, walkText } from "./facts.js";
import { bandState } from "./model.js";
import { shownServices } from "./overlay.js";
import { walkOf } from "./reach.js";
import { siteAt, siteName } from "./sites.js";
import { pointAt, shapeAt } from "./spatial.js";
import { stepsAt } from "./transform.js";

const SERVICE_REACH_PX = 9;

/** What lies at a place: a service, a proposed site, a unit, the zone of the level shown. */
export function whatIsAt(model, state, view, x, y) {
  const service = pointAt(model.services.xy, shownServices(model, state), x, y, SERVICE_REACH_PX / view.scale);
  const unit = state.layers.buildings ? unitAt(model, x, y, state.mode === "coverage") : -1;
  const at = (px, py) => ({ x: px * view.scale, y: -py * view.scale });
  const site = siteAt(model, state, at, at(x, y));
  return { service, site, unit, zone: model.land.zoneAt(state.level, x, y), level: state.level };
}

/** The building at a place; with coverage also the one whose land it is. */
function unitAt(model, x, y, isLandToo) {
  const { units } = model;
  let unit = shapeAt(units.footprints, units.grid, x, y);
  if (unit < 0 && isLandToo) unit = shapeAt(units.cells, units.cellGrid, x, y);
  return unit >= 0 && units.kind[unit] !== 2 ? unit : -1;
}

/** @param {any} map @param {any} model @param {any} state @param {() => any} viewNow */
export function makeTooltip(map, model, state, viewNow) {
  const box = h("div", { class: "gp-tooltip", role: "tooltip", hidden: true });
  map.getContainer().append(box);
  let last = null;
  let frame = 0;

  map.on("mousemove", (event) => {
    last = event;
    if (!frame) frame = requestAnimationFrame(show);
  });
  map.on("mouseout dragstart zoomstart", hide);
  map.on("click", () => {
    last = null;
    box.hidden = true;
  });

  function hide() {
    last = null;
    box.hidden = true;
    if (state.get().hovered) state.set({ hovered: null });
  }

  function show() {
    frame = 0;
    if (!last || state.get().isQuiet || (map.dragging && map.dragging.moving())) return;
    const { x, y } = stepsAt(model.frame, last.latlng);
    const found = whatIsAt(model, state.get(), viewNow(), x, y);
    if (found.zone < 0 && found.unit < 0 && found.service < 0 && !found.site) return hideBox();
    fill(box, ...lines(model, state.get(), found));
    box.hidden = false;
    moveTo(last.containerPoint);
    highlight(found);
  }

  function hideBox() {
    box.hidden = true;
    highlight({ unit: -1, zone: -1 });
  }

  function highlight({ unit, zone, level }) {
    const now = state.get().hovered;
    const next = unit >= 0 && (state.get().mode === "coverage" || map.getZoom() >= 16) ? { kind: "unit", level: 0, index: unit } : zone >= 0 ? { kind: "zone", level, index: zone } : null;
    const isSame = now && next ? now.kind === next.kind && now.index === next.index && now.level === next.level : now === next;
    if (!isSame) state.set({ hovered: next });
  }

  function moveTo(point) {
    const size = map.getSize();
    const left = point.x + 16 + box.offsetWidth > size.x ? point.x - 16 - box.offsetWidth : point.x + 16;
    const top = Math.min(point.y + 16, size.y - box.offsetHeight - 8);
    box.style.transform = `translate(${Math.max(4, left)}px,${Math.max(4, top)}px)`;
  }
}

/** @returns {Node[]} */
function lines(model, state, { service, site, unit, zone, level }) {
  if (site) return siteLines(model, site);
  const rows = [];
  if (service >= 0) {
    const category = model.services.categories[model.services.category[service]].name;
    rows.push(h("strong", {}, model.services.names[service] || category), h("span", { class: "gp-quiet" }, category));
  }
  if (unit >= 0) {
    rows.push(h("strong", {}, unitTitle(model, unit)));
    rows.push(h("span", {}, model.say("n_households", { n: model.count(model.units.households[unit]) })));
    const entry = model.coverage.views[state.category];
    if (state.mode === "coverage" && entry) {
      rows.push(h("span", {}, model.say("walk_to", { category: entry.name, walk: walkText(model, walkOf(model, state.category, unit), state.speed) })));
    }
  }
  if (zone >= 0 && !(state.mode === "coverage" && unit >= 0)) rows.push(...zoneLines(model, level, zone));
  return rows;
}

function siteLines(model, { siting, site }) {
  const category = model.coverage.categories[siting.category].name;
  return [
    h("strong", {}, siteName(model, site)),
    h("span", {}, model.say("site_rank", { category, rank: site.rank })),
    h("span", {}, model.say("site_gained", { n: model.count(site.gained) })),
  ];
}

function zoneLines(model, level, zone) {
  const { zones, findings } = model.levels[level];
  const rows = [
    h("strong", {}, zones.name[zone]),
    h("span", {}, model.say("tip_" + bandState(model.levels[level], zone), { n: model.count(zones.households[zone]) })),
  ];
  for (const finding of (findings.get(zone) || []).slice(0, 2)) {
    rows.push(h("span", { class: "gp-finding-line gp-" + finding.severity }, severitySign(finding.severity), model.say("severity_" + finding.severity)));
  }
  return rows;
}
