/** Colors of zones: neighbors never alike, and a zone keeps its color while it lives. */

/**
 * @param {number} n zones
 * @param {Set<number>} contacts pairs as `low * n + high`
 * @param {(number|null)[]} known hue of each zone that has one
 * @param {number} hues how many there are before the spare ones
 * @param {number} all how many there are with them
 * @returns {number[]}
 */
export function chooseHues(n, contacts, known, hues, all) {
  const neighbors = Array.from({ length: n }, () => /** @type {number[]} */ ([]));
  for (const pair of contacts) {
    const [a, b] = [Math.floor(pair / n), pair % n];
    neighbors[a].push(b);
    neighbors[b].push(a);
  }
  const found = known.slice();
  const used = new Array(all).fill(0);
  for (const hue of found) if (hue !== null) used[hue]++;
  for (const zone of smallestLast(neighbors)) {
    if (found[zone] !== null) continue;
    const taken = new Set(neighbors[zone].map((other) => found[other]));
    const hue = leastUsed(used, taken, hues, all);
    found[zone] = hue;
    used[hue]++;
  }
  return /** @type {number[]} */ (found);
}

/** The least used hue that is free, before the spare ones. */
function leastUsed(used, taken, hues, all) {
  let best = -1;
  for (let hue = 0; hue < hues; hue++) if (!taken.has(hue) && (best < 0 || used[hue] < used[best])) best = hue;
  for (let hue = hues; best < 0 && hue < all; hue++) if (!taken.has(hue)) best = hue;
  return Math.max(0, best);
}

/** The order that needs fewest colors: what has few neighbors left comes last. @param {number[][]} neighbors */
function smallestLast(neighbors) {
  const n = neighbors.length;
  const degree = neighbors.map((own) => own.length);
  const buckets = [];
  const put = (zone) => (buckets[degree[zone]] = buckets[degree[zone]] || []).push(zone);
  for (let zone = 0; zone < n; zone++) put(zone);
  const isDone = new Uint8Array(n);
  const order = [];
  let at = 0;
  while (order.length < n) {
    while (!buckets[at] || !buckets[at].length) at++;
    const zone = /** @type {number} */ (buckets[at].pop());
    if (isDone[zone] || degree[zone] !== at) continue;
    isDone[zone] = 1;
    order.push(zone);
    for (const other of neighbors[zone]) {
      if (isDone[other]) continue;
      degree[other]--;
      put(other);
      at = Math.min(at, degree[other]);
    }
  }
  return order.reverse();
}
