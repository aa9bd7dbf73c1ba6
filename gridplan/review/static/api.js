/** Requests to the local server. */

/** What the server refused, with its sentence. */
export class Refusal extends Error {
  /** @param {number} status @param {any} body */
  constructor(status, body) {
    super((body && body.error && body.error.message) || String(status));
    this.status = status;
    this.error = (body && body.error) || {};
  }
}

/** @param {string} token */
export function makeApi(token) {
  async function ask(path, query, options = {}) {
    const headers = { "X-Gridplan-Token": token, ...options.headers };
    const response = await fetch(`${path}?${new URLSearchParams(query)}`, { ...options, headers, cache: "no-store" });
    if (response.ok) return response;
    throw new Refusal(response.status, await response.json().catch(() => null));
  }
  const send = (path, body, query) => ask(path, query, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

  return {
    /** @param {string} path @param {any} [query] @param {AbortSignal} [signal] calls the question off */
    get: async (path, query = {}, signal) => (await ask(path, query, { signal })).json(),
    bytes: async (path, query = {}) => (await ask(path, query)).arrayBuffer(),
    post: async (path, body, query = {}) => (await send(path, body, query)).json(),
    /** A file and its name. */
    async file(path, body, query = {}) {
      const response = await send(path, body, query);
      const named = /filename="([^"]+)"/.exec(response.headers.get("Content-Disposition") || "");
      return { name: named ? named[1] : "gridplan.zip", blob: await response.blob() };
    },
    /** Sends a file. @param {string} path @param {Blob} file @param {any} query */
    upload: async (path, file, query) => (await ask(path, query, { method: "POST", headers: { "Content-Type": "application/octet-stream" }, body: file })).json(),
    /** A picture that asks for the token. */
    picture: async (path) => (await ask(path, {})).blob(),
  };
}
