/** Files that the browser keeps. */

const RISKY = /^[=+\-@\t\r]/;

/** @param {string} name @param {Blob} blob */
export function saveFile(name, blob) {
  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** A table as CSV that spreadsheets read: UTF-8 with its mark, text never a formula. @param {(string|number)[][]} rows */
export function toCsv(rows) {
  const cell = (value) => (typeof value === "number" ? String(value) : `"${(RISKY.test(value) ? "'" + value : value).replace(/"/g, '""')}"`);
  return new Blob(["\ufeff" + rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n"], { type: "text/csv;charset=utf-8" });
}
