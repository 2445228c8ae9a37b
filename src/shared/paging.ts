import type { Engine, PageRequest } from './engine'

/** The page that a request asks for, in the sizes of this engine: without a limit its default, never above its maximum (decision 16). */
export function pageOf(
  { defaultSize, maxSize }: Engine['paging'],
  { limit = defaultSize, offset }: { readonly limit?: number | undefined; readonly offset: number },
): PageRequest {
  return { limit: Math.min(limit, maxSize), offset }
}
