import { z } from 'zod'

const Media = z.looseObject({
  example: z.unknown().optional(),
  examples: z.record(z.string(), z.object({ $ref: z.string() })).optional(),
})
const Response = z.looseObject({ description: z.string(), content: z.record(z.string(), Media).optional() })
const Parameter = z.looseObject({
  name: z.string(),
  in: z.string(),
  example: z.unknown().optional(),
  description: z.string().optional(),
  schema: z.looseObject({ description: z.string().optional(), example: z.unknown().optional() }).optional(),
})
const Operation = z.looseObject({
  operationId: z.string(),
  summary: z.string().min(3),
  tags: z.array(z.string()).length(1),
  parameters: z.array(Parameter).optional(),
  requestBody: z.looseObject({ content: z.record(z.string(), Media) }).optional(),
  responses: z.record(z.string(), Response),
})
export const Document = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.looseObject({ examples: z.record(z.string(), z.object({ value: z.record(z.string(), z.unknown()) })) }),
})
export type Document = z.infer<typeof Document>

const ALWAYS = ['400', '401', '403', '408', '413', '429', '431', '500', '503']
/** The text is the answer, or a file: there is no schema that says 204 or 304. */
const EMPTY = new Set(['204', '304'])

/** What the document leaves unsaid, a line each: about `routes` (`get /a/{b}`) and all that it has of them. */
export function findGaps(document: Document, routes: readonly string[]): string[] {
  const gaps: string[] = []
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ route: `${method} ${path}`, path, method, operation })),
  )
  const told = new Set(operations.map(({ route }) => route))
  for (const route of routes) if (!told.has(route)) gaps.push(`${route}: is not in the document`)
  for (const { route } of operations) if (!routes.includes(route)) gaps.push(`${route}: there is no such route`)
  const ids = operations.map(({ operation }) => operation.operationId)
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) gaps.push(`${id}: twice`)
  for (const { route, path, method, operation } of operations) {
    const { parameters = [], requestBody, responses } = operation
    for (const { name, description, example, schema } of parameters) {
      if ((description ?? schema?.description ?? '') === '') gaps.push(`${route}: ${name} has no description`)
      if ((example ?? schema?.example) === undefined) gaps.push(`${route}: ${name} has no example`)
    }
    for (const media of Object.values(requestBody?.content ?? {}))
      if (media.example === undefined) gaps.push(`${route}: the request has no example`)
    // Only where a body may be sent must it say that it is JSON.
    const media = method === 'post' || method === 'put' ? ['415'] : []
    const needed = [...ALWAYS, ...media, ...(path.includes('{') ? ['404'] : [])]
    for (const status of needed) if (!(status in responses)) gaps.push(`${route}: ${status} is not told`)
    if (!Object.keys(responses).some((status) => status.startsWith('2'))) gaps.push(`${route}: nothing but errors`)
    for (const [status, { content }] of Object.entries(responses)) {
      if (EMPTY.has(status)) continue
      const media = Object.values(content ?? {})
      if (media.length === 0) gaps.push(`${route}: ${status} has no content`)
      for (const { example, examples } of media) {
        const refs = Object.values(examples ?? {})
        if (example === undefined && refs.length === 0) gaps.push(`${route}: ${status} has no example`)
        for (const { $ref } of refs)
          if (!($ref.replace('#/components/examples/', '') in document.components.examples))
            gaps.push(`${route}: ${status} names ${$ref}, which is not there`)
      }
    }
  }
  return gaps
}
