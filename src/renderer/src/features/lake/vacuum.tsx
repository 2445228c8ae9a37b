import { useMutation, useQueryClient } from '@tanstack/react-query'
import { messageOf } from '../../../../shared/errors'
import type { TableSummary, VacuumReport } from '../../../../shared/table'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { ConfirmDialog } from '../../ui/dialog'
import { formatBytes } from '../../ui/format'
import { Message } from '../../ui/states'

const words = text.lake.care
const LISTED = 8

/** A dry run first; what it found is asked about before anything is deleted. */
export function Vacuum({ table }: { readonly table: TableSummary }) {
  const queries = useQueryClient()
  const looking = { params: { name: table.name }, body: { dryRun: true } }
  const removing = { params: { name: table.name }, body: {} }
  const look = useMutation({ mutationFn: () => call('vacuumTable', looking) })
  const remove = useMutation({
    mutationFn: () => call('vacuumTable', removing),
    onSettled() {
      look.reset()
      return queries.invalidateQueries({ queryKey: keys.lake })
    },
  })
  const found = look.data
  const error = look.error ?? remove.error
  return (
    <div className="lake-job">
      <h3>{words.vacuumTitle}</h3>
      <p className="small muted">{words.vacuumWhy(table.removedFiles, table.removedBytes)}</p>
      <div className="row">
        <Button
          small
          busy={look.isPending ? words.looking : false}
          onClick={() => {
            remove.reset()
            look.mutate()
          }}
        >
          {words.vacuum}
        </Button>
        <CopyAs recipe={{ curl: () => toCurl({ operation: 'vacuumTable', input: looking }) }} />
      </div>
      {error !== null ? (
        <Message kind="danger" title={words.vacuumFailed}>
          {messageOf(error)}
        </Message>
      ) : remove.data !== undefined ? (
        <div role="status">
          <Message kind="ok" title={words.vacuumed(remove.data.files, remove.data.bytes)} />
        </div>
      ) : found?.files === 0 ? (
        <div role="status">
          <Message kind="info" title={words.vacuumNone(found.retentionMs)}>
            {found.pinned === 0 ? undefined : words.pinned(found.pinned)}
          </Message>
        </div>
      ) : null}
      {found === undefined || found.files === 0 ? null : (
        <ConfirmDialog
          open
          title={words.vacuumAsk(found.files, found.bytes)}
          keep={words.vacuumKeep}
          act={words.vacuumAct}
          busy={remove.isPending ? words.vacuuming : false}
          onKeep={() => look.reset()}
          onAct={() => remove.mutate()}
        >
          <Due table={table.name} report={found} />
          <CopyAs recipe={{ curl: () => toCurl({ operation: 'vacuumTable', input: removing }) }} />
        </ConfirmDialog>
      )}
    </div>
  )
}

function Due({ table, report }: { readonly table: string; readonly report: VacuumReport }) {
  return (
    <>
      <p>{words.vacuumText(table, report.retentionMs)}</p>
      {report.pinned === 0 ? null : <p>{words.pinned(report.pinned)}</p>}
      <p className="small muted">{words.vacuumList}</p>
      <ul className="small">
        {report.listed.slice(0, LISTED).map(({ path, bytes }) => (
          <li key={path} className="cut" title={path}>
            <span className="mono">{path}</span>, {formatBytes(bytes)}
          </li>
        ))}
      </ul>
    </>
  )
}
