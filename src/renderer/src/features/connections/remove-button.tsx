import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf } from '../../../../shared/errors'
import type { KafkaProfile } from '../../../../shared/kafka-profiles'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { goTo } from '../../route'
import { text } from '../../strings/text'
import { Button } from '../../ui/button'
import { CopyAs, toCurl } from '../../ui/copy-as'
import { ConfirmDialog } from '../../ui/dialog'
import { notify } from '../../ui/toast'
import { dropDraft } from './drafts'

const words = text.connections

/** Deletes a connection with its secrets, which nothing brings back: so it asks. */
export function RemoveButton({ profile: { id, name } }: { readonly profile: KafkaProfile }) {
  const queries = useQueryClient()
  const [asking, setAsking] = useState(false)
  const remove = useMutation({
    mutationFn: () => call('deleteKafkaProfile', { params: { id } }),
    async onSuccess() {
      dropDraft(id)
      goTo('stream', ['connections'])
      await queries.invalidateQueries({ queryKey: keys.kafka('profiles') })
      notify({ mark: 'ok', title: words.removed(name) })
    },
    onError(error) {
      setAsking(false)
      notify({ mark: 'failed', title: words.removeFailed, detail: messageOf(error) })
    },
  })
  return (
    <>
      <Button kind="danger" onClick={() => setAsking(true)}>
        {words.remove}
      </Button>
      <ConfirmDialog
        open={asking}
        title={words.removeAsk(name)}
        keep={words.removeKeep}
        act={words.removeAct}
        busy={remove.isPending && words.removeBusy}
        onKeep={() => setAsking(false)}
        onAct={() => remove.mutate()}
      >
        <p>{words.removeText}</p>
        <CopyAs recipe={{ curl: () => toCurl({ operation: 'deleteKafkaProfile', input: { params: { id } } }) }} />
      </ConfirmDialog>
    </>
  )
}
