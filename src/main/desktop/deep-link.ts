import { BATCH_ID } from '../../shared/batch'
import { LINK_SCHEME } from '../../shared/window'

export type DeepLink =
  { readonly kind: 'batch'; readonly batchId: string } | { readonly kind: 'bad'; readonly link: string }

const BATCH_LINK = /^millrace:\/\/batch\/([^/?#]+)\/?$/

/** `millrace://batch/ID`. Anybody can make one, so that only the form of an id gets through. */
export function parseDeepLink(link: string): DeepLink {
  const batchId = BATCH_LINK.exec(link)?.[1] ?? ''
  return BATCH_ID.test(batchId) ? { kind: 'batch', batchId } : { kind: 'bad', link: link.slice(0, 100) }
}

/** The link among the arguments of a start, where there is one. */
export function findDeepLink(args: readonly string[]): DeepLink | null {
  const link = args.find((arg) => arg.startsWith(`${LINK_SCHEME}:`))
  return link === undefined ? null : parseDeepLink(link)
}
