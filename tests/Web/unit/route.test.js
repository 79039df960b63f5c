import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashOf, loginCodeOf, routeOf } from '../../../src/Api/wwwroot/js/route.js';
import { SESSION, TASK } from './fakes.js';

test('A session and a task have an address each', () => {
  assert.deepEqual(routeOf(hashOf(SESSION)), { name: 'session', id: SESSION });
  assert.deepEqual(routeOf(hashOf(TASK)), { name: 'task', id: TASK });
});

test('No address is home', () => {
  for (const hash of ['', '#', '#/']) assert.equal(routeOf(hash).name, 'home');
});

test('A new task and the agents have an address each', () => {
  assert.deepEqual(routeOf('#/new'), { name: 'new', id: '' });
  assert.deepEqual(routeOf('#/agents'), { name: 'agents', id: '' });
});

test('Anything else is nowhere, and never becomes part of a call', () => {
  for (const hash of ['#/task/../agents', `#/session/${TASK}`, '#/task/t_short', `${hashOf(TASK)}/x`, '#x', 'constructor']) {
    assert.deepEqual(routeOf(hash), { name: 'nowhere', id: '' });
  }
});

test('The code of a login link is read from the fragment', () => {
  assert.equal(loginCodeOf('#login=abc%2Bd'), 'abc+d');
  assert.equal(loginCodeOf('#/'), null);
});
