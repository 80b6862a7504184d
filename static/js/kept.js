// What was entered and is not acknowledged yet: kept on this device, apart for each visit, for 14
// days. What was acknowledged is remembered by this tab alone, for pages that are older than it.
const kept = (() => {
  const DAYS = 14;
  const OURS = "readiness ";
  const visit = document.querySelector("[data-visit]").dataset.visit;
  const mine = `${OURS}${visit} `;
  const memory = new Map(); // where the browser refuses to keep anything

  const names = () => {
    try {
      return [...new Set([...memory.keys(), ...Object.keys(localStorage)])];
    } catch {
      return [...memory.keys()];
    }
  };

  const get = (name) => {
    try {
      return JSON.parse(memory.get(name) ?? localStorage.getItem(name));
    } catch {
      return null;
    }
  };

  const set = (name, entry) => {
    const text = JSON.stringify(entry);
    try {
      localStorage.setItem(name, text);
      memory.delete(name);
    } catch {
      memory.set(name, text);
    }
  };

  const remove = (name) => {
    memory.delete(name);
    try {
      localStorage.removeItem(name);
    } catch {
      // Nothing was kept.
    }
  };

  const session = (work) => {
    try {
      return work(sessionStorage);
    } catch {
      return null;
    }
  };

  const all = () =>
    names()
      .filter((name) => name.startsWith(mine))
      .map((name) => ({ question: name.slice(mine.length), ...get(name) }))
      .filter((entry) => entry.fields)
      .sort((one, other) => one.at - other.at);

  const old = Date.now() - DAYS * 24 * 60 * 60 * 1000;
  for (const name of names()) {
    if (name.startsWith(OURS) && !(get(name)?.at > old)) remove(name);
  }

  return {
    visit,
    all,
    read: (question) => get(mine + question),
    write: (question, entry) => set(mine + question, entry),
    drop: (question) => remove(mine + question),
    isLasting: () => memory.size === 0,
    // Exactly these fields are stored with this revision.
    remember: (question, fields, revision) => {
      session((store) => store.setItem(mine + question, JSON.stringify({ fields, revision })));
    },
    known: (question) => session((store) => JSON.parse(store.getItem(mine + question))),
    forget: () => {
      for (const name of names()) if (name.startsWith(mine)) remove(name);
      session((store) => {
        for (const name of Object.keys(store)) if (name.startsWith(mine)) store.removeItem(name);
      });
    },
  };
})();
