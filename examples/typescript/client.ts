import createClient, { type Client } from 'openapi-fetch'
import type { paths } from './schema'

export type Millrace = Client<paths>

/** A client of all routes, typed by `/openapi.json`; `npm run docs` writes `schema.ts` anew. */
export function createMillrace(baseUrl = 'http://127.0.0.1:8080', token?: string): Millrace {
  return createClient<paths>({
    baseUrl,
    ...(token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } }),
  })
}
