/** Encrypts secrets with a key that the operating system keeps for this user: safeStorage in the window. */
export interface SecretBox {
  /** Null where it can be used, else why not, as a sentence. */
  whyNot(): Promise<string | null>
  /** @returns base64 */
  seal(text: string): Promise<string>
  open(sealed: string): Promise<string>
}

/** Plain Node has no keychain: secrets come from the environment or from a file of mode 0600 (rule 18). */
export const NO_KEYCHAIN: SecretBox = {
  whyNot: () => Promise.resolve('Without a desktop window there is no keychain.'),
  seal: () => Promise.reject(new Error('no keychain')),
  open: () => Promise.reject(new Error('no keychain')),
}
