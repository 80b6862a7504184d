// The questions and the comment of this page: what is chosen is kept first and sent then, and what
// this device keeps is shown again.
const answers = (() => {
  const boxes = new Map();
  let soon = 0;

  const radios = (element) => [...element.querySelectorAll('input[type="radio"]')];
  const text = (element) => (element ? element.firstChild.textContent.trim() : "");

  const isRated = (code) => {
    const item = code && boxes.get(code);
    return !item || item.element.querySelector("label:not(.apart) > :checked") !== null;
  };

  // An empty box is no answer until a level is chosen for its item.
  const ticked = (box) => {
    if (box.element.querySelector('input[type="checkbox"]').checked) return "yes";
    return isRated(box.element.dataset.of) || box.shown?.[box.name] ? "no" : "";
  };

  const answer = (element) => {
    const name = element.dataset.answer;
    const tick = element.querySelector('input[type="checkbox"]');
    const list = element.querySelector("select");
    const chosen = () => radios(element).find((radio) => radio.checked);
    const box = { element, name, question: name, isText: false };
    box.isEmptyTick = () => Boolean(tick && !tick.checked);
    box.read = () => ({ [name]: tick ? ticked(box) : (list ?? chosen())?.value ?? "" });
    box.show = (fields) => {
      if (tick) tick.checked = fields[name] === "yes";
      if (list) list.value = fields[name];
      for (const radio of radios(element)) radio.checked = radio.value === fields[name];
      const folded = chosen()?.closest("details");
      if (folded) folded.open = true;
    };
    box.words = () => {
      if (tick) return tick.checked ? text(tick.nextElementSibling) : "";
      if (list) return list.value ? list.selectedOptions[0].textContent : "";
      return text(chosen()?.nextElementSibling);
    };
    box.label = (element.querySelector("legend, label") ?? element).textContent.trim();
    return box;
  };

  const comment = (element) => {
    const area = element.querySelector("textarea");
    const consent = element.querySelector('[name="consent"]');
    const box = { element, name: "comment", isText: true, isEmptyTick: () => false };
    box.question = `comment:${element.dataset.comment}`;
    box.read = () => ({ comment: area.value, consent: consent.checked ? "on" : "" });
    box.show = (fields) => {
      area.value = fields.comment;
      consent.checked = fields.consent === "on";
      element.open = true;
    };
    box.words = () => area.value;
    box.label = text(element.querySelector("label"));
    return box;
  };

  const revisionOf = (box) => box.element.querySelector(`[name="${CSS.escape(box.name)}.revision"]`);

  // Where another tab keeps an answer that this one does not show, the person chooses.
  const change = (box) => {
    // Leaving a field is no change: the button that is being pressed must not go.
    if (!box.isOpen && sender.alike(box.read(), box.shown)) return;
    const entry = kept.read(box.question);
    if (!entry || sender.alike(entry.fields, box.shown)) keep(box, entry);
    else choose(box, entry);
  };

  const choose = (box, entry) => {
    marks.conflict(
      box,
      entry.text,
      box.words(),
      () => keep(box, kept.read(box.question)),
      () => {
        box.show(entry.fields);
        overlay(box);
      },
    );
    box.isOpen = true;
  };

  const keep = (box, entry, base = entry?.base ?? Number(revisionOf(box).value)) => {
    box.shown = box.read();
    box.isOpen = false;
    kept.write(box.question, {
      base,
      tried: entry?.tried ?? null,
      fields: box.shown,
      at: Date.now(),
      save: box.element.dataset.save,
      revision: `${box.name}.revision`,
      isText: box.isText,
      page: location.pathname,
      anchor: `#${box.element.id}`,
      label: box.label,
      text: box.words(),
    });
    marks.clear(box);
    refresh();
    setTimeout(refresh, marks.QUIET + 100);
    if (!box.isText) sender.flush();
  };

  const overlay = (box) => {
    const known = kept.known(box.question);
    const revision = revisionOf(box);
    if (known && known.revision > Number(revision.value)) {
      box.show(known.fields);
      revision.value = known.revision;
    }
    const entry = kept.read(box.question);
    box.isOpen = false;
    // A box that was saved empty is "no"; one that never was is no answer.
    box.shown = { [box.name]: Number(revision.value) ? "no" : "" };
    if (entry) box.show(entry.fields);
    if (entry || !box.isEmptyTick()) box.shown = entry?.fields ?? box.read();
    marks.clear(box);
    refresh();
  };

  const refresh = () => {
    for (const box of boxes.values()) {
      const entry = kept.read(box.question);
      if (box.isOpen) continue;
      if (entry) marks.beside(box, entry);
      else marks.settled(box);
    }
    marks.above();
  };

  for (const element of document.querySelectorAll("[data-answer], [data-comment]")) {
    const box = "comment" in element.dataset ? comment(element) : answer(element);
    box.mark = element.querySelector(".mark");
    boxes.set(box.question, box);
    element.addEventListener("change", () => {
      change(box);
      if (box.isText) sender.flush();
    });
    element.addEventListener("input", (event) => {
      if (!event.target.matches("textarea")) return;
      change(box);
      clearTimeout(soon);
      soon = setTimeout(sender.flush, 1000);
    });
  }
  // A page that comes back shows what was just sent: what the device keeps must not hide it.
  const isBack = document.querySelector(".page-form[data-back]") !== null;
  for (const box of boxes.values()) {
    const entry = isBack && kept.read(box.question);
    if (entry && !sender.alike(entry.fields, box.read())) choose(box, entry);
    else overlay(box);
  }

  document.addEventListener("visit:changed", refresh);
  addEventListener("storage", refresh);
  addEventListener("online", refresh);
  addEventListener("offline", refresh);
  addEventListener("pageshow", (event) => event.persisted && boxes.forEach(overlay));

  document.addEventListener("visit:acknowledged", ({ detail }) => {
    const box = boxes.get(detail.question);
    const isShown = box && sender.alike(detail.fields, box.shown);
    // What another tab chose and this one does not show stays unknown here, so that it is in
    // conflict, whichever of the two has sent it.
    if (box && !isShown && !sender.alike(kept.read(box.question)?.fields, box.shown)) return;
    kept.remember(detail.question, detail.fields, detail.revision);
    if (!box) return;
    revisionOf(box).value = detail.revision;
    if (!detail.isNewer && isShown) marks.saved(box, detail.words);
  });
  document.addEventListener("visit:dropped", ({ detail }) => {
    const box = boxes.get(detail.question);
    if (box) marks.unsaved(box, detail.words);
  });
  document.addEventListener("visit:mine", ({ detail: box }) => {
    const entry = kept.read(box.question);
    box.show(entry.fields); // another tab's choice may be meant
    keep(box, { ...entry, tried: null }, entry.other.revision);
    sender.flush();
  });
  document.addEventListener("visit:other", ({ detail: box }) => {
    const { other } = kept.read(box.question);
    kept.drop(box.question);
    kept.remember(box.question, other.fields, other.revision);
    overlay(box);
  });

  return {
    clear: (code) => {
      const box = boxes.get(code);
      box.show({ [code]: "" });
      change(box);
    },
    // Whatever no event told of, and the boxes that choosing a level has made an answer.
    collect: () => {
      for (const box of boxes.values()) {
        if (!box.isOpen && !sender.alike(box.read(), box.shown)) change(box);
      }
    },
    // What on this page only the person can settle.
    open: () =>
      [...boxes.values()].find((box) => {
        const entry = kept.read(box.question);
        return box.isOpen || entry?.other || entry?.stuck;
      }),
  };
})();
