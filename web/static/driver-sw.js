"use strict";
/* Keeps the last list a driver has seen, for roads without a net. The net comes first; what comes from here
   says so, so that the page can show how old it is. */
const KEPT = "rufbus-driver-1";
const PATIENCE_MS = 4000;

const marked = async (kept) => {
  const headers = new Headers(kept.headers);
  headers.set("X-From-Cache", "1");
  return new Response(await kept.blob(), { status: kept.status, statusText: kept.statusText, headers });
};

const fresh = async (request) => {
  const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (answer.ok && !answer.redirected) await (await caches.open(KEPT)).put(request, answer.clone());
  return answer;
};

const freshOrKept = async (request) => {
  try {
    return await fresh(request);
  } catch (offline) {
    const kept = await caches.match(request, { cacheName: KEPT, ignoreVary: true });
    if (!kept) throw offline;
    return marked(kept);
  }
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  const ours = origin === location.origin && /^\/(fahren|static)(\/|$)/.test(pathname);
  if (ours && event.request.method === "GET") event.respondWith(freshOrKept(event.request));
});
