/** Small parts of the surface: buttons, fields, menus, notices. */

import { fill, h, icon } from "../map/dom.js";
import { ICONS } from "./icons.js";

/** A button with a sign and a name that is read or shown. @param {{icon?: string, name: string, text?: string|null, key?: string, title?: string, kind?: string, on: (event: any) => void, attributes?: any}} parts */
export function button({ icon: sign, name, text = name, key, title, kind = "", on, attributes = {} }) {
  const hint = (title || name) + (key ? ` (${key})` : "");
  return h(
    "button",
    { type: "button", class: ("rv-button " + kind).trim(), title: text && !key && !title ? null : hint, "aria-label": text ? null : name, "aria-keyshortcuts": key || null, on: { click: on }, ...attributes },
    sign ? icon(ICONS[sign]) : null,
    text ? h("span", {}, text) : null
  );
}

/** @param {any} element @param {boolean} is */
export function setDisabled(element, is) {
  element.toggleAttribute("disabled", is);
}

let serial = 0;

/** A labelled control. @param {string} label @param {HTMLElement} control */
export function field(label, control) {
  if (!control.id) control.id = "rv-field-" + ++serial;
  return h("div", { class: "rv-field" }, h("label", { for: control.id }, label), control);
}

/** @param {{value: string, text: string}[]} options @param {string} value @param {(value: string) => void} onChange @param {any} [attributes] @returns {any} */
export function select(options, value, onChange, attributes = {}) {
  const element = /** @type {any} */ (h("select", { class: "rv-select", ...attributes, on: { change: () => onChange(element.value) } }));
  setOptions(element, options, value);
  return element;
}

/** @type {WeakMap<any, {value: string, text: string}[]>} */
const offered = new WeakMap();

/** Offers options; thousands of them are made again only where one has changed. @param {any} element @param {{value: string, text: string}[]} options @param {string} value */
export function setOptions(element, options, value) {
  const known = offered.get(element) || [];
  const isSame = known.length === options.length && options.every((option, k) => option.value === known[k].value && option.text === known[k].text);
  if (!isSame) {
    offered.set(element, options);
    fill(element, ...options.map((option) => h("option", { value: option.value }, option.text)));
  }
  element.value = value;
}

/** Exactly one of several. @param {string} legend @param {{value: string, text: string}[]} options @param {(value: string) => void} onChange */
export function segments(legend, options, onChange) {
  const name = "rv-segment-" + ++serial;
  const inputs = options.map(({ value }) => /** @type {any} */ (h("input", { type: "radio", name, value, on: { change: () => onChange(value) } })));
  const element = h("fieldset", { class: "gp-segments rv-segments" }, h("legend", { class: "gp-visually-hidden" }, legend), ...options.map(({ text }, k) => h("label", {}, inputs[k], h("span", {}, text))));
  return { element, set: (value) => inputs.forEach((input) => (input.checked = input.value === value)) };
}

/** An empty state: what is missing and what to do. @param {string} text @param {...any} more */
export function empty(text, ...more) {
  return h("div", { class: "rv-empty" }, h("p", {}, text), ...more);
}

/** A swatch in the color of a zone. @param {string} color */
export function swatch(color) {
  return h("i", { class: "rv-swatch", "aria-hidden": "true", style: { background: color } });
}

/** Label and value pairs. @param {[string, any][]} rows */
export function facts(rows) {
  return h("dl", { class: "gp-facts" }, ...rows.map(([label, value]) => h("div", {}, h("dt", {}, label), h("dd", {}, value))));
}

/** Lines that come and go at the foot of the map, read aloud. @param {HTMLElement} place @param {HTMLElement} spoken */
export function makeNotices(place, spoken) {
  /** @type {any} */
  let timer = 0;
  return {
    /** @param {string} text @param {string} [kind] */
    say(text, kind = "") {
      fill(place, h("p", { class: ("rv-notice " + kind).trim() }, text));
      spoken.textContent = text;
      clearTimeout(timer);
      timer = setTimeout(() => fill(place), kind === "rv-bad" ? 12000 : 6000);
    },
    /** Read aloud without being shown. @param {string} text */
    speak: (text) => void (spoken.textContent = text),
  };
}
