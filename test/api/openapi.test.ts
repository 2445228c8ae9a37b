import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApp } from '../../src/main/api/app'
import { createRequestMeter } from '../../src/main/api/request-meter'
import { HTTP_STATUS } from '../../src/main/error-answer'
import { SILENT } from '../../src/main/log/logger'
import { createRendererFiles } from '../../src/main/renderer-files'
import { ERROR_CODES } from '../../src/shared/errors'
import { openTestFolder, type TestFolder } from '../support/engine'
import { Document, findGaps } from '../support/openapi-gaps'

let folder: TestFolder
let document: Document
let routes: string[]

/** Pages for people, and what they are made of. */
const SCREENS = /^\/($|assets\/|docs)/

beforeAll(async () => {
  folder = await openTestFolder()
  const app = createApp({
    engine: await folder.engine(),
    version: '0.0.0',
    log: SILENT,
    files: createRendererFiles(folder.path),
    requests: createRequestMeter(),
    packSupport: () => Promise.resolve(new Uint8Array()),
    onStop: () => Promise.resolve({ queriesStopped: 0 }),
  })
  document = Document.parse(await (await app.request('/openapi.json')).json())
  routes = app.routes
    .filter(({ method, path }) => method !== 'ALL' && !SCREENS.test(path))
    .map(({ method, path }) => `${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}')}`)
})
afterAll(() => folder.remove())

test('[checklist 9] each route of the router is told with summary, parameters, examples and every error', () => {
  expect(routes.length).toBeGreaterThan(45)
  expect(findGaps(document, routes)).toEqual([])
})

test.each<[string, (paths: Document['paths']) => void, RegExp]>([
  ['a route', (paths) => delete paths['/batch/list'], /get \/batch\/list: is not in the document/],
  ['an error', (paths) => delete paths['/batch/status/{id}']?.['get']?.responses['404'], /404 is not told/],
  ['a request', (paths) => setRequest(paths['/batch/run']?.['post'], {}), /the request has no example/],
  ['an answer', (paths) => setAnswer(paths['/health']?.['get'], {}), /200 has no example/],
  [
    'a parameter',
    (paths) => Object.assign(paths['/batch/list']?.['get']?.parameters?.[0] ?? {}, { schema: {}, description: '' }),
    /status has no description/,
  ],
])('the walk sees %s that is missing', (_name, remove, gap) => {
  const copy = Document.parse(structuredClone(document))
  remove(copy.paths)
  expect(findGaps(copy, routes).join('\n')).toMatch(gap)
})

type Operation = Document['paths'][string][string]

function setRequest(operation: Operation | undefined, media: object): void {
  Object.assign(operation ?? {}, { requestBody: { content: { 'application/json': media } } })
}

function setAnswer(operation: Operation | undefined, media: object): void {
  Object.assign(operation?.responses ?? {}, { 200: { description: 'x', content: { 'application/json': media } } })
}

test('the document is OpenAPI 3.1', async () => {
  const result = await new Validator().validate(structuredClone(document))
  expect(result.valid, JSON.stringify(result.errors)).toBe(true)
})

test('each example is as its schema says', () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema({ $id: 'doc', ...document })
  const problems: string[] = []
  let checked = 0
  /** Most answers share their schemas. */
  const compiled = new Map<string, ReturnType<typeof ajv.compile>>()
  function check(where: string, pointer: readonly string[], schema: unknown, example: unknown): void {
    checked++
    const path = pointer.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')
    const key = JSON.stringify(schema)
    const valid = compiled.get(key) ?? ajv.compile({ $ref: `doc#/${encodeURI(path)}` })
    compiled.set(key, valid)
    if (!valid(example)) problems.push(`${where}: ${ajv.errorsText(valid.errors)}`)
  }
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, { requestBody, responses }] of Object.entries(methods)) {
      for (const [type, { example, schema }] of Object.entries(requestBody?.content ?? {}))
        check(`${method} ${path}`, ['paths', path, method, 'requestBody', 'content', type, 'schema'], schema, example)
      for (const [status, { content }] of Object.entries(responses))
        for (const [type, { example, examples, schema }] of Object.entries(content ?? {})) {
          const named = Object.values(examples ?? {}).map(
            ({ $ref }) => document.components.examples[$ref.split('/').at(-1) ?? '']?.value,
          )
          for (const one of example === undefined ? named : [example])
            check(
              `${method} ${path} ${status}`,
              ['paths', path, method, 'responses', status, 'content', type, 'schema'],
              schema,
              one,
            )
        }
    }
  expect(problems).toEqual([])
  expect(checked).toBeGreaterThan(500)
})

test('each error stands under the status that it comes with', () => {
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, { responses }] of Object.entries(methods))
      for (const [status, { content }] of Object.entries(responses))
        for (const code of Object.keys(content?.['application/json']?.examples ?? {})) {
          const known = ERROR_CODES.find((one) => one === code)
          expect(known === undefined ? null : String(HTTP_STATUS[known]), `${method} ${path} ${code}`).toBe(status)
        }
})
