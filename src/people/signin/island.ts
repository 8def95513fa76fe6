// The passkey button. The page shows it only here, where the browser can do it; without scripts there is mail and code.
import { browserSupportsWebAuthn, startAuthentication, startRegistration } from '@simplewebauthn/browser'

const post = async (path: string, body: unknown) => {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(String(answer.status))
  return answer.json()
}

const enter = async (box: HTMLElement) => {
  const options = await post('/people/passkey/options', { next: box.dataset.next })
  return post('/people/passkey', await startAuthentication({ optionsJSON: options }))
}

const add = async (box: HTMLElement) => {
  const options = await post('/people/keys/passkey/options', {})
  const response = await startRegistration({ optionsJSON: options })
  const name = box.querySelector<HTMLInputElement>('input')?.value
  return post('/people/keys/passkey', { response, name, next: box.dataset.next })
}

for (const box of document.querySelectorAll<HTMLElement>('[data-passkey]')) {
  const button = box.querySelector('button')
  const says = box.querySelector<HTMLElement>('[role=status]')
  if (!button || !says || !browserSupportsWebAuthn()) continue
  box.hidden = false
  button.addEventListener('click', async () => {
    button.disabled = true
    says.textContent = says.dataset.busy ?? ''
    try {
      const { next } = await (box.dataset.passkey === 'add' ? add(box) : enter(box))
      location.assign(next)
    } catch {
      says.textContent = says.dataset.failed ?? ''
      button.disabled = false
    }
  })
}
