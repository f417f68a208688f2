// The map of a page: our own outlines, legs and places; nothing is fetched from elsewhere.
import { AttributionControl, Map as View, NavigationControl, Popup, setWorkerUrl } from "maplibre-gl";
import { frame, layers, paints, sources } from "./layers.js";
import { putNames } from "./names.js";
import "./dangers.js";

setWorkerUrl(new URL("maplibre-gl-worker.mjs", import.meta.url).href);
const CREDITS = "Natural Earth; GeoNames (CC BY 4.0)";

for (const box of document.querySelectorAll("[data-places]")) draw(box);

async function draw(box) {
  const given = JSON.parse(document.querySelector(box.dataset.places).textContent);
  const addresses = [box.dataset.basemap, box.dataset.basemapNear].filter(Boolean);
  const [world, near] = await Promise.all(addresses.map(async (address) => (await fetch(address)).json()));
  const map = new View({
    container: box, style: { version: 8, sources: sources(world, near, given), layers: layers(box, Boolean(near)) },
    attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false,
    maxZoom: 11, minZoom: 1, ...frame(given), fadeDuration: 0, locale: words(box),
  });
  box.map = map;
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new AttributionControl({ compact: false, customAttribution: CREDITS }));
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.getCanvas().setAttribute("aria-label", box.dataset.label ?? "Map");
  putNames(map, given);
  speak(map);
  const repaint = () => paints(box).forEach(([layer, name, value]) => map.getLayer(layer) && map.setPaintProperty(layer, name, value));
  document.addEventListener("theme", repaint);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
  box.dispatchEvent(new CustomEvent("drawn", { detail: map }));
}

function words(box) {
  return {
    "NavigationControl.ZoomIn": box.dataset.zoomIn ?? "Zoom in",
    "NavigationControl.ZoomOut": box.dataset.zoomOut ?? "Zoom out",
    "Map.Title": box.dataset.label ?? "Map", "Popup.Close": box.dataset.close ?? "Close",
  };
}

/** A press on a place or leg says what it is, as text. */
function speak(map) {
  for (const layer of ["places", "legs-touch"]) {
    map.on("click", layer, (event) => {
      const { name, says } = event.features[0].properties;
      if (!name) return;
      event.preventDefault();
      const note = document.createElement("div");
      const head = document.createElement("strong");
      head.textContent = name;
      note.append(head);
      if (says) note.append(document.createElement("br"), says);
      new Popup({ maxWidth: "260px" }).setLngLat(event.lngLat).setDOMContent(note).addTo(map);
    });
    map.on("mouseenter", layer, () => map.getCanvas().classList.add("pointing"));
    map.on("mouseleave", layer, () => map.getCanvas().classList.remove("pointing"));
  }
}
