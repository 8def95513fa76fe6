// Runs in the browser when no page is open: shows that there is something, and opens the receipt. It knows nothing else.
type PushEvent = Event & { data: { json: () => unknown } | null; waitUntil: (done: Promise<unknown>) => void }
type ClickEvent = PushEvent & { notification: Notification }
type Worker = {
  location: Location
  registration: ServiceWorkerRegistration
  clients: { openWindow: (url: string) => Promise<unknown> }
  addEventListener: ((type: 'push', listener: (event: PushEvent) => void) => void) &
    ((type: 'notificationclick', listener: (event: ClickEvent) => void) => void)
}
const worker = self as unknown as Worker

worker.addEventListener('push', (event) => {
  const { title, url } = (event.data?.json() ?? {}) as { title?: string; url?: string }
  const shown = worker.registration.showNotification(title ?? '【結び】お知らせがあります', {
    ...{ lang: 'ja', tag: url ?? 'musubi', data: url },
  })
  event.waitUntil(shown)
})

worker.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const url = String(event.notification.data ?? '')
  if (URL.canParse(url) && new URL(url).origin === worker.location.origin)
    event.waitUntil(worker.clients.openWindow(url))
})
