/** The plan on the server: what is read, what is written, in which order. */

import { readDeltas } from "../map/codec.js";
import { readContainer } from "./container.js";

/** @param {any} api @param {string} language */
export function makeSession(api, language) {
  /** @type {any} */
  let now = null;
  /** @type {Set<number>} */
  let locked = new Set();
  /** What the last answer changed, by level: units, their zones, zones told anew; null for anything. @type {{units: number[], zones: number[], at: number[]}[]|null} */
  let changes = null;
  /** Revisions of others that the last write has not seen, nor met. @type {{rev: number, author: string}[]} */
  let passed = [];
  let listening = new AbortController();
  const query = { lang: language };

  function take(next) {
    if (now && now.scenario !== next.scenario) listening.abort(); // it waits for news of the one before
    const isChange = next.levels.some((level) => "changes" in level);
    changes = isChange ? next.levels.map((level) => ({ ...level.changes, at: level.zones.at })) : null;
    now = isChange ? merged(now, next) : opened(next);
    locked = new Set(now.locked_units);
    passed = [];
    return now;
  }
  const upon = (body) => ({ base_rev: now.rev, scenario: now.scenario, ...body });

  /** One write after the other, each upon the revision before it. */
  const inTurn = makeQueue();
  /** What is said and what is heard, one after the other: nobody hears himself. */
  const sayInTurn = makeQueue();
  const write = (path, body = {}, more = {}) =>
    inTurn(async () => {
      take(await api.post(path, upon(body), { ...query, ...more }));
      passed = now.passed_over;
      return now;
    });
  const read = (path, more = {}, signal = undefined) => api.get(path, { ...query, scenario: now.scenario, ...more }, signal);
  /** Takes over the comments of a scenario, if it is still shown. @param {() => Promise<any>} ask */
  const remark = (ask) =>
    sayInTurn(async () => {
      const { scenario } = now;
      const { said, comments } = await ask();
      if (scenario === now.scenario) Object.assign(now, { said, comments });
    });
  const change = { answer: "changes" };

  return {
    now: () => now,
    changes: () => changes,
    passed: () => passed,
    text: () => api.get("/api/text", query),
    ground: async () => readContainer(await api.bytes("/api/plan.bin", query)),
    load: async (scenario) => take(await api.get("/api/state", { ...query, ...(scenario ? { scenario } : now ? { scenario: now.scenario } : {}) })),
    levels: (from = now) => from.levels.map(({ level, zones, zoneOf }) => ({ level, zones: { ...zones }, zoneOf: zoneOf.slice() })),
    findings: (byName) => now.findings.map((finding) => ({ ...finding, at: finding.level in byName ? byName[finding.level] : -1 })),
    isChecked: () => now.findings_rev === now.rev,
    rev: () => now.rev,
    isFrozen: () => now.is_frozen,
    lockedUnits: () => locked,

    /** What the check finds, which takes longer than an edit; false where the plan went on meanwhile. */
    async check() {
      const { scenario, rev, findings_rev: since, findings: known } = now;
      const found = await read("/api/findings", since < 0 ? { rev } : { rev, since });
      const isSame = found.rev === now.rev && scenario === now.scenario;
      if (isSame) Object.assign(now, { findings_rev: rev, findings: found.findings || rejoined(known, found.parts) });
      return isSame;
    },

    edit: (body) => write("/api/edits", body, change),
    undo: () => write("/api/undo", {}, change),
    redo: () => write("/api/redo", {}, change),
    branchAt: (name, rev) => inTurn(async () => take(await api.post("/api/scenarios", { name, from: now.scenario, rev }, query))),
    renameScenario: (name) => inTurn(async () => take(await api.post("/api/scenarios/" + now.scenario, { name }, query))),
    accept: (job) => write("/api/solve/" + job, { do: "accept" }),

    /** Shows the plan or zones of a file beside this one. @param {File} file @returns {Promise<string>} its scenario */
    importPlan: async (file) => (await api.upload("/api/plans", file, { ...query, scenario: now.scenario, name: file.name })).scenario,
    most: () => now.max_file,
    other: async (which) => opened(await read("/api/state", which)),
    history: () => read("/api/history"),
    comment: (body) => remark(() => api.post("/api/comments", { scenario: now.scenario, ...body }, query)),
    resolve: (id, is_resolved) => remark(() => api.post("/api/comments/" + id, { is_resolved }, query)),
    said: () => now.said,
    hear: () => remark(() => read("/api/comments")),
    /** Waits until what is said here is answered. */
    saidAll: () => sayInTurn(async () => {}),
    solve: (body) => api.post("/api/solve", upon(body), query),
    job: (job) => read("/api/solve/" + job),
    stop: (job, deed) => api.post("/api/solve/" + job, upon({ do: deed }), query),
    why: (level, zone) => read("/api/why", { level, zone }),
    export: (body) => api.file("/api/export", upon(body), query),
    /** Waits for what others do; null where another scenario came to be shown meanwhile. */
    async next() {
      listening = new AbortController();
      const { signal } = listening;
      try {
        return await read("/api/events", { rev: now.rev, said: now.said }, signal);
      } catch (error) {
        if (signal.aborted) return null;
        throw error;
      }
    },
    reader: api,
  };
}

/** Runs what it is given one after the other. @returns {<T>(deed: () => Promise<T>) => Promise<T>} */
function makeQueue() {
  let last = Promise.resolve();
  return (deed) => {
    const done = last.then(deed, deed);
    last = done.then(() => undefined, () => undefined);
    return done;
  };
}

/** Findings of which most are known. @param {any[]} known @param {any[]} parts each new one, or from where up to where the known ones come next */
function rejoined(known, parts) {
  return parts.flatMap((part) => (Array.isArray(part) ? known.slice(...part) : [part]));
}

/** A state with the zones of units unpacked. @param {any} state */
function opened(state) {
  return { ...state, levels: state.levels.map(({ labels, ...level }) => ({ ...level, zoneOf: readDeltas(labels) })) };
}

/** An answer that tells what has changed, laid upon the state before it: that one is gone, since to copy it would take longer. @param {any} state @param {any} answer */
function merged(state, answer) {
  answer.levels.forEach(({ changes: { units, zones: targets }, zones: { at, ...columns } }, k) => {
    const { zoneOf, zones } = state.levels[k];
    units.forEach((unit, i) => (zoneOf[unit] = targets[i]));
    for (const [name, values] of Object.entries(columns)) at.forEach((zone, i) => (zones[name][zone] = values[i]));
  });
  return { ...state, ...answer, findings: answer.findings || state.findings, levels: state.levels };
}
