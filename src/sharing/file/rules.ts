// What a file may be. Pure: bytes in, an answer out.

export const FILE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'application/pdf', 'text/plain'] as const
export type FileType = (typeof FILE_TYPES)[number]
export const LARGEST_FILE = 10 * 1024 * 1024
export const FILES_PER_ENTRY = 5
const ENDINGS: Record<FileType, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
  'text/plain': 'txt',
}

const begins = (bytes: Uint8Array, head: readonly number[], at = 0) => head.every((byte, i) => bytes[at + i] === byte)
const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0))

/** The type of a file by what it begins with; what its name and its sender say counts for nothing. Null for all others. */
export function typeOf(bytes: Uint8Array): FileType | null {
  if (begins(bytes, [0xff, 0xd8, 0xff])) return 'image/jpeg'
  if (begins(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png'
  if (begins(bytes, ascii('RIFF')) && begins(bytes, ascii('WEBP'), 8)) return 'image/webp'
  if (begins(bytes, ascii('%PDF-'))) return 'application/pdf'
  return isPlainText(bytes) ? 'text/plain' : null
}

/** Readable UTF-8 that no browser could take for a page or a drawing. */
function isPlainText(bytes: Uint8Array): boolean {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return false
  }
  if (/[\u0000-\u0008\u000e-\u001f\u007f]/.test(text)) return false
  return !/<\s*(!doctype|!--|\?xml|\?php|\/?(html|head|body|script|svg|iframe|object|embed|meta|link|style|img|a|form)\b)/i.test(
    text,
  )
}

/**
 * The name under which a file is offered: its last part without what could mean a path, hide its end or turn its letters
 * round, and with the ending of its true type. It is never used as a path.
 */
export function cleanName(name: string, type: FileType): string {
  const last =
    name
      .normalize('NFC')
      .split(/[\\/]/)
      .at(-1)!
      .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff<>:"|?*%;]/g, '') ?? ''
  const stem = last.replace(/(\.[A-Za-z0-9]{1,8})+$/, '').replace(/^[.\s]+|[.\s]+$/g, '')
  return `${[...stem].slice(0, 80).join('') || 'file'}.${ENDINGS[type]}`
}

/**
 * A photo without where and when it was taken: JPEG segments that carry such (APP1 Exif and XMP, APP13, comments) are
 * left out; picture and colours stay. What cannot be read as JPEG comes back empty, and is refused.
 */
export function withoutPlace(jpeg: Buffer): Buffer {
  const kept: Buffer[] = [jpeg.subarray(0, 2)]
  let at = 2
  for (;;) {
    while (jpeg[at] === 0xff && jpeg[at + 1] === 0xff) at += 1
    const marker = jpeg[at + 1]
    if (jpeg[at] !== 0xff || marker === undefined || marker === 0) return Buffer.alloc(0)
    // The picture itself, and all that follows it.
    if (marker === 0xda) return Buffer.concat([...kept, jpeg.subarray(at, endOfPicture(jpeg, at))])
    if (at + 4 > jpeg.length) return Buffer.alloc(0)
    const length = 2 + jpeg.readUInt16BE(at + 2)
    const tells = marker === 0xe1 || marker === 0xed || marker === 0xfe
    if (length < 4 || at + length > jpeg.length) return Buffer.alloc(0)
    if (!tells) kept.push(jpeg.subarray(at, at + length))
    at += length
  }
}

/** What hangs behind the picture's end (films, a second picture with its own place) does not come along. */
function endOfPicture(jpeg: Buffer, from: number): number {
  const end = jpeg.lastIndexOf(Buffer.from([0xff, 0xd9]))
  return end > from ? end + 2 : jpeg.length
}

/** How far the looking through has come: waiting for it, clean, refused; or there is nobody who looks. */
export type Scan = 'waiting' | 'clean' | 'refused' | 'unscanned'
/** Whether a file may be opened: when it was found clean, or, with a warning, when the city has no scanner at all. */
export const mayOpen = (scan: Scan): boolean => scan === 'clean' || scan === 'unscanned'

export type FileFault = 'none' | 'too_many' | 'too_large' | 'empty' | 'kind' | 'virus'
