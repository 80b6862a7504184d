// Says what is saved, what is not sent yet and what needs a choice: beside a question, and above.
const marks = (() => {
  const QUIET = 1500; // milliseconds in which nearly every answer is acknowledged
  const line = document.querySelector("#device");
  const words = document.querySelector("#words").content;
  let extra = "";

  const word = (name, values = {}) =>
    words
      .querySelector(`[data-word="${name}"]`)
      .textContent.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

  const element = (tag, text, settings = {}) =>
    Object.assign(document.createElement(tag), { textContent: text, ...settings });

  const button = (name, onclick) =>
    element("button", word(name), { type: "button", className: "link-button", onclick });

  // Nothing is said again that is said already: screen readers would read it out once more.
  const put = (place, kind, parts) => {
    const text = parts.map((part) => part.textContent).join("");
    if (place.textContent === text && place.dataset.kind === kind) return;
    place.dataset.kind = kind;
    place.replaceChildren(...parts);
  };

  const clear = (box) => put(box.mark, "", []);
  const saved = (box, text) => put(box.mark, "saved", [element("span", text)]);
  const unsaved = (box, text) => put(box.mark, "unsaved", [element("span", text)]);

  // Nothing is kept any more: it was sent, or settled in another tab.
  const settled = (box) => {
    if (["waiting", "conflict"].includes(box.mark.dataset.kind)) clear(box);
  };

  const conflict = (box, other, mine, keepMine, keepOther) => {
    const none = word("none");
    const text = word("conflict", { other: other || none, mine: mine || none });
    const choices = [button("mine", keepMine), button("other", keepOther)];
    put(box.mark, "conflict", [element("span", text), ...choices]);
  };

  const isShown = (entry) =>
    sender.isFailing() || entry.stuck || Date.now() - entry.at > QUIET || !navigator.onLine;

  const beside = (box, entry) => {
    if (entry.other) {
      conflict(
        box,
        entry.other.text,
        entry.text,
        () => document.dispatchEvent(new CustomEvent("visit:mine", { detail: box })),
        () => document.dispatchEvent(new CustomEvent("visit:other", { detail: box })),
      );
    } else if (entry.refused) unsaved(box, entry.refused);
    else if (isShown(entry)) put(box.mark, "waiting", [element("span", word("waiting"))]);
  };

  // What is not asked any more has no page where it could be settled: it can be removed from here.
  const links = (entries) =>
    entries
      .filter((entry) => entry.page !== location.pathname)
      .flatMap((entry) => [
        element("a", word("go", { question: entry.label }), { href: entry.page + entry.anchor }),
        button("remove", () => {
          kept.drop(entry.question);
          above();
        }),
      ]);

  const above = () => {
    const entries = kept.all();
    const conflicts = entries.filter((entry) => entry.other);
    const stuck = entries.filter((entry) => entry.stuck);
    const waiting = entries.filter((entry) => sender.waits(entry) && isShown(entry));
    const parts = extra ? [element("p", word(extra))] : [];
    if (waiting.length) {
      const name = kept.isLasting() ? "lasting" : "fleeting";
      const text = element("p", word(name, { number: waiting.length }));
      const reason = waiting.find((entry) => entry.refused)?.refused;
      parts.push(text, ...(reason ? [element("p", reason)] : []), button("retry", sender.again));
    }
    if (conflicts.length) {
      parts.push(element("p", word("conflicts", { number: conflicts.length })));
      parts.push(...links(conflicts));
    }
    if (stuck.length) {
      parts.push(element("p", word("refused", { number: stuck.length })));
      parts.push(element("p", stuck[0].refused), ...links(stuck));
    }
    put(line, parts.length ? "shown" : "", parts);
  };

  const say = (name) => {
    extra = name;
    above();
    line.tabIndex = -1;
    if (name) line.focus();
  };

  return { QUIET, above, beside, clear, conflict, saved, say, settled, unsaved, word };
})();
