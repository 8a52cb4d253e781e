"use strict";
/* Keeps the last lists a driver has seen, for roads without a net. Pages come from the net while there is one;
   what comes from here says so, so that the page can show how old it is. */
const KEPT = "rufbus-driver-2";
const PATIENCE_MS = 4000;
const OLD_MS = 24 * 3600 * 1000;

const isPage = (request) => new URL(request.url).pathname.startsWith("/fahren");
const find = (request) => caches.match(request, { cacheName: KEPT, ignoreVary: true });

const marked = async (kept) => {
  const headers = new Headers(kept.headers);
  headers.set("X-From-Cache", "1");
  return new Response(await kept.blob(), { status: kept.status, statusText: kept.statusText, headers });
};

const forgetOldPages = async (cache) => {
  for (const request of await cache.keys()) {
    const kept = await cache.match(request, { ignoreVary: true });
    if (isPage(request) && Date.now() - new Date(kept.headers.get("Date")) > OLD_MS) await cache.delete(request);
  }
};

const keep = async (request, answer) => {
  if (!answer.ok || answer.redirected) return;
  const cache = await caches.open(KEPT);
  await cache.put(request.url, answer);
  if (isPage(request)) await forgetOldPages(cache);
};

const page = async (request, event) => {
  const kept = await find(request);
  try {
    const answer = await fetch(request, kept ? { signal: AbortSignal.timeout(PATIENCE_MS) } : {});
    event.waitUntil(keep(request, answer.clone()));
    return answer;
  } catch (offline) {
    if (!kept) throw offline;
    return marked(kept);
  }
};

/* Other files have the hash of their content in the address: the one we have is the right one. */
const file = async (request, event) => {
  const kept = await find(request);
  if (kept) return kept;
  const answer = await fetch(request);
  event.waitUntil(keep(request, answer.clone()));
  return answer;
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (/^\/fahren(\/|$)/.test(pathname)) event.respondWith(page(request, event));
  else if (pathname.startsWith("/static/")) event.respondWith(file(request, event));
});
