import { hrefTo } from '../../route'
import { text } from '../../strings/text'
import { formatBytes, formatCount } from '../../ui/format'
import { Pane } from '../../ui/layout'
import { Mark } from '../../ui/mark'
import { EmptyState } from '../../ui/states'
import { Null } from '../../ui/time'
import { useStreamTables } from './use-stream-tables'

const words = text.overview.disk
const TABLES = ['transactions', 'stream_aggregations', 'dead_letters'] as const
/** From here on a full read notices them. */
const MANY_SMALL_FILES = 100

/** What the lake takes, and what is left. */
export function DiskPane() {
  const { data } = useStreamTables()
  const tables = (data?.tables ?? []).filter(({ name }) => TABLES.some((known) => known === name))
  const small = tables.find(({ name }) => name === 'transactions')?.smallFiles ?? 0
  return (
    <Pane
      title={words.title}
      note={
        tables.length === 0
          ? undefined
          : words.used(formatBytes(tables.reduce((sum, { bytes }) => sum + bytes, 0)), data?.freeBytes ?? null)
      }
      actions={
        <a className="lnk" href={hrefTo('lake')}>
          {words.open}
        </a>
      }
    >
      {tables.length === 0 ? (
        <EmptyState title={words.none} />
      ) : (
        <table className="compact">
          <thead>
            <tr>
              <th scope="col">{words.table}</th>
              <th scope="col" className="num">
                {words.rows}
              </th>
              <th scope="col" className="num">
                {words.files}
              </th>
              <th scope="col" className="num">
                {words.size}
              </th>
            </tr>
          </thead>
          <tbody>
            {tables.map(({ name, rows, files, bytes }) => (
              <tr key={name}>
                <th scope="row">
                  <a href={hrefTo('lake', [name])}>{name}</a>
                </th>
                <td className="num">{rows === null ? <Null /> : formatCount(rows)}</td>
                <td className="num">{formatCount(files)}</td>
                <td className="num">{formatBytes(bytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {small >= MANY_SMALL_FILES ? (
        <p className="body small row hint">
          <Mark kind="degraded" />
          <span className="grow">{words.smallFiles(small)}</span>
          <a className="lnk" href={hrefTo('lake', ['transactions'])}>
            {words.compact}
          </a>
        </p>
      ) : null}
    </Pane>
  )
}
