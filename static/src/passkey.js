// Passkeys on the office's sign-in pages. A form marked data-passkey stays hidden where the
// browser has none; each of those pages has another way that works without JavaScript.
// The server's question is in data-options, the answer goes back in the hidden field "response".
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
const known = (list) => (list ?? []).map((c) => ({ ...c, id: bytes(c.id) }))

const question = (options) => ({
  ...options,
  challenge: bytes(options.challenge),
  ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
  ...(options.allowCredentials && { allowCredentials: known(options.allowCredentials) }),
  ...(options.excludeCredentials && { excludeCredentials: known(options.excludeCredentials) }),
})

const answer = ({ id, rawId, type, authenticatorAttachment, response }) => {
  const parts = {}
  for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
    if (response[name]) parts[name] = text(response[name])
  }
  if (response.getTransports) parts.transports = response.getTransports()
  return JSON.stringify({ id, rawId: text(rawId), type, authenticatorAttachment, response: parts, clientExtensionResults: {} })
}

async function ask (form) {
  const publicKey = question(JSON.parse(form.dataset.options).publicKey)
  const made = form.dataset.passkey === 'create'
    ? await navigator.credentials.create({ publicKey })
    : await navigator.credentials.get({ publicKey })
  form.elements.response.value = answer(made)
  form.submit()
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!window.PublicKeyCredential) continue
  form.hidden = false
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const status = form.querySelector('[role=status]')
    status.textContent = ''
    ask(form).catch(() => { status.textContent = form.dataset.failed })
  })
}
