import { z } from 'zod'

const Media = z.looseObject({ example: z.unknown().optional() })
const Parameter = z.looseObject({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean().default(false),
  description: z.string().optional(),
  example: z.unknown().optional(),
  schema: z.looseObject({ description: z.string().optional(), example: z.unknown().optional() }).optional(),
})
const Operation = z.looseObject({
  operationId: z.string(),
  summary: z.string(),
  description: z.string().optional(),
  tags: z.array(z.string()),
  parameters: z.array(Parameter).default([]),
  requestBody: z.looseObject({ content: z.record(z.string(), Media) }).optional(),
  responses: z.record(
    z.string(),
    z.looseObject({ description: z.string(), content: z.record(z.string(), Media).optional() }),
  ),
})

/** What the page reads of `/openapi.json`. */
export const ApiDocument = z.looseObject({
  info: z.looseObject({ title: z.string(), version: z.string(), description: z.string() }),
  tags: z.array(z.object({ name: z.string(), description: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), Operation)),
})
export type ApiDocument = z.infer<typeof ApiDocument>
type ApiOperation = z.infer<typeof Operation>
export type ApiParameter = z.infer<typeof Parameter>

/** One route of the document. */
export interface ApiRoute {
  /** In capitals. */
  readonly method: string
  readonly path: string
  readonly operation: ApiOperation
}

/** The routes of the document, in its order. */
export function routesOf(document: ApiDocument): ApiRoute[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )
}
