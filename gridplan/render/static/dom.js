/** Builds elements. Text from the data only ever becomes a text node, never markup. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {string} tag
 * @param {Object<string, any>} [attributes] `class`, `on` (listeners by event), properties of
 *   `prop`, those of `style`, and attributes; false and null leave an attribute out
 * @param {...(Node|string|null|false)} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  return dress(document.createElement(tag), attributes, children);
}

/**
 * @param {string} tag
 * @param {Object<string, any>} [attributes]
 * @param {...(Node|string|null|false)} children
 * @returns {any}
 */
export function svg(tag, attributes = {}, ...children) {
  return dress(document.createElementNS(SVG, tag), attributes, children);
}

/**
 * @param {any} element
 * @param {Object<string, any>} attributes
 * @param {any[]} children
 */
function dress(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (name === "prop") Object.assign(element, value);
    // set one by one: a policy that forbids styles in markup forbids the attribute
    else if (name === "style") for (const [property, text] of Object.entries(value)) element.style.setProperty(property, String(text));
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) if (child !== null && child !== false) element.append(child);
  return element;
}

/** Replaces what *element* holds. @param {Element} element @param {...(Node|string|null|false)} children */
export function fill(element, ...children) {
  element.replaceChildren(...children.filter((child) => child !== null && child !== false));
}

/** A small line drawing. @param {string} path @param {string} [title] */
export function icon(path, title) {
  return svg(
    "svg",
    { viewBox: "0 0 20 20", class: "gp-icon", "aria-hidden": title ? null : "true", role: title ? "img" : null, "aria-label": title },
    svg("path", { d: path })
  );
}

/**
 * The sign of a severity: a filled triangle, a hollow diamond, a circle.
 * @param {string} severity
 */
export function severitySign(severity) {
  const outline = { error: "M10 2 19 18H1Z", warning: "M10 1.5 18.5 10 10 18.5 1.5 10Z", info: "M10 2a8 8 0 1 0 .01 0Z" };
  return svg(
    "svg",
    { viewBox: "0 0 20 20", class: "gp-sign gp-sign-" + severity, "aria-hidden": "true" },
    svg("path", { d: outline[severity], class: "gp-sign-shape" }),
    svg("path", { d: severity === "info" ? "M10 9v5M10 6v.6" : "M10 7v5M10 14.4v.6", class: "gp-sign-mark" })
  );
}
