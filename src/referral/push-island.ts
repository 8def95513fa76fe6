// The button for notices in this browser. The receipt shows it only where the browser can do it.
const bytes = (base64url: string) =>
  Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))

const subscribe = async (key: string, worker: string): Promise<PushSubscription> => {
  await navigator.serviceWorker.register(worker)
  const { pushManager } = await navigator.serviceWorker.ready
  const options = { userVisibleOnly: true, applicationServerKey: bytes(key) }
  try {
    return await pushManager.subscribe(options)
  } catch {
    // Subscribed with a key that the city had before.
    await (await pushManager.getSubscription())?.unsubscribe()
    return pushManager.subscribe(options)
  }
}

const can = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
for (const form of can ? document.querySelectorAll<HTMLFormElement>('[data-push]') : []) {
  const field = form.querySelector('input')
  const button = form.querySelector('button')
  const says = form.querySelector<HTMLElement>('[role=status]')
  if (!field || !button || !says) continue
  form.hidden = false
  for (const without of document.querySelectorAll<HTMLElement>('[data-push-without]')) without.hidden = true
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    button.disabled = true
    says.textContent = says.dataset.busy ?? ''
    try {
      const allowed = (await Notification.requestPermission()) === 'granted'
      if (!allowed) says.textContent = says.dataset.refused ?? ''
      else {
        field.value = JSON.stringify(await subscribe(form.dataset.push ?? '', form.dataset.worker ?? ''))
        form.submit()
        return
      }
    } catch {
      says.textContent = says.dataset.failed ?? ''
    }
    button.disabled = false
  })
}
