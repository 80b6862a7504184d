// "Save and continue" and sending: first what is kept goes out; what could not is never passed over.
(() => {
  const TRIES = 3;
  const PATIENCE = 5000;
  let isSending = false;
  // Where a script did not arrive this one ends here, and forms are sent as without scripts.
  if (![kept, sender, marks, answers, pages].every(Boolean)) return;

  const settle = async () => {
    const late = new Promise((done) => setTimeout(done, PATIENCE, "late"));
    for (let tries = 0; tries < TRIES && kept.all().some(sender.waits); tries += 1) {
      if ((await Promise.race([sender.flush(), late])) === "late") break;
    }
  };

  // Tells the worker that the device keeps nothing else of what the form holds.
  const submit = (form) => {
    const there = new URL(form.getAttribute("action"), location);
    there.searchParams.set("kept", "yes");
    form.setAttribute("action", there);
    form.submit();
  };

  const goOn = async (form) => {
    answers.collect();
    await settle();
    const open = answers.open();
    if (open) {
      const folded = open.mark.closest("details");
      if (folded) folded.open = true;
      open.mark.scrollIntoView({ block: "center" });
      const field = open.element.querySelector("textarea, select, input");
      (open.mark.querySelector("button") ?? field).focus();
      return;
    }
    const waiting = kept.all().filter(sender.waits);
    const isWaiting = waiting.length > 0;
    // The server was reached and takes nothing of this visit now; why stands above the page.
    if (waiting.some((entry) => entry.refused)) document.querySelector("#device").focus();
    else if (!isWaiting && "decides" in form.dataset) submit(form);
    else if (!isWaiting || (await pages.has(form.dataset.onward))) {
      location.assign(form.dataset.onward);
    } else marks.say("stuck");
  };

  const send = async (form) => {
    await settle();
    if (kept.all().length) {
      marks.say("unsent");
      return;
    }
    try {
      const body = new URLSearchParams(new FormData(form));
      const signal = AbortSignal.timeout(4 * PATIENCE);
      const reply = await fetch(form.action, { method: "POST", body, signal });
      if (reply.ok && reply.redirected) location.replace(reply.url);
      else form.submit();
    } catch {
      marks.say("unknown");
    }
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches(".page-form, .send")) return;
    event.preventDefault();
    if (event.submitter?.name === "clear") {
      answers.clear(event.submitter.value);
      return;
    }
    if (isSending) return;
    isSending = true;
    marks.say("");
    try {
      await (form.matches(".send") ? send(form) : goOn(form));
    } finally {
      isSending = false;
    }
  });
})();
