// Shows a register without a connection. What it keeps is the same for everybody and names nobody:
// the names stand in localStorage, where register.js puts them when its reader asks for it.
const PAGE = "{{ said.page|escapejs }}";
const ASSETS = [{% for url in said.assets %}"{{ url|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const PREFIX = "kd-register-";
const CACHE = PREFIX + "{{ said.version|escapejs }}";
const REGISTER = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/$/;
const PATIENCE = 8000;
const AWAY = [502, 503, 504];

async function keep() {
  const cache = await caches.open(CACHE);
  await cache.addAll([PAGE, ...ASSETS].map((url) => new Request(url, { credentials: "omit", cache: "reload" })));
  await self.skipWaiting();
}

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** From the server, or what is kept where it does not answer, or not in time, or a proxy says so in its stead. */
async function answer(request, kept, patience) {
  const late = new Promise((_resolve, reject) => patience && setTimeout(reject, patience));
  let response;
  try {
    response = await Promise.race([fetch(request), late]);
    if (!AWAY.includes(response.status)) return response;
  } catch {
    response = Response.error();
  }
  return (await caches.match(kept)) ?? response;
}

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  const inside = url.pathname.slice(new URL(self.registration.scope).pathname.length);
  if (request.mode === "navigate" && REGISTER.test(inside)) event.respondWith(answer(request, PAGE, PATIENCE));
  else if (ASSETS.includes(url.pathname)) event.respondWith(answer(request, url.pathname));
});
