import { safeStorage } from 'electron'
import type { SecretBox } from '../kafka/secret-box'

type Storage = Pick<typeof safeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'> & {
  readonly getSelectedStorageBackend?: () => string
}

/**
 * The operating system's keychain, asked asynchronously so that a dialog of its own does not stop the streams
 * (rule 18). On Linux Chromium falls back to a key that is in every copy of it: that is no encryption.
 */
export function createSafeBox(storage: Storage = safeStorage): SecretBox {
  return {
    async whyNot() {
      // Electron before 45 knows only calls that block.
      if (typeof storage.isAsyncEncryptionAvailable !== 'function') return 'This Electron is too old for the keychain.'
      if (!(await storage.isAsyncEncryptionAvailable())) return 'The keychain of this system is locked or not there.'
      if (process.platform === 'linux' && storage.getSelectedStorageBackend?.() === 'basic_text')
        return 'No keyring (GNOME Keyring or KWallet) runs in this session.'
      return null
    },
    seal: async (text) => (await storage.encryptStringAsync(text)).toString('base64'),
    open: async (sealed) => (await storage.decryptStringAsync(Buffer.from(sealed, 'base64'))).result,
  }
}
