/**
 * Headers by which a client makes sure that the owner of a state folder answers, before it sends anything else: a
 * text of its own, and what only who has the folder's token can make of it.
 */
export const CHALLENGE_HEADER = 'millrace-challenge'
export const PROOF_HEADER = 'millrace-proof'
