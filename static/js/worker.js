// Keeps the pages of a visit on the device, so that reloading and going on work without network.
// A page is kept when the server marks it with the key of the visit, shown only when the server
// cannot be reached, and thrown away when the answers are sent, the link ends, or after 14 days.
const VERSION = 1;
const FILES = `readiness files ${VERSION}`;
const VISIT = `readiness visit ${VERSION}`;
const DAYS = 14;
const AHEAD = 4; // pages that are fetched before they are asked for
const PATIENCE = 6000;
const PAGE = /^\/r\/([^/]+)\//;

const codeOf = (url) => PAGE.exec(url.pathname)[1];
const isPlain = (reply) => reply.type === "basic" && !reply.redirected;

const cachesOf = async (code) => {
  const names = await caches.keys();
  return names.filter((name) => name.startsWith(`${VISIT} ${code} `));
};

const forget = async (names) => {
  await Promise.all(names.map((name) => caches.delete(name)));
  const left = await caches.keys();
  if (!left.some((name) => name.startsWith(VISIT))) await caches.delete(FILES);
};

// The same page whatever time or cleared answer its address tells of.
const nameOf = (url) =>
  url.pathname + (url.searchParams.get("from") === "check" ? "?from=check" : "");

const find = async (url) => {
  const [name] = await cachesOf(codeOf(url));
  return name ? (await caches.open(name)).match(nameOf(url)) : undefined;
};

// What was asked for before a visit ended must not be kept after it.
const ends = new Map();
const endsOf = (url) => ends.get(codeOf(url)) ?? 0;

const keep = async (url, reply, before) => {
  if (!isPlain(reply)) return;
  const visit = reply.headers.get("Readiness-Visit");
  const names = await cachesOf(codeOf(url));
  if (reply.status === 200 && visit) {
    if (endsOf(url) !== before) return;
    const mine = `${VISIT} ${codeOf(url)} ${visit}`;
    await forget(names.filter((name) => name !== mine));
    await (await caches.open(mine)).put(nameOf(url), reply);
  } else if ([200, 403, 410].includes(reply.status)) {
    ends.set(codeOf(url), endsOf(url) + 1);
    await forget(names);
  }
};

const page = async (event, url) => {
  const before = endsOf(url);
  const asked = fetch(event.request);
  asked.catch(() => null); // looked at below
  const copy = await find(url);
  const late = new Promise((done) => copy && setTimeout(done, PATIENCE, copy));
  try {
    const reply = await Promise.race([asked, late]);
    if (reply !== copy) event.waitUntil(keep(url, reply.clone(), before));
    return reply.status < 500 ? reply : (copy ?? reply);
  } catch {
    return copy ?? Response.error();
  }
};

const file = async (event) => {
  try {
    const reply = await fetch(event.request);
    if (reply.ok) {
      const copy = reply.clone();
      event.waitUntil(caches.open(FILES).then((files) => files.put(event.request, copy)));
    }
    return reply;
  } catch {
    return (await caches.match(event.request)) ?? Response.error();
  }
};

const fetched = async (url) => {
  const before = endsOf(url);
  const reply = await fetch(url, { redirect: "error" });
  await keep(url, reply.clone(), before);
  return reply;
};

const ahead = async (address) => {
  for (let left = AHEAD; left && address; left -= 1) {
    const url = new URL(address, location.origin);
    const reply = (await find(url)) ?? (await fetched(url));
    address = /data-onward="([^"?#]+)/.exec(await reply.text())?.[1];
  }
};

const sweep = async () => {
  const old = Date.now() - DAYS * 24 * 60 * 60 * 1000;
  for (const name of await caches.keys()) {
    if (!name.startsWith("readiness visit")) continue;
    const [first] = await (await caches.open(name)).matchAll();
    if (!first || Date.parse(first.headers.get("Date")) < old) await forget([name]);
  }
};

const prepare = async ({ files, page: address, onward }) => {
  const url = new URL(address);
  if (!(await find(url))) await fetched(url);
  const store = await caches.open(FILES);
  for (const each of files) if (!(await store.match(each))) await store.add(each);
  await ahead(onward);
  await sweep();
};

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => event.waitUntil(prepare(event.data).catch(() => null)));
addEventListener("fetch", (event) => {
  const { method, mode } = event.request;
  const url = new URL(event.request.url);
  const isPage = mode === "navigate" && PAGE.test(url.pathname);
  if (url.origin !== location.origin) return;
  if (method === "GET" && isPage) event.respondWith(page(event, url));
  else if (method === "GET" && url.pathname.startsWith("/static/")) event.respondWith(file(event));
  else if (method === "POST" && isPage && url.searchParams.has("kept")) {
    // What the page held is saved already: back to it, to go on from there again.
    url.searchParams.delete("kept");
    event.respondWith(fetch(event.request).catch(() => Response.redirect(url, 303)));
  }
});
