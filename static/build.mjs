// Builds static/dist from bootstrap-italia's shipped stylesheet, our src/ and img/:
// purge → our variables in place of the library's blue → our CSS → right-to-left twin
// → content hash → .br and .gz → manifest.json (read by app/web/assets).
// Nothing is built when no input has changed since the last time (dist/.stamp).
//
// How the purge finds classes: in views every word counts (inside {{…}} too); in Go only
// words with a hyphen inside string literals, because plain words such as "row" or "table"
// stand in SQL as well. So write class names whole; `keep` holds what is made in other
// ways. Our own CSS in src/ is never purged: gluing "state-" and a state is fine there.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const here = dirname(fileURLToPath(import.meta.url))
const root = dirname(here)
const dist = join(here, 'dist')
const vendor = join(here, 'node_modules', 'bootstrap-italia', 'dist')
const keep = ['html', 'body', 'active', 'disabled', 'visually-hidden', 'visually-hidden-focusable']
// Classes of ours, or words of HTML, whose name the library uses for something else.
const drop = ['toolbar', 'choices', 'autocomplete', 'section', 'rating', /^popover/, /^bs-popover/, /^modal/]

const text = (file) => readFileSync(file, 'utf8')
const digest = (data) => createHash('sha256').update(data).digest('hex').slice(0, 12)

const walk = (dir, accepts) => !existsSync(dir) ? [] : readdirSync(dir, { recursive: true })
  .map((name) => join(dir, name)).filter((file) => accepts(relative(root, file))).sort()

const views = walk(join(root, 'views'), (f) => f.endsWith('.html') && !f.startsWith('views/mail/'))
const sources = walk(join(root, 'app'), (f) => f.endsWith('.go') && !f.endsWith('_test.go'))
const own = [...walk(join(here, 'src'), (f) => extname(f)), ...walk(join(here, 'img'), (f) => extname(f))]

const inView = (content) => content.match(/[A-Za-z][\w-]*/g) ?? []
const inGo = (content) => (content.match(/"(?:[^"\\\n]|\\.)*"|`[^`]*`/g) ?? [])
  .flatMap((literal) => literal.match(/[a-z][\w]*(?:-[\w]+)+/g) ?? [])

// Of views and Go only the words count: a change that brings no new one changes no asset.
const words = (list, extract) => [...new Set(list.flatMap((file) => extract(text(file))))].sort().join(' ')
const made = [...own, join(here, 'build.mjs'), join(here, 'package-lock.json')]
const stamp = digest([...made.map((file) => relative(root, file) + '\0' + text(file)), words(views, inView), words(sources, inGo)].join('\0'))
if (existsSync(join(dist, 'manifest.json')) && existsSync(join(dist, '.stamp')) && text(join(dist, '.stamp')) === stamp) {
  console.log('assets: unchanged')
  process.exit(0)
}
if (!existsSync(vendor)) {
  console.error('assets: static/node_modules is missing: run `npm ci --ignore-scripts` in static, or `make assets`')
  process.exit(1)
}
const { PurgeCSS } = await import('purgecss')
const { default: rtlcss } = await import('rtlcss')
const esbuild = await import('esbuild')
const engines = ['chrome87', 'firefox86', 'safari14.1']

// ---- stylesheets

async function purged (isOurs) {
  const [result] = await new PurgeCSS().purge({
    content: [...views, ...sources].filter((file) => isOurs(relative(root, file))),
    css: [{ raw: text(join(vendor, 'css', 'bootstrap-italia.min.css')) }],
    extractors: [{ extensions: ['html'], extractor: inView }, { extensions: ['go'], extractor: inGo }],
    safelist: { standard: keep, variables: ['--bootstrap-italia-version'] },
    blocklist: drop, fontFace: true, keyframes: true, variables: true,
  })
  return result.css
}

