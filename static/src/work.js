// The work a crowded network's browser does before it may hold a time: find a number with
// which the SHA-256 of "word:number" begins with so many zero bits. The hash is written out
// here because crypto.subtle answers too slowly for many short texts and is missing without
// https. In small portions, so that the page stays alive; without this script one waits.
const K = new Uint32Array(64)
const START = new Uint32Array(8)
const primes = []
for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n)
const fraction = (x) => (x - Math.floor(x)) * 2 ** 32
primes.forEach((p, i) => {
  K[i] = fraction(Math.cbrt(p))
  if (i < 8) START[i] = fraction(Math.sqrt(p))
})

const W = new Uint32Array(64)
const turn = (x, n) => (x >>> n) | (x << (32 - n))

// The state after one block of 64 bytes.
function block (state, bytes, at) {
  for (let i = 0; i < 16; i++) {
    const j = at + 4 * i
    W[i] = (bytes[j] << 24) | (bytes[j + 1] << 16) | (bytes[j + 2] << 8) | bytes[j + 3]
  }
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15]; const y = W[i - 2]
    W[i] = W[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + W[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10))
  }
  let [a, b, c, d, e, f, g, h] = state
  for (let i = 0; i < 64; i++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0
  }
  return Uint32Array.of(state[0] + a, state[1] + b, state[2] + c, state[3] + d, state[4] + e, state[5] + f, state[6] + g, state[7] + h)
}

// Tells whether the hash of word:number has the zeros. Whole blocks of the word are
// hashed once.
function tester (word, bits) {
  const head = new TextEncoder().encode(word + ':')
  let state = START
  let done = 0
  for (; done + 64 <= head.length; done += 64) state = block(state, head, done)
  const rest = head.subarray(done)
  return (number) => {
    const digits = String(number)
    const length = rest.length + digits.length
    const tail = new Uint8Array(length + 9 > 64 ? 128 : 64)
    tail.set(rest)
    for (let i = 0; i < digits.length; i++) tail[rest.length + i] = digits.charCodeAt(i)
    tail[length] = 0x80
    new DataView(tail.buffer).setUint32(tail.length - 4, (done + length) * 8)
    let end = state
    for (let at = 0; at < tail.length; at += 64) end = block(end, tail, at)
    return end[0] >>> (32 - bits) === 0
  }
}

const form = document.querySelector('form[data-work]')
if (form) {
  const status = form.querySelector('[role=status]')
  const { work, bits, busy, done } = form.dataset
  const good = tester(work, Number(bits))
  status.textContent = busy
  let number = 0
  const portion = () => {
    for (const until = performance.now() + 40; performance.now() < until;) {
      for (let i = 0; i < 256; i++, number++) {
        if (!good(number)) continue
        status.textContent = done
        form.elements.answer.value = number
        form.submit()
        return
      }
    }
    setTimeout(portion)
  }
  setTimeout(portion)
}
