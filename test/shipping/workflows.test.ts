import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { ROOT } from '../support/documents'

const FOLDER = join(ROOT, '.github/workflows')
const Workflow = z.looseObject({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.looseObject({
      'timeout-minutes': z.number(),
      steps: z.array(z.looseObject({ uses: z.string().optional(), run: z.string().optional() })),
    }),
  ),
})
const workflows = readdirSync(FOLDER).map(
  (name) => [name, Workflow.parse(parse(readFileSync(join(FOLDER, name), 'utf8')))] as const,
)
const project = z
  .object({ scripts: z.record(z.string(), z.string()), version: z.string() })
  .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')))

test('actionlint minds nothing', (context) => {
  const { error, status, stdout, stderr } = spawnSync('actionlint', ['-no-color'], { cwd: ROOT, encoding: 'utf8' })
  if (error !== undefined) context.skip('needs actionlint')
  expect(status, stdout + stderr).toBe(0)
})

test.each(workflows)('%s: pinned actions, least rights, an end, commands that are there', (_name, workflow) => {
  expect(workflow.permissions).toEqual({ contents: 'read' })
  for (const { steps } of Object.values(workflow.jobs))
    for (const { uses, run = '' } of steps) {
      if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/)
      for (const [, name = ''] of run.matchAll(/npm run (?:--silent )?([\w:-]+)/g))
        expect(Object.keys(project.scripts)).toContain(name)
      // What others wrote (a title, a branch) must not become a command.
      expect(run).not.toMatch(/\$\{\{\s*github\.(event|head_ref)/)
    }
})

test('a release is built on three systems, with SBOM and checksums', () => {
  const text = readFileSync(join(FOLDER, 'release.yml'), 'utf8')
  for (const part of [
    'platform: linux',
    'platform: win',
    'platform: mac',
    'npm run --silent sbom',
    'sha256sum',
    'CSC_LINK',
  ])
    expect(text).toContain(part)
})
