// Shows one page of its own where a page is asked for without network, and does nothing else. It keeps
// that page and the files it is made of; no page of a person, no answer, no script of the site. What
// is in SHELL comes before this file (quizsite/device/shell.py).
const { page, files, version, leaves } = self.SHELL;
const PREFIX = "khong-mang-";
const KEPT = PREFIX + version;

self.addEventListener("install", (event) => event.waitUntil(install(event)));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const isOurs = url.origin === location.origin && event.request.method === "GET";
  if (!isOurs || leaves.some((start) => url.pathname.startsWith(start))) return;
  if (event.request.mode === "navigate") event.respondWith(fromServer(event));
  // By name, and the name changes with the content: nobody gets a file of another version.
  else if (files.includes(url.pathname)) event.respondWith(fetch(event.request).catch(() => kept(url.pathname)));
});

async function install(event) {
  await stayAside(event);
  const answer = await fetch(page, { credentials: "omit", cache: "reload" });
  const text = await answer.clone().text();
  // While the site is upgraded a process of another version may answer; the browser tries again later.
  if (!answer.ok || !files.every((url) => text.includes(url))) throw new Error("not the page of this version");
  const cache = await caches.open(KEPT);
  await cache.addAll(files.map((url) => new Request(url, { credentials: "omit" })));
  await cache.put(page, answer);
  await self.skipWaiting();
}

// Newer browsers then do not even wake this worker for a save.
async function stayAside(event) {
  if (!event.addRoutes) return;
  const routes = leaves.map((start) => ({ condition: { urlPattern: { pathname: `${start}*` } }, source: "network" }));
  await Promise.resolve(event.addRoutes(routes)).catch(() => {});
}

async function activate() {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== KEPT);
  await Promise.all(old.map((name) => caches.delete(name)));
  // The browser asks the server while this worker still wakes.
  await self.registration.navigationPreload?.enable();
}

async function fromServer(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return kept(page);
  }
}

async function kept(url) {
  return (await caches.match(url, { cacheName: KEPT })) ?? Response.error();
}

// A notice on the device; one with the same tag takes the place of the one before.
self.addEventListener("push", (event) => {
  const { title, body, url, tag } = event.data.json();
  event.waitUntil(self.registration.showNotification(title, { body, tag, data: { url }, lang: "vi" }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data.url, location.origin);
  if (url.origin === location.origin) event.waitUntil(self.clients.openWindow(url.href));
});
