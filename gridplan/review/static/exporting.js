/** Handing the plan over: which files, for whom, in which coordinates. */

import { h } from "../map/dom.js";
import { ask } from "./dialog.js";
import { field, select } from "./widgets.js";

const PUBLIC = new Set(["geojson"]); // nothing else may leave the office

/** @param {any} app */
export async function openExport(app) {
  const { say } = app;
  const formats = app.formats().map((format) => {
    const input = /** @type {any} */ (h("input", { type: "checkbox", value: format, prop: { checked: ["geojson", "gpkg", "xlsx"].includes(format) } }));
    return { format, input, item: h("label", { class: "rv-check" }, input, h("span", {}, say("format_" + format))) };
  });
  const audience = select(["internal", "public"].map((value) => ({ value, text: say("audience_" + value) })), "internal", (value) => {
    for (const { format, input } of formats) {
      input.disabled = value === "public" && !PUBLIC.has(format);
      if (input.disabled) input.checked = false;
    }
  });
  const chosen = () => formats.filter(({ input }) => input.checked).map(({ format }) => format);
  const answer = await ask({
    title: say("export"),
    body: [h("p", {}, say("export_text")), h("fieldset", { class: "rv-formats" }, h("legend", {}, say("export_formats")), ...formats.map(({ item }) => item)), field(say("audience"), audience)],
    actions: [{ value: "yes", text: say("export_now"), kind: "rv-primary", check: () => (chosen().length ? "" : say("export_none")) }, { value: "", text: say("cancel") }],
    close: say("close"),
  });
  if (answer === "yes") await app.download(chosen(), audience.value);
}
