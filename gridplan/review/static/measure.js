/** Lengths on the ground, point by point. */

/**
 * @typedef {object} Measure
 * @property {(place: any) => void} add
 * @property {() => void} clear
 */

/** @param {any} map @param {any} app @returns {Measure} */
export function makeMeasure(map, app) {
  const { state, sketch } = app;
  /** @type {any[]} */
  let places = [];

  function show() {
    const points = places.map((place) => map.latLngToContainerPoint(place));
    sketch.show(points.length ? { kind: "line", points } : null);
  }

  const clear = () => {
    places = [];
    show();
  };
  map.on("move zoomend", () => state.get().tool === "measure" && show());
  state.listen((now, before) => now.tool !== before.tool && before.tool === "measure" && clear());
  return {
    add(place) {
      places.push(place);
      let metres = 0;
      for (let k = 1; k < places.length; k++) metres += map.distance(places[k - 1], places[k]);
      show();
      app.notify(places.length > 1 ? app.say("measured", { length: app.speech.metres(metres) }) : app.say("measure_on"));
    },
    clear,
  };
}
