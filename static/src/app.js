// htmx plus the little a form cannot do by itself. Every screen works without this file.
// htmx is set up in <meta name="htmx-config"> of the layouts.
import 'htmx.org/dist/htmx.esm.js'

const on = (type, act) => document.addEventListener(type, act)
const say = (text) => { const live = document.getElementById('live'); if (live && text) live.textContent = text }

// A second submit of a form marked data-once does nothing: one click, one appointment.
// Heard on the way down, before htmx takes the event. The mark goes away when htmx has its
// answer and when the page is shown again from the back-forward cache.
document.addEventListener('submit', (event) => {
  const form = event.target
  if (!form.matches('[data-once]')) return
  if (form.dataset.sent) {
    event.preventDefault()
    event.stopImmediatePropagation()
    return
  }
  form.dataset.sent = '1'
  for (const button of form.querySelectorAll('[type=submit]')) button.setAttribute('aria-disabled', 'true')
}, true)
const release = (form) => {
  delete form.dataset.sent
  for (const button of form.querySelectorAll('[aria-disabled]')) button.removeAttribute('aria-disabled')
}
addEventListener('pageshow', (event) => { if (event.persisted) document.querySelectorAll('[data-sent]').forEach(release) })
on('htmx:afterRequest', (event) => { if (event.detail.elt.matches('[data-sent]')) release(event.detail.elt) })

// Focus: the error summary of a page or of a swapped part, else what the part marks.
// A part that asks for nothing leaves the focus where it was.
const wanted = (root) => root.querySelector('.error-summary') ?? root.querySelector('[autofocus], [data-focus]')
const focusIn = (root) => {
  const target = wanted(root)
  if (!target) return
  if (target.tabIndex < 0 && !target.hasAttribute('tabindex')) target.tabIndex = -1
  target.focus()
}
on('htmx:afterSettle', (event) => {
  focusIn(event.target)
  prepare(event.target)
  say(event.target.dataset.say)
})
on('htmx:responseError', (event) => { if (event.detail.xhr.status !== 422) say(document.body.dataset.failed) })
on('htmx:sendError', () => say(document.body.dataset.failed))

// Menus made of <details>: Esc closes and gives the focus back, so does a click outside.
on('keydown', (event) => {
  const menu = event.key === 'Escape' && event.target.closest('details[data-menu][open]')
  if (!menu) return
  menu.open = false
  menu.querySelector('summary').focus()
})
on('click', (event) => {
  for (const menu of document.querySelectorAll('details[data-menu][open]')) if (!menu.contains(event.target)) menu.open = false
})

// Files that are larger than the server takes (data-most, in bytes: together, or each where
// they go in parts) and those of another kind are let go of at once, with the sentence that
// stands hidden beside the field.
on('change', ({ target: field }) => {
  const { most, parts } = field.dataset
  if (!most) return
  const files = [...field.files]
  const kinds = field.accept.split(',')
  const fits = ({ name, type }) => !type || kinds.some((kind) => kind === type || name.toLowerCase().endsWith(kind))
  const tell = (what, bad) => {
    const sentence = document.getElementById(field.id + what)
    if (sentence) sentence.hidden = !bad
    if (sentence && bad) field.value = ''
  }
  tell('-most', files.reduce((sum, { size }) => parts ? Math.max(sum, size) : sum + size, 0) > most)
  tell('-kind', !files.every(fits))
  tell('-stopped')
})

