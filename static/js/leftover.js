// On a page that refuses: what this device still keeps of the visit. On the thanks: nothing is kept.
(() => {
  const place = document.querySelector("#kept");
  if ("forget" in place.dataset) {
    kept.forget();
    return;
  }
  const entries = kept.all().filter((entry) => entry.text);
  place.hidden = entries.length === 0;
  for (const entry of entries) {
    for (const [tag, text] of [["dt", entry.label], ["dd", entry.text]]) {
      const line = document.createElement(tag);
      line.textContent = text;
      place.querySelector("dl").append(line);
    }
  }
  place.querySelector("button").addEventListener("click", () => {
    kept.forget();
    place.hidden = true;
  });
})();
