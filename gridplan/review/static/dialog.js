/** Questions that need an answer before work goes on. */

import { h, icon } from "../map/dom.js";
import { ICONS } from "./icons.js";

/**
 * Opens a dialog; its promise gives the value of the button that was pressed, null for none.
 * @param {{title: string, body: any[], actions: {value: string, text: string, kind?: string, check?: () => string}[], close: string, wide?: boolean}} parts
 * @returns {Promise<string|null>}
 */
export function ask({ title, body, actions, close, wide = false }) {
  return new Promise((resolve) => {
    const fault = h("p", { class: "rv-fault", role: "alert" });
    const end = (value) => {
      dialog.close();
      dialog.remove();
      resolve(value);
    };
    /** @param {{value: string, check?: () => string}} action */
    const press = ({ value, check }) => {
      const wrong = check ? check() : "";
      if (wrong) fault.textContent = wrong;
      else end(value);
    };
    const buttons = actions.map((action) => h("button", { type: "button", class: "rv-button " + (action.kind || ""), "data-value": action.value, on: { click: () => press(action) } }, action.text));
    const dialog = /** @type {any} */ (
      h(
        "dialog",
        { class: wide ? "rv-dialog rv-wide" : "rv-dialog", "aria-labelledby": "rv-dialog-title", on: { cancel: (event) => (event.preventDefault(), end(null)) } },
        h("button", { type: "button", class: "gp-close", "aria-label": close, on: { click: () => end(null) } }, icon(ICONS.close)),
        h("h2", { id: "rv-dialog-title" }, title),
        h("div", { class: "rv-dialog-body" }, ...body),
        fault,
        actions.length ? h("div", { class: "rv-dialog-actions" }, ...buttons) : null
      )
    );
    dialog.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter" && event.target.tagName === "INPUT" && actions.length) press(actions[0]);
    });
    document.body.append(dialog);
    dialog.showModal();
    const first = dialog.querySelector("input, textarea, select") || buttons[0];
    if (first) first.focus();
  });
}
