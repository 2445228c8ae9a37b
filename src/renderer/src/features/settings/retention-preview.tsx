import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { RetentionPreview } from '../../../../shared/batch'
import { codeOf, messageOf } from '../../../../shared/errors'
import type { Setting } from '../../../../shared/system'
import { call } from '../../api/call'
import { hrefTo } from '../../route'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { DataTable, type Column } from '../../ui/data-table'
import { Field, TextInput } from '../../ui/field'
import { formatBytes, formatTimestamp } from '../../ui/format'
import { ErrorState, Message } from '../../ui/states'

const words = text.settings.retention
const PARAMETERS = { 'pipeline.batch.retention-days': 'days', 'pipeline.batch.retention-bytes': 'bytes' } as const

type Parameter = (typeof PARAMETERS)[keyof typeof PARAMETERS]

/** The limit of retention that a setting is; undefined for any other setting. */
export function retentionParameterOf({ key }: Setting): Parameter | undefined {
  return new Map<string, Parameter>(Object.entries(PARAMETERS)).get(key)
}

export interface RetentionPreviewFormProps {
  readonly parameter: Parameter
  /** As it is in force, '' where there is none. */
  readonly value: string
}

/** Which batches a limit would delete, before it is set; looking deletes nothing. */
export function RetentionPreviewForm({ parameter, value }: RetentionPreviewFormProps) {
  const [typed, setTyped] = useState(value)
  const input = { query: { [parameter]: typed.trim() } }
  const look = useMutation({ mutationFn: () => call('batchRetention', input) })
  const isRefused = look.error !== null && codeOf(look.error) === 'INVALID_REQUEST'
  return (
    <section aria-labelledby="retention-preview" className="settings-retention">
      <h3 id="retention-preview">{words.title}</h3>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!look.isPending) look.mutate()
        }}
      >
        <Field
          label={words.limit[parameter]}
          help={words.help[parameter]}
          error={isRefused ? messageOf(look.error) : null}
        >
          {(parts) => (
            <TextInput
              {...parts}
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value)
                if (isRefused) look.reset()
              }}
            />
          )}
        </Field>
        <div className="row">
          <Button small type="submit" busy={look.isPending ? words.looking : false}>
            {words.act}
          </Button>
          <CopyAs recipe={{ curl: () => toCurl({ operation: 'batchRetention', input }) }} />
        </div>
      </form>
      {look.error !== null && !isRefused ? <ErrorState title={words.failed} error={look.error} /> : null}
      {look.data === undefined ? null : (
        <div role="status">
          <Found preview={look.data} />
        </div>
      )}
    </section>
  )
}

function Found({ preview }: { readonly preview: RetentionPreview }) {
  const { days, bytes, total, batches } = preview
  const [oldest] = batches
  if (oldest === undefined)
    return (
      <Message kind="info" title={words.none}>
        {words.limits(days, bytes)}
      </Message>
    )
  return (
    <>
      <Message kind="info" title={words.wouldGo(total.batches, total.bytes, oldest.endTime)}>
        {words.limits(days, bytes)}
      </Message>
      <DataTable
        label={words.table}
        columns={COLUMNS}
        rows={batches}
        rowKey={({ batchId }) => batchId}
        compact
        foot={<p className="small muted">{words.shown(batches.length, total.batches)}</p>}
      />
    </>
  )
}

const COLUMNS: readonly Column<RetentionPreview['batches'][number]>[] = [
  {
    id: 'analysis',
    header: words.columns.analysis,
    cell: ({ batchId, analysisType }) => (
      <a href={hrefTo('results', [batchId])} title={batchId}>
        {analysisType}
      </a>
    ),
  },
  { id: 'ended', header: words.columns.ended, align: 'right', cell: ({ endTime }) => formatTimestamp(endTime) },
  { id: 'size', header: words.columns.size, align: 'right', cell: ({ bytes }) => formatBytes(bytes) },
  { id: 'reason', header: words.columns.reason, cell: ({ reason }) => words.reason[reason] },
]
