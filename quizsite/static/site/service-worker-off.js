// Takes the worker away from browsers that have one, with all that it kept.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  const ours = (await caches.keys()).filter((name) => name.startsWith("khong-mang-"));
  await Promise.all(ours.map((name) => caches.delete(name)));
  await self.registration.unregister();
}
