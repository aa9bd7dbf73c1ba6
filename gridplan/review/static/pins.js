/** Comments at points: their signs on the map, and the tool that puts them there. */

import { h, icon } from "../map/dom.js";
import { ICONS } from "./icons.js";

const CLOSE_ZOOM = 17;
const SIZE_PX = 28;

/** @param {any} app */
export function addPins(app) {
  const { map, state, say } = app;
  const layer = L.layerGroup().addTo(map);
  /** @type {Map<number, HTMLElement>} signs by comment */
  let signs = new Map();
  /** @type {any} */
  let drawn = null;

  function draw() {
    drawn = app.comments();
    const at = [...signs].find(([, sign]) => sign === document.activeElement);
    layer.clearLayers();
    signs = new Map();
    for (const one of drawn.filter(({ point }) => point)) {
      const sign = signOf(one);
      signs.set(one.id, sign);
      const [lon, lat] = one.point;
      const marker = L.marker([lat, lon], { keyboard: false, icon: L.divIcon({ className: "rv-pin-place", html: sign, iconSize: [SIZE_PX, SIZE_PX], iconAnchor: [SIZE_PX / 2, SIZE_PX] }) });
      // heard by the marker, else the map would take the click as its own
      layer.addLayer(marker.on("click", () => open(one)));
    }
    mark();
    if (at) signs.get(at[0])?.focus({ preventScroll: true });
  }

  /** Sign and word tell whether it is settled, not the color alone. */
  function signOf(one) {
    const name = say(one.is_resolved ? "pin_resolved" : "pin_open", { author: one.author, text: one.text });
    return h(
      "button",
      // a stroke of the tool in hand does not begin on a sign
      { type: "button", class: one.is_resolved ? "rv-pin rv-pin-resolved" : "rv-pin", title: name, "aria-label": name, "data-pin": one.id, on: { pointerdown: (event) => event.stopPropagation() } },
      icon(ICONS[one.is_resolved ? "check" : "comment"])
    );
  }

  function open(one) {
    state.set({ comment: one.id });
    app.showPage("comments");
  }

  function mark() {
    const { comment } = state.get();
    for (const [id, sign] of signs) sign.setAttribute("aria-current", String(id === comment));
  }

  Object.assign(app, {
    goToComment(one) {
      const [lon, lat] = one.point;
      state.set({ comment: one.id });
      map.setView([lat, lon], Math.max(map.getZoom(), CLOSE_ZOOM), { animate: false });
      app.speak(app.pointName(one.point));
    },
    commentInMiddle: () => app.commentAt(map.getCenter()),
  });
  map.on("click", ({ latlng }) => state.get().tool === "comment" && app.commentAt(latlng));
  state.listen((now, before) => {
    if (app.comments() !== drawn) draw();
    else if (now.comment !== before.comment) mark();
    if (now.tool === before.tool) return;
    map.getContainer().classList.toggle("rv-commenting", now.tool === "comment");
    if (now.tool === "comment") app.notify(say("comment_tool_hint"));
  });
  draw();
}
