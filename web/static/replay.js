"use strict";
/* The vehicles of a day on the map, at the moment that the slider says. Without this script the list of all calls says the same. */
(() => {
  const element = document.getElementById("map");
  const panel = document.getElementById("replay");
  const slider = document.getElementById("replay-time");
  const button = document.getElementById("replay-play");
  const speed = document.getElementById("replay-speed");
  const clock = document.getElementById("replay-clock");
  const now = document.getElementById("replay-now");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  const STEP_MS = calm ? 1000 : 50;

  const pad = (number) => String(number).padStart(2, "0");
  const written = (seconds) => {
    const shown = Math.floor((seconds + Number(panel.dataset.shift)) / 60);
    return `${Math.floor(shown / 60) % 24}:${pad(shown % 60)}`;
  };

  /* Where along a line somebody is who has driven this part of it. */
  const along = (line, part) => {
    if (line.length < 2) return line[0];
    const lengths = [];
    let whole = 0;
    for (let n = 1; n < line.length; n += 1) {
      const east = (line[n][0] - line[n - 1][0]) * Math.cos((line[n][1] * Math.PI) / 180);
      whole += Math.hypot(east, line[n][1] - line[n - 1][1]);
      lengths.push(whole);
    }
    const driven = part * whole;
    const n = Math.max(lengths.findIndex((length) => length >= driven), 0);
    const before = n ? lengths[n - 1] : 0;
    const share = lengths[n] > before ? (driven - before) / (lengths[n] - before) : 0;
    return [0, 1].map((axis) => line[n][axis] + share * (line[n + 1][axis] - line[n][axis]));
  };

  /* What a vehicle does at a moment: where it is, how many are on board, and in words. */
  const doing = (run, time) => {
    const halt = run.halts.find((each) => each.from <= time && time <= each.to);
    if (halt) return { at: halt.at, aboard: halt.aboard, words: `hält: ${halt.stop}`, entry: halt.entry };
    const number = run.legs.findIndex((leg) => leg.from <= time && time <= leg.to);
    if (number < 0) return null;
    const leg = run.legs[number];
    const part = leg.to > leg.from ? (time - leg.from) / (leg.to - leg.from) : 1;
    const next = run.halts[number + 1];
    const at = along(leg.line, part) || next.at;
    return { at, aboard: leg.aboard, words: `fährt nach ${next.stop}, dort um ${next.clock} Uhr`, entry: null };
  };

  const aboardWords = (count) => (count === 0 ? "leer" : count === 1 ? "1 Fahrgast" : `${count} Fahrgäste`);

  const mark = (run) => {
    const text = document.createElement("span");
    text.className = "map-mark map-mark-van";
    text.style.backgroundColor = run.colour;
    const icon = L.divIcon({ className: "map-icon", html: text, iconSize: [34, 34] });
    return { text, marker: L.marker([0, 0], { icon, interactive: false, keyboard: false, zIndexOffset: 1000 }) };
  };

  const start = (map, runs) => {
    const vans = runs.map((run) => ({ run, ...mark(run) }));

    const show = () => {
      const time = Number(slider.value);
      clock.textContent = `${written(time)} Uhr`;
      slider.setAttribute("aria-valuetext", clock.textContent);
      const lines = [];
      for (const { run, text, marker } of vans) {
        const found = doing(run, time);
        const item = document.createElement("li");
        const name = document.createElement("b");
        name.textContent = run.vehicle;
        item.append(name, found ? ` ${found.words}. ${aboardWords(found.aboard)}.` : " steht im Depot.");
        lines.push(item);
        if (found && found.at) {
          text.textContent = found.aboard;
          marker.setLatLng([found.at[1], found.at[0]]).addTo(map);
        } else marker.remove();
      }
      now.replaceChildren(...lines);
    };

    let timer = null;
    const pause = () => {
      clearInterval(timer);
      timer = null;
      button.textContent = "Abspielen";
      now.setAttribute("aria-live", "polite");
    };
    const play = () => {
      if (Number(slider.value) >= Number(slider.max)) slider.value = slider.min;
      button.textContent = "Anhalten";
      now.setAttribute("aria-live", "off"); // nobody can listen to all of it
      timer = setInterval(() => {
        slider.value = Number(slider.value) + (Number(speed.value) * 60 * STEP_MS) / 1000;
        show();
        if (Number(slider.value) >= Number(slider.max)) pause();
      }, STEP_MS);
    };

    button.addEventListener("click", () => (timer ? pause() : play()));
    slider.addEventListener("input", () => {
      if (timer) pause();
      show();
    });
    for (const entry of document.querySelectorAll("[data-time]")) {
      entry.addEventListener("click", () => {
        if (timer) pause();
        slider.value = entry.dataset.time;
        show();
        panel.scrollIntoView({ block: "nearest" });
      });
      entry.hidden = false;
    }
    panel.hidden = false;
    show();
    panel.dataset.ready = "yes";
  };

  element.addEventListener("drawn", async ({ detail: map }) => {
    const answer = await fetch(panel.dataset.courses, { credentials: "same-origin" });
    if (answer.ok) start(map, (await answer.json()).runs);
  });
})();
