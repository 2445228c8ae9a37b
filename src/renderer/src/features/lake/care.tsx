import { useMutation, useQueryClient } from '@tanstack/react-query'
import { messageOf } from '../../../../shared/errors'
import type { TableSummary } from '../../../../shared/table'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { Pane } from '../../ui/layout'
import { Message } from '../../ui/states'
import { Vacuum } from './vacuum'

const words = text.lake.care

/** What keeps a table in shape. */
export function Care({ table }: { readonly table: TableSummary }) {
  const command = `millrace lake verify --table ${table.name}`
  return (
    <Pane
      title={words.title}
      actions={
        <CopyAs
          recipe={{
            curl: () => toCurl({ operation: 'compactTable', input: { params: { name: table.name } } }),
            python: () => optimizeText(table.path),
          }}
        />
      }
    >
      <div className="body lake-care">
        <Compact table={table} />
        <Vacuum table={table} />
        <div className="lake-job">
          <h3>{words.verify}</h3>
          <p className="small muted">{words.verifyWhy}</p>
          <CopyButton small value={command}>
            {words.copy}
          </CopyButton>
          <pre className="code wraps" tabIndex={0} role="region" aria-label={words.verify}>
            {command}
          </pre>
        </div>
      </div>
    </Pane>
  )
}

function optimizeText(path: string): string {
  return `from deltalake import DeltaTable\n\nprint(DeltaTable(${JSON.stringify(path)}).optimize.compact())`
}

function Compact({ table }: { readonly table: TableSummary }) {
  const queries = useQueryClient()
  const compact = useMutation({
    mutationFn: () => call('compactTable', { params: { name: table.name } }),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.lake }),
  })
  const { data, error } = compact
  return (
    <div className="lake-job">
      <h3>{words.compact}</h3>
      <p className="small muted">{words.compactWhy(table.compactableFiles)}</p>
      <Button
        small
        busy={compact.isPending ? words.compacting : false}
        aria-label={words.compact}
        onClick={() => compact.mutate()}
      >
        {words.compact}
      </Button>
      {error !== null ? (
        <Message kind="danger" title={words.compactFailed}>
          {messageOf(error)}
        </Message>
      ) : data === undefined ? null : (
        <div role="status">
          <Message
            kind="ok"
            title={
              data.version === null
                ? words.nothingToCompact
                : words.compacted(data.filesRemoved, data.filesAdded, data.bytesBefore, data.bytesAfter)
            }
          />
        </div>
      )}
    </div>
  )
}
