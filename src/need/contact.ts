// How needs of the same contact find each other though the contact is sealed: a blind index.
//
// HMAC-SHA-256 with the ring's `lookup` key (platform/cipher.ts), which lies outside the database like the keys that seal.
// Not with a sealing key: those are changed one row after the other, and two needs of one number would not meet until the
// last row is done. The lookup key stays when sealing keys change; rekey writes the index anew with each row all the same
// (`beside` of SEALED_NEED), so that needs from before there was an index come to have one. The municipality is part of what
// is hashed: rows of two municipalities cannot be laid beside each other.
// Without the key nobody can try numbers through.
//
// Who may be told that a number is known: the city's staff, and nobody who typed it. A warning on the form, or on the receipt
// after it, would answer to anybody who types the number of a partner or a child whether that person asked for help here: a
// receipt costs a false request and nothing else. So the form says the same to all (who waits for an answer finds it by the
// receipt number), and a need that looks like one asked twice is marked in the file that staff read. Desks that work for
// one contact learn each other's names only where the person agreed in each of the two needs (referral.around).
import { lookupHash } from '../platform/cipher.ts'
import { contactOf } from './rules.ts'

type Reachable = Parameters<typeof contactOf>[0]

/** The index of a contact, 64 hexadecimal digits; null without a telephone number and mail address. */
export function contactKey(municipality: string, reach: Reachable): string | null {
  const contact = contactOf(reach)
  return contact && lookupHash(contact, `need.item.contact_key:${municipality}`)
}
