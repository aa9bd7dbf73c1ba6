/** The token of this window: from the address, which it then leaves, or from before a reload. */

const KEEP = "gridplan-token";

/** @returns {string} */
export function takeToken() {
  const here = new URL(window.location.href);
  const found = here.searchParams.get("token");
  if (found) sessionStorage.setItem(KEEP, found);
  here.searchParams.delete("token");
  window.history.replaceState(null, "", here.pathname + here.search);
  return found || sessionStorage.getItem(KEEP) || "";
}
