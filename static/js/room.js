// Follows a workshop's room: asks what is new, shows it, and sends what is voted until it arrives.
(() => {
  const room = document.getElementById("room");
  if (!room) return;
  const SLOWEST = 10000;
  const PATIENCE = 8000;
  const WAY = location.pathname;
  const KEPT = `room ${WAY}`;
  const token = document.getElementById("room-token").value;
  const sent = document.getElementById("room-sent");
  const offline = document.getElementById("room-offline");
  const known = {
    rev: room.dataset.rev,
    step: room.dataset.step,
    voted: room.dataset.voted,
    every: Number(room.dataset.every),
    away: room.dataset.away === "1",
    ends: room.dataset.timer ? Date.now() + Number(room.dataset.timer) * 1000 : null,
  };
  let failures = 0;
  let timer = 0;
  let asking = false;
  let again = false;
  let sending = false;
  let isEarly = false;

  const each = (selector, act) => room.querySelectorAll(selector).forEach(act);
  const show = (selector, isShown) => each(selector, (element) => (element.hidden = !isShown));
  const say = (kind, words) => {
    sent.hidden = !kind;
    sent.dataset.kind = kind;
    sent.textContent = words ?? sent.dataset[kind] ?? "";
  };

  // What was voted and has not arrived: kept over a reload, where the device allows it.
  const pending = {
    read() {
      try {
        return JSON.parse(localStorage.getItem(KEPT)) ?? pending.here;
      } catch {
        return pending.here;
      }
    },
    write(vote) {
      pending.here = vote;
      try {
        if (vote) localStorage.setItem(KEPT, JSON.stringify(vote));
        else localStorage.removeItem(KEPT);
      } catch {
        // Kept on this page alone.
      }
    },
    here: null,
  };

  const dress = () => {
    each('[name="csrfmiddlewaretoken"]', (field) => (field.value = token));
    show("[data-plain]", false);
  };

  const mark = (mine) => {
    const vote = pending.read();
    const value = vote ? vote.body.value : mine.vote;
    const dots = (vote ? vote.body.dot : mine.dots)?.map(String) ?? [];
    each('.room-vote [type="radio"]', (input) => (input.checked = input.value === value));
    each(".room-vote select", (select) => (select.value = value ?? ""));
    each('.room-dots [type="checkbox"]', (box) => (box.checked = dots.includes(box.value)));
    show("[data-counted]", !vote && Boolean(mine.vote || mine.dots.length));
    show("[data-observes]", mine.observes);
    show("[data-votes]", !mine.observes);
    document.querySelectorAll("[data-asked]").forEach((ask) => (ask.hidden = !mine.asked));
    limit();
  };

  const limit = () =>
    each("[data-most]", (set) => {
      const boxes = [...set.querySelectorAll('[type="checkbox"]')];
      const isFull = boxes.filter((box) => box.checked).length >= Number(set.dataset.most);
      boxes.forEach((box) => (box.disabled = isFull && !box.checked));
    });

  const tick = () => {
    each('[data-n="timer"]', (clock) => {
      clock.hidden = known.ends === null;
      if (known.ends === null) return;
      const left = Math.max(0, Math.round((known.ends - Date.now()) / 1000));
      clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      clock.classList.toggle("out", left === 0);
    });
  };

  const replace = (html) => {
    const isHere = room.contains(document.activeElement);
    room.innerHTML = html;
    dress();
    if (!isEarly && ["late", "unsure", "refused"].includes(sent.dataset.kind)) say("");
    isEarly = false;
    document.getElementById("room-said").textContent = room.querySelector("h1")?.textContent ?? "";
    if (isHere) room.focus({ preventScroll: true });
    document.dispatchEvent(new CustomEvent("room:step"));
  };

  const count = ({ voted }) => {
    known.voted = voted;
    each('[data-n="voted"]', (element) => (element.textContent = voted));
  };

  const apply = (news) => {
    if (news.html !== null) replace(news.html);
    room.dataset.shown = news.step;
    Object.assign(known, { rev: news.rev, step: news.step, every: news.every, away: news.away });
    known.ends = news.timer === null ? null : Date.now() + news.timer * 1000;
    count(news);
    each('[data-n="present"]', (element) => (element.textContent = news.present));
    show("[data-few]", news.few);
    document.getElementById("room-away").hidden = !news.away;
    const people = document.getElementById("room-people");
    if (people && news.people !== null && !people.contains(document.activeElement)) {
      people.innerHTML = news.people;
      people
        .querySelectorAll('[name="csrfmiddlewaretoken"]')
        .forEach((field) => (field.value = token));
    }
    if (news.mine) mark(news.mine);
    tick();
    document.dispatchEvent(new CustomEvent("room:news", { detail: news }));
  };

  const ask = async () => {
    const { rev, step, voted, away } = known;
    const query = `?rev=${rev}&step=${step}&voted=${voted}${away ? "&away=1" : ""}`;
    const reply = await fetch(room.dataset.state + query, {
      signal: AbortSignal.timeout(PATIENCE),
      redirect: "error",
    });
    if ([403, 404, 410].includes(reply.status)) location.reload();
    else if (reply.status === 200) {
      const news = await reply.json();
      // One more vote moves a number, and is told without all the rest.
      if ("rev" in news) apply(news);
      else count(news);
    } else if (reply.status !== 204) throw new Error(reply.status);
  };

  const poll = async () => {
    clearTimeout(timer);
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    try {
      await ask();
      failures = 0;
    } catch {
      failures += 1;
    }
    asking = false;
    // What came may be older than the reason for asking again.
    if (again) known.rev = -1;
    offline.hidden = failures < 2;
    const wait = Math.min(SLOWEST, known.every * 2 ** Math.min(failures, 3));
    timer = setTimeout(poll, again ? 0 : wait * (0.8 + Math.random() * 0.4));
    again = false;
  };

  const put = async (vote) => {
    const reply = await fetch(vote.way, {
      method: "PUT",
      body: JSON.stringify(vote.body),
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      signal: AbortSignal.timeout(PATIENCE),
      redirect: "error",
    });
    // What is not JSON is not from us: a hotel's sign-in page, or a proxy that says it is sorry.
    return { status: reply.status, said: await reply.json() };
  };

  const isNewest = (vote) => JSON.stringify(pending.read()) === JSON.stringify(vote);

  const settle = (vote, { status, said }) => {
    if (status === 200) {
      if (isNewest(vote)) {
        pending.write(null);
        say("");
        show("[data-counted]", true);
      }
    } else if (said.refused) {
      if (isNewest(vote)) pending.write(null);
      if (status === 409) {
        // The step that closed the round may be still to come, and must not take the words away.
        isEarly = Boolean(room.querySelector(".room-vote, .room-dots"));
        say(vote.isUnsure ? "unsure" : "late");
      } else say("refused", said.refused);
    } else throw new Error(status);
  };

  const send = async () => {
    if (sending) return;
    sending = true;
    let tries = 0;
    for (let vote = pending.read(); vote; vote = pending.read()) {
      const isOnline = navigator.onLine;
      try {
        settle(vote, await put(vote));
        tries = 0;
      } catch {
        // It may have arrived, and only the answer was lost.
        if (isOnline && isNewest(vote)) pending.write({ ...vote, isUnsure: true });
        tries += 1;
        await new Promise((done) => {
          setTimeout(done, Math.min(SLOWEST, 500 * 2 ** tries));
          addEventListener("online", done, { once: true });
        });
      }
    }
    sending = false;
    poll();
  };

  const vote = (form) => {
    const fields = new FormData(form);
    const body = form.matches(".room-dots")
      ? { dot: fields.getAll("dot").map(Number) }
      : Object.fromEntries(["item", "about", "round", "value"].map((n) => [n, fields.get(n)]));
    if ("value" in body && !body.value) return;
    const isUnsure = pending.read()?.isUnsure;
    pending.write({ way: form.getAttribute("action"), body, isUnsure });
    show("[data-counted]", false);
    say("sending");
    limit();
    send();
  };

  room.addEventListener("change", (event) => {
    const form = event.target.closest(".room-vote, .room-dots");
    if (form) vote(form);
  });
  room.addEventListener("submit", (event) => {
    if (!event.target.matches(".room-vote, .room-dots")) return;
    event.preventDefault();
    vote(event.target);
  });
  addEventListener("online", poll);
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  document.addEventListener("visibilitychange", () => document.hidden || poll());
  document.addEventListener("room:ask", poll);
  // Another page of this device has sent a vote: what is marked here is asked for, too.
  addEventListener("storage", (event) => {
    if (event.key !== KEPT) return;
    known.rev = -1;
    poll();
  });

  dress();
  limit();
  tick();
  setInterval(tick, 1000);
  if (pending.read()) {
    say("sending");
    send();
  } else timer = setTimeout(poll, known.every);
})();
