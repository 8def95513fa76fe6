import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readBounce } from './bounce.ts'

const ID = '7d9d1f3e-3f0a-4c55-9c3b-0d6d6b6c1a2e'
const read = (text: string) => readBounce(Buffer.from(text.replaceAll('\n', '\r\n')))

/** As Postfix writes it: the whole message comes back. */
const postfix = (
  action: string,
  status: string,
  id = `<${ID}@musubi>`,
) => `From: MAILER-DAEMON@mx.example.jp (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: noreply@example.jp
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="4B1C.1795564800/mx.example.jp"
Message-Id: <20261125030000.4B1C@mx.example.jp>

This is a MIME-encapsulated message.

--4B1C.1795564800/mx.example.jp
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. In the text: <${ID}@musubi>

--4B1C.1795564800/mx.example.jp
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.jp
X-Postfix-Queue-ID: 4B1C
Arrival-Date: Wed, 25 Nov 2026 12:00:00 +0900 (JST)

Final-Recipient: rfc822; nobody@desk.example.jp
Original-Recipient: rfc822;nobody@desk.example.jp
Action: ${action}
Status: ${status}
Remote-MTA: dns; mail.desk.example.jp
Diagnostic-Code: smtp; 550 5.1.1 <nobody@desk.example.jp>: Recipient address
    rejected: User unknown

--4B1C.1795564800/mx.example.jp
Content-Description: Undelivered Message
Content-Type: message/rfc822

Return-Path: <noreply@example.jp>
From: noreply@example.jp
To: nobody@desk.example.jp
Subject: =?UTF-8?B?55u46KuH44GM5bGK44GE44Gm44GE44G+44GZ?=
Message-ID: ${id}
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

https://musubi.example/

--4B1C.1795564800/mx.example.jp--
`

/** As others do: only the head comes back, the report is in base64, the id stands on a line of its own. */
const headOnly = `From: postmaster@example.net
Subject: Delivery Status Notification (Failure)
MIME-Version: 1.0
Content-Type: multipart/report; boundary=b1; report-type=delivery-status

--b1
Content-Type: text/plain

gone

--b1
Content-Type: message/delivery-status
Content-Transfer-Encoding: base64

${Buffer.from('Reporting-MTA: dns;mx.example.net\n\nFinal-Recipient: rfc822;full@example.net\nAction: Failed\nStatus: 5.2.2\n').toString('base64')}

--b1
Content-Type: text/rfc822-headers

From: noreply@example.jp
Subject: x
Message-ID:
 <${ID}@musubi>

--b1--
`

test('a report of a failure names our message and why', async () => {
  assert.deepEqual(await read(postfix('failed', '5.1.1')), { ok: true, value: { id: ID, reason: 'address' } })
  assert.deepEqual(await read(postfix('failed', '4.4.1')), { ok: true, value: { id: ID, reason: 'unreachable' } })
  assert.deepEqual(await read(postfix('FAILED (final)'.slice(0, 6), '5.7.1')), {
    ok: true,
    value: { id: ID, reason: 'refused' },
  })
  assert.deepEqual(await read(headOnly), { ok: true, value: { id: ID, reason: 'full' } })
})

test('a delay, a success, another’s message, an answer from a person, and no mail at all are no failure of ours', async () => {
  assert.deepEqual(await read(postfix('delayed', '4.4.1')), { ok: false, reason: 'not_failed' })
  assert.deepEqual(await read(postfix('delivered', '2.0.0')), { ok: false, reason: 'not_failed' })
  assert.deepEqual(await read(postfix('failed', '5.1.1', '<123@other.example>')), { ok: false, reason: 'not_ours' })
  assert.deepEqual(await read(postfix('failed', '5.1.1', `<${ID}@musubi.evil>`)), { ok: false, reason: 'not_ours' })
  const person = `From: a@example.jp\nSubject: Re\nIn-Reply-To: <${ID}@musubi>\n\nAction: failed\nMessage-ID: <${ID}@musubi>\n`
  assert.deepEqual(await read(person), { ok: false, reason: 'no_report' })
  assert.deepEqual(await read(''), { ok: false, reason: 'no_report' })
})
