import { useQuery } from '@tanstack/react-query'
import { isWholeAudit, type AuditPartition, type StreamAudit } from '../../../../shared/audit'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyAs, toCurl, type Recipe } from '../../ui/copy-as'
import { DataTable, type Column } from '../../ui/data-table'
import { formatCount } from '../../ui/format'
import { State } from '../../ui/mark'
import { EmptyState, ErrorState, LoadingRows, Message } from '../../ui/states'
import { call } from '../../api/call'
import { keys } from '../../api/keys'

const words = text.lake.audit

function count(id: keyof typeof words.columns, value: (one: AuditPartition) => number | null): Column<AuditPartition> {
  return { id, header: words.columns[id], align: 'right', cell: (one) => formatCount(value(one)), sortBy: value }
}

/** Where rows of more than one are in the table. */
const STREAM_COLUMN: Column<AuditPartition> = {
  id: 'stream',
  header: words.columns.stream,
  cell: ({ streams }) => streamOf(streams),
}

const COLUMNS: readonly Column<AuditPartition>[] = [
  { id: 'partition', header: words.columns.partition, align: 'right', cell: ({ partition }) => String(partition) },
  {
    id: 'agrees',
    header: words.columns.agrees,
    cell: ({ agrees }) => <Verdict agrees={agrees} />,
  },
  {
    id: 'range',
    header: words.columns.range,
    align: 'right',
    cell: ({ streams }) =>
      streams.map(({ from, next }) => `${formatCount(from)} – ${formatCount(BigInt(next) - 1n)}`).join(', '),
    optional: true,
  },
  count('consumed', ({ consumed }) => consumed),
  count('rows', ({ rows }) => rows),
  count('deadLetters', ({ deadLetters }) => deadLetters),
  count('redriven', ({ redriven }) => redriven),
  count('skipped', ({ skipped }) => skipped),
  count('absent', ({ absent }) => absent),
  count('missing', ({ missing }) => missing),
  count('repeats', ({ repeats }) => repeats),
]
const WITH_STREAM = [STREAM_COLUMN, ...COLUMNS]

function Verdict({ agrees }: Pick<AuditPartition, 'agrees'>) {
  if (agrees === null) return <span className="muted">{words.unchecked}</span>
  return <State kind={agrees ? 'ok' : 'failed'} word={agrees ? words.yes : words.no} />
}

function streamOf(streams: AuditPartition['streams']): string {
  return streams.map(({ source, topic }) => `${source}/${topic}`).join(', ') || words.unknownStream
}

/** Shows, offset by offset, that nothing was lost and nothing came twice; or where it did. */
export function Audit() {
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: keys.audit,
    queryFn: ({ signal }) => call('streamAudit', {}, signal),
    retry: false,
  })
  return (
    <>
      <div className="row audit-head">
        <h2>{words.title}</h2>
        <span className="small muted">
          {data === undefined
            ? words.note
            : `${words.asOf(data.asOf.transactions, data.asOf.deadLetters)}, ${words.took(data.elapsedMs)}`}
        </span>
        <span className="row push">
          <CopyAs recipe={recipe} />
          <Button small icon="retry" busy={isFetching ? words.checking : false} onClick={() => void refetch()}>
            {words.again}
          </Button>
        </span>
      </div>
      {error !== null ? (
        <ErrorState title={words.failed} error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <LoadingRows rows={6} columns={6} />
      ) : data.partitions.length === 0 ? (
        <EmptyState title={words.empty}>{words.emptyWhy}</EmptyState>
      ) : (
        <Answer audit={data} />
      )}
    </>
  )
}

/** The call audits; SQL and Python count what it counts as rows. */
const recipe: Recipe = {
  curl: () => toCurl({ operation: 'streamAudit', input: {} }),
  async sql() {
    const { sql } = await call('tableFiles', { params: { name: 'transactions' } })
    return `SELECT kafka_partition, count(*) AS rows\nFROM ${sql}\nWHERE kafka_offset IS NOT NULL\nGROUP BY kafka_partition ORDER BY kafka_partition;`
  },
  async python() {
    const { path, version } = await call('tableFiles', { params: { name: 'transactions' } })
    return [
      'import pyarrow.compute as pc',
      'from deltalake import DeltaTable',
      '',
      `table = DeltaTable(${JSON.stringify(path)}, version=${version}).to_pyarrow_dataset()`,
      'rows = table.to_table(columns=["kafka_partition", "kafka_offset"]).filter(pc.field("kafka_offset").is_valid())',
      'rows = rows.group_by("kafka_partition").aggregate([([], "count_all")]).rename_columns(["kafka_partition", "rows"])',
      'print(rows.sort_by("kafka_partition"))',
    ].join('\n')
  },
}

function Answer({ audit }: { readonly audit: StreamAudit }) {
  const { agrees, differences, gaps, topicAsked, partitions } = audit
  const streams = new Set(partitions.map((one) => streamOf(one.streams)))
  const agreed = isWholeAudit(audit) ? words.agrees : words.agreesButUnnamed
  return (
    <>
      <div className="body audit-answer" role="status">
        <Message kind={agrees ? 'ok' : 'danger'} title={agrees ? agreed : words.differs(differences.length)}>
          {topicAsked ? undefined : words.notAsked}
        </Message>
        {differences.length === 0 ? null : (
          <ul className="small" aria-label={words.differences}>
            {differences.map(({ topic, partition, kind, detail }, index) => (
              <li key={index}>
                <span className="strong">{words.difference(topic, partition, kind)}</span>: {detail}
              </li>
            ))}
          </ul>
        )}
        {gaps.length === 0 ? null : (
          <>
            <h3>{words.gaps}</h3>
            <ul className="small">
              {gaps.map(({ topic, partition, from, to, cause }, index) => (
                <li key={index}>
                  {words.gap(topic, partition, formatCount(from), formatCount(to))} ({cause})
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <DataTable
        label={words.partitions}
        columns={streams.size > 1 ? WITH_STREAM : COLUMNS}
        rows={partitions}
        rowKey={({ streams, partition }) => `${streamOf(streams)}/${partition}`}
      />
    </>
  )
}
