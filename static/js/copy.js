// A link that is shown once is selected as a whole, and copied where the browser allows it.
for (const field of document.querySelectorAll("[data-copy]")) {
  field.addEventListener("focus", () => field.select());
  field.addEventListener("click", () => {
    field.select();
    if (navigator.clipboard) {
      navigator.clipboard.writeText(field.value).catch(() => {});
    }
  });
}
