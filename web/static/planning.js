"use strict";
/* A study's page while it is computed: what is read aloud changes a few times only, and what was opened stays
   open when results are exchanged. Without this script the page is reloaded by its link. */
(() => {
  const say = () => {
    const said = document.getElementById("ansage");
    const aloud = document.getElementById("stand")?.dataset.aloud;
    if (said && aloud && said.textContent !== aloud) said.textContent = aloud;
  };

  let open = new Map();
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target.id !== "ergebnisse") return;
    open = new Map([...detail.target.querySelectorAll("details[id]")].map((each) => [each.id, each.open]));
  });
  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.target.id === "stand") say();
    for (const [id, was] of open) {
      const each = document.getElementById(id);
      if (each) each.open = was;
    }
    open.clear();
  });

  // a field that needs mending must be seen: the group it lies in opens
  for (const wrong of document.querySelectorAll("details .has-error")) wrong.closest("details").open = true;
  document.addEventListener("click", ({ target }) => {
    const link = target.closest?.(".error-summary a");
    const field = link && document.getElementById(link.hash.slice(1));
    if (field) field.closest("details")?.setAttribute("open", "");
  });
})();
