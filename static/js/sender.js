// Sends what is kept, one after the other and from one tab at a time, until it is acknowledged.
const sender = (() => {
  const PATIENCE = 15000;
  const WAITS = [2, 4, 8, 15, 30, 60]; // seconds after so many failures
  const FINAL = [400, 413]; // of the replies without words of ours: it would be refused again
  const OF_TEXT = [413, 422]; // too large or too long until it is changed
  let failures = 0;
  let timer = 0;
  let running = null;

  const alike = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const waits = (entry) => !entry.other && !entry.stuck;
  const tell = (name, detail = {}) => document.dispatchEvent(new CustomEvent(name, { detail }));
  const tabs = new BroadcastChannel(`readiness ${kept.visit}`);
  tabs.onmessage = ({ data }) => tell("visit:acknowledged", { ...data, isOfAnotherTab: true });

  const post = async (entry, fields) => {
    const token = document.querySelector('[name="csrfmiddlewaretoken"]').value;
    const ours = { csrfmiddlewaretoken: token, "visit.key": kept.visit };
    const body = { ...fields, [entry.revision]: entry.base, ...ours };
    const reply = await fetch(entry.save, {
      method: "POST",
      body: new URLSearchParams(body),
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
    return { status: reply.status, said: parsed(await reply.text()) };
  };

  // What is not JSON is not from us: a hotel's sign-in page, or a proxy that says it is sorry. Or it
  // is from what refuses, before any page of ours is asked, what cannot be read.
  const parsed = (text) => {
    try {
      return Object(JSON.parse(text));
    } catch {
      return null;
    }
  };

  // Where a reply was lost nobody knows whether the answer arrived. So the same is sent again, with
  // the same revision, before anything newer: the server then says which of the two it is. Returns
  // whether to come back to it later.
  const step = async (question) => {
    const entry = kept.read(question);
    const fields = entry.tried ?? entry.fields;
    kept.write(question, { ...entry, tried: fields });
    const { status, said } = await post(entry, fields);
    const now = kept.read(question);
    if (!now) return false;
    const isNewer = !alike(now.fields, fields);
    const revision = said?.revision;
    // Higher than the next one where the same was stored already by a form without scripts.
    if (status === 200 && revision > entry.base) {
      if (isNewer) kept.write(question, { ...now, base: revision, tried: null });
      else kept.drop(question);
      const detail = { question, fields, revision, isNewer, words: said.saved };
      tell("visit:acknowledged", detail);
      tabs.postMessage(detail);
    } else if (status === 409 && said?.other) {
      kept.write(question, { ...now, tried: null, other: isNewer ? undefined : said.other });
    } else if (said?.refused) {
      refused(question, now, status, said.refused, isNewer);
    } else if (FINAL.includes(status)) {
      const stuck = { refused: marks.word("unfit"), stuck: status };
      kept.write(question, { ...now, tried: null, ...(isNewer ? {} : stuck) });
    } else return true;
    return false;
  };

  const refused = (question, entry, status, words, isNewer) => {
    const fresh = { ...entry, tried: null };
    if ([404, 422].includes(status) && isNewer) kept.write(question, fresh);
    else if ([404, 422].includes(status) && !entry.isText) {
      kept.drop(question);
      tell("visit:dropped", { question, words });
    } else if ([409, 410, 404, 422].includes(status)) {
      kept.write(question, { ...fresh, refused: words, stuck: status });
    } else {
      // Of the visit, not of the answer: the others would be told the same.
      kept.write(question, { ...entry, refused: words });
      throw new Error(words);
    }
  };

  // What got a reply that is none of ours waits alone; where none came at all, all wait.
  const run = async () => {
    clearTimeout(timer);
    const later = new Set();
    let isCut = false;
    while (!isCut) {
      const next = kept.all().find((entry) => waits(entry) && !later.has(entry.question));
      if (!next) break;
      try {
        if (await step(next.question)) later.add(next.question);
      } catch {
        isCut = true;
      }
    }
    if (isCut || later.size) wait();
    else failures = 0;
  };

  const wait = () => {
    failures += 1;
    timer = setTimeout(flush, WAITS[Math.min(failures, WAITS.length) - 1] * 1000);
  };

  const locked = () =>
    navigator.locks ? navigator.locks.request(`readiness ${kept.visit}`, run) : run();

  const flush = () => {
    running ??= locked().catch(wait).finally(() => {
      running = null;
      tell("visit:changed");
      if (failures === 0 && kept.all().some(waits)) flush();
    });
    return running;
  };

  const again = () => {
    failures = 0;
    flush();
  };

  addEventListener("online", again);
  addEventListener("pageshow", again);
  document.addEventListener("visibilitychange", () => document.hidden || again());
  // What was refused because the questions were closed: this page is there, so they are open.
  for (const { question, ...entry } of kept.all()) {
    if (entry.stuck && !OF_TEXT.includes(entry.stuck)) {
      kept.write(question, { ...entry, refused: undefined, stuck: undefined });
    }
  }

  return { alike, waits, flush, again, isFailing: () => failures > 0 };
})();
