// Ids that follow from what a thing is called: the same catalogue gives the same ids everywhere.
import { createHash } from 'node:crypto'

/** Namespace of all ids of the directory. Never change it: links and referrals hold ids made from it. */
const NAMESPACE = '6f1d7d1e-5d0b-5c0e-9a53-0f3c1c7a4b20'

/** UUID version 5 (RFC 9562): SHA-1 of a namespace and a name. */
export function uuidV5(name: string, namespace = NAMESPACE): string {
  const digest = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest()
    .subarray(0, 16)
  digest[6] = (digest[6]! & 0x0f) | 0x50
  digest[8] = (digest[8]! & 0x3f) | 0x80
  const hex = digest.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

export const serviceId = (municipality: string, slug: string): string => uuidV5(`${municipality}/service/${slug}`)
export const organizationId = (municipality: string, slug: string): string =>
  uuidV5(`${municipality}/organization/${slug}`)
/** One endorsement of a service by one endorser until one day. */
export const endorsementId = (municipality: string, service: string, by: string, until: string): string =>
  uuidV5(`${municipality}/endorsement/${service}/${by}/${until}`)
