// Saving on change: says when it failed, tries again, and waits for it before the page is sent.
(() => {
  const question = (event) => event.target.closest("[data-hx-post]");
  let underWay = 0;
  let waiting = null;

  const show = (box, failed) => {
    box.querySelector(".failed").hidden = !failed;
    if (failed) box.querySelector(".saved").classList.add("stale");
  };

  document.addEventListener("htmx:beforeRequest", () => {
    underWay += 1;
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    underWay -= 1;
    const box = question(event);
    const status = event.detail.xhr ? event.detail.xhr.status : 0;
    // 409, 410 and 422 bring words of their own.
    if (box) show(box, !event.detail.successful && ![403, 409, 410, 422].includes(status));
    if (box && event.detail.successful) box.querySelector(".saved").classList.remove("stale");
    if (waiting && underWay === 0) waiting();
  });

  document.addEventListener("click", (event) => {
    if (!event.target.matches("[data-retry]")) return;
    const box = question(event);
    box.querySelector(".failed").hidden = true;
    const newer = event.target.dataset.revision;
    if (newer) box.querySelector('[name$=".revision"]').value = newer;
    htmx.trigger(box, "change");
  });

  document.addEventListener("submit", (event) => {
    if (underWay === 0 || waiting) return;
    event.preventDefault();
    const form = event.target;
    const pressed = event.submitter;
    const send = () => {
      if (pressed) form.requestSubmit(pressed);
      else form.requestSubmit();
    };
    const late = setTimeout(() => waiting && waiting(), 3000);
    waiting = () => {
      clearTimeout(late);
      const go = send;
      waiting = null;
      underWay = 0;
      go();
    };
  });
})();
