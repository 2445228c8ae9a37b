import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test, type TestContext, vi } from 'vitest'
import { parseAllDocuments, parse } from 'yaml'
import { z } from 'zod'
import { loadConfig } from '../../src/main/config/load'
import { ROOT } from '../support/documents'
import { serve } from '../support/process'

// Processes are started, on a machine that others may keep busy.
vi.setConfig({ testTimeout: 300_000 })

const require = createRequire(import.meta.url)
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
const Service = z.looseObject({
  profiles: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.coerce.string()).default({}),
  ports: z.array(z.string()).default([]),
})
const compose = z.looseObject({ services: z.record(z.string(), Service) }).parse(parse(read('docker-compose.yml')))
const Workload = z.looseObject({
  kind: z.string(),
  spec: z.looseObject({
    template: z
      .looseObject({
        spec: z.looseObject({
          containers: z.array(
            z.looseObject({
              env: z.array(z.object({ name: z.string(), value: z.string() })),
              readinessProbe: z.looseObject({ exec: z.object({ command: z.array(z.string()) }) }),
              securityContext: z.looseObject({ readOnlyRootFilesystem: z.boolean() }),
            }),
          ),
        }),
      })
      .optional(),
  }),
})
const resources = parseAllDocuments(read('examples/kubernetes.yaml'), { merge: true }).map((one) =>
  Workload.parse(one.toJS()),
)
const pod = resources.find(({ kind }) => kind === 'StatefulSet')?.spec.template?.spec.containers[0]

/** A checker's exit code must be 0; the test is SKIPPED where it is not installed. */
function check(context: TestContext, command: string, args: readonly string[]): void {
  const { error, status, stdout, stderr } = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8' })
  if (error !== undefined) context.skip(`needs ${command}`)
  expect(status, stdout + stderr).toBe(0)
}

test('the Dockerfile has nothing that hadolint minds', (context) => {
  check(context, 'hadolint', ['--failure-threshold', 'style', 'Dockerfile'])
})

test('the compose file has nothing that dclint minds', (context) => {
  check(context, process.execPath, [
    join(dirname(require.resolve('dclint/package.json')), 'bin/dclint.cjs'),
    '--max-warnings',
    '0',
    'docker-compose.yml',
  ])
})

test('the Kubernetes example is of the schema of Kubernetes', (context) => {
  const python = process.env['MILLRACE_PYTHON'] ?? 'python3'
  if (spawnSync(python, ['-c', 'import kubernetes_validate']).status !== 0)
    context.skip('needs Python with kubernetes_validate (pip install kubernetes-validate)')
  check(context, python, ['-m', 'kubernetes_validate', '--strict', 'examples/kubernetes.yaml'])
})

test('without a profile compose starts the infrastructure, with it also Millrace and the generator', () => {
  const names = (profile: string | null) =>
    Object.entries(compose.services)
      .filter(([, { profiles }]) => profiles === undefined || (profile !== null && profiles.includes(profile)))
      .map(([name]) => name)
  expect(names(null)).toEqual(['kafka', 'kafka-ui'])
  expect(names('app')).toEqual(['kafka', 'kafka-ui', 'millrace', 'generator'])
  for (const { ports } of Object.values(compose.services))
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/)
})

test('the settings of compose and Kubernetes are settings that Millrace takes', () => {
  const environments = [
    compose.services['millrace']?.environment ?? {},
    Object.fromEntries((pod?.env ?? []).map(({ name, value }) => [name, value])),
  ]
  for (const environment of environments) {
    const { config } = loadConfig({ flags: [], environment, workingDirectory: ROOT, defaultFolder: ROOT })
    expect(config.stream.autoStart).toBe(true)
    expect(config.http.port).toBe(8080)
  }
})

test('the health checks of image and pod tell a server that answers from one that does not', async () => {
  const image = z.array(z.string()).parse(JSON.parse(/^ {2}CMD (\[.*\])$/m.exec(read('Dockerfile'))?.[1] ?? '[]'))
  expect(pod?.readinessProbe.exec.command).toEqual(image)
  expect(pod?.securityContext.readOnlyRootFilesystem).toBe(true)
  const folder = await mkdtemp(join(tmpdir(), 'millrace-health-'))
  try {
    const server = await serve(folder)
    const code = image.slice(1).map((word) => word.replace('127.0.0.1:8080', new URL(server.address).host))
    expect(spawnSync(process.execPath, code).status).toBe(0)
    expect(await server.stop()).toBe(0)
    expect(spawnSync(process.execPath, code).status).toBe(1)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
