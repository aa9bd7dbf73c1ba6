/** What follows from a change is drawn in the next frame, once: an answer is taken over before. */

/** @param {() => void} draw @returns {() => void} */
export function inFrame(draw) {
  let frame = 0;
  return () => {
    frame = frame || requestAnimationFrame(() => {
      frame = 0;
      draw();
    });
  };
}