// Files of a field marked data-parts go ahead of their form, part by part, to the address
// the mark holds; the form then names them instead of holding them. Where the line breaks,
// the server is asked how much it has, and the rest follows.
on('submit', async (event) => {
  const form = event.target
  const field = form.querySelector('[data-parts]')
  if (event.defaultPrevented || !field?.files.length) return
  event.preventDefault()
  const box = document.getElementById(field.id + '-sending')
  const [state, bar, cancel] = box.children
  const texts = box.dataset
  const files = [...field.files]
  const whole = files.reduce((sum, { size }) => sum + size, 0)
  const percent = new Intl.NumberFormat(document.documentElement.lang + '-u-nu-latn', { style: 'percent' })
  const ids = []
  let before = 0, said, stopped, line, tries = 0
  const show = (at) => {
    bar.value = (before + at) / whole
    state.textContent = texts.progress.replace('#', percent.format(bar.value))
    const quarter = Math.floor(bar.value * 4)
    if (quarter !== said) say(state.textContent)
    said = quarter
  }
  const ask = async (to, body) => {
    if (stopped && body) throw stopped
    line = new AbortController()
    const patience = setTimeout(() => line.abort(), 9e4)
    try {
      const headers = { Accept: 'text/plain', 'X-CSRF-Token': form.elements._csrf.value }
      const answer = await fetch(field.dataset.parts + to, { method: 'POST', body, headers, signal: line.signal })
      const text = await answer.text()
      if (answer.ok || answer.status === 409) return text
      throw answer.status > 499 || [404, 408].includes(answer.status) ? answer : text // a sentence is the end
    } finally {
      clearTimeout(patience)
    }
  }
  const send = async (file) => {
    const bytes = crypto.subtle && await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
    const stamp = bytes ? [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, 0)).join('') : file.lastModified
    for (;;) {
      try {
        const begun = await ask('', new URLSearchParams({ purpose: field.name, name: file.name, size: file.size, stamp }))
        const id = ids[files.indexOf(file)] = begun.slice(0, 26)
        let at = +begun.slice(27)
        show(at)
        while (at < file.size) {
          at = +await ask('/' + id + '?da=' + at, file.slice(at, at + 262144, 'application/octet-stream'))
          show(at)
          tries = 0
        }
        before += file.size
        return
      } catch (answer) {
        if (stopped || typeof answer === 'string' || tries++ > 8) throw answer
        state.textContent = texts.offline
        say(texts.offline)
        await new Promise((resolve) => {
          setTimeout(resolve, 500 << Math.min(tries, 6))
          addEventListener('online', resolve, { once: true })
          cancel.addEventListener('click', resolve, { once: true })
        })
      }
    }
  }
  cancel.onclick = () => {
    stopped = texts.cancelled
    line?.abort()
  }
  box.hidden = false
  try {
    for (const file of files) await send(file)
    const names = ids.map((id) => Object.assign(document.createElement('input'), { type: 'hidden', name: field.name + '-parts', value: id }))
    form.append(...names)
    field.value = ''
    state.textContent = texts.arrived
    cancel.hidden = true
    addEventListener('pageshow', () => { // somebody came back
      names.forEach((name) => name.remove())
      box.hidden = !(cancel.hidden = false)
    }, { once: true })
    form.submit()
  } catch (answer) {
    box.hidden = true
    if (stopped) ids.forEach((id) => ask('/' + id + '/annulla').catch(() => {}))
    const sentence = document.getElementById(field.id + '-stopped')
    sentence.textContent = stopped ?? (typeof answer === 'string' ? answer : texts.failed)
    sentence.hidden = false
    release(form)
    field.focus()
  }
})

// A part marked data-when="field" is there unless that field says data-unless; what is
// hidden is not sent.
//
// How many characters are left, in the words the server gave (data-left: "… # …").
// Screen readers hear it near the end only.
const prepare = (root) => {
  for (const area of root.querySelectorAll('textarea[data-left]')) {
    const count = document.getElementById(area.id + '-left')
    if (!count || area.dataset.counting) continue
    area.dataset.counting = '1'
    const show = () => {
      const left = area.maxLength - area.value.length
      count.textContent = area.dataset.left.replace('#', left)
      if (left === 50 || left === 10 || left === 0) say(count.textContent)
    }
    area.addEventListener('input', show)
    show()
  }
  for (const part of root.querySelectorAll('fieldset[data-when]')) {
    const { form, dataset } = part
    const show = () => { part.hidden = part.disabled = form.elements[dataset.when].value === dataset.unless }
    form.addEventListener('change', show)
    addEventListener('pageshow', show)
    show()
  }
  for (const button of root.querySelectorAll('[data-print]')) {
    button.hidden = false
    button.addEventListener('click', () => print())
  }
}

on('DOMContentLoaded', () => {
  prepare(document)
  focusIn(document)
})
