import { useLive } from '../state/live'
import { text } from '../strings/text'
import { Head } from '../ui/layout'
import { EmptyState, LoadingRows } from '../ui/states'

/** In place of a screen of the stream before the engine has told its first status, which it may never do. */
export function NoStatus({ title }: { readonly title: string }) {
  const connection = useLive((live) => live.connection)
  if (connection.kind !== 'offline') return <LoadingRows rows={12} columns={6} />
  return (
    <>
      <Head title={title} />
      <EmptyState title={text.shell.noEngine}>{connection.reason}</EmptyState>
    </>
  )
}
