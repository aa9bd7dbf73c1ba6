/** What lies under the plan: nothing, its own layers, or pictures the office has set up. */

const UNDER_OPACITY = "0.72";

/** @param {any} app */
export function addBaseMap(app) {
  const { map, state, session } = app;
  /** @type {any} */
  let layer = null;

  /** Pictures of the server itself, which wants the token. */
  function ownTiles({ url, min_zoom, max_zoom }) {
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
          (error) => done(error, picture)
        );
        return picture;
      },
    });
    return new Tiles({ pane: "rv-base", maxNativeZoom: max_zoom, minZoom: min_zoom });
  }

  Object.assign(app, {
    /** Pictures only: the browser draws no vector tiles. */
    baseMaps: () => session.now().base_maps.filter(({ kind }) => kind !== "vector"),
    /** @param {string} id own, none, or one of the office's */
    setBase(id) {
      if (layer) layer.remove();
      layer = null;
      const base = app.baseMaps().find((one) => one.id === id);
      const isOwn = id === "own";
      if (base) {
        const pane = map.getPane("rv-base") || map.createPane("rv-base");
        pane.style.zIndex = "100";
        layer = base.url.startsWith("/") ? ownTiles(base) : L.tileLayer(base.url, { pane: "rv-base", minZoom: base.min_zoom, maxNativeZoom: base.max_zoom, maxZoom: 24 });
        layer.addTo(map);
      }
      map.getPane("tilePane").style.opacity = base ? UNDER_OPACITY : "1";
      state.set({ base: id, layers: { ...state.get().layers, ground: isOwn, roads: isOwn } });
    },
    baseText: () => (app.baseMaps().find(({ id }) => id === state.get().base) || { attribution: "" }).attribution,
  });
}
