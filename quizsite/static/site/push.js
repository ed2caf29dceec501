// Turns notices on for this device, by the person's own tap only. Without it the page offers mails.
const form = document.querySelector("[data-push]");
const canPush = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
const trouble = document.querySelector("[data-push-trouble]");

if (form && canPush && Notification.permission !== "denied") {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    turnOn().catch(() => { trouble.hidden = false; });
  });
}

async function turnOn() {
  if ((await Notification.requestPermission()) !== "granted") throw new Error("not allowed");
  const registration = await navigator.serviceWorker.ready;
  const key = bytes(form.dataset.push);
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = subscription.toJSON();
  form.elements.endpoint.value = endpoint;
  form.elements.point.value = keys.p256dh;
  form.elements.secret.value = keys.auth;
  form.submit();
}

function bytes(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
