/** The binary that holds what never changes: a head of JSON that points into a blob of bytes. */

const MAGIC = "GPB1";

/** @param {ArrayBuffer} buffer @returns {any} the tree, its packed leaves as bytes */
export function readContainer(buffer) {
  const magic = String.fromCharCode(...new Uint8Array(buffer, 0, 4));
  if (magic !== MAGIC) throw new Error(`not a plan: ${magic}`);
  const length = new DataView(buffer).getUint32(4, true);
  const tree = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  return withBytes(tree, buffer, 8 + length);
}

function withBytes(value, buffer, start) {
  if (Array.isArray(value)) return typeof value[0] === "object" ? value.map((item) => withBytes(item, buffer, start)) : value;
  if (value === null || typeof value !== "object") return value;
  if ("$b" in value) return new Uint8Array(buffer, start + value.$b[0], value.$b[1]);
  for (const key of Object.keys(value)) value[key] = withBytes(value[key], buffer, start);
  return value;
}
