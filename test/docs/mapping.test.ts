import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { CONFIG_KEYS } from '../../src/main/config/keys'
import { readDocument } from '../support/documents'
import { serve } from '../support/process'

// Processes are started, on a machine that others may keep busy.
vi.setConfig({ testTimeout: 300_000 })

/** The code in the first cell of each row under a heading of the page. */
function rowsUnder(heading: string): readonly string[] {
  const part = readDocument('docs/coming-from-spark.md').split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? ''
  return [...part.matchAll(/^\| `([^`]+)`/gm)].map((row) => row[1] ?? '')
}

test('every key of the original that the page maps is a key that Millrace takes, under the same name', () => {
  const rows = rowsUnder('Configuration')
  expect(rows).toHaveLength(18)
  for (const row of rows) expect(CONFIG_KEYS).toContain(row)
})

test('each of the ten endpoints of the original is a route', async () => {
  const rows = rowsUnder('Endpoints')
  expect(rows).toHaveLength(10)
  const folder = await mkdtemp(join(tmpdir(), 'millrace-mapping-'))
  const server = await serve(folder)
  try {
    const { paths } = z
      .looseObject({ paths: z.record(z.string(), z.looseObject({})) })
      .parse(await server.get('/openapi.json'))
    for (const row of rows) {
      const [method = '', path = ''] = row.split(' ')
      expect(Object.keys(paths[path.replace(':id', '{id}')] ?? {}), row).toContain(method.toLowerCase())
    }
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
})
