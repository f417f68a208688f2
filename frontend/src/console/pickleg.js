// A press on a leg of the map chooses it in the list [data-picked-from-map], as a press there would.
document.addEventListener("drawn", ({ target, detail: map }) => {
  const list = document.querySelector("[data-picked-from-map]");
  if (!list || !target.matches("[data-places]")) return;
  map.on("click", "legs-touch", (event) => {
    const name = event.features[0].properties.name;
    const option = [...list.options].find((one) => one.textContent === name);
    if (option) list.value = option.value;
  });
}, true);
