import assert from 'node:assert/strict'
import { test } from 'node:test'
import published from '../../catalogue/open-eligibility.json' with { type: 'json' }
import { needsAsData } from './crosswalk.ts'
import { TERMS } from './taxonomy.ts'

const codes = new Set(published.terms.map((term) => term.code))

test('every group and kind of trouble points to service types that are in the file', () => {
  for (const term of TERMS) {
    assert.ok(term.oe.length > 0, term.code)
    assert.equal(new Set(term.oe).size, term.oe.length, term.code)
    for (const code of term.oe) assert.ok(codes.has(code), `${term.code}: ${code}`)
  }
})

test('the file names its source and licence, and holds each code once, with what lies above it', () => {
  assert.equal(codes.size, published.terms.length)
  for (const { code, name, parent } of published.terms) {
    assert.match(code, /^1\d{3}$/)
    assert.ok(name)
    if (parent) assert.ok(codes.has(parent), `${code}: ${parent}`)
  }
  assert.equal(published.licence, 'CC-BY-SA-3.0')
  assert.match(published.uri, /^https:\/\/github\.com\/auntbertha\//)
})

test('the terms are HSDS objects: ids are their own, parents and taxonomies are there', () => {
  const { taxonomies, taxonomy_terms: terms } = needsAsData()
  const ids = new Set(terms.map((term) => term.id))
  assert.equal(ids.size, terms.length)
  assert.equal(terms.length, TERMS.length + published.terms.length)
  for (const term of terms) {
    assert.ok(taxonomies.some(({ id }) => id === term.taxonomy_id))
    assert.ok(term.parent_id === null || ids.has(term.parent_id), term.code)
  }
})
