// Asks the worker to keep this page and the next ones, so that they open without network too.
const pages = (() => {
  const place = document.querySelector("#device");
  const form = document.querySelector(".page-form");

  const start = async () => {
    await navigator.serviceWorker.register(place.dataset.worker);
    const { active } = await navigator.serviceWorker.ready;
    const parts = document.querySelectorAll('link[rel="stylesheet"], link[rel="icon"], script, img');
    const files = [...parts].map((part) => part.href || part.src);
    active.postMessage({ files, page: location.href, onward: form?.dataset.onward });
  };

  if ("serviceWorker" in navigator) {
    addEventListener("load", () => start().catch(() => null)); // without it pages need the network
  }

  return {
    has: async (address) => {
      if (!navigator.serviceWorker?.controller) return false;
      return Boolean(await caches.match(address, { ignoreSearch: true }).catch(() => null));
    },
  };
})();
