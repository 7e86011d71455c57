// The field in which a person signs with finger or pen. What is drawn goes to the server as
// points of a field of 1000 × 400: "x y x y;x y …", as app/cases reads it. Without this
// script one writes one's name instead.
const box = document.querySelector('[data-sign]')
if (box) {
  const pad = box.querySelector('canvas')
  const field = box.querySelector('input')
  const pen = pad.getContext('2d')
  pen.scale(2, 2)
  pen.lineWidth = 7
  pen.lineCap = pen.lineJoin = 'round'
  pen.strokeStyle = '#16323b'
  let strokes = field.value ? field.value.split(';').map((line) => line.trim().split(/\s+/).map(Number)) : []
  let drawing = null
  let points = strokes.flat().length / 2

  const line = (stroke, from) => {
    pen.beginPath()
    pen.moveTo(stroke[from], stroke[from + 1])
    pen.lineTo(stroke[stroke.length - 2], stroke[stroke.length - 1])
    pen.stroke()
  }
  const whole = (stroke) => {
    for (let i = 0; i < stroke.length; i += 2) line(stroke.slice(0, i + 2), Math.max(0, i - 2))
  }
  const keep = () => { field.value = strokes.map((stroke) => stroke.join(' ')).join(';') }
  const place = (event) => {
    const { left, top, width, height } = pad.getBoundingClientRect()
    const inside = (part, most) => Math.round(Math.min(1, Math.max(0, part)) * most)
    return [inside((event.clientX - left) / width, 1000), inside((event.clientY - top) / height, 400)]
  }
  pad.addEventListener('pointerdown', (event) => {
    if (drawing || !event.isPrimary || event.button || points > 5800 || strokes.length > 290) return
    event.preventDefault()
    pad.setPointerCapture(event.pointerId)
    drawing = place(event)
    strokes.push(drawing)
    points++
    line(drawing, 0)
  })
  pad.addEventListener('pointermove', (event) => {
    if (!drawing || !event.isPrimary || points > 5800) return
    const [x, y] = place(event)
    const last = drawing.length - 2
    if (Math.hypot(x - drawing[last], y - drawing[last + 1]) < 3) return
    drawing.push(x, y)
    points++
    line(drawing, last)
  })
  const end = () => { if (drawing) keep(); drawing = null }
  pad.addEventListener('pointerup', end)
  pad.addEventListener('pointercancel', end)
  box.querySelector('[data-clear]').addEventListener('click', () => {
    strokes = []
    points = 0
    pen.clearRect(0, 0, 1000, 400)
    keep()
  })
  box.hidden = false
  strokes.forEach(whole)
  const instead = document.querySelector('.hand-instead')
  instead.open = 'needed' in instead.dataset
}
