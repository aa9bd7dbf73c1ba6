/** What lies under the plan: nothing, its own layers, or pictures or vector tiles the office has set up. */

import { canDrawVectors, makeVectorBase } from "./vectorbase.js";

const UNDER_OPACITY = "0.72";

/** @param {any} app */
export function addBaseMap(app) {
  const { map, state, session, say } = app;
  /** @type {any} */
  let layer = null;
  for (const [name, z] of [["rv-base", "100"], ["rv-names", "300"]]) map.createPane(name).style.zIndex = z;

  /** Pictures of the server itself, which wants the token. */
  function ownTiles({ url, min_zoom, max_zoom }, tellFault) {
    const Tiles = L.GridLayer.extend({
      createTile(coords, done) {
        const picture = document.createElement("img");
        picture.alt = "";
        const path = url.replace("{z}", coords.z).replace("{x}", coords.x).replace("{y}", coords.y);
        session.reader.picture(path).then(
          (blob) => {
            picture.onload = () => URL.revokeObjectURL(picture.src);
            picture.src = URL.createObjectURL(blob);
            done(null, picture);
          },
          (error) => {
            tellFault();
            done(error, picture);
          }
        );
        return picture;
      },
    });
    return new Tiles({ pane: "rv-base", maxNativeZoom: max_zoom, minZoom: min_zoom });
  }

  /** Says once of a base map that some of it is missing. */
  function makeTeller() {
    let isTold = false;
    return () => {
      if (!isTold) app.notify(say("base_broken"), "rv-bad");
      isTold = true;
    };
  }

  function layerOf(base) {
    if (base.kind === "vector") return makeVectorBase(app, base, makeTeller());
    if (base.url.startsWith("/")) return ownTiles(base, makeTeller());
    return L.tileLayer(base.url, { pane: "rv-base", minZoom: base.min_zoom, maxNativeZoom: base.max_zoom, maxZoom: 24 });
  }

  Object.assign(app, {
    baseMaps: () => session.now().base_maps.filter(({ kind }) => kind !== "vector" || canDrawVectors()),
    /** @param {string} id own, none, or one of the office's */
    setBase(id) {
      if (layer) layer.remove();
      const base = app.baseMaps().find((one) => one.id === id);
      const isOwn = id === "own";
      layer = base ? layerOf(base) : null;
      if (layer) layer.addTo(map);
      // pictures lie under a veil; vector tiles show through the colors of the plan
      map.getPane("tilePane").style.opacity = base && base.kind !== "vector" ? UNDER_OPACITY : "1";
      state.set({ base: id, layers: { ...state.get().layers, ground: isOwn, roads: isOwn } });
    },
    baseText: () => (app.baseMaps().find(({ id }) => id === state.get().base) || { attribution: "" }).attribution,
  });
}
