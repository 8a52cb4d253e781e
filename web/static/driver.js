"use strict";
/* The driver's list: dark when the phone is, fresh every few seconds, honest about how fresh it is, and still
   there without a net. The list itself is exchanged by htmx. */
(() => {
  const root = document.documentElement;
  const night = matchMedia("(prefers-color-scheme: dark)");
  const dress = () => {
    root.dataset.theme = night.matches ? "dark" : "light";
  };
  night.addEventListener("change", dress);
  dress();

  const KEPT_S = 2 * 3600; // names vanish this long after a ride, also from a list that was kept offline

  const hidePastNames = () => {
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

  const follow = () => {
    hidePastNames();
    setInterval(hidePastNames, 60_000);
    document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
      const status = detail.xhr.status;
      if (status === 401) say("signed-out");
      else say(detail.successful && !detail.xhr.getResponseHeader("X-From-Cache") ? "fresh" : "offline");
      hidePastNames();
    });
    addEventListener("offline", () => say("offline"));
    if (!navigator.onLine) say("offline");
  };

  if (document.readyState === "loading") addEventListener("DOMContentLoaded", follow);
  else follow();

  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/fahren/sw.js", { scope: "/fahren" });
})();
