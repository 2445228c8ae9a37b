// npm run icons: every icon that installers need, from resources/icon.svg, drawn by Chromium.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const svg = readFileSync(join(root, 'resources/icon.svg'), 'utf8')
const folder = join(root, 'resources/icons')
const browser = process.env.CHROMIUM_PATH ?? 'chromium'
mkdirSync(folder, { recursive: true })
for (const size of [16, 32, 48, 64, 128, 256, 512, 1024]) {
  const page = join(tmpdir(), `millrace-icon-${process.pid}.html`)
  const sized = svg.replace('width="1024" height="1024"', `width="${size}" height="${size}"`)
  writeFileSync(page, `<!doctype html><style>body{margin:0}svg{display:block}</style>${sized}`)
  const { status, error } = spawnSync(browser, [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--hide-scrollbars',
    '--default-background-color=00000000',
    `--window-size=${size},${size}`,
    `--screenshot=${join(folder, `${size}x${size}.png`)}`,
    `file://${page}`,
  ])
  rmSync(page)
  if (status !== 0) throw error ?? new Error(`${browser} ended with ${status}`)
}