// The library writes its blue as some forty literals (#06c, hsl(210…), rgb(…)); each
// institution has its own colour, so every blue becomes a variable by its lightness.
const blue = /#(?:[0-9a-f]{6}|[0-9a-f]{3})\b|(?:rgb|hsl)a?\([\d.]+(?:,\s*[\d.]+%?){2,3}\)/gi
const rebrand = (css) => css
  .replace(/--bs-primary-rgb:\s*0,\s*102,\s*204/g, '--bs-primary-rgb:var(--brand-rgb)')
  .replace(blue, (literal) => {
    const [h, s, l, alpha] = hsl(literal)
    if (h < 204 || h > 216 || s < 50) return literal
    if (alpha < 1) return `rgba(var(--brand-rgb),${alpha})`
    if (s < 60 && l < 22) return 'var(--ink)'
    if (l > 94) return 'var(--brand-tint)'
    if (l > 60) return 'var(--brand-soft)'
    if (l > 37) return 'var(--brand)'
    return l > 31 ? 'var(--brand-hover)' : l > 22 ? 'var(--brand-strong)' : 'var(--brand-deep)'
  })

function hsl (literal) {
  const n = (literal.match(/[\d.]+/g) ?? []).map(Number)
  if (literal.startsWith('hsl')) return [n[0], n[1], n[2], n[3] ?? 1]
  const hex = literal[0] === '#' && (literal.length === 4 ? literal.slice(1).replace(/./g, '$&$&') : literal.slice(1))
  const [r, g, b] = (hex ? hex.match(/../g).map((x) => parseInt(x, 16)) : n).map((x) => x / 255)
  const max = Math.max(r, g, b); const span = max - Math.min(r, g, b); const l = max - span / 2
  const h = !span ? 0 : max === r ? (g - b) / span % 6 : max === g ? (b - r) / span + 2 : (r - g) / span + 4
  return [(h * 60 + 360) % 360, span ? 100 * span / (1 - Math.abs(2 * l - 1)) : 0, 100 * l, hex ? 1 : n[3] ?? 1]
}

// The back-office's day: .row-0935 places an item on its five-minute line, .span-40 gives
// its length, .from-0800/.to-1900 say which part of the day a grid shows.
function dayGrid () {
  const two = (n) => String(n).padStart(2, '0')
  const at = (line) => two(Math.floor(line / 12)) + two(line % 12 * 5)
  let css = ''
  for (let line = 72; line <= 264; line++) css += `.row-${at(line)}{--at:${line}}`
  for (let line = 72; line <= 264; line += 6) css += `.from-${at(line)}{--from:${line}}.to-${at(line)}{--to:${line}}`
  for (let length = 1; length <= 96; length++) css += `.span-${length * 5}{--len:${length}}`
  for (let cols = 1; cols <= 12; cols++) css += `.cols-${cols}{--cols:${cols}}`
  return css
}

function bundled (entry) {
  const { outputFiles } = esbuild.buildSync({
    entryPoints: [join(here, 'src', entry)], bundle: true, minify: true, write: false, outdir: dist, target: engines,
    loader: { '.woff2': 'file' }, assetNames: '[name]-[hash]', publicPath: '/static', legalComments: 'none',
  })
  return outputFiles
}

const files = {} // name asked for → {name served under, data}
const add = (name, data) => { files[name] = { name: `${basename(name, extname(name))}-${digest(data)}${extname(name)}`, data: Buffer.from(data) } }

async function stylesheet (entry, isOurs, extra = '') {
  const outputs = bundled(entry)
  for (const font of outputs.filter((f) => f.path.endsWith('.woff2'))) {
    files[basename(font.path)] = { name: basename(font.path), data: Buffer.from(font.contents) }
  }
  const ours = outputs.find((f) => f.path.endsWith('.css')).text
  const whole = rebrand(await purged(isOurs)) + ours + extra
  const small = (css) => esbuild.transformSync(css, { loader: 'css', minify: true, target: engines, legalComments: 'none' }).code
  add(entry, small(whole))
  add(entry.replace('.css', '.rtl.css'), small(rtlcss.process(whole)))
}

