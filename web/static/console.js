"use strict";
/* Keys for the operator. Single digits count only while the focus is on the offers; everything else are keys
   that type nothing. Without this script every key has its button or link. */
(() => {
  const offers = document.querySelector("[data-offers]");
  const start = document.querySelector("[data-focus]") ?? offers ?? document.querySelector("a[data-start], [data-start] input");

  const press = (selector, root = document) => {
    const target = root.querySelector(selector);
    target?.click();
    return Boolean(target);
  };

  const ofOffers = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const key = event.key === "Escape" ? "0" : event.key;
    if (/^[0-9]$/.test(key) && press(`[data-key="${key}"]`)) event.preventDefault();
  };

  /* A browser sends a form on Enter from a text field, but not from a list. */
  const fromList = (event) => {
    if (event.key === "Enter" && event.target.matches("form[data-once] select")) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  };

  const anywhere = (event) => {
    const acts = {
      F2: () => press("[data-next-call]"),
      F8: () => document.getElementById("f-suche")?.focus() ?? true,
    };
    if (acts[event.key]?.()) event.preventDefault();
  };

  /* A second press of Enter while the desk thinks must not ask a second time. */
  const once = (event) => {
    const form = event.target;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    const busy = form.querySelector("[data-busy]");
    if (busy) busy.hidden = false;
  };

  /* The list of rides keeps its place when it is exchanged, and begins with what lies ahead. */
  const rides = () => document.getElementById("liste-fahrten");
  const showAhead = () => {
    const ahead = rides()?.querySelector("[data-ahead]");
    if (ahead) rides().scrollTop = ahead.offsetTop - rides().offsetTop - 40;
  };
  const fresh = (yes) => {
    const warning = document.querySelector("#liste [data-stale]");
    if (warning) warning.hidden = yes;
  };
  /* A list that is exchanged between two letters forgets the first: "13" would find what begins with a 3. */
  const TYPING_MS = 1000;
  let typed = -TYPING_MS;
  document.addEventListener("keydown", ({ target, timeStamp }) => {
    if (target.id === "f-wunsch") typed = timeStamp;
  });
  const isTyped = ({ detail, timeStamp }) =>
    detail.target.id === "wunsch" && document.activeElement?.id === "f-wunsch" && timeStamp - typed < TYPING_MS;

  let place = 0;
  let chosen = "";
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (isTyped(event)) {
      event.detail.shouldSwap = false;
      setTimeout(() => document.getElementById("wunsch").dispatchEvent(new Event("fresh")), TYPING_MS);
    }
    place = rides()?.scrollTop ?? 0;
    chosen = document.getElementById("f-wunsch")?.value ?? "";
  });
  document.addEventListener("htmx:afterSwap", () => {
    if (rides()) rides().scrollTop = place;
    // whoever is quicker than the answer has chosen a train already
    const wish = document.getElementById("f-wunsch");
    if (wish && [...wish.options].some((option) => option.value === chosen)) wish.value = chosen;
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => fresh(detail.successful));
  showAhead();

  offers?.addEventListener("keydown", ofOffers);
  document.addEventListener("keydown", fromList);
  document.addEventListener("keydown", anywhere);
  for (const form of document.querySelectorAll("form[data-once]")) form.addEventListener("submit", once);
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
  // whoever was quicker than this script stays where they are
  if (document.activeElement === document.body) start?.focus();
})();
