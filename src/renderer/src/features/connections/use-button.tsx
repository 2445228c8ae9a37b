import { useState } from 'react'
import { useLive } from '../../state/live'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyAs, linesOf, toCurl } from '../../ui/copy-as'
import { ConfirmDialog } from '../../ui/dialog'
import { useSwitch } from './use-profiles'

const words = text.connections

export interface UseButtonProps {
  /** Null: the connection of the configuration. */
  readonly id: string | null
  readonly name: string
}

/** Makes a connection that of the stream and of the Kafka parts; says first what becomes of a stream that runs. */
export function UseButton({ id, name }: UseButtonProps) {
  const active = useLive((live) => live.status?.active === true)
  const topic = useLive((live) => live.status?.topic ?? null)
  const [asking, setAsking] = useState(false)
  const change = useSwitch(() => setAsking(false))
  const copy = <CopyAs recipe={{ curl: () => using(id, active) }} />
  return (
    <>
      <Button
        busy={change.isPending && words.using}
        onClick={() => (active ? setAsking(true) : change.mutate({ id, name, stop: false }))}
      >
        {words.use}
      </Button>
      {active ? null : copy}
      <ConfirmDialog
        open={asking}
        title={words.useAsk(name)}
        keep={words.useKeep}
        act={words.useAct}
        busy={change.isPending && words.using}
        onKeep={() => setAsking(false)}
        onAct={() => change.mutate({ id, name, stop: true })}
      >
        <p>{words.useText(topic ?? '')}</p>
        <p>{words.useThen(name)}</p>
        {copy}
      </ConfirmDialog>
    </>
  )
}

function using(profile: string | null, stop: boolean): Promise<string> {
  return linesOf([
    ...(stop ? [toCurl({ operation: 'stopStream', input: {} })] : []),
    toCurl({ operation: 'useKafkaProfile', input: { body: { profile } } }),
  ])
}
