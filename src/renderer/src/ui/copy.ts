import { text } from '../strings/text'
import { notify } from './toast'

/** Copies text and says so. */
export async function copyText(value: string, said: string = text.common.copied): Promise<void> {
  try {
    await navigator.clipboard.writeText(value)
    notify({ mark: 'ok', title: said })
  } catch {
    notify({ mark: 'failed', title: text.common.copyFailed })
  }
}
