import { readFileSync } from 'node:fs'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Random } from '../support/random'
import type { Attack, Rig, RigOptions } from './attack'
import { WITHOUT } from './guards'
import { sendRaw } from './raw'
import { openTarget } from './target'

const ROUTES = [
  ...['GET /assets/', 'GET /assets/', 'GET /', 'GET /batch/data/', 'GET /batch/status/', 'GET /batch/explain/'],
  ...[
    'GET /lake/tables/',
    'GET /reports/',
    'DELETE /batch/',
    'DELETE /reports/',
    'POST /lake/tables/',
    'POST /batch/cancel/',
  ],
]
const ENDS = [
  '',
  '',
  '',
  '/export',
  '/aggregated',
  '/aggregated/export?format=csv',
  '/history',
  '/compact',
  '/vacuum',
  '?x=1',
]
const UPS = [
  '..',
  '%2e%2e',
  '.%2e',
  '%2E.',
  '%252e%252e',
  '%c0%ae%c0%ae',
  '..;',
  '%uff0e%uff0e',
  '....',
  '..%00',
  '\u00b7\u00b7',
]
const SLASHES = ['/', '%2f', '%2F', '%252f', '\\', '%5c', '%c0%af', '//', '/./', '%00/', '%uff0f']
const MARK = 'outside-of-every-folder'

export const traversal: Attack = {
  name: 'traversal',
  canaries: [{ guard: 'the confinement of the screens', mutations: WITHOUT.confinement, trials: 1, says: /was read/ }],
  open,
}

async function open(options: RigOptions): Promise<Rig> {
  const target = await openTarget(options)
  // The screens are in out/renderer: this lies beside them, with an ending that they may have.
  const secret = `attack-${process.pid}.json`
  const beside = join(import.meta.dirname, '../../out', secret)
  await writeFile(beside, `{"secret":"${MARK}"}`)
  const token = readFileSync(join(target.folder, 'delta/.millrace/token'), 'utf8').trim()
  const names = [
    secret,
    secret,
    'main/cli.cjs',
    'delta/.millrace/token',
    'delta/.millrace/owner.json',
    'etc/passwd',
    'health',
    'batch/list',
  ]
  const before = await filesOf(target.folder)

  return {
    async trial(random, index) {
      // First the plain one, which must go wrong without its guard.
      const path = index === 0 ? `..%2f..%2f${secret}` : somePath(random, names)
      const line = index === 0 ? `GET /assets/${path}` : `${random.pick(ROUTES)}${path}${random.pick(ENDS)}`
      const head = `${line} HTTP/1.1\r\nHost: 127.0.0.1:${target.port}\r\nContent-Length: 0\r\nConnection: close\r\n`
      const { status, body } = await sendRaw(target.port, `${head}Authorization: Bearer ${token}\r\n\r\n`)
      for (const mark of [MARK, token, 'root:x:0:0', '#!/usr/bin/env node', '"startedAt"'])
        expect(body.includes(mark), `${line}: a file outside was read`).toBe(false)
      expect(status, `${line}: ${body}`).toBeLessThan(500)
      expect(status, line).toBeGreaterThan(0)
    },
    async finish() {
      expect(await filesOf(target.folder), 'a file was made, or is gone').toEqual(before)
      expect(await target.state()).toContain('COMPLETED')
    },
    async close() {
      await rm(beside, { force: true })
      await target.close()
    },
  }
}

/** Some ups, each written in one of many ways, and a name; now and then anything. */
function somePath(random: Random, names: readonly string[]): string {
  if (random.below(8) === 0)
    return Array.from(
      { length: 1 + random.below(40) },
      () => `%${random.below(256).toString(16).padStart(2, '0')}`,
    ).join('')
  const slash = random.pick(SLASHES)
  const up = random.pick(UPS)
  const mixed = random.below(2) === 0
  const part = () => (mixed ? random.pick(UPS) + random.pick(SLASHES) : up + slash)
  const start = random.below(3) === 0 ? `x${slash}` : ''
  return start + Array.from({ length: 1 + random.below(6) }, part).join('') + random.pick(names).replaceAll('/', slash)
}

/** All but what a server at work writes by itself. */
async function filesOf(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true })
  return all.filter((name) => !name.includes('.millrace') && !name.includes('/tmp')).sort()
}
