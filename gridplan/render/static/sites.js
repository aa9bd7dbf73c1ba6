/** Proposed sites: their marks on the map, their list in the panel, what they would change. */

import { readPoints, readUnsigned } from "./codec.js";
import { h } from "./dom.js";

const MARK_PX = 11;

/** Adds a view of the coverage once the sites stand for every proposal. @param {any} packed */
export function openSitings(packed, categories, speech) {
  const sitings = packed.map((entry) => ({ ...entry, xy: readPoints(entry.xy) }));
  const views = sitings.map((entry, siting) => {
    const own = categories[entry.category];
    const name = speech.say("view_sited", { category: own.name, n: entry.sites.length });
    return { id: "sited-" + own.id, name, tier: "", n_services: own.n_services, codes: readUnsigned(entry.metres), base: entry.category, siting };
  });
  return { sitings, views };
}

/** Proposals that show: those of the category colored by, with zones all. */
export function shownSitings(model, state) {
  if (!state.layers.sites) return [];
  if (state.mode !== "coverage") return model.sitings;
  const view = model.coverage.views[state.category];
  const category = view && view.base !== undefined ? view.base : state.category;
  return model.sitings.filter((siting) => siting.category === category);
}

/** @param {CanvasRenderingContext2D} ctx @param {(x: number, y: number) => {x: number, y: number}} at */
export function drawSites(ctx, model, state, at) {
  for (const { sites, xy } of shownSitings(model, state)) {
    // the first to build lies on top
    for (let k = sites.length - 1; k >= 0; k--) {
      const p = at(xy[2 * k], xy[2 * k + 1]);
      drawSite(ctx, model.style, String(sites[k].rank), p.x, p.y);
    }
  }
}

/** A dark square on its tip, with the rank in it. */
function drawSite(ctx, style, rank, x, y) {
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x - 5, y - 8);
  ctx.lineTo(x - MARK_PX, y - 8);
  ctx.lineTo(x - MARK_PX, y - 8 - 2 * MARK_PX);
  ctx.lineTo(x + MARK_PX, y - 8 - 2 * MARK_PX);
  ctx.lineTo(x + MARK_PX, y - 8);
  ctx.lineTo(x + 5, y - 8);
  ctx.closePath();
  ctx.lineJoin = "round";
  ctx.strokeStyle = "#FFFFFF";
  ctx.lineWidth = 4;
  ctx.stroke();
  ctx.fillStyle = style.ink;
  ctx.fill();
  ctx.font = `700 ${rank.length > 2 ? 10 : 13}px ${style.font}`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillStyle = "#FFFFFF";
  ctx.fillText(rank, x, y - 8 - MARK_PX + 0.5);
}

/** The site whose mark is at a point of the screen, null for none. */
export function siteAt(model, state, at, point) {
  for (const siting of shownSitings(model, state)) {
    for (let k = 0; k < siting.sites.length; k++) {
      const p = at(siting.xy[2 * k], siting.xy[2 * k + 1]);
      if (Math.abs(point.x - p.x) <= MARK_PX && point.y <= p.y && point.y >= p.y - 8 - 2 * MARK_PX) return { siting, site: siting.sites[k] };
    }
  }
  return null;
}

/** What a site is called: its name, else what it is and its id. */
export function siteName(model, site) {
  return site.name || model.say("site_" + site.source, { id: site.id });
}

/** The proposals as lists, each site a way to its place. @param {any} model @param {(x: number, y: number) => void} goToPoint */
export function makeSites(model, goToPoint) {
  return model.sitings.map((siting) => {
    const { name } = model.coverage.categories[siting.category];
    const total = model.coverage.households;
    const values = { before: model.share(siting.households_before / total), after: model.share(siting.households_after / total), metres: model.metres(siting.reach_m) };
    const proof = siting.gap > 0 ? model.say("sites_gap", { gap: model.share(siting.gap) }) : model.say("sites_proven");
    return h(
      "section",
      { class: "gp-sites" },
      h("h3", {}, model.say("sites_title", { category: name, n: siting.sites.length })),
      h("p", { class: "gp-quiet" }, model.say("sites_effect", values), " ", proof),
      h("ol", {}, ...siting.sites.map((site, k) => siteItem(model, siting, site, k, goToPoint)))
    );
  });
}

function siteItem(model, { xy }, site, k, goToPoint) {
  return h(
    "li",
    {},
    h("span", { class: "gp-rank", "aria-hidden": "true" }, String(site.rank)),
    h("button", { type: "button", class: "gp-link", on: { click: () => goToPoint(xy[2 * k], xy[2 * k + 1]) } }, siteName(model, site)),
    h("span", { class: "gp-share" }, model.say("site_gained", { n: model.count(site.gained) }))
  );
}
