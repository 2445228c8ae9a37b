/** Of every answer: what it says it is, it is. */
export const AS_TOLD = { 'X-Content-Type-Options': 'nosniff' } as const

/** Of what must not be kept: answers of the API, errors, links. */
export const NOT_KEPT = { 'Cache-Control': 'no-store' } as const

/** Of a page, whose address may have been a link. */
export const NO_REFERRER = { 'Referrer-Policy': 'no-referrer' } as const

/** Of what never changes at its address: who asked may keep it, and asks each time whether it is still there. */
export const KEPT_BY_TAG = { 'Cache-Control': 'private, no-cache' } as const
