// Shows a call although no page is open: the same "1" whatever it says, and the board when it is touched.
self.addEventListener("push", (event) => {
  event.waitUntil(self.registration.showNotification("1", { tag: "1", renotify: true, requireInteraction: true }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow("/"));
});
