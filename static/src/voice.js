// The waiting room's display says each call once, in the language of the ticket, with
// the browser's own voice. Silent until somebody presses the button: browsers ask for it,
// and a room may prefer quiet. Without JavaScript or without voices there is no button.
const button = document.querySelector('[data-voice]')
const said = new Set()
let on = false

const speak = () => {
  for (const row of document.querySelectorAll('[data-call]')) {
    if (said.has(row.dataset.call)) continue
    said.add(row.dataset.call)
    if (!on) continue
    const words = new SpeechSynthesisUtterance(row.dataset.speech)
    words.lang = row.dataset.lang
    words.voice = speechSynthesis.getVoices().find((v) => v.lang.toLowerCase().startsWith(row.dataset.lang)) ?? null
    words.rate = 0.9
    speechSynthesis.speak(words)
  }
}

if (button && window.speechSynthesis) {
  const label = button.textContent
  button.hidden = false
  button.addEventListener('click', () => {
    on = !on
    button.setAttribute('aria-pressed', on)
    button.textContent = on ? button.dataset.off : label
    if (!on) speechSynthesis.cancel()
  })
  speak()
  document.addEventListener('htmx:afterSettle', speak)
}
