// What has to be read first gets the focus: the summary of problems.
(() => {
  const first = document.querySelector("[data-focus]");
  if (first) first.focus();
})();