const portalsOwn = (f) => !/^(views\/(office|layouts\/office)|app\/office)/.test(f)
const officesOwn = (f) => !/^(views\/(portal|employer|layouts\/portal)|app\/(portal|employer))/.test(f)
await stylesheet('portal.css', portalsOwn)
await stylesheet('office.css', officesOwn, dayGrid())

// What print pages wear over their audience's sheet and PDFs carry in themselves. Its
// properties are logical, so it needs no right-to-left twin.
add('paper.css', esbuild.transformSync(bundled('paper.css')[0].text, { loader: 'css', minify: true, target: engines, legalComments: 'none' }).code)

// ---- scripts and pictures

for (const script of own.filter((f) => f.endsWith('.js')).map((f) => basename(f))) {
  add(script, bundled(script)[0].contents)
}

function sprite () {
  const library = new Map([...text(join(vendor, 'svg', 'sprites.svg')).matchAll(/<symbol[^>]* id="([^"]+)".*?<\/symbol>/gs)].map((m) => [m[1], m[0]]))
  const asked = new Set(views.flatMap((f) => [...text(f).matchAll(/\bicon "([^"]+)"/g)].map((m) => m[1])))
  for (const file of sources) {
    for (const [, name] of text(file).matchAll(/"(it-[a-z-]+)"/g)) if (library.has(name)) asked.add(name)
  }
  const drawn = new Map(own.filter((f) => f.endsWith('.svg')).map((f) => [basename(f, '.svg'), symbol(basename(f, '.svg'), text(f))]))
  const unknown = [...asked].filter((name) => !library.has(name) && !drawn.has(name))
  if (unknown.length) throw new Error(`assets: no such icon: ${unknown.join(', ')}`)
  const used = [...asked].filter((name) => library.has(name)).sort()
  add('sprite.svg', `<svg xmlns="http://www.w3.org/2000/svg">${used.map((n) => library.get(n)).join('')}${[...drawn.values()].join('')}</svg>`)
  return [...used, ...drawn.keys()]
}

const symbol = (id, svg) => svg.replace(/<!--.*?-->/gs, '').replace(/\s*\n\s*/g, '').trim()
  .replace(/<svg[^>]*viewBox="([^"]+)"[^>]*>/, `<symbol id="${id}" viewBox="$1">`).replace('</svg>', '</symbol>')

const icons = sprite()
for (const file of own.filter((f) => /\.(png|ico)$/.test(f))) add(basename(file), readFileSync(file))

// ---- dist: new files first, then the manifest that names them, then the old ones away,
// so that a program compiled meanwhile finds everything its manifest speaks of.

const kept = new Set(['.gitkeep', '.stamp', 'manifest.json'])
const put = (name, data) => {
  kept.add(name)
  writeFileSync(join(dist, name + '.new'), data)
  renameSync(join(dist, name + '.new'), join(dist, name))
}
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }

mkdirSync(dist, { recursive: true })
for (const { name, data } of Object.values(files)) {
  put(name, data)
  if (!/\.(css|js|svg)$/.test(name)) continue
  put(name + '.br', brotliCompressSync(data, brotli))
  put(name + '.gz', gzipSync(data, { level: 9 }))
}
const names = Object.fromEntries(Object.entries(files).map(([asked, { name }]) => [asked, name]).sort())
put('manifest.json', JSON.stringify({ files: names, icons }, null, 1) + '\n')
for (const old of readdirSync(dist)) if (!kept.has(old)) rmSync(join(dist, old), { force: true })
put('.stamp', stamp)
for (const name of ['portal.css', 'office.css', 'paper.css', 'app.js', 'sprite.svg']) {
  console.log(`assets: ${name.padEnd(11)} ${(readFileSync(join(dist, names[name] + '.br')).length / 1024).toFixed(1)} KB brotli`)
}
