// Suggestions under a text field, after the ARIA 1.2 combobox pattern: the text is a question, a suggestion an
// answer that also fills the hidden field beside it. Without this script the server resolves the text.
const DELAY_MS = 120;

class Combobox {
  constructor(root) {
    this.words = root.dataset;
    this.input = root.querySelector("input:not([type=hidden])");
    this.chosen = root.querySelector("input[type=hidden]");
    this.places = [];
    this.active = -1;
    this.build(root);
    this.listen();
  }

  build(root) {
    this.list = document.createElement("ul");
    this.list.id = `${this.input.id}-list`;
    this.list.className = "suggestions";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", root.querySelector("label").textContent);
    this.list.hidden = true;
    this.status = document.createElement("div");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    this.input.after(this.list, this.status);
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
      autocapitalize: "none",
      spellcheck: "false",
    })) {
      this.input.setAttribute(name, value);
    }
  }

  listen() {
    this.input.addEventListener("input", () => {
      this.chosen.value = "";
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), DELAY_MS);
    });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    // a press must not take the focus from the field before the click arrives
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.pick([...this.list.children].indexOf(option));
    });
  }

  async ask() {
    const text = this.input.value.trim();
    this.asked?.abort();
    if (!text) return this.close();
    this.asked = new AbortController();
    try {
      const address = new URL(this.words.combobox, location.href);
      address.searchParams.set("q", text);
      const answer = await fetch(address, { signal: this.asked.signal });
      if (!answer.ok) return this.close();
      this.show((await answer.json()).places);
    } catch {
      this.close(); // typed on, or no network: the text alone will do
    }
  }

  show(places) {
    if (document.activeElement !== this.input) return;
    this.places = places;
    this.list.replaceChildren(...places.map((place, index) => this.option(place, index)));
    this.list.hidden = places.length === 0;
    this.input.setAttribute("aria-expanded", String(places.length > 0));
    this.mark(-1);
    this.status.textContent =
      places.length === 0
        ? this.words.none
        : places.length === 1
          ? this.words.one
          : this.words.many.replace("{n}", places.length);
  }

  option(place, index) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${index}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const name = document.createElement("span");
    name.className = "suggestion-name";
    name.textContent = place.name;
    const detail = document.createElement("span");
    detail.className = "suggestion-detail";
    detail.textContent = place.detail;
    option.append(name, " ", detail);
    return option;
  }

  mark(index) {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const option = this.list.children[index];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", option.id);
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  key(event) {
    if (event.key === "ArrowDown" && this.list.hidden) {
      this.ask();
    } else if (this.list.hidden) {
      return;
    } else if (event.key === "ArrowDown") {
      this.mark((this.active + 1) % this.places.length);
    } else if (event.key === "ArrowUp") {
      this.mark(this.active <= 0 ? this.places.length - 1 : this.active - 1);
    } else if (event.key === "Enter" && this.active >= 0) {
      this.pick(this.active);
    } else if (event.key === "Escape") {
      this.close();
    } else {
      return;
    }
    event.preventDefault();
  }

  pick(index) {
    this.input.value = this.places[index].name;
    this.chosen.value = this.places[index].id;
    this.close();
  }

  close() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.mark(-1);
  }
}

for (const root of document.querySelectorAll("[data-combobox]")) new Combobox(root);

document.querySelector("[data-swap]")?.addEventListener("click", (event) => {
  const [from, to] = ["von", "nach"].map((name) => document.getElementById(`f-${name}`));
  const [fromId, toId] = ["von_ort", "nach_ort"].map((name) => document.getElementsByName(name)[0]);
  if (!(from instanceof HTMLInputElement && to instanceof HTMLInputElement)) return; // a choice of places is open
  event.preventDefault();
  [from.value, to.value] = [to.value, from.value];
  [fromId.value, toId.value] = [toId.value, fromId.value];
});
