// The facilitator's keys: each turn is sent without leaving the page, and nothing typed is lost.
(() => {
  const lead = document.getElementById("lead");
  const room = document.getElementById("room");
  if (!lead || !room) return;
  const UNDO = 10000;
  const PATIENCE = 8000;
  const HERE = 6000;
  const said = document.getElementById("lead-said");
  const keys = document.getElementById("lead-keys");
  const off = "lead keys off";
  const skew = Number(lead.dataset.now) * 1000 - Date.now();
  const people = document.getElementById("lead-people");
  let was = "";
  let armed = "";
  let busy = false;
  // What was typed and not sent, of the item it was typed for.
  let typed = { item: "", fields: {} };

  const item = () => room.querySelector(".lead-step")?.dataset.item ?? "";
  const notes = () => room.querySelectorAll("[data-note]");

  const say = (words) => {
    said.replaceChildren();
    said.hidden = !words;
    if (!words) return;
    const line = document.createElement("p");
    line.textContent = words;
    said.append(line);
  };

  const keep = (field) => {
    if (typed.item !== item()) typed = { item: item(), fields: {} };
    typed.fields[field.name] = field.value;
  };

  const restore = () => {
    if (typed.item !== item()) return;
    notes().forEach((field) => {
      if (field.name in typed.fields) field.value = typed.fields[field.name];
    });
  };

  const pace = () => {
    const ends = room.querySelector(".lead-step")?.dataset.ends;
    const left = ends ? Math.floor((Number(ends) * 1000 - Date.now() - skew) / 60000) : null;
    room.querySelectorAll("[data-pace]").forEach((line) => {
      line.hidden = left === null || (left < 0) !== (line.dataset.pace === "over");
      line.querySelector("b").textContent = Math.abs(left);
    });
  };

  // A page that was loaded for another step shows what can be done now.
  const dress = () => {
    armed = "";
    restore();
    pace();
    room.querySelectorAll("[data-write][data-on]").forEach((button) => (button.disabled = false));
    const stage = room.querySelector(".lead-step")?.dataset.stage;
    if (stage !== was) people.open = stage === "lobby";
    was = stage;
    const undo = room.querySelector("[data-undo]");
    if (undo) setTimeout(() => (undo.disabled = true), UNDO);
  };

  const send = async (form, button) => {
    const body = new FormData(form, button);
    const turn = body.get("do") ?? "";
    if (form.id !== "lead-agree" && typed.item === item())
      for (const [name, value] of Object.entries(typed.fields)) body.set(name, value);
    if (armed && armed === turn) body.set("sure", "1");
    armed = "";
    const reply = await fetch(form.action, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(PATIENCE),
    });
    if ([403, 404, 410].includes(reply.status)) location.reload();
    const found = await reply.json();
    if (reply.ok) {
      typed = { item: "", fields: {} };
      say("");
    } else {
      say(found.said);
      armed = found.again ?? "";
    }
    document.dispatchEvent(new CustomEvent("room:ask"));
  };

  lead.addEventListener("submit", async (event) => {
    if (!event.target.matches("[data-turn]") || event.submitter?.hasAttribute("formaction")) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    try {
      await send(event.target, event.submitter);
    } catch {
      say(lead.dataset.failed);
    }
    busy = false;
  });

  // The letters of the others follow whoever makes sure; what to look at follows the letters.
  room.addEventListener("change", async (event) => {
    const field = event.target;
    if (!field.matches("[data-propose], [data-letter]")) return;
    const body = new FormData(field.form);
    if (field.matches("[data-propose]")) body.set("propose", "1");
    try {
      const reply = await fetch(lead.dataset.letters, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(PATIENCE),
      });
      const { html } = await reply.json();
      const block = document.getElementById("lead-letters");
      if (!block || !field.isConnected) return;
      block.innerHTML = html;
      document.getElementById(field.id)?.focus();
    } catch {
      say(lead.dataset.failed);
    }
  });

  room.addEventListener("input", (event) => event.target.matches("[data-note]") && keep(event.target));

  const isTyping = (element) =>
    element?.matches?.('textarea, select, input:not([type="radio"], [type="checkbox"])');

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isTyping(document.activeElement)) {
      document.activeElement.blur();
      return;
    }
    if (event.ctrlKey && event.key === "Enter" && document.activeElement?.form?.id === "lead-agree") {
      event.preventDefault();
      document.activeElement.form.requestSubmit();
      return;
    }
    if (!keys.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (isTyping(event.target)) return;
    const found = [...lead.querySelectorAll("[data-key]")].find(
      (element) => element.dataset.key === event.key.toLowerCase() && !element.disabled,
    );
    if (!found || found.closest("[hidden], details:not([open])")) return;
    event.preventDefault();
    found.click();
  });

  room.addEventListener("click", (event) => {
    if (!event.target.closest("[data-write]")) return;
    const [first] = notes();
    first.closest("details").open = true;
    first.focus();
  });

  document.addEventListener("room:step", dress);
  document.addEventListener("room:news", ({ detail }) => {
    document.getElementById("lead-present").textContent = detail.present;
  });
  keys.addEventListener("change", () => {
    try {
      localStorage.setItem(off, keys.checked ? "" : "1");
    } catch {
      // For this page alone.
    }
  });
  try {
    keys.checked = !localStorage.getItem(off);
  } catch {
    // As it stands.
  }
  // Phones are told when nobody leads any more.
  const here = () => {
    if (room.querySelector('.lead-step[data-stage="ended"]')) return;
    const headers = { "X-CSRFToken": document.getElementById("room-token").value };
    const signal = AbortSignal.timeout(PATIENCE);
    fetch(lead.dataset.here, { method: "POST", headers, signal }).catch(() => {});
  };

  dress();
  here();
  setInterval(pace, 10000);
  setInterval(here, HERE);
  document.addEventListener("visibilitychange", () => document.hidden || here());
})();
