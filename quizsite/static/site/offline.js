// Asks again for the page that was wanted as soon as the device has network.
addEventListener("online", () => location.reload());
