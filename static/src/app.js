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

// Files that are larger together than the server takes (data-most, in bytes) are let go of
// at once, with the sentence that stands hidden beside them.
on('change', ({ target }) => {
  if (!target.dataset.most) return
  const large = [...target.files].reduce((sum, file) => sum + file.size, 0) > target.dataset.most
  if (large) target.value = ''
  document.getElementById(target.id + '-most').hidden = !large
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
