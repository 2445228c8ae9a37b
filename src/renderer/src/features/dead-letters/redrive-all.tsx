import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf } from '../../../../shared/errors'
import type { RedriveResult } from '../../../../shared/redrive'
import { DeadLetterCode } from '../../../../shared/stream'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { Dialog } from '../../ui/dialog'
import { Field, Select } from '../../ui/field'
import { formatCount } from '../../ui/format'
import { Message } from '../../ui/states'

const words = text.deadLetters.redrive
const ANSWERS = 50

export interface RedriveAllProps {
  /** Live letters by code. */
  readonly byCode: Readonly<Record<string, number>>
  readonly first: string
  readonly onClose: () => void
}

/** All live letters of one reason, decoded again. */
export function RedriveAll({ byCode, first, onClose }: RedriveAllProps) {
  const codes = DeadLetterCode.options.filter((code) => (byCode[code] ?? 0) > 0)
  const [chosen, setChosen] = useState(first)
  const code = codes.find((one) => one === chosen) ?? codes[0]
  const queries = useQueryClient()
  const redrive = useMutation({
    mutationFn: (wanted: DeadLetterCode) => call('redriveDeadLetters', { body: { code: wanted } }),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: keys.deadLetters }),
        queries.invalidateQueries({ queryKey: keys.lake }),
      ]),
  })
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.allTitle}
      actions={
        <>
          {code === undefined ? null : (
            <CopyAs recipe={{ curl: () => toCurl({ operation: 'redriveDeadLetters', input: { body: { code } } }) }} />
          )}
          <Button onClick={onClose}>{text.common.close}</Button>
          {code === undefined ? null : (
            <Button kind="primary" busy={redrive.isPending ? words.busy : false} onClick={() => redrive.mutate(code)}>
              {words.allAct(byCode[code] ?? 0)}
            </Button>
          )}
        </>
      }
    >
      <p className="small muted">{words.allWhy}</p>
      {code === undefined ? null : (
        <Field label={text.deadLetters.filter.code}>
          {(parts) => (
            <Select
              {...parts}
              value={code}
              options={codes.map((one) => ({
                value: one,
                label: text.deadLetters.filter.counted(one, byCode[one] ?? 0),
              }))}
              onChange={(event) => {
                redrive.reset()
                setChosen(event.target.value)
              }}
            />
          )}
        </Field>
      )}
      {redrive.error === null ? null : (
        <Message kind="danger" title={words.refused}>
          {messageOf(redrive.error)}
        </Message>
      )}
      {redrive.data === undefined ? null : <Answers result={redrive.data} />}
    </Dialog>
  )
}

function Answers({ result }: { readonly result: RedriveResult }) {
  const { items, redriven, failed, remaining } = result
  // What still fails first: it is what somebody has to do something about.
  const ordered = [...items].sort((left, right) => left.status.localeCompare(right.status))
  return (
    <div role="status">
      <Message kind={failed === 0 ? 'ok' : 'warn'} title={words.allDone(redriven, failed)}>
        {remaining === 0 ? undefined : words.remaining(remaining)}
      </Message>
      <ul className="small letter-answers" aria-label={words.answers} tabIndex={0}>
        {ordered.slice(0, ANSWERS).map((item) => (
          <li key={`${item.partition}:${item.offset}:${item.topic}`}>
            <span className="strong">{words.answerOf(item.partition, formatCount(item.offset))}</span>{' '}
            {item.status === 'redriven' ? words.done(item.version) : words.still(item.reason ?? '')}
          </li>
        ))}
        {items.length > ANSWERS ? <li className="muted">{words.more(items.length - ANSWERS)}</li> : null}
      </ul>
    </div>
  )
}
