import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { NO_BROKER } from '../support/broker'
import { blocksOf, documents, readDocument, ROOT, type Block } from '../support/documents'
import { CLI } from '../support/process'

/** Written by a command, or read as text only. */
const LANGUAGES = new Set(['sh', 'json', 'yaml', 'diff', 'python', 'text', ''])
/** What a block may be kept from running for; everything else must run. */
const NEEDS = [/^needs a Docker engine/, /^needs root/, /^needs a cluster/, /^this very run/, /^takes (minutes|hours)/]

const shells = new Map(
  documents()
    .map((document) => [document, blocksOf(document).filter(({ language }) => language === 'sh')] as const)
    .filter(([, blocks]) => blocks.length > 0),
)

test.concurrent.each([...shells])(
  '%s: its commands do what it says',
  { timeout: 600_000 },
  async (_document, blocks) => {
    const runnable = blocks.filter((block) => block.notRun === null && (NO_BROKER === null || !block.needsBroker))
    if (runnable.length === 0) return
    const folder = await mkdtemp(join(tmpdir(), 'millrace-docs-'))
    try {
      // The reader stands in a checkout; what it holds is there, but its data.
      for (const name of readdirSync(ROOT))
        if (!['data', 'dist', '.git'].includes(name)) await symlink(join(ROOT, name), join(folder, name))
      const { code, log } = await runShell([...firstSteps(runnable), ...runnable], folder)
      expect(code, log.split('\n').slice(-60).join('\n')).toBe(0)
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    }
  },
)

test('what no test can run says why', () => {
  for (const { document, line, notRun } of [...shells.values()].flat())
    if (notRun !== null)
      expect(
        NEEDS.some((reason) => reason.test(notRun)),
        `${document}:${line}: ${notRun}`,
      ).toBe(true)
})

test.skipIf(NO_BROKER !== null)(
  `blocks that need a broker run${NO_BROKER === null ? '' : ` (SKIPPED: ${NO_BROKER})`}`,
  () => {
    expect([...shells.values()].flat().filter((block) => block.needsBroker).length).toBeGreaterThan(0)
  },
)

test('a fence says what it holds', () => {
  for (const document of documents())
    for (const { language, line } of blocksOf(document))
      expect(LANGUAGES.has(language), `${document}:${line}: ${language}`).toBe(true)
})

test('links of documents lead to files, and npm scripts that they name are there', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object }
  for (const document of documents()) {
    const text = readDocument(document)
    for (const [, target = ''] of text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g))
      if (!/^\w+:/.test(target))
        expect(existsSync(join(ROOT, dirname(document), target)), `${document}: ${target}`).toBe(true)
    for (const [, name = ''] of text.matchAll(/npm run (?:--silent )?([\w:-]+)/g))
      expect(Object.keys(scripts), `${document}: npm run ${name}`).toContain(name)
  }
})

test('the README can be read at one sitting', () => {
  expect(readDocument('README.md').split('\n').length).toBeLessThan(300)
})

/** Every other document is read after the README's first steps: a table is there, and an instance if it starts none itself. */
function firstSteps(blocks: readonly Block[]): readonly Block[] {
  if (blocks[0]?.document === 'README.md') return []
  const starts = blocks.some(({ text }) => /^npm start/m.test(text))
  return blocksOf('README.md').filter(
    ({ notRun, text }) => notRun === null && (/millrace seed/.test(text) || (!starts && /npm start/.test(text))),
  )
}

/** All blocks in one shell, in their order, as a reader would: a variable that one sets, the next one has. */
async function runShell(blocks: readonly Block[], folder: string): Promise<{ code: number | null; log: string }> {
  const script = [
    readFileSync(join(ROOT, 'test/support/document-shell.sh'), 'utf8'),
    ...blocks.flatMap(({ document, line, text }) => [`echo '== ${document}:${line}'`, text]),
  ].join('\n')
  const broker = await freePort()
  const child = spawn('bash', ['-c', `exec 2>&1\n${script}`], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      DISPLAY: '',
      WAYLAND_DISPLAY: '',
      CLI,
      TOTAL_RECORDS: '5000',
      DATE_RANGE_DAYS: '12',
      BROKER_PORT: String(broker),
      KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${broker}`,
      MILLRACE_PIPELINE_HTTP_PORT: '0',
      MILLRACE_PIPELINE_LOG_LEVEL: 'info',
      MILLRACE_PIPELINE_DELTA_BASE_PATH: join(folder, 'data/delta'),
    },
  })
  let log = ''
  child.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, log }
}

/** For the broker, whose address is configured before it starts. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
