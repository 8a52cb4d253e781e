"use strict";
/* The map of the region from our own files: roads, settlements, stops, and the runs of a day for staff.
   Everything that can be read on the map stands in the list beside it; a popup shows a copy of its entry there. */
(() => {
  const element = document.getElementById("map");
  const tokens = getComputedStyle(document.documentElement);
  const token = (name) => tokens.getPropertyValue(name).trim();
  const words = element.dataset;
  element.hidden = false;

  const map = L.map(element, {
    attributionControl: false,
    fadeAnimation: false,
    markerZoomAnimation: false,
    maxZoom: 17,
    zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    zoomControl: false,
    zoomDelta: 0.5,
    zoomSnap: 0.25,
  });
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  L.control.attribution({ prefix: false }).addAttribution(words.attribution).addTo(map);
  map.getContainer().setAttribute("role", "application");
  map.createPane("roads").style.zIndex = 350;
  map.createPane("labels").style.zIndex = 640;

  const copiesOf = (entries) => {
    const box = document.createElement("div");
    box.className = "map-popup";
    for (const entry of entries) box.append(...document.getElementById(entry).cloneNode(true).childNodes);
    return box;
  };

  map.on("popupopen", ({ popup }) => {
    const box = popup.getElement();
    box.querySelector(".leaflet-popup-close-button").setAttribute("aria-label", words.close);
    box.querySelector(".leaflet-popup-content").tabIndex = 0; // long ones scroll
  });

  const symbol = (kind, text = "") => {
    const mark = document.createElement("span");
    mark.className = `map-mark map-mark-${kind}`;
    mark.textContent = text;
    return L.divIcon({ className: "map-icon", html: mark, iconSize: [28, 28] });
  };

  const marker = ({ properties: { kind, entries, text, colour } }, at) => {
    const icon = symbol(kind, text);
    if (colour) icon.options.html.style.backgroundColor = colour;
    const made = L.marker(at, { icon, keyboard: false, zIndexOffset: text ? 1000 : 0 }); // numbers lie on top
    return made.bindPopup(() => copiesOf(entries), { autoPanPadding: [24, 24], maxHeight: 220, maxWidth: 280, minWidth: 200 });
  };

  /* A label tries the places around its settlement, the most important label first, and is left out rather
     than printed over another one. */
  const PLACES = ["right", "left", "above", "below", "above-right", "below-right", "above-left", "below-left"];
  const labels = [];

  const label = (feature, at) => {
    const text = document.createElement("span");
    text.className = "map-label";
    text.textContent = feature.properties.name;
    text.classList.toggle("map-label-town", feature.properties.town);
    labels.push({ text, weight: feature.properties.weight });
    const icon = L.divIcon({ className: "map-label-anchor", html: text, iconSize: [0, 0] });
    return L.marker(at, { icon, interactive: false, keyboard: false, pane: "labels" });
  };

  const apart = (a, b) => a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top;

  const placeLabels = () => {
    const frame = element.getBoundingClientRect();
    const obstacles = element.querySelectorAll(".leaflet-control, .map-mark-station, .map-mark-call");
    const taken = [...obstacles].map((part) => part.getBoundingClientRect());
    labels.sort((a, b) => b.weight - a.weight);
    for (const { text } of labels) {
      text.hidden = false;
      const fits = PLACES.some((place) => {
        text.dataset.place = place;
        const box = text.getBoundingClientRect();
        const inside = box.left >= frame.left && box.right <= frame.right;
        return inside && taken.every((other) => apart(box, other)) && taken.push(box);
      });
      text.hidden = !fits;
    }
  };

  const STYLES = {
    street: { color: token("--line"), pane: "roads", weight: 1.5, interactive: false },
    road: { color: token("--line"), pane: "roads", weight: 2.5, interactive: false },
  };

  const drawRegion = (region) =>
    L.geoJSON(region, {
      pointToLayer: (feature, at) => (feature.properties.kind === "settlement" ? label(feature, at) : marker(feature, at)),
      style: ({ properties }) => STYLES[properties.kind],
    }).addTo(map);

  const drawRuns = (runs) =>
    L.geoJSON(runs, {
      pointToLayer: marker,
      style: ({ properties: { colour, dash, weight } }) => ({ color: colour, dashArray: dash, interactive: false, opacity: 1, weight }),
    }).addTo(map);

  /* The check boxes beside the map choose which runs it shows. */
  const chooseRuns = (runs) => {
    const boxes = [...document.querySelectorAll("input[data-run]")];
    if (!boxes.length) return;
    const update = () => {
      const shown = new Set(boxes.filter((box) => box.checked).map((box) => box.dataset.run));
      runs.eachLayer((layer) => {
        const { run, runs: several = [run] } = layer.feature.properties;
        if (several.some((one) => shown.has(one))) map.addLayer(layer);
        else map.removeLayer(layer);
      });
    };
    for (const box of boxes) box.addEventListener("change", update);
    update();
  };

  const show = (bounds) => {
    const foot = element.querySelector(".leaflet-control-attribution").offsetHeight;
    map.fitBounds(bounds, { animate: false, paddingTopLeft: [24, 16], paddingBottomRight: [24, foot + 16] });
  };

  const load = async (address) => {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`map data: ${answer.status}`);
    return answer.json();
  };

  const followList = () => {
    for (const entry of document.querySelectorAll("details[data-lat]")) {
      entry.addEventListener("toggle", () => {
        if (entry.open) map.setView([entry.dataset.lat, entry.dataset.lon], Math.max(map.getZoom(), 13));
      });
    }
  };

  const draw = async () => {
    const region = drawRegion(await load(words.region));
    const stops = region.getLayers().filter((layer) => layer.getLatLng);
    show(L.latLngBounds(stops.map((stop) => stop.getLatLng())));
    map.setMinZoom(map.getZoom() - 0.5);
    map.setMaxBounds(region.getBounds().pad(0.3));
    if (words.runs) {
      const runs = drawRuns(await load(words.runs));
      if (runs.getLayers().length) show(runs.getBounds());
      chooseRuns(runs);
    }
    await document.fonts.ready;
    map.on("zoomend moveend resize", placeLabels);
    placeLabels();
    followList();
    element.dataset.ready = "yes";
    element.dispatchEvent(new CustomEvent("drawn", { detail: map }));
  };

  draw().catch(() => {
    document.getElementById("map-failed").hidden = false;
    element.hidden = true;
  });
})();
