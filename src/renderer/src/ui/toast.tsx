import { Toast as Base } from '@base-ui/react/toast'
import { text } from '../strings/text'
import { IconButton } from './button'
import { Mark, type MarkKind } from './mark'

const manager = Base.createToastManager<{ readonly mark: MarkKind }>()
const SHOWN_MS = 6000

export interface Notice {
  readonly mark: MarkKind
  readonly title: string
  readonly detail?: string
  readonly action?: { readonly label: string; readonly run: () => void }
  /** Until it is dismissed, as an error does. */
  readonly stays?: boolean
}

/** Bottom right, 6 s; an error stays until it is dismissed. Says in the past tense what happened. */
export function notify({ mark, title, detail, action, stays = mark === 'failed' }: Notice): void {
  manager.add({
    title,
    ...(detail === undefined ? {} : { description: detail }),
    timeout: stays ? 0 : SHOWN_MS,
    priority: mark === 'failed' ? 'high' : 'low',
    data: { mark },
    ...(action === undefined ? {} : { actionProps: { children: action.label, onClick: action.run } }),
  })
}

/** Where toasts appear; once, in the shell. */
export function Toasts() {
  return (
    <Base.Provider toastManager={manager}>
      <Base.Portal>
        <Base.Viewport className="toasts">
          <ToastList />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  )
}

function ToastList() {
  const { toasts } = Base.useToastManager<{ readonly mark: MarkKind }>()
  return toasts.map((toast) => (
    <Base.Root key={toast.id} toast={toast} className="pop toast">
      <Base.Content className="toast-in">
        <Mark kind={toast.data?.mark ?? 'ok'} />
        <div className="grow">
          <Base.Title className="strong small" />
          <Base.Description className="small muted" />
        </div>
        {toast.actionProps === undefined ? null : <Base.Action className="b small" />}
        <Base.Close render={<IconButton icon="close" label={text.shell.toast.close} small />} />
      </Base.Content>
    </Base.Root>
  ))
}
