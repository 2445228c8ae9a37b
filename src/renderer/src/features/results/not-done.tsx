import type { BatchRecord } from '../../../../shared/batch'
import { goTo } from '../../route'
import { tookOf } from '../../state/batches'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { BatchStateMark } from '../../ui/mark'
import { EmptyState, Message } from '../../ui/states'

/** Why a batch has no result, and what to do. */
export function NotDone({ batch }: { readonly batch: BatchRecord }) {
  const copy = (
    <CopyAs recipe={{ curl: () => toCurl({ operation: 'batch', input: { params: { id: batch.batchId } } }) }} />
  )
  const toBatch = (
    <>
      <Button onClick={() => goTo('batch')}>{text.results.toBatch}</Button>
      {copy}
    </>
  )
  switch (batch.status) {
    case 'PENDING':
      return (
        <EmptyState title={text.results.waiting} action={toBatch}>
          <BatchStateMark state="PENDING" /> {text.results.waitingWhy(batch.queuePosition ?? 1)}
        </EmptyState>
      )
    case 'RUNNING':
      return (
        <EmptyState title={text.results.running} action={toBatch}>
          <BatchStateMark state="RUNNING" /> {text.results.runningWhy}
        </EmptyState>
      )
    case 'CANCELLED':
      return (
        <EmptyState title={text.results.cancelled} action={toBatch}>
          {text.results.cancelledWhy}
        </EmptyState>
      )
    default:
      return (
        <div className="error-state">
          <Message
            kind="danger"
            title={text.results.failed(batch.analysisType, tookOf(batch))}
            actions={
              <>
                <Button onClick={() => goTo('batch', [], { from: batch.batchId })}>{text.results.edit}</Button>
                <CopyButton value={`${batch.batchId}: ${batch.errorMessage ?? ''}`}>
                  {text.common.copyDetails}
                </CopyButton>
                {copy}
              </>
            }
          >
            <p>{batch.errorMessage}</p>
            <p>{text.results.failedWhy}</p>
          </Message>
        </div>
      )
  }
}
