import type { OpenAPIHono } from '@hono/zod-openapi'
import { ERROR_CODES } from '../../../shared/errors'
import { errorExample } from './error-examples'
import { EXAMPLES, type RouteExample } from './examples'

type Document = ReturnType<OpenAPIHono['getOpenAPI31Document']>
type PathItem = NonNullable<Document['paths']>[string]
type Operation = NonNullable<PathItem['get']>

const METHODS = ['get', 'post', 'put', 'delete'] as const

/** The whole document: what the routes say of themselves, and an example for each request, answer and error. */
export function createDocument(app: OpenAPIHono, version: string): Document {
  for (const code of ERROR_CODES) app.openAPIRegistry.registerComponent('examples', code, { value: errorExample(code) })
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    // Asked for or not: clients may call without.
    security: [{}, { token: [] }],
    info: {
      title: 'Millrace',
      version,
      description:
        'Every error, on every route, is {error, message, timestamp}, and what more is known of it stands in the header Millrace-Error as percent-encoded JSON {code, canRetry, details, causes}; a path that is not here is 404 NOT_FOUND, a wrong method 405 METHOD_NOT_ALLOWED. Times are ISO 8601 UTC with milliseconds, integers beyond 2^53 are strings. GET /batch/data/{id}/… of a completed batch never changes and has an ETag. Answers come with gzip where Accept-Encoding has it.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: '/', description: 'The running instance.' }],
    tags: TAGS.map(([name, description]) => ({ name, description })),
  })
  for (const [path, item] of Object.entries(document.paths ?? {})) {
    for (const method of METHODS) {
      const operation = item[method]
      if (operation !== undefined) addExamples(operation, EXAMPLES[`${method} ${path}`] ?? {})
    }
  }
  return document
}

const TAGS = [
  ['stream', 'Start, stop and look at the stream; its dead letters.'],
  ['batch', 'Submit, follow and delete batches; read, explore and export their results.'],
  ['reports', 'Batches that are saved with dates that move.'],
  ['lake', 'Tables on disk.'],
  ['kafka', 'The Kafka cluster, read only, and saved connections.'],
  ['sample', 'Sample rows for a first run.'],
  ['system', 'The process itself.'],
] as const

function addExamples(operation: Operation, { request, answers = {} }: RouteExample): void {
  const { requestBody, responses = {} } = operation
  if (requestBody !== undefined && 'content' in requestBody && request !== undefined)
    setExample(requestBody.content, request)
  for (const [status, example] of Object.entries(answers)) {
    const response: unknown = responses[status]
    if (typeof response === 'object' && response !== null && 'content' in response)
      setExample(Object(response.content) as Record<string, object>, example)
  }
}

/** Where a file may be of several types, there is an example of each. */
function setExample(content: Record<string, object>, example: unknown): void {
  const types = Object.entries(content)
  for (const [type, media] of types)
    Object.assign(media, { example: types.length === 1 ? example : (Object(example) as Record<string, unknown>)[type] })
}
