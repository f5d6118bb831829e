// @ts-check
/** Links to documents of the same workspace or review: each is shown in place of the one before. */

import { base, visit } from "./server.js";

/**
 * Show a document whose link is clicked, after `ready` says that this one may be left.
 * @param {(link: HTMLAnchorElement) => Promise<boolean>} ready
 * @param {(link: HTMLAnchorElement) => void} shown
 */
export function followLinks(ready, shown) {
  document.addEventListener("click", async (event) => {
    if (!(event.target instanceof Element) || event.defaultPrevented) return;
    const link = event.target.closest("a[href]");
    if (!(link instanceof HTMLAnchorElement) || !isOwn(link, event)) return;
    event.preventDefault();
    if (!(await ready(link))) return;
    await visit(link.pathname + link.search, { push: true });
    shown(link);
  });
  window.addEventListener("popstate", () => visit(location.pathname + location.search));
}

/**
 * @param {HTMLAnchorElement} link
 * @param {MouseEvent} event
 */
function isOwn(link, event) {
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  return plain && link.origin === location.origin && link.pathname.startsWith(`${base()}/`) && !link.hasAttribute("download");
}
