"use strict";
/* The driver's list: dark when the phone is, fresh every few seconds, honest about how fresh it is, and still
   there without a net. htmx exchanges the list itself. */
(() => {
  const root = document.documentElement;
  const night = matchMedia("(prefers-color-scheme: dark)");
  const dress = () => {
    root.dataset.theme = night.matches ? "dark" : "light";
  };
  night.addEventListener("change", dress);
  addEventListener("beforeprint", () => {
    root.dataset.theme = "light"; // paper is
  });
  addEventListener("afterprint", dress);
  dress();

  /* Names vanish in time, also from a list that was kept without a net. */
  const forgetNames = () => {
    const now = Date.now() / 1000;
    for (const name of document.querySelectorAll("[data-until]")) {
      if (Number(name.dataset.until) < now) name.remove();
    }
  };

  const say = (state) => {
    const line = document.getElementById("stand");
    if (!line) return;
    line.dataset.state = state;
    for (const words of line.querySelectorAll("[data-when]")) words.hidden = words.dataset.when !== state;
  };

  const stateOf = (request) => {
    if (request.status === 401) return "signed-out";
    return request.status === 200 && !request.getResponseHeader("X-From-Cache") ? "fresh" : "offline";
  };

  const follow = () => {
    const list = document.getElementById("fahrten");
    forgetNames();
    if (!list) return;
    setInterval(forgetNames, 60_000);

    const seen = () => list.querySelector("[data-fingerprint]").dataset.fingerprint;
    const news = document.getElementById("geaendert");
    let known = seen();
    let unfolded = false;
    list.addEventListener("htmx:beforeSwap", () => {
      unfolded = document.getElementById("gefahren")?.open ?? false;
    });
    list.addEventListener("htmx:afterSwap", () => {
      const past = document.getElementById("gefahren");
      if (past) past.open = unfolded;
      if (seen() !== known) news.hidden = false;
      known = seen();
    });
    list.addEventListener("htmx:afterRequest", ({ detail }) => {
      say(stateOf(detail.xhr));
      forgetNames();
    });
    news.querySelector("[data-seen]").addEventListener("click", () => {
      news.hidden = true;
    });
    addEventListener("offline", () => say("offline"));
    if (!navigator.onLine) say("offline");
  };

  document.addEventListener("DOMContentLoaded", follow);
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/fahren/sw.js", { scope: "/fahren" });
})();
