// @ts-check
/** What the server tells as it happens, to documents that somebody sees. */

import { base, setStatus } from "./server.js";

/** @type {EventSource | null} */
let news = null;

/**
 * Listen for what is new as long as the window is seen: a browser has six connections to a server,
 * for all its tabs.
 * @param {Record<string, (told: any) => void>} hear by the kind of event; `message` is the usual one
 * @param {() => void} opened the server is there, maybe again
 */
export function listenForNews(hear, opened) {
  const listen = () => {
    if (document.hidden) {
      news?.close();
      news = null;
    } else if (!news) {
      news = new EventSource(`${base()}/events`);
      news.onopen = opened;
      news.onerror = () => setStatus("docgen 没有在运行", "failed");
      for (const [kind, take] of Object.entries(hear)) {
        news.addEventListener(kind, (message) => take(JSON.parse(message.data)));
      }
    }
  };
  document.addEventListener("visibilitychange", listen);
  listen();
}
